"""Parses a question: finds its speaker, topic, time, publication, filters and type of answer.

    what did Burnham say in May?   a speaker, date or source in the question's words is preferred in the ranking
    speaker:burnham source:hsj     operators are filters: nothing else is searched
    after:2012-02 before:2012-03
    "taken out and shot"           words in quotation marks, two or more: only passages with this phrase are searched

Options given beside the question are filters too. Each option overrides the operator of the same name.

The question word shows the type of the answer: what was said, who, when, an amount, a list or a fact.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from retrieval.errors import QuestionError
from retrieval.models import AnswerType, Options, PartialDate, Question
from retrieval.search.query import (
    intent,
    publications,
    rewording,
    speakers,
    speech_acts,
    time_expressions,
)
from retrieval.search.query.speakers import SpeakerNames as SpeakerNames
from retrieval.search.query.speakers import asks_what_was_said, is_note
from retrieval.text import dates
from retrieval.text.person_nouns import is_person_noun

OPERATOR = re.compile(r"""(?<!\S)(speaker|source|after|before):(?:["“]([^"”]*)["”]|(\S*))""", re.IGNORECASE)
ENDS_SENTENCE = "?!.,;:)]}’'”\""  # after an operator, they are not part of its value
QUOTED = re.compile(r"""["“]([^"“”]*)["”]""")
MAX_QUESTION_CHARS = 500
TWO_WORDS = re.compile(r"\w\s+\w")
TOPIC_END = r"\s+(?P<topic>[^,;:?!]+?)\s*(?:$|[,;:?!]|\.\s*$|\band\s+(?:what|how|when|why)\b)"
ABOUT = re.compile(rf"\b(?:about|regarding|concerning){TOPIC_END}", re.IGNORECASE)
ON = re.compile(
    r"(?:\b(?:sa(?:y|id|ying)|sp(?:eak|oke|oken)|views?|comment\w*|quot\w+|opinions?|positions?|stances?|mind|tune|statements?|"
    r"thoughts?|stand)\s+on|"
    r"\b(?:think|thought|ma[kd]e|say|speak|spoke|views?|opinions?)\s+of|"
    rf"^(?:[\w.’'-]+\s+){{1,3}}on){TOPIC_END}",
    re.IGNORECASE,
)


def parse_options(
    speaker: str | None = None, source: str | None = None, after: str | None = None, before: str | None = None
) -> Options:
    """Options from typed text; an empty text is no option. Raises QuestionError if a date cannot be read."""
    return Options(_stripped(speaker), _stripped(source), _date("after", after), _date("before", before))


def parse(
    text: str, names: SpeakerNames, options: Options, sources: Sequence[str] = (), today: date | None = None
) -> Question:
    """Parse a question. `names` and `sources` are those of the archive. `options` override the question's operators.

    Its words are taken apart step by step, and each step has a name of its own:

    typed      without operators; times spelt out ("two years ago"), passive questions made active
    corrected  names put right, and without a clause that names a time by an office
    rest       without time, publication and order: the passages are searched by these words
    asked      the same, but with the words for the order
    read       the corrected words in a form that the reader knows

    >>> parse("what did Burnham say about Lansley?", SpeakerNames(["Andy Burnham", "Andrew Lansley"]), Options())
    ... # doctest: +ELLIPSIS
    Question(text='what did Burnham say about Lansley?', speaker='Andy Burnham', topic='Lansley', source=None, ...)
    """
    if not text.strip():
        raise QuestionError("the question is empty; ask something like: what did Burnham say about Lansley?")
    if len(text) > MAX_QUESTION_CHARS:
        raise QuestionError(f"the question has {len(text):,} characters; ask in at most {MAX_QUESTION_CHARS}")
    filters = _filters(text, options)
    today = today or dates.today()

    # Words: without operators, names corrected
    bare = rewording.spell_contractions(" ".join(OPERATOR.sub(" ", text).split()))
    plain = rewording.strip_request(time_expressions.spell_out(bare))
    typed = rewording.make_active(rewording.ask_both(plain, lambda *people: all(map(names.named, people))))
    unquoted = "" if intent.asks_nothing(typed) else QUOTED.sub(" ", typed)  # a quoted phrase is searched for unchanged
    corrections = names.topic_corrections(unquoted) | names.spelling_corrections(f"{unquoted} {filters.speaker or ''}")

    def correct(text: str) -> str:
        return re.sub(r"\w+", lambda word: corrections.get(word[0], word[0]), text)

    corrected = correct(typed)
    if filters.speaker:
        filters = replace(filters, speaker=correct(filters.speaker))
    clause = time_expressions.find_clause(QUOTED.sub(" ", corrected))
    if clause and clause.part:  # an office in a time clause is not part of the topic
        corrected = _tidy(time_expressions.strip_clause(corrected, clause)) or corrected

    # Time and publication
    source = publications.find_source(corrected, sources)
    unsourced = publications.strip_source_names(corrected, sources)
    named = time_expressions.find_dates(unsourced, today)
    is_dated = any((*named, filters.after, filters.before))
    month, day = (None, None) if is_dated else time_expressions.find_month(unsourced)
    after, before = (filters.after, filters.before) if filters.after or filters.before else named

    # Intent: a phrase, an order, how often; and the words that are left
    phrase = _phrase(corrected)
    order, counts = intent.find_order(corrected), intent.asks_how_often(corrected)
    rest = publications.strip_source(corrected, source) if source else corrected
    rest = _tidy(time_expressions.strip_month(rest) if month else time_expressions.strip_dates(rest, today, named))
    asked = rewording.ask_who_said(intent.strip_how_often(rest) if counts else rest)
    rest = _tidy(intent.strip_order(asked))
    if not re.search(r"\w", rest) or (phrase and phrase not in rest):
        rest = corrected

    # People: the speaker, or the person about whom others speak
    by_others = intent.asked_about_by_others(corrected)
    about = names.first_in(by_others) if by_others else None
    speaker = names.full_name(filters.speaker) if filters.speaker else None
    anybodys_act = None if speaker or about else speech_acts.asked_of_anybody(corrected)
    if not speaker and not about and not anybodys_act:
        speaker = _speaker(rewording.ask_who_said(corrected), names, source)
    speaker, note = (None if speaker or about or phrase else names.in_note(asked)) or (speaker, None)
    if filters.speaker and speaker and not phrase and is_note(asked):  # "--speaker Burnham the bill"
        note = asked
    asks_for_words = speaker is not None and (
        filters.speaker is not None
        or asks_what_was_said(asked)
        or (speaker in names and speaker[:1].isupper() and intent.asks_for_a_change(asked))
    )

    # Topic, and the question for the reader
    short_word = intent.short_word_said(asked) if counts else None
    if short_word and " " not in short_word and speaker:
        phrase = phrase or short_word  # "how often did Burnham say no?" counts the passages that have it
    read = intent.strip_how_often(corrected) if counts else corrected
    read = rewording.ask_who_said(rewording.for_reader(read, speaker), "who spoke about ")
    matter = time_expressions.strip_clause(asked, clause) if clause else asked
    question = Question(
        text=strip_listing(rest) or filters.speaker or text,
        speaker=speaker,
        topic=_topic(intent.without_listing(matter))
        or _topic(rewording.for_reader(matter, speaker))
        or (short_word if short_word != phrase else None)
        or note,
        source=filters.source or source,
        after=after,
        before=before,
        phrase=phrase,
        answer_type=find_answer_type(asked, speaker),
        asks_for_words=asks_for_words,
        speakers=tuple(names.meant(speaker)) if speaker else (),
        passed_over=_passed_over(corrected, names, source, filters),
        about=tuple(names.named(about)) if about else (),
        order=order,
        month=month,
        day=day,
        counts=counts,
        lists=speaker is not None and not counts and intent.asks_for_all(corrected),
        asks_for_questions=intent.asks_for_questions(corrected),
        spelling_corrections=tuple(corrections.items()),
        filters=filters,
        asked=read or text,
        act=speech_acts.asked_for(corrected) if speaker else anybodys_act,
        asked_of_speaker=f"what did {speaker} say about {note}?" if note else None,
        clause=clause if clause and (clause.part or asks_for_words) else None,
    )
    return _without_later_event(_of_speaker_set(question))


def _of_speaker_set(question: Question) -> Question:
    """The question asked of the speaker who is set, if its words ask what somebody else said."""
    if question.passed_over is None or question.answer_type is not AnswerType.SAID:
        return question
    words = f"what did {question.speaker} say{f' about {question.topic}' if question.topic else ''}?"
    return replace(question, text=words, asked=words)


def _without_later_event(question: Question) -> Question:
    """The question without an event of "before the event", because articles that name the event are later.

    The event stays if the question has no other topic.
    """
    clause = question.clause
    if clause is None or not clause.is_before_event or not question.topic:
        return question
    text, asked = (_tidy(time_expressions.strip_clause(words, clause)) for words in (question.text, question.asked))
    return replace(question, text=text, asked=asked)


def _filters(text: str, options: Options) -> Options:
    """The operators in the text, overridden by the options. If an operator is repeated, the last one counts."""
    operators: dict[str, str] = {}
    for match in OPERATOR.finditer(text):
        name, quoted, bare = match.groups()
        operators[name.lower()] = bare.rstrip(ENDS_SENTENCE) if quoted is None else quoted
    typed = parse_options(**operators)
    return Options(
        speaker=typed.speaker if options.speaker is None else options.speaker,
        source=typed.source if options.source is None else options.source,
        after=typed.after if options.after is None else options.after,
        before=typed.before if options.before is None else options.before,
    )


def _phrase(text: str) -> str | None:
    """The first text of at least two words in quotation marks; or one word, if it is the whole question.

    Words that the question calls a phrase need no quotation marks.

    >>> _phrase('who said "taken out and shot"?'), _phrase('“no-brainer”'), _phrase('a "pause"')
    ('taken out and shot', 'no-brainer', None)
    >>> _phrase("when was the phrase knife edge first used?"), _phrase("when was the bridge first used?")
    ('knife edge', None)
    """
    alone = QUOTED.fullmatch(text.strip(" ?.!"))
    for quoted in QUOTED.findall(text):
        if TWO_WORDS.search(quoted) or (alone and re.search(r"\w", quoted)):
            return str(quoted.strip())
    called = intent.CALLED_A_PHRASE.search(text)
    return called["words"].strip(' "“”') if called and TWO_WORDS.search(called["words"]) else None


def _tidy(text: str) -> str:
    """The text without the white space and punctuation that removed clauses leave behind.

    >>> _tidy(", what did he say , ?")
    'what did he say?'
    """
    text = re.sub(r"\s+(?=[,:;?.!])", "", " ".join(text.split()))
    return re.sub(r"^[,:;–—-]+\s*|[,:;](?=[,:;?.!])|[\s,:;]+$", "", text)


def _speaker(text: str, names: SpeakerNames, source: str | None) -> str | None:
    """The person asked about; None if the name only says which publication to search."""
    speaker = names.find_speaker(text)
    if not speaker and intent.asks_for_a_change(text):  # also a surname that several bear
        speaker = names.first_in(text)
    if speaker and source and speaker not in names and publications.is_name_of(speaker, source):
        return None
    return speaker


def _passed_over(text: str, names: SpeakerNames, source: str | None, filters: Options) -> str | None:
    """The speaker whose words the text asks for, if the filter names somebody else."""
    asked = _speaker(rewording.ask_who_said(text), names, source) if filters.speaker else None
    people = names.named(asked) if asked and not names.office_named(asked) else []
    return asked if people and not set(people) & set(names.named(filters.speaker or "")) else None


def _topic(text: str) -> str | None:
    """The topic, if the question names it in one phrase.

    >>> _topic("what did Burnham say about the bill?"), _topic("who won, on the one hand, and with what politics?")
    ('the bill', None)
    """
    asked = speakers.ASKED.search(text)
    start = asked.end("who") if asked else 0
    topic = ABOUT.search(text, start) or ON.search(text, start)
    return topic["topic"] if topic and not QUESTION_WORD.search(topic["topic"]) else None


def _stripped(text: str | None) -> str | None:
    return text.strip() or None if text else None


def _date(name: str, text: str | None) -> PartialDate | None:
    if text is None or not text.strip():
        return None
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise QuestionError(f"{name}: {error}") from error


QUESTION_WORD = re.compile(
    r"\b(?P<word>who|whom|whose|when|what|which|how|why|where)\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
LISTING = r"^\W*(?:please )?(?:list|name|show|give|tell)\b(?: me)?(?: (?:all|every\w*|each)\b)(?: that\b)?"
LIST = re.compile(
    rf"{LISTING}|^\W*(?:list|name) the \w+s\b|"
    r"\b(?:who all|who else|what else|everyone who|everybody who|everything)\b|"
    r"\b(?:what|which|who) (?:are|were) (?:all |some of )?the (?:\w+ )?\w+s\b",
    re.IGNORECASE,
)
WHEN = re.compile(
    r"when|(?:what|which) (?:day|date|month|year|time)\b|how long ago\b|(?:since|until) when\b", re.IGNORECASE
)
AMOUNT = re.compile(
    r"\bhow (?:many|much|few|little|big|large|far|wide|high|low|tall|heavy|long|old|fast|often|close|concentrated|"
    r"popular)\b|"
    r"\b(?:what|which) (?:share|fraction|portion|percentage|percent|slice|proportion|number|amount|sum|price|margin)\b|"
    r"\b(?:price tag|tally|head ?count|(?:death|casualty|inmate) (?:toll|count)|by what margin)\b",
    re.IGNORECASE,
)
MAX_NOUN_WORDS = 6  # the noun of "which" is searched for in this many words
VERB = re.compile(
    r"(?:said|says?|told|tells?|did|does|do|was|were|is|are|has|have|had|of|in|on|that|who)$", re.IGNORECASE
)


def find_answer_type(text: str, speaker: str | None) -> AnswerType:
    """The type of the answer, from the question word and its neighbours. `speaker` is the speaker asked about.

    >>> texts = ("which retired senator said so?", "how many jobs went?", "the bill")
    >>> tuple(find_answer_type(text, None) for text in texts)
    (<AnswerType.WHO: 'who'>, <AnswerType.AMOUNT: 'amount'>, <AnswerType.FACT: 'fact'>)
    """
    match = QUESTION_WORD.search(text)
    if LIST.search(text):
        return AnswerType.LIST
    if match and WHEN.match(match[0]):
        return AnswerType.WHEN
    if match and (match["word"].lower().startswith("who") or _names_a_person(match)):
        return AnswerType.WHO
    if AMOUNT.search(text):
        return AnswerType.AMOUNT
    return AnswerType.SAID if speaker and asks_what_was_said(text) else AnswerType.FACT


def strip_listing(text: str) -> str:
    """The text without an instruction to list answers.

    >>> strip_listing("please list everything that Burnham said about Lansley")
    'Burnham said about Lansley'
    """
    return re.sub(LISTING, "", text, flags=re.IGNORECASE).strip()


def _names_a_person(match: re.Match[str]) -> bool:
    """Whether "which" is followed by a noun for a person: "which Latvian reporter likened ..."."""
    if match["word"].lower() != "which":
        return False
    for word in re.findall(r"[\w’'-]+", match["rest"])[:MAX_NOUN_WORDS]:
        if VERB.match(word):
            return False
        if is_person_noun(word.rpartition("-")[2]):
            return True
    return False
