"""Handles for the next part of a long result: a tool returns one as `more`, and the same call takes it as `more`.

    20261130T101500.20.9c1d04e2a7b3
    generation      start of the next part      digest of both, the tool and its other arguments

So a handle continues only the call that returned it, and only as long as the archive does not change. `limit` is left
out of the digest: the next part may have another length.
"""

import hashlib
from dataclasses import dataclass

from retrieval.errors import QuestionError

AGAIN = "make the call again without it"


class MoreIsStale(QuestionError):
    def __init__(self) -> None:
        super().__init__(f"the archive has changed since `more` was returned; {AGAIN}")


class MoreIsOfAnother(QuestionError):
    def __init__(self, tool: str) -> None:
        super().__init__(
            f"`more` was not returned by a call of {tool} with these arguments; give it unchanged, with the same other "
            f"arguments, or {AGAIN}"
        )


@dataclass(frozen=True, slots=True)
class ResultPart:
    """The part of a result that a call asks for. It begins at `start`; 0 without a handle."""

    call: tuple[str, ...]
    generation: str
    start: int

    def more(self, end: int, total: int) -> str | None:
        """The handle for what follows `end`; None if nothing follows."""
        return _handle(self.generation, end, self.call) if end < total else None


def part(more: str | None, generation: str, tool: str, *arguments: object) -> ResultPart:
    """The part that `more` asks for. Raises MoreIsStale or MoreIsOfAnother.

    >>> first = part(None, "g-1", "timeline", "Ann Lee", None)
    >>> part(first.more(20, 50), "g-1", "timeline", "Ann Lee", None).start
    20
    >>> first.more(50, 50) is None
    True
    """
    call = (tool, *map(repr, arguments))
    if not more:
        return ResultPart(call, generation, 0)
    of, _, rest = more.rpartition(".")[0].rpartition(".")
    if not (rest.isascii() and rest.isdecimal()) or more != _handle(of, int(rest), call):
        raise MoreIsOfAnother(tool)
    if of != generation:
        raise MoreIsStale
    return ResultPart(call, generation, int(rest))


def _handle(generation: str, start: int, call: tuple[str, ...]) -> str:
    digest = hashlib.blake2b(repr((generation, start, call)).encode(errors="replace"), digest_size=6)
    return f"{generation}.{start}.{digest.hexdigest()}"
