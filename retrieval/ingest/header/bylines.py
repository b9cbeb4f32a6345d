"""Bylines: the authors of an article, as named in the lines above it.

    By Jane Doe and John Roe, Reporter              a byline
    Jane Doe, The Courier, 7 February 2012          a credit: a name beside a paper, a date or a post, without "By"
    Jane Doe | Political Editor

A credit counts only below a headline, because a headline may have the same form.
"""

import re

from retrieval.ingest.header import publications
from retrieval.text.dates import MONTH_PATTERN, WEEKDAYS
from retrieval.text.titles import NAME_PARTICLE

_BY = re.compile(
    r"\A\s*(?:(?:(?:written|words|story|reported|report|text|article|posted|published|interview|exclusive)\s+)?by:?"
    r"|words:?|text:|from(?=\s[^\n]{3,60}\sin\s[A-Z]))\s+",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"(?<!\s)\s*[|·/;,]\s*(?:photos?|pictures?|images?|videos?|illustrations?|photography)(?:\sby)?:?\s[^\n]{1,80}\Z",
    re.IGNORECASE,
)
_ADDRESS_AND_NAME = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}\s\(([^()@]{2,80})\)")  # as Usenet writes a sender
_NAME_WORD = r"[^\W\d_a-z][\w.'’-]*"
_NAME = rf"{_NAME_WORD}(?:\s+(?:(?:{NAME_PARTICLE}|den)\s+)*{_NAME_WORD}){{1,3}}"
_MAIL_ADDRESS = re.compile(r"(?<=\s)[(<[]?(?:[\w.+-]{1,64}+)?@[\w.-]{1,255}+[)>\]]?")  # or a handle: "@ann"
_NAME_SEPARATOR = re.compile(r"(?<!\s)(?:\s*,(?:\s+and\s+|\s*)|\s*;\s*|\s+(?:and|&)\s+)", re.IGNORECASE)
_POST = (
    r"\b(?:editors?|reporters?|correspondents?|writers?|columnists?|contributors?|staff|news|today|times|post|press"
    r"|gazette|courier|herald|chronicle|telegraph|mail|journal|tribune|observer|echo|argus|record|standard|agency"
    r"|politics|business|opinion|jr|sr|mp)\b|@"
)
_POST_LINE = re.compile(  # "Reporter", "BBC News, Washington", "health correspondent": no headline about staff
    r"[^a-z\W][\w.'’&-]*(?:[ ,/|]{1,2}(?:[^a-z\W][\w.'’&-]*|of|for|and|the|in|at|&)){0,5}"
    r"|(?:.{0,40}\s)?(?:editors?|reporters?|correspondents?|writers?|columnists?|contributors?|staff)",
)
MAX_CREDIT_CHARS = 120
_CREDIT_PART = re.compile(r"(?<!\s)\s*[,|·•;]\s*|(?<!\s)\s+(?:[-–—]|and|&|for(?:\s+the)?)\s+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")  # "The Courier (7 February 2012)"
_MAX_CREDIT_WORDS = 8  # of a credit that ends with a full stop; a longer one is a sentence
_FROM = re.compile(r"(?<!\s)\s+in\s+[^\W\d_a-z][\w’'-]+(?:\s[^\W\d_a-z][\w’'-]+){0,2}$")  # "Jane Doe in Brussels"
_DESKS = (
    "staff|chief|senior|junior|special|political|politics|business|health|education|environment|science|technology"
    "|sports?|crime|court|city|local|community|social|affairs|home|foreign|diplomatic|defence|defense|royal|arts|culture"
    "|features?|news|economics|economic|finance|financial|transport|religious|religion|legal|media|deputy|assistant"
    "|associate|contributing|freelance|night|day|picture|industrial|agriculture|consumer|investigations?|and|of|the"
)
_POST_AT_END = re.compile(  # "Jane Doe Political Editor", without a comma
    rf"(?<=\w\s)(?:(?:{_DESKS})\s+){{0,4}}(?:editors?|reporters?|correspondents?|writers?|columnists?|critics?)$",
    re.IGNORECASE,
)
_DATE_PART = re.compile(rf"[^\d\n]*\d.*|(?:{'|'.join(WEEKDAYS)})|{MONTH_PATTERN}", re.IGNORECASE)
_NO_NAME = frozenset(  # words with which a place, or a paper's section, is named
    "new san santa los las saint st port fort mount lake north south east west upper lower great little hong kuala"
    " addis buenos rio cape tel baton des phnom salt united abu sri puerto costa mexico kansas oklahoma atlantic"
    " washington middle central local national world international health education home sport culture analysis comment"
    " exclusive breaking review interview feature features letters government society science the our"
    " evening morning daily sunday weekly star globe for release".split()
)


def parse_byline(line: str) -> tuple[str, ...]:
    """The authors in a byline; none if the line is not a byline.

    >>> parse_byline("By Jane Doe and John Roe, Reporter")
    ('Jane Doe', 'John Roe')
    >>> parse_byline("Text: Jane Doe | Photos: John Roe"), author_names("jd@x.example (Jane Doe)")
    (('Jane Doe',), ('Jane Doe',))
    >>> parse_byline("By the Numbers: How Labour Lost"), parse_byline("By George, He Has Done It")
    ((), ())
    """
    line = _PICTURES.sub("", line)
    by = _BY.match(line)
    if by is None:
        return ()
    named = _FROM.sub("", _MAIL_ADDRESS.sub("", line[by.end() :]).strip())
    first, *others = map(_without_post, _NAME_SEPARATOR.split(named))
    if not others and re.fullmatch(_NAME_WORD, first):  # "By Reuters"
        return (first,)
    is_byline = re.fullmatch(_NAME, first) and all(re.fullmatch(_NAME, part) or is_post(part) for part in others)
    return author_names(named) if is_byline else ()


def behind_label(value: str) -> tuple[str, ...]:
    """The authors after a label such as "Reporter:"; none if the value is not a byline.

    >>> behind_label("Jane Doe"), behind_label("By Jane Doe"), behind_label("the people of Leeds")
    (('Jane Doe',), ('Jane Doe',), ())
    """
    return parse_byline(value) or parse_byline(f"By {value}")


def _without_post(name: str) -> str:
    """
    >>> _without_post("Jane Doe Political Editor"), _without_post("Jane Doe"), _without_post("Political Editor")
    ('Jane Doe', 'Jane Doe', 'Political Editor')
    """
    plain = _POST_AT_END.sub("", name).strip()
    return plain if " " in plain else name


def parse_credit(line: str, *, has_date: bool) -> tuple[str, ...]:
    """The authors in a credit; none if a part of the line is neither a name nor a paper, a post or a date.

    A name that is beside only a date may be that of a place, so it must not begin like one.

    >>> parse_credit("Jane Doe, The Lorne Courier, Tuesday, 7 February 2012", has_date=True)
    ('Jane Doe',)
    >>> parse_credit("Jane Doe | Political Editor", has_date=False), parse_credit("New York, 7 May 2012", has_date=True)
    (('Jane Doe',), ())
    """
    if len(line.split()) > _MAX_CREDIT_WORDS and line.rstrip('”"').endswith((".", "!", "?")):
        return ()
    names, has_paper = [], False
    for part in _CREDIT_PART.split(_IN_BRACKETS.sub(r", \1", line)):
        person = _FROM.sub("", part)
        if is_post(part) or publications.is_publication(part):
            has_paper = True
        elif is_name(person):
            names.append(person)
        elif part and not _DATE_PART.fullmatch(part):
            return ()
    are_joined = len(names) < 2 or " and ".join(names[-2:]) in line  # commas may be between places
    is_person = has_paper or (has_date and bool(names) and are_joined and all(map(may_be_person, names)))
    return tuple(map(_readable, names)) if is_person else ()


def is_name(line: str) -> bool:
    """Whether a line looks like a person's name: two to four capitalised words, none of them typical of a paper."""
    return re.fullmatch(_NAME, line) is not None and not is_post(line)


def may_be_person(name: str) -> bool:
    """
    >>> may_be_person("Jane Doe"), may_be_person("Port Lorne"), may_be_person("HONG KONG")
    (True, False, False)
    >>> may_be_person("For Immediate Release")
    False
    """
    return not name.isupper() and not _NO_NAME & set(name.lower().split())


def is_contact(line: str) -> bool:
    """Whether a line below an author's name is that author's post or address."""
    return len(line) <= 60 and ("@" in line or (is_post(line) and _POST_LINE.fullmatch(line) is not None))


def _readable(name: str) -> str:
    """A name printed in capitals, in normal spelling. A single word stays, since it may be an agency's name."""
    return plain_byline(name) if name.isupper() and " " in name else name


def plain_byline(byline: str) -> str:
    """A byline without capitals throughout, and without "By".

    >>> plain_byline("By HANNAH O'BRIEN and JO MCKAY"), plain_byline("Jane Doe; Leeds")
    ("Hannah O'Brien and Jo McKay", 'Jane Doe; Leeds')
    """
    byline = re.sub(r"^\s*by:?\s+", "", byline, flags=re.IGNORECASE)
    return re.sub(r"\b[A-Z][A-Z'’-]+\b", _capitalised, byline) if re.search(r"[A-Z]{3}", byline) else byline


def _capitalised(name: re.Match[str]) -> str:
    parts = re.split(r"(['’-])", name[0].lower())
    word = "".join(part.capitalize() for part in parts)
    return re.sub(r"^Mc(\w)", lambda mc: f"Mc{mc[1].upper()}", word)


def author_names(text: str) -> tuple[str, ...]:
    """The people in a byline or an author field, without their posts and publications.

    >>> author_names("Jane Doe, USA TODAY"), author_names("BBC News"), author_names("Ann Lee, Jo Bond, and Di Cole")
    (('Jane Doe',), ('BBC News',), ('Ann Lee', 'Jo Bond', 'Di Cole'))
    >>> author_names("JANE DOE (STAFF WRITER)"), author_names("Jo Bond, 2013")
    (('Jane Doe',), ('Jo Bond',))
    """
    if sender := _ADDRESS_AND_NAME.fullmatch(text.strip()):
        return (sender[1].strip(),)
    named = _BY.sub("", _IN_BRACKETS.sub("", _MAIL_ADDRESS.sub("", text).strip())).strip()
    parts = [_without_post(part) for part in _NAME_SEPARATOR.split(named) if any(map(str.isalpha, part))]
    return tuple(_readable(part) for part in parts if not is_post(part)) or tuple(parts[:1])


def is_post(part: str) -> bool:
    return re.search(_POST, part, re.IGNORECASE) is not None


def is_plain_post(name: str) -> bool:
    """
    >>> is_plain_post("Chief Reporter"), is_plain_post("Lorne Reporter")
    (True, False)
    """
    return _POST_AT_END.fullmatch(f"x {name}", 2) is not None


def surname_last(name: str) -> str:
    """
    >>> surname_last("Low, Ann"), surname_last("Ann Low")
    ('Ann Low', 'Ann Low')
    """
    return re.sub(r"^([^,]+), ([^,]+)$", r"\2 \1", name)


def surnames_last(authors: str) -> str:
    """The authors in a database's text with surnames first.

    >>> surnames_last("Low, Ann; Peel, Jon"), surnames_last("Ann Low")
    ('Ann Low; Jon Peel', 'Ann Low')
    """
    return "; ".join(map(surname_last, re.split(r"(?<!\s)\s*;\s*", authors)))


def have_surnames_first(authors: str) -> bool:
    """Whether each author is a surname, a comma and given names.

    >>> names = "Low, Ann; Peel, Jon B.", "de la Tour, Ann", "Ann Low, Jon Peel", "Ann Low"
    >>> [have_surnames_first(each) for each in names]
    [True, True, False, False]
    """
    names = [name.split(",") for name in authors.split(";")]
    given = 3 if len(names) > 1 else 1  # words; a single pair may be two people
    if any(part.strip().isupper() or publications.is_publication(part.strip()) for name in names for part in name):
        return False
    return all(
        len(name) == 2 and _words_in_capitals(name[0]) == 1 and 1 <= len(name[1].split()) <= given for name in names
    )


def _words_in_capitals(surname: str) -> int:
    """The number of words of a surname that begin with a capital.

    >>> _words_in_capitals("de la Cruz"), _words_in_capitals("Ann Low")
    (1, 2)
    """
    return sum(not word.islower() for word in surname.split())
