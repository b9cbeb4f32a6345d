"""Org, AsciiDoc and reStructuredText: facts above the text are metadata, and marks and directives no text."""

from pathlib import Path

import pytest

from tests.ingest.formats.one_file import FEB_7, only_article, read

ORG = """#+TITLE: The Bill Is Dead
#+AUTHOR: Jane Doe
#+DATE: <2012-02-07 Tue>
#+STARTUP: overview

He said *so*, [[https://courier.example][twice]].[fn:1]

#+CAPTION: A picture
* What now?
:PROPERTIES:
:ID: 17
:END:
Nobody knew.

* Footnotes
[fn:1] Three times.
"""
ASCIIDOC = """= The Bill Is Dead
Jane Doe <jane@courier.example>
v1.1, 2012-02-07
:toc:

[.lead]
He said *so*, https://courier.example[twice].

image::bill.jpg[A picture]
== What now?

Nobody knew.
"""
RST = """The Bill Is Dead
================

:date: 2012-02-07
:author: Jane Doe
:slug: bill

He said **so**, `twice <https://courier.example>`_.

.. image:: bill.jpg
   :alt: A picture

What now?

Nobody knew.
"""


@pytest.mark.parametrize(("name", "text"), [("a.org", ORG), ("a.adoc", ASCIIDOC), ("a.rst", RST)])
def test_the_text_is_without_its_markup(tmp_path: Path, name: str, text: str) -> None:
    article = only_article(tmp_path, name, text)
    assert (article.title, article.published, article.authors) == ("The Bill Is Dead", FEB_7, ("Jane Doe",))
    paragraphs = [line for line in article.text.split("\n") if line.strip()]
    assert paragraphs == ["He said so, twice.", "What now?", "Nobody knew."]


def test_headings_of_org_with_facts_in_a_drawer_are_articles(tmp_path: Path) -> None:
    drawer = ":PROPERTIES:\n:AUTHOR: {}\n:DATE: [2012-02-07 Tue]\n:END:\n"
    first = f"* The Bill :news:\n{drawer.format('Jane Doe')}He said so.\n"
    text = f"#+TITLE: Cuttings\n\n{first}* The Weir\n{drawer.format('Bo Ek')}He left.\n"
    articles, skipped = read(tmp_path, "a.org", text)
    assert skipped == []
    assert [(a.title, a.published, a.authors, a.text) for a in articles] == [
        ("The Bill", FEB_7, ("Jane Doe",), "He said so."),
        ("The Weir", FEB_7, ("Bo Ek",), "He left."),
    ]


@pytest.mark.parametrize("rule", ["", "---\n\n"])
def test_headings_of_markdown_with_a_byline_each_are_articles(tmp_path: Path, rule: str) -> None:
    stories = [f"## {title}\n\n**The Courier** · 7 February 2012\n\nBy Jane Doe\n\n{said}\n\n{rule}" for title, said in
               (("The Bill", "He said so."), ("The Weir", "He left."))]  # fmt: skip
    articles, _ = read(tmp_path, "a.md", "# Cuttings\n\n" + "".join(stories))
    assert [
        (a.title, str(a.published and a.published.when), a.authors, a.text[a.body :].strip()) for a in articles
    ] == [
        ("The Bill", "2012-02-07", ("Jane Doe",), "He said so."),
        ("The Weir", "2012-02-07", ("Jane Doe",), "He left."),
    ]


def test_headings_of_markdown_without_bylines_are_parts_of_one_article(tmp_path: Path) -> None:
    text = "# The Bill\n\n## What now?\n\nHe said so.\n\n## And then?\n\nHe left.\n"
    assert only_article(tmp_path, "a.md", text).text == text


@pytest.mark.parametrize("credit", ["*Lorne Herald, by Bo Ek*", "_By Bo Ek, Lorne Herald_"])
def test_the_day_of_an_issue_is_that_of_its_articles(tmp_path: Path, credit: str) -> None:
    stories = [f"## {title}\n\n{credit}\n\nHe said so.\n" for title in ("The dam is safe", "The weir is not")]
    text = "# The Lorne digest, no. 7\n\n_February 7, 2012_\n\nTwo stories today.\n\n" + "\n".join(stories)
    articles, _ = read(tmp_path, "a.md", text)
    assert [(a.title, str(a.published and a.published.when), a.source, a.authors) for a in articles] == [
        ("The dam is safe", "2012-02-07", "Lorne Herald", ("Bo Ek",)),
        ("The weir is not", "2012-02-07", "Lorne Herald", ("Bo Ek",)),
    ]
