"""Draws docs/pictures/: the bot's answers as Discord shows them on a desktop and on a phone, from seeds/.

    pip install '.[dev,pictures]'; Chromium must be installed, too
    python -m docs.pictures [--chromium /usr/bin/chromium]

The real bot answers in a simulated server. A headless Chromium takes screenshots of the server's preview.
"""

import argparse
import asyncio
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import simcord
from playwright.async_api import Browser, BrowserType

from bot.discord.bot import Bot
from bot.discord.database import BotDatabase
from retrieval import encoders, indexing
from retrieval.archive import Archive, Models
from retrieval.search import reader
from retrieval.settings import ArchiveSettings, IndexSettings, Settings

ROOT = Path(__file__).parent
WIDTHS = {"": 720, "-phone": 380}  # pixels, by what is added to a picture's name
LIGHT = ("timeline",)  # drawn on Discord's light theme, too
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
COMMANDS: dict[str, tuple[str, dict[str, str]]] = {
    "answer": ("ask", {"question": "what did Burnham say about Lansley?"}),
    "check": ("check", {"quote": "it is Gordon Brown who has put the NHS on a knife edge"}),
    "timeline": ("timeline", {"speaker": "Miliband", "topic": "NHS"}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    use_chromium(parser.parse_args().chromium)
    with tempfile.TemporaryDirectory() as folder:
        index = IndexSettings(folder=Path(folder) / "index")
        configured = Settings(archive=ArchiveSettings(folder=ROOT.parent / "seeds"), index=index)
        model = encoders.load(configured.encoder)
        indexing.bring_up_to_date(configured, lambda: model, lambda *_: None)
        loaded = partial(reader.load, configured.ranking)
        with closing(Archive.open(configured, Models(lambda: model, loaded))) as archive:
            asyncio.run(draw(Bot(archive, configured.discord, BotDatabase.open(Path(folder), 1))))


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


async def draw(bot: Bot) -> None:
    async with simcord.run(bot, settle_timeout=60) as env:
        channel = env.create_guild("The Newsroom").create_text_channel("on-record")
        alice = env.guild.add_member(env.create_user("alice"))
        env.backend.bot_user.name = "On Record"
        for name, (command, options) in COMMANDS.items():
            result = await alice.slash(channel, command, **options)
            for added, width in WIDTHS.items():
                for mode in ("", "-light") if name in LIGHT else ("",):
                    theme.clear()
                    theme.update(LIGHT_COLOURS if mode else {})
                    picture = ROOT / "pictures" / f"{name}{added}{mode}.png"
                    async with env.preview(channel, viewers=[alice], width=width, height=1200) as preview:
                        await preview.screenshot(picture, target=result, allow_incomplete=True)
    await bot.close()


if __name__ == "__main__":
    main()
