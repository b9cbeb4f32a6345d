"""Where quoted spans begin and end. Each span is written with its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text import quotation_marks


def quoted_texts(text: str) -> list[str]:
    return [text[start:end] for start, end in quotation_marks.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is over,” he said. “Now go.”", ["“It is over,”", "“Now go.”"]),
        ('"It is over," he said. "Now go."', ['"It is over,"', '"Now go."']),
        ("''It's over,'' he said. ''Now go.''", ["''It's over,''", "''Now go.''"]),
        ('He said: ""It is over."', ['""It is over."']),
        ("He said: “It is over. It is dead.", ["“It is over. It is dead."]),
        ("“It is over.\n\nIt is dead,” he said.", ["“It is over."]),
        ("“It is over.\n“It is dead,” he said.", ["“It is over.", "“It is dead,”"]),
        ("“He said ‘it’s over’ to me.”", ["“He said ‘it’s over’ to me.”"]),
        ("“He said “over” to me.”", ["“He said “over” to me.”"]),
        ("“He said \"over.\"” Then he left.", ["“He said \"over.\"”"]),
        ("‘It’s over for the workers’ party,’ he said.", ["‘It’s over for the workers’ party,’"]),
        ("It's 'over', and it isn't 'dead'.", ["'over'", "'dead'"]),
        ("The workers’ bill isn’t dead, don’t worry.", []),
        ("He saw ‘all the possibilities’ he wanted and ‘no end’.", ["‘all the possibilities’", "‘no end’"]),
        ("He saw ‘the worst of democracy’s ways’ and more.", ["‘the worst of democracy’s ways’"]),
        ("He is 6' 2\" tall.", []),
        ('"It is over and "dead" too.', ['"It is over and', '"dead"']),
        ("“It is over, said Ann Lee, the mayor. “Now go.”", ["“It is over,", "“Now go.”"]),
        ('"It is over, added Bo de Witt of the union.', ['"It is over,']),
        ("“It is over, she said, and he said Ann Lee won.”", ["“It is over, she said, and he said Ann Lee won.”"]),
        ("“” and \"\"", []),
        ("", []),
        ("``It's over,'' he said. `Now go.'", ["``It's over,''", "`Now go.'"]),
        ("He said ‘[t]hey went’ and '[it] is over'.", ["‘[t]hey went’", "'[it] is over'"]),
        ("´It´s over,´ he said. ‛Now go.’ ‹So.›", ["´It´s over,´", "‛Now go.’", "‹So.›"]),
    ],
    ids=["curly", "straight", "two apostrophes", "doubled", "unclosed", "unclosed in its paragraph", "a line each",
         "nested single", "nested double", "nested, closing together", "single with apostrophes", "straight single",
         "apostrophes only", "a plural before another one", "a genitive inside",
         "feet and inches", "one never closed", "not closed before its cue",
         "nor a straight one", "a cue inside", "nothing inside", "nothing", "backticks", "brackets",
         "accents, turned marks and angles"],
)  # fmt: skip
def test_a_quoted_span_runs_from_its_opening_to_its_closing_mark(text: str, expected: list[str]) -> None:
    assert quoted_texts(text) == expected


@given(st.text(alphabet="“”\"'‘’`´«»„a9 ,.\n", max_size=60))
def test_quoted_spans_are_in_order_and_without_marks_lose_no_words(text: str) -> None:
    end = 0
    for start, stop in quotation_marks.find(text):
        assert end <= start < stop <= len(text)
        first, last = quotation_marks.without_marks(text, (start, stop))
        assert start <= first <= last <= stop
        assert not any(map(str.isalnum, text[start:first] + text[last:stop]))
        end = stop
