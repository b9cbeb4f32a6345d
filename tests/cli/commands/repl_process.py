"""The prompt of `onrecord repl` over the archive of a config file, with the word-count encoder. Run by test_repl.py."""

import sys
from pathlib import Path

from bot.cli import prompt, terminal
from retrieval.archive import Archive, Models
from retrieval.settings import load
from tests.conftest import VOCABULARY
from tests.fakes import WordCounts

if __name__ == "__main__":
    settings = load(Path(sys.argv[1]))
    with Archive.open(settings, Models(lambda: WordCounts(*VOCABULARY))) as archive:
        prompt.run(lambda: archive, settings, terminal.console())
