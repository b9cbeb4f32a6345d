"""Backends: opens, builds and rolls back the current generation on the backend that `[index] engine` names.

local      files on this machine (local.py)
milvus     a Milvus cluster, which gets what this machine has built (milvus/)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from retrieval.backends import local
from retrieval.backends.protocol import Backend
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.encoders import Encoder
    from retrieval.indexing import IndexingResult
    from retrieval.indexing.pipeline import Progress


class BackendModule(Protocol):
    """What the module of a backend offers."""

    def open_current(self, settings: Settings) -> Backend: ...

    def current(self, settings: Settings) -> str: ...

    def publish(self, settings: Settings) -> bool: ...


def _configured(settings: Settings) -> BackendModule:
    if settings.index.engine == "milvus":
        from retrieval.backends import milvus  # loads what a local index does without

        return milvus
    return local


def open_current(settings: Settings) -> Backend:
    """Open the generation that answers. Raises GenerationError or ClusterError where it cannot be used."""
    return _configured(settings).open_current(settings)


def current(settings: Settings) -> str:
    """The name of the generation that answers."""
    return _configured(settings).current(settings)


def bring_up_to_date(
    settings: Settings, load_encoder: "Callable[[], Encoder]", progress: "Progress", *, full: bool = False
) -> "IndexingResult":
    """Build a generation of the archive as it is now, if anything has changed, and have the backend serve it."""
    from retrieval import indexing

    built = indexing.bring_up_to_date(settings, load_encoder, progress, full=full)
    _configured(settings).publish(settings)
    return built


def roll_back(settings: Settings) -> str:
    """Serve the generation before the current one, until the archive changes. Returns its name."""
    from retrieval import indexing

    name = indexing.roll_back(settings.index.folder)
    _configured(settings).publish(settings)
    return name
