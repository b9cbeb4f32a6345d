"""Of two people who are compared, each form shows only words on the topic, or says that there are none."""

import io

import pytest
from discord import ui

from bot.cli import terminal
from bot.discord.commands import compare
from bot.rendering import markdown
from retrieval.models import Answer, Article, Kind, Question, Quotation, Reply, Role

ARTICLE = Article("a.txt", "“The quay stays.” “It leaks.”", source="HSJ")


def answer(words: str, confidence: float, role: Role = Role.ANSWER) -> Answer:
    start = ARTICLE.text.index(words)
    span = start, start + len(words)
    said = Quotation(ARTICLE, (span,), Kind.DIRECT, "Ines Valdor")
    return Answer(ARTICLE, *span, said, (), 1.0, {"confidence": confidence}, role=role, is_own=True)


SURE, RELATED = answer("The quay stays.", 0.9), answer("It leaks.", 0.6, Role.RELATED)


def reply(*answers: Answer, reason: str | None = None) -> Reply:
    asked = Question("q", "Ines Valdor")
    return Reply("q", asked, answers, 0.9, reason, "g", 1.0, abstain_below=0.7)


@pytest.mark.parametrize(
    ("given", "shown", "said"),
    [
        pytest.param(reply(SURE, RELATED), ["The quay stays."], "", id="related words beside"),
        pytest.param(
            reply(answer("It leaks.", 0.1, Role.RELATED), reason="Ines Valdor is quoted once, never on trams"),
            [],
            "Nothing on record. Ines Valdor is quoted once, never on trams.",
            id="closest passages",
        ),
    ],
)
def test_only_what_would_answer_alone_is_shown_or_that_there_is_nothing(
    given: Reply, shown: list[str], said: str
) -> None:
    paper = io.StringIO()
    terminal.show_compared(given, "Ines Valdor", "trams", terminal.console(paper))
    view = compare.speaker_page("Ines Valdor", "trams", given).view(None)
    discord_text = "\n".join(item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay))
    for form in (paper.getvalue(), "\n".join(markdown.compared(given, "Ines Valdor", "trams")), discord_text):
        assert "Ines Valdor on trams" in form
        assert [words for words in ("The quay stays.", "It leaks.") if words in form] == shown
        assert said in " ".join(form.split())
