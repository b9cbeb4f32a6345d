"""Draws docs/pictures/: the bot's answers as Discord shows them on a desktop and on a phone, from seeds/.

    pip install '.[dev,pictures]'; Chromium must be installed, too
    python -m docs.pictures [--chromium /usr/bin/chromium]

The real bot answers in a simulated server. A headless Chromium takes screenshots of the server's preview. For an alert,
the index is first built without one article, and the simulated day is the one after its date.
"""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeGuard

import discord
import simcord
from discord import ui
from playwright.async_api import Browser, BrowserType
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bot.discord import follows
from bot.discord.bot import Bot
from bot.discord.database import PLAIN, QUOTE, BotDatabase
from retrieval import encoders, indexing
from retrieval.archive import Archive, Models
from retrieval.search import reader
from retrieval.settings import ArchiveSettings, IndexSettings, Settings

ROOT = Path(__file__).parent
WIDTHS = {"": 720, "-phone": 380}  # pixels, by what is added to a picture's name
LIGHT = ("timeline-phone",)  # drawn on Discord's light theme, too
LIGHT_COLOURS = {
    "color": "#313338",
    "--discord-bg": "#ffffff",
    "--discord-surface": "#f2f3f5",
    "--discord-control": "#ebedef",
    "--discord-text": "#313338",
    "--discord-muted": "#5c5e66",
    "--discord-subtle": "#4e5058",
    "--discord-border": "#e3e5e8",
    "--component-surface": "#ffffff",
    "--component-border": "#e0e1e5",
    "--control-border": "#d4d6da",
    "--input-surface": "#ffffff",
    "--input-placeholder": "#5c5e66",
    "--subtle-surface": "#d4d6da",
    "--subtle-surface-text": "#313338",
    "--button-alt": "#e3e5e8",
}  # of the preview, which has the dark theme only
ANSWER = ("ask", {"question": "what did Burnham say about Lansley?"})
TIMELINE = ("timeline", {"speaker": "Miliband", "topic": "NHS"})
COMMANDS: dict[str, tuple[str, dict[str, str]]] = {
    "answer": ANSWER,
    "check": ("check", {"quote": "it is Gordon Brown who has put the NHS on a knife edge"}),
    "timeline": TIMELINE,
}
LATE = "2015-01-27-hsj-miliband-interview.txt"  # the article that an alert is about
DAY_OF_ALERT = datetime(2015, 1, 28, 8, tzinfo=UTC)
FOLLOWED = {"speaker": "Miliband", "topic": "private sector"}
PHONE = ("-phone",)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    use_chromium(parser.parse_args().chromium)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds, articles = ROOT.parent / "seeds", folder / "articles"
        shutil.copytree(seeds, articles, ignore=shutil.ignore_patterns(LATE))
        configured = Settings(archive=ArchiveSettings(folder=articles), index=IndexSettings(folder=folder / "index"))
        model = encoders.load(configured.encoder)
        loaded = partial(reader.load, configured.ranking)

        def indexed() -> Archive:
            indexing.bring_up_to_date(configured, lambda: model, lambda *_: None)
            return Archive.open(configured, Models(lambda: model, loaded))

        def bot(archive: Archive, state: str) -> Bot:
            return Bot(archive, configured.discord, BotDatabase.open(folder / state, 1))

        with closing(indexed()) as before:
            shutil.copy(seeds / LATE, articles)
            asyncio.run(draw_alert(bot(before, "alert"), indexed()))
        asyncio.run(draw(bot(indexed(), "answers")))


def use_chromium(path: str) -> None:
    """Have Playwright start this Chromium instead of the one that it downloads."""
    launch = BrowserType.launch

    async def launched(kind: BrowserType, **options: Any) -> Any:
        browser = await launch(kind, executable_path=path, args=["--no-sandbox", "--disable-gpu"], **options)
        return _themed(browser)

    setattr(BrowserType, "launch", launched)  # noqa: B010 - an assignment would fail the type check


theme: dict[str, str] = {}  # colours by which the preview is drawn in place of its own


def _themed(browser: Browser) -> Browser:
    new_context = browser.new_context

    async def themed_context(**options: Any) -> Any:
        context = await new_context(**options)
        colours = "".join(f"root.style.setProperty({name!r}, {colour!r});" for name, colour in theme.items())
        await context.add_init_script(
            "document.addEventListener('DOMContentLoaded', () => {const root = document.documentElement;"
            + colours
            + "})"
        )
        return context

    setattr(browser, "new_context", themed_context)  # noqa: B010 - an assignment would fail the type check
    return browser


@dataclass(frozen=True)
class Scene:
    env: simcord.Env
    channel: ChannelHandle
    alice: MemberActor

    @classmethod
    def of(cls, env: simcord.Env) -> "Scene":
        server = env.create_guild("The Newsroom")
        env.backend.bot_user.name = "On Record"
        manager = server.create_role("editors", permissions=discord.Permissions(manage_guild=True))
        alice = server.add_member(env.create_user("alice"), roles=[manager])
        return cls(env, server.create_text_channel("on-record"), alice)

    async def draw(self, name: str, target: Any, widths: Iterable[str] = WIDTHS) -> None:
        """Draw a message, or what alice sees after a command, at each width and theme."""
        for added in widths:
            for mode in ("", "-light") if f"{name}{added}" in LIGHT else ("",):
                theme.clear()
                theme.update(LIGHT_COLOURS if mode else {})
                picture = ROOT / "pictures" / f"{name}{added}{mode}.png"
                width = WIDTHS[added]
                async with self.env.preview(self.channel, viewers=[self.alice], width=width, height=1200) as preview:
                    await preview.screenshot(picture, target=target, allow_incomplete=True)


def _is_bell(item: ui.Item[Any]) -> TypeGuard[ui.Button[Any]]:
    return isinstance(item, ui.Button) and str(item.emoji) == "🔔"


async def draw_alert(bot: Bot, later: Archive) -> None:
    """Draw the message about the statements that a reindex adds, and the count that the button 🔔 shows after it."""
    async with simcord.run(bot, settle_timeout=60) as env:
        env.backend.advance_clock((DAY_OF_ALERT - env.now()).total_seconds())
        scene = Scene.of(env)
        await scene.alice.slash(scene.channel, "follow", **FOLLOWED)
        bot.archive = later
        await follows.tell_all(bot)
        await env.settle()
        await scene.draw("alert", scene.channel.last_message)
        await scene.alice.slash(scene.channel, "ask", question="what did Miliband say about the private sector?")
        asked = scene.channel.history()[-1]
        button = next(item for item in ui.LayoutView.from_message(asked).walk_children() if _is_bell(item))
        await scene.draw("follow", await scene.alice.click(asked, custom_id=button.custom_id), PHONE)
    await bot.close()


async def draw(bot: Bot) -> None:
    async with simcord.run(bot, settle_timeout=60) as env:
        scene = Scene.of(env)
        alice, channel = scene.alice, scene.channel
        for name, (command, options) in COMMANDS.items():
            await scene.draw(name, await alice.slash(channel, command, **options))
        for style in (QUOTE, PLAIN):
            await alice.slash(channel, "display", style=style)
            await scene.draw(f"answer-{style}", await alice.slash(channel, ANSWER[0], **ANSWER[1]), PHONE)
        await scene.draw(f"timeline-{PLAIN}", await alice.slash(channel, TIMELINE[0], **TIMELINE[1]), PHONE)
        changed = {"threads": True, "private_mentions": True, "source": "HuffPost UK"}
        await scene.draw("settings", await alice.slash(channel, "settings", **changed), PHONE)
    await bot.close()


if __name__ == "__main__":
    main()
