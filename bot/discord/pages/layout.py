"""Pages of text, passages and menus, as every command builds them, within Discord's limits.

A page has its text in one container. Below each passage is its credit, and one menu leads to the contexts of all
passages. `styled` changes a finished page for readers who want only block quotations, or plain text.

`height_on_phone` estimates the height of a page, so that one answer fits on one screen. Its figures were measured with
Discord's font in a window of 380 by 664 pixels, where a line of a quotation has about 29 characters.

>>> height_on_phone("who?", "> It rains.\\n> It snows.", "Ann Lee · HSJ", "-# Others on this: Bo Ek")
132
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from textwrap import wrap

from discord import SelectOption, ui

from bot import addresses
from bot.discord.database import PLAIN, QUOTE, kept_replies
from bot.discord.database.kept_replies import digest
from bot.discord.pages.button_ids import CITE, AnswerButton, ContextMenu, article_link
from bot.discord.pages.markdown import WORD_END, excerpt, one_line, plain_line, safe_url, truncated_blockquote
from bot.rendering import formatting
from retrieval.chronology.timeline import Statement
from retrieval.citations import text_fragments
from retrieval.models import Article, Basis, Novelty, Passage, Quotation, Span
from retrieval.text import sentences
from retrieval.text.dates import MONTHS
from retrieval.text.normalise import holds_phrase

MAX_NOVELTY_CHARS = 300  # characters of the line about novelty
MAX_TITLE_CHARS = 200  # of an article
SHORT_TITLE_CHARS = 40  # of an article, below an answer: one line on a phone. Context and citation have all of it
ARCHIVE_KEY_DIGITS = 8  # of a digest of the archive's name
MAX_MENU_CHARS = 100  # Discord's limit for each text of a menu's entry
CITED_AS = "as plain text, Markdown, BibTeX, RIS and CSL-JSON"
SEPARATOR = "\N{NO-BREAK SPACE}· "  # so that no line on a phone begins with the dot
CODE_BLOCK = "```"  # a text to copy unchanged
DATE = re.compile(rf"(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) \d{{4}}")
LINE_MARKS = re.compile(r"^(?:> ?|-# |### )", re.MULTILINE)
BOLD_MARKS = re.compile(r"(?<!\\)\*\*")
PageLayout = ui.LayoutView
PageButton = AnswerButton | ui.Button[PageLayout]
PHONE_SCREEN_PIXELS = 664
PHONE_FRAME_PIXELS = 140  # the bot's name, the edges of the box and the menu
PHONE_BUTTON_ROW_PIXELS = 38
PHONE_SEPARATOR_PIXELS = 14
PHONE_GAP_PIXELS = 4  # between texts, and between the paragraphs of a quotation
PHONE_LINES = (
    ("> ", 29, 22),
    ("-# ", 36, 20),
    ("### ", 26, 26),
    ("", 30, 22),
)  # of each kind: mark, characters, pixels
PHONE_WIDTH_PIXELS = 290  # pixels of width for the buttons of a row
PHONE_EMOJI_BUTTON, PHONE_BUTTON_EDGES, PHONE_BUTTON_CHAR, PHONE_BUTTON_GAP = 51, 32, 7, 8  # pixels of width
MAX_BUTTONS = 5  # Discord's limit for a row
PHONE_SECTION_BUTTON_PIXELS = 46  # the button of a section, which is below its text on a phone
MARKS = re.compile(r"\*\*|~~|\\(?=[^\w\s])")


def text_page(*markdown: str) -> PageLayout:
    """A page of texts only, which the caller has escaped."""
    return PageLayout(timeout=None).add_item(ui.Container(*map(ui.TextDisplay, markdown)))


def styled(view: PageLayout, style: str | None) -> PageLayout:
    """A page in the style that its reader or server has chosen.

    "quote" has block quotations without the box around them. "plain" is only text, also for screen readers: without
    formatting marks, with descriptions instead of pictures, and with gaps instead of lines. A gap is also between the
    question or heading and the first words of an article.
    """
    if style not in {QUOTE, PLAIN}:
        return view
    page = PageLayout(timeout=None)
    for item in view.children:
        parts = list(item.children) if isinstance(item, ui.Container) else [item]
        for part in parts if style == QUOTE else _plain(parts):
            page.add_item(part)
    return page


def _plain(parts: Sequence[ui.Item[PageLayout]]) -> Iterator[ui.Item[PageLayout]]:
    """The parts of a container as plain text."""
    has_gap = False
    for number, part in enumerate(parts):
        if isinstance(part, ui.MediaGallery):
            continue
        if isinstance(part, ui.Separator):
            part.visible, has_gap = False, True
        for text in [part, *part.walk_children()] if isinstance(part, ui.Section) else [part]:
            if isinstance(text, ui.TextDisplay) and not text.content.startswith(CODE_BLOCK):
                if number and not has_gap and text.content.startswith("> "):
                    yield ui.Separator(visible=False)
                    has_gap = True
                text.content = unformatted(text.content)
        yield part


def without_controls(view: PageLayout) -> PageLayout:
    """A page without the buttons and menus that a webhook may not send."""
    for item in view.children:
        if isinstance(item, ui.ActionRow):
            view.remove_item(item)
    return view


def unformatted(markdown: str) -> str:
    r"""The text without our own formatting marks. Marks in the text of articles are escaped and stay.

    >>> print(unformatted("-# asked\n> It **must** stop.\n> \\**Now*."))
    asked
    It must stop.
    \**Now*.
    """
    return BOLD_MARKS.sub("", LINE_MARKS.sub("", markdown))


def topic_heading(speaker: str, topic: str | None) -> str:
    """A heading with the speaker, and the topic if there is one."""
    return f"### {one_line(speaker, 100)}" + (f" on {one_line(topic, 100)}" if topic else "")


def credit(
    article: Article,
    quotation: Quotation | None,
    *,
    title_chars: int | None = MAX_TITLE_CHARS,
    office_then: str | None = None,
    beside: str = "",
) -> str:
    """Speaker, source and date, then the title in small print.

    A speaker with a role is on a line of their own. `office_then` is shown if the mention has no role: "then Health
    Secretary". A role that the words `beside` already contain is not repeated. If `title_chars` is None, the title and
    the reason for an inferred date are left out; if it is 0, only the title is left out.
    """
    lines = source_and_date(article, quotation)
    speaker = one_line(formatting.speaker_name(quotation) or "", 100) if quotation else ""
    if quotation and speaker:
        mentioned = formatting.role(quotation)
        shown_role = office_then if mentioned is None else None if holds_phrase(beside, mentioned) else mentioned
        role, carrier = (one_line(text or "", 130) for text in (shown_role, formatting.attribution_note(quotation)))
        described = ", ".join(text for text in (speaker, role, carrier) if text)
        lines = f"{described}\n{lines}" if role or carrier else f"{described}{SEPARATOR}{lines}"
    published = article.published
    if title_chars is not None and published and published.basis is Basis.INFERRED and published.words:
        lines += f"\n-# date inferred from “{one_line(published.words, 100)}”"
    title = one_line(article.title or "", title_chars) if title_chars else ""
    return f"{lines}\n-# {title}" if title else lines


def whats_new(new: Novelty | None, quotation: Quotation | None) -> list[str]:
    """A line in small print about the novelty of a quotation; None if nothing is known."""
    line = formatting.novelty(new, quotation)
    return [f"-# {one_line(line, MAX_NOVELTY_CHARS)}"] if line else []


def source_and_date(article: Article, quotation: Quotation | None = None) -> str:
    """The publication and the date. If the publication only reports the words, the line says so."""
    source = one_line(formatting.publication(article, quotation), 100)
    return f"{source}{SEPARATOR}{non_breaking(formatting.when(article.published))}"


def non_breaking(words: str) -> str:
    """A date, or a number with its noun, with no-break spaces, so that no line ends within it."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def unbroken(line: str) -> str:
    """A line with no-break spaces within its dates and before its dots.

    >>> unbroken("Ann Lee · Post · 7 May 2012; see May 2011").replace("\\xa0", "_")
    'Ann Lee_· Post_· 7_May_2012; see May_2011'
    """
    return DATE.sub(lambda found: non_breaking(found[0]), line).replace(formatting.SEPARATOR, SEPARATOR)


class PageOfPassages:
    """A container for passages, and the menu of their contexts.

    Links to articles lead to the `reading_room`, if there is one. `archive` is the name of the archive that has the
    passages. If a page has no answer's key, its menu looks for the contexts in this archive.
    """

    def __init__(self, opening: str, reading_room: str = "", archive: str | None = None) -> None:
        self._reading_room, self._archive = reading_room, archive
        self.container: ui.Container[PageLayout] = ui.Container(ui.TextDisplay(opening))
        self._entries: dict[str, SelectOption] = {}  # by value: a page may have a passage twice
        self._explained: set[str] = set()  # articles of which it is said why their date is inferred

    def add_passage(
        self,
        passage: Passage,
        highlights: Sequence[Span],
        quotation: Quotation | None,
        room: int,
        *,
        office_then: str | None = None,
    ) -> None:
        """Add a passage and its credit in at most `room` characters. The menu leads to the rest of the passage."""
        own = formatting.own_words(passage, quotation, highlights)
        self._add_with_credit(passage, own, quotation, room, self._credit(passage, quotation, office_then))

    def add_statement(self, statement: Statement, room: int, *, new: Novelty | None = None) -> None:
        """Add a statement as `add_passage` does. The speaker's own words in all its quotations are bold."""
        first = statement.quotations[0]
        passage = Passage(first.article, statement.start, statement.end)
        own = {
            span for each in statement.quotations for span in formatting.own_words(passage, each, statement.highlights)
        }
        about = "\n".join([self._credit(passage, first), *whats_new(new, first)])
        self._add_with_credit(passage, sorted(own), first, room, about)

    def _credit(self, passage: Passage, quotation: Quotation | None, office_then: str | None = None) -> str:
        """The credit of a passage, with the reason for an inferred date once for each article."""
        title_chars = None if passage.article.id in self._explained else 0
        self._explained.add(passage.article.id)
        return credit(passage.article, quotation, title_chars=title_chars, office_then=office_then, beside=passage.text)

    def _add_with_credit(
        self, passage: Passage, bold: Sequence[Span], quotation: Quotation | None, room: int, about: str
    ) -> None:
        room -= len(about) + len(formatting.labelled("", quotation))
        quoted = truncated_blockquote(passage.text, room, bold)
        self.add(formatting.labelled(quoted, quotation), about, passage, quotation)

    def add(self, quoted: str, credit: str, passage: Passage, quotation: Quotation | None, offset: int = 0) -> None:
        """Add a passage that is already a block quotation. `offset` is the start of the excerpt that contains it."""
        if self._entries:  # above the first passage, the bar of its quotation is enough
            self.container.add_item(ui.Separator())
        self.container.add_item(ui.TextDisplay(quoted))
        if url := self._address(passage, quotation, offset):
            self.container.add_item(ui.Section(credit, accessory=article_link(url)))
        else:
            self.container.add_item(ui.TextDisplay(credit))
        self.add_context(passage, quotation, offset)

    def _address(self, passage: Passage, quotation: Quotation | None, offset: int) -> str | None:
        """The address of the words: in the reading room, else where the article was published."""
        article, span = passage.article, (passage.start, passage.end)
        if self._reading_room:
            place = span[0] + offset, span[1] + offset
            return safe_url(addresses.article_from_outside(self._reading_room, article.id, place))
        spans = quotation.spans if quotation and quotation.spans else (span,)
        return safe_url(text_fragments.link(article, spans)) or safe_url(article.url)

    def add_context(self, passage: Passage, quotation: Quotation | None, offset: int) -> None:
        """Add an entry to the menu."""
        entry = menu_entry(passage, quotation, offset)
        self._entries[entry.value] = entry

    @classmethod
    def joined(cls, pages: "Sequence[PageOfPassages]") -> PageLayout:
        """One message with several pages below each other, and one menu."""
        view = PageLayout(timeout=None)
        entries: dict[str, SelectOption] = {}
        for page in pages:
            view.add_item(page.container)
            entries |= page._entries
        return _with_menu(view, entries, archive_key(pages[0]._archive))

    def view(self, key: str | None, *, cited: bool = False) -> PageLayout:
        """The page. If an article has changed, the menu shows the words of the answer stored under `key`.

        If `cited` is true, the menu also has the citations of the passages, which must be stored under the key.
        """
        entries = self._entries | (
            {CITE + value: _cited(entry) for value, entry in self._entries.items()} if cited else {}
        )
        return _with_menu(PageLayout(timeout=None).add_item(self.container), entries, key or archive_key(self._archive))


def menu_entry(passage: Passage, quotation: Quotation | None, offset: int) -> SelectOption:
    """A passage as an entry of a menu. `offset` is the start of the excerpt that contains it."""
    article = passage.article
    value = ContextMenu.value(article.id, passage.start + offset, passage.end + offset, passage.text)
    speaker = formatting.speaker_name(quotation) if quotation else None
    label = formatting.SEPARATOR.join(filter(None, (speaker, formatting.origin(article))))
    words = plain_line(passage.text, MAX_MENU_CHARS) or None
    return SelectOption(label=plain_line(label, MAX_MENU_CHARS), value=value, description=words)


def _cited(entry: SelectOption) -> SelectOption:
    label = plain_line(f"Cite {entry.label}", MAX_MENU_CHARS)
    return SelectOption(label=label, value=CITE + entry.value, description=CITED_AS)


def _with_menu(view: PageLayout, entries: dict[str, SelectOption], key: str) -> PageLayout:
    if entries:
        view.add_item(ui.ActionRow(ContextMenu(key, list(entries.values()))))
    return view


def archive_key(archive: str | None) -> str:
    """The key of a menu that belongs to no stored answer. It identifies the archive that has the passages."""
    return f"archive-{digest(archive or kept_replies.DEFAULT)[:ARCHIVE_KEY_DIGITS]}"


def height_on_phone(*texts: str) -> int:
    """The height of texts in Discord's Markdown on a phone, one below the other, in pixels."""
    shown = [text for text in texts if text]
    return sum(PHONE_GAP_PIXELS + sum(map(_height_of_line, text.split("\n"))) for text in shown)


def button_rows(buttons: Sequence[PageButton]) -> list[list[PageButton]]:
    """Buttons in rows, each as long as fits on a phone, so that Discord does not move the last one to a line alone."""
    rows: list[list[PageButton]] = []
    left = 0
    for button in buttons:
        label = (button.item if isinstance(button, AnswerButton) else button).label
        width = PHONE_BUTTON_EDGES + PHONE_BUTTON_CHAR * len(label) if label else PHONE_EMOJI_BUTTON
        if left < width or len(rows[-1]) == MAX_BUTTONS:
            rows.append([])
            left = PHONE_WIDTH_PIXELS
        rows[-1].append(button)
        left -= width + PHONE_BUTTON_GAP
    return rows


def _height_of_line(line: str) -> int:
    mark, chars, pixels = next(kind for kind in PHONE_LINES if line.startswith(kind[0]))
    parts = wrap(MARKS.sub("", line.removeprefix(mark)), chars)
    return pixels * max(1, len(parts)) + (PHONE_GAP_PIXELS if mark == "> " else 0)


def excerpt_within(text: str, bold: Sequence[Span], needed: Span, room: int) -> tuple[str, int | None]:
    """A passage as a block quotation of at most `room` pixels, cut between sentences, and the start of the next page.

    Sentences after the `needed` span are left to the next page first. If sentences before it are left out as well, the
    next page has the whole passage. A single sentence that is too high is cut between words, but never within the
    `needed` span.
    """
    text = text.rstrip()
    spans = sentences.split(text)
    starts = [start for start, _ in spans if start <= needed[0]] or [0]
    ends = [end for _, end in spans if end >= needed[1]] or [len(text)]
    words = [match.end() for match in WORD_END.finditer(text, needed[1], ends[0])]
    by_kind = [
        [(0, end) for end in reversed(ends)],
        [(start, ends[0]) for start in starts[1:]],
        [(starts[-1], end) for end in reversed(words)],
    ]  # within each list, every part is shorter than the one before

    def fits(place: Span) -> bool:
        return height_on_phone(excerpt(text, bold, *place)) <= room

    fitting = [places[at] for places in by_kind if (at := bisect_left(places, 1, key=fits)) < len(places)]
    start, end = fitting[0] if fitting else [place for places in by_kind for place in places][-1]
    rest = 0 if start else end + len(text[end:]) - len(text[end:].lstrip())
    return excerpt(text, bold, start, end), rest if rest < len(text) else None
