"""Where quotations begin and end, each kind with members of it that nobody reported."""

import pytest

from tests.attribution.test_attribution import read, said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The grant announced today is the first part of the plan for the harbour.", id="a participle"),
        pytest.param("Divers brought up two crates said to be full of old coins.", id="crates said to be full"),
        pytest.param(
            "The share of divers saying the quay is dry rose to 30 percent.", id="a share of those who say so"
        ),
        pytest.param("The number of nurses saying that they were ill fell last year.", id="how many say so"),
        pytest.param("Thieves said to number around 40 took the boats.", id="thieves said to number"),
        pytest.param("Ida Brand called Luke Marsh last week to learn more about the wall.", id="a call to learn more"),
        pytest.param("Some voters called Ida Brand to ask for a lift to the hall.", id="a call to ask for a lift"),
        pytest.param("Having seen the crack, Ida Brand called in two engineers, who looked at it.", id="called in"),
        pytest.param(
            "The state has faced a gap in its budget, a drought, calls for cheaper fares.", id="a noun of a list"
        ),
        pytest.param("Luke Marsh is a doctor telling islanders how to stay safe.", id="telling how to"),
        pytest.param("The board rejected it and the union backed down last May.", id="rejected it and"),
        pytest.param("Monday added one more odd chapter to the story of the harbour.", id="a day adds"),
        pytest.param("Nora Hale was added to a group of officials by mistake.", id="added to a group"),
        pytest.param(
            "Answers to questions about the flood: Ask us another one here.", id="an imperative behind a colon"
        ),
        pytest.param("“Tides of the Ash,” Ann Lee's play, won three prizes.", id="a title that won"),
        pytest.param("On his list are “Low Tide” and “The Long Pier,” two songs.", id="titles on a list"),
        pytest.param("The brothers are singing “The Tide of Norr.”", id="a song that is sung"),
        pytest.param("Many people said that the wall was unsafe.", id="people in general"),
        pytest.param('Song of the Year: "Low Tide"\n\nBest New Band: "The Piers"', id="titles in a list"),
        pytest.param(
            "Best Score:\n“Rowing Over Low Water” - Music: Tom Marsh; Lyrics: Ida Brand", id="a title's maker"
        ),
        pytest.param("The jury read it.\n\n“The Long Road From Norr”\n\nIda Brand in a boat.", id="a title alone"),
        pytest.param("He wrote a memoir, “How the Norr Dams Were Lost,” in 1999.", id="wrote a memoir"),
        pytest.param("It was Luke Marsh who wrote “The Norr Dams of My Youth.”", id="wrote a title"),
        pytest.param("“We had to leave,” Ida Brand said.\n\nNeed a break? Play our daily crossword.", id="an offer"),
        pytest.param("The town's self-proclaimed “captain of all the piers” sold his boat.", id="self-proclaimed"),
        pytest.param(
            "Islanders swept up what was left of the much-derided “harbour of ice” in May.", id="much-derided"
        ),
        pytest.param("“Ash shells,” or low bombs, burn in the air for an hour.", id="a term that has a verb"),
        pytest.param("“Slow Tide,” a waltz by Bo Ray, lasts nine minutes.", id="a tune that has a verb"),
        pytest.param("The crowd left while Ida Brand was singing “Drift” from her new album.", id="a tune of one word"),
        pytest.param("Then Luke Marsh sang “Harbour” to the nurses.", id="sang a tune"),
        pytest.param("Norr Radio closed its studio in May, citing “sources on the board.”", id="whom a station cites"),
        pytest.param(
            "The sale was cancelled in a note that cites “officials close to the mayor,” in May.", id="officials"
        ),
    ],
)
def test_what_nobody_says_is_no_quotation(text: str) -> None:
    assert [words for _, words in said(text) if words != "We had to leave,"] == []


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        pytest.param(
            "Norr Motors said to meet demand for vans, it is moving work to Leeds.",
            "Norr Motors",
            "to meet demand for vans, it is moving work to Leeds",
            id="a purpose first",
        ),
        pytest.param("Exa Labs describes itself as “a rowing club.”", "Exa Labs", "a rowing club.", id="itself"),
        pytest.param("Ann Lee once described him as “a coward.”", "Ann Lee", "a coward.", id="him"),
        pytest.param(
            "According to the Harbour Board, the chart for the coast near Moorby, Norr, calls for a strong wind.",
            "Harbour Board",
            "the chart for the coast near Moorby, Norr, calls for a strong wind",
            id="a source and a comma",
        ),
        pytest.param(
            "Rich donors are paying for the new wall, papers filed on Sunday night revealed.",
            "papers",
            "Rich donors are paying for the new wall",
            id="a source that a participle describes",
        ),
        pytest.param(
            "March 25: The flood could leave the island short of boats, an officer said Wednesday.",
            "officer",
            "The flood could leave the island short of boats",
            id="a date before a colon",
        ),
        pytest.param(
            "The island could be short of boats\n\nMarch 25: The flood may cost the port its cranes, an officer said.",
            "officer",
            "The flood may cost the port its cranes",
            id="a date below a heading",
        ),
        pytest.param(
            "Ida Brand insisted the firm is working with the council, doing so in posts and in person.",
            "Ida Brand",
            "the firm is working with the council",
            id="doing so",
        ),
        pytest.param(
            "Ida Brand claimed the vote was a fraud, without offering any evidence.",
            "Ida Brand",
            "the vote was a fraud",
            id="without evidence",
        ),
        pytest.param(
            "Luke Marsh said he would step down, without naming a successor.",
            "Luke Marsh",
            "he would step down",
            id="without a name",
        ),
        pytest.param(
            "Norr Airways confirmed the plane was heading to Moorby from Leeds in a statement overnight.",
            "Norr Airways",
            "the plane was heading to Moorby from Leeds",
            id="in a statement",
        ),
        pytest.param(
            "Luke Marsh noted the town was well kept in his personal diary.",
            "Luke Marsh",
            "the town was well kept",
            id="in a diary",
        ),
        pytest.param(
            "Ida Brand called for a ban on nets, which are used in most of the bay.",
            "Ida Brand",
            "for a ban on nets",
            id="what describes the object",
        ),
        pytest.param(
            "Hard choices “We have to save money wherever we can, and soon,” Ida Brand said.",
            "Ida Brand",
            "We have to save money wherever we can, and soon,",
            id="a heading on the line",
        ),
        pytest.param(
            'Luke Marsh, who left the party, was made its chairman."I served the party for thirty years", Marsh said.',
            "Luke Marsh",
            "I served the party for thirty years",
            id="no space behind the sentence",
        ),
        pytest.param(
            '"Delays rose by a third in a year," according to "The Long Wait," a study by Norr University.',
            "Norr University",
            "Delays rose by a third in a year,",
            id="a title behind according to",
        ),
        pytest.param(
            "Luke Marsh waited two weeks, a delay the Harbour Board said was necessary to let divers work.",
            "Harbour Board",
            "a delay was necessary to let divers work",
            id="the subject outside, without a relative pronoun",
        ),
        pytest.param(
            "Ida Brand announced Monday that the island will fine bad parkers again, WUSA-TV reports.",
            "Ida Brand",
            "that the island will fine bad parkers again",
            id="a station that reports it",
        ),
        pytest.param(
            'The boat was "quickly found," the Harbour Board wrote in a release, and the crew were treated on shore.',
            "Harbour Board",
            'The boat was "quickly found,"',
            id="a statement before the cue and a fact behind it",
        ),
        pytest.param(
            "Luke Marsh frowned when Ida Brand asked him how he would pay for the wall.",
            "Ida Brand",
            "how he would pay for the wall",
            id="the person asked is not the question",
        ),
        pytest.param(
            "“I met him and nothing more,” Ida Brand told them, according to the Herald, during a walk on the wall.",
            "Ida Brand",
            "I met him and nothing more,",
            id="when it was said",
        ),
        pytest.param(
            "The Health Board said five people living at the home on the quay had died as of late Saturday.",
            "Health Board",
            "five people living at the home on the quay had died as of late Saturday",
            id="a long subject",
        ),
        pytest.param(
            "Ida Brand signed a bill that she said will help the island keep its school.",
            "Ida Brand",
            "a bill will help the island keep its school",
            id="the subject outside",
        ),
    ],
)
def test_a_quotation_is_whole_and_has_nothing_beside_it(text: str, speaker: str, words: str) -> None:
    quoted = [
        (each.speaker, " ".join(" ".join(text[slice(*span)] for span in each.spans).split())) for each in read(text)[1]
    ]
    assert (speaker, words) in quoted
    assert len(quoted) == 1 or "calls for" in words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Luke Marsh went home. He was tired, Marsh said.\n\n“It is over. We have lost.\n\n"
            "“And we will lose again,” said Ida Brand, the mayor.",
            [("Luke Marsh", "He was tired"), ("Ida Brand", "It is over. We have lost."),
             ("Ida Brand", "And we will lose again,")],
            id="named at the end",
        ),
        pytest.param(
            "Ida Brand wrote: “It is over. We have lost.\n\n“It was a dream. Luke Marsh said so.\n\n"
            "“And ‘it will fall,’ Marsh warned us.”",
            [("Ida Brand", "It is over. We have lost."), ("Ida Brand", "It was a dream. Luke Marsh said so."),
             ("Ida Brand", "And ‘it will fall,’ Marsh warned us.")],
            id="named at the start",
        ),
        pytest.param(
            "Ida Brand wrote:\n\n\"If the tide be low and bright,\n\nWinter has another night.\n\n"
            "If it brings the clouds and rain, winter will not come again.\"\n\nShe lives in Leeds.",
            [("Ida Brand", "If the tide be low and bright,"), ("Ida Brand", "Winter has another night."),
             ("Ida Brand", "If it brings the clouds and rain, winter will not come again.")],
            id="one mark over three paragraphs",
        ),
        pytest.param(
            "Ida Brand said: “It is over.\n\nThe hall was empty. A “vote” was called off.",
            [("Ida Brand", "It is over.")],
            id="a mark that nothing closes",
        ),
        pytest.param(
            "“We had to leave the harbour,” Ida Brand said.\n\n'No way back!'\n\nIt rained for a week.",
            [("Ida Brand", "We had to leave the harbour,")],
            id="a heading in single marks",
        ),
        pytest.param(
            "“The wall will hold.” ― Ida B. Brand\n“It will not hold for a week, and nobody says so.” ― Luke Marsh\n"
            "It rained for a week on the island, and people went on building the wall. They stayed until the evening.",
            [
                ("Ida B. Brand", "The wall will hold."),
                ("Luke Marsh", "It will not hold for a week, and nobody says so."),
            ],
            id="a signature on each line",
        ),
    ],
)  # fmt: skip
def test_a_quotation_of_several_paragraphs_is_one_persons(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Ida Brand said the wall should be rebuilt for good, echoing a letter from the harbour guild.",
            "the wall should be rebuilt for good",
            id="echoing",
        ),
        pytest.param(
            "Luke Marsh said the ferry would be too small, referring to the boat that sank in May.",
            "the ferry would be too small",
            id="referring to",
        ),
        pytest.param(
            "She had rowed all her life, Marsh explained, recalling the summer they met at the quay.",
            "She had rowed all her life",
            id="recalling, behind a cue between commas",
        ),
        pytest.param("The guild said the pier would close but did not explain why.", "the pier would close", id="why"),
        pytest.param(
            "The guild said it would shut the quay but declined to elaborate.", "it would shut the quay", id="declined"
        ),
        pytest.param(
            "Ida Brand said that the wall is the pride of the island and made the case for a second one.",
            "that the wall is the pride of the island",
            id="made the case",
        ),
        pytest.param(
            "Luke Marsh said the guild had paid and the board had been told -- all true.",
            "the guild had paid and the board had been told",
            id="all true",
        ),
        pytest.param(
            "Ida Brand predicted a “hard winter for us” in an interview with Radio Norr.",
            "a “hard winter for us”",
            id="in an interview",
        ),
        pytest.param(
            "Luke Marsh said the wall would be rebuilt at a press conference.", "the wall would be rebuilt", id="press"
        ),
        pytest.param("The union called on the council to raise pay.", "the council to raise pay", id="called on whom"),
        pytest.param(
            "Sailors called on the board Friday to reopen the quay.", "to reopen the quay", id="called, a day"
        ),
        pytest.param("Ida Brand said on Monday it would be a hard year.", "it would be a hard year", id="on Monday"),
        pytest.param(
            "The guild said Thursday evening they remain in touch with the board.",
            "they remain in touch with the board",
            id="Thursday evening",
        ),
        pytest.param("Mayors urged the cabinet Friday to open the border.", "to open the border", id="urged, a day"),
        pytest.param(
            "The wall broke in 2002, according to the Harbour Fund (HFD), a body of banks, but boats still land.",
            "The wall broke in 2002",
            id="who the source is",
        ),
    ],
)
def test_what_the_narrator_adds_is_no_part_of_reported_speech(text: str, words: str) -> None:
    assert said(text)[0][1] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Ida Brand said Marsh had promised a bridge but did not explain how he would pay for it.",
            "Marsh had promised a bridge but did not explain how he would pay for it",
            id="what another left out",
        ),
        pytest.param(
            "The Courier reported that the guild -- which is known for its boats -- missed its goals in May.",
            "that the guild -- which is known for its boats -- missed its goals in May",
            id="an aside in between",
        ),
        pytest.param(
            "Ida Brand argued that Marsh left out the leak during an interview with a detective.",
            "that Marsh left out the leak during an interview with a detective",
            id="another's interview",
        ),
        pytest.param(
            "Ida Brand said Tuesday night’s dinner was set three weeks ago.",
            "Tuesday night’s dinner was set three weeks ago",
            id="a day's dinner",
        ),
        pytest.param("Ida Brand said Monday is the day of the vote.", "Monday is the day of the vote", id="a day is"),
        pytest.param(
            "Ida Brand said the guild is torn by a feud - a fight that nobody can win.",
            "the guild is torn by a feud - a fight that nobody can win",
            id="a hyphen as a dash",
        ),
    ],
)
def test_what_the_speaker_may_have_said_stays(text: str, words: str) -> None:
    assert said(text)[0][1] == words


def test_headlines_headings_and_captions_are_no_quotations() -> None:
    text = (
        "Ida Brand may lose her seat, lawyer says\n\nMarch 21: The lawyer of the guild named the rule on Friday.\n\n"
        "Guild announces help for all sailors\n\nFeb. 4, 2025: Help for sailors has come.\n\n"
        "The guild urges people to stay at home\n\nThe harbour is shut.\n\n"
        "Storm is ‘worst in years,’ guild warns captains\n\nThe guild said the harbour would open on Friday.\n\n"
        "- Ida Brand said the harbour would stay shut\n\n"
        "Ida Brand has said that the harbour is deep. Photo: Bo Ray\n\nThe claim: Ida Brand said she would sell"
    )
    assert [words for _, words in said(text)] == [
        "the harbour would open on Friday",
        "the harbour would stay shut",
        "that the harbour is deep",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Ida Brand walked along the ridge, which Luke Marsh described as the only barrier against the sea.",
            ["the ridge", "as the only barrier against the sea"],
            id="the object of a relative clause",
        ),
        pytest.param(
            "Ida Brand went through three late repairs that Luke Marsh blamed for the collapse of the pier.",
            ["three late repairs", "for the collapse of the pier"],
            id="that he blamed",
        ),
        pytest.param(
            "Mr Cole was described by Ida Brand as a danger to the town.",
            ["Mr Cole", "as a danger to the town"],
            id="a passive with its agent",
        ),
        pytest.param("Ida Brand waited on the quay until she asked to do so.", [], id="to do so"),
        pytest.param("Luke Marsh will run again, as he says he intends to.", [], id="he intends to"),
        pytest.param("The work that Ida Brand asked Luke Marsh to help with was never done.", [], id="to help with"),
    ],
)
def test_reported_words_hold_the_noun_they_are_about_or_are_no_quotation(text: str, words: list[str]) -> None:
    found = [[text[slice(*span)] for span in quotation.spans] for quotation in read(text)[1]]
    assert found == ([words] if words else [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Norr Motors says it has paid for the repair and insists that it will pay again.",
            "it has paid for the repair",
            id="and insists",
        ),
        pytest.param(
            "Luke Marsh and Ida Brand both said it was broken and sent it back to the shop.",
            "it was broken",
            id="a deed of the speakers",
        ),
        pytest.param(
            "The board confirmed that it would meet on Monday but did not give details of the plan.",
            "that it would meet on Monday",
            id="gave no details",
        ),
        pytest.param(
            "The Courier and the Norr Post reported that the wall cracked in May, based on interviews with engineers.",
            "that the wall cracked in May",
            id="based on interviews",
        ),
        pytest.param(
            "Some 40 percent of islanders said they would sell their boats, while only 20 percent would keep them.",
            "they would sell their boats",
            id="others in a poll",
        ),
        pytest.param(
            "Luke Marsh claimed he had been at sea that night, stories that fell apart in court.",
            "he had been at sea that night",
            id="stories that fell apart",
        ),
        pytest.param(
            "Ida Brand said it had rained all week (the third in a row) and that she would stay.",
            "it had rained all week (the third in a row) and that she would stay",
            id="brackets and that",
        ),
        pytest.param(
            "Ida Brand said they were looking for boats, but if that failed, they would build a raft.",
            "they were looking for boats, but if that failed, they would build a raft",
            id="but they would",
        ),
        pytest.param(
            "Ida Brand has pledged to ban all boats — ferries and tugs too — from the old harbour.",
            "to ban all boats — ferries and tugs too — from the old harbour",
            id="an aside",
        ),
    ],
)
def test_reported_words_end_where_the_narrator_goes_on(text: str, words: str) -> None:
    assert words in [found for _, found in said(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The wind index, which refers to how cold people feel, rose.", id="a definition"),
        pytest.param("The film asks what a sailor would give for dry land.", id="a film asks"),
        pytest.param("The crew must coil the ropes on deck according to the rules.", id="by the rules"),
        pytest.param("I have told you all before that the harbour freezes in May.", id="the narrator to readers"),
        pytest.param("The roof leaks, so bring a hat. It will be fun, we promise.", id="we promise"),
        pytest.param("More:Mayor says he will not debate the wall again", id="a link without a space"),
        pytest.param("Sign up for our free weekly newsletter and join us on Facebook", id="a newsletter"),
        pytest.param("Dam bursts above Norr; Ida Brand declares emergency.", id="a headline before a semicolon"),
        pytest.param(
            'Painter Ida Brand and Bo Ray, host of "Low Tide Today," were announced as judges.', id="an apposition"
        ),
        pytest.param("The pier, requested by the Board of Health, also helps the nurses.", id="requested by"),
    ],
)
def test_what_only_looks_like_saying_is_no_quotation(text: str) -> None:
    assert said(text) == []


def test_two_apostrophes_close_what_a_curly_mark_opens() -> None:
    assert said("“The quay is gone,’’ Ida Brand said. “We stay.’’\n\nShe left.") == [
        ("Ida Brand", "The quay is gone, We stay.")
    ]


def test_two_cues_of_one_speaker_report_once() -> None:
    text = "In a letter, Norr Motors says its aim is to build “a van for islands” that floats, it says."
    assert said(text) == [("Norr Motors", "its aim is to build “a van for islands” that floats")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The sum is easy. Let's say the crew starts at seven each day.", id="let's say"),
        pytest.param("Let us say she sails for ten years without a rest.", id="let us say"),
        pytest.param("The pier is old, and it's asking a lot for a pier to stand in this surf.", id="asking a lot"),
        pytest.param("The storm asked much of the crew and of the wall.", id="asked much"),
        pytest.param("Suggesting that the wall moved is absurd.", id="a gerund as subject"),
        pytest.param("Saying that the tide is late makes no sense on this coast.", id="saying as subject"),
        pytest.param(
            "Some 60% of islanders think the ferry is slow, suggesting that the board has lost their trust.",
            id="the narrator's conclusion",
        ),
        pytest.param(
            "Half of the sailors call the quay unsafe, indicating that the repairs have failed.", id="half indicate"
        ),
        pytest.param("The harbour took a new motto: “Calm Seas For Everyone.”", id="a motto"),
        pytest.param("Ida Brand wore a cap with the slogan, “Keep the pier wet.”", id="a slogan"),
        pytest.param("The headline read, “Mayor sells the old pier at last.”", id="a headline"),
        pytest.param("Nora Hale (“The Long Low Tide”) paints a new mural in Norr.", id="a work in brackets"),
        pytest.param("Directed by Bo Ray (“Who Took the Boat?”), it opens in May.", id="a question in brackets"),
    ],
)
def test_the_narrators_idioms_mottoes_and_works_are_no_quotations(text: str) -> None:
    assert said(text) == []


def test_a_chanted_slogan_is_a_quotation() -> None:
    assert [words for _, words in said("Islanders chanted the slogan, “Keep the pier wet.”")] == ["Keep the pier wet."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "“The quay is gone for good, Ida Brand's sons wrote. “We stay on the island.”",
            ["The quay is gone for good, We stay on the island."],
            id="no closing mark, and a plural source",
        ),
        pytest.param(
            '"The quay is gone for good, Bo Ray added. "We stay on the island."',
            ["The quay is gone for good, We stay on the island."],
            id="no closing mark, straight",
        ),
        pytest.param(
            "Neither sailor liked the board - “Born on dry land,” Bo Ray said.",
            ["Born on dry land,"],
            id="the narrator's clause before a dash",
        ),
        pytest.param(
            "To the letter of the guild, “If the wall falls, we leave,” Bo Ray said.",
            ["If the wall falls, we leave,"],
            id="the narrator's phrase before a sentence",
        ),
        pytest.param(
            "The repair would be eased, Ida Brand said, by the calm weather of May.",
            ["The repair would be eased by the calm weather of May"],
            id="by behind the cue",
        ),
        pytest.param(
            "The ferry was late, Bo Ray said, because the tide turned early.",
            ["The ferry was late because the tide turned early"],
            id="because behind the cue",
        ),
        pytest.param(
            "Ida Brand called the board a “club of cowards” based on its votes.",
            ["the board a “club of cowards”"],
            id="the grounds of a name",
        ),
        pytest.param(
            "Bo Ray called the wall a “paper boat” in a June interview with the Norr Courier.",
            ["the wall a “paper boat”"],
            id="the occasion of a name",
        ),
        pytest.param(
            "About 200 boats sank in the storm, the Norr Courier reports, citing figures of the guild.",
            ["About 200 boats sank in the storm"],
            id="what a paper cites",
        ),
        pytest.param(
            "Ida Brand said she likes the new pier, but she worries about the price of it.",
            ["she likes the new pier, but she worries about the price of it"],
            id="a but-clause in the present",
        ),
        pytest.param(
            "Before the count ended, Bo Ray left the hall, writing on Norrnet “in May, I will take the chair.”",
            ["in May, I will take the chair."],
            id="a participle behind another verb",
        ),
        pytest.param(
            "A reporter of the Courier asked Bo Ray if paying the toll would be any better than a tax.",
            ["if paying the toll would be any better than a tax"],
            id="whom somebody asks",
        ),
        pytest.param(
            "Norr Radio asked Ida Brand on Friday how the “average boatman should view the toll.”",
            ["how the “average boatman should view the toll.”"],
            id="whom somebody asks, and when",
        ),
        pytest.param(
            "Experts believe the “dry dock” has paid for itself, and admit that the quay is next.",
            ["the “dry dock” has paid for itself", "that the quay is next"],
            id="a verb that does not agree with the subject",
        ),
        pytest.param(
            "Islanders accuse the board of hiding the “black book” and say that the quay is next.",
            ["the board of hiding the “black book”", "that the quay is next"],
            id="a finite verb behind a gerund",
        ),
        pytest.param(
            "Luke Marsh said there is more “silt” in the north, and called the storm an “exception.”",
            ["there is more “silt” in the north", "the storm an “exception.”"],
            id="a past tense behind the present",
        ),
        pytest.param(
            "Ida Brand has said it would be “quite hard” to row there, but downplayed the wind.",
            ["it would be “quite hard” to row there"],
            id="a deed behind has said",
        ),
        pytest.param(
            "The guild said tolls could fall in the spring, but did not predict by how much.",
            ["tolls could fall in the spring"],
            id="did not predict",
        ),
        pytest.param(
            "Luke Marsh said the fund is among “the tools at hand” but provided no details.",
            ["the fund is among “the tools at hand”"],
            id="provided no details",
        ),
        pytest.param(
            "On the coast, experts warn there is little rain in sight, and boatyards are preparing for the worst.",
            ["there is little rain in sight"],
            id="a fact behind warn",
        ),
        pytest.param(
            "Ida Brand's spokesman says that rowers should obey the board and she has urged them not to “row.”",
            ["that rowers should obey the board and she has urged them not to “row.”", "them not to “row.”"],
            id="whom a spokesman speaks of",
        ),
        pytest.param(
            "Ida Brand argued that the dam will save boats, while opponents worry that it may sink.",
            ["that the dam will save boats"],
            id="while others worry",
        ),
        pytest.param(
            "The board insists that the wall is safe, although the Norr Sailors Guild doubts it.",
            ["that the wall is safe"],
            id="although others doubt it",
        ),
        pytest.param(
            "The Courier reported the storm sank nine boats on the coast and the Norr police said two crews were lost.",
            ["the storm sank nine boats on the coast", "two crews were lost"],
            id="the subject of the next cue",
        ),
        pytest.param(
            "Many islanders have said they will not join the race and others have said they are not ready.",
            ["they will not join the race", "they are not ready"],
            id="others have said",
        ),
        pytest.param(
            "The mill was closed in May, according to the Norr Board, a body set up in 1999 that has worked with it.",
            ["The mill was closed in May"],
            id="what the source is",
        ),
        pytest.param(
            "The mill was closed in May, according to figures from the Norr Board, which runs it with the guild.",
            ["The mill was closed in May"],
            id="what the source does",
        ),
        pytest.param(
            "The harbour has lost ten boats, according to data from the guild, as sailors wait for another storm.",
            ["The harbour has lost ten boats"],
            id="what happens meanwhile",
        ),
        pytest.param(
            "What happened: According to the Norr police, the events that led to the flood began at noon.",
            ["What happened the events that led to the flood began at noon"],
            id="a clause with a relative clause",
        ),
        pytest.param(
            "Luke Marsh sued the mill for a great deal of money because, he claimed, the noise kept him awake.",
            ["the noise kept him awake"],
            id="a reason with a cue in it",
        ),
        pytest.param(
            "Ida Brand spoke to the crew and her brother, who, she said, was “quite lost” and did not look at the map.",
            ["her brother, who was “quite lost” and did not look at the map"],
            id="a relative clause with a cue in it",
        ),
        pytest.param(
            "Ida Brand argued that “we will see the wall fall” and that she fears the worst on Friday’s “Norr Today.”",
            ["that “we will see the wall fall” and that she fears the worst"],
            id="on whose programme",
        ),
        pytest.param(
            "Luke Marsh stated that the story has moved on Monday’s broadcast of Exa’s “Real Tide.”",
            ["that the story has moved"],
            id="on which broadcast",
        ),
        pytest.param(
            "Ida Brand called it “odd in many ways” on Facebook.", ["it “odd in many ways”"], id="on Facebook"
        ),
        pytest.param(
            "Luke Marsh praised the nurses as “the best of us” in an open letter to the guild.",
            ["the nurses as “the best of us”"],
            id="in an open letter",
        ),
        pytest.param(
            "Ida Brand called Luke Marsh “a dull man” and “a slow rower” at a noisy meeting in Norr.",
            ["Luke Marsh “a dull man” and “a slow rower”"],
            id="at a meeting",
        ),
        pytest.param(
            "Ida Brand touted the new pier as “the best gift to Norr in a century.”",
            ["the new pier as “the best gift to Norr in a century.”"],
            id="touted as",
        ),
        pytest.param(
            "Luke Marsh and Ida Brand recall the old quay as “another world in 1999.”",
            ["the old quay as “another world in 1999.”"],
            id="recall as",
        ),
        pytest.param(
            "The pier was once known as “the pride of Norr and of all who rowed,” as the Courier put it in May 1999.",
            ["The pier was once known as “the pride of Norr and of all who rowed,”"],
            id="the date behind put it",
        ),
        pytest.param(
            "“That hurt,” Ida Brand said. “But, I can not tell you how glad I was” to row on.",
            ["That hurt, But, I can not tell you how glad I was"],
            id="a quoted clause that the narrator ends",
        ),
        pytest.param(
            "“He is meant to cheer for the crew,” Luke Marsh said. Instead, “he just sits there like a stone.”",
            ["He is meant to cheer for the crew, he just sits there like a stone."],
            id="a quoted clause behind an adverb",
        ),
    ],
)
def test_quotations_end_and_begin_where_the_speaker_does(text: str, words: list[str]) -> None:
    assert [found for _, found in said(text)] == words


def test_a_clause_before_a_colon_is_not_what_a_verb_behind_it_reports() -> None:
    assert said("The guild's way is bolder: It posts long lists of wrecks with no names left out.") == []
    assert said("Before the trip, he had a setback at home: the court questioned the sale of the pier.") == []


def test_a_call_for_something_is_only_a_topic() -> None:
    assert said("The council passed a text condemning Bo Ray’s call for a ban on boats.") == []
    assert said("Ida Brand criticised the board's plan for a new wall.") == []


@pytest.mark.parametrize(
    "above", ["16.40 BST", "21 November 2019", "Tuesday, March 3", "Swimming Pools", "NEW POOL FOR NORR", "Bins"]
)
def test_a_time_a_date_or_a_heading_on_the_line_above_is_no_part_of_the_quotation(above: str) -> None:
    text = f"It rained.\n{above}\n“We had to leave,” Ida Brand said.\n{above}\n“The well was dry,” Luke Marsh said."
    assert said(text) == [("Ida Brand", "We had to leave,"), ("Luke Marsh", "The well was dry,")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Ida Brand said that hares were back on the ridge, but walkers might need to look for them.",
            "that hares were back on the ridge, but walkers might need to look for them",
            id="might",
        ),
        pytest.param(
            "Luke Marsh said the board had found the money, but should not spend it at once.",
            "the board had found the money, but should not spend it at once",
            id="should not",
        ),
        pytest.param(
            "Luke Marsh said a team of six divers has been formed, and the crates will be raised in May.",
            "a team of six divers has been formed, and the crates will be raised in May",
            id="will",
        ),
        pytest.param(
            "Ida Brand said the quay is dry, but the ferry can not land there.",
            "the quay is dry, but the ferry can not land there",
            id="can not",
        ),
        pytest.param(
            "Ida Brand said that she would work with Reps. Luke Marsh and Nora Hale on the wall.",
            "that she would work with Reps. Luke Marsh and Nora Hale on the wall",
            id="several representatives",
        ),
        pytest.param(
            "Luke Marsh said that Profs. Ida Brand and Nora Hale had won the prize in May.",
            "that Profs. Ida Brand and Nora Hale had won the prize in May",
            id="several professors",
        ),
        pytest.param(
            "Luke Marsh says the path is meant for walkers, but it does suit bicycles.",
            "the path is meant for walkers, but it does suit bicycles",
            id="behind says",
        ),
        pytest.param(
            "The Norr Courier reports the crowd was cheerful, and the hall has leather chairs and a fireplace.",
            "the crowd was cheerful, and the hall has leather chairs and a fireplace",
            id="behind reports",
        ),
        pytest.param(
            "Nurses have said that masks do not help the wearer much, but they protect other people.",
            "that masks do not help the wearer much, but they protect other people",
            id="behind have said",
        ),
        pytest.param(
            "Ida Brand said she had an offer for the boat, but “it was to sink the boat in a way I did not like.”",
            "she had an offer for the boat, but “it was to sink the boat in a way I did not like.”",
            id="a quoted clause",
        ),
        pytest.param(
            "Luke Marsh claimed he had the votes to win and there was a “very good chance” he would row home.",
            "he had the votes to win and there was a “very good chance” he would row home",
            id="a clause with quoted words",
        ),
        pytest.param(
            "Bo Ray, rector of a church on the quay, said the bell will ring at 1 p.m. That will be its first time.",
            "the bell will ring at 1 p.m.",
            id="p.m.",
        ),
        pytest.param(
            "Luke Marsh said trains were a better way to move stone around the U.S.",
            "trains were a better way to move stone around the U.S.",
            id="the U.S.",
        ),
    ],
)
def test_reported_words_go_on(text: str, words: str) -> None:
    assert said(text)[0][1] == words


@pytest.mark.parametrize(
    "heading",
    ["Flood on the quay: 'It could have been us'", "'We were lucky:' Luke Marsh's ferry serves as warning to sailors"],
)
def test_headings_of_linked_articles_are_no_quotations(heading: str) -> None:
    text = f"Ida Brand said: “The quay is shut.”\n\n{heading}"
    assert said(text) == [("Ida Brand", "The quay is shut.")]


@pytest.mark.parametrize("label", ["Synopsis", "Publisher's blurb"])
def test_what_stands_behind_a_label_of_texts_is_nobodys(label: str) -> None:
    text = (
        f"Ida Brand said: “The quay is shut.”\n\n{label}: “Set by the sea, it is the perfect book for a long winter.”"
    )
    assert said(text) == [("Ida Brand", "The quay is shut.")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Dozens of nurses yelled “We want beds” outside the ward on Sunday.", "We want beds", id="place"),
        pytest.param("Ida Brand whispered “You are late” to the clerk, who bowed.", "You are late", id="a person"),
        pytest.param("Luke Marsh tweeted “It is over” before he boarded.", "It is over", id="time"),
        pytest.param(
            "Ida Brand announced “A Tide to Remember” at the hall.", "“A Tide to Remember” at the hall", id="a title"
        ),
        pytest.param(
            "Ida Brand said “the quay was wet” on both sides.", "“the quay was wet” on both sides", id="a part"
        ),
    ],
)
def test_where_a_quoted_sentence_was_said_is_not_in_the_quotation(text: str, words: str) -> None:
    assert [words for _, words in said(text)] == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Ida Brand said the aim is “a dry quay,” but admitted that the wall had failed.",
            ["the aim is “a dry quay,”", "that the wall had failed"],
            id="another tense",
        ),
        pytest.param(
            "Luke Marsh said the buyers “hid the bills” and alleged the sale “was a sham.”",
            ["the buyers “hid the bills”", "the sale “was a sham.”"],
            id="behind quoted words",
        ),
        pytest.param(
            "Luke Marsh said the buyers hid the bills and alleged the sale was a sham.",
            ["the buyers hid the bills and alleged the sale was a sham", "the sale was a sham"],
            id="perhaps the buyers",
        ),
        pytest.param(
            "Ida Brand said the quay was dry, and accused the council of neglect and of lies.",
            ["the quay was dry", "the council of neglect and of lies"],
            id="a quay accuses nobody",
        ),
        pytest.param(
            "Luke Marsh said the old crane was still sound and urged the board to keep it.",
            ["the old crane was still sound", "the board to keep it"],
            id="a crane urges nobody",
        ),
    ],
)
def test_the_speakers_next_statement_is_a_quotation_of_its_own(text: str, words: list[str]) -> None:
    assert [words for _, words in said(text)] == words


def test_what_the_reporting_clause_follows_is_no_remark() -> None:
    text = (
        "Fares rose by a pound — a steep rise, Ida Brand said. It was over — a claim that Luke Marsh denied, she said."
    )
    assert next(words for _, words in said(text)) == "Fares rose by a pound — a steep rise"
