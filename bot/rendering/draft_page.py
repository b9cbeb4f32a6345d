"""A draft with its margin notes as one page of HTML, without scripts or content from elsewhere, suitable for printing.

    | Andy Burnham said: “A campaign is     | 1  On record
    | clearly underway.”¹                   |    Andy Burnham · HuffPost UK · 7 February 2012

All text is escaped. The page's Content-Security-Policy allows nothing but its own style sheet.
"""

import base64
import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape

from bot.rendering import differences, formatting, verdicts
from bot.rendering.formatting import visible
from retrieval import drafts
from retrieval.citations import text_fragments
from retrieval.drafts import DraftCheck
from retrieval.models import Answer, PartialDate, Span
from retrieval.quote_check import Match
from retrieval.quote_check.alignment import ChangeKind

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
MAX_MATCHES = 3  # places shown in a note
IN_DRAFT, ON_RECORD = "in the draft, not on record", "on record, not in the draft"
Address = Callable[[Match], str | None]
STYLE = """
:root { color-scheme: light dark; --edge: #bbb; --green: #1d6b35; --amber: #8a5a00; --red: #a3262a; }
@media (prefers-color-scheme: dark) { :root { --edge: #555; --green: #7ccf96; --amber: #e8b45c; --red: #f08a8d; } }
body { font: 1rem/1.5 Georgia, "Times New Roman", serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; } header p { margin: .2rem 0 0; } header { margin-bottom: 1.5rem; }
.draft-row { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 2rem; }
.copy { margin: 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: none; color: inherit; text-decoration: underline 2px; text-underline-offset: .2em; }
sup a, .note a { color: inherit; display: inline-block; min-width: 24px; min-height: 24px; }
sup { line-height: 0; } sup a { margin: -12px -4px; line-height: 24px; text-align: center; }
.note { font: .85rem/1.4 system-ui, sans-serif; border-left: 3px solid var(--edge); padding-left: .7rem;
  margin: 0 0 1rem; break-inside: avoid; overflow-wrap: anywhere; }
.note p { margin: .15rem 0; } .note h2 { font-size: .9rem; margin: 0; } .faint { opacity: .75; }
.green { text-decoration-color: var(--green); border-color: var(--green); } .green h2 { color: var(--green); }
.amber { text-decoration-color: var(--amber); text-decoration-style: dashed; border-color: var(--amber); }
.amber h2 { color: var(--amber); }
.red { text-decoration-color: var(--red); text-decoration-style: wavy; border-color: var(--red); }
.red h2 { color: var(--red); }
del { color: var(--red); } ins { color: var(--green); font-weight: bold; text-decoration: none; }
.words { font-family: Georgia, "Times New Roman", serif; } .legend { font: .85rem/1.4 system-ui, sans-serif; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 45rem) { .draft-row { grid-template-columns: 1fr; } }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } .note { font-size: 8pt; } }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"


def page(text: str, checks: Sequence[DraftCheck], name: str, against: str, day: date) -> str:
    """The page for a draft. `name` is the draft's name, `against` a description of the archive, without
    its folder since the page is made to be sent on, and `day` the day of the check.
    """
    checked = f"Checked on {formatting.date(PartialDate(day))} against {against}"
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(name)}: quotations checked</title>",
            f"<style>{STYLE}</style></head>",
            "<body>",
            f"<header><h1>{_text(name)}</h1><p>{_text(verdicts.summary(checks))}</p>",
            f'<p class="faint">{_text(checked)}</p>{legend(checks)}</header>',
            f"<main>\n{body(text, checks)}\n</main>",
            "</body></html>",
        )
    )


def legend(checks: Sequence[DraftCheck]) -> str:
    """The meaning of the marks of differences; empty if no note has a difference."""
    if not any(match.changes for check in checks for match in check.matches[:MAX_MATCHES]):
        return ""
    return (
        f'<p class="legend"><del>{IN_DRAFT}</del> <ins>{ON_RECORD}</ins> '
        f'<span class="faint">{differences.AROUND}</span></p>'
    )


def published_at(match: Match) -> str | None:
    """The address of the words of a match where they were published."""
    article = match.quotations[0].article
    spans = [match.place] if match.place else [span for quotation in match.quotations for span in quotation.spans]
    url = text_fragments.link(article, spans)
    return url if url and WEB_ADDRESS.fullmatch(url) else None


def body(text: str, checks: Sequence[DraftCheck], address: Address = published_at) -> str:
    """The paragraphs of a draft, each with the notes on the quotations that begin in it.

    `address` returns the address to which the headline of a match links.
    """
    pieces = [(span, number, check) for number, check in enumerate(checks, 1) for span in check.quotation.spans]
    pieces.sort(key=lambda piece: piece[:2])
    rows, at = [], 0
    for start, end in _paragraphs(text):
        first, at = (bisect_left(pieces, edge, at, key=_start_of) for edge in (start, end))
        inside = pieces[first:at]
        begun = {number: check for span, number, check in inside if span[0] == check.quotation.start}
        notes = [_note(number, check, address) for number, check in sorted(begun.items())]
        copy = "".join(_marked(text, (start, end), inside))
        rows.append(f'<div class="draft-row"><p class="copy">{copy}</p><div>{"".join(notes)}</div></div>')
    return "\n".join(rows)


def _start_of(piece: tuple[Span, int, DraftCheck]) -> int:
    return piece[0][0]


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in BLANK_LINE.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _marked(text: str, paragraph: Span, pieces: Sequence[tuple[Span, int, DraftCheck]]) -> Iterator[str]:
    """The text of a paragraph with its quotations marked, except quotations within other quotations."""
    position, end = paragraph
    for (first, last), number, check in pieces:
        if first < position:
            continue
        begins, ends = first == check.quotation.start, last == check.quotation.end
        place = f' id="q{number}"' if begins else ""
        reference = f'<sup><a href="#n{number}">{number}</a></sup>' if ends else ""
        yield _text(text[position:first])
        position = min(last, end)
        yield f'<mark{place} class="{verdicts.colour(check)}">{_text(text[first:position])}</mark>{reference}'
    yield _text(text[position:end])


def _note(number: int, check: DraftCheck, address: Address) -> str:
    label = verdicts.word(check)
    proofs = "".join(_proof(match, address(match)) for match in check.matches[:MAX_MATCHES])
    left = len(check.matches) - MAX_MATCHES
    more = f'<p class="faint">and {formatting.counted(left, "more place")}</p>' if left > 0 else ""
    return (
        f'<section class="note {verdicts.colour(check)}" id="n{number}">'
        f'<h2><a href="#q{number}">{number}</a> {_text(label)}</h2>'
        f"<p>{_text(verdicts.explanation(check))}</p>"
        f'<p class="faint">in the draft: {_text(verdicts.named(check))}</p>{proofs}{more}</section>'
    )


def _proof(match: Match, address: str | None) -> str:
    quotation = match.quotations[0]
    article = quotation.article
    words = _difference(match) if match.changes else _words(drafts.as_answer(match))
    title = _text(article.title or article.id)
    if address:
        title = f'<a href="{_text(address)}" rel="noopener noreferrer">{title}</a>'
    return f'<p class="words">{words}</p><p class="faint">{_text(verdicts.credit(match))}<br>{title}</p>'


def _words(answer: Answer) -> str:
    """The sentences that contain the words on record, with these words in bold."""
    (start, end), text = answer.highlights[0], answer.text
    return f"{_text(text[:start])}<b>{_text(text[start:end])}</b>{_text(text[end:])}"


def _difference(match: Match) -> str:
    """Word by word: struck out what is only in the draft, and in bold what is only on record."""
    tags = {
        ChangeKind.SAME: ("", ""),
        ChangeKind.ADDED: (f'<del><span class="unseen"> {IN_DRAFT}: </span>', "</del>"),
        ChangeKind.LEFT_OUT: (f'<ins><span class="unseen"> {ON_RECORD}: </span>', "</ins>"),
        ChangeKind.AROUND: ('<span class="faint">', "</span>"),
    }
    return " ".join(f"{tags[one.kind][0]}{_text(one.words)}{tags[one.kind][1]}" for one in differences.shown(match))


def _text(text: str) -> str:
    return escape(visible(text))
