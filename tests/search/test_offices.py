"""Whom an office or a body means in the articles of an archive."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pytest

from retrieval.array_types import Rows
from retrieval.backends.protocol import Backend
from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Basis, Kind, Options, PartialDate, Published, Question, Quotation
from retrieval.search import offices, query
from retrieval.search.query import SpeakerNames
from tests.conftest import Stored, entry, open_store

HARBOUR = """“The quay stays,” the harbour master said.
Reform's Bo Ek called the quay a ruin.
Di Fox, the Reform leader, said it would be sold.
Cy Orr, an aide to Nell Hume, said she was away.
Nell Hume's press officer, Eva Lind, said nothing would change.
In Sund, Mayor Ola Berg said the town would pay."""
MENTIONS = {
    "The quay stays,": ("Ann Lee", "the harbour master"),
    "the quay a ruin": ("Bo Ek", "Reform's Bo Ek"),
    "it would be sold": ("Di Fox", "Di Fox, the Reform leader"),
    "she was away": ("Cy Orr", "Cy Orr, an aide to Nell Hume"),
    "the town would pay": ("Ola Berg", "Mayor Ola Berg"),
    "nothing would change": ("Eva Lind", "Nell Hume's press officer, Eva Lind"),
}


@dataclass(frozen=True, slots=True)
class EveryPassage:
    """A BM25 index for which every passage matches every text equally well."""

    store: SqliteStore

    def match(self, text: str) -> "EveryPassage":  # noqa: ARG002 - the interface's
        return self

    def best(self, k: int, selection: Rows | None = None) -> Rows:
        rows = np.arange(len(self.store)) if selection is None else selection
        return rows[:k]


@dataclass(frozen=True, slots=True)
class Opened:
    store: SqliteStore

    @property
    def passage_bm25(self) -> EveryPassage:
        return EveryPassage(self.store)


def quoted(article: Article, words: str, speaker: str, mention: str) -> Quotation:
    at = article.text.index(words)
    return Quotation(article, ((at, at + len(words)),), Kind.INDIRECT, speaker, mention)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    article = Article("harbour.txt", HARBOUR, published=Published(PartialDate.parse("2019-03"), Basis.STATED))
    said = [quoted(article, words, *who) for words, who in MENTIONS.items()]
    with open_store(tmp_path_factory.mktemp("harbour") / "store.db", replace(entry(article), quotations=said)) as store:
        yield store


def asked(store: SqliteStore, text: str) -> Question:
    names = SpeakerNames(store.speakers)
    return offices.resolve(query.parse(text, names, Options()), cast(Backend, Opened(store)), names)


@pytest.mark.parametrize(
    ("text", "speaker", "speakers"),
    [
        pytest.param("what did the harbour master say?", "Ann Lee", ("Ann Lee",), id="who is only called so"),
        pytest.param("what did the new harbour master say?", "Ann Lee", ("Ann Lee",), id="who came into it"),
        pytest.param("what did the current mayor of Sund say?", "Ola Berg", ("Ola Berg",), id="who holds it now"),
        pytest.param("the harbour master on the quay", "Ann Lee", ("Ann Lee",), id="without a verb"),
        pytest.param("latest from the harbour master", "Ann Lee", ("Ann Lee",), id="the latest from an office"),
        pytest.param("anything new from the harbour master on it?", "Ann Lee", ("Ann Lee",), id="new words"),
        pytest.param("latest quotes by the harbour master", "Ann Lee", ("Ann Lee",), id="its latest quotes"),
        pytest.param("latest from the fish porter", None, (), id="the latest from an office that nobody holds"),
        pytest.param("latest from the quay", None, (), id="the latest from a place"),
        pytest.param("what did reform say about the quay?", "Reform", ("Bo Ek", "Di Fox"), id="a party"),
        pytest.param("what did the mayor of sund say?", "Ola Berg", ("Ola Berg",), id="an office whose place is apart"),
        pytest.param("what did the mayor of Lund say?", "mayor of Lund", (), id="an office of another place"),
        pytest.param("what did Sund's mayor say?", "Ola Berg", ("Ola Berg",), id="a place that owns its office"),
        pytest.param("what did the town's mayor say?", "Ola Berg", ("Ola Berg",), id="of the town"),
        pytest.param("what did Nell Hume say?", "Nell Hume", (), id="a person is not who works for them"),
        pytest.param("what did hume say about the quay?", "Hume", (), id="nor is a surname"),
        pytest.param("what did nell hume think of the quay?", "Nell Hume", (), id="nor a name in small letters"),
        pytest.param("what did the town say about the quay?", None, (), id="a word of the articles"),
        pytest.param("what did the boat say about the quay?", None, (), id="a thing"),
    ],
)
def test_an_office_or_a_body_means_who_holds_it_or_leads_it(
    harbour: SqliteStore, text: str, speaker: str | None, speakers: tuple[str, ...]
) -> None:
    question = asked(harbour, text)
    assert (question.speaker, tuple(sorted(question.speakers))) == (speaker, speakers)


def test_a_noun_that_means_nobody_asks_for_nobodys_words(harbour: SqliteStore) -> None:
    assert asked(harbour, "what did the boat say about the quay?").asks_for_words is False


TOWNS = """Di Fox, the mayor of Lund, and Fosse's mayor, Cy Orr, came to Sund, where the mayor is Ola Berg.
“We paid,” Fox said. “We slept,” Orr said. “We stay,” said the mayor, Ola Berg."""
TOWNSPEOPLE = {"We paid,": ("Di Fox", "Fox"), "We slept,": ("Cy Orr", "Orr"), "We stay,": ("Ola Berg", "Ola Berg")}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param("what did the mayor of Sund say?", ("Ola Berg",), id="named without the place"),
        pytest.param("what did the mayor of lund say?", ("Di Fox",), id="a place in small letters"),
        pytest.param("what did the mayor of Vale say?", (), id="a place that the article lacks"),
        pytest.param("what did the mayor of vale say?", (), id="the same in small letters"),
        pytest.param("what did the sund mayor say?", ("Ola Berg",), id="a place before the office"),
    ],
)
def test_nobody_holds_the_office_of_another_place(stored: Stored, text: str, speakers: tuple[str, ...]) -> None:
    article, vale = Article("towns.txt", TOWNS), Article("vale.txt", "The river Vale rose.")
    said = [quoted(article, words, *who) for words, who in TOWNSPEOPLE.items()]
    store = stored(replace(entry(article), quotations=said), entry(vale))
    assert asked(store, text).speakers == speakers


VISIT = """Faith Bishop, Bo Ek and Kemi Judge, Di Fox came to see the mill. Theresa May and Will Shepherd stayed away.
“It may rain,” Ek said. “It will last,” Fox said.
“I bake all night,” the cook said. “I eat all day,” said Nora Cook.
The bishop, Ola Berg, prayed. “Amen,” Berg said."""
VISITORS = {
    "It may rain,": ("Bo Ek", "Ek"),
    "It will last,": ("Di Fox", "Fox"),
    "I bake all night,": ("cook", "the cook"),
    "I eat all day,": ("Nora Cook", "Nora Cook"),
    "Amen,": ("Ola Berg", "Berg"),
}


@pytest.fixture
def visit(stored: Stored) -> SqliteStore:
    article = Article("visit.txt", VISIT)
    said = [quoted(article, words, *who) for words, who in VISITORS.items()]
    return stored(replace(entry(article), quotations=said))


@pytest.mark.parametrize(
    ("text", "speaker", "speakers"),
    [
        pytest.param("What did Faith Bishop say?", "Faith Bishop", (), id="an office as a surname"),
        pytest.param("What did Kemi Judge say?", "Kemi Judge", (), id="behind a first name that no list has"),
        pytest.param("what did kemi judge say?", "Kemi Judge", (), id="in small letters"),
        pytest.param("what did theresa may say?", "Theresa May", (), id="a month or a verb as a surname"),
        pytest.param("Will Shepherd on the mill", "Will Shepherd", (), id="a verb as a first name"),
        pytest.param("what did will shepherd say?", "Will Shepherd", (), id="all of it words"),
        pytest.param("what did the bishop say?", "Ola Berg", ("Ola Berg",), id="the office"),
        pytest.param("what did the cook say?", "cook", ("cook",), id="a role that is somebody's surname"),
        pytest.param("what did cook say?", "Nora Cook", ("Nora Cook",), id="that surname alone"),
    ],
)
def test_a_name_that_is_also_an_office_or_a_word_is_a_name(
    visit: SqliteStore, text: str, speaker: str, speakers: tuple[str, ...]
) -> None:
    question = asked(visit, text)
    assert (question.speaker, tuple(sorted(question.speakers))) == (speaker, speakers)


def test_an_office_is_held_by_somebody_whose_name_has_a_suffix(stored: Stored) -> None:
    article = Article("gulf.txt", "Captain Cyrus Orr Jr. steered. Captain Orr slept. “We float,” Orr said.")
    said = quoted(article, "We float,", "Cyrus Orr Jr.", "Orr")
    store = stored(replace(entry(article), quotations=[said]))
    assert asked(store, "what did the captain say?").speaker == "Cyrus Orr Jr."


def test_a_body_in_small_letters_is_written_as_in_the_articles(stored: Stored) -> None:
    store = stored(entry(Article("gulf.txt", "The Sund Deep Water Board met. “It was wet,” a guest said.")))
    assert asked(store, "what did the sund deep water board say?").speaker == "Sund Deep Water Board"
    assert asked(store, "what did the wet deep water board say?").speaker is None


LEADERS = {
    "2019-03": "“The tram is dead,” said Ines Valdor, the council's leader.",
    "2022-05": "“The tram lives,” said Tom Frost, the leader of Sund council.",
    "2022-06": "“I stay,” the town clerk said.\n“I go,” said Eva Lind, the town clerk.",
    "2022-07": "“We sing,” said Minister of Culture Oda Ruud.",
    "2023-01": "Councillors: D. Fox (Leader), E. Lind.\n“It is late,” said the new leader.",
}
LEADING = {
    "I stay,": "town clerk",
    "I go,": "Eva Lind",
    "The tram is dead,": "Ines Valdor",
    "The tram lives,": "Tom Frost",
    "We sing,": "Oda Ruud",
    "It is late,": "new leader",
}


@pytest.fixture
def council(stored: Stored) -> SqliteStore:
    entries = []
    for day, text in LEADERS.items():
        article = Article(f"{day}.txt", text, published=Published(PartialDate.parse(day), Basis.STATED))
        said = [quoted(article, words, who, who) for words, who in LEADING.items() if words in text]
        entries.append(replace(entry(article), quotations=said))
    return stored(*entries)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "what did the leader of the council say in 2019?", ("Ines Valdor",), id="as another form words it"
        ),
        pytest.param("what did the council leader say in 2022?", ("Tom Frost",), id="another one later"),
        pytest.param("what did the council chief exec say", (), id="a short form of another office"),
        pytest.param("what did the culture minister say?", ("Oda Ruud",), id="minister of a field, without an article"),
        pytest.param("what did the leader of the council say?", ("Ines Valdor", "Tom Frost"), id="at any time"),
        pytest.param("what did the town clerk say?", ("Eva Lind", "town clerk"), id="by a name and without one"),
        pytest.param("what did the chair of the council say?", (), id="another office of the body"),
    ],
)
def test_an_office_of_a_body_goes_by_several_forms(council: SqliteStore, text: str, speakers: tuple[str, ...]) -> None:
    assert tuple(sorted(asked(council, text).speakers)) == speakers


def test_an_office_is_not_just_somebody_without_a_name_whom_a_longer_phrase_calls_so(council: SqliteStore) -> None:
    assert asked(council, "what did the leader say in 2022?").speaker == "Tom Frost"


BANKS = {
    "The central bank kept its rate.\n“It holds,” said Ann Lee, the governor of the bank.": ("It holds,", "Ann Lee"),
    "The blood bank is empty.\n“Give blood,” said Bo Ek, the governor of the bank.": ("Give blood,", "Bo Ek"),
    "Junior doctors marched.\n“They are right,” said Di Fox, the health minister.": ("They are right,", "Di Fox"),
}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param("what did the central bank governor say?", ("Ann Lee",), id="a body that the article describes"),
        pytest.param("what did the blood bank governor say?", ("Bo Ek",), id="another such body"),
        pytest.param("what did the local health minister say?", ("Di Fox",), id="local"),
        pytest.param("what did the junior health minister say?", (), id="another office"),
        pytest.param("what did the river bank governor say?", (), id="a body that no article has"),
    ],
)
def test_an_office_of_a_body_is_found_where_the_article_names_the_body_apart(
    stored: Stored, text: str, speakers: tuple[str, ...]
) -> None:
    articles = [(Article(f"{n}.txt", body), said) for n, (body, said) in enumerate(BANKS.items())]
    store = stored(*(
        replace(entry(article), quotations=[quoted(article, words, who, who)]) for article, (words, who) in articles
    ))  # fmt: skip
    assert asked(store, text).speakers == speakers


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        pytest.param(["Ann Lee", "Ann Lee", "mayor"], ("Ann Lee", "mayor"), id="most are hers"),
        pytest.param(["Ann Lee", "mayor", "mayor"], ("mayor",), id="one of three is hers"),
    ],
)
def test_who_is_only_called_by_an_office_holds_it_if_most_quotations_say_so(
    stored: Stored, speakers: list[str], expected: tuple[str, ...]
) -> None:
    texts = [f"“It is over {n},” the mayor said." for n, _ in enumerate(speakers)]
    articles = [Article(f"{n}.txt", text) for n, text in enumerate(texts)]
    store = stored(*(
        replace(entry(article), quotations=[quoted(article, f"It is over {n},", speaker, "the mayor")])
        for n, (article, speaker) in enumerate(zip(articles, speakers, strict=True))
    ))  # fmt: skip
    assert tuple(sorted(asked(store, "what did the mayor say?").speakers)) == expected


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("what did the town clerk say?", "what did the town clerk, Eva Lind, say?"),
        ("what did the town clerk say in 2022?", "what did the town clerk, Eva Lind, say in 2022?"),
        ("what did the town clerk say in 2019?", "what did the town clerk say in 2019?"),
    ],
)
def test_an_office_is_read_with_the_name_of_who_held_it_at_the_time_asked_about(
    council: SqliteStore, text: str, read: str
) -> None:
    assert asked(council, text).asked == read


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("Freya Holm, a spokeswoman for the mayor, left.", [], id="an aide before the office"),
        pytest.param("An adviser to the mayor, Freya Holm, left.", [], id="an aide behind it"),
        pytest.param("A friend of Mayor Ann Lee left.", ["Ann Lee"], id="no comma"),
        pytest.param("The then mayor Bo Ek left.", [], id="the one of then"),
        pytest.param("Sund chose Ann Lee as its new mayor.", ["Ann Lee"], id="as its new one"),
        pytest.param("I call the Mayor.\n\nMS A. LEE: Thank you.", ["MS A. LEE"], id="the label of the one called"),
        pytest.param("The mayor, the Hon. Ann Lee, left.", ["Ann Lee"], id="an honourable one"),
        pytest.param("“It opens,” said the mayor, Ann Lee.", ["Ann Lee"], id="at the end of a sentence"),
        pytest.param("Freya Holm, the mayor's aide, left.", [], id="an aide of the office"),
        pytest.param("Cy Orr was elected the mayor’s deputy.", [], id="who entered another office"),
        pytest.param("Ann Lee became mayor.", ["Ann Lee"], id="who entered it"),
        pytest.param("Ann Lee, who was sworn in as the first mayor, left.", ["Ann Lee"], id="who was sworn in"),
        pytest.param("Cy Orr was named deputy mayor by the town.", [], id="who entered a deputy's office"),
        pytest.param("Ann Lee, 58, a mayor from Sund, left.", ["Ann Lee"], id="behind an age"),
        pytest.param("Ann Lee, 58, mayor of Sund, left.", ["Ann Lee"], id="behind an age, without an article"),
        pytest.param("Ann Lee, aged 58, the new mayor, left.", ["Ann Lee"], id="aged"),
        pytest.param("Ann Lee (58), the mayor, left.", ["Ann Lee"], id="an age in brackets"),
        pytest.param("Ann Lee, 58, told the mayor.", [], id="somebody with an age who told the mayor"),
        pytest.param("Ann Lee, 58, a friend of the mayor, left.", [], id="a friend with an age"),
    ],
)
def test_who_stands_beside_an_office_holds_it(text: str, named: list[str]) -> None:
    assert list(offices.named_beside("mayor", text)) == named


@pytest.mark.parametrize("title", ["Dr", "Dr.", "Doctor"])
def test_the_doctor_is_who_has_the_title(title: str) -> None:
    assert list(offices.named_beside("doctor", f"{title} Ann Lee met Mr Bo Ek of Drake Street.")) == ["Ann Lee"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("what did the trade minister say?", "trade minister", id="a label has the words of the office"),
        pytest.param("what did the Prime Minister say?", "Prime Minister", id="a label is no name"),
        pytest.param(
            "what did the club's chief executive say?", "club's chief executive", id="nor is half of an office"
        ),
    ],
)
def test_an_office_is_not_somebody_on_record_by_an_office_alone(text: str, speaker: str) -> None:
    names = SpeakerNames(["MINISTER FOR TRADE AND ART", "Minister", "Executive director of the Sund club Bo Ek"])
    assert query.parse(text, names, Options()).speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "speakers"),
    [
        pytest.param("what did the mayor say in 2021?", "Bo Ek", (), id="the one of then is named, not quoted"),
        pytest.param("what did the mayor say in 2015?", "Ann Lee", ("Ann Lee",), id="the one of then is quoted"),
        pytest.param("what did the port director say in 2021?", "Ida Moe", (), id="a title before the name"),
        pytest.param("what did the mayor say?", "Ann Lee", ("Ann Lee",), id="of all times, who is quoted"),
    ],
)
def test_who_held_an_office_before_does_not_answer_for_who_held_it_then(
    stored: Stored, text: str, speaker: str, speakers: tuple[str, ...]
) -> None:
    told = {
        "2015": ("“It opens,” said Mayor Ann Lee.\n“It floats,” said Port director Cy Orr.", ["Ann Lee", "Cy Orr"]),
        "2021": ("The mayor, Bo Ek, and port director Ida Moe left.\n“It sank,” said Ann Lee.", ["Ann Lee", "Cy Orr"]),
    }
    words = {"Ann Lee": ("It opens,", "It sank,"), "Cy Orr": ("It floats,",)}
    entries = []
    for year, (body, people) in told.items():
        article = Article(f"{year}.txt", body, published=Published(PartialDate.parse(year), Basis.STATED))
        said = [quoted(article, each, who, who) for who in people for each in words[who] if each in body]
        entries.append(replace(entry(article), quotations=said))
    question = asked(stored(*entries), text)
    assert (question.speaker, question.speakers) == (speaker, speakers)


TERMS = {
    "2011-05-03": (None, "Mayor Ines Valdor said: “The quay stays.”", "Ines Valdor", "Mayor Ines Valdor"),
    "2013-12-03": (None, "Tom Frost, who became mayor, said: “The quay goes.”", "Tom Frost", "Tom Frost"),
    "2014-02-03": (
        None,
        "Ines Valdor, now the shadow mayor, said: “I wish him well.”",
        "Ines Valdor",
        "Ines Valdor, now the shadow mayor",
    ),
    "2016-05-03": (
        "Orr: the quay will not be sold",
        "The quay will not be sold this year, the mayor said.\nCy Orr added: “It floats.”",
        "mayor",
        "the mayor",
    ),
    "2018-05-03": ("Hume: we were left alone", "The bridge will close, the mayor said.", "mayor", "the mayor"),
}


@pytest.fixture
def terms(stored: Stored) -> SqliteStore:
    entries = []
    for day, (title, text, speaker, mention) in TERMS.items():
        article = Article(f"{day}.txt", text, title=title, published=Published(PartialDate.parse(day), Basis.STATED))
        end = text.index("”") if "“" in text and speaker != "mayor" else text.index(", the mayor")
        span = (text.index("“") + 1 if speaker != "mayor" else 0), end
        said = [Quotation(article, (span,), Kind.DIRECT, speaker, mention)]
        if "Cy Orr" in text:
            said.append(quoted(article, "It floats.", "Cy Orr", "Cy Orr"))
        entries.append(replace(entry(article), quotations=said))
    nell = Article("2018-06-03.txt", "Nell Hume said it rained.")
    entries.append(replace(entry(nell), quotations=[quoted(nell, "it rained", "Nell Hume", "Nell Hume")]))
    return stored(*entries)


@pytest.mark.parametrize(
    ("text", "speaker", "speakers"),
    [
        pytest.param("what did the mayor say in 2014?", "Tom Frost", {"Tom Frost", "mayor"}, id="not who is in shadow"),
        pytest.param("what did the mayor say after January 2014?", "Cy Orr", {"Cy Orr", "mayor"}, id="named then"),
        pytest.param("what did the mayor say in 2016?", "Cy Orr", {"Cy Orr", "mayor"}, id="a headline names her"),
        pytest.param("what did the mayor say in 2018?", "mayor", {"mayor"}, id="a headline on something else does not"),
        pytest.param("what did the mayor say in 2011?", "Ines Valdor", {"Ines Valdor", "mayor"}, id="before that"),
    ],
)
def test_who_left_an_office_holds_it_no_longer_and_a_headline_may_name_who_does(
    terms: SqliteStore, text: str, speaker: str, speakers: set[str]
) -> None:
    question = asked(terms, text)
    assert (question.speaker, set(question.speakers)) == (speaker, speakers)
