"""Tests which backend is opened, and the errors if it cannot be opened."""

from dataclasses import replace
from importlib.util import find_spec

import pytest

from retrieval import backends
from retrieval.errors import MilvusMissing, SettingsError
from retrieval.index.generation import Generation
from retrieval.settings import Settings, load
from tests.conftest import quiet, write
from tests.fakes import WordCounts


def test_the_local_backend_is_opened_unless_another_is_configured(settings: Settings, encoder: WordCounts) -> None:
    built = backends.bring_up_to_date(settings, lambda: encoder, quiet)
    assert backends.current(settings) == built.generation
    with backends.open_current(settings) as opened:
        assert isinstance(opened, Generation)
        assert opened.name == built.generation


@pytest.mark.skipif(find_spec("pymilvus") is not None, reason="pymilvus is installed")
def test_without_pymilvus_the_error_says_how_to_install_it(settings: Settings) -> None:
    with pytest.raises(MilvusMissing, match=r"pip install \"onrecord\[milvus\]\""):
        backends.open_current(replace(settings, index=replace(settings.index, engine="milvus")))


def test_an_unknown_engine_is_refused(settings: Settings) -> None:
    config = write(settings.archive.folder.parent, "config.toml", '[index]\nengine = "milbus"\n')
    with pytest.raises(SettingsError, match=r"line 2: engine in \[index\] must be one of local, milvus, not 'milbus'"):
        load(config)
