"""Sources and ends of quotations in ordinary news prose: each kind with several members."""

import pytest

from tests.attribution.test_attribution import read, said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ida Brand said in a written submission that the hours had been entered wrongly.",
            ("Ida Brand", "that the hours had been entered wrongly"),
        ),
        pytest.param(
            "Luke Marsh testified at a hearing that the pumps were never tested.",
            ("Luke Marsh", "that the pumps were never tested"),
        ),
        pytest.param("Judge Luke Marsh told the jury to ignore the papers.", ("Luke Marsh", "to ignore the papers")),
        pytest.param("Ida Brand advised the council to shut the gate.", ("Ida Brand", "to shut the gate")),
        pytest.param(
            "What Luke Marsh said was that the plan would cost lives.", ("Luke Marsh", "that the plan would cost lives")
        ),
        pytest.param(
            "The march was led by Ida Brand, of Moorby, who said the pit must stay open.",
            ("Ida Brand", "the pit must stay open"),
        ),
        pytest.param(
            "The minister, Ryu Mi-sook, said that the licence would be reviewed, and flew to the island.",
            ("Ryu Mi-sook", "that the licence would be reviewed"),
        ),
        pytest.param(
            "According to the charity Exa Aid, crime has doubled in a year.",
            ("Exa Aid", "crime has doubled in a year"),
        ),
        pytest.param(
            "Ida Brand asked anyone with a key to come forward.", ("Ida Brand", "anyone with a key to come forward")
        ),
        pytest.param(
            "Luke Marsh urged residents with a boat to bring it.", ("Luke Marsh", "residents with a boat to bring it")
        ),
        pytest.param("Luke Marsh texted his wife that it was late.", ("Luke Marsh", "that it was late")),
        pytest.param(
            "Two clerks spoke to us. The other, a retired teacher, said they had tried to be fair.",
            ("retired teacher", "they had tried to be fair"),
        ),
        pytest.param(
            "The mayor on Friday said the pool would close, but gave no date.", ("mayor", "the pool would close")
        ),
    ],
)
def test_reported_words_have_their_speaker_and_end(text: str, expected: tuple[str, str]) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('Mr Marsh was called "a coward" by hecklers as he left.', ("hecklers", "a coward")),
        pytest.param('The plan was branded "a joke" by residents last night.', ("residents", "a joke")),
        pytest.param(
            'The loss was described as "sad" in a report to the board, which met today.',
            ("report to the board", 'as "sad"'),
        ),
        pytest.param(
            'The visit was described as "a farce" in a letter signed by forty doctors.',
            ("forty doctors", 'as "a farce"'),
        ),
        pytest.param(
            'Local 2210 of the dockers\' union called the cuts "a card from the board".',
            ("Local 2210", 'the cuts "a card from the board"'),
        ),
        pytest.param(
            'A suit was filed in May. Managers "knew of the rot", according to the complaint.',
            ("complaint", 'Managers "knew of the rot"'),
        ),
    ],
)
def test_partly_quoted_words_have_their_speaker(text: str, expected: tuple[str, str]) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        'Ida Brand called the wall rotten, prompting Luke Marsh to reply that she was "all megaphone".',
        'Ida Brand called the wall rotten, leading Luke Marsh to say that she was "all megaphone".',
        'Ida Brand dismissed a claim by the engineer Luke Marsh that the wall was "all megaphone".',
        'Ida Brand rejected a complaint from Luke Marsh that the board was "all megaphone".',
        'Ida Brand rejected claims by the engineer Luke Marsh that the board was "all megaphone".',
        'Ida Brand dismissed complaints from Luke Marsh that the board was "all megaphone".',
        'Ida Brand dismissed Luke Marsh\'s claims that the board was "all megaphone".',
    ],
)
def test_the_inner_person_says_the_words_in_marks(text: str) -> None:
    inner = min(
        (quotation for quotation in read(text)[1] if "megaphone" in quotation.text), key=lambda each: len(each.text)
    )
    assert inner.speaker == "Luke Marsh"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Ida Brand, who heads the board, said taxpayers would be "spitting feathers".',
            ("Ida Brand", 'taxpayers would be "spitting feathers"'),
        ),
        (
            'In a post on Instagram, the singer, known as Mirabel, told fans she was "sad, hoarse and sorry".',
            ("Mirabel", 'she was "sad, hoarse and sorry"'),
        ),
        (
            'Ida Brand read out a letter from the bishop in which he thanked them for their "stubborn kindness".',
            ("bishop", 'them for their "stubborn kindness"'),
        ),
        (
            'Ida Brand wept. Outside court, the mother of one victim, who cannot be named, said she felt "light".',
            ("mother of one victim", "light"),
        ),
        ('Luke Marsh had messaged his brother: "It is done."', ("Luke Marsh", "It is done.")),
    ],
)
def test_quoted_words_have_their_speaker(text: str, expected: tuple[str, str]) -> None:
    assert expected in said(text)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            'Mr Deller laughed. "Ask her," he said.\n\nCaroline Deller shook her head. "He will not," she said.',
            ["Mr Deller", "Caroline Deller"],
        ),
        (
            'Ferdinand Ames hosted them. "We ate," Mrs. Ames said in a post.\n\n"We did," said Mr. Ames.',
            ["Mrs. Ames", "Ferdinand Ames"],
        ),
        ('Andrea Rossi left. "I am late," Mr Rossi said.', ["Andrea Rossi"]),
    ],
)
def test_a_title_of_the_other_gender_is_somebody_else(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers


@pytest.mark.parametrize("opening", ["AHEAD of the possible onset of rain", "DESPITE the rain", "AMID heavy rain"])
def test_an_opening_in_capitals_is_no_speaker(opening: str) -> None:
    assert said(f"{opening}, the Norr Water Board said the dam was safe.") == [("Norr Water Board", "the dam was safe")]


def test_a_deed_behind_a_plan_that_may_be_wished_for_stays_reported() -> None:
    assert said("Ida Brand said she would go and hoped to win.") == [("Ida Brand", "she would go and hoped to win")]


def test_an_accused_is_named_without_the_accusation() -> None:
    text = 'Luke Marsh accused the president of having told aides that it would "blow over".'
    speakers = [each.speaker for each in read(text)[1] if each.text == 'that it would "blow over"']
    assert speakers == ["president"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            'Ida Hale and Ruth Hale bought it.\n\nTheir mother, Enid Hale, was not asked. "I knew," Mrs Hale said.',
            "Enid Hale",
            id="the namesake in the passage",
        ),
        pytest.param(
            "Ames Crain is done.\n\nCrain's son Ames Crain Jr. is a catcher. “I am not,” the younger Crain said.",
            "Ames Crain Jr.",
            id="the younger, called Jr.",
        ),
        pytest.param(
            'Thomas Pell and his son, Arthur Pell, sat on the board. "It was dull," said the elder Mr Pell.',
            "Thomas Pell",
            id="the elder, whose son is named",
        ),
        pytest.param(
            'Guests queued.\n\nOne of them, who gave his name only as Baz, ate. "It is warm," he said.',
            "Baz",
            id="one who gave his name",
        ),
        pytest.param(
            'A woman who asked to be identified only as Grace was turned away. "They were full," she said.',
            "Grace",
            id="one who asked to be called so",
        ),
        pytest.param(
            "The former chief of Norr Police blamed it.\n\nThe acting chief, Ida Brand, gave evidence.\n\n"
            'Asked who had bought it, the acting chief said: "Not me."',
            "Ida Brand",
            id="acting, not former",
        ),
        pytest.param(
            "The Bishop of Norr, the Rt Rev Bo Ames, was cross.\n\nOne guest, Luke Marsh, said he slept there.\n\n"
            'The bishop offered to pay. "I have a large house," he said.',
            "Bo Ames",
            id="styles before the name",
        ),
        pytest.param(
            "The head of the choir was cross.\n\nLuke Marsh, a cellist, said the hall was cold.\n\n"
            'The head agreed to buy a stove. "It is like a church," he said.',
            "head of the choir",
            id="somebody unnamed who returns",
        ),
    ],
)
def test_the_last_quotation_is_by(text: str, speaker: str) -> None:
    assert read(text)[1][-1].speaker == speaker


@pytest.mark.parametrize("last", ["Enough is enough.", "We go."])
def test_a_short_paragraph_ends_a_quotation_left_open(last: str) -> None:
    text = f"Ida Brand told the board: “It reads no reports.\n\n“We have lost our pool to it.\n\n“{last}”"
    assert said(text)[-1] == ("Ida Brand", last)


@pytest.mark.parametrize("bearer", ["A notice on the gate", "A plaque", "A sticker on the car"])
def test_words_on_a_thing_are_nobodys(bearer: str) -> None:
    assert said(f"{bearer} reads “Heritage Lamp: Do Not Climb”.") == []


def test_a_suit_that_alleges_words_reports_them() -> None:
    text = 'A resort in Norr told guests the smell was "sea air," a lawsuit filed Monday in Norr alleges.'
    found = [(each.speaker, each.carrier, each.text) for each in read(text)[1] if each.carrier]
    assert found == [("resort in Norr", "lawsuit", 'the smell was "sea air,"')]
