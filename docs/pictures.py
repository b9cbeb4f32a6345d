"""Draws docs/pictures/: answers as Discord shows them, out of the articles that come along.

    pip install '.[dev,pictures,rerank]' and a Chromium
    python -m docs.pictures [--chromium /usr/bin/chromium]

The real client answers in a simulated server; its preview is shot by a headless Chromium.
"""

import argparse
import asyncio
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import simcord
from playwright.async_api import BrowserType

from bot.discord.bot import Bot
from bot.discord.database import BotDatabase
from retrieval import encoders
from retrieval.archive import Archive, Models
from retrieval.indexing import build
from retrieval.search import cross_encoder
from retrieval.settings import ArchiveSettings, IndexSettings, Settings

ROOT = Path(__file__).parent
ASKED: dict[str, tuple[str, dict[str, str]]] = {
    "answer": ("ask", {"question": "what did Burnham say about Lansley?"}),
    "check": ("check", {"quote": "it is Gordon Brown who has put the NHS on a knife edge"}),
    "timeline": ("timeline", {"speaker": "Miliband", "topic": "NHS"}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    use(parser.parse_args().chromium)
    with tempfile.TemporaryDirectory() as folder:
        index = IndexSettings(folder=Path(folder) / "index")
        configured = Settings(archive=ArchiveSettings(folder=ROOT.parent / "seeds"), index=index)
        model = encoders.load(configured.encoder)
        build.bring_up_to_date(configured, lambda: model, lambda *_: None)
        reread = partial(cross_encoder.load, configured.ranking)
        with closing(Archive.open(configured, Models(lambda: model, reread))) as archive:
            asyncio.run(draw(Bot(archive, configured.discord, BotDatabase.open(Path(folder), 1))))


def use(chromium: str) -> None:
    """Have Playwright start this Chromium: the one it would download may not be to be had."""
    launch = BrowserType.launch

    async def launched(kind: BrowserType, **given: Any) -> Any:
        return await launch(kind, executable_path=chromium, args=["--no-sandbox", "--disable-gpu"], **given)

    setattr(BrowserType, "launch", launched)  # noqa: B010 - so that the type checker lets it be


async def draw(bot: Bot) -> None:
    async with simcord.run(bot, settle_timeout=60) as env:
        channel = env.create_guild("The Newsroom").create_text_channel("on-record")
        alice = env.guild.add_member(env.create_user("alice"))
        env.backend.bot_user.name = "On Record"
        for name, (command, options) in ASKED.items():
            result = await alice.slash(channel, command, **options)
            async with env.preview(channel, viewers=[alice], width=720, height=1200) as preview:
                await preview.screenshot(ROOT / "pictures" / f"{name}.png", target=result, allow_incomplete=True)
    await bot.close()


if __name__ == "__main__":
    main()
