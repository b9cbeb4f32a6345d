"""Whom an article means by a role, a pronoun or a text, if a draft gives the words to somebody."""

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from retrieval.drafts.unnamed_speakers import is_meant
from retrieval.models import Article, Kind, Quotation

pytestmark = pytest.mark.slow  # parses the articles

WORDS = "We will protect the harbour"
ARTICLES = {
    "role": "Mayor Ann Lee met Bo Ek on Monday.\n\nEk, the admiral, appealed to the people.\n\n"
    f"The naval boss asked for their help. “{WORDS},” he said.",
    "speaker": f"According to Ann Lee, Bo Ek had failed the port.\n\n“{WORDS},” the council chief said.",
    "letter": f"Ann Lee met Bo Ek on Monday.\n\nEk resigned in a letter to the board, stating: “{WORDS}.”",
    "new": f"Ann Lee met Bo Ek on Monday.\n\nThe quay is old. “{WORDS},” a docker said.",
    "both": f"Ann Lee met Bo Ek on Monday.\n\n“{WORDS},” the admiral said.",
    "brothers": f"Ann Ek met her brother Bo Ek on Monday.\n\nEk is no sailor. “{WORDS},” the admiral said.",
    "below": f"Ann Lee met Bo Ek on Monday.\n\n“{WORDS},”\n\nHon. Bo Ek said.",
    "would": f"Ann Lee met Bo Ek on Monday.\n\nMr Ek would say that “{WORDS}”, one docker said.",
    "banker": f"Bo Ek, the admiral, met Ann Lee on Monday. They talked. “{WORDS},” a Norr Bank clerk said.",
    "hidden": f"Bo Ek, the admiral, met Ann Lee on Monday. They talked. “{WORDS},” a Norr Bank source said.",
    "broken": f"Di Fox spoke.\n\nBo Tarn moor, the admiral, came on Monday.\n\n“{WORDS},” the admiral said.\n\n"
    "Mr Tarnmoor left.",
    "premier": f"“No,” said Sund minister Bo Ek. The premier of Norr agreed that “{WORDS}”.",
    "minister": f"“No,” said Norr minister Bo Ek. The minister of Norr agreed that “{WORDS}”.",
    "no role": f"“No,” said Bo Ek. The premier of Norr agreed that “{WORDS}”.",
    "no place": f"“No,” said Sund minister Bo Ek. The admiral agreed that “{WORDS}”.",
    "board": f"The Norr Port Board met on Monday. A spokesman said: “{WORDS}.”",
    "boards": f"The Norr Port Board met the Sund Harbour Commission on Monday. A spokesman said: “{WORDS}.”",
    "ministry": f"The Norr Ministry of Tides met on Monday. “{WORDS},” its spokeswoman said.",
    "company": f"The Norr Line lost two ships. “No,” said Bo Ek. The company said: “{WORDS}.”",
    "companies": f"The Norr Line met the Sund Harbour Commission.\n\nThe company said: “{WORDS}.”",
    "mention": f"Ann Lee met Bo Ek on Monday.\n\nLee left. Head of the Port Dr Ek said: “{WORDS}.”",
}


def found(text: str, mention: str, cue: str, speaker: str | None) -> Quotation:
    start, at = text.index(WORDS), text.index(cue, text.index(mention))
    spans = ((start, start + len(WORDS)),)
    return Quotation(Article("a.txt", text), spans, Kind.DIRECT, speaker, mention, cue, (at, at + len(cue)))


@pytest.mark.parametrize(
    ("key", "mention", "cue", "name", "meant"),
    [
        pytest.param("role", "he", "said", "Bo Ek", True, id="the only one named before the role"),
        pytest.param("role", "he", "said", "Ann Lee", None, id="somebody named before"),
        pytest.param("role", "he", "said", "Di Fox", None, id="nobody whom the article names"),
        pytest.param("premier", "The premier of Norr", "agreed", "Bo Ek", None, id="a minister is no premier of Norr"),
        pytest.param("minister", "The minister of Norr", "agreed", "Bo Ek", True, id="the same role"),
        pytest.param("no role", "The premier of Norr", "agreed", "Bo Ek", True, id="nothing else is known"),
        pytest.param("no place", "The admiral", "agreed", "Bo Ek", True, id="a role without a place"),
        pytest.param("speaker", "the council chief", "said", "Ann Lee", True, id="who spoke before"),
        pytest.param("speaker", "the council chief", "said", "Bo Ek", None, id="of whom the speaker spoke"),
        pytest.param("letter", "a letter to the board", "stating", "Bo Ek", True, id="the writer of a letter"),
        pytest.param("new", "a docker", "said", "Bo Ek", False, id="somebody new is nobody named before"),
        pytest.param("new", "a docker", "said", "Di Fox", None, id="somebody new may be anybody else"),
        pytest.param("would", "one docker", "said", "Bo Ek", None, id="somebody new speaks of what he would say"),
        pytest.param("both", "the admiral", "said", "Bo Ek", None, id="two are named"),
        pytest.param("brothers", "the admiral", "said", "Bo Ek", None, id="two have the surname"),
        pytest.param("banker", "a Norr Bank clerk", "said", "Bo Ek", False, id="somebody new of a bank"),
        pytest.param("hidden", "a Norr Bank source", "said", "Bo Ek", None, id="a source may be anybody"),
        pytest.param("broken", "the admiral", "said", "Bo Tarnmoor", True, id="a stray space in the surname"),
        pytest.param("board", "A spokesman", "said", "Norr Port Board", True, id="for the only body named"),
        pytest.param("boards", "A spokesman", "said", "Norr Port Board", None, id="for one of two bodies"),
        pytest.param("ministry", "its spokeswoman", "said", "Norr Ministry of Tides", True, id="for its ministry"),
        pytest.param("company", "The company", "said", "Norr Line", True, id="the only company named"),
        pytest.param("companies", "The company", "said", "Norr Line", None, id="one of two bodies"),
        pytest.param("mention", "Head of the Port Dr Ek", "said", "Bo Ek", True, id="named in the mention"),
        pytest.param("mention", "Head of the Port Dr Ek", "said", "Ann Lee", False, id="another in the mention"),
    ],
)
def test_an_article_agrees_with_a_name_for_its_unnamed_speaker(
    key: str, mention: str, cue: str, name: str, *, meant: bool | None
) -> None:
    text = ARTICLES[key]
    earlier = "Bo Ek had failed the port"
    said = [
        Quotation(Article("a.txt", text), ((22, 40),), Kind.INDIRECT, "Ann Lee", "Ann Lee", "According to", (0, 12))
    ]
    backend: Any = SimpleNamespace(store=SimpleNamespace(quotations_in=lambda _: said if earlier in text else []))
    assert is_meant(name, found(text, mention, cue, None), backend) is meant


@pytest.mark.parametrize(("name", "meant"), [("Bo Ek", True), ("Ann Lee", False)])
def test_the_line_below_words_that_end_with_a_comma_names_their_speaker(name: str, *, meant: bool) -> None:
    text = ARTICLES["below"]
    start = text.index(WORDS)
    quotation = Quotation(Article("a.txt", text), ((start, start + len(WORDS)),), Kind.DIRECT)
    backend: Any = SimpleNamespace(store=SimpleNamespace(quotations_in=lambda _: []))
    assert is_meant(name, quotation, backend) is meant


MONDAY = "Ann Lee met Bo Ek on Monday."
WITHOUT_MENTION = {
    "clause": f"{MONDAY}\n\nBo Ek, who was late, said in a statement that “{WORDS} for ever.”",
    "rival": f"{MONDAY}\n\nBo Ek’s rival said in a statement that “{WORDS} for ever.”",
    "within": f"{MONDAY}\n\nBo Ek said that Ann Lee claimed that “{WORDS} for ever.”",
    "would": f"{MONDAY}\n\nBo Ek would never say that “{WORDS} for ever.”",
    "no cue": f"{MONDAY}\n\nBo Ek came late. It was a day of “{WORDS} for ever” in the harbour.",
    "goes on": f"{MONDAY}\n\n“Nobody asked us,” said Bo Ek.\n\n“{WORDS}.”\n\n" + "The harbour is old. " * 6,
    "a line between": f"{MONDAY}\n\n“Nobody asked us,”\n\nMr Ek said.\n\n“{WORDS}.”\n\n" + "The harbour is old. " * 6,
    "credit": f"{MONDAY}\n\n“Nobody asked us,” said Bo Ek.\n\n“{WORDS}.”\n\nAnn Lee, mayor",
    "no statement": f"{MONDAY}\n\nBo Ek opened the bridge.\n\n“{WORDS}.”",
    "two": f"{MONDAY}\n\n“Nobody asked us,” said Bo Ek. “No,” said Ann Lee.\n\n“{WORDS}.”",
}


@pytest.mark.parametrize(
    ("key", "name", "meant"),
    [
        ("clause", "Bo Ek", True),
        ("clause", "Ann Lee", None),
        ("rival", "Bo Ek", None),
        ("within", "Bo Ek", None),
        ("within", "Ann Lee", True),
        ("would", "Bo Ek", None),
        ("no cue", "Bo Ek", None),
        ("goes on", "Bo Ek", True),
        ("goes on", "Ann Lee", False),
        ("a line between", "Bo Ek", True),
        ("a line between", "Ann Lee", False),
        ("credit", "Bo Ek", None),
        ("credit", "Ann Lee", None),
        ("no statement", "Bo Ek", None),
        ("two", "Bo Ek", None),
        ("two", "Ann Lee", None),
    ],
)
def test_without_a_mention_the_sentence_or_the_statement_before_tells(
    key: str, name: str, *, meant: bool | None
) -> None:
    text = WITHOUT_MENTION[key]
    start = text.index(WORDS)
    quotation = Quotation(Article("a.txt", text), ((start, start + len(WORDS)),), Kind.DIRECT)
    backend: Any = SimpleNamespace(store=SimpleNamespace(quotations_in=lambda _: []))
    assert is_meant(name, quotation, backend) is meant


@pytest.mark.parametrize(("name", "meant"), [("Bo Ek", True), ("Ann Ek", False)])
def test_of_two_with_a_surname_the_one_who_speaks_is_named(name: str, *, meant: bool) -> None:
    text = f"Ann Ek met her brother Bo Ek.\n\n“No,” Mr Ek said.\n\n“It is old,” Mr Ek said.\n\n“{WORDS},” he added."
    article, cues = Article("a.txt", text), [match.span() for match in re.finditer("said", text)]
    said = [
        Quotation(article, ((start - 12, start - 7),), Kind.DIRECT, "Bo Ek", "Mr Ek", "said", (start, end))
        for start, end in cues
    ]
    backend: Any = SimpleNamespace(store=SimpleNamespace(quotations_in=lambda _: said))
    assert is_meant(name, found(text, "he", "added", None), backend) is meant


@pytest.mark.parametrize(
    ("mention", "meant"),
    [pytest.param("He", True, id="not who tells it"), pytest.param("My editor", None, id="somebody whom nobody names")],
)
def test_he_is_not_the_person_who_tells_what_he_said(mention: str, *, meant: bool | None) -> None:
    text = f"Ann Lee: Bo Ek taught me to wait. {mention} told me, “{WORDS}.” I wrote it down."
    told = replace(found(text, mention, "told", None), carrier="Ann Lee")
    backend: Any = SimpleNamespace(store=SimpleNamespace(quotations_in=lambda _: []))
    assert is_meant("Bo Ek", told, backend) is meant
