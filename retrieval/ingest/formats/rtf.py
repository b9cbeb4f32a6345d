r"""RTF: the text between its control words.

    {\rtf1\ansi\ansicpg1252 {\fonttbl ...} He said \'93No\'94.\par {\strike Never.} \u8220?Yes\u8221?}

Tracked deletions, struck-out and hidden words, field codes, headers and footers are left out. Footnotes and endnotes
become the document's notes. The library striprtf is not used, because it keeps deleted and struck-out words.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document
from retrieval.ingest.formats import plain_text

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_SKIPPED = set(  # groups without text of the document
    "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr"
    " footerf annotation fldinst listtable listoverridetable revtbl rsidtbl themedata"
    " colorschememapping latentstyles datastore sp sn sv xe tc txe pgptbl xmlnstbl generator bkmkstart"
    " bkmkend filetbl NeXTGraphic nonshppict pntext pntxta pntxtb shppict atnid atnauthor".split()
)
_CHARACTERS = dict.fromkeys(("par", "sect", "page", "row"), "\n\n") | {
    "line": "\n",
    "tab": "\t",
    "cell": " ",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u2003",
    "enspace": "\u2002",
}
_SYMBOLS = {"~": "\u00a0", "_": "\u2011", "-": "\u00ad", "\\": "\\", "{": "{", "}": "}", "\n": "\n\n", "\r": "\n\n"}
_SHOWN = {"shpinst", "shptxt"}  # text boxes, in groups that a reader may skip
_UNSEEN = {"strike", "striked", "deleted", "v"}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258"} | {
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    77: "mac-roman",
}
_MAX_DEPTH = 1000  # of groups within groups


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group. `fallback` is how many characters stand behind a \\u for readers that lack it."""

    is_skipped: bool = False
    is_note: bool = False
    unseen: frozenset[str] = frozenset()
    fallback: int = 1
    encoding: str = "cp1252"


def read(raw: bytes) -> list[Document]:
    if not raw.lstrip()[:5] == b"{\\rtf":
        raise UnreadableFile("is not an RTF file")
    pieces = list(_Reader(raw).pieces())
    text, notes = (_laid_out(piece for piece, in_note in pieces if in_note is wanted) for wanted in (False, True))
    return [Document(text, notes=((len(text), notes),) if notes else ())]


def _laid_out(pieces: Iterable[str]) -> str:
    text = plain_text.storable("".join(pieces))
    lines = (" ".join(line.split(" ")).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self._raw, self._fonts = raw, _font_encodings(raw)
        self._state, self._groups, self._default = _State(), list[_State](), "cp1252"
        self._left = 0  # characters of a \\u's fallback still to skip
        self._is_starred = False  # whether the group began with \\*, which marks what a reader may skip

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The pieces of the text, each with whether it is in a note."""
        for text in self._texts():
            yield text, self._state.is_note

    def _texts(self) -> Iterator[str]:
        coded = bytearray()  # characters given by their codes; several may make one
        for token in _TOKEN.finditer(self._raw):
            if coded and not token["code"]:
                yield coded.decode(self._state.encoding, "replace")
                coded.clear()
            if token["code"] and self._left:
                self._left -= 1
            elif token["code"]:
                coded += bytes.fromhex(token["code"].decode()) if self._is_seen else b""
            elif token["brace"]:
                self._enter_or_leave(token["brace"])
            elif token["word"]:
                yield self._control(token["word"].decode(), int(token["number"]) if token["number"] else None)
            elif token["text"] and self._is_seen:
                words = token["text"].decode(self._state.encoding, "replace")
                skipped, self._left = min(self._left, len(words)), max(0, self._left - len(words))
                yield words[skipped:]
            elif token["symbol"] and self._is_seen:
                yield _SYMBOLS.get(token["symbol"].decode("latin-1"), "")
            self._is_starred = token["symbol"] == b"*"
        yield coded.decode(self._state.encoding, "replace")

    @property
    def _is_seen(self) -> bool:
        return not self._state.is_skipped and not self._state.unseen

    def _enter_or_leave(self, brace: bytes) -> None:
        self._left = 0
        if brace == b"{":
            if len(self._groups) >= _MAX_DEPTH:
                raise UnreadableFile("is nested too deeply")
            self._groups.append(self._state)
        elif self._groups:
            self._state = self._groups.pop()

    def _control(self, word: str, number: int | None) -> str:
        """The text of a control word, or "". It may change the state."""
        if word == "footnote":
            self._state = replace(self._state, is_note=True)
            return "\n\n"
        if self._is_starred or word in _SKIPPED:
            if word not in _SHOWN:
                self._state = replace(self._state, is_skipped=True)
        elif word == "bin":
            raise UnreadableFile("holds binary data and is not read")
        elif word == "u" and number is not None:
            self._left = self._state.fallback
            return chr(number % 0x10000) if self._is_seen else ""
        elif word in _CHARACTERS:
            return _CHARACTERS[word] if self._is_seen else ""
        elif word == "ansicpg" and number:
            self._default = _known(f"cp{number}") or self._default
            self._state = replace(self._state, encoding=self._default)
        else:
            self._state = self._changed(word, number)
        return ""

    def _changed(self, word: str, number: int | None) -> _State:
        """The state after a control word that is not text."""
        state = self._state
        if word in _UNSEEN:
            return replace(state, unseen=state.unseen - {word} if number == 0 else state.unseen | {word})
        if word == "plain":
            return replace(state, unseen=state.unseen & {"deleted"}, encoding=self._default)
        if word == "uc" and number is not None:
            return replace(state, fallback=max(0, min(number, 8)))
        if word == "f" and number is not None:
            return replace(state, encoding=self._fonts.get(number, self._default))
        return state


def _font_encodings(raw: bytes) -> dict[int, str]:
    """The encoding of each font that has one of its own, by the font's number."""
    at = raw.find(b"\\fonttbl")
    table = raw[at : at + 100_000] if at >= 0 else b""
    found = {}
    for font in re.finditer(rb"\\f(\d{1,5})(?:\\(?!f\d)[a-z]+-?\d*)*?\\fcharset(\d{1,3})", table):
        encoding = _CHARSETS.get(int(font[2]))
        if encoding:
            found[int(font[1])] = encoding
    return found


def _known(encoding: str) -> str | None:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return None
