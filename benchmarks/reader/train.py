"""Trains the reader on stored candidates.

Each question gets one choice: a right passage, one of some wrong passages, or "none of them", whose logit is zero. For
a question without an answer, "none of them" is right. The loss is the negative log-likelihood of the right choice. For
a question with an answer, the choice among its wrong passages and "none of them" counts as well, so that their logits
fall below zero.

    passages   choices.py draws them, anew for each epoch
    batches    all questions about one article are in one batch, so that near misses meet
    trained    the upper half of the layers; the layers below are frozen
    rounding   the gradient is that of the weights as int8 will store them, but the exact weights are changed by it
               (Jacob et al., 2018). Otherwise rounding would undo small changes.
    threads    each core computes the gradient of half of a batch, since cores that share work wait for each other

The learning rate rises at first, then falls to zero at the last question. On one machine, the same seed gives the same
weights; processors that multiply bfloat16 natively give others.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import partial
from pathlib import Path

import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file
from torch import Tensor

from benchmarks.reader import choices, network
from benchmarks.reader.choices import Choice
from benchmarks.reader.network import Lower, Upper
from benchmarks.reader.pairs import Asked
from retrieval.encoders.bert import native_dtype
from retrieval.search.reader import PairPieces, ReaderInput

BATCH = 4  # questions, about
TOGETHER = 8  # pairs of similar length that are read together
LENGTH_STEP = 16
RATE, WARM_UP, DECAY = 7e-5, 0.06, 0.01
LEVELS, TINY = 64, 1e-12  # of int8 in seven bits, on each side of zero; against a row of zeros
AMONG_WRONG = 0.5  # weight of the choice among the wrong passages and "none of them"


def train(start: Path, out: Path, asked: Iterable[Asked], epochs: int, seed: int) -> None:
    """Train on these questions, and write the weights. `start` has the weights to begin with."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    lower, upper = network.load(load_file(start))
    reader_input, questions = ReaderInput.open(), list(asked)
    with ThreadPoolExecutor(2, initializer=partial(torch.set_num_threads, 1)) as pool:
        trainer = Trainer(lower, upper, pool)
        for epoch in range(epochs):
            drawn = list(choices.drawn(questions, reader_input, f"{seed} {epoch}"))
            print(f"epoch {epoch + 1}: {len(drawn)} questions, {sum(len(each.pieces) for each in drawn)} pairs")
            trainer.train(drawn, random.Random(f"{seed} {epoch}"), epoch / epochs, (epoch + 1) / epochs)  # noqa: S311 - no secret
    save_file(network.state(lower, upper), out)
    torch.set_num_threads(threads)


def tensors(batch: Sequence[PairPieces]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids and types, padded to one of a few lengths, and the lengths."""
    longest = _padded(max(map(len, batch)))
    ids, types = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(2))
    for row, pieces in enumerate(batch):
        ids[row, : len(pieces)] = torch.tensor(pieces.ids)
        types[row, : len(pieces)] = torch.tensor(pieces.types)
    return ids, types, torch.tensor([len(pieces) for pieces in batch])


def _padded(length: int) -> int:
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for start in range(0, len(order), TOGETHER):
        yield order[start : start + TOGETHER]


class Trainer:
    def __init__(self, lower: Lower, upper: Upper, pool: ThreadPoolExecutor) -> None:
        self._upper, self._pool = upper, pool
        self._frozen = deepcopy(lower).to(native_dtype())
        self._replicas = [deepcopy(upper).to(native_dtype()) for _ in range(2)]
        self._copy_to_replicas()
        decayed = [each for each in upper.parameters() if each.ndim > 1]
        plain = [each for each in upper.parameters() if each.ndim == 1]
        groups = [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98), fused=True)

    def train(self, drawn: Sequence[Choice], order: random.Random, start: float, end: float) -> None:
        """One epoch, which is the part from `start` to `end` of the whole training."""
        seen, losses = 0, []
        for batch in _by_group(drawn, order):
            done = start + (end - start) * (seen + len(batch) / 2) / len(drawn)
            losses.append(self._step(batch, min(done / WARM_UP, 1) * (1 - done)) / len(batch))
            seen += len(batch)
            if len(losses) % 25 == 0:
                print(f"{seen} of {len(drawn)} questions, loss {sum(losses[-25:]) / 25:.3f}", flush=True)

    def _step(self, batch: Sequence[Choice], factor: float) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = RATE * factor
        halves = batch[::2], batch[1::2]
        loss = sum(self._pool.map(partial(_gradient, self._frozen), self._replicas, halves))
        for master, *copies in zip(
            self._upper.parameters(), *(each.parameters() for each in self._replicas), strict=True
        ):
            gradients = [each.grad.float() for each in copies if each.grad is not None]
            master.grad = torch.stack(gradients).sum(dim=0) / len(batch)
        torch.nn.utils.clip_grad_norm_(self._upper.parameters(), 1.0)
        self._optimizer.step()
        self._copy_to_replicas()
        return loss

    @torch.no_grad()
    def _copy_to_replicas(self) -> None:
        for master, *copies in zip(
            self._upper.parameters(), *(each.parameters() for each in self._replicas), strict=True
        ):
            stored = rounded(master) if master.ndim > 1 else master
            for copy in copies:
                copy.copy_(stored)
                copy.grad = None


def rounded(matrix: Tensor) -> Tensor:
    """The values of a matrix as benchmarks.reader.export stores them: seven bits, with a scale for each row."""
    scale = matrix.abs().amax(dim=1, keepdim=True).clamp(min=TINY) / LEVELS
    return (matrix / scale).round() * scale


def _by_group(drawn: Sequence[Choice], order: random.Random) -> Iterator[list[Choice]]:
    """Batches of whole groups, in random order."""
    by_group: dict[str, list[Choice]] = defaultdict(list)
    for each in drawn:
        by_group[each.group].append(each)
    groups = list(by_group.values())
    order.shuffle(groups)
    batch: list[Choice] = []
    for group in groups:
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _gradient(lower: Lower, upper: Upper, batch: Sequence[Choice]) -> float:
    """Add the gradient of the sum of the questions' losses, and return that sum."""
    if not batch:
        return 0.0
    rows = _hidden_rows(lower, [each for choice in batch for each in choice.pieces])
    logits: list[Tensor] = [torch.empty(0)] * len(rows)
    for places in _batches([len(each) for each in rows]):
        lengths = torch.tensor([len(rows[place]) for place in places])
        padded = torch.zeros(len(places), _padded(int(lengths.max())), rows[0].shape[1], dtype=native_dtype())
        for row, place in enumerate(places):
            padded[row, : len(rows[place])] = rows[place]
        for place, logit in zip(places, upper(padded, lengths), strict=True):
            logits[place] = logit
    loss, start = torch.zeros(()), 0
    for choice in batch:
        loss = loss + question_loss(torch.stack(logits[start : start + len(choice.pieces)]), choice.right)
        start += len(choice.pieces)
    loss.backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def question_loss(logits: Tensor, right: int) -> Tensor:
    """The loss of a question whose first `right` passages are right."""
    loss = choice_loss(logits, right)
    return loss + AMONG_WRONG * choice_loss(logits[right:], 0) if 0 < right < len(logits) else loss


def choice_loss(logits: Tensor, right: int) -> Tensor:
    """The negative log-likelihood of choosing one of the first `right` passages; if that is 0, of choosing none."""
    likely = torch.cat([logits.new_zeros(1), logits]).log_softmax(dim=0)
    return -(likely[1 : 1 + right] if right else likely[:1]).logsumexp(dim=0)


def _hidden_rows(lower: Lower, pieces: Sequence[PairPieces]) -> list[Tensor]:
    """The hidden rows of the lower half for each passage, shape (pieces, hidden)."""
    rows: list[Tensor] = [torch.empty(0)] * len(pieces)
    for batch in _batches([len(each) for each in pieces]):
        with torch.no_grad():
            hidden = lower(*tensors([pieces[place] for place in batch]))
        for place, values in zip(batch, hidden, strict=True):
            rows[place] = values[: len(pieces[place])]
    return rows
