"""Records the newest versions of everything that `make ask` installs, with the sha256 of every file of each.

    python .ci/lock.py .ci/requirements.txt

The versions are for every platform and Python version that On Record supports. PyTorch and what only PyTorch needs for
a graphics card are left out: which build of it is right depends on the machine, and only the user can tell.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

LEFT_OUT = re.compile(r"(torch|triton|nvidia-[\w-]+|cuda-[\w-]+)==")
UV = [sys.executable, "-m", "uv", "pip", "compile", "--universal", "--generate-hashes"]
OPTIONS = ["--python-version", "3.11", "--no-header", "--no-annotate", "--quiet", "--upgrade"]
HEADER = "# Written by `make lock`: all that `make ask` installs but PyTorch, by version and digest.\n"


def main(target: str) -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "wanted.in")
        given.write_text("\n".join(wanted), encoding="utf-8")
        command = [*UV, *OPTIONS, str(given)]
        made = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours
    Path(target).write_text(HEADER + "".join(_kept(made)), encoding="utf-8")


def _kept(made: str) -> list[str]:
    """The lines of the requirements that are not left out; the lines after the first of each are indented."""
    kept, keeps = [], True
    for line in made.splitlines(keepends=True):
        if not line.startswith(" "):
            keeps = not LEFT_OUT.match(line)
        if keeps:
            kept.append(line)
    return kept


if __name__ == "__main__":
    main(sys.argv[1])
