"""XML of no standard, TEI, and debates of parliaments."""

from pathlib import Path

import pytest

from retrieval.settings import ColumnSettings
from tests.ingest.formats.one_file import FEB_7, body, only_article, read

SAID = "<p>He said <b>so</b> at length.</p><p>Twice.</p>"
BODY = "He said so at length.\n\nTwice."


@pytest.mark.parametrize(
    "xml",
    [
        f"<article><headline>The Bill</headline><pubdate>7 February 2012</pubdate><byline>By Jane Doe</byline>"
        f"<source>The Courier</source><body>{SAID}</body></article>",
        f"<a:story xmlns:a='urn:x'><a:hl1>The Bill</a:hl1><meta><Date>2012-02-07</Date><author><name>Jane Doe</name>"
        f"</author><paper>The Courier</paper></meta><text>{SAID}</text></a:story>",
        f"<item headline='The Bill' published='2012-02-07T09:00:00Z' author='Jane Doe' source='The Courier'>"
        f"<content><![CDATA[{SAID}]]></content></item>",
        f"<doc><title>The Bill</title><date><year>2012</year><month>2</month><day>7</day></date><writer>Jane Doe"
        f"</writer><publication>The Courier</publication>{SAID}</doc>",
        f"<export><date>2020-01-01</date><piece><text><title>The Bill</title><date>2012-02-07</date>"
        f"<author>Jane Doe</author><source>The Courier</source>{SAID}</text></piece></export>",
        "<ROWSET><ROW><TITLE>The Bill</TITLE><PUB_DATE>07/02/2012</PUB_DATE><AUTHOR>Jane Doe</AUTHOR><PUBLICATION>The"
        " Courier</PUBLICATION><BODY_TEXT>He said so at length.\n\nTwice.</BODY_TEXT></ROW></ROWSET>",
        f"<article><info><title>The Bill</title><author><personname><firstname>Jane</firstname><surname>Doe</surname>"
        f"</personname></author><pubdate>2012-02-07</pubdate><publisher><publishername>The Courier</publishername>"
        f"</publisher></info>{SAID.replace('p>', 'para>')}</article>",
        f"<doc><top><headline>The Bill</headline><day>2012-02-07</day><by>Jane Doe</by><paper>The Courier</paper></top>"
        f"{SAID}</doc>",
    ],
    ids=[
        *("elements", "namespace", "attributes", "paragraphs alone", "facts within the text", "database"),
        *("block of facts in the text", "block of facts beside paragraphs"),
    ],
)
def test_elements_whose_names_say_what_they_are_make_an_article(tmp_path: Path, xml: str) -> None:
    article = only_article(tmp_path, "a.xml", xml)
    assert (article.title, article.published, article.source, article.authors, body(article)) == (
        *("The Bill", FEB_7, "The Courier"),
        *(("Jane Doe",), BODY),
    )


@pytest.mark.parametrize("kind", ["media", "figure"])
def test_facts_of_a_picture_within_a_text_are_not_the_articles(tmp_path: Path, kind: str) -> None:
    picture = f"<{kind}><title>The weir</title><author>Bo Ek</author></{kind}>"
    xml = f"<doc><headline>The Bill</headline><byline>Jane Doe</byline><body>{picture}{SAID}</body></doc>"
    articles, _ = read(tmp_path, "a.xml", xml)
    assert [(each.title, each.authors, body(each)) for each in articles] == [("The Bill", ("Jane Doe",), BODY)]


@pytest.mark.parametrize("name", ["wd", "w"])
def test_words_that_are_an_element_each_stay_apart(tmp_path: Path, name: str) -> None:
    words = "".join(f"<{name} pos='1,2'>{word}</{name}>" for word in "He said so at length.".split())
    xml = f"<page><title>The Bill</title><date>2012-02-07</date><text><p>{words}</p><p>Twice.</p></text></page>"
    article = only_article(tmp_path, "a.xml", xml)
    assert body(article) == BODY


def test_each_of_several_elements_is_an_article(tmp_path: Path) -> None:
    one = "<story id='{0}'><head>{0}</head><title>Story {0}</title><date>2012-02-07</date><p>He said {0}.</p></story>"
    articles, _ = read(tmp_path, "a.xml", f"<paper><name>The Courier</name>{one.format(7)}{one.format(8)}</paper>")
    assert [(each.id, each.title, body(each)) for each in articles] == [
        ("a.xml/7", "Story 7", "He said 7."),
        ("a.xml/8", "Story 8", "He said 8."),
    ]


def test_paragraphs_in_elements_of_their_own_are_one_text(tmp_path: Path) -> None:
    xml = "<news><headline>The Bill</headline><date>2012-02-07</date><text>He said so.</text><text>Twice.</text></news>"
    assert body(only_article(tmp_path, "a.xml", xml)) == "He said so.\n\nTwice."


def test_what_is_not_found_is_named_and_columns_can_name_it(tmp_path: Path) -> None:
    xml = "<r><kop>The Bill</kop><dag>2012-02-07</dag><szoveg>He said so.</szoveg></r>"
    with pytest.raises(Exception, match="has no articles that can be read"):
        read(tmp_path, "a.xml", xml)
    columns = ColumnSettings(title=("kop",), date=("dag",), text=("szoveg",))
    (article,), _ = read(tmp_path, "a.xml", xml, columns)
    assert (article.title, article.published, article.text) == ("The Bill", FEB_7, "He said so.")
    _, skipped = read(tmp_path, "a.xml", "<r><title>The Bill</title><body>He said so &amp; left.</body></r>")
    assert skipped == [("a.xml", "has no element known as a date; [archive.columns] date can name one")]


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ("<svg><text>He said so.</text></svg>", "is XML of a kind that is not read (svg)"),
        ("<r><x>He said so.</x></r>", "is XML without a text that is known; set [archive.columns] text to one of r, x"),
        (
            "<strings><text>OK</text><text>Cancel</text></strings>",
            "is XML without a headline, date, author or source; set [archive.columns] title to one of strings, p",
        ),
    ],
)
def test_xml_that_holds_no_article_is_named(tmp_path: Path, xml: str, why: str) -> None:
    (tmp_path / "b.txt").write_text("Harmless.")
    _, skipped = read(tmp_path, "a.xml", xml)
    assert skipped[0][0] == "a.xml"
    assert skipped[0][1].startswith(why.removesuffix("p"))


@pytest.mark.parametrize("title", ["Bread & Jam", "Bread &#xD800; Jam"], ids=["a bare mark", "half a character"])
def test_broken_xml_is_mended_and_reported(tmp_path: Path, title: str) -> None:
    xml = f"<article><title>{title}</title><date>2012-02-07</date><body><p>He said so.</p></body></article>"
    (article,), skipped = read(tmp_path, "a.xml", xml)
    assert body(article) == "He said so."
    assert skipped == [("a.xml", "is not well-formed XML; the parts that cannot be repaired are left out")]


TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>An edition</title></titleStmt>
<publicationStmt><publisher>A library</publisher><date>2015</date></publicationStmt><sourceDesc>{}</sourceDesc>
</fileDesc></teiHeader><text><body>{}</body></text></TEI>"""
PRINTED = (
    "<bibl><title level='a'>The Bill</title><title level='j'>The Courier</title><author>Jane Doe</author>"
    "<date when='2012-02-07'>then</date></bibl>"
)


def test_an_edited_newspaper_states_what_was_printed(tmp_path: Path) -> None:
    text = f"<div type='article'><head>The Bill</head>{SAID}<note>A note.</note></div>"
    article = only_article(tmp_path, "a.tei", TEI.format(PRINTED, text))
    assert (article.title, article.published, article.source, article.authors, body(article)) == (
        *("The Bill", FEB_7, "The Courier"),
        *(("Jane Doe",), BODY),
    )


@pytest.mark.parametrize(
    "turns",
    [
        "<u who='#AnnLow'><seg>He said so.</seg><seg>Twice.</seg></u><u who='#Peel,Jon'><seg>Never.</seg></u>",
        "<note type='speaker'>Ann Low:</note><u who='#p1'><seg>He said so.</seg><vocal><desc>Noise</desc></vocal><seg>"
        "Twice.</seg></u><note type='speaker'>Jon Peel</note><u who='#p2'><seg>Never.</seg></u>",
        "<sp><speaker>Ann Low.</speaker><p>He said so.</p><p>Twice.</p></sp><sp who='#JonPeel'><p>Never.</p></sp>",
        "<u who='#AnnLow'><seg><w>He</w><w>said</w><w join='right'>so</w><pc>.</pc></seg><seg>Twice.</seg></u>"
        "<u who='#JonPeel'><seg>Never.</seg></u>",
    ],
    ids=["references", "notes", "plays", "tokens"],
)
def test_a_debate_in_tei_keeps_who_spoke(tmp_path: Path, turns: str) -> None:
    xml = TEI.format("<bibl><date when='2012-02-07'/></bibl>", f"<div>{turns}</div>")
    article = only_article(tmp_path, "a.xml", xml)
    assert (article.published, article.text) == (FEB_7, "Ann Low: He said so.\n\nTwice.\n\nJon Peel: Never.")


def test_each_debate_of_a_day_in_parliament_is_an_article(tmp_path: Path) -> None:
    speech = (
        "<speech id='uk.org.publicwhip/debate/2012-02-07a.{}.0' speakername='Ann Low'><p>He said so.</p><p>Twice.</p>"
        "</speech>"
    )
    xml = (
        f"<publicwhip><major-heading id='a/2012-02-07a.1.0'>HEALTH</major-heading><minor-heading>The Bill"
        f"</minor-heading>{speech.format(2)}<major-heading>RAILWAYS</major-heading>{speech.format(3)}</publicwhip>"
    )
    articles, _ = read(tmp_path, "a.xml", xml)
    assert [(one.id, one.title, one.published, one.text) for one in articles] == [
        ("a.xml/1", "The Bill", FEB_7, "Ann Low: He said so.\n\nTwice."),
        ("a.xml/2", "RAILWAYS", FEB_7, "Ann Low: He said so.\n\nTwice."),
    ]


@pytest.mark.parametrize(
    "xml",
    [
        "<Hansard><ExtractedInformation><ExtractedItem Name='Date'>Tuesday, February 7, 2012</ExtractedItem>"
        "</ExtractedInformation><HansardBody><OrderOfBusinessTitle>Questions</OrderOfBusinessTitle>"
        "<SubjectOfBusinessTitle>Dams</SubjectOfBusinessTitle><Intervention><PersonSpeaking><Affiliation>Ms. Low"
        "</Affiliation></PersonSpeaking><Content><ParaText>It leaks.</ParaText><ParaText>Daily.</ParaText></Content>"
        "</Intervention><Intervention><PersonSpeaking><Affiliation>Mr. Peel</Affiliation></PersonSpeaking><Content>"
        "<ParaText>It holds.</ParaText></Content></Intervention></HansardBody></Hansard>",
        "<akomaNtoso xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'>"
        "<debate><meta><identification>"
        "<FRBRdate date='2012-02-07' name='x'/></identification></meta><debateBody><debateSection>"
        "<heading>Dams</heading><speech by='#low'><from>Ms. Low:</from>"
        "<p>It leaks.</p><p>Daily.</p></speech><speech by='#peel'><from>Mr. Peel"
        "</from><p>It holds.</p></speech></debateSection></debateBody></debate></akomaNtoso>",
    ],
    ids=["Canada", "Akoma Ntoso"],
)
def test_the_speeches_below_a_heading_are_a_debate(tmp_path: Path, xml: str) -> None:
    debate = only_article(tmp_path, "a.xml", xml)
    assert (debate.title, debate.published) == ("Dams", FEB_7)
    assert debate.text == "Ms. Low: It leaks.\n\nDaily.\n\nMr. Peel: It holds."


def test_a_reference_of_endnote_is_read_with_its_abstract(tmp_path: Path) -> None:
    style = '<style face="normal" size="100%">{}</style>'
    facts = {"title": "The Bill", "secondary-title": "The Courier", "author": "Doe, Jane", "abstract": "He said no."}
    fields = "".join(f"<{name}>{style.format(value)}</{name}>" for name, value in facts.items())
    day = f"<pub-dates><date>{style.format('7 Feb 2012')}</date></pub-dates>"
    dates = f"<dates><year>{style.format(2012)}</year>{day}</dates>"
    (article,), named = read(tmp_path, "a.xml", f"<xml><records><record>{fields}{dates}</record></records></xml>")
    assert (article.title, article.source, article.authors) == ("The Bill", "The Courier", ("Jane Doe",))
    assert (article.published, article.text) == (FEB_7, "He said no.")
    assert ("a.xml", "has only an excerpt of its text") in named


LONG = "He said that the bill was dead. " * 6


@pytest.mark.parametrize(
    "xml",
    [
        "<rdf:RDF xmlns:rdf='r'><Article><part><Newspaper><title>The Courier</title></Newspaper></part><authors><Seq>"
        "<li><surname>Doe</surname><givenName>Jane</givenName></li></Seq></authors><title>The Bill</title>"
        "<abstract>{0}</abstract><date>2012-02-07</date></Article></rdf:RDF>",
        "<list><record><header><stamp>2014-01-01</stamp></header><dc><title>The Bill</title><creator>Jane Doe</creator>"
        "<description>{0}</description><publisher>The Courier</publisher><date>2012-02-07</date></dc></record></list>",
        "<r><TitleAtt><Title>The Bill</Title></TitleAtt><NumericDate>2012-02-07</NumericDate><Contributor>Jane Doe"
        "</Contributor><PubInfo><Title>The Courier</Title></PubInfo><Text>{0}</Text></r>",
        "<log><entry><eventtime>2012-02-07 06:30:00</eventtime><subject>The Bill</subject><event>{0}</event>"
        "<author>Jane Doe</author><paper>The Courier</paper></entry></log>",
    ],
    ids=["Zotero", "OAI", "publication beside the title", "prose in an element of another name"],
)
def test_articles_of_libraries_and_diaries_are_found(tmp_path: Path, xml: str) -> None:
    (article,), _ = read(tmp_path, "a.xml", xml.format(LONG))
    assert (article.title, article.published, article.source, article.authors, article.text.strip()) == (
        *("The Bill", FEB_7, "The Courier", ("Jane Doe",)),
        LONG.strip(),
    )


@pytest.mark.parametrize(
    ("name", "xml"),
    [
        (
            "a.srv3",
            '<timedtext format="3"><body><p t="0" d="2000"><s>good</s><s t="3"> morning</s></p>{0}</body></timedtext>',
        ),
        ("a.srv1", '<transcript><text start="0" dur="2.0">good morning</text>{1}</transcript>'),
    ],
)
def test_subtitles_of_youtube_are_read(tmp_path: Path, name: str, xml: str) -> None:
    more = '<p t="66000" d="900">but you&amp;#39;d know</p>', '<text start="66" dur="0.9">but you&amp;#39;d know</text>'
    article = only_article(tmp_path, name, xml.format(*more))
    assert article.text == "[00:00:00] good morning\n\n[00:01:06] but you'd know"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@@17 <h> The Bill <p> He said so. <p> Twice.\n@@18 <p> He left.\n", ["He said so.\n\nTwice.", "He left."]),
        ('<CHAPTER ID=1>\nThe Bill\n<SPEAKER ID=1 NAME="Low">\nNo.\n<P>\nNever.\n', ["Low: No.\n\nNever."]),
    ],
    ids=["English-Corpora.org", "Europarl"],
)
def test_tagged_texts_of_corpora_are_read(tmp_path: Path, text: str, found: list[str]) -> None:
    articles, skipped = read(tmp_path, "a.txt", text)
    assert ([article.text for article in articles], articles[0].title, skipped) == (found, "The Bill", [])
