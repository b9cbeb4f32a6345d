"""Options behind a question or a command at the prompt, written as on the command line. They hold for that line only.

» :check “taken out and shot” --speaker Burnham
» what did he say of the bill --after 2012-02 --json
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from bot.cli.conversation import CommandError, Conversation

SHORT = {"s": "speaker", "p": "source", "n": "limit", "j": "json", "f": "format"}
OF_QUESTION = (*SHORT.values(), "after", "before")
LONG = (*OF_QUESTION, "at")
ELSEWHERE = ("draft", "reported")  # on the command line only; they are no words of a quotation either
AS_DASH = ("speaker", "source", "limit", "json", "format")  # behind a dash, which some keyboards make of "--"
OPTION = re.compile(
    rf"(?<!\S)(?:--(?P<long>(?:{'|'.join(OF_QUESTION + ELSEWHERE)})\b|(?:at|to)(?=[=\s]\s*\d))|"
    rf"—(?P<dashed>(?:{'|'.join(AS_DASH)})\b)(?![^—]*—)|-(?P<short>[{''.join(SHORT)}]))(?:=|\s+|$)"
)
QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
ONE_WORD = frozenset({"limit", "format", "at"})  # the value of another option may have several words

Setter = Callable[[Conversation, str], None]


def split(line: str) -> tuple[str, dict[str, str]]:
    """A line without its options, and the options with their values.

    >>> split(":check “no” --speaker Ann Lee")
    (':check “no”', {'speaker': 'Ann Lee'})
    >>> split("a —source close to her— spoke"), split(":article a.txt --at 82")
    (('a —source close to her— spoke', {}), (':article a.txt', {'at': '82'}))
    >>> split('tax -n 2 rises --source "The Post" in May -j'), split("no --we go")
    (('tax rises in May', {'limit': '2', 'source': 'The Post', 'json': ''}), ('no --we go', {}))
    """
    matches = list(OPTION.finditer(line))
    if not matches:
        return line, {}
    words, options = [line[: matches[0].start()]], {}
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        name = match["long"] or match["dashed"] or SHORT[match["short"]]
        text = line[match.end() : following.start() if following else len(line)]
        options[name], rest = _value(name, text.strip())
        words.append(rest)
    return " ".join(word.strip() for word in words if word.strip()), options


def _value(name: str, text: str) -> tuple[str, str]:
    """The value of an option at the start of a text, and the words behind it, which are no part of it."""
    if name == "json":
        return "", text
    if quoted := QUOTED.match(text):
        return quoted[1].strip(), text[quoted.end() :]
    if name in ONE_WORD:
        value, _, rest = text.partition(" ")
        return value, rest
    return text, ""


@contextmanager
def set_for_a_line(
    talk: Conversation, given: Mapping[str, str], allowed: Collection[str], setters: Mapping[str, Setter], of: str
) -> Iterator[None]:
    """Within this context, the options are set that a line gives. `of` is the command, or "a question".

    Raises CommandError if the line may not have one of them.
    """
    for name, value in given.items():
        if name not in allowed:
            known = ", ".join(f"--{option}" for option in LONG if option in allowed)
            raise CommandError(f"{of} has no option --{name}; it has {known or 'none'}")
        if not value and name != "json":
            raise CommandError(f"--{name} wants a value")
    if not given:  # then what a command sets stays set
        yield
        return
    before = talk.options, talk.limit, talk.as_json
    try:
        for name, value in given.items():
            setters[name](talk, value)
        talk.line_limit = talk.limit if "limit" in given else None
        yield
    finally:
        talk.options, talk.limit, talk.as_json = before
        talk.line_limit = talk.line_at = None
