"""Log lines above a prompt, so that another thread does not write into the line that is being typed.

prompt_toolkit's own StdoutProxy is not used: it writes to the prompt's output instead of standard error, and its thread
ends for good, with every later log line lost, when it writes at the moment at which a prompt is answered.
"""

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
    """Show what is logged to standard error, where that is a terminal, above the prompt of `session`."""
    handlers = [handler for handler in logging.getLogger().handlers if isinstance(handler, logging.StreamHandler)]
    handlers = [handler for handler in handlers if handler.stream is sys.stderr and sys.stderr.isatty()]
    for handler in handlers:
        handler.setStream(_AbovePrompt(session, sys.stderr))
    try:
        yield
    finally:
        for handler in handlers:
            handler.setStream(sys.stderr)


class _AbovePrompt:
    """A stream that erases the prompt, writes, and has the prompt drawn again below."""

    def __init__(self, session: PromptSession[str], stream: TextIO) -> None:
        self._session, self._stream = session, stream
        self.flush = stream.flush

    def write(self, text: str) -> None:
        """Any thread may write."""
        app = self._session.app
        show = partial(run_in_terminal, partial(self._show, text))
        try:
            if app.is_running and app.loop:
                app.loop.call_soon_threadsafe(show, context=app.context)
                return
        except RuntimeError:  # the prompt has been answered meanwhile
            pass
        self._show(text)

    def _show(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
