"""Prints replies, quotations and checks on a terminal, and long output through the pager. rich decides about colour.

    speaker: Andy Burnham · topic: Lansley

    1  Shadow Health Secretary Andy Burnham said on Tuesday
       afternoon: "A campaign is clearly underway ...

       Andy Burnham · HuffPost UK · 7 February 2012
       Jon Trickett Calls For ...
       2012-02-07-trickett.txt

Only answers are numbered; a few related passages follow below a divider. A passage is shown as it is in the article.
Lines break only between words; a word wider than the line is not cut. Text of an article cannot move the cursor,
reverse the writing direction or act as markup.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from bot.rendering import differences, formatting, refusals, replies, verdicts
from bot.rendering.formatting import on_one_line, visible
from bot.rendering.verdicts import Colour
from retrieval import passages
from retrieval.chronology import timeline
from retrieval.chronology.first_use import Appearance
from retrieval.chronology.timeline import SpeakerSummary, Statement
from retrieval.drafts import DraftCheck
from retrieval.models import Answer, Article, PartialDate, Precision, Quotation, Reply, Role, Span
from retrieval.quote_check import Check
from retrieval.quote_check.alignment import Change, ChangeKind

MAX_LINE_COLUMNS = 100  # longer lines are hard to read
TAB_COLUMNS = 8
MAX_BAR_COLUMNS = 40  # of the longest bar of a timeline
MAX_CONTEXT_CHARS = 1200  # of the text around a quotation that is to be judged
MAX_BARS = 12  # of a timeline, before periods without quotations are left out


MAX_MATCHES = 10  # places listed for a checked quotation
MAX_DRAFT_ROW_CHARS = 200  # of a quotation in the table of a draft
MAX_DRAFT_MATCHES = 2  # places listed for it
VERDICT_STYLES = {Colour.GREEN: "green", Colour.AMBER: "yellow", Colour.RED: "red"}


class SafeConsole(Console):
    """A console that replaces control characters by visible symbols in all text that it draws."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=visible(segment.text))


def console(file: TextIO | None = None, *, stderr: bool = False) -> Console:
    """A console on `file`, else on standard output or standard error.

    If that is not a terminal, it is MAX_LINE_COLUMNS wide.
    """
    console = SafeConsole(file=file, stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = MAX_LINE_COLUMNS
    return console


@contextmanager
def paged(*, wanted: bool = True) -> Iterator[Console]:
    """A console for text. On a terminal, output longer than the screen goes through the user's pager ($PAGER)."""
    drawn = console()
    if not (wanted and drawn.is_terminal and sys.stdin.isatty()):
        yield drawn
        return
    os.environ.setdefault("LESS", "FRX")  # colours; and no pager for what fits on one screen
    styles = "less" in os.environ.get("PAGER", "less") and shutil.which("less") is not None
    with drawn.pager(styles=styles):
        yield drawn


def write(text: str) -> None:
    """Write text to standard output, and a line end."""
    sys.stdout.write(f"{visible(text)}\n")


def complain(line: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"{on_one_line(line)}\n")


def show(reply: Reply, console: Console) -> None:
    understood = replies.understood(reply.understood)
    if understood:
        _draw(Text(on_one_line(understood), style="dim"), console)
        console.print()
    if reply.reason is not None:
        _draw(_nothing(reply.reason), console)
        if reply.searched:
            _draw(Text(on_one_line(refusals.searched_in_short(reply.searched)), style="dim"), console)
        if reply.answers:
            console.print()
            _draw(Text("Closest passages:", style="dim"), console)
            console.print()
    if found := replies.how_often(reply):
        show_heading(found, console)
        console.print()
    shown = replies.shown(reply)
    divided, width = reply.abstained, len(str(len(shown.answers)))
    for number, answer in enumerate(shown.answers, 1):
        if number > 1:
            console.print()
        is_related = answer.role is Role.RELATED and not reply.abstained
        if is_related and not divided:
            divided = True
            _draw(Text(on_one_line(replies.related_heading(shown)), style="dim"), console)
            console.print()
        _draw_answer(f"{'' if is_related else number:>{width}}  ", answer, console, faint=reply.abstained)


def show_compared(reply: Reply, speaker: str, topic: str, console: Console) -> None:
    """Print what one of two people said on a topic, or why there is nothing. Closest passages are left out."""
    show_heading(replies.compared_heading(reply, speaker, topic), console)
    console.print()
    answers = replies.compared(reply)
    if not answers:
        show_line(replies.why_not_compared(reply), console)
    for number, answer in enumerate(answers, 1):
        if number > 1:
            console.print()
        _draw_answer(f"{number}  ", answer, console, faint=False)


def answers_shown(reply: Reply) -> tuple[Answer, ...]:
    """The answers that `show` prints, in their order."""
    return replies.shown(reply).answers


FURTHER_ANSWERS = "Further answers:"
FURTHER_PASSAGES = "Further passages, which do not answer the question:"


def show_more(answers: Sequence[Answer], first: int, console: Console) -> None:
    """Print further answers, then passages that do not answer. The numbers continue from `first`."""
    heading = None
    for number, answer in enumerate(answers, first):
        other = FURTHER_ANSWERS if answer.role is Role.ANSWER else FURTHER_PASSAGES
        if other != heading:
            if heading:
                console.print()
            heading = other
            _draw(Text(heading, style="dim"), console)
        console.print()
        _draw_answer(f"{number}  ", answer, console, faint=answer.role is Role.RELATED)


def show_quotation(quotation: Quotation, console: Console) -> None:
    """Print a quotation, with its speaker, publication, date and article below it."""
    _draw_not_said(quotation, console)
    style = "" if formatting.is_reported(quotation) else "cyan"
    _draw(Text(visible(formatting.words_alone(quotation)), style=style), console)
    origin = on_one_line(formatting.origin(quotation.article, quotation))
    _draw(Text.assemble(_speaker(quotation), formatting.SEPARATOR, origin), console)
    _draw(Text(on_one_line(quotation.article.id), style="dim"), console)
    console.print()


def show_quotation_in_context(quotation: Quotation, console: Console) -> None:
    """Print a quotation in colour within the text around it, and then as `show_quotation` does."""
    article = quotation.article
    start, end = passages.around(article, quotation.spans[0][0], quotation.spans[-1][1], MAX_CONTEXT_CHARS)
    show_article(article, (start, end), quotation.spans, console)
    console.print()
    show_quotation(quotation, console)


def show_statement(statement: Statement, console: Console) -> None:
    """Print the sentences that contain a speaker's words, with speaker, publication, date and article below."""
    quotation = statement.quotations[0]
    _draw_not_said(quotation, console)
    words = Text(visible(statement.text))
    for start, end in () if formatting.is_reported(quotation) else statement.highlights:
        words.stylize("cyan", start, end)
    _draw(words, console)
    origin = on_one_line(formatting.origin(quotation.article, quotation))
    _draw(Text.assemble(_speaker(quotation), formatting.SEPARATOR, origin), console)
    place = f"{quotation.article.id} --at {statement.start}"
    also = (f"also: {formatting.origin(one.article)}{formatting.SEPARATOR}{one.article.id}" for one in statement.also)
    for line in (place, *also):
        _draw(Text(on_one_line(line), style="dim"), console)
    console.print()


def show_nearest(nearest: Sequence[Quotation], console: Console) -> None:
    """Print the passages nearest to a topic on which nothing is on record, if there are any."""
    if nearest:
        _draw(Text(refusals.NEAREST, style="dim"), console)
        console.print()
    for statement in timeline.statements(nearest):
        show_statement(statement, console)


def show_appearance(appearance: Appearance, console: Console) -> None:
    """Print a passage that has certain words, and who says the words there."""
    article, quotation = appearance.passage.article, appearance.quotation
    _draw(Text(visible(appearance.passage.text)), console)
    speaker = _speaker(quotation) if quotation else Text(formatting.OF_ARTICLE)
    _draw(Text.assemble(speaker, formatting.SEPARATOR, on_one_line(formatting.origin(article, quotation))), console)
    _draw(Text(on_one_line(f"{article.id} --at {appearance.passage.start}"), style="dim"), console)
    console.print()


def show_counts(counts: Sequence[tuple[PartialDate, int]], console: Console, undated: int = 0) -> None:
    """Print a bar for each month or year, in proportion to its quotations, and the number `undated` without a date.

    If there are many bars, empty ones are left out.
    """
    is_yearly = any(period.precision is Precision.YEAR for period, _ in counts)
    _draw(Text(f"quotations a {'year' if is_yearly else 'month'}:", style="dim"), console)
    shown = counts if len(counts) <= MAX_BARS else [(period, count) for period, count in counts if count]
    most = max(count for _, count in counts)
    width = max(len(formatting.date(period)) for period, _ in shown)
    for period, count in shown:
        bar = "█" * -(-count * MAX_BAR_COLUMNS // most)
        _draw(Text.assemble((f"{formatting.date(period):>{width}} ", "dim"), (bar, "blue"), f" {count}"), console)
    if undated:
        _draw(Text(f"and {formatting.counted(undated, 'quotation')} without a date", style="dim"), console)


def show_heading(text: str, console: Console) -> None:
    show_line(text, console, style="bold")


def show_line(text: str, console: Console, style: str = "") -> None:
    """Print a text on one line, or broken between words."""
    _draw(Text(on_one_line(text), style=style), console)


def show_labelled(rows: Sequence[tuple[str, str]], console: Console) -> None:
    """Print facts below each other, each after its label. All lines of a fact have the same indentation."""
    margin = max(len(label) for label, _ in rows) + 2
    for label, fact in rows:
        first: Text | str = Text(f"{label:<{margin}}", style="dim")
        for line in fact.split("\n"):
            _draw(Text(visible(line)), console, first, " " * margin)
            first = " " * margin


def show_summaries(summaries: Iterable[SpeakerSummary], console: Console) -> None:
    """Print how often each speaker is quoted, with first and last date. Speakers with a name come first."""
    table, was_named = Table(box=None, show_header=False, padding=(0, 2, 0, 0)), True
    for one in summaries:
        if was_named and not one.is_named:
            was_named = False
            table.add_row("")
            table.add_row(Text(formatting.UNNAMED, style="dim"))
        days = dict.fromkeys(formatting.date(day) for day in (one.first, one.last) if day)
        table.add_row(
            Text(on_one_line(one.speaker), style="bold"),
            Text(formatting.counted(one.quotations, "quotation")),
            Text(" to ".join(days) or "dates unknown", style="dim"),
        )
    _draw_table(table, console)


def show_article(
    article: Article, span: Span, quoted: Iterable[Span], console: Console, marked: Span | None = None
) -> None:
    """Print a span of an article, with its quotations in colour and a marked span in bold."""
    show_heading(article.title or article.id, console)
    _draw(Text(on_one_line(formatting.origin(article)), style="dim"), console)
    for line in (", ".join(article.authors), article.url, article.id):
        if line:
            _draw(Text(on_one_line(line), style="dim"), console)
    console.print()
    start, end = span
    text = Text(visible(article.text[start:end].rstrip("\n")))
    for style, spans in (("cyan", quoted), ("bold", [marked] if marked else [])):
        for first, last in spans:
            text.stylize(style, max(first - start, 0), max(last - start, 0))
    if start > 0:
        _draw(Text("…", style="dim"), console)
    _draw(text, console)
    if end < len(article.text.rstrip()):
        _draw(Text("…", style="dim"), console)


def show_check(check: Check, console: Console) -> None:
    """Print the verdict, then the first matches, each with its differences from the checked words and its
    quotations.
    """
    _draw(Text(verdicts.sentence(check), style="bold"), console)
    console.print()
    for match in check.matches[:MAX_MATCHES]:
        if match.changes:
            _draw(_difference(differences.shown(match)), console)
        for quotation in match.quotations:
            show_quotation(quotation, console)
    if (left := len(check.matches) - MAX_MATCHES) > 0:
        _draw(Text(f"{left:,} further places have these words; --format json lists all.", style="dim"), console)


def show_draft(checks: Sequence[DraftCheck], console: Console) -> None:
    """Print a table of a draft's quotations: number, verdict, words, and the words on record."""
    _draw(Text(verdicts.summary(checks), style="bold"), console)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column()
    table.add_column(overflow="fold")  # a long path is broken, not cut
    for number, check in enumerate(checks, 1):
        verdict = Text(verdicts.word(check), style=VERDICT_STYLES[verdicts.colour(check)])
        table.add_row("")
        table.add_row(Text(f"{number}", style="dim"), verdict, _checked_words(check))
    _draw_table(table, console)


def _checked_words(check: DraftCheck) -> Text:
    """The words of a draft's quotation, their speaker in the draft, the reason for the verdict, and the best match."""
    words = on_one_line(check.quotation.shown)
    shown = words if len(words) <= MAX_DRAFT_ROW_CHARS else f"{words[:MAX_DRAFT_ROW_CHARS].rstrip()} …"
    lines = [Text(f"“{shown}”"), Text(f"in the draft: {on_one_line(verdicts.named(check))}", style="dim")]
    lines.append(Text(on_one_line(verdicts.explanation(check))))
    for match in check.matches[:MAX_DRAFT_MATCHES]:
        quotation = match.quotations[0]
        if match.changes:
            lines.append(_difference(differences.shown(match)))
        place = f"{quotation.article.id} --at {match.place[0] if match.place else quotation.spans[0][0]}"
        lines += [Text(on_one_line(verdicts.credit(match))), Text(on_one_line(place), style="dim")]
    more = len(check.matches) - MAX_DRAFT_MATCHES
    if more > 0:
        lines.append(Text(f"and in {formatting.counted(more, 'more place')}", style="dim"))
    return Text("\n").join(lines)


def _difference(changes: Iterable[Change]) -> Text:
    """Word by word: [-checked, not on record-] and {+on record, not in the words checked+}, within the sentence."""
    marks = {
        ChangeKind.SAME: ("", "", ""),
        ChangeKind.ADDED: ("[-", "-]", "red"),
        ChangeKind.LEFT_OUT: ("{+", "+}", "green"),
        ChangeKind.AROUND: ("", "", "dim"),
    }
    pieces = []
    for change in changes:
        before, after, style = marks[change.kind]
        pieces.append(Text(f"{before}{on_one_line(change.words)}{after}", style=style))
    return Text(" ").join(pieces)


def _nothing(reason: str) -> Text:
    return Text.assemble((refusals.NOTHING, "bold"), " ", on_one_line(formatting.sentence(reason)))


def _draw_answer(number: str, answer: Answer, console: Console, *, faint: bool) -> None:
    margin = " " * len(number)
    heading = formatting.heading(answer)
    if heading:
        _draw(Text(on_one_line(heading), style="dim"), console, Text(number, style="dim"), margin)
        number = margin
    if _draw_not_said(answer.quotation, console, number, margin):
        number = margin
    _draw(_passage(answer, faint=faint), console, Text(number, style="dim"), margin)
    console.print()
    _draw(_credit(answer, faint=faint), console, margin, margin)
    places = formatting.repeated_in(answer)
    also = (f"{how}: {formatting.origin(passage.article)} · {passage.article.id}" for how, passage in places)
    new = formatting.novelty(answer.novelty, answer.quotation)
    for line in (new, answer.article.title, answer.article.id, formatting.link(answer) or answer.article.url, *also):
        if line:
            _draw(Text(on_one_line(line), style="dim"), console, margin, margin)


def _passage(answer: Answer, *, faint: bool) -> Text:
    passage = Text(visible(answer.text), style="dim" if faint else "")
    is_quoted = answer.credited and not faint and not formatting.is_reported(answer.credited)
    quoted = answer.credited.spans if answer.credited and is_quoted else ()
    styled = [("cyan", start - answer.start, end - answer.start) for start, end in quoted]
    styled += [("bold", start, end) for start, end in formatting.bold(answer.highlights, answer.quotation)]
    for style, start, end in styled:
        # a quotation may begin before the answer, and rich counts a negative offset from the end
        passage.stylize(style, max(start, 0), max(end, 0))
    return passage


def _credit(answer: Answer, *, faint: bool) -> Text:
    """Speaker, publication and date; without a speaker if the passage quotes nobody."""
    parts = [Text(on_one_line(formatting.origin(answer.article, answer.credited)))]
    if answer.credited:
        parts.insert(0, _speaker(answer.credited, formatting.office_then(answer)))
    return Text.assemble(Text(formatting.SEPARATOR).join(parts), style="dim" if faint else "")


def _draw_not_said(quotation: Quotation | None, console: Console, first: str = "", rest: str = "") -> bool:
    """Draw a line that says that the words were not said, if that is so. Returns whether a line was drawn."""
    label = formatting.not_said(quotation)
    if label:
        _draw(Text(label, style="bold"), console, Text(first, style="dim"), rest)
    return label is not None


def _speaker(quotation: Quotation, office: str | None = None) -> Text:
    """The speaker with office, the carrier ("as reported by Ann Lee"), and the author of a correction of the
    speaker.
    """
    name = formatting.speaker_name(quotation)
    speaker = Text(on_one_line(name), style="bold") if name else Text("speaker not named")
    about = filter(None, (office, formatting.attribution_note(quotation)))
    return Text(", ").join([speaker, *(Text(on_one_line(part)) for part in about)])


def _draw_table(table: Table, console: Console) -> None:
    """Print a table without the spaces with which rich fills its lines."""
    for segments in console.render_lines(table, pad=False):
        line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        line.rstrip()
        console.print(line, soft_wrap=True)


def _draw(text: Text, console: Console, first: Text | str = "", rest: str = "") -> None:
    """Print `text` broken between words, `first` before its first line and `rest` before the others."""
    width = min(console.width, MAX_LINE_COLUMNS) - len(rest)
    text.expand_tabs(TAB_COLUMNS)
    lines = [line for whole in text.split(allow_blank=True) for line in whole.divide(_breaks(whole.plain, width))]
    for number, line in enumerate(lines):
        drawn = Text.assemble(rest if number else first, line)
        drawn.rstrip()
        console.print(drawn, soft_wrap=True)


def _breaks(line: str, width: int) -> Iterator[int]:
    """The offsets at which new lines begin. rich's own wrapping would cut a word that is wider than the line.

    >>> list(_breaks("a lame-duck Secretary of State", 12))
    [12, 25]
    """
    begin = 0
    for word in re.finditer(r"\S+", line):
        if line[begin : word.start()].strip() and cell_len(line[begin : word.end()]) > width:
            begin = word.start()
            yield begin
