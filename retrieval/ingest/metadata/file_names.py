"""Date and paper from the path of a file, if neither the article nor anything else gives them.

    2012-02-07 The dam is safe.txt      the date, before or after the other words of the name
    2012/02/07/dam.txt, 2012-02-07/     the date of a folder
    2012-02-07-the-dam/index.md         the same for a folder that holds one text, as sites keep them
    The Lorne Courier/dam.txt           the paper

Only files that people write or keep by hand count: the name of a saved page, a scan or an export may have the day on
which the file was made.
"""

import re
from collections.abc import Iterator

from retrieval.ingest.header import publications
from retrieval.models import PartialDate
from retrieval.text.dates import parse_date

_KEPT_BY_HAND = re.compile(r".+\.(?:txt|text|md|markdown|docx|odt|rtf|pdf|vtt|srt|sbv)", re.IGNORECASE)
_DAY = r"((?:19|20)\d\d)[-_.](0[1-9]|1[0-2])[-_.](0[1-9]|[12]\d|3[01])"
_COMPACT = r"(?:GMT)?((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[ _-])"  # as recorders name files
_IN_NAME = re.compile(rf"{_DAY}(?!\d)(?![-_.]\d)(?!T\d).*|.*?(?<!\d){_DAY}|{_COMPACT}.*")
_IN_FOLDER = re.compile(r"(?:.*/)?((?:19|20)\d\d)[/_-](0[1-9]|1[0-2])[/_-](0[1-9]|[12]\d|3[01])/")
_INDEX = re.compile(r"/index(\.[a-z]+)$", re.IGNORECASE)  # of a folder, whose name is the text's
_OF_A_PROGRAM = re.compile(
    r"export|download|crawl|capture|archive|backup|nexis|lexis|factiva|proquest|camscanner"
    r"|(?<![a-z])(?:scan(?:s|ned|ner|snap)?|screen(?:s|shots?)?|cop(?:y|ies)|save[ds]?|print(?:s|ed|outs?)?|ima?ge?s?"
    r"|files?|results?|documents?)(?![a-z])",
    re.IGNORECASE,
)
_TOO_COMMON = set("mail post record standard mirror sun journal bulletin dispatch echo express".split())


def date_of(path: str) -> PartialDate | None:
    """The day in a file's name, or in that of its folder.

    >>> str(date_of("a/2012-02-07 The dam.txt")), str(date_of("dam_2012_02_07.docx")), str(date_of("2012/02/07/dam.md"))
    ('2012-02-07', '2012-02-07', '2012-02-07')
    >>> str(date_of("GMT20120207-183000_Recording.vtt")), str(date_of("20120207 The dam.txt")), date_of("20120207.txt")
    ('2012-02-07', '2012-02-07', None)
    >>> str(date_of("news/2012-02-07-the-dam/index.md")), date_of("news/index.md")
    ('2012-02-07', None)
    >>> date_of("Nexis_2012-02-07.txt"), date_of("2012-02-07.html"), date_of("2012-02-31.txt")
    (None, None, None)
    """
    folder, _, file = _INDEX.sub(r"\1", path).rpartition("/")
    if not _KEPT_BY_HAND.fullmatch(file) or _OF_A_PROGRAM.search(path):
        return None
    found = _IN_NAME.fullmatch(file.rpartition(".")[0]) or _IN_FOLDER.fullmatch(f"{folder}/")
    date = parse_date("-".join(filter(None, found.groups()))) if found else None
    return date if isinstance(date, PartialDate) else None


def paper_of(path: str) -> str | None:
    """The newspaper after which a folder around a file is named; the nearest folder counts.

    >>> paper_of("cuttings/The Lorne Courier/2012/dam.txt"), paper_of("Incoming Mail/dam.txt")
    ('The Lorne Courier', None)
    """
    return next(_papers(path), None)


def _papers(path: str) -> Iterator[str]:
    for folder in reversed(path.split("/")[:-1]):
        is_named = folder.startswith("The ") or folder.rpartition(" ")[2].lower() not in _TOO_COMMON
        if is_named and " " in folder and publications.is_publication(folder):
            yield folder
