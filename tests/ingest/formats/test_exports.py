"""RIS, exports of social networks and blogs, transcripts as text."""

import json
from pathlib import Path

import pytest

from retrieval.ingest.formats.known_json import REPOST
from retrieval.ingest.formats.ris import NO_TEXT, ONLY_ABSTRACT
from retrieval.ingest.walk import OF_A_PAGE
from tests.ingest.formats.one_file import FEB_7, body, only_article, read, zipped

RIS = {
    "ProQuest": "TY  - NEWS\nT1  - The Bill\nT2  - The Courier\nAU  - Doe, Jane\nY1  - 2012/02/07/\nPY  - 2012\n"
    "DA  - 2012 Feb 07\nN2  - He said so.\nAB  - He said so.\nN1  - Copyright - nobody\nER  - \n",
    "EBSCO": "\ufeffTY  - NEWS\r\nAU  - Jane Doe\r\nTI  - The Bill\r\nJO  - The Courier\r\nY1  - 2012/02/07\r\n"
    "AB  - He said\r\nso.\r\nER  - \r\n\r\nTY  - BOOK\r\nTI  - A book\r\nER  - \r\n",
}


@pytest.mark.parametrize("kind", RIS)
def test_a_reference_with_an_abstract_is_an_article(tmp_path: Path, kind: str) -> None:
    (article,), skipped = read(tmp_path, "a.ris", RIS[kind])
    assert (article.title, article.published, article.source, article.authors) == (
        *("The Bill", FEB_7, "The Courier"),
        ("Jane Doe",),
    )
    assert " ".join(body(article).split()) == "He said so."
    assert [why for _, why in skipped] == [ONLY_ABSTRACT, NO_TEXT][: len(skipped)]


TWEET = {"full_text": "He said so &amp; left.", "created_at": "Tue Feb 07 12:37:00 +0000 2012", "source": "<a>App</a>"}
POSTS = {
    "tweets.js": "window.YTD.tweets.part0 = "
    + json.dumps([{"tweet": TWEET}, {"tweet": {"full_text": "RT @x: Never."}}]),
    "posts.json": json.dumps(
        [
            {"timestamp": 1328618220, "data": [{"post": "He said so & left."}], "title": "Jane Doe shared a memory."},
            {"timestamp": 1328618221, "attachments": [], "data": []},
        ]
    ),
    "outbox.json": json.dumps(
        {
            "type": "OrderedCollection",
            "orderedItems": [
                {"type": "Create", "object": {"content": "<p>He said so &amp; left.</p>", "published": "2012-02-07"}},
                {"type": "Announce", "object": "https://other.example/2"},
            ],
        }
    ),
}


@pytest.mark.parametrize("name", POSTS)
def test_posts_are_articles_and_reposts_are_not(tmp_path: Path, name: str) -> None:
    (article,), skipped = read(tmp_path, name, POSTS[name])
    assert (article.published, article.text) == (FEB_7, "He said so & left.")
    assert len(skipped) == 1
    assert skipped[0][1] in {REPOST, "has no words"}


def test_facebook_codes_its_texts_twice(tmp_path: Path) -> None:
    posts = [{"timestamp": 1328618220, "data": [{"post": "The Bill’s end – now".encode().decode("latin-1")}]}]
    assert only_article(tmp_path, "posts.json", json.dumps(posts)).text == "The Bill’s end – now"


def test_the_components_of_apple_news_are_one_article(tmp_path: Path) -> None:
    components = [
        {"role": "title", "text": "The Bill"},
        {"role": "byline", "text": "By Jane Doe | February 7, 2012"},
        {"role": "photo", "components": [{"role": "body", "text": "He said so."}, {"role": "caption", "text": "No."}]},
        {"role": "body", "text": "Twice."},
    ]
    value = {"version": "1.7", "components": components, "metadata": {"datePublished": "2012-02-07T12:37:00Z"}}
    article = only_article(tmp_path, "article.json", json.dumps(value))
    assert (article.title, article.published, article.authors, body(article)) == (
        *("The Bill", FEB_7, ("Jane Doe",)),
        "He said so.\n\nTwice.",
    )


def test_a_json_feed_is_the_source_of_its_items(tmp_path: Path) -> None:
    items = [{"title": title, "content_text": "x", "content_html": f"<p>{title}.</p>"} for title in ("One", "Two")]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Courier", "items": items}
    articles, _ = read(tmp_path, "feed.json", json.dumps(feed))
    assert [(one.title, one.source) for one in articles] == [("One", "The Courier"), ("Two", "The Courier")]


@pytest.mark.parametrize("status", ["draft", "Scheduled"])
def test_a_post_that_its_blog_has_not_published_is_no_article(tmp_path: Path, status: str) -> None:
    rows = [{"text": "He said so.", "status": "published"}, {"text": "Never.", "status": status}]
    (article,), skipped = read(tmp_path, "a.json", json.dumps(rows))
    assert (article.text, skipped) == ("He said so.", [("a.json/2", f"is not published ({status})")])


def test_a_backup_of_blogger_holds_posts_and_other_things(tmp_path: Path) -> None:
    kind = "<category term='http://schemas.google.com/blogger/2008/kind#{}'/>"
    entry = "<entry><id>{0}</id><published>2012-02-07</published>{1}<title>{0}</title><content>{2}</content></entry>"
    draft = "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
    entries = [
        entry.format("a", kind.format("post"), "He said so."),
        entry.format("b", kind.format("comment"), "Never."),
        entry.format("c", kind.format("post") + draft, "Never."),
    ]
    (article,), skipped = read(
        tmp_path, "a.xml", f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Blog</title>{''.join(entries)}</feed>"
    )
    assert body(article) == "He said so."
    assert [why for _, why in skipped] == ["is not a post (comment)", "is not published (draft)"]


def test_the_letters_of_a_substack_export_have_their_table_s_facts(tmp_path: Path) -> None:
    table = "post_id,post_date,is_published,title\n1.bill,2012-02-07T09:00:00.000Z,true,The Bill\n2.no,,false,No\n"
    members = {"posts.csv": table, "posts/1.bill.html": "<p>He said so.</p>", "posts/2.no.html": "<p>Never.</p>"}
    (article,), skipped = read(tmp_path, "export.zip", zipped({**members, "email_list.csv": "email\na@x.example\n"}))
    assert (article.title, article.published, body(article)) == ("The Bill", FEB_7, "He said so.")
    assert sorted(name for name, _ in skipped) == [
        *("export.zip/email_list.csv", "export.zip/posts.csv", "export.zip/posts/2.no.html"),
    ]


TURNS = {
    "Otter": "Ann Low  0:06  \nHe said so.\n\nJon Peel  1:10  \nNever.\n\nAnn Low  1:12:03\nTwice.\nTranscribed by https://x.y",
    "times in brackets": "[00:00:06] Ann Low:\nHe said\nso.\n[00:01:10] Jon Peel:\nNever.\n[01:12:03] Ann Low:\nTwice.",
    "Teams": "Ann Low   0:06\nHe said so.\nJon Peel   1:10\nNever.\nAnn Low   1:12:03\nTwice.",
}


@pytest.mark.parametrize("kind", TURNS)
def test_each_turn_of_a_transcript_has_its_speaker_and_time(tmp_path: Path, kind: str) -> None:
    article = only_article(tmp_path, "a.txt", TURNS[kind])
    assert article.text.split("\n\n") == [
        *("[00:00:06] Ann Low: He said so.", "[00:01:10] Jon Peel: Never.", "[01:12:03] Ann Low: Twice."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The Bill\n\nThe vote came at 12:37.\n\n12:40\n\nHe said so.\n\nIt ended at 13:01.",
        "The Bill live\n\n12:40\n\nHe said so.\n\n12:45\n\nTwice.\n\n12:59\n\nHe left.",
        "The Bill live\n\n3:40\n\nHe left.\n\n2:45\n\nTwice.\n\n0:59\n\nHe said so.",
    ],
    ids=["a report", "a live blog", "a live blog, the newest first"],
)
def test_a_text_that_names_times_is_no_transcript(tmp_path: Path, text: str) -> None:
    assert only_article(tmp_path, "a.txt", text).text == text


def test_the_folder_of_a_saved_page_is_named_once_and_not_read(tmp_path: Path) -> None:
    for folder in ("a_files", "b_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "frame.html").write_text("<p>Buy a mattress.</p>")
    articles, skipped = read(tmp_path, "a.html", "<h1>The Bill</h1><p>He said so.</p>")
    assert [one.id for one in articles] == ["a.html", "b_files/frame.html"]
    assert skipped == [("a_files", OF_A_PAGE)]


REFERENCES = {
    "a.enw": "%0 Newspaper Article\n%T The Bill\n%A Doe, Jane\n%A Ek, Bo\n%B The Courier\n%D 2012\n%8 February 7, "
    "2012\n%X He said so.\n%K bills\n",
    "a.nbib": "PMID- 17\nOWN - NLM\nDP  - 2012 Feb 7\nTI  - The Bill\nAB  - He said\n      so.\nFAU - Doe, "
    "Jane\nAU  - Doe J\n"
    "FAU - Ek, Bo\nAU  - Ek B\nJT  - The Courier\n",
    "a.bib": "@string{x = {y}}\n@article{doe12,\n  title = {The {Bill}},\n  author = {Doe, Jane and Ek, Bo},\n"
    '  journal = "The Courier",\n  year = 2012, month = feb, day = {7},\n  abstract = {He {\\em} said so.},\n}\n',
}


@pytest.mark.parametrize("name", list(REFERENCES))
def test_references_with_an_abstract_are_articles_in_each_notation(tmp_path: Path, name: str) -> None:
    text = REFERENCES[name].replace("{\\em} ", "")
    (article,), left_out = read(tmp_path, name, text)
    assert left_out == [(name, ONLY_ABSTRACT)]
    assert (article.title, article.published, article.source, article.authors, article.text) == (
        *("The Bill", FEB_7, "The Courier", ("Jane Doe", "Bo Ek")),
        "He said so.",
    )


def test_several_references_of_bibtex_are_several_articles(tmp_path: Path) -> None:
    entry = "@misc{{a, title = {{{0}}}, abstract = {{{1}}}}}\n"
    content = (
        entry.format("The Bill", "He said so.") + entry.format("Caf{\\'e}", "") + entry.format("Caf{\\'e}", "He left.")
    )
    articles, left_out = read(tmp_path, "a.bib", content)
    assert [(a.title, a.text) for a in articles] == [("The Bill", "He said so."), ("Café", "He left.")]
    assert ("a.bib/2", NO_TEXT) in left_out
