"""Parses the header above an article's text: dateline, headline and byline. `body` is where the text itself begins.

    07/02/2012 12:37 GMT | Updated 08/04/2012 06:12 BST        dateline, above the headline or below it

    Jon Trickett Calls For Investigation                       headline: the line that repeats a title known from the
                                                               metadata, a Markdown "# heading", or a first line that
                                                               has the shape of a headline
    By Jane Doe                                                byline

    Labour has written to the top civil servant ...            body

In text pasted from a browser, lines may follow each other without blank lines. Then the headline is the longest line
above the first dateline or byline, and the other lines, a page's menu included, belong to the header. So do marks such
as "PRESS RELEASE", and a paper's name above the headline, which is the article's source.

Only the first MAX_HEADER_LINES lines are examined (MAX_MENU_LINES if they have no sentence), and no line below an
over-long one. After the first sentence, a bare date is a subheading; a date with a label or a time of day is still a
dateline. Zero-width spaces count as white space.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.ingest import labels, page_furniture
from retrieval.ingest.formats.database_exports.paragraphs import date_in
from retrieval.ingest.header import bylines, credit_lines, leads, publications
from retrieval.models import PartialDate, Span
from retrieval.text.dates import MAX_LINE_CHARS, Dateline, UnreadableDate, is_label, parse_dateline
from retrieval.text.normalise import VISIBLE, normalise
from retrieval.text.quotation_marks import APOSTROPHE, CLOSING, SINGLE_CLOSING, STRAIGHT

MAX_HEADER_LINES = 8  # lines at the top of a text that are examined for a header
MAX_MENU_LINES = 24  # and as many as this, as long as none is a sentence
_LONG_LINE_CHARS = 120  # a line longer than this is a paragraph
_MAX_SCRAP_CHARS = 60  # longest other line above a dateline or headline, such as a section, a post or a name
_MAX_HEADLINE_LINES = 3
_LONG_HEADLINE_WORDS = 4  # a headline with at least this many words is not a name
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"), " ")
_CLOSING = f"{STRAIGHT}{APOSTROPHE}{SINGLE_CLOSING}{CLOSING})]"
_HEADLINE_START = re.compile(r"[“\"‘'«(\[]*[#@£$€]?\w")
_CLOSING_MARK = f"[{STRAIGHT}{APOSTROPHE}{SINGLE_CLOSING}{CLOSING}]"
# a line that is one quotation, closed at its end or not at all
_QUOTATION = re.compile(rf"[“\"‘'«](?:(?!{_CLOSING_MARK}(?:\W|$)).)*{_CLOSING_MARK}?$")
_TWO_SENTENCES = re.compile(r"[a-z]{4}\. [A-Z]")  # "Good morning. Why did you ...?"
_INITIALS = re.compile(r"(?<![A-Z]\.)\b(?:[A-Z]\.){2,}$")  # "... in the U.S."
_LAST_STOP = re.compile(r"\.(?=\W*$)")
_RELEASE = re.compile(
    r"(?:press|news|media)\s+(?:release|statement)|for\s+immediate\s+release|(?:strictly\s+)?embargo(?:ed)?\b.{0,80}"
    r"|not\s+for\s+(?:release|publication)\b.{0,80}",
    re.IGNORECASE,
)
_HEADING_OF_PART = re.compile(r"#{1,6} (?:metadata|full document|full text|document|article|content)", re.IGNORECASE)
_PAPER_AND_COUNT = re.compile(
    r"(.{2,80}?) [•·|] [\d.,]{1,8} (?:words|mots|wörter|palabras|parole|woorden)", re.IGNORECASE
)
_RELEASE_ALONE = re.compile(r"(?:press|news|media) (?:release|statement)$|for immediate release\b", re.IGNORECASE)
_ADDRESS_ALONE = re.compile(r"<?https?://\S{4,300}")
_HAS_NUMBER = re.compile(r"\d")  # as an address has
_ORGANISATION = re.compile(r"[^\W\d_a-z][\w.'’&-]*(?: (?:[^\W\d_a-z][\w.'’&-]*|of|the|and|for|&|plc|ltd|gmbh)){0,6}")
_WITH_PAPER = re.compile(r"([^|·\n]{8,200}?) ?(?:[|·]| [–—-]) ([^|·–—\n]{4,40})")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()\s]{1,500}\)")
_WIKI_MARKS = re.compile(r"(?P<mark>={2,6}|//) ?(?P<words>[^=/\s].*?) ?(?P=mark)")  # of a heading, of italics
_LABEL_OF_LINE = re.compile(r"^([^\W\d_][^\n:]{0,40}:)[^\S\n]", re.MULTILINE)
_MAX_TALK_CHARS = 20_000  # in which the labels of a conversation return
_TALK_HEADLINE = re.compile(  # "Ann Lee: An interview with the harbour's poet": her name, but not her words
    r"[^\n:]{1,40}: (?:(?:an?|the|our) )?(?:[\w’'-]+ ){0,2}"
    r"(?:interview|conversation|talk|q ?& ?a)\b(?! (?:was|is|ha[sd])\b)",
    re.IGNORECASE,
)
_MARKDOWN_TITLE = re.compile(r"#\s+")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+|(?<!\s)\s+#+$")


@dataclass(frozen=True, slots=True)
class ArticleHeader:
    body: int  # offset of the first visible character below the header
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: PartialDate | None = None
    updated: PartialDate | None = None
    unreadable: tuple[UnreadableDate, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    end: int  # offset
    text: str  # as `visible_text` gives it
    after_blank: bool
    dateline: Dateline | None = None
    authors: tuple[str, ...] = ()
    is_mark: bool = False  # a paper's name, a label, a mark such as "PRESS RELEASE", or an author's post or address
    paper: str | None = None
    title: str | None = None  # after a label

    @property
    def is_text(self) -> bool:
        return self.dateline is None and not self.authors and not self.is_mark


def parse_header(
    text: str, start: int = 0, *, title: str | None = None, markdown: bool = False, day_first: bool = True
) -> ArticleHeader:
    """The header of the article that begins at `start`.

    `title` is the title in the metadata, if there is one. With `day_first`, 07/02/2012 is 7 February.
    """
    lines = _credited(_classified(list(_first_lines(text, start)), day_first=day_first))
    lines = _marked(lines, publications.copyright_holders(text))
    title = title or next((line.title for line in lines if line.title), None)
    headline, size = _headline(lines, title, _returning_labels(text, start), markdown=markdown)
    headline, paper = (headline, None) if title else _without_paper(headline)
    end = lines[size - 1].end if size else start
    body = VISIBLE.search(text, end)
    datelines = sorted(_datelines(lines), key=lambda dateline: dateline.created)
    lead = text[body.start() if body else end :][:MAX_LINE_CHARS]
    return ArticleHeader(
        body.start() if body else end,
        next((line.title for line in lines[:size] if line.title), headline),
        next((line.authors for line in lines[:size] if line.authors), ()),
        next((dateline.published for dateline in datelines if dateline.published), None)
        or leads.date(lead)
        or next((day for line in lines if (day := leads.meeting(line.text))), None),
        next((dateline.updated for dateline in datelines if dateline.updated), None),
        tuple(problem for dateline in datelines for problem in dateline.unreadable),
        next((name for line in lines[:size] if not line.is_text and (name := _source(line))), paper)
        or leads.agency(lead),
    )


def _returning_labels(text: str, start: int) -> tuple[str, ...]:
    """The labels, such as "Ann Lee:", at the starts of several lines: those who speak in a conversation.

    >>> _returning_labels("Fish: a talk\\nAnn Lee: Why?\\nBo Ek: No.\\nAnn Lee: When?", 0)
    ('Ann Lee:',)
    """
    times = Counter(match[1] for match in _LABEL_OF_LINE.finditer(text, start, start + _MAX_TALK_CHARS))
    return tuple(label for label, many in times.items() if many > 1)


def visible_text(text: str) -> str:
    """The text without zero-width characters, and with white space of any kind as single spaces.

    >>> visible_text("\\ufeff A\\u00a0 word\\u200b ")
    'A word'
    """
    return " ".join(text.translate(_ZERO_WIDTH).split())


def _first_lines(text: str, start: int) -> Iterator[_Line]:
    """The first visible lines, up to an over-long one. One extra line shows what follows the last header line."""
    after_blank, count, limit = True, 0, MAX_MENU_LINES
    while start < len(text) and count <= limit:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if line := visible_text(text[start:end]):
            marked = _WIKI_MARKS.fullmatch(line) if len(line) <= MAX_LINE_CHARS else None
            yield _Line(end, marked["words"] if marked else line, after_blank)
            count += 1 if len(line) <= MAX_LINE_CHARS else MAX_MENU_LINES + 1
            if _ends_like_a_sentence(line) and not labels.known_line(line):
                limit = MAX_HEADER_LINES
        after_blank = not line
        start = end + 1


def _classified(lines: list[_Line], *, day_first: bool) -> list[_Line]:
    """The lines with their datelines and authors; a label and the date below it become one line."""
    classified: list[_Line] = []
    sentences = {at for at, line in enumerate(lines) if line.after_blank and _ends_like_a_sentence(line.text)}
    block = labels.in_block([line.text for line in lines], sentences)
    for at, line in enumerate(lines):
        text, after_blank = line.text, line.after_blank
        if at in block:
            classified.append(_of_block(line, *block[at], day_first=day_first))
            continue
        if classified and is_label(classified[-1].text):
            with_label = f"{classified[-1].text} {text}"
            if parse_dateline(with_label, day_first=day_first):
                text, after_blank = with_label, classified.pop().after_blank
        plain = text.strip("*_ ")  # without Markdown's emphasis
        credit = credit_lines.parse(plain, day_first=day_first) or credit_lines.Credit()
        is_credit = credit.source is not None and credit.dateline is not None
        if not is_credit and (label := _labelled(line, day_first=day_first)):
            classified.append(label)
            continue
        dateline, authors = _dateline_and_authors(plain, day_first=day_first)
        dateline, authors = dateline or credit.dateline, credit.authors or authors
        if dateline and not authors and len(classified) > 1 and not after_blank and _is_name_alone(classified[-1]):
            classified[-1] = replace(classified[-1], authors=(classified[-1].text,))
        is_mark = credit.source is not None or _ADDRESS_ALONE.fullmatch(text) is not None
        classified.append(_Line(line.end, text, after_blank, dateline, authors, is_mark, credit.source))
    return classified


def _of_block(line: _Line, fact: str, value: str, *, day_first: bool) -> _Line:
    """A line of a block of labels, with its field."""
    mark = replace(line, is_mark=True)
    if not value:
        return mark
    match fact:
        case "title":
            return replace(mark, title=value)
        case "source":
            paper, issue = publications.without_issue(value)
            return replace(mark, paper=paper, dateline=parse_dateline(date_in(issue) or "", day_first=day_first))
        case "author":
            return replace(mark, authors=bylines.behind_label(value) or bylines.author_names(value))
        case "date" | "updated":
            whole = f"Updated: {value}" if fact == "updated" else value
            return replace(
                mark,
                dateline=parse_dateline(line.text, day_first=day_first) or parse_dateline(whole, day_first=day_first),
            )
    return mark


def _labelled(line: _Line, *, day_first: bool) -> _Line | None:
    """A line like "Source: The Courier" with its field; None if its label is unknown or its value has another form."""
    fact, value = labels.known_line(line.text) or ("", "")
    is_exact = labels.labelled(line.text) is not None
    match fact:
        case "title":
            counts = is_exact
        case "source":
            is_paper = publications.is_publication(value) or publications.may_be_publication(value)
            counts = is_paper or (is_exact and not _ends_like_a_sentence(value))
        case "author":
            counts = is_exact and bool(bylines.behind_label(value))
        case "date":
            dateline = parse_dateline(value, day_first=day_first)
            counts = dateline is not None and not dateline.named
        case "url":
            counts = "://" in value and " " not in value
        case _:
            counts = fact == labels.OTHER and bool(value) and not _ends_like_a_sentence(value)
    return _of_block(line, fact, value, day_first=day_first) if counts else None


def _credited(lines: list[_Line]) -> list[_Line]:
    """The lines with the authors named in credits below a headline, or alone beside a date."""
    has_date = any(line.dateline for line in lines)
    credited: list[_Line] = []
    for at, line in enumerate(lines):
        is_below = any(_is_long_headline(above) for above in credited)
        is_above = bool(credited) and not any(above.is_text for above in credited) and _has_headline(lines[at + 1 :])
        names: tuple[str, ...] = ()
        if line.authors or line.paper or len(line.text) > bylines.MAX_CREDIT_CHARS:
            pass
        elif is_below or is_above or (line.dateline and publications.publication_in(line.text)):
            is_above_date = " and " in line.text and any(below.dateline for below in lines[at + 1 : at + 2])
            names = bylines.parse_credit(line.text, has_date=line.dateline is not None or is_above_date)
        person = line.text.removeprefix("from ")
        may_name = not names and line.is_text and _is_person(person)
        if may_name and is_below and has_date:
            is_named = person != line.text or _is_name_in_header(credited, line, lines[at + 1 :])
            names = (person,) if is_named else ()
        elif may_name and is_above:
            names = (person,)
        credited.append(replace(line, authors=names or line.authors))
    return credited


def _is_long_headline(line: _Line) -> bool:
    return line.is_text and len(line.text.split()) >= _LONG_HEADLINE_WORDS and _is_headline(line.text)


def _is_person(name: str) -> bool:
    return bylines.is_name(name) and bylines.may_be_person(name) and not publications.may_be_publication(name)


def _has_headline(lines: list[_Line]) -> bool:
    """Whether there is a headline above the first sentence."""
    at = next((at for at, line in enumerate(lines) if line.is_text), None)
    return at is not None and at + 1 < len(lines) and _is_long_headline(lines[at])


def _ends_header(below: list[_Line]) -> bool:
    """Whether the text begins at the first of these lines."""
    return bool(below) and (len(below[0].text) > _LONG_LINE_CHARS or _ends_like_a_sentence(below[0].text))


def _is_name_in_header(above: list[_Line], line: _Line, below: list[_Line]) -> bool:
    """Whether a person's name is directly below a headline, or beside a date, a paper or a credit."""
    beside = [above[-1], *below[:1]]
    is_under_headline = not line.after_blank and _is_long_headline(above[-1])
    has_contact = any(bylines.is_contact(other.text) and not other.after_blank for other in below[:1])
    return (
        is_under_headline
        or has_contact
        or any(other.dateline or other.authors or other.paper for other in beside)
        or any(publications.is_publication(other.text) for other in beside)
        or (_ends_header(below) and len(above) > 1 and not any(other.is_text for other in above[:-1]))
    )


def _marked(lines: list[_Line], holders: frozenset[str]) -> list[_Line]:
    """The lines, with marks on a paper's name above a headline and on lines that say that a text is a press release.

    A headline may end like a paper's name. So a name counts only in three places: above another line that may be the
    headline, below a headline beside a date or an author, or if it is one of the copyright `holders`.
    """
    last = max((at for at, line in enumerate(lines) if line.is_text and _is_headline(line.text)), default=-1)
    marked: list[_Line] = []
    for at, line in enumerate(lines):
        beside = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
        is_masthead = at == 0 and line.text.lower().startswith("the ")
        near = lines[1:4] if is_masthead else [*beside, *marked[-2:-1]]
        has_facts_beside = any(other.dateline or other.authors for other in near)
        is_beside = has_facts_beside and any(map(_is_long_headline, lines[:at]))
        is_paper = normalise(line.text) in holders or (
            (at < last or is_beside) and publications.is_publication(line.text)
        )
        is_paper = is_paper or (
            ((at < last and has_facts_beside) or is_beside) and publications.may_be_publication(line.text)
        )
        is_contact = at > 0 and bool(lines[at - 1].authors) and bylines.is_contact(line.text)
        is_release = _RELEASE.fullmatch(line.text) is not None or _HEADING_OF_PART.fullmatch(line.text) is not None
        counted = _PAPER_AND_COUNT.fullmatch(line.text)
        issuer = counted[1] if counted else publications.issuer(line.text.replace("*", ""))
        issuer = issuer or _letterhead(lines[at : at + 3], has_headline_below=at < last)
        is_mark = line.is_text and (is_paper or is_contact or is_release or issuer is not None)
        paper = publications.in_name_case(line.text) if is_paper else issuer
        marked.append(replace(line, is_mark=is_mark or line.is_mark, paper=line.paper or (paper if is_mark else None)))
    return marked


def _letterhead(lines: list[_Line], *, has_headline_below: bool) -> str | None:
    """The organisation named above "Press release"; None if the first line names none."""
    name = lines[0].text
    below = [line.text for line in lines[1:] if not _HAS_NUMBER.search(line.text) or _RELEASE_ALONE.match(line.text)]
    is_above = bool(below) and bool(_RELEASE_ALONE.match(below[0])) and has_headline_below
    return publications.in_name_case(name) if is_above and _ORGANISATION.fullmatch(name) else None


def _without_paper(headline: str | None) -> tuple[str | None, str | None]:
    """Split a headline from the paper's name that a browser adds to it.

    >>> _without_paper("Dam to be raised | Lorne Courier"), _without_paper("Lansley - the final chapter")
    (('Dam to be raised', 'Lorne Courier'), ('Lansley - the final chapter', None))
    """
    parted = _WITH_PAPER.fullmatch(headline) if headline else None
    if parted and publications.is_publication(parted[2]):
        return parted[1].rstrip(), parted[2]
    return headline, None


def _source(line: _Line) -> str | None:
    """The publication that a line of the header names."""
    return line.paper or publications.publication_in(line.text)


def _is_name_alone(line: _Line) -> bool:
    """Whether a line is a person's name without "By": a few capitalised words between a headline and a dateline."""
    is_paper = publications.is_publication(line.text) or publications.may_be_publication(line.text)
    return line.is_text and not line.after_blank and not is_paper and bylines.is_name(line.text)


def _dateline_and_authors(line: str, *, day_first: bool) -> tuple[Dateline | None, tuple[str, ...]]:
    if len(line) > MAX_LINE_CHARS:
        return None, ()
    if authors := bylines.parse_byline(line):
        return None, authors
    dateline = parse_dateline(line, day_first=day_first)  # perhaps "By Jane Doe, 7 February 2012"
    return dateline, bylines.parse_byline(dateline.byline) if dateline else ()


def _datelines(lines: list[_Line]) -> Iterator[Dateline]:
    below_a_sentence = False
    for at, line in enumerate(lines):
        if line.dateline and (line.dateline.marked or not below_a_sentence):
            yield line.dateline
        elif line.is_text and _ends_like_a_sentence(line.text):
            is_headline = _is_headline(line.text) or _is_in_capitals(lines[at : at + 2])
            below_a_sentence = below_a_sentence or not is_headline


def _headline(
    lines: list[_Line], title: str | None, speakers: tuple[str, ...] = (), *, markdown: bool
) -> tuple[str | None, int]:
    """The headline, and the number of lines that belong to the header. What one of `speakers` says is no headline."""
    titled = _titled_lines(lines, title, markdown=markdown)
    run = None if titled else _line_above_byline(lines)
    titled = titled or run
    headline, size, at = None, 0, 0
    while at < len(lines):
        line = lines[at]
        alone = at + 1 == len(lines) or lines[at + 1].after_blank or not lines[at + 1].is_text
        above_text = alone or (line.after_blank and len(lines[at + 1].text) > _LONG_LINE_CHARS)
        has_text_below = any(below.is_text for below in lines[at + 1 :])
        plain = _plain(line.text, markdown=markdown)
        if titled and at == titled[0]:
            headline = _plain(" ".join(part.text for part in lines[slice(*titled)]), markdown=True)
            size = at = titled[1]
        elif run and line.is_text and at < _end_of_run(lines):
            at += 1
        elif not line.is_text or (size and _is_page_furniture(line.text)):
            size = at = at + 1
        elif (
            not headline
            and not titled
            and not any(above.title for above in lines[:at])  # stated by a label
            and (not line.text.startswith(speakers) or _TALK_HEADLINE.match(line.text))
            and above_text
            and has_text_below
            and (_is_headline(plain) or _is_in_capitals(lines[at : at + 2]))
        ):
            headline = plain
            size = at = at + 1
        elif alone and len(line.text) <= _MAX_SCRAP_CHARS and not _ends_like_a_sentence(line.text):
            at += 1
        else:
            break
    return headline, size


def _is_in_capitals(lines: list[_Line]) -> bool:
    """Whether a line in capitals with a full stop, as in old papers, stands above a text in small letters."""
    first, *below = (line.text for line in lines)
    is_short = len(first) <= _LONG_LINE_CHARS and len(first.split()) >= _LONG_HEADLINE_WORDS
    return is_short and first.isupper() and first.endswith(".") and bool(below) and not below[0].isupper()


def _end_of_run(lines: list[_Line]) -> int:
    """The number of the first line that is a dateline or byline."""
    return next((at for at, line in enumerate(lines) if not line.is_text and not line.is_mark), 0)


def _is_page_furniture(line: str) -> bool:
    return page_furniture.is_furniture(line) or page_furniture.is_button(line)


def _line_above_byline(lines: list[_Line]) -> Span | None:
    """The place of the longest headline in a run of lines without sentences, down to a byline or dateline."""
    run: list[int] = []
    for at, line in enumerate(lines):
        if line.is_mark:
            continue
        if not line.is_text:
            break
        if (line.after_blank and at) or _ends_like_a_sentence(line.text):
            return None
        run += [at] * (not _is_page_furniture(line.text))
    else:
        return None
    longest = max(run, key=lambda at: len(lines[at].text.split()), default=None)
    if longest is None or not _is_headline(lines[longest].text):
        return None
    return longest, longest + 1


def _titled_lines(lines: list[_Line], title: str | None, *, markdown: bool) -> Span | None:
    """The span of lines that repeat the known title; else the first Markdown "# heading"; else None."""
    if title:
        for at, line in enumerate(lines):
            for to in range(at + 1, min(at + _MAX_HEADLINE_LINES, len(lines)) + 1):
                words = _plain(" ".join(part.text for part in lines[at:to]), markdown=markdown)
                if line.is_text and _comparable(words) == _comparable(title):
                    return at, to
    if markdown:
        for at, line in enumerate(lines):
            if _MARKDOWN_TITLE.match(line.text):
                return at, at + 1
    return None


def _plain(line: str, *, markdown: bool) -> str:
    return _MARKDOWN_LINK.sub(r"\1", _MARKDOWN_HEADING.sub("", line)) if markdown else line


def _comparable(title: str) -> str:
    return _LAST_STOP.sub("", normalise(visible_text(title)))


def _is_headline(line: str) -> bool:
    """Whether a line looks like a headline: short, and not a sentence.

    >>> [_is_headline(line) for line in ("Lansley Defiant Over NHS Reforms", "Who Will Save The NHS?", "He resigned.")]
    [True, True, False]
    """
    if len(line) > MAX_LINE_CHARS or " " not in line or not _HEADLINE_START.match(line) or _QUOTATION.match(line):
        return False
    if line[-1] in "?!":
        if _TWO_SENTENCES.search(line):
            return False
        words = [word for word in re.findall(r"[^\W_]+", line) if len(word) > 3]
        return sum(not word[0].islower() for word in words) * 2 >= len(words)
    return bool(_INITIALS.search(line)) or not (_ends_like_a_sentence(line) or line[-1] in "-–—")


def _ends_like_a_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith((".", "!", "?", ":", ";", ",", "…"))
