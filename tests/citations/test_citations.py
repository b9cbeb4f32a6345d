"""Citations of invented articles, in each form, worked out by hand."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from retrieval import citations
from retrieval.citations import Citation
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Basis, Kind, Modality, PartialDate, Published, Quotation, Span
from retrieval.quote_check import QuoteVerifier

TEXT = "Bo Ek said: “The bill & the 5% levy are lost.” He added, “It is over,” he said, “for all of us.”"
POST = Article(
    "post/a.txt",
    TEXT,
    title="Ek {Attacks} 100% of It",
    source="The Post & Mail",
    published=Published(PartialDate.parse("2012-02-07"), Basis.STATED),
    url="https://post.example/a?b=1&c=2",
    authors=("Ann van Dyke", "Press Association"),
)
READ = date(2026, 5, 3)


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


LOST = Quotation(POST, (span_of("The bill & the 5% levy are lost."),), Kind.DIRECT, "Bo Ek", "Bo Ek", "said")
OVER = Quotation(POST, (span_of("It is over,"), span_of("for all of us.")), Kind.DIRECT, "Bo Ek", "he", "said")


def cited(words: str, *quotations: Quotation) -> list[Citation]:
    turns = InMemoryTurns(quotations or (LOST, OVER))
    return citations.of_check(QuoteVerifier(turns).check(words), READ)


def test_the_words_cited_are_those_asked_for_as_the_article_has_them() -> None:
    (only,) = cited("the BILL")
    assert (only.words, only.speaker, only.spans) == ("The bill", "Bo Ek", (span_of("The bill"),))


def test_words_that_are_interrupted_are_cited_with_dots() -> None:
    (only,) = cited("it is over for all of us")
    assert only.words == "It is over … for all of us"


def test_words_left_out_by_the_asker_are_left_out() -> None:
    (only,) = cited("the bill ... lost")
    assert only.words == "The bill … lost"


@pytest.mark.parametrize("words", ["the bill is dead", "he added"])
def test_words_that_are_not_on_record_are_not_cited(words: str) -> None:
    assert cited(words) == []


def test_the_oldest_article_is_cited_first_and_undated_ones_last() -> None:
    def told(name: str, day: str | None) -> Quotation:
        published = Published(PartialDate.parse(day), Basis.STATED) if day else None
        return Quotation(Article(name, "“We lost it”", published=published), ((1, 11),), Kind.DIRECT, "Bo Ek")

    found = cited("we lost it", told("undated.txt", None), told("late.txt", "2013"), told("early.txt", "2012-05"))
    assert [citation.article.id for citation in found] == ["early.txt", "late.txt", "undated.txt"]


def test_a_footnote_names_speaker_author_headline_paper_date_link_and_day_of_reading() -> None:
    assert citations.text([Citation(POST, LOST.spans, LOST, READ)]) == (
        "Bo Ek: “The bill & the 5% levy are lost.” Ann van Dyke, Press Association, “Ek {Attacks} 100% of It”, "
        "The Post & Mail, 7 February 2012.\n"
        "https://post.example/a?b=1&c=2#:~:text=The%20bill%20%26%20the%205%25%20levy%20are%20lost\n"
        "Read 3 May 2026."
    )


def test_bibtex_escapes_what_latex_acts_on_and_keeps_the_capitals_of_a_headline() -> None:
    assert citations.bibtex([Citation(POST, LOST.spans, LOST, READ)]) == (
        "@article{vandyke2012ek,\n"
        "  author = {van Dyke, Ann and {Press Association}},\n"
        "  title = {{Ek \\textbraceleft{}Attacks\\textbraceright{} 100\\% of It}},\n"
        "  journal = {The Post \\& Mail},\n"
        "  date = {2012-02-07},\n"
        "  year = {2012},\n"
        "  month = {2},\n"
        "  url = {https://post.example/a?b=1&c=2#:~:text=The%20bill%20%26%20the%205%25%20levy%20are%20lost},\n"
        "  urldate = {2026-05-03},\n"
        "  note = {Bo Ek: “The bill \\& the 5\\% levy are lost.”},\n"
        "}"
    )


@pytest.mark.parametrize("hostile", ["The } plan, note = {x", "{{{", "}}", "\\} @string{a = {b}"])
def test_braces_in_an_article_neither_end_nor_open_a_field_of_bibtex(hostile: str) -> None:
    article = replace(POST, title=hostile, source=hostile, authors=(hostile,))
    depth = ends = 0
    for character in citations.bibtex([Citation(article, LOST.spans, replace(LOST, article=article), READ)]):
        depth += (character == "{") - (character == "}")  # as BibTeX counts, which knows no escapes
        ends += character == "}" and depth == 0
    assert (depth, ends) == (0, 1)


def test_ris_has_a_line_for_each_fact() -> None:
    assert citations.ris([Citation(POST, OVER.spans, OVER, READ)]).splitlines() == [
        "TY  - NEWS",
        "AU  - van Dyke, Ann",
        "AU  - Press Association",
        "TI  - Ek {Attacks} 100% of It",
        "T2  - The Post & Mail",
        "PY  - 2012",
        "DA  - 2012/02/07/",
        "UR  - https://post.example/a?b=1&c=2#:~:text=It%20is%20over&text=for%20all%20of%20us",
        "Y2  - 2026/05/03/",
        "N1  - Bo Ek: “It is over, … for all of us.”",
        "ER  - ",
    ]


def test_csl_json_is_one_array_with_an_id_for_each_entry() -> None:
    twice = [Citation(POST, LOST.spans, LOST, READ), Citation(POST, OVER.spans, OVER, READ)]
    first, second = json.loads(citations.csl_json(twice))
    assert (first["id"], second["id"]) == ("vandyke2012ek", "vandyke2012ek-2")
    assert first["author"] == [{"family": "van Dyke", "given": "Ann"}, {"literal": "Press Association"}]
    assert (first["issued"], first["accessed"]) == ({"date-parts": [[2012, 2, 7]]}, {"date-parts": [[2026, 5, 3]]})
    assert first["note"] == "Bo Ek: “The bill & the 5% levy are lost.”"


@pytest.mark.parametrize(
    ("byline", "bibtex", "ris", "csl"),
    [
        ("De Blasio", "{De Blasio}", "De Blasio", {"literal": "De Blasio"}),
        ("van Dijk", "{van Dijk}", "van Dijk", {"literal": "van Dijk"}),
        ("Prince", "{Prince}", "Prince", {"literal": "Prince"}),
        ("Robert De Niro", "De Niro, Robert", "De Niro, Robert", {"family": "De Niro", "given": "Robert"}),
        ("Ann von der Au", "von der Au, Ann", "von der Au, Ann", {"family": "von der Au", "given": "Ann"}),
        (
            "Bo A. Ek, Jr.",
            "Ek, Jr., Bo A.",
            "Ek, Bo A., Jr.",
            {"family": "Ek", "given": "Bo A.", "suffix": "Jr."},
        ),
        ("Ek III", "{Ek III}", "Ek III", {"literal": "Ek III"}),
        ("Staff reporters", "{Staff reporters}", "Staff reporters", {"literal": "Staff reporters"}),
        ("Agence France-Presse", "{Agence France-Presse}", "Agence France-Presse", {"literal": "Agence France-Presse"}),
        ("Ministry of Health", "{Ministry of Health}", "Ministry of Health", {"literal": "Ministry of Health"}),
        ("Acme & Lee Ltd", "{Acme \\& Lee Ltd}", "Acme & Lee Ltd", {"literal": "Acme & Lee Ltd"}),
        ("Sen. Ann Lee", "Lee, Ann", "Lee, Ann", {"family": "Lee", "given": "Ann"}),
        ("Moon Jae-in", "Moon, Jae-in", "Moon, Jae-in", {"family": "Moon", "given": "Jae-in"}),
        ("Jae-in Moon", "Moon, Jae-in", "Moon, Jae-in", {"family": "Moon", "given": "Jae-in"}),
        ("Kim Jong Un", "{Kim Jong Un}", "Kim Jong Un", {"literal": "Kim Jong Un"}),
        ("Kim Cole-Hart", "Cole-Hart, Kim", "Cole-Hart, Kim", {"family": "Cole-Hart", "given": "Kim"}),
    ],
)
def test_an_author_is_split_only_where_the_parts_are_clear(
    byline: str, bibtex: str, ris: str, csl: dict[str, str]
) -> None:
    article = replace(POST, authors=(byline,))
    citation = [Citation(article, LOST.spans, LOST, READ)]
    assert f"  author = {{{bibtex}}},\n" in citations.bibtex(citation)
    assert f"AU  - {ris}\n" in citations.ris(citation)
    assert json.loads(citations.csl_json(citation))[0]["author"] == [csl]


def test_several_authors_are_all_named_and_the_first_is_in_the_key() -> None:
    article = replace(POST, authors=("De Blasio", "Ann van Dyke", "Associated Press"))
    citation = [Citation(article, LOST.spans, LOST, READ)]
    assert citations.bibtex(citation).startswith(
        "@article{deblasio2012ek,\n  author = {{De Blasio} and van Dyke, Ann and {Associated Press}},\n"
    )
    assert citations.ris(citation).splitlines()[1:4] == [
        "AU  - De Blasio",
        "AU  - van Dyke, Ann",
        "AU  - Associated Press",
    ]


def test_what_is_unknown_is_left_out_and_the_file_stands_for_the_address() -> None:
    bare = Article("a.txt", "“No.”", published=Published(PartialDate.parse("2015-01"), Basis.INFERRED, "in January"))
    said = Quotation(bare, ((1, 4),), Kind.DIRECT)
    citation = Citation(bare, said.spans, said, READ)
    assert citations.text([citation]) == (
        "speaker not named: “No.” source unknown, January 2015 (inferred).\na.txt\nRead 3 May 2026."
    )
    assert citations.bibtex([citation]) == (
        "@article{2015,\n  date = {2015-01},\n  year = {2015},\n  month = {1},\n  urldate = {2026-05-03},\n"
        "  note = {speaker not named: “No.”; a.txt; date inferred},\n}"
    )


@pytest.mark.parametrize(
    ("kind", "modality", "carrier", "shown"),
    [
        (Kind.INDIRECT, Modality.SAID, None, "Bo Ek (as reported by the article): lost it all"),
        (Kind.DIRECT, Modality.DENIED, None, "Bo Ek (denied): “lost it all”"),
        (Kind.DIRECT, Modality.TO_COME, "Ann Lee", "Bo Ek (to come, as reported by Ann Lee): “lost it all”"),
    ],
)
def test_words_that_are_reported_or_not_said_are_marked_so(
    kind: Kind, modality: Modality, carrier: str | None, shown: str
) -> None:
    told = Article("a.txt", "Bo Ek: lost it all")
    said = Quotation(told, ((7, 18),), kind, "Bo Ek", modality=modality, carrier=carrier)
    assert Citation(told, said.spans, said, READ).statement == shown


@pytest.mark.parametrize(
    ("text", "cue", "shown"),
    [
        ("the levy “dead and gone”", "called", "Bo Ek called the levy “dead and gone”"),
        ("that it was “lost” to all", "warned", "Bo Ek warned that it was “lost” to all"),
        ("the levy was “lost”", "according to", "Bo Ek: the levy was “lost”"),
        ("the levy was “lost”", None, "Bo Ek: the levy was “lost”"),
    ],
)
def test_partly_quoted_words_follow_the_verb_of_the_article(text: str, cue: str | None, shown: str) -> None:
    said = Quotation(Article("a.txt", text), ((0, len(text)),), Kind.MIXED, "Bo Ek", cue=cue)
    assert Citation(said.article, said.spans, said, READ).statement == shown


def test_at_a_place_the_quotation_there_is_cited_else_one_of_the_paragraph_else_the_paragraph() -> None:
    def at(offset: int, quotations: list[Quotation]) -> Citation:
        return citations.of_place(POST, quotations, offset, (0, len(TEXT)), READ)

    assert at(span_of("for all")[0], [LOST, OVER]).quotation == OVER
    assert at(0, [LOST, OVER]).quotation == LOST
    assert (at(0, []).quotation, at(0, []).words) == (None, TEXT)


@pytest.mark.parametrize("form", [citations.text, citations.bibtex, citations.ris, citations.csl_json])
def test_words_of_a_scan_are_cited_as_read_by_ocr(form: Callable[[Sequence[Citation]], str]) -> None:
    scanned = Quotation(replace(POST, ocr=True), LOST.spans, Kind.DIRECT, "Bo Ek", "Bo Ek", "said")
    assert citations.OCR in form(cited("the bill", scanned))
    assert citations.OCR not in form(cited("the bill", LOST))


@pytest.mark.parametrize(
    ("author", "bibtex", "ris", "csl"),
    [
        ("Zoë Núñez y Pla", "Núñez y Pla, Zoë", "Núñez y Pla, Zoë", {"family": "Núñez y Pla", "given": "Zoë"}),
        ("Ann B. Vane, Jr.", "Vane, Jr., Ann B.", "Vane, Ann B., Jr.", {"family": "Vane", "given": "Ann B."}),
        ("Bo Ek III", "Ek, III, Bo", "Ek, Bo, III", {"family": "Ek", "given": "Bo"}),
        ("Ana Sá e Mel", "Sá e Mel, Ana", "Sá e Mel, Ana", {"family": "Sá e Mel", "given": "Ana"}),
        ("Ann van der Lee", "van der Lee, Ann", "van der Lee, Ann", {"family": "van der Lee", "given": "Ann"}),
    ],
)
def test_a_surname_keeps_its_particles_and_a_suffix_is_none(
    author: str, bibtex: str, ris: str, csl: dict[str, str]
) -> None:
    article = replace(POST, authors=(author,))
    citation = Citation(article, LOST.spans, replace(LOST, article=article), READ)
    assert f"  author = {{{bibtex}}}," in citations.bibtex([citation])
    assert f"AU  - {ris}" in citations.ris([citation]).splitlines()
    (shown,) = json.loads(citations.csl_json([citation]))[0]["author"]
    suffix = author.rsplit(maxsplit=1)[-1]
    assert shown == csl | ({"suffix": suffix} if suffix in {"Jr.", "III"} else {})
