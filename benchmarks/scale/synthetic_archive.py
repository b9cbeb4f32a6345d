"""Makes an archive of any size from real news.

The first passages are real, with their real vectors. Every further passage repeats a real one with a little noise added
to its vector, in an article of other passages, so that words and vectors keep their distribution. Speakers, dates and
sources are synthetic, so that there are filters which leave a tenth, a hundredth and a thousandth of the passages.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from retrieval import passages
from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.index.tables.writer import Entry
from retrieval.models import Article, Basis, Kind, Options, PartialDate, Passage, Published, Quotation

NOISE = 0.5  # length of the noise added to a unit vector
BLOCK = 1 << 14  # vectors made at a time
FIRST_DAY, DAYS = date(2020, 1, 1), 1000
QUOTED_SHARE = 0.4  # of the passages
MAX_QUOTE_CHARS = 120
GIVEN_NAMES = "Ann Bob Cat Dan Eve Fay Gus".split()
LETTERS, VOWELS = "bcdfghjklmnprstvwxz", "aeiou"
SHARES = {"10 %": 0.1, "1 %": 0.01, "0.1 %": 0.001}
SPEAKERS = {"10 %": "Ann Tenth", "1 %": "Ben Hundredth", "0.1 %": "Cat Thousandth"}
SOURCES = {"10 %": "The Tenth", "1 %": "The Hundredth", "0.1 %": "The Thousandth"}


@dataclass(frozen=True, slots=True)
class RealNews:
    """Real passages with their vectors: float32 unit rows, shape (len(texts), dim)."""

    titles: Sequence[str]  # of each passage's article
    texts: Sequence[str]
    sizes: Sequence[int]  # passages of each article
    vectors: Vectors

    @classmethod
    def read(cls, path: Path, work: Path, encoder: Encoder) -> "RealNews":
        """The passages of JSON lines with `title` and `text`; their vectors are kept in `work`."""
        titles, texts, sizes = [], [], []
        for line in path.open(encoding="utf-8"):
            news = json.loads(line)
            article = Article("", f"{news['title']}\n\n{news['text']}", len(news["title"]) + 2)
            cut = [passage.text for passage in passages.split(article, encoder.fits)]
            titles += [news["title"]] * len(cut)
            texts += cut
            sizes.append(len(cut))
        kept = work / "vectors.npy"
        if not kept.exists() or len(np.load(kept, mmap_mode="r")) != len(
            texts
        ):  # passages may be cut differently by now
            np.save(kept, encoder.passages(texts))
        return cls(titles, texts, sizes, np.load(kept, mmap_mode="r"))

    def entries(self, count: int) -> Iterator[Entry]:
        """Articles of `count` passages together."""
        chance, order = np.random.default_rng(count), np.arange(len(self.texts))
        number = made = 0
        while made < count:
            at = 0
            for size in self.sizes:
                rows = order[at : at + size][: count - made]
                if len(rows):
                    yield self._entry(number, rows, chance)
                at, number, made = at + size, number + 1, made + len(rows)
            order = self.order(number)

    def order(self, number: int) -> np.ndarray:
        """The order of the real passages in the round that begins with this article."""
        return np.random.default_rng(number).permutation(len(self.texts))

    def blocks(self, count: int) -> Iterator[Vectors]:
        """The vectors of the same passages, in the same order."""
        order, number, made = np.arange(len(self.texts)), 0, 0
        while made < count:
            chance = np.random.default_rng(number + 1)
            for start in range(0, len(order), BLOCK):
                rows = self.vectors[order[start : start + BLOCK][: count - made]]
                if number and len(rows):
                    noise = chance.standard_normal(rows.shape, np.float32) * np.float32(NOISE / rows.shape[1] ** 0.5)
                    rows = (rows + noise) / np.linalg.norm(rows + noise, axis=1, keepdims=True)
                made += len(rows)
                if len(rows):
                    yield rows
            number += len(self.sizes)
            order = self.order(number)

    def _entry(self, number: int, rows: np.ndarray, chance: np.random.Generator) -> Entry:
        title, texts = self.titles[rows[0]], [self.texts[row] for row in rows]
        starts = np.cumsum([len(title) + 2, *(len(text) + 2 for text in texts)])[:-1].tolist()
        day = FIRST_DAY + timedelta(days=number * 7 % DAYS)
        published = Published(PartialDate(day), Basis.GIVEN)
        source = _one_of(SOURCES, (number * 387 + 110) % 1000 / 1000) or f"Paper {chance.integers(40)}"
        text = "\n\n".join([title, *texts])
        article = Article(f"{number:07}.txt", text, len(title) + 2, title, source, published)
        cut = [Passage(article, start, start + len(of)) for start, of in zip(starts, texts, strict=True)]
        said = [quotation for passage in cut if (quotation := _quotation(passage, number, chance))]
        return Entry(article, cut, [False] * len(cut), [f"{number}:{place}" for place in range(len(cut))], said)


def _quotation(passage: Passage, number: int, chance: np.random.Generator) -> Quotation | None:
    speaker = _one_of(SPEAKERS, float(chance.random()))
    if speaker is None and chance.random() > QUOTED_SHARE:
        return None
    known = int(chance.pareto(1.2) * 3) % (10 + number // 2)  # a few are quoted far more often than the rest
    end = min(passage.end, passage.start + MAX_QUOTE_CHARS)
    return Quotation(passage.article, ((passage.start, end),), Kind.DIRECT, speaker or _name(known), None, "said")


def _name(number: int) -> str:
    """
    >>> _name(0), _name(1234)
    ('Ann Bababa', 'Eve Koroba')
    """
    syllables = [LETTERS[number // 95**place % 19] + VOWELS[number // 95**place // 19 % 5] for place in range(3)]
    return f"{GIVEN_NAMES[number % len(GIVEN_NAMES)]} {''.join(syllables).capitalize()}"


def _one_of(names: dict[str, str], drawn: float) -> str | None:
    """The name whose share a number from 0 to 1 falls into."""
    for share, name in names.items():
        if drawn < SHARES[share]:
            return name
        drawn -= SHARES[share]
    return None


def filters() -> dict[tuple[str, str], Options]:
    """The filter for each kind and share of the passages."""
    found: dict[tuple[str, str], Options] = {}
    for share, part in SHARES.items():
        last = FIRST_DAY + timedelta(days=round(DAYS * part))
        found["speaker", share] = Options(speaker=SPEAKERS[share])
        found["date", share] = Options(before=PartialDate(last))
        found["source", share] = Options(source=SOURCES[share])
    return found
