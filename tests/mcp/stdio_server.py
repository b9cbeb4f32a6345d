"""Serves an indexed archive over stdio, with the word-count encoder: `python -m tests.mcp.stdio_server CONFIG`."""

import sys
from pathlib import Path

from bot.mcp import server
from bot.reload import LiveArchive
from retrieval.archive import Archive, Models
from retrieval.settings import load
from tests.conftest import VOCABULARY
from tests.fakes import WordCounts

if __name__ == "__main__":
    with Archive.open(load(Path(sys.argv[1])), Models(lambda: WordCounts(*VOCABULARY))) as archive:
        server.create(LiveArchive(lambda: archive)).run("stdio")
