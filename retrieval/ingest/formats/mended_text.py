"""Repairs texts of tables and JSON that scripts or wrong settings have garbled.

He said:\\n\\n&#8220;No.&#8221;      line ends and letters written as codes, without any markup beside them
He said â€œNoâ€ and paid Â£7        UTF-8 that was read as Windows-1252
"""

import re
from html import unescape

_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});")
_LINE_END = re.compile(r"(?:\\r)?\\n(?=\\|\s|[^\W_a-z]|[“\"‘'«(&<\[•*–—-]|$)")
_BYTES = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
_RUN = re.compile(f"[{re.escape(''.join(_BYTES))}]{{2,6}}")
_LOST_BYTE = re.compile(r"â€(?=[\s.,;:)]|$)")  # of ”, which Windows-1252 has no letter for
_MIN_RUNS = 2  # read wrongly, unless a quotation mark or a dash is among them


def mended(text: str) -> str:
    """
    >>> mended(r"He said:\\n\\n&#8220;No.&#8221; AT&amp;T paid."), mended("He paid Â£7: â€œYes.â€")
    ('He said:\\n\\n“No.” AT&T paid.', 'He paid £7: “Yes.”')
    >>> mended(r"C:\\notes"), mended("SÃO PAULO, Ã")
    ('C:\\\\notes', 'SÃO PAULO, Ã')
    """
    if "\\n" in text and "\n" not in text:
        text = _LINE_END.sub("\n", text)
    if "&" in text and _ENTITY.search(text):
        text = unescape(text)
    return text if text.isascii() else _decoded(text)


def is_read_wrongly(text: str) -> bool:
    """Whether a text is UTF-8 that was read as Windows-1252.

    >>> is_read_wrongly("â€œNo,â€\\x9d he said."), is_read_wrongly("“No,” he said in São Paulo.")
    (True, False)
    """
    return not text.isascii() and _decoded(text) != text


def _decoded(text: str) -> str:
    runs = [run for run in _RUN.findall(text) if _as_utf8(run) != run]
    if len(runs) < _MIN_RUNS and not any(run.startswith("â€") for run in runs):
        return text
    return _LOST_BYTE.sub("”", _RUN.sub(lambda run: _as_utf8(run[0]), text))


def _as_utf8(run: str) -> str:
    try:
        return bytes(map(_BYTES.__getitem__, run)).decode("utf-8")
    except UnicodeDecodeError:
        return run
