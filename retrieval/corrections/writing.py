"""Appends corrections to corrections.toml.

The content of the file stays as it is, comments too: a later correction overrides an earlier one. A writer waits for
other writers, and the file is replaced in one step, so that a reader never sees an incomplete file.
"""

import json
import os
import tomllib
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval import corrections, files
from retrieval.corrections import FILE, TABLE
from retrieval.errors import ArchiveMissing, CorrectionsUnwritable

LOCK = ".corrections.lock"
LOCK_TIMEOUT_SECONDS = 30.0  # for another writer
ABOUT = """# What people put right. It wins over what On Record finds by itself, from the next "onrecord index" on.
# onrecord correct adds to this file; you may edit it. docs/corrections.md says how.
"""
Value = str | bool | date | tuple[str, ...]


def add(folder: Path, **values: Value) -> int:
    """Append a correction with these keys to the file of an archive. Returns its line.

    Raises ArchiveMissing if there is no such folder, CorrectionsDamaged if the file cannot be read as it is, and
    CorrectionsUnwritable if it cannot be written.
    """
    if not folder.is_dir():
        raise ArchiveMissing(folder)
    path = Path(os.path.realpath(folder / FILE))
    try:
        with FileLock(folder / LOCK, timeout=LOCK_TIMEOUT_SECONDS):
            corrections.read(folder)
            before = path.read_text(encoding="utf-8") if path.exists() else ABOUT
            before += "" if before.endswith("\n") else "\n"
            block = "\n".join((f"[[{TABLE}]]", *(f"{key} = {_toml(value)}" for key, value in values.items() if value)))
            text = f"{before}\n{block}\n"
            tomllib.loads(text)
            files.write_atomically(path, text.encode())
    except Timeout as error:
        raise CorrectionsUnwritable(path, "another program is writing to it") from error
    except OSError as error:
        raise CorrectionsUnwritable(path, error.strerror or str(error)) from error
    return before.count("\n") + 2


def _toml(value: Value) -> str:
    """
    >>> print(_toml('He said: "no".'), _toml(True), _toml(date(2026, 5, 3)), _toml(("Ann Lee", "A. Lee")))
    "He said: \\"no\\"." true 2026-05-03 ["Ann Lee", "A. Lee"]
    """
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # strings of JSON are strings of TOML
