"""Columns, keys and elements that no list names, but whose words mean a fact; and JSON of programs for speech."""

import json
from pathlib import Path

import pytest

from retrieval.settings import ColumnSettings
from tests.ingest.formats.one_file import FEB_7, body, only_article, read

FACTS = ("The Bill", "2012-02-07T06:30:00", "The Courier", "Jane Doe", "He said so.")


@pytest.mark.parametrize(
    "names",
    [
        ("storyHeadline", "storyPublishedDt", "newspaperName", "reporterName", "storyMainText"),
        ("headline_txt", "publication_datetime_dt", "outlet_s", "writer_ss", "plainbody_txt"),
        ("Titel des Artikels", "Datum", "Zeitung", "Verfasser", "Inhalt"),
        ("hed", "issued_on", "newspapername", "author_names", "articlecontent"),
        ("articleName", "goLiveDate", "newsOutlet", "postedBy", "bodyCopy"),
        ("print_headline", "posting_date", "newspaper_title", "staff_writer", "document_text"),
        ("subject line", "display date", "publication title", "reported by", "full article"),
    ],
    ids=["camel case", "Solr", "German", "glued", "editorial system", "database", "words"],
)
@pytest.mark.parametrize("form", ["json", "csv", "xml"])
def test_a_field_is_known_by_the_words_of_its_name(tmp_path: Path, names: tuple[str, ...], form: str) -> None:
    row = dict(zip(names, FACTS, strict=True))
    elements = "".join(f"<{name}>{value}</{name}>" for name, value in row.items())
    content = {
        "json": json.dumps([row]),
        "csv": f"{','.join(names)}\n{','.join(FACTS)}\n",
        "xml": f"<rows><row>{elements}</row></rows>",
    }[form]
    if form == "xml" and " " in "".join(names):
        pytest.skip("names of elements have no spaces")
    (article,), _ = read(tmp_path, f"a.{form}", content)
    assert (article.title, article.published, article.source, article.authors, body(article)) == (
        *("The Bill", FEB_7, "The Courier", ("Jane Doe",)),
        "He said so.",
    )


@pytest.mark.parametrize("name", ["author_email", "text_about_author", "crawled_date", "title_of_image"])
def test_a_field_with_another_word_is_no_fact_and_is_named(tmp_path: Path, name: str) -> None:
    (article,), named = read(tmp_path, "a.json", json.dumps({"title": "The Bill", "text": "No.", name: "2014-01-01"}))
    assert (article.published, article.authors, article.text) == (None, (), "No.")
    assert [why for _, why in named] == [f"has columns that are not read: {name}"]


def test_columns_that_the_settings_name_are_the_only_ones(tmp_path: Path) -> None:
    columns = ColumnSettings(title=("slug",))
    (article,), _ = read(tmp_path, "a.json", json.dumps({"story_title": "The Bill", "text": "No."}), columns)
    assert article.title is None


def test_the_day_of_creation_counts_where_no_other_is_stated(tmp_path: Path) -> None:
    rows = [
        {"text": "No.", "createdAt": "2012-02-07"},
        {"text": "No.", "createdAt": "2011-01-01", "issued": "2012-02-07"},
    ]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [article.published for article in articles] == [FEB_7, FEB_7]


@pytest.mark.parametrize("name", ["description", "shortDescription", "Opening Text", "dek"])
def test_a_description_is_an_excerpt_only_of_what_has_a_headline_and_a_date(tmp_path: Path, name: str) -> None:
    rows = [{"title": "The Bill", name: "He said no.", "date": "2012-02-07"}, {"title": "A drill", name: "It is loud."}]
    (article,), named = read(tmp_path, "a.json", json.dumps(rows))
    assert (article.title, article.text) == ("The Bill", "He said no.")
    assert ("a.json/1", "has only an excerpt of its text") in named


def test_a_row_joins_the_names_of_an_author(tmp_path: Path) -> None:
    row = {"text": "No.", "Author First Name": "Jane", "Author Last Name": "Doe"}
    (article,), _ = read(tmp_path, "a.json", json.dumps(row))
    assert article.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("row", "title", "source"),
    [
        ({"heading": "The Bill", "title": {"id": "7", "value": "The Courier"}}, "The Bill", "The Courier"),
        ({"headline": "The Bill", "title": "UK: The Bill"}, "The Bill", None),
        ({"headline": "Bill", "title": "The Bill: dead"}, "The Bill: dead", None),
    ],
)
def test_a_headline_beside_a_title_is_told_from_it(
    tmp_path: Path, row: dict[str, object], title: str, source: str | None
) -> None:
    article = only_article(tmp_path, "a.json", json.dumps({**row, "text": "No."}))
    assert (article.title, article.source) == (title, source)


def test_a_value_beside_its_summary_is_the_text(tmp_path: Path) -> None:
    row = {
        "title": "The Bill",
        "body": {"value": "<p>He said no.</p>", "processed": "<p>He said no.</p>", "summary": "S"},
    }
    assert only_article(tmp_path, "a.json", json.dumps(row)).text == "He said no."


@pytest.mark.parametrize(
    "value",
    [
        {"segments": [{"start": 0.5, "end": 2, "text": " No."}, {"start": 9.0, "end": 10, "text": " Yes."}]},
        {"version": "1.0.0", "segments": [{"startTime": 0, "body": "No."}, {"startTime": 9.2, "body": "Yes."}]},
        {
            "id": "x",
            "utterances": [{"start": 400, "end": 900, "text": "No."}, {"start": 9100, "end": 9900, "text": "Yes."}],
        },
        [{"start": 0, "duration": 1.5, "text": "No."}, {"start": 9, "duration": 1, "text": "Yes."}],
    ],
    ids=["Whisper", "podcast", "milliseconds", "captions"],
)
def test_a_transcript_in_json_is_one_text_behind_its_times(tmp_path: Path, value: object) -> None:
    assert only_article(tmp_path, "a.json", json.dumps(value)).text == "[00:00:00] No.\n\n[00:00:09] Yes."


@pytest.mark.parametrize(
    "facts",
    [
        [{"title": "The Bill", "offset": 0}, {"title": "The Levy", "offset": 100}],
        [{"title": "The Bill", "start": 1}, {"title": "The Levy"}, {"headline": "The Tax", "start": 9}],
        [{"id": 1, "from": 1}, {"id": 2, "from": 2}, {"id": 3}, {"id": 4}, {"id": 5}],
    ],
    ids=["places in a list", "days of an event", "some numbered senders"],
)
def test_articles_with_a_number_that_may_be_a_time_are_no_transcript(tmp_path: Path, facts: list[object]) -> None:
    rows = [{"text": "He said no.", "date": "2012-02-07", **fact} for fact in facts if isinstance(fact, dict)]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [one.text for one in articles] == ["He said no."] * len(facts)


def test_the_voices_of_a_transcript_in_json_keep_their_names(tmp_path: Path) -> None:
    segments = [{"start": 0, "text": "No.", "speaker": "Ann Low"}, {"start": 1, "text": "Yes.", "speaker": "B"}]
    text = only_article(tmp_path, "a.json", json.dumps({"segments": segments})).text
    assert text == "[00:00:00] Ann Low: No.\n\n[00:00:01] Speaker B: Yes."


def test_a_channel_of_telegram_is_the_source_of_its_messages(tmp_path: Path) -> None:
    message = {"type": "message", "id": 2, "date": "2012-02-07T06:30:00", "from": "The Courier"}
    messages = [
        {"type": "service", "id": 1, "text": ""},
        {**message, "text": [{"type": "bold", "text": "The Bill"}, " is dead."]},
        {**message, "id": 3, "forwarded_from": "The Post", "text": "It lives."},
    ]
    chat = {"name": "The Courier", "type": "public_channel", "messages": messages}
    (article,), _ = read(tmp_path, "a.json", json.dumps(chat))
    assert (article.text, article.source, article.authors) == ("The Bill is dead.", "The Courier", ())
    assert article.published == FEB_7


def test_a_post_of_ghost_has_the_authors_of_its_tables(tmp_path: Path) -> None:
    data = {
        "posts": [
            {"id": "p", "title": "The Bill", "html": "<p>No.</p>", "status": "published", "published_at": "2012-02-07"},
            {"id": "q", "title": "Unfinished", "html": "<p>Yes.</p>", "status": "draft", "published_at": None},
        ],
        "users": [{"id": "1", "name": "Jane Doe"}, {"id": "2", "name": "Bo Ek"}],
        "posts_authors": [
            {"post_id": "p", "author_id": "2", "sort_order": 1},
            {"post_id": "p", "author_id": "1", "sort_order": 0},
        ],
        "settings": [{"key": "title", "value": "The Courier"}],
    }
    (article,), named = read(tmp_path, "a.json", json.dumps({"db": [{"data": data}]}))
    assert (article.title, article.authors, article.source) == ("The Bill", ("Jane Doe", "Bo Ek"), "The Courier")
    assert named == [("a.json/q", "is not published (draft)")]


@pytest.mark.parametrize(
    "xml",
    [
        "<reply><article><headline><paragraph>The Bill</paragraph></headline><publicationDate>2012-02-07"
        "</publicationDate><lead><paragraph>He said so.</paragraph></lead><tail><paragraph>Twice.</paragraph></tail>"
        "</article></reply>",
        "<doc title='The Bill' date='2012-02-07'><main><p>He said so.</p><p>Twice.</p></main>"
        "<comments><p>Rubbish.</p></comments></doc>",
    ],
    ids=["text in two elements", "comments"],
)
def test_the_paragraphs_of_an_article_are_its_text(tmp_path: Path, xml: str) -> None:
    (article,), _ = read(tmp_path, "a.xml", xml)
    assert (article.title, article.published, article.text) == ("The Bill", FEB_7, "He said so.\n\nTwice.")


@pytest.mark.parametrize("names", ["['Jane Doe', 'Bo Ek']", '["Jane Doe", "Bo Ek"]', "['Jane Doe', \"Bo Ek\"]"])
def test_a_list_of_authors_may_be_written_as_text(tmp_path: Path, names: str) -> None:
    assert only_article(tmp_path, "a.json", json.dumps({"text": "No.", "authors": names})).authors == (
        "Jane Doe",
        "Bo Ek",
    )


@pytest.mark.parametrize("name", ["dateTimePub", "published_time", "Date of Publication", "published_dt"])
def test_the_date_of_publication_counts_before_a_mere_date(tmp_path: Path, name: str) -> None:
    row = {"text": "No.", "date": "2014-01-01", name: "2012-02-07"}
    assert only_article(tmp_path, "a.json", json.dumps(row)).published == FEB_7


@pytest.mark.parametrize(
    "author",
    [
        {"data": {"id": 3, "attributes": {"name": "Jane Doe"}}},
        {"node": {"name": "Jane Doe"}},
        {"fields": {"name": "Jane Doe"}},
    ],
)
def test_a_name_within_wrappers_is_found(tmp_path: Path, author: object) -> None:
    assert only_article(tmp_path, "a.json", json.dumps({"text": "No.", "author": author})).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "value", [{"$numberLong": "1328596200000"}, "2012-02-07T06:30:00Z", {"$numberLong": "1328596200"}]
)
def test_dates_of_mongodb_are_read(tmp_path: Path, value: object) -> None:
    assert only_article(tmp_path, "a.json", json.dumps({"text": "No.", "date": {"$date": value}})).published == FEB_7


def test_columns_for_year_month_and_day_are_a_date(tmp_path: Path) -> None:
    row = {"text": "No.", "year": 2012, "month": "2", "day": 7}
    (article,), _ = read(tmp_path, "a.json", json.dumps(row))
    assert article.published == FEB_7


@pytest.mark.parametrize("tag", ["field", "column", "str"])
def test_elements_named_by_an_attribute_are_columns(tmp_path: Path, tag: str) -> None:
    cells = {"headline": "The Bill", "pub date": "2012-02-07", "body": "&lt;p&gt;He said no.&lt;/p&gt;"}
    row = "".join(f'<{tag} name="{name}">{value}</{tag}>' for name, value in cells.items())
    (article,), _ = read(tmp_path, "a.xml", f"<dump><rows><row>{row}</row></rows></dump>")
    assert (article.title, article.published, article.text) == ("The Bill", FEB_7, "He said no.")


def test_codes_of_wordpress_in_a_table_are_no_text(tmp_path: Path) -> None:
    text = '<!-- wp:paragraph --><p>He said no.</p><!-- /wp:paragraph -->[gallery ids="1,2"]'
    assert only_article(tmp_path, "a.json", json.dumps({"title": "The Bill", "text": text})).text == "He said no."


def test_the_number_of_an_issue_is_no_part_of_a_papers_name(tmp_path: Path) -> None:
    assert (
        only_article(tmp_path, "a.json", json.dumps({"text": "No.", "source": "The Courier, no. 1204"})).source
        == "The Courier"
    )


PROSE = "The county will close six libraries, the council said. It will sell the buildings next year. " * 2


@pytest.mark.parametrize("name", ["Our wording", "Scraped", "col_7"])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_prose_beside_two_facts_is_a_text_whatever_its_name(tmp_path: Path, name: str, form: str) -> None:
    row = {"Headline": "The Bill", "Outlet": "The Courier", name: PROSE, "Coder": "MK"}
    content = {"json": json.dumps([row]), "csv": f"{','.join(row)}\n" + ",".join(f'"{cell}"' for cell in row.values())}
    (article,), named = read(tmp_path, f"a.{form}", content[form])
    assert (article.title, article.source, article.text.strip()) == ("The Bill", "The Courier", PROSE.strip())
    assert f"has no column named as a text; the prose in {name} is read as one" in [why for _, why in named]


@pytest.mark.parametrize(
    "row",
    [
        {"title": "The Bill", "date": "2012-02-07", "tags": "ferries, fines, " * 20},
        {"title": "The Bill", "date": "2012-02-07", "top_comment": PROSE},
        {"name": "A drill", "details": PROSE},
    ],
    ids=["no sentences", "a comment", "one fact"],
)
def test_other_long_values_are_no_text(tmp_path: Path, row: dict[str, str]) -> None:
    (tmp_path / "b.txt").write_text("He said so.", "utf-8")
    articles, _ = read(tmp_path, "a.json", json.dumps(row))
    assert [article.id for article in articles] == ["b.txt"]


def test_the_longest_excerpt_counts_and_an_address_is_no_text(tmp_path: Path) -> None:
    row = {
        "title": "The Bill",
        "date": "2012-02-07",
        "text": "https://a.example/1",
        "excerpt": "No.",
        "summary": "No, no.",
    }
    (article,), _ = read(tmp_path, "a.json", json.dumps([row]))
    assert article.text == "No, no."


def test_the_facts_within_an_articles_object_are_its_own(tmp_path: Path) -> None:
    row = {"name": "The Bill", "published_at": "2012-02-07", "content": {"byline": "Jane Doe", "body": "He said no."}}
    (article,), _ = read(tmp_path, "a.json", json.dumps([row]))
    assert (article.title, article.authors, article.text) == ("The Bill", ("Jane Doe",), "He said no.")


@pytest.mark.parametrize(
    "author", [{"id": 1, "displayName": "Jane Doe"}, {"handle": "jane", "display_name": "Jane Doe"}]
)
def test_a_person_is_shown_by_their_name(tmp_path: Path, author: object) -> None:
    assert only_article(tmp_path, "a.json", json.dumps({"text": "No.", "author": author})).authors == ("Jane Doe",)


def test_a_date_as_a_browser_writes_it_is_read(tmp_path: Path) -> None:
    when = "Tue Feb 07 2012 06:30:00 GMT+0000 (Coordinated Universal Time)"
    assert only_article(tmp_path, "a.json", json.dumps({"text": "No.", "date": when})).published == FEB_7


def test_a_hyphen_within_captions_stays(tmp_path: Path) -> None:
    value = [{"start": 0, "text": "It is eighty-five"}, {"start": 1, "text": "pounds."}]
    assert only_article(tmp_path, "a.json", json.dumps(value)).text == "[00:00:00] It is eighty-five pounds."


def test_captions_of_youtube_are_joined(tmp_path: Path) -> None:
    events = [{"tStartMs": 0}, *({"tStartMs": at * 6000, "segs": [{"utf8": "No "}, {"utf8": "way."}]} for at in (1, 2))]
    text = only_article(tmp_path, "a.json", json.dumps({"events": events})).text
    assert text == "[00:00:06] No way.\n\n[00:00:12] No way."


def test_captions_that_name_their_speakers_have_them(tmp_path: Path) -> None:
    cue = "{0}\n00:00:0{0}.000 --> 00:00:0{0}.900\n{1}\n\n"
    cues = "".join(cue.format(at, words) for at, words in enumerate(["Ann Low: No.", "Never.", "Jon Peel: Why?"], 1))
    text = only_article(tmp_path, "a.vtt", f"WEBVTT\n\n{cues}").text
    assert text == "[00:00:01] Ann Low: No. Never.\n\n[00:00:03] Jon Peel: Why?"


@pytest.mark.parametrize(
    "header",
    [
        "Kop;Datum publicatie;Krant;Schrijver;Inhoud",
        "Overskrift;Dato;Avis;Forfatter;Tekst",
        "Titre;Date de parution;Journal;Auteur;Texte intégral",
        "Subject;Date;Distributor;From: (Name);Body",
    ],
    ids=["Dutch", "Danish", "French", "Outlook"],
)
@pytest.mark.parametrize("day", ["2012-02-07", "07.02.2012", "7 févr. 2012", "7-Feb-12", "7 de febrero de 2012"])
def test_columns_and_days_are_known_in_several_languages(tmp_path: Path, header: str, day: str) -> None:
    article = only_article(tmp_path, "a.csv", f"{header}\nThe Bill;{day};The Courier;Jane Doe;He said so.\n")
    assert (article.title, article.published, article.source, article.authors, body(article)) == (
        *("The Bill", FEB_7, "The Courier", ("Jane Doe",)),
        "He said so.",
    )


def test_the_subject_of_a_record_with_a_title_is_no_headline(tmp_path: Path) -> None:
    (article,), _ = read(tmp_path, "a.csv", "Subject,Title,Text\nFerries; Fines,The Bill,He said so.\n")
    assert article.title == "The Bill"


@pytest.mark.parametrize(
    "record",
    [
        {"headlines": {"basic": "The Bill"}, "credits": {"by": [{"name": "Jane Doe"}, {"name": "Bo Ek"}]}},
        {"meta": {"title": "The Bill", "byline": "Jane Doe and Bo Ek", "first_published_at": "2012-02-07"}},
        {"Title": {"Value": "The Bill"}, "contributors": [{"DisplayName": "Jane Doe"}, {"DisplayName": "Bo Ek"}]},
    ],
)
def test_facts_in_objects_of_their_record_are_found(tmp_path: Path, record: dict[str, object]) -> None:
    rows = [
        {"date": "2012-02-07", "text": "He said so.", **record},
        {"title": "Two", "date": "2012", "text": "He left."},
    ]
    (article, _), _ = read(tmp_path, "a.json", json.dumps(rows))
    assert (article.title, article.authors, article.published) == ("The Bill", ("Jane Doe", "Bo Ek"), FEB_7)


def test_the_first_of_several_days_of_publication_counts(tmp_path: Path) -> None:
    row = {"publish_date": "2014-01-01", "first_publish_date": "2012-02-07", "title": "The Bill", "text": "No."}
    (article,), _ = read(tmp_path, "a.json", json.dumps(row))
    assert article.published == FEB_7


def test_the_time_of_a_visit_to_a_page_is_not_its_day_that_of_a_message_is(tmp_path: Path) -> None:
    page = {"text": "No.", "timestamp": "2012-02-07T06:30:00Z", "url": "https://x.example"}
    rows = [page, {"text": "No.", "sender_name": "Jane Doe", "timestamp_ms": 1328596200000}]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [article.published for article in articles] == [None, FEB_7]


def test_the_questions_of_a_form_name_its_columns(tmp_path: Path) -> None:
    header = "Timestamp,Headline of the story,Which outlet was it?,Date it was published,Paste the text here"
    (article,), _ = read(tmp_path, "a.csv", f"{header}\n2014-01-01,The Bill,The Courier,2012-02-07,He said so.\n")
    assert (article.title, article.source, article.published, article.text) == (
        *("The Bill", "The Courier", FEB_7),
        "He said so.",
    )


@pytest.mark.parametrize("names", ["Story,Copy", "Article,Words"])
def test_a_short_text_beside_prose_is_the_headline(tmp_path: Path, names: str) -> None:
    said = "He said that the bill was dead. " * 6
    (article,), _ = read(tmp_path, "a.csv", f"{names},Paper,Date\nThe Bill,{said},The Courier,2012-02-07\n")
    assert (article.title, article.text.strip()) == ("The Bill", said.strip())


@pytest.mark.parametrize("name", ["media", "Brand", "channel", "Feed name"])
def test_a_field_of_many_uses_is_the_source_if_it_names_a_paper(tmp_path: Path, name: str) -> None:
    rows = [
        {"title": "The Bill", "text": "No.", name: "Lorne Courier"},
        {"title": "A", "text": "Yes.", name: "Local News"},
    ]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [article.source for article in articles] == ["Lorne Courier", None]


def test_a_credit_is_an_author_only_behind_by(tmp_path: Path) -> None:
    rows = [{"text": "No.", "credit": "By Ann Low"}, {"text": "Yes.", "credit": "Bo Ek"}]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [article.authors for article in articles] == [("Ann Low",), ()]


@pytest.mark.parametrize("wrapper", ["article", "story", "doc"])
def test_an_article_within_a_record_keeps_its_text_beside_a_summary(tmp_path: Path, wrapper: str) -> None:
    inner = {"summary": "A short line.", "headline": "The Bill", "mainText": "He said so.", "pubDate": "2012-02-07"}
    article = only_article(tmp_path, "a.json", json.dumps([{"id": 7, wrapper: inner}]))
    assert (article.title, article.text, article.published) == ("The Bill", "He said so.", FEB_7)


def test_prose_much_longer_than_a_summary_is_the_text(tmp_path: Path) -> None:
    row = {"Headline": "The Bill", "Outlet": "The Courier", "Summary": "Libraries close.", "Wording": PROSE}
    (article,), _ = read(tmp_path, "a.json", json.dumps([row]))
    assert article.text.strip() == PROSE.strip()


@pytest.mark.parametrize(
    ("stamp", "day"), [(915148800, "1999-01-01"), (915148800000, "1999-01-01"), (1328616000, "2012-02-07")]
)
def test_a_date_in_seconds_may_lie_before_2001(tmp_path: Path, stamp: int, day: str) -> None:
    article = only_article(tmp_path, "a.json", json.dumps({"text": "No.", "pubDate": stamp}))
    assert str(article.published and article.published.when) == day


@pytest.mark.parametrize(("voice", "words"), [("who", "said"), ("sprecher", "zeile")])
def test_beside_a_start_and_an_end_the_longest_text_was_said(tmp_path: Path, voice: str, words: str) -> None:
    turns = [
        {"start": 0.0, "end": 2.5, voice: "Ann Low", words: "Why was the bell cast?"},
        {"start": 3.0, "end": 6.0, voice: "Bo Ek", words: "Nobody wrote it down."},
    ]
    (article,), _ = read(tmp_path, "a.json", json.dumps({"name": "The bell", "aired": "2012-02-07", "turns": turns}))
    assert article.title == "The bell"
    assert "Ann Low: Why was the bell cast?" in article.text
    assert "Bo Ek: Nobody wrote it down." in article.text
