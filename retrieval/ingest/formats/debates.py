"""Debates of parliaments in XML whose speeches name their speaker: Canada's Hansard and Akoma Ntoso (LegalDocML).

    <SubjectOfBusinessTitle>Ferries</SubjectOfBusinessTitle>               <heading>Ferries</heading>
    <Intervention>                                                         <speech by="#low">
      <PersonSpeaking><Affiliation>Ms. Low</Affiliation></PersonSpeaking>    <from>Ms Low:</from>
      <Content><ParaText>I opened ...</ParaText></Content>                   <p>I opened ...</p>

Each heading with speeches below it is an article: "Ms. Low: I opened ...".
"""

from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part
from retrieval.ingest.formats import zipped_xml
from retrieval.ingest.formats.database_exports.paragraphs import date_in
from retrieval.ingest.formats.zipped_xml import local_name

MAX_HEADING_CHARS = 300
_SPEECHES = {"Intervention", "speech", "question", "answer"}
_SPEAKERS = {"Affiliation", "from"}
_PARAGRAPHS = {"ParaText", "p"}
_HEADINGS = {"SubjectOfBusinessTitle", "OrderOfBusinessTitle", "CatchLine", "heading", "subheading"}
_DATES = ("//*[local-name()='FRBRdate' or local-name()='docDate']/@date", "//*[@Name='Date']/text()")


def read(raw: bytes) -> Iterator[Part]:
    root = zipped_xml.parse_file(raw)
    stated = [str(value) for path in _DATES for value in root.xpath(path)]
    date = next((day for value in stated if (day := date_in(value))), None)
    debates = [(title, lines) for title, lines in _debates(root) if lines]
    if not debates:
        raise UnreadableFile("holds no speeches")
    for number, (title, lines) in enumerate(debates, 1):
        name = str(number) if len(debates) > 1 else ""
        yield Document("\n\n".join(lines), {"title": title, "date": date}, name)


def _debates(root: Any) -> Iterator[tuple[str, list[str]]]:
    """The headings with the lines of the speeches below them, in order."""
    title, lines, speech = "", list[str](), None
    for element in root.iter():
        name = local_name(element)
        if name in _HEADINGS and (words := _words(element)[:MAX_HEADING_CHARS]):
            yield title, lines
            title, lines = words, []
        elif name in _PARAGRAPHS and (words := _words(element)):
            around = next((each for each in element.iterancestors() if local_name(each) in _SPEECHES), None)
            speaker = _speaker(around) if around is not None and around is not speech else ""
            speech = around
            lines.append(f"{speaker}: {words}" if speaker else words)
    yield title, lines


def _speaker(speech: Any) -> str:
    found = (each for each in speech.iter() if local_name(each) in _SPEAKERS)
    return next((name for each in found if (name := _words(each).rstrip(": "))), "")


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
