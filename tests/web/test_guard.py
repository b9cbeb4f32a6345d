"""Who may ask, and what every response says to the browser."""

import pytest
from starlette.testclient import TestClient

from bot.web import guard
from bot.web.guard import TokenMissing, TokenTooShort
from retrieval.archive import Archive
from retrieval.settings import WebSettings
from tests.web.conftest import client

TOKEN = "a-secret-of-some-length"  # noqa: S105 - of these tests
OPEN = WebSettings(host="0.0.0.0", base_url="https://archive.example")  # noqa: S104


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


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8766", "[", ""])
def test_another_sites_name_is_refused(room: TestClient, host: str) -> None:
    assert room.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8766", "127.0.0.1:8766", "[::1]:8766", "192.168.1.7", "LOCALHOST"])
def test_this_machines_own_names_are_served(room: TestClient, host: str) -> None:
    assert room.get("/", headers={"Host": host}).status_code == 200


def test_the_name_that_is_configured_is_served(guarded: TestClient) -> None:
    headers = {"Host": "archive.example", "Authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/", headers=headers).status_code == 200


def test_a_room_that_others_can_reach_needs_a_token(indexed: Archive) -> None:
    with pytest.raises(TokenMissing, match="set ONRECORD_TOKEN"):
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
