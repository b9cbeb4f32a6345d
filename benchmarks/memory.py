"""The peak memory of a process and all its descendants together."""

import re
import threading
from pathlib import Path
from typing import Self

INTERVAL = 0.1  # seconds between two samples


class MemorySampler:
    """Samples memory during a `with` block. Pages that are mapped from files do not count."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0.0
        self._pid, self._stopped = pid, threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stopped.wait(INTERVAL):
            self.peak_mb = max(self.peak_mb, _family_mb(self._pid))


def _family_mb(pid: int) -> float:
    """The private memory of a process and its descendants, in MB."""
    processes = dict(filter(None, map(_process, Path("/proc").glob("[0-9]*"))))
    family, grown = {pid}, True
    while grown:
        children = {child for child, (parent, _) in processes.items() if parent in family}
        grown = not children <= family
        family |= children
    return sum(processes[member][1] for member in family & processes.keys()) / 1024


def _process(folder: Path) -> tuple[int, tuple[int, int]] | None:
    """A process id, its parent's id and its private memory in kB; None if the process has ended."""
    try:
        status = (folder / "status").read_text()
    except OSError:
        return None
    found = re.search(r"\nPPid:\s+(\d+)\n(?:.*\n)*RssAnon:\s+(\d+)", status)
    return (int(folder.name), (int(found[1]), int(found[2]))) if found else None
