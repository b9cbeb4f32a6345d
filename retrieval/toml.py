"""Reads TOML from untrusted files, within limits. tomllib needs some 150 bytes for every character of a table's name,
and makes a table for every part of a dotted key. It has no limit of depth, and Python reads no number with more than
4,300 digits.
"""

import re
import tomllib
from typing import Any

MAX_CHARS = 4 << 20
_PART = r"(?:(?<![\w-])[\w-]++|\"[^\"\n]{0,200}\"|'[^'\n]{0,200}')"
_LONG_KEY = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{16}}")
_AT_LINE = re.compile(r"\(at line (\d{1,9}), column \d{1,9}\)")


class TomlError(ValueError):
    """The text cannot be read.

    `line` is the line of the error, if that is known. `why` is the reason without the line.
    """

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(f"{why} (at line {line})" if line else why)
        self.why, self.line = why, line


def loads(text: str) -> dict[str, Any]:
    """Parse a text in TOML. Raises TomlError.

    >>> loads('source = "HSJ"')
    {'source': 'HSJ'}
    >>> loads("[a]" + chr(10) + "b = ?")
    Traceback (most recent call last):
    retrieval.toml.TomlError: Invalid value (at line 2)
    """
    if len(text) > MAX_CHARS:
        raise TomlError(f"more than {MAX_CHARS >> 20} MB")
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        raise TomlError("too many dots in a key; put a name with dots in quotation marks", line)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise TomlError("nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        raise TomlError(_AT_LINE.sub("", str(error)).strip(), int(at[1]) if at else None) from error
    except ValueError as error:
        raise TomlError("a number has too many digits") from error
