import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.pages import markdown
from retrieval.models import (
    Span,
)
from tests.paths import SEEDS

ARTICLES = sorted(SEEDS.glob("*.txt"))


PARAGRAPHS = [
    part for seed in ARTICLES for part in re.split(r"\n\s*\n", seed.read_text(encoding="utf-8")) if part.strip()
]


TRICKY = st.lists(
    st.sampled_from(
        [
            *"\\*_~`|<>[]()#-+.:@/!1a “”…\n\u200b\u202e",
            *("**", "||", "```", "\\*", "\n- ", "\n1. ", "\n> ", "\n-# ", "> ", "* ", "Word. "),
            *("@everyone", "@here", "<@1>", "<#1>", "<t:1:R>", "<:x:1>", ":x:", "https://", "[a](b)"),
        ]
    ),
    max_size=30,
).map("".join)


TEXTS = st.one_of(TRICKY, st.text(max_size=60), st.sampled_from(PARAGRAPHS))


def unescaped(text: str) -> str:
    """A quotation block as a reader sees it, with its marks and backslashes removed."""
    lines = [line.removeprefix("> ") for line in text.split("\n")]
    return re.sub(r"\\(.)|\*\*", lambda mark: mark[1] or "", "\n".join(lines))


def folded(text: str) -> str:
    return " ".join(markdown.visible(text).split())


ESCAPES = [
    pytest.param("*a* __b__ ~~c~~ ||d|| `e`", r"\*a\* \_\_b\_\_ \~\~c\~\~ \|\|d\|\| \`e\`", id="emphasis and code"),
    pytest.param("<@1> <#2> <@&3> <t:4:R>", r"\<\@1> \<\#2> \<\@&3> \<t\:4:R>", id="mentions and timestamps"),
    pytest.param("@everyone, @here, @handle, a@b.uk", r"\@everyone, \@here, @handle, a@b.uk", id="everyone"),
    pytest.param("see http://a.uk/b or <https://c>", r"see http\://a.uk/b or \<https\://c>", id="addresses"),
    pytest.param("[click](https://a.uk) [£2.5bn]", r"\[click](https\://a.uk) \[£2.5bn]", id="links"),
    pytest.param("at 10:30:45 :smile: no: this", r"at 10\:30:45 \:smile: no: this", id="emoji"),
    pytest.param("# a\n-# b\n> c\n>>> d", "\\# a\n\\-# b\n\\> c\n\\>>> d", id="headings and quotations"),
    pytest.param("- a\n  + b\n1. c\n 22. d", "\\- a\n  \\+ b\n1\\. c\n 22\\. d", id="lists"),
    pytest.param("a - b, 2. c, £2.5bn #1 (x)!", "a - b, 2. c, £2.5bn #1 (x)!", id="harmless where they stand"),
    pytest.param("2.5bn\n2012", "2.5bn\n2012", id="figures at a line's start"),
    pytest.param("a\\*b\\c", r"a\\\*b\\c", id="a backslash of the author's"),
    pytest.param("a\u202eb\u200bc\ufeff\u2066d\tе\x0bf\u2028g\x00", "abcd е f g", id="unseen characters"),
]


@pytest.mark.parametrize(("text", "escaped"), ESCAPES)
def test_only_active_characters_are_escaped(text: str, escaped: str) -> None:
    assert markdown.escape(text) == escaped


def test_zero_width_and_text_direction_characters_are_removed() -> None:
    unseen = [
        char
        for char in map(chr, range(0x110000))
        if unicodedata.category(char) == "Cf"  # controls the text around it
        and (
            unicodedata.bidirectional(char) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
            or re.search("ZERO WIDTH|.-TO-.* MARK", unicodedata.name(char))
        )
    ]
    assert len(unseen) > 12
    assert {char for char in unseen if markdown.escape(char)} == set()


JOINED = {
    "a family": "👨\u200d👩\u200d👧\u200d👦",
    "a heart with a selector": "❤️\u200d🔥",
    "a profession with a skin tone": "👩🏽\u200d🚀",
    "two skin tones": "🧑🏻\u200d🤝\u200d🧑🏿",
    "a rainbow flag": "🏳️\u200d🌈",
    "a flag of letters": "🇬🇧",
    "a flag of tags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a key": "1️⃣",
    "Persian": "می\u200cخواهم",
    "Persian with a vowel": "نَ\u200cه",
    "Kurdish": "ئه\u200cم",
    "an Arabic letter that stands alone": "ه\u200d",
    "Syriac": "ܐ\u200dܒ",
    "Adlam": "\U0001e900\u200c\U0001e901",
    "Hindi": "क्\u200dष",
    "Bengali": "র\u200d্য",
    "Sinhala": "ශ්\u200dරී",
    "Malayalam at a word's end": "ന്\u200d",
    "Mongolian": "\u1828\u180b",
}


@pytest.mark.parametrize("word", JOINED.values(), ids=JOINED)
def test_an_emoji_or_a_letter_keeps_the_joiners_that_are_part_of_what_is_seen(word: str) -> None:
    text = f"He said: {word} again."
    assert markdown.escape(text) == markdown.plain_line(text, 60) == text
    shown = [markdown.blockquote(text, [(at, at + 1)]) for at in range(len(text)) if not text[at].isspace()]
    assert {quoted.removeprefix("> ").replace("**", "") for quoted in shown} == {text}


@pytest.mark.parametrize(
    "text",
    ["a\u200db", "\u200d👩", "👩\u200d", "a\u200cم", "x\u180b", "🏴\U000e0067", "می\u200c\u200cخواهم"],
    ids=ascii,
)
def test_a_joiner_that_joins_nothing_is_left_out(text: str) -> None:
    assert len(markdown.visible(text)) < len(text)


@given(TEXTS)
def test_no_active_character_is_left_in_an_escaped_text(text: str) -> None:
    escaped = markdown.escape(text)
    assert not re.search(r"<(@[!&]?|#)\d", escaped)  # Discord's servers find these even behind backslashes
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "¤", escaped)
    active = r"[\\*_~`|<\[]|@(everyone|here)|://|:[\w+-]+:|^ *[>#+-]|^ *\d+\.(\s|$)"
    assert re.findall(active, bare, re.MULTILINE) == []


@given(TEXTS, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)).map(lambda span: (min(span), max(span)))))
def test_a_block_quotation_unescapes_to_the_words_of_the_passage(text: str, highlights: list[Span]) -> None:
    quoted = markdown.blockquote(text, highlights)
    assert folded(unescaped(quoted)) == folded(text)
    assert quoted.count("\n") == text.count("\n")


@given(TEXTS, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80))))
def test_bold_is_closed_on_its_line_and_has_no_space_at_its_ends(text: str, spans: list[Span]) -> None:
    for line in markdown.blockquote(text, spans).split("\n"):
        assert line.startswith("> ")
        parts = re.sub(r"\\.", "¤", line.removeprefix("> ")).split("**")
        assert len(parts) % 2 == 1
        assert [bold for bold in parts[1::2] if not bold or bold != bold.strip()] == []
        assert "" not in parts[2:-1:2]  # Discord does not show "**a****b**" in bold


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda text: text[:20])
def test_a_paragraph_of_the_seeds_arrives_word_for_word_with_at_most_six_backslashes(paragraph: str) -> None:
    quoted = markdown.blockquote(paragraph, [(3, 40)])
    assert folded(unescaped(quoted)) == folded(paragraph)
    assert len(markdown.escape(paragraph)) <= len(paragraph) + 6


HIGHLIGHTS = [
    pytest.param("one two three", [(4, 7)], "> one **two** three", id="a word"),
    pytest.param("one two three", [(3, 8)], "> one **two** three", id="with the spaces around it"),
    pytest.param("one two three", [(0, 3), (2, 7), (7, 13)], "> **one two** **three**", id="overlapping"),
    pytest.param("onetwo", [(0, 3), (3, 6)], "> **onetwo**", id="adjoining"),
    pytest.param("one\n\n- two", [(0, 10)], "> **one**\n> \n> **\\- two**", id="over lines"),
    pytest.param("*one* two", [(0, 5)], "> **\\*one\\*** two", id="ending in a character that is escaped"),
    pytest.param("one", [(3, 9), (1, 1)], "> one", id="empty"),
]


@pytest.mark.parametrize(("text", "highlights", "quoted"), HIGHLIGHTS)
def test_highlights_are_bold(text: str, highlights: list[Span], quoted: str) -> None:
    assert markdown.blockquote(text, highlights) == quoted
