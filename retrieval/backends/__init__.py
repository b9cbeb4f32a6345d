"""Opens, updates and rolls back the index on the backend named by `[index] engine`.

local      files on this machine (local.py)
milvus     a Milvus cluster; this machine builds the index and publishes it there (milvus/)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from retrieval.backends import local
from retrieval.backends.protocol import Backend
from retrieval.index import generation
from retrieval.settings import Settings, real_path

if TYPE_CHECKING:
    from retrieval.encoders import Encoder
    from retrieval.indexing import IndexingResult
    from retrieval.indexing.pipeline import Progress


class BackendModule(Protocol):
    """The functions that each backend's module has."""

    def open_current(self, settings: Settings) -> Backend: ...

    def current(self, settings: Settings) -> str: ...

    def publish(self, settings: Settings) -> bool: ...


def _configured(settings: Settings) -> BackendModule:
    if settings.index.engine == "milvus":
        from retrieval.backends import milvus  # imported here because a local index does not need it

        return milvus
    return local


def open_current(settings: Settings) -> Backend:
    """Open the current generation. Raises GenerationError or ClusterError if it cannot be used."""
    return _configured(settings).open_current(settings)


def current(settings: Settings) -> str:
    """The name of the current generation."""
    return _configured(settings).current(settings)


def bring_up_to_date(
    settings: Settings, load_encoder: "Callable[[], Encoder]", progress: "Progress", *, full: bool = False
) -> "IndexingResult":
    """If anything in the archive has changed, build a new generation; then have the backend serve the latest one."""
    from retrieval import indexing

    built = indexing.bring_up_to_date(settings, load_encoder, progress, full=full)
    _configured(settings).publish(settings)
    return built


def roll_back(settings: Settings) -> str:
    """Go back to the generation before the current one, until the archive changes. Returns its name."""
    from retrieval import indexing

    generation.require_owner(settings.index_folder, real_path(settings.archive.folder))
    name = indexing.roll_back(settings)
    _configured(settings).publish(settings)
    return name
