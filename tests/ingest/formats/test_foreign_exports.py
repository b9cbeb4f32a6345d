"""Exports with labels of other languages; EBSCO, Gale, the Congressional Record."""

from pathlib import Path

import pytest

from tests.ingest.formats.one_file import FEB_7, body, only_article, read

TEXT = "He said so at length, and that it would stay so.\n\n“Twice,” he added, when he was asked."
LABELS = {
    "German": (
        "Rubrik",
        "Länge: 183 Wörter",
        "Autor",
        "Body",
        "7. Februar 2012 Dienstag",
        "Ladedatum",
        "Ende des Dokuments",
    ),
    "French": (
        "Rubrique",
        "Longueur: 183 mots",
        "Auteur",
        "Corps",
        "mardi 7 février 2012",
        "Langue",
        "Fin du document",
    ),
    "Dutch": (
        "Rubriek",
        "Lengte: 183 woorden",
        "Auteur",
        "Body",
        "7 februari 2012 dinsdag",
        "Taal",
        "Einde van document",
    ),
    "Spanish": (
        "Sección",
        "Longitud: 183 palabras",
        "Autor",
        "Cuerpo",
        "7 de febrero de 2012",
        "Idioma",
        "Fin del documento",
    ),
}


@pytest.mark.parametrize("language", LABELS)
def test_nexis_is_read_in_the_language_of_its_labels(tmp_path: Path, language: str) -> None:
    section, length, author, label, date, tail, end = LABELS[language]
    one = (
        f"The Bill\n\nThe Courier\n\n{date}\n\nCopyright 2012 Courier Ltd\n\n{section}: NEWS; Pg. 4\n\n{length}\n\n"
        f"{author}: Jane Doe\n\n{label}\n\n{TEXT}\n\n{tail}: x\n\n{end}\n\n"
    )
    articles, skipped = read(tmp_path, "a.txt", one * 2)
    assert [(each.title, each.published, each.source, each.authors, body(each)) for each in articles] == [
        ("The Bill", FEB_7, "The Courier", ("Jane Doe",), TEXT)
    ] * 2
    assert skipped == []


def test_a_page_of_ebsco_states_its_date_month_first(tmp_path: Path) -> None:
    facts = {"Authors:": "Doe, Jane", "Source:": "The Courier. 02/07/2012. p4.", "Document Type:": "Article"}
    facts |= {"Accession Number:": "X1", "Database:": "Newspaper Source"}
    terms = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in facts.items())
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.split("\n\n"))
    foot = "<p>Copyright of Courier is the property of Courier Ltd. and its content may not be copied.</p>"
    page = f"<title>EBSCOhost</title><body><p>The Bill.</p><dl>{terms}</dl><h1>The Bill</h1>{paragraphs}{foot}"
    article = only_article(tmp_path, "a.html", page)
    assert (article.title, article.published, article.source, article.authors, body(article)) == (
        *("The Bill", FEB_7, "The Courier"),
        *(("Jane Doe",), TEXT),
    )


def test_gale_keeps_its_citation_to_itself(tmp_path: Path) -> None:
    text = (
        "The Bill\nAuthor: Jane Doe\nDate: Feb. 7, 2012\nFrom: The Courier(Leeds)\nDocument Type: Article\n"
        f"Length: 18 words\n\nFull Text:\nByline: Jane Doe\n\n{TEXT}\n\nCopyright: COPYRIGHT 2012 Courier\n"
        "Source Citation\nDoe, Jane."
        "\nGale Document Number: GALE|A1\n"
    )
    article = only_article(tmp_path, "a.txt", text)
    assert (article.title, article.published, article.source, article.authors, body(article)) == (
        *("The Bill", FEB_7, "The Courier"),
        *(("Jane Doe",), TEXT),
    )


def test_the_congressional_record_has_its_headline_in_the_middle(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Congressional Record</title></head><body><pre>\n[Congressional Record Volume 158, "
        "Number 20 (Tuesday, February 7, 2012)]\n[House]\n[Page H500]\n"
        "From the Congressional Record Online through the Office\n\n"
        "                  THE BILL\n\n  (Ms. LOW asked to speak.)\n  Ms. LOW. Mr. Speaker, he said so at \nlength.\n\n"
        "                ____________________\n</pre></body></html>"
    )
    article = only_article(tmp_path, "a.htm", page)
    assert (article.title, article.published, body(article)) == (
        *("THE BILL", FEB_7),
        "(Ms. LOW asked to speak.)\n\nMs. LOW. Mr. Speaker, he said so at length.",
    )


@pytest.mark.parametrize(
    "between", ["Read News Document\n\n", ""], ids=["a page of NewsBank", "a page of NewsBank without its links"]
)
def test_articles_of_newsbank_follow_one_another_without_a_rule(tmp_path: Path, between: str) -> None:
    one = (
        f"The Bill\n\n February 7, 2012 | Courier, The (Leeds)\n\n Author/Byline: Jane Doe | Section: News\n\n 18\n"
        f" Words\n\n{between}{TEXT}\n\nCopyright (c) 2012 The Courier\n\n"
    )
    articles, _ = read(tmp_path, "a.txt", one * 2)
    assert [(each.title, each.published, body(each)) for each in articles] == [("The Bill", FEB_7, TEXT)] * 2
