"""Trains the reader on stored candidates, for one epoch.

Each question gets one choice: a right passage, one of some wrong passages, or "none of them", whose logit is zero. For
a question without an answer, "none of them" is right. The loss is the negative log-likelihood of the right choice.

    wrong passages   those that the first stage ranks highest, some that quote the same speaker or are from the same
                     article as a right one, and some of the others
    batches          all questions about one article are in one batch, so that near misses meet
    trained          the upper half of the layers; the layers below are frozen
    threads          each core computes the gradient of half of a batch, since cores that share work wait for each other

The learning rate rises at first, then falls to zero at the last question. On one machine, the same seed gives the same
weights; processors that multiply bfloat16 natively give others.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file
from torch import Tensor

from benchmarks.reader import network, pairs
from benchmarks.reader.network import Lower, Upper
from benchmarks.reader.pairs import Asked
from retrieval.encoders.bert import native_dtype
from retrieval.search.reader import Pieces, ReaderInput

KEPT = 40  # candidates of which wrong passages are chosen
TOP, NEAR, OTHERS = 3, 2, 0  # wrong passages of each kind
BATCH = 10  # questions, about
TOGETHER = 8  # pairs of similar length that are read together
LENGTH_STEP = 16
RATE, WARM_UP, DECAY = 7e-5, 0.06, 0.01
WITHOUT_SPEAKER = 0.15  # share of pairs whose speaker is hidden, since attribution may be wrong or silent


@dataclass(frozen=True, slots=True)
class Choice:
    """A question's passages, of which the first `right` are right."""

    group: str
    pieces: list[Pieces]
    right: int


def train(start: Path, out: Path, asked: Iterable[Asked], seed: int) -> None:
    """Train on these questions, and write the weights. `start` has the weights to begin with."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    lower, upper = network.load(load_file(start))
    reader_input = ReaderInput.open()
    choices = [_choice(each, reader_input) for each in asked if not each.answerable or _rights(each)]
    print(f"{len(choices)} questions, {sum(len(each.pieces) for each in choices)} pairs", flush=True)
    with ThreadPoolExecutor(2, initializer=partial(torch.set_num_threads, 1)) as pool:
        Trainer(lower, upper, pool).train(choices, seed)
    save_file(network.state(lower, upper), out)
    torch.set_num_threads(threads)


def _rights(asked: Asked) -> list[int]:
    return [place for place, each in enumerate(asked.candidates) if each["holds"]]


def _choice(asked: Asked, reader_input: ReaderInput) -> Choice:
    drawn = random.Random(asked.record["id"])  # noqa: S311 - the same pairs in every run
    rights = _rights(asked)[:2] if asked.answerable else []
    question, pieces = reader_input.question(asked.record["asked"]), []
    for place in [*rights, *wrong_places(asked, rights)]:
        reading = pairs.reading(asked.candidates[place])
        if drawn.random() < WITHOUT_SPEAKER:
            reading = replace(reading, speakers=())
        pieces.append(reader_input.pair(question, reading))
    return Choice(f"{asked.archive}/{asked.record.get('article', asked.record['id'])}", pieces, len(rights))


def wrong_places(asked: Asked, rights: Sequence[int]) -> list[int]:
    """Places of wrong passages: the first, some near the first right one or else the first of all, and some others."""
    drawn = random.Random(asked.record["id"])  # noqa: S311 - the same passages in every run
    wrong = [place for place, each in enumerate(asked.candidates[:KEPT]) if not each["right"] and not each["holds"]]
    model = asked.candidates[rights[0]] if rights else asked.candidates[0]
    chosen, rest = wrong[:TOP], wrong[TOP:]
    near = [
        place
        for place in rest
        if asked.candidates[place]["article"] == model["article"]
        or set(asked.candidates[place]["speakers"]) & set(model["speakers"])
    ]
    chosen += drawn.sample(near, min(NEAR, len(near)))
    others = [place for place in rest[:20] if place not in chosen]
    return chosen + drawn.sample(others, min(TOP + NEAR + OTHERS - len(chosen), len(others)))


def tensors(batch: Sequence[Pieces]) -> tuple[Tensor, Tensor, Tensor]:
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
        decayed = [each for each in upper.parameters() if each.ndim > 1]
        plain = [each for each in upper.parameters() if each.ndim == 1]
        groups = [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98), fused=True)

    def train(self, choices: Sequence[Choice], seed: int) -> None:
        """One epoch, in an order drawn by `seed`."""
        seen, losses = 0, []
        for batch in _by_group(choices, random.Random(seed)):  # noqa: S311 - not a secret
            done = (seen + len(batch) / 2) / len(choices)
            losses.append(self._step(batch, min(done / WARM_UP, 1) * (1 - done)) / len(batch))
            seen += len(batch)
            if len(losses) % 10 == 0:
                print(f"{seen} of {len(choices)} questions, loss {sum(losses[-10:]) / 10:.3f}", flush=True)

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
        with torch.no_grad():
            for replica in self._replicas:
                for copy, master in zip(replica.parameters(), self._upper.parameters(), strict=True):
                    copy.copy_(master)
                replica.zero_grad(set_to_none=True)
        return loss


def _by_group(choices: Sequence[Choice], drawn: random.Random) -> Iterator[list[Choice]]:
    """Batches of whole groups, in random order."""
    groups: dict[str, list[Choice]] = defaultdict(list)
    for each in choices:
        groups[each.group].append(each)
    order = list(groups.values())
    drawn.shuffle(order)
    batch: list[Choice] = []
    for group in order:
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _gradient(lower: Lower, upper: Upper, choices: Sequence[Choice]) -> float:
    """Add the gradient of the sum of the questions' losses, and return that sum."""
    if not choices:
        return 0.0
    rows = _hidden_rows(lower, [each for choice in choices for each in choice.pieces])
    logits: list[Tensor] = [torch.empty(0)] * len(rows)
    for batch in _batches([len(each) for each in rows]):
        lengths = torch.tensor([len(rows[place]) for place in batch])
        padded = torch.zeros(len(batch), _padded(int(lengths.max())), rows[0].shape[1], dtype=native_dtype())
        for row, place in enumerate(batch):
            padded[row, : len(rows[place])] = rows[place]
        for place, logit in zip(batch, upper(padded, lengths), strict=True):
            logits[place] = logit
    loss, start = torch.zeros(()), 0
    for choice in choices:
        loss = loss + choice_loss(torch.stack(logits[start : start + len(choice.pieces)]), choice.right)
        start += len(choice.pieces)
    loss.backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def choice_loss(logits: Tensor, right: int) -> Tensor:
    """The negative log-likelihood of choosing one of the first `right` passages; if that is 0, of choosing none."""
    likely = torch.cat([logits.new_zeros(1), logits]).log_softmax(dim=0)
    return -(likely[1 : 1 + right] if right else likely[:1]).logsumexp(dim=0)


def _hidden_rows(lower: Lower, pieces: Sequence[Pieces]) -> list[Tensor]:
    """The hidden rows of the lower half for each passage, shape (pieces, hidden)."""
    rows: list[Tensor] = [torch.empty(0)] * len(pieces)
    for batch in _batches([len(each) for each in pieces]):
        with torch.no_grad():
            hidden = lower(*tensors([pieces[place] for place in batch]))
        for place, values in zip(batch, hidden, strict=True):
            rows[place] = values[: len(pieces[place])]
    return rows
