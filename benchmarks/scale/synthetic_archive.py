"""Makes an archive of any size from real news.

The first passages are real, with their real vectors. Every further passage repeats a real one with a little noise added
to its vector. Its article has other neighbouring passages. So words and vectors keep their distribution. Speakers,
dates and sources are synthetic, so that filters leave a tenth, a hundredth or a thousandth of the passages.
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
from retrieval.index.tables import Entry
from retrieval.models import Article, Basis, Kind, Options, PartialDate, Passage, Published, Quotation

NOISE = 0.5  # length of the noise added to a unit vector
BLOCK = 1 << 14  # vectors made at a time
FIRST_DAY, DAYS = date(2020, 1, 1), 1000
QUOTED_SHARE = 0.4  # share of passages with a quotation
MAX_QUOTE_CHARS = 120
GIVEN_NAMES = "Ann Bob Cat Dan Eve Fay Gus".split()
LETTERS, VOWELS = "bcdfghjklmnprstvwxz", "aeiou"
SHARES = {"10 %": 0.1, "1 %": 0.01, "0.1 %": 0.001}
SPEAKERS = {"10 %": "Ann Tenth", "1 %": "Ben Hundredth", "0.1 %": "Cat Thousandth"}
SOURCES = {"10 %": "The Tenth", "1 %": "The Hundredth", "0.1 %": "The Thousandth"}


@dataclass(frozen=True, slots=True)
class RealNews:
    """Real passages with their vectors: float32 unit rows, shape (len(texts), dim)."""

    titles: Sequence[str]  # title of each passage's article
    texts: Sequence[str]
    sizes: Sequence[int]  # number of passages of each article
    vectors: Vectors

    @classmethod
    def read(cls, path: Path, work: Path, encoder: Encoder) -> "RealNews":
        """Read the passages from JSON lines with `title` and `text`. Their vectors are kept in `work`."""
        titles, texts, sizes = [], [], []
        for line in path.open(encoding="utf-8"):
            news = json.loads(line)
            article = Article("", f"{news['title']}\n\n{news['text']}", len(news["title"]) + 2)
            cut = [passage.text for passage in passages.split(article, encoder.fits)]
            titles += [news["title"]] * len(cut)
            texts += cut
            sizes.append(len(cut))
        kept = work / "vectors.npy"
        # since the vectors were kept, the way in which articles are cut into passages may have changed
        if not kept.exists() or len(np.load(kept, mmap_mode="r")) != len(texts):
            np.save(kept, encoder.passages(texts))
        return cls(titles, texts, sizes, np.load(kept, mmap_mode="r"))

    def entries(self, count: int) -> Iterator[Entry]:
        """Articles with `count` passages in all."""
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
        """The order in which the real passages are repeated in the round that starts at article `number`."""
        return np.random.default_rng(number).permutation(len(self.texts))

    def blocks(self, count: int) -> Iterator[Vectors]:
        """The vectors of the passages of `entries`, in the same order."""
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
    """The name into whose share the number `drawn`, from 0 to 1, falls."""
    for share, name in names.items():
        if drawn < SHARES[share]:
            return name
        drawn -= SHARES[share]
    return None


def filters() -> dict[tuple[str, str], Options]:
    """One filter for each kind and each share of the passages."""
    found: dict[tuple[str, str], Options] = {}
    for share, part in SHARES.items():
        last = FIRST_DAY + timedelta(days=round(DAYS * part))
        found["speaker", share] = Options(speaker=SPEAKERS[share])
        found["date", share] = Options(before=PartialDate(last))
        found["source", share] = Options(source=SOURCES[share])
    return found
