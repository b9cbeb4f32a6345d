"""Counts how much of On Record's own code one command runs: files, functions, calls and the deepest stack.

    python -m benchmarks.trace ask "what did Burnham say about Lansley?"
    python -m benchmarks.trace --files index

Runs the command line in this process under sys.setprofile and prints the counts on standard error. Import time is not
counted, because a module's body is not a function. A comprehension counts as part of its function.
"""

import sys
import threading
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

from bot.cli import main

ROOT = Path(__file__).parent.parent
PACKAGES = tuple(f"{ROOT / package}/" for package in ("retrieval", "bot"))
SKIPPED = {"<module>", "<lambda>", "<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>"}


class Trace:
    """Records the calls since it was started. `deepest` is the most frames of On Record's own code on one stack."""

    def __init__(self) -> None:
        self.calls: Counter[CodeType] = Counter()
        self.deepest = 0
        self._depth = threading.local()

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGES) or code.co_name in SKIPPED or self._is_class_body(code):
            return
        depth = getattr(self._depth, "value", 0)
        if event == "call":
            self.calls[code] += 1
            self._depth.value = depth + 1
            self.deepest = max(self.deepest, depth + 1)
        elif event == "return":
            self._depth.value = max(depth - 1, 0)

    @staticmethod
    def _is_class_body(code: CodeType) -> bool:
        return "__qualname__" in code.co_names and not code.co_flags & 0x2  # 0x2: optimised locals, as in functions


def run(arguments: list[str]) -> Trace:
    """Run one command of On Record and return a Trace of its calls."""
    trace = Trace()
    threading.setprofile(trace)
    sys.setprofile(trace)
    try:
        main.main(arguments)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return trace


if __name__ == "__main__":
    wanted = sys.argv[1:]
    list_files = wanted[:1] == ["--files"]
    traced = run(wanted[list_files:])
    by_file = Counter(code.co_filename.removeprefix(f"{ROOT}/") for code in traced.calls)
    if list_files:
        for name, functions in sorted(by_file.items()):
            sys.stderr.write(f"{functions:4} {name}\n")
    sys.stderr.write(
        f"{len(by_file)} files, {len(traced.calls)} functions, {traced.calls.total()} calls, "
        f"{traced.deepest} frames at the deepest\n"
    )
