"""The words that every face shares: what was understood, who speaks, where and when it was published.

Plain text: a face escapes it, or gives it colour, as its own display demands.

    speaker: Andy Burnham · topic: Lansley · from February 2012
    Andy Burnham                         speaker, or nothing where the evidence is silent
    HuffPost UK · 7 February 2012        origin
"""

from retrieval.models import (
    Answer,
    AnswerType,
    Article,
    Basis,
    PartialDate,
    Passage,
    Precision,
    Published,
    Question,
    Quotation,
)
from retrieval.quote_check import Check, Verdict
from retrieval.text import dates
from retrieval.text.titles import OFFICES
from retrieval.text.tokenise import name_words

NOTHING = "Nothing on record."

SEPARATOR = " · "

ASKS = {
    AnswerType.WHO: "who",
    AnswerType.WHEN: "when",
    AnswerType.AMOUNT: "how much",
    AnswerType.LIST: "for a list",
}  # others go without

VERDICTS = {
    Verdict.VERBATIM: "On record, word for word.",
    Verdict.SHORTENED: "On record, shortened where the dots stand.",
    Verdict.ALTERED: "Not on record as given; what is on record differs.",
    Verdict.MERGED: "Not on record as given; it is put together from what was said apart.",
    Verdict.NOTHING: NOTHING,
}


def date(when: PartialDate) -> str:
    """As precise as it is known, no more.

    >>> [date(PartialDate.parse(text)) for text in ("2012-02-07", "2011-05", "2012")]
    ['7 February 2012', 'May 2011', '2012']
    """
    month = dates.MONTHS[when.first.month - 1]
    match when.precision:
        case Precision.DAY:
            return f"{when.first.day} {month} {when.first.year}"
        case Precision.MONTH:
            return f"{month} {when.first.year}"
        case Precision.YEAR:
            return str(when.first.year)


def places(answer: Answer) -> list[tuple[str, Passage]]:
    """Where else an answer stands, with how: in the same words first, then in nearly the same."""
    return [("also", passage) for passage in answer.also] + [
        ("nearly the same words", passage) for passage in answer.nearly
    ]


def when(published: Published | None) -> str:
    """
    >>> when(Published(PartialDate.parse("2015-01-27"), Basis.INFERRED, "100 days out from May’s general election"))
    '27 January 2015 (inferred)'
    >>> when(None)
    'date unknown'
    """
    if published is None:
        return "date unknown"
    return date(published.when) + (" (inferred)" if published.basis is Basis.INFERRED else "")


def source(article: Article) -> str:
    return article.source or "source unknown"


def origin(article: Article) -> str:
    """Where and when it was published; what is not known is said, never guessed."""
    return SEPARATOR.join((source(article), when(article.published)))


def speaker(answer: Answer) -> str | None:
    return answer.quotation.speaker if answer.quotation else None


def role(quotation: Quotation) -> str | None:
    """What somebody is, where the words beside the cue say it before or after the name; None where they do not.

    >>> from retrieval.models import Kind
    >>> article = Article("a.txt", "")
    >>> for mention in ("Shadow Health Secretary Andy Burnham", "Andy Burnham, the shadow health secretary,",
    ...                 "A column by the Times writer Andy Burnham", "President Burnham", "Dr Andy Burnham", "he"):
    ...     print(role(Quotation(article, (), Kind.DIRECT, "Andy Burnham", mention)))
    Shadow Health Secretary
    the shadow health secretary
    the Times writer
    President
    None
    None
    """
    mention, speaker = quotation.speaker_text or "", (quotation.speaker or "").strip()
    if not mention or not speaker:
        return None
    before, found, after = mention.partition(speaker if speaker in mention else speaker.rpartition(" ")[2])
    author = before.rpartition(" by ")[2]  # "a column by the Times writer ..."
    said = next((part for part in (author.strip(" ,"), after.strip(" ,")) if part), "")
    known = name_words(said) - name_words(speaker)
    return said if found and (len(known) > 1 or known & OFFICES) else None


def counted(many: int, noun: str) -> str:
    """
    >>> counted(1, "article"), counted(1234, "quotation")
    ('1 article', '1,234 quotations')
    """
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def sentence(reason: str) -> str:
    """A reason, or what an error says, as a sentence of its own.

    >>> sentence("nobody called Hunt is quoted here"), sentence("no article here is from HSK; did you mean HSJ?")
    ('Nobody called Hunt is quoted here.', 'No article here is from HSK; did you mean HSJ?')
    """
    said = reason[:1].upper() + reason[1:]
    return said if said.endswith(("?", "!")) else said.rstrip(".") + "."


def verdict(check: Check) -> str:
    """What became of a quotation that was checked, as a sentence.

    >>> verdict(Check("so", Verdict.VERBATIM)), verdict(Check("so", Verdict.VERBATIM, by_another=True))
    ('On record, word for word.', 'On record, word for word, but said by another speaker.')
    """
    said = VERDICTS[check.verdict]
    return f"{said.rstrip('.')}, but said by another speaker." if check.by_another else said


def understood(question: Question) -> str:
    """What was read out of the question; where that is nothing, the words that were searched for.

    >>> understood(Question("what did Burnham say about Lansley?", speaker="Andy Burnham", topic="Lansley"))
    'speaker: Andy Burnham · topic: Lansley'
    >>> february, march = PartialDate.parse("2012-02"), PartialDate.parse("2012-03")
    >>> understood(Question("the NHS in February", topic="NHS", after=february, before=march))
    'topic: NHS · from February 2012 · before March 2012'
    >>> corrections = (("Burnam", "Burnham"),)
    >>> understood(Question("what did Burnham say?", speaker="Andy Burnham", spelling_corrections=corrections))
    '“Burnam” read as Burnham · speaker: Andy Burnham'
    >>> understood(Question("who opposed the bill?", answer_type=AnswerType.WHO))
    'asks who · words: who opposed the bill?'
    """
    parts = (
        *((f"“{typed}” read as ", name) for typed, name in question.spelling_corrections),
        ("speaker: ", question.speaker),
        ("topic: ", question.topic),
        ("phrase: ", f"“{question.phrase}”" if question.phrase else None),
        ("source: ", question.source),
        ("from ", question.after and date(question.after)),
        ("before ", question.before and date(question.before)),
    )
    told = [label + value for label, value in parts if value] or [f"words: {question.text}"]
    return SEPARATOR.join(([f"asks {ASKS[question.answer_type]}"] if question.answer_type in ASKS else []) + told)
