"""A reply as Discord shows it: one container of text, within Discord's limits.

    speaker: Andy Burnham · topic: Lansley             what was understood, in small print
    ──────────
    ▏ Shadow Health Secretary Andy Burnham said …      the passage, quoted, its highlights in bold
    Andy Burnham · HuffPost UK · 7 February 2012       who, where, when
    Jon Trickett Calls For Investigation … · article   the title and a link, in small print
    ──────────
    2 passages left out for length; …

Every word of an article or a user is escaped: it mentions, links and formats nothing. Only what could act is escaped,
so that dropping the backslashes gives the words back. Characters that show nothing (zero width, text direction) are
left out: they serve to disguise words or to turn round what stands beside them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from textwrap import shorten
from urllib.parse import quote, urlsplit

from discord import ui

from bot import wording
from retrieval.records import Answer, Reply, Span

TEXT_LIMIT = 4000  # Discord's, over all the text of one message
PASSAGES_LIMIT = 12  # three components each, with the frame around them: Discord takes 40
CLOSEST = 2  # passages shown when abstaining
LONGEST_URL = 500

Layout = ui.LayoutView

UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[{UNSEEN}]")
RUN = re.compile(rf"[^\s{UNSEEN}](?:[^\n]*[^\s{UNSEEN}])?")  # within one line, something to see at either end
SPACE = re.compile(r"[^\S\n]")
ACTIVE = re.compile(
    r"""[\\*_~`|<\[]            # emphasis, code, spoilers; whatever opens a mention, a timestamp, a link
      | (?<=<)[@#]              # Discord looks for mentions behind a backslash, too
      | @(?=everyone|here)
      | :(?=//|[\w+-]+:)        # https://, :emoji:
    """,
    re.VERBOSE,
)
LINE_START = re.compile(r"^( *(?=[>#+-])| *\d+(?=\.(?:\s|$)))(.)", re.MULTILINE)  # quotations, headings, lists
SENTENCE_END = re.compile(r"[.!?…]['\"’”)\]]*(?=\s)|(?<=\S)(?=\n)")
WORD_END = re.compile(r"(?<=\S)(?=\s)")


def render(reply: Reply, answers: int) -> Layout:
    """Up to `answers` passages, as far as they fit; when abstaining, the reason and the closest ones."""
    chosen = reply.answers[: min(answers, CLOSEST) if reply.abstained else answers]
    opening = _opening(reply, closest=bool(chosen))
    room = TEXT_LIMIT - len(opening) - len(_left_out(len(chosen)))
    passages = list(_passages(chosen[:PASSAGES_LIMIT], room))
    container: ui.Container[Layout] = ui.Container(ui.TextDisplay(opening))
    for passage in passages:
        container.add_item(ui.Separator())
        for text in passage:
            container.add_item(ui.TextDisplay(text))
    if left := len(chosen) - len(passages):
        container.add_item(ui.Separator()).add_item(ui.TextDisplay(_left_out(left)))
    return Layout(timeout=None).add_item(container)


def escape(text: str) -> str:
    r"""The same words, with nothing in them that acts.

    >>> print(escape("@everyone: *see* <@42> at https://example.org/a_b"))
    \@everyone: \*see\* \<\@42> at https\://example.org/a\_b
    >>> print(escape("- one\n2. two - and 2.5"))
    \- one
    2\. two - and 2.5
    """
    visible = SPACE.sub(" ", INVISIBLE.sub("", text))
    return LINE_START.sub(r"\1\\\2", ACTIVE.sub(r"\\\g<0>", visible))


def quotation(text: str, highlights: Sequence[Span] = ()) -> str:
    """A passage as a quotation block; a highlight over several lines is bold in each.

    >>> print(quotation("He said:\\n“It is *not*.”", [(3, 12)]))
    > He **said:**
    > **“It** is \\*not\\*.”
    """
    pieces, done = [], 0
    for start, end in _bold(text, highlights):
        pieces += [escape(text[done:start]), f"**{escape(text[start:end])}**"]
        done = end
    pieces.append(escape(text[done:]))
    return "\n".join(f"> {line}" for line in "".join(pieces).split("\n"))


def _bold(text: str, highlights: Sequence[Span]) -> list[Span]:
    """Highlights as Discord can show them: in order, one line each, no space inside, never touching."""
    runs = [run.span() for start, end in highlights for run in RUN.finditer(text, max(start, 0), end)]
    merged: list[Span] = []
    for start, end in sorted(runs):
        if merged and not INVISIBLE.sub("", text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _opening(reply: Reply, *, closest: bool) -> str:
    lines = [f"-# {one_line(wording.understood(reply.understood), 600)}"]
    if reply.reason is not None:
        lines.append(f"**{wording.NOTHING}** {one_line(wording.sentence(reply.reason), 400)}")
        lines += ["-# The closest passages, which do not answer the question:"] if closest else []
    return "\n".join(lines)


def _left_out(count: int) -> str:
    passages = "1 passage" if count == 1 else f"{count} passages"
    return f"-# {passages} left out for length; name a speaker, a source or dates to narrow the question"


def _passages(answers: Sequence[Answer], room: int) -> Iterator[tuple[str, str]]:
    """Quotation and attribution, whole where there is room, else cut, until not one sentence of a passage fits."""
    for answer in answers:
        attribution = _attribution(answer)
        passage = _fitted(answer, room - len(attribution))
        if passage is None:
            return
        yield passage, attribution
        room -= len(passage) + len(attribution)


def _fitted(answer: Answer, room: int) -> str | None:
    """The passage as a quotation of at most `room` characters, cut where a sentence ends, else where a word does."""
    text = answer.text.rstrip()
    if len(whole := quotation(text, answer.highlights)) <= room:
        return whole

    def cut(end: int) -> str:
        return quotation(text[:end], answer.highlights) + " …"

    for boundary in (SENTENCE_END, WORD_END):
        ends = [match.end() for match in boundary.finditer(text, 0, TEXT_LIMIT)]
        if fitting := bisect_right(ends, room, key=lambda end: len(cut(end))):
            return cut(ends[fitting - 1])
    return None


def _attribution(answer: Answer) -> str:
    """Who, where and when on one line; below, small, what the article is called and where it is."""
    article = answer.article
    speaker = one_line(wording.speaker(answer) or "", 100)
    origin = (one_line(wording.source(article), 100), wording.when(article.published))
    lines = [wording.SEPARATOR.join((f"**{speaker}**", *origin) if speaker else origin)]
    title, link = one_line(article.title or "", 200), _link(article.url)
    if title or link:
        lines.append("-# " + wording.SEPARATOR.join(filter(None, (title, link))))
    return "\n".join(lines)


def _link(url: str | None) -> str:
    """A link under words of our own: a title between the brackets could close them and bring another address.

    >>> _link("https://example.org/a_(b)"), _link("javascript:alert(1)")
    ('[article](<https://example.org/a_%28b%29>)', '')
    """
    try:
        address = urlsplit(url or "")
        safe = quote(url or "", safe=":/?#@!$&+,;=%")
    except ValueError:  # what a sources file gives need not be an address at all; the answer stands without it
        return ""
    usable = address.scheme in {"http", "https"} and address.hostname and len(safe) <= LONGEST_URL
    return f"[article](<{safe}>)" if usable else ""


def one_line(text: str, most: int) -> str:
    """One line of at most `most` characters, before escaping."""
    return escape(shorten(INVISIBLE.sub("", text), most, placeholder="…"))
