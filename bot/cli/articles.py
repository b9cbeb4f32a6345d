"""Shows a span of an article, for the commands `show` and `context`."""

import argparse
from collections.abc import Sequence

from rich.console import Console

from bot.cli import ANSWERED, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import formatting
from bot.rendering import markdown as markdown_forms
from bot.rendering.formatting import on_one_line
from retrieval.errors import QuestionError
from retrieval.models import Article, Kind, Quotation, Span

MAX_LISTED_CHARS = 100  # of a quotation in the list below an article


class NoSuchPlace(QuestionError):
    def __init__(self, article: Article, place: str) -> None:
        super().__init__(f"{article.id} has {len(article.text):,} characters, and none at {place}")


def paragraph_at(article: Article, offset: int) -> Span:
    """The span of the paragraph at this offset; if the offset is on an empty line, the span of the next paragraph."""
    text = article.text
    checked(article, offset, offset + 1)
    while offset < len(text) - 1 and text[offset] == "\n":
        offset += 1
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def checked(article: Article, start: int, end: int) -> Span:
    """The span, if it lies within the article. Raises NoSuchPlace if not."""
    if not 0 <= start < end <= len(article.text):
        raise NoSuchPlace(article, f"{start:,} to {end:,}" if end > start + 1 or end <= start else f"{start:,}")
    return start, end


def show(
    article: Article,
    span: Span,
    quotations: Sequence[Quotation],
    given: argparse.Namespace,
    marked: Span | None = None,
) -> int:
    """Print a span of an article in the form asked for. `marked` is the span that the user asked for."""
    document = reply_json.article_document(article, span, quotations)
    if given.format in {OutputFormat.JSON, OutputFormat.CSV}:
        marks = {"passage": list(marked)} if marked else {}
        output.print_documents([document | marks], given.format)
    elif given.format == OutputFormat.MARKDOWN:
        within = formatting.quotations_in_span(span, quotations)
        terminal.write("\n\n".join(markdown_forms.article(article, document["text"], within)))
    else:
        with terminal.paged(wanted=given.pager) as console:
            draw(article, span, quotations, console, marked)
    return ANSWERED


def draw(
    article: Article, span: Span, quotations: Sequence[Quotation], console: Console, marked: Span | None = None
) -> None:
    """Print a span of an article, and below it a list of the quotations that begin in it."""
    quoted = [piece for quotation in quotations for piece in quotation.spans]
    terminal.show_article(article, span, quoted, console, marked)
    within = formatting.quotations_in_span(span, quotations)
    if not within:
        return
    console.print()
    terminal.show_heading(f"{formatting.counted(len(within), 'quotation')}, each with its place (--at):", console)
    terminal.show_labelled([_listed(quotation) for quotation in within], console)


def _listed(quotation: Quotation) -> tuple[str, str]:
    """The offset of a quotation, then its speaker and first words, in quotation marks if they are quoted directly.

    >>> from dataclasses import replace
    >>> from retrieval.models import Modality
    >>> said = Quotation(Article("a.txt", "It is over."), ((0, 11),), Kind.DIRECT, "Ann Lee")
    >>> _listed(said), _listed(replace(said, kind=Kind.INDIRECT, modality=Modality.DENIED))
    (('0', 'Ann Lee: “It is over.”'), ('0', 'Ann Lee, denied, reported: It is over.'))
    """
    words = on_one_line(formatting.words_alone(quotation))
    begun = words if len(words) <= MAX_LISTED_CHARS else f"{words[: MAX_LISTED_CHARS - 1].rstrip()}…"
    label = (formatting.not_said(quotation) or "").rstrip(":").lower()
    how = {Kind.DIRECT: "", Kind.MIXED: "partly quoted", Kind.INDIRECT: "reported"}[quotation.kind]
    named = ", ".join(filter(None, (formatting.speaker_name(quotation) or "speaker not named", label, how)))
    return str(quotation.spans[0][0]), f"{on_one_line(named)}: {begun if how else f'“{begun}”'}"
