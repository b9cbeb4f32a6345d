import pytest

from tests.discord import openapi

pytestmark = pytest.mark.skipif(
    not openapi.available(), reason=f"{openapi.VARIABLE} does not name Discord's description of its API"
)

CHOICE = {"name": "Andy Burnham", "value": "Andy Burnham"}


def form(title: str) -> dict[str, object]:
    field = {"type": 4, "style": 1, "custom_id": "question", "max_length": 500}
    return {"title": title, "custom_id": "key", "components": [{"type": 18, "label": "What?", "component": field}]}


BUTTON = {"type": 2, "style": 1, "label": "More", "custom_id": "onrecord:more:key:0:0"}

SENT = [
    pytest.param({"components": [{"type": 1, "components": [BUTTON]}], "flags": 32768}, True, id="a button"),
    pytest.param(
        {"components": [{"type": 1, "components": [{**BUTTON, "custom_id": "x" * 101}]}]}, False, id="an id too long"
    ),
    pytest.param({"content": "x" * 4001}, False, id="too much text"),
    pytest.param({"nonce": "x" * 26}, False, id="a nonce too long"),
]
ANSWERED = [
    pytest.param({"type": 8, "data": {"choices": [CHOICE] * 25}}, True, id="25 choices"),
    pytest.param({"type": 8, "data": {"choices": [CHOICE] * 26}}, False, id="26 choices"),
    pytest.param({"type": 8, "data": {"choices": [{**CHOICE, "name": "x" * 101}]}}, False, id="a choice too long"),
    pytest.param({"type": 9, "data": form("Follow up")}, True, id="a form"),
    pytest.param({"type": 9, "data": form("x" * 46)}, False, id="a title too long"),
    pytest.param({"type": 99}, False, id="a response that there is not"),
]
EDITS = SENT[:-1]  # edits have no nonce
COMMANDS = [
    pytest.param({"type": 3, "name": "topic", "description": "what about"}, True, id="an option"),
    pytest.param({"type": 3, "name": "topic", "description": "x" * 101}, False, id="a description too long"),
    pytest.param({"type": 3, "name": "topic"}, False, id="no description"),
]


@pytest.mark.parametrize(("payload", "valid"), SENT)
def test_messages_are_checked_against_discords_description(payload: object, *, valid: bool) -> None:
    assert (openapi.problems("POST", "/channels/1/messages", payload) == []) is valid


@pytest.mark.parametrize(("payload", "valid"), EDITS)
def test_edits_are_checked_against_discords_description(payload: object, *, valid: bool) -> None:
    assert (openapi.problems("PATCH", "/webhooks/1/token/messages/@original", payload) == []) is valid


@pytest.mark.parametrize(("payload", "valid"), ANSWERED)
def test_first_responses_are_checked_against_discords_description(payload: object, *, valid: bool) -> None:
    assert (openapi.problems("POST", "/interactions/1/token/callback", payload) == []) is valid


@pytest.mark.parametrize(("option", "valid"), COMMANDS)
def test_commands_are_checked_against_discords_description(option: object, *, valid: bool) -> None:
    command = {"name": "who", "type": 1, "description": "Who spoke", "options": [option]}
    assert (openapi.problems("PUT", "/applications/1/commands", [command]) == []) is valid


def test_a_path_that_is_not_described_is_a_problem() -> None:
    assert openapi.problems("POST", "/nowhere", {}) == ["POST /nowhere takes no payload"]
