"""Real news is made into a larger archive, in which every passage has a vector near its real one."""

import numpy as np
import pytest

from benchmarks.scale.synthetic_archive import RealNews, filters

TEXTS = ["One.", "Two.", "Three."]
NEWS = RealNews(["First", "First", "Second"], TEXTS, [2, 1], np.eye(3, dtype=np.float32))


@pytest.mark.parametrize("count", [2, 3, 8])
def test_the_archive_has_the_asked_number_of_passages_each_near_its_real_vector(count: int) -> None:
    made = [passage.text for entry in NEWS.entries(count) for passage in entry.passages]
    vectors = np.concatenate(list(NEWS.blocks(count)))
    assert (len(made), made[:3], vectors.shape) == (count, TEXTS[:count], (count, 3))
    assert [TEXTS[row] for row in vectors.argmax(axis=1)] == made
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(count), abs=1e-5)


def test_every_quotation_is_in_its_passage() -> None:
    for entry in NEWS.entries(60):
        for said in entry.quotations:
            assert any(passage.text.startswith(said.text) for passage in entry.passages)


def test_every_kind_of_filter_has_each_share() -> None:
    assert sorted(filters()) == sorted(
        (kind, share) for kind in ("speaker", "date", "source") for share in ("10 %", "1 %", "0.1 %")
    )
