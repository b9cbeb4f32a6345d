"""The real model on a small invented archive: questions whose right answer has few of their words."""

from collections.abc import Iterator

import pytest

from retrieval import backends, encoders
from retrieval.archive import Archive, Models
from retrieval.models import Reply, Role
from retrieval.search import reader
from retrieval.settings import ArchiveSettings, IndexSettings, RankingSettings, Settings
from tests.conftest import quiet, write

pytestmark = pytest.mark.slow

ARTICLES = {
    "quay.txt": """Quay closed
3 May 2021

Harbour master Ines Valdor said that the quay had been closed by mistake.

“I am sorry for what happened at the old quay,” Ms Valdor told the council. “We got it wrong.”

Councillor Tom Frost said that Ms Valdor had not apologised for the closure until it was too late.

“Without the crews who came in on Sunday we were lost, and I am grateful,” said Ms Valdor.
""",
    "boats.txt": """Missing boats
14 June 2021

Ms Valdor has not apologised for the missing boats, residents said.

Tom Frost said: “Ines Valdor should apologise to every skipper in Sund.”

“Nobody thanked the crews,” said Mr Frost.

“Yes, I sold the boats,” Piers Holm, the former clerk, told the inquiry.

Mr Holm's lawyer said that he had not lied. “I never lied to the skippers,” Holm said.
""",
    "director.txt": """Director goes
2 February 2022

Port director Ida Moe left the meeting early. “I am stepping down today,” Dr Moe told staff.

“Ida Moe must resign before the summer,” Tom Frost had said on Monday.
""",
}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("harbour")
    for name, text in ARTICLES.items():
        write(folder / "articles", name, text)
    unhurried = RankingSettings(budget_ms=60_000)
    settings = Settings(ArchiveSettings(folder / "articles"), IndexSettings(folder / "index"), ranking=unhurried)
    model = encoders.load(settings.encoder)
    backends.bring_up_to_date(settings, lambda: model, quiet)
    with Archive.open(settings, Models(lambda: model, lambda: reader.load(unhurried))) as archive:
        yield archive


def answers(reply: Reply) -> list[str]:
    return [answer.text for answer in reply.answers if answer.role is Role.ANSWER and not reply.abstained]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("has Valdor ever apologised for closing the quay?", "“I am sorry", id="apologise"),
        pytest.param("did Ines Valdor say sorry for the quay?", "“I am sorry", id="say sorry"),
        pytest.param("does Valdor regret closing the quay?", "“I am sorry", id="regret"),
        pytest.param("who apologised for the quay?", "“I am sorry", id="apologise, by anybody"),
        pytest.param("who thanked the crews?", "“Without the crews", id="thank, by anybody"),
        pytest.param("did Valdor thank the crews?", "“Without the crews", id="thank"),
        pytest.param("has Holm admitted selling the boats?", "“Yes, I sold", id="admit"),
        pytest.param("did Piers Holm deny lying to the skippers?", "Mr Holm's lawyer", id="deny"),
        pytest.param("did Ida Moe resign?", "Port director Ida Moe", id="resign"),
    ],
)
def test_words_that_do_an_act_of_speech_come_before_words_about_it(harbour: Archive, question: str, first: str) -> None:
    assert answers(harbour.ask(question))[0].startswith(first)


@pytest.mark.parametrize("question", ["has Tom Frost ever apologised for the boats?", "did Tom Frost thank the crews?"])
def test_a_demand_that_somebody_else_do_it_answers_nothing(harbour: Archive, question: str) -> None:
    assert answers(harbour.ask(question)) == []


def test_an_act_that_nobody_did_is_said_not_to_be_shown(harbour: Archive) -> None:
    reply = harbour.ask("when did Tom Frost apologise to the skippers?")
    assert reply.reason == "no passage here shows that Tom Frost apologised"


@pytest.mark.parametrize("question", ["why did Piers Holm resign?", "when did Ines Valdor step down?"])
def test_a_resignation_that_no_passage_names_is_not_taken_for_granted(harbour: Archive, question: str) -> None:
    assert harbour.ask(question).abstained


def test_what_an_article_tells_of_an_act_answers_too(harbour: Archive) -> None:
    found = answers(harbour.ask("has Ines Valdor apologised for the missing boats?"))
    assert any(text.startswith("Ms Valdor has not apologised") for text in found)
