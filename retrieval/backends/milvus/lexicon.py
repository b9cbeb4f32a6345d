"""The words of passages: the vocabulary is this machine's copy, which passage holds which word the cluster's."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows
from retrieval.backends.milvus.store import MilvusStore, Where
from retrieval.index.lexicon import HEADLINES, PASSAGES, Lexicon


class Held:
    """The stems of texts that are asked for by number."""

    def __init__(self, read: Callable[[Rows], Iterable[list[int]]]) -> None:
        self._read = read

    def of(self, rows: Rows) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """The stems of `rows`, one row after the other, and how many each has."""
        held = list(self._read(rows))
        return np.array([stem for of_row in held for stem in of_row], np.uint32), np.array(
            list(map(len, held)), np.int64
        )


class MilvusLexicon(Lexicon):
    def __init__(self, folder: Path, store: MilvusStore) -> None:
        self._store = store
        super().__init__(
            folder,
            {
                PASSAGES: Held(lambda rows: (fact["stems"] for fact in store.facts(rows))),
                HEADLINES: Held(lambda articles: map(store.headline, articles)),
            },
        )

    def any_holds(self, wanted: Sequence[str], selection: Where) -> bool:
        """Whether any passage of a selection holds any of the stems `wanted` itself."""
        numbers = self.numbers(wanted)
        if not numbers:
            return False
        holding = f"({selection.expression}) and array_contains_any(stems, {numbers})"
        return bool(self._store.cluster.query(self._store.collection, holding, ["id"], limit=1))
