"""Chats: each day is an article of its messages."""

from datetime import date
from pathlib import Path

import pytest

from retrieval.models import PartialDate
from tests.ingest.formats.one_file import only_article, read

IPHONE = """[13/02/2012, 18:00:01] Harbour watch: \u200eMessages and calls are end-to-end encrypted.
[13/02/2012, 18:03:12] Ann Low: Has the council
said anything?
[13/02/2012, 18:04:40] Bo Ek: Not a word.
\u200e[13/02/2012, 18:09:12] Bo Ek: \u200eimage omitted
[14/02/2012, 07:30:00] Ann Low: And today?
"""
ANDROID = """13/02/2012, 18:03 - Ann Low created group "Harbour watch"
13/02/2012, 18:03 - Ann Low: Has the council
said anything?
13/02/2012, 18:04 - Bo Ek: Not a word.
13/02/2012, 18:09 - Bo Ek: <Media omitted>
14/02/2012, 07:30 - Ann Low: And today?
"""
AMERICAN = IPHONE.replace("13/02/2012, 18", "2/13/12, 6").replace("14/02/2012, 07", "2/14/12, 7")


@pytest.mark.parametrize("text", [IPHONE, ANDROID, AMERICAN], ids=["iPhone", "Android", "American"])
def test_each_day_of_a_chat_is_an_article(tmp_path: Path, text: str) -> None:
    articles, skipped = read(tmp_path, "_chat.txt", text)
    assert skipped == []
    assert [(article.published and article.published.when, article.text) for article in articles] == [
        (PartialDate(date(2012, 2, 13)), "Ann Low: Has the council\nsaid anything?\n\nBo Ek: Not a word."),
        (PartialDate(date(2012, 2, 14)), "Ann Low: And today?"),
    ]


def test_a_text_with_a_few_times_is_no_chat(tmp_path: Path) -> None:
    text = "The log of the lock says:\n\n[13/02/2012, 18:03] Gate: open\n\nNobody knows who opened it, or why.\n"
    assert only_article(tmp_path, "a.txt", text).text.count("Gate") == 1
