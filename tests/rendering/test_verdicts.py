"""Every face shows the same word and colour for the same finding: of one quotation, in a list, and in a draft."""

import io
from dataclasses import replace

import pytest
from discord import ui

from bot.cli import terminal
from bot.discord.commands import check as check_command
from bot.discord.pages import checked_lists
from bot.discord.pages.checked_lists import COLOURS
from bot.rendering import draft_page, markdown, verdicts
from bot.rendering.verdicts import Colour
from retrieval.drafts import DraftCheck, DraftVerdict
from retrieval.drafts.quotations import DraftQuotation
from retrieval.models import CORRECTED, Article, Kind, Quotation
from retrieval.quote_check import Check, Match, Verdict

SAID = Quotation(Article("a.txt", "so"), ((0, 2),), Kind.DIRECT, "Ann Lee")

SHOWN = [
    pytest.param(DraftVerdict.ON_RECORD, Check("so", Verdict.VERBATIM), "On record", "green", id="verbatim"),
    pytest.param(DraftVerdict.ON_RECORD, Check("so", Verdict.SHORTENED), "On record", "green", id="shortened"),
    pytest.param(DraftVerdict.ALTERED, Check("so", Verdict.ALTERED), "Altered", "amber", id="altered"),
    pytest.param(DraftVerdict.STITCHED, Check("so", Verdict.MERGED), "Stitched together", "amber", id="stitched"),
    pytest.param(DraftVerdict.REPORTED, Check("so", Verdict.REPORTED), "Reported only", "amber", id="reported"),
    pytest.param(DraftVerdict.NOT_IN_ARCHIVE, Check("so", Verdict.NOTHING), "Not on record", "red", id="nothing"),
    pytest.param(
        DraftVerdict.SAID_BY_ANOTHER,
        Check("so", Verdict.ALTERED, by_another=True),
        "Said by another",
        "red",
        id="by another",
    ),
]


def test_words_in_another_language_have_the_verdict_that_they_have_in_a_draft() -> None:
    check = Check("so", Verdict.NOTHING, other_language=True)
    assert (verdicts.word(check), verdicts.colour(check)) == ("Could not be checked", Colour.AMBER)


CORRECTED_BY = (f"{CORRECTED}the editor, 3 May 2026", "Ann Lee")


def test_every_credit_of_a_checked_draft_says_who_put_the_speaker_right() -> None:
    said = replace(SAID, chain=CORRECTED_BY)
    draft = DraftCheck(DraftQuotation("so", ((0, 2),)), DraftVerdict.ON_RECORD, (Match((said,), 1.0),))
    paper = io.StringIO()
    terminal.show_draft([draft], terminal.console(paper))
    shown = (
        paper.getvalue(),
        draft_page.body("so", [draft]),
        "\n".join(markdown.draft([draft])),
        checked_lists.of_draft([draft]).entries[0].line,
    )
    assert ["put right by the editor, 3 May 2026" in " ".join(form.split()) for form in shown] == [True] * 4


@pytest.mark.parametrize(("in_draft", "check", "word", "colour"), SHOWN)
def test_a_finding_has_one_word_and_one_colour(in_draft: DraftVerdict, check: Check, word: str, colour: str) -> None:
    draft = DraftCheck(DraftQuotation("so", ((0, 2),)), in_draft, (Match((SAID,), 1.0),))
    lists = (checked_lists.of_draft([draft]), checked_lists.of_quotes([check]))
    assert [(entry.label, entry.colour) for each in lists for entry in each.entries] == [(word, colour)] * 2
    view = check_command.check_page(check)
    container = view.children[0]
    assert isinstance(container, ui.Container)
    assert container.accent_colour == COLOURS[Colour(colour)]
    assert f"### {word}" in [text.content for text in view.walk_children() if isinstance(text, ui.TextDisplay)]
    assert f'<section class="note {colour}" id="n1"><h2><a href="#q1">1</a> {word}</h2>' in draft_page.body(
        "so", [draft]
    )
    paper = io.StringIO()
    terminal.show_draft([draft], terminal.console(paper))
    assert word in paper.getvalue()


def test_the_place_of_a_quotation_is_whole_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    article = Article("archive/2012/the-mayor-of-sund-lowers-the-lamp-tax.txt", "“so”")
    match = Match((Quotation(article, ((1, 3),), Kind.DIRECT, "Ann Lee"),), 1.0)
    paper = io.StringIO()
    terminal.show_draft(
        [DraftCheck(DraftQuotation("so", ((0, 2),)), DraftVerdict.ON_RECORD, (match,))], terminal.console(paper)
    )
    assert f"{article.id}--at1" in "".join(paper.getvalue().split())
