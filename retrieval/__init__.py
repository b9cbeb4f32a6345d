"""On Record as a library: answers questions about an archive of news articles, in the articles' own words.

    import retrieval

    with retrieval.open("~/articles") as archive:
        reply = archive.ask("what did Burnham say about Lansley?")

docs/library.md shows the rest. Importing this package loads no model and no heavy library.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval import errors as errors
from retrieval.errors import RetrievalError as RetrievalError

if TYPE_CHECKING:
    from retrieval.archive import Archive, Models
    from retrieval.chronology.first_use import Appearance, FirstUse
    from retrieval.chronology.timeline import SpeakerSummary, Statement
    from retrieval.citations import Citation
    from retrieval.drafts import DraftCheck, DraftVerdict
    from retrieval.indexing.pipeline import Progress
    from retrieval.models import (
        Answer,
        Article,
        Options,
        PartialDate,
        Passage,
        Published,
        Question,
        Quotation,
        Reply,
        Searched,
        Silence,
    )
    from retrieval.quote_check import Check, Match, Verdict
    from retrieval.settings import Settings
    from retrieval.status import Status

ON_TOPIC = "on_topic"  # a module that programs import from here
_HOMES = {
    "retrieval.archive": ("Archive", "Models"),
    "retrieval.citations": ("Citation",),
    "retrieval.drafts": ("DraftCheck", "DraftVerdict"),
    "retrieval.chronology.first_use": ("Appearance", "FirstUse"),
    "retrieval.models": (
        *("Answer", "Article", "Options", "PartialDate", "Passage"),
        *("Published", "Question", "Quotation", "Reply", "Searched", "Silence"),
    ),
    "retrieval.quote_check": ("Check", "Match", "Verdict"),
    "retrieval.settings": ("Settings",),
    "retrieval.status": ("Status",),
    "retrieval.chronology.timeline": ("SpeakerSummary", "Statement"),
}

__all__ = [
    "Answer",
    "Appearance",
    "Archive",
    "Article",
    "Check",
    "Citation",
    "DraftCheck",
    "DraftVerdict",
    "FirstUse",
    "Match",
    "Models",
    "Options",
    "PartialDate",
    "Passage",
    "Published",
    "Question",
    "Quotation",
    "Reply",
    "RetrievalError",
    "Searched",
    "Settings",
    "Silence",
    "SpeakerSummary",
    "Statement",
    "Status",
    "Verdict",
    "errors",
    "open",
]


def open(  # noqa: A001 - `retrieval.open` reads as what it does
    folder: Path | str | None = None,
    *,
    index: Path | str | None = None,
    config: Path | str | None = None,
    update: bool = True,
    progress: "Progress | None" = None,
) -> "Archive":
    """Open an archive: a folder of articles and its index. The index is built or brought up to date first.

    `folder` has the articles, and `index` is the folder of the index. The settings name them if they are not given; the
    default index is in the user's data folder, one for each archive. The settings come from the file `config`, else
    from ./config.toml, else from the user's config folder, else from the defaults. With `update=False`, an existing
    index is opened as it is. `progress` is called with three numbers: the articles done, all articles, and the new
    passages done.

    The settings also name the encoder and the reader. They are loaded when the first question needs them. If the
    archive cannot be opened, a RetrievalError says what is wrong and what to do next.
    """
    from retrieval import archive, settings

    def path(given: Path | str | None) -> Path | None:
        return Path(given).expanduser() if given is not None else None

    read = settings.load(path(config), archive=path(folder), index=path(index))
    models, show = archive.Models.of(read), progress or archive.no_progress
    if update:
        archive.bring_up_to_date(read, models, show)
    return archive.open_archive(read, models, show)


def __getattr__(name: str) -> Any:
    """Import a public class, or a module of a folder, when it is first used."""
    if name == ON_TOPIC:
        return import_module("retrieval.chronology.on_topic")
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
