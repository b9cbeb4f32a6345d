"""Web pages as common publishing systems make them: date, title, source and author as stated, and the article whole."""

import json
from datetime import date
from pathlib import Path

import pytest

from retrieval.models import PartialDate
from tests.ingest.formats.one_file import body, only_article, read

FIRST = "The dam at Ansel will be raised by two metres before the winter, the water board decided on Thursday evening."
SAID = (
    "“Nobody below the dam will sleep until it is done,” said Ida Holt, who chairs the board and lives in the valley."
)
LAST = "Farmers in the valley said that they had heard of the plan from the newspaper, and asked for a second meeting."
TEXT = f"{FIRST}\n\n{SAID}\n\n{LAST}"
PARAGRAPHS = f"<p>{FIRST}</p><p>{SAID}</p><p>{LAST}</p>"
MAY_9 = PartialDate(date(2019, 5, 9))
TITLE = "Ansel dam to be raised before the winter"

WORDPRESS = f"""<html><head><title>{TITLE} - The Lorne Courier</title>
<meta property="og:title" content="{TITLE} - The Lorne Courier"><meta property="og:site_name" content="The Lorne
Courier">
<meta property="article:modified_time" content="2021-01-02T08:00:00+00:00"></head>
<body class="single has-sidebar comments-open"><header id="masthead"><a href="/">The Lorne Courier</a></header>
<div id="content"><article class="post hentry"><h1 class="entry-title">{TITLE}</h1>
<div class="entry-meta">Posted on <a href="/2019/05/09"><time class="entry-date published"
datetime="2019-05-09T18:02:00+02:00">
May 9, 2019</time><time class="updated" datetime="2021-01-02T08:00:00+00:00">January 2, 2021</time></a>
by <a rel="author" href="/author/ida">Jane Roe</a></div>
<div class="entry-content">{PARAGRAPHS}<div class="sharedaddy sd-sharing-enabled"><h3>Share this:</h3>
<ul><li><a href="#">Twitter</a></li><li><a href="#">Facebook</a></li></ul></div>
<div class="jp-relatedposts"><h3>Related</h3><p>Mayor opens the new weir, and says that there is no danger to
anybody at
all.</p> <time datetime="2017-01-01">1 January 2017</time></div></div></article>
<div id="comments"><h2>2 thoughts on “{TITLE}”</h2><ol class="comment-list"><li><p>What a shame it is that nobody
asked any
of us about it before they went and decided on it.</p><time datetime="2019-05-12">May 12,
2019</time></li></ol></div></div>
<aside id="secondary"><h3>Recent posts</h3><ul><li><a href="/x">Weir opened</a></li></ul></aside></body></html>"""

DRUPAL = f"""<html><head><title>{TITLE} | The Lorne Courier</title></head><body class="html node-type-article">
<div id="page"><div id="header"><div id="site-name"><a href="/">The Lorne Courier</a></div></div><div id="main">
<h1 class="title" id="page-title">{TITLE}</h1><div class="node node-article"><div class="meta submitted">
<span>Submitted by Jane Roe on Thu, 09/05/2019 - 18:02</span></div><div class="content clearfix">
<div class="field field-name-body"><div class="field-items"><div class="field-item even">{PARAGRAPHS}</div></div></div>
<div class="field-name-field-tags"><a href="/t">dams</a></div></div></div></div></div>
<div id="footer">© 2021 The Lorne Courier. Page updated 3 March 2021</div></body></html>"""

SEVERAL_BODIES = f"""<html><head><title>{TITLE}</title><script type="application/ld+json">[{{"@type": "WebSite",
"name": "x",
"datePublished": "2001-01-01"}}, {{"@type": ["NewsArticle"], "headline": "{TITLE}", "datePublished":
"2019-05-09T22:30:00-05:00",
"dateModified": "2019-05-11T01:00:00Z", "author": [{{"@type": "Person", "name": "Jane Roe"}}],
"publisher": {{"name": "The Lorne Courier"}}, "image": {{"@type": "ImageObject", "uploadDate":
"2011-01-01"}}}}]</script>
<meta property="article:published_time" content="2019-05-10T03:30:00Z"></head><body><div id="fusion-app"><main>
<h1>{TITLE}</h1><div class="article__body"><p>{FIRST}</p></div><div class="ad-container"><p>Advertisement</p></div>
<div class="article__body"><p>{SAID}</p></div><div class="teaser"><p>READ MORE: <a href="/w">Weir opened</a></p></div>
<div class="article__body"><p>{LAST}</p></div></main></div></body></html>"""

BLOG = f"""<html><head><title>The Lorne Courier: {TITLE}</title><meta property="og:site_name" content="The Lorne
Courier"></head>
<body><div class="main"><div class="date-outer"><h2 class="date-header"><span>Thursday, 9 May 2019</span></h2>
<div class="post"><h3 class="post-title">{TITLE}</h3><div
class="post-body">{FIRST}<br/><br/>{SAID}<br/><br/>{LAST}</div>
<div class="post-footer">Posted by <span>Jane Roe</span></div></div></div></div>
<div class="sidebar"><h2>Blog archive</h2><ul><li><a href="/2021">2021</a></li></ul></div></body></html>"""

TABLES = f"""<HTML><HEAD><TITLE>The Lorne Courier - {TITLE}</TITLE></HEAD><BODY><CENTER><TABLE WIDTH=760><TR>
<TD COLSPAN=3><IMG SRC=top.gif></TD></TR><TR><TD WIDTH=120><A HREF=/>Home</A><BR><A HREF=/n>News</A><BR><A
HREF=/s>Sport</A></TD>
<TD><FONT SIZE=+2><B>{TITLE}</B></FONT><BR><I>By Jane Roe</I><BR><FONT SIZE=1>Thursday, May 9, 2019;
A12</FONT><P>{FIRST}
<P>{SAID}<TABLE ALIGN=right><TR><TD><B>Also:</B> <A HREF=/w>Weir opened by the
mayor</A></TD></TR></TABLE><P>{LAST}</TD>
<TD WIDTH=140><A HREF=/a>Ten walks</A><BR>Updated 4 June 2020</TD></TR></TABLE></CENTER>
<FONT SIZE=1>Copyright 2019 The Lorne Courier</FONT></BODY></HTML>"""


@pytest.mark.parametrize(
    ("page", "source", "authors"),
    [
        pytest.param(WORDPRESS, "The Lorne Courier", ("Jane Roe",), id="WordPress"),
        pytest.param(DRUPAL, "The Lorne Courier", ("Jane Roe",), id="Drupal"),
        pytest.param(SEVERAL_BODIES, "The Lorne Courier", ("Jane Roe",), id="several bodies"),
        pytest.param(BLOG, "The Lorne Courier", (), id="blog"),
        pytest.param(TABLES, "The Lorne Courier", ("Jane Roe",), id="layout tables"),
    ],
)
def test_a_page_gives_what_it_states_and_its_whole_article(
    tmp_path: Path, page: str, source: str, authors: tuple[str, ...]
) -> None:
    found = only_article(tmp_path, "page.html", page)
    assert found.published
    assert (found.title, found.source, found.authors) == (TITLE, source, authors)
    assert (found.published.when, body(found)) == (MAY_9, TEXT)


@pytest.mark.parametrize(
    ("head", "above", "below", "published"),
    [
        pytest.param("", "", "<footer>Site updated 9 May 2019</footer>", None, id="a footer"),
        pytest.param("", "", "<ul class='upcoming-events'><li>09/05/2019 Fair</li></ul>", None, id="an event"),
        pytest.param("", "", "<div class='comment'>Bob, 9 May 2019: no</div>", None, id="a comment"),
        pytest.param("", "", "<p>See <a href=/a>the weir</a> <time>9 May 2019</time></p>", None, id="another story"),
        pytest.param(
            "<meta property=og:image content=https://x.example/2019/05/09/a.jpg>", "", "", None, id="a picture"
        ),
        pytest.param("<meta property=og:updated_time content=2019-05-09>", "", "", None, id="a change"),
        pytest.param("<link rel=canonical href=https://x.example/2019/05/09/dam>", "", "", MAY_9, id="the address"),
        pytest.param(
            "<meta http-equiv=last-modified content='Sat, 06 Jun 2020 10:00:00 GMT'>",
            "<p>First published: 9 May 2019</p>",
            "",
            MAY_9,
            id="printed, beside a change",
        ),
        pytest.param(
            "<meta name=pubdate content=2019-05-10T02:00:00Z>",
            "<p>May 9, 2019 10:00 PM EDT</p>",
            "",
            MAY_9,
            id="offset",
        ),
        pytest.param("<meta name=dc.date.issued content=09/05/2019>", "", "", MAY_9, id="day first"),
    ],
)
def test_only_a_date_of_publication_counts(
    tmp_path: Path, head: str, above: str, below: str, published: PartialDate | None
) -> None:
    page = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{above}{PARAGRAPHS}{below}</body></html>"
    )
    found = only_article(tmp_path, "page.html", page)
    assert (found.published and found.published.when) == published


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("costs <del>four</del> <ins>nine</ins> million", "costs nine million"),
        ("costs <span style='text-decoration: line-through'>four</span> nine million", "costs nine million"),
        ("the <span hidden>first </span>second", "the second"),
        ("the <span style='display: none'>first </span>second", "the second"),
        ("the <span class='sr-only'>image of the </span>dam", "the dam"),
        (
            "Mrs <span class='tooltip'>Holt<span class='tooltiptext'>Chair since 2011</span></span> left",
            "Mrs Holt left",
        ),
        ("Mrs <a class='hovercard-link' href=#>Holt</a><span class='hovercard-box'>Chair</span> left", "Mrs Holt left"),
        ("Mrs <span class='has-tooltip' title='Chair'>Holt</span> left", "Mrs Holt left"),
        ("she said <q>No, <q>never</q></q> and left", "she said “No, ‘never’” and left"),
        ("she said <q>“No”</q> and left", "she said “No” and left"),
    ],
)
def test_only_words_that_a_page_shows_are_its_text(tmp_path: Path, markup: str, text: str) -> None:
    page = (
        f"<html><body><article><h1>{TITLE}</h1><p>{FIRST}</p><p>It {markup}.</p><p>{LAST}</p></article></body></html>"
    )
    assert body(only_article(tmp_path, "page.html", page)) == f"{FIRST}\n\nIt {text}.\n\n{LAST}"


@pytest.mark.parametrize(
    ("above", "below", "published"),
    [
        pytest.param(
            "", "<footer>on <time class='entry-date' datetime=2019-05-09>9 May</time></footer>", MAY_9, id="hAtom"
        ),
        pytest.param("<abbr class=published title='2019-05-09T18:02:00'>18:02</abbr>", "", MAY_9, id="abbr"),
        pytest.param("<span property=dc:date content=2019-05-09>05/09/19</span>", "", MAY_9, id="RDFa"),
        pytest.param(
            "<div class=post-date><span>May</span> <span>9</span> <span class=year>2019</span></div>",
            "",
            MAY_9,
            id="parts",
        ),
        pytest.param("<div><span>Jane Roe</span><span>9 May 2019, 18:40</span></div>", "", MAY_9, id="side by side"),
        pytest.param("<p>May 9, 2019 / 7:01 PM / 8 years ago</p>", "", MAY_9, id="age"),
        pytest.param("<p>Posted by <b>admin</b> on May 09 2019 @ 18:40:11 (1123 reads)</p>", "", MAY_9, id="forum"),
        pytest.param(
            "",
            "<div class=comment><time class=published datetime=2020-01-01>1 Jan</time></div>",
            None,
            id="a comment's",
        ),
        pytest.param(
            "",
            "<aside><article><time class=entry-date datetime=2020-01-01>x</time></article></aside>",
            None,
            id="other",
        ),
    ],
)
def test_a_date_in_the_marks_of_a_publishing_system_counts(
    tmp_path: Path, above: str, below: str, published: PartialDate | None
) -> None:
    page = f"<html><body><article class=hentry><h1>{TITLE}</h1>{above}{PARAGRAPHS}{below}</article></body></html>"
    found = only_article(tmp_path, "page.html", page)
    assert (found.published and found.published.when) == published


BIO = "Jane Roe has written about dams for thirty years and lives with four dogs in a chapel that she converted."
OFFER = "Subscribe now for complete digital access to quality journalism, with a free trial that you can cancel."


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", f"<div class='barrier paywall'><p>{OFFER * 5}</p></div>"),
        (
            "",
            "<div class=reader-responses>"
            + "".join(
                f"<div><b>{name}</b><p>{OFFER.replace('Subscribe', name)}</p></div>" for name in ("Al", "Bo", "Cy")
            )
            + "</div>",
        ),
        ("", "<h3>Comments</h3><p>Please log in to enable comment sorting</p>"),
        ("", "<p>A version of this article appears in print on Oct. 6, 2015, Section A, Page 14.</p>"),
        ("", f"<div class=author-bio><p>{BIO}</p></div>"),
        ("", f"<div id=about-us><p>{BIO}</p></div>"),
        ("", f"<div data-newsletter-box><p>{BIO}</p></div>"),
        (f"<div class=gallery><div class=caption>{BIO}</div></div>", ""),
        ("", "<hr>This page last updated 11 October 1999. Send mail to the webmaster"),
    ],
    ids=["an offer", "readers", "a list", "print", "author", "us", "newsletter", "pictures", "webmaster"],
)
def test_what_stands_below_an_article_is_no_text(tmp_path: Path, above: str, below: str) -> None:
    page = f"<html><body><h1>{TITLE}</h1>{above}<div>{PARAGRAPHS}</div>{below}</body></html>"
    assert body(read(tmp_path, "page.html", page)[0][0]) == TEXT


@pytest.mark.parametrize("name", ["paywall", "teaser-content"])
def test_a_part_of_the_article_is_kept_whatever_its_wrapper_is_called(tmp_path: Path, name: str) -> None:
    parts = f"<div class={name}><div class=article-body><p>{FIRST}</p></div></div><div><p>{SAID}</p><p>{LAST}</p></div>"
    page = f"<html><body><article><h1>{TITLE}</h1>{parts}</article></body></html>"
    assert body(read(tmp_path, "page.html", page)[0][0]) == TEXT


@pytest.mark.parametrize("whole", [f"The Wharf Blog: {TITLE}", f"{TITLE} « Dale News", f"{TITLE} (From Dale News)"])
def test_a_headline_below_the_sites_own_heading_is_found(tmp_path: Path, whole: str) -> None:
    page = f"<html><head><title>{whole}</title></head><body><h1>Site</h1><h3>{TITLE}</h3>{PARAGRAPHS}</body></html>"
    assert only_article(tmp_path, "page.html", page).title == TITLE


def test_a_page_without_prose_has_the_text_that_its_json_ld_states(tmp_path: Path) -> None:
    stated = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{FIRST}\n\n{SAID}"})
    page = f"<title>Lorne</title><script type='application/ld+json'>{stated}</script><div>Loading…</div>"
    article = only_article(tmp_path, "a.html", page)
    assert (article.title, article.text) == (TITLE, f"{FIRST}\n\n{SAID}")


def test_a_capture_of_a_page_states_its_own_day_not_the_pages(tmp_path: Path) -> None:
    page = (
        f"<title>{TITLE}</title><meta property='og:site_name' content='archive.today'>"
        f"<meta property='article:published_time' content='2026-01-02'><div><h1>{TITLE}</h1>"
        f"<div><span>By </span><a href='/x'>Jane Roe</a></div><div>May 9, 2019</div>{PARAGRAPHS}</div>"
    )
    article = only_article(tmp_path, "a.html", page)
    assert article.published
    assert (article.published.when, article.authors, article.source) == (MAY_9, ("Jane Roe",), None)


@pytest.mark.parametrize("site", ["Press Releases - Senator Ida Holt", "News | Lorne Borough Council"])
def test_the_only_heading_is_the_headline_where_the_title_names_the_site(tmp_path: Path, site: str) -> None:
    page = (
        f"<title>{site}</title><div><h1>{TITLE}</h1>{PARAGRAPHS}<p>Was this page helpful?</p><p>Back to news</p></div>"
    )
    article = only_article(tmp_path, "a.html", page)
    assert (article.title, body(article)) == (TITLE, TEXT)


@pytest.mark.parametrize("heading", ["<h2>{}</h2>", "<h3 class='entry-title'>{}</h3>", "<font size=5><b>{}</b></font>"])
@pytest.mark.parametrize("whole", ["News – Lorne Courier", "Lorne Courier", "Lorne Monitor | Local News"])
def test_a_heading_above_the_text_is_the_headline_where_the_title_names_the_site(
    tmp_path: Path, whole: str, heading: str
) -> None:
    page = (
        f"<title>{whole}</title><div><a href=/>Home</a> <a href=/n>News</a></div><div>{heading.format(TITLE)}"
        f"<div>By Jane Roe</div><div>9 May 2019</div><div>{PARAGRAPHS}</div></div>"
    )
    article = only_article(tmp_path, "a.html", page)
    assert (article.title, article.authors, body(article)) == (TITLE, ("Jane Roe",), TEXT)
    assert article.source in {"Lorne Courier", "Lorne Monitor"}


@pytest.mark.parametrize(
    ("whole", "source"),
    [
        (f"{TITLE} « Lorne Courier", "Lorne Courier"),
        (f"Local News | {TITLE} | The Lorne Voice", "The Lorne Voice"),
        (f"Lorne Monitor: {TITLE}", "Lorne Monitor"),
        ("News – The Lorne Review", "The Lorne Review"),
        (f"{TITLE} - News", None),
    ],
)
def test_the_title_names_the_site_beside_a_headline_stated_without_it(
    tmp_path: Path, whole: str, source: str | None
) -> None:
    page = f"<title>{whole}</title><meta property='og:title' content='{TITLE}'><h1>{TITLE}</h1>{PARAGRAPHS}"
    article = only_article(tmp_path, "a.html", page)
    assert (article.title, article.source) == (TITLE, source)


@pytest.mark.parametrize(
    "head",
    [
        "<span>9 May 2019</span><h1>{}</h1><address>Jane Roe</address>",
        "<p class=x1>Thursday, May 9, 2019</p><h1>{}</h1><p class=x2>Jane Roe</p>",
        "<h1>{}</h1><div class=x3>Jane Roe</div><div class=x4>9 May 2019</div>",
        "<h1>{}</h1><span>Published 9 May 2019</span><span>by Jane Roe</span>",
        "<h1>{}</h1><span>by Jane Roe</span><span>Posted: 9 May 2019</span>",
    ],
)
def test_date_and_name_stand_right_above_or_below_the_headline(tmp_path: Path, head: str) -> None:
    page = f"<title>{TITLE}</title><main>{head.format(TITLE)}<div class=x9>{PARAGRAPHS}</div></main>"
    article = only_article(tmp_path, "a.html", page)
    assert article.published
    assert (article.published.when, article.authors, body(article)) == (MAY_9, ("Jane Roe",), TEXT)


@pytest.mark.parametrize(
    "more",
    [
        "<p>Article continues below advertisement</p>",
        "<div class='author-box'><p>Jane Roe has written about dams and rivers for the paper since 2001.</p></div>",
        "<p>Printer friendly version | E-mail this story</p>",
    ],
)
def test_boxes_and_lines_around_the_text_are_no_part_of_it(tmp_path: Path, more: str) -> None:
    page = f"<title>{TITLE}</title><h1>{TITLE}</h1><div><p>{FIRST}</p><p>{SAID}</p><p>{LAST}</p>{more}</div>"
    assert body(only_article(tmp_path, "a.html", page)) == TEXT


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="info"><span class="author vcard"><a class="url fn">Ann Low</a></span></div>',
        '<div class="post__byline-container"><a>Ann Low</a><span>12 likes</span></div>',
    ],
)
def test_an_author_is_known_by_the_class_around_the_name(tmp_path: Path, byline: str) -> None:
    prose = "<p>" + "Forty geese have settled on the only runway of Lorne and will not be moved. " * 3 + "</p>"
    markup = f"<title>Geese close the airfield</title><h1>Geese close the airfield</h1>{byline}{prose}"
    assert only_article(tmp_path, "a.html", markup).authors == ("Ann Low",)


@pytest.mark.parametrize("day", ["Posted on <a>7 February 2012</a>", "<a>February 7, 2012</a>"])
def test_a_day_that_is_a_link_is_no_list_of_links(tmp_path: Path, day: str) -> None:
    prose = "<p>" + "Forty geese have settled on the only runway of Lorne and will not be moved. " * 3 + "</p>"
    markup = f"<title>Geese close it</title><div><h1>Geese close the airfield</h1><div>{day}</div></div>{prose}"
    published = only_article(tmp_path, "a.html", markup).published
    assert published
    assert str(published.when) == "2012-02-07"
