"""What programs export: notes, chats, captions, Word's XML, tables in text files, parts of texts in JSON."""

import json
from pathlib import Path

import pytest

from retrieval.models import Basis
from tests.ingest.formats.one_file import FEB_7, body, only_article, read

DAY = "2012-02-07T12:37:00Z"


def test_each_note_of_evernote_is_an_article_without_the_day_of_its_clipping(tmp_path: Path) -> None:
    note = (
        "<note><title>The Bill</title><created>20140102T101010Z</created><note-attributes><author>Ann Low</author>"
        "<source-url>https://courier.example/1</source-url></note-attributes><content><![CDATA[<?xml version='1.0'?>"
        "<en-note><div>He said no.</div><en-media type='image/png'/></en-note>]]></content></note>"
    )
    articles, _ = read(tmp_path, "a.enex", f"<en-export>{note}{note}</en-export>")
    assert [(one.id, one.title, one.authors, one.url, one.published, one.text) for one in articles] == [
        (f"a.enex/{number}", "The Bill", ("Ann Low",), "https://courier.example/1", None, "He said no.")
        for number in (1, 2)
    ]


@pytest.mark.parametrize("times", [("00:00:01.000", "00:00:09.000"), ("1s", "9.5s")])
def test_timed_text_is_read_behind_its_times(tmp_path: Path, times: tuple[str, str]) -> None:
    cues = f'<p begin="{times[0]}">He said<br/>no.</p><p begin="{times[1]}"><span>She said yes.</span></p>'
    content = f'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>{cues}</div></body></tt>'
    assert only_article(tmp_path, "a.ttml", content).text == "[00:00:01] He said no.\n\n[00:00:09] She said yes."


@pytest.mark.parametrize(
    "markup",
    [
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>{0}</w:body></w:wordDocument>',
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage" '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><pkg:part><w:document><w:body>{0}</w:body>'
        "</w:document></pkg:part></pkg:package>",
    ],
    ids=["2003", "flat"],
)
def test_words_own_xml_is_read_like_its_packages(tmp_path: Path, markup: str) -> None:
    lines = ["The bill is dead", "By Ann Low", "7 February 2012", "He said no, and he meant it."]
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    article = only_article(tmp_path, "a.xml", markup.format(words))
    assert (article.title, article.authors, body(article)) == ("The bill is dead", ("Ann Low",), lines[-1])
    assert article.published is not None
    assert (article.published.when, article.published.basis) == (FEB_7.when, Basis.STATED)


@pytest.mark.parametrize(
    "chat",
    [
        [
            {"type": "message", "subtype": "channel_join", "text": "<@U1> has joined", "ts": "1328616000.0001"},
            {
                "type": "message",
                "text": "He said no.",
                "ts": "1328616000.0002",
                "user_profile": {"real_name": "Ann Low"},
            },
        ],
        {
            "guild": {"name": "Desk"},
            "messages": [
                {"content": "", "timestamp": DAY, "author": {"name": "low"}},
                {"content": "He said no.", "timestamp": DAY, "author": {"name": "low", "nickname": "Ann Low"}},
            ],
        },
    ],
    ids=["Slack", "Discord"],
)
def test_a_chats_messages_have_their_author_and_day(tmp_path: Path, chat: object) -> None:
    articles, skipped = read(tmp_path, "a.json", json.dumps(chat))
    assert [(one.text, one.authors, one.published) for one in articles] == [("He said no.", ("Ann Low",), FEB_7)]
    assert skipped == [("a.json/1", "has no words")]


@pytest.mark.parametrize(
    "record",
    [
        {"introtext": "<p>He said no.</p>", "fulltext": "<p>She said yes.</p>"},
        {
            "content_elements": [
                {"type": "text", "content": "He said <b>no</b>."},
                {"type": "image", "content": "A dam"},
                {"type": "text", "content": "She said yes."},
            ]
        },
        {
            "contents": [
                {"type": "byline", "content": "By Ann Low"},
                {"type": "sanitized_html", "content": "He said no."},
                {"type": "sanitized_html", "content": "She said yes."},
                {"type": "author_info", "content": "Ann writes."},
            ]
        },
    ],
    ids=["Joomla", "Arc", "TREC"],
)
def test_the_parts_of_a_text_are_read_without_what_stands_between_them(
    tmp_path: Path, record: dict[str, object]
) -> None:
    article, *_ = read(tmp_path, "a.json", json.dumps([record | {"title": "The Bill", "date": DAY}]))[0]
    assert article.text == "He said no.\n\nShe said yes."


def test_a_reference_of_csl_json_has_its_date_author_and_paper(tmp_path: Path) -> None:
    reference = {
        "title": "The Bill",
        "abstract": "He said no.",
        "container-title": "The Courier",
        "author": [{"family": "Low", "given": "Ann"}],
        "issued": {"date-parts": [[2012, 2, 7]]},
    }
    (article,), _ = read(tmp_path, "a.json", json.dumps([reference]))
    assert (article.title, article.source, article.authors, article.published) == (
        "The Bill",
        "The Courier",
        ("Ann Low",),
        FEB_7,
    )


@pytest.mark.parametrize("delimiter", ["\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_a_table_in_a_text_file_is_read_by_its_header(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [["Headline", "Date", "Text"], ["The Bill", "2012-02-07", "He said no."], ["No bill", "", "She said yes."]]
    content = "".join(delimiter.join(line) + "\r\n" for line in lines).encode(encoding)
    articles, _ = read(tmp_path, "a.txt", content)
    assert [(one.title, one.published, one.text) for one in articles] == [
        ("The Bill", FEB_7, "He said no."),
        ("No bill", None, "She said yes."),
    ]


def test_json_front_matter_is_read(tmp_path: Path) -> None:
    front = json.dumps({"title": "The Bill", "date": DAY, "author": "Ann Low"}, indent=1)
    article = only_article(tmp_path, "a.md", f"{front}\n\nHe said no, and he meant it.\n")
    assert (article.title, article.authors, article.published) == ("The Bill", ("Ann Low",), FEB_7)
    assert body(article) == "He said no, and he meant it.\n"


def test_labels_without_use_for_an_article_are_no_text(tmp_path: Path) -> None:
    content = "# The Bill\n\nAuthor: Ann Low\nDate: 7 February 2012\nTags: news, dam\n\nHe said no, and he meant it.\n"
    article = only_article(tmp_path, "a.md", content)
    assert (article.title, article.authors, body(article)) == (
        "The Bill",
        ("Ann Low",),
        "He said no, and he meant it.\n",
    )


def test_the_list_of_a_mirrors_sites_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He said no, and he meant it.\n")
    page = (
        "<html><body><h1>Index of locally available sites:</h1><p>Mirror and index made by HTTrack Website Copier</p>"
    )
    articles, skipped = read(tmp_path, "index.html", page + "</body></html>")
    assert [one.id for one in articles] == ["a.txt"]
    assert skipped == [("index.html", "is the list of the sites that HTTrack has copied, not an article")]


def test_each_published_post_of_movable_type_is_an_article_without_comments(tmp_path: Path) -> None:
    post = (
        "AUTHOR: Ann Low\nTITLE: The Bill\nSTATUS: {}\n\nDATE: 02/07/2012 12:37:00 PM\n-----\nBODY:\n{}\n-----\n"
        "EXTENDED BODY:\n<p>She said yes.</p>\n-----\nEXCERPT:\n\n-----\nCOMMENT:\nAUTHOR: Bo\nDATE: 03/08/2012\n"
        "Nonsense.\n-----\n--------\n"
    )
    bodies = ["<p>He said no.</p>", "He said no."]
    content = "".join(post.format("Publish", each) for each in bodies) + post.format("Draft", "Not yet.")
    articles, skipped = read(tmp_path, "a.txt", content)
    assert [(one.title, one.authors, one.published, one.text) for one in articles] == [
        ("The Bill", ("Ann Low",), FEB_7, "He said no.\n\nShe said yes.")
    ] * 2
    assert skipped == [("a.txt/3", "is not published (Draft)")]
