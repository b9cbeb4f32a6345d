"""Shows a span of an article, for the commands `show` and `context`."""

import argparse
from collections.abc import Sequence

from bot import markdown as markdown_forms
from bot.cli import ANSWERED, output, reply_json, terminal
from bot.cli.output import Format
from retrieval.errors import QuestionError
from retrieval.models import Article, Quotation, Span


class NoSuchPlace(QuestionError):
    def __init__(self, article: Article, place: str) -> None:
        super().__init__(f"{article.id} has {len(article.text):,} characters, and none at {place}")


def paragraph_at(article: Article, offset: int) -> Span:
    """The span of the paragraph that has this character; that of the next one if it is an empty line."""
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
    """Print a span of an article in the form that was asked for. `marked` is the place that was looked for."""
    document = reply_json.article_document(article, span, quotations)
    if given.format in {Format.JSON, Format.CSV}:
        marks = {"passage": list(marked)} if marked else {}
        output.print_documents([document | marks], given.format)
    elif given.format == Format.MARKDOWN:
        terminal.write("\n\n".join(markdown_forms.article(article, document["text"])))
    else:
        quoted = [piece for quotation in quotations for piece in quotation.spans]
        with output.paged(wanted=given.pager) as console:
            terminal.show_article(article, span, quoted, console, marked)
    return ANSWERED
