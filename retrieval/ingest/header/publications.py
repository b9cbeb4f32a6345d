"""Names of newspapers: recognises lines and fields that name the paper of an article, not its author.

A paper is recognised by the last word of its name, or by a copyright line below the article with the same name.
"""

import re

from retrieval.text.normalise import normalise

_PAPER = (
    "advertiser|argus|bulletin|chronicle|citizen|courier|dispatch|echo|enquirer|examiner|express|gazette|guardian|herald"
    "|independent|inquirer|journal|ledger|mail|mercury|mirror|observer|post|record|sentinel|standard|sun|telegraph"
    "|times|tribune|star|globe|press|weekly|daily|messenger|packet|statesman|bugle"
)
_KIND = r"(?:(?:evening|morning|daily|sunday|weekly|free|county|business)\s+)?"  # of a paper
_NAME = re.compile(
    rf"(?:the\s+)?(?!from\s)(?:(?-i:[A-Z])[\w.'’&-]*\s+(?:&\s+)?){{1,2}}{_KIND}(?:{_PAPER})|the\s+(?:{_PAPER})",
    re.IGNORECASE,
)
_LIKELY = (  # last words that papers and other things have
    "advocate|age|banner|beacon|bee|business|democrat|eagle|informer|leader|live|magazine|monitor|news|online|pioneer"
    "|radio|recorder|register|reporter|republican|review|spectator|today|union|voice|week|world"
)
_SECTION = (  # first words of a page's sections: "Local News", "Business Review"
    "local|world|national|international|business|sport|sports|breaking|latest|top|health|education|home|other|good|bad"
    "|more|press|media|city|council|party|labour|conservative|opposition|union|book|film|annual|spending|from|by|chief|senior|staff|special|deputy|political|environment|financial"
)
_LIKELY_NAME = re.compile(
    rf"(?:the\s+)?(?!(?:{_SECTION})\s)(?:(?-i:[A-Z])[\w.'’&-]*\s+){{1,3}}{_KIND}(?:{_LIKELY}|{_PAPER})",
    re.IGNORECASE,
)
_BEFORE_SITE = re.compile(r"(?<!\s)\s*[|·–—]\s*$|(?<!\s)\s+-\s+$")
_OF_SITE = re.compile(
    r"(?:[ :|–—-]{1,3}(?:on ?line|digital|archives?|electronic|edition|web ?site|web|site|homepage|index|news)){1,4}$",
    re.IGNORECASE,
)
_THE = re.compile(rf"The(?!\s(?i:{_SECTION})\s)(?:\s[A-Z][\w.'’&-]*){{2,4}}")
_CAPITALS = re.compile(r"(?<![^\W_])(?=[A-Z]*[AEIOU])[A-Z]{3,}")  # a pronounceable word; "BBC" is not
_PART = re.compile(r"[,|·•()]|(?<!\s)\s+(?:[-–—]|for)\s+")
_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\))[\s©\d–-]*(?P<name>[^\d\s][^\n]*)", re.IGNORECASE)
_WITH_ISSUE = re.compile(
    r"([^\d,;(|]{2,80}?)(?:[,;]| vom| du| del| van| of| [-–—|•]| ?\()(?: (?:no|nr)\.? ?\d{1,6},)?"
    r" ?((?:[^\W\d]{3,12}\.?,? )?(?:\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.? [^\W\d]{3,12}\.? \d{4}"
    r"|[^\W\d]{3,12}\.? \d{1,2}, \d{4})\b.{0,60})"
)
_WITH_PLACE = re.compile(r"([^()]{3,80}?) ?\((?=[^()]{0,60}[,\d])[^()]{2,60}\)")
_NUMBER_OF_ISSUE = re.compile(r",? ?\b(?:no|nr|n°|nº|issue|iss)\.? ?\d{1,6}$", re.IGNORECASE)
_YEAR_AT_END = re.compile(r"[,.]? ?\b(?:19|20)\d\d\.?$")
_RELEASE_OF = re.compile(
    r"(?-i:([A-Z][\w.&'’ -]{1,60}\w)) ?[|·:–—-] ?(?:press|news|media) (?:release|statement)"
    r"|(?:press|news|media) (?:release|statement)(?: (?:from|by)|[|·:–—-])? (?-i:([A-Z][\w.&'’ -]{1,60}\w))",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}", re.IGNORECASE)
_MAX_NAME_CHARS = 60
_MAX_FOOT_CHARS = 1000  # at the end of a text, where its copyright line is


def is_publication(name: str) -> bool:
    """
    >>> [is_publication(name) for name in ("THE LORNE HERALD", "Lorne Times & Star", "Ann Low", "He blames the Times")]
    [True, True, False, False]
    """
    return _NAME.fullmatch(name.strip()) is not None


def within(line: str) -> str | None:
    """The publication whose name a line of a page begins with, before words for its site or its archive.

    >>> within("LORNE HERALD DIGITAL ARCHIVE"), within("The Quay Courier Online"), within("Herald of change")
    ('Lorne Herald', 'The Quay Courier', None)
    """
    name = _OF_SITE.sub("", line.strip())
    return in_name_case(name) if is_publication(name) or may_be_publication(name) else None


def may_be_publication(name: str) -> bool:
    """Whether a name in the place of a publication's name may be one.

    >>> [may_be_publication(name) for name in ("Lorne Voice", "The Lorne Free Press", "Local News", "Ann Low")]
    [True, True, False, False]
    """
    return len(name) <= _MAX_NAME_CHARS and _LIKELY_NAME.fullmatch(name.strip()) is not None


def is_title(name: str) -> bool:
    """Whether a name looks like a title, such as that of a publication beside a date.

    >>> is_title("The Lorne Trumpet"), is_title("The Hague"), is_title("Lorne Trumpet")
    (True, False, False)
    """
    return len(name) <= _MAX_NAME_CHARS and _THE.fullmatch(name) is not None


def publication_in(line: str) -> str | None:
    """The publication among the parts of a byline or dateline.

    >>> publication_in("By Ann Low, The Lorne Herald, 7 February 2012")
    'The Lorne Herald'
    """
    found = next((part.strip() for part in _PART.split(line) if is_publication(part)), None)
    return in_name_case(found.removeprefix("the ")) if found else None


def in_name_case(name: str) -> str:
    """A name printed in capitals, such as a masthead, in normal spelling.

    >>> in_name_case("THE LORNE HERALD"), in_name_case("NY TIMES"), in_name_case("Quay 24"), in_name_case("BBC")
    ('The Lorne Herald', 'NY Times', 'Quay 24', 'BBC')
    """
    if not name.isupper() or " " not in name:
        return name
    return _CAPITALS.sub(lambda word: word[0].capitalize(), name)


def issuer(line: str) -> str | None:
    """The issuer of a press release, if its line says so.

    >>> issuer("Quay Water – PRESS RELEASE"), issuer("PRESS RELEASE"), issuer("News release from Quay Water")
    ('Quay Water', None, 'Quay Water')
    """
    found = _RELEASE_OF.fullmatch(line.strip())
    return (found[1] or found[2]) if found else None


def is_host(name: str) -> bool:
    """
    >>> is_host("courier.example"), is_host("The Courier")
    (True, False)
    """
    return _HOST.fullmatch(name) is not None


def of_host(host: str) -> str | None:
    """The paper whose name a host spells with hyphens.

    >>> of_host("the-lorne-herald.example"), of_host("lorne-herald"), of_host("mail-archive.example")
    ('The Lorne Herald', None, None)
    """
    name = " ".join(map(str.capitalize, host.partition(".")[0].split("-"))) if is_host(host) else ""
    return name if is_publication(name) else None


def without_place(name: str) -> str:
    """A paper's name without the town and state, or the years, that databases put behind it; a country stays.

    >>> without_place("Lorne Herald (Lorne, OH)"), without_place("The Lorne Herald (India)")
    ('Lorne Herald', 'The Lorne Herald (India)')
    """
    found = _WITH_PLACE.fullmatch(name)
    return found[1] if found and (is_publication(found[1]) or may_be_publication(found[1])) else name


def without_number(name: str) -> str:
    """A paper's name without the number of its issue.

    >>> without_number("The Courier, no. 1204"), without_number("Quay 24")
    ('The Courier', 'Quay 24')
    """
    return _NUMBER_OF_ISSUE.sub("", name)


def without_issue(value: str) -> tuple[str, str]:
    """Split a paper's name from the issue after it; if that is not a date, the value and "".

    >>> without_issue("The Courier vom 07.02.2012, S. 3"), without_issue("The Courier (7 February 2012): p3.")
    (('The Courier', '07.02.2012, S. 3'), ('The Courier', '7 February 2012): p3.'))
    >>> without_issue("The Courier, Leeds")
    ('The Courier, Leeds', '')
    """
    found = _WITH_ISSUE.fullmatch(value)
    return (found[1], found[2]) if found else (value, "")


def copyright_holders(text: str) -> frozenset[str]:
    """The normalised names in the copyright lines at the end of a text.

    >>> sorted(copyright_holders("He said so.\\n\\n© 2012 Lorne Today. All rights reserved.\\nCopyright Quay 24, 2012"))
    ['lorne today', 'quay 24']
    """
    found = set[str]()
    for line in text[-_MAX_FOOT_CHARS:].split("\n"):
        if holder := _COPYRIGHT.match(line.strip()):
            found.add(normalise(_YEAR_AT_END.sub("", holder["name"].partition(". ")[0]).rstrip(".")))
    return frozenset(found)


def without_site(title: str, source: str) -> str:
    """The headline of a page, without its site's name behind it.

    >>> without_site("The dam | Lorne Courier", "Lorne Courier"), without_site("Buy Courier", "Courier")
    ('The dam', 'Buy Courier')
    """
    headline = title.removesuffix(source)
    end = _BEFORE_SITE.search(headline) if headline != title else None
    return headline[: end.start()] or title if end else title
