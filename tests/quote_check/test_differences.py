"""The differences have the punctuation of each side, also where one change ends and the next begins."""

import pytest

from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Kind, Quotation
from retrieval.quote_check import QuoteVerifier

CASES = [
    pytest.param(
        "If we win, we will build the bridge",
        "If we lose, we will build the bridge",
        [("same", "If we"), ("added", "lose,"), ("left out", "win,"), ("same", "we will build the bridge")],
        id="a comma of each side",
    ),
    pytest.param(
        "We sold the mill (quietly) — and then the boats went too",
        "We sold the mill and then the ships went too",
        [
            ("same", "We sold the mill"),
            ("left out", "(quietly) —"),
            ("same", "and then the"),
            ("added", "ships"),
            ("left out", "boats"),
            ("same", "went too"),
        ],
        id="brackets and a dash",
    ),
    pytest.param(
        "It was late. Nobody came; the hall was empty, and cold",
        "It was late. Nobody stayed the hall was empty, and cold",
        [
            ("same", "It was late. Nobody"),
            ("added", "stayed"),
            ("left out", "came;"),
            ("same", "the hall was empty, and cold"),
        ],
        id="a semicolon",
    ),
    pytest.param(
        "The old-fashioned way works best, and you know it",
        "The new fashioned way works best, and you know it",
        [("same", "The"), ("added", "new"), ("left out", "old"), ("same", "fashioned way works best, and you know it")],
        id="the hyphen between two words is of neither",
    ),
    pytest.param(
        "The vote is done, and we'll build the new mill",
        "We will build the new mill",
        [("added", "We will"), ("left out", "we'll"), ("same", "build the new mill")],
        id="a conjunction before the words is not replaced",
    ),
    pytest.param(
        "Old and new mills burn well in any wind",
        "Bold new mills burn well in any wind",
        [("added", "Bold"), ("left out", "and"), ("same", "new mills burn well in any wind")],
        id="a conjunction between two words is",
    ),
    pytest.param(
        "We burnt the old mill down in a wind. Nobody could see the smoke of it",
        "We burnt the old mill down in a wind. I am sorry",
        [("same", "We burnt the old mill down in a wind"), ("added", "I am sorry")],
        id="the beginning of the next sentence is not replaced",
    ),
    pytest.param(
        "We burnt the old mill down in a wind. Never again",
        "We burnt the old mill down in a wind. Once again",
        [
            ("same", "We burnt the old mill down in a wind."),
            ("added", "Once"),
            ("left out", "Never"),
            ("same", "again"),
        ],
        id="a word within the next sentence is",
    ),
    pytest.param(
        "We burnt the old mill down in a wind. Never!",
        "We burnt the old mill down in a wind. Always!",
        [("same", "We burnt the old mill down in a wind."), ("added", "Always"), ("left out", "Never")],
        id="the whole next sentence is",
    ),
    pytest.param(
        "It was a bad year. Mills burnt down in a wind",
        "Three old mills burnt down in a wind",
        [("added", "Three old"), ("same", "Mills burnt down in a wind")],
        id="the end of the sentence before is not replaced",
    ),
]


@pytest.mark.parametrize(("record", "given", "expected"), CASES)
def test_no_mark_between_two_changes_is_lost(record: str, given: str, expected: list[tuple[str, str]]) -> None:
    article = Article("bridge.txt", f"“{record},” said Ann Lee.")
    said = Quotation(article, ((1, 1 + len(record)),), Kind.DIRECT, "Ann Lee")
    (match,) = QuoteVerifier(InMemoryTurns([said])).check(given).matches
    assert [(change.kind.value, change.words) for change in match.changes] == expected
