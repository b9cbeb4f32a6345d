"""Which process runs which tests of a fast run. Every file runs in one process, and these files run in the same one."""

from xdist.scheduler import LoadFileScheduling

TOGETHER = {
    # They search an index. For that each process loads PyTorch and spaCy, which takes seconds.
    "search": (
        "tests/attribution",
        "tests/backends",
        "tests/benchmarks",
        "tests/cli/commands",
        "tests/drafts",
        "tests/index/test_lexicon.py",
        "tests/index/test_vectors.py",
        "tests/indexing/test_generations.py",
        "tests/mcp",
        "tests/search",
        "tests/test_archive.py",
        "tests/web",
    ),
    # They parse the source of the whole program.
    "sources": ("tests/indexing/test_stages.py", "tests/test_imports.py", "tests/test_terminal_output.py"),
}


class FastScheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist has no type annotations
    """Like `--dist loadfile`, with the files of TOGETHER in one process."""

    def _split_scope(self, nodeid: str) -> str:
        """The tests that run with a test in one process. xdist's own schedulings differ in this method alone."""
        return next((name for name, paths in TOGETHER.items() if nodeid.startswith(paths)), nodeid.partition("::")[0])
