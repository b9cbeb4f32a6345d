import io
import logging
import re
from collections.abc import Iterator

import pytest

from bot.discord import logs


@pytest.fixture(autouse=True)
def _root() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = before, level


def test_a_line_has_its_time_and_facts_and_never_the_token_even_in_a_traceback() -> None:
    stream = io.StringIO()
    logs.start("s3cret", stream)
    logging.getLogger("bot.discord").info("answered key=%s", "s3cret")
    logging.getLogger("bot.discord").error("failed", exc_info=ValueError("s3cret"))
    first, *_, last = stream.getvalue().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO bot\.discord answered key=\[token\]", first)
    assert last == "ValueError: [token]"


def test_what_libraries_print_of_messages_when_debugging_stays_out() -> None:
    stream = io.StringIO()
    logging.getLogger().setLevel(logging.DEBUG)
    logs.start("s3cret", stream)
    logging.getLogger("discord.http").debug("POST with what somebody wrote")
    assert stream.getvalue() == ""
