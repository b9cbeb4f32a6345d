"""Small real stand-ins: an encoder with vectors that can be worked out by eye, and parsers that need no process."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from retrieval.array_types import Rows, Vectors
from retrieval.index.tables import SqliteStore
from retrieval.ingest import formats
from retrieval.ingest.document import Part
from retrieval.ingest.formats import Format
from retrieval.ingest.sandbox import Parse
from retrieval.search.reader import Logits, Reading
from retrieval.settings import ColumnSettings
from retrieval.text.tokenise import stems


class WordCounts:
    """Counts the stems of its vocabulary, one dimension each, in order. The last dimension is for texts without any of
    them.

    >>> WordCounts("bill", "reform").question("The bill, the bill and the reforms").round(2).tolist()
    [0.89, 0.45, 0.0]
    """

    def __init__(self, *vocabulary: str, name: str = "word-counts", longest: int = 400) -> None:
        self.name, self.dim, self.encode_backend = name, len(vocabulary) + 1, "counting"
        self.embedded: list[str] = []  # every text that was encoded as a passage, in order
        self._stems = [stems(word)[0] for word in vocabulary]
        self._longest = longest

    def fits(self, text: str) -> bool:
        return len(text) <= self._longest

    def is_word(self, word: str) -> bool:
        return stems(word)[:1] in [[stem] for stem in self._stems]

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.stack([self._row(text) for text in texts]) if texts else np.empty((0, self.dim), np.float32)

    def question(self, text: str) -> Vectors:
        return self._row(text)

    def _row(self, text: str) -> Vectors:
        found = Counter(stems(text))
        counts = [found[stem] for stem in self._stems]
        row = np.array([*counts, 0 if any(counts) else 1], dtype=np.float32)
        unit: Vectors = row / np.linalg.norm(row)
        return unit


class SharedWords:
    """A reader that reads one passage at a time. The logit is the number of stems that passage and question share."""

    def __init__(self) -> None:
        self.questions: list[str] = []

    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:
        self.questions.append(question)
        for reading in readings:
            shared = set(stems(question)) & set(stems(f"{reading.title} {reading.text}"))
            yield np.array([len(shared)], np.float32)


class Stems:
    """The words of a store's passages. Words are alike if their stems are the same."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def soft_coverage(self, wanted: Sequence[str], texts: Sequence[str]) -> list[float]:
        return [len(set(wanted) & set(stems(text))) for text in texts]

    def shared(self, rows: Rows) -> Callable[[int], Vectors]:
        def with_row(row: int) -> Vectors:
            own, *others = (set(stems(passage.text)) for passage in self._store.passages([row, *rows]))
            return np.array([2 * len(own & held) / len([*own, *held]) for held in others], np.float32)

        return with_row


@dataclass(frozen=True, slots=True)
class Opened:
    """The part of an opened generation that answers are made from."""

    store: SqliteStore

    @property
    def lexicon(self) -> Stems:
        return Stems(self.store)


@contextmanager
def parsers_here() -> Iterator[Parse]:
    """Parsers in this process, without a sandbox."""

    def parse(kind: Format, raw: bytes, columns: ColumnSettings) -> Callable[[], list[Part]]:
        return lambda: formats.read_documents(kind, raw, columns)

    yield parse


def pdf(*pages: Sequence[str], title: str = "", author: str = "") -> bytes:
    """A PDF with the given lines of text on each page."""
    contents = []
    for lines in pages:
        shown = b"".join(b"(%s) Tj T* " % line.encode("cp1252") for line in lines)
        contents.append(b"BT /F1 12 Tf 14 TL 72 720 Td " + shown + b"ET")
    return _pdf_of(contents, title, author)


def drawn_pdf(*pages: Sequence[tuple[int, int, int, str]], title: str = "", author: str = "") -> bytes:
    """A PDF with lines drawn in the given order, each with the size of its letters, its x and y, and its text."""
    contents = []
    for lines in pages:
        shown = [b"/F1 %d Tf 1 0 0 1 %d %d Tm (%s) Tj " % (*line[:3], line[3].encode("cp1252")) for line in lines]
        contents.append(b"BT " + b"".join(shown) + b"ET")
    return _pdf_of(contents, title, author)


def _pdf_of(contents: Sequence[bytes], title: str, author: str) -> bytes:
    count = len(contents)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * number} 0 R >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    objects.append(f"<< /Title ({title}) /Author ({author}) /CreationDate (D:20200101000000Z) >>".encode())
    return numbered(objects, more=b"/Info %d 0 R" % len(objects))


def numbered(objects: Sequence[bytes], more: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1. The first is its root; `more` is added to its trailer."""
    whole, places = b"%PDF-1.5\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return whole + (
        b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, more, len(whole))
    )
