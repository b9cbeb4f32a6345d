"""Who is named: kinds of faults that random quotations showed, each with members that nobody reported."""

import pytest

from tests.attribution.test_attribution import read, said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Call it the triumph of the tide.", id="an imperative"),
        pytest.param("Ask your doctor whether the drug is safe for you.", id="an imperative to the reader"),
        pytest.param("Norr ended what had been called the “Silver Week” last year.", id="what had been called"),
        pytest.param("The lane was dubbed the “Street of Lost Hats” in the war.", id="a nickname"),
        pytest.param("Norr released a film Saturday called “Last Tide” that shows a flood.", id="a film called"),
        pytest.param("Written by Marsh, “Oh, Harry!” imagines a king as a barman.", id="written by"),
        pytest.param("Will the sailor, who lost before, continue calling himself a Liberal?", id="a question"),
        pytest.param("“Top Ship: Harbour,” which garnered a stellar 96% score, now has a run.", id="a title, which"),
        pytest.param("> Sea films: “Sea Wars,” “Sea Wars: The Deep Strikes Back”", id="a list of titles"),
        pytest.param("• Books: “Salt,” “The Long Tide”", id="a list of books"),
        pytest.param("Within a week of meeting her in May 2019, Luke Marsh proposed.", id="proposed to her"),
        pytest.param("Bo Ray shows “great courage” on the water.", id="what a person shows"),
        pytest.param(
            "ATLANTA: Paul Worrill leads in tackles.\n\nCLEVELAND: Andrew Hawke is the top man.\n\n"
            "DENVER: Bo Denver stepped up early.",
            id="a list of places, one of them a surname",
        ),
        pytest.param("The four aims for harbours proposed are: clear water and good walls.", id="proposed are"),
    ],
)
def test_what_only_names_or_asks_is_no_quotation(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "Maj. Obinna Okafi said the inquiry had begun. Okafi also slammed the female sailor, adding that she broke "
            "the rules of the port.\n\n“It is clear that we will look into it,” he said.",
            ["Obinna Okafi"] * 3,
            id="a pronoun that means somebody else says nothing about a name",
        ),
        pytest.param(
            "Emeka Bassi said it was late. Bassi praised the nurse, saying she had saved many of them.\n\n"
            "“We owe her a great deal of thanks,” he said.",
            ["Emeka Bassi"] * 3,
            id="the same with a nurse",
        ),
        pytest.param(
            "The harbour chief, Ali Ndumo, praised Bo Tinubo for the plan. Tinubo had sent it to the board.\n\n"
            "Ndumo greeted Tinubo at the gate.\n\nHe said the plan was late.",
            ["Ali Ndumo"] * 2,
            id="the subject of the sentence before goes on",
        ),
        pytest.param(
            "Tom Sand met Bo Clay, and Clay spoke of Sand.\n\nSand wasn’t moved by Clay.\n\n“Nobody has been held to "
            "account for it,” he noted.",
            ["Tom Sand"],
            id="the subject of a short sentence before",
        ),
        pytest.param(
            "Maj. Obinna Okafi said the inquiry was to weigh her claims.\n\n“It is clear that we will look into it,” "
            "he said.",
            ["Obinna Okafi"] * 2,
            id="whose claims they are tells nothing of the speaker",
        ),
        pytest.param(
            "Speaking with the Courier, a resident, Progress Ekomade, revealed they were beaten.\n\n"
            "“They took the boats at night,” he said.",
            ["Progress Ekomade"] * 2,
            id="a name set off behind a role",
        ),
        pytest.param(
            "A fisherman, Goodluck Tarila, lamented that the nets were torn.", ["Goodluck Tarila"], id="a fisherman"
        ),
        pytest.param(
            "RoseAnn DeMarro, executive director of National Sailors United, a union that has endorsed Mr. Hale and "
            "that has been sending its members across the country to work for him, also said her group would march.",
            ["RoseAnn DeMarro"],
            id="a long aside",
        ),
        pytest.param(
            "Jennifer Shanks saw it. All she could do was shout “Yes, at last, at last!” at the screen.",
            ["Jennifer Shanks"],
            id="all she could do",
        ),
        pytest.param(
            "The court met.\n\n“Harbour masters are trusted with great power over ships,”\n\nNorr Attorney General "
            "Kwame Rawl said. “When that power is abused, we must act.”",
            ["Kwame Rawl"] * 2,
            id="the cue in the paragraph below",
        ),
        pytest.param(
            "One of their associates who identified himself simply as Sahid, told the Courier that it was late.\n\n"
            "He said, “This is not their first time there.”",
            ["Sahid"] * 2,
            id="identified himself as",
        ),
        pytest.param(
            "A trader who gave her name as Aishat said the market was closed.", ["Aishat"], id="gave her name as"
        ),
        pytest.param(
            "It is bad, said Howard Rubell, an analyst at Jeffersons, who notes that Norr Works lost its way.",
            ["Howard Rubell"] * 2,
            id="who means a person",
        ),
        pytest.param(
            "It is bad, said Ada Moss, a teacher in Leeds, who added that the roof leaks.",
            ["Ada Moss"] * 2,
            id="who means no place",
        ),
        pytest.param(
            "Attorney Eric Gonzal, together with Director Frederick Wattle, today announced that the East has a plan.",
            ["Eric Gonzal"],
            id="today announces nothing",
        ),
        pytest.param(
            "“We lost,” Luke Marsh said. Ida Brand believes the harbour can be saved. “There is a way to do it.”",
            ["Luke Marsh", "Ida Brand"],
            id="believes",
        ),
        pytest.param(
            "Ida Bock thinks “personal taste” will rule. “You take a risk or you don’t, and that is all.”",
            ["Ida Bock"],
            id="thinks",
        ),
        pytest.param("Ida Brand said. “The wall will not hold for long.”", ["Ida Brand"], id="a full stop for a comma"),
        pytest.param(
            "She woke in a room surrounded by doctors and nurses explaining that she had lost a lot of blood.",
            ["nurses"],
            id="nurses explaining",
        ),
        pytest.param(
            "The PM said his plan was backed by some who wrote that it would help. “I hope that young people "
            "will join.”",
            ["PM", "PM"],
            id="behind a relative clause the speaker of the sentence goes on",
        ),
    ],
)
def test_the_speaker_is_found(text: str, speakers: list[str | None]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Norr Coast Chief Minister, Mr M. Karuna, today termed the report “a device by his rivals”.",
            "M. Karuna",
            id="chief minister",
        ),
        pytest.param(
            "“We have no power over shops here,” Minister of Health Patel told the Courier.", "Patel", id="health"
        ),
        pytest.param(
            "“May he live,” the Archbishop of Wexham Justin Weller said.", "Justin Weller", id="a see before a name"
        ),
        pytest.param(
            "Filmmaker Jack Marlow said, “You would be out of work.”", "Jack Marlow", id="a trade in capitals"
        ),
        pytest.param("The Senate Chief Whip said soldiers are not well equipped.", "Senate Chief Whip", id="whip"),
        pytest.param(
            "Ada Okoro, the harbour minister, said in a statement that it was safe.\n\n“We will not close it,” the "
            "statement read.",
            "Ada Okoro",
            id="the statement is hers",
        ),
        pytest.param(
            "This was in a statement signed by the police spokesman, Bassey Ntui.\n\n“They were held at dawn,” the "
            "statement said.",
            "Bassey Ntui",
            id="a statement signed by him",
        ),
        pytest.param(
            "Ida Brand wrote a letter. The Norrish letter was late. The letter said the wall was weak.",
            "Norrish letter",
            id="another letter stands between",
        ),
        pytest.param(
            "Minister for Trade and Works Okoro said the port would open soon.", "Okoro", id="trade and works"
        ),
        pytest.param(
            "A letter from Dockers Local 372 said that workers would move.", "Dockers Local 372", id="a number"
        ),
        pytest.param(
            "It is made by Stephen P. “Dr. Sea” Leatherby. “I started over again,” Leatherby said.",
            "Stephen P. “Dr. Sea” Leatherby",
            id="a nickname of two words",
        ),
        pytest.param(
            "Norr District Attorney Eric Gonzal was glad.\n\nThe District Attorney said that Norr is in a good place.",
            "Eric Gonzal",
            id="an office in capitals",
        ),
    ],
)
def test_a_name_has_no_office_in_it_and_nothing_is_cut_from_it(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Hillary Clayton spoke. Clayton won.\n\nThe former president showed restraint and said he was “a worried "
            "man”.",
            "former president",
            id="the former president is not the main person",
        ),
        pytest.param(
            "Mr M. Karuna said the report was a trick.\n\nThe then director, Mr Vijay Karen, had stated that it was "
            "late.\n\nAsked if he would go there, he said: “Let us cross the bridge when it comes.”",
            None,
            id="who had said something before is not who goes on",
        ),
        pytest.param(
            "Ida Hosa said she asked the child what was wrong and she replied: “It is very late.”",
            None,
            id="who asked does not reply",
        ),
    ],
)
def test_nobody_gets_the_words_of_somebody_else(text: str, speaker: str | None) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Houma: A club lay in a storm, according to a lawsuit by Bo Ray.", "A club lay in a storm", id="place"
        ),
        pytest.param(
            "Stephen Currie said he would not attend, prompting the king to withdraw the invitation.",
            "he would not attend",
            id="prompting",
        ),
    ],
)
def test_the_narrators_words_are_not_the_speakers(text: str, words: str) -> None:
    assert said(text)[0][1] == words


def test_words_within_a_quotation_do_not_make_it_imagined() -> None:
    text = "“It began at once. Imagine the shock of the people,” Luke Marsh said."
    assert [quotation.modality.value for quotation in read(text)[1]] == ["said"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "The Norr Tidal Survey Bureau closed the pier. The bureau said the sea had risen.",
            "Norr Tidal Survey Bureau",
            id="the bureau",
        ),
        pytest.param(
            "Boats were warned by the Ministry of Tides. The mayor left.\n\nNo boat may sail, the ministry said.",
            "Ministry of Tides",
            id="the ministry",
        ),
        pytest.param(
            "The National Lighthouse Service and the Norr Guild met. The lighthouse service said oil is low.",
            "National Lighthouse Service",
            id="with a word of the name",
        ),
        pytest.param(
            "The Norr Tide Board met the Moorby Parole Board. The board said the sea had risen.",
            "board",
            id="one of two boards",
        ),
        pytest.param(
            "The Norr Tide Board met. A school board in Moorby met too. The board said the sea had risen.",
            "school board in Moorby",
            id="another board in between",
        ),
        pytest.param(
            "The Norr Relief Agency lost a van. Officials at the State Department met. The agency said: “It is safe.”",
            "agency",
            id="another organisation in between",
        ),
        pytest.param(
            "The Moorby Parole Board met.\n\nThe Norr Tide Board met in June. The board said the sea had risen.",
            "Norr Tide Board",
            id="the nearest of two boards",
        ),
        pytest.param(
            "Boats were warned by the Ames County Sheriff's Office. The tide rose, the sheriff's office said.",
            "Ames County Sheriff's Office",
            id="with an owner in its name",
        ),
        pytest.param(
            "Exa Labs said on Friday that it recalls two bottles.\n\nNo child was hurt, the company said.",
            "Exa Labs",
            id="the company",
        ),
        pytest.param(
            "The Norr Department of Tides (NDT) has bought a boat. In a note, the agency called the boat safe and dry.",
            "Norr Department of Tides",
            id="the agency",
        ),
        pytest.param(
            "Exa Labs sells salt. A music company in Norr lost a van. The company said that bread is cheap.",
            "music company in Norr",
            id="a company of no name",
        ),
        pytest.param(
            "The Norr Tidal Service met. Dale's Tidal Service is old. The pier is shut, the Tidal Service said.",
            "Norr Tidal Service",
            id="all but the first word of a name",
        ),
    ],
)
def test_a_body_gets_its_full_name_where_it_is_the_only_one_of_its_kind(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("He noted problems with raising high walls and saying they would not hold.", None, id="walls"),
        pytest.param(
            "The club had a long debate about the proposed toll rise at the Norr Bridge:\n\n"
            '"The sea is free and should stay so for all of us in town."',
            None,
            id="a debate about it",
        ),
        pytest.param(
            "The wall is rotten, said one ill-tempered baker in Leeds.",
            "ill-tempered baker in Leeds",
            id="ill-tempered",
        ),
        pytest.param("The wall is rotten, according to data from the harbour.", "data from the harbour", id="data"),
        pytest.param("Luke Marsh showed figures saying that the wall is rotten.", "figures", id="figures saying"),
        pytest.param(
            "The wall is rotten, according to the right-leaning Norr Institution.", "Norr Institution", id="-leaning"
        ),
        pytest.param("The wall is rotten, according to the Leeds-based Tide Institute.", "Tide Institute", id="-based"),
        pytest.param(
            "The men meant to sell it, according to a lawsuit filed in Moorby by Ida V. Brand, a baker.",
            "Ida V. Brand",
            id="a lawsuit filed by",
        ),
        pytest.param(
            "“Mayor Sells the Pier,” read a headline from the Norr Review.", "Norr Review", id="a headline from"
        ),
    ],
)
def test_a_thing_spoken_of_does_not_speak(text: str, speaker: str | None) -> None:
    assert all(each == speaker for each, _ in said(text))
    assert said(text) or speaker is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Ann Lee walked to the stage. “I am so happy tonight,” the singer said.", "Ann Lee", id="the singer"
        ),
        pytest.param(
            "Bo Ray left the Tide Party last week.\n\nSpeaking in Norr, the lawyer said the party had no plan.",
            "Bo Ray",
            id="the lawyer",
        ),
        pytest.param(
            "Baroness Ida Holm spoke. Tom Frost, the minister, sat.\n\n“It is a bad law,” the peer said.",
            "Ida Holm",
            id="the peer",
        ),
        pytest.param("Lord Tarn and Lord Bray spoke.\n\n“It is a bad law,” the peer said.", "peer", id="which peer?"),
        pytest.param("Archbishop Bo Ruud came to Norr. “Sit down,” the cleric said.", "Bo Ruud", id="the cleric"),
        pytest.param(
            "A lawyer came to see Bo Ray. Bo Ray laughed. The lawyer said that the party had no plan.",
            "lawyer",
            id="not the lawyer who came",
        ),
        pytest.param(
            "Bo Ray was asked to pay. The judge said that it was the law.", "judge", id="no profession of his"
        ),
        pytest.param(
            "Bo Ray stayed at home. His sister said that the sea was cold.", "Bo Ray's sister", id="his sister"
        ),
        pytest.param("According to his contract, Bo Ray gets two boats.", "Bo Ray's contract", id="his contract"),
        pytest.param("Two officials said that the sea was cold.", "Two officials", id="how many"),
        pytest.param(
            "Towns across the Norr valley called for a higher wall.", "Towns across the Norr valley", id="across"
        ),
        pytest.param(
            "Bo Ray became mayor. His predecessor, Ann Moor, sent a note. The former mayor said that the sea was cold.",
            "Ann Moor",
            id="the former mayor",
        ),
        pytest.param(
            "Bo Ray took over from his predecessor Ann Moor. The former minister said that the sea was cold.",
            "Ann Moor",
            id="the former minister",
        ),
        pytest.param(
            "Producers Ann Lee and Bo Ames said that the sea was cold.", "Ann Lee and Bo Ames", id="two producers"
        ),
        pytest.param(
            "Ann Moor, Bo Ames and Cy Hollin said that the sea was cold.",
            "Ann Moor and Bo Ames and Cy Hollin",
            id="a list of names",
        ),
        pytest.param(
            "Ann Moor, Art and Music Director for the Norr Trust, said that the sea was cold.",
            "Ann Moor",
            id="a role of two fields",
        ),
        pytest.param(
            "Twenty-four percent of sailors say they are tired.",
            "Twenty-four percent of sailors",
            id="a share in words",
        ),
        pytest.param(
            "Cabinet member for parks Yasmin Moor said that it was cold.", "Yasmin Moor", id="the field of a role"
        ),
        pytest.param("Head of studies Priya Hale said that it was cold.", "Priya Hale", id="another field"),
        pytest.param(
            "Fares rose by a tenth, according to figures the Norr Ferry Board issued on Monday.",
            "Norr Ferry Board",
            id="who issued the figures",
        ),
        pytest.param(
            "Few sailors can swim, according to a survey the Harbour Fund published.",
            "Harbour Fund",
            id="who published the survey",
        ),
        pytest.param("A few hundred sailors said that it was cold.", "A few hundred sailors", id="a few hundred"),
        pytest.param("Several dozen cooks said that it was cold.", "Several dozen cooks", id="several dozen"),
        pytest.param(
            "Four nurses and one cook at the Norr Trust said that it was cold.",
            "Four nurses and one cook at the Norr Trust",
            id="one in a list",
        ),
        pytest.param(
            "Nearly sixty-one percent of sailors say they are ill.",
            "Nearly sixty-one percent of sailors",
            id="a rough share in words",
        ),
        pytest.param(
            "Of those asked, 30 percent of sailors say they are tired and 20 percent say they are ill.",
            "20 percent of sailors",
            id="a share of the same people",
        ),
        pytest.param(
            "Bo Ray filed a lawsuit in Norr.\n\nThe wall is rotten, the lawsuit says.", "Bo Ray", id="whose lawsuit"
        ),
        pytest.param("“The wall is rotten,” the lawsuit says.", None, id="nobody's lawsuit"),
        pytest.param(
            "Exa Labs lost a van in June. “We found it again,” the company statement said.",
            "Exa Labs",
            id="a company's",
        ),
        pytest.param("Two of the guards Ray had hired said the wall was rotten.", "Two of the guards", id="had hired"),
        pytest.param(
            "“It is dry,” Norr Department of Health and Human Services Director Ann Lee said.",
            "Ann Lee",
            id="a director",
        ),
        pytest.param("Ann Lee praised her crew.\n\n“We could not have done it alone.”", "Ann Lee", id="praised"),
        pytest.param("Ann Lee was praised.\n\n“We could not have done it alone.”", None, id="was praised"),
        pytest.param(
            "“My late uncle Bo Marsh swam here,” said Ann Marsh. “It is cold,” Marsh said.", "Ann Marsh", id="the uncle"
        ),
        pytest.param(
            "Rains come, gets Moorby wet\n\nAnn Lee lost a boat and said that it rained.", "Ann Lee", id="heading"
        ),
    ],
)
def test_an_unnamed_speaker_is_who_the_article_says_it_is(text: str, speaker: str | None) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("office", "holder"),
    [("chancellor", "the harbour minister"), ("governor", "the senator"), ("mayor", "the premier")],
)
def test_an_office_is_not_of_somebody_who_has_another(office: str, holder: str) -> None:
    text = (
        f"Ida Brand has ruled out a tax, putting her at odds with {holder}, Bo Ek, who wants one.\n\n"
        f"“There will be no tax,” the {office} told the dinner.\n\nBo Ek had told the board that it was late."
    )
    assert [speaker for speaker, words in said(text) if "no tax" in words] == [office]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Asked about it later, the mayor in a post on X wrote, “We shall rebuild it all.”", id="a post on X"
        ),
        pytest.param("After the storm, the mayor in a letter to all said: “We shall rebuild it all.”", id="a letter"),
    ],
)
def test_where_somebody_wrote_is_no_speaker(text: str) -> None:
    assert said(text) == [("mayor", "We shall rebuild it all.")]


def test_who_gets_a_letter_does_not_say_what_it_states() -> None:
    text = "Bo Ek resigned in a letter to the harbour's board of directors stating, “I have always known this day.”"
    assert said(text) == [("letter to the harbour's board of directors", "I have always known this day.")]


MAYOR = "Mark Doyle, the mayor, said the harbour would close.\n\n"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("A welder was furious. “They never asked us,” he said.", "welder", id="what somebody new is"),
        pytest.param("An old sailor shook his head. “They never asked us,” he said.", "old sailor", id="his own head"),
        pytest.param("A nurse in the hall was furious. “They never asked us.”", None, id="no cue"),
        pytest.param("The owner of a kiosk feared it. “They never asked us,” he said.", "owner of a kiosk", id="of a"),
        pytest.param("A sailor asked why. “They never asked us,” he said.", "Mark Doyle", id="whom somebody asks"),
        pytest.param("A sailor was rescued. “It was a bad night,” he said.", "Mark Doyle", id="who does not act"),
        pytest.param("A patient who saw him coughed. “It is no cold,” he said.", "Mark Doyle", id="who is with him"),
    ],
)
def test_somebody_unnamed_who_enters_speaks_next(text: str, speaker: str | None) -> None:
    assert said(MAYOR + text)[1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("Three divers were awake. “It was loud,” said one.", "diver", id="one of several"),
        pytest.param("Many Exa clients were angry: one wrote that it was late.", "Exa client", id="of many"),
        pytest.param("One firm counts 2,400 ships, while another says that it is 1,800.", "firm", id="another firm"),
        pytest.param("“The police were late,” a local claimed.", "local", id="an adjective as a noun"),
    ],
)
def test_one_of_several_is_called_as_they_are(text: str, speaker: str) -> None:
    assert said(text)[0][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "“It is late,” said Ann Lee, Deputy Superintendent, Norr Office of Tides.", "Ann Lee", id="office"
        ),
        pytest.param(
            "“It is late,” said Una Voss, events and press coordinator for Norr.", "Una Voss", id="two fields"
        ),
        pytest.param(
            "Former clerk and current board member Ann Lee said the ferry was late.", "Ann Lee", id="two roles"
        ),
        pytest.param("The clerk and Senator Ann Lee said the ferry was late.", "clerk and Ann Lee", id="two people"),
    ],
)
def test_roles_of_one_person_are_no_second_speaker(text: str, speaker: str) -> None:
    assert said(text)[0][0] == speaker


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param("General Omar al-Tidi met them. Tidi said the war was over.", ["Omar al-Tidi"], id="al-"),
        pytest.param("Hala El-Norri met them. Norri said it was late.", ["Hala El-Norri"], id="El-"),
        pytest.param("Samir al-Sabi met them. Al-Sabi said it was late.", ["Samir al-Sabi"], id="Al-"),
    ],
)
def test_an_arabic_surname_may_lose_its_article(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Una Pell runs the show. Rod Pell built it, and Rod Pell was ill.\n\nPell said she was tired.",
            "Una Pell",
            id="she",
        ),
        pytest.param(
            "Una Pell runs the show. Rod Pell built it, and Una Pell was ill.\n\nPell said he was tired of it.",
            "Rod Pell",
            id="he",
        ),
        pytest.param(
            "Una Pell, the mother of Rod Pell, spoke. The wife of Rod Pell was there.\n\n“It is late,” Pell said.",
            "Una Pell",
            id="a relative",
        ),
        pytest.param(
            "Rod Pell built it, Rod Pell was ill, and Una Pell came.\n\nA day passed.\n\nMany came.\n\n"
            "Pell said: “She was the soul of it.”",
            "Rod Pell",
            id="not a quoted pronoun",
        ),
    ],
)
def test_of_two_of_a_surname_a_pronoun_or_kinship_decides(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    "opening", ["To the Minister for Harbours, Ann Lee, I said that", "To their teacher, Ann Lee,", "To the Mayor:"]
)
def test_a_paragraph_may_begin_with_the_person_who_is_addressed(opening: str) -> None:
    text = f"{opening} it was late.\n\n“We will sell the harbour,” said Bo Ek."
    assert [who for who, words in said(text) if words.startswith("We will")] == ["Bo Ek"]


@pytest.mark.parametrize("fragment", ["And Al Hale of the Norr Council?", "Next, Al Hale, a farmer.", "Then Al Hale."])
def test_he_is_who_is_named_in_a_sentence_without_a_verb(fragment: str) -> None:
    text = f"Bo Ek disagreed. “My district floods,” Ek said. {fragment} “It never floods here,” he said."
    assert [who for who, _ in said(text)] == ["Bo Ek", "Al Hale"]


def test_a_name_in_a_credit_is_not_he() -> None:
    text = "Bo Ek disagreed. “My district floods,” Ek said. Photo: Al Hale. “It never floods here,” he said."
    assert [who for who, _ in said(text)] == ["Bo Ek", "Bo Ek"]


@pytest.mark.parametrize("opening", ["Ann Lee, the mayor, came on Monday.\n\n", "Ann Lee, the mayor, came on Monday. "])
@pytest.mark.parametrize("subject", ["Bo Ek", "Mary Orr", "The president"])
@pytest.mark.parametrize("clause", ["Ann Lee said", "Ms Lee argued", "she said", "said Ann Lee"])
@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("“has sold the harbour to a man who never pays”.", id="all quoted"),
        pytest.param("had “sold the harbour to a man who never pays”.", id="partly quoted"),
        pytest.param("had sold the harbour to a man who never pays.", id="reported"),
    ],
)
def test_who_interrupts_a_clause_says_it_and_not_whom_the_clause_is_about(
    opening: str, subject: str, clause: str, rest: str
) -> None:
    assert [speaker for speaker, _ in said(f"{opening}{subject}, {clause}, {rest}")] in (["Ann Lee"], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The mayor, said Ann Lee on Monday, had sold the harbour to a man who never pays.",
            ("Ann Lee", "The mayor had sold the harbour to a man who never pays"),
            id="a name and a day",
        ),
        pytest.param(
            "The harbour, wrote Ann Lee, was “sold to a man who never pays”.",
            ("Ann Lee", "The harbour was “sold to a man who never pays”"),
            id="another verb",
        ),
        pytest.param(
            "The harbour, says the mayor, “is not what it was under the old council”.",
            ("mayor", "The harbour is not what it was under the old council"),
            id="a role",
        ),
        pytest.param(
            "The harbour, called Ann Lee, was sold to a man who never pays.",
            None,
            id="a participle and a name of a thing",
        ),
    ],
)
def test_the_words_on_both_sides_of_said_and_a_name_are_reported(text: str, expected: tuple[str, str] | None) -> None:
    assert said(text) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ann Lee allowed that “it is late”.", "that “it is late”", id="allowed that"),
        pytest.param(
            "Ann Lee ventured that the quay “is not safe”.", "that the quay “is not safe”", id="ventured that"
        ),
        pytest.param(
            "Ann Lee found it “quite wrong that it was sold”.", "it “quite wrong that it was sold”", id="found it"
        ),
        pytest.param(
            "Ann Lee deemed the plan “a fair price for it”.", "the plan “a fair price for it”", id="deemed it"
        ),
        pytest.param("Ann Lee reckoned the quay “not worth the rope”.", "the quay “not worth the rope”", id="reckoned"),
        pytest.param("Ann Lee allowed the shop “to stay open late”.", None, id="permission"),
        pytest.param("Ann Lee granted the shop “a year of grace”.", None, id="a grant"),
        pytest.param("Ann Lee found a letter “in the drawer of a desk”.", None, id="where a thing was found"),
        pytest.param("A quay considered “normal” by Ann Lee has a wall.", None, id="a participle without an object"),
        pytest.param("A clerk considered a “normal” one has a hat.", None, id="a participle"),
        pytest.param("Ann Lee did not find it “quite wrong that it was sold”.", None, id="denied"),
    ],
)
def test_an_opinion_in_quotation_marks_is_reported(text: str, expected: str | None) -> None:
    assert said(text) == ([("Ann Lee", expected)] if expected else [])
