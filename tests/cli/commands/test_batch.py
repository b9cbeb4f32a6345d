"""Every line of a batch gets one reply, which is JSON for any reader, whatever stands in the line."""

import json

import pytest

from bot.cli import reply_json
from bot.cli.commands import ask
from retrieval.archive import Archive
from retrieval.models import Options


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


@pytest.mark.parametrize(
    ("line", "key", "question", "error"),
    [
        pytest.param('{"id": NaN, "question": "who?"}', None, None, "cannot be read: ", id="an id that is no number"),
        pytest.param('{"id": [1e999], "question": "who?"}', None, None, "cannot be read: ", id="an endless id"),
        pytest.param('{"id": {"a": -Infinity}, "question": "?"}', None, None, "cannot be read: ", id="within an id"),
        pytest.param('{"id": "\\ud800", "question": "who?"}', "\ud800", "who?", None, id="half a pair in the id"),
        pytest.param('{"id": 1, "question": "who \\ud83d?"}', 1, "who \ufffd?", None, id="half a pair"),
        pytest.param('{"id": 1, "question": "who \\ud83d\\ude00?"}', 1, "who 😀?", None, id="a whole pair"),
        pytest.param('{"id": 1, "question": "who \\udc80?"}', 1, "who \ufffd?", None, id="the other half"),
        pytest.param('{"id": 1, "question": ["who?"]}', 1, None, 'has no "question" that is text', id="a list"),
    ],
)
def test_a_line_gets_one_reply_in_json(
    archive: Archive,
    line: str,
    key: object,
    question: str | None,
    error: str | None,
) -> None:
    reply = reply_json.dumps(ask._answer_line(archive, line, Options(), 3))
    read = json.loads(reply.encode(), parse_constant=refuse)
    assert read["id"] == key
    assert read["question"] == (line if question is None else question)
    assert (read["error"] is None) if error is None else read["error"].startswith(error)
