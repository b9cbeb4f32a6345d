"""Everything that can go wrong, as a tree. "Nothing on record" is an answer, not an error.

    RetrievalError              base: handled once, at the command line's door
    ├── SettingsError           config.toml holds something that it should not
    ├── ArchiveMissing          the folder of articles is not there, or holds none
    ├── ArchiveClosed           asked after it was closed
    ├── UnreadableFile          a file, a part of one, or a feed that cannot become an article
    ├── QuestionError           a question, or an option beside it, that cannot be read
    ├── EncoderError            the encoder cannot be loaded, or is not the one that was published
    ├── RerankerError           the same of the reranker
    ├── ParserMissing           the parser's model is not installed
    ├── ClusterError            Milvus or Ray, where one is configured
    │   ├── MilvusMissing       its client is not installed
    │   ├── RayAway             Ray is not installed, or not there
    │   ├── ClusterAway         it does not answer
    │   └── ClusterRefused      it answers that it cannot, or has not kept what it was sent
    └── GenerationError         an index that cannot be used
        ├── IndexMissing        nothing built yet
        ├── IndexDamaged        a file is gone or changed since it was written
        ├── IndexTooNew         written by a newer On Record
        ├── IndexTooOld         written by an older On Record
        ├── IndexBusy           another process is building it
        ├── IndexUnwritable     its folder or disk takes nothing more
        ├── SelfCheckFailed     a new one that does not find its own passages
        ├── NothingBefore       no generation is kept to go back to
        └── EncoderMismatch     built with another encoder than the one configured

A message names the thing and the next step, on one line; the attributes keep the data.
"""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

REBUILD = "rebuild it with: onrecord index --full"


def nearest(name: str, known: Iterable[str]) -> str:
    """The next step after a name that nobody knows: the one it is most like, or else all that are known.

    >>> nearest("kep", ["folder", "keep"]), nearest("zzz", ["folder", "keep"])
    ('did you mean keep?', 'known are: folder, keep')
    """
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"known are: {', '.join(names)}"


def without_login(text: str) -> str:
    """A text as a message may show it: without the name and password of an address.

    >>> without_login("['ftp://jane:secret@courier.example']")
    "['ftp://courier.example']"
    """
    return re.sub(r"//[^/\s]*@", "//", text)


class RetrievalError(Exception):
    """Base of every error that On Record raises on purpose."""


class SettingsError(RetrievalError):
    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        super().__init__(f"{path}{f', line {line}' if line else ''}: {problem}")
        self.path, self.line = path, line


class ArchiveMissing(RetrievalError):
    def __init__(self, path: Path, problem: str = "is not a folder") -> None:
        super().__init__(f"archive {path} {problem}; name a folder of articles with --archive or [archive] folder")
        self.path = path


class ArchiveClosed(RetrievalError):
    def __init__(self) -> None:
        super().__init__("this archive has been closed; open it again")


class UnreadableFile(RetrievalError):
    """Never leaves `retrieval.ingest`, which reports `why` with the name of the file or feed and goes on."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class QuestionError(RetrievalError):
    pass


class EncoderError(RetrievalError):
    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"encoder {name}: {problem}")
        self.name = name


class RerankerError(RetrievalError):
    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"reranker {name}: {problem}")
        self.name = name


class ParserMissing(RetrievalError):
    def __init__(self, name: str) -> None:
        package = name.replace("_", "-")
        super().__init__(f"parser {name} is not installed; install it with: pip install {package}")
        self.name = name


class ClusterError(RetrievalError):
    """Base of what a cluster can fail by."""


class MilvusMissing(ClusterError):
    def __init__(self) -> None:
        super().__init__('[index] engine is "milvus", whose client is not installed: pip install "onrecord[milvus]"')


class RayAway(ClusterError):
    def __init__(self, address: str, problem: str) -> None:
        super().__init__(f'Ray at {address!r} cannot be used ({problem}); see to it, or set [index] ray = ""')
        self.address, self.problem = address, problem


class ClusterAway(ClusterError):
    """
    >>> print(ClusterAway("https://jane:secret@milvus.example:19530", "timed out"))
    Milvus at https://milvus.example:19530 does not answer (timed out); see to it, or to [index] uri, and try again
    """

    def __init__(self, uri: str, problem: str) -> None:
        at = without_login(uri)
        super().__init__(f"Milvus at {at} does not answer ({problem}); see to it, or to [index] uri, and try again")
        self.uri, self.problem = uri, problem


class ClusterRefused(ClusterError):
    def __init__(self, uri: str, problem: str) -> None:
        at = without_login(uri)
        super().__init__(f"Milvus at {at} cannot do it ({problem}); if it lasts, build anew with: onrecord index")
        self.uri, self.problem = uri, problem


class GenerationError(RetrievalError):
    """Base of what an index can be refused for."""


class IndexMissing(GenerationError):
    def __init__(self, path: Path | str) -> None:
        super().__init__(f"no index at {path}; build one with: onrecord index")
        self.path = path


class IndexDamaged(GenerationError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"index {path} is damaged ({problem}); {REBUILD}")
        self.path = path


class IndexTooNew(GenerationError):
    """`part` is the format of its files, or a stage (retrieval/index/stages.py)."""

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
            "What was current goes on answering"
        )
        self.path = path


class SelfCheckFailed(GenerationError):
    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            f"the new generation {name.removesuffix('.part')} does not find its own passages ({found}), "
            f"so that the one before goes on answering; {REBUILD}"
        )
        self.name = name


class NothingBefore(GenerationError):
    def __init__(self, path: Path, name: str) -> None:
        super().__init__(
            f"index {path} keeps no generation before {name}; [index] keep in config.toml says how many it keeps"
        )
        self.path = path


class EncoderMismatch(GenerationError):
    def __init__(self, path: Path, found: str, wanted: str) -> None:
        super().__init__(
            f"index {path} was built with encoder {found}, but {wanted} is configured; "
            f"set [encoder] name back, or {REBUILD}"
        )
        self.path, self.found, self.wanted = path, found, wanted
