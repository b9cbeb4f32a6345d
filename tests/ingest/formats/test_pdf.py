"""PDF: lines joined to paragraphs."""

from pathlib import Path

from tests.fakes import pdf
from tests.ingest.formats.one_file import body, only_article


def test_a_pdf_gives_whole_paragraphs_without_running_titles(tmp_path: Path) -> None:
    first = [
        "The Courier 1",
        "The health secretary said on Tuesday that he would not",
        "go quietly, and that the minis-",
    ]
    first += [
        "ter who had asked him to was wrong.",
        "“The bill,” he added, “is dead, whatever anybody says of it.”",
        "So",
    ]
    pages = [first, ["The Courier 2", "it was."], ["The Courier 3", "And so it stayed."], ["The Courier 4", "The end."]]
    found = only_article(tmp_path, "a.pdf", pdf(*pages, title="The Bill Is Dead", author="Jane Doe"))
    assert (found.title, found.authors, found.published) == ("The Bill Is Dead", ("Jane Doe",), None)
    assert body(found) == (
        "The health secretary said on Tuesday that he would not go quietly, and that the minister who had asked him to "
        "was wrong.\n\n“The bill,” he added, “is dead, whatever anybody says of it.” So it was.\n\n"
        "And so it stayed.\n\nThe end."
    )
