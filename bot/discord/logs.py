"""The bot's log on standard error: a line an event, its facts as name=value, times in UTC.

    2026-11-25T01:22:02Z INFO bot.discord.messages answered key=dGhpcyBpcyBh found=3 took_ms=12 inside=1

Neither the token nor anybody's words are in it; `[discord] log_questions` adds those of questions.
"""

import logging
import re
import sys
import time
from typing import TextIO

INTERACTION = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?]+")  # in the addresses that discord.py warns of


class Lines(logging.Formatter):
    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The line, less the token, wherever a library may have put it, and less those that answer interactions."""
        return INTERACTION.sub(r"\1[token]", super().format(record).replace(self._token, "[token]"))


def start(token: str, stream: TextIO | None = None) -> None:
    """Log from here on as above, in place of what the command line has set up."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(token))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for ours in ("bot", "retrieval", "discord"):
        logging.getLogger(ours).setLevel(min(root.level, logging.INFO))
    for theirs in ("discord", "aiohttp"):  # their DEBUG prints what is sent and received, word for word
        logging.getLogger(theirs).setLevel(logging.INFO)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
