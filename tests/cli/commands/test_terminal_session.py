"""Commands in a terminal, below a shell that controls its jobs: the prompt of `onrecord repl`, and the pager."""

import contextlib
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

BASH = shutil.which("bash")
WAIT = 120.0  # seconds for what a step prints, on a busy machine
# a shell controls jobs only in a terminal that is its session's own
SHELL = f"import fcntl, os, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv({BASH!r}, ['bash', '--norc', '-i'])"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(BASH is None, reason="bash is not installed")]


class Terminal:
    def __init__(self, end: int) -> None:
        self._end, self._seen = end, ""

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def expect(self, text: str) -> None:
        """Wait until the terminal shows a text; whatever stands before it is passed over."""
        until = time.monotonic() + WAIT
        while text not in self._seen:
            assert time.monotonic() < until, f"{text!r} is not shown, but: {self._seen[-2000:]!r}"
            if select.select([self._end], [], [], 1)[0]:
                self._seen += os.read(self._end, 4096).decode(errors="replace")
        self._seen = self._seen.partition(text)[2]


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    own, others = os.openpty()
    terminal = {"PS1": "shell> ", "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    running = subprocess.Popen(
        [sys.executable, "-c", SHELL],
        stdin=others,
        stdout=others,
        stderr=others,
        start_new_session=True,
        env={**os.environ, **terminal, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
    )
    os.close(others)
    try:
        yield Terminal(own)
    finally:
        running.kill()
        running.wait()
        with contextlib.suppress(OSError):
            os.close(own)


def test_ctrl_z_suspends_the_prompt_and_fg_resumes_it(shell: Terminal, config: Path) -> None:
    shell.expect("shell> ")
    shell.type(f"{sys.executable} -m tests.cli.commands.repl_process {config}\n")
    shell.expect("»")
    shell.type("\x1a")
    shell.expect("Stopped")
    shell.expect("shell> ")
    shell.type("echo the shell an''swers\n")
    shell.expect("the shell answers")
    shell.type("fg\n")
    shell.expect("»")
    shell.type(":who tax\r")
    shell.expect("Michael Gove")
    shell.expect("»")
    shell.type("\x04")
    shell.expect("shell> ")


def test_ctrl_c_drops_the_line_or_the_question_and_the_prompt_goes_on(shell: Terminal, config: Path) -> None:
    shell.expect("shell> ")
    shell.type(f"{sys.executable} -m tests.cli.commands.repl_process {config}\n")
    shell.expect("»")
    shell.type("what did Zebedee")
    shell.expect("Zebedee")
    shell.type("\x03")
    shell.expect("»")
    shell.type("what did Burnham say slowly?\r")
    shell.expect("thinking")
    shell.type("\x03")
    shell.expect("»")
    shell.type(":who tax\r")
    shell.expect("Michael Gove")
    shell.expect("»")
    shell.type("\x04")
    shell.expect("shell> ")


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [("show schools", "paged:"), ("check no tax will rise", "paged:"), ("--no-pager show schools", "No school")],
)
def test_long_output_goes_through_the_pager_unless_it_is_not_wanted(
    shell: Terminal, config: Path, arguments: str, shown: str
) -> None:
    shell.expect("shell> ")
    shell.type("export PAGER='sed s/^/paged:/' MANPAGER=\n")
    shell.expect("shell> ")
    shell.type(f"{sys.executable} -m bot --config {config} {arguments} > /dev/tty\n")
    shell.expect("\n")
    shell.expect(shown)
    shell.expect("shell> ")
