"""Trains the question adapter (retrieval/encoders/question_adapter.py), and measures it on archives left out.

    python -m benchmarks.question_adapter WORK [--archives NAME...] [--measured NAME...] [--write]

WORK is the folder of benchmarks.reader.make, with candidates/ and indexes/. For each question with an answer, the
adapter learns to rank a right passage first among the first stage's candidates: the loss is the negative log of the
share of the right passages in the softmax of the scores. The weights of all features stay; only the two that the
question's vector decides change, `dense` and `article_dense`.

Only a share of the learned map is applied (APPLIED): the whole map ranks written questions no better, and short ones
worse. The short questions that make.py makes from quotations are trained on and measured as well.

First each archive is left out of training in turn, and measured; then the adapter is trained on all of them and
measured on the archives that are never trained on. --write stores that adapter.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from benchmarks.fit_ranking import FIRST_RANKS, shares_within
from benchmarks.reader import pairs
from benchmarks.reader.recipe import RECIPE, SHORT
from retrieval import encoders
from retrieval.encoders import Encoder, question_adapter
from retrieval.encoders.question_adapter import QuestionAdapter
from retrieval.index import generation
from retrieval.search import ranking
from retrieval.settings import EncoderSettings

RANK = 8
EPOCHS, BATCH, LEARNING_RATE, SEED = 3, 16, 3e-3, 0
APPLIED = 0.7  # share of the learned map that is applied
BELOW_ALL = -2.0  # less than any cosine


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question with an answer, and its candidates."""

    question: torch.Tensor  # the question's vector, not adapted; shape (dim,)
    passages: torch.Tensor  # the candidates' vectors, shape (candidates, dim)
    same_article: torch.Tensor  # for each two candidates, whether they are of one article
    other_features: torch.Tensor  # the candidates' scores without `dense` and `article_dense`
    right: torch.Tensor  # whether each candidate is right


class Scorer:
    """The first stage's score, with an adapter of the question's vector."""

    def __init__(self, dim: int, seed: int) -> None:
        weights = ranking.load_weights()["ranking"]
        self._dense, self._article_dense = weights["dense"], weights["article_dense"]
        start = torch.randn(RANK, dim, generator=torch.Generator().manual_seed(seed)) * 0.05
        self.down, self.up = start.requires_grad_(), torch.zeros(RANK, dim).requires_grad_()

    def scores(self, case: Case) -> torch.Tensor:
        question = case.question + self.up.T @ (self.down @ case.question)
        cosines = case.passages @ (question / question.norm())
        best = torch.where(case.same_article, cosines[None, :], torch.tensor(BELOW_ALL)).amax(dim=1)
        scores: torch.Tensor = case.other_features + self._dense * cosines + self._article_dense * best
        return scores

    def adapter(self) -> QuestionAdapter:
        return QuestionAdapter(self.down.detach().numpy(), self.up.detach().numpy())


def main() -> None:
    parser = argparse.ArgumentParser(description="train the question adapter")
    parser.add_argument("work", type=Path, help="the folder of benchmarks.reader.make")
    parser.add_argument("--archives", nargs="+", default=sorted(RECIPE.trained_on), help="those that are trained on")
    parser.add_argument("--measured", nargs="*", default=list(RECIPE.measured), help="those that are never trained on")
    parser.add_argument("--write", action="store_true", help="store the adapter in the program")
    given = parser.parse_args()
    encoder = encoders.load(EncoderSettings())
    short = [f"{name}{SHORT}" for name in given.archives if f"{name}{SHORT}" in RECIPE.collected]
    cases = {name: read(given.work, name, encoder) for name in [*given.archives, *short, *given.measured]}
    trained_on = {*given.archives, *short}
    _print_row("archive", "questions", "", *(f"first {k}" for k in FIRST_RANKS))
    for name in given.archives:
        own = {name, f"{name}{SHORT}"}
        trained = train([case for other in sorted(trained_on - own) for case in cases[other]])
        for each in sorted(own & trained_on):
            _report(each, cases[each], trained)
    trained = train([case for name in sorted(trained_on) for case in cases[name]])
    for name in given.measured:
        _report(name, cases[name], trained)
    if given.write:
        write(trained.adapter(), Path(question_adapter.__file__).with_name(question_adapter.WEIGHTS_FILE))


def read(work: Path, name: str, encoder: Encoder) -> list[Case]:
    """The questions of an archive that have a right passage among their candidates."""
    weights = ranking.load_weights()["ranking"]
    records = [asked.record for asked in pairs.read([work / "candidates" / f"{name}.jsonl"])]
    records = [record for record in records if any(each["right"] for each in record["candidates"])]
    questions = torch.from_numpy(encoder.passages([record["searched"] for record in records]))  # not adapted
    cases = []
    with generation.open_current(work / "indexes" / name.removesuffix(SHORT), encoder.name) as opened:
        for record, question in zip(records, questions, strict=True):
            candidates = record["candidates"]
            articles = np.array([each["article"] for each in candidates])
            cosines = np.array([[each["features"][key] for key in ("dense", "article_dense")] for each in candidates])
            by_vector = cosines @ [weights["dense"], weights["article_dense"]]
            scores = np.array([each["score"] for each in candidates])
            rows = opened.vectors.at(np.array([each["row"] for each in candidates]))
            cases.append(
                Case(
                    question,
                    torch.from_numpy(rows),
                    torch.from_numpy(articles[:, None] == articles),
                    torch.from_numpy((scores - by_vector).astype(np.float32)),
                    torch.tensor([each["right"] for each in candidates]),
                )
            )
    return cases


def train(cases: Sequence[Case], seed: int = SEED) -> Scorer:
    """Train an adapter, and keep the share APPLIED of its map. The same cases and seed give the same adapter."""
    scorer, order = Scorer(len(cases[0].question), seed), list(cases)
    optimizer = torch.optim.AdamW([scorer.down, scorer.up], LEARNING_RATE, weight_decay=0)
    batches = EPOCHS * -(-len(order) // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.05, batches)
    shuffle = random.Random(seed).shuffle  # noqa: S311 - not a secret
    for _ in range(EPOCHS):
        shuffle(order)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            optimizer.zero_grad()
            loss = torch.stack([_loss(scorer.scores(case), case) for case in batch]).mean()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    scorer.up = (scorer.up * APPLIED).detach()
    return scorer


def _loss(scores: torch.Tensor, case: Case) -> torch.Tensor:
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[case.right], 0)


def found_among_first(cases: Sequence[Case], scorer: Scorer) -> list[float]:
    """The share of the questions with a right passage among the first 1, 5, 10 and 20."""
    with torch.no_grad():
        ranks = [
            int(case.right[torch.argsort(scorer.scores(case), descending=True, stable=True)].int().argmax())
            for case in cases
        ]
    return shares_within(ranks)


def write(adapter: QuestionAdapter, path: Path) -> None:
    np.save(path, np.stack([adapter.down, adapter.up]).astype(np.float32), allow_pickle=False)


def _report(name: str, cases: Sequence[Case], scorer: Scorer) -> None:
    untrained = Scorer(len(cases[0].question), SEED)  # it changes nothing: `up` is zero
    for label, each in (("before", untrained), ("after", scorer)):
        _print_row(name, str(len(cases)), label, *(f"{share:.3f}" for share in found_among_first(cases, each)))


def _print_row(name: str, count: str, label: str, *shares: str) -> None:
    print(f"{name:18}{count:>10}  {label:8}", *(f"{share:>9}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
