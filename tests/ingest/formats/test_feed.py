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
