"""Log lines above a prompt: another thread, such as one that reindexes, must not write into what is being typed."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal


@contextmanager
def logging_above(session: PromptSession[str]) -> Iterator[None]:
    """What other threads log on the same terminal stands above the prompt, which is drawn again below it."""
    shown = [each for each in logging.getLogger().handlers if isinstance(each, logging.StreamHandler)]
    shown = [each for each in shown if each.stream is sys.stderr and sys.stderr.isatty()]
    for handler in shown:
        handler.setStream(_Above(session, sys.stderr))
    try:
        yield
    finally:
        for handler in shown:
            handler.setStream(sys.stderr)


class _Above:
    """A stream on the terminal of a prompt, which is taken away for as long as something is written."""

    def __init__(self, session: PromptSession[str], stream: TextIO) -> None:
        self._session, self._stream = session, stream
        self.flush = stream.flush

    def write(self, text: str) -> None:
        """By any thread."""
        app = self._session.app
        show = partial(run_in_terminal, partial(self._show, text))
        try:
            if app.is_running and app.loop:
                app.loop.call_soon_threadsafe(show, context=app.context)
                return
        except RuntimeError:  # it has been answered meanwhile
            pass
        self._show(text)

    def _show(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
