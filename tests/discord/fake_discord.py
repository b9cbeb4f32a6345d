"""A small Discord server on this machine, for tests of failing connections; simcord does not simulate these.

It accepts a bot's login and commands and opens the gateway. `refuse` makes it hang up on the first attempts of a kind.
It creates one message for each nonce, as Discord does for an enforced nonce. `drop` loses responses on their way back
to the bot.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord import openapi

EARLIEST = 1 << 50  # Discord's ids are this large and are sent as text
BOT, ALICE, CHANNEL, SERVER = (f"{EARLIEST}{number}" for number in (1, 2, 3, 4))
TOKEN = "of-an-interaction"  # noqa: S105 - not a real token
ATTACH = str(1 << 15)  # the permission to attach files


def answer(document: Any) -> web.Response:
    return web.Response(body=json.dumps(document).encode(), content_type="application/json")  # no charset


def user(id: str, name: str, *, bot: bool = False) -> dict[str, Any]:  # noqa: A002 - it is one
    return {"id": id, "username": name, "discriminator": "0", "avatar": None, "global_name": name, "bot": bot}


def _named(name: str, options: dict[str, str]) -> dict[str, Any]:
    given = [{"name": option, "type": 3, "value": value} for option, value in options.items()]
    return {"id": "1", "name": name, "type": 1, "options": given}


def elsewhere(channel: dict[str, Any]) -> dict[str, Any]:
    """The place of Alice's interaction in a server where only she has installed the bot."""
    member = {
        "user": user(ALICE, "alice"), "roles": [], "permissions": ATTACH, "joined_at": "2026-01-01T00:00:00+00:00",
        "flags": 0, "deaf": False, "mute": False, "nick": None, "avatar": None, "premium_since": None,
    }  # fmt: skip
    return {
        "guild_id": SERVER, "guild": {"id": SERVER, "locale": "en-GB", "features": []}, "member": member, "context": 0,
        "channel": channel, "authorizing_integration_owners": {"1": ALICE},
    }  # fmt: skip


def guild(server: str, channel: str) -> dict[str, Any]:
    everyone = {
        "id": server, "name": "@everyone", "permissions": str((1 << 50) - 1), "position": 0, "color": 0, "hoist": False,
        "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip
    member = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    general = {"id": channel, "type": 0, "name": "general", "position": 0, "permission_overwrites": [], "nsfw": False}
    return {
        "id": server, "name": f"server {server}", "owner_id": ALICE, "roles": [everyone], "channels": [general],
        "threads": [], "members": [{"user": user(BOT, "On Record", bot=True), **member}], "emojis": [], "stickers": [],
        "features": [], "verification_level": 0,
        "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "premium_tier": 0,
        "nsfw_level": 0, "system_channel_flags": 0, "preferred_locale": "en-GB", "afk_timeout": 0, "member_count": 2,
    }  # fmt: skip


def message_of_ours(channel: str, id: str) -> dict[str, Any]:  # noqa: A002 - it is one
    return {
        "id": id, "channel_id": channel, "author": user(BOT, "On Record", bot=True), "content": "",
        "timestamp": "2026-11-25T00:00:01+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "type": 0,
        "components": [],
    }  # fmt: skip


@dataclass
class FakeDiscord:
    refuse: dict[str, int] = field(default_factory=dict)  # "login", "commands", "gateway": first attempts to refuse
    drop: int = 0  # responses to lose
    spare: int = 0  # responses to let through before any is lost
    attempts: list[str] = field(default_factory=list)
    messages: dict[str, Any] = field(default_factory=dict)  # by nonce
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    edited: dict[str, Any] | None = None
    files: list[bytes] = field(default_factory=list)
    said: int = 0
    interaction: Any = None  # the last one
    followups: list[Any] = field(default_factory=list)
    responses: list[Any] = field(default_factory=list)  # first responses to interactions
    problems: list[str] = field(default_factory=list)  # problems of payloads, by Discord's description of its API
    identified: list[Any] = field(default_factory=list)  # shard and number of shards of each connection
    presences: list[Any] = field(default_factory=list)  # presences of the bot, in order
    port: int = 0
    lost: int = 0  # messages that are not made, and answered by "service unavailable"
    errors: int = 0  # messages that are made and yet answered by "service unavailable"
    typing_allowed: asyncio.Event = field(default_factory=asyncio.Event)  # set, unless a test clears it
    without_bot: dict[str, tuple[int, int]] = field(default_factory=dict)  # servers with status and code of the refusal
    heard: dict[str, Any] = field(default_factory=dict)  # what was said to the bot, by id

    servers: list[str] = field(default_factory=list)  # servers that the bot is in when it logs in

    def __post_init__(self) -> None:
        self.typing_allowed.set()

    async def join(self, server: str, channel: str) -> None:
        """Have the bot join a server with one channel."""
        await self.sockets[-1].send_json(self._joined(server, channel))

    def _joined(self, server: str, channel: str) -> dict[str, Any]:
        joined = guild(server, channel)
        joined["channels"][0]["last_message_id"] = max(self.heard, key=int, default=None)
        return {"op": 0, "t": "GUILD_CREATE", "s": 2, "d": joined}

    async def say(
        self, content: str, author: str = ALICE, channel: str = CHANNEL, shard: int = -1, server: str | None = None
    ) -> str:
        """Send the bot a direct message, or one in a server, over one of its connections; returns the message's id."""
        message = self.hear(content, author, channel, server)
        await self.deliver(message, shard)
        return message

    def hear(self, content: str, author: str = ALICE, channel: str = CHANNEL, server: str | None = None) -> str:
        """Take a message for the bot without delivering it."""
        self.said += 1
        message: dict[str, Any] = {
            "id": str(EARLIEST + self.said), "channel_id": channel, "author": user(author, f"user {author}"),
            "content": content, "timestamp": "2026-11-25T00:00:00+00:00", "edited_timestamp": None, "tts": False,
            "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
            "pinned": False, "type": 0, "components": [],
        }  # fmt: skip
        if server:
            member = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
            message |= {"guild_id": server, "member": member}
        self.heard[str(message["id"])] = message
        return str(message["id"])

    async def deliver(self, message: str, shard: int = -1) -> None:
        """Deliver a message, perhaps once more."""
        event = {"op": 0, "t": "MESSAGE_CREATE", "s": 2, "d": self.heard[message]}
        await self.sockets[shard].send_json(event)

    async def command(self, name: str, **options: str) -> None:
        """Alice uses a slash command in her direct messages with the bot."""
        where = {"channel": {"id": CHANNEL, "type": 1}, "user": user(ALICE, "alice"), "context": 1}
        await self._interact(2, _named(name, options), where)

    async def command_elsewhere(self, name: str, channel: dict[str, Any], **options: str) -> None:
        """Alice uses a slash command in a server where only she has installed the bot."""
        await self._interact(2, _named(name, options), elsewhere(channel))

    async def press_elsewhere(self, custom_id: str, channel: dict[str, Any], *values: str) -> None:
        """Alice presses a button, or chooses values of a menu, in a server where only she has installed the bot."""
        assert self.edited
        pressed: dict[str, Any] = {"custom_id": custom_id, "component_type": 3 if values else 2}
        pressed |= {"values": values} if values else {}
        message = {**self.edited, "channel_id": channel["id"]}
        await self._interact(3, pressed, {**elsewhere(channel), "message": message})

    async def _interact(self, kind: int, data: dict[str, Any], where: dict[str, Any]) -> None:
        interaction: dict[str, Any] = {
            "id": str(EARLIEST + 600 + len(self.responses)), "application_id": BOT, "type": kind, "token": TOKEN,
            "version": 1, "locale": "en-GB",
            "channel_id": where["channel"]["id"], "data": data, "app_permissions": ATTACH, "entitlements": [],
            "authorizing_integration_owners": {}, "attachment_size_limit": 0, **where,
        }  # fmt: skip
        self.attempts = [
            attempt for attempt in self.attempts if attempt != "callback"
        ]  # each interaction has one first response
        self.interaction = interaction
        await self.deliver_interaction()

    async def deliver_interaction(self, shard: int = -1) -> None:
        """Deliver the last interaction, perhaps once more."""
        await self.sockets[shard].send_json({"op": 0, "t": "INTERACTION_CREATE", "s": 3, "d": self.interaction})

    def _describe(self, request: web.Request, sent: Any) -> None:
        """Check a payload against Discord's description of its API, if that is available."""
        if openapi.available():
            self.problems += openapi.problems(request.method, request.path, sent)

    def _arrived(self, request: web.Request, what: str) -> None:
        self.attempts.append(what)
        if self.refuse.get(what, 0) > 0:
            self.refuse[what] -= 1
            self._hang_up(request)

    @staticmethod
    def _hang_up(request: web.Request) -> None:
        assert request.transport
        request.transport.abort()
        raise web.HTTPServiceUnavailable

    def _lose(self, request: web.Request) -> None:
        if self.spare:
            self.spare -= 1
        elif self.drop:
            self.drop -= 1
            self._hang_up(request)

    async def me(self, request: web.Request) -> web.Response:
        self._arrived(request, "login")
        return answer(user(BOT, "On Record", bot=True))

    async def application(self, _: web.Request) -> web.Response:
        return answer(
            {"id": BOT, "name": "On Record", "icon": None, "description": "", "bot_public": True,
             "bot_require_code_grant": False, "verify_key": "", "flags": 0, "owner": user(ALICE, "alice")}
        )  # fmt: skip

    async def commands(self, request: web.Request) -> web.Response:
        self._arrived(request, "commands")
        self._describe(request, await request.json())
        return answer([])

    async def typing(self, _: web.Request) -> web.Response:
        await self.typing_allowed.wait()
        return web.Response(status=204)

    async def one_heard(self, request: web.Request) -> web.Response:
        """A message that was sent to the bot."""
        return answer(self.heard[request.match_info["message"]])

    async def server(self, request: web.Request) -> web.Response:
        """A server that the bot is in, or a refusal."""
        id = request.match_info["server"]  # noqa: A001 - it is one
        if id not in self.without_bot:
            return answer(guild(id, CHANNEL))
        status, code = self.without_bot[id]
        body = json.dumps({"code": code, "message": "no"}).encode()
        return web.Response(status=status, body=body, content_type="application/json")

    async def history(self, request: web.Request) -> web.Response:
        """The latest messages of a channel, or those after a certain one; the latest comes first."""
        after, channel = int(request.query.get("after", 0)), request.match_info["channel"]
        said = [*self.heard.values(), *self.messages.values()]
        found = [each for each in said if each.get("channel_id") == channel and int(each["id"]) > after]
        return answer(sorted(found, key=lambda each: int(each["id"]), reverse=True)[:100])

    async def channel(self, request: web.Request) -> web.Response:
        """A channel of direct messages."""
        return answer({"id": request.match_info["channel"], "type": 1, "recipients": [user(ALICE, "alice")]})

    async def followup(self, request: web.Request) -> web.Response:
        self._describe(request, sent := await request.json())
        self.followups.append(sent)
        return answer(message_of_ours(CHANNEL, f"{EARLIEST}{len(self.followups)}"))

    async def original(self, _: web.Request) -> web.Response:
        """The first response to an interaction, which may be deferred still."""
        deferred = {**message_of_ours(CHANNEL, f"{EARLIEST}700"), "flags": 128}
        return answer(self.edited or deferred)

    async def message(self, request: web.Request) -> web.Response:
        sent = await request.json()
        self._describe(request, sent)
        self.attempts.append("message")
        assert sent["enforce_nonce"]
        if self.lost:
            self.lost -= 1
            return web.Response(status=503)
        made = message_of_ours(request.match_info["channel"], f"{EARLIEST}{len(self.attempts)}")
        made |= {"components": sent.get("components", [])}
        made |= {"message_reference": reference} if (reference := sent.get("message_reference")) else {}
        self.messages.setdefault(sent["nonce"], made)
        self._lose(request)
        if self.errors:
            self.errors -= 1
            return web.Response(status=503)
        return answer(self.messages[sent["nonce"]])

    async def callback(self, request: web.Request) -> web.Response:
        """The first response to an interaction, which is accepted only once."""
        self.attempts.append("callback")
        self._describe(request, sent := await request.json())
        self.responses.append(sent)
        if self.attempts.count("callback") > 1:
            refusal = {"code": 40060, "message": "Interaction has already been acknowledged."}
            return web.Response(status=400, body=json.dumps(refusal).encode(), content_type="application/json")
        self._lose(request)
        return answer({"interaction": {"id": request.match_info["id"], "type": 2, "response_message_loading": True}})

    async def edit(self, request: web.Request) -> web.Response:
        self.attempts.append("edit")
        form = await request.post() if request.content_type.startswith("multipart/") else {}
        sent = json.loads(str(form["payload_json"])) if form else await request.json()
        self._describe(request, sent)
        self.files = [field.file.read() for field in form.values() if isinstance(field, web.FileField)]
        self.edited = {**message_of_ours(CHANNEL, "700"), **sent, "attachments": []}
        self._lose(request)
        return answer(self.edited)

    async def delete(self, request: web.Request) -> web.Response:
        self.attempts.append("delete")
        if self.edited is None:
            refusal = {"code": 10008, "message": "Unknown Message"}
            return web.Response(status=404, body=json.dumps(refusal).encode(), content_type="application/json")
        self.edited = None
        self._lose(request)
        return web.Response(status=204)

    async def advice(self, _: web.Request) -> web.Response:
        """Advise two shards."""
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return answer({"url": f"ws://127.0.0.1:{self.port}/", "shards": 2, "session_start_limit": limit})

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        self._arrived(request, "gateway")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}, "s": None, "t": None})
        async for received in socket:
            if received.type is WSMsgType.TEXT and received.json()["op"] == 3:
                self.presences.append(received.json()["d"]["activities"][0])
            if received.type is WSMsgType.TEXT and received.json()["op"] == 2:
                self.identified.append(shard := received.json()["d"].get("shard"))
                self.presences.append(received.json()["d"]["presence"]["game"])
                ready = {
                    "v": 10,
                    "user": user(BOT, "On Record", bot=True),
                    "guilds": [{"id": server, "unavailable": True} for server in self.servers],
                    "session_id": "s",
                    "resume_gateway_url": f"ws://127.0.0.1:{self.port}/",
                    "application": {"id": BOT, "flags": 0},
                    **({"shard": shard} if shard else {}),
                }
                await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
                for server in self.servers:
                    await socket.send_json(self._joined(server, CHANNEL))
                self.sockets.append(socket)
        return socket

    @asynccontextmanager
    async def open(self) -> AsyncIterator["FakeDiscord"]:
        app = web.Application()
        app.add_routes(
            [
                web.get("/users/@me", self.me),
                web.get("/oauth2/applications/@me", self.application),
                web.put(f"/applications/{BOT}/commands", self.commands),
                web.post("/channels/{channel}/typing", self.typing),
                web.post("/channels/{channel}/messages", self.message),
                web.get("/channels/{channel}/messages/{message}", self.one_heard),
                web.get("/channels/{channel}/messages", self.history),
                web.get("/channels/{channel}", self.channel),
                web.get("/guilds/{server}", self.server),
                web.get(f"/webhooks/{BOT}/{TOKEN}/messages/@original", self.original),
                web.post(f"/webhooks/{BOT}/{TOKEN}", self.followup),
                web.post(f"/interactions/{{id}}/{TOKEN}/callback", self.callback),
                web.patch(f"/webhooks/{BOT}/{TOKEN}/messages/@original", self.edit),
                web.delete(f"/webhooks/{BOT}/{TOKEN}/messages/@original", self.delete),
                web.get("/", self.gateway),
                web.get("/gateway/bot", self.advice),
            ]
        )
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()


async def until(what: Any, seconds: float = 10) -> None:
    """Wait until `what()` is true."""
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.01)
