"""Which part of an answer is pointed at: what the bars enclose."""

from collections.abc import Sequence

import pytest

from retrieval.models import Span
from retrieval.search import highlights
from retrieval.text.tokenise import stems

TEXT = "Lansley left early. “The reforms will stay,” Burnham said of the bill. The bill fell."
QUOTED = (21, 43)  # The reforms will stay,


def shown(asked: set[str], *quoted: Span) -> list[str]:
    def shared(sentences: Sequence[str]) -> list[float]:
        return [len(asked & set(stems(sentence))) for sentence in sentences]

    return [TEXT[start:end] for start, end in highlights.find(TEXT, shared, quoted)]


@pytest.mark.parametrize(
    ("asked", "quoted", "expected"),
    [
        ({"lansley"}, [], ["Lansley left early."]),
        ({"reform"}, [], ["“The reforms will stay,” Burnham said of the bill."]),
        ({"reform", "lansley", "bill"}, [], ["“The reforms will stay,” Burnham said of the bill."]),
        ({"bill"}, [], ["“The reforms will stay,” Burnham said of the bill."]),
        ({"lansley", "fell"}, [], ["Lansley left early."]),
        ({"bill"}, [QUOTED], ["The reforms will stay,"]),
        ({"lansley"}, [QUOTED], ["Lansley left early."]),
        ({"lansley"}, [(0, len(TEXT))], ["Lansley left early."]),
        ({"fell"}, [(45, 79), QUOTED], ["The bill"]),
        ({"hospital"}, [QUOTED], []),
        (set(), [], []),
        ({"the", "said"}, [], []),
    ],
    ids=["one word", "a stem", "most words", "first of equals", "tie", "what is quoted", "quoted elsewhere",
         "all quoted", "partly quoted", "none", "nothing asked", "stop words"],
)  # fmt: skip
def test_the_sentence_that_meets_most_is_pointed_at_and_of_it_what_is_quoted(
    asked: set[str], quoted: list[Span], expected: list[str]
) -> None:
    assert shown(asked, *quoted) == expected


def test_there_is_nothing_to_point_at_in_nothing() -> None:
    assert highlights.find("", lambda sentences: [1.0 for _ in sentences]) == ()
