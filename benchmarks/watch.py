"""How much memory a process and all that come from it hold of their own, together and at most."""

import re
import threading
from pathlib import Path
from typing import Self

PAUSE = 0.1  # seconds between two looks


class Watch:
    """Looks while the `with` lasts; what is mapped from files does not count."""

    def __init__(self, pid: int) -> None:
        self.most = 0.0  # MB
        self._pid, self._over = pid, threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._looking.join()

    def _look(self) -> None:
        while not self._over.wait(PAUSE):
            self.most = max(self.most, _held(self._pid))


def _held(pid: int) -> float:
    """MB."""
    known = dict(filter(None, map(_process, Path("/proc").glob("[0-9]*"))))
    family = {pid}
    while more := {child for child, (parent, _) in known.items() if parent in family} - family:
        family |= more
    return sum(known[one][1] for one in family & known.keys()) / 1024


def _process(folder: Path) -> tuple[int, tuple[int, int]] | None:
    """The number of a process, that of its parent and what it holds in kB; None where it has ended."""
    try:
        status = (folder / "status").read_text()
    except OSError:
        return None
    found = re.search(r"\nPPid:\s+(\d+)\n(?:.*\n)*RssAnon:\s+(\d+)", status)
    return (int(folder.name), (int(found[1]), int(found[2]))) if found else None
