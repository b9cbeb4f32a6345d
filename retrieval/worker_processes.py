"""Worker processes that never import the caller's main module.

Python's "spawn" start method runs the caller's script again in every worker. A script without an `if __name__ ==
"__main__"` guard would then index its archive once more in each worker. On Record's workers need nothing from that
script, so a stand-in replaces it while a worker starts. The "fork" start method is no alternative, because it copies
threads and locks in any state.
"""

import multiprocessing
import multiprocessing.context
import sys
import threading
from types import ModuleType
from typing import Any

_starting = threading.Lock()


class _Process(multiprocessing.context.SpawnProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's own name for the function that starts it
        with _starting:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return multiprocessing.context.SpawnProcess._Popen(process_obj)
            finally:
                sys.modules["__main__"] = main


class _Context(multiprocessing.context.SpawnContext):
    Process = _Process


def context() -> multiprocessing.context.SpawnContext:
    """The multiprocessing context for every pool of worker processes."""
    return _Context()
