"""Formats answers and questions as plain text for the terminal and for Discord, which escape and colour it.

understood    speaker: Andy Burnham · topic: Lansley · from February 2012
speaker       Andy Burnham; None if nobody is named
origin        HuffPost UK · 7 February 2012
"""

from retrieval.models import (
    Answer,
    AnswerType,
    Article,
    Basis,
    Modality,
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
}  # other answer types are not shown

NOT_SAID = {
    Modality.DENIED: "denied:",
    Modality.CONDITIONAL: "only supposed:",
    Modality.TO_COME: "not said yet:",
    Modality.ASKED: "asked:",
}

VERDICTS = {
    Verdict.VERBATIM: "On record, word for word.",
    Verdict.SHORTENED: "On record, shortened where the dots stand.",
    Verdict.ALTERED: "Not on record as given; what is on record differs.",
    Verdict.MERGED: "Not on record as given; it is put together from what was said apart.",
    Verdict.NOTHING: NOTHING,
}


def date(when: PartialDate) -> str:
    """A date in words, as precise as it is known.

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
    """The passages that repeat an answer, each with a label: first the exact repeats, then the near duplicates."""
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
    """An article's publication and date. Either may be unknown."""
    return SEPARATOR.join((source(article), when(article.published)))


def speaker(answer: Answer) -> str | None:
    return answer.quotation.speaker if answer.quotation else None


def not_said(quotation: Quotation | None) -> str | None:
    """What stands before the words where nobody is reported to have said them; None where they were said."""
    return NOT_SAID.get(quotation.modality) if quotation else None


def carrier(quotation: Quotation) -> str | None:
    """Who reports the words, where it is somebody quoted in the article: "as reported by Rachel Sylvester"."""
    return f"as reported by {quotation.carrier}" if quotation.carrier else None


def role(quotation: Quotation) -> str | None:
    """A speaker's role, from the words before or after their name in the mention; None if these give no role.

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
    before, name, after = mention.partition(speaker if speaker in mention else speaker.rpartition(" ")[2])
    author = before.rpartition(" by ")[2]  # "a column by the Times writer ..."
    phrase = author.strip(" ,") or after.strip(" ,")
    added_words = name_words(phrase) - name_words(speaker)
    return phrase if name and (len(added_words) > 1 or added_words & OFFICES) else None


def counted(many: int, noun: str) -> str:
    """
    >>> counted(1, "article"), counted(1234, "quotation")
    ('1 article', '1,234 quotations')
    """
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def sentence(reason: str) -> str:
    """The reason of an abstention, or the message of an error, as a sentence.

    >>> sentence("nobody called Hunt is quoted here"), sentence("no article here is from HSK; did you mean HSJ?")
    ('Nobody called Hunt is quoted here.', 'No article here is from HSK; did you mean HSJ?')
    """
    text = reason[:1].upper() + reason[1:]
    return text if text.endswith(("?", "!")) else text.rstrip(".") + "."


def verdict(check: Check) -> str:
    """The verdict on a quotation as a sentence.

    >>> verdict(Check("so", Verdict.VERBATIM)), verdict(Check("so", Verdict.VERBATIM, by_another=True))
    ('On record, word for word.', 'On record, word for word, but said by another speaker.')
    """
    text = VERDICTS[check.verdict]
    return f"{text.rstrip('.')}, but said by another speaker." if check.by_another else text


def understood(question: Question) -> str:
    """How a question was understood: its parts with their names, or its words if it has no such parts.

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
    shown = [label + value for label, value in parts if value] or [f"words: {question.text}"]
    if question.answer_type in ASKS:
        shown.insert(0, f"asks {ASKS[question.answer_type]}")
    return SEPARATOR.join(shown)
