"""Speaker resolution: which person a mention means. In the texts, a line is a paragraph and [[ ]] marks the mention."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import passages
from retrieval.attribution.speaker_resolution import PreviousSpeaker, ResolvedSpeaker, SpeakerResolver
from retrieval.models import Article, Passage
from retrieval.text import nlp
from tests.paths import SEEDS
from tests.reading import read_article

pytestmark = pytest.mark.slow

BRIEFING = "2012-02-07-huffpost-uk-trickett-briefing.txt"
DEFIANT = "2012-02-11-huffpost-uk-lansley-defiant.txt"
INTERVIEW = "2015-01-27-hsj-miliband-interview.txt"
PRINCIPLES = "2011-05-unknown-lansley-principles.txt"


def resolve(text: str, *cited: PreviousSpeaker, authors: tuple[str, ...] = ()) -> ResolvedSpeaker:
    """The speaker meant by the mention in [[ ]], and the steps that led there."""
    before, mention, after = re.split(r"\[\[|\]\]", text)
    article = Article("a.txt", before + mention + after, authors=authors)
    return resolve_at(
        article,
        [Passage(article, *line.span()) for line in re.finditer(".+", article.text)],
        len(before),
        mention,
        *cited,
    )


def resolve_at(
    article: Article, pieces: list[Passage], start: int, mention: str, *cited: PreviousSpeaker
) -> ResolvedSpeaker:
    (docs,) = nlp.parse([[passage.text for passage in pieces]])
    number = next(at for at, passage in enumerate(pieces) if passage.start <= start < passage.end)
    place = start - pieces[number].start
    span = docs[number].char_span(place, place + len(mention), alignment_mode="expand")
    return SpeakerResolver(article, docs, pieces).resolve(span, number, cited)


def resolve_in_seed(name: str, words: str, mention: str) -> str | None:
    """The speaker meant by a mention in some words of a seed article."""
    article = read_article(SEEDS / name, name)
    assert isinstance(article, Article)
    pieces = passages.split(article, lambda piece: len(piece) <= passages.MAX_PASSAGE_CHARS)
    place = re.search(rf"\b{mention}\b", words)
    assert place
    return resolve_at(article, pieces, article.text.index(words) + place.start(), mention)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Jane Marlow]] said it was over.", "Jane Marlow"),
        ("[[Shadow Health Secretary Jane Marlow]] said it was over.", "Jane Marlow"),
        ("[[Labour's Shadow Minister for the Cabinet Office Jane Marlow]] asks whether it is over.", "Jane Marlow"),
        ("[[Former Secretary of State Jane Marlow]] said it was over.", "Jane Marlow"),
        ("[[Texas Sen. Peter Hale]] said it was over.", "Peter Hale"),
        ("[[White House Chief of Staff Jane Marlow]] said it was over.", "Jane Marlow"),
        ("[[Rival Jane Marlow]] said it was over.", "Jane Marlow"),
        ("[[Moderator Peter Hale]] said it was over.", "Peter Hale"),
        ("[[Mary Jane Marlow]] said it was over.", "Mary Jane Marlow"),
        ("[[Billie Jean Marlow]] said it was over. Billie Jean Marlow went on.", "Billie Jean Marlow"),
        ("Voters like Peter Hale. Peter Hale knows.\n[[Telling Peter Hale]] said it was over.", "Peter Hale"),
        ("Jane Marlow was there. Jane Marlow left.\n[[Mary Jane Marlow]] said it was over.", "Mary Jane Marlow"),
        ("[[Peter Hale, a former Marlow aide,]] said it was over.", "Peter Hale"),
        ("[[Peter Hale, who advised Jane Marlow for years,]] said it was over.", "Peter Hale"),
        ("[[Dr Peter Hale and Dr Jane Marlow]] told reporters it was over.", "Peter Hale and Jane Marlow"),
        ("It is over, [[Mr. Lowe]] said.", "Lowe"),
        ("Jane Marlow spoke first.\nThen [[Marlow]] said it was over.", "Jane Marlow"),
        ("Jane Marlow spoke first.\nThen [[Ms. Marlow]] said it was over.", "Jane Marlow"),
        ("Jane Marlow spoke first.\nThen [[Jane]] said it was over.", "Jane Marlow"),
        ("Peter J. Hale spoke first. Peter Hale left.\nThen [[Hale]] said it was over.", "Peter J. Hale"),
        ("Jane Marlow spoke first.\n[[MARLOW]]: It is over.", "Jane Marlow"),
        ("Samuel Hale spoke first.\nThen [[Sam Hale]] said it was over.", "Samuel Hale"),
        ("[[The chairman of the Moorby branch, Jane Marlow,]] said it was over.", "Jane Marlow"),
        ("[[Moorby's vice-president of marketing for the dam, Jane Marlow]], said it was over.", "Jane Marlow"),
        ("[[The general secretary of MDU (Moorby Dockers' Union), Jane Marlow]], has said it.", "Jane Marlow"),
        ("It is over, said [[the leader of the union Unite]], Jane Marlow.", "Jane Marlow"),
        ("[[A statement released by the harbour master, Jane Marlow]], said it was over.", "Jane Marlow"),
        ("[[Peter Hale, brother of the mayor, Jane Marlow,]] said it was over.", "Peter Hale"),
        ("[[Jane Marlow's spokesman]] said it was over.", "Jane Marlow's spokesman"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_name_resolves_to_the_fullest_form_in_the_article(text: str, expected: str) -> None:
    assert resolve(text)[0] == expected


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("Mr Marlow", "Peter Marlow"),
        ("Mrs Marlow", "Jane Marlow"),
        ("Jane Marlow", "Jane Marlow"),
        ("Peter", "Peter Marlow"),
        ("Marlow", None),
    ],
)
def test_namesakes_are_told_apart_by_title_or_first_name_and_otherwise_unresolved(
    mention: str, expected: str | None
) -> None:
    text = (
        f"Jane Marlow and her husband, Peter Marlow, came to the town hall on Monday. [[{mention}]] said it was over."
    )
    assert resolve(text)[0] == expected


def test_a_bare_shared_surname_means_the_namesake_named_most() -> None:
    text = "Jane Marlow won on Monday. Jane Marlow had been ahead for weeks.\nHer uncle Peter Marlow stayed at home.\n"
    assert resolve(text + "The count took hours.\nThere was rain.\n[[Marlow]] said it was over.")[0] == "Jane Marlow"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jane Marlow met Peter Hale on Monday. [[She]] said it was over.", "Jane Marlow"),
        ("Jane Marlow met Peter Hale on Monday. [[He]] said it was over.", "Peter Hale"),
        ("Robert Lowe met Peter Hale on Monday. [[He]] said it was over.", "Robert Lowe"),
        ("Mr. Lowe met Ms. Ahn on Monday. [[She]] said it was over.", "Ahn"),
        ("Robert Lowe and Peter Hale met on Monday. [[He]] said it was over.", None),
        ("It rained on Monday. [[He]] said it was over.", None),
        ("Jane Marlow and Peter Hale met on Monday. [[They]] said it was over.", "Jane Marlow and Peter Hale"),
        ("Several advisers met on Monday. [[They]] said it was over.", "Several advisers"),
        ("Peter Hale, [[who]] left on Monday, said it was over.", "Peter Hale"),
        ("As [[he]] put it on Monday, Peter Hale was done.", "Peter Hale"),
        ("“It is over,” Peter Hale said. “Robert Lowe is gone.”\n“I am glad,” [[he]] said.", "Peter Hale"),
        ("A Downing Street spokeswoman spoke on Monday. [[She]] said it was over.", "Downing Street spokeswoman"),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_pronoun_resolves_to_the_clearly_most_salient_entity_that_agrees(text: str, expected: str | None) -> None:
    assert resolve(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[A No.10 spokeswoman]] said it was over.", "No.10 spokeswoman"),
        ("A Downing Street spokeswoman came.\n[[The spokeswoman]] said it was over.", "Downing Street spokeswoman"),
        ("[[A spokesman for President Peter Hale]] said it was over.", "spokesman for President Peter Hale"),
        ("[[A spokesman for the Hale campaign]] said it was over.", "spokesman for the Hale campaign"),
        ("Sen. Peter Hale met Gov. Robert Lowe. [[The senator]] said it was over.", "Peter Hale"),
        ("Peter Hale, a former Ohio governor, met Sen. Robert Lowe. [[The former Ohio governor]] left.", "Peter Hale"),
        ("Peter Hale was in Leeds.\n[[The Health Secretary]] said it was over.", "Peter Hale"),
        ("Sen. Peter Hale and Sen. Robert Lowe met. [[The senator]] said it was over.", None),
        ("[[The New York Times]] reported that it was over.", "New York Times"),
        ("[[The report]] said it was over.", None),
        ("[[A column by the critic Jane Marlow]] said it was over.", "Jane Marlow"),
        ("[[Mr Hale's letter]] said it was over.", "Hale"),
        ("[[Much of Labour's campaigning]] said it was over.", "Labour"),
        ("[[The grassroots site LeedsToday]] said it was over.", "LeedsToday"),
        ("[[Two leading lights in the pro-reform NHS Alliance and National Care Association]] said it was over.",
         "Two leading lights in the pro-reform NHS Alliance and National Care Association"),
        ("[[The suit]] alleges that it was over.", None),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_role_phrase_resolves_to_the_person_it_describes_or_stays_a_role(text: str, expected: str | None) -> None:
    assert resolve(text)[0] == expected


def test_the_steps_that_led_to_a_name_are_kept() -> None:
    text = "Andrew Lansley met a crowd in Leeds.\nMr Lansley left.\n[[He]] said it was over."
    assert resolve(text) == ("Andrew Lansley", ("He", "Mr Lansley, paragraph 2", "Andrew Lansley"))


def test_a_full_name_needs_no_steps() -> None:
    assert resolve("[[Jane Marlow]] said it was over.") == ("Jane Marlow", ("Jane Marlow",))


def test_an_unresolved_mention_has_no_speaker_and_keeps_its_words() -> None:
    assert resolve("It rained. [[He]] said it was over.") == (None, ("He",))


def test_i_means_the_author_of_the_article() -> None:
    assert resolve("[[I]] think it is over.", authors=("Jane Marlow",)) == (
        "Jane Marlow",
        ("I", "the author", "Jane Marlow"),
    )


@pytest.mark.parametrize("authors", [("Norr News",), ("Reuters",), ("The Norr Staff",), ("Ann Lee", "Bo Ray")])
def test_i_is_no_news_agency_and_none_of_several_authors(authors: tuple[str, ...]) -> None:
    assert resolve("[[I]] think it is over.", authors=authors)[0] is None


def test_the_speaker_quoted_last_is_preferred_for_a_pronoun() -> None:
    text = "Robert Lowe and Peter Hale met on Monday.\n[[He]] said it was over."
    assert resolve(text)[0] is None
    assert resolve(text, PreviousSpeaker("Peter Hale", 0))[0] == "Peter Hale"


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ([PreviousSpeaker("Peter Hale", 0)], ("Peter Hale", ("Peter Hale, paragraph 1", "Peter Hale"))),
        ([PreviousSpeaker("Peter Hale", 0), PreviousSpeaker(None, 0)], (None, ())),
        ([], (None, ())),
    ],
    ids=["one", "nobody", "none"],
)
def test_a_quotation_without_a_mention_goes_to_the_last_speaker(
    cited: list[PreviousSpeaker], expected: ResolvedSpeaker
) -> None:
    article = Article("a.txt", "It is over.\nAll over.")
    pieces = [Passage(article, 0, 11), Passage(article, 12, 21)]
    (docs,) = nlp.parse([[passage.text for passage in pieces]])
    assert SpeakerResolver(article, docs, pieces).resolve(None, 1, cited) == expected


@pytest.mark.parametrize(
    ("name", "words", "mention", "expected"),
    [
        (INTERVIEW, "as Andy has said", "Andy", "Andy Burnham"),
        (INTERVIEW, "His policy was, he said", "he", "Ed Miliband"),
        (INTERVIEW, "The Labour leader gave", "The Labour leader", "Ed Miliband"),
        (PRINCIPLES, "he said it undermined", "he", "Andrew George"),
        (PRINCIPLES, "a few egos in the coalition”, he said", "he", "Andrew George"),
        (PRINCIPLES, "He was one of dozens", "He", "Andrew George"),
        (PRINCIPLES, "And he said he was more interested", "he", "Andrew Lansley"),
        (PRINCIPLES, "The health secretary insisted", "The health secretary", "Andrew Lansley"),
        (DEFIANT, "The Health Secretary hit back", "The Health Secretary", "Andrew Lansley"),
        (DEFIANT, "He added", "He", "Andrew Lansley"),
        (DEFIANT, "he wrote", "he", "Ed Miliband"),
        (BRIEFING, "writes Trickett", "Trickett", "Jon Trickett"),
        (BRIEFING, "They warned", "They", "Charles Alessi and Michael Dixon"),
        (BRIEFING, "The spokeswoman said she", "The spokeswoman", "Downing Street spokeswoman"),
        (BRIEFING, "she said.", "she", "Downing Street spokeswoman"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else None,
)  # fmt: skip
def test_mentions_in_the_seed_articles_resolve_to_the_right_person(
    name: str, words: str, mention: str, expected: str
) -> None:
    assert resolve_in_seed(name, words, mention) == expected


def test_names_in_an_unparsed_passage_are_found() -> None:
    article = Article("a.txt", "Mr Peter Hale came.\nHe said it was over.")
    pieces = [Passage(article, 0, 19), Passage(article, 20, 40)]
    ((first, second),) = nlp.parse([[passage.text for passage in pieces]])
    bare = type(first)(first.vocab, words=[token.text for token in first])
    assert SpeakerResolver(article, [bare, second], pieces).resolve(second[:1], 1, [])[0] == "Peter Hale"


def test_a_wrong_number_of_documents_is_refused() -> None:
    article = Article("a.txt", "It is over.")
    with pytest.raises(ValueError, match="0 documents for 1 passages"):
        SpeakerResolver(article, [], [Passage(article, 0, 11)])


WORDS = (
    "Jane Marlow",
    "Marlow",
    "Mr",
    "Sen.",
    "he",
    "She",
    "they",
    "who",
    "said",
    "the senator",
    "a",
    "aide",
    "and",
    "of",
)
MARKS = (",", ".", "“", "”", '"', "'", "’s", "-", "\n", "III", "I", "X", "é", "Jr.")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *MARKS]) | st.text(max_size=4), min_size=1, max_size=25).map(" ".join))
def test_words_in_any_order_resolve_without_an_error(text: str) -> None:
    article = Article("a.txt", text)
    pieces = [Passage(article, *line.span()) for line in re.finditer(r"[^\n]+", text)]
    (docs,) = nlp.parse([[passage.text for passage in pieces]])
    resolver = SpeakerResolver(article, docs, pieces)
    for number, doc in enumerate(docs):
        for place in range(len(doc)):
            speaker, steps = resolver.resolve(doc[place : place + 2], number, [PreviousSpeaker("Jane Marlow", number)])
            assert all(steps)
            assert speaker is None or speaker in steps


MOOR = PreviousSpeaker("Jane Moor", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We must act,” Jane Moor said.\nRuth Tate disagreed. “It floods,” [[she]] said.", "Ruth Tate"),
        ("“We must act,” Jane Moor said.\nHer rival, Susan Webb, laughed. “It floods,” [[she]] said.", "Susan Webb"),
        ("“We must act,” Jane Moor said. Ruth Tate was not convinced. “It floods,” [[she]] said.", "Ruth Tate"),
        ("“We must act,” Jane Moor said. Peter Tate disagreed. “It floods,” [[she]] said.", "Jane Moor"),
        ("“We must act,” Jane Moor said. “Ruth Tate is gone.”\n“It floods,” [[she]] said.", "Jane Moor"),
    ],
    ids=["names", "apposition", "same paragraph", "a man", "only quoted"],
)
def test_she_said_right_behind_a_sentence_about_another_woman_is_that_woman(text: str, expected: str) -> None:
    assert resolve(text, MOOR)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bill Harker wrote to the mayor. [[The mayor]] said it was late.", "mayor"),
        ("Praising Ms Whitlow, [[the chancellor]] said it was late.", "chancellor"),
        ("Bill Harker, a farmer, spoke.\n[[The minister]] said it was late.", "minister"),
        ("Ned Fisk, a pollster, left. One pollster stayed. [[The pollster]] said it was late.", "pollster"),
        ("Adviser Rory Blake left. Another adviser stayed. [[The adviser]] said it was late.", "adviser"),
        ("“It is a greedy bank,” Peter Hale said. [[The bank]] said it was late.", "bank"),
        ("Sally Grant, attorney of Ohio, met Ned Price, attorney of Utah. [[The attorney]] said so.", "attorney"),
        ("Sam Reed, her deputy, looked on. [[The deputy]] said it was late.", "Sam Reed"),
        ("A person close to Mr Hale left. [[The person]] said it was late.", "person close to Mr Hale"),
    ],
    ids=lambda value: value[:45] if isinstance(value, str) else None,
)
def test_an_office_or_an_unnamed_source_is_not_a_bystander(text: str, expected: str) -> None:
    assert resolve(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Kemp and Tom Kemp own it.\nIt rains.\n[[Kemp]] said so.", None),
        ("Dr Owen Marsh and Mr Paul Marsh spoke. [[Dr Marsh]] said so.", "Owen Marsh"),
        ("The parents, Farid and Leila Hamdan, spoke. [[Mr Hamdan]] said so.", "Farid Hamdan"),
        ("Barbara and Denzel Croft run it. [[Mrs Croft]] said so.", "Barbara Croft"),
        ("Ted Cruz left. Cruz and Marco Rubio ran. [[Cruz]] said so.", "Ted Cruz"),
    ],
    ids=["equals", "title", "parents", "first names", "surname and name"],
)
def test_namesakes_are_told_apart_by_title_and_joined_first_names_or_not_at_all(
    text: str, expected: str | None
) -> None:
    assert resolve(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Baroness Thirle]] said so.", "Baroness Thirle"),
        ("[[Mr Justice Hale]] said so.", "Mr Justice Hale"),
        ("Pope Francorio came. [[Francorio]] said so.", "Pope Francorio"),
        ("Peter Mandel spoke. [[Lord Mandel]] said so.", "Peter Mandel"),
        ("Ludwig van der Berg rose. [[Van der Berg]] said so.", "Ludwig van der Berg"),
        ("Juan Pablo Ortiz Herrera spoke. [[Mr Ortiz]] said so.", "Juan Pablo Ortiz Herrera"),
        ("Marjorie Taylor Breen was there. [[Taylor Breen]] said so.", "Marjorie Taylor Breen"),
        ('Robert J. "Bob" Tully arrived. [[Tully]] said so.', 'Robert J. "Bob" Tully'),
        ("[[Hillary Clinton]] Said she was tired.", "Hillary Clinton"),
        ("[[The chain's chief executive, Nina Obi,]] said so.", "Nina Obi"),
        ("Tom Fryling, [[a friend of Ann Leecroft]], said so.", "Tom Fryling"),
        ("[[Keeps]] saying she opposed the war, when there are recordings.", None),
    ],
    ids=lambda value: value[:45] if isinstance(value, str) else None,
)
def test_names_are_kept_in_full_with_particles_nicknames_and_titles(text: str, expected: str | None) -> None:
    assert resolve(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ann Leecroft came. [[Leecroft and the Transport Department]] said so.",
            "Ann Leecroft and Transport Department",
        ),
        ("Bo Amesbury came. [[Amesbury and the First Secretary]] said so.", "Bo Amesbury and First Secretary"),
        ("[[Ann Leecroft of Utah and Peter Hale of Ohio]] said so.", "Ann Leecroft and Peter Hale"),
        (
            "[[Producers Ann Leecroft and Peter Hale]] said so. Ann Leecroft and Peter Hale left.",
            "Ann Leecroft and Peter Hale",
        ),
        ("[[Exa Labs President and CEO Peter Hale]] said so.", "Peter Hale"),
        ("[[Belgian and Dutch officials]] said so.", "Belgian and Dutch officials"),
        ("[[The former and current mayors]] said so.", "former and current mayors"),
        ("[[some bus and tram drivers]] said so.", "some bus and tram drivers"),
    ],
    ids=lambda value: value[:45],
)
def test_all_of_several_speakers_are_named(text: str, expected: str) -> None:
    assert resolve(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The town elected [[Fed Chair Dora Milliken]] said so.", "Dora Milliken"),
        ("[[Dover City Clerk George Hallow]] said so.", "George Hallow"),
        ("[[Minister of Economy Ann Leecroft]] said so.", "Ann Leecroft"),
        ("[[Minister for Family Welfare Kate Leecroft]] said so.", "Kate Leecroft"),
        ("[[World Sailing President Lord Thirle]] said so.", "Lord Thirle"),
        ("[[Chancellor Martin B. King Jr.]] said so.", "Martin B. King Jr."),
        ("Singing star [[Billie Jean Prince]] said so.", "Billie Jean Prince"),
        ("[[Exa Times editor in chief Peter Hale]] said so.", "Peter Hale"),
        ("[[Freedom of Rowing Foundation co-president Ann Leecroft]] said so.", "Ann Leecroft"),
        ("[[Supporters of Democrat Ann Leecroft]] said so.", "Supporters of Democrat Ann Leecroft"),
        ("[[CEO of the Refugee Council Ann Leecroft]] said so.", "Ann Leecroft"),
        ("[[Head of research at Exa Trust Capital Group Peter Hale]] said so.", "Peter Hale"),
        ("[[Principal of the College Dr. Leecroft]] said so.", "Leecroft"),
        ("[[A spokesman for Mayor Peter Hale]] said so.", "spokesman for Mayor Peter Hale"),
    ],
    ids=lambda value: value[:45],
)
def test_a_name_is_shown_whole_without_the_role_beside_it(text: str, expected: str) -> None:
    assert resolve(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[More than 4 in 10 households]] said so.", "More than 4 in 10 households"),
        ("[[nearly 9 out of 10 dentists]] said so.", "nearly 9 out of 10 dentists"),
        ("[[About half of Norwegian voters]] said so.", "About half of Norwegian voters"),
        ("[[A quarter of nurses]] said so.", "A quarter of nurses"),
        ("[[at least 300 teachers]] said so.", "at least 300 teachers"),
        ("[[three pilots]] said so.", "three pilots"),
        ("In 2016 [[voters]] said so.", "voters"),
    ],
    ids=lambda value: value[:45],
)
def test_a_share_of_people_is_shown_whole(text: str, expected: str) -> None:
    assert resolve(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Carried Joe home. Then Joe Amesbury slept.\n[[Joe]] said so.", "Joe Amesbury"),
        ("Quietly Ann left. Ann Leecroft slept.\n[[Ann]] said so.", "Ann Leecroft"),
        ("[[Monday's announcement]] said so.", None),
        ("[[December]] said so.", None),
    ],
    ids=lambda value: value[:45] if isinstance(value, str) else None,
)
def test_a_day_or_the_first_word_of_a_sentence_is_no_part_of_a_name(text: str, expected: str | None) -> None:
    assert resolve(text)[0] == expected
