"""Finds whose words a speaker repeats: words in quotation marks within a quotation are not always its speaker's own.

“I asked Edda, and she said, ‘You should end it with a wedding.’”     she
“I told her, ‘This will be my last year.’”                            nobody else: the speaker's own words
“We call it ‘the house that Bo built for all of us’.”                 nobody else: only a name
"""

from retrieval.attribution import reported_speech
from retrieval.models import Modality, Quotation, Span
from retrieval.text import nlp, quotation_marks

OWN = frozenset({"i", "we"})


def source_within(found: Quotation, place: Span) -> str | None:
    """The mention of the person who says the words at a place of the article, within a quotation of somebody else."""
    around = next((span for span in found.spans if quotation_marks.within(place, span)), None)
    if around is None:
        return None
    text, (start, _) = found.article.text[slice(*around)], around
    words = place[0] - start, place[1] - start
    marks = quotation_marks.find(text)
    number = next((n for n, span in enumerate(marks) if quotation_marks.within(words, span)), None)
    if number is None:
        return None
    first = marks[number - 1][1] if number else 0
    after = marks[number + 1][0] if number + 1 < len(marks) else len(text)
    for end in (marks[number][1], after):  # "she said, ‘...’" before "‘...,’ she said"
        ((doc,),) = nlp.parse([[text[first:end]]])
        for utterance in reported_speech.utterances(doc):
            around_words = (quotation_marks.within(words, (first + a, first + b)) for a, b in utterance.spans)
            if utterance.source and utterance.modality is Modality.SAID and any(around_words):
                source = doc.text[slice(*utterance.source)]
                return None if source.lower() in OWN else source
    return None
