"""Whole passages that are somebody's own words: letters, posts and columns."""

import pytest

from retrieval import attribution, passages
from retrieval.models import Article
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.text import nlp

pytestmark = pytest.mark.slow

LETTERS = """\
LETTERS.

I have argued that the bill is bad.

It would ruin every farm here.

Len Bennett.

Deerfield Beach, Fla.

The bill is good for farmers, as "Why I Voted for It" said.

Debby James.

Mission Viejo, Calif.
"""
POSTS = """\
FACEBOOK.

The council met on Monday to vote on the bill.

So golf does not make a mayor? Huh.

Sy Burr.

He looks like a flake.

Ken Kenjo.

TWITTER.

We asked our followers what they made of it.

Too little, too late.

@hotflesh.

It is theatre.

@InvokeTruth.

A clever move!

@MurrayMaza.
"""
COLUMN = """\
The bill would ruin every farm in the county.

“It is good for you,” Mayor Sue Hale said.

She is wrong.

{biography}
"""


def owned(text: str, authors: tuple[str, ...] = (), title: str | None = None) -> list[tuple[str, str]]:
    """Who is named, and with which words, where a whole passage is theirs."""
    article = Article("a.txt", text, title=title, authors=authors)
    cut = passages.split(article, lambda piece: len(piece) <= MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    whole = {passage.text for passage in cut}
    return [(said.speaker or "", said.text) for said in attribution.find(article, cut, docs) if said.text in whole]


def test_a_letter_is_its_signers_words_up_to_the_signature_before() -> None:
    assert owned(LETTERS) == [
        ("Len Bennett", "I have argued that the bill is bad."),
        ("Len Bennett", "It would ruin every farm here."),
        ("Debby James", 'The bill is good for farmers, as "Why I Voted for It" said.'),
    ]


def test_what_readers_were_asked_is_none_of_theirs() -> None:
    assert owned(POSTS) == [
        ("Sy Burr", "So golf does not make a mayor? Huh."),
        ("Ken Kenjo", "He looks like a flake."),
        ("@hotflesh", "Too little, too late."),
        ("@InvokeTruth", "It is theatre."),
        ("@MurrayMaza", "A clever move!"),
    ]


def test_the_i_of_a_letter_is_its_signer() -> None:
    article = Article("a.txt", LETTERS, authors=("Ann Lee",))
    cut = passages.split(article, lambda piece: len(piece) <= MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    (argued,) = [said for said in attribution.find(article, cut, docs) if said.cue == "argued"]
    assert (argued.speaker, argued.chain) == ("Len Bennett", ("I", "the author", "Len Bennett"))


@pytest.mark.parametrize(
    "text",
    [
        "Two are running.\n\nSue Hale.\n\nHale wants the bill.\n\nBob Stone.\n\nStone wants it gone.\n",
        "It began.\n\nRising Tensions.\n\nThey met.\n\nHigher Stakes.\n\nThey parted.\n\nAll went home.\n\nIt ended.\n",
        "They met in a tent.\n\nSue Hale.\n",
        "They met.\n\n@one.\n\nThey parted.\n\n@two.\n",
    ],
    ids=["headings of a list", "headings", "one name, no place", "two handles"],
)
def test_a_name_by_itself_signs_nothing(text: str) -> None:
    assert owned(text) == []


@pytest.mark.parametrize(
    ("biography", "title", "theirs"),
    [
        ("Ann Lee is president of the farmers' union.", None, True),
        ("Rep. Ann Lee, D-Ariz., was an early backer.", None, True),
        ("Ann Lee is a columnist and the editor of the opinion page.", None, True),
        ("Ann Lee covers the county for the Courier.", None, False),
        ("Ann Lee is senior editor at the Courier.", None, False),
        ("Follow Ann Lee on Twitter.", None, False),
        ("Bob Stone is president of the farmers' union.", None, False),
        ("The vote is on Monday.", "Ann Lee: A Bad Bill", True),
        ("The vote is on Monday.", "A Bad Bill", False),
    ],
)
def test_a_column_is_its_authors_words_where_nobody_else_is_quoted(
    biography: str, title: str | None, *, theirs: bool
) -> None:
    found = owned(COLUMN.format(biography=biography), ("ANN LEE",), title)
    told = [("Ann Lee", biography)] if title else []
    expected = [("Ann Lee", "The bill would ruin every farm in the county."), ("Ann Lee", "She is wrong."), *told]
    assert found == (expected if theirs else [])


def test_nobody_in_particular_writes_what_several_sign() -> None:
    assert owned(COLUMN.format(biography="Ann Lee is a nurse."), ("Ann Lee", "Bob Stone")) == []


def test_a_post_shown_in_an_article_is_its_writers_words_less_the_signature() -> None:
    article = Article("a.txt", "The bill is bad. pic.example/1 — Ann Lee (@annlee) June 28, 2016\n")
    cut = passages.split(article, lambda piece: len(piece) <= MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    (post,) = attribution.find(article, cut, docs)
    assert (post.speaker, post.text, post.chain) == (
        "Ann Lee", "The bill is bad. pic.example/1", ("signed Ann Lee", "Ann Lee")
    )  # fmt: skip
