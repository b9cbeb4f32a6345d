"""Texts that services and programs write: blocks of labels, articles between rules, wire copy, releases, Parquet."""

import io
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from retrieval.ingest.formats import parquet as reader
from tests.ingest.formats.one_file import FEB_7, body, only_article, read

SAID = "The county will close six libraries, the council said after a long night of talks in the old hall."
MORE = "The bridge was shut for two days after a lorry hit its rail, and nobody knows when it will open again."


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.md", "# Six libraries to close\n\n## Metadata\n- Author: [[Jane Doe]]\n- Publication: The Courier\n"
         "- Summary: Six will close.\n- Published: 2012-02-07\n\n## Full Document\n"),
        ("a.txt", "Titre : Six libraries to close\nJournal : The Courier\nAuteur : Jane Doe\nDate : 7 February 2012\n"
         "Rubrique : Locale\n\n"),
        ("a.md", "**Headline:** Six libraries to close\n**Outlet:** The Courier\n**Reporter:** Jane Doe\n"
         "**Date published:** 7 February 2012\n**Word count:** 210\n\n"),
    ],
    ids=["list", "French", "bold"],
)  # fmt: skip
def test_a_block_of_labels_states_the_facts_and_is_no_text(tmp_path: Path, name: str, head: str) -> None:
    article = only_article(tmp_path, name, f"{head}{SAID}\n\nTwice: no.\n")
    assert (article.title, article.source, article.authors) == ("Six libraries to close", "The Courier", ("Jane Doe",))
    assert (str(article.published and article.published.when), body(article)) == (
        "2012-02-07",
        f"{SAID}\n\nTwice: no.\n",
    )


def test_speakers_of_an_interview_are_no_block_of_labels(tmp_path: Path) -> None:
    text = "Reporter: Will it close?\nMinister: It will.\nReporter: When?\nMinister: I cannot say.\n"
    assert body(only_article(tmp_path, "a.txt", text)) == text


@pytest.mark.parametrize(
    "first",
    [
        "Ellis Moor: Why Did Moor Close It?\n\nBo Ek: We must.\n\nEllis Moor: When?",
        "Ellis Moor: We close it on Friday.",
        "ANN LOW: We are on the quay tonight.",
        "Q: Will it open again?\n\nA: No.",
        "**Ellis Moor:** And now?",
    ],
)
def test_speakers_below_a_block_of_labels_are_text(tmp_path: Path, first: str) -> None:
    head = "Headline: Six libraries to close\nSource: The Courier\nDate: 7 February 2012\nAuthor: Jane Doe\n\n"
    text = f"{first}\n\n{SAID}\n"
    article = only_article(tmp_path, "a.txt", head + text)
    assert (article.title, article.source, body(article)) == ("Six libraries to close", "The Courier", text)


@pytest.mark.parametrize(
    "head",
    [
        "{title}\nThe Courier, {date}\nPublished in print.\n\n",
        "Titel: {title}\nQuelle: The Courier vom {date}, S. 3\nDokumentnummer: 7\n\n",
        "The Courier • 210 words\n\n{title}\n\n{date}\n\n",
    ],
    ids=["lines", "labels", "count of words"],
)
@pytest.mark.parametrize("rule", ["=" * 40, "_" * 30, "-" * 60])
def test_texts_between_rules_that_are_dated_are_articles(tmp_path: Path, head: str, rule: str) -> None:
    first = head.format(title="Six libraries to close", date="07.02.2012") + f"{SAID}\n\n© The Courier\n"
    second = (
        head.format(title="Bridge shut by lorry", date="08.02.2012") + f"{MORE}\n\nSee the whole text at http://a.b\n"
    )
    articles, _ = read(tmp_path, "a.txt", f"{first}{rule}\n{second}{rule}\n")
    assert [(one.id, one.title, one.source, str(one.published and one.published.when)) for one in articles] == [
        ("a.txt/1", "Six libraries to close", "The Courier", "2012-02-07"),
        ("a.txt/2", "Bridge shut by lorry", "The Courier", "2012-02-08"),
    ]
    assert [body(one).strip() for one in articles] == [SAID, MORE]


def test_a_rule_within_an_article_is_no_end_of_it(tmp_path: Path) -> None:
    text = f"Six libraries to close\n7 February 2012\n\n{SAID}\n\n{'-' * 40}\n\n{MORE}\n"
    articles, _ = read(tmp_path, "a.txt", text)
    assert [one.id for one in articles] == ["a.txt"]


def test_wire_copy_has_its_headline_byline_and_day_of_sending(tmp_path: Path) -> None:
    story = (
        "a0543\n r i BC-Lorne-Libraries     02-07 0210\n^BC-Lorne-Libraries,0210<\n^{}<\n^Eds: No pickup.<\n"
        "^By JANE DOE=\n^Lorne Courier Writer=\n   LORNE (AP) _ {}\n   He said\nso.\n   AP-NY-02-0{}-12 0917EST<\n"
    )
    content = story.format("Six libraries to close", SAID, 7) + story.format("Bridge shut by lorry", MORE, 8)
    articles, _ = read(tmp_path, "wire.txt", content)
    assert [(one.title, one.authors, one.source, str(one.published and one.published.when)) for one in articles] == [
        ("Six libraries to close", ("Jane Doe",), "AP", "2012-02-07"),
        ("Bridge shut by lorry", ("Jane Doe",), "AP", "2012-02-08"),
    ]
    assert articles[0].text == f"LORNE (AP) _ {SAID}\n\nHe said so."


def test_the_summary_of_a_story_file_is_no_text(tmp_path: Path) -> None:
    content = f"{SAID}\n\n{MORE}\n\n@highlight\n\nSix will close\n\n@highlight\n\nNobody knows when\n"
    assert body(only_article(tmp_path, "0a1b.story", content)).strip() == f"{SAID}\n\n{MORE}"


@pytest.mark.parametrize("zone", ["Eastern Standard Time", "Central Daylight Time", "British Summer Time", "GMT"])
def test_a_release_has_the_day_beside_a_zone_in_words_and_its_wire(tmp_path: Path, zone: str) -> None:
    text = f"Quay Water raises its dam\n\nFebruary 07, 2012 06:30 AM {zone}\n\nLORNE, Wales--(BUSINESS WIRE)--{SAID}\n"
    article = only_article(tmp_path, "a.txt", f"{text}\nContacts\nQuay Water press office\nAnn Low, +44 1632 960000\n")
    assert (article.title, article.source) == ("Quay Water raises its dam", "BUSINESS WIRE")
    assert str(article.published and article.published.when) == "2012-02-07"
    assert body(article).strip() == f"LORNE, Wales--(BUSINESS WIRE)--{SAID}"


def test_a_transcript_keeps_title_and_day_and_no_lists(tmp_path: Path) -> None:
    turns = "Ann Low  00:01\nIt will close.\n\nJon Peel  00:09\nWhen?\n\nAnn Low  00:12\nSoon.\n"
    head = "On the dam\nTue, Feb 07, 2012 9:30AM • 1:02:31\n\nSUMMARY KEYWORDS\ndam, water\n\n"
    article = only_article(tmp_path, "a.txt", f"{head}SPEAKERS\nAnn Low, Jon Peel\n\n{turns}")
    assert (article.title, str(article.published and article.published.when)) == ("On the dam", "2012-02-07")
    assert body(article).startswith("[00:00:01] Ann Low: It will close.")


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="meta"><span class="article__author-name">Jane Doe</span></div>',
        '<p class="byline">Jane Doe</p>',
    ],
)
def test_a_name_whose_class_says_so_is_the_author(tmp_path: Path, markup: str) -> None:
    comment = '<div class="comments"><span class="comment-author">Bo Ek</span></div>'
    main = f"<main><h1>Six libraries to close</h1>{markup}<p>{SAID}</p><p>{MORE}</p></main>"
    assert only_article(tmp_path, "a.html", f"<html><body>{main}{comment}</body></html>").authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "form", ["<tr><td>{}</td><td>{}</td></tr>", "<tr><th>{}</th><td>{}</td></tr>", "<dt>{}</dt><dd>{}</dd>"]
)
def test_a_label_beside_its_value_on_a_page_is_a_line(tmp_path: Path, form: str) -> None:
    outer = "dl" if form.startswith("<dt") else "table"
    rows = (
        form.format("Author", "Jane Doe")
        + form.format("Source", "The Courier")
        + form.format("Date", "7 February 2012")
    )
    page = (
        f"<html><body><h1>Six libraries to close</h1><{outer}>{rows}</{outer}><p>{SAID}</p><p>{MORE}</p></body></html>"
    )
    article = only_article(tmp_path, "a.html", page)
    assert (article.authors, article.source, body(article)) == (("Jane Doe",), "The Courier", f"{SAID}\n\n{MORE}")


def test_a_clippings_address_does_not_hide_its_site(tmp_path: Path) -> None:
    front = '---\ntitle: The Bill\nsource: "https://a.example/1"\nsite: "The Courier"\npublished: 2012-02-07\n---\n'
    article = only_article(tmp_path, "a.md", f"{front}{SAID}\n")
    assert (article.source, article.url, article.published) == ("The Courier", "https://a.example/1", FEB_7)


@pytest.mark.parametrize(
    ("host", "above", "source"),
    [
        ("www.a.example", "", "a.example"),
        ("the-lorne-herald.example", "", "The Lorne Herald"),
        ("a.example", "# The Bill\n\nBy Jane Doe, The Courier\n\n", "The Courier"),
    ],
)
def test_an_address_gives_the_source_only_if_nothing_names_it(
    tmp_path: Path, host: str, above: str, source: str
) -> None:
    front = f"---\ntitle: The Bill\nsource: https://{host}/1\n---\n"
    article = only_article(tmp_path, "a.md", f"{front}{above}{SAID}\n")
    assert (article.source, article.url) == (source, f"https://{host}/1")


@pytest.mark.parametrize("tag", ["{% notice %}", "{{< a src='b.jpg' >}}", "{{ page.next }}", "<!--more-->"])
def test_tags_for_a_sites_generator_are_blanked_within_a_line(tmp_path: Path, tag: str) -> None:
    article = only_article(tmp_path, "a.md", f"# Six libraries to close\n\n{SAID} {tag}{MORE}\n")
    assert body(article) == f"{SAID} {' ' * len(tag)}{MORE}\n"


def test_gales_line_of_paper_and_date_is_read(tmp_path: Path) -> None:
    text = (
        "Six libraries to close\nThe Courier. (Feb. 7, 2012): News: p3.\nCopyright: COPYRIGHT 2012 Courier\n"
        f"Byline: Jane Doe\nFull Text: \n{SAID}\n\nSource Citation   (MLA 9th Edition)\nDoe, Jane. The Courier.\n\n"
        "Gale Document Number: GALE|A65\n"
    )
    article = only_article(tmp_path, "a.txt", text)
    assert (article.title, article.source, article.published, article.text) == (
        *("Six libraries to close", "The Courier", FEB_7),
        SAID,
    )


def test_a_mailing_lists_archive_called_a_text_is_a_mailbox(tmp_path: Path) -> None:
    head = "From {0} at lorne.example  Tue Feb  7 06:30:00 2012\nFrom: {0} at lorne.example (Jane Doe)\n"
    head += "Date: Tue, 7 Feb 2012 06:30:00 +0000\nSubject: {1}\n\n"
    message = head + "{2}\n\n-------------- next part --------------\nAn HTML attachment was scrubbed...\n\n"
    content = message.format("jane", "Six libraries to close", SAID) + message.format("jane", "Bridge shut", MORE)
    articles, _ = read(tmp_path, "2012-February.txt", content)
    assert [(one.id, one.title, one.authors, body(one)) for one in articles] == [
        ("2012-February.txt/1", "Six libraries to close", ("Jane Doe",), SAID),
        ("2012-February.txt/2", "Bridge shut", ("Jane Doe",), MORE),
    ]


def test_properties_of_a_note_are_labels(tmp_path: Path) -> None:
    head = "title:: Six libraries to close\nauthor:: [[Jane Doe]]\ndate:: [[Feb 7th, 2012]]\ntags:: news\n\n"
    article = only_article(tmp_path, "a.md", f"{head}- {SAID}\n")
    assert (article.title, article.authors) == ("Six libraries to close", ("Jane Doe",))
    assert (str(article.published and article.published.when), body(article)) == ("2012-02-07", f"- {SAID}\n")


def _parquet(rows: list[dict[str, object]]) -> bytes:
    whole = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), whole)
    return whole.getvalue()


def test_each_row_of_a_parquet_file_is_an_article(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"headline": "The Bill", "text": SAID, "date": FEB_7.when.first, "authors": ["Jane Doe"], "img": b"\x00"},
        {"headline": "The Bridge", "text": None, "date": None, "authors": [], "img": None},
    ]
    articles, named = read(tmp_path, "train.parquet", _parquet(rows))
    assert [(one.id, one.title, one.published, one.authors, one.text) for one in articles] == [
        ("train.parquet/1", "The Bill", FEB_7, ("Jane Doe",), SAID)
    ]
    assert named == [("train.parquet/2", "is empty")]


@pytest.mark.parametrize("content", [b"PAR1 and nothing", _parquet([{"headline": "The Bill", "words": 7}])])
def test_parquet_without_articles_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.txt").write_text(SAID, "utf-8")
    articles, named = read(tmp_path, "a.parquet", content)
    assert ([one.id for one in articles], [name for name, _ in named]) == (["b.txt"], ["a.parquet"])


def test_parquet_without_its_library_names_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.txt").write_text(SAID, "utf-8")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    _, named = read(tmp_path, "a.parquet", _parquet([{"text": SAID}]))
    assert named == [("a.parquet", reader.NEEDS_PYARROW)]


def test_the_facts_at_the_end_of_joplins_notes_are_no_text(tmp_path: Path) -> None:
    facts = (
        "id: {0}\nparent_id: {0}\ncreated_time: 2026-01-02\nauthor: Jane Doe\nsource_url: https://x.example/a\ntype_: 1"
    )
    article = only_article(tmp_path, "a.md", f"The Bill\n\nHe said so.\n\n{facts.format('0a' * 16)}")
    assert (article.title, article.authors, article.url, body(article).strip()) == (
        *("The Bill", ("Jane Doe",), "https://x.example/a"),
        "He said so.",
    )


def test_lines_for_programs_in_mdx_are_no_text(tmp_path: Path) -> None:
    lines = "import Chart from '../chart'\nexport const a = 1\n\nHe said so.\n\n<Chart data={{a}} />\n"
    text = f"---\ntitle: The Bill\n---\n{lines}"
    assert body(only_article(tmp_path, "a.mdx", text)).split() == ["He", "said", "so."]


@pytest.mark.parametrize("head", ["Minutes of the meeting held on Tuesday {}", "Lorne Town Council: draft minutes, {}"])
def test_the_title_of_minutes_states_their_day(tmp_path: Path, head: str) -> None:
    text = (
        f"{head.format('7 February 2012')} at 7 pm\n\nCllr Low said that the bridge was shut.\n\nNext: 9 March 2012\n"
    )
    article = only_article(tmp_path, "a.txt", text)
    assert article.published
    assert str(article.published.when) == "2012-02-07"


def test_the_name_of_a_paper_below_a_headline_is_no_author(tmp_path: Path) -> None:
    text = "Hexley Evening Star\n19 March 2012\n\nBy Jane Doe\n\nThe bridge is shut, he said.\n"
    article = only_article(tmp_path, "a.txt", f"Bridge is shut after crash\n{text}")
    assert (article.source, article.authors) == ("Hexley Evening Star", ("Jane Doe",))


@pytest.mark.parametrize("rule", ["*****", "* * *", "---", "~~~", "\f"])
@pytest.mark.parametrize("second", ["Lorne Voice, 9 May 2012, page 3\nDam is safe", "Dam is safe\n9 May 2012"])
def test_dated_cuttings_between_short_rules_are_articles(tmp_path: Path, rule: str, second: str) -> None:
    first = f"LORNE HERALD, 07/02/2012\nSix libraries to close\n\n{SAID} {SAID} {SAID}"
    articles, _ = read(tmp_path, "a.txt", f"{first}\n\n{rule}\n\n{second}\n\n{SAID} {SAID} {SAID}\n")
    assert [(article.title, str(article.published and article.published.when)) for article in articles] == [
        ("Six libraries to close", "2012-02-07"),
        ("Dam is safe", "2012-05-09"),
    ]


def test_a_short_rule_within_an_article_cuts_nothing(tmp_path: Path) -> None:
    text = f"Six libraries to close\n7 February 2012\n\n{SAID} {SAID} {SAID}\n\n* * *\n\n{SAID} {SAID} {SAID}\n"
    assert len(read(tmp_path, "a.txt", text)[0]) == 1
