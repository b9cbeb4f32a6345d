"""Reads the first files of a folder together: what they have in common shows facts that one file does not (layouts.py).

The first files of a folder wait until MAX_ARTICLES of their articles are read; later ones are read one by one.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from retrieval.ingest import layouts
from retrieval.ingest.document import Document, Part
from retrieval.ingest.extract import ExtractedFile
from retrieval.ingest.formats import Format
from retrieval.ingest.layouts import Layout

logger = logging.getLogger(__name__)

_WITH_LAYOUT = frozenset(
    (Format.TEXT, Format.MARKDOWN, Format.HTML, Format.DOCX, Format.ODT, Format.RTF, Format.PDF, Format.MAIL)
)
_MAX_WAITING_FILES = 200
_MAX_WAITING_CHARS = 8_000_000


@dataclass(frozen=True, slots=True)
class ReadFile:
    file: ExtractedFile
    parts: Iterable[Part]
    layout: Layout = layouts.NONE


def with_layouts(files: Iterable[ExtractedFile]) -> Iterator[ReadFile]:
    """Each file in order, with its parts and the layout of its folder."""
    window = _Window()
    for file in files:
        yield from window.before(file)
        if file.format in _WITH_LAYOUT:
            yield from window.add(file)
        else:
            yield _with_furniture(file)
    yield from window.flush()


def _with_furniture(file: ExtractedFile) -> ReadFile:
    """A file of several articles, such as a table, with the furniture that its first ones have in common."""
    parts = iter(file.parts())
    first: list[Part] = []
    chars = 0
    for part in parts:
        first.append(part)
        chars += len(part.text) if isinstance(part, Document) else 0
        if len(first) == layouts.MAX_ARTICLES or chars > _MAX_WAITING_CHARS:
            break
    layout = _learned([part for part in first if isinstance(part, Document)], layouts.furniture_of)
    return ReadFile(file, chain(first, parts), layout)


class _Window:
    """The first files of a folder, until its layouts are known."""

    def __init__(self) -> None:
        self._folder: str | None = None
        self._known: dict[Format, Layout] = {}
        self._waiting: list[tuple[ExtractedFile, list[Part]]] = []
        self._articles = self._chars = 0

    def before(self, file: ExtractedFile) -> Iterator[ReadFile]:
        """The waiting files, if this one stands elsewhere or cannot wait."""
        folder = file.name.rpartition("/")[0]
        if folder != self._folder or file.format not in _WITH_LAYOUT:
            yield from self.flush()
        if folder != self._folder:
            self._folder, self._known = folder, {}

    def add(self, file: ExtractedFile) -> Iterator[ReadFile]:
        if file.format in self._known and not self._waiting:
            yield ReadFile(file, file.parts(), self._known[file.format])
            return
        parts = list(file.parts())
        texts = [part.text for part in parts if isinstance(part, Document)]
        self._waiting.append((file, parts))
        self._articles += len(texts)
        self._chars += sum(map(len, texts))
        is_full = self._articles >= layouts.MAX_ARTICLES or self._chars > _MAX_WAITING_CHARS
        if is_full or len(self._waiting) == _MAX_WAITING_FILES:
            yield from self.flush()

    def flush(self) -> Iterator[ReadFile]:
        for each in {file.format for file, _ in self._waiting} - self._known.keys():
            layout = _learned(list(islice(self._documents(each), layouts.MAX_ARTICLES)))
            if layout != layouts.NONE:
                self._known[each] = layout
        waiting, self._waiting, self._articles, self._chars = self._waiting, [], 0, 0
        for file, parts in waiting:
            yield ReadFile(file, parts, self._known.get(file.format, layouts.NONE))

    def _documents(self, file_format: Format) -> Iterator[Document]:
        for file, parts in self._waiting:
            if file.format is file_format:
                yield from (part for part in parts if isinstance(part, Document))


def _learned(documents: list[Document], learn: Callable[[Sequence[Document]], Layout] = layouts.learn) -> Layout:
    try:
        return learn(documents)
    except Exception as error:  # an error in our own rules costs the layout of a folder, never the archive
        logger.debug("no layout is learned", exc_info=error)
        return layouts.NONE
