import json
from dataclasses import replace

import pytest

from bot.cli import reply_json
from retrieval.chronology.first_use import Appearance, FirstUse
from retrieval.chronology.timeline import Statement
from retrieval.models import (
    Answer,
    Article,
    Basis,
    Coverage,
    Kind,
    NearestMiss,
    Novelty,
    NoveltyKind,
    PartialDate,
    Passage,
    Published,
    Question,
    Quotation,
    Reply,
    Searched,
    Silence,
    Span,
)
from tests.paths import SEEDS

NAME = "2012-02-07-huffpost-uk-trickett-briefing.txt"
FILE_TEXT = (SEEDS / NAME).read_text(encoding="utf-8")
BRIEFING = Article(
    id=NAME,
    text=FILE_TEXT,
    title="Jon Trickett Calls For Investigation Into Alleged Number 10 Briefing Against Lansley",
    source="HuffPost UK",
    published=Published(PartialDate.parse("2012-02-07"), Basis.STATED),
)


def span(words: str) -> Span:
    start = FILE_TEXT.index(words)
    return start, start + len(words)


START = FILE_TEXT.index("Shadow Health Secretary Andy")
FIRST_PARAGRAPH = (START, FILE_TEXT.index("\n", START))
WORDS = (FILE_TEXT.index('""A campaign'), FILE_TEXT.index("\n\nToday, two"))
MENTION = "Shadow Health Secretary Andy Burnham"
CUE = (START + 37, START + 41)
BURNHAM = Quotation(
    BRIEFING, (WORDS,), Kind.DIRECT, "Andy Burnham", MENTION, "said", cue_span=CUE, chain=(MENTION, "Andy Burnham")
)


def test_a_reply_has_the_documented_keys_in_order() -> None:
    answer = Answer(BRIEFING, *FIRST_PARAGRAPH, BURNHAM, ((66, 126),), 4.123456, {"dense": 0.612345, "words": 12.4})
    understood = Question("lansley", "Andy Burnham", "Lansley", after=PartialDate.parse("2012-02"), phrase="a b")
    reply = Reply("what did Burnham say?", understood, (answer,), 0.93, None, "g-1", 11.249)
    document = reply_json.reply_document(reply, id=7)
    expected = {
        "id": 7,
        "question": "what did Burnham say?",
        "understood": {
            "speaker": "Andy Burnham",
            "topic": "Lansley",
            "source": None,
            "after": "2012-02",
            "before": None,
            "phrase": "a b",
            "asks": "fact",
            "slips": {},
            "speakers": [],
            "about": [],
            "order": "relevance",
            "month": None,
            "day": None,
            "time": None,
        },
        "abstained": False,
        "reason": None,
        "confidence": 0.93,
        "generation": "g-1",
        "took_ms": 11.2,
        "answers": [
            {
                "text": 'Shadow Health Secretary Andy Burnham said on Tuesday afternoon: ""A campaign is clearly '
                "underway to scapegoat Andrew Lansley. But it is David Cameron who has put the NHS on a knife edge "
                "and it can't afford to have a lame-duck Secretary of State in charge who does not have authority "
                "and the personal support of the Prime Minister.",
                "article": NAME,
                "start": 2062,
                "end": 2392,
                "title": "Jon Trickett Calls For Investigation Into Alleged Number 10 Briefing Against Lansley",
                "source": "HuffPost UK",
                "url": None,
                "published": {"date": "2012-02-07", "precision": "day", "basis": "stated"},
                "speaker": "Andy Burnham",
                "cue": "said",
                "kind": "direct",
                "quotation": [64, 330],
                "evidence": {
                    "mention": "Shadow Health Secretary Andy Burnham",
                    "cue": [37, 41],
                    "chain": ["Shadow Health Secretary Andy Burnham", "Andy Burnham"],
                },
                "highlights": [[66, 126]],
                "score": 4.1235,
                "parts": {"dense": 0.6123, "words": 12.4},
                "also": [],
                "nearly": [],
                "carrier": None,
                "modality": "said",
                "role": "answer",
                "heading": None,
                "link": None,
                "office": None,
                "corrected": None,
                "authors": [],
                "ocr": False,
                "new": None,
            }
        ],
        "error": None,
        "silence": None,
        "searched": None,
        "times": None,
        "times_reported": None,
        "total": None,
        "total_exact": True,
        "more": False,
    }
    assert document == expected
    assert reply_json.dumps(document) == json.dumps(expected, ensure_ascii=False), "the keys come in the same order"


def test_an_answers_text_is_the_slice_of_the_file_from_start_to_end() -> None:
    answer = Answer(BRIEFING, *FIRST_PARAGRAPH, BURNHAM, ((66, 126),), 1.0, {})
    shown = reply_json.reply_document(Reply("q", Question("q"), (answer,), 1.0, None, "g", 1.0))["answers"][0]
    text = FILE_TEXT[shown["start"] : shown["end"]]
    assert shown["text"] == text
    assert [text[start:end] for start, end in shown["highlights"]] == [
        "A campaign is clearly underway to scapegoat Andrew Lansley. "
    ]


@pytest.mark.parametrize(
    ("answered", "spans", "expected"),
    [
        pytest.param((10, 50), ((20, 40),), [10, 30], id="inside"),
        pytest.param((10, 50), ((12, 20), (30, 44)), [2, 34], id="in pieces: from the first to the last"),
        pytest.param((10, 50), ((5, 40),), [0, 30], id="begun before the answer"),
        pytest.param((10, 50), ((20, 90),), [10, 40], id="going on after it"),
        pytest.param((10, 50), ((50, 90),), None, id="wholly elsewhere"),
    ],
)
def test_a_quotation_is_counted_from_the_answers_start_and_clipped_to_it(
    answered: Span, spans: tuple[Span, ...], expected: list[int] | None
) -> None:
    quotation = Quotation(BRIEFING, spans, Kind.MIXED)
    answer = Answer(BRIEFING, answered[0], answered[1], quotation, (), 1.0, {})
    shown = reply_json.reply_document(Reply("q", Question("q"), (answer,), 1.0, None, "g", 1.0))["answers"][0]
    assert [shown[key] for key in ("speaker", "cue", "kind", "quotation")] == [None, None, "mixed", expected]


def test_an_unknown_value_is_null_and_its_key_stays() -> None:
    bare = Article("a.txt", "Nothing is known of this.")
    reply = Reply("q", Question("q"), (Answer(bare, 0, 7, None, (), 0.0, {}),), 0.21, "nobody says so", "g", 1.0)
    assert reply_json.reply_document(reply) == {
        "id": None,
        "question": "q",
        "understood": dict.fromkeys(("speaker", "topic", "source", "after", "before", "phrase"))
        | {
            "asks": "fact",
            "slips": {},
            "speakers": [],
            "about": [],
            "order": "relevance",
            "month": None,
            "day": None,
            "time": None,
        },
        "abstained": True,
        "reason": "nobody says so",
        "confidence": 0.21,
        "generation": "g",
        "took_ms": 1.0,
        "answers": [
            {
                "text": "Nothing",
                "article": "a.txt",
                "start": 0,
                "end": 7,
                **dict.fromkeys(
                    ("title", "source", "url", "published", "speaker", "cue", "kind", "quotation", "evidence")
                ),
                "highlights": [],
                "score": 0.0,
                "parts": {},
                "also": [],
                "nearly": [],
                "carrier": None,
                "modality": None,
                "role": "answer",
                "heading": None,
                "link": None,
                "office": None,
                "corrected": None,
                "authors": [],
                "ocr": False,
                "new": None,
            }
        ],
        "error": None,
        "silence": None,
        "searched": None,
        "times": None,
        "times_reported": None,
        "total": None,
        "total_exact": True,
        "more": False,
    }


def test_a_quotation_has_the_documented_keys_in_order() -> None:
    pieces = (span('"A campaign is clearly underway')), span('"Rather than')
    quotation = Quotation(BRIEFING, pieces, Kind.DIRECT, None, "he", "said", (10, 14), ("he",))
    assert reply_json.dumps(reply_json.quotation_document(quotation)) == (
        '{"article": "2012-02-07-huffpost-uk-trickett-briefing.txt", "spans": [[2127, 2158], [2394, 2406]], '
        '"text": "\\"A campaign is clearly underway \\"Rather than", '
        '"speaker": null, "speaker_text": "he", "cue": "said", "kind": "direct", '
        '"cue_span": [10, 14], "chain": ["he"], "carrier": null, "modality": "said", '
        '"title": "Jon Trickett Calls For Investigation Into Alleged Number 10 Briefing Against Lansley", '
        '"source": "HuffPost UK", "url": null, '
        '"published": {"date": "2012-02-07", "precision": "day", "basis": "stated"}, "link": null, "corrected": null, '
        '"authors": [], "ocr": false, '
        '"words": "\\"A campaign is clearly underway … \\"Rather than"}'
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("“Café”\xa0£5 – 首相", "“Café”\xa0£5 – 首相", id="words of any language stay"),
        pytest.param("\x1b[2J\x9b2J\x7f", "\\u001b[2J\\u009b2J\\u007f", id="what a terminal obeys"),
        pytest.param("a\u202eb\u2066c", "a\\u202eb\\u2066c", id="what turns text around"),
        pytest.param("a\n\x85\u2028\u2029b", "a\\n\\u0085\\u2028\\u2029b", id="what ends a line"),
        pytest.param("a\ud83db", "a\\ud83db", id="what UTF-8 cannot hold"),
    ],
)
def test_a_document_is_one_line_that_any_terminal_can_show(text: str, written: str) -> None:
    line = reply_json.dumps({"text": text})
    assert line == f'{{"text": "{written}"}}'
    assert json.loads(line) == {"text": text}
    assert line.encode().decode().splitlines() == [line]


def test_a_silence_has_its_receipt_with_the_documented_keys() -> None:
    nearest = NearestMiss("a.txt", 0, 7, "Reforms", "HSJ", None, "Bo Ek", "it quotes Bo Ek, not Ann Lee")
    covered = Coverage(4, 1, "2011-05", "2015-01-27", ("HSJ",))
    searched = Searched("articles", covered, "g", "2026-11-29", ("Lee",), 12, quoted=5, quotations=7, nearest=nearest)
    searched = replace(searched, newer=2, elsewhere=(("Courier", 3),))
    reply = Reply("q", Question("q"), (), 0.2, "why", "g", 1.0, Silence.NOTHING_FOUND, searched)
    document = reply_json.reply_document(reply)
    assert document["silence"] == "nothing_found"
    assert document["searched"] == {
        "archive": "articles",
        "articles": 4,
        "from": "2011-05",
        "to": "2015-01-27",
        "sources": ["HSJ"],
        "generation": "g",
        "indexed": "2026-11-29",
        "named": 12,
        "quoted": 5,
        "nearest": {
            "article": "a.txt",
            "start": 0,
            "end": 7,
            "title": "Reforms",
            "source": "HSJ",
            "published": None,
            "speaker": "Bo Ek",
            "why": "it quotes Bo Ek, not Ann Lee",
        },
        "names": ["Lee"],
        "named_at_least": False,
        "undated": 1,
        "uncovered": None,
        "skipped": 0,
        "newer": 2,
        "quotations": 7,
        "elsewhere": {"Courier": 3},
    }


def test_a_question_that_could_not_be_asked_could_not_be_looked_up() -> None:
    document = reply_json.reply_document(Reply("q", Question("q"), (), 0.0, "no", "g", 0.0), error="no")
    assert (document["silence"], document["searched"]) == ("could_not_look", None)


def test_what_comes_from_a_scan_is_marked_everywhere() -> None:
    article = Article("scan.pdf", "“It is lost,” said Bo Ek.", ocr=True)
    quotation = Quotation(article, ((0, 13),), Kind.DIRECT, "Bo Ek")
    passage = Passage(article, 0, len(article.text))
    answer = Answer(article, 0, len(article.text), quotation, (), 1.0, {}, also=(passage,), nearly=(passage,))
    reply = Reply("q", Question("q"), (answer,), 0.9, None, "g", 1.0)
    (shown,) = reply_json.reply_document(reply)["answers"]
    marked = [shown, *shown["also"], *shown["nearly"], reply_json.quotation_document(quotation)]
    marked += [reply_json.export_document(quotation), reply_json.article_document(article, (0, 5), [])]
    marked += [reply_json.statement_document(Statement(0, 25, (quotation,)))]
    marked += reply_json.first_use_document(FirstUse("lost", (Appearance(passage, quotation),), (), (), 1))["first"]
    assert [document["ocr"] for document in marked] == [True] * 8


def test_what_is_new_of_an_answer_has_its_kind_and_the_earlier_words() -> None:
    published = Published(PartialDate.parse("2011-05-03"), Basis.STATED)
    earlier = Quotation(Article("old.txt", "We will not go.", published=published), ((0, 14),), Kind.DIRECT, "Bo Ek")
    new = Novelty(NoveltyKind.AGAINST, 1, published.when, earlier)
    found = reply_json._novelty(new)
    assert {name: found[name] for name in ("kind", "times", "since", "matter")} == {
        "kind": "against",
        "times": 1,
        "since": "2011-05-03",
        "matter": None,
    }
    assert {name: found["earlier"][name] for name in ("text", "article", "start", "end")} == {
        "text": "We will not go",
        "article": "old.txt",
        "start": 0,
        "end": 14,
    }
