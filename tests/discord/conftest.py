"""Alice and Bob in a channel with the bot: the real bot on a simulated Discord, with an archive of a few answers."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import discord
import pytest
from discord import ui

from bot.discord.bot import Bot
from bot.discord.database import BotDatabase
from bot.rendering import formatting
from retrieval import drafts
from retrieval.chronology import timeline
from retrieval.drafts import DraftCheck
from retrieval.drafts.quotations import DraftQuotation
from retrieval.errors import IndexMissing, QuestionError
from retrieval.index import stages
from retrieval.index.generation import Manifest
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import (
    Answer,
    Article,
    Basis,
    Kind,
    Novelty,
    Options,
    PartialDate,
    Published,
    Question,
    Quotation,
    Reply,
    Searched,
)
from retrieval.quote_check import Check, QuoteVerifier
from retrieval.search import offices
from retrieval.search.query import SpeakerNames
from retrieval.settings import DiscordSettings
from retrieval.text import quotation_marks
from tests.discord import openapi
from tests.paths import SEEDS

if TYPE_CHECKING:  # fast tests do without simcord
    import simcord
    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle
    from simcord.results import InteractionResult

NAME = "2012-02-11-huffpost-uk-lansley-defiant.txt"
DEFIANT = Article(
    id=NAME,
    text=(SEEDS / NAME).read_text(encoding="utf-8"),
    source="HuffPost UK",
    published=Published(PartialDate.parse("2012-02-11"), Basis.STATED),
)
LANSLEY = "what did Lansley say?"
SHOWN = [
    f"{LANSLEY}\n-# speaker: Andrew Lansley",
    '> "That is not about me, that is about us as a government."',
    "Andrew Lansley · HuffPost UK · 11 February 2012",
]
ATTRIBUTED = "Andrew Lansley · HuffPost UK · "
SETTLE_SECONDS = 60.0  # seconds that the bot has to finish, enough for a busy machine; a test may set others
MAX_COMPONENTS = 40  # components that Discord accepts in a message
REFUSED = "There is no word to search for; name a person or a topic."


def paragraph(words: str, speaker: str | None = "Andrew Lansley", article: Article = DEFIANT) -> Answer:
    """An answer: the paragraph of an article that begins with these words."""
    start = article.text.index(words)
    end = (article.text + "\n").index("\n", start)
    quotation = Quotation(article, ((start, end),), Kind.DIRECT, speaker) if speaker else None
    return Answer(article, start, end, quotation, (), 1.0, {})


def statement(
    number: int,
    date: str | None,
    words: str = "The bill stays.",
    speaker: str = "Andrew Lansley",
    source: str = "HuffPost UK",
) -> Answer:
    """An answer that is the whole of its own article."""
    published = Published(PartialDate.parse(date), Basis.STATED) if date else None
    article = Article(f"{number}.txt", words, source=source, published=published)
    return Answer(article, 0, len(words), Quotation(article, ((0, len(words)),), Kind.DIRECT, speaker), (), 1.0, {})


class FakeArchive:
    """An archive of a few answers. It records the questions in `asked`, and fails if a question says so.

    `ask` waits until `released` is set.
    """

    def __init__(self) -> None:
        self.answers = [paragraph('"That is not')]
        self.asked: list[tuple[str, Options, int]] = []
        self.speakers: tuple[str, ...] = ("Andrew Lansley", "Andy Burnham", "Ed Miliband")
        self.sources: tuple[str, ...] = ("HuffPost UK", "HSJ")
        self.manifest = Manifest(stages.LAYOUT, "none", 0, "2026-11-22T06:03:01+00:00", "", 1, 40, 1234, 0)
        self.generation, self.dates = "20261122T060301-5f3c9a", ("2012-02-07", "2015-01")
        self.closed = False
        self.novelties: dict[str, Novelty] = {}  # by article
        self.compared: list[tuple[str, str]] = []  # articles and topics for which what is new was looked up
        self.corrections: list[dict[str, Any]] = []  # what was put right
        self.searched: Searched | None = None  # the receipt of a reply that abstains
        self.released = threading.Event()
        self.released.set()

    def quoted_in(self, source: str) -> tuple[str, ...]:
        said = [answer.quotation for answer in self.answers if answer.quotation and answer.article.source == source]
        return tuple(dict.fromkeys(quotation.speaker for quotation in said if quotation.speaker))

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple({answer.article.id: None for answer in self.answers})

    def close(self) -> None:
        self.closed = True

    def article(self, id: str) -> Article | None:  # noqa: A002 - it is one
        return next((answer.article for answer in self.answers if answer.article.id == id), None)

    def novelty(self, quotation: Quotation, topic: str = "") -> Novelty | None:
        self.compared.append((quotation.article.id, topic))
        return self.novelties.get(quotation.article.id)

    def said(self, speaker: str | None = None, topic: str | None = None, source: str | None = None) -> list[Quotation]:
        said = [answer.quotation for answer in self.answers if answer.quotation]
        sources = {source} if source else None
        office = self.office_named(speaker or "")
        speakers = {name for name in self.speakers if speaker in name} if speaker and not office else None
        selected = timeline.select(said, speakers, topic, sources)
        return [each for each in selected if office is None or offices.said_in_office(each, office)]

    def office_named(self, typed: str) -> str | None:
        return SpeakerNames(self.speakers).office_named(typed)

    def check(self, words: str, speaker: str | None = None, source: str | None = None) -> Check:
        said = [answer.quotation for answer in self.answers if answer.quotation]
        speakers = {name for name in self.speakers if speaker in name} if speaker else None
        return QuoteVerifier(InMemoryTurns(said)).check(words, speakers, frozenset({source}) if source else None)

    def check_draft(self, text: str, *, source: str | None = None) -> list[DraftCheck]:
        """Check the words in quotation marks, said by anybody."""
        inner = [(start + 1, end - 1) for start, end in quotation_marks.find(text)]
        found = [(DraftQuotation(text, (span,)), self.check(text[slice(*span)], None, source)) for span in inner]
        return [DraftCheck(quotation, drafts.OF_WORDS[check.verdict], check.matches) for quotation, check in found]

    def full_name(self, typed: str) -> str:
        people = [name for name in self.speakers if typed in name]
        if len(people) > 1:
            raise QuestionError(f"{typed} may be {' or '.join(people)}; give the full name")
        return people[0] if people else typed

    def correct(self, **values: Any) -> int:
        self.corrections.append(values)
        return len(self.corrections)

    def ask(self, text: str, options: Options = Options(), limit: int = 5) -> Reply:  # noqa: B008 - frozen
        self.asked.append((text, options, limit))
        self.released.wait(10)
        match text:
            case "refused":
                raise QuestionError("there is no word to search for; name a person or a topic")
            case "no index":
                raise IndexMissing(Path("@everyone"))
            case "broken":
                raise ZeroDivisionError
        reason = "nobody called Hunt is quoted here" if text == "nothing" else None
        speaker = formatting.speaker(self.answers[0])
        reply = Reply(text, Question(text, speaker), tuple(self.answers[:limit]), 0.9, reason, "g", 1.0)
        return replace(reply, searched=self.searched) if reason else reply


class FailingArchive(FakeArchive):
    """An archive in which every request fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def _fail(self, *_: object, **__: object) -> NoReturn:
        raise self._error

    ask = check = check_draft = said = article = correct = _fail

    @property
    def dates(self) -> Any:
        return self._fail()

    @dates.setter
    def dates(self, _: object) -> None:
        """The base class sets the dates; ignore them."""


@dataclass
class Scene:
    env: "simcord.Env"
    bot: Bot
    archive: FakeArchive
    channel: "ChannelHandle"
    alice: "MemberActor"
    bob: "MemberActor"

    @property
    def mention_of_bot(self) -> str:
        assert self.bot.user
        return self.bot.user.mention

    def requests(self) -> list[tuple[str, str]]:
        """The bot's requests after login and registration, each as its method and the last part of its path."""
        return [(call.method, call.path.split("/")[-1]) for call in self.env.http_requests[2:]]

    async def ask(self, question: str = LANSLEY, **options: object) -> discord.Message:
        """The answer to Alice's question by /ask."""
        result = await self.alice.slash(self.channel, "ask", question=question, **options)
        assert result.response
        return result.response.message

    async def mention(self, question: str = LANSLEY) -> discord.Message:
        """The answer to Alice's question by a mention, which is an ordinary message."""
        await self.alice.send(self.channel, f"{self.mention_of_bot} {question}")
        assert self.channel.last_message
        return self.channel.last_message


@pytest.fixture
def settings(tmp_path: Path) -> DiscordSettings:
    return DiscordSettings(longest_question=60, folder=tmp_path / "state")


def make_bot(settings: DiscordSettings, kind: Callable[..., Bot] = Bot) -> Bot:
    return kind(FakeArchive(), settings, BotDatabase.open(settings.folder, settings.remember))


@pytest.fixture
async def simcord_bot(settings: DiscordSettings) -> AsyncIterator[Bot]:
    bot = make_bot(settings)
    assert isinstance(bot.archive, FakeArchive)
    yield bot
    bot.archive.released.set()
    await bot.close()


@pytest.fixture(autouse=True)
def _as_described(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check every payload of the bot against Discord's own description of its API, if that is available."""
    if not openapi.available() or "simcord_env" not in request.fixturenames:
        yield
        return
    env: simcord.Env = request.getfixturevalue("simcord_env")
    yield
    sent = [call for call in env.http_requests if call.json is not None]
    assert [problem for call in sent for problem in openapi.problems(call.method, call.path, call.json)] == []


@pytest.fixture
def scene(simcord_env: "simcord.Env", simcord_bot: Bot, request: pytest.FixtureRequest) -> Scene:
    options = [marker.kwargs for marker in request.node.iter_markers("simcord")]
    if not any("settle_timeout" in given for given in options):
        simcord_env.settle_timeout = SETTLE_SECONDS
    channel = simcord_env.create_guild().create_text_channel("general")
    alice, bob = (simcord_env.guild.add_member(simcord_env.create_user(name)) for name in ("alice", "bob"))
    assert isinstance(simcord_bot.archive, FakeArchive)
    return Scene(simcord_env, simcord_bot, simcord_bot.archive, channel, alice, bob)


def texts(message: discord.Message | None) -> list[str]:
    """The texts of a message, from its content or its layout, with no-break spaces as spaces."""
    assert message
    if message.content:
        return [with_plain_spaces(message.content)]
    view = ui.LayoutView.from_message(message)
    return [with_plain_spaces(item.content) for item in view.walk_children() if isinstance(item, ui.TextDisplay)]


def with_plain_spaces(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def own(scene: Scene, actor: "MemberActor") -> "MemberActor":
    """Make a user the owner of the bot."""
    assert scene.bot.application
    scene.bot.application.owner = discord.Object(actor.id)  # type: ignore[assignment]
    return actor


async def context(actor: "MemberActor", message: discord.Message | None, number: int = 0) -> "InteractionResult":
    """What an actor sees who chooses a passage of the menu of contexts."""
    assert message
    items = ui.LayoutView.from_message(message).walk_children()
    menu = next(item for item in items if isinstance(item, ui.Select))
    return await actor.select(message, custom_id=menu.custom_id, values=[menu.options[number].value])


def buttons(message: discord.Message | None) -> dict[str, str]:
    """The custom ids of the buttons under a message, by action."""
    assert message
    found = [item for item in ui.LayoutView.from_message(message).walk_children() if isinstance(item, ui.Button)]
    return {item.custom_id.split(":")[1]: item.custom_id for item in found if item.custom_id}


def labels(message: discord.Message | None) -> set[str]:
    """The labels of the buttons under a message."""
    assert message
    found = [item for item in ui.LayoutView.from_message(message).walk_children() if isinstance(item, ui.Button)]
    return {item.label for item in found if item.label}


def shown(result: "InteractionResult") -> list[str]:
    assert result.response
    return texts(result.response.message)
