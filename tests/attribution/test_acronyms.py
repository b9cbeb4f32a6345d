"""What acronyms stand for, by the names that an article spells out."""

import pytest

from retrieval.attribution import acronyms


@pytest.mark.parametrize("run", ["Bo on the Ann's of ", "Ann for the Bo and the "])
def test_a_name_is_found_beside_an_endless_run_of_names(run: str) -> None:
    text = f"{run * 2000}end.\nThe Tide Survey Agency met. TSA said so."
    assert acronyms.explained(text)["TSA"] == "Tide Survey Agency"
