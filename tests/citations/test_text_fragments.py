"""Links to words within a page: which directive is made, and that Chromium marks exactly the words meant."""

import contextlib
import io
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from retrieval.citations import text_fragments
from retrieval.models import Article, Span

BROWSER = shutil.which("chromium")
ADDRESS = "https://post.example/a"


def spans_of(text: str, *pieces: str) -> list[Span]:
    """The last place of each piece in a text."""
    starts = [text.rindex(piece) for piece in pieces]
    return [(start, start + len(piece)) for start, piece in zip(starts, pieces, strict=True)]


def directives(text: str, *pieces: str, title: str | None = None, url: str = ADDRESS) -> str:
    found = text_fragments.link(Article("a.txt", text, title=title, url=url), spans_of(text, *pieces))
    assert found
    return found.removeprefix(f"{ADDRESS}#:~:")


@pytest.mark.parametrize(
    ("text", "pieces", "made"),
    [
        pytest.param("He said: “It is over.”", ["It is over."], "text=It%20is%20over", id="from-word-to-word"),
        pytest.param("A so-called, R&D deal", ["so-called, R&D"], "text=so%2Dcalled%2C%20R%26D", id="encoded"),
        pytest.param("It cost £5m or 5%.", ["£5m or 5%."], "text=%C2%A35m%20or%205%25", id="signs-of-figures"),
        pytest.param("“A b,” he said, “c d.”", ["A b,", "c d."], "text=A%20b&text=c%20d", id="interrupted"),
        pytest.param(
            "“Up we go.\n\n“Then down.”", ["Up we go.", "Then down."], "text=Up%20we,Then%20down", id="blocks"
        ),
        pytest.param("We won. Bo: “we won” too.", ["we won"], "text=won.%20Bo%3A%20%E2%80%9C-,we%20won", id="prefix"),
        pytest.param("“We won” I say. “We won” he.", ["We won"], "text=I%20say.%20%E2%80%9C-,We%20won", id="twice"),
        pytest.param("We won\nand we won it", ["We won"], "text=We%20won", id="no-context"),
        pytest.param("the o\ufb03ce can\u00adnot", ["o\ufb03ce can\u00adnot"], "text=office%20cannot", id="spelt-out"),
    ],
)
def test_the_directive_for_words(text: str, pieces: list[str], made: str) -> None:
    assert directives(text, *pieces) == made


def test_words_of_the_headline_get_what_stands_beside_them() -> None:
    text = "Bo Ek said we lost on Monday."
    assert directives(text, "we lost", title="“We lost”, says Ek") == "text=Ek%20said-,we%20lost"


def test_long_words_are_given_by_their_start_and_end() -> None:
    text = f"He said: “It was a {'very ' * 60}long day for all of us here” and left."
    words = text.partition("“")[2].partition("”")[0]
    assert directives(text, words) == "text=It%20was%20a%20very%20very,for%20all%20of%20us%20here"


def test_an_end_that_also_stands_before_the_end_gets_more_words() -> None:
    words = f"First {'so we go on to the end of it ' * 8}but then to the end of it"
    end = "end%20of%20it%20but%20then%20to%20the%20end%20of%20it"
    assert directives(f"“{words}”", words) == f"text=First%20so%20we%20go%20on,{end}"


@pytest.mark.parametrize("url", [None, "", "ftp://post.example/a", "https://post.example/a b", "javascript:alert(1)"])
def test_an_article_without_an_address_on_the_web_has_no_link(url: str | None) -> None:
    assert text_fragments.link(Article("a.txt", "We won", url=url), [(0, 6)]) is None


def test_an_address_keeps_its_own_fragment() -> None:
    assert directives("We won", "We won", url=f"{ADDRESS}#part:~:text=old") == f"{ADDRESS}#part:~:text=We%20won"


def test_without_any_word_the_link_is_the_article() -> None:
    assert text_fragments.link(Article("a.txt", "“…”", url=ADDRESS), [(1, 2)]) == ADDRESS


# In a real browser. `page` is the body of a page, in which <u> stands around the words that must be marked.

LONG = "and so we went on and on, up and down the hill, " * 8
PAGES = {
    "split by tags": (
        "<p>He said: “<u>It is <b>o</b>ver <a href='#'>and</a> done &amp; dusted</u>.”</p>",
        ["It is over and done & dusted."],
    ),
    "curly marks in the page": (
        "<p>He said: “<u>It’s the workers’ ‘fight’ now</u>.”</p>",
        ["It's the workers' 'fight' now."],
    ),
    "straight marks in the page": (
        "<p>He said: \"<u>It's the workers' 'fight' now</u>.\"</p>",
        ["It’s the workers’ ‘fight’ now."],
    ),
    "nested lists": (
        "<ul><li>Bo:<ul><li>“<u>We will win</u></li><li><u>and then</u></li></ul></li><li><u>go home</u>”</li></ul>",
        ["We will win\n\nand then\n\ngo home"],
    ),
    "twice in the page": (
        "<p>We will win, they hoped.</p><p>Then Bo said: “<u>we will win</u>” and left.</p>",
        ["we will win"],
    ),
    "interrupted": (
        "<p>“<u>It is over</u>,” he said, “<u>for so-called friends</u>.”</p>",
        ["It is over,", "for so-called friends."],
    ),
    "two paragraphs": (
        "<p>He said: “<u>We lost the vote.</u></p><p><u>“We will fight on</u>.”</p>",
        ["We lost the vote.", "We will fight on."],
    ),
    "long": (
        f"<p>He said: “<u>First we went, {LONG}to the end</u>.”</p>",
        [f"First we went, {LONG}to the end."],
    ),
    "spaces, accents and soft hyphens": (
        "<p>In a <u>café,\n   £5&nbsp;million soft&shy;ly,\n so-called, 5%</u>.</p>",
        ["café, £5 million softly, so-called, 5%."],
    ),
}
PAGES |= {  # not among them: a note's number or a first letter of its own, with which Chromium sees another word
    "line breaks": ("<p>He said: “<u>We won.<br>We went home at once</u>.”</p>", ["We won.\nWe went home at once."]),
    "cells of a table": (
        "<table><tr><td>Bo: <u>We won it</u></td><td><u>and left early</u></td></tr></table>",
        ["We won it\n\nand left early"],
    ),
    "a word that may be broken": ("<p>It was <u>an un<wbr>believable day</u>.</p>", ["an unbelievable day"]),
    "words that nobody sees": (
        "<p><u>We won</u><span hidden>, he lied,</span><u> the cup</u>.</p>",
        ["We won the cup"],
    ),
    "dashes": ("<p>“<u>We won – at last – the cup</u>.”</p>", ["We won – at last – the cup"]),
    "hyphens that do not break": ("<p>“<u>We won a top‑down vote</u>.”</p>", ["We won a top‑down vote"]),
}
STYLE = "body { width: 600px } p, li { margin: 20px } u { text-decoration: none } #gap { height: 3000px }"
MARKED = "::target-text { background: transparent; color: rgb(255, 0, 0) }"
EXPECTED = "u, u * { color: rgb(255, 0, 0) !important }"


def html(body: str, style: str) -> str:
    head = f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,><style>{STYLE} {style}</style>"
    return f"{head}<div id=gap></div>{body}<div id=gap></div>"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of the pages above on loopback: /marked/N as a browser marks it, /expected/N as it should."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _, style, number = self.path.split("/")
            body, _ = list(PAGES.values())[int(number)]
            content = html(body, MARKED if style == "marked" else EXPECTED).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")
def test_chromium_scrolls_to_the_words_and_marks_exactly_them(server: str) -> None:
    """The red letters of a page opened at the link are those of the same page whose words are coloured by hand."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright, of the extra pictures, drives Chromium")
    from lxml import html as parser

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        wrong = {}
        for number, (kind, (body, pieces)) in enumerate(PAGES.items()):
            paragraphs = parser.fromstring(f"<div>{body}</div>").xpath("//p")
            text = "\n\n".join(" ".join(paragraph.text_content().split()) for paragraph in paragraphs)
            if any(piece not in text for piece in pieces):  # marks and accents differ from the page's
                text = "\n\n".join(pieces)
            article = Article("a.txt", text, url=f"{server}/marked/{number}")
            link = text_fragments.link(article, spans_of(text, *pieces))
            page = browser.new_page(viewport={"width": 700, "height": 900})
            page.goto(str(link))
            with contextlib.suppress(sync_api.TimeoutError):
                page.wait_for_function("scrollY > 0", timeout=10_000)
            top, marked = page.evaluate("scrollY"), page.screenshot()
            page.goto(f"{server}/expected/{number}")
            page.evaluate(f"scrollTo(0, {top})")
            if red(marked) != red(page.screenshot()) or not red(marked):
                wrong[kind] = link
            page.close()
        browser.close()
    assert wrong == {}


def red(png: bytes) -> set[tuple[int, int]]:
    """The places of the purely red points of a picture."""
    import numpy as np
    from PIL import Image

    points = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    rows, columns = np.nonzero((points == (255, 0, 0)).all(axis=2))
    return set(zip(rows.tolist(), columns.tolist(), strict=True))
