"""docs/matching.md says what counts as the same words: each row of its tables is a test, and so is each sentence."""

import re
import unicodedata
from collections.abc import Callable

import pytest

from retrieval.drafts.quotations import DraftQuotation
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Kind, Quotation
from retrieval.quote_check import ON_RECORD, Check, QuoteVerifier, Verdict, turning_words
from retrieval.text import sentences
from retrieval.text.normalise import normalise
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
HEADER = ["rule", "in the archive", "in the draft", "the same"]
LINES = [line for line in PAGE.splitlines() if line.startswith("|")]
CELLS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES]
TABLES = [cells for cells in CELLS if not set("".join(cells)) <= set("-")]
ROWS = [cells for cells in TABLES if len(cells) == len(HEADER) and cells != HEADER]
LISTED = dict(cells for cells in TABLES if len(cells) == 2)
WORDS = {
    "kind": {"words"},
    "negations": turning_words.NEGATING,
    "phrases with no": turning_words.NO_TIMES,
    "doubtful": turning_words.HEDGES,
    "denying": turning_words.DENYING,
    "wishes, guesses": turning_words.LEFT_OPEN,
    "modal verbs": turning_words.MODALS,
    "conditions": turning_words.CONDITIONS,
    "saying": turning_words.SAYING,
    "formulas": turning_words.FORMULAS,
}


def is_same(archive: str, draft: str) -> bool:
    return check(archive, draft).verdict in ON_RECORD


def check(archive: str, draft: str) -> Check:
    article = Article("a.txt", f"Ann Lee said: “{archive}”")
    start = article.text.index("“") + 1
    said = Quotation(article, ((start, start + len(archive)),), Kind.DIRECT, "Ann Lee")
    is_sentence = DraftQuotation(draft, ((0, len(draft)),)).is_sentence
    return QuoteVerifier(InMemoryTurns([said])).check(draft, is_sentence=is_sentence)


@pytest.mark.parametrize(("rule", "archive", "draft", "same"), [pytest.param(*row, id=row[0]) for row in ROWS])
def test_a_rule_holds_for_its_example(rule: str, archive: str, draft: str, same: str) -> None:
    assert rule.endswith(".")
    assert {True: "yes", False: "no"}[is_same(archive, draft)] == same


@pytest.mark.parametrize(("rule", "archive", "draft", "same"), [pytest.param(*row, id=row[0]) for row in ROWS])
def test_an_example_shows_its_rule_and_nothing_else(rule: str, archive: str, draft: str, same: str) -> None:
    assert same in {"yes", "no"}
    assert archive != draft
    assert is_same(archive, archive)


def each_row_is_a_test() -> bool:
    return len(ROWS) > 30 and all(len(row) == len(HEADER) for row in ROWS)


def all_words_in_order() -> bool:
    said = "We will not sell the harbour"
    others = (f"{said} ever", "We will not sell harbour the", "We not sell the harbour")
    return is_same(said, said) and not any(is_same(said, other) for other in others)


def no_word_that_turns_the_meaning() -> bool:
    return not is_same("We hardly ever sell boats", "We … sell boats") and is_same("We often sell it", "We … sell it")


def hidden_words_are_shown() -> bool:
    checks = [check("I refuse to sell it", "I … sell it"), check("I deny having sold it", "I [have] sold it")]
    return [(each.verdict, each.matches[0].hidden) for each in checks] == [
        (Verdict.ALTERED, ("refuse",)),
        (Verdict.ALTERED, ("deny",)),
    ]


def only_set_as_a_sentence() -> bool:
    text = "He sold it. She said: “He sold it” and “he sold it”, then that “He sold it”, then “He sold it”"
    found = [DraftQuotation(text, (match.span(),)).is_sentence for match in re.finditer("(?i)he sold it", text)]
    return found == [True, True, False, False, False]


def the_parse_decides() -> bool:
    stopped = "We stopped selling fish"
    return not is_same(stopped, "We … selling fish") and is_same(f"My son, when {stopped}, left", "My son … left")


def every_word_is_listed() -> bool:
    forms = ("refused", "refusing", "declines", "denied", "has refused", "stopped")
    in_all_forms = not any(is_same(f"We {form} to sell it", "We … to sell it") for form in forms)
    return in_all_forms and {kind: set(normalise(words).split(", ")) for kind, words in LISTED.items()} == WORDS


PROSE: dict[str, Callable[[], bool]] = {
    "Each row below is a test: words that the archive quotes, words of a draft, and whether they count as the same.": (
        each_row_is_a_test
    ),
    "A quotation is on record only if all its words are the same, in the same order.": all_words_in_order,
    "Words that turn the meaning of the rest may not be left out.": no_word_that_turns_the_meaning,
    "If dots or brackets hide such words, the quotation is altered, and the hidden words are "
    "shown.": hidden_words_are_shown,
    "The parse of the sentence decides to which words a hidden word belongs.": the_parse_decides,
    "A quotation counts as a sentence if it begins with a capital, and stands at the beginning of a sentence or "
    "after a comma or colon.": only_set_as_a_sentence,
    "These words count, in all their forms, where the sentence makes them part of what is kept:": every_word_is_listed,
}


def test_every_sentence_of_the_page_has_a_test_and_passes_it() -> None:
    prose = "\n".join(line for line in PAGE.splitlines() if not line.startswith(("#", "|")))
    text = re.sub(r"\s+", " ", prose).strip()
    assert [text[start:end] for start, end in sentences.split(text)] == list(PROSE)
    assert all(holds() for holds in PROSE.values())


@pytest.mark.parametrize(
    ("archive", "draft"),
    [
        ("We met Jürgen in Málaga", unicodedata.normalize("NFD", "We met Jürgen in Málaga")),
        (unicodedata.normalize("NFD", "Señor Núñez left"), "Senor Nunez left"),
        ("O\u02bcBrien left the D.C. office", "O'Brien left the DC office"),
        ("It fell 8.5 % to € 9", "It fell 8.5% to €9"),
    ],
)
def test_other_ways_to_type_the_same_words_do_not_count(archive: str, draft: str) -> None:
    assert is_same(archive, draft)
    assert is_same(draft, archive)


@pytest.mark.parametrize(
    ("archive", "draft"),
    [
        ("It fell 8.5 % to € 9", "It fell 8.5 to € 9"),
        ("It cost £ 85 then", "It cost $ 85 then"),
        ("Plan A. Now", "Plan now"),
    ],
)
def test_what_counts_does_so_however_it_is_typed(archive: str, draft: str) -> None:
    assert not is_same(archive, draft)
