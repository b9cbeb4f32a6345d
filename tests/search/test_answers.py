"""Ranked passages become answers: one for each statement, with its quotation and highlights."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from retrieval.backends.protocol import Backend
from retrieval.index.tables import Entry, SqliteStore
from retrieval.models import Answer, Article, Kind, Modality, Passage, Question, Quotation, Span
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.search.answers import build, highlights
from retrieval.search.ranking import Ranking
from retrieval.text.tokenise import stems
from tests.conftest import Stored, entry
from tests.fakes import Opened

SPEECH = """Burnham said: “The bill is lost.
“The reforms must go.
“And so must he.”
Lansley disagreed."""


def speech() -> Entry:
    return entry(
        Article("speech.txt", SPEECH),
        ("The bill is lost.", "Andy Burnham"),
        ("The reforms must go.", "Andy Burnham"),
        ("And so must he.", "Andy Burnham"),
        continues=[1, 2],
    )


def answering(store: SqliteStore, asked: Question, *rows: int, limit: int = 9, related: int = 0) -> list[Answer]:
    """The answers from passages whose rows rank in this order. The last of them, `related`, are no answers."""
    scores = np.array([1 - place / 8 for place in range(len(rows))], np.float32)
    ranked = Ranking(np.array(rows), scores, {"dense": np.array([row / 8 for row in rows], np.float32)})
    answering = np.arange(len(rows)) < len(rows) - related
    return list(build(cast(Backend, Opened(store)), asked, ranked, answering, limit))


def answers(
    found: SqliteStore, *rows: int, limit: int = 9, asked: str = "the bill", speaker: str | None = None
) -> list[Answer]:
    names = (speaker,) if speaker else ()
    return answering(found, Question(asked, speaker, speakers=names), *rows, limit=limit)


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_quotation_over_several_paragraphs_is_shown_whole_whichever_is_found(stored: Stored, row: int) -> None:
    (answer,) = answers(stored(speech()), row)
    assert (answer.start, answer.text) == (0, SPEECH.removesuffix("\nLansley disagreed."))
    assert answer.quotation is not None
    assert (answer.quotation.speaker, answer.quotation.text) == (
        "Andy Burnham",
        "The bill is lost. The reforms must go. And so must he.",
    )
    assert (answer.score, answer.parts) == (1.0, {"dense": row / 8})


def test_a_passage_that_is_part_of_an_answer_is_not_shown_again(stored: Stored) -> None:
    found = answers(stored(speech()), 1, 3, 0, 2)
    assert [(answer.start, answer.end, answer.score) for answer in found] == [(0, 72, 1.0), (73, 91, 0.875)]


@pytest.mark.parametrize(("limit", "starts"), [(1, [73]), (2, [73, 0]), (9, [73, 0])])
def test_there_are_no_more_answers_than_the_limit(stored: Stored, limit: int, starts: list[int]) -> None:
    assert [answer.start for answer in answers(stored(speech()), 3, 0, 1, 2, limit=limit)] == starts


@pytest.mark.parametrize(
    ("answering", "expected"),
    [
        pytest.param([False, True, True], [("answer", 11), ("answer", 22), ("related", 0)], id="answers come first"),
        pytest.param([False] * 3, [("related", 0), ("related", 11), ("related", 22)], id="none answers"),
        pytest.param([True] * 3, [("answer", 0), ("answer", 11), ("answer", 22)], id="all answer"),
    ],
)
def test_answers_come_before_related_passages_each_in_the_order_of_the_ranking(
    stored: Stored, answering: list[bool], expected: list[tuple[str, int]]
) -> None:
    store = stored(entry(Article("a.txt", "One bill.1\nTwo bills.\nThree.")))
    ranked = Ranking(np.arange(3), np.array([3, 2, 1], np.float32), {"dense": np.zeros(3, np.float32)})
    backend = cast(Backend, Opened(store))
    found = list(build(backend, Question("the bill"), ranked, np.array(answering), 9))
    assert [(answer.role.value, answer.start) for answer in found] == expected
    assert [answer.start for answer in build(backend, Question("b"), ranked, np.array(answering), 1)] == [
        expected[0][1]
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({"modality": Modality.DENIED}, "Two.", id="said before denied"),
        pytest.param({"speaker": "aide", "carrier": "Ines Valdor"}, "Two.", id="said before reported by them"),
        pytest.param({"modality": Modality.ASKED}, "One of two.", id="asked is said"),
    ],
)
def test_words_that_the_speaker_asked_about_said_are_shown_first(
    stored: Stored, said: dict[str, Any], expected: str
) -> None:
    article = Article("a.txt", "One of two. Two. Tom Frost thinks there were three.")
    doubtful = Quotation(article, ((0, 11),), Kind.DIRECT, **{"speaker": "Ines Valdor", **said})
    others = [
        Quotation(article, ((12, 16),), Kind.DIRECT, "Ines Valdor"),
        Quotation(article, ((17, 51),), Kind.DIRECT, "Tom Frost"),
    ]
    (answer,) = answers(stored(replace(entry(article), quotations=[doubtful, *others])), 0, speaker="Ines Valdor")
    assert (answer.quotation.text if answer.quotation else None, answer.is_own) == (expected, True)


def test_words_that_the_speaker_asked_about_reports_are_shown_before_others_but_are_not_their_own(
    stored: Stored,
) -> None:
    article = Article("a.txt", "A ruin, an aide told Ines Valdor. Tom Frost thinks there were three.")
    through = Quotation(article, ((0, 6),), Kind.DIRECT, "aide", carrier="Ines Valdor")
    other = Quotation(article, ((34, 68),), Kind.DIRECT, "Tom Frost")
    by_her = Quotation(Article("b.txt", "No."), ((0, 3),), Kind.DIRECT, "Ines Valdor")
    store = stored(
        replace(entry(article), quotations=[through, other]), replace(entry(by_her.article), quotations=[by_her])
    )
    (answer,) = answers(store, 0, speaker="Ines Valdor")
    assert (answer.quotation, answer.is_own) == (through, False)


PARAGRAPHS = [f"“{letter * 497}." for letter in "abcd"]  # 499 characters each, so two and a line end are 999


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        pytest.param([0], ["ab"], id="from the first, with the next"),
        pytest.param([1], ["ab"], id="what stands before comes first"),
        pytest.param([3], ["cd"], id="the last, with the one before"),
        pytest.param([1, 2], ["ab", "cd"], id="the rest of it in an answer of its own"),
        pytest.param([2, 0, 3], ["bc", "a", "d"], id="nothing twice"),
    ],
)
def test_a_statement_is_no_longer_than_an_answer_may_be(stored: Stored, rows: list[int], shown: list[str]) -> None:
    one_speech = stored(entry(Article("a.txt", "\n".join(PARAGRAPHS)), continues=[1, 2, 3]))
    found = answers(one_speech, *rows)
    assert ["".join(c for c in "abcd" if c in answer.text) for answer in found] == shown
    assert max(len(answer.text) for answer in found) <= MAX_PASSAGE_CHARS


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        pytest.param(None, ("Andrew Lansley", "The bill will pass, as we have always said."), id="nobody: the longest"),
        pytest.param("Andy Burnham", ("Andy Burnham", "It is lost."), id="the one asked about"),
        pytest.param("Jeremy Hunt", ("Andrew Lansley", "The bill will pass, as we have always said."), id="a stranger"),
    ],
)
def test_the_quotation_of_the_speaker_asked_about_is_shown(
    stored: Stored, speaker: str | None, expected: tuple[str, str]
) -> None:
    text = "“It is lost.” “The bill will pass, as we have always said.”"
    said = [("It is lost.", "Andy Burnham"), ("The bill will pass, as we have always said.", "Andrew Lansley")]
    (answer,) = answers(stored(entry(Article("a.txt", text), *said)), 0, speaker=speaker)
    assert answer.quotation is not None
    assert (answer.quotation.speaker, answer.quotation.text) == expected


COLUMN = "The “reform” failed, Andy Burnham said. It cost a billion, aides said. Mr Lansley told peers it was a tax."


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param("who called it a tax?", "Andrew Lansley", id="what stands in the sentence that meets most"),
        pytest.param("the reform", "Andy Burnham", id="another sentence"),
        pytest.param("a billion", "Andy Burnham", id="somebody who is named before somebody who is not"),
        pytest.param("peers and Mr Lansley", "Andrew Lansley", id="the words around it count"),
    ],
)
def test_the_quotation_that_covers_most_of_the_question_is_shown(stored: Stored, asked: str, expected: str) -> None:
    said = [("The “reform” failed", "Andy Burnham"), ("It cost a billion", None), ("it was a tax", "Andrew Lansley")]
    (answer,) = answers(stored(entry(Article("a.txt", COLUMN), *said)), 0, asked=asked)
    assert answer.quotation is not None
    assert answer.quotation.speaker == expected


@pytest.mark.parametrize(
    ("kind", "changed", "credited"),
    [
        (Kind.DIRECT, {}, "they will fail"),
        (Kind.MIXED, {}, "they will fail"),
        (Kind.INDIRECT, {}, "the money has gone"),
        (Kind.DIRECT, {"speaker": "Ann Lee"}, "the money has gone"),
        (Kind.DIRECT, {"modality": Modality.DENIED}, "the money has gone"),
    ],
)
def test_a_passage_is_credited_by_what_it_quotes_of_its_speaker(
    stored: Stored, kind: Kind, changed: dict[str, Any], credited: str
) -> None:
    article = Article("a.txt", "Burnham said the money has gone. “They lied: they will fail,” he said.")
    reported = Quotation(article, ((13, 31),), Kind.INDIRECT, "Andy Burnham", cue="said")
    quoted = replace(Quotation(article, ((45, 59),), kind, "Andy Burnham", cue="said"), **changed)
    (answer,) = answers(stored(replace(entry(article), quotations=[reported, quoted])), 0, asked="the money")
    assert answer.quotation is not None
    assert answer.credited is not None
    assert (answer.quotation.text, answer.credited.text) == ("the money has gone", credited)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param("the reforms", "they will fail", id="both in the sentence that answers"),
        pytest.param("the money", "the money has gone for ever", id="the reported one answers"),
    ],
)
def test_quoted_words_are_shown_before_reported_ones_that_answer_no_better(
    stored: Stored, asked: str, words: str
) -> None:
    text = (
        "Burnham spoke of the reforms, said they were a very bad idea and “they will fail”. "
        "He said the money has gone for ever."
    )
    spans = [(35, 60), (66, 80), (91, 118)]
    article = Article("a.txt", text)
    kinds = [Kind.INDIRECT, Kind.DIRECT, Kind.INDIRECT]
    said = [
        Quotation(article, (span,), kind, "Andy Burnham", cue="said") for span, kind in zip(spans, kinds, strict=True)
    ]
    (answer,) = answers(stored(replace(entry(article), quotations=said)), 0, asked=asked)
    assert answer.quotation is not None
    assert answer.quotation.text == words


def test_others_are_shown_before_the_person_whom_they_are_asked_about(stored: Stored) -> None:
    said = [("It is lost, and so is the summer.", "Andy Burnham"), ("He would say so.", "Ann Lee")]
    text = "“It is lost, and so is the summer.” “He would say so.”"
    question = Question("what do people say about Burnham?", about=("Andy Burnham",))
    (answer,) = answering(stored(entry(Article("a.txt", text), *said)), question, 0, limit=1)
    assert answer.quotation is not None
    assert answer.quotation.speaker == "Ann Lee"


def test_a_cited_speaker_is_shown_before_the_writer(stored: Stored) -> None:
    article = Article("a.txt", "The peers, said Mr Lansley, were wrong.")
    wrote = Quotation(article, ((0, len(article.text)),), Kind.DIRECT, "Andy Burnham")
    said = Quotation(article, ((0, 9), (28, 38)), Kind.INDIRECT, "Andrew Lansley", "Mr Lansley", "said", (11, 15))
    column = replace(entry(article), quotations=[wrote, said])
    (answer,) = answers(stored(column), 0, asked="the peers")
    assert answer.quotation == said


def test_a_quotation_includes_no_words_of_another_speaker(stored: Stored) -> None:
    said = [("One bill", "Andy Burnham"), ("Two bills", "Andrew Lansley"), ("Three bills", "Andy Burnham")]
    (answer,) = answers(stored(entry(Article("a.txt", "One bill\nTwo bills\nThree bills"), *said, continues=[1, 2])), 0)
    assert answer.quotation is not None
    assert (answer.text, answer.quotation.text) == ("One bill\nTwo bills\nThree bills", "One bill Three bills")


def test_a_passage_without_quotations_is_an_answer_too(stored: Stored) -> None:
    (answer,) = answers(stored(speech()), 3, asked="Lansley")
    assert (answer.text, answer.quotation, answer.highlights) == ("Lansley disagreed.", None, ((0, 18),))


def test_highlights_count_from_where_the_answer_starts(stored: Stored) -> None:
    text = "It rained.\nIt was late. “The bill is lost,” he said."
    (answer,) = answers(stored(entry(Article("a.txt", text), ("The bill is lost,", "Andy Burnham"))), 1)
    assert [(answer.start, answer.text[slice(*span)]) for span in answer.highlights] == [(11, "The bill is lost,")]


def test_neighbours_without_a_continued_quotation_are_separate_answers(stored: Stored) -> None:
    found = answers(
        stored(entry(Article("a.txt", "One bill.\nTwo bills.\nThree.")), entry(Article("b.txt", "Four."))), 1, 3
    )
    assert [answer.text for answer in found] == ["Two bills.", "Four."]


def test_the_same_words_in_two_sources_are_one_answer_that_names_both(stored: Stored) -> None:
    first = entry(Article("a.txt", SPEECH, source="The Courier"), ("The bill is lost.", "Andy Burnham"))
    other = Article("b.txt", "It rained.\nburnham said:  “The bill is lost. \nIt rained.", source="Daily Post")
    found = answers(stored(first, entry(other)), 0, 5, 4, 3, 6)
    assert [(answer.article.id, answer.text) for answer in found] == [
        ("a.txt", "Burnham said: “The bill is lost."),
        ("b.txt", "It rained."),
        ("a.txt", "Lansley disagreed."),
    ]
    (again,) = found[0].also
    assert (again.article.id, again.text) == ("b.txt", "burnham said:  “The bill is lost. ")
    assert [passage.start for passage in found[1].also] == [46]


def test_a_continued_quotation_keeps_the_cue_and_the_chain_of_its_beginning(stored: Stored) -> None:
    article = Article("speech.txt", SPEECH)
    begun = Quotation(article, ((15, 31),), Kind.DIRECT, "Andy Burnham", "Burnham", "said", (8, 12), ("Burnham",))
    run_on = Quotation(article, ((34, 53),), Kind.DIRECT, "Andy Burnham", chain=("Andy Burnham, paragraph 1",))
    (answer,) = answers(stored(replace(speech(), quotations=[begun, run_on])), 1)
    assert answer.quotation == replace(begun, spans=((15, 31), (34, 53)))


TEXT = "Lansley left early. “The reforms will stay,” Burnham said of the bill. The bill fell."
QUOTED_SPAN = (21, 43)  # The reforms will stay,


def highlighted(asked: set[str], *quoted: Span) -> list[str]:
    def shared(sentences: Sequence[str]) -> list[float]:
        return [len(asked & set(stems(sentence))) for sentence in sentences]

    return [TEXT[start:end] for start, end in highlights(TEXT, shared, quoted)]


@pytest.mark.parametrize(
    ("asked", "quoted", "expected"),
    [
        ({"lansley"}, [], ["Lansley left early."]),
        ({"reform"}, [], ["“The reforms will stay,” Burnham said of the bill."]),
        ({"reform", "lansley", "bill"}, [], ["“The reforms will stay,” Burnham said of the bill."]),
        ({"bill"}, [], ["“The reforms will stay,” Burnham said of the bill."]),
        ({"lansley", "fell"}, [], ["Lansley left early."]),
        ({"bill"}, [QUOTED_SPAN], ["The reforms will stay,"]),
        ({"lansley"}, [QUOTED_SPAN], ["Lansley left early."]),
        ({"lansley"}, [(0, len(TEXT))], ["Lansley left early."]),
        ({"fell"}, [(45, 79), QUOTED_SPAN], ["The bill"]),
        ({"hospital"}, [QUOTED_SPAN], []),
        (set(), [], []),
        ({"the", "said"}, [], []),
    ],
    ids=["one word", "a stem", "most words", "first of equals", "tie", "what is quoted", "quoted elsewhere",
         "all quoted", "partly quoted", "none", "nothing asked", "stop words"],
)  # fmt: skip
def test_the_sentence_that_covers_most_is_highlighted_or_only_its_quotation(
    asked: set[str], quoted: list[Span], expected: list[str]
) -> None:
    assert highlighted(asked, *quoted) == expected


def test_an_empty_text_has_no_highlights() -> None:
    assert highlights("", lambda sentences: [1.0 for _ in sentences]) == ()


LONG = (
    "The quay will be sold before the year is out, "
    + "said Ines Valdor, who has led the port since the flood. " * 2
    + "Yes."
)


@pytest.mark.parametrize(
    ("text", "said", "heading", "shown"),
    [
        pytest.param("Hard choices\n\nIt is lost, he said.", None, "Hard choices", "It is lost, he said.", id="one"),
        pytest.param(f"Port\nHard choices\n{LONG}", None, None, f"Port\nHard choices\n{LONG}", id="perhaps wrapped"),
        pytest.param(f"Hard choices\n{LONG}", None, "Hard choices", LONG, id="above a line that is not wrapped"),
        pytest.param("Port\n\nHard choices\n\nNo, he said.", None, "Port Hard choices", "No, he said.", id="two"),
        pytest.param("“No way”\n\nHe left.", None, None, "“No way”\n\nHe left.", id="a quotation is no heading"),
        pytest.param("No way\n\nHe left.", "No way", None, "No way\n\nHe left.", id="nor is what somebody said"),
        pytest.param("He added:\n\n“No.”", None, None, "He added:\n\n“No.”", id="nor is an introduction"),
    ],
)
def test_a_subheading_stands_above_the_answer_and_is_no_part_of_it(
    stored: Stored, text: str, said: str | None, heading: str | None, shown: str
) -> None:
    article = Article("a.txt", f"Before.\n{text}")
    passages = [Passage(article, 8, len(article.text))]
    at = article.text.index(said) if said else 0
    quotations = [Quotation(article, ((at, at + len(said)),), Kind.DIRECT, "Ann Lee")] if said else []
    one = replace(entry(article), passages=passages, continues=[False], digests=["d"], quotations=quotations)
    (answer,) = answers(stored(one), 0)
    above = article.text[slice(*answer.heading)] if answer.heading else ""
    assert (" ".join(above.split()) or None, answer.text) == (heading, shown)


@pytest.mark.parametrize(
    ("before", "text", "is_shown"),
    [
        pytest.param("Q: Do you regret selling the quay?", "A: Every day.", True, id="Q and A"),
        pytest.param("**Rolf Hansen:** Will it leak?", "**Ines Valdor:** Not while I live.", True, id="names in bold"),
        pytest.param("ROLF HANSEN: Good morning.", "INES VALDOR: Good morning.", False, id="no question"),
        pytest.param("Who knew? Nobody asked why?", "Ines Valdor: “I knew.”", False, id="a question of the article's"),
        pytest.param("Q: Who sold the quay?", "Ines Valdor said that she did.", False, id="no answer to it"),
        pytest.param("Q: You sold it?", "Q: Did you?", False, id="another question"),
    ],
)
def test_an_interviewers_question_stands_above_its_answer_and_not_again_below(
    stored: Stored, before: str, text: str, *, is_shown: bool
) -> None:
    article = Article("a.txt", f"{before}\n\n{text}")
    passages = [Passage(article, 0, len(before)), Passage(article, len(before) + 2, len(article.text))]
    one = replace(entry(article), passages=passages, continues=[False, False], digests=["d", "e"], quotations=[])
    found = answering(stored(one), Question("x"), 1, 0, related=1)
    above = [article.text[slice(*each.heading)].strip() if each.heading else None for each in found]
    expected = [(before, text)] if is_shown else [(None, text), (None, before)]
    assert list(zip(above, (each.text for each in found), strict=True)) == expected


@pytest.mark.parametrize("place", ["Sund\n\n", ""])
@pytest.mark.parametrize(("writer", "shown"), [("Ines Valdor", "On trams"), ("Rolf Hansen", None)])
def test_the_signature_of_the_letter_above_is_no_heading(
    stored: Stored, writer: str, place: str, shown: str | None
) -> None:
    above, below = "The quay leaks.", f"Ines Valdor\n\n{place}On trams\n\nNobody takes them."
    article = Article("a.txt", f"{above}\n\n{below}")
    passages = [Passage(article, 0, len(above)), Passage(article, len(above) + 2, len(article.text))]
    letter = Quotation(article, ((0, len(above)),), Kind.DIRECT, writer)
    one = replace(entry(article), passages=passages, continues=[False, False], digests=["d", "e"], quotations=[letter])
    (answer,) = answers(stored(one), 1)
    heading = " ".join(article.text[slice(*answer.heading)].split()) if answer.heading else None
    assert heading == (shown or " ".join(f"Ines Valdor {place} On trams".split()))
