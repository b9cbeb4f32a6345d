"""The articles of a folder, read without an index: for scripts that check what becomes of files.

from retrieval import reading
from retrieval.settings import ArchiveSettings

for article in reading.read_all(ArchiveSettings(Path("cuttings"))):
    print(article.title, article.published)
"""

from collections.abc import Iterator

from retrieval.ingest import ArchiveReader
from retrieval.models import Article
from retrieval.settings import ArchiveSettings


def read_all(settings: ArchiveSettings) -> Iterator[Article]:
    """The articles of an archive, in the order of their files. What is left out is logged.

    Raises ArchiveMissing if the folder does not exist or, at the end, if no article could be read.
    """
    return iter(ArchiveReader(settings))
