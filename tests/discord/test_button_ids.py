import pytest

from bot.discord.button_ids import CUSTOM_ID, AnswerButton

IDS = [
    pytest.param("onrecord:more:key-of-asked:2:840", True, id="a place"),
    pytest.param("onrecord:up:key-of-asked", True, id="no place"),
    pytest.param("onrecord:context:key-of-asked:2:840:3", True, id="the fourth of its message"),
    pytest.param("onrecord:context:key-of-asked:2:840:34", False, id="one of more than ten"),
    pytest.param("onrecord:more:key-of-asked:2:840 ", False, id="more behind it"),
    pytest.param("onrecord:more:key:2:840", False, id="a short key"),
    pytest.param("onrecord:more:key-of-asked:-2:840", False, id="a negative number"),
    pytest.param("onrecord:more:key-of-asked:²:8", False, id="a digit of another kind"),
    pytest.param("onrecord:more:key-of-asked:99999999:0", False, id="a number too large"),
    pytest.param("other:more:key-of-asked", False, id="somebody else's"),
]


@pytest.mark.parametrize(("custom_id", "ours"), IDS)
def test_only_well_formed_custom_ids_match(custom_id: str, *, ours: bool) -> None:
    assert (CUSTOM_ID.fullmatch(custom_id) is not None) is ours


async def test_an_unknown_action_is_a_value_error() -> None:
    match = CUSTOM_ID.fullmatch("onrecord:destroy:key-of-asked")
    assert match
    with pytest.raises(ValueError, match="destroy"):
        await AnswerButton.from_custom_id(None, None, match)  # type: ignore[arg-type]
