"""Texts in the first person: letters, posts and columns. Whole passages in them are their author's words."""

import pytest

from retrieval import attribution, passages
from retrieval.models import Article, Passage, Quotation
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


def whole_passages(text: str, authors: tuple[str, ...] = (), title: str | None = None) -> list[tuple[str, str]]:
    """Speaker and text of each quotation that is a whole passage."""
    pieces, found = quotations(Article("a.txt", text, title=title, authors=authors))
    whole = {passage.text for passage in pieces}
    return [(quotation.speaker or "", quotation.text) for quotation in found if quotation.text in whole]


def quotations(article: Article) -> tuple[list[Passage], list[Quotation]]:
    """The passages of an article, and the quotations found in them."""
    pieces = passages.split(article, lambda piece: len(piece) <= MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in pieces]])
    return pieces, attribution.find(article, pieces, docs)


def test_a_letter_belongs_to_the_person_who_signs_it() -> None:
    assert whole_passages(LETTERS) == [
        ("Len Bennett", "I have argued that the bill is bad."),
        ("Len Bennett", "It would ruin every farm here."),
        ("Debby James", 'The bill is good for farmers, as "Why I Voted for It" said.'),
    ]


def test_the_question_to_the_readers_is_not_part_of_a_post() -> None:
    assert whole_passages(POSTS) == [
        ("Sy Burr", "So golf does not make a mayor? Huh."),
        ("Ken Kenjo", "He looks like a flake."),
        ("@hotflesh", "Too little, too late."),
        ("@InvokeTruth", "It is theatre."),
        ("@MurrayMaza", "A clever move!"),
    ]


LETTERS_PAGE = """\
Fix the wall now

The wall is a disgrace and I have said so for years.

It must be rebuilt before the storms.

Ann Lee, Moorby

Let it fall

Nobody needs the wall.

Bo Ray
Eastport

I asked an engineer, who laughed.

Jo Hill, Norr
"""


@pytest.mark.parametrize("title", ["Letters: the harbour wall", "Your views", "Readers on the wall"])
def test_on_a_page_of_letters_a_signature_belongs_to_the_letter_above(title: str) -> None:
    _, found = quotations(Article("a.txt", LETTERS_PAGE, title=title))
    assert [(quotation.speaker, quotation.text) for quotation in found if quotation.cue is None] == [
        ("Ann Lee", "The wall is a disgrace and I have said so for years."),
        ("Ann Lee", "It must be rebuilt before the storms."),
        ("Bo Ray", "Nobody needs the wall."),
        ("Jo Hill", "I asked an engineer, who laughed."),
    ]


def test_headings_that_look_like_names_sign_nothing_outside_a_page_of_letters() -> None:
    text = "Two films run.\n\nAnn Lee\n\nA drama about the sea.\n\nBo Ray\n\nA comedy about a wall.\n"
    _, found = quotations(Article("a.txt", text, title="What to watch"))
    assert found == []


STORY = ["When I was a child, I fished.", "My father took me there.", "It rained, and I wept.", "I went home."]


@pytest.mark.parametrize(
    ("paragraphs", "title", "is_column"),
    [
        pytest.param(STORY * 2, "The wall I knew", True, id="in the first person"),
        pytest.param(STORY, "The wall I knew", False, id="too short"),
        pytest.param(["The wall fell on Monday."] * 5 + STORY, "The wall", False, id="mostly not"),
        pytest.param(["“I fished here,” said Bo Ray."] * 5 + STORY, "The wall", False, id="others' first person"),
        pytest.param(["I say the wall must go."], "Opinion: The wall must go", True, id="Opinion:"),
        pytest.param(["The wall hurts me."], "The wall must go | Comment", True, id="| Comment"),
        pytest.param(["The wall must go."], "Opinion: The wall must go", False, id="an opinion of nobody"),
        pytest.param(["The wall fell.", "It hurt me."] * 5, "The wall | Opinion", False, id="half its own"),
        pytest.param(["The wall must go."], "Public opinion: the wall", False, id="the word alone"),
    ],
)
def test_a_column_without_a_biography_is_told_by_its_headline_or_its_first_person(
    paragraphs: list[str], title: str, *, is_column: bool
) -> None:
    article = Article("a.txt", "\n\n".join(paragraphs), title=title, authors=("Ann Lee",))
    _, found = quotations(article)
    assert any(quotation.chain == ("the author", "Ann Lee") for quotation in found) is is_column


def test_i_in_a_letter_means_the_person_who_signs_it() -> None:
    _, found = quotations(Article("a.txt", LETTERS, authors=("Ann Lee",)))
    (argued,) = [quotation for quotation in found if quotation.cue == "argued"]
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
def test_headings_a_lone_name_and_two_handles_are_no_signatures(text: str) -> None:
    assert whole_passages(text) == []


@pytest.mark.parametrize(
    ("biography", "title", "is_column"),
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
def test_a_column_by_a_contributor_is_the_authors_words_except_where_others_are_quoted(
    biography: str, title: str | None, *, is_column: bool
) -> None:
    found = whole_passages(COLUMN.format(biography=biography), ("ANN LEE",), title)
    ending = [("Ann Lee", biography)] if title else []
    expected = [("Ann Lee", "The bill would ruin every farm in the county."), ("Ann Lee", "She is wrong."), *ending]
    assert found == (expected if is_column else [])


@pytest.mark.parametrize("heading", ["A long gap of trust.", "The farms of my youth."])
def test_a_heading_in_a_column_is_not_said(heading: str) -> None:
    text = COLUMN.format(biography="Ann Lee is a nurse.").replace("She is wrong.", f"{heading}\n\nShe is wrong.")
    assert [words for _, words in whole_passages(text, ("Ann Lee",))][1:] == ["She is wrong."]


def test_a_column_by_two_authors_belongs_to_neither() -> None:
    assert whole_passages(COLUMN.format(biography="Ann Lee is a nurse."), ("Ann Lee", "Bob Stone")) == []


def test_an_embedded_post_is_its_authors_words_without_the_signature() -> None:
    article = Article("a.txt", "The bill is bad. pic.example/1 — Ann Lee (@annlee) June 28, 2016\n")
    _, (post,) = quotations(article)
    assert (post.speaker, post.text, post.chain) == (
        "Ann Lee", "The bill is bad. pic.example/1", ("signed Ann Lee", "Ann Lee")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("above", "authors", "biography"),
    [
        pytest.param("", ("Ann Lee",), "Ann Lee keeps goats in Moorby.", id="keeps goats"),
        pytest.param("", ("Ann Lee",), "Ann Lee’s latest novel is out in May.", id="her novel"),
        pytest.param("", ("Ann Lee",), "The writer is a nurse.", id="the writer"),
        pytest.param("Ann Lee\n\n", (), "Ann Lee can be reached at a@lee.example.", id="a name alone above"),
        pytest.param("The nurse Ann Lee describes her day.\n\n", ("Ann Lee",), "Ann Lee is a nurse.", id="a note"),
    ],
)
def test_a_short_text_in_the_first_person_is_the_persons_whose_life_stands_below(
    above: str, authors: tuple[str, ...], biography: str
) -> None:
    story = ["I went to the quay.", "It was my first time."]
    found = whole_passages(above + "\n\n".join(["The sea rose.", *story, biography]), authors, "The quay")
    assert found[-2:] == [("Ann Lee", each) for each in story]


def test_a_life_below_a_report_makes_no_column() -> None:
    report = ["The sea rose.", "“I went to the quay,” said Bo Ray.", "Ann Lee keeps goats in Moorby."]
    assert whole_passages("\n\n".join(report), ("Ann Lee",), "The quay") == []
