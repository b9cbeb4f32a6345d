"""Speeches, statements and letters: passages in the words of one person, named by the title or the signature.

    Remarks by Governor Ida Kroller at the Harbour Ball      the title names the speaker
    Good evening. I am glad to ...                           every passage is hers, except what she quotes from others

    Dear Mr Tasker,                                          a letter, from its salutation to its signature
    I write about the harbour ...
    Yours sincerely,
    Ida Kroller

A title alone is not enough: the text must be in the first person, and hardly any passage may report speech. If the
title names only an office ("Remarks by the President"), the speaker is the article's only author.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from retrieval.attribution.document_kinds.transcripts import MAX_REPORTED_SHARE, REPORTED
from retrieval.models import Article, Passage, Span
from retrieval.text.titles import NAME_PARTICLE, POST_NOMINALS, TITLES

NAME_WORD = r"[A-Z][\w’'-]*\.?"
NAME = rf"{NAME_WORD}(?: (?:{NAME_PARTICLE} )*{NAME_WORD}){{0,5}}"
KINDS = r"(?:(?:[Oo]pening|[Cc]losing|[Pp]repared|[Kk]eynote|[Ff]loor|[Mm]aiden|[Ii]naugural) )?"
KINDS += r"(?:[Rr]emarks|[Ss]peech|[Ss]tatement|[Aa]ddress|[Tt]estimony|[Ll]ecture|[Ss]ermon|[Kk]eynote|[Mm]essage)"
NAMED_IN_TITLE = re.compile(
    rf"^(?:{KINDS}(?: delivered| given| made)? (?:by|of|from) (?:the )?(?:[Hh]on\.? )?(?P<name>{NAME}))"
)
NAMED_BEHIND = re.compile(rf"^{KINDS}\b[^:,]{{0,80}}(?:, | )by (?:the )?(?:[Hh]on\.? )?(?P<name>{NAME})$")
OWNED_IN_TITLE = re.compile(rf"^(?P<name>(?!The ){NAME})(?<=[’'s]) {KINDS}\b")
NAME_END = re.compile(r",| (?:at|on|to|in|for|before|following|regarding|after|about|upon|from|of)\b")
SMALL_WORD = re.compile(r"\b(?:At|Before|By|For|From|In|Of|On|The|To)\b")
FIRST_PERSON = re.compile(r"\b(?:I|we|We|my|My|our|Our|us|me)\b")
ABBREVIATED = "|".join(rf"(?<=\b[A-Z][a-z]{{{letters}}})\." for letters in range(4))  # "B.", "Mr.", "Gov.", "Prof."
SALUTATION = re.compile(  # on its line, or before a dash: "SIR – The wall is wet."
    rf"^[^\S\n]*(?:(?:Dear [A-Z](?:[^.\n]|{ABBREVIATED}){{1,60}}|Sirs?|Madam|Sir or Madam|(?:To the )?[Ee]ditor)"
    r"[,:;.]?[^\S\n]*+$\s*+"
    r"|(?=SIR ?[—–-] ))",
    re.MULTILINE,
)
LETTER = re.compile(r"\bletters?\b(?! (?:bomb|grade|head))", re.IGNORECASE)  # in a headline
VALEDICTION = re.compile(
    r"(?<!\s)\s*(?:(?:Yours|Very) (?:sincerely|faithfully|truly)(?: yours)?|Sincerely(?: yours)?"
    r"|(?:Best|Kind|Warm) regards"
    r"|Respectfully|Regards),?[^\S\n]*\n\s*+(?P<name>" + NAME + r")",
)
MIN_FIRST_PERSON_SHARE = 0.4  # of the paragraphs of a speech
MIN_PARAGRAPHS = 3


def find(article: Article, passages: Sequence[Passage]) -> list[tuple[int, str, str] | None]:
    """For each passage, where its speaker's words begin, the speaker and the evidence; None if it is not part of a
    speech or letter.
    """
    found: list[tuple[int, str, str] | None] = [None] * len(passages)
    letters = list(_letters(article))
    for number, passage in enumerate(passages):
        for salutation, end, name in letters:
            if salutation[0] <= passage.start and salutation[1] < passage.end <= end:
                found[number] = max(passage.start, salutation[1]), name, f"signed {name}"
    speaker = None if letters else _speaker(article.title or "", article.authors)
    if speaker and _is_speech(passages):
        surname = speaker.split()[-1]
        for number, passage in enumerate(passages):
            if surname not in passage.text or FIRST_PERSON.search(passage.text):
                found[number] = passage.start, speaker, f"title: {article.title}"
    return found


def _speaker(title: str, authors: Sequence[str] = ()) -> str | None:
    """The person named in the title of a speech; if it names only an office, the author.

    >>> _speaker("Remarks by Governor Ida Kroller at the Harbour Ball"), _speaker("Statement of Senator Tasker")
    ('Ida Kroller', 'Tasker')
    >>> _speaker("STATEMENT OF SENATOR ANN T. LEE"), _speaker("Speech in the House of Keys, by Bo Ray MHK")
    ('Ann T. Lee', 'Bo Ray')
    >>> _speaker("Speech by minister draws fire"), _speaker("Remarks by the President")
    (None, None)
    """
    title = SMALL_WORD.sub(lambda word: word[0].lower(), title.title()) if title.isupper() else title
    named = NAMED_IN_TITLE.match(title) or OWNED_IN_TITLE.match(title) or NAMED_BEHIND.match(title)
    if not named:
        return None
    words = NAME_END.split(named["name"])[0].split()
    name = [word.removesuffix("'s").removesuffix("’s") for word in dropwhile(_is_title, words)]
    while name and name[-1].strip(".").lower() in POST_NOMINALS:
        name.pop()
    if not name:
        return authors[0] if len(authors) == 1 else None
    return " ".join(name) if len(name) > 1 or len(name) < len(words) else None


def _is_title(word: str) -> bool:
    return word.strip(".").lower() in TITLES


def _is_speech(passages: Sequence[Passage]) -> bool:
    """Whether passages are mostly in the first person and do not report speech."""
    if len(passages) < MIN_PARAGRAPHS:
        return False
    own = sum(FIRST_PERSON.search(passage.text) is not None for passage in passages)
    reported = sum(REPORTED.search(passage.text) is not None for passage in passages)
    return own >= MIN_FIRST_PERSON_SHARE * len(passages) and reported <= max(1, MAX_REPORTED_SHARE * len(passages))


def _letters(article: Article) -> Iterator[tuple[Span, int, str]]:
    """The salutation of each letter with the space behind it, where its valediction begins, and who signed it.

    Below a headline that says "Letter", the only letter needs no salutation.
    """
    text, start = article.text, len(article.text[: article.body].rstrip())
    salutations = [salutation.span() for salutation in SALUTATION.finditer(text, start)]
    if not salutations and LETTER.search(article.title or "") and len(VALEDICTION.findall(text, start)) == 1:
        salutations = [(start, start)]
    for number, salutation in enumerate(salutations):
        following = [first for first, _ in salutations[number + 1 : number + 2]]
        if signed := VALEDICTION.search(text, salutation[1], *following):
            yield salutation, signed.start(), signed["name"]
