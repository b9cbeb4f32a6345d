"""Measures how well `onrecord check` tells words on record from words that resemble them.

    python -m benchmarks.quote_check --archive DIR --index DIR [--each N] [--seed N]

The words are made from the archive's own direct quotations of 8 to 60 words, N of each kind:

    verbatim    the quotation, or at least six consecutive words of it
    dropped     one to three words left out inside
    changed     one to three words replaced by other words of the archive
    merged      the beginning of one quotation and the end of another, by the same speaker
    invented    quotations from a tenth of the articles; the checker does not get these articles

Prints the verdicts on each kind, and precision and recall of each verdict.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from retrieval import settings
from retrieval.index import generation
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Kind, Quotation
from retrieval.quote_check import ON_RECORD, Check, QuoteVerifier, Verdict

MIN_WORDS, MAX_WORDS = 8, 60
HELD_OUT = 10  # every tenth article is withheld from the checker
EXPECTED = {
    "verbatim": {Verdict.VERBATIM},
    "dropped": {Verdict.ALTERED},
    "changed": {Verdict.ALTERED},
    "merged": {Verdict.MERGED},
    "invented": {Verdict.NOTHING},
}

CORRECT: tuple[tuple[frozenset[Verdict], set[str]], ...] = (
    (frozenset(ON_RECORD), {"verbatim"}),
    (frozenset({Verdict.ALTERED}), {"dropped", "changed"}),
    (frozenset({Verdict.MERGED}), {"merged"}),
)

MadeCase = tuple[str, set[Quotation]]  # words, and the quotations that they were made from


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2)
    given = parser.parse_args()
    configured = settings.load(archive=given.archive, index=given.index)
    with generation.open_current(configured.index_folder, configured.encoder.name) as opened:
        quotations = opened.store.all_quotations()
    dice = random.Random(given.seed)  # noqa: S311 - a sample, no secret
    articles = sorted({quotation.article.id for quotation in quotations})
    held_out = set(dice.sample(articles, len(articles) // HELD_OUT))
    started = time.perf_counter()
    checker = QuoteVerifier(
        InMemoryTurns(quotation for quotation in quotations if quotation.article.id not in held_out)
    )
    print(f"{len(quotations)} quotations, ready in {time.perf_counter() - started:.1f} s")
    report(checker, make_cases(quotations, held_out, given.each, dice))


def make_cases(
    quotations: Sequence[Quotation], held_out: set[str], each: int, dice: random.Random
) -> dict[str, list[MadeCase]]:
    """Up to `each` cases of every kind. Invented ones come from the articles held out, the others from the rest."""
    usable = [
        quotation
        for quotation in quotations
        if quotation.kind is Kind.DIRECT and MIN_WORDS <= len(quotation.text.split()) <= MAX_WORDS
    ]
    known = [quotation for quotation in usable if quotation.article.id not in held_out]
    unknown = [quotation for quotation in usable if quotation.article.id in held_out]
    vocabulary = [word for quotation in known for word in quotation.text.split()]
    edits: dict[str, Callable[[list[str]], str]] = {
        "verbatim": lambda words: part(words, dice),
        "dropped": lambda words: dropped(words, dice),
        "changed": lambda words: changed(words, vocabulary, dice),
    }
    cases: dict[str, list[MadeCase]] = {}
    for name, edit in edits.items():
        sample = dice.sample(known, min(each, len(known)))
        cases[name] = [(edit(quotation.text.split()), {quotation}) for quotation in sample]
    cases["invented"] = [(quotation.text, set()) for quotation in dice.sample(unknown, min(each, len(unknown)))]
    cases["merged"] = merged(known, each, dice)
    return cases


def part(words: list[str], dice: random.Random) -> str:
    length = dice.randint(6, len(words))
    start = dice.randint(0, len(words) - length)
    return " ".join(words[start : start + length])


def dropped(words: list[str], dice: random.Random) -> str:
    gone = set(dice.sample(range(1, len(words) - 1), dice.randint(1, 3)))
    return " ".join(word for number, word in enumerate(words) if number not in gone)


def changed(words: list[str], vocabulary: Sequence[str], dice: random.Random) -> str:
    others = {number: dice.choice(vocabulary) for number in dice.sample(range(1, len(words) - 1), dice.randint(1, 3))}
    return " ".join(others.get(number, word) for number, word in enumerate(words))


def merged(known: Sequence[Quotation], each: int, dice: random.Random) -> list[MadeCase]:
    cases: list[MadeCase] = []
    while len(cases) < each:
        one = dice.choice(known)
        others = [other for other in known if other.speaker == one.speaker and other.article.id != one.article.id]
        if one.speaker and others:
            other = dice.choice(others)
            begun, ended = one.text.split(), other.text.split()
            cases.append((" ".join(begun[: len(begun) // 2 + 1] + ended[len(ended) // 2 - 1 :]), {one, other}))
    return cases


def report(checker: QuoteVerifier, cases: dict[str, list[MadeCase]]) -> None:
    checks: dict[str, list[Check]] = {}
    print(f"\n{'':10}" + "".join(f"{verdict.value:>11}" for verdict in Verdict) + f"{'right':>9}{'found':>9}{'ms':>7}")
    for name, made in cases.items():
        started = time.perf_counter()
        checks[name] = [checker.check(words) for words, _ in made]
        took = 1000 * (time.perf_counter() - started) / max(1, len(made))
        counted = Counter(check.verdict for check in checks[name])
        right = sum(counted[verdict] for verdict in EXPECTED[name]) / len(made)
        print(
            f"{name:10}" + "".join(f"{counted[verdict]:11}" for verdict in Verdict) +
            f"{right:9.3f}{share_shown(checks[name], made):9.3f}{took:7.1f}"
        )  # fmt: skip
    print()
    for called, names in CORRECT:
        print_precision(checks, called, names)


def share_shown(checks: Sequence[Check], cases: Sequence[MadeCase]) -> float:
    """Of the cases made from quotations, the share whose check shows one of these quotations."""
    hits = []
    for check, (_, made_from) in zip(checks, cases, strict=True):
        shown = {quotation.text for match in check.matches for quotation in match.quotations}
        if made_from:
            hits.append(bool(shown & {quotation.text for quotation in made_from}))
    return sum(hits) / len(hits) if hits else float("nan")


def print_precision(checks: dict[str, list[Check]], verdicts: frozenset[Verdict], names: set[str]) -> None:
    called = [name for name, of_name in checks.items() for check in of_name if check.verdict in verdicts]
    right = sum(name in names for name in called)
    all_of_them = sum(len(checks[name]) for name in names)
    called_so = " or ".join(sorted(verdict.value for verdict in verdicts))
    precision, recall = right / max(1, len(called)), right / all_of_them
    print(f"called {called_so}: precision {precision:.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
