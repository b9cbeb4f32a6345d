"""Letters: passages in the words of the person who signs them, from a salutation to a signature.

    Dear Mr Tasker,                     SIR – The wall is wet.           An open letter to the mayor
    I write about the harbour ...       I have seen it.                  Dear Mr Tasker, ...
    Yours in hope,                      MISS IDA KROLLER                 Ida Kroller
    Ida Kroller                         Moorby                           Chair, Friends of the Quay

A line that ends with a comma takes leave before a signature. Without such a line, a block that begins with a name is
the signature if it is near the end of the article, or if the article has several letters. A page whose headline says
"letters" needs no salutations.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.attribution.document_kinds.label_names import LEADING_TITLES
from retrieval.models import Article
from retrieval.text.titles import NAME_PARTICLE, POST_NOMINALS

TITLES_BEFORE = LEADING_TITLES | frozenset("assistant reverend revd".split())  # before a name
CAPITAL = r"[^\W\d_a-zß-ÿ]"
NAME_WORD = rf"{CAPITAL}[\w’'-]*\.?"
NAME = rf"{NAME_WORD}(?: (?:{NAME_PARTICLE} )*{NAME_WORD}){{0,5}}"
FULL_NAME = rf"{NAME_WORD}(?: (?:{NAME_PARTICLE} )*{NAME_WORD}){{1,5}}"
ABBREVIATED = "|".join(rf"(?<=\b[A-Z][a-z]{{{letters}}})\." for letters in range(4))  # "B.", "Mr.", "Gov.", "Prof."
SALUTATION = re.compile(  # on its line, or before a dash or comma: "SIR – The wall is wet."
    rf"^[^\S\n]*(?:(?:Dear [A-Z](?:[^.\n]|{ABBREVIATED}){{1,60}}|Sirs?|Madam|Sir or Madam|(?:To the )?[Ee]ditor)"
    r"[,:;.]?[^\S\n]*+$\s*+|^To (?:all|my|our|the) [^\n.]{3,60}[,:][^\S\n]*+$\s*+"
    r"|(?=(?:S(?:IR|ir)|MADAM|Madam|Dear (?:Sir|Madam|Editor))(?: ?[—–-]|, ?[—–-]| ?:|,) ?[A-Z“\"‘]))",
    re.MULTILINE,
)
LETTER = re.compile(r"\bletters?\b(?! (?:bomb|grade|head))", re.IGNORECASE)  # in a headline
LEAVE = (  # the line before a signature: "Yours in hope,"
    r"(?:Yours?(?: [a-z]+){0,4}|(?:Very|Most) [a-z]+(?: yours)?|(?:In|With)(?: [a-z]+){1,5}|Sincerely(?: yours)?"
    r"|(?:Best|Kind(?:est)?|Warm(?:est)?) [a-z]+|Respectfully(?: [a-z]+)?|Faithfully(?: yours)?|Cordially|Regards"
    r"|Signed|Love)"
)
NAME_ENDS = r"(?=[^\S\n]*(?:[\n,(]|\Z))"
VALEDICTION = re.compile(
    rf"(?:\n|(?<=[.?!] )[—–-] ?)[^\S\n]*+{LEAVE}(?:,? etc\.?)?[,.]?[^\S\n]*+\n\s*+(?P<name>{NAME}){NAME_ENDS}"
)
OTHER_VALEDICTION = re.compile(  # any short line that ends with a comma, above a full name
    rf"\n[^\S\n]*+{CAPITAL}[^\n.?!:]{{2,40}},[^\S\n]*+\n\s*+(?P<name>{FULL_NAME}){NAME_ENDS}"
)
TITLE = r"(?:\((?:Mrs?|Ms|Miss|Dr|Prof|Rev|Cllr)\.?\) )?"
BLOCK_SIGNATURE = re.compile(  # a name, and a place or office in the same line or the next ones
    rf"(?<=[\n.!?…”\"’'])\n[^\S\n]*+(?:[—–-][^\S\n]*+)?{TITLE}(?P<name>{FULL_NAME})"
    r"(?:, ?[^\n.?!]{2,60})?,?(?:\n[^\n.?!]{2,60}){0,3}\.?[^\S\n]*+(?=\n[^\S\n]*+\n|\s*+\Z)"
)
LETTERS_PAGE = re.compile(r"\b(?:letters|your (?:views?|say)|readers)\b", re.IGNORECASE)  # in a headline or above all
HEADING = re.compile(r"\s*[^\n]{1,80}\w\s*\n\s*\n")
MIN_SIGNATURES = 2  # on a page of letters
MAX_CHARS_BELOW_SIGNATURE = 400  # of notes below the signature of an only letter


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: where its words begin and end, and who signed it."""

    start: int
    end: int
    author: str


def find(article: Article) -> Iterator[Letter]:
    """The letters of an article, in order.

    Below a headline that says "Letter", the only letter needs no salutation.
    """
    text, start = article.text, len(article.text[: article.body].rstrip())
    salutations = [salutation.span() for salutation in SALUTATION.finditer(text, start)]
    if not salutations and LETTERS_PAGE.search(f"{article.title or ''} {text[:start]}"):
        yield from _on_page(text, article.body)
        return
    says_letter = LETTER.search(f"{article.title or ''} {text[:start]}") is not None
    if not salutations and says_letter and len(VALEDICTION.findall(text, start)) == 1:
        salutations = [(start, start)]
    is_page = len(salutations) > 1
    for number, (_, words) in enumerate(salutations):
        end = salutations[number + 1][0] if number + 1 < len(salutations) else len(text)
        closings = (VALEDICTION, OTHER_VALEDICTION, BLOCK_SIGNATURE)
        signed = next((found for closing in closings if (found := closing.search(text, words, end))), None)
        is_block = signed is not None and signed.re is BLOCK_SIGNATURE
        if signed is None or (is_block and not is_page and len(text) - signed.end() > MAX_CHARS_BELOW_SIGNATURE):
            continue
        if name := signed_name(signed["name"]):
            yield Letter(words, _end(text, signed), name)


def _on_page(text: str, start: int) -> Iterator[Letter]:
    """The letters of a page without salutations: each stands between two signatures, below a heading or none."""
    signatures = list(BLOCK_SIGNATURE.finditer(text, start))
    if len(signatures) < MIN_SIGNATURES or len(text) - signatures[-1].end() > MAX_CHARS_BELOW_SIGNATURE:
        return
    for signature in signatures:
        heading = HEADING.match(text, start)
        words = heading.end() if heading and heading.end() < signature.start() else start
        if name := signed_name(signature["name"]):
            yield Letter(words, _end(text, signature), name)
        start = signature.end()


def _end(text: str, signature: re.Match[str]) -> int:
    """Where the words above a signature end."""
    return len(text[: signature.start()].rstrip())


def signed_name(signature: str) -> str | None:
    """The name in a signature, without titles, in small letters.

    >>> signed_name("MISS IDA KROLLER"), signed_name("Dr Ida Kroller MP"), signed_name("J. P. TASKER")
    ('Ida Kroller', 'Ida Kroller', 'J. P. Tasker')
    >>> signed_name("The Chair")
    """
    words = signature.split()
    while words and words[0].strip(".").lower() in TITLES_BEFORE:
        words = words[1:]
    while len(words) > 1 and words[-1].strip(".").lower() in POST_NOMINALS:
        words = words[:-1]
    name = " ".join(words)
    return (name.title() if name.isupper() else name) or None
