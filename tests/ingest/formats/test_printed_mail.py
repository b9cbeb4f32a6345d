"""Mail that was printed or gathered into a digest: each message is an article."""

from datetime import date
from pathlib import Path

import pytest

from retrieval.models import PartialDate
from tests.ingest.formats.one_file import body, only_article, read

PRINTED = """From: {0} <x@lorne.example>
Sent: {1}
To: Harbour Office;
    Newsdesk
Subject: RE: {2}

{3}
"""
MESSAGES = (
    ("Ann Low", "7 February 2012 09:14", "The dam", "The dam is safe."),
    ("Bo Ek", "Thursday, February 9, 2012 4:02 PM", "The weir", "The weir is not."),
)
READ = [
    ("The dam", PartialDate(date(2012, 2, 7)), ("Ann Low",), "The dam is safe."),
    ("The weir", PartialDate(date(2012, 2, 9)), ("Bo Ek",), "The weir is not."),
]


def facts(folder: Path, name: str, text: str) -> list[tuple[object, ...]]:
    articles, skipped = read(folder, name, text)
    assert skipped == []
    return [(a.title, a.published and a.published.when, a.authors, body(a)) for a in articles]


def test_printed_messages_are_articles(tmp_path: Path) -> None:
    assert facts(tmp_path, "a.txt", "\n".join(PRINTED.format(*message) for message in MESSAGES)) == READ


def test_the_messages_of_a_digest_are_articles_without_its_table_of_contents(tmp_path: Path) -> None:
    rule = "-" * 30
    messages = f"\n{rule}\n\n".join(
        f"Date:    {sent}\nFrom:    {name} <x@lorne.example>\nSubject: [coast] {title}\n\n{words}\n"
        for name, sent, title, words in MESSAGES
    )
    digest = (
        f"Topics of the day:\n\n  1. The dam\n\n{rule}\n\n{messages}\n{rule}\n\nEnd of COAST Digest, Vol 3\n*******\n"
    )
    assert facts(tmp_path, "a.txt", digest) == READ


@pytest.mark.parametrize(
    "text",
    [
        "We asked him.\n\nFrom: Ann Low\nSent: 7 February 2012\nSubject: The dam\n\nThe dam is safe.",
        "From: here to the sea it is a mile.\n\nSubject: nothing.",
    ],
    ids=["a mail quoted in a text", "no date"],
)
def test_other_texts_are_whole(tmp_path: Path, text: str) -> None:
    assert only_article(tmp_path, "a.txt", text).text == text
