"""Who may ask, and what every response says to the browser."""

import asyncio

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from bot.reload import LiveArchive
from bot.web import app, guard
from bot.web.guard import RoomTokenMissing, TokenTooShort
from retrieval.archive import Archive
from retrieval.settings import WebSettings
from tests.web.conftest import client

TOKEN = "a-secret-of-some-length"  # noqa: S105 - of these tests
OPEN = WebSettings(host="0.0.0.0", base_url="https://archive.example")  # noqa: S104


ODD_HOSTS = ("evil.example@localhost", "evil.example\\@localhost", "localhost/evil.example", "localhost:8766:80")


@pytest.fixture
def guarded(indexed: Archive) -> TestClient:
    return client(indexed, OPEN, TOKEN)


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/style.css", "/ask", "/speaker?name=Zorro"])
def test_every_response_has_the_headers_that_keep_a_page_to_itself(room: TestClient, address: str) -> None:
    headers = room.get(address).headers
    assert {name: headers.get(name) for name in guard.HEADERS} == guard.HEADERS
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8766", "[", "", *ODD_HOSTS]
)
def test_another_sites_name_is_refused(room: TestClient, host: str) -> None:
    assert room.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8766", "127.0.0.1:8766", "[::1]:8766", "192.168.1.7", "LOCALHOST"])
def test_this_machines_own_names_are_served(room: TestClient, host: str) -> None:
    assert room.get("/", headers={"Host": host}).status_code == 200


def test_the_name_that_is_configured_is_served(guarded: TestClient) -> None:
    headers = {"Host": "archive.example", "Authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/", headers=headers).status_code == 200


def test_a_room_that_others_can_reach_needs_a_token(indexed: Archive) -> None:
    with pytest.raises(RoomTokenMissing, match="set ONRECORD_TOKEN"):
        client(indexed, OPEN)
    with pytest.raises(TokenTooShort):
        client(indexed, OPEN, "short")


@pytest.mark.parametrize("address", ["/", "/ask?q=tax", "/article?id=schools.txt", "/nowhere"])
def test_nothing_is_shown_without_the_token(guarded: TestClient, address: str) -> None:
    response = guarded.get(address)
    assert response.status_code == 401
    assert "needs its token" in response.text
    assert "Burnham" not in response.text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_program_may_send_the_token_itself(guarded: TestClient, scheme: str) -> None:
    assert guarded.get("/", headers={"Authorization": f"{scheme} {TOKEN}"}).status_code == 200


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}x", f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", "Bearer", "Bearer é"])
def test_another_token_is_refused(guarded: TestClient, given: str) -> None:
    assert guarded.get("/", headers={b"Authorization": given.encode()}).status_code == 401


def test_the_token_in_the_form_opens_the_page_that_was_asked_for(guarded: TestClient) -> None:
    assert 'name="onward" value="/ask?q=tax&amp;n=5"' in guarded.get("/ask?q=tax&n=5").text
    response = guarded.post("/login", data={"token": TOKEN, "onward": "/ask?q=tax&n=5"})
    assert (response.status_code, response.headers["location"]) == (303, "/ask?q=tax&n=5")
    cookie = response.headers["set-cookie"]
    assert TOKEN not in cookie
    assert [part for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/") if part not in cookie] == []
    value = cookie.partition(";")[0]
    assert guarded.get("/", headers={"Cookie": value}).status_code == 200
    assert guarded.get("/", headers={"Cookie": value + "x"}).status_code == 401


def test_a_wrong_token_in_the_form_is_said_so(guarded: TestClient) -> None:
    response = guarded.post("/login", data={"token": "wrong", "onward": "//evil.example"})
    assert response.status_code == 401
    assert "not the token" in response.text
    assert "evil.example" not in response.text


def test_a_form_from_another_site_is_refused(guarded: TestClient) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert guarded.post("/login", data={"token": TOKEN}, headers=headers).status_code == 403
    for headers in ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {"Origin": "https://archive.example"}):
        assert guarded.post("/login", data={"token": TOKEN}, headers=headers).status_code == 303


def test_a_long_request_is_refused(guarded: TestClient) -> None:
    assert guarded.post("/login", data={"token": "x" * 5000}).status_code == 413


@pytest.mark.parametrize("origin", ["http://[", "http://evil.example@localhost", "file://", "localhost"])
def test_a_form_with_an_origin_that_is_none_is_refused(room: TestClient, origin: str) -> None:
    assert room.post("/draft", data={"text": "So."}, headers={"Origin": origin}).status_code == 403


async def sent_slowly(archive: Archive, messages: list[Message]) -> list[int]:
    """The statuses of the responses to a form of which only these messages arrive."""
    statuses, waiting = [], list(messages)

    async def receive() -> Message:
        if not waiting:
            await asyncio.sleep(3600)
        return waiting.pop(0)

    async def send(message: Message) -> None:
        statuses.append(message.get("status", 0))

    headers = [(b"host", b"localhost"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/draft", "query_string": b"", "headers": headers}
    await app.create(LiveArchive(lambda: archive), WebSettings())(scope, receive, send)
    return [status for status in statuses if status]


BEGUN = {"type": "http.request", "body": b"text=So", "more_body": True}


@pytest.mark.parametrize("messages", [[], [BEGUN]], ids=["nothing", "a part"])
def test_a_form_that_does_not_arrive_in_time_is_refused(
    indexed: Archive, monkeypatch: pytest.MonkeyPatch, messages: list[Message]
) -> None:
    monkeypatch.setattr(guard, "MAX_BODY_SECONDS", 0.05)
    assert asyncio.run(sent_slowly(indexed, messages)) == [408]


@pytest.mark.parametrize("messages", [[], [BEGUN]], ids=["nothing", "a part"])
def test_a_client_that_leaves_is_no_fault(
    indexed: Archive, caplog: pytest.LogCaptureFixture, messages: list[Message]
) -> None:
    asyncio.run(sent_slowly(indexed, [*messages, {"type": "http.disconnect"}]))
    assert caplog.text == ""
