"""The citation of an answer, in every form, to be copied.

    To cite
    Plain text                                 in small print, above a box
    [Andy Burnham: “A campaign is ...          a block of code: nothing in it is formatted
    Markdown
    ...

What does not fit into a message stands in a file below it. The words and what is told of their article are those that
were shown. If the article still has the words, the link leads to them, else only to what the excerpt tells.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from discord import ui

from bot import citation_forms
from bot.discord import kept_replies
from bot.discord.layout import CODE_BLOCK, Layout
from bot.discord.markdown import MAX_MESSAGE_CHARS, visible
from bot.discord.responses import Attachment
from retrieval.citations import Citation
from retrieval.models import Answer, Article, Span

FILE = "citation.txt"
HEADING = "-# To cite"
LABELS = {"text": "Plain text", "markdown": "Markdown", "bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}
SPARE_CHARS = 200  # for the line about what does not fit


def of_kept(answer: Answer, article: Article | None, read: date) -> Citation:
    """The citation of an answer as it was kept. `article` is the article of now, if it still has the words there."""
    offset = kept_replies.offset_of(answer) if article else 0
    whole = replace(answer.article, text=article.text) if article else answer.article

    def moved(span: Span) -> Span:
        return span[0] + offset, span[1] + offset

    quotation = answer.quotation
    if quotation:
        quotation = replace(quotation, article=whole, spans=tuple(map(moved, quotation.spans)))
    passage = moved((answer.start, answer.end))
    return Citation(whole, (quotation.spans if quotation else ()) or (passage,), quotation, read)


def page(citation: Citation, *, changed: bool, may_attach: bool) -> tuple[Layout, Attachment | None]:
    """The message with the forms that fit, and a file with all of them if some do not."""
    forms = {LABELS[name]: visible(form([citation])) for name, form in citation_forms.FORMS.items()}
    heading = f"{HEADING}; the article has changed since, or is gone: the words as shown" if changed else HEADING
    container: ui.Container[Layout] = ui.Container(ui.TextDisplay(heading))
    view, left = Layout(timeout=None).add_item(container), list(_left(container, forms))
    if not left:
        return view, None
    if not may_attach:
        container.add_item(ui.TextDisplay(f"-# too long to show: {', '.join(left)}"))
        return view, None
    everything = "\n\n".join(f"{label}\n\n{text}" for label, text in forms.items())
    attachment = Attachment(everything.encode(errors="replace"), FILE, "The citation in every form")
    container.add_item(ui.TextDisplay(f"-# {', '.join(left)}: in {FILE}"))
    return view.add_item(ui.File(f"attachment://{FILE}")), attachment


def _left(container: "ui.Container[Layout]", forms: dict[str, str]) -> Iterator[str]:
    """Add the forms that fit to a container; yield the labels of the others."""
    room = MAX_MESSAGE_CHARS - SPARE_CHARS
    for label, text in forms.items():
        texts = (f"-# {label}", f"{CODE_BLOCK}\n{text}\n{CODE_BLOCK}")
        length = sum(map(len, texts))
        if length > room or CODE_BLOCK in text or text.endswith("`"):
            yield label
            continue
        room -= length
        for each in texts:
            container.add_item(ui.TextDisplay(each))
