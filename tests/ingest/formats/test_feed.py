"""RSS and Atom files: each entry becomes an article."""

from pathlib import Path

import pytest

from retrieval.models import Article, PartialDate
from tests.ingest.formats.one_file import FEB_7, FEB_8, read

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Courier</title>
<item><title>Lee &amp;amp; the bill</title><link>https://courier.example/1</link><guid>https://courier.example/1</guid>
<pubDate>Tue, 07 Feb 2012 12:37:00 GMT</pubDate><dc:creator>Jane Doe</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>She said: &#8220;No.&#8221;</p><p>Twice.</p>]]></content:encoded></item>
<item><title>Only a title</title><guid>2</guid></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title><entry><id>https://courier.example/1</id>
<title type="html">Lee &amp;amp; the bill</title><published>2012-02-07T12:37:00Z</published>
<updated>2012-02-08T00:00:00Z</updated><author><name>Jane Doe</name></author><link href="https://courier.example/1"/>
<content type="html">&lt;p&gt;She said: “No.”&lt;/p&gt;&lt;p&gt;Twice.&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize(
    ("name", "feed", "updated", "expected_skips"),
    [("a.rss", RSS, None, [("a.rss/2", "is empty")]), ("a.xml", ATOM, FEB_8, [])],
    ids=["RSS", "Atom"],
)
def test_each_feed_entry_is_an_article(
    tmp_path: Path, name: str, feed: str, updated: PartialDate | None, expected_skips: list[tuple[str, str]]
) -> None:
    articles, skipped = read(tmp_path, name, feed)
    assert articles == [
        Article(
            id=f"{name}/courier.example-1",
            text="She said: “No.”\n\nTwice.",
            title="Lee & the bill",
            source="The Courier",
            published=FEB_7,
            updated=updated,
            url="https://courier.example/1",
            authors=("Jane Doe",),
        )
    ]
    assert skipped == expected_skips


TWO = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Courier</title>{}</channel></rss>"""
TEXT = "<description>She said: “No.”</description>"
ATOM_ENTRY = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry><id>1</id>{}<summary>No.</summary></entry></feed>'
)


@pytest.mark.parametrize(
    "feed",
    [
        pytest.param(TWO.format(f"<item><dc:date>2012-02-07T12:37:00Z</dc:date>{TEXT}</item>"), id="Dublin Core"),
        pytest.param(TWO.format(f"<item><pubDate>Tue, 07 Feb 12 12:37 GMT</pubDate>{TEXT}</item>"), id="short year"),
        pytest.param(TWO.format(f"<item><pubDate>7 Feb 2012 23:37 GMT-05:00</pubDate>{TEXT}</item>"), id="offset"),
        pytest.param(ATOM_ENTRY.format("<updated>2012-02-07T12:37:00Z</updated>"), id="only updated"),
    ],
)
def test_an_entry_has_its_date_however_its_feed_states_it(tmp_path: Path, feed: str) -> None:
    (article,), _ = read(tmp_path, "a.rss", feed)
    assert (article.published, article.updated) == (FEB_7, None)


def test_entries_of_one_id_are_told_apart_by_their_titles(tmp_path: Path) -> None:
    items = "".join(f"<item><title>{title}</title><guid>news</guid>{TEXT}</item>" for title in ("One", "Two"))
    articles, skipped = read(tmp_path, "a.rss", TWO.format(items))
    assert ([article.id for article in articles], skipped) == (["a.rss/news-One", "a.rss/news-Two"], [])


def test_long_ids_with_the_same_beginning_stay_two(tmp_path: Path) -> None:
    items = "".join(f"<item><guid>{'a' * 250}{number}</guid>{TEXT}</item>" for number in (1, 2))
    articles, skipped = read(tmp_path, "a.rss", TWO.format(items))
    assert (len({article.id for article in articles}), skipped) == (2, [])


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (f"{TEXT}<content:encoded><![CDATA[<img src=a>]]></content:encoded>", "She said: “No.”"),
        ("<description>M&S and AT&T &amp; others, she said.</description>", "M&S and AT&T & others, she said."),
        ("<description>&lt;p&gt;No.&lt;p&gt;The post A first appeared on C.</description>", "No."),
        (
            "<description>“No&#xD800;,” she said. &#99999999; Caf&#233;.</description>",
            "“No\ufffd,” she said. \ufffd Café.",
        ),
    ],
    ids=["a picture", "bare ampersands", "furniture", "characters that cannot be"],
)
def test_an_entry_has_the_text_that_its_feed_carries(tmp_path: Path, item: str, text: str) -> None:
    (article,), _ = read(tmp_path, "a.rss", TWO.format(f"<item>{item}</item>"))
    assert article.text == text


@pytest.mark.parametrize(
    ("entry_author", "expected"),
    [("", ("Ann Low",)), ("<author><name>Jane Doe</name></author>", ("Jane Doe",))],
)
def test_the_author_of_an_atom_feed_wrote_the_entries_without_one(
    tmp_path: Path, entry_author: str, expected: tuple[str, ...]
) -> None:
    entry = f"<entry><id>1</id>{entry_author}<summary>No.</summary></entry>"
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><author><name>Ann Low</name></author>{entry}</feed>'
    )
    assert read(tmp_path, "a.atom", feed)[0][0].authors == expected


def test_the_editor_of_an_rss_feed_wrote_none_of_its_entries(tmp_path: Path) -> None:
    feed = TWO.format(f"<managingEditor>e@c.example (Ed Low)</managingEditor><item><title>No</title>{TEXT}</item>")
    assert read(tmp_path, "a.rss", feed)[0][0].authors == ()
