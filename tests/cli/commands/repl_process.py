"""The prompt of `onrecord repl` over the archive of a config file, with the word-count encoder. A question with
"slowly" takes a minute. Run by test_terminal_session.py.
"""

import sys
import time
from pathlib import Path

from bot.cli import prompt, terminal
from retrieval.archive import Archive, Models
from retrieval.array_types import Vectors
from retrieval.settings import load
from tests.conftest import VOCABULARY
from tests.fakes import WordCounts


class Slow(WordCounts):
    def question(self, text: str) -> Vectors:
        if "slowly" in text:
            sys.stdout.write("thinking\n")
            sys.stdout.flush()
            time.sleep(60)
        return super().question(text)


if __name__ == "__main__":
    settings = load(Path(sys.argv[1]))
    with Archive.open(settings, Models(lambda: Slow(*VOCABULARY))) as archive:
        prompt.run(lambda: archive, settings, terminal.console())
