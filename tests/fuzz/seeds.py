"""Small files of every format for a fuzzer to start from, and pieces to insert into them."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Sequence

from tests.fakes import pdf

TEXT = (
    "07/02/2012 12:37 GMT\n\nBurnham Attacks Reforms\n\nBy Jane Doe\n\nHe said: “No.”\n\nHe added:\n\n“Never.”".encode()
)
FRONT = b"---\ntitle: The Bill\ndate: 2012-02-07\nauthors: [Jane Doe, John Roe]\n---\n\n# The Bill\n\nHe said *so*.\n"
PAGE = (
    b'<!doctype html><html><head><title>The Bill</title><meta name="author" content="Jane Doe">'
    b'<meta property="article:published_time" content="2012-02-07T12:37:00Z"></head><body><a href="/">Home</a>'
    b"<article><h1>The Bill</h1><p>He said &ldquo;No&rdquo;.<br>Twice.</p><ul><li>One<li>Two</ul></article></body>"
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
BY_TARGET: dict[str, Sequence[bytes]] = {
    "txt": [TEXT, FRONT, TEXT.decode().encode("utf-16")],
    "md": [FRONT, TEXT],
    "html": [PAGE],
    "jsonl": [ROWS],
    "csv": [TABLE, SOURCES_TSV],
    "pdf": [pdf(["He said", "so."], ["Twice."], title="The Bill", author="Jane Doe")],
    "epub": [BOOK],
    "rss": [RSS, ATOM],
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
