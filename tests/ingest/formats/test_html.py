"""Web pages: their article and their metadata."""

from pathlib import Path

import pytest

from tests.ingest.formats.one_file import FEB_7, FEB_8, body, only_article

PAGE = """<!doctype html><html><head><title>Minister resigns | The Courier</title>
<meta property="og:site_name" content="The Courier"><meta name="author" content="Jane Doe; John Roe">
<meta property="article:published_time" content="2012-02-07T12:37:00Z">
<meta property="article:modified_time" content="2012-02-08T01:00:00Z">
<link rel="canonical" href="https://courier.example/a"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>Minister resigns over bill</h1>
<p>The <b>health secretary</b>, <a href="/l">Andrew Lansley</a>, said on Tuesday, 1 January 2011: “I shall not go
quietly, and I shall say so until everyone hears it.”</p><p>He added: “The bill is dead.”</p>
<ul><li>One vote was for it</li><li>Two votes were against it</li></ul></article>
<footer>Copyright 2019 The Courier. All rights reserved.</footer></body></html>"""


def test_a_web_page_gives_its_article_and_metadata(tmp_path: Path) -> None:
    found = only_article(tmp_path, "page.html", PAGE)
    assert (found.title, found.source, found.url) == (
        "Minister resigns over bill",
        "The Courier",
        "https://courier.example/a",
    )
    assert (found.published, found.updated, found.authors) == (FEB_7, FEB_8, ("Jane Doe", "John Roe"))
    assert body(found) == (
        "The health secretary, Andrew Lansley, said on Tuesday, 1 January 2011: “I shall not go quietly, and I shall "
        "say so until everyone hears it.”\n\nHe added: “The bill is dead.”\n\n"
        "- One vote was for it\n- Two votes were against it"
    )


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>He said so.", "He said so."),
        ("He said so, and <br>so.", "He said so, and\nso."),
        ("<title>T</title><p>“No,” he said.</p><p>Copyright 2015</p>", "“No,” he said."),
    ],
)
def test_a_page_too_short_for_an_article_is_taken_without_its_furniture_and_its_date_is_not_guessed(
    tmp_path: Path, page: str, text: str
) -> None:
    found = only_article(tmp_path, "page.htm", page)
    assert (found.text, found.published) == (text, None)


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param('<input type="hidden" value="x">', id="a field"),
        pytest.param("<p>He said <i>so</i>.</p>", id="a paragraph"),
        pytest.param("<html><body><p>He said so.</p></body></html>", id="a second page"),
    ],
)
def test_what_stands_behind_the_end_of_a_page_does_not_cost_the_page(tmp_path: Path, behind: str) -> None:
    found = only_article(tmp_path, "a.html", f"{PAGE}\n{behind}<form><input></form>\n")
    assert (found.title, found.published) == ("Minister resigns over bill", FEB_7)


@pytest.mark.parametrize(("line", "date"), [("(September 2010)", None), ("(7 February 2012)", "2012-02-07")])
def test_a_month_in_brackets_is_no_date_of_publication(tmp_path: Path, line: str, date: str | None) -> None:
    note = f"<table><tr><td>This page needs sources. <small>{line}</small></td></tr></table>"
    prose = "The dam at Ansel will be raised by two metres before the winter, the board decided."
    page = f"<html><body><h1>The dam at Ansel</h1>{note}<p>{prose}</p><p>{prose}</p></body></html>"
    found = only_article(tmp_path, "a.html", page)
    assert (str(found.published.when) if found.published else None) == date


@pytest.mark.parametrize("tag", ["main", "article", "section", "div"])
def test_a_page_that_leaves_out_its_body_tag_is_read(tmp_path: Path, tag: str) -> None:
    words = "The dam at Ansel will be raised by two metres before the winter, the board decided on Tuesday."
    page = f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Dam raised</title><{tag}><h1>Dam raised"
    found = only_article(tmp_path, "a.html", f"{page}</h1><p>{words}</p><p>{words} “So be it,” he said.</p></{tag}>")
    assert body(found) == f"{words}\n\n{words} “So be it,” he said."


@pytest.mark.parametrize("author", ['{"@id": "#jane"}', '[{"@id": "#jane"}]'])
def test_what_json_ld_refers_to_is_found(tmp_path: Path, author: str) -> None:
    graph = f"""{{"@graph": [
        {{"@type": "NewsArticle", "headline": "Dam raised", "author": {author}, "publisher": {{"@id": "#paper"}}}},
        {{"@type": "Person", "@id": "#jane", "name": "Jane Roe"}},
        {{"@type": "Organization", "@id": "#paper", "name": "Lorne Courier"}}]}}"""
    words = "The dam at Ansel will be raised by two metres before the winter, the board decided on Tuesday."
    page = f'<title>Dam to be raised</title><script type="application/ld+json">{graph}</script><p>{words}</p><p>{words}'
    found = only_article(tmp_path, "a.html", f"<html><body>{page}</p></body></html>")
    assert (found.authors, found.source) == (("Jane Roe",), "Lorne Courier")


SAID = "Ida Holt said on Thursday that the dam at Ansel would be raised by two metres before the winter."


@pytest.mark.parametrize("first", [pytest.param(SAID, id="long"), pytest.param("Nobody asked me.", id="short")])
def test_a_standfirst_that_the_text_repeats_below_byline_and_date_is_no_text(tmp_path: Path, first: str) -> None:
    page = (
        f"<article><h1>Dam to be raised</h1><p class='intro'>{first}</p>"
        "<div>By Ann Low</div><time>7 February 2012</time>"
        f"<p>{first}</p><p>{SAID} So be it.</p></article>"
    )
    found = only_article(tmp_path, "a.html", f"<title>Dam to be raised</title>{page}")
    assert (found.published, found.authors, body(found)) == (FEB_7, ("Ann Low",), f"{first}\n\n{SAID} So be it.")


@pytest.mark.parametrize("name", ["cookie-banner", "gdpr_notice"])
def test_a_notice_about_cookies_is_no_text_although_it_is_longer_than_the_article(tmp_path: Path, name: str) -> None:
    notice = "We and our 842 partners store and access information on a device, such as cookies, for personal adverts."
    page = f"<body><div id='{name}'><p>{notice}</p></div><h1>Why I left</h1><p>Nobody asked me to stay.</p></body>"
    assert body(only_article(tmp_path, "a.html", page)) == "Nobody asked me to stay."


@pytest.mark.parametrize("tag", ["div", "section"])
def test_the_only_long_paragraph_does_not_hide_short_ones_like_it(tmp_path: Path, tag: str) -> None:
    texts = ["Who was it?", SAID, "That was all."]
    paragraphs = "".join(f"<{tag} class='b'><span>{text}</span></{tag}>" for text in texts)
    assert body(only_article(tmp_path, "a.html", f"<h1>Dam to be raised</h1><main>{paragraphs}</main>")) == (
        "\n\n".join(texts)
    )


@pytest.mark.parametrize("kind", ["ItemList", "VideoObject", "ImageObject"])
@pytest.mark.parametrize("tag", ['meta itemprop="datePublished" content', 'time itemprop="datePublished" datetime'])
def test_a_date_in_the_microdata_of_another_item_is_not_the_articles(tmp_path: Path, kind: str, tag: str) -> None:
    other = f'<div itemscope itemtype="http://schema.org/{kind}"><a href="/x">Weir opened</a><{tag}="2011-01-01"></div>'
    page = f'<meta name="dc.date" content="2012-02-07"><h1>Dam to be raised</h1><p>{SAID}</p><p>{SAID} So.</p>{other}'
    assert only_article(tmp_path, "a.html", page).published == FEB_7
