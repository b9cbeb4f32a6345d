"""Fuzz one target with atheris, which learns from what its bytes reach; all of them in turn where none is named.

python -m tests.fuzz [TARGET] [SECONDS]        stops at the first failure, whose bytes are left in a file
python -m tests.fuzz TARGET FILE               once more with these bytes
"""

import logging
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=["retrieval", "feedparser", "pypdf", "trafilatura", "yaml"], enable_loader_override=False
):
    from tests.fuzz import seeds
    from tests.fuzz.targets import TARGETS

SECONDS = 60
SLOWEST = 30  # seconds for which one input may be read, as limits.SECONDS says
LARGEST = 8192  # bytes of an input


def fuzz(name: str, seconds: str) -> None:
    """Never returns."""
    logging.disable()
    warnings.simplefilter("ignore")
    corpus = Path(tempfile.mkdtemp(prefix=f"onrecord-{name}-"))
    for number, seed in enumerate(seeds.BY_TARGET[name]):
        (corpus / str(number)).write_bytes(seed)
    words = corpus / "words.dict"
    escaped = ("".join(map("\\x{:02x}".format, piece)) for piece in seeds.PIECES)
    words.write_text("".join(f'"{piece}"\n' for piece in escaped))
    options = [f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-max_len={LARGEST}", f"-dict={words}"]
    atheris.Setup(["fuzz", *options, "-print_final_stats=1", str(corpus)], TARGETS[name])
    atheris.Fuzz()


def main(given: list[str]) -> int:
    match given:
        case [name, file] if name in TARGETS and Path(file).is_file():
            TARGETS[name](Path(file).read_bytes())
            return 0
        case [name, seconds] if name in seeds.BY_TARGET and seconds.isdecimal():
            fuzz(name, seconds)
        case [name] if name in seeds.BY_TARGET:
            fuzz(name, str(SECONDS))
    names, seconds = list(seeds.BY_TARGET), given[0] if given and given[0].isdecimal() else str(SECONDS)
    if given and not given[0].isdecimal():
        sys.stderr.write(f"no target {given[0]}; known are: {', '.join(names)}\n")
        return 2
    return max(
        subprocess.run([sys.executable, "-m", "tests.fuzz", name, seconds], check=False).returncode for name in names
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
