"""Which quotations that follow each other were said in one go. Each text has two in marks; its cue is "said"."""

import re

import pytest

from retrieval.joining import statements
from retrieval.models import Article, Kind, Quotation, Span


def said_at_once(text: str) -> bool:
    first, last = (match.span(1) for match in re.finditer("“([^“”]*)", text))
    cues = [match.span() for match in re.finditer("said(?!:)|adding", text)]
    introducing = [match.span() for match in re.finditer("said(?=:)", text)]
    article = Article("a.txt", text)

    def quoted(span: Span, cue: Span | None) -> Quotation:
        return Quotation(article, (span,), Kind.DIRECT, "Ann Lee", cue_span=cue)

    before = quoted(first, cues[0] if cues else None)
    following = cues[1:] or introducing
    after = quoted(last, following[-1] if following else None)
    return statements.goes_on(before, after, (first[1], last[0]))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("“We will,” said Ann Lee, who has led the council since 2019, “sell it.”", id="who speaks"),
        pytest.param("“Why not?” Ann Lee said. “Nobody wants it.”", id="who speaks, after a question"),
        pytest.param("“We will sell it,” Ann Lee said.\n\n“Nobody wants it,” she said.", id="the next paragraph"),
        pytest.param("Ann Lee said: “We will sell it.\n\n“Nobody wants it.”", id="an open mark"),
        pytest.param("ANN LEE said: “We will sell it. (Applause.) [She drinks.] “Nobody wants it.”", id="in brackets"),
        pytest.param("“We will sell it.” Ms Lee then added: “Nobody wants it.”", id="a short introduction"),
    ],
)
def test_words_with_only_their_speaker_in_between_are_one_statement(text: str) -> None:
    assert said_at_once(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("“We will sell it,” she said. It rained. “Nobody wants it,” she said.", id="a sentence"),
        pytest.param("“We will sell it,” she said.\n\nThe council met.\n\n“Nobody wants it.”", id="a paragraph"),
        pytest.param("She said it was “a ruin” and the sale “a gift to the town”.", id="two pieces of a sentence"),
        pytest.param("“We will sell it,” she said, adding that “nobody wants it”.", id="another cue"),
        pytest.param(
            "“We will sell it.” Speaking outside the court in Sund the day after, she said: “Nobody wants it.”",
            id="another occasion",
        ),
        pytest.param('“We will sell it,” she said of the "old ruin". “Nobody wants it.”', id="other quoted words"),
        pytest.param("“We will sell it.” She sat down. “Nobody wants it,” she said.", id="a short sentence"),
    ],
)
def test_words_with_the_article_in_between_are_two_statements(text: str) -> None:
    assert not said_at_once(text)
