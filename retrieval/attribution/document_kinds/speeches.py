"""Speeches, statements and sermons: passages in the words of one person, named by the title or a line above them.

    Remarks by Governor Ida Kroller at the Harbour Ball      the title names the speaker
    Good evening. I am glad to ...                           every passage is hers, except what she quotes from others

    The lamp on the quay
    A sermon preached by the Reverend Ida Kroller            so does a line above the text

    The mayor spoke on Monday. Her remarks in full:
    Remarks of Ida Kroller, as prepared for delivery:        or a line within it; what follows is hers

That alone is not enough: the text must be in the first person, and hardly any passage may report speech. If the title
names only an office ("Remarks by the President"), the speaker is the article's only author.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from retrieval.attribution.document_kinds.letters import NAME, TITLES_BEFORE
from retrieval.attribution.document_kinds.transcripts import MAX_REPORTED_SHARE, REPORTED
from retrieval.models import Article, Passage
from retrieval.passages import MAX_HEADING_CHARS, text_start
from retrieval.text.titles import PORTFOLIOS, POST_NOMINALS

KIND = (
    r"(?i:remarks|speech|statement|address|testimony|evidence|lecture|sermon|homily|reflection|keynote|message|eulogy|"
    r"tribute|oration|toast|talk)"
)
GIVEN = r"(?i:(?: was| were| is)?(?: (?:as )?(?:delivered|given|made|preached|read|issued|submitted))(?: \w+){0,4}?)"
LEAD = (  # before the kind: "Full text of the opening", "A", "The following is the prepared"
    r"(?:(?i:full |complete |prepared |abridged )?(?i:text|transcript)(?i: of|:) )?"
    r"(?:(?i:the following|here|below|this)(?i: is| are| was| were)? )?(?:(?i:a|an|the) )?(?:[\w’'&-]+ ){0,4}?"
)
NAMED = re.compile(rf"{LEAD}{KIND}(?:{GIVEN})?(?i: \w+ing)? (?:by|of|from) (?P<rest>[^\n]+)")
NAMED_BEHIND = re.compile(rf"{LEAD}{KIND}\b[^:\n]{{0,120}}?(?:, | |, ?{GIVEN} )by (?P<rest>[^\n]+)")
DELIVERED = re.compile(
    r"(?:Delivered|Given|Preached|Read|Speaker:?)(?: \w+){0,4}?(?:(?<=Speaker:)| by) (?P<rest>[^\n]+)"
)
OWNED = re.compile(
    rf"(?:(?i:read|in full|full text|text|speech|statement|transcript)[:,]? )?(?P<rest>(?!The ){NAME})(?<=[’'s])"
    rf" (?:\w+ ){{0,3}}{KIND}\b"
)
INTRODUCED = re.compile(rf"(?P<rest>{NAME})(?:, [^:–—\n]{{3,60}})?(?::| [–—-]) (?:\w+ ){{0,5}}{KIND}\b")
GAVE = re.compile(  # "The Rev. Ida Kroller, vicar of Moorby, preached this sermon on Sunday."
    rf"(?:[Tt]he )?(?P<rest>{NAME})(?:, [^:–—\n]{{3,60}},)? (?:has )?"
    rf"(?:delivered|gave|made|preached|read|issued|submitted) (?:this|the following|the) (?:\w+ ){{0,3}}{KIND}\b"
)
THEIRS = re.compile(  # "Premier Ida Kroller resigned on Monday. Here is the full text of her speech."
    rf"(?P<rest>{NAME})\b[^\n]*\b(?i:text|transcript|full|here|below|follows?|read)\b[^.\n]*\b(?:his|her|their)"
    rf" (?:\w+ ){{0,3}}{KIND}\b[^.\n]{{0,40}}[.:]?$"
)
OF_KIND = re.compile(rf"(?:(?i:a|an|the|my|our) )?(?:[\w’'-]+ ){{0,2}}?{KIND} (?:for|to|at|on|in)\b")
RELATION = re.compile(r"(?:the|his|her|their|our)\b |(?:daughter|son|wife|widow|husband|sister|brother|friend)\b,? ")
PORTFOLIO = re.compile(
    rf"(?:of|for) (?:(?:the|and|state|foreign|{'|'.join(sorted(PORTFOLIOS))})\b,? ?)+", re.IGNORECASE
)
NAME_ALONE = re.compile(NAME)
BEHIND_OFFICE = re.compile(rf"[^,:.]*, (?P<name>{NAME})(?=,|$|\.$|:$| \()")
NAME_END = re.compile(r",| (?:at|on|to|in|for|before|following|regarding|after|about|upon|from|of)\b")
SMALL_WORD = re.compile(r"\b(?:At|Before|By|For|From|In|Of|On|The|To)\b")
FIRST_PERSON = re.compile(r"\b(?:I|we|We|my|My|our|Our|us|me)\b")
QUOTED = re.compile(r"[“\"][^”\"]*[”\"]?")
END_MATTER = re.compile(  # "###", "ENDS", "Media contact: ...", "About the Harbour Board"
    r"\W*(?:#{2,}|-?30-?\W*$|END(?:S|ED)?\b|(?i:(?:media |press )?(?:contacts?|enquiries|inquiries)\b)"
    r"|(?i:notes? to editors?)|About (?:the )?[A-Z][^.]*(?:\n|$)|For (?:more|further) information\b)"
)
STAGE_DIRECTION = re.compile(r"\s*(?:[(\[][^()\[\]]*[)\]]\s*)+")
MAX_LINE_CHARS = 200  # of a line that names the speaker
TOP_LINES = 4  # of the text, among which a sentence may name the speaker
MIN_FIRST_PERSON_SHARE = 0.4  # of the paragraphs of a speech
MIN_PARAGRAPHS = 2


def find(article: Article, passages: Sequence[Passage]) -> list[tuple[int, str, str] | None]:
    """For each passage, where its speaker's words begin, the speaker and the evidence; None if it is no speech."""
    found: list[tuple[int, str, str] | None] = [None] * len(passages)
    for start, speaker, evidence in _named(article):
        spoken = list(_spoken(passages, start))
        if not _is_speech([passages[number] for number in spoken]):
            continue
        surname = speaker.split()[-1]
        for number in spoken:
            passage = passages[number]
            begin = max(start, passage.start + text_start(passage.text))
            words = article.text[begin : passage.end]
            is_own = surname not in words or FIRST_PERSON.search(words)
            is_line = len(words) <= MAX_HEADING_CHARS and words[-1:].isalnum()
            if is_own and not is_line and not STAGE_DIRECTION.fullmatch(words):
                found[number] = begin, speaker, evidence
        break
    return found


def _named(article: Article) -> Iterator[tuple[int, str, str]]:
    """Where a speech may begin, the speaker named there and the evidence: by the title, then by lines of the text."""
    title = article.title or ""
    if speaker := _speaker(title, article.authors):
        yield article.body, speaker, f"title: {title}"
    lines = re.finditer(r"\S[^\n]*", article.text)
    for number, line in enumerate(lines):
        text = line[0].strip()
        is_heading = text[-1:] != "." or number < TOP_LINES
        if len(text) <= MAX_LINE_CHARS and is_heading and (speaker := _speaker(text)):
            yield max(line.end(), article.body), speaker, f"title: {text}"


def _spoken(passages: Sequence[Passage], start: int) -> Iterator[int]:
    """The numbers of the passages behind a place, up to notes that no speech has: contacts, "ENDS"."""
    for number, passage in enumerate(passages):
        if passage.end <= start:
            continue
        if END_MATTER.match(passage.text):
            return
        yield number


def _speaker(title: str, authors: Sequence[str] = ()) -> str | None:
    """The person named in the title of a speech; if it names only an office, the author.

    >>> _speaker("Remarks by Governor Ida Kroller at the Harbour Ball"), _speaker("Statement of Senator Tasker")
    ('Ida Kroller', 'Tasker')
    >>> _speaker("STATEMENT OF SENATOR ANN T. LEE"), _speaker("Speech in the House of Keys, by Bo Ray MHK")
    ('Ann T. Lee', 'Bo Ray')
    >>> _speaker("Speech by the Minister for Harbours, Ida Kroller, at Moorby"), _speaker("A sermon by Rev. Bo Ray")
    ('Ida Kroller', 'Bo Ray')
    >>> _speaker("Speech by minister draws fire"), _speaker("Remarks by the President")
    (None, None)
    """
    title = SMALL_WORD.sub(lambda word: word[0].lower(), title.title()) if title.isupper() else title
    title = title[:MAX_LINE_CHARS]
    patterns = (NAMED, OWNED, NAMED_BEHIND, DELIVERED, INTRODUCED, GAVE, THEIRS)
    for named in filter(None, (pattern.match(title) for pattern in patterns)):
        if (name := _name(named["rest"])) is not None:
            return name or (authors[0] if len(authors) == 1 else None)
    return authors[0] if len(authors) == 1 and OF_KIND.match(title) else None


def _name(words_behind: str) -> str | None:
    """The name with which some words begin; "" if they begin with an office alone, None for other words."""
    rest = words_behind
    while relation := RELATION.match(rest):
        rest = rest[relation.end() :]
    named = NAME_ALONE.match(rest)
    if not named:
        return None
    words = NAME_END.split(named[0])[0].split()
    name = _without_titles(words)
    if not name:
        portfolio = PORTFOLIO.match(rest, named.end() + 1)
        behind = NAME_ALONE.match(rest, portfolio.end()) if portfolio else None
        behind = behind or BEHIND_OFFICE.match(rest, named.end())
        name = _without_titles(behind[behind.lastgroup or 0].split()) if behind else []
        words = ["", *name]
    while name and name[-1].strip(".,:").lower() in POST_NOMINALS:
        name.pop()
    if name:
        name[-1] = name[-1].rstrip(".,:").removesuffix("'s").removesuffix("’s")
    if not name:
        return ""
    return " ".join(name) if len(name) > 1 or len(name) < len(words) else None


def _without_titles(words: list[str]) -> list[str]:
    """The words of a name without titles before it: "United States Senator | Ida Kroller"."""
    words = list(dropwhile(_is_title, words))
    inner = [place for place, word in enumerate(words[:-2]) if _is_title(word)]
    return words[inner[-1] + 1 :] if inner else words


def _is_title(word: str) -> bool:
    return word.strip(".,").lower() in TITLES_BEFORE


def _is_speech(passages: Sequence[Passage]) -> bool:
    """Whether passages are mostly in the first person, quotations aside, and do not report speech."""
    if len(passages) < MIN_PARAGRAPHS:
        return False
    own = sum(FIRST_PERSON.search(QUOTED.sub(" ", passage.text)) is not None for passage in passages)
    reported = sum(REPORTED.search(passage.text) is not None for passage in passages)
    return own >= MIN_FIRST_PERSON_SHARE * len(passages) and reported <= max(1, MAX_REPORTED_SHARE * len(passages))
