"""The command line.

main          reads the command line, runs the command, turns errors into one line
commands      the commands, a file each
open_archive  opens or indexes the archive, with a progress bar
terminal      draws answers and quotations for people
reply_json    writes them for scripts
prompt        the interactive prompt of `onrecord repl`
schedule      runs `onrecord index` regularly, for `repl` and `bot`
"""

ANSWERED, NOTHING_ON_RECORD, FAILED, INTERRUPTED = 0, 1, 2, 130  # exit statuses; the first also means done
