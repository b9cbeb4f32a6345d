"""Opens, updates and rolls back the index on the backend named by `[index] engine`.

local      files on this machine (retrieval/index/generation.py); a new generation serves as soon as it is current
milvus     a Milvus cluster; this machine builds the index and publishes it there (milvus/)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from retrieval.backends.protocol import Backend
from retrieval.errors import NO_ARTICLES, ArchiveMissing, IndexMissing
from retrieval.index import generation
from retrieval.settings import Settings, real_path

if TYPE_CHECKING:
    from retrieval.encoders import Encoder
    from retrieval.indexing import IndexingResult
    from retrieval.indexing.pipeline import Progress


def open_current(settings: Settings) -> Backend:
    """Open the current generation.

    Raises GenerationError or ClusterError if it cannot be used, and ArchiveMissing if the archive has no files either.
    """
    if settings.index.engine == "milvus":
        from retrieval.backends import milvus  # imported here because a local index does not need it

        return milvus.open_current(settings)
    generation.require_owner(settings.index_folder, real_path(settings.archive.folder))
    try:
        return generation.open_current(settings.index_folder, settings.encoder.name)
    except IndexMissing:
        folder = settings.archive.folder
        if folder.is_dir() and not any(path.is_file() and path.name[0] != "." for path in folder.rglob("*")):
            raise ArchiveMissing(folder, NO_ARTICLES) from None
        raise


def current(settings: Settings) -> str:
    """The name of the current generation."""
    if settings.index.engine == "milvus":
        from retrieval.backends import milvus

        return milvus.current(settings)
    return generation.current(settings.index_folder).name


def bring_up_to_date(
    settings: Settings, load_encoder: "Callable[[], Encoder]", progress: "Progress", *, full: bool = False
) -> "IndexingResult":
    """If anything in the archive has changed, build a new generation. Then make the backend serve the latest one."""
    from retrieval import indexing

    built = indexing.bring_up_to_date(settings, load_encoder, progress, full=full)
    _publish(settings)
    return built


def roll_back(settings: Settings) -> str:
    """Go back to the previous generation until the archive changes. Returns its name."""
    from retrieval import indexing

    generation.require_owner(settings.index_folder, real_path(settings.archive.folder))
    name = indexing.roll_back(settings)
    _publish(settings)
    return name


def _publish(settings: Settings) -> None:
    """Make the cluster serve this machine's current generation, if there is a cluster."""
    if settings.index.engine == "milvus":
        from retrieval.backends import milvus

        milvus.publish(settings)
