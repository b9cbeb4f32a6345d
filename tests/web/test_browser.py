"""The pages in a real Chromium: by keyboard, on a phone, light and dark; axe-core finds nothing serious.

Skipped where Chromium is not installed (Debian: apt install chromium). CHROMIUM may name another one.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from bot.reload import LiveArchive
from bot.web import app
from retrieval.archive import Archive
from retrieval.settings import WebSettings
from tests import loopback
from tests.drafts import word
from tests.web.conftest import HOSTILE_NAME

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
TOKEN = "a-secret-of-some-length"  # noqa: S105 - of these tests
SERIOUS = {"serious", "critical"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt install chromium)"),
]

ADDRESSES = {
    "home": "/",
    "answers": "/ask?q=what did Burnham say about the bill?",
    "refusal": "/ask?q=what did Zorro say about zebras?",
    "narrowed, not understood": "/ask?q=tax&after=someday",
    "check": "/check",
    "altered": "/check?words=The reforms must be dropped before any school closes",
    "on record": "/check?words=The reforms must be dropped before any hospital closes",
    "not on record": "/check?words=The moon is made of green cheese after all",
    "draft": "/draft",
    "speakers": "/speakers",
    "speaker": "/speaker?name=Michael Gove",
    "sources": "/sources",
    "articles": "/articles",
    "article": "/article?id=2012-02-07-briefing.txt&at=60-216#words",
    "citation": "/cite?id=2012-02-07-briefing.txt&at=60",
    "hostile article": f"/article?id={quote(HOSTILE_NAME, safe='')}",
    "no page": "/nowhere",
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
    "dark phone": {"color_scheme": "dark", "viewport": {"width": 380, "height": 740}},
}


def serving(archive: Archive, token: str | None = None) -> AbstractContextManager[str]:
    return loopback.serving(app.create(LiveArchive(lambda: archive), WebSettings(), token))


@pytest.fixture(scope="module")
def address(indexed: Archive) -> Iterator[str]:
    with serving(indexed) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with contextlib.closing(browser.new_context(**LOOKS["light"])) as context:
        yield context.new_page()


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_sound_in_every_look(browser: Browser, address: str, look: str) -> None:
    """No serious finding of axe-core, no error in the console, no request elsewhere, no sideways scrolling."""
    problems: list[str] = []
    asked: list[str] = []
    with contextlib.closing(browser.new_context(**LOOKS[look])) as context:
        page = context.new_page()
        page.on("console", lambda message: problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("request", lambda sent: asked.append(sent.url))
        for name, path in ADDRESSES.items():
            page.goto(address + path)
            found = Axe().run(page).response["violations"]
            problems += [f"{name}: {one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in SERIOUS]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                problems.append(f"{name} scrolls sideways")
    assert [url for url in asked if urlsplit(url).netloc != urlsplit(address).netloc] == []
    expected = "console: Failed to load resource: the server responded with a status of 40"
    assert [problem for problem in problems if not problem.startswith(expected)] == []


@pytest.mark.parametrize("look", ["light", "dark phone"])
def test_a_checked_draft_is_sound_and_leads_to_the_words(browser: Browser, address: str, look: str) -> None:
    with contextlib.closing(browser.new_context(**LOOKS[look])) as context:
        page = context.new_page()
        page.goto(f"{address}/draft")
        page.get_by_label("The draft").fill(
            "Andy Burnham said: “The reforms must be dropped before any school closes.”"
        )
        page.get_by_role("button", name="Check every quotation").click()
        page.get_by_text("1 quotation: 1 altered").wait_for()
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        page.locator(".note a[href^='/article']").click()
        assert page.locator("#words").is_visible()


def drop(page: Page, file: Path, selector: str) -> None:
    """Drag a file from outside over an element and drop it there, as somebody does with the mouse."""
    session = page.context.new_cdp_session(page)
    box = page.locator(selector).bounding_box()
    assert box is not None
    at = {"x": box["x"] + box["width"] * 0.8, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})


@pytest.mark.parametrize("name", ["story.docx", "story.md"])
def test_a_dropped_file_is_checked(page: Page, address: str, tmp_path: Path, name: str) -> None:
    text = "Andy Burnham said: “The reforms must be dropped before any school closes.”"
    file = tmp_path / name
    file.write_bytes(word.docx(text) if name.endswith(".docx") else text.encode())
    page.goto(f"{address}/draft")
    drop(page, file, "#file")
    assert page.locator("#file").evaluate("field => field.files[0].name") == name
    page.get_by_role("button", name="Check every quotation").click()
    page.get_by_text("1 quotation: 1 altered").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == f"Checked: {name}"


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))


def test_a_question_is_asked_and_its_words_are_opened_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    assert page.locator(".skip").bounding_box()["x"] == 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "q"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.type("what did Burnham say about the bill?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask?q=*")
    link = page.locator(".passage .place a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/article?*#words")
    words = page.locator("#words")
    assert words.is_visible()
    assert words.evaluate("element => element.getBoundingClientRect().top < innerHeight")
    assert (words.text_content() or "").startswith("Shadow Health Secretary Andy Burnham said")


def test_every_link_and_field_is_large_enough_for_a_thumb(browser: Browser, address: str) -> None:
    """At least 24 by 24 pixels (WCAG 2.2, 2.5.8)."""
    with contextlib.closing(browser.new_context(**LOOKS["phone"])) as context:
        page = context.new_page()
        small = []
        for name, path in ADDRESSES.items():
            page.goto(address + path)
            for element in page.locator("a:not(.skip), button, input, summary").all():
                box = element.bounding_box()
                if box and min(box["width"], box["height"]) < 24:
                    small.append((name, element.inner_text(), box))
    assert small == []


def test_headings_go_down_one_level_at_a_time(page: Page, address: str) -> None:
    for path in ADDRESSES.values():
        page.goto(address + path)
        levels = [int(name[1]) for name in page.eval_on_selector_all("h1,h2,h3,h4", "all => all.map(e => e.tagName)")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_nothing_from_an_article_or_a_question_runs(page: Page, address: str) -> None:
    ran: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    attack = quote("<script>alert(9)</script><img src=x onerror=alert(9)>\"'")
    for path in (*ADDRESSES.values(), f"/ask?q={attack}", f"/check?words={attack}", f"/speaker?name={attack}"):
        page.goto(address + path)
        page.wait_for_load_state()
    assert ran == []
    assert page.locator("main img, main script, main svg[onload]").count() == 0


def test_a_script_that_got_into_a_page_would_not_run(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s)"
    )
    assert page.evaluate("window.ran") is None


def test_without_motion_nothing_moves(browser: Browser, address: str) -> None:
    with contextlib.closing(browser.new_context(reduced_motion="reduce")) as context:
        page = context.new_page()
        page.goto(address)
        assert page.locator("button").evaluate("element => getComputedStyle(element).transitionDuration") == "0s"


def test_the_token_opens_the_room(browser: Browser, indexed: Archive) -> None:
    with serving(indexed, TOKEN) as address, contextlib.closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(f"{address}/speakers")
        assert [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS] == []
        page.get_by_label("Token").fill(TOKEN)
        page.get_by_role("button", name="Enter").click()
        page.wait_for_url("**/speakers")
        assert page.get_by_role("link", name="Andy Burnham").is_visible()
