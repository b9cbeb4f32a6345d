"""Several quotations checked at once, of a draft or a message: a list with the verdict on each, and a report as a file.

story.docx
7 quotations: 5 on record, 1 altered, 1 not on record
Altered: “a campaign is under way”                          quotations that are not on record as given come first
Andy Burnham · HuffPost UK · 7 February 2012                in small print
...
[checked.md]                                                each with its differences and what is on record
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from discord import ui

from bot.discord.pages.layout import PageLayout, unbroken
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS, one_line
from bot.discord.responses import MAX_FILE_BYTES, Attachment
from bot.rendering import formatting, markdown, verdicts
from bot.rendering.verdicts import Colour
from retrieval import citations
from retrieval.drafts import DraftCheck, DraftVerdict
from retrieval.quote_check import Check

MAX_QUOTATIONS_LISTED = 15  # quotations in the message
MAX_WORDS_CHARS = 120
MAX_CREDIT_CHARS = 160
REPORT_FILE = "checked.md"
SPARE_CHARS = 100  # for the line that counts the rest
COLOURS = {Colour.GREEN: 0x2D7D46, Colour.AMBER: 0xFAA61A, Colour.RED: 0xD83C3E}


@dataclass(frozen=True, slots=True)
class ListedQuotation:
    """A quotation with its verdict, and the place on record with the same or similar words."""

    label: str
    words: str
    credit: str
    colour: Colour
    is_on_record: bool

    @property
    def line(self) -> str:
        words = f"**{self.label}**: “{one_line(self.words, MAX_WORDS_CHARS)}”"
        return f"{words}\n-# {unbroken(one_line(self.credit, MAX_CREDIT_CHARS))}" if self.credit else words


@dataclass(frozen=True, slots=True)
class CheckedList:
    """The verdicts on several quotations for a message. `report` is a file in Markdown."""

    summary: str
    entries: Sequence[ListedQuotation]
    report: str

    def attachment(self) -> Attachment | None:
        content = self.report.encode(errors="replace")
        if len(content) > MAX_FILE_BYTES:
            return None
        return Attachment(content, REPORT_FILE, "Each quotation, its verdict, and what is on record")


def of_draft(checks: Sequence[DraftCheck]) -> CheckedList:
    """The list for a draft."""
    entries = [
        ListedQuotation(
            verdicts.word(check),
            check.quotation.shown,
            _proof(check, verdicts.explanation(check)),
            verdicts.colour(check),
            check.verdict is DraftVerdict.ON_RECORD,
        )
        for check in checks
    ]
    return CheckedList(verdicts.summary(checks), entries, "\n\n".join(markdown.draft(checks)))


def of_quotes(checks: Sequence[Check]) -> CheckedList:
    """The list for the quotations of a message."""
    labels = [verdicts.word(check) for check in checks]
    entries = [
        ListedQuotation(
            label,
            check.words,
            _proof(check, verdicts.NOBODY_QUOTED),
            verdicts.colour(check),
            check.on_record,
        )
        for label, check in zip(labels, checks, strict=True)
    ]
    counts = ", ".join(f"{count} {label.lower()}" for label, count in Counter(labels).items())
    summary = f"{formatting.counted(len(checks), 'quotation')}: {counts}"
    return CheckedList(summary, entries, "\n\n".join(markdown.checks(checks)))


def _proof(check: Check | DraftCheck, otherwise: str) -> str:
    """The place of the words on record and the article that corrects them; `otherwise` if they are not on record."""
    if not check.matches:
        return otherwise
    corrected = citations.correction(check.correction.article) if check.correction else None
    return formatting.SEPARATOR.join(filter(None, (verdicts.credit(check.matches[0]), corrected)))


def page(name: str, checked: CheckedList, attachment: Attachment | None) -> PageLayout:
    """The message with as many quotations as fit.

    Those not on record come first; otherwise the order of the text is kept.
    """
    heading = f"-# {one_line(name, 200)}\n### {checked.summary}"
    container: ui.Container[PageLayout] = ui.Container(ui.TextDisplay(heading))
    shown: list[str] = []
    for entry in sorted(checked.entries, key=lambda entry: entry.is_on_record)[:MAX_QUOTATIONS_LISTED]:
        room = MAX_MESSAGE_CHARS - len(heading) - SPARE_CHARS - sum(map(len, shown))
        if len(entry.line) > room:
            break
        shown.append(entry.line)
    if shown:
        colours = {entry.colour for entry in checked.entries}
        container.accent_colour = COLOURS[next(colour for colour in reversed(Colour) if colour in colours)]
        container.add_item(ui.Separator())
    for line in shown:
        container.add_item(ui.TextDisplay(line))
    if left := len(checked.entries) - len(shown):
        where = f" in {attachment.name}" if attachment else "; the bot may not attach a file with them here"
        container.add_item(ui.TextDisplay(f"-# {formatting.counted(left, 'more quotation')}{where}"))
    view = PageLayout(timeout=None).add_item(container)
    return view.add_item(ui.File(f"attachment://{attachment.name}")) if attachment else view
