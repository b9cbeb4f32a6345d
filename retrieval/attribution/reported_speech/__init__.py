"""Reported speech: finds reported words and their sources in a passage.

The terms are those of the PARC and PolNeAR corpora.

    Mr Lansley  told  reporters on Tuesday  that the reforms would go ahead .
    └─source─┘  cue                         └──────────content───────────┘

An attribution relation is a cue with its source and content. The modules, in the order in which they are used:

    reporting_verbs   the lexicon: verbs that report speech, and what each may take; their objects in the parse
    cue               finds the cues of a passage; for each of them
      source            finds who speaks: the subject of the verb
      content           finds the words reported: a clause or object of the verb
      narrator        finds where the narrator's own words continue
      modality          decides whether the words were said, denied, conditional or to come
    sentence_bounds   divides a passage into sentences
    titles            separates quoted titles from quoted words
    context           decides which quoted spans are utterances of their own, and which cue each of them has
    edges             ends reported words before remarks, reporters and media, and with whole brackets
    (this module)     combines the spans into utterances: reported words with their kind, cue and source
    utterance         leaves out words that nobody said

For example:

    “It is dead,” Mr Burnham said. “Buried.” He warned that peers would fight “to the end”.

    cue        said, warned
    source     Mr Burnham for "said", He for "warned"
    content    It is dead for "said", that peers would fight “to the end” for "warned"
    context    “It is dead,” stands alone and "said" follows it; “Buried.” stands alone without a cue of its own;
               “to the end” is part of the content of "warned"
    utterance  direct   It is dead, / Buried.                   said    Mr Burnham
               mixed    that peers would fight “to the end”     warned  He

More examples of single utterances:

    “It is dead,” he said. “Buried.”            a cue and all the quoted text around it
    He said it was dead. “Buried.”              the quoted sentence has no cue of its own, so it continues the first
    He said it was “dead” and that it must go   a whole clause from the parse, with quoted words inside

The source of an utterance is a span of the passage. Later, speaker_resolution.py decides who "He" is.

Silvia Pareti (2012), "A database of attribution relations", LREC; Edward Newell, Drew Margolin and Derek Ruths (2018),
"An attribution relations corpus for political news", LREC.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.attribution.reported_speech import edges, narrator, reporting_verbs
from retrieval.attribution.reported_speech.context import QuoteContext
from retrieval.attribution.reported_speech.cue import AttributionRelation
from retrieval.attribution.reported_speech.utterance import Utterance, is_kept
from retrieval.models import Kind, Span
from retrieval.text import quotation_marks
from retrieval.text.nlp import FINITE
from retrieval.text.quotation_marks import inner_text, overlap, trimmed, within

if TYPE_CHECKING:
    from spacy.tokens import Doc


SPEAKER_LABEL = re.compile(  # TRUMP: We will ...
    r"[\"“]?(?P<name>[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,2})(?P<colon>:)\s+"
)
AFTER_LAST_WORDS = '”" \n'
MIN_WORDS_WITHOUT_CUE = 4  # quoted text without a cue must have this many words; less is a name or a scare quote
MIN_WORDS_BEFORE_NAME = 2  # with fewer words before them, quoted words are used alone: which he called “vile”
MIN_WORDS_WITHOUT_MARKS = 3  # reported text without quotation marks must have this many words
REPORTING_CLAUSE_END = re.compile(r"[,;:—]|(?=[“\"])")
TRAILING_CONJUNCTION = re.compile(r"(?<![\s,;:—–-])[\s,;:—–-]+(?:and|but|or|while)$")
CLAUSE_START = re.compile(r"\s+(?:that|whether|there|he|she|they|it)\b")
CONJUNCTIONS = frozenset("and but however so still yet".split())
PRONOUNS = frozenset("he she it they".split())
EVIDENCE = re.compile(r"(?:[\w’'-]+ ){0,3}(?:information|data|figures|statistics|records|documents)\b", re.IGNORECASE)
CIRCUMSTANCE = re.compile(r"(?:When|While|After|Before|Until|Once)\b[^,]*,[^,]*$")
IN_MEDIUM = re.compile(r"In an? (?:\w+ )?(?:statement|memo|note|letter|email|post|tweet|interview)\b[^,“”\"]{0,60},\s*")
ON_MEDIUM = re.compile(r" (?:on|in|to|via) [^“”\",]{2,30} (?=[“\"])")  # "writing | on X | “we won”"
PURPOSE = re.compile(r"\s+to\s(?!be\b)[^,]{1,80},\s")  # "she said | to save money, | the branch will close"
APPOSITION = re.compile(r",?\s*(?:(?P<article>an?|the)|which|who|whose|as)\s")
NOUN_END = re.compile(r",|\s(?:that|which|who)\s")
THAT = re.compile(r"\s*(?:that)?\s*,?\s*")
SUBORDINATOR_AT_END = re.compile(
    r"(?<![\s,—–-])[\s,—–-]++(?:(?P<relative>who|whom|which|that)|because|since|although|though|whereas),?\s*$"
)
ON_AND_COMMA = re.compile(r"(?: on)?,")
UP_TO_COMMA = re.compile(r"[^,]{0,40}(?:,|[.!?]?$)")


def utterances(doc: "Doc", open_mark: str = "", *, goes_on: bool = False) -> list[Utterance]:
    """The utterances of a passage, in order. `open_mark` is the quotation mark still open at its start, or "".

    `goes_on` is true if the passage goes on with a quotation that the passage before does not close.
    """
    context = QuoteContext.of_passage(doc, open_mark)
    alone = context.standing_alone()
    quoted = list(_quoted_utterances(context, alone, goes_on=goes_on))
    used_cues = {utterance.cue for utterance in quoted}
    clauses: dict[tuple[Span, ...], Utterance] = {}  # if two cues report the same words, the first one counts
    for relation in context.relations:
        if relation.cue not in used_cues and (clause := _clause_utterance(context, relation, alone)):
            clauses.setdefault(clause.spans, clause)
    in_order = sorted(_joined_cues(context, quoted, list(clauses.values())), key=lambda utterance: utterance.spans)
    return [utterance for utterance in _with_later_quotes(context, in_order) if is_kept(context, utterance)]


def _joined_cues(
    context: QuoteContext, quoted: Sequence[Utterance], clauses: Sequence[Utterance]
) -> Iterator[Utterance]:
    """The utterances, with two cues of one speaker joined: In a note, | Ann Lee says | it is, | she says |, “dead.”"""
    joined: set[tuple[Span, ...]] = set()
    for utterance in quoted:
        start = utterance.spans[:1] if len(utterance.spans) > 1 else ()
        clause = next((clause for clause in clauses if clause.spans == start), None)
        if clause and utterance.source and context.text[slice(*utterance.source)].lower() in PRONOUNS:
            joined.add(clause.spans)
            yield replace(utterance, source=clause.source)
        else:
            yield utterance
    yield from (clause for clause in clauses if clause.spans not in joined)


def opening_clause(doc: "Doc") -> tuple[Span, Span] | None:
    """The cue and the source of a first sentence that is only a reporting clause: "Ann Lee said." """
    relation = QuoteContext.of_passage(doc).opening_clause()
    return (relation.cue, relation.source) if relation and relation.source else None


def interview_utterances(doc: "Doc", open_mark: str = "", *, goes_on: bool = False) -> list[Utterance]:
    """The utterances of a passage in an interview. After a speaker's label ("TRUMP:"), all words are one utterance."""
    label = SPEAKER_LABEL.match(doc.text)
    if not label:
        return utterances(doc, open_mark, goes_on=goes_on)
    start, end = label.end(), len(doc.text.rstrip(AFTER_LAST_WORDS))
    if start >= end:
        return []
    return [Utterance(((start, end),), Kind.DIRECT, label.span("colon"), label.span("name"))]


def _quoted_utterances(context: QuoteContext, alone: Iterable[Span], *, goes_on: bool) -> Iterator[Utterance]:
    """The utterances of quoted spans that stand alone. Spans with the same cue, or without one, are joined.

    If the passage goes on with a quotation of the passage before, its first words may be few: “Enough is enough.”
    """
    groups: list[tuple[AttributionRelation | None, list[Span]]] = []
    for quote in alone:
        relation = context.relation_of(quote)
        if groups and _is_same_utterance(context, *groups[-1], quote, relation):
            groups[-1][1].append(quote)
        else:
            groups.append((relation, [quote]))
    for relation, quotes in groups:
        begins = not context.text[: quotes[0][0]].strip()
        if relation:
            yield _utterance(context, _with_unquoted_start(context, relation, quotes), relation)
        elif sum(_word_count(context, quote) for quote in quotes) >= MIN_WORDS_WITHOUT_CUE or (goes_on and begins):
            yield _utterance(context, quotes, None)


def _is_same_utterance(
    context: QuoteContext,
    last_relation: AttributionRelation | None,
    last_quotes: list[Span],
    quote: Span,
    relation: AttributionRelation | None,
) -> bool:
    if relation:
        return last_relation is not None and last_relation.cue == relation.cue
    last_place = max(last_quotes[-1][1], last_relation.cue[1] if last_relation else 0) - 1
    return context.in_neighbouring_sentences(last_place, quote[0])


def _with_unquoted_start(context: QuoteContext, relation: AttributionRelation, quotes: list[Span]) -> list[Span]:
    """Quoted spans with the unquoted start of their sentence: The streets were empty, he added, “but ...”."""
    text, content, first = context.text, relation.content, quotes[0]
    start, clause = context.sentence(relation.cue[0])[0], _reporting_clause(relation)
    unquoted = None
    if start < first[0] < clause[0]:
        if context.is_said_with(start, first):
            unquoted = trimmed(text, (start, first[0]))
    elif content and clause[1] <= content[0] < first[0] and text.startswith(("that ", "whether "), content[0]):
        unquoted = trimmed(text, (content[0], first[0]))  # "he said that it had two ends: “one and the other”"
        if unquoted and _word_count(context, unquoted) < MIN_WORDS_WITHOUT_MARKS:
            unquoted = None
    elif relation.verb == reporting_verbs.IN_WORDS:
        unquoted = None
    elif start < clause[0] < first[0] and inner_text(text, first)[:1].islower() and _is_in_commas(text, clause, first):
        unquoted = trimmed(text, (_after_own_cue(context, relation, (start, clause[0])), clause[0]))
    return [unquoted, *quotes] if unquoted else quotes


def _after_own_cue(context: QuoteContext, relation: AttributionRelation, part: Span) -> int:
    """The start of words reported by two cues of one speaker: In a note, Ann Lee says | it is dead |, she says."""
    start, end = part
    if not relation.source or context.text[slice(*relation.source)].lower() not in PRONOUNS:
        return start
    for other in context.relations:
        clause = _reporting_clause(other)
        opens = IN_MEDIUM.fullmatch(context.text, start, clause[0]) is not None
        is_reporting = other.source is not None and other.verb in reporting_verbs.TAKES_CLAUSE
        if opens and is_reporting and other.content and clause[1] <= other.content[0] < end:
            return other.content[0]
    return start


def _is_in_commas(text: str, clause: Span, quote: Span) -> bool:
    """Whether a reporting clause is between commas before a quoted span: The bill, he said, “is dead.”"""
    return _comma_before(text, clause) and "," in text[clause[1] : quote[0]]


def _clause_utterance(context: QuoteContext, relation: AttributionRelation, alone: list[Span]) -> Utterance | None:
    """The words that a cue reports unquoted or only partly quoted; None if there are none."""
    content = _with_lost_subject(context, relation, _content(context, relation, alone))
    if content is None or (_is_evidence(context.text, relation) and _has_speaker(context, relation)):
        return None
    start, end = context.sentence(relation.cue[0])
    content, reporter = _without_reporter(context, relation, (max(content[0], start), min(content[1], end)))
    for quote in context.quoted:
        is_next = content[1] <= quote[0] and not context.text[content[1] : quote[0]].strip()
        is_next = is_next and quote not in alone and context.depends_on(quote, relation.cue)
        is_next = is_next and not TRAILING_CONJUNCTION.search(context.text, *content)
        if overlap(content, quote) or is_next:  # "he tried | “not to laugh” |"
            content = min(content[0], quote[0]), max(content[1], quote[1])
    if relation.verb in reporting_verbs.NAMING_VERBS | reporting_verbs.JUDGING_VERBS:
        content = edges.without_occasion(context, content)
    content = edges.without_pronoun(context.text, content)
    clause = _reporting_clause(relation)
    content = edges.without_next_subject(context, content)
    content = edges.without_remarks(context.text, edges.with_reason(context, content, clause), clause)
    content = edges.in_brackets(context.text, edges.with_rest(context, content))
    if content[0] < relation.cue[0]:
        content = _after_own_cue(context, relation, content), content[1]
    pieces = _pieces(context, relation, content, alone)
    has_quote = any(overlap(piece, quote) for piece in pieces for quote in context.quoted)
    counted = [piece for piece in pieces if piece != relation.outside or context.has_verb(content)]
    is_long = sum(_word_count(context, piece) for piece in counted) >= MIN_WORDS_WITHOUT_MARKS
    if not pieces or not (has_quote or (is_long and not relation.is_fragment)):
        return None
    utterance = _utterance(context, pieces, relation)
    return replace(utterance, carrier=reporter) if reporter and not utterance.carrier else utterance


def _has_speaker(context: QuoteContext, relation: AttributionRelation) -> bool:
    """Whether another cue in the sentence of a relation has a source, and reports words before the relation."""
    sentence = context.sentence(relation.cue[0])
    others = [other for other in context.relations if other.source and within(other.cue, sentence)]
    has_content = any(other.content and other.content[0] < relation.cue[0] for other in others)
    clauses = [_reporting_clause(other) for other in others if other.verb in reporting_verbs.TAKES_CLAUSE]
    return has_content or any(  # "The number, | Mr Cole says |, is falling, according to its records"
        clause[1] < relation.cue[0] and _comma_before(context.text, clause) and context.text[clause[1]] == ","
        for clause in clauses
    )


def _without_reporter(context: QuoteContext, relation: AttributionRelation, content: Span) -> tuple[Span, Span | None]:
    """A content without another reporting clause at its edge, and the source of a clause at its end.

    He said | it was over | , the paper reported.        According to Ann Lee, | it is over | , the paper reported.
    """
    text, (start, end), reporter = context.text, content, None
    for other in context.relations:
        clause = _reporting_clause(other)
        is_according_to = other.verb == reporting_verbs.ACCORDING_TO
        if (
            is_according_to
            and other.cue[0] > end
            and text[end : other.cue[0]].strip() == ","
            and not _is_evidence(text, other)
        ):
            reporter = other.source
        if other.cue == relation.cue or not other.source or not start <= clause[0] < clause[1] <= end:
            continue
        is_last = not text[clause[1] : end].strip(" .") and _comma_before(text, clause)
        is_behind = (other.content is None and not is_last) or (other.content and other.content[0] >= clause[1])
        if not is_according_to and (is_behind or other.verb not in reporting_verbs.TAKES_CLAUSE):
            continue
        if clause[0] == start and text[clause[1] : clause[1] + 1] == ",":
            start = clause[1] + 1
        elif is_last:
            end = text.rindex(",", 0, clause[0])
            reporter = None if _is_evidence(text, other) else other.source
    return trimmed(text, (start, end)) or content, reporter


def _pieces(context: QuoteContext, relation: AttributionRelation, content: Span, alone: list[Span]) -> list[Span]:
    """A content in the pieces that the reporting clause leaves of it, without conjunctions at its edges."""
    pieces = []
    parts = _parts_around(context.text, content, _reporting_clause(relation))
    is_according_to = relation.verb == reporting_verbs.ACCORDING_TO
    if is_according_to and len(parts) > 1 and _is_no_continuation(context, parts[1]):
        parts = parts[:1]  # "It was over, according to a report, | Last Things |"
    if is_according_to and len(parts) > 1 and _is_clause_alone(context, parts[0]):
        parts = parts[1:]  # "| The paper said that |, according to Ann Lee, it was over"
    is_added = len(parts) > 1 and (_adds_reference(context, relation, parts[1]) or edges.cites(context.text, parts[1]))
    if len(parts) > 1 and (is_added or _is_apposition(context, relation, parts)):
        parts = parts[:1]
    for part in _without_governing_clause(context, parts):
        piece = trimmed(context.text, part)
        if piece and not any(overlap(piece, quote) for quote in alone):
            pieces.append(edges.with_abbreviation(context.text, piece))
    if len(pieces) > 1 and context.text[slice(*pieces[0])].lower() in CONJUNCTIONS:
        pieces.pop(0)  # "But, according to Ann Lee, it was over"
    if pieces and (trailing := TRAILING_CONJUNCTION.search(context.text, *pieces[-1])):
        pieces[-1] = pieces[-1][0], trailing.start()
    if pieces and relation.cue[1] <= pieces[-1][0]:
        pieces[-1] = edges.without_medium(context.text, pieces[-1])
    outside = relation.outside if pieces and not within(relation.outside or content, content) else None
    quoted = next((quote for quote in context.quoted for piece in pieces if overlap(piece, quote)), None)
    is_named = quoted is not None and _word_count(context, (content[0], quoted[0])) < MIN_WORDS_BEFORE_NAME
    if not outside or (is_named and not context.has_verb(content)):  # which he called “the beast”
        return pieces
    return sorted([outside, *pieces])


def _without_governing_clause(context: QuoteContext, parts: Sequence[Span]) -> Sequence[Span]:
    """The parts of an interrupted content without the narrator's clause before a subordinate one.

    He sued because, he said, | it leaked |.       He left | a wife who |, he said, | was unkind |.
    """
    link = SUBORDINATOR_AT_END.search(context.text, *parts[0]) if len(parts) > 1 else None
    before = context.doc.char_span(parts[0][0], link.start(), alignment_mode="contract") if link else None
    if link is None or not before or not context.has_verb((parts[0][0], link.start())):
        return parts
    noun = next((word for word in reversed(before) if not word.is_punct), before[-1])
    if link["relative"] is None or noun.pos_ not in {"NOUN", "PROPN", "PRON"}:
        return parts[1:]
    return [(max(parts[0][0], noun.left_edge.idx), parts[0][1]), *parts[1:]]


def _is_no_continuation(context: QuoteContext, part: Span) -> bool:
    """Whether the text after an interrupting clause has no verb, or follows a semicolon."""
    return not context.has_verb(part) or context.text[part[0] - 1] == ";"


def _is_apposition(context: QuoteContext, relation: AttributionRelation, parts: Sequence[Span]) -> bool:
    """Whether the narrator describes the source, or what happened then: "It is over, according to the NLB, ...

    | a body of banks |, but ...      | which runs it |       | as workers warn of strikes |
    """
    opening = APPOSITION.match(context.text, *parts[1])
    is_said = relation.verb == reporting_verbs.ACCORDING_TO and context.has_verb(parts[0])
    if opening is None or not is_said:
        return False
    end = NOUN_END.search(context.text, opening.end(), parts[1][1])
    has_verb = context.has_verb((opening.end(), end.start() if end else parts[1][1]))
    words = context.doc.char_span(*parts[1], alignment_mode="contract")
    is_clause = has_verb or (words is not None and words.root.tag_ in FINITE)  # "the events that led to it began"
    return opening["article"] is None or not is_clause


def _adds_reference(context: QuoteContext, relation: AttributionRelation, part: Span) -> bool:
    """Whether the part behind a reporting clause is about the saying: "It was sad, he said, | recalling the day |"."""
    words = context.doc.char_span(*(trimmed(context.text, part) or part), alignment_mode="expand")
    cue = context.doc.char_span(*relation.cue, alignment_mode="expand")
    return words is not None and cue is not None and narrator.adds_reference(words[0], cue.root)


def _lacks_subject(context: QuoteContext, relation: AttributionRelation) -> bool:
    """Whether the content according to the parse begins with a finite verb and has no quoted words."""
    content = _with_lost_subject(context, relation, relation.content)
    if content is None or relation.outside or content[0] < relation.cue[1]:
        return False
    words = context.doc.char_span(*content, alignment_mode="expand")
    is_finite = words is not None and words[0].pos_ == "AUX" and words[0].tag_ in FINITE
    return is_finite and not any(overlap(content, quote) for quote in context.quoted)


def _is_clause_alone(context: QuoteContext, part: Span) -> bool:
    """Whether a part of a sentence is only a reporting clause: "The paper said that"."""
    clauses = (_reporting_clause(other) for other in context.relations if other.source and within(other.cue, part))
    is_start = ((start, THAT.match(context.text, end)) for start, end in clauses if start == part[0])
    return any(that is not None and that.end() >= part[1] for _, that in is_start)


def _with_lost_subject(context: QuoteContext, relation: AttributionRelation, content: Span | None) -> Span | None:
    """A content with its subject, a noun between cue and content that the parse gave to the cue.

    he said | Turks and Greeks | from this group had settled
    """
    cue_end = relation.cue[1]
    bare = reporting_verbs.TAKES_CLAUSE - reporting_verbs.TAKES_OBJECT - reporting_verbs.TELLING_VERBS
    if content is None or relation.verb not in bare or content[0] <= cue_end or overlap(content, relation.cue):
        return content
    gap = context.doc.char_span(cue_end, content[0], alignment_mode="contract")
    words = [token for token in gap if not token.is_space] if gap else []
    is_subject = bool(words) and words[0].pos_ in {"NOUN", "PROPN", "ADJ", "DET", "NUM"} and words[-1].pos_ != "PUNCT"
    is_clause = not context.text.startswith(("that ", "whether ", "“", '"'), content[0])
    is_time = any(token.ent_type_ in {"DATE", "TIME"} for token in words)
    is_named = relation.source is not None and relation.source[1] <= relation.cue[0]
    return (words[0].idx, content[1]) if is_subject and is_clause and is_named and not is_time else content


def _is_evidence(text: str, relation: AttributionRelation) -> bool:
    """Whether "according to" names a speaker's evidence: "he said it leaked, according to | data from Ann Lee"."""
    source = relation.source if relation.verb == reporting_verbs.ACCORDING_TO else None
    return source is not None and EVIDENCE.match(text, *source) is not None


def _content(context: QuoteContext, relation: AttributionRelation, alone: list[Span]) -> Span | None:
    """The content according to the parse; if it shows none, the content according to the punctuation."""
    if relation.verb == reporting_verbs.ACCORDING_TO:
        start, end = context.sentence(relation.cue[0])
        is_quoted = any(start <= quote[0] and quote[1] <= relation.cue[0] for quote in alone)
        return None if is_quoted else (start, end)  # "“It is over,” she told them, | according to the paper |, ..."
    content = relation.content if not _lacks_subject(context, relation) else None
    if not content and relation.verb not in reporting_verbs.NAMING_VERBS:
        content = _phrase_from_quote(context, _reporting_clause(relation)[1])
    if relation.verb in reporting_verbs.NEEDS_QUOTE_BESIDE:
        return None if relation.content else content or _goes_on_in_commas(context, relation, alone)
    if relation.names_topic:
        return content
    if relation.verb in reporting_verbs.NEEDS_QUOTE_INSIDE:
        has_quote = content is not None and any(overlap(content, quote) for quote in context.quoted)
        return content if has_quote else None
    return _content_by_punctuation(context, relation, alone, content)


def _goes_on_in_commas(context: QuoteContext, relation: AttributionRelation, alone: list[Span]) -> Span | None:
    """The sentence with quoted words that a cue of going on interrupts: "The bill, he | went on |, would be “dead”"."""
    (start, end), clause = context.sentence(relation.cue[0]), _reporting_clause(relation)
    behind = ON_AND_COMMA.match(context.text, clause[1], end)
    if relation.verb not in reporting_verbs.CONTINUING_VERBS or not relation.source or behind is None:
        return None
    has_quote = any(behind.end() <= quote[0] < end and quote not in alone for quote in context.quoted)
    return (start, end) if has_quote and _comma_before(context.text, clause) else None


def _phrase_from_quote(context: QuoteContext, place: int) -> Span | None:
    """The phrase that begins with a quoted span directly after `place`."""
    quote = next((quote for quote in context.quoted if quote[0] >= place), None)
    return context.phrase(quote) if quote and not context.text[place : quote[0]].strip(" ,") else None


def _content_by_punctuation(
    context: QuoteContext, relation: AttributionRelation, alone: list[Span], content: Span | None
) -> Span | None:
    """The content according to the punctuation around the cue, if the parse shows none or contradicts it."""
    text, (start, end), clause = context.text, context.sentence(relation.cue[0]), _reporting_clause(relation)
    takes_clause = relation.verb in reporting_verbs.TAKES_CLAUSE
    comma_before = text[start : clause[0]].rstrip().endswith(",")
    if relation.source and takes_clause and comma_before and re.match(r",\s*[“\"]", text[clause[1] : end]):
        return start, end  # "His aim was, he said, “never to lose”"
    if content is None or content[1] <= clause[0]:
        for quote in context.quoted:
            is_before = not relation.is_anonymous and start < quote[0]  # not: the star of “Tides,” was announced
            if quote not in alone and is_before and context.cue_follows(quote, relation):
                content = start, quote[1]
                break
    is_lost = _begins_lost_clause(context, relation, (relation.cue[1], end))
    if content is None and ((takes_clause and CLAUSE_START.match(text, relation.cue[1], end)) or is_lost):
        return relation.cue[1], end
    if content is None and relation.verb == "say" and relation.source and PURPOSE.match(text, relation.cue[1], end):
        return relation.cue[1], end
    is_in_commas = comma_before and UP_TO_COMMA.match(text[clause[1] : end])  # "The bill, he said, was dead"
    if CIRCUMSTANCE.match(text, start, end):  # "When the lights went out, he told a joke"
        return content
    calls = relation.verb in reporting_verbs.NAMING_VERBS  # "After the storm, he called in a friend, who knew."
    is_cue = relation.source and takes_clause and not (relation.has_object or relation.has_agent or calls)
    if content is None and is_cue and is_in_commas:
        start = _behind_own_verb(context, relation, end) or _behind_colon(context, (start, clause[0]))
        parts = _parts_around(text, (start, end), clause)
        has_verb = any(context.has_verb(part) for part in parts)  # "Within a week of meeting her, he proposed"
        return (start, end) if has_verb and not context.begins_with_participle(parts[0]) else None
    return content


def _begins_lost_clause(context: QuoteContext, relation: AttributionRelation, rest: Span) -> bool:
    """Whether a clause with quoted words follows a cue without a comma, where the parse shows none: he said | voters
    would be “spitting” |.
    """
    bare = reporting_verbs.TAKES_CLAUSE - reporting_verbs.TAKES_OBJECT - reporting_verbs.TELLING_VERBS
    quote = next((quote for quote in context.quoted if within(quote, rest)), None)
    words = context.doc.char_span(*rest, alignment_mode="contract")
    is_open = relation.source is not None and relation.source[0] < rest[0] and not relation.has_object
    if quote is None or not words or not is_open or relation.verb not in bare:
        return False
    is_subject = words[0].pos_ in {"NOUN", "PROPN", "PRON", "DET", "NUM"} and words[0].ent_type_ != "DATE"
    return (
        is_subject and context.has_verb((rest[0], quote[0])) and not set(",;:") & set(context.text[rest[0] : quote[0]])
    )


def _behind_own_verb(context: QuoteContext, relation: AttributionRelation, end: int) -> int | None:
    """The start of reported words after a participle whose source has another verb: She | left |, writing “no.”"""
    source, (cue_start, start) = relation.source, relation.cue
    if source is None or source[1] >= cue_start or not context.has_verb((source[1], cue_start)):
        return None
    medium = ON_MEDIUM.match(context.text, start, end)
    return medium.end() if medium else start


def _behind_colon(context: QuoteContext, part: Span) -> int:
    """The start of reported words after a clause of the narrator: They had one hope: | the sea |, they said"""
    colon = context.text.rfind(": ", *part)
    is_clause = colon >= 0 and context.has_verb((part[0], colon))
    is_quoted = any(part[0] <= quote[0] < part[1] for quote in context.quoted)
    return colon + 2 if is_clause and not is_quoted else part[0]


def _reporting_clause(relation: AttributionRelation) -> Span:
    """Cue and source together: "he said". In a passive, whose agent follows the content, only the cue."""
    if relation.has_agent:
        return relation.cue
    spans = [relation.cue, relation.source] if relation.source else [relation.cue]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _comma_before(text: str, clause: Span) -> bool:
    return text[: clause[0]].rstrip(' ”"').endswith(",")


def _parts_around(text: str, content: Span, clause: Span) -> list[Span]:
    """The two parts of a content that a reporting clause ("he said") interrupts."""
    if not overlap(content, clause):
        return [content]
    (start, end), resumed = content, clause[1]
    if clause_end := REPORTING_CLAUSE_END.search(text, clause[1], end):
        resumed = clause_end.end()
    elif start < clause[0]:
        resumed = end
    return [part for part in ((start, clause[0]), (resumed, end)) if part[0] < part[1]]


def _utterance(context: QuoteContext, pieces: list[Span], relation: AttributionRelation | None) -> Utterance:
    spans = [
        quotation_marks.without_marks(context.text, piece) if piece in context.quoted else piece for piece in pieces
    ]
    kind = _kind(context, pieces)
    if relation is None:
        return Utterance(tuple(spans), kind, None, None)
    carrier = relation.carrier or _carrier(context, relation)
    by = (relation.cue, relation.source, relation.modality, carrier, relation.is_anonymous)
    return Utterance(tuple(spans), kind, *by, relation.names_topic and kind is Kind.INDIRECT)


def _carrier(context: QuoteContext, relation: AttributionRelation) -> Span | None:
    """The source of the innermost cue that reports the whole relation: | Ann Lee | wrote that an aide had said so."""
    outer = [other for other in context.relations if other.source and _reports(context, other, relation)]
    innermost = min(outer, key=_content_length, default=None)
    return innermost.source if innermost and innermost.source != relation.source else None


def _reports(context: QuoteContext, outer: AttributionRelation, inner: AttributionRelation) -> bool:
    """Whether a cue reports another one. A quoted span between them is all that it reports: “Yes” and she said."""
    if not outer.content or outer.cue == inner.cue or not within(inner.cue, outer.content):
        return False
    if inner.verb == reporting_verbs.ACCORDING_TO and context.text[: inner.cue[0]].rstrip().endswith(","):
        return False  # "he said it was over, according to | Ann Lee", who reports what he said
    clause, end = _reporting_clause(inner), context.sentence(inner.cue[0])[1]
    if _comma_before(context.text, clause) and not context.text[clause[1] : end].strip(" .\n"):
        return False  # "he said it was over, | the paper reported"
    return not any(outer.cue[1] <= quote[0] and quote[1] <= inner.cue[0] for quote in context.quoted)


def _content_length(relation: AttributionRelation) -> int:
    return relation.content[1] - relation.content[0] if relation.content else 0


def _kind(context: QuoteContext, pieces: Iterable[Span]) -> Kind:
    """Direct if all letters and digits are quoted, indirect if none are, else mixed. Punctuation does not count."""
    is_quoted = [
        any(start <= place < end for start, end in context.quoted)
        for piece in pieces
        for place in range(*piece)
        if context.text[place].isalnum()
    ]
    if not any(is_quoted):
        return Kind.INDIRECT
    return Kind.DIRECT if all(is_quoted) else Kind.MIXED


def _with_later_quotes(context: QuoteContext, in_order: Iterable[Utterance]) -> list[Utterance]:
    """The utterances, each with the quoted sentences that follow it directly and have no cue."""
    joined: list[Utterance] = []
    for utterance in in_order:
        last = joined[-1] if joined else None
        if not last or not last.cue or utterance.cue:
            joined.append(utterance)
        elif last.carrier and _is_in_relative_clause(context, last):
            joined.append(replace(utterance, source=last.carrier))  # backed by some who wrote it was over. “...”
        elif context.in_neighbouring_sentences(max(last.spans[-1][1], last.cue[1]) - 1, utterance.spans[0][0]):
            spans = utterance.spans if last.names_topic else (*last.spans, *utterance.spans)
            joined[-1] = replace(last, spans=spans, kind=_kind(context, spans), names_topic=False)
        else:
            joined.append(utterance)
    return joined


def _is_in_relative_clause(context: QuoteContext, utterance: Utterance) -> bool:
    cue = context.doc.char_span(*utterance.cue, alignment_mode="expand") if utterance.cue else None
    return cue is not None and cue.root.dep_ == "relcl"


def _word_count(context: QuoteContext, span: Span) -> int:
    return len(context.text[slice(*span)].split())
