"""The results of `search` and `fetch`, in the form that ChatGPT's connectors expect (results.SearchResult, Document).

Such clients may show a model only `text`, so it says itself whose words it has and whether they answer:

    Andy Burnham: “Mr Lansley has lost the argument on his bill,” he said. […]
    Not an answer, only close. Andrew Lansley, in the article's words: He told reporters that the reforms ...
"""

from bot.mcp import results
from bot.mcp.results import Document, Results, SearchResult, SearchResults
from bot.rendering import formatting
from retrieval.models import Answer, Article, Kind, Quotation, Reply, Role
from retrieval.text import sentences

MAX_RESULT_CHARS = 400  # of the sentences of a result, unless one alone is longer
CUT = "[…]"
NOT_AN_ANSWER = "Not an answer, only close. "
NOBODY = "The article"
UNCLEAR = "Somebody whom the article does not clearly name"
HOW = {Kind.MIXED: "partly in the article's words", Kind.INDIRECT: "in the article's words"}


def found(reply: Reply, words: Results) -> SearchResults:
    """The results of a search: for each article its best passage, in the order of the answers."""
    best: dict[str, Answer] = {}
    for answer in reply.answers:
        best.setdefault(answer.article.id, answer)
    return SearchResults(
        results=[
            SearchResult(
                id=answer.article.id,
                title=results.attribution(answer.article),
                url=words.address(answer.article, (answer.start, answer.end)),
                text=_excerpt(answer, answers=answer.role is Role.ANSWER and not reply.abstained),
            )
            for answer in best.values()
        ],
        on_record=not reply.abstained,
        refusal=formatting.sentence(reply.reason) if reply.reason else None,
    )


def document(article: Article, words: Results) -> Document:
    known = {
        "source": article.source,
        "date": str(article.when) if article.when else None,
        "date_basis": article.published.basis.value if article.published else None,
        "authors": ", ".join(article.authors),
        "ocr": "read from a scan; some words may be misread" if article.ocr else None,
    }
    return Document(
        id=article.id,
        title=results.attribution(article),
        text=article.text,
        url=words.address(article),
        metadata={name: value for name, value in known.items() if value},
    )


def _excerpt(answer: Answer, *, answers: bool) -> str:
    """Whose words they are, and whole sentences of the passage, from the one in which the quotation begins."""
    text = answer.text
    begun = answer.quotation.spans[0][0] - answer.start if answer.quotation else 0
    spans = sentences.split(text)
    if len(text) > MAX_RESULT_CHARS:
        spans = [span for span in spans if span[1] > begun] or spans
        spans = [span for span in spans if span[1] - spans[0][0] <= MAX_RESULT_CHARS] or spans[:1]
    start, end = spans[0][0], spans[-1][1]
    before, after = text[:start].strip(), text[end:].strip()
    shown = " ".join(filter(None, (before and CUT, text[start:end], after and CUT)))
    return f"{'' if answers else NOT_AN_ANSWER}{_whose(answer.credited)}: {shown}"


def _whose(quotation: Quotation | None) -> str:
    """Whose words they are, and how the article has them.

    >>> article = Article("a.txt", "")
    >>> _whose(None), _whose(Quotation(article, (), Kind.INDIRECT, "Ann Lee"))
    ('The article', "Ann Lee, in the article's words")
    """
    if quotation is None:
        return NOBODY
    label = formatting.not_said(quotation)
    how = (formatting.speaker_name(quotation) or UNCLEAR, HOW.get(quotation.kind), label and label.rstrip(":"))
    return ", ".join(filter(None, how))
