from dataclasses import replace

import pytest

from retrieval.errors import QuestionError
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Kind, Modality, Quotation
from retrieval.quote_check import Check, QuoteVerifier, Verdict
from retrieval.quote_check.alignment import ChangeKind

BRIEFING = Article(
    "briefing.txt",
    'Andy Burnham said: "A campaign is clearly underway to scapegoat Andrew Lansley."\n'
    'He added: "But it is David Cameron who has put the NHS on a knife edge."\n'
    'Mr Lansley said: "The reforms of this government will go ahead in the spring."\n'
    'Mr Burnham replied: "They must be dropped before any hospital closes its doors."\n',
)
LETTER = Article("letter.txt", 'Andy Burnham wrote: "A campaign is clearly underway."\n')


def said(article: Article, words: str, speaker: str | None) -> Quotation:
    start = article.text.index(words)
    return Quotation(article, ((start, start + len(words)),), Kind.DIRECT, speaker)


CAMPAIGN = said(BRIEFING, "A campaign is clearly underway to scapegoat Andrew Lansley.", "Andy Burnham")
EDGE = said(BRIEFING, "But it is David Cameron who has put the NHS on a knife edge.", "Andy Burnham")
REFORMS = said(BRIEFING, "The reforms of this government will go ahead in the spring.", "Andrew Lansley")
DROPPED = said(BRIEFING, "They must be dropped before any hospital closes its doors.", "Andy Burnham")
LETTERED = said(LETTER, "A campaign is clearly underway.", "Andy Burnham")


@pytest.fixture(scope="module")
def checker() -> QuoteVerifier:
    return QuoteVerifier(InMemoryTurns([CAMPAIGN, EDGE, REFORMS, DROPPED, LETTERED]))


def places(check: Check) -> list[tuple[Quotation, ...]]:
    return [match.quotations for match in check.matches]


def changes(check: Check) -> list[tuple[str, str]]:
    return [(change.kind.value, change.words) for change in check.matches[0].changes]


VERBATIM = [
    pytest.param("a campaign is CLEARLY underway", [(CAMPAIGN,), (LETTERED,)], id="in two places, the archive's order"),
    pytest.param("“underway, to scapegoat Andrew Lansley!”", [(CAMPAIGN,)], id="other punctuation"),
    pytest.param("andrew lansley but it is david cameron", [(CAMPAIGN, EDGE)], id="over “he added”"),
    pytest.param("doors", [(DROPPED,)], id="one word"),
]


@pytest.mark.parametrize("modality", [Modality.DENIED, Modality.CONDITIONAL, Modality.TO_COME])
@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        pytest.param("must be dropped", Verdict.NOT_SAID, id="word for word"),
        pytest.param("must … dropped", Verdict.NOT_SAID, id="shortened"),
        pytest.param("they must be dropped before a hospital closes its doors", Verdict.NOTHING, id="altered"),
    ],
)
def test_words_that_were_not_said_are_not_on_record(words: str, verdict: Verdict, modality: Modality) -> None:
    not_said = replace(DROPPED, modality=modality)
    checked = QuoteVerifier(InMemoryTurns([not_said])).check(words)
    assert (checked.verdict, places(checked)) == (verdict, [(not_said,)] if verdict is Verdict.NOT_SAID else [])


DENIAL = Article(
    "denial.txt",
    "Eva Lund denied she had told them to “burn the lot”. “Burn the lot,” said Jon Ask. Pia Rud said they would burn "
    "the lot.",
)
LUND = replace(
    said(DENIAL, "she had told them to “burn the lot”", "Eva Lund"), kind=Kind.MIXED, modality=Modality.DENIED
)
ASK = said(DENIAL, "Burn the lot,", "Jon Ask")
RUD = replace(said(DENIAL, "they would burn the lot", "Pia Rud"), kind=Kind.INDIRECT)


@pytest.mark.parametrize(
    ("record", "speaker", "verdict", "found", "by_another"),
    [
        pytest.param([LUND], None, Verdict.NOT_SAID, LUND, False, id="denied only"),
        pytest.param([LUND, ASK], None, Verdict.VERBATIM, ASK, False, id="said by somebody else"),
        pytest.param([LUND, RUD], None, Verdict.REPORTED, RUD, False, id="reported of somebody else"),
        pytest.param([LUND, ASK], "Eva Lund", Verdict.VERBATIM, ASK, True, id="asked of who denied it"),
        pytest.param([LUND, RUD], "Eva Lund", Verdict.NOT_SAID, LUND, False, id="their own before another's report"),
        pytest.param([LUND], "Jon Ask", Verdict.NOT_SAID, LUND, True, id="denied by somebody else"),
    ],
)
def test_denied_words_are_told_of_only_where_nobody_said_them(
    record: list[Quotation],
    speaker: str | None,
    verdict: Verdict,
    found: Quotation,
    by_another: bool,  # noqa: FBT001
) -> None:
    check = QuoteVerifier(InMemoryTurns(record)).check("burn the lot", {speaker} if speaker else None)
    assert (check.verdict, places(check), check.by_another) == (verdict, [(found,)], by_another)


@pytest.mark.parametrize(("words", "found"), VERBATIM)
def test_quoted_words_are_verbatim(checker: QuoteVerifier, words: str, found: list[tuple[Quotation, ...]]) -> None:
    check = checker.check(words)
    assert (check.verdict, places(check)) == (Verdict.VERBATIM, found)
    assert all(match.changes == () and match.likeness == 1.0 for match in check.matches)


def test_part_of_a_word_is_not_on_record(checker: QuoteVerifier) -> None:
    assert checker.check("oor").verdict is Verdict.NOTHING
    assert checker.check("campaign is clear").verdict is Verdict.NOTHING


def test_differences_are_listed_word_by_word_as_each_side_has_them(checker: QuoteVerifier) -> None:
    check = checker.check("A campaign is obviously underway to scapegoat Mr Lansley")
    assert (check.verdict, places(check)) == (Verdict.ALTERED, [(CAMPAIGN,)])
    assert changes(check) == [
        ("same", "A campaign is"),
        ("added", "obviously"),
        ("left out", "clearly"),
        ("same", "underway to scapegoat"),
        ("added", "Mr"),
        ("left out", "Andrew"),
        ("same", "Lansley"),
    ]
    assert round(check.matches[0].likeness, 3) == round(2 * 7 / (9 + 9), 3)


def test_dots_stand_for_words_left_out_in_that_place_only(checker: QuoteVerifier) -> None:
    shortened = checker.check("it is David Cameron … on a knife edge")
    assert (shortened.verdict, places(shortened)) == (Verdict.SHORTENED, [(EDGE,)])
    assert ("left out", "who has put the NHS") in changes(shortened)
    assert checker.check("it … is David Cameron on a knife edge").verdict is Verdict.ALTERED


def test_two_quotations_put_together_are_merged_and_both_are_shown(checker: QuoteVerifier) -> None:
    check = checker.check("The reforms of this government must be dropped before any hospital closes its doors")
    assert (check.verdict, sorted(places(check), key=str)) == (
        Verdict.MERGED,
        sorted([(REFORMS,), (DROPPED,)], key=str),
    )


FERRY = Article(
    "ferry.txt",
    "“The ferry has to sail in every week of the winter,” Ann Lee told the hall. “Nobody knew what the fuel would cost "
    "the town. We were wrong. The quay was no better.” Bo Ek said: “We sold it. Funny, that.”",
)
SAIL, COST, FUNNY = (
    said(FERRY, words, speaker)
    for words, speaker in (
        ("The ferry has to sail in every week of the winter,", "Ann Lee"),
        ("Nobody knew what the fuel would cost the town. We were wrong. The quay was no better.", "Ann Lee"),
        ("We sold it. Funny, that.", "Bo Ek"),
    )
)
QUAY_WALL = said(
    Article("wall.txt", "“The wall of the quay must hold until the spring. Never mind,” Ann Lee said."),
    "The wall of the quay must hold until the spring. Never mind,",
    "Ann Lee",
)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param(
            "The ferry has to sail in every week of the winter. We were wrong.",
            ["The ferry has to sail in every week of the winter", "We were wrong"],
            id="a short sentence of the same article",
        ),
        pytest.param(
            "The ferry has to sail in every week of the winter. Never mind.",
            ["The ferry has to sail in every week of the winter", "Never mind"],
            id="a short sentence of another article",
        ),
        pytest.param(
            "The wall of the quay must hold until the spring. The quay was no better.",
            ["The wall of the quay must hold until the spring", "The quay was no better"],
            id="long sentences of two articles",
        ),
    ],
)
def test_each_sentence_of_a_merged_quotation_is_shown_where_it_was_said(words: str, shown: list[str]) -> None:
    check = QuoteVerifier(InMemoryTurns([SAIL, COST, FUNNY, QUAY_WALL])).check(words)
    assert check.verdict is Verdict.MERGED
    assert [[(change.kind, change.words) for change in match.changes] for match in check.matches] == [
        [(ChangeKind.SAME, sentence)] for sentence in shown
    ]


@pytest.mark.parametrize(
    "short",
    [
        pytest.param("Funny, that.", id="of somebody else"),
        pytest.param("We were sorry.", id="of nobody"),
        pytest.param("The quay.", id="the beginning of a sentence"),
    ],
)
def test_a_short_sentence_that_the_speaker_did_not_say_is_added(short: str) -> None:
    check = QuoteVerifier(InMemoryTurns([SAIL, COST, FUNNY])).check(
        f"The ferry has to sail in every week of the winter. {short}"
    )
    assert check.verdict is Verdict.ALTERED
    assert changes(check) == [
        ("same", "The ferry has to sail in every week of the winter"),
        ("added", short.rstrip(".")),
    ]


def test_a_short_sentence_left_out_before_another_is_shown() -> None:
    mill = Article("mill.txt", "“The mill was never ours to sell. It burnt. Never mind,” Ann Lee said.")
    spoken = said(mill, "The mill was never ours to sell. It burnt. Never mind,", "Ann Lee")
    check = QuoteVerifier(InMemoryTurns([spoken])).check("The mill was never ours to sell. Never mind.")
    assert check.verdict is Verdict.ALTERED
    assert changes(check) == [
        ("same", "The mill was never ours to sell."),
        ("left out", "It burnt."),
        ("same", "Never mind"),
    ]


INVENTED = [
    "We will build a wall and they will pay for it in full",
    "The spring of the government is a hospital of knives and doors",
    "campaign doors reforms",
]


@pytest.mark.parametrize("words", INVENTED)
def test_invented_words_are_not_on_record(checker: QuoteVerifier, words: str) -> None:
    assert checker.check(words) == Check(words, Verdict.NOTHING)


CLINIC = Article(
    "clinic.txt",
    "Mina Sol said that the clinic must close by June because “nobody would pay”. Later she said: “The clinic must "
    "close.” Udo Renn said the clinic must close by June.",
)
SOL_REPORTED = replace(
    said(CLINIC, "the clinic must close by June because “nobody would pay”", "Mina Sol"), kind=Kind.MIXED
)
SOL_QUOTED = said(CLINIC, "The clinic must close.", "Mina Sol")
RENN = replace(said(CLINIC, "Udo Renn said the clinic must close by June", "Udo Renn"), kind=Kind.INDIRECT)


@pytest.mark.parametrize(
    ("words", "speakers", "verdict", "found"),
    [
        pytest.param("by June", None, Verdict.REPORTED, [(SOL_REPORTED,), (RENN,)], id="twice, never quoted"),
        pytest.param("nobody would pay", None, Verdict.VERBATIM, [(SOL_REPORTED,)], id="quoted within a report"),
        pytest.param("because nobody would", None, Verdict.REPORTED, [(SOL_REPORTED,)], id="partly quoted"),
        pytest.param("the clinic must close", None, Verdict.VERBATIM, [(SOL_QUOTED,)], id="quoted after a report"),
        pytest.param("clinic … June", {"Udo Renn"}, Verdict.REPORTED, [(RENN,)], id="shortened"),
        pytest.param("clinic must close", {"Udo Renn"}, Verdict.REPORTED, [(RENN,)], id="their own before another's"),
    ],
)
def test_words_that_an_article_only_reports_are_reported_and_not_on_record(
    words: str, speakers: set[str] | None, verdict: Verdict, found: list[tuple[Quotation, ...]]
) -> None:
    check = QuoteVerifier(InMemoryTurns([SOL_REPORTED, SOL_QUOTED, RENN])).check(words, speakers)
    assert (check.verdict, places(check), check.by_another) == (verdict, found, False)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        pytest.param("the reforms of whoever wins this year", Verdict.NOTHING, id="three words in seven"),
        pytest.param("the reforms of this government could fail", Verdict.ALTERED, id="five words in seven"),
    ],
)
def test_less_than_half_of_the_words_is_no_match(checker: QuoteVerifier, words: str, verdict: Verdict) -> None:
    assert checker.check(words).verdict is verdict


def test_words_of_another_speaker_are_on_record_by_another(checker: QuoteVerifier) -> None:
    check = checker.check("the reforms of this government", {"Andy Burnham"})
    assert (check.verdict, check.by_another, places(check)) == (Verdict.VERBATIM, True, [(REFORMS,)])
    assert not checker.check("the reforms of this government", {"Andrew Lansley"}).by_another


def test_altered_words_of_the_speaker_come_before_words_of_others(checker: QuoteVerifier) -> None:
    check = checker.check("they must be dropped before a hospital closes its doors", {"Andy Burnham"})
    assert (check.verdict, check.by_another, places(check)) == (Verdict.ALTERED, False, [(DROPPED,)])


def test_quotations_of_other_publications_do_not_count(checker: QuoteVerifier) -> None:
    clearly = said(replace(LETTER, source="HSJ"), "A campaign is clearly underway.", "Andy Burnham")
    both = QuoteVerifier(InMemoryTurns([CAMPAIGN, clearly]))
    words = "a campaign is clearly underway to scapegoat"
    assert both.check(words).verdict is Verdict.VERBATIM
    within = both.check(words, sources=frozenset({"HSJ"}))
    assert (within.verdict, places(within)) == (Verdict.ALTERED, [(clearly,)])
    assert both.check("scapegoat", sources=frozenset({"HSJ"})) == Check("scapegoat", Verdict.NOTHING)
    another = both.check("campaign is clearly underway", {"Andrew Lansley"}, frozenset({"HSJ"}))
    assert (another.by_another, places(another)) == (True, [(clearly,)])


def test_quotations_without_a_speaker_are_not_joined() -> None:
    one, other = said(BRIEFING, "A campaign is clearly", None), said(BRIEFING, "underway to scapegoat", None)
    assert QuoteVerifier(InMemoryTurns([one, other])).check("is clearly underway").verdict is Verdict.NOTHING


def test_a_check_without_words_is_refused(checker: QuoteVerifier) -> None:
    with pytest.raises(QuestionError, match="no words to check"):
        checker.check(" “…” ")


def test_nothing_is_on_record_in_an_empty_archive() -> None:
    assert QuoteVerifier(InMemoryTurns([])).check("the reforms of this government").verdict is Verdict.NOTHING
    assert ChangeKind.SAME.value == "same"


FEW = Article(
    "few.txt", "Ann Lee: “We have no plans, no-one asked. No, never! Not ever.” Bo Ek: “Noes. I know no. Never.”"
)


@pytest.mark.parametrize(
    ("words", "speaker", "place"),
    [
        pytest.param("No", "Ann Lee", "No, never", id="behind words that have it in a clause"),
        pytest.param("never", "Bo Ek", "Never.”", id="a sentence of its own"),
        pytest.param("no", "Bo Ek", "no. Never", id="only within a clause"),
    ],
)
def test_of_few_words_the_place_that_is_all_between_two_marks_comes_first(words: str, speaker: str, place: str) -> None:
    of_lee = said(FEW, "We have no plans, no-one asked. No, never! Not ever.", "Ann Lee")
    of_ek = said(FEW, "Noes. I know no. Never.", "Bo Ek")
    (match,) = QuoteVerifier(InMemoryTurns([of_lee, of_ek])).check(words, {speaker}).matches
    start = FEW.text.index(place)
    assert match.place == (start, start + len(words))


QUAY = Article(
    "quay.txt",
    "“We will not,” Ann Lee said of the quay. It rained. Of the mill she said: “Sell it for a crown.” “We built it,” "
    "she said, “for nothing [but trouble] and we will [never] sell it.”",
)
SAID_OF_QUAY = [
    replace(said(QUAY, words, "Ann Lee"), cue_span=cue)
    for words, cue in (("We will not,", (22, 26)), ("Sell it for a crown.", None))
]
FOR_NOTHING = "for nothing [but trouble] and we will [never] sell it."
BUILT_SPANS = tuple(said(QUAY, words, None).spans[0] for words in ("We built it,", FOR_NOTHING))
BUILT = Quotation(QUAY, BUILT_SPANS, Kind.DIRECT, "Ann Lee")


@pytest.mark.parametrize("words", ["We will not sell it for a crown", "We will not … for a crown", "not. Sell it for"])
def test_words_that_were_not_said_in_one_go_are_merged_though_the_turn_has_them_in_a_row(words: str) -> None:
    check = QuoteVerifier(InMemoryTurns([*SAID_OF_QUAY, BUILT])).check(words)
    assert (check.verdict, places(check)) == (Verdict.MERGED, [(each,) for each in SAID_OF_QUAY])


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        pytest.param("We built it for nothing and we will never sell it", Verdict.SHORTENED, id="a phrase"),
        pytest.param("We built it for nothing but trouble and we will sell it", Verdict.ALTERED, id="a negation"),
    ],
)
def test_what_an_article_inserts_may_be_missing_unless_it_negates(words: str, verdict: Verdict) -> None:
    assert QuoteVerifier(InMemoryTurns([BUILT])).check(words).verdict is verdict
