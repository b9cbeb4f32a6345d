"""WordPress's exports, NITF and NewsML, and subtitles."""

from pathlib import Path

import pytest

from retrieval.ingest.formats.news_xml import NO_TEXT, NOT_USABLE
from tests.ingest.formats.one_file import FEB_7, body, only_article, read

WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Courier</title>
<wp:author><wp:author_login>jdoe</wp:author_login><wp:author_display_name>Jane Doe</wp:author_display_name></wp:author>
{}</channel></rss>"""


def post(number: int, content: str, *, kind: str = "post", status: str = "publish", key: str = "") -> str:
    return (
        f"<item><title>Post {number} &amp;amp; so</title><link>https://courier.example/?p={number}</link>"
        f"<pubDate>Tue, 07 Feb 2012 23:59:00 +0000</pubDate><dc:creator>jdoe</dc:creator>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded>Never.</excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>2012-02-07 12:37:00</wp:post_date>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"
        f"<wp:post_password>{key}</wp:post_password></item>"
    )


def test_only_published_posts_of_wordpress_are_articles(tmp_path: Path) -> None:
    blocks = (
        "<!-- wp:paragraph --><p>He said so.</p><!-- /wp:paragraph --><!-- wp:paragraph --><p>Twice.</p><!-- /wp -->"
    )
    classic = 'He said <em>so</em>.\n\n[caption id="a"]<img src="x"> Never.[/caption]Twice.[gallery ids="1,2"]'
    items = [post(1, blocks), post(2, classic), post(3, "No.", status="draft"), post(4, "No.", status="private")]
    items += [post(5, "No.", kind="attachment"), post(6, "No.", kind="revision"), post(7, "No.", key="x")]
    articles, skipped = read(tmp_path, "a.xml", WXR.format("".join(items)))
    assert [(one.id, one.title, one.text, one.published, one.source, one.authors) for one in articles] == [
        (f"a.xml/{number}", f"Post {number} & so", "He said so.\n\nTwice.", FEB_7, "The Courier", ("Jane Doe",))
        for number in (1, 2)
    ]
    assert [why for _, why in skipped] == [
        "is not published (draft)",
        "is not published (private)",
        "is not a post (attachment)",
        "is not a post (revision)",
        "is not published (it has a password)",
    ]


NITF = """<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><head><docdata>
<date.issue norm="20120207T123700Z"/></docdata><pubdata name="The Courier" date.publication="20120207"/></head>
<body><body.head><hedline><hl1>The Bill</hl1>
<hl2>A subheading</hl2></hedline><byline>By <person>Jane Doe</person></byline><dateline><location>LEEDS</location>
</dateline></body.head><body.content><p>He said <em>so</em>.</p><media><media-caption>A picture.</media-caption></media>
<p>Twice.</p></body.content><body.end>Desk</body.end></body></nitf>"""
BARE_NITF = NITF[NITF.index("<nitf>") :]
NEWSML_G2 = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{}</itemSet></newsMessage>"""
ITEM = """<newsItem><itemMeta><provider literal="x"><name>The Courier</name></provider>
<versionCreated>2013-01-01T00:00:00Z</versionCreated><pubStatus qcode="stat:{status}"/></itemMeta><contentMeta>
<contentCreated>2012-02-07T12:37:00Z</contentCreated><by>By Jane Doe</by><headline>The Bill</headline></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""
XHTML = (
    '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>No</title></head><body><p>He said\n so.</p>'
    "<p>Twice.</p></body></html></inlineXML>"
)
NEWSML_1 = """<NewsML><NewsItem><Identification>
<NewsIdentifier><DateId>20120207</DateId></NewsIdentifier></Identification>
<NewsManagement><Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines><HeadLine>The Bill</HeadLine>
<ByLine>Jane Doe</ByLine></NewsLines><AdministrativeMetadata><Provider><Party FormalName="The Courier"/></Provider>
</AdministrativeMetadata><ContentItem><DataContent><p>He said so.</p><p>Twice.</p></DataContent></ContentItem>
</NewsComponent></NewsItem></NewsML>"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", NITF),
        ("a.nitf", NITF),
        ("a.xml", NEWSML_G2.format(ITEM.format(status="usable", content=XHTML))),
        ("a.xml", NEWSML_G2.format(ITEM.format(status="usable", content=f"<inlineXML>{BARE_NITF}</inlineXML>"))),
        ("a.xml", ITEM.format(status="usable", content="<inlineData>He said so.\n\nTwice.</inlineData>")),
        ("a.xml", NEWSML_1),
    ],
    ids=["NITF", ".nitf", "NewsML-G2", "NITF in NewsML-G2", "one item as text", "NewsML 1"],
)  # fmt: skip
def test_an_agencys_item_is_an_article_with_its_metadata(tmp_path: Path, name: str, content: str) -> None:
    found = only_article(tmp_path, name, content)
    assert (found.title, found.source, found.published, found.authors, body(found)) == (
        "The Bill",
        "The Courier",
        FEB_7,
        ("Jane Doe",),
        "He said so.\n\nTwice.",
    )


def test_items_that_an_agency_cancelled_or_that_hold_no_text_are_skipped(tmp_path: Path) -> None:
    picture = '<remoteContent href="x.jpg"/>'
    items = [("usable", XHTML), ("canceled", XHTML), ("withheld", XHTML), ("usable", picture)]
    content = NEWSML_G2.format("".join(ITEM.format(status=status, content=each) for status, each in items))
    articles, skipped = read(tmp_path, "a.xml", content)
    assert [one.id for one in articles] == ["a.xml/1"]
    assert skipped == [("a.xml/2", NOT_USABLE), ("a.xml/3", NOT_USABLE), ("a.xml/4", NO_TEXT)]


def test_xml_of_another_kind_is_skipped_by_the_name_of_its_root(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, "a.xml", "<?xml version='1.0'?><!-- <rss> --><urlset><url/></urlset>")[1] == [
        ("a.xml", "is XML of a kind that is not read (urlset)")
    ]


SUBRIP = """1
00:00:01,000 --> 00:00:03,500
<i>Good morning.</i> I opened

2
00:00:03,500 --> 00:00:05,000
the books.

3
00:01:10,000 --> 00:01:12,000
- But you knew.
"""
VTT = """WEBVTT - The Morning Programme

NOTE Made by hand

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.500 align:start
<v.loud Priya Raman>Good morning. &amp; I opened</v>

00:03.500 --> 00:05.000
<v Priya Raman>the <00:04.000>books.

01:01:10.000 --> 01:01:12.000
<v Justin Hale>But you knew.
"""
ROLLING = """WEBVTT

00:00:01.000 --> 00:00:02.000
good morning

00:00:02.000 --> 00:00:03.000
good morning i opened

00:00:03.000 --> 00:00:04.000
the books
"""


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.srt", SUBRIP, "[00:00:01] Good morning. I opened the books.\n\n[00:01:10] But you knew."),
        ("a.srt", "\ufeff" + SUBRIP.replace("\n", "\r\n"),
         "[00:00:01] Good morning. I opened the books.\n\n[00:01:10] But you knew."),
        ("a.vtt", VTT, "[00:00:01] Priya Raman: Good morning. & I opened the books.\n\n"
         "[01:01:10] Justin Hale: But you knew."),
        ("a.srt", "1\n00:00:01,000 --> 00:00:03,000\n- Will you\nappeal?\n- We will.\n",
         "[00:00:01] Will you appeal?\n\n[00:00:01] We will."),
        ("a.vtt", ROLLING, "[00:00:01] good morning i opened the books"),
    ],
    ids=["SubRip", "of Windows", "WebVTT", "two speakers in a cue", "rolling captions"],
)  # fmt: skip
def test_subtitles_are_paragraphs_behind_the_time_of_their_first_words(
    tmp_path: Path, name: str, content: str, text: str
) -> None:
    assert only_article(tmp_path, name, content).text == text


def test_a_file_without_cues_holds_no_subtitles(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, "a.vtt", "WEBVTT\n\nNOTE Nothing\n")[1] == [("a.vtt", "holds no subtitles")]


@pytest.mark.parametrize(("given", "surname"), [("FirstName", "LastName"), ("given", "family")])
def test_an_author_in_parts_is_named_once_although_other_spellings_stand_beside(
    tmp_path: Path, given: str, surname: str
) -> None:
    name = f"<{surname}>Low</{surname}><{given}>Ann</{given}><NormalizedName>Low, Ann</NormalizedName>"
    facts = f"<headline>Dam to be raised</headline><date>2012-02-07</date><author>{name}</author>"
    text = f"<a>{facts}<body><p>He said so.</p></body></a>"
    assert only_article(tmp_path, "a.xml", text).authors == ("Ann Low",)
