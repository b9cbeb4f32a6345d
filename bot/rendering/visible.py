"""Makes text safe to write to a terminal: what comes from articles, file names, feeds, settings and command lines.

Characters that could move the cursor, change colours, set the window's title or reverse the writing direction become
visible symbols. Everything that is written to a terminal goes through here: lines on standard output and standard error
by `on_one_line`, log lines by `LogFormatter`, and what rich draws by `bot.cli.terminal.console`. JSON escapes the same
characters (`bot.cli.reply_json`). tests/test_terminal_output.py fails if something is written in another way.
"""

import logging

_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: "␡",
    **dict.fromkeys((*range(0x80, 0xA0), *_BIDI, *range(0xD800, 0xE000)), "�"),
}


def visible(text: str) -> str:
    """`text` with one visible symbol for each character that could control a terminal. Spans stay valid.

    >>> visible("taken\\x1b[2J out")
    'taken␛[2J out'
    """
    return text.translate(_VISIBLE)


def on_one_line(text: str) -> str:
    """
    >>> on_one_line("taken\\x1b[2J\\n out\\u2028there")
    'taken␛[2J out there'
    """
    return " ".join(visible(text).split())


class LogFormatter(logging.Formatter):
    """Each record is one line; only with a traceback, several."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return visible(text) if record.exc_info or record.stack_info else on_one_line(text)
