import pytest

from tests.discord import description

pytestmark = pytest.mark.skipif(
    not description.given(), reason=f"{description.VARIABLE} does not name Discord's description of its API"
)

BUTTON = {"type": 2, "style": 1, "label": "More", "custom_id": "onrecord:more:key:0:0"}

SENT = [
    pytest.param({"components": [{"type": 1, "components": [BUTTON]}], "flags": 32768}, True, id="a button"),
    pytest.param(
        {"components": [{"type": 1, "components": [{**BUTTON, "custom_id": "x" * 101}]}]}, False, id="an id too long"
    ),
    pytest.param({"content": "x" * 4001}, False, id="too much text"),
    pytest.param({"nonce": "x" * 26}, False, id="a nonce too long"),
]


@pytest.mark.parametrize(("payload", "valid"), SENT)
def test_discords_description_is_held_against_what_is_sent(payload: object, *, valid: bool) -> None:
    assert (description.problems("POST", "/channels/1/messages", payload) == []) is valid
