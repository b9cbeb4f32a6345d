from dataclasses import replace

from bot.discord.commands import archive
from bot.discord.database import Rules
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from tests.discord.conftest import FakeArchive, Scene, shown


async def test_archive_shows_counts_sources_dates_and_the_age_of_the_index(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "archive")
    assert (result.ephemeral, shown(result)) == (
        True,
        [
            "Articles: 1\nQuotations: 1,234 of 3 people\nSources: HuffPost UK, HSJ\n"
            "Dates: 7 February 2012 to January 2015\n"
            "Index: built <t:1795327381:R>, generation 20261122T060301-5f3c9a\nModel: none"
        ],
    )
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    again = await scene.alice.slash(scene.channel, "archive")
    assert shown(again)[0].splitlines()[6:] == ["This channel: answers from HSJ only"]


WORST = ("*_`|" * 25, "@everyone" * 11, "x" * 100, "- # > <@1>" * 10)


def test_the_summary_of_an_archive_with_many_sources_fits_in_a_message() -> None:
    fake = FakeArchive()
    fake.sources = tuple(f"{name}{number}" for number in range(30) for name in WORST)
    fake.manifest = replace(fake.manifest, encoder="*" * 900)
    assert len(archive.archive_summary(fake, "_" * 300)) <= MAX_MESSAGE_CHARS
