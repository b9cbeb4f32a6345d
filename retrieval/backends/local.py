"""The local backend: an index on this machine (retrieval/index/generation.py)."""

from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.settings import Settings, real_path


def open_current(settings: Settings) -> Generation:
    """Open the current generation. Raises GenerationError if it cannot be used."""
    generation.require_owner(settings.index_folder, real_path(settings.archive.folder))
    return generation.open_current(settings.index_folder, settings.encoder.name)


def current(settings: Settings) -> str:
    """The name of the current generation."""
    return generation.current(settings.index_folder).name


def publish(settings: Settings) -> bool:
    """Do nothing: a generation built on this machine is in use as soon as it is current."""
    del settings
    return False
