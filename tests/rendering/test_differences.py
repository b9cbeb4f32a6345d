"""A difference on each face: the record's whole sentence, the words in phrases, deleted ones first."""

import re
from datetime import date
from io import StringIO

import pytest

from bot.cli import reply_json, terminal
from bot.discord.commands import check as discord_check
from bot.mcp.results import Results
from bot.rendering import differences, draft_page, markdown
from retrieval.drafts import DraftCheck, DraftVerdict
from retrieval.drafts.quotations import DraftQuotation
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Kind, Quotation
from retrieval.quote_check import QuoteVerifier

SENTENCE = "The council leader would not promise a “full and fair review” of parking in the town."
ARTICLE = Article("a.txt", f"It rained. {SENTENCE} He left.", source="Ledger")
QUOTED = ARTICLE.text.index("promise"), ARTICLE.text.index(" in the town")
SAID = Quotation(ARTICLE, (QUOTED,), Kind.DIRECT, "Bo Ek")
CHECK = QuoteVerifier(InMemoryTurns([SAID])).check("promise the whole and fair review of parking")
(MATCH,) = CHECK.matches
DRAFT = DraftCheck(DraftQuotation(CHECK.words, ((0, len(CHECK.words)),)), DraftVerdict.ALTERED, CHECK.matches)


def on_a_terminal() -> str:
    paper = StringIO()
    terminal.show_check(CHECK, terminal.console(paper))
    return paper.getvalue()


FACES = {
    "terminal": on_a_terminal(),
    "markdown": "\n".join(markdown.check(CHECK)),
    "discord": "\n".join(
        item.content for item in discord_check.check_page(CHECK).walk_children() if hasattr(item, "content")
    ),
    "mcp": " ".join(one.words for one in Results().of_matches([MATCH])[0].difference),
    "page": draft_page.page(CHECK.words, [DRAFT], "a", "b", date(2031, 3, 2)),
}


@pytest.mark.parametrize("face", FACES)
def test_every_face_shows_the_negation_before_the_words_and_the_end_of_the_sentence(face: str) -> None:
    shown = " ".join(re.sub(r"<[^>]*>", "", FACES[face]).split())
    assert "The council leader would not promise" in shown.replace("*", "")
    assert "of parking in the town." in shown


def test_a_phrase_is_shown_whole_and_its_replacement_after_it() -> None:
    assert [(change.kind.value, change.words) for change in differences.shown(MATCH)] == [
        ("around", "The council leader would not"),
        ("same", "promise"),
        ("added", "the whole"),
        ("left out", "a “full"),
        ("same", "and fair review” of parking"),
        ("around", "in the town."),
    ]


def test_json_has_the_rest_of_the_sentence_beside_the_difference() -> None:
    (row,) = reply_json.check_documents(CHECK)
    assert (row["before"], row["after"]) == ("The council leader would not ", " in the town.")
    assert {kind for kind, _ in row["changes"]} == {"same", "added", "left out"}
    assert reply_json.draft_check_document(DRAFT)["matches"][0]["before"] == row["before"]
