"""The lexicon: the words of each passage, how rare each word is, and which words have similar meanings.

With it, a passage that says "apartment" nearly matches a question about a flat.

    vocabulary.json       every stem of the archive, with its most frequent form; the order gives the stems' numbers
    weights.npy           float32, the idf of each stem over the passages
    meanings.npy          float16 unit rows, the vectors of the forms
    passages.npy          uint32, the numbers of the distinct stems of each passage, one passage after another
    passages-ends.npy     int64, where the stems of each passage end in passages.npy
    headlines.npy, headlines-ends.npy    the same for the headline of each article

Each word is embedded by itself, not in its sentence. This is done once for the whole archive, so it costs a question
almost nothing.
"""

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel, Levenshtein

from retrieval.array_types import Rows, Scores, Selection, Vectors
from retrieval.index import npy
from retrieval.text.normalise import normalise, plain_letters
from retrieval.text.tokenise import STOP_WORDS, WORD, is_amount, is_time, stem, stems, without_possessives

VOCABULARY, WEIGHTS, MEANINGS = "vocabulary.json", "weights.npy", "meanings.npy"
PASSAGES, HEADLINES = "passages", "headlines"
WORDS_PER_READ = 512  # words compared at once; their vectors fit the CPU's cache
PASSAGES_PER_READ = 1 << 14
CACHED_QUESTIONS = 8  # of so many questions, the answers' words need no second comparison
MIN_STEM_LETTERS = 5  # of a shorter stem, a single letter is too much
MIN_LONG_LETTERS = 7  # a word with at least this many letters may have two mistakes
MIN_VERY_LONG_LETTERS = 9  # and one with this many, a changed letter among them
VOWELS = frozenset("aeiouy")
UNRELATED_COSINE = 0.3  # typical cosine of two unrelated words; it counts as similarity 0
Embed = Callable[[Sequence[str]], Vectors]


def write(
    folder: Path, passages: Iterable[str], headlines: Iterable[str], embed: Embed, known: Mapping[str, Vectors]
) -> None:
    """Write the lexicon of `passages` and of the articles' `headlines`. `known` has vectors of forms to reuse."""
    folder.mkdir()
    vocabulary = _Vocabulary()
    count = _write_stems(folder, PASSAGES, passages, vocabulary)
    _write_stems(folder, HEADLINES, headlines, vocabulary)
    commonest = vocabulary.commonest()
    passage_counts = np.zeros(len(commonest), np.int64)  # number of passages that contain each stem
    for stems_read in npy.chunks(npy.read(folder / f"{PASSAGES}.npy")):
        passage_counts += np.bincount(stems_read, minlength=len(passage_counts))
    idf = np.log1p((count - passage_counts + 0.5) / (passage_counts + 0.5))
    np.save(folder / WEIGHTS, idf.astype(np.float32))
    new = [form for form in dict.fromkeys(commonest.values()) if form not in known]
    meanings = {**known, **dict(zip(new, embed(new), strict=True))} if new else known
    rows = [meanings[form] for form in commonest.values()]
    np.save(folder / MEANINGS, np.array(rows, np.float16) if rows else np.empty((0, 1), np.float16))
    (folder / VOCABULARY).write_text(json.dumps(commonest, ensure_ascii=False), encoding="utf-8")


def _write_stems(folder: Path, name: str, texts: Iterable[str], vocabulary: "_Vocabulary") -> int:
    """Write the numbers of the distinct stems of each text. Returns the number of texts."""
    ends = array("q")
    npy.write(folder / f"{name}.npy", _stems_of(texts, vocabulary, ends), np.uint32)
    np.save(folder / f"{name}-ends.npy", np.array(ends, np.int64))
    return len(ends)


def _stems_of(texts: Iterable[str], vocabulary: "_Vocabulary", ends: "array[int]") -> Iterator[int]:
    """The numbers of the distinct stems of each text, one text after another. Appends to `ends` where each ends."""
    count = 0
    for text in texts:
        numbers = vocabulary.read(text)
        yield from numbers
        count += len(numbers)
        ends.append(count)


class _Vocabulary(dict[str, int | None]):
    """Maps every word read so far to the number of its stem; None for a stop word.

    Words are tokenised as by `stems`, which is used for questions, but keep their letter case.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._times: Counter[str] = Counter()

    def __missing__(self, word: str) -> int | None:
        folded = word.casefold()
        is_stop_word = folded in STOP_WORDS
        self[word] = number = None if is_stop_word else self._numbers.setdefault(stem(folded), len(self._numbers))
        return number

    def read(self, text: str) -> list[int]:
        """The numbers of the distinct stems of a text, without stop words."""
        words = WORD.findall(plain_letters(without_possessives(text)))
        self._times.update(words)
        return [number for number in dict.fromkeys(map(self.__getitem__, words)) if number is not None]

    def commonest(self) -> dict[str, str]:
        """Every stem, in the order of the stems' numbers, with its most frequent word."""
        forms: dict[int, tuple[int, str]] = {}
        for word, times in self._times.items():
            number = self[word]
            if number is not None:
                forms[number] = max(forms.get(number, (0, "")), (times, word))
        return {stem: forms[number][1] for stem, number in self._numbers.items()}


class ForwardIndex(Protocol):
    """The stems of each text."""

    def of(self, rows: Rows) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """The numbers of the stems of `rows`, one row after another; and the number of stems of each row."""


class Lexicon:
    """An open lexicon. Threads may share it."""

    def __init__(self, folder: Path, stems_of: Mapping[str, ForwardIndex] | None = None) -> None:
        """`stems_of` has the forward indexes of PASSAGES and HEADLINES, if they are not in the folder."""
        self.forms: dict[str, str] = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))
        self._numbers = {stem: number for number, stem in enumerate(self.forms)}
        self._weights = np.load(folder / WEIGHTS)
        self._max_weight = float(self._weights.max(initial=1.0))
        self._meanings = npy.read(folder / MEANINGS)
        self.stems_of: Mapping[str, ForwardIndex] = stems_of or {
            name: _NpyForwardIndex.open(folder, name) for name in (PASSAGES, HEADLINES)
        }
        self._matched: tuple[_Matched, ...] = ()  # the newest first

    def __contains__(self, word: object) -> bool:
        """Whether any article contains the normalised word, or another word with the same stem."""
        return isinstance(word, str) and self.has_stem(stem(word))

    def has_stem(self, stem: str) -> bool:
        """Whether any article contains a word with this stem. (A stem's own stem may be another one.)"""
        return stem in self._numbers

    def nearest(self, word: str) -> str | None:
        """The word of the archive, or the stop word, nearest to a misspelt word; among equals, the most frequent.

        The words, or their stems, must have the same first letter and differ by one letter left out, added, changed or
        swapped; long ones by two (Damerau, "A technique for computer detection and correction of spelling errors",
        1964). A changed letter is a less likely mistake: two of them make another word, such as "bidders" from
        "badgers".
        """
        misspelt = normalise(word)
        near: list[tuple[float, float, str]] = []
        for is_stem, typed, known in ((0, misspelt, self._spellings), (1, stem(misspelt), self._stem_spellings)):
            if len(typed) < MIN_STEM_LETTERS:
                continue
            mistakes = 1 if len(typed) < MIN_LONG_LETTERS else 2
            most = mistakes + 0.5 * ((mistakes == 1 and not is_stem) or len(typed) >= MIN_VERY_LONG_LETTERS)
            found = process.extract(typed, known, scorer=OSA.distance, score_cutoff=mistakes, limit=None)
            costs = [(_cost(typed, spelt, distance), spelt, of) for spelt, distance, of in found]
            near += [
                (cost, self._rarity(of), of) for cost, spelt, of in costs if spelt[:1] == typed[:1] and cost <= most
            ]
        nearest = min(near)[-1] if near else None
        return None if nearest is None else self.forms.get(nearest, nearest)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Every stem and stop word with its spelling, for `nearest`."""
        return {stem: form.casefold() for stem, form in self.forms.items()} | {word: word for word in STOP_WORDS}

    @cached_property
    def _stem_spellings(self) -> dict[str, str]:
        return {stem: stem for stem in self.forms}

    def _rarity(self, stem: str) -> float:
        """The idf of a stem of the archive; 0 for a stop word."""
        number = self._numbers.get(stem)
        return 0.0 if number is None else float(self._weights[number])

    def meanings(self) -> dict[str, Vectors]:
        """The vector of every form, so that the next lexicon can reuse it."""
        vectors = npy.once(self._meanings, np.arange(len(self._meanings))).astype(np.float32)
        return dict(zip(self.forms.values(), vectors, strict=True))

    def weights(self, wanted: Sequence[str]) -> npt.NDArray[np.float32]:
        """The idf of each stem, shape (len(wanted),). A stem that the archive lacks gets the highest idf of all."""
        return np.array(
            [self._weights[self._numbers[s]] if s in self._numbers else self._max_weight for s in wanted], np.float32
        )

    def match(self, wanted: Sequence[str], rows: Rows, articles: Rows) -> tuple[Scores, Scores]:
        """How well each passage of `rows`, and the headline of each of `articles`, matches each stem of `wanted`.

        The shapes are (len(wanted), len(rows)) and (len(wanted), len(articles)). A value is 1 if the text contains the
        stem itself. Otherwise it is from 0 to 1, by the similarity of the text's most similar word; 0 if it has none.
        """
        passages, passage_lengths = self.stems_of[PASSAGES].of(rows)
        headlines, headline_lengths = self.stems_of[HEADLINES].of(articles)
        different, places = self._distinct(np.concatenate([passages, headlines]))
        similarity = self._similarity(wanted, different)  # most words of headlines are in passages, too
        self._matched = (_Matched(tuple(wanted), different, similarity), *self._matched[: CACHED_QUESTIONS - 1])
        in_passages = _most_similar(similarity, places[: len(passages)], passage_lengths)
        return in_passages, _most_similar(similarity, places[len(passages) :], headline_lengths)

    def nearest_cosines(self, vectors: Vectors, rows: Rows, articles: Rows) -> Scores:
        """The cosine of the nearest word in each passage of `rows`, or its article's headline, shape (len(rows),).

        `vectors` are unit rows, shape (words, dim): the nearest to any of them counts. `articles` has the article of
        each row. A text without words has 0.
        """
        best = np.zeros(len(rows), np.float32)
        for name, texts in ((PASSAGES, rows), (HEADLINES, articles)):
            present, lengths = self.stems_of[name].of(texts)
            different, places = self._distinct(present)
            cosines = (self._meanings[different].astype(np.float32) @ vectors.T).max(axis=1, initial=0)
            np.maximum.at(best, np.repeat(np.arange(len(texts)), lengths), cosines[places])
        return best

    def any_holds(self, wanted: Sequence[str], selection: Selection) -> bool:
        """Whether any passage of a selection contains any of the stems `wanted`; similar words do not count."""
        numbers = self.numbers(wanted)
        if not numbers:
            return False
        is_wanted = self._marked(np.array(numbers, np.uint32))
        for start in range(0, len(selection), PASSAGES_PER_READ):
            present, _ = self.stems_of[PASSAGES].of(selection[start : start + PASSAGES_PER_READ])
            if is_wanted[present].any():
                return True
        return False

    def holds(self, wanted: Sequence[str], rows: Rows, articles: Rows) -> npt.NDArray[np.bool]:
        """Whether each passage of `rows`, or its article's headline, has each stem, shape (len(wanted), len(rows)).

        `articles` has the article of each row.
        """
        found = np.zeros((len(wanted), len(rows)), bool)
        for name, texts in ((PASSAGES, rows), (HEADLINES, articles)):
            present, lengths = self.stems_of[name].of(texts)
            text_of = np.repeat(np.arange(len(texts)), lengths)
            for place, number in enumerate(map(self._numbers.get, wanted)):
                if number is not None:
                    found[place, text_of[present == number]] = True
        return found

    def numbers(self, stems: Sequence[str]) -> list[int]:
        """The numbers of the stems, without those that the archive lacks."""
        return [self._numbers[stem] for stem in stems if stem in self._numbers]

    def number(self, stem: str) -> int | None:
        return self._numbers.get(stem)

    def soft_coverage(self, wanted: Sequence[str], texts: Sequence[str]) -> list[float]:
        """For each text, the share of the stems `wanted` that its words cover, exactly or nearly, weighted by idf."""
        stems_by_text = [self.numbers(stems(text)) for text in texts]
        present = np.array(list(chain.from_iterable(stems_by_text)), np.int64)
        if not wanted or not len(present):
            return [0.0] * len(texts)
        weights = self.weights(wanted)
        different, places = self._distinct(present)
        similarity = self._similarity_known(wanted, different) * weights
        best = _most_similar(similarity, places, np.array(list(map(len, stems_by_text))))
        total = float(weights.sum())
        return [covered / total for covered in best.T.sum(axis=1).tolist()]

    def has_amount(self, rows: Rows) -> npt.NDArray[np.bool]:
        """For each row, whether its passage names an amount, in figures or words."""
        return self._count_marked(self._amounts, rows) > 0

    def has_date(self, rows: Rows) -> npt.NDArray[np.bool]:
        """For each row, whether its passage names a day of the week, a month or a year."""
        return self._count_marked(self._dates, rows) > 0

    @cached_property
    def _amounts(self) -> npt.NDArray[np.bool]:
        """For each stem, by number, whether it is an amount."""
        return np.array([is_amount(stem) for stem in self.forms], bool)

    @cached_property
    def _dates(self) -> npt.NDArray[np.bool]:
        """For each stem, by number, whether it is a day of the week, a month or a year."""
        return np.array([is_time(stem) for stem in self.forms], bool)

    def _count_marked(self, marked: npt.NDArray[np.bool], rows: Rows) -> Rows:
        """For each row, the number of its passage's `marked` stems. `marked` has a value for each stem."""
        present, lengths = self.stems_of[PASSAGES].of(rows)
        return np.bincount(np.repeat(np.arange(len(rows)), lengths)[marked[present]], minlength=len(rows))

    def shared(self, rows: Rows) -> Callable[[int], npt.NDArray[np.float32]]:
        """A function of a row: for each of `rows`, the Dice coefficient of both passages' stems, shape (len(rows),).

        It is twice the number of common stems, divided by the sum of both numbers of stems (Dice, "Measures of the
        amount of ecologic association between species", 1945).
        """
        present, lengths = self.stems_of[PASSAGES].of(rows)
        row_of = np.repeat(np.arange(len(rows)), lengths)

        def with_row(row: int) -> npt.NDArray[np.float32]:
            own, _ = self.stems_of[PASSAGES].of(np.array([row]))
            both = np.bincount(row_of[self._marked(own)[present]], minlength=len(rows))
            shares: npt.NDArray[np.float32] = (2 * both / np.maximum(lengths + len(own), 1)).astype(np.float32)
            return shares

        return with_row

    def _distinct(self, present: Rows | npt.NDArray[np.uint32]) -> tuple[Rows, Rows]:
        """The distinct numbers in `present`, ascending; and, for each of `present`, its place among them."""
        marked = self._marked(present)
        different = np.flatnonzero(marked)
        places = np.empty(len(marked), np.int64)
        places[different] = np.arange(len(different))
        return different, places[present]

    def _marked(self, present: Rows | npt.NDArray[np.uint32]) -> npt.NDArray[np.bool]:
        """For each stem, by number, whether it is in `present`."""
        marked = np.zeros(len(self._numbers), bool)
        marked[present] = True
        return marked

    def _similarity_known(self, wanted: Sequence[str], numbers: Rows) -> npt.NDArray[np.float32]:
        """The same as `_similarity`, but reuses the last matches for stems that they had. `numbers` must ascend."""
        matched = next((matched for matched in self._matched if matched.wanted == tuple(wanted)), None)
        if matched is None or not len(matched.numbers):
            return self._similarity(wanted, numbers)
        places = np.minimum(np.searchsorted(matched.numbers, numbers), len(matched.numbers) - 1)
        similarity, new = matched.similarity[places], matched.numbers[places] != numbers
        similarity[new] = self._similarity(wanted, numbers[new])
        return similarity

    def _similarity(self, wanted: Sequence[str], numbers: Rows) -> npt.NDArray[np.float32]:
        """How similar each stem of `numbers` is to each wanted stem, from 0 to 1, shape (len(numbers), len(wanted)).

        torch computes it in a fifth of numpy's time and shares the encoder's threads. The threads of numpy's BLAS would
        keep spinning on cores that the next question needs.
        """
        import torch

        known = [(place, self._numbers[stem]) for place, stem in enumerate(wanted) if stem in self._numbers]
        similarity = np.zeros((len(numbers), len(wanted)), np.float32)
        if not known or not len(numbers):
            return similarity
        places, asked = np.array(known, dtype=np.int64).T
        asked_vectors = torch.from_numpy(self._meanings[asked]).float().T
        parts = [numbers[start : start + WORDS_PER_READ] for start in range(0, len(numbers), WORDS_PER_READ)]
        cosines = torch.cat([torch.from_numpy(self._meanings[part]).float() @ asked_vectors for part in parts]).numpy()
        above = np.clip((cosines - UNRELATED_COSINE) / (1 - UNRELATED_COSINE), 0, 1)
        above[numbers[:, None] == asked] = 1
        similarity[:, places] = above
        return similarity


class _Matched(NamedTuple):
    """A result of `Lexicon._similarity`. `numbers` are ascending."""

    wanted: tuple[str, ...]
    numbers: Rows
    similarity: Scores


def _most_similar(similarity: Scores, places: Rows, lengths: Rows) -> Scores:
    """The maximum over the stems of each text, shape (wanted, len(lengths)). torch's embedding_bag computes it.

    `similarity` has a row for each distinct stem. `places` has the rows of each text's stems, one text after another,
    and `lengths` the number of stems of each text.
    """
    import torch
    from torch.nn.functional import embedding_bag

    if not len(places) or not similarity.size:
        return np.zeros((similarity.shape[1], len(lengths)), np.float32)
    starts = torch.from_numpy(np.cumsum(lengths) - lengths)
    best: Scores = embedding_bag(torch.from_numpy(places), torch.from_numpy(similarity), starts, mode="max").numpy()
    return best.T


class _NpyForwardIndex:
    """A forward index on disk: the stems of all texts in sequence, and the place where each text's stems end."""

    def __init__(self, stems: npy.Array, ends: npt.NDArray[np.int64]) -> None:
        self._stems, self._ends = stems, ends

    @classmethod
    def open(cls, folder: Path, name: str) -> Self:
        return cls(npy.read(folder / f"{name}.npy"), np.load(folder / f"{name}-ends.npy"))

    def of(self, rows: Rows) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """The numbers of the stems of `rows`, one row after another, and how many stems each row has."""
        ends = self._ends[rows]
        starts = np.where(rows > 0, self._ends[rows - 1], 0)
        lengths = ends - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
        return self._stems[places], lengths


def _cost(typed: str, known: str, distance: float) -> float:
    """The cost of a misspelling: the number of mistakes. A changed consonant counts one and a half times.

    >>> _cost("libary", "library", 1), _cost("persion", "version", 1), _cost("abuot", "about", 1), _cost("a", "e", 1)
    (1.0, 1.5, 1.0, 1.0)
    """
    changed = Indel.distance(typed, known) - Levenshtein.distance(typed, known)  # each is left out and added
    edits = [edit for edit in Levenshtein.editops(typed, known) if edit.tag == "replace"]
    vowels = sum({typed[edit.src_pos], known[edit.dest_pos]} <= VOWELS for edit in edits)
    return distance + 0.5 * max(changed - vowels, 0)
