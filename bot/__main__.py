"""Runs the command line: `python -m bot` is `onrecord`.

`start` imports everything else, so that Ctrl-C ends the program without a traceback even while it starts.
"""

import sys

INTERRUPTED = 130  # exit status


def start() -> int:
    try:
        from bot.cli.main import main

        return main()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(start())
