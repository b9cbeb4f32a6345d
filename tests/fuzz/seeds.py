"""Small files of every format for a fuzzer to start from, and pieces to insert into them."""

import gzip
import io
import sqlite3
import tarfile
import zipfile
from collections.abc import Sequence
from contextlib import closing

from tests.fakes import drawn_pdf, pdf

TEXT = (
    "07/02/2012 12:37 GMT\n\nBurnham Attacks Reforms\n\nBy Jane Doe\n\nHe said: “No.”\n\nHe added:\n\n“Never.”".encode()
)
FRONT = b"---\ntitle: The Bill\ndate: 2012-02-07\nauthors: [Jane Doe, John Roe]\n---\n\n# The Bill\n\nHe said *so*.\n"
PAGE = (
    b'<!doctype html><html><head><title>The Bill</title><meta name="author" content="Jane Doe">'
    b'<meta property="article:published_time" content="2012-02-07T12:37:00Z"></head><body><a href="/">Home</a>'
    b"<article><h1>The Bill</h1><p>He said &ldquo;No&rdquo;.<br>Twice.</p><ul><li>One<li>Two</ul></article></body>"
)
THEME = (
    b'<title>The Bill | HSJ</title><script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline":'
    b' "The Bill", "datePublished": "2012-02-07T23:37:00Z"}]}</script><h1>HSJ</h1><article class=hentry>'
    b"<h2>The Bill</h2><span>Jane Doe</span><span>7 Feb 2012</span><time class=entry-date datetime=2012-02-07>7</time>"
    b"<div class=paywall><p>He <s>has</s> said <q>No</q>, at length, and for the whole of the long afternoon.</div>"
    b"<div class=comments><p>I do not agree with a word of what has been written here by anybody.</div></article>"
)
LAYOUT = (
    b'<TABLE><TR><TD><A HREF="/">Home</A><TD><FONT SIZE=5>The Bill</FONT><P>By JANE DOE<P>February 7, 1998<P>He said'
    b" that it was dead, and that nobody in the whole of the ministry would mourn for it.<P>Page updated 1999</TABLE>"
)
ROWS = b'{"id": 17, "headline": "The Bill", "date": "2012-02-07", "body": "He left.", "source": {"name": "HSJ"}}\n[]\n'
TABLE = b'title;date;text\nThe Bill;07/02/2012;"He said ""so"".\nTwice."\n'
RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>HSJ</title><item><title>The Bill</title><guid>a/17</guid>'
    b"<link>https://a.example/17</link><pubDate>Tue, 07 Feb 2012 12:37:00 GMT</pubDate><author>Jane Doe</author>"
    b"<description>&lt;p&gt;He said so.&lt;/p&gt;</description></item></channel></rss>"
)
ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>HSJ</title><entry><id>17</id><title>The Bill</title>'
    b"<updated>2012-02-07T12:37:00Z</updated><author><name>Jane Doe</name></author>"
    b'<content type="html">&lt;p&gt;He said so.&lt;/p&gt;</content></entry></feed>'
)
SOURCES = b'["z.txt"]\nsource = "HSJ"\ndate = "2012-02"\nbasis = "inferred"\nwords = "He said"\nauthor = "Jane Doe"\n'
SOURCES_TSV = b"file\tsource\tdate\ttitle\tauthor\turl\nz.txt\tHSJ\t07/02/2012\tThe Bill\tJane Doe\thttps://a.example\n"
OBJECTS = b'{"status": "ok", "articles": [{"id": 1, "title": "The Bill", "content": "<p>So.</p>"}, {"body": ["a"]}]}'
WORD = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:pPr><w:pStyle'
    b' w:val="Title"/></w:pPr><w:r><w:t>The Bill</w:t></w:r></w:p><w:p><w:del><w:r><w:t>Not</w:t></w:r></w:del><w:r>'
    b"<w:rPr><w:strike/></w:rPr><w:t>no</w:t></w:r><w:r><w:t>He said so.</w:t></w:r></w:p></w:body></w:document>"
)
OPEN_DOCUMENT = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:h>The Bill</text:h>'
    b'<text:p>He<text:s text:c="2"/>said.</text:p></office:text></office:body></office:document-content>'
)
OPEN_TABLE = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><table:table table:name="A"><table:table-row>'
    b'<table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>Title</text:p></table:table-cell>'
    b"<table:table-cell><text:p>Text</text:p></table:table-cell></table:table-row><table:table-row>"
    b'<table:table-cell office:date-value="2012-02-07"/><table:table-cell/><table:table-cell><text:p>The Bill</text:p>'
    b"</table:table-cell><table:table-cell><text:p>He said so.</text:p></table:table-cell></table:table-row>"
    b"</table:table></office:document-content>"
)
RICH_TEXT = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 A;}}\f0 He {\strike not }said \u8220?No\'94.\par\par So.}"
)
MAIL = (
    b"From: Jane Doe <j@a.example>\nSubject: =?utf-8?q?The_Bill?=\nDate: Tue, 07 Feb 2012 12:37:00 +0000\n"
    b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
    b'He said so.\n--b\nContent-Disposition: attachment; filename="a.csv"\n\ntext\nOne.\n--b--\n'
)
SAVED_PAGE = (
    b'From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
    b"Content-Type: text/html\nContent-Location: https://a.example/17\n\n" + PAGE + b"\n--b--\n"
)
MAILBOX = b"From a@b Tue Feb  7 12:00:00 2012\n" + MAIL + b"\nFrom a@b Tue Feb  7 13:00:00 2012\n" + MAIL
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/17\r\nContent-Type: application/http\r\n"
    b"Content-Length: %d\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n%s\r\n\r\n" % (44 + len(PAGE), PAGE)
)
SUBTITLES = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.500\n<v Jane Doe>He said\n\n1\n00:00:04,000 --> 00:00:05,500\nso.\n"
WORDPRESS = (
    b'<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    b"<channel><title>HSJ</title><item><title>The Bill</title><content:encoded>&lt;p&gt;So [b].</content:encoded>"
    b"<wp:post_id>7</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"
)
NITF = (
    b'<nitf><head><docdata><date.issue norm="20120207T123700Z"/></docdata></head><body><body.head><hedline><hl1>'
    b"The Bill</hl1></hedline></body.head><body.content><p>He said so.</p></body.content></body></nitf>"
)
NEWSML = (
    b'<newsMessage><itemSet><newsItem><itemMeta><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>So'
    b"</headline></contentMeta><contentSet><inlineXML>"
    + NITF
    + b"</inlineXML></contentSet></newsItem></itemSet></newsMessage>"
)
NEXIS = (
    b"                 1 of 2 DOCUMENTS\n\n    HSJ\n\n    February 7, 2012 Tuesday\n\nThe Bill\n\nBYLINE: JANE DOE\n\n"
    b"LENGTH: 9 words\n\nHe said\nso.\n\nLOAD-DATE: February 8, 2012\n\n    2 of 2 DOCUMENTS\n\nHSJ\n\nNo.\n"
)
FACTIVA = (
    b"HD\nThe Bill\nBY\nBy Jane Doe\nPD\n7 February 2012\nSN\nHSJ\nLP\nHe said so.\nTD\nTwice.\nAN\n"
    b"Document HSJ0000020120207e82700001\n"
)
PROQUEST = (
    b"____________________________\nDocument 1 of 1\n\nThe Bill\n\nAuthor: Doe, Jane\n\nPublication info: HSJ. 2012."
    b"\n\nFull text: He said so.\n\nSubject: Bills\n\nProQuest document ID: 7\n"
)
COLUMNS = drawn_pdf(
    [
        (20, 60, 780, "The Bill"),
        (10, 60, 740, "By Jane Doe"),
        (10, 60, 700, "He said that the bill was dead and"),
        (10, 320, 700, "Farmers denied that they had been"),
        (10, 60, 686, "that no-"),
        (10, 320, 686, "asked to come to it."),
        (8, 60, 30, "HSJ | 7 February 2012 | 1"),
    ],
    [(10, 60, 700, "body would mourn."), (8, 60, 30, "HSJ | 7 February 2012 | 2")],
)
DATES = (
    b"07/02/2012 12:37 GMT | Updated 08/04/2012 06:12 BST",
    b"Oct. 10, 2025, 1:47 p.m. ET",
    b"Published on Tue 7 February 2012 at 12.37",
    b"2012-02-07T12:37:00Z",
)


def _zipped(*members: tuple[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content)
    return whole.getvalue()


def _tarred(*members: tuple[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return whole.getvalue()


def _database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as file:
        file.execute("CREATE TABLE articles (id INTEGER, title TEXT, text TEXT)")
        file.execute("INSERT INTO articles VALUES (1, 'The Bill', 'He said so.')")
        file.commit()
        return file.serialize()


def _parquet() -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(
        pa.Table.from_pylist([{"title": "The Bill", "text": "He left.", "authors": ["Jane Doe"]}]), file
    )
    return file.getvalue()


def _workbook() -> bytes:
    from openpyxl import Workbook

    book, whole = Workbook(), io.BytesIO()
    for row in (["title", "date", "text"], ["The Bill", "2012-02-07", "He said so."]):
        book.active.append(row)
    book.save(whole)
    return whole.getvalue()


ARTICLES = (
    b"<articles><article id='1' source='The Courier'><headline>The Bill</headline><date>2012-02-07</date><body>"
    b"<p>He said so.</p></body></article><article id='2'><hl1>Two</hl1><text>He left.</text></article></articles>"
)
TEI = (
    b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><sourceDesc><bibl><title level="a">The Bill</title>'
    b'<date when="2012-02-07"/></bibl></sourceDesc></teiHeader><text><body><div><head>The Bill</head>'
    b'<note type="speaker">'
    b'Ann Low</note><u who="#AnnLow"><seg>He said so.</seg></u><p>Twice.</p></div></body></text></TEI>'
)
HANSARD = (
    b'<publicwhip><minor-heading id="a/2012-02-07a.1.0">The Bill</minor-heading><speech speakername="Ann Low">'
    b"<p>He said so.</p></speech></publicwhip>"
)
SGML = (
    b'<DOC id="HSJ_20120207.1">\n<HEADLINE>The Bill</HEADLINE>\n<TEXT>\n<P>\nHe said\nso.\n</P>\n</TEXT>\n</DOC>\n' * 2
)
ALTO = (
    b'<alto><TextBlock><TextLine><String CONTENT="He"/><HYP CONTENT="-"/></TextLine><TextLine><String CONTENT="said"/>'
    b"</TextLine></TextBlock></alto>"
)
WORKBOOK_XML = (
    b'<Workbook xmlns:ss="a"><Worksheet ss:Name="A"><Table><Row><Cell><Data>Title</Data></Cell><Cell><Data>Text</Data>'
    b'</Cell></Row><Row><Cell ss:Index="2"><Data>He said so.</Data></Cell></Row></Table></Worksheet></Workbook>'
)
NOTES = (
    b"<en-export><note><title>The Bill</title><content><![CDATA[<en-note><div>He said so.</div></en-note>]]></content>"
    b"<note-attributes><author>Jane Doe</author></note-attributes></note></en-export>"
)
TIMED_TEXT = b'<tt><body><div><p begin="00:00:01.5" end="3s">He said<br/>so.</p></div></body></tt>'
CHAT = b'[{"type": "message", "text": "He said so.", "ts": "1328616000.1", "user_profile": {"real_name": "Ann Low"}}]'
RICH_JSON = (
    b'{"items": [{"fields": {"title": {"en": "The Bill"}, "body": {"nodeType": "document", "content": [{"nodeType":'
    b' "paragraph", "content": [{"value": "He said so."}]}]}}}]}'
)
RIS = b"TY  - NEWS\nTI  - The Bill\nAU  - Low, Ann\nDA  - 2012/02/07/\nAB  - He said\nso.\nER  - \n"
POSTS = b'[{"tweet": {"full_text": "He said so.", "created_at": "Tue Feb 07 12:37:00 +0000 2012"}}]'
APPLE_NEWS = b'{"components": [{"role": "title", "text": "The Bill"}, {"role": "body", "text": "He said so."}]}'
TURNS = b"Ann Low  0:06\nHe said so.\n\nJon Peel  1:10\nNever.\n\nAnn Low  1:12\nTwice.\n"
MEMBERS = (("a/b.txt", TEXT), ("c.jsonl", ROWS), ("d.csv", TABLE), ("e.html", PAGE))
BOOK = _zipped(
    ("META-INF/container.xml", b'<container><rootfile full-path="o/c.opf"/></container>'),
    (
        "o/c.opf",
        b"<package><metadata><title>T</title><creator>Jane Doe</creator><date>2012</date></metadata><manifest>"
        b'<item id="i" href="1.html" media-type="text/html"/></manifest><spine><itemref idref="i"/></spine></package>',
    ),
    ("o/1.html", PAGE),
)
LABELS = b"Titel: Das Gesetz\nQuelle: HSJ vom 07.02.2012, S. 3\nAutor: Jane Doe\nRessort: A\n\nHe said so.\n"
RULED = LABELS + b"He went on for a long time, and nobody in the whole room knew why.\n" + b"=" * 30 + b"\n"
WIRE = (
    b"a0543\n r i BC-Lorne-Dam     02-07 0210\n^BC-Lorne-Dam,0210<\n^The Bill<\n^By JANE DOE=\n"
    b"   LORNE (AP) _ He left.\n   AP-NY-02-07-12 0917EST<\n"
)
SPEECH = b'{"segments": [{"start": 0.5, "text": "No.", "speaker": "Ann"}, {"tStartMs": 9, "segs": [{"utf8": "Why?"}]}]}'
GHOST = (
    b'{"db": [{"data": {"posts": [{"id": 1, "title": "T", "html": "<p>No.</p>"}], "users": [{"id": 2, "name": "A"}],'
    b' "posts_authors": [{"post_id": 1, "author_id": 2}], "settings": [{"key": "title", "value": "HSJ"}]}}]}'
)
CHANNEL = (
    b'{"name": "HSJ", "type": "channel", "messages": [{"type": "message", "date": "2012-02-07", "text": ["No."]}]}'
)
DEBATE = (
    b"<akomaNtoso><heading>Dams</heading><speech><from>Ms. Low:</from><p>It leaks.</p></speech>"
    b'<FRBRdate date="2012-02-07"/></akomaNtoso>'
)
FIELDS = b'<dump><row><field name="headline">The Bill</field><field name="text">He left.</field></row></dump>'
MESSAGES = b"[07/02/2012, 18:03] Ann Low: It\nleaks.\n[07/02/2012, 18:04] Bo Ek: No.\n[08/02/12, 7:30] Ann Low: So.\n"
PRINTED = (
    b"From: Ann Low <a@b.example>\nSent: 7 February 2012 09:14\nSubject: Dam\n\nNo.\n-----\nDate: 2012-02-"
    b"08\nFrom: B\nSubject: C\n\nSo."
)
FRAMED = b"\x01A1\n\nThe Dam\x02\n   LORNE (AFP) - No.\n   ab/cd\x03\n070917 GMT FEB 12\x04\n"
FIXED = b"TITLE      DATE        TEXT\nThe Bill   2012-02-07  He said so.\n"
TAGGED = b'@@17 <h> The Bill <p> No. <p> So.\n<CHAPTER ID=1>\nDams\n<SPEAKER ID=1 NAME="Low">\nNo.\n'
CUES = b"start\tend\ttext\n0\t2.5\tNo.\n66\t70\tNever.\n"
NUMBERED = b"title,para_no,text,lead\nThe Bill,1,No.,So it is.\nThe Bill,2,So.,\nThe Dam,1,It leaks.,\n"
DESCRIBED = b"file,title,date\nz.txt,The Bill,2012-02-07\ny.txt,The Dam,7-Feb-12\n"
JOPLIN = b"The Bill\n\nNo.\n\nid: 0123456789abcdef0123456789abcdef\nparent_id: 1\nauthor: Jane Doe\ntype_: 1"
BLOCKS = (
    b'[{"Item": {"title": {"S": "The Bill"}, "body": {"blocks": [{"type": "paragraph", "data": {"text": "No."}}]}}},'
    b' {"title": "A", "meta": {"byline": "B"}, "content": {"root": {"children": [{"type": "list", "items":'
    b' ["No."]}]}}}]'
)
OUTLINE = b'[{"title": "The Bill", "children": [{"string": "Author:: [[A]]", "children": [{"string": "No."}]}]}]'
LIBRARY = (
    b"<rdf:RDF xmlns:rdf='r'><a><Newspaper><title>HSJ</title></Newspaper><authors><surname>Low</surname></authors>"
    b"<title>The Bill</title><abstract>He left.</abstract></a></rdf:RDF>"
)
CUES_XML = (
    b'<timedtext format="3"><body><p t="0" d="900"><s>It</s><s> leaks</s></p><p t="66000" d="9">No</p></bo'
    b"dy></timedtext>"
)
ORG = (
    b"#+TITLE: T\n* The Bill :a:\n:PROPERTIES:\n:AUTHOR: A\n:END:\n*No*, [[x][so]].[fn:1]\n* B\n:P:\n:DATE"
    b": <2012-02-07>\n:END:\nNo.\n"
)
ASCIIDOC = (
    b"= The Bill\nJane Doe <a@b.example>\nv1, 2012-02-07\n:toc:\n\n[.lead]\nHe https://a.example[said] _so"
    b"_.\n\nimage::a[]\n"
)
RST = b"The Bill\n========\n\n:date: 2012-02-07\n\nHe `said <a>`_ **so**.\n\n.. image:: a\n   :alt: b\n\nNo.\n"
SQL = (
    b"CREATE TABLE `n` (`title` text DEFAULT 'a,(b)', body text, KEY `k` (`title`));\nINSERT INTO `n` VALU"
    b"ES ('The Bill','It\\'s'),"
    b"(NULL,'No''s');\nCOPY m (headline, text, date) FROM stdin;\nA\tNo.\\nSo.\t\\N\n\\.\n"
)
BIBTEX = (
    b"@string{a = {b}}\n@misc{a, title = {The {Bill}}, author = {Low, Ann and Ek, Bo}, month = feb, year ="
    b' 2012, abstract = "No."}\n'
)
ENDNOTE = b"%0 News\n%T The Bill\n%A Low, Ann\n%8 February 7, 2012\n%X No.\n"
BY_TARGET: dict[str, Sequence[bytes]] = {
    "txt": [
        TEXT,
        FRONT,
        TEXT.decode().encode("utf-16"),
        NEXIS,
        FACTIVA,
        PROQUEST,
        TURNS,
        LABELS,
        RULED * 2,
        WIRE,
        MESSAGES,
        PRINTED,
        FRAMED,
        FIXED,
        TAGGED,
        ROWS,
    ],
    "md": [FRONT, TEXT, JOPLIN],
    "org": [ORG, ASCIIDOC, RST],
    "sql": [SQL],
    "html": [PAGE, THEME, LAYOUT],
    "jsonl": [ROWS],
    "csv": [TABLE, SOURCES_TSV, CUES, NUMBERED, DESCRIBED],
    "pdf": [pdf(["He said", "so."], ["Twice."], title="The Bill", author="Jane Doe"), COLUMNS],
    "epub": [BOOK],
    "rss": [RSS, ATOM],
    "xml": [
        WORDPRESS,
        NITF,
        NEWSML,
        RSS,
        ARTICLES,
        TEI,
        HANSARD,
        ALTO,
        WORKBOOK_XML,
        WORD,
        DEBATE,
        FIELDS,
        LIBRARY,
        CUES_XML,
    ],
    "sgml": [SGML],
    "enex": [NOTES],
    "ttml": [TIMED_TEXT],
    "sqlite": [_database()],
    "parquet": [_parquet()],
    "ris": [RIS, BIBTEX, ENDNOTE],
    "json": [OBJECTS, ROWS, POSTS, APPLE_NEWS, CHAT, RICH_JSON, SPEECH, GHOST, CHANNEL, BLOCKS, OUTLINE],
    "z.json": [OBJECTS, b'{"title": "The Bill", "date": "2012-02-07", "source": {"name": "HSJ"}}'],
    "docx": [_zipped(("word/document.xml", WORD))],
    "odt": [_zipped(("content.xml", OPEN_DOCUMENT))],
    "fodt": [OPEN_DOCUMENT],
    "rtf": [RICH_TEXT],
    "xlsx": [_workbook()],
    "ods": [_zipped(("content.xml", OPEN_TABLE))],
    "eml": [MAIL],
    "mhtml": [SAVED_PAGE],
    "mbox": [MAILBOX],
    "warc": [WARC],
    "wacz": [_zipped(("archive/a.warc", WARC))],
    "vtt": [SUBTITLES],
    "gz": [gzip.compress(TEXT, mtime=0)],
    "unnamed": [TEXT, MAIL, MAILBOX, ROWS, RICH_TEXT, PAGE],
    "zip": [_zipped(*MEMBERS)],
    "tar": [_tarred(*MEMBERS)],
    "tgz": [gzip.compress(_tarred(*MEMBERS), mtime=0)],
    "sources.toml": [SOURCES],
    "sources.tsv": [SOURCES_TSV],
    "dates": DATES,
    "retry-after": [b"120", b"Wed, 07 Feb 2012 12:37:00 GMT", b"Wed, 07 Feb 99999999999999999999 12:37:00 GMT"],
    "feed": [RSS, ATOM],
}
PIECES = (
    *(
        b"\0",
        b"\xff",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r\n",
        b"\n\n",
        b"---\n",
        b"\\ud800",
        b"\\u0000",
        b"&#0;",
        b"&#xD800;",
    ),
    *(
        b'"',
        b"'",
        b"<",
        b"<!--",
        b"<![CDATA[",
        b"[",
        b"{",
        b"%",
        b"9" * 20,
        b"-1",
        b"1e999",
        b"NaN",
        b"../",
        b"/",
        b" " * 99,
    ),
    *(b"31/02/2012", b"99/99/9999", b"0000-00-00", "٣".encode(), "²".encode(), "İ".encode(), b"obj", b"endstream"),
)
