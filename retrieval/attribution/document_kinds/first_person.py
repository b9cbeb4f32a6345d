"""Texts in the first person: letters to the editor, posts and columns. Whole passages are quotations of the author.

    The majority will not join in.            a letter: a signature and a place follow
    Len Bennett. / Deerfield Beach, Fla.
    Unexpected and diplomatic! / @MurrayMaza  a post: one paragraph, and the author's handle
    The bill is bad — Ann Lee (@annlee) ...   a post embedded in an article
    The bill is bad for farmers.              a column: a biography of its only author stands at the end,
    Ann Lee is president of the Farmers' ...  or their name in the headline: "Ann Lee: A Bad Bill"
    When I was a child, my father ...         a column by its only author, since most of its paragraphs are in the
                                              first person; one of a few lines only below "Opinion: A Bad Bill"

The last signature must be near the end of the article. A short line whose last word also occurs in other passages is a
heading, not a signature. On a page of letters, a signature without a full stop looks like a heading, and its passage
begins with it: it belongs to the letter above. If the biography says that the author reports or edits, the article is a
report, not a column. letters.py finds letters with a salutation, speeches.py finds speeches.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from retrieval.attribution.document_kinds import letters, speeches
from retrieval.attribution.document_kinds.transcripts import MAX_REPORTED_SHARE, REPORTED
from retrieval.models import Article, Passage, Span
from retrieval.passages import text_start
from retrieval.text.titles import NAME_PARTICLE
from retrieval.text.tokenise import WORD

NAME_WORD = r"[A-Z][\w’'.-]*"
NAME = rf"{NAME_WORD}(?: (?:{NAME_PARTICLE} )?{NAME_WORD}){{1,3}}"
SIGNATURE = re.compile(rf"[—–-]?\s*(?P<name>{NAME}?|@\w{{2,}}?)(?:[;,\n]\s?{NAME_WORD}[\w ,.’'-]{{,40}})?\.?")
MAX_SIGNATURE_CHARS = 60
LETTERS_PAGE = re.compile(r"\b(?:letters?|your (?:views?|say)|readers)\b", re.IGNORECASE)  # in a headline or above all
PLACE = re.compile(rf"{NAME_WORD}(?: {NAME_WORD}){{,3}}, {NAME_WORD}(?: {NAME_WORD}){{,2}}")
SECTION_LABEL = re.compile(r"[A-Z][A-Z &-]{3,24}[.:]?")  # "FACEBOOK."
LETTERS_LABEL = re.compile(r"LETTERS?\b")
EMBEDDED_POST = re.compile(
    rf"(?:<tweet[^>]*>)?\s*+(?P<words>.*?)(?<!\s)\s*[—–]"
    rf" (?P<name>{NAME}|{NAME_WORD}) \(@\w+\) [A-Z][a-z]+ \d\d?, \d{{4}}",
    re.DOTALL,
)
MIN_HANDLES = 3  # this many passages that are only a handle make a list of posts; fewer may be mentions
BIOGRAPHY = re.compile(
    r"(?:,| (?:is|was|writes|teaches|serves|served|runs|lives|works)\b"
    r"|[’']s? (?:[\w-]+ ){0,4}(?:books?|novels?|memoir)\b)"
)
ANY_BIOGRAPHY = re.compile(rf"{BIOGRAPHY.pattern}| (?:[a-z]+s|can be|may be) [^“\"]*$")
REPORTS = re.compile(r"\b(?:reporters?|correspondents?|covers|producers?|staff writers?|reports|host|co-host|anchor)\b")
EDITS = re.compile(r"\beditor\b", re.IGNORECASE)
OPINES = re.compile(r"\b(?:opinions?|editorial|columns?|columnist)\b")
OPINION = re.compile(  # in the headline of a column
    r"^(?:opinion|comment|column|op-ed|viewpoint|my view)\s?[:|]|[|:–-]\s?(?:opinion|comment|column|op-ed)$",
    re.IGNORECASE,
)
OWN_WORDS = re.compile(r"\b(?:I|[Mm]y|me|myself)\b")
QUOTED = re.compile(r"[“\"][^”\"]*[”\"]?")
MIN_OWN_PASSAGES = 5  # of a column that nothing but its first person shows
MIN_OWN_SHARE = 0.55  # of its passages in the first person; .5 had interviews among them
MIN_SHARE_ABOVE_BIOGRAPHY = 0.4
ENDING_PASSAGES = 3  # the last signature, or the biography, is among this many last passages
BYLINE = "the author"  # the evidence for the author of a column


@dataclass(frozen=True, slots=True)
class AuthoredText:
    """A span of an article in its author's own words, and the evidence for the author."""

    span: Span
    author: str
    evidence: str  # "signed Len Bennett, paragraph 3" or "the author"
    whole: bool  # whether quotations inside count as the author's words: in a letter they do, in a column not
    in_pieces: bool = False  # whether the words around a quotation count as the author's: in a speech they do


@dataclass(frozen=True, slots=True)
class PassageParagraph:
    """A paragraph of a passage. `is_heading` says whether it is a short line that was joined to the text below it."""

    passage: int
    span: Span
    text: str
    is_heading: bool


def find(article: Article, passages: Sequence[Passage]) -> list[AuthoredText | None]:
    """For each passage of an article, the first-person text to which it belongs; None for other passages."""
    paragraphs = list(_paragraphs(passages))
    found: list[AuthoredText | None] = [_embedded_post(passage) for passage in passages]
    _add_letters(found, article, passages)
    is_taken = [text is not None for text in found]
    above = [paragraph for paragraph in paragraphs if not any(found[: paragraph.passage + 1])]  # above any letter
    for numbers, author, evidence in [*_signed(article, paragraphs), *_column(article, above)]:
        for number in numbers:
            paragraph = paragraphs[number]
            if is_taken[paragraph.passage] or paragraph.is_heading:
                continue
            before = found[paragraph.passage]
            start = before.span[0] if before else paragraph.span[0]
            text = AuthoredText((start, paragraph.span[1]), author, evidence, whole=evidence != BYLINE)
            found[paragraph.passage] = text
    for number, spoken in enumerate(speeches.find(article, passages)):
        if spoken and found[number]:
            break  # a letter below a statement
        if spoken:
            start, speaker, evidence = spoken
            found[number] = AuthoredText((start, passages[number].end), speaker, evidence, whole=False, in_pieces=True)
    return found


def _add_letters(found: list[AuthoredText | None], article: Article, passages: Sequence[Passage]) -> None:
    """Add the letters that begin with a salutation."""
    for letter in letters.find(article):
        for number, passage in enumerate(passages):
            start = max(passage.start + text_start(passage.text), letter.start)
            end = min(passage.end, letter.end)
            if start < end:
                evidence = f"signed {letter.author}"
                found[number] = AuthoredText((start, end), letter.author, evidence, whole=False, in_pieces=True)


def _paragraphs(passages: Sequence[Passage]) -> Iterator[PassageParagraph]:
    """The paragraphs of the passages, with joined headings as separate paragraphs."""
    for number, passage in enumerate(passages):
        body = text_start(passage.text)
        for line in re.finditer(r"\S[^\n]*", passage.text[:body]):
            start, end = passage.start + line.start(), passage.start + line.end()
            yield PassageParagraph(number, (start, end), line[0].strip(), is_heading=True)
        yield PassageParagraph(
            number, (passage.start + body, passage.end), passage.text[body:].strip(), is_heading=False
        )


def _embedded_post(passage: Passage) -> AuthoredText | None:
    post = EMBEDDED_POST.match(passage.text)
    if not post or not post["words"]:
        return None
    start, end = post.span("words")
    span = passage.start + start, passage.start + end
    return AuthoredText(span, post["name"], f"signed {post['name']}", whole=True)


def _signed(article: Article, paragraphs: Sequence[PassageParagraph]) -> Iterator[tuple[range, str, str]]:
    """The paragraph numbers of each letter and post, with its author and the evidence."""
    texts = [paragraph.text for paragraph in paragraphs]
    is_page = LETTERS_PAGE.search(f"{article.title or ''} {' '.join(texts[:1])[:MAX_SIGNATURE_CHARS]}") is not None
    names = {number: name for number, name in _signatures(texts) if is_page or not paragraphs[number].is_heading}
    labels = [number for number, text in enumerate(texts) if number not in names and SECTION_LABEL.fullmatch(text)]
    places = [number for number, text in enumerate(texts) if number - 1 in names and PLACE.fullmatch(text.rstrip("."))]
    if not names or max(*names, *places, 0) < len(texts) - ENDING_PASSAGES:
        return
    if len(names) < 2 and not places:
        return
    ends = sorted({-1, *names, *labels, *places})
    for number, name in names.items():
        end_before = ends[bisect_left(ends, number) - 1]
        first = end_before + 1
        if name.startswith("@"):
            first = max(first, number - 1)
        elif end_before in labels and not LETTERS_LABEL.match(texts[end_before]) and number - end_before > 2:
            first += 1  # the passage below the label is the question put to readers
        while first < number and paragraphs[first].is_heading:
            first += 1
        if first < number:
            yield range(first, number), name, f"signed {name}, paragraph {number + 1}"


def _signatures(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The numbers of the passages that are only a signature, with the names."""
    names: dict[int, str] = {}
    for number, text in enumerate(texts):
        if len(text) <= MAX_SIGNATURE_CHARS and (signature := SIGNATURE.fullmatch(text)):
            names[number] = signature["name"].rstrip(".")
    handles = sum(name.startswith("@") for name in names.values())
    elsewhere = {word for number, text in enumerate(texts) if number not in names for word in WORD.findall(text)}
    for number, name in names.items():
        if name.startswith("@"):
            if handles >= MIN_HANDLES:
                yield number, name
        elif not _is_heading(name, elsewhere):
            yield number, name


def _is_heading(name: str, elsewhere: Set[str]) -> bool:
    """Whether a short line is a heading, not a name: it is in capitals, or its last word occurs elsewhere too."""
    words = WORD.findall(name)
    return any(len(word) > 3 and word.isupper() for word in words) or words[-1] in elsewhere


def _column(article: Article, paragraphs: Sequence[PassageParagraph]) -> Iterator[tuple[range, str, str]]:
    """The paragraph numbers of a column, up to its author's biography, with the author and the evidence."""
    texts = [paragraph.text for paragraph in paragraphs]
    author = article.authors[0] if len(article.authors) == 1 else _author_alone(article, texts)
    if author.isupper():
        author = author.title()
    if not re.fullmatch(NAME, author):
        return
    ending = range(max(0, len(texts) - ENDING_PASSAGES), len(texts))
    is_own = _own_share(texts) >= MIN_SHARE_ABOVE_BIOGRAPHY
    tells = (number for number in ending if _is_contributors_biography(texts[number], author, is_own=is_own))
    biography = next(tells, None)
    title = article.title or ""
    if biography is not None:
        yield range(biography), author, BYLINE
    elif title.startswith(f"{author}:") or _is_own_story(texts, opines=OPINION.search(title) is not None):
        yield range(len(texts)), author, BYLINE


def _author_alone(article: Article, texts: Sequence[str]) -> str:
    """The name that stands alone above a text without a byline and begins one of its last paragraphs, a biography; ""
    if there is none.
    """
    names = [text for text in texts[:1] if re.fullmatch(NAME, text)]
    told = [name for name in names for text in texts[-ENDING_PASSAGES:] if text.startswith(f"{name} ")]
    return told[0] if told and not article.authors else ""


def _is_own_story(texts: Sequence[str], *, opines: bool) -> bool:
    """Whether most passages are in the first person outside quotations, and hardly any reports speech.

    A short text counts only if its headline says that it is opinion.
    """
    reported = sum(REPORTED.search(text) is not None for text in texts)
    is_long = opines or len(texts) >= MIN_OWN_PASSAGES
    return is_long and _own_share(texts) >= MIN_OWN_SHARE and reported <= MAX_REPORTED_SHARE * len(texts)


def _own_share(texts: Sequence[str]) -> float:
    """The share of texts in the first person outside quotations."""
    return sum(OWN_WORDS.search(QUOTED.sub(" ", text)) is not None for text in texts) / max(1, len(texts))


def _is_contributors_biography(text: str, name: str, *, is_own: bool = False) -> bool:
    """Whether a text begins with the biography of a contributor, not of a reporter.

    Below a text in the first person, it may tell anything: "Ann Lee keeps goats."

    >>> _is_contributors_biography("Ann Lee is a nurse.", "Ann Lee")
    True
    >>> _is_contributors_biography("• Ann Lee’s latest book is out now.", "Ann Lee")
    True
    >>> _is_contributors_biography("Ann Lee covers Congress.", "Ann Lee")
    False
    """
    named = re.match(rf"\W{{0,3}}(?:(?:{NAME_WORD} )?{re.escape(name)}|(?:The|This) (?:author|writer)\b)", text)
    tells = ANY_BIOGRAPHY if is_own else BIOGRAPHY
    if not named or not tells.match(text, named.end()) or REPORTS.search(text):
        return False
    return not EDITS.search(text) or OPINES.search(text) is not None
