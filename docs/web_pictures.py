"""Draws docs/pictures/web-*.png, the reading room over the articles in seeds/, and draft.png, a checked draft.

pip install '.[dev]'; Chromium must be installed, too
python -m docs.web_pictures [--chromium /usr/bin/chromium]
"""

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bot.cli import holdings
from bot.reload import LiveArchive
from bot.rendering import draft_page
from bot.web import app
from retrieval.archive import Archive, open_archive
from retrieval.settings import ArchiveSettings, IndexSettings, RankingSettings, Settings, WebSettings
from tests import loopback

ROOT = Path(__file__).parent
BRIEFING = "2012-02-07-huffpost-uk-trickett-briefing.txt"
WIDE, PHONE = (960, 760), (380, 760)
DRAFT_SIZE: ViewportSize = {"width": 1060, "height": 1040}
COLOURS = 64  # of a picture; few are enough for text, and the file is small
DRAFT = """Andy Burnham said: “It is David Cameron who has put the NHS on a knife edge.”

“A campaign is clearly underway to scapegoat Gordon Brown,” Burnham said.

“The moon is made of green cheese,” Mr Burnham added.
"""
STORY = """# A year in the row over the NHS

The shadow health secretary, Andy Burnham, did not mince his words. “A campaign is clearly underway to scapegoat \
Andrew Lansley,” Mr Burnham said. “But it is David Cameron who has put the NHS on a knife edge.”

Andrew Lansley told journalists: “No, it is not. Because actually we as a government have promised to support the NHS.”

“The government should dump the bill and start again,” said John Healey.

Nick Clegg told friends: “I will be remembered for this bill and for nothing else in my life.”

Mr Miliband said: “This is a bad bill. The NHS is too important to stand back and let this Bill damage it.”
"""  # the picture draft.png
PICTURES: dict[str, tuple[str, dict[str, str], tuple[int, int], str]] = {
    "web-answer": ("/ask", {"q": "what did Burnham say about Lansley?"}, WIDE, "light"),
    "web-check": ("/check", {"words": "it is Gordon Brown who has put the NHS on a knife edge"}, WIDE, "light"),
    "web-speaker": ("/speaker", {"name": "Ed Miliband", "topic": "NHS"}, WIDE, "light"),
    "web-article": ("/article", {"id": BRIEFING}, (1240, 760), "dark"),
    "web-draft": ("/draft", {}, WIDE, "light"),
    "web-phone-draft": ("/draft", {}, PHONE, "light"),
    "web-phone": ("/ask", {"q": "what did Burnham say about Lansley?"}, PHONE, "light"),
    "web-phone-dark": ("/check", {"words": "it is Gordon Brown who has put the NHS on a knife edge"}, PHONE, "dark"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    chromium = parser.parse_args().chromium
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as archive, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        checks = archive.check_draft(STORY)
        page = draft_page.page(STORY, checks, "story.md", f"seeds: {holdings(archive)}")
        with contextlib.closing(browser.new_context(viewport=DRAFT_SIZE, color_scheme="light")) as context:
            drawn = context.new_page()
            drawn.set_content(page)
            take(drawn, "draft")
        live: LiveArchive[Archive] = LiveArchive(lambda: archive)
        with loopback.serving(app.create(live, WebSettings())) as address:
            for name in PICTURES:
                draw(browser, address, name)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Archive]:
    """The articles in seeds/. The reader has all the time that it needs, on a slow machine, too."""
    settings = Settings(
        archive=ArchiveSettings(folder=ROOT.parent / "seeds"),
        index=IndexSettings(folder=folder / "index"),
        ranking=RankingSettings(budget_ms=100_000),
    )
    with open_archive(settings) as archive:
        yield archive


def draw(browser: Browser, address: str, name: str) -> None:
    path, given, (width, height), scheme = PICTURES[name]
    size = {"width": width, "height": height}
    with contextlib.closing(browser.new_context(viewport=size, color_scheme=scheme)) as context:
        page = context.new_page()
        answered = page.goto(f"{address}{path}?{urlencode(given)}")
        assert answered is not None and answered.ok, path  # noqa: PT018, S101 - a picture of an error would be in vain
        if path == app.DRAFT:
            page.get_by_label("The draft").fill(DRAFT)
            page.get_by_role("button", name="Check every quotation").click()
            page.get_by_text("3 quotations").wait_for()
        take(page, name)


def take(page: Page, name: str) -> None:
    """Take a screenshot of a page, with few colours."""
    target = ROOT / "pictures" / f"{name}.png"
    page.screenshot(path=target)
    with Image.open(target) as picture:
        picture.convert("RGB").quantize(COLOURS).save(target, optimize=True)


if __name__ == "__main__":
    main()
