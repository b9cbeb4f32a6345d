"""The pages, their escaping, and their limits."""

import re
import threading
from html import unescape
from pathlib import Path

import pytest
from jinja2 import Environment, PackageLoader
from starlette.testclient import TestClient

from bot import addresses
from bot.reload import LiveArchive
from bot.rendering import formatting
from bot.web import app, pages
from bot.web.app import Workers
from retrieval.archive import Archive
from retrieval.models import CORRECTED, Article, Kind, Quotation
from retrieval.settings import WebSettings
from tests.conftest import BRIEFING, write
from tests.web.conftest import HOSTILE_NAME, client, opened

ARTICLE = "/article?id=2012-02-07-briefing.txt"
PAGES = [
    pytest.param("/", ["What was actually said", "May 2011 to March 2012"], id="home"),
    pytest.param("/ask?q=what did Burnham say about the bill?", ["Andy Burnham", "lost the argument"], id="ask"),
    pytest.param("/check", ["Check a quotation"], id="check, not asked yet"),
    pytest.param("/check?words=Mr Lansley has lost the argument on his bill", ["On record", "The Courier"], id="check"),
    pytest.param("/speakers", ["Andy Burnham", "Michael Gove"], id="speakers"),
    pytest.param("/speakers?topic=tax", ["Michael Gove", "1 statement"], id="speakers on a topic"),
    pytest.param("/speaker?name=Andy Burnham", ["1 statement", "lost the argument"], id="a speaker"),
    pytest.param("/speaker?name=Burnam", ["Andy Burnham"], id="a speaker with a slip"),
    pytest.param(
        "/check?words=no+tax+will+rise&speaker=Zorro",
        ["Zorro is not quoted in this archive.", "Said by another"],
        id="by nobody known",
    ),
    pytest.param("/sources", ["The Courier", "Daily Post"], id="sources"),
    pytest.param("/articles", ["Burnham Attacks Lansley&#39;s Reforms", "schools.txt"], id="articles"),
    pytest.param(ARTICLE, ["Health Secretary Andrew Lansley told reporters"], id="an article"),
]
REFUSED = [
    pytest.param("/ask", 400, "Type a question first.", id="no question"),
    pytest.param(f"/ask?q={'a' * 501}", 400, "the question has 501 characters; ask in at most 500", id="too long"),
    pytest.param("/ask?q=tax&after=someday", 400, "write it like 7 February 2012, 07/02/2012", id="no date"),
    pytest.param("/ask?q=tax&before=31+February+2012", 400, "write it like 7 February 2012", id="no such day"),
    pytest.param(f"/check?words={'a' * 2001}", 400, "2,001 characters; check at most 2,000", id="a long quotation"),
    pytest.param("/check?words=…", 400, "no words to check", id="a quotation without words"),
    pytest.param("/speaker?name=Burnhem+Lee+Gove", 404, "Burnhem Lee Gove is not quoted", id="nobody"),
    pytest.param("/speaker", 404, "names none", id="no name"),
    pytest.param("/speaker?name=Gove&after=someday", 400, "write it like 7 February 2012", id="a speaker's no date"),
    pytest.param("/article?id=../../etc/passwd", 404, "no article of this archive", id="a path out of the archive"),
    pytest.param("/nowhere", 404, "There is no such page.", id="no page"),
]


@pytest.mark.parametrize(("address", "words"), PAGES)
def test_each_page_is_found_and_says_what_it_is_for(room: TestClient, address: str, words: list[str]) -> None:
    response = room.get(address)
    assert response.status_code == 200
    shown = re.sub(r"</?(q|mark)[^>]*>", "", response.text)
    assert [each for each in words if each not in shown] == []


@pytest.mark.parametrize(("address", "status", "message"), REFUSED)
def test_what_cannot_be_done_is_said_with_a_status(room: TestClient, address: str, status: int, message: str) -> None:
    response = room.get(address)
    assert response.status_code == status
    assert message.casefold() in response.text.casefold()


def test_an_answer_leads_to_its_words_in_the_article(room: TestClient) -> None:
    answer = room.get("/ask", params={"q": "what did Burnham say about the bill?"}).text
    found = re.search(r'href="(/article\?id=2012[^"#]+)#words"', answer)
    assert found
    opened = room.get(found[1].replace("&amp;", "&")).text
    assert opened.count('id="words"') == 1
    marked = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", opened))
    assert re.sub(r"<[^>]+>", "", marked).startswith("Shadow Health Secretary Andy Burnham said on Tuesday")


def repeated(words: str, day: str) -> str:
    return f'The wall\n\n{day}\n\nThe wall was the matter of the meeting.\n\nMayor Ann Lee said: "{words}"\n'


WALL = "We will build the <b>wall</b> with money of the town."
NEW = [
    pytest.param(WALL, "The same as before: in 1 earlier article, since 2 February 2012", id="again"),
    pytest.param(
        WALL.replace("will", "will not"),
        "2 February 2012: “We will not build the <b>wall</b> with money of the town.” · "
        "7 February 2012: “We will build the <b>wall</b> with money of the town.”",
        id="against",
    ),
    pytest.param("Nobody asked me about the quay.", None, id="nothing alike, and the matter named before"),
]


@pytest.mark.parametrize(("earlier", "line"), NEW)
def test_an_answer_says_what_is_new_of_it_below_its_source(tmp_path: Path, earlier: str, line: str | None) -> None:
    write(tmp_path, "archive/2012-02-02-before.txt", repeated(earlier, "2 February 2012"))
    write(tmp_path, "archive/2012-02-07-now.txt", repeated(WALL, "7 February 2012"))
    with opened(tmp_path) as archive:
        page = client(archive).get("/ask", params={"q": "what did Ann Lee say about the wall?", "after": "2012-02-05"})
    lines = [unescape(found) for found in re.findall(r'<p class="small">(.*?)</p>', page.text)]
    assert WALL in unescape(re.sub("</?mark>", "", page.text))
    assert "<b>wall" not in page.text
    assert (line in lines) if line else not any("before" in each or "first time" in each for each in lines)


@pytest.mark.parametrize(
    "address",
    [
        "/ask?q=what did Burnham say about the bill?",
        "/check?words=lost the argument on his bill",
        "/speaker?name=Gove",
        ARTICLE,
    ],
)
def test_words_can_be_cited_in_every_form_that_the_command_line_prints(room: TestClient, address: str) -> None:
    found = re.search(r'href="(/cite[^"]+)"', room.get(address).text)
    assert found
    page = room.get(unescape(found[1])).text
    shown = re.findall(r'<pre class="copy-all"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert shown[-6].startswith("http://127.0.0.1:8766/article?id=")
    starts = ("", "> ", "@article{", "TY  - NEWS", "[")
    assert [unescape(text).startswith(start) for text, start in zip(shown[-5:], starts, strict=True)] == [True] * 5
    assert room.get(unescape(shown[-6]).removeprefix("http://127.0.0.1:8766").partition("#")[0]).status_code == 200


@pytest.mark.parametrize("at", ["", "99999", "x"])
def test_a_citation_of_no_place_is_no_page(room: TestClient, at: str) -> None:
    assert room.get(f"/cite?id=schools.txt&at={at or '-'}").status_code == 404


def test_an_answer_says_why_it_has_its_speaker_and_what_the_confidence_means(room: TestClient) -> None:
    page = room.get("/ask", params={"q": "what did Burnham say about the bill?"}).text
    assert "<summary>Why this speaker</summary>" in page
    assert "The words are those of Andy Burnham, since the article writes" in page
    assert "how likely the first passage answers" in page


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("/ask?q=tax&speaker=&source=HSJ", "/ask?q=tax&source=HSJ"),
        ("/speakers?name=&topic=a+%26+b&source=", "/speakers?topic=a+%26+b"),
    ],
)
def test_empty_fields_of_a_form_are_not_in_the_address(room: TestClient, address: str, clean: str) -> None:
    response = room.get(address)
    assert (response.status_code, response.headers["Location"]) == (303, clean)


@pytest.mark.parametrize("q", ["the reforms", "what did Zorro say about the bill?"])
def test_more_passages_open_at_the_first_new_one(room: TestClient, q: str) -> None:
    first = room.get("/ask", params={"q": q, "n": "1"}).text
    assert 'id="more"' not in first
    found = re.search(r'href="([^"]+)#more">More passages', first)
    assert found
    before, marker, new = room.get(unescape(found[1])).text.partition(' id="more"')
    assert (marker != "", before.count('<article class="passage'), new.count('<article class="passage')) == (True, 2, 0)


def test_spaces_are_no_quotation(room: TestClient) -> None:
    response = room.get("/check?words=++")
    assert (response.status_code, "Type the words of a quotation first." in response.text) == (400, True)


def test_articles_and_statements_without_a_date_or_a_source_are_counted(tmp_path: Path) -> None:
    for number, day in enumerate(["2 February 2012", "3 February 2012", "4 February 2012", "", ""]):
        text = f'Fish {number}\n\n{day}\n\nMayor Ann Lee said: "Catch number {number} was sold at the quay by noon."\n'
        write(tmp_path, f"archive/{number}.txt", text)
    write(tmp_path, "archive/sources.toml", '["0.txt"]\nsource = "Ledger"\n')
    with opened(tmp_path) as archive:
        room = client(archive)
        home, sources, speaker = (room.get(path).text for path in ("/", "/sources", "/speaker?name=Ann+Lee"))
    assert "Ledger; 4 articles without a source" in home
    assert "2 articles without a date" in home
    assert "1 publication; 4 articles without a source" in sources
    assert "3 statements in February 2012; 2 without a date" in speaker
    assert "<svg" not in speaker
    assert "5 statements, the oldest first</h2>" in speaker


def test_a_speakers_page_has_the_statements_of_a_time(tmp_path: Path) -> None:
    for year in range(2010, 2014):
        text = f'Fish\n\n2 March {year}\n\nMayor Ann Lee said: "Catch {year} was sold at the quay by noon."\n'
        write(tmp_path, f"archive/{year}.txt", text)
    with opened(tmp_path) as archive:
        page = client(archive).get("/speaker?name=Ann+Lee&after=2011&before=Feb+2013").text
    assert re.findall(r"Catch (\d+)", page) == ["2011", "2012"]
    assert "From 2011 · before February 2013." in page
    assert 'value="Feb 2013"' in page
    assert "2 statements, the oldest first</h2>" in page
    assert 'href="/speaker?name=Ann+Lee&amp;order=newest&amp;after=2011&amp;before=Feb+2013"' in page
    assert "A feed of these statements" not in page


def test_the_speakers_own_words_are_told_from_the_papers(room: TestClient) -> None:
    page = room.get("/speaker", params={"name": "Michael Gove"}).text
    assert "Reported in the paper’s own words" in page
    assert '<q class="own">No school will lose a penny, and no tax will rise.</q>' in page
    article = room.get("/article", params={"id": "schools.txt"}).text
    assert '<span class="reported" id="q' in article
    assert "(reported)" in article


def test_a_difference_is_shown_in_words_and_not_by_colour_alone(room: TestClient) -> None:
    page = room.get("/check", params={"words": "The reforms must be dropped before any school closes"}).text
    assert '<span class="badge">Altered</span>' in page
    assert '<del><span class="unseen"> given, not on record: </span>school</del>' in page
    assert '<ins><span class="unseen"> on record, not given: </span>hospital</ins>' in page


def test_words_that_are_denied_are_called_so_and_whose_they_are(tmp_path: Path) -> None:
    denial = "Papers\n\n7 February 2012\n\nMayor Ann Lee denied she had told staff “burn the whole lot” today.\n"
    write(tmp_path, "archive/2012-02-07-denial.txt", denial)
    with opened(tmp_path) as archive:
        page = client(archive).get("/check", params={"words": "burn the whole lot"}).text
    assert '<section class="verdict amber"' in page
    assert '<span class="badge">Denied</span>' in page
    why = "Not on record as said: an article (7 February 2012) has these words of Ann Lee, but as denied."
    assert f"<p>{why}</p>" in page


def test_a_refusal_gives_its_reason_what_was_searched_and_where_to_go_next(room: TestClient) -> None:
    page = room.get("/ask", params={"q": "what did Zorro say about zebras?"}).text
    assert "Zorro is not quoted in this archive." in page
    assert "Searched 3 articles" in page
    assert '<h2 id="nothing">Nothing on record</h2>' in page
    assert 'href="/speakers"' in page


ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
ATTACKED = [
    pytest.param("/ask", "q", id="question"),
    pytest.param("/ask?q=tax", "speaker", id="speaker asked"),
    pytest.param("/ask?q=tax", "source", id="source asked"),
    pytest.param("/ask?q=tax", "after", id="date asked"),
    pytest.param("/check", "words", id="words checked"),
    pytest.param("/check?words=no+tax+falls+at+all", "speaker", id="speaker checked"),
    pytest.param("/speakers", "name", id="name looked for"),
    pytest.param("/speakers", "topic", id="topic looked for"),
    pytest.param("/speakers", "source", id="source looked for"),
    pytest.param("/speaker", "name", id="speaker"),
    pytest.param("/speaker?name=Andy+Burnham", "topic", id="speaker's topic"),
    pytest.param("/speaker?name=Andy+Burnham", "source", id="speaker's source"),
    pytest.param("/speaker?name=Andy+Burnham", "before", id="a speaker's time"),
    pytest.param("/speakers", "page", id="page"),
    pytest.param("/article", "id", id="article"),
    pytest.param("/article?id=schools.txt", "at", id="place"),
]
TAGS = re.compile(r"<(script|img|svg|iframe|b |object|embed)\b|\son\w+=|\sstyle=", re.IGNORECASE)


def tags(page: str) -> list[str]:
    """The tags of a page: all markup, without any text."""
    return re.findall(r"<[^>]*>", page)


@pytest.mark.parametrize(("address", "field"), ATTACKED)
def test_nothing_that_is_asked_becomes_markup(room: TestClient, address: str, field: str) -> None:
    joined = "&" if "?" in address else "?"
    page = room.get(f"{address}{joined}{field}", params=None).text  # the page without anything given
    attacked = room.get(address, params={**dict(room.get(address).request.url.params), field: ATTACK}).text
    assert ATTACK not in attacked
    assert [tag for tag in tags(attacked) if TAGS.search(re.sub(r'"[^"]*"', '""', tag))] == []
    assert "<script" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/ask?q=what+about+tax?",
        "/speakers",
        "/speaker?name=Lee",
        "/sources",
        "/articles",
        ARTICLE,
        f"/article?id={HOSTILE_NAME.replace('&', '%26')}",
        "/check?words=The+tax+will+fall",
    ],
)
def test_nothing_from_an_article_becomes_markup_or_a_link(room: TestClient, address: str) -> None:
    page = room.get(address).text
    found = [re.sub(r'"[^"]*"', '""', tag) for tag in tags(page)]
    assert [tag for tag in found if TAGS.search(tag)] == []
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    assert [each for each in addresses if not re.match(r"/|#|https://courier\.example/", each)] == []


def test_an_answer_and_an_article_link_to_where_they_were_published(room: TestClient) -> None:
    answer = room.get("/ask", params={"q": "what did Burnham say about the bill?"}).text
    article = room.get(ARTICLE).text
    for page in (answer, article):
        found = re.findall(r'href="(https:[^"]*)" rel="noopener noreferrer"', page)
        assert found
        assert [url for url in found if not url.startswith("https://courier.example/a?b=")] == []


@pytest.mark.parametrize(
    "odd", ["%00", "%ff", "%ED%A0%80", "..", "/", "%0d%0aSet-Cookie:a=b", "&", "%F0%9F%8E%89", "a" * 3000]
)
@pytest.mark.parametrize(
    "address", ["/ask?q=", "/check?words=", "/speaker?name=", "/article?id=", "/speakers?topic=", "/"]
)
def test_odd_characters_are_answered_too(room: TestClient, address: str, odd: str) -> None:
    response = room.get(address + odd)
    assert response.status_code in {200, 400, 404}
    assert "set-cookie" not in response.headers


def test_characters_that_could_disguise_text_are_made_visible(room: TestClient) -> None:
    assert "\u202e" not in room.get("/ask", params={"q": "tax \u202e falls"}).text


def test_more_requests_than_may_wait_are_refused_at_once(indexed: Archive) -> None:
    busy, release = threading.Event(), threading.Event()

    def slow() -> Archive:
        busy.set()
        release.wait()
        return indexed

    served = app.create(LiveArchive(slow), WebSettings(), None, Workers(1, 0))
    with TestClient(served, base_url="http://localhost") as asking:
        first = threading.Thread(target=asking.get, args=("/speakers",))
        first.start()
        busy.wait()
        refused = asking.get("/speakers")
        release.set()
        first.join()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert "ask again in a moment" in refused.text
        assert asking.get("/speakers").status_code == 200


def test_an_unexpected_error_is_a_page_that_tells_nothing(indexed: Archive) -> None:
    def broken() -> Archive:
        raise ZeroDivisionError("secret")

    served = app.create(LiveArchive(broken), WebSettings())
    response = TestClient(served, base_url="http://localhost", raise_server_exceptions=False).get("/")
    assert (response.status_code, "secret" in response.text) == (500, False)
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_head_is_answered(indexed: Archive) -> None:
    assert client(indexed).head("/").status_code == 200


@pytest.mark.parametrize(
    ("at", "message"),
    [
        pytest.param("9000-9100", "no longer at their place", id="behind the end"),
        pytest.param("12", "is no place in a text", id="one number"),
        pytest.param("80-12", "is no place in a text", id="end before start"),
        pytest.param("x-y", "is no place in a text", id="no numbers"),
    ],
)
def test_a_link_to_no_words_says_so(room: TestClient, at: str, message: str) -> None:
    page = room.get("/article", params={"id": "schools.txt", "at": at}).text
    assert message in page
    assert 'id="words"' not in page


def test_a_long_head_of_metadata_is_folded_unless_an_address_leads_into_it(tmp_path: Path) -> None:
    head = "---\ntitle: Wall Falls\ndate: 2012-02-07\nsource: Post\nauthor: Bo Ek\n---\n\n"
    write(tmp_path, "archive/folded.md", head + "Mayor Ann Lee said: “The wall is wet.”\n")
    write(tmp_path, "archive/open.txt", BRIEFING)
    with opened(tmp_path) as archive:
        room = client(archive)
        folded, within, short = (
            room.get(f"/article?id={at}").text for at in ("folded.md", "folded.md&at=5-10", "open.txt")
        )
    assert "<summary>The first lines of the file</summary>" in folded
    assert folded.index("source: Post") < folded.index("</details>") < folded.index("The wall is wet")
    assert "<details>" not in within
    assert "<details>" not in short


def test_the_question_stands_above_its_answer_in_full(room: TestClient) -> None:
    question = "what did Burnham say about the bill?"
    page = room.get("/ask", params={"q": question}).text
    assert page.index("</form>") < page.index(f'<h1 class="asked">{question}</h1>') < page.index("lost the argument")


def test_words_of_the_headline_are_marked_in_the_headline(room: TestClient) -> None:
    start = BRIEFING.index("Burnham Attacks")
    page = room.get(f"{ARTICLE}&at={start}-{start + 15}").text
    assert '<h1><mark id="words">Burnham Attacks</mark> Lansley&#39;s Reforms</h1>' in page


@pytest.mark.parametrize(
    "address", ["/speakers?source=Corier", "/speaker?name=Gove&source=Corier", "/feed?name=Gove&source=Corier"]
)
def test_a_publication_that_is_not_here_is_said_with_the_nearest(room: TestClient, address: str) -> None:
    response = room.get(f"{address}&source=Corier")
    assert response.status_code == 404
    assert "No article here is from Corier; did you mean The Courier?" in response.text


def test_the_words_checked_are_marked_in_their_sentences(room: TestClient) -> None:
    page = room.get("/check", params={"words": "has lost the argument"}).text
    assert "<mark>has lost the argument</mark>" in re.sub("</?q[^>]*>", "", page)


def test_words_of_another_date_are_said_so_and_a_date_that_is_none_is_refused(room: TestClient) -> None:
    address = "/check?words=has+lost+the+argument+on+his+bill&date="
    assert "Not from May 2013; the words below are of another date." in room.get(f"{address}May+2013").text
    assert "another date" not in room.get(f"{address}2012").text
    refused = room.get(f"{address}someday")
    assert (refused.status_code, "write it like 7 February 2012" in refused.text) == (400, True)
    assert 'value="someday"' in refused.text


def test_how_a_slip_in_a_name_is_read_is_said(room: TestClient) -> None:
    for address in ("/speaker?name=Burnam", "/check?words=has+lost+the+argument&speaker=Burnam"):
        assert "“Burnam” read as " in room.get(address).text


@pytest.mark.parametrize("q", ["what did Burnham say about the bill?", "Burnham", "andy burnham"])
def test_the_page_of_whom_a_question_asks_about_is_one_step_away(room: TestClient, q: str) -> None:
    page = room.get("/ask", params={"q": q}).text
    assert 'All that is on record of <a href="/speaker?name=Andy+Burnham">Andy Burnham</a>' in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/speakers?name=Burnhem", 'Did you mean <a href="/speaker?name=Andy+Burnham">Andy Burnham</a>?'),
        ("/speakers?source=post", "<h1>Speakers in Daily Post</h1>"),
        ("/speaker?name=mayor", "Nobody whom an article here calls mayor is quoted in it."),
        ("/speakers?topic=badger+setts", "has “badger” and “setts” in any form"),
        ("/speaker?name=Burnham&after=2015", "Nothing on record of Andy Burnham, from 2015 on."),
        ("/speaker?name=Burnham&source=post", "of Andy Burnham in Daily Post; The Courier has 1 quotation."),
        (
            "/speaker?name=Burnham&topic=badgers",
            "Nothing on record of Andy Burnham on badgers: no paragraph that quotes Andy Burnham, nor its headline,",
        ),
    ],
)
def test_where_nothing_is_found_a_page_says_what_was_looked_for_or_is_near(
    room: TestClient, address: str, words: str
) -> None:
    assert words in room.get(address).text


def test_words_that_two_papers_have_are_one_statement_in_the_first(tmp_path: Path) -> None:
    for day, paper in (("7 February 2012", "early"), ("8 February 2012", "late")):
        write(tmp_path, f"archive/{paper}.txt", repeated(WALL, day))
    write(tmp_path, "archive/sources.toml", '["early.txt"]\nsource = "Post"\n["late.txt"]\nsource = "Courier"\n')
    with opened(tmp_path) as archive:
        pages = [client(archive).get(address).text for address in ("/speaker?name=Ann+Lee", "/speakers?topic=wall")]
    assert "1 statement</h2>" in pages[0]
    assert pages[0].index("early.txt") < pages[0].index("Also in 1 other article") < pages[0].index("late.txt")
    assert ">Courier · 8 February 2012</a>" in pages[0]
    assert '<span class="figure">1 statement</span>' in pages[1]


def test_each_quotation_of_an_article_has_an_anchor_of_its_own(room: TestClient, indexed: Archive) -> None:
    id = "2012-02-07-briefing.txt"  # noqa: A001
    page = room.get("/article", params={"id": id}).text
    anchors = re.findall(r'id="(q\d+)"', page)
    assert anchors == [f"q{quotation.spans[0][0]}" for quotation in indexed.quotations(None, id)]


def test_a_long_article_is_shown_in_parts_and_opened_at_the_part_of_its_words(
    room: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PART_CHARS", 240)
    at = BRIEFING.index("Health Secretary Andrew")
    first, last = (room.get(f"{ARTICLE}{at}").text for at in ("", f"&at={at}-{at + 10}"))
    assert "Shadow Health Secretary" in first
    assert "Andrew Lansley told reporters" not in first
    assert "Page 1 of 2" in first
    assert '<mark id="words">Health Sec</mark>' in last
    assert "Page 2 of 2" in last


@pytest.mark.parametrize("name", ["Ann Lee", None])
def test_who_reports_the_words_stands_apart_from_the_speaker(name: str | None) -> None:
    templates = Environment(loader=PackageLoader("bot.web"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    quotation = Quotation(Article("a.txt", ""), (), Kind.DIRECT, name, carrier="Bo Ek")
    parts = templates.get_template("parts.html").make_module({"formatting": formatting, "addresses": addresses})
    shown = re.sub(r"<[^>]*>", "", vars(parts)["said_by"](quotation))
    assert shown.strip() == f"{name or 'Speaker not named'}, as reported by Bo Ek"


def test_who_put_a_speaker_right_and_the_office_stand_beside_the_name() -> None:
    templates = Environment(loader=PackageLoader("bot.web"), autoescape=True)
    chain = (f"{CORRECTED}the editor, 3 May 2026", "Ann Lee")
    quotation = Quotation(Article("a.txt", ""), (), Kind.DIRECT, "Ann Lee", chain=chain)
    parts = templates.get_template("parts.html").make_module({"formatting": formatting, "addresses": addresses})
    shown = vars(parts)["said_by"](quotation, "then mayor")
    assert "speaker put right by the editor, 3 May 2026" in shown
    assert "then mayor" in shown
