"""`onrecord web` as a process, with the real model and the articles that come with the project."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.paths import SEEDS

pytestmark = pytest.mark.slow

WAIT = 600.0  # seconds until the index is built and the page is served, on a busy machine


def test_the_command_serves_the_archive_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    config = tmp_path / "config.toml"
    config.write_text(f"[web]\nport = {port}\n[ranking]\nbudget_ms = 100000\n", encoding="utf-8")
    options = ["--config", str(config), "--archive", str(SEEDS), "--index", str(tmp_path / "index")]
    served = subprocess.Popen(
        [sys.executable, "-m", "bot", "web", *options],
        env={**os.environ, "PYTHONPATH": str(SEEDS.parent), "HF_HUB_OFFLINE": "1"},
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        answer = asked(f"http://127.0.0.1:{port}/ask", {"q": "what did Burnham say about Lansley?"})
    finally:
        served.send_signal(signal.SIGINT)
        _, printed = served.communicate(timeout=60)
    assert "Andy Burnham</a>" in answer
    assert "campaign is clearly underway to scapegoat Andrew Lansley" in answer
    assert f"serving at http://127.0.0.1:{port}/; Ctrl-C ends" in printed
    assert "Burnham" not in printed  # questions are not logged
    assert served.returncode == 130


def asked(url: str, parameters: dict[str, str]) -> str:
    until = time.monotonic() + WAIT
    while True:
        try:
            return httpx.get(url, params=parameters, timeout=WAIT).raise_for_status().text
        except httpx.ConnectError:
            assert time.monotonic() < until
            time.sleep(0.5)
