"""The two articles of tests/conftest.py, indexed once, and the command line that answers from them."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from bot.cli.main import main
from retrieval import backends, encoders
from retrieval.errors import EncoderError
from retrieval.settings import EncoderSettings, load
from tests.conftest import BRIEFING, SCHOOLS, SOURCES, VOCABULARY, quiet, write
from tests.fakes import WordCounts

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A config.toml whose archive is indexed. Its encoder is not installed, so no command may load a model."""
    folder = tmp_path_factory.mktemp("commands")
    write(folder, "archive/2012-02-07-briefing.txt", BRIEFING)
    write(folder, "archive/schools.txt", SCHOOLS)
    write(folder, "archive/sources.toml", SOURCES)
    path = write(
        folder,
        "config.toml",
        '[archive]\nfolder = "archive"\n[index]\nfolder = "index"\n[encoder]\nname = "word-counts"\n',
    )
    backends.bring_up_to_date(load(path), lambda: WordCounts(*VOCABULARY), quiet)
    return path


@pytest.fixture
def onrecord(config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process: its exit status, standard output and standard error. No model is installed."""
    monkeypatch.setattr(encoders, "load", _no_encoder)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["--config", str(config), *arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def _no_encoder(settings: EncoderSettings) -> NoReturn:
    raise EncoderError(settings.name, "it is not installed")
