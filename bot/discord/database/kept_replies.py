"""A reply as it was shown, as JSON for the database, so that a later index does not change what its buttons show.

An article is kept without most of its text: only the excerpt that its answer needs. The spans of an answer then count
from the start of its excerpt.
"""

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass, fields, replace
from functools import cache

from pydantic import TypeAdapter

from retrieval.models import Answer, Novelty, Passage, Quotation, Reply, Span

MAX_KEPT_ANSWERS = 20  # answers of a reply that are kept
DEFAULT = ""  # the default archive, which has no name
DIGEST_CHARS = 12  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A reply whose articles are cut to excerpts. `offsets` has the start of each answer's excerpt in its article.

    `archive` is the name of the archive that answered, DEFAULT for the default one; None if it is not known any more.
    """

    reply: Reply
    offsets: tuple[int, ...]
    archive: str | None = None


@dataclass(frozen=True, slots=True)
class KeptAnswer(Answer):
    """An answer over an excerpt, which starts at `offset` of the article."""

    offset: int = 0


def digest(text: str) -> str:
    """A short digest of an article's id or of words, for custom ids of limited length."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:DIGEST_CHARS]


def offset_of(answer: Answer) -> int:
    """The start of the excerpt that an answer counts from; 0 if it counts from the start of its article."""
    return answer.offset if isinstance(answer, KeptAnswer) else 0


def find(reply: Reply, article: str, start: int, end: int) -> Answer | None:
    """The kept answer at this place of the article whose id has this digest."""
    for answer in reply.answers:
        offset = offset_of(answer)
        if (digest(answer.article.id), answer.start + offset, answer.end + offset) == (article, start, end):
            return answer
    return None


def without(reply: Reply, articles: Set[str]) -> Reply:
    """The reply without the answers from the articles of these ids."""

    def left(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        return tuple(passage for passage in passages if passage.article.id not in articles)

    def known(new: Novelty | None) -> Novelty | None:
        return None if new and new.earlier and new.earlier.article.id in articles else new

    answers = tuple(
        replace(answer, also=left(answer.also), nearly=left(answer.nearly), novelty=known(answer.novelty))
        for answer in reply.answers
        if answer.article.id not in articles
    )
    searched = reply.searched
    if searched and searched.nearest and searched.nearest.article in articles:
        searched = replace(searched, nearest=None)
    return replace(reply, answers=answers, searched=searched)


def to_json(reply: Reply, archive: str | None = None) -> str:
    kept = [_excerpt(answer) for answer in reply.answers[:MAX_KEPT_ANSWERS]]
    before = [answer.offset if isinstance(answer, KeptAnswer) else 0 for answer in reply.answers]  # if kept anew
    answers = tuple(answer for answer, _ in kept)
    offsets = tuple(start + offset for start, (_, offset) in zip(before, kept, strict=False))
    return _adapter().dump_json(KeptReply(replace(reply, answers=answers), offsets, archive)).decode()


def archive_of(text: str) -> str | None:
    """The archive that a reply in JSON is from; None if it is not known."""
    return _adapter().validate_json(text).archive


def from_json(text: str) -> Reply:
    """The reply, with a KeptAnswer for each answer."""
    kept = _adapter().validate_json(text)
    answers = []
    for answer, offset in zip(kept.reply.answers, kept.offsets, strict=True):
        about = {field.name: getattr(answer, field.name) for field in fields(Answer)}
        for name in ("quotation", "direct"):
            about[name] = about[name] and replace(about[name], article=answer.article)
        answers.append(KeptAnswer(**about, offset=offset))
    return replace(kept.reply, answers=tuple(answers))


@cache
def _adapter() -> TypeAdapter[KeptReply]:
    return TypeAdapter(KeptReply)


def _excerpt(answer: Answer) -> tuple[Answer, int]:
    """The answer over an excerpt of its article, and the start of the excerpt."""
    offset = answer.heading[0] if answer.heading else answer.start
    # a lone surrogate is not valid JSON
    text = answer.article.text[offset : answer.end].encode(errors="replace").decode()
    article = replace(answer.article, text=text, body=0)

    def moved(span: Span) -> Span:
        return span[0] - offset, span[1] - offset

    def kept(quotation: Quotation | None) -> Quotation | None:
        if quotation is None:
            return None
        spans = tuple(moved(span) for span in _within(quotation.spans, answer.start, answer.end))
        return replace(quotation, article=replace(article, text=""), spans=spans, cue_span=None)

    return (
        replace(
            answer,
            article=article,
            start=answer.start - offset,
            end=answer.end - offset,
            quotation=kept(answer.quotation),
            direct=kept(answer.direct),
            heading=moved(answer.heading) if answer.heading else None,
            score=0.0,
            parts={},
            also=tuple(map(_without_text, answer.also)),
            nearly=tuple(map(_without_text, answer.nearly)),
            novelty=_with_words_only(answer.novelty),
        ),
        offset,
    )


def _with_words_only(new: Novelty | None) -> Novelty | None:
    """The novelty, with no more of the earlier article than its quotation."""
    if new is None or new.earlier is None:
        return new
    article, spans = new.earlier.article, new.earlier.spans
    start, end = spans[0][0], spans[-1][1]
    text = article.text[start:end].encode(errors="replace").decode()
    earlier = replace(
        new.earlier,
        article=replace(article, text=text, body=0),
        spans=tuple((first - start, last - start) for first, last in spans),
        cue_span=None,
    )
    return replace(new, earlier=earlier)


def _within(spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    """The parts of spans that are within the answer. A statement may continue over several paragraphs."""
    for first, last in spans:
        if max(first, start) < min(last, end):
            yield max(first, start), min(last, end)


def _without_text(passage: Passage) -> Passage:
    return Passage(replace(passage.article, text="", body=0), 0, 0)
