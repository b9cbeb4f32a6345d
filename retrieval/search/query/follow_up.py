"""Rewrites a follow-up question as a complete question, with the speaker or topic of the question before it.

what did Burnham say about Lansley?     the question before
and about Cameron?                      what did Andy Burnham say about Cameron?
what did he say about the NHS?          what did Andy Burnham say about the NHS?
and what did he reply?                  and what did Andrew Lansley reply?
what did Cameron say about him?         what did Cameron say about Andy Burnham?
and Miliband?                           what did Ed Miliband say about Lansley?
and the prime minister?                 what did the prime minister say about Lansley?
who disagreed with him?                 who disagreed with Andy Burnham about Lansley?
who else spoke about them?              who else spoke about the nurses?   (whom he spoke about)
what about in 2012?                     what did Andy Burnham say about Lansley in 2012?
when?                                   when did Andy Burnham say that about Lansley?
how often?                              how often did Andy Burnham say that about Lansley?
when did he say that?                   when did Andy Burnham say that about Lansley?
what did she say?                       what did Ann Lee say?   (whom an earlier question asked about)
what did he say before that?            what did Andy Burnham say before 7 February 2012?

how often did Burnham speak about Lansley in 2012?
and Miliband?                           how often did Ed Miliband speak about Lansley in 2012?
and in 2013?                            how often did Andy Burnham speak about Lansley in 2013?

An incomplete follow-up keeps these parts of the question before: its time, publication, order and count, and its act of
speech, such as to apologise. "He" after a name in the same question is that person.

"He" and "she" are the speaker of the question before; in "what did he reply?", the person whom it was about. If that
person is known to be of the other gender, the pronoun means the last person asked about who may be of its gender.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from retrieval.models import AnswerType, Options, Order, PartialDate, Precision, Question
from retrieval.search.query import intent, time_expressions
from retrieval.search.query.speakers import ROLES, SpeakerNames, office_in
from retrieval.text import dates
from retrieval.text.name_lookup import NameLookup
from retrieval.text.titles import HELD_OFFICES, OFFICES

LEAD = re.compile(r"^(?:(?:and|but|so|ok(?:ay)?|then|also|now)\b[\s,]*)+", re.IGNORECASE)
ABOUT = re.compile(r"^(?:about|on|regarding|concerning|of)\s+(?P<topic>.+)$", re.IGNORECASE)
WHAT_ABOUT = re.compile(r"^(?:(?:what|how)\s+about\s+)?(?P<what>[\w.’'-]++(?:\s++[\w.’'-]++){0,4})\s*$", re.IGNORECASE)
WHO_ON = re.compile(  # "Miliband on the NHS?", "what about Miliband on the NHS?"
    r"^(?:(?:what|how)\s+about\s+)?(?P<who>[\w.’'-]++(?:\s++[\w.’'-]++){0,4}?)\s+(?:about|on|regarding|concerning)\s+"
    r"(?P<topic>.+)$",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:he|she|they)\b(?!['’])", re.IGNORECASE)
ROLE = re.compile(rf"\bthe\s+(?:\w+\s+){{0,2}}?(?:{'|'.join(sorted(HELD_OFFICES | OFFICES))})\b", re.IGNORECASE)
OBJECT_START = r"(?:(?<=\babout\s)|(?<=\bwith\s)|(?<=\bto\s)|(?<=\bagainst\s)|(?<=[a-z]ed\s))"
OBJECT_END = r"(?=\s*(?:$|[?.!,]|(?:about|on|over)\s))"
OBJECT = re.compile(rf"{OBJECT_START}(?:him|her|them){OBJECT_END}", re.IGNORECASE)
THEM = re.compile(rf"{OBJECT_START}them{OBJECT_END}", re.IGNORECASE)
BARE_OBJECT = re.compile(r"(?:him|her|them)\W*$", re.IGNORECASE)
ABOUT_ANYWHERE = re.compile(r"\b(?:about|on|over)\s", re.IGNORECASE)
BEFORE_TOPIC = ["about", "on", r"think\sof", r"make\sof", "to", "for", "deny", "admit", "regret", "defend", "mention",
                "oppose", "support", "back", "condemn"]  # fmt: skip
TOPIC = re.compile(
    "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in BEFORE_TOPIC) + r"|(?<=[a-z]ed\s))"
    r"(?:it|that|this)(?=\s*(?:$|[?.!,]))",
    re.IGNORECASE,
)
REPLY = re.compile(
    r"\b(?:repl(?:y|ied)|respond|react|answer|say back|say to that|say in (?:reply|return))\b", re.IGNORECASE
)
SAID_THAT = re.compile(
    r"\b(?P<said>say|said|saying|(?:tell|told)\s+\w+)\s+(?:that|this|so|it)(?=\s*(?:$|[?.!,]))", re.IGNORECASE
)
SAY_ALONE = re.compile(r"\bwhat\s+(?:did|does|do|has|have)\s+[^,?]{1,60}\s(?:say|said|think)\W*$", re.IGNORECASE)
WORD_ALONE = re.compile(  # of the statement found before: "when?", "and where was that?"
    r"^(?P<word>when|where|why|to\s+whom|since\s+when|how\s+(?:long\s+ago|often|frequently|many\s+times)|(?:on|in|at)\s+(?:what|which)\s+\w+|"
    r"(?:what|which)\s+(?:day|date|month|year|time))(?:\s+(?:exactly|precisely))?"
    r"(?:\s+(?:was|is)\s+(?:that|this|it)(?:\s+said)?)?$",
    re.IGNORECASE,
)
THAT_TIME = re.compile(r"\b(?P<when>before|after|since|until)\s+(?:that|then|this)(?=\s*(?:$|[?.!,]))", re.IGNORECASE)
WHO_WHEN = re.compile(  # "who cried when she heard it?": "she" is the one who cried
    r"\bwho\s+(?!(?:did|does|do)\b)[^,?]{1,80}\s(?:when|while|after|before|because|once|until|as)\s*$", re.IGNORECASE
)
GENDERS = {"he": "m", "him": "m", "she": "f", "her": "f"}
QUESTION_START = re.compile(
    r"^(?:what|who|when|where|which|why|how|did|does|has|is|was|tell|show|list)\b", re.IGNORECASE
)
TIME_ALONE = re.compile(
    r"^(?:in|since|before|after|until|during|by|from|last|this|according\s+to)(?:\s++[\w.’'-]++){1,3}[\s?.!]*$",
    re.IGNORECASE,
)
TIME_START = re.compile(
    r"^(?:in|since|before|after|until|while|when(?=\s+(?:he|she|they)\b)|during|by|from|last|this|according\s+to)\b",
    re.IGNORECASE,
)
NO_OPTIONS = Options()
ANY_DAY = date(2000, 1, 1)  # to find out whether words name a date, whichever


@dataclass(frozen=True, slots=True)
class SoFar:
    """The conversation so far: the people and options of earlier questions, and the answers to the last one.

    `people` are those whom the questions asked about, the last first. `gender` returns "m", "f" or None for a name.
    `answered` has the dates of the answers to the last question. `options` are the options of that question, which the
    follow-up keeps.
    """

    people: Sequence[str] = ()
    gender: Callable[[str], str | None] = lambda _: None
    answered: Sequence[PartialDate] = ()
    options: Options = NO_OPTIONS


NOTHING = SoFar()


def rewrite(text: str, before: Question, speakers: Sequence[str], so_far: SoFar = NOTHING) -> str:
    """`text` as a complete question; unchanged if it already is one. `speakers` distinguishes people from topics.

    >>> burnham = Question("what did Burnham say about Lansley?", speaker="Andy Burnham", topic="Lansley")
    >>> for text in ("and about Cameron?", "and Miliband?", "what about the NHS?", "what did he tell the BBC?",
    ...              "in 2013?", "who said it must go?"):
    ...     print(rewrite(text, burnham, ["Andy Burnham", "Ed Miliband"]))
    what did Andy Burnham say about Cameron?
    what did Ed Miliband say about Lansley?
    what did Andy Burnham say about the NHS?
    what did Andy Burnham tell the BBC?
    what did Andy Burnham say about Lansley in 2013?
    who said it must go?
    >>> rewrite("and Miliband about the NHS?", burnham, ["Andy Burnham", "Ed Miliband"])
    'what did Ed Miliband say about the NHS?'
    """
    if dated := so_far.answered:
        text = THAT_TIME.sub(lambda that: f"{that['when']} {_date_meant(that['when'].lower(), dated)}", text)
    asked = LEAD.sub("", text.strip()).rstrip(" ?.!")
    kept = _kept(before, so_far.options)
    if word := WORD_ALONE.match(asked):
        return _asked_of_it(word["word"].lower(), before, kept)
    person, topic = _on(asked, before, speakers)
    if topic:
        return _question(person, topic, before, kept, is_new=person != before.speaker)
    named = WHAT_ABOUT.match(asked)
    when = named["what"] if named else asked
    if TIME_START.match(when):
        return _question(before.speaker, before.topic, before, _kept(before, so_far.options, when))
    if named and (named["what"] != asked or not QUESTION_START.match(asked)):
        person = _person(named["what"], speakers) or _office(named["what"])
        if person:
            return _question(person, before.topic, before, kept, is_new=True)
        return _question(before.speaker, when.strip(), before, kept)
    whole = _with_names(text, before, speakers, so_far)
    leads = asked != text.rstrip(" ?.!")  # "and what did Lee say?" is on the same topic
    is_alone = leads and before.topic and SAY_ALONE.search(whole)
    return f"{whole.rstrip(' ?.!')} about {before.topic}{kept}?" if is_alone else whole


def _on(asked: str, before: Question, speakers: Sequence[str]) -> tuple[str | None, str | None]:
    """The person and the topic of "Miliband on the NHS".

    The person of "on the NHS" is the same as before. Otherwise no topic.
    """
    if about := ABOUT.match(asked):
        return before.speaker, about["topic"]
    who = WHO_ON.match(asked)
    if who is None or QUESTION_START.match(who["who"]):
        return None, None
    person = _person(who["who"], speakers) or _office(who["who"])
    return person, who["topic"] if person else None


def _kept(before: Question, options: Options, instead: str = "") -> str:
    """The words for the time and the publication of the question before. `instead` replaces the one that it names.

    >>> year = Question("", after=PartialDate.parse("2012"), before=PartialDate.parse("2013"), source="HSJ")
    >>> _kept(year, Options()), _kept(year, Options(), "since May 2013"), _kept(year, Options(), "in the Courier")
    (' in HSJ in 2012', ' in HSJ since May 2013', ' in the Courier in 2012')
    >>> _kept(year, Options(source="HSJ")), _kept(Question("", after=PartialDate.parse("2012-02-07")), Options())
    (' in 2012', ' since 7 February 2012')
    """
    is_date = any(time_expressions.find_dates(instead, ANY_DAY)) or any(time_expressions.find_month(instead))
    is_time = is_date or THAT_TIME.search(instead) is not None or time_expressions.find_clause(instead) is not None
    when = "" if instead and is_time else _time_kept(before, options)
    source = before.source if before.source != options.source else None
    where = f" in {source}" if source and (is_time or not instead) else ""
    if instead:
        return f"{where} {instead}" if is_time else f" {instead}{when}"
    return where + when


def _time_kept(before: Question, options: Options) -> str:
    """The words for the time of a question, unless its options give the time.

    >>> before = Question("", after=PartialDate.parse("2012-02"), before=PartialDate.parse("2013"))
    >>> _time_kept(before, Options()), _time_kept(before, Options(after=before.after, before=before.before))
    (' after:2012-02 before:2013', '')
    """
    after, until = before.after, before.before
    if (after, until) in {(None, None), (options.after, options.before)}:
        return ""
    if after and until:
        if time_expressions.relative_to("in", after)[1] == until:
            return f" {'on' if after.precision is Precision.DAY else 'in'} {dates.in_words(after)}"
        return f" after:{after} before:{until}"
    return f" since {dates.in_words(after)}" if after else f" before {dates.in_words(until)}" if until else ""


def _date_meant(when: str, answered: Sequence[PartialDate]) -> str:
    """The date of "before that" or "after that": the first or the last date of the answers shown."""
    return dates.in_words(min(answered) if when in {"before", "until"} else max(answered))


def _asked_of_it(word: str, before: Question, kept: str) -> str:
    """The question when, where or how often the words asked for were said.

    Without a speaker, the question before is repeated.

    >>> _asked_of_it("where", Question("what did the mayor say?", speaker="mayor"), "")
    'where did the mayor say that?'
    >>> _asked_of_it("how often", Question("who opposed the bill?", topic="the bill"), " in 2012")
    'how often did anybody speak about the bill in 2012?'
    """
    if not before.speaker:
        is_counted = before.topic and intent.asks_how_often(word)
        return f"{word} did anybody speak about {before.topic}{kept}?" if is_counted else before.text
    about = f" about {before.topic}" if before.topic else ""
    return f"{word} did {_in_sentence(before.speaker)} say that{about}{kept}?"


def _in_sentence(speaker: str) -> str:
    """A speaker as part of a sentence: "the mayor", "Ann Lee"."""
    return f"the {speaker}" if speaker[:1].islower() and not speaker.startswith("the ") else speaker


def _with_names(text: str, before: Question, speakers: Sequence[str], so_far: SoFar) -> str:
    """The text with people and topic in place of pronouns. "Who backed her?" is on the same topic."""
    about_others = intent.asked_about_by_others(text)
    if before.topic and about_others and BARE_OBJECT.match(about_others) and not ABOUT_ANYWHERE.search(text):
        text = f"{text.rstrip(' ?.!')} about {before.topic}?"
    if before.topic and not ABOUT_ANYWHERE.search(text):
        text = SAID_THAT.sub(lambda that: f"{that['said']} that about {before.topic}", text)
    speaker = _in_sentence(before.speaker) if before.speaker else None
    other = _person(before.topic or "", speakers)
    first = (other if REPLY.search(text) else speaker) or speaker or other
    second = other if PRONOUN.search(text) else first
    several = before.topic or second  # "them": what one person spoke of
    others = [other, *so_far.people]
    for form, meant in ((PRONOUN, first), (THEM, several), (OBJECT, second), (TOPIC, before.topic)):
        if meant:
            text = form.sub(lambda found, meant=meant: _meant(found, meant, others, speakers, so_far), text)  # type: ignore[misc]
    return text


def _meant(
    found: re.Match[str], likeliest: str, others: Sequence[str | None], speakers: Sequence[str], so_far: SoFar
) -> str:
    """The person that a pronoun means: the likeliest one, unless the gender differs; then the first other person whose
    gender fits.

    >>> so_far, she = SoFar(gender={"Ann Lee": "f", "Bo Ek": "m"}.get), PRONOUN.search("did she say so?")
    >>> _meant(she, "Bo Ek", [None, "Ann Lee"], [], so_far), _meant(she, "Ann Lee", [], [], so_far)
    ('Ann Lee', 'Ann Lee')
    >>> _meant(PRONOUN.search("did Ann Lee say she would?"), "Di Fox", [], ["Ann Lee"], so_far)
    'she'
    """
    pronoun = found[0].lower()
    if found.re is PRONOUN and _is_named_before(found, speakers, so_far):
        return found[0]
    wanted = GENDERS.get(pronoun)
    if wanted is None or so_far.gender(likeliest) in {wanted, None}:
        return likeliest
    return next((person for person in others if person and so_far.gender(person) == wanted), likeliest)


def _is_named_before(pronoun: re.Match[str], speakers: Sequence[str], so_far: SoFar) -> bool:
    """Whether a person is named or asked for before "he" or "she" in the same question. The pronoun then means that
    person.
    """
    ahead = pronoun.string[: pronoun.start()]
    if WHO_WHEN.search(ahead):
        return True
    named = SpeakerNames(speakers).first_in(ahead)
    if named is None:
        return ROLE.search(ahead) is not None
    return so_far.gender(named) in {GENDERS.get(pronoun[0].lower()), None}


def is_follow_up(text: str) -> bool:
    """Whether the words of a question show that it is a follow-up.

    >>> [is_follow_up(text) for text in ("and about Cameron?", "what about Miliband?", "why did he resign?", "tax")]
    [True, True, True, False]
    >>> [is_follow_up(text) for text in ("in 2013?", "what does Lansley think of that?", "in 2013, who resigned?")]
    [True, True, False]
    """
    asked = text.strip()
    return bool(
        LEAD.match(asked)
        or re.match(r"(?:what|how)?\s*about\b", asked, re.IGNORECASE)
        or PRONOUN.search(asked)
        or OBJECT.search(asked)
        or TOPIC.search(asked)
        or SAID_THAT.search(asked)
        or TIME_ALONE.match(asked)
        or THAT_TIME.search(asked)
        or WORD_ALONE.match(asked.rstrip(" ?.!"))
    )


def _person(what: str, speakers: Sequence[str]) -> str | None:
    """The speaker of the archive whom the words name."""
    if not NameLookup(speakers, ()).speakers_named(what):
        return None
    return SpeakerNames(speakers).full_name(what.strip())


def _office(what: str) -> str | None:
    """The office or role that the words name, as "the mayor" or "the hospital boss"; None for any other noun.

    A noun that only ends like one of people, such as "the scanner", may be a topic.

    >>> _office("the prime minister"), _office("the hospital boss"), _office("the fireman"), _office("the physicist")
    ('the prime minister', 'the hospital boss', 'the fireman', 'the physicist')
    >>> _office("the NHS"), _office("the bill"), _office("the scanner")
    (None, None, None)
    """
    article, _, noun = what.strip().lower().rpartition(" ")
    is_office = article.startswith("the") and (noun in ROLES or noun.endswith(("man", "woman", "ist", "eer")))
    return what.strip() if is_office and office_in(what) else None


def _question(speaker: str | None, topic: str | None, before: Question, kept: str, *, is_new: bool = False) -> str:
    """A question of the same kind as the one before, with this speaker and topic; the question before if both are None.

    `kept` are the words for its time and publication. `is_new` is true if the speaker differs from before; the question
    then keeps its act of speech.
    """
    about = f" about {topic}" if topic else ""
    if not speaker:
        if before.counts and topic:
            return f"how often did anybody speak about {topic}{kept}?"
        return f"what was said about {topic}{kept}?" if topic else before.text.rstrip("?") + f"{kept}?"
    who = _in_sentence(speaker)
    if is_new and before.act:
        return f"did {who} {before.act}{about}{kept}?"
    if before.counts and topic:
        return f"how often did {who} speak about {topic}{kept}?"
    how = {Order.LATEST: "most recently ", Order.EARLIEST: "first "}.get(before.order, "")
    if before.answer_type is AnswerType.LIST and before.order is Order.EARLIEST:
        return f"everything {who} said{about}{kept}"
    return f"what did {who} {how}say{about}{kept}?"
