import pytest

from bot.discord.pages.button_ids import CUSTOM_ID, is_outdated

IDS = [
    pytest.param("onrecord:more:key-of-asked:2:840", True, id="a place"),
    pytest.param("onrecord:up:key-of-asked", True, id="no place"),
    pytest.param("onrecord:more:key-of-asked:2:840:3", False, id="a third number"),
    pytest.param("onrecord:context:key-of-asked", False, id="the menu"),
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


@pytest.mark.parametrize(
    ("custom_id", "outdated"),
    [
        ("onrecord:destroy:key-of-asked", True),
        ("onrecord:up:key-of-asked", False),
        ("onrecord:context:key-of-asked", False),
        ("other:destroy:key", False),
    ],
)
def test_a_button_of_ours_with_an_unknown_custom_id_is_outdated(custom_id: str, *, outdated: bool) -> None:
    assert is_outdated({"custom_id": custom_id}) is outdated
