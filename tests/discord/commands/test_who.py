from hypothesis import example, given
from hypothesis import strategies as st

from bot.discord.commands import who
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from retrieval.chronology.timeline import SpeakerSummary
from retrieval.models import PartialDate
from tests.discord.conftest import Scene, shown, statement


async def test_who_lists_speakers_on_a_topic_with_counts_and_dates(scene: Scene) -> None:
    scene.archive.answers = [
        statement(1, "2012-02-07"),
        statement(2, "2012-03"),
        statement(3, None, speaker="@everyone"),
        statement(4, "2013", "On schools."),
    ]
    result = await scene.alice.slash(scene.channel, "who", topic="bills")
    assert shown(result) == [
        "### Who spoke on bills\n"
        "- Andrew Lansley · 2 quotations, 7 February 2012 to March 2012\n"
        "- \\@everyone · 1 quotation, dates unknown"
    ]
    nobody = await scene.alice.slash(scene.channel, "who", topic="taxes")
    said = "Nothing on record on taxes: no paragraph with a quotation, nor its headline, has “taxes” in any form."
    assert shown(nobody) == [f"### Who spoke on taxes\n{said}"]


WORST = ("*_`|" * 25, "@everyone" * 11, "x" * 100, "- # > <@1>" * 10)


NAMES = st.sampled_from(WORST)


@example([(WORST[0], 10**7)] * 16, WORST[0])
@given(st.lists(st.tuples(NAMES, st.integers(1, 10**7)), max_size=40), NAMES)
def test_a_list_of_any_number_of_speakers_with_any_names_fits_in_a_message(
    spoke: list[tuple[str, int]], topic: str
) -> None:
    first, last = PartialDate.parse("2012-09-27"), PartialDate.parse("2013-09-28")
    page = who.speaker_list(topic, [SpeakerSummary(speaker, many, first, last) for speaker, many in spoke])
    assert sum(map(len, page)) <= MAX_MESSAGE_CHARS
    assert page[1:] == ((f"-# and {len(spoke) - 15} more",) if len(spoke) > 15 else ())
