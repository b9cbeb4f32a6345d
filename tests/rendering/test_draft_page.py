"""The page of a checked draft: everything escaped, nothing loaded, every quotation with its note."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from html import escape

import pytest

from bot.rendering import draft_page, verdicts
from retrieval.drafts import Doubt, DraftCheck, DraftVerdict
from retrieval.drafts.quotations import DraftQuotation
from retrieval.models import Article, Kind, Modality, Quotation
from retrieval.quote_check import Match
from retrieval.quote_check.alignment import Change, ChangeKind

TEXT = "Ann Lee <b>said</b>: “It is over & done.”\n\nBo Ek: “Not <i>yet</i>.”\x1b[2J"
DAY = date(2031, 3, 2)
ARTICLE = Article(
    "a<b>.txt", "“It is over & done.”", title="<script>alert(1)</script>", url="https://x.example/?a=1&b=2"
)
SAID = Quotation(ARTICLE, ((1, 19),), Kind.DIRECT, "Ann <Lee>")


def quoted(words: str, speaker: str | None = "Ann Lee") -> DraftQuotation:
    start = TEXT.index(words)
    return DraftQuotation(TEXT, ((start, start + len(words)),), speaker)


FIRST = DraftCheck(quoted("It is over & done"), DraftVerdict.ON_RECORD, (Match((SAID,), 1.0),))
CHANGES = (Change(ChangeKind.ADDED, "Not"), Change(ChangeKind.LEFT_OUT, "<u>"), Change(ChangeKind.SAME, "yet"))
SECOND = DraftCheck(quoted("Not <i>yet</i>", None), DraftVerdict.ALTERED, (Match((SAID,), 0.7, CHANGES),))
LINK = "https://x.example/?a=1&amp;b=2#:~:text=It%20is%20over%20%26%20done"
PAGE = draft_page.page(TEXT, [FIRST, SECOND], "<draft>.docx", "archive & index", DAY)


def test_nothing_of_draft_or_archive_is_markup() -> None:
    tags = set(re.findall(r"<(?!/)(\w+)", PAGE.partition("</style>")[2]))
    assert tags == {
        "body",
        "header",
        "h1",
        "p",
        "main",
        "div",
        "mark",
        "sup",
        "a",
        "section",
        "h2",
        "br",
        "b",
        "del",
        "ins",
        "span",
    }
    assert "\x1b" not in PAGE
    assert "Ann Lee &lt;b&gt;said&lt;/b&gt;: “" in PAGE


@pytest.mark.parametrize(
    ("modality", "label", "why"),
    [
        pytest.param(Modality.DENIED, "Denied", "The article has the words, but as denied.", id="denied"),
        pytest.param(Modality.TO_COME, "Not said yet", "The article has the words, but as not said yet.", id="to come"),
        pytest.param(
            Modality.SAID,
            "Reported only",
            "The words are the article's; nobody is quoted with them.",
            id="reported",
        ),
    ],
)
def test_words_that_were_not_said_are_called_so_and_not_reported(modality: Modality, label: str, why: str) -> None:
    check = DraftCheck(
        quoted("It is over & done"), DraftVerdict.REPORTED, (Match((replace(SAID, modality=modality),), 1.0),)
    )
    page = draft_page.page(TEXT, [check], "draft.docx", "archive", DAY)
    assert f"</a> {label}</h2><p>{escape(why)}</p>" in page
    assert verdicts.summary([check, FIRST]) == f"2 quotations: 1 on record, 1 {label.lower()}"


def test_the_policy_forbids_all_but_the_one_style_sheet() -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', PAGE)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "style=" not in PAGE
    assert re.findall(r'(?:src|href)="(?!#)([^"]*)"', PAGE) == [LINK] * 2


def test_every_quotation_is_marked_and_has_a_note_in_the_row_of_its_paragraph() -> None:
    rows = PAGE.split('<div class="draft-row">')[1:]
    assert [re.findall(r'id="(\w+)"', row) for row in rows] == [["q1", "n1"], ["q2", "n2"]]
    assert '<mark id="q1" class="green">It is over &amp; done</mark><sup><a href="#n1">1</a></sup>' in rows[0]
    words = "<del>{} Not</del> <ins>{} &lt;u&gt;</ins> yet"
    hidden = (f'<span class="unseen"> {said}:</span>' for said in (draft_page.IN_DRAFT, draft_page.ON_RECORD))
    assert words.format(*hidden).replace(":</span> ", ": </span>") in rows[1]


def test_the_marks_of_differences_are_explained_once_above_the_draft() -> None:
    assert PAGE.count('<p class="legend">') == 1
    assert 'class="legend"' not in draft_page.page(TEXT, [FIRST], "a", "b", DAY)


def test_words_on_record_get_no_quotation_marks_beside_their_own() -> None:
    match = Match((SAID,), 1.0, place=(1, 8))
    page = draft_page.page(TEXT, [replace(FIRST, matches=(match,))], "a", "b", DAY)
    assert '<p class="words">“<b>It is o</b>ver &amp; done.”</p>' in page


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    article = replace(ARTICLE, url="javascript:alert(1)")
    match = Match((replace(SAID, article=article),), 1.0)
    assert "javascript" not in draft_page.page(TEXT, [replace(FIRST, matches=(match,))], "a", "b", DAY)


def test_a_quotation_within_another_is_not_marked_twice_but_has_its_note() -> None:
    inner = DraftCheck(quoted("over"), DraftVerdict.COULD_NOT_CHECK, doubt=Doubt.TOO_FEW_WORDS)
    page = draft_page.page(TEXT, [FIRST, inner], "a", "b", DAY)
    assert (page.count("<mark"), 'id="n2"' in page) == (1, True)
    text = re.sub(r"<sup>.*?</sup>|<[^>]*>", "", page[page.index('<p class="copy">') : page.index("</p><div>")])
    assert text == "Ann Lee &lt;b&gt;said&lt;/b&gt;: “It is over &amp; done.”"


def test_the_summary_counts_verdicts_and_each_has_its_sentence() -> None:
    assert verdicts.summary([FIRST, SECOND]) == "2 quotations: 1 on record, 1 altered"
    assert verdicts.summary([]) == "No quotations in this draft."
    nothing = DraftCheck(quoted("over"), DraftVerdict.NOT_IN_ARCHIVE)
    assert [verdicts.explanation(check) for check in (FIRST, SECOND, nothing)] == [
        "Word for word.",
        "What is on record differs.",
        "No article of this archive has these words.",
    ]
    by_another = replace(FIRST, verdict=DraftVerdict.SAID_BY_ANOTHER)
    assert verdicts.explanation(by_another) == "The words are Ann <Lee>'s."
    assert verdicts.explanation(replace(FIRST, quotation=quoted("over", None))) == (
        "Word for word; the draft names no speaker."
    )


def test_no_label_calls_words_made_up() -> None:
    words = [word for word, _ in verdicts.SHOWN.values()]
    shown = [*words, *verdicts.DOUBTS.values(), *verdicts.EXPLANATIONS.values()]
    assert not re.search(r"fabricat|fake|false|invent|made.up|lie", " ".join(shown), re.IGNORECASE)
    assert set(verdicts.SHOWN) == set(DraftVerdict)
    assert set(verdicts.DOUBTS) == set(Doubt)


def test_the_page_has_the_day_of_the_check_and_what_it_was_checked_against() -> None:
    assert '<p class="faint">Checked on 2 March 2031 against archive &amp; index</p>' in PAGE


def test_a_headline_leads_to_the_words_of_the_match_where_they_were_published() -> None:
    part = replace(FIRST, matches=(Match((SAID,), 1.0, place=(1, 11)),))
    addresses = [re.findall(r'href="(https[^"]*)"', draft_page.body(TEXT, [each])) for each in (FIRST, part)]
    assert addresses == [[LINK], ["https://x.example/?a=1&amp;b=2#:~:text=It%20is%20over"]]
