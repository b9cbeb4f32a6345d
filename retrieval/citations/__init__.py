"""Citations: somebody's words with their source, as text, in Markdown, or in a format for reference managers.

    text       Andy Burnham: “the bill is lost.” Ann Lee, “Burnham Attacks”, The Courier, 7 February 2012.
               https://courier.example/a#:~:text=the%20bill%20is%20lost. Read 29 November 2026.
    bibtex     @article{lee2012burnham, author = {Ann Lee}, ...}
    ris        TY  - NEWS, AU  - Lee, Ann, ...
    csl_json   {"id": "lee2012burnham", "type": "article-newspaper", ...}: Citation Style Language, as Zotero reads it

The author is the writer of the article (author_names.py); the speaker and the words are in the note of the entry. The
address leads to the words themselves (text_fragments.py).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from retrieval.citations import author_names, text_fragments
from retrieval.joining.speaker_turns import SpeakerTurn, own_spans
from retrieval.models import (
    Answer,
    Article,
    Basis,
    Kind,
    Modality,
    Novelty,
    NoveltyKind,
    PartialDate,
    Passage,
    Precision,
    Quotation,
    Span,
)
from retrieval.quote_check import ON_RECORD, Check, given_words
from retrieval.text import dates
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import STOP_WORDS

OCR = "read from a scan by OCR"
VERB = re.compile("said|called|[a-z]+ed")  # before partly quoted words
_LATEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "$&%#_"},
        "{": r"\textbraceleft{}",  # BibTeX counts "\{" as a brace, and one without its pair would end the field
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of an article to be cited, on the day when they were read. If nobody is quoted, `quotation` is None.

    `correction` is a passage of another article that corrects the words.
    """

    article: Article
    spans: tuple[Span, ...]
    quotation: Quotation | None
    read: date
    correction: Passage | None = None

    @property
    def words(self) -> str:
        return with_dots(self.article.text, self.spans)

    @property
    def speaker(self) -> str | None:
        return self.quotation.speaker if self.quotation else None

    @property
    def link(self) -> str | None:
        """The article's web address, which leads to the words; None if it has none."""
        return text_fragments.link(self.article, self.spans)

    @property
    def is_quoted(self) -> bool:
        """Whether all words are the speaker's own, and none are the article's report."""
        own = own_spans(self.quotation) if self.quotation else []
        return all(any(start <= first and last <= end for start, end in own) for first, last in self.spans)

    @property
    def statement(self) -> str:
        """The words with their speaker, in quotation marks if they are the speaker's own: Bo Ek (denied): “...”.

        Partly quoted words follow the article's verb: Bo Ek called the bill “dead”.
        """
        words = _one_line(self.words)
        if self.quotation is None:
            return words
        said = self.quotation
        remarks = [] if said.modality is Modality.SAID else [said.modality.value.replace("_", " ")]
        if said.carrier:
            remarks.append(f"as reported by {said.carrier}")
        if not own_spans(said):
            remarks.append("as reported by the article")
        name = said.speaker or "speaker not named"
        if said.kind is Kind.MIXED and not remarks and not self.is_quoted and VERB.fullmatch(said.cue or ""):
            return f"{name} {said.cue} {words}"
        remark = f" ({', '.join(remarks)})" if remarks else ""
        return f"{name}{remark}: {f'“{words}”' if self.is_quoted else words}"


def of_check(check: Check, read: date) -> list[Citation]:
    """Citations of the places that have the checked words, oldest first. Empty if they are not on record as given.

    Words that are too few to tell whose they are can be cited: each citation names the speaker there.
    """
    if check.verdict not in ON_RECORD or check.by_another:
        return []
    found = [_of_words(match.quotations, check.words, read) for match in check.matches]
    corrected = (replace(citation, correction=check.correction) for citation in found)
    return sorted(corrected, key=lambda citation: _day(citation.article))


def of_answer(answer: Answer, read: date | None = None) -> Citation:
    """The citation of an answer's quotation, or of its whole text if nobody is quoted.

    `read` is the day of reading, by default today.
    """
    corrected = correction_of(answer.novelty)
    return Citation(answer.article, answer.spans, answer.quotation, read or dates.today(), corrected)


def correction_of(novelty: Novelty | None) -> Passage | None:
    """The passage that corrects an answer's words, if there is one."""
    if novelty is None or novelty.kind is not NoveltyKind.CORRECTED or novelty.earlier is None:
        return None
    spans = novelty.earlier.spans
    return Passage(novelty.earlier.article, spans[0][0], spans[-1][1])


def of_place(article: Article, quotations: Sequence[Quotation], offset: int, paragraph: Span, read: date) -> Citation:
    """The citation of the quotation at an offset of an article; else of the first quotation in that paragraph; else of
    the paragraph.
    """
    start, end = paragraph
    there = [one for one in quotations if any(first <= offset < last for first, last in one.spans)]
    beginning = [one for one in quotations if start <= one.spans[0][0] < end]
    chosen = next(iter([*there, *sorted(beginning, key=lambda one: not one.is_said)]), None)
    return Citation(article, chosen.spans if chosen else (paragraph,), chosen, read)


def _of_words(quotations: Sequence[Quotation], words: str, read: date) -> Citation:
    """The citation of words within the quotations of one turn; of all pieces, if dots or brackets separate the words.

    It has the whole quotations if these have the words except for the article's insertions in brackets.
    """
    turn = SpeakerTurn(quotations)
    places: list[Span] = []
    for pieces in given_words.readings(words):
        found = turn.find_in_order([" ".join(word.normalised for word in piece) for piece in pieces])
        places = places or next(found, [])
    spans = [span for place in places for span in turn.spans(*place)]
    spans = spans or [span for quotation in quotations for span in quotation.spans]
    return Citation(quotations[0].article, tuple(spans), quotations[0], read)


def _day(article: Article) -> date:
    return article.published.when.first if article.published else date.max


def with_dots(text: str, spans: Sequence[Span]) -> str:
    """The pieces of a text at `spans`, with dots between two pieces if there are words between them.

    >>> with_dots("“It is over,” he said. “We lost.” “Go.”", [(1, 12), (24, 32), (35, 38)])
    'It is over, … We lost. Go.'
    """
    pieces = [text[slice(*span)] for span in spans[:1]]
    for (_, end), (start, last) in pairwise(spans):
        left_out = any(map(str.isalnum, text[end:start]))
        pieces += ["…"] * left_out + [text[start:last]]
    return " ".join(pieces)


def text(citations: Sequence[Citation]) -> str:
    """The citations for a reader, as in a footnote."""
    return "\n\n".join(map(_footnote, citations))


def bibtex(citations: Sequence[Citation]) -> str:
    """The citations for BibTeX and biblatex. Classic styles read `year` and `month`, biblatex reads `date`."""
    return "\n\n".join(_bibtex(key, citation) for key, citation in _keyed(citations))


def ris(citations: Sequence[Citation]) -> str:
    """The citations for EndNote, Zotero and others that read RIS."""
    return "\n\n".join(map(_ris, citations))


def csl_json(citations: Sequence[Citation]) -> str:
    """The citations as one array of CSL-JSON."""
    entries = [json.dumps(_csl(key, citation), ensure_ascii=False) for key, citation in _keyed(citations)]
    return "[\n" + ",\n".join(entries) + "\n]"


def _footnote(citation: Citation) -> str:
    article = citation.article
    title = f"“{_one_line(article.title)}”" if article.title else ""
    credit = [*article.authors, title, article.source or "source unknown", _when(article), OCR if article.ocr else ""]
    place = citation.link or article.id
    said = citation.statement
    corrected = f" {corrected_in_print(citation)}." if citation.correction else ""
    end = "" if re.search(r"[.!?…]”?$", said) else "."
    return (
        f"{said}{end} {', '.join(_one_line(part) for part in credit if part)}."
        f"{corrected}\n{place}\nRead {dates.in_words(PartialDate(citation.read))}."
    )


def correction(article: Article) -> str:
    """The words that tell that an article calls itself a correction and has certain words.

    >>> correction(Article("a.txt", "", title="Correction"))
    'A correction has these words: “Correction”, date unknown'
    """
    return f"A correction has these words: “{_one_line(article.title or article.id)}”, {_when(article)}"


def corrected_in_print(citation: Citation) -> str:
    """The words that name the correction of a citation's words; empty if there is none."""
    return correction(citation.correction.article) if citation.correction else ""


def _bibtex(key: str, citation: Citation) -> str:
    article = citation.article
    when = article.published.when if article.published else None
    fields = {
        "author": " and ".join(_braced(name) for name in article.authors),
        "title": f"{{{_latex(article.title)}}}" if article.title else "",
        "journal": _latex(article.source or ""),
        "date": str(when or ""),
        "year": str(when.first.year) if when else "",
        "month": str(when.first.month) if when and when.precision is not Precision.YEAR else "",
        "url": (citation.link or "").replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "urldate": citation.read.isoformat(),
        "note": _latex(_note(citation)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{key},", *lines, "}"])


def _ris(citation: Citation) -> str:
    article = citation.article
    when = article.published.when if article.published else None
    lines = [
        ("TY", "NEWS"),
        *(("AU", ", ".join(filter(None, author_names.split(name)))) for name in article.authors),
        ("TI", article.title),
        ("T2", article.source),
        ("PY", str(when.first.year) if when else None),
        ("DA", _slashed(when) if when else None),
        ("UR", citation.link),
        ("Y2", _slashed(PartialDate(citation.read))),
        ("N1", _note(citation)),
    ]
    return "\n".join([*(f"{tag}  - {_one_line(value)}" for tag, value in lines if value), "ER  - "])


def _csl(key: str, citation: Citation) -> dict[str, Any]:
    article = citation.article
    when = article.published.when if article.published else None
    entry = {
        "id": key,
        "type": "article-newspaper",
        "title": _one_line(article.title or ""),
        "author": [_csl_name(name) for name in article.authors],
        "container-title": article.source,
        "issued": {"date-parts": [_date_parts(when)]} if when else None,
        "URL": citation.link,
        "accessed": {"date-parts": [_date_parts(PartialDate(citation.read))]},
        "note": _note(citation),
    }
    return {name: value for name, value in entry.items() if value}


def _note(citation: Citation) -> str:
    """The facts without a field of their own: the words and their speaker, the file, and a date that is not printed."""
    inferred = citation.article.published and citation.article.published.basis is Basis.INFERRED
    file = f"; {citation.article.id}" if citation.link is None else ""
    corrected = f"; {corrected_in_print(citation)}" if citation.correction else ""
    ocr = f"; {OCR}" if citation.article.ocr else ""
    return f"{citation.statement}{file}{'; date inferred' if inferred else ''}{ocr}{corrected}"


def _keyed(citations: Sequence[Citation]) -> list[tuple[str, Citation]]:
    """The citations with a key for each: author, year, first word of the headline; a letter distinguishes equal
    keys.
    """
    taken: dict[str, int] = {}
    keyed = []
    for citation in citations:
        article = citation.article
        who = author_names.split(article.authors[0])[0] if article.authors else article.source or citation.speaker or ""
        year = str(article.published.when.first.year) if article.published else ""
        title = [word for word in re.findall(r"[a-z0-9]+", normalise(article.title or "")) if word not in STOP_WORDS]
        key = f"{''.join(re.findall('[a-z0-9]+', normalise(who)))}{year}{''.join(title[:1])}" or "article"
        count = taken[key] = taken.get(key, 0) + 1
        keyed.append((key if count == 1 else f"{key}-{count}", citation))
    return keyed


def _braced(name: str) -> str:
    """An author for BibTeX, which leaves a name in braces unchanged: "Ek, Jr., Bo"."""
    family, given, suffix = map(_latex, author_names.split(name))
    return ", ".join(filter(None, (family, suffix, given))) if given else f"{{{family}}}"


def _csl_name(name: str) -> dict[str, str]:
    family, given, suffix = author_names.split(name)
    parts = {"family": family, "given": given, "suffix": suffix} if given else {"literal": family}
    return {key: value for key, value in parts.items() if value}


def _when(article: Article) -> str:
    published = article.published
    if published is None:
        return "date unknown"
    return dates.in_words(published.when) + (" (inferred)" if published.basis is Basis.INFERRED else "")


def _slashed(when: PartialDate) -> str:
    """
    >>> _slashed(PartialDate.parse("2012-02-07")), _slashed(PartialDate.parse("2012-02"))
    ('2012/02/07/', '2012/02//')
    """
    return "/".join([*str(when).split("-"), "", "", ""][:4])


def _date_parts(when: PartialDate) -> list[int]:
    return [int(part) for part in str(when).split("-")]


def _latex(value: str) -> str:
    return _one_line(value).translate(_LATEX)


def _one_line(value: str) -> str:
    return " ".join(value.split())
