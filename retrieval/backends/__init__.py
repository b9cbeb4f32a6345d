"""The current generation of whichever engine is configured, brought up to date and opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from retrieval.backends.protocol import Backend
from retrieval.index import generation
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.encoders import Encoder
    from retrieval.indexing.build import IndexingResult
    from retrieval.indexing.pipeline import Progress


def open_current(settings: Settings) -> Backend:
    """Open what answers; GenerationError or ClusterError where it cannot be used."""
    if settings.index.engine == "milvus":
        from retrieval.backends.milvus import opening

        return opening.open_current(settings)
    return generation.open_current(settings.index.folder, settings.encoder.name)


def current(settings: Settings) -> str:
    """The name of the generation that answers."""
    if settings.index.engine == "milvus":
        from retrieval.backends.milvus import opening

        return opening.current(settings)
    return generation.current(settings.index.folder).name


def bring_up_to_date(
    settings: Settings, load_encoder: "Callable[[], Encoder]", progress: "Progress", *, full: bool = False
) -> "IndexingResult":
    """Have the archive as it is be what answers (building.py); a cluster gets what this machine has built."""
    from retrieval.indexing import build

    built = build.bring_up_to_date(settings, load_encoder, progress, full=full)
    _publish(settings)
    return built


def roll_back(settings: Settings) -> str:
    """Let the generation before answer, until the archive changes; returns its name."""
    from retrieval.indexing import build

    name = build.roll_back(settings.index.folder)
    _publish(settings)
    return name


def _publish(settings: Settings) -> None:
    if settings.index.engine == "milvus":
        from retrieval.backends.milvus import publishing

        publishing.publish(settings)
