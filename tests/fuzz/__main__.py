"""Fuzzes one target, or all of them in turn, with atheris, which varies bytes to reach new code.

python -m tests.fuzz [TARGET] [SECONDS]        stops at the first failure and writes its bytes into a file
python -m tests.fuzz TARGET FILE               runs the target once with these bytes
"""

import logging
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["retrieval", "feedparser", "pypdf", "yaml"], enable_loader_override=False):
    from tests.fuzz import seeds
    from tests.fuzz.targets import TARGETS

DEFAULT_SECONDS = 60
MAX_SECONDS_PER_INPUT = 30  # the same as limits.PARSER_SECONDS
MAX_INPUT_BYTES = 8192


def fuzz(name: str, seconds: str) -> None:
    """Fuzz a target. This ends the process."""
    logging.disable()
    warnings.simplefilter("ignore")
    corpus = Path(tempfile.mkdtemp(prefix=f"onrecord-{name}-"))
    for number, seed in enumerate(seeds.BY_TARGET[name]):
        (corpus / str(number)).write_bytes(seed)
    words = corpus / "words.dict"
    escaped = ("".join(map("\\x{:02x}".format, piece)) for piece in seeds.PIECES)
    words.write_text("".join(f'"{piece}"\n' for piece in escaped))
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={MAX_SECONDS_PER_INPUT}",
        f"-max_len={MAX_INPUT_BYTES}",
        f"-dict={words}",
    ]
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
            fuzz(name, str(DEFAULT_SECONDS))
    names, seconds = list(seeds.BY_TARGET), given[0] if given and given[0].isdecimal() else str(DEFAULT_SECONDS)
    if given and not given[0].isdecimal():
        sys.stderr.write(f"no target {given[0]}; known are: {', '.join(names)}\n")
        return 2
    return max(
        subprocess.run([sys.executable, "-m", "tests.fuzz", name, seconds], check=False).returncode for name in names
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
