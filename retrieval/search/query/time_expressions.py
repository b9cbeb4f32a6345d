"""Finds when something was said, in the words of a question: a date, or a clause about an office or an event.

    in February 2012, before 2015, last week         a date
    when she was mayor, said as mayor                while somebody held an office
    before he became mayor, since taking office      its beginning; of any office, if none is named
    after she left office                            its end
    before the strike, since the election            an event

search/terms_of_office.py finds the dates of an office. No article tells reliably when an event was.

A date that belongs to the topic does not count: "the 2008 crisis", "its August 2016 survey", "the vote in 2014". Nor do
words that only look like a time: "life after the war", "before the committee", "looking after the children".
"""

import re
from datetime import date, timedelta

from retrieval.errors import NoDate, NoSuchDay
from retrieval.models import PartialDate, Precision, Span, TermPart, TimeClause
from retrieval.search.query.speakers import NAME, office_in
from retrieval.text import dates
from retrieval.text.person_nouns import PERSON_NOUNS
from retrieval.text.titles import HELD_OFFICES, OFFICES, TITLES

DateRange = tuple[PartialDate | None, PartialDate | None]  # from (inclusive) and before (exclusive); None is open
DatedSpan = tuple[DateRange, Span]  # a range and the span of the words that name it

MONTH = rf"(?P<month>{dates.MONTH_PATTERN})\.?"
YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
DAY = r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?"
LATER_DAY = r"(?:\s+(?P<later_day>\d{1,2})(?:st|nd|rd|th)?,?)?"
DATE = rf"(?:{DAY}{MONTH}{LATER_DAY},?\s+)?{YEAR}"
ROUGHLY = r"(?:(?:early|late|mid|the\s+(?:end|start|beginning)\s+of)[\s-]+)?"
PREPOSITION = rf"(?P<preposition>in|on|during|since|from|after|before|until|by)\s+{ROUGHLY}"
CLAUSE_END = (  # "in 2019 what did she say" begins with its time
    r"(?=\s*(?:$|[?.!,:;]|(?:about|on|regarding|concerning|what|who|whom|how|why|where|which|did|does|has|have)\b))"
)
ISO = re.compile(r"(?<![\w-])(?P<year>(?:1[89]|20)\d\d)-(?P<month>\d\d)(?:-\d\d)?(?![\w-])")
ADVERBIAL = re.compile(rf"(?:^|(?<=[\s,(])){PREPOSITION}{DATE}{CLAUSE_END}", re.IGNORECASE)
END_WORDS = dict.fromkeys(("to", "till", "up to"), "until")
AN_END = rf"(?P<preposition>since|from|after|before|until|till|to|up\s+to|by)\s+{ROUGHLY}{DATE}"
ONE_END = re.compile(rf"(?:^|(?<=[\s,(])){AN_END}", re.IGNORECASE)
OTHER_END = re.compile(rf"(?:\s*,)?\s+(?:(?:and|but)\s+)?{AN_END}{CLAUSE_END}", re.IGNORECASE)
DATELINE = re.compile(rf"^[^,:?]{{0,40}}?[\s,]*\b{ROUGHLY}{DATE}\s*(?::|[–—-]\s)", re.IGNORECASE)
AT_END = re.compile(rf"(?<!\bof)(?<!\bthe)[\s,]\s*{ROUGHLY}(?=[a-z\d]+\.?\s){DATE}\s*\??$", re.IGNORECASE)
ARTICLE = re.compile(rf"\b{DATE}\s+(?:piece|article|story|report|column|interview|editorial|coverage)\b", re.IGNORECASE)
MONTH_ALONE = re.compile(
    rf"(?:^|(?<=[\s,(]))(?:(?:in|during|from|last|this\s+past)\s+{ROUGHLY}|on\s+(?:the\s+)?{DAY}(?:of\s+)?)"
    rf"{MONTH}{LATER_DAY}{CLAUSE_END}\s*",
    re.IGNORECASE,
)
LEAP_YEAR = 2000  # in which every day of a month exists
FROM = r"(?:(?P<from_month>[a-z]+)\s+)?(?P<from_year>\d{4})?"
TO = r"(?:(?P<to_month>[a-z]+)\s+)?(?P<to_year>\d{4})"
BETWEEN = re.compile(rf"\bbetween\s+{FROM}\s*and\s+{TO}{CLAUSE_END}", re.IGNORECASE)
RELATIVE = re.compile(rf"\b(?P<phrase>today|yesterday|(?:this|last)\s+(?:week|month|year)){CLAUSE_END}", re.IGNORECASE)


def find_month(text: str) -> tuple[int | None, int | None]:
    """The month in which something was said (1 to 12) and the day, if the question gives them without a year.

    >>> find_month("what did he say in March about tax?"), find_month("what will he do in March 2027?")
    ((3, None), (None, None))
    >>> find_month("what did he say on 29 February?"), find_month("on the 3rd of May, who left?"), find_month("on May?")
    ((2, 29), (5, 3), (None, None))
    """
    match = MONTH_ALONE.search(text)
    day = (match["day"] or match["later_day"]) if match else None
    if match is None or (day is None and match[0].lower().startswith("on")):
        return None, None
    month = dates.month_number(match["month"])
    if day and in_year(month, LEAP_YEAR, int(day)) is None:
        raise NoSuchDay(f"{int(day)} {dates.MONTHS[month - 1]}")
    return month, int(day) if day else None


def strip_month(text: str) -> str:
    """The text without a month, or a day of a month, that has no year.

    >>> strip_month("what did he say last March about tax?")
    'what did he say about tax?'
    """
    return MONTH_ALONE.sub("", text, count=1)


def names_month(month: int, day: int | None, text: str) -> bool:
    """Whether a text names a month in full, with its day if one is given.

    >>> [names_month(5, None, text) for text in ("It opens in May.", "It may open.", "Mayors met.")]
    [True, False, False]
    >>> [names_month(5, 3, text) for text in ("It opens on May 3rd.", "It opened on 3 May.", "It opens in May.")]
    [True, True, False]
    """
    name = dates.MONTHS[month - 1]
    named = rf"{name}\s+{day}(?:st|nd|rd|th)?|{day}(?:st|nd|rd|th)?\s+(?:of\s+)?{name}" if day else name
    return re.search(rf"\b(?:{named})\b", text) is not None


def in_year(month: int, year: int, day: int | None = None) -> tuple[PartialDate, PartialDate] | None:
    """The range of a month, or of a day of it; None if the year has no such day.

    >>> [str(when) for when in in_year(12, 2021)], in_year(2, 2023, 29)
    (['2021-12', '2022-01'], None)
    """
    try:
        when = PartialDate(date(year, month, day or 1), Precision.DAY if day else Precision.MONTH)
    except ValueError:
        return None
    return when, _next(when)


def spell_out(text: str) -> str:
    """The text with numeric dates in words, as the other functions expect them. "2011-12" may mean two years and stays.

    Raises NoSuchDay for a day that does not exist. >>> spell_out("since 2024-06"), spell_out("on 2024-06-03?"),
    spell_out("in 2011-12") ('since June 2024', 'on 3 June 2024?', 'in 2011-12')
    """

    def in_words(match: re.Match[str]) -> str:
        is_span = len(match[0]) == len("2011-12") and int(match["month"]) == (int(match["year"]) + 1) % 100
        try:
            return match[0] if is_span else dates.in_words(PartialDate.parse(match[0]))
        except NoDate as error:
            if len(match[0]) == len("2024-02-31"):
                raise NoSuchDay(match[0]) from error
            return match[0]

    return ISO.sub(in_words, text)


def find_dates(text: str, today: date) -> DateRange:
    """The range of dates in which something was said, as far as the question states it.

    Raises NoSuchDay for a day that the calendar lacks.

    >>> [str(day) for day in find_dates("what did Burnham say about Lansley in February 2012?", date(2026, 1, 1))]
    ['2012-02', '2012-03']
    >>> find_dates("what did he say about the 2008 crisis?", date(2026, 1, 1))
    (None, None)
    """
    found = _find(text, today)
    return found[0] if found else (None, None)


def strip_dates(text: str, today: date, named: DateRange) -> str:
    """The text without the words for the date range `named`; the unchanged text if it states another range.

    >>> today = date(2026, 1, 1)
    >>> may = find_dates("who resigned in May 2012?", today)
    >>> strip_dates("Courier, May 2012: who resigned in 2011?", today, may)
    ' who resigned in 2011?'
    """
    found = _find(text, today)
    if not found or found[0] != named:
        return text
    start, end = found[1]
    return text[:start] + text[end:]


def is_told_of(after: PartialDate | None, before: PartialDate | None, text: str) -> bool:
    """Whether a text names the year, or the month and the year, of a date range.

    >>> march, april = PartialDate.parse("2006-03"), PartialDate.parse("2006-04")
    >>> is_told_of(march, april, "Since March 2006 they play."), is_told_of(march, april, "In 2006 they played.")
    (True, False)
    """
    if not after or not before or (before.first - timedelta(days=1)).year != after.first.year:
        return False
    month = (
        "" if after.precision is Precision.YEAR else rf"\b{dates.MONTHS[after.first.month - 1][:3]}\w*\.?\s(?:.*\s)?"
    )
    return re.search(rf"{month}{after.first.year}\b", text) is not None


def _find(text: str, today: date) -> DatedSpan | None:
    if match := RELATIVE.search(text):
        return _relative_range(match["phrase"].lower().split(), today), match.span()
    if match := BETWEEN.search(text):
        first = _parse(match["from_month"], match["from_year"] or match["to_year"])
        last = _parse(match["to_month"], match["to_year"])
        return ((first, _next(last)), match.span()) if first and last else None
    if both := _find_both_ends(text):
        return both
    return _find_date(text, DATELINE) or _find_date(text, ARTICLE) or _find_adverbial(text) or _find_date(text, AT_END)


def _find_both_ends(text: str) -> DatedSpan | None:
    """A beginning and an end beside each other: "since 2012 and before 2014", "until May 2012, after 2010"."""
    for match in ONE_END.finditer(text):
        other = OTHER_END.match(text, match.end())
        if other is None:
            continue
        (after, before), (later_after, later_before) = _range_of_end(match), _range_of_end(other)
        if (after is None) != (later_after is None):
            return (after or later_after, before or later_before), (match.start(), other.end())
    return None


def _range_of_end(match: re.Match[str]) -> DateRange:
    words = " ".join(match["preposition"].lower().split())
    return relative_to(END_WORDS.get(words, words), _date_of(match))


def _find_date(text: str, pattern: re.Pattern[str]) -> DatedSpan | None:
    match = pattern.search(text)
    if match is None:
        return None
    when = _date_of(match)
    return (when, _next(when)), match.span()


def _find_adverbial(text: str) -> DatedSpan | None:
    """The most precise date after a preposition: October in "how much in 2013, as Politico wrote in October 2016"."""
    found = []
    for match in ADVERBIAL.finditer(text):
        when, preposition = _date_of(match), match["preposition"].lower()
        if preposition != "on" or when.precision is Precision.DAY:
            found.append((when, preposition, match.span()))
    if not found:
        return None
    when, preposition, span = max(found, key=lambda candidate: len(str(candidate[0])))
    return relative_to(preposition, when), span


def relative_to(preposition: str, when: PartialDate) -> DateRange:
    """The date range of a preposition and a date.

    >>> [str(day) for day in relative_to("after", PartialDate.parse("2012-02"))]
    ['2012-03', 'None']
    """
    if preposition in {"since", "from"}:
        return when, None
    if preposition == "after":
        return _next(when), None
    if preposition == "before":
        return None, when
    if preposition in {"until", "by"}:
        return None, _next(when)
    return when, _next(when)


def _date_of(match: re.Match[str]) -> PartialDate:
    day, month, year = match["day"] or match["later_day"], match["month"], match["year"]
    when = _parse(month, year, day)
    if when is None:
        raise NoSuchDay(f"{int(day)} {dates.MONTHS[dates.month_number(month) - 1]} {year}")
    return when


def _parse(month: str | None, year: str | None, day: str | None = None) -> PartialDate | None:
    """A date from its words; None for a date that does not exist."""
    try:
        parts = [year or ""]
        if month:
            parts.append(str(dates.month_number(month)))
            parts += [day] if day else []
        return PartialDate.parse("-".join(parts))
    except ValueError:
        return None


def _next(when: PartialDate) -> PartialDate:
    """The day, month or year after."""
    return PartialDate(when.last + timedelta(days=1), when.precision)


def _relative_range(words: list[str], today: date) -> DateRange:
    """The range of "today", "yesterday", or "this" or "last" and a unit."""
    if len(words) == 1:
        day = today - timedelta(days=words[0] == "yesterday")
        return PartialDate(day), PartialDate(day + timedelta(days=1))
    is_last, unit = words[0] == "last", words[1]
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * is_last)
        return PartialDate(monday), PartialDate(monday + timedelta(days=7))
    precision = Precision.MONTH if unit == "month" else Precision.YEAR
    first = _first_day(today, precision)
    if is_last:
        first = _first_day(first - timedelta(days=1), precision)
    when = PartialDate(first, precision)
    return when, _next(when)


def _first_day(day: date, precision: Precision) -> date:
    """The first day of the month or year that a day is in."""
    return day.replace(day=1) if precision is Precision.MONTH else day.replace(month=1, day=1)


RELATION = (
    r"before|after|since|until|when|while|whilst|during|following|prior\s+to|ahead\s+of|throughout|"
    r"in(?=\s+(?:his|her|their)\b)|as"
)
SAME = dict.fromkeys(("whilst", "while", "during", "throughout", "in", "as"), "when")
SAME |= {"following": "after", "prior to": "before", "ahead of": "before"}
MAX_CLAUSE_WORDS = 10
OFFICE_NOUNS = TITLES | OFFICES | HELD_OFFICES | PERSON_NOUNS
CLAUSE = re.compile(
    rf"(?<![\w’'-])(?P<relation>{RELATION})\s+(?P<rest>{NAME}(?:\s+{NAME}){{0,{MAX_CLAUSE_WORDS - 1}}}?)"
    r"(?=\s*(?P<end>$|[?!,;]|\.\s*$|(?:about|on|regarding|concerning|what|who|how)\b))",
    re.IGNORECASE,
)
WHO = rf"(?:(?P<who>(?:the\s+)?{NAME}(?:\s+{NAME}){{0,3}}?)\s+)"
OFFICE = r"(?:(?:the|an?|our|their)\s+)?(?P<office>.+)"
ANY_OFFICE = r"(?:office|power|post)"
TERM = r"(?:(?P<owner>.+?)[’']s?|his|her|their)\s+(?:\w+\s+)?(?:time|term|tenure|years?|stint|days|spell)"
FORMS = tuple(
    (part, re.compile(pattern, re.IGNORECASE))
    for part, pattern in (
        (TermPart.START, rf"{WHO}?(?:took|taking|entered|entering|came\s+(?:in)?to|coming\s+(?:in)?to)\s+{ANY_OFFICE}"),
        (TermPart.END, rf"{WHO}?(?:left|leaving|lost|losing)\s+{ANY_OFFICE}"),
        (
            TermPart.START,
            rf"{WHO}?(?:bec[oa]me|becoming|took\s+over\s+as|taking\s+over\s+as|(?:(?:was|were|being)\s+)?"
            rf"(?:elected|appointed|named|made|sworn\s+in)(?:\s+as)?)\s+{OFFICE}",
        ),
        (
            TermPart.END,
            rf"{WHO}?(?:(?:stopped|stopping|ceased)\s+(?:to\s+be|being)|(?:resign(?:ed|ing)|quit(?:ting)?|"
            rf"(?:stood|stepped|standing|stepping)\s+down)\s+as)\s+{OFFICE}",
        ),
        (TermPart.WHOLE, rf"(?:{WHO}(?:was|were|is|are)\s+)?in\s+{ANY_OFFICE}"),
        (TermPart.WHOLE, rf"{TERM}\s+in\s+{ANY_OFFICE}"),
        (TermPart.WHOLE, rf"{TERM}\s+as\s+{OFFICE}"),
        (TermPart.WHOLE, rf"{WHO}(?:was|were|is|are|served\s+as)\s+(?:(?:still|only|just)\s+)?{OFFICE}"),
    )
)
WITHOUT_SUBJECT = re.compile(
    r"(?:when|while|whilst|as)\s+(?!(?:the|an?)\b)(?P<office>.+)", re.IGNORECASE
)  # "while mayor"
SAID_AS = re.compile(
    r"\b(?:sa(?:y|id|ying)|tell|told|promised?|speak|spoke|thinks?|thought)\b", re.IGNORECASE
)  # "as mayor"
NOT_AS = re.compile(  # "taking over as mayor", "his time as mayor"
    r"\b(?:over|down|out|up|\w+(?:ed|ing)|known|seen|serve|work|act|quit|stand|run|role|time|term|job|life|years?|such|much|"
    r"well|soon|long|just|far|him|her|them|himself|herself|itself)\s+$",
    re.IGNORECASE,
)
PRONOUNS = frozenset("he she they".split())
EVENT = re.compile(r"(?:the|his|her|their|its|this|that|an?|he|she|they|it|[a-z]{3,}ing)\s+\w|[A-Z]", re.ASCII)
EVENT_RELATION = re.compile(r"before|after|since|until|during|following|prior\s+to|ahead\s+of", re.IGNORECASE)
A_DATE = re.compile(
    rf"\d|\b(?:{dates.MONTH_PATTERN})\b|\b(?:today|yesterday|tomorrow|then|now|week|month|year)\b", re.IGNORECASE
)
NO_TIME = re.compile(  # the words before the relation
    r"\b(?:life|lives|world|days?|nights?|mornings?|evenings?|hours?|minutes?|weeks?|months?|years?|look\w*|nam\w+|"
    r"happen\w*|c[ao]m(?:e|es|ing)|run\w*|[gt]o|ever|soon|long|just|shortly|right)\s+$",
    re.IGNORECASE,
)
BODIES = re.compile(  # bodies before which somebody may speak
    r"\b(?:committee|court|jury|judges?|inquiry|commission|panel|tribunal|parliament|house|senate|congress|council|board|"
    r"mps|peers|cameras?|magistrates|commons|lords|hearing|assembly)$",
    re.IGNORECASE,
)


def find_clause(text: str) -> TimeClause | None:
    """The first clause of a question that names a time by an office or an event; None if it has none.

    >>> clause = find_clause("what did Lee say before she was mayor about tax?")
    >>> clause.words, clause.relation, clause.part.value, clause.office
    ('before she was mayor', 'before', 'whole', 'mayor')
    >>> find_clause("what did Lee say since the strike?").words, find_clause("life after the war")
    ('since the strike', None)
    """
    for match in CLAUSE.finditer(text):
        if NO_TIME.search(text[: match.start()]) or A_DATE.search(match["rest"]):
            continue
        ahead = text[: match.start()]
        if match["relation"].lower() == "as" and (NOT_AS.search(ahead) or not SAID_AS.search(ahead)):
            continue
        clause = _of_office(match) or _of_event(match)
        if clause:
            return clause
    return None


def strip_clause(text: str, clause: TimeClause) -> str:
    """The text without the words of a clause.

    >>> asked = "before she was mayor, what did Lee say?"
    >>> strip_clause(asked, find_clause(asked))
    'what did Lee say?'
    """
    before, _, after = text.partition(clause.words)
    return " ".join(f"{before.rstrip(' ,')} {after.lstrip(' ,')}".split())


def _of_office(match: re.Match[str]) -> TimeClause | None:
    for part, form in FORMS if match["relation"].lower() != "as" else ():
        found = form.fullmatch(match["rest"])
        groups = found.groupdict() if found else {}
        office = _office(groups["office"]) if groups.get("office") else None
        if found is None or (office is None and "office" in groups):
            continue
        if _relation(match) == "when" and part is not TermPart.WHOLE:  # "when she became mayor": on that day
            return None
        who = groups.get("who") or groups.get("owner")
        named = None if who is None or who.lower() in PRONOUNS else who
        return TimeClause(match[0], _relation(match), part, named, office)
    alone = WITHOUT_SUBJECT.fullmatch(match[0])
    office = _office(alone["office"]) if alone else None
    return TimeClause(match[0], "when", TermPart.WHOLE, office=office) if office else None


def _office(words: str) -> str | None:
    """The office that words name, if their noun is a known noun for a person: not in "when buses got dearer".

    >>> _office("mayor of Sund"), _office("chief executive"), _office("buses got dearer"), _office("younger")
    ('mayor of Sund', 'chief executive', None, None)
    """
    office = office_in(f"the {words}")
    noun = re.split(r"\s(?:of|for|at)\s", office, flags=re.IGNORECASE)[0].split()[-1].lower() if office else ""
    return office if noun in OFFICE_NOUNS else None


def _of_event(match: re.Match[str]) -> TimeClause | None:
    is_event = (
        EVENT.match(match["rest"]) and EVENT_RELATION.fullmatch(match["relation"]) and not match["end"].strip("?!,.")
    )
    if not is_event or (_relation(match) == "before" and BODIES.search(match["rest"])):
        return None
    return TimeClause(match[0], _relation(match))


def _relation(match: re.Match[str]) -> str:
    relation = " ".join(match["relation"].lower().split())
    return SAME.get(relation, relation)
