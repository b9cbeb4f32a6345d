"""Several archives in one bot: each server or channel is answered from the one that it has chosen."""

import discord
import pytest
from discord import ui
from simcord.actors import MemberActor

from bot.discord import follows
from bot.discord.database import Rules
from bot.discord.follows import Follow
from tests.discord.conftest import (
    LANSLEY,
    SHOWN,
    FakeArchive,
    Scene,
    buttons,
    context,
    own,
    shown,
    statement,
    texts,
)

pytestmark = pytest.mark.slow

LORDS = "The Lords, the archive of the Lords."


@pytest.fixture
def lords(scene: Scene) -> FakeArchive:
    archive = FakeArchive()
    archive.answers = [statement(9, "2013-01-01", LORDS, speaker="Lord Owen", source="Hansard")]
    archive.speakers, archive.sources = ("Lord Owen",), ("Hansard",)
    scene.bot.add_archive("lords", archive)
    return archive


@pytest.fixture
async def manager(scene: Scene) -> MemberActor:
    role = scene.env.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return scene.env.guild.add_member(scene.env.create_user("mona"), roles=[role])


async def test_a_channel_is_answered_from_the_archive_that_it_has_chosen(
    scene: Scene, lords: FakeArchive, manager: MemberActor
) -> None:
    other = scene.env.guild.create_text_channel("lords")
    chosen = await manager.slash(scene.channel, "settings", channel=other, archive="lords", source="hansard")
    assert shown(chosen)[0].endswith("from Hansard only.\n- The archive is lords.")
    for command, options in (
        ("ask", {"question": "what did Owen say?"}),
        ("check", {"quote": LORDS}),
        ("timeline", {"speaker": "Owen"}),
        ("compare", {"one": "Owen", "other": "Owen", "topic": "Lords"}),
        ("who", {"topic": "Lords"}),
        ("random", {}),
    ):
        assert "Owen" in " ".join(shown(await scene.alice.slash(other, command, **options))), command
    assert "Hansard" in shown(await scene.alice.slash(other, "archive"))[0]
    offered = await scene.alice.autocomplete(other, "ask", "speaker", "", question="x")
    assert [choice["value"] for choice in offered] == ["Lord Owen"]
    assert scene.archive.asked == []
    assert texts(await scene.ask()) == SHOWN


async def test_buttons_menus_mentions_and_alerts_use_the_archive_of_their_channel(
    scene: Scene, lords: FakeArchive
) -> None:
    scene.bot.database.set_rules(scene.env.guild.id, Rules(archive="lords"))
    answer = await scene.mention()
    assert "Owen" in texts(answer)[2]
    assert LORDS in " ".join(shown(await context(scene.alice, answer)))
    await scene.alice.slash(scene.channel, "follow", speaker="Lord Owen")
    await scene.bob.slash(scene.channel, "follow", speaker="Lord Owen", by_dm=True)
    lords.answers.append(statement(10, "2013-01-02", "Anew.", speaker="Lord Owen"))
    scene.archive.answers.append(statement(10, "2013-01-02", "Not of the Lords.", speaker="Lord Owen"))
    await follows.tell_all(scene.bot)
    for last in (scene.channel.last_message, scene.bob.user.dm_channel.last_message):
        assert texts(last)[1] == "> **Anew.**"


async def test_an_archive_that_is_not_configured_any_more_is_never_replaced_by_another(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords"))
    refusal = "The archive lords is no longer here; the server's managers can choose another one."
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert (shown(result), result.ephemeral) == ([refusal], True)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    assert texts(scene.channel.last_message) == [refusal]
    assert scene.archive.asked == []
    assert len(scene.env.errors) == 1


async def test_an_archive_that_there_is_not_cannot_be_chosen(
    scene: Scene, lords: FakeArchive, manager: MemberActor
) -> None:
    refused = await manager.slash(scene.channel, "settings", archive="lord")
    assert shown(refused) == ["No archive here is called lord; did you mean lords?"]
    offered = await manager.autocomplete(scene.channel, "settings", "archive", "")
    assert [choice["value"] for choice in offered] == ["default", "lords"]
    await manager.slash(scene.channel, "settings", archive="lords")
    back = await manager.slash(scene.channel, "settings", archive="default")
    assert "archive" not in shown(back)[0]
    assert texts(await scene.ask()) == SHOWN
    assert len(scene.env.errors) == 1


async def test_an_archive_of_certain_servers_is_offered_chosen_and_answers_nowhere_else(
    scene: Scene, lords: FakeArchive, manager: MemberActor
) -> None:
    scene.bot.add_archive("lords", lords, servers=[scene.env.guild.id + 1])
    assert await manager.autocomplete(scene.channel, "settings", "archive", "") == []
    refused = await manager.slash(scene.channel, "settings", archive="lords")
    assert shown(refused)[0].startswith("No archive here is called lords;")
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords"))  # chosen before the owner restricted it
    for command, options in (("ask", {"question": LANSLEY}), ("who", {"topic": "Lords"}), ("random", {})):
        result = await scene.alice.slash(scene.channel, command, **options)
        said = result.followups[0].content if result.followups else shown(result)[0]
        assert said.startswith("The archive lords is no longer here"), command
    assert (lords.asked, scene.archive.asked) == ([], [])
    scene.env.errors.clear()


async def test_an_archive_of_certain_servers_is_not_told_of_by_direct_message(scene: Scene, lords: FakeArchive) -> None:
    scene.bot.add_archive("lords", lords, servers=[scene.env.guild.id])
    scene.bot.database.set_rules(scene.env.guild.id, Rules(archive="lords"))
    refused = await scene.bob.slash(scene.channel, "follow", speaker="Lord Owen", by_dm=True)
    assert refused.followups[0].content.startswith("Alerts about lords go to its servers only")
    here = await scene.bob.slash(scene.channel, "follow", speaker="Lord Owen")
    assert shown(here)[0].startswith("Following Lord Owen")
    scene.env.errors.clear()


async def test_a_role_decides_on_the_archive_for_which_an_owner_gave_it_and_on_no_other_that_managers_choose(
    scene: Scene, lords: FakeArchive, manager: MemberActor
) -> None:
    role = scene.env.guild.create_role("editors")
    erin = scene.env.guild.add_member(scene.env.create_user("erin"), roles=[role])
    owner = own(scene, manager)
    given = await owner.slash(scene.channel, "settings", who_corrects=role, who_reindexes=role)
    assert f"Members with <@&{role.id}> may decide on corrections." in shown(given)[0]
    own(scene, scene.bob)
    assert shown(await erin.slash(scene.channel, "corrections")) == ["No proposed correction waits for a decision."]
    moved = await manager.slash(scene.channel, "settings", archive="lords")
    assert "was set for another archive" in shown(moved)[0]
    assert shown(await erin.slash(scene.channel, "corrections"))[0].startswith("Only the archive's editors decide")
    assert scene.bot.rules(scene.env.guild.id, scene.channel).reindexers is None
    own(scene, manager)
    await owner.slash(scene.channel, "settings", who_corrects=role)
    own(scene, scene.bob)
    assert shown(await erin.slash(scene.channel, "corrections")) == ["No proposed correction waits for a decision."]
    await manager.slash(scene.channel, "settings", archive="default")
    assert shown(await erin.slash(scene.channel, "corrections"))[0].startswith("Only the archive's editors decide")
    scene.env.errors.clear()


async def test_an_archive_that_is_gone_is_not_reindexed_in_the_name_of_another(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords"))
    admins = scene.env.guild.create_role("admins", permissions=discord.Permissions(administrator=True))
    olga = own(scene, scene.env.guild.add_member(scene.env.create_user("olga"), roles=[admins]))
    assert shown(await olga.slash(scene.channel, "reindex"))[0].startswith("The archive lords is no longer here")
    scene.env.errors.clear()


async def test_every_archive_is_closed_with_the_bot(scene: Scene, lords: FakeArchive) -> None:
    await scene.bot.close()
    assert (scene.archive.closed, lords.closed) == (True, True)


async def test_a_kept_answer_loses_what_its_own_archive_withdrew(scene: Scene, lords: FakeArchive) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords"))
    await scene.ask("what did Owen say?")
    (key,) = (row[0] for row in scene.bot.database.execute("select key from questions"))
    scene.bot.database.drop_articles(frozenset(lords.articles))
    assert scene.bot.database.load_reply(key).answers
    scene.bot.database.drop_articles(frozenset(lords.articles), "lords")
    assert scene.bot.database.load_reply(key).answers == ()


# An answer keeps its archive when its channel chooses another one


@pytest.fixture
async def moved(scene: Scene, lords: FakeArchive) -> discord.Message:
    """An answer of the default archive, in a server that has chosen another one since."""
    assert lords
    scene.bot.room = "https://room.example"
    answer = await scene.ask(private=True)
    scene.bot.database.set_rules(scene.env.guild.id, Rules(archive="lords"))
    return answer


async def test_context_and_citation_are_of_the_archive_that_answered(scene: Scene, moved: discord.Message) -> None:
    assert shown(await context(scene.alice, moved))[0].startswith("-# In context:")
    menu = next(item for item in ui.LayoutView.from_message(moved).walk_children() if isinstance(item, ui.Select))
    cited = next(entry.value for entry in menu.options if entry.value.startswith("cite:"))
    result = await scene.alice.select(moved, custom_id=menu.custom_id, values=[cited])
    assert shown(result)[0] == "-# To cite"


async def test_a_shared_answer_links_to_the_reading_room_of_the_archive_that_answered(
    scene: Scene, moved: discord.Message
) -> None:
    other = await scene.ask("what did Owen say?", private=True)
    scene.bot.database.set_rules(scene.env.guild.id, Rules())
    for message, is_in_room in ((moved, True), (other, False)):
        await scene.alice.click(message, custom_id=buttons(message)["share"])
        items = ui.LayoutView.from_message(scene.channel.last_message or message).walk_children()
        addresses = [item.url for item in items if isinstance(item, ui.Button) and item.url]
        assert any(address.startswith(scene.bot.room) for address in addresses) is is_in_room


async def test_the_button_of_an_answer_follows_in_the_archive_that_answered(
    scene: Scene, moved: discord.Message
) -> None:
    preview = await scene.alice.click(moved, custom_id=buttons(moved)["alert"])
    assert shown(preview)[0].startswith("Andrew Lansley: 1 statement so far")
    assert preview.response
    await scene.alice.click(preview.response.message, label="In this channel")
    assert scene.bot.database.execute("select archive from follows") == [(None,)]


async def test_a_correction_is_proposed_to_the_archive_that_answered(scene: Scene, moved: discord.Message) -> None:
    form = await scene.alice.click(moved, custom_id=buttons(moved)["wrong"])
    assert form.modal
    fields = {part["component"]["custom_id"]: part["component"] for part in form.modal["components"]}
    passage = fields["passage"]["options"][0]["value"]
    await scene.alice.submit_modal(form, {"passage": [passage], "what": ["withdrawn"]})
    assert scene.bot.database.execute("select archive from proposals") == [(None,)]


async def test_the_pages_of_a_timeline_are_of_the_archive_of_the_first(scene: Scene, lords: FakeArchive) -> None:
    assert lords
    scene.archive.answers = [statement(day, f"2012-01-{day:02}", f"It is day {day}.") for day in range(1, 8)]
    first = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords"))
    assert first.response
    later = await scene.alice.click(first.response.message, label="Later")
    assert "> **It is day 7.**" in shown(later)


async def test_a_follow_up_asks_the_archive_that_the_channel_has_now(
    scene: Scene, lords: FakeArchive, moved: discord.Message
) -> None:
    form = await scene.alice.click(moved, label="Follow up")
    await scene.alice.submit_modal(form, {"question": "and about Cameron?"})
    assert (len(scene.archive.asked), len(lords.asked)) == (1, 1)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("check", {"quote": "that is about us as a government"}),
        ("compare", {"one": "Lansley", "other": "Lansley", "topic": "government"}),
        ("random", {}),
    ],
)
async def test_a_menu_without_a_kept_answer_is_of_the_archive_whose_passages_it_has(
    scene: Scene, lords: FakeArchive, command: str, options: dict[str, str]
) -> None:
    assert lords
    result = await scene.alice.slash(scene.channel, command, **options)
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords"))
    assert result.response
    assert shown(await context(scene.alice, result.response.message))[0].startswith("-# In context:")


async def test_the_menu_of_a_direct_message_is_of_the_archive_that_is_followed(
    scene: Scene, lords: FakeArchive
) -> None:
    follows.add(scene.bot.database, Follow(0, scene.bob.id, None, None, "Lord Owen", archive="lords"), ())
    await follows.tell_all(scene.bot)
    told = scene.bob.user.dm_channel.last_message
    assert told
    menu = next(item for item in ui.LayoutView.from_message(told).walk_children() if isinstance(item, ui.Select))
    for servers, begins in (((), "-# In context:"), ((scene.env.guild.id,), "This article has changed since")):
        scene.bot.add_archive("lords", lords, servers=servers)  # in the end, for one server only
        values = [menu.options[0].value]
        result = await scene.bob.user.select(told, custom_id=menu.custom_id, values=values)
        said = shown(result)[0] if result.response else result.followups[0].content
        assert said.startswith(begins)
    scene.env.errors.clear()
