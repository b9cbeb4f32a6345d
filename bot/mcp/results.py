"""The results of the tools. Each model is an output schema; a language model should quote its first fields.

words         verbatim, exactly the article's text from `start` to `end`
url           address of the words: in the reading room, where they were published, or onrecord://articles/...
attribution   Andy Burnham, HuffPost UK, 7 February 2012: “Jon Trickett Calls For …”
speech        the parts of `words` that the speaker said, without what the article says around them
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, Field

from bot import addresses
from bot.rendering import differences, formatting, verdicts
from retrieval.chronology.first_use import Appearance
from retrieval.chronology.timeline import SpeakerSummary, Statement
from retrieval.citations import Citation, text_fragments
from retrieval.drafts import Doubt, DraftCheck, DraftVerdict
from retrieval.joining.speaker_turns import own_spans
from retrieval.models import Answer, Article, Basis, Kind, Modality, NoveltyKind, Passage, Quotation, Silence, Span
from retrieval.quote_check import Match, Verdict
from retrieval.quote_check.alignment import ChangeKind
from retrieval.text import quotation_marks

ADDRESS = "onrecord://articles/"
MORE = "For the next part: make the same call with this as `more`. Null: this was the last part."


class Words(BaseModel):
    words: str = Field(description="Verbatim from the article. Quote them unchanged, with the url and the attribution.")
    url: str = Field(description="Where the words stand; a link that a browser opens at the words.")
    attribution: str = Field(description="Speaker, publication, date and headline, to go with the words.")
    speech: list[str] = Field(
        description="The speaker's own words within `words`, verbatim. Nothing else may stand in quotation marks as "
        "speech. Empty: all of it is the article's own text, or nobody is reported to have said it."
    )
    speaker: str | None = Field(
        description="Who is quoted, or reported. Null: nobody, or the article does not clearly say who."
    )
    kind: Kind | None = Field(
        description="How the article quotes the speaker: `direct` (whole sentences), `mixed` (some words only), "
        "`indirect` (reported in the article's own text). Null: it quotes and reports nobody here."
    )
    reported: bool = Field(
        description="True: these are the article's own words, whether they report or tell. Do not quote them as speech."
    )
    said: Modality | None = Field(
        description="Whether it was said: `said` and `asked` were; `denied`, `conditional` and `to_come` were not. "
        "It may still be reported in the article's words."
    )
    carrier: str | None = Field(description="The person, quoted in the article, who passes the words on.")
    source: str | None = Field(description="The publication.")
    date: str | None = Field(description="2012-02-07, 2012-02 or 2012, as precise as it is known.")
    date_basis: Basis | None = Field(description="How the date is known: printed in the article is `stated`.")
    title: str | None = Field(description="The headline.")
    article: str = Field(description="The article's id, for get_article.")
    start: int = Field(description="Where `words` begin, in characters of the article.")
    end: int = Field(description="Where they end.")
    spoken: list[tuple[int, int]] = Field(description="Where `speech` stands, as spans of the article.")
    ocr: bool = Field(description="True: read from a scan by OCR. Some words may be misread: say so when quoting.")


class Stated(Words):
    also_in: list[str] = Field(description="Other articles that repeat the words.")


class New(BaseModel):
    kind: NoveltyKind = Field(
        description="`against`: the same as earlier words except for a negation. "
        "`corrected`: another article corrects the words; read it."
    )
    explanation: str = Field(description="What the dates and words show. Do not claim more than this.")


class Found(Words):
    answers: bool = Field(description="False: on the same matter, but it does not answer the question.")
    also_in: list[str] = Field(description="Other articles with the same or nearly the same words.")
    office: str | None = Field(description="The speaker's office on the day of the article.")
    new: New | None = Field(description="Whether the speaker said the same before; null where that is not clear.")


class Reply(BaseModel):
    on_record: bool = Field(description="False: nothing on record answers. Say so; do not answer otherwise.")
    refusal: str | None = Field(description="Why nothing answers.")
    silence: Silence | None = Field(description="The kind of refusal; null if something answers.")
    searched: list[str] = Field(description="What was searched in vain. Tell the user.")
    passages: list[Found] = Field(
        description="Best first. If `on_record` is false, only the closest passages: they are no answer."
    )
    understood: str = Field(description="How the question was read.")
    times: int | None = Field(
        None, description="How often it is on record, in any words, if the question asks how often; else null."
    )
    times_reported: int | None = Field(None, description="How many of these an article reports without quoting them.")
    total: int | None = Field(
        None, description="How many statements there are, if the question asks for all that somebody said; else null."
    )
    confidence: float = Field(description="From 0 to 1: how likely the first passage answers.")
    more: str | None = Field(description=MORE)


class Difference(BaseModel):
    kind: ChangeKind = Field(
        description="`same`: in both; `added`: checked but not on record; `left out`: on record but not checked; "
        "`around`: the rest of the sentence on record, which may deny the words."
    )
    words: str = Field(description="The words.")


class CheckedWords(Words):
    likeness: float = Field(description="From 0 (nothing shared) to 1 (word for word).")
    difference: list[Difference] = Field(
        description="The words checked and the words on record, part by part. Empty: they are the same."
    )
    hidden: list[str] = Field(description="Words left out that turn the meaning.")


class Checked(BaseModel):
    on_record: bool = Field(
        description="True: somebody said these words, and it was the speaker given, if one was given."
    )
    verdict: Verdict = Field(description="On the words alone: it may be `verbatim` although another speaker said them.")
    doubt: Literal[Doubt.TOO_FEW_WORDS] | None = Field(
        description="`too_few_words`: too few to tell whose they are, so they are not on record, whatever `verdict` "
        "says."
    )
    explanation: str = Field(description="The verdict as a sentence. Tell the user.")
    by_another: bool = Field(description="True: the words are not on record under the name of the speaker given.")
    speaker_unclear: bool = Field(
        description="True, beside by_another: no article says clearly whose they are. Do not call them another's."
    )
    matches: list[CheckedWords] = Field(description="The places that prove it, the best first.")
    total: int = Field(description="How many places there are in all.")
    more: str | None = Field(description=MORE)


class CheckedQuotation(BaseModel):
    words: str = Field(description="The quotation as the draft has it.")
    start: int = Field(
        description="Its place in characters of the draft as it is read: block quotations in quotation marks, "
        "without the marks of Markdown."
    )
    end: int = Field(description="Where it ends.")
    speaker: str | None = Field(description="The speaker that the draft names; null if it names none.")
    verdict: DraftVerdict = Field(description="On the words and the speaker together.")
    doubt: Doubt | None = Field(
        description="Why it could not be checked, such as `unreadable`: the archive could not be searched. "
        "Null: it could."
    )
    explanation: str = Field(description="The verdict as a sentence.")
    matches: list[CheckedWords] = Field(description="The places that prove it, the best first.")


class CheckedDraft(BaseModel):
    all_on_record: bool = Field(description="True also of a draft without quotations.")
    summary: str = Field(description="How many quotations have which verdict.")
    quotations: list[CheckedQuotation] = Field(description="In the order of the draft.")


class Cited(Words):
    citation: str = Field(description="The citation, in the form asked for.")


class Citations(BaseModel):
    on_record: bool = Field(description="False: the words are not on record as given, and cannot be cited.")
    citations: list[Cited] = Field(description="The oldest article first.")
    note: str | None = Field(description="If `on_record` is false: what to do next.")
    more: str | None = Field(description=MORE)


class FirstUse(BaseModel):
    found: bool = Field(description="False: no passage has the words.")
    first: list[Words] = Field(description="The earliest; several if the dates do not show which came first.")
    first_said: list[Words] = Field(description="The earliest as somebody's words, quoted or reported.")
    undated: list[Words] = Field(description="Without a date: each may be older than the first.")
    total: int = Field(description="How many passages have the words.")
    note: str | None = Field(description="If `found` is false: what was looked for, and what other publications have.")


class Timeline(BaseModel):
    on_record: bool = Field(description="False: nothing of this speaker, on the topic, or of that time.")
    people: list[str] = Field(description="The people whom the name or office means, with misspellings corrected.")
    statements: list[Stated] = Field(description="The oldest first.")
    total: int = Field(description="How many there are in all.")
    note: str | None = Field(
        description="What was looked for in vain, and which publications have it; "
        "or that the statements are on the topic only in other words."
    )
    nearest: list[Stated] = Field(
        description="If `on_record` is false: the closest statements. They are not on the topic."
    )
    understood: str | None = Field(description="How `after` and `before` were read; null without them.")
    more: str | None = Field(description=MORE)


class Speaker(BaseModel):
    speaker: str = Field(description="The fullest name that the archive has.")
    quotations: int = Field(description="How often the speaker is quoted, reported words included.")
    first: str | None = Field(description="The date of the earliest article; null if none has a date.")
    last: str | None = Field(description="The date of the latest.")
    named: bool = Field(description="False: known only by a role, such as council spokeswoman.")


class Speakers(BaseModel):
    on_record: bool = Field(description="False: nobody is quoted on the topic.")
    speakers: list[Speaker] = Field(description="The most quoted first; those without a name last.")
    total: int = Field(description="How many there are in all.")
    note: str | None = Field(
        description="What was looked for in vain, and which publications have it; "
        "or that the words are on the topic only in other words."
    )
    more: str | None = Field(description=MORE)


class Names(BaseModel):
    names: list[str] = Field(description="The most quoted first; roles without a name last.")
    total: int = Field(description="How many there are in all.")
    more: str | None = Field(description=MORE)


class ArticleText(BaseModel):
    words: str = Field(description="The article's text from `start` to `end`, verbatim.")
    url: str = Field(description="Where the article stands.")
    attribution: str = Field(description="Publication, date and headline.")
    article: str = Field(description="The article's id.")
    title: str | None = Field(description="The headline.")
    source: str | None = Field(description="The publication.")
    date: str | None = Field(description="2012-02-07, 2012-02 or 2012, as precise as it is known.")
    date_basis: Basis | None = Field(description="How the date is known: printed in the article is `stated`.")
    authors: list[str] = Field(description="Who wrote the article.")
    ocr: bool = Field(description="True: read from a scan by OCR. Some words may be misread: say so when quoting.")
    start: int = Field(description="Where `words` begin, in characters of the article.")
    end: int = Field(description="Where they end.")
    length: int = Field(description="The characters of the whole article.")
    quotations: list[Words] = Field(description="The quotations that begin in this part.")
    more: str | None = Field(description=MORE)


class SearchResult(BaseModel):
    id: str = Field(description="The article's id, for fetch.")
    title: str = Field(description="Publication, date and headline.")
    url: str = Field(description="Opens at the words.")
    text: str = Field(
        description="Who is quoted, a colon, and whole sentences of the article, verbatim; […] where they are cut out."
    )


class SearchResults(BaseModel):
    results: list[SearchResult] = Field(description="An article each, the closest first.")
    on_record: bool = Field(description="False: nothing on record answers the query. The results are only the closest.")
    refusal: str | None = Field(description="Why nothing answers.")


class Document(BaseModel):
    id: str = Field(description="The article's id.")
    title: str = Field(description="Publication, date and headline.")
    text: str = Field(description="The whole article, verbatim.")
    url: str = Field(description="Where the article stands.")
    metadata: dict[str, str] = Field(description="source, date, authors and ocr, as far as they are known.")


class Problem(BaseModel):
    """An error: its type, what is wrong, and what to do next."""

    type: str = Field(description="What kind of error it is, such as NobodyCalled.")
    message: str = Field(description="What is wrong, and what to do next.")
    silence: Silence | None = Field(
        default=None,
        description="`could_not_look`: the archive could not be searched, which says nothing about what is on record. "
        "Null: the arguments are wrong.",
    )
    searched: list[str] = Field(default=[], description="Empty, as in a reply: nothing was searched.")


def attribution(article: Article, quotation: Quotation | None = None) -> str:
    """Speaker, publication, date and headline; the article's id if it has no headline.

    >>> attribution(Article("letters/a.txt", "", source="HSJ"))
    'HSJ, date unknown: letters/a.txt'
    """
    name = formatting.speaker_name(quotation) if quotation else None
    about = formatting.attribution_note(quotation) if quotation else None
    credit = [name, about, formatting.publication(article, quotation), formatting.when(article.published)]
    title = f"“{' '.join(article.title.split())}”" if article.title else article.id
    return f"{', '.join(part for part in credit if part)}: {title}"


def spoken(quotation: Quotation | None) -> list[Span]:
    """The spans of the speaker's own words, without quotation marks; none if they were not said."""
    if quotation is None or not quotation.is_said:
        return []
    if quotation.kind is not Kind.MIXED:
        return own_spans(quotation)
    return [quotation_marks.without_marks(quotation.article.text, span) for span in own_spans(quotation)]


def of_summary(summary: SpeakerSummary) -> Speaker:
    first, last = (str(day) if day else None for day in (summary.first, summary.last))
    speaker, quotations, is_named = summary.speaker, summary.quotations, summary.is_named
    return Speaker(speaker=speaker, quotations=quotations, first=first, last=last, named=is_named)


def facts(article: Article) -> dict[str, Any]:
    """The fields about an article that several results share."""
    return {
        "article": article.id,
        "title": article.title,
        "source": article.source,
        "date": str(article.published.when) if article.published else None,
        "date_basis": article.published.basis if article.published else None,
        "authors": list(article.authors),
        "ocr": article.ocr,
    }


@dataclass(frozen=True, slots=True)
class Results:
    """Makes the results that contain words of articles. `base_url` is the reading room's address, if there is one."""

    base_url: str = ""

    def address(self, article: Article, span: Span | None = None) -> str:
        """The address of an article, or of a span of it: in the reading room, else where it was published, else within
        this server.

        >>> article, published = Article("old/a b.txt", ""), Article("a.txt", "", url="https://post.example/a")
        >>> Results("https://archive.example").address(published, (12, 80))
        'https://archive.example/article?id=a.txt&at=12-80#words'
        >>> Results().address(published), Results().address(article, (12, 80))
        ('https://post.example/a', 'onrecord://articles/old%2Fa%20b.txt#12')
        """
        if self.base_url:
            return addresses.article_from_outside(self.base_url, article.id, span)
        return formatting.web_address(article.url) or (
            ADDRESS + quote(article.id, safe="") + (f"#{span[0]}" if span else "")
        )

    def words(self, passage: Passage, quotation: Quotation | None) -> Words:
        article = passage.article
        spans = quotation.spans if quotation else [(passage.start, passage.end)]
        published = None if self.base_url else text_fragments.link(article, spans)
        said = spoken(quotation)
        return Words(
            words=passage.text,
            url=published or self.address(article, (passage.start, passage.end)),
            attribution=attribution(article, quotation),
            speech=[article.text[start:end] for start, end in said],
            speaker=formatting.speaker_name(quotation) if quotation else None,
            kind=quotation.kind if quotation else None,
            reported=quotation is None or formatting.is_reported(quotation),
            said=quotation.modality if quotation else None,
            carrier=quotation.carrier if quotation else None,
            source=article.source,
            date=str(article.published.when) if article.published else None,
            date_basis=article.published.basis if article.published else None,
            title=article.title,
            article=article.id,
            start=passage.start,
            end=passage.end,
            spoken=said,
            ocr=article.ocr,
        )

    def of_answer(self, answer: Answer, *, answers: bool) -> Found:
        common = self.words(Passage(answer.article, answer.start, answer.end), answer.credited)
        also = [f"{how}: {attribution(passage.article)}" for how, passage in formatting.repeated_in(answer)]
        shown = formatting.novelty(answer.novelty, answer.quotation)
        new = New(kind=answer.novelty.kind, explanation=shown) if answer.novelty and shown else None
        return Found(**dict(common), answers=answers, also_in=also, office=answer.office, new=new)

    def of_citation(self, citation: Citation, form: Callable[[Sequence[Citation]], str]) -> Cited:
        spans = citation.spans
        words = self.words(Passage(citation.article, spans[0][0], spans[-1][1]), citation.quotation)
        return Cited(**dict(words), citation=form([citation]))

    def of_appearances(self, appearances: Sequence[Appearance]) -> list[Words]:
        return [self.words(one.passage, one.quotation) for one in appearances]

    def of_quotation(self, quotation: Quotation) -> Words:
        span = (quotation.spans[0][0], quotation.spans[-1][1])
        return self.words(Passage(quotation.article, *span), quotation)

    def of_statement(self, statement: Statement) -> Stated:
        first = statement.quotations[0]
        found = self.words(Passage(first.article, statement.start, statement.end), first)
        said = sorted(span for quotation in statement.quotations for span in spoken(quotation))
        changed = {"spoken": said, "speech": [first.article.text[start:end] for start, end in said]}
        return Stated(**dict(found) | changed, also_in=[attribution(one.article) for one in statement.also])

    def of_matches(self, matches: Sequence[Match], start: int = 0, end: int | None = None) -> list[CheckedWords]:
        """The places of the matches, from `start` to the one before `end`."""
        places = [(match, quotation) for match in matches for quotation in match.quotations]
        return [
            CheckedWords(
                **dict(self.of_quotation(quotation)),
                likeness=round(match.likeness, 3),
                difference=[Difference(kind=one.kind, words=one.words) for one in differences.shown(match)],
                hidden=list(match.hidden),
            )
            for match, quotation in places[start:end]
        ]

    def of_draft_check(self, check: DraftCheck) -> CheckedQuotation:
        quotation = check.quotation
        return CheckedQuotation(
            words=quotation.shown,
            start=quotation.start,
            end=quotation.end,
            speaker=quotation.speaker,
            verdict=check.verdict,
            doubt=check.doubt,
            explanation=verdicts.explanation(check),
            matches=self.of_matches(check.matches),
        )
