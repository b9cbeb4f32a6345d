"""Which words a passage holds, and which words mean much the same: "flat" is nearly held where "apartment" is.

    vocabulary.json       every stem of the archive with its commonest form, by number
    weights.npy           float32, how telling each stem is (its idf over the passages)
    meanings.npy          float16 unit rows, the forms as the encoder has them
    passages.npy          uint32, the different stems of one passage after another
    passages-ends.npy     int64, where each passage's end among them
    headlines.npy, headlines-ends.npy    the same, an article each

Words alone are embedded, not words in their sentence: that can be done once for a whole archive, and costs a question
next to nothing.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows, Selection, Vectors
from retrieval.index import npy
from retrieval.index.npy import Growing, mapped
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import STOP_WORDS, WORD, is_amount, is_time, stem, stems, without_possessives

VOCABULARY, WEIGHTS, MEANINGS = "vocabulary.json", "weights.npy", "meanings.npy"
PASSAGES, HEADLINES = "passages", "headlines"
BLOCK = 512  # words whose vectors are read at once: they fit the processor's cache
MANY = 1 << 14  # passages whose words are
UNLIKE = 0.3  # the cosine of two words that have nothing to do with each other
Embed = Callable[[Sequence[str]], Vectors]


def write(
    folder: Path, passages: Iterable[str], headlines: Iterable[str], embed: Embed, known: Mapping[str, Vectors]
) -> None:
    """Write the words of `passages` and of the articles' `headlines`; forms that are `known` are not embedded again."""
    folder.mkdir()
    vocabulary = _Vocabulary()
    texts = _write_held(folder, PASSAGES, passages, vocabulary)
    _write_held(folder, HEADLINES, headlines, vocabulary)
    commonest = vocabulary.commonest()
    holders = np.zeros(len(commonest), np.int64)
    for held in npy.chunks(mapped(folder / f"{PASSAGES}.npy")):
        holders += np.bincount(held, minlength=len(holders))
    np.save(folder / WEIGHTS, _idf(holders, texts))
    new = [form for form in dict.fromkeys(commonest.values()) if form not in known]
    meanings = {**known, **dict(zip(new, embed(new), strict=True))} if new else known
    rows = [meanings[form] for form in commonest.values()]
    np.save(folder / MEANINGS, np.array(rows, np.float16) if rows else np.empty((0, 1), np.float16))
    (folder / VOCABULARY).write_text(json.dumps(commonest, ensure_ascii=False), encoding="utf-8")


def _write_held(folder: Path, name: str, texts: Iterable[str], vocabulary: "_Vocabulary") -> int:
    """Write the numbers of the different stems of each text; returns how many texts there are."""
    with Growing(folder / f"{name}.npy", np.uint32) as held, Growing(folder / f"{name}-ends.npy", np.int64) as ends:
        for text in texts:
            held.extend(vocabulary.read(text))
            ends.extend([len(held)])
        return len(ends)


class _Vocabulary(dict[str, int | None]):
    """Every word that was read, as it is written, with the number of its stem; None where it is a stop word."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._times: Counter[str] = Counter()

    def __missing__(self, word: str) -> int | None:
        normalised = normalise(word)
        counts = normalised and normalised not in STOP_WORDS
        self[word] = number = self._numbers.setdefault(stem(normalised), len(self._numbers)) if counts else None
        return number

    def read(self, text: str) -> list[int]:
        """The numbers of the different stems of a text, stop words left out."""
        words = WORD.findall(without_possessives(text))
        self._times.update(words)
        return [number for number in dict.fromkeys(map(self.__getitem__, words)) if number is not None]

    def commonest(self) -> dict[str, str]:
        """Every stem, by its number, with the word that most often has it."""
        forms: dict[int, tuple[int, str]] = {}
        for word, times in self._times.items():
            number = self[word]
            if number is not None:
                forms[number] = max(forms.get(number, (0, "")), (times, word))
        return {each: forms[number][1] for each, number in self._numbers.items()}


def _idf(holders: npt.NDArray[np.int64], passages: int) -> npt.NDArray[np.float32]:
    return np.log1p((passages - holders + 0.5) / (holders + 0.5)).astype(np.float32)


class Held(Protocol):
    """Which stems the texts hold."""

    def of(self, rows: Rows) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """The stems of `rows`, one row after the other, and how many each has."""


class Lexicon:
    """May be shared between threads."""

    def __init__(self, folder: Path, held: Mapping[str, Held] | None = None) -> None:
        """`held` by PASSAGES and HEADLINES, where it is not in the folder."""
        self.forms: dict[str, str] = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))
        self._numbers = {each: number for number, each in enumerate(self.forms)}
        self._weights = np.load(folder / WEIGHTS)
        self._most = float(self._weights.max(initial=1.0))
        self._meanings = mapped(folder / MEANINGS)
        self.held: Mapping[str, Held] = held or {name: _Held.open(folder, name) for name in (PASSAGES, HEADLINES)}

    def __contains__(self, word: object) -> bool:
        """Whether an article has the normalised word, or another of its stem."""
        return isinstance(word, str) and stem(word) in self._numbers

    def meanings(self) -> dict[str, Vectors]:
        """Every form with its vector, to carry over."""
        return dict(zip(self.forms.values(), self._meanings.astype(np.float32), strict=True))

    def weights(self, wanted: Sequence[str]) -> npt.NDArray[np.float32]:
        """How telling each stem is, shape (len(wanted),); one that the archive lacks is as telling as any."""
        return np.array(
            [self._weights[self._numbers[s]] if s in self._numbers else self._most for s in wanted], np.float32
        )

    def match_passages(self, wanted: Sequence[str], rows: Rows) -> npt.NDArray[np.float32]:
        """How nearly each of the stems `wanted` is held by each passage of `rows`, shape (len(wanted), len(rows)).

        1 where the passage holds the stem itself, else by the passage's word most like it in meaning, down to 0.
        """
        return self._likeness(wanted, self.held[PASSAGES], rows)

    def match_headlines(self, wanted: Sequence[str], articles: Rows) -> npt.NDArray[np.float32]:
        """The same of the headlines of `articles`."""
        return self._likeness(wanted, self.held[HEADLINES], articles)

    def any_holds(self, wanted: Sequence[str], selection: Selection) -> bool:
        """Whether any passage of a selection holds any of the stems `wanted` itself."""
        numbers = self.numbers(wanted)
        marked = self._marked(np.array(numbers, np.uint32))
        parts = (selection[start : start + MANY] for start in range(0, len(selection), MANY))
        return bool(numbers) and any(marked[self.held[PASSAGES].of(part)[0]].any() for part in parts)

    def numbers(self, stems: Sequence[str]) -> list[int]:
        """The numbers of those of the stems that the archive has."""
        return [self._numbers[each] for each in stems if each in self._numbers]

    def number(self, stem: str) -> int | None:
        return self._numbers.get(stem)

    def soft_coverage(self, wanted: Sequence[str], texts: Sequence[str]) -> list[float]:
        """How much of the stems `wanted`, the telling ones more, any texts hold in the same words or others, each."""
        held = [self.numbers(stems(text)) for text in texts]
        place = {number: place for place, number in enumerate(dict.fromkeys(chain.from_iterable(held)))}
        if not wanted or not place:
            return [0.0] * len(texts)
        alike = self.weights(wanted)[:, None] * self._alike(wanted, np.array(list(place)))
        most = float(self.weights(wanted).sum())
        met = (alike[:, [place[number] for number in numbers]].max(axis=1, initial=0).sum() for numbers in held)
        return [float(each) / most for each in met]

    def amounts(self, rows: Rows) -> npt.NDArray[np.bool]:
        """Of each of `rows`, whether its passage names an amount, in figures or words."""
        return self._holding(self._are_amounts, rows)

    def times(self, rows: Rows) -> npt.NDArray[np.bool]:
        """Of each of `rows`, whether its passage names a day of the week, a month or a year."""
        return self._holding(self._are_times, rows)

    @cached_property
    def _are_amounts(self) -> npt.NDArray[np.bool]:
        return np.array([is_amount(each) for each in self.forms], bool)

    @cached_property
    def _are_times(self) -> npt.NDArray[np.bool]:
        return np.array([is_time(each) for each in self.forms], bool)

    def _holding(self, wanted: npt.NDArray[np.bool], rows: Rows) -> npt.NDArray[np.bool]:
        """Of each of `rows`, whether it holds one of the stems that are `wanted`, of all by their numbers."""
        return self._counted(wanted, rows)[0] > 0

    def _counted(self, marked: npt.NDArray[np.bool], rows: Rows) -> tuple[Rows, Rows]:
        """How many stems of each of `rows` are `marked`, of all by their numbers, and how many stems it has."""
        present, lengths = self.held[PASSAGES].of(rows)
        counted = np.bincount(np.repeat(np.arange(len(rows)), lengths), marked[present], len(rows))
        return counted.astype(np.int64), lengths

    def shared(self, row: int, rows: Rows) -> npt.NDArray[np.float32]:
        """How many of their different stems each passage of `rows` shares with that of `row`, shape (len(rows),).

        Twice those that both hold, as a share of all (Dice, "Measures of the amount of ecologic association between
        species", 1945).
        """
        own, _ = self.held[PASSAGES].of(np.array([row], np.int64))
        both, lengths = self._counted(self._marked(own), rows)
        return (2 * both / np.maximum(lengths + len(own), 1)).astype(np.float32)

    def _likeness(self, wanted: Sequence[str], held: Held, rows: Rows) -> npt.NDArray[np.float32]:
        """By torch, which finds the most of each row in one go, and 0 where it has none."""
        import torch
        from torch.nn.functional import embedding_bag

        present, lengths = held.of(rows)
        if not len(wanted) or not len(present):
            return np.zeros((len(wanted), len(rows)), np.float32)
        different, places = self._different(present)
        alike = torch.from_numpy(np.ascontiguousarray(self._alike(wanted, different).T))
        starts = torch.from_numpy(np.cumsum(lengths) - lengths)
        found: Vectors = embedding_bag(torch.from_numpy(places), alike, starts, mode="max").numpy()
        return found.T

    def _different(self, present: npt.NDArray[np.uint32]) -> tuple[Rows, Rows]:
        """The different numbers among `present`, ascending, and the place of each of `present` among them."""
        marked = self._marked(present)
        different = np.flatnonzero(marked)
        places = np.empty(len(marked), np.int64)
        places[different] = np.arange(len(different))
        return different, places[present]

    def _marked(self, present: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool]:
        """Of each stem, by its number, whether it is among those `present`."""
        marked = np.zeros(len(self._numbers), bool)
        marked[present] = True
        return marked

    def _alike(self, wanted: Sequence[str], numbers: Rows) -> npt.NDArray[np.float32]:
        """How nearly each of the stems of these `numbers` is each that is wanted, shape (len(wanted), len(numbers)).

        By torch, which takes a fifth of numpy's time, and whose threads are the encoder's own: those of numpy's BLAS
        would spin on for a while on the cores that the next question wants.
        """
        import torch

        known = [(place, self._numbers[stem]) for place, stem in enumerate(wanted) if stem in self._numbers]
        places, asked = np.array(known, dtype=np.int64).reshape(-1, 2).T
        alike = np.zeros((len(wanted), len(numbers)), np.float32)
        those = torch.from_numpy(self._meanings[asked]).float().T
        parts = [numbers[start : start + BLOCK] for start in range(0, len(numbers), BLOCK)]
        cosines = torch.cat([torch.from_numpy(self._meanings[part]).float() @ those for part in parts]).numpy().T
        alike[places] = np.clip((cosines - UNLIKE) / (1 - UNLIKE), 0, 1)
        alike[places] = np.where(asked[:, None] == numbers, np.float32(1), alike[places])
        return alike


class _Held:
    """The stems of texts one after another, and where each text's end."""

    def __init__(self, stems: npt.NDArray[np.uint32], ends: npt.NDArray[np.int64]) -> None:
        self._stems, self._ends = stems, ends

    @classmethod
    def open(cls, folder: Path, name: str) -> Self:
        return cls(mapped(folder / f"{name}.npy"), mapped(folder / f"{name}-ends.npy"))

    def of(self, rows: Rows) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """The stems of `rows`, one row after the other, and how many each has."""
        ends = self._ends[rows]
        starts = np.where(rows > 0, self._ends[rows - 1], 0)
        lengths = ends - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
        return self._stems[places], lengths
