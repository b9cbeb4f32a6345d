"""What the articles of a folder have in common tells headline, day, paper and author, and what is no text."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.ingest import layouts
from retrieval.ingest.document import Document
from retrieval.models import Article
from retrieval.settings import ArchiveSettings
from tests.fakes import parsers_here

STORIES = (
    ("Geese close the airfield for a week", "Tilda Voss", "Lorne Herald", "2014-03-04", "4 March 2014"),
    ("Choir refuses to sing in the new hall", "Hugo Prior", "Quay Courier", "2015-06-17", "17 June 2015"),
    ("Bakers strike over the price of salt", "Mina Tench", "Lorne Herald", "2017-11-21", "21 November 2017"),
    ("Last tram leaves with a goat on board", "Piet Ivory", "Quay Courier", "2019-08-30", "30 August 2019"),
)
TEXTS = (
    "Forty geese have settled on the only runway of Lorne and will not be moved by anybody at all.\n\n"
    "“They were here first,” said the flight controller, Ada Rudge.",
    "The choir of Quay has sung in the fish market since the spring and means to stay there.\n\n"
    "“The herring have better ears than the architect,” said Elsie Dunmore.",
    "No bread was baked in Lorne on Monday because the price of salt has doubled within a month.\n\n"
    "“We can do without many things,” said the master baker, Bram Castell.",
    "The last tram of Quay left its depot at midnight with two hundred people and a goat on board.\n\n"
    "“She had a ticket,” said the driver, Wilf Zorn, who has driven it since 1988.",
)


def archive(folder: Path, texts: Sequence[str], suffix: str = "txt") -> list[Article]:
    for number, text in enumerate(texts):
        (folder / f"{number}.{suffix}").write_text(text, "utf-8")
    return list(ingest.ArchiveReader(ArchiveSettings(folder), parsers_here))


def filled(form: str) -> list[str]:
    return [
        form.format(title=title, author=author, paper=paper, iso=iso, day=day, text=text, n=number)
        for number, ((title, author, paper, iso, day), text) in enumerate(zip(STORIES, TEXTS, strict=True), 11)
    ]


def facts(article: Article) -> tuple[str | None, tuple[str, ...], str | None, str | None]:
    day = str(article.published.when) if article.published else None
    return article.title, article.authors, article.source, day


def bodies(articles: Sequence[Article]) -> list[str]:
    return [article.text[article.body :].strip() for article in articles]


EXPECTED = [(title, (author,), paper, iso) for title, author, paper, iso, _ in STORIES]


@pytest.mark.parametrize(
    "form",
    [
        "Slip {n}\nGleaned from   {paper}\nStamped   {day}\nBears   {title}\nInitialled   {author}\n\n{text}\n",
        "Fund {n}/b\nBlatt:\t{paper}\nVom:\t{day}\nKopfzeile:\t{title}\nFeder:\t{author}\n\n{text}\n",
        "{title}\n{author} for the {paper}, {day}, late edition\n\n{text}\n",
        "{paper} / {day} / {author}\nMicrofilm reel {n}\n{title}\n\n{text}\n\nReproduced by leave of the trustees\n",
        "The Reading Room of Lorne\n{title}\n({author})\n{paper}, {day}\nOpen daily but Sundays\n\n{text}\n",
    ],
    ids=["labels", "labels behind tabs", "a line that common words cut", "a reel", "brackets"],
)
def test_places_and_labels_that_texts_have_in_common_tell_their_facts(tmp_path: Path, form: str) -> None:
    articles = archive(tmp_path, filled(form))
    assert [facts(article) for article in articles] == EXPECTED
    assert bodies(articles) == list(TEXTS)


OTHERS = (
    ("Letters to us\n\n5 March 2014\n\nReading room\n\n", ("Letters to us", (), "2014-03-05")),  # a letter's heading
    ("A correction\n\nPage 4\n\n6 March 2014\n\n", ("A correction", (), "2014-03-06")),
    ("The old bell is sold\nThe Heron\n7 March 2014\n\n", ("The old bell is sold", ("The Heron",), "2014-03-07")),
)


@pytest.mark.parametrize(("head", "expected"), OTHERS, ids=["no author", "a page", "as the others"])
def test_an_article_with_other_lines_than_most_of_its_folder_states_its_own_facts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, head: str, expected: tuple[str, tuple[str, ...], str]
) -> None:
    *_, article = archive(tmp_path, [*filled("{title}\n{author}\n{day}\n\n{text}\n"), head + TEXTS[0]])
    title, authors, _, day = facts(article)
    assert (title, authors, day) == expected
    assert not caplog.records


@pytest.mark.parametrize(
    "keys", [("what", "who", "where", "when"), ("cím", "toll", "lap", "kelt")], ids=["questions", "Hungarian"]
)
def test_keys_of_front_matter_are_known_by_their_values(tmp_path: Path, keys: Sequence[str]) -> None:
    title, author, paper, day = keys
    lines = f"{title}: {{title}}\n{author}: {{author}}\n{paper}: {{paper}}\n{day}: {{iso}}\nlot: {{n}}"
    form = f"---\n{lines}\n---\n{{text}}\n"
    assert [facts(article) for article in archive(tmp_path, filled(form), "md")] == EXPECTED


@pytest.mark.parametrize(
    "foot", ["Tell a friend about the Lorne pages", "Scanned by the society of old readers in 19{n}."]
)
def test_lines_below_each_text_are_no_text(tmp_path: Path, foot: str) -> None:
    articles = archive(tmp_path, filled("{title}\nBy {author}\n{day}\n\n{text}\n\n" + foot + "\n"))
    assert bodies(articles) == list(TEXTS)


@pytest.mark.parametrize("words", ["Thank you very much, and good night to all of you.", "“So it goes,” he said."])
def test_what_speakers_say_each_time_is_text(tmp_path: Path, words: str) -> None:
    articles = archive(tmp_path, filled("{title}\n\n{text}\n\n" + words + "\n"))
    assert all(body.endswith(words) for body in bodies(articles))


def test_a_title_that_pages_have_in_common_is_no_headline(tmp_path: Path) -> None:
    form = (
        "<title>Lorne pages</title><body><div><big>{title}</big></div><p>{day}</p>"
        "<p>" + "{text}" + "</p><p>Back to the pages</p></body>"
    )
    titles = [article.title for article in archive(tmp_path, filled(form), "html")]
    assert titles == [title for title, *_ in STORIES]


def test_captures_of_one_story_have_no_layout() -> None:
    text = "Lorne pages\nGeese close the airfield\n\n" + TEXTS[0]
    assert layouts.learn([Document(text) for _ in range(5)]) == layouts.NONE


def test_two_articles_have_no_layout() -> None:
    assert layouts.learn([Document(f"Lorne pages\n{text}") for text in TEXTS[:2]]) == layouts.NONE


@pytest.mark.parametrize("line", ["By Tilda Voss", "Lorne Herald", "4 March 2014"])
def test_a_fact_that_all_articles_state_stays_one(tmp_path: Path, line: str) -> None:
    articles = archive(
        tmp_path, [f"{title}\n{line}\n\n{text}\n" for (title, *_), text in zip(STORIES, TEXTS, strict=True)]
    )
    stated = [str(facts(article)) for article in articles]
    word = "2014-03-04" if line[0].isdigit() else line.removeprefix("By ")
    assert all(word in each for each in stated)


@pytest.mark.parametrize("edge", ["Lorne minutes    page {n}", "{n}/09/2019    https://lorne.example/"])
def test_lines_at_the_edges_of_a_texts_pages_are_no_text(tmp_path: Path, edge: str) -> None:
    pages = "\n\f".join(f"{edge.format(n=number)}\n\n{text}\n" for number, text in enumerate(TEXTS, 1))
    (article,) = archive(tmp_path, [pages])
    assert "lorne.example" not in article.text
    assert "minutes" not in article.text


@pytest.mark.parametrize("line", ["Quay Courier, 17 June 2015", "The Lorne Voice, Tuesday 4 March 2014, page 3"])
def test_a_credit_below_a_text_states_its_paper_and_day(tmp_path: Path, line: str) -> None:
    (article,) = archive(tmp_path, [f"Geese close the airfield\n\n{TEXTS[0]}\n\n{line}\n"])
    assert article.source == line.partition(",")[0]
    assert article.published
    assert article.text.endswith("Ada Rudge.")


@pytest.mark.parametrize("foot", ["Tell a friend about the Lorne pages", "Lorne pages: all the news of the marsh"])
def test_what_the_rows_of_a_table_have_in_common_is_no_text(tmp_path: Path, foot: str) -> None:
    rows = [{"title": title, "text": f"{text}\n\n{foot}"} for (title, *_), text in zip(STORIES, TEXTS, strict=True)]
    articles = archive(tmp_path, [json.dumps(rows)], "json")
    assert bodies(articles) == list(TEXTS)


@pytest.mark.parametrize("form", ["{title}", "{title}\nvia {author}"])
def test_the_only_lines_of_posts_stay_their_text(tmp_path: Path, form: str) -> None:
    for article, text in zip(archive(tmp_path, filled(form)), filled(form), strict=True):
        assert article.text[article.body :].strip() in {text, text.partition("\n")[2]}
        assert article.source is None


@pytest.mark.parametrize("line", ["THE CHAIR:", "Moderator:"])
def test_a_speakers_name_above_each_text_stays(tmp_path: Path, line: str) -> None:
    articles = archive(tmp_path, filled(line + "\n\n{text}\n"))
    assert all(line in body for body in bodies(articles))
