"""*Wrong?*: readers propose corrections, editors decide, and the next index applies what they accept."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from bot.discord import proposals
from bot.discord.commands import corrections
from bot.discord.database import Rules
from bot.discord.proposals import MAX_OPEN_OF_USER, MAX_OPENED, Proposal
from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.settings import (
    ArchiveSettings,
    DiscordSettings,
    EncoderSettings,
    IndexSettings,
    ReplySettings,
    Settings,
)
from tests.conftest import quiet, write
from tests.discord.conftest import (
    Scene,
    buttons,
    labels,
    make_bot,
    own,
    shown,
    statement,
    texts,
)
from tests.fakes import WordCounts

pytestmark = pytest.mark.slow

WORDS = "That is not about me, that is about us as a government."


async def propose(scene: Scene, **fields: str) -> InteractionResult:
    """What Alice is told who proposes that Miliband said it, or what the fields say."""
    return await propose_by(scene.alice, scene, **fields)


async def propose_by(actor: MemberActor, scene: Scene, **fields: str) -> InteractionResult:
    answer = await scene.ask()
    opened = await actor.click(answer, custom_id=buttons(answer)["wrong"])
    first = passages_of(scene, buttons(answer)["wrong"])[0].value  # Discord has it chosen already
    given = {"passage": first, "what": "speaker", "right": "Miliband", **fields}
    return await actor.submit_modal(opened, filled(given))


def filled(fields: dict[str, str]) -> dict[str, object]:
    """The fields as simcord wants them: what is chosen of a menu is a list."""
    return {name: [text] if name in {"passage", "what"} else text for name, text in fields.items()}


def passages_of(scene: Scene, custom_id: str) -> list[discord.SelectOption]:
    """The entries of the form that a button opens."""
    reply = scene.bot.database.load_reply(custom_id.rpartition(":")[2])
    return [corrections._entry(answer) for answer in reply.answers]


def told(result: InteractionResult) -> str:
    """What only the user sees: the answer, or the error."""
    return result.followups[0].content if result.followups else shown(result)[0]


def waiting(scene: Scene) -> list[proposals.Proposal]:
    return proposals.waiting(scene.bot.database)


async def test_a_reader_proposes_and_an_owner_accepts_what_is_then_written_with_who_and_when(scene: Scene) -> None:
    own(scene, scene.bob)
    answered = await propose(scene, note="see the recording")
    assert (answered.ephemeral, told(answered)) == (
        True,
        f"Sent to the archive's editors, who accept or decline it: Said by Ed Miliband.\n{corrections.TOLD_LATER}",
    )
    listed = await scene.bob.slash(scene.channel, "corrections")
    assert listed.ephemeral
    assert "\n".join(shown(listed)).split("\n")[1:] == [
        f"> {WORDS}",
        "Andrew Lansley · HuffPost UK · 11 February 2012",
        "### Said by Ed Miliband.",
        "-# see the recording",
    ]
    assert listed.response
    accept = buttons(listed.response.message)["accept"]
    accepted = await scene.bob.click(listed.response.message, custom_id=accept)
    assert "**Accepted** by <@" in shown(accepted)[-1]
    (written,) = scene.archive.corrections
    assert (written["by"], written["on"]) == ("bob", discord.utils.utcnow().date())
    place = {name: value for name, value in written.items() if name not in {"by", "on"}}
    assert place == {
        "article": scene.archive.answers[0].article.id,
        "words": WORDS,
        "speaker": "Ed Miliband",
        "note": "see the recording",
    }
    kept = proposals.load(scene.bot.database, accept.rpartition(":")[2])
    assert (kept.user, kept.decided_by, kept.status) == (scene.alice.id, scene.bob.id, "accepted")
    assert waiting(scene) == []


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({"what": "no quotation", "right": ""}, {"words": WORDS, "not_a_quotation": True}),
        ({"what": "date", "right": "7 Feb 2012"}, {"date": "2012-02-07"}),
        ({"what": "date", "right": "March 2013"}, {"date": "2013-03"}),
        ({"what": "withdrawn", "right": ""}, {"withdrawn": True}),
        ({"only": "that is  about us", "right": "Zoë Ek"}, {"words": "that is about us", "speaker": "Zoë Ek"}),
    ],
    ids=["no quotation", "a day", "a month", "withdrawn", "some of the words, by somebody new"],
)
async def test_every_kind_of_mistake_is_proposed(
    scene: Scene, fields: dict[str, str], written: dict[str, object]
) -> None:
    await propose(scene, **fields)
    (proposal,) = waiting(scene)
    assert proposal.correction == {"article": scene.archive.answers[0].article.id, **written}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"right": ""}, "The form does not say who said it; fill it in."),
        ({"right": "An"}, "An may be Andrew Lansley or Andy Burnham; give the full name."),
        ({"what": "date", "right": "soon"}, "soon"),
        ({"what": "date", "right": ""}, "The form does not say the right date; fill it in."),
        ({"only": "never said"}, "These words are not in the answer"),
        ({"only": "that is"}, "These words are 2 times in the answer"),
    ],
)
async def test_what_is_missing_or_unclear_is_said_and_nothing_kept(
    scene: Scene, fields: dict[str, str], said: str
) -> None:
    refused = await propose(scene, **fields)
    assert (refused.ephemeral or refused.followups[0].ephemeral, waiting(scene)) == (True, [])
    assert said in told(refused)
    scene.env.errors.clear()


async def test_words_that_stand_twice_are_told_apart_by_those_before_them(scene: Scene) -> None:
    first = statement(1, "2012-02-07", "It stays. Later he said: It stays.")
    article = first.article
    assert first.quotation
    later = replace(first, quotation=replace(first.quotation, spans=((25, 34),)))
    scene.archive.answers = [later]
    await propose(scene)
    (proposal,) = waiting(scene)
    assert proposal.correction["words"] == "It stays."
    assert proposal.correction["after"] == "said:"
    assert proposal.problem_in(article) is None


async def test_the_same_is_proposed_once_and_one_reader_has_a_limit(scene: Scene) -> None:
    await propose(scene)
    again = await propose_by(scene.bob, scene, note="so I think")
    assert told(again) == "The same correction was proposed before; it waits for an editor."
    for number in range(MAX_OPEN_OF_USER - 1):
        proposals.propose(
            scene.bot.database, replace(waiting(scene)[0], key=f"key-of-{number}-1234", correction={"n": number})
        )
    refused = await propose(scene, right="Burnham")
    assert told(refused).startswith("Too many proposed corrections wait")
    assert (await propose_by(scene.bob, scene, right="Burnham")).ephemeral
    assert len(waiting(scene)) == MAX_OPEN_OF_USER + 1
    scene.env.errors.clear()


async def test_editors_of_a_server_decide_on_its_proposals_only_and_others_on_none(scene: Scene) -> None:
    role = scene.env.guild.create_role("editors")
    erin = scene.env.guild.add_member(scene.env.create_user("erin"), roles=[role])
    refused = await erin.slash(scene.channel, "corrections")
    assert shown(refused) == ["Only the archive's editors decide on corrections."]
    scene.bot.database.set_rules(scene.env.guild.id, Rules(correcting=role.id, corrections_to=scene.channel.id))
    await propose(scene)
    (proposal,) = waiting(scene)
    proposals.propose(scene.bot.database, replace(proposal, key="of-another-server", server=1, correction={"n": 1}))
    listed = await erin.slash(scene.channel, "corrections")
    assert listed.response
    assert set(buttons(listed.response.message)) == {"accept", "decline"}
    shown_here = scene.channel.last_message
    assert shown_here
    refused = await scene.alice.click(shown_here, custom_id=f"onrecord:accept:{proposal.key}")
    assert (told(refused), scene.archive.corrections) == ("Only the archive's editors decide on corrections.", [])
    declined = await erin.click(listed.response.message, custom_id=buttons(listed.response.message)["decline"])
    assert ("**Declined** by" in shown(declined)[-1], scene.archive.corrections) == (True, [])
    assert [each.key for each in waiting(scene)] == ["of-another-server"]
    assert shown(await erin.slash(scene.channel, "corrections")) == ["No proposed correction waits for a decision."]
    scene.env.errors.clear()


async def test_only_owners_say_who_decides(scene: Scene) -> None:
    managers = scene.env.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    mona = scene.env.guild.add_member(scene.env.create_user("mona"), roles=[managers])
    refused = await mona.slash(scene.channel, "settings", who_corrects=managers)
    assert shown(refused)[0].startswith("Only the bot's owners")
    own(scene, mona)
    answered = await mona.slash(scene.channel, "settings", who_corrects=managers, corrections_to=scene.channel)
    assert f"Members with <@&{managers.id}> may decide on corrections." in shown(answered)[0]
    assert f"Proposed corrections are shown in <#{scene.channel.id}>." in shown(answered)[0]
    own(scene, scene.bob)
    assert shown(await mona.slash(scene.channel, "settings", reset="correcting"))[0].startswith("Only the bot's owners")
    scene.env.errors.clear()


async def test_a_proposal_is_shown_in_the_editors_channel_and_decided_there_once(scene: Scene) -> None:
    desk = scene.env.guild.create_text_channel("desk")
    scene.bot.database.set_rules(scene.env.guild.id, Rules(corrections_to=desk.id))
    own(scene, scene.bob)
    await propose(scene)
    message = desk.last_message
    assert message
    assert "### Said by Ed Miliband." in texts(message)[-1]
    listed = await scene.bob.slash(scene.channel, "corrections")
    await scene.bob.click(message, custom_id=buttons(message)["accept"])
    assert listed.response
    late = await scene.bob.click(listed.response.message, custom_id=buttons(listed.response.message)["decline"])
    assert "**Accepted** by" in shown(late)[-1]
    assert ("**Accepted**" in texts(desk.last_message)[-1], buttons(desk.last_message)) == (True, {})
    assert len(scene.archive.corrections) == 1


async def test_a_channel_that_may_not_be_written_to_loses_no_proposal(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.env.guild.id, Rules(corrections_to=12345))
    assert told(await propose(scene)).startswith("Sent")
    assert len(waiting(scene)) == 1


async def test_what_does_not_fit_the_article_any_more_is_not_written_and_stays_open(scene: Scene) -> None:
    own(scene, scene.bob)
    await propose(scene)
    listed = await scene.bob.slash(scene.channel, "corrections")
    article = scene.archive.answers[0].article
    scene.archive.answers[0] = replace(
        scene.archive.answers[0], article=replace(article, text="All anew."), start=0, end=9
    )
    assert listed.response
    refused = await scene.bob.click(listed.response.message, custom_id=buttons(listed.response.message)["accept"])
    assert "does not fit the archive as it is now" in told(refused)
    assert (scene.archive.corrections, len(waiting(scene))) == ([], 1)
    scene.env.errors.clear()


async def test_several_proposals_are_gone_through_one_after_another(scene: Scene) -> None:
    own(scene, scene.bob)
    await propose(scene)
    await propose(scene, right="Burnham")
    listed = await scene.bob.slash(scene.channel, "corrections")
    seen = ["Ed Miliband" in shown(listed)[-1]]
    for _ in range(2):
        assert listed.response
        listed = await scene.bob.click(listed.response.message, custom_id=buttons(listed.response.message)["next"])
        seen.append("Ed Miliband" in shown(listed)[-1])
    assert seen == [True, False, True]


async def test_a_form_that_was_open_during_a_restart_is_answered(scene: Scene, settings: DiscordSettings) -> None:
    answer = await scene.ask()
    opened = await scene.alice.click(answer, custom_id=buttons(answer)["wrong"])
    first = passages_of(scene, buttons(answer)["wrong"])[0].value
    scene.bot.database.close()
    scene.bot.database = make_bot(settings).database
    await scene.alice.submit_modal(opened, filled({"passage": first, "what": "withdrawn"}))
    assert [proposal.correction["withdrawn"] for proposal in waiting(scene)] == [True]


async def test_an_answer_of_several_passages_asks_which(scene: Scene) -> None:
    scene.archive.answers = [statement(number, "2012-05-04", f"The bill {number} stays.") for number in range(3)]
    answer = await scene.ask()
    opened = await scene.alice.click(answer, custom_id=buttons(answer)["wrong"])
    entries = passages_of(scene, buttons(answer)["wrong"])
    assert [entry.description for entry in entries] == [f"The bill {number} stays." for number in range(3)]
    await scene.alice.submit_modal(opened, filled({"passage": entries[2].value, "what": "withdrawn"}))
    assert waiting(scene)[0].correction["article"] == "2.txt"


async def test_an_abstention_has_nothing_to_put_right(scene: Scene) -> None:
    assert "Wrong?" in labels(await scene.ask())
    assert "Wrong?" not in labels(await scene.ask("nothing"))


async def test_what_somebody_proposed_is_shown_to_them_and_forgotten(scene: Scene) -> None:
    own(scene, scene.bob)
    await propose(scene)
    assert scene.bot.database.data_of(scene.alice.id)["proposals"][0]["status"] == "open"
    (proposal,) = waiting(scene)
    proposals.propose(scene.bot.database, replace(proposal, key="a-second-one", correction={"article": "x"}))
    proposals.decide(scene.bot.database, "a-second-one", "declined", scene.bob.id, discord.utils.utcnow())
    scene.bot.database.forget_user(scene.alice.id)
    scene.bot.database.forget_user(scene.bob.id)
    assert waiting(scene) == []
    left = proposals.load(scene.bot.database, "a-second-one")
    assert (left.user, left.decided_by, left.status) == (None, None, "declined")
    scene.bot.database.forget_server(scene.env.guild.id)
    with pytest.raises(proposals.ProposalGone):
        proposals.load(scene.bot.database, "a-second-one")


async def test_the_words_of_a_withdrawn_article_leave_the_proposals(scene: Scene) -> None:
    await propose(scene)
    article = scene.archive.answers[0].article.id
    scene.bot.database.drop_articles({article}, "lords")
    assert "words" in waiting(scene)[0].correction
    scene.bot.database.drop_articles({article})
    assert "words" not in waiting(scene)[0].correction


async def decide(scene: Scene, action: str, place: ChannelHandle | None = None) -> None:
    """Bob, who owns the bot, decides on the first proposal."""
    own(scene, scene.bob)
    listed = await scene.bob.slash(place or scene.channel, "corrections")
    assert listed.response
    await scene.bob.click(listed.response.message, custom_id=buttons(listed.response.message)[action])


@pytest.mark.parametrize(
    ("action", "heading", "last"),
    [
        ("accept", "### Your correction was accepted", "-# It takes effect with the next index."),
        ("decline", "### Your correction was declined", "Proposed: Said by Ed Miliband."),
    ],
)
async def test_the_proposer_is_told_of_the_decision_by_direct_message_once_and_without_the_editor(
    scene: Scene, action: str, heading: str, last: str
) -> None:
    await propose(scene)
    await decide(scene, action)
    (text,) = texts(scene.alice.user.dm_channel.last_message)
    lines = text.split("\n")
    assert (lines[0], lines[1], lines[-1]) == (heading, f"> {WORDS}", last)
    assert (str(scene.bob.id) in text, str(scene.bob.id) in repr(scene.channel.last_message)) == (False, False)
    await scene.bot._tell_proposers()
    assert len(scene.alice.user.dm_channel.history()) == 1


async def test_a_proposer_who_takes_no_direct_messages_is_not_asked_again_and_has_it_in_my_data(scene: Scene) -> None:
    await propose(scene)
    scene.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    await decide(scene, "decline")
    await scene.bot._tell_proposers()
    assert scene.alice.user.dm_channel.history() == []
    assert scene.bot.database.data_of(scene.alice.id)["proposals"][0]["status"] == "declined"


async def test_an_outage_delays_the_word_to_the_proposer_until_the_next_look(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.responses.RETRY_FOR_SECONDS", 0.0)
    await propose(scene)
    await propose(scene, right="Burnham")
    scene.env.inject_error("POST", "/users/@me/channels", status=503, times=2)
    await decide(scene, "decline")
    await decide(scene, "accept")
    assert scene.alice.user.dm_channel.history() == []
    await scene.bot._tell_proposers()
    (message,) = scene.alice.user.dm_channel.history()
    assert [text.split("\n")[0] for text in texts(message)] == [
        "### Your correction was declined",
        "### Your correction was accepted",
    ]


async def test_only_some_conversations_are_opened_in_an_hour_and_the_others_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [scene.env.guild.add_member(scene.env.create_user(f"reader {n}")) for n in range(MAX_OPENED + 2)]
    for number, person in enumerate(people):
        key, about = f"k{number}", {"article": f"{number}.txt", "withdrawn": True}
        made = Proposal(key, person.id, None, None, about, "HSJ", discord.utils.utcnow())
        proposals.propose(scene.bot.database, made)
        proposals.decide(scene.bot.database, key, "declined", scene.bob.id, discord.utils.utcnow())
    told = []
    for _ in range(2):
        await scene.bot._tell_proposers()
        told.append(sum(len(person.user.dm_channel.history()) for person in people))
        monkeypatch.setattr("bot.discord.proposals.OPENED_SECONDS", 0.0)
    assert told == [MAX_OPENED, MAX_OPENED + 2]


async def test_who_has_been_forgotten_is_told_nothing(scene: Scene) -> None:
    await propose(scene)
    (proposal,) = waiting(scene)
    proposals.decide(scene.bot.database, proposal.key, "declined", scene.bob.id, discord.utils.utcnow())
    scene.bot.database.forget_user(scene.alice.id)
    await scene.bot._tell_proposers()
    assert scene.alice.user.dm_channel.history() == []


async def test_an_accepted_correction_counts_from_the_next_index(
    scene: Scene, encoder: WordCounts, tmp_path: Path
) -> None:
    """With a real archive: the correction is written into its corrections.toml, and indexed."""
    write(tmp_path / "archive", "a.txt", "“The bill stays,” Andrew Lansley said on Tuesday.\n")
    configured = Settings(
        archive=ArchiveSettings(folder=tmp_path / "archive"),
        index=IndexSettings(folder=tmp_path / "index"),
        encoder=EncoderSettings(name="word-counts"),
        reply=ReplySettings(abstain_below=0.0),
    )
    backends.bring_up_to_date(configured, lambda: encoder, quiet)
    with closing(Archive.open(configured, Models(lambda: encoder))) as archive:
        scene.bot.archive = archive
        own(scene, scene.bob)
        await propose(scene, right="Zoë Ek")
        listed = await scene.bob.slash(scene.channel, "corrections")
        assert listed.response
        await scene.bob.click(listed.response.message, custom_id=buttons(listed.response.message)["accept"])
        scene.bot.archive = scene.archive
    backends.bring_up_to_date(configured, lambda: encoder, quiet)
    with closing(Archive.open(configured, Models(lambda: encoder))) as archive:
        (quotation,) = archive.quotations()
        assert quotation.speaker == "Zoë Ek"
        assert (quotation.corrected or "").startswith("bob, ")
