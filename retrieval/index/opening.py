"""The current generation of whichever engine is configured, brought up to date and opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from retrieval.index import generation
from retrieval.index.engine import Engine
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.encoder import Encoder
    from retrieval.index.building import Built
    from retrieval.index.workshop import Progress


def open_current(settings: Settings) -> Engine:
    """Open what answers; GenerationError or ClusterError where it cannot be used."""
    if settings.index.engine == "milvus":
        from retrieval.milvus import opening

        return opening.open_current(settings)
    return generation.open_current(settings.index.folder, settings.encoder.name)


def current(settings: Settings) -> str:
    """The name of the generation that answers."""
    if settings.index.engine == "milvus":
        from retrieval.milvus import opening

        return opening.current(settings)
    return generation.current(settings.index.folder).name


def bring_up_to_date(
    settings: Settings, load_encoder: "Callable[[], Encoder]", progress: "Progress", *, full: bool = False
) -> "Built":
    """Have the archive as it is be what answers (building.py); a cluster gets what this machine has built."""
    from retrieval.index import building

    built = building.bring_up_to_date(settings, load_encoder, progress, full=full)
    _publish(settings)
    return built


def roll_back(settings: Settings) -> str:
    """Let the generation before answer, until the archive changes; returns its name."""
    from retrieval.index import building

    name = building.roll_back(settings.index.folder)
    _publish(settings)
    return name


def _publish(settings: Settings) -> None:
    if settings.index.engine == "milvus":
        from retrieval.milvus import publishing

        publishing.publish(settings)
