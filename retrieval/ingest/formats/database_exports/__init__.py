"""Exports of news databases: one file with many articles, each between lines of metadata.

    Nexis, Nexis Uni       "1 of 3 DOCUMENTS" or "End of Document"; LOAD-DATE, LENGTH, BYLINE          labelled.py
    ProQuest               "Document 1 of 3", "Full text:", "ProQuest document ID:"                    labelled.py
    NewsBank, PressReader  "Author/Byline:", "Record:"; "Article Name:", "Start Page:"                 labelled.py
    Gale                   "Full Text:", "Gale Document Number:"                                       labelled.py
    EBSCO                  "Source:", "Accession Number:", "Database:" on lines of their own           ebsco.py
    Congressional Record   "[Congressional Record Volume 168, Number 104 (...)]"                       congress.py
    ANPA 1312              "^BC-Lorne-Quarry,0210<", "AP-NY-02-07-12 0917EST<"                     anpa.py
    Retriever, Genios      articles with a date each, between rules                                ruled.py
    printed mail           "From:", "Sent:" and "Subject:" above each message                         printed_mail.py
    Europresse             a page with an <article> for each, which html.py reads                      europresse.py
    Factiva                "HD", "SN", "LP" and so on; or "183 words", "Document WMC0000020240213..."   factiva.py

Exports are recognised by marks that no article has, in any format: plain text, RTF, Word, HTML or PDF. Their metadata
become the article's metadata and are removed from its text. Wrapped lines become paragraphs.
"""

from collections.abc import Iterator
from dataclasses import replace

from retrieval.ingest.document import Document, Part, Skipped, part_path
from retrieval.ingest.formats.database_exports import (
    anpa,
    congress,
    ebsco,
    factiva,
    labelled,
    printed_mail,
    ruled,
)

_READERS = (factiva, ebsco, congress, anpa, labelled, printed_mail)
NO_ARTICLE = "is a part of a database's export that is not an article"


def split(document: Document) -> Iterator[Part]:
    """The articles of a document that a database exported; of any other document, the document itself.

    The articles have their numbers as names, if there are several.
    """
    text = document.text.removeprefix("\ufeff")
    reader = next((each for each in _READERS if each.is_export(text)), None)
    articles = reader.read(text) if reader else []
    if not articles and labelled.is_cover(text):
        yield Skipped(document.name, NO_ARTICLE)
        return
    if not articles:
        yield from _between_rules(document)
        return
    for number, (body, raw_metadata) in enumerate(articles, 1):
        name = str(number) if len(articles) > 1 else ""
        name = f"{document.name}/{name}".strip("/") if document.name else name
        article = Document(body, raw_metadata, name, ocr=document.ocr)
        yield article if body.strip() else Skipped(name, NO_ARTICLE)


def _between_rules(document: Document) -> Iterator[Part]:
    """The articles between the rules of a document; the document itself if it has no such articles."""
    has_facts = any(document.raw_metadata.get(key) for key in ("date", "title"))
    pieces = [] if has_facts or document.markdown else ruled.pieces(document.text)
    for number, piece in enumerate(pieces, 1):
        yield replace(document, text=piece, name=part_path(document.name, str(number)))
    if not pieces:
        yield document


def is_export(text: str) -> bool:
    return any(reader.is_export(text) for reader in _READERS)
