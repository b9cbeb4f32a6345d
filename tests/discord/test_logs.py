import io
import logging
import re
from collections.abc import Iterator

import pytest

from bot.discord import runner

TOUCHED = (None, "bot", "retrieval", "discord", "aiohttp", "aiohttp.access")


@pytest.fixture(autouse=True)
def _root() -> Iterator[None]:
    root = logging.getLogger()
    before, levels = list(root.handlers), {name: logging.getLogger(name).level for name in TOUCHED}
    yield
    root.handlers[:] = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_line_has_its_time_and_facts_and_never_the_token_even_in_a_traceback() -> None:
    stream = io.StringIO()
    runner.start_logging("s3cret", stream)
    logging.getLogger("bot.discord").info("answered key=%s", "s3cret")
    logging.getLogger("bot.discord").error("failed", exc_info=ValueError("s3cret"))
    first, *_, last = stream.getvalue().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO bot\.discord answered key=\[token\]", first)
    assert last == "ValueError: [token]"


@pytest.mark.parametrize(
    "where", ["webhooks/100/{}/messages/@original", "interactions/600/{}/callback", "webhooks/1/{}"]
)
def test_an_interactions_token_is_not_in_the_addresses_that_are_warned_of(where: str) -> None:
    stream = io.StringIO()
    runner.start_logging("s3cret", stream)
    url = f"https://discord.com/api/v10/{where.format('aW50ZXJhY3Rpb246-x_y')}"
    logging.getLogger("discord.http").warning("We are being rate limited. PATCH %s responded with 429.", url)
    assert f"PATCH {url.replace('aW50ZXJhY3Rpb246-x_y', '[token]')} responded" in stream.getvalue()


def test_what_libraries_print_of_messages_when_debugging_stays_out() -> None:
    stream = io.StringIO()
    logging.getLogger().setLevel(logging.DEBUG)
    runner.start_logging("s3cret", stream)
    logging.getLogger("discord.http").debug("POST with what somebody wrote")
    assert stream.getvalue() == ""


def test_other_libraries_tell_only_what_is_wrong() -> None:
    stream = io.StringIO()
    logging.getLogger().setLevel(logging.WARNING)
    runner.start_logging("s3cret", stream)
    logging.getLogger("faiss.loader").info("Loading faiss.")
    logging.getLogger("bot.discord").info("ready")
    assert stream.getvalue().endswith("INFO bot.discord ready\n")
    assert stream.getvalue().count("\n") == 1
