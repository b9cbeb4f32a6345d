"""The errors of the library, as a tree. "Nothing on record" is an answer, not an error.

    RetrievalError              base class; the command line handles it in one place
    ├── SettingsError           config.toml has a wrong key or value
    ├── ArchiveMissing          the folder of articles does not exist, or has no articles
    ├── ArchiveClosed           an archive was used after it was closed
    ├── CorrectionsDamaged      corrections.toml cannot be read
    ├── CorrectionsUnwritable   corrections.toml cannot be written
    ├── UnreadableFile          a file, a part of a file, or a feed cannot be read
    ├── DraftUnreadable         a draft cannot be read
    ├── QuestionError           a question, or an option beside it, cannot be understood
    │   ├── NobodyCalled        a name is given by which nobody is quoted
    │   ├── NoDate              a text or a value is given in place of a date; also a ValueError
    │   └── NoSuchDay           a question names a day that the calendar lacks
    ├── EncoderError            the encoder cannot be loaded, or its weights are not the published ones
    ├── ReaderError             the reader cannot be loaded, or its weights are not the published ones
    ├── ParserMissing           the parser's model is not installed
    ├── ParserDamaged           its files are not the published ones
    ├── ClusterError            base class for Milvus and Ray
    │   ├── MilvusMissing       the Milvus client is not installed
    │   ├── RayAway             Ray is not installed, or its cluster cannot be reached
    │   ├── ClusterAway         Milvus does not answer
    │   └── ClusterRefused      Milvus reports an error, or has lost rows that it was sent
    └── GenerationError         base class: an index cannot be used
        ├── IndexMissing        no index has been built yet
        ├── IndexOfAnother      the index is of another archive
        ├── IndexDamaged        a file is missing, or has changed since it was written
        ├── IndexTooNew         a newer On Record built the index
        ├── IndexTooOld         an older On Record built the index
        ├── IndexBusy           another process is building the index
        ├── IndexUnwritable     the index's folder cannot be written, or the disk is full
        ├── SelfCheckFailed     a new generation does not find its own passages
        ├── NothingBefore       there is no earlier generation to go back to
        └── EncoderMismatch     the index was built with another encoder than the one configured

Each message is one line that names the problem and the next step. The attributes keep the data. `bot/` derives a few
errors of its own from RetrievalError and QuestionError.
"""

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

REBUILD = "rebuild it with: onrecord index --full"


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown name: the most similar known name, or else all known names.

    >>> nearest("kep", ["folder", "keep"]), nearest("zzz", ["folder", "keep"])
    ('did you mean keep?', 'known are: folder, keep')
    """
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"known are: {', '.join(names)}"


def any_of(names: Sequence[str]) -> str:
    """
    >>> any_of(["Ann Lee", "Ann Leigh", "Dan Lee"])
    'Ann Lee, Ann Leigh or Dan Lee'
    """
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def without_login(text: str) -> str:
    """The text without user names and passwords in addresses, so that messages can show it.

    Everything from the first "//" to the last "@" is left out, because a password may contain any character.

    >>> without_login("['ftp://jane:sec/ret@courier.example']")
    "['ftp://courier.example']"
    """
    start, end = text.find("//"), text.rfind("@")
    return text if start < 0 or end < start else text[: start + 2] + text[end + 1 :]


class RetrievalError(Exception):
    """Base class of every error that On Record raises on purpose."""


class SettingsError(RetrievalError):
    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        super().__init__(f"{path}{f', line {line}' if line else ''}: {problem}")
        self.path, self.line = path, line


NO_ARTICLES = "has no articles that can be read"


class ArchiveMissing(RetrievalError):
    def __init__(self, path: Path, problem: str = "is not a folder") -> None:
        super().__init__(f"archive {path} {problem}; name a folder of articles with --archive or [archive] folder")
        self.path = path


class ArchiveClosed(RetrievalError):
    def __init__(self) -> None:
        super().__init__("this archive has been closed; open it again")


class CorrectionsDamaged(RetrievalError):
    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        place = f"{path}{f', line {line}' if line else ''}"
        super().__init__(f"{place}: {problem}; fix the file first, so that no correction is lost")
        self.path, self.line = path, line


class CorrectionsUnwritable(RetrievalError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} cannot be written ({problem}); no correction was made")
        self.path = path


class UnreadableFile(RetrievalError):
    """Raised and handled only in `retrieval.ingest`, which reports `why` with the name of the file or feed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ParserLimitExceeded(UnreadableFile):
    """A parser needs more time or memory for a file than it may use."""


class DraftUnreadable(RetrievalError):
    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"draft {name} {why}")
        self.name, self.why = name, why


class QuestionError(RetrievalError):
    pass


class NobodyCalled(QuestionError):
    """A name by which nobody is quoted, and similar names. `found` says where articles have the name, if that is known.

    >>> print(NobodyCalled("Ann Leigh", ["Ann Lee", "Ann Legh"]))
    Ann Leigh is not quoted in this archive; did you mean Ann Lee or Ann Legh?
    """

    def __init__(self, typed: str, near: Sequence[str] = (), found: str = "is not quoted in this archive") -> None:
        hint = f"; did you mean {any_of(near)}?" if near else ""
        super().__init__(f"{typed} {found}{hint}")
        self.typed, self.near = typed, tuple(near)


class NoDate(QuestionError, ValueError):
    """
    >>> print(NoDate("Feb 2012"))
    'Feb 2012' is not a date like 2012, 2012-02 or 2012-02-07
    >>> print(NoDate("2012", option="after"))
    after is '2012' instead of a PartialDate; make one with: PartialDate.parse("2012-02")
    """

    def __init__(self, given: object, option: str | None = None) -> None:
        problem = f"{given!r} is not a date like 2012, 2012-02 or 2012-02-07"
        if option:
            problem = f'{option} is {given!r} instead of a PartialDate; make one with: PartialDate.parse("2012-02")'
        super().__init__(problem)
        self.given = given


class NoSuchDay(QuestionError):
    def __init__(self, day: str) -> None:
        super().__init__(f"there is no {day}; ask for another day")
        self.day = day


class EncoderError(RetrievalError):
    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"encoder {name}: {problem}")
        self.name = name


class ReaderError(RetrievalError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"reader: {problem}")


class ParserMissing(RetrievalError):
    def __init__(self, name: str) -> None:
        package = name.replace("_", "-")
        super().__init__(f"parser {name} is not installed; install it with: pip install {package}")
        self.name = name


class ParserDamaged(RetrievalError):
    def __init__(self, name: str) -> None:
        reinstall = f"reinstall it with: pip install --force-reinstall {name.replace('_', '-')}"
        super().__init__(f"files of parser {name} are not the published ones; {reinstall}")
        self.name = name


class ClusterError(RetrievalError):
    """Base class of errors with a Milvus or Ray cluster."""


class MilvusMissing(ClusterError):
    def __init__(self) -> None:
        super().__init__('[index] engine "milvus" needs a client; install it with: pip install "onrecord[milvus]"')


class RayAway(ClusterError):
    def __init__(self, address: str, problem: str) -> None:
        super().__init__(f'Ray at {address!r} cannot be used ({problem}); fix this, or set [index] ray = ""')
        self.address, self.problem = address, problem


class ClusterAway(ClusterError):
    """
    >>> print(ClusterAway("https://jane:secret@milvus.example:19530", "timed out"))
    Milvus at https://milvus.example:19530 does not answer (timed out); check the server and [index] uri
    """

    def __init__(self, uri: str, problem: str) -> None:
        at = without_login(uri)
        super().__init__(f"Milvus at {at} does not answer ({problem}); check the server and [index] uri")
        self.uri, self.problem = uri, problem


class ClusterRefused(ClusterError):
    def __init__(self, uri: str, problem: str) -> None:
        at = without_login(uri)
        super().__init__(f"Milvus at {at} failed ({problem}); if it fails again, rebuild with: onrecord index")
        self.uri, self.problem = uri, problem


class GenerationError(RetrievalError):
    """Base class of errors with an index that cannot be used."""


class IndexMissing(GenerationError):
    def __init__(self, path: Path | str) -> None:
        super().__init__(f"no index at {path}; build one with: onrecord index")
        self.path = path


class IndexOfAnother(GenerationError):
    def __init__(self, path: Path, found: Path, wanted: Path) -> None:
        remedy = "leave --index and [index] folder out, or name a folder of its own"
        if not found.exists():
            remedy = "if that has moved here, run: onrecord index"
        super().__init__(f"index {path} is of the archive {found}, not of {wanted}; {remedy}")
        self.path, self.found, self.wanted = path, found, wanted


class IndexDamaged(GenerationError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"index {path} is damaged ({problem}); {REBUILD}")
        self.path = path


class IndexTooNew(GenerationError):
    """`part` names what is too new: "format" for the file layout, or a stage (retrieval/index/stages.py)."""

    def __init__(self, path: Path, part: str, found: int, known: int) -> None:
        super().__init__(
            f"index {path} has {part} {found}, newer than this program's {known}; update On Record, or {REBUILD}"
        )
        self.path, self.part, self.found, self.known = path, part, found, known


class IndexTooOld(GenerationError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"index {path} was built by an older On Record; update it with: onrecord index")
        self.path = path


class IndexBusy(GenerationError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"index {path} is being built by another process; wait for it, then try again")
        self.path = path


class IndexUnwritable(GenerationError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"index {path} cannot be written ({problem}); make room or name another folder with --index. "
            "The current generation stays in use"
        )
        self.path = path


class SelfCheckFailed(GenerationError):
    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            f"the new generation {name.removesuffix('.part')} does not find its own passages ({found}), "
            f"so the current generation stays in use; {REBUILD}"
        )
        self.name = name


class NothingBefore(GenerationError):
    def __init__(self, path: Path, name: str) -> None:
        super().__init__(
            f"index {path} has no generation before {name}; [index] keep in config.toml sets how many stay"
        )
        self.path = path


class EncoderMismatch(GenerationError):
    def __init__(self, path: Path, found: str, wanted: str) -> None:
        super().__init__(
            f"index {path} was built with encoder {found}, but {wanted} is configured; "
            f"set [encoder] name back, or {REBUILD}"
        )
        self.path, self.found, self.wanted = path, found, wanted
