"""One rule judges words, whether they are checked by themselves or in a draft; and whom an unnamed speaker can be."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from bot.rendering import verdicts
from retrieval.archive import Archive
from retrieval.drafts import OF_WORDS, Doubt, DraftVerdict, is_foreign
from retrieval.drafts.quotations import DraftQuotation
from retrieval.drafts.speakers import Same, SpeakersMeant
from retrieval.models import Article, Kind, Quotation
from retrieval.quote_check import Match, Verdict
from retrieval.search.query import SpeakerNames

LEAFLET, PAGES = "They sent us a leaflet", "I have read all 340 pages of the engineer’s report"


@pytest.mark.parametrize(
    ("words", "speaker", "verdict"),
    [
        pytest.param(LEAFLET, "Olu Adeyemi", Verdict.VERBATIM, id="the speaker's"),
        pytest.param(f"{LEAFLET}. {PAGES}.", "Olu Adeyemi", Verdict.MERGED, id="partly another's"),
        pytest.param(f"{LEAFLET}. {PAGES}.", "Nadia Orme", Verdict.MERGED, id="of two others"),
        pytest.param("The wall must be moved", None, Verdict.VERBATIM, id="in quotation marks, nobody quoted"),
        pytest.param("Fell council voted by 21 to 19 last night", None, Verdict.REPORTED, id="the article's own"),
        pytest.param("Fell council voted by 23 to 17 last night", "Tomas Reyl", Verdict.ALTERED, id="nearly its own"),
        pytest.param("the old wall was about to fall down", None, Verdict.NOT_SAID, id="denied"),
        pytest.param("We never asked for any of this money", "Ingrid Vass", Verdict.NOTHING, id="nowhere"),
    ],
)
def test_a_check_and_a_draft_judge_words_alike(
    desk: Archive, words: str, speaker: str | None, verdict: Verdict
) -> None:
    check = desk.check(words, speaker)
    assert check.verdict is verdict
    draft = f"{speaker} said: “{words.rstrip('.')}.”" if speaker else f"It once stood there: “{words.rstrip('.')}.”"
    (judged,) = desk.check_draft(draft)
    assert judged.verdict is OF_WORDS[check.verdict]
    assert [match.quotations for match in judged.matches] == [match.quotations for match in check.matches]


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        pytest.param("a leaflet", None, id="nobody given"),
        pytest.param("us a leaflet", "Olu Adeyemi", id="a part of a sentence"),
        pytest.param("badgers sing", None, id="nowhere"),
    ],
)
def test_few_words_get_the_same_verdict_alone_and_in_a_draft(desk: Archive, words: str, speaker: str | None) -> None:
    check = desk.check(words, speaker)
    assert (check.on_record, verdicts.word(check)) == (False, "Could not be checked")
    draft = f"{speaker} said: “{words}.”" if speaker else f"It once stood there: “{words}.”"
    (judged,) = desk.check_draft(draft)
    assert (judged.doubt, verdicts.word(judged)) == (Doubt.TOO_FEW_WORDS, verdicts.word(check))


def test_few_words_that_are_also_a_sentence_of_their_own_are_on_record(desk: Archive) -> None:
    (judged,) = desk.check_draft("“A leaflet!” said Olu Adeyemi.")  # he also said “They sent us a leaflet.”
    assert (desk.check("a leaflet", "Olu Adeyemi").on_record, judged.verdict) == (True, DraftVerdict.ON_RECORD)


@pytest.mark.parametrize("speaker", ["Petra Lindqvist", "Olu Adeyemi"])
def test_words_that_the_archive_gives_to_nobody_are_not_clearly_anothers(desk: Archive, speaker: str) -> None:
    check = desk.check("The wall must be moved", speaker)
    assert (check.verdict, check.by_another, check.speaker_unclear, check.on_record) == (
        Verdict.VERBATIM,
        True,
        True,
        False,
    )
    (judged,) = desk.check_draft(f"{speaker} said: “The wall must be moved.”")
    assert (judged.verdict, judged.doubt) == (DraftVerdict.COULD_NOT_CHECK, Doubt.SPEAKER_UNCLEAR)


def test_an_office_stands_for_its_holder_in_a_check_as_in_a_draft(desk: Archive) -> None:
    words = "I told the committee that it needs watching"
    assert desk.check(words, "the harbour master").on_record
    assert desk.check(words, "Zoe Zimmer").said_by == ("Petra Lindqvist",)


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        pytest.param("“{asked},” the council leader said.", DraftVerdict.ON_RECORD, id="a role alone"),
        pytest.param("It rains in Fell. “{asked},” the leader said.", DraftVerdict.ON_RECORD, id="beside a place"),
        pytest.param("“{asked},” said Cllr Vass.", DraftVerdict.ON_RECORD, id="an abbreviated office"),
        pytest.param("CLR Vass said: “{asked}.”", DraftVerdict.ON_RECORD, id="a rank that no list has"),
        pytest.param("Mayor Brandt met us. “{told},” the harbour master said.", DraftVerdict.ON_RECORD, id="another"),
        pytest.param("Ms Vass left. “{asked},” the harbour master said.", DraftVerdict.SAID_BY_ANOTHER, id="not hers"),
        pytest.param("Petra Lindqvist said: “{asked}.”", DraftVerdict.SAID_BY_ANOTHER, id="a name of somebody else"),
    ],
)
def test_a_role_in_a_draft_is_its_holders(desk: Archive, draft: str, verdict: DraftVerdict) -> None:
    words = {"asked": "We asked for three million pounds", "told": "I told the committee that it needs watching"}
    (judged,) = desk.check_draft(draft.format(**words))
    assert judged.verdict is verdict


@pytest.mark.parametrize(
    ("ours", "called", "theirs", "same"),
    [
        pytest.param("Bo Ek", "he", "she", Same.NO, id="he is no she"),
        pytest.param("Bo Ek", "Mr Ek", "his sister", Same.NO, id="a mister is nobody's sister"),
        pytest.param("Alice Mo", "Alice Mo", "he", Same.NO, id="by the first name"),
        pytest.param("Bo Ek", "he", "he", Same.UNCLEAR, id="another he"),
        pytest.param("Bo Ek", "Bo Ek", "she", Same.UNCLEAR, id="a name that tells nothing"),
        pytest.param("Bo Ek", "he", "the clerk", Same.UNCLEAR, id="a clerk may be anybody"),
        pytest.param("Bo Ek", "he", None, Same.UNCLEAR, id="nobody is mentioned"),
    ],
)
def test_an_unnamed_speaker_of_the_other_gender_is_somebody_else(
    ours: str, called: str, theirs: str | None, same: Same
) -> None:
    article = Article("a.txt", "“It is over.”")
    backend: Any = SimpleNamespace(
        store=SimpleNamespace(quotations_about=lambda *_: [Quotation(article, ((1, 12),), Kind.DIRECT, ours, called)])
    )
    given = DraftQuotation("", (), ours, ours)
    found = Quotation(article, ((1, 12),), Kind.DIRECT, None, theirs)
    assert SpeakersMeant(backend, SpeakerNames([ours])).compare(given, found) is same


@pytest.mark.parametrize("theirs", ["Di Chapman", "Sven Archer", "Newman"])
def test_a_surname_that_ends_like_a_profession_is_a_name_and_no_office(theirs: str) -> None:
    names = SpeakerNames(["Bo Ek", theirs])
    backend: Any = SimpleNamespace()
    found = Quotation(Article("a.txt", "“It is over.”"), ((1, 12),), Kind.DIRECT, theirs, theirs)
    meant = SpeakersMeant(backend, names)
    surname = theirs.rsplit(maxsplit=1)[-1]
    for given, same in (("Bo Ek", Same.NO), (surname, Same.YES), (surname.lower(), Same.YES)):
        assert meant.compare(DraftQuotation("", (), given, given), found) is same


@pytest.mark.parametrize(
    ("ours", "theirs", "worded", "same"),
    [
        pytest.param("Bo Tarnmoor", "Tanmoor", "Mr Tanmoor", Same.YES, id="misspelt once"),
        pytest.param("Bo Tarnmoor", "Bo Tarnmore", "Bo Tarnmore", Same.YES, id="misspelt beside the first name"),
        pytest.param("Bo Tarnmoor", "Ann Tarmoor", "Ann Tarmoor", Same.NO, id="another first name"),
        pytest.param("Ann Lee", "Ann “Zip” Lee", "Lee", Same.YES, id="a nickname in marks"),
        pytest.param("Ann Lee", "Ann (Zip) Lee", "Lee", Same.YES, id="a nickname in brackets"),
        pytest.param("Bo Hale", "Hall", "Mr Hall", Same.NO, id="too short to be a slip"),
        pytest.param("Ann Quillon", "Quillen", "Quillen", Same.NO, id="the article never has the name as given"),
    ],
)
def test_a_surname_misspelt_in_an_article_that_also_has_it_right_is_the_same_person(
    ours: str, theirs: str, worded: str, same: Same
) -> None:
    article = Article("a.txt", "“It is over.” Bo Tarnmoor and Bo Hale came.")
    found = Quotation(article, ((1, 12),), Kind.DIRECT, theirs, worded)
    backend: Any = SimpleNamespace()
    assert SpeakersMeant(backend, SpeakerNames([theirs])).compare(DraftQuotation("", (), ours, ours), found) is same


TOLD = (
    "“We were in a boat and I told Edda, ‘This will be my last year at sea,’ and she said at once, ‘You should end it "
    "with a wedding.’ Then Bo Vik wrote on the wall: ‘Nobody here sells any boats.’ We call it ‘the wall that Bo wrote "
    "on’,” said Hal Brome. “They never said, ‘You are not welcome here.’”"
)


@pytest.mark.slow  # parses the quotation
@pytest.mark.parametrize(
    ("words", "speaker", "same"),
    [
        pytest.param("This will be my last year at sea", "Hal Brome", Same.YES, id="what he told her"),
        pytest.param("You should end it with a wedding", "Hal Brome", Same.UNCLEAR, id="what she told him"),
        pytest.param("You should end it with a wedding", "Edda Brome", Same.UNCLEAR, id="she may be anybody"),
        pytest.param("Nobody here sells any boats", "Bo Vik", Same.YES, id="who wrote it"),
        pytest.param("Nobody here sells any boats", "Hal Brome", Same.UNCLEAR, id="who read it"),
        pytest.param("the wall that Bo wrote on", "Hal Brome", Same.YES, id="only a name"),
        pytest.param("You are not welcome here", "Hal Brome", Same.YES, id="what nobody said to him"),
    ],
)
def test_words_that_a_speaker_repeats_are_by_whom_they_are_from(words: str, speaker: str, same: Same) -> None:
    article = Article("a.txt", TOLD)
    spans = tuple((found.start(1), found.end(1)) for found in re.finditer("“([^”]*)”", TOLD))
    found = Quotation(article, spans, Kind.DIRECT, "Hal Brome", "Hal Brome")
    start = TOLD.index(words)
    backend: Any = SimpleNamespace()
    meant = SpeakersMeant(backend, SpeakerNames(["Hal Brome"]))
    match = Match((found,), 1.0, place=(start, start + len(words)))
    assert meant.said(DraftQuotation("", (), speaker, speaker), match) is same


HOLDERS = {"president": {"Bo Ek", "Di Fox"}, "harbour master": {"Bo Ek"}, "bailiff": {"Di Fox"}}


class Held(SpeakersMeant):
    """Offices with known holders."""

    def _find_holders(self, office: str) -> frozenset[str]:
        return frozenset(HOLDERS.get(office, ()))


@pytest.mark.parametrize(
    ("draft", "same"),
    [
        pytest.param("Ann Lee was calm. “It is over,” the president said.", Same.YES, id="an office of several"),
        pytest.param("Ann Lee was calm. “It is over,” the Norr councillor said.", Same.YES, id="a role of nobody else"),
        pytest.param("Ann Lee was calm. “It is over,” the harbour master said.", Same.NO, id="an office of another"),
        pytest.param("Ann Lee was calm. “It is over,” the bailiff said.", Same.YES, id="another's, who is not there"),
        pytest.param("Ann Lee met Di Fox. “It is over,” the president said.", Same.NO, id="two are named"),
        pytest.param("Ann Lee met Di Fox. “It is over,” the former governor said.", Same.YES, id="called so there"),
        pytest.param("Ann Lee met Di Fox. “It is over,” the former mayor said.", Same.UNCLEAR, id="not called so"),
    ],
)
def test_a_role_in_a_draft_is_the_person_named_beside_it_unless_only_another_holds_it(draft: str, same: Same) -> None:
    article = Article("a.txt", "“It is over,” said former Norr governor Ann Lee. Bo Ek sat down.")
    found = Quotation(article, ((1, 12),), Kind.DIRECT, "Ann Lee", "Lee")
    people = frozenset(draft.partition(".")[0].lower().split()) & {"ann", "lee", "di", "fox"}
    mention = draft.partition(",” ")[2].removesuffix(" said.")
    start = draft.index("It is over")
    given = DraftQuotation(draft, ((start, start + 10),), mention.removeprefix("the "), mention, people)
    backend: Any = SimpleNamespace()
    assert Held(backend, SpeakerNames(["Ann Lee", "Bo Ek", "Di Fox"])).compare(given, found) is same


@pytest.mark.parametrize(
    ("beside", "same"),
    [
        pytest.param("Zz Qarn will help. “It is over,” he said.", Same.YES, id="the paragraph names the archive's"),
        pytest.param("Ann Lee met Zz Qarn. “It is over,” he said.", Same.NO, id="it names the draft's, too"),
        pytest.param("It may qarn. “It is over,” he said.", Same.NO, id="no name without a capital"),
    ],
)
def test_a_pronoun_of_a_draft_may_be_a_name_that_the_parser_missed(beside: str, same: Same) -> None:
    start = beside.index("It is over")
    given = DraftQuotation(f"Ann Lee left.\n\n{beside}", ((start + 15, start + 25),), "Ann Lee", "he")
    found = Quotation(Article("a.txt", "“It is over,” said Qarn."), ((1, 12),), Kind.DIRECT, "Zz Qarn", "Qarn")
    backend: Any = SimpleNamespace()
    assert SpeakersMeant(backend, SpeakerNames(["Ann Lee", "Zz Qarn"])).compare(given, found) is same


@pytest.mark.parametrize(
    ("before", "called", "speaker"),
    [
        pytest.param("For Ann Lee there was more at stake.", "she", "Ann Lee", id="for her"),
        pytest.param("As to Zz Qarn, nothing was clear.", "he", "Zz Qarn", id="a name that only the archive knows"),
        pytest.param("Zz Qarn kept it short.", "he", "Zz Qarn", id="the subject"),
        pytest.param("For Ann Lee there was more at stake.", "he", "Bo Ek", id="a woman is no he"),
        pytest.param("For Ann Lee he had no time.", "she", "Bo Ek", id="somebody else is the subject"),
        pytest.param("Ann Lee was against Bo Ek.", "she", "Bo Ek", id="two are named"),
        pytest.param("The Hague was silent.", "he", "Bo Ek", id="no name of a person"),
        pytest.param("For Ann Lee there was more at stake.", "the clerk", "Bo Ek", id="a role is not a pronoun"),
    ],
)
def test_he_is_the_only_person_named_in_the_sentence_before_if_it_begins_with_the_name(
    before: str, called: str, speaker: str
) -> None:
    text = f"Bo Ek left. {before} “It is over,” {called} said."
    start = text.index("It is over")
    backend: Any = SimpleNamespace(store=SimpleNamespace(quotations_about=lambda *_: []))
    given = DraftQuotation(text, ((start, start + 10),), "Bo Ek", called, frozenset({"bo", "ek", "ann", "lee"}))
    assert SpeakersMeant(backend, SpeakerNames(["Bo Ek", "Zz Qarn"])).with_name_before(given).speaker == speaker


@pytest.mark.parametrize(
    ("mention", "speaker", "are_others"),
    [
        pytest.param("Qarn Docks", "Qarn Docks", False, id="a company that the draft names"),
        pytest.param("Sund Ferries", "Sund Ferries", True, id="one that it does not name"),
        pytest.param("he", None, False, id="the man named before"),
        pytest.param("she", None, True, id="the woman named before, not the man"),
    ],
)
def test_a_draft_without_a_clear_speaker_names_others_unless_its_text_names_who_spoke(
    mention: str,
    speaker: str | None,
    are_others: bool,  # noqa: FBT001
) -> None:
    text = f"John Ek spoke to Mary Fox.\n\n“It is over,” {mention} said."
    start = text.index("It is")
    found = Quotation(Article("a.txt", text), ((start, start + 11),), Kind.DIRECT, speaker, mention)
    store = SimpleNamespace(quotations_in=lambda _: [], quotations_about=lambda *_: [])
    given = DraftQuotation(
        "At Qarn Docks “It is over,” John Ek read.", ((15, 25),), None, "", frozenset({"john", "ek"})
    )
    backend: Any = SimpleNamespace(store=store)
    meant = SpeakersMeant(backend, SpeakerNames(["John Ek", "Mary Fox"]))
    assert meant.are_others_named(given, [Match((found,), 1.0)]) is are_others


@pytest.mark.parametrize(
    ("words", "foreign"),
    [
        ("Sa tuai na gauna oqo", True),
        ("Kua tae mai au i te au tangata", True),
        ("Rafah, Khan Younis, Gaza City", False),
        ("Jobs, jobs, jobs, Mr Speaker", False),
    ],
)
def test_a_language_that_the_model_does_not_know_is_no_english(words: str, *, foreign: bool) -> None:
    assert is_foreign(words) is foreign


def test_people_whom_no_parser_finds_count_if_the_archive_quotes_them() -> None:
    found = Quotation(Article("a.txt", "“It is over,” said Ann Lee."), ((1, 12),), Kind.DIRECT, "Ann Lee", "Ann Lee")
    backend: Any = SimpleNamespace()
    meant = SpeakersMeant(backend, SpeakerNames(["Ann Lee", "Qarn Docks"]))
    for beside, are_others in (("For Qarn Docks", True), ("For Qarn Mills", False), ("For Qarn Docks and Lee", False)):
        given = DraftQuotation(f"{beside} “it is over”.", ((len(beside) + 2, len(beside) + 12),))
        assert meant.are_others_named(given, [Match((found,), 1.0)]) is are_others


@pytest.mark.parametrize(
    ("draft", "are_others"),
    [
        pytest.param("Bo Ek must go, after an inquiry found that “it is over”.", False, id="the inquiry"),
        pytest.param("Bo Ek must go. Nine boats, the inquiry found, sank when “it is over”.", False, id="in the aside"),
        pytest.param("After the inquiry Bo Ek found that “it is over”.", True, id="somebody named behind it"),
        pytest.param("There was an inquiry. Bo Ek found that “it is over”.", True, id="another sentence"),
        pytest.param("Bo Ek found that “it is over”.", True, id="no inquiry"),
    ],
)
def test_an_inquiry_that_a_draft_and_an_article_quote_is_nobody_else(draft: str, *, are_others: bool) -> None:
    article = Article("a.txt", "“It is over,” said an inquiry led by Lord Orme.")
    found = Quotation(article, ((1, 12),), Kind.DIRECT, "inquiry", "an inquiry led by Lord Orme", "said", (15, 19))
    backend: Any = SimpleNamespace(store=SimpleNamespace(quotations_in=lambda _: [], quotations_about=lambda *_: []))
    start = draft.index("it is over")
    given = DraftQuotation(draft, ((start, start + 10),), None, "", frozenset({"bo", "ek"}))
    assert (
        SpeakersMeant(backend, SpeakerNames(["Lord Orme"])).are_others_named(given, [Match((found,), 1.0)])
        is are_others
    )
