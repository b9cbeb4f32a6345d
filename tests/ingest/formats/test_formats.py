"""The table of formats."""

from retrieval.ingest.formats import BY_SUFFIX, Format


def test_no_two_formats_share_a_suffix() -> None:
    suffixes = [suffix for file_format in Format for suffix in file_format.suffixes]
    assert sorted(suffixes) == sorted(BY_SUFFIX)
