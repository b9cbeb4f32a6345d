from retrieval import passages
from retrieval.models import Article

TEXT = "7 February 2012\n\nA Headline\n\nOne is here.\n\nTwo is here. Two goes on.\n\nThree is here.\n\nFour.\n"
ARTICLE = Article("a.txt", TEXT, body=TEXT.index("One"))


def around(words: str, room: int = 999) -> str:
    start = TEXT.index(words)
    first, last = passages.around(ARTICLE, start, start + len(words), room)
    return TEXT[first:last]


def test_the_rest_of_the_paragraph_comes_first() -> None:
    assert around("Two goes on.", 30) == "Two is here. Two goes on."


def test_headline_and_dateline_are_not_part_of_the_context() -> None:
    assert around("One is here.") == "One is here.\n\nTwo is here. Two goes on.\n\nThree is here."


def test_the_last_paragraph_has_context_before_it_only() -> None:
    assert around("Four.") == "Two is here. Two goes on.\n\nThree is here.\n\nFour."
