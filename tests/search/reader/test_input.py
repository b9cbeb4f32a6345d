"""What the reader reads: all parts in order, each cut to its room."""

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from retrieval.models import PartialDate
from retrieval.search.reader import MAX_BEFORE_PIECES, MAX_PIECES, MAX_QUESTION_PIECES, PairPieces, ReaderInput, Reading

UNKNOWN = "[UNK]"
WORDS = "[UNK] [CLS] [SEP] who won ? Vote Courier , 7 February 2012 | Ann Lee : it is lost they said".split()
TOKENIZER = Tokenizer(WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token=UNKNOWN))
TOKENIZER.pre_tokenizer = Whitespace()
INPUT = ReaderInput(TOKENIZER)
READING = Reading("it is lost", "Vote", "Courier", PartialDate.parse("2012-02-07"), ["Ann Lee"], "they said")


def words(pieces: PairPieces) -> str:
    return " ".join(WORDS[number] for number in pieces.ids)


@pytest.mark.parametrize(
    ("reading", "read"),
    [
        pytest.param(
            READING,
            "[CLS] who won ? [SEP] Vote | Courier , 7 February 2012 | Ann Lee : it is lost [SEP] they said [SEP]",
            id="all parts",
        ),
        pytest.param(Reading("it is lost"), "[CLS] who won ? [SEP] | | it is lost [SEP]", id="the passage alone"),
        pytest.param(Reading(""), "[CLS] who won ? [SEP] | | [SEP]", id="an empty passage"),
    ],
)
def test_parts_are_read_in_order_and_only_the_question_has_type_0(reading: Reading, read: str) -> None:
    pieces = INPUT.pair(INPUT.question("who won?"), reading)
    assert words(pieces) == read
    assert pieces.types == [0] * 5 + [1] * (len(pieces) - 5)


def test_ligatures_and_soft_hyphens_are_read_as_letters() -> None:
    written = INPUT.pair(INPUT.question("who won?"), Reading("i\u00adt is l\u00ado\ufb06 they\u200b said"))
    assert words(written) == "[CLS] who won ? [SEP] | | it is lost they said [SEP]"


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(Reading("lost " * 2000, before="said " * 500), id="a long passage"),
        pytest.param(Reading("lost", "Vote " * 500, "Courier " * 500, None, ["Lee " * 300] * 9), id="long headers"),
        pytest.param(Reading("输" * 900, before="说" * 900), id="in Chinese"),
    ],
)
def test_a_pair_of_any_length_fits(reading: Reading) -> None:
    assert len(INPUT.pair(INPUT.question("who won? " * 300), reading)) <= MAX_PIECES


def test_a_long_question_keeps_its_beginning_and_its_end() -> None:
    pieces = INPUT.question("who " + "lost " * 300 + "?")
    assert (len(pieces), WORDS[pieces[1]], WORDS[pieces[-2]]) == (MAX_QUESTION_PIECES + 2, "who", "?")


def test_of_what_stands_before_a_passage_the_end_is_read() -> None:
    pieces = INPUT.pair(INPUT.question("who won?"), Reading("it is lost", before="lost " * 100 + "they said"))
    assert words(pieces).endswith(f"it is lost [SEP] {'lost ' * (MAX_BEFORE_PIECES - 2)}they said [SEP]")
