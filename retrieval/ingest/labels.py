"""Names of metadata fields, as people and programs write them: labels above a text, columns, keys of JSON, elements of
XML.

    Source: The Courier              `fact_of`, for a label that stands alone: it must be known as it is
    {"articleTitle": ..., "pub_dt": ..., "publicationName": ...}      `meaning_of`, for one of several names

A fact is a key of `metadata.KEYS`, TEXT for the article itself, EXCERPT, CREATED or OTHER.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from retrieval.ingest.header import publications

TEXT = "text"
EXCERPT = "excerpt"
PUBLISHED = "published"  # a date whose name says that it is the publication's
CREATED = "created"  # a date that counts where no other is stated
STAMP = "stamp"  # a time that counts of what somebody wrote, such as a message; of a page, it is the visit's
OTHER = "other"  # of no use for an article
_LABELS = {
    **dict.fromkeys(("title", "headline", "heading", "subject", "article title"), "title"),
    **dict.fromkeys(("author", "authors", "author(s)", "by", "byline", "from", "journalist", "reporter"), "author"),
    **dict.fromkeys(("written by", "writer", "reported by", "story by", "correspondent"), "author"),
    **dict.fromkeys(("media", "media outlet", "media name", "published in", "printed in", "publisher"), "source"),
    **dict.fromkeys(("date", "published", "publication date", "date published", "date of publication"), "date"),
    **dict.fromkeys(("source", "publication", "publication name", "newspaper", "paper", "site", "outlet"), "source"),
    **dict.fromkeys(("url", "link", "web address"), "url"),
    **dict.fromkeys(("updated", "last updated"), "updated"),
    **dict.fromkeys(("tags", "tag", "category", "categories", "keywords", "status", "last edited time"), OTHER),
    **dict.fromkeys(("slug", "catchline", "word count", "length", "section", "page", "pages", "edition", "ref"), OTHER),
    **dict.fromkeys(("contact", "press contact", "media contact", "contacts", "photo", "photos", "pictures"), OTHER),
    **dict.fromkeys(("text", "body", "article", "full text", "article text"), TEXT),
}
_WORDS = {  # a fact by the words that name it, in English, German, French, Spanish, Italian and Dutch
    **dict.fromkeys("title headline heading head hed hedline titel überschrift schlagzeile titre".split(), "title"),
    **dict.fromkeys("título titulo titular título titolo kop overskrift rubrik otsikko tytuł".split(), "title"),
    **dict.fromkeys(
        "text txt body transcript content contents maintext fulltext markdown texte texto testo tekst".split(), TEXT
    ),
    **dict.fromkeys(
        "copy inhalt contenu contenido contenuto cuerpo inhoud corpo tekst brödtext innehåll treść".split(), TEXT
    ),
    **dict.fromkeys("date day datetime dt tdt published pubdate publish issued posted datum fecha".split(), "date"),
    **dict.fromkeys(
        "veröffentlicht veröffentlichungsdatum erscheinungsdatum publié publicado pubblicato".split(), "date"
    ),
    **dict.fromkeys(
        "parution publicatie publicatiedatum verschenen gepubliceerd dato publiceringsdatum".split(), "date"
    ),
    **dict.fromkeys("updated update modified changed lastmod revised edited".split(), "updated"),
    **dict.fromkeys(
        "source publication pub publisher newspaper paper outlet journal magazine medium".split(), "source"
    ),
    **dict.fromkeys("medio quelle zeitung fuente fonte periódico periodico krant bron jornal avis".split(), "source"),
    **dict.fromkeys("kilde källa tidning giornale distributor provider".split(), "source"),
    **dict.fromkeys("author byline writer reporter journalist autor autoren auteur autore autora".split(), "author"),
    **dict.fromkeys("verfasser journaliste redactor influencer contributor sender from schrijver".split(), "author"),
    **dict.fromkeys("correspondent columnist".split(), "author"),
    **dict.fromkeys("forfatter författare giornalista periodista".split(), "author"),
    **dict.fromkeys("url link permalink".split(), "url"),
    **dict.fromkeys("excerpt summary abstract snippet description standfirst dek teaser lede".split(), EXCERPT),
    **dict.fromkeys("created creation".split(), CREATED),
    **dict.fromkeys("timestamp ts".split(), STAMP),
}
_BESIDE = frozenset(  # words beside those, which change nothing
    "article news post item story document page web full main original plain clean raw html nitf field attr value name"
    " artikel articolo artículo short the of de del der des la le du d on at in utc gmt local str"
    " extra attribute it was is this that which who what when here paste please enter an your"
    " print seo staff line numeric alpha populated ms intégral integral volledige vollständiger".split()
)
_OF_TWO = {  # the fact of a name with words for two
    frozenset(("date", "source")): "date",
    frozenset(("title", "source")): "source",
    frozenset(("date", "updated")): "updated",
    frozenset(("date", CREATED)): CREATED,
    frozenset(("author", CREATED)): None,
    frozenset(("title", EXCERPT)): None,
}
_TIME = frozenset(  # beside a word for a date
    "time first last issue cover release display air run print live go launch online edition posting".split()
)
_PART_OF_TEXT = frozenset("short opening lead trail hit".split())  # beside a word for a text
_ENDINGS = frozenset("s ss t txt en".split())  # of names in Solr
_PAPERS = dict.fromkeys(
    "secondarytitle fulljournaltitle blog blogname blogtitle sitename sitetitle websitename website".split(), "source"
)
_WHOLE = {  # names of one word
    **dict.fromkeys(("story", "article", "document"), TEXT),
    **dict.fromkeys(("fullarticle", "fullstory", "wholearticle", "articlefull", "paragraphs"), TEXT),
    **dict.fromkeys(("articlename", "nameofarticle", "storyname", "subjectline"), "title"),
    **dict.fromkeys(("by", "writtenby", "postedby", "authoredby", "reportedby", "storyby"), "author"),
    **_PAPERS,
    "eventtime": "date",
    "logtime": CREATED,
}
_HUMP = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])")
_GLUED = _WORDS.keys() | _BESIDE | _TIME
_MAX_LABEL_CHARS = max(map(len, _GLUED))
_MAX_NAME_CHARS = 60
_MAX_GLUED_CHARS = 30
_BLOCK_LINE = re.compile(  # "- Full Title: The Bill", "**Quelle:** The Courier", "DATE = 7.2.2012", "Date - 7.2.2012"
    r"(?:[-*•] )?(?:\*\*|__)?([^\W\d_][^:=*\n]{0,30}?) ?(?:\*\*|__)?(?:::?|=| [-–—](?= ))(?:\*\*|__)?(?!//) ?(.*)"
)
_MAX_TITLE_CHARS = 160  # of a headline behind "Story:" or "Article:", which may name the text, too
_MIN_BLOCK_LINES, _MIN_BLOCK_FACTS = 3, 2
_FACTS_OF_ARTICLES = frozenset("title date source author url".split())
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_LINE = re.compile(r"([A-Za-z][A-Za-z() ]{1,20}):[ \t]+(\S.*)")


def fact_of(label: str) -> str | None:
    """
    >>> fact_of("Byline"), fact_of(" Publication:"), fact_of("He said")
    ('author', 'source', None)
    """
    return _LABELS.get(" ".join(label.split()).rstrip(": ").lower())


@lru_cache(maxsize=4096)
def meaning_of(name: str) -> str | None:
    """The fact that a name among several names, such as a table's columns, stands for; None if it is none.

    Each word of the name must be known: "author_email", "comment_text" and "image_url" are no facts of an article.

    >>> [meaning_of(name) for name in ("articleTitle", "Date de publication", "pub_dt", "publicationname", "Medio")]
    ['title', 'date', 'date', 'source', 'source']
    >>> [meaning_of(name) for name in ("author_email", "comment_text", "word count", "date_download", "body_txt")]
    [None, None, None, None, 'text']
    """
    words = _words_of(name[:_MAX_NAME_CHARS])
    words = words[1:] if words[:1] == ["og"] else words  # of a page's metadata: "og:title", "ogSiteName"
    if "".join(words) in _WHOLE:
        return _WHOLE["".join(words)]
    facts = {fact for word in words if (fact := _fact_of_word(word))}
    beside = _BESIDE | (_TIME if facts & {"date", "source", "updated", CREATED} else frozenset())
    beside |= _PART_OF_TEXT if TEXT in facts else frozenset()
    if not all(_fact_of_word(word) or {word, word.removesuffix("s")} & beside for word in words):
        return None
    if facts == {"source"} and "time" in words:
        return "date"
    if facts == {TEXT} and _PART_OF_TEXT & set(words):
        return EXCERPT
    if len(facts) > 1:  # "publication title", "publication date", "headline text", "date modified", "article url"
        facts -= {TEXT}
    for pair, fact in _OF_TWO.items():
        if facts == pair:
            return fact
    return facts.pop() if len(facts) == 1 else None


@lru_cache(maxsize=4096)
def names_publication(name: str) -> bool:
    """Whether the name of a date says that it is the publication's, beside a word that says it is a date.

    >>> [names_publication(name) for name in ("dateTimePub", "date_published", "published", "date")]
    [True, True, False, False]
    """
    words = _words_of(name[:_MAX_NAME_CHARS])
    return len(words) > 1 and any(word.startswith(("pub", "issue", "veröffentl")) for word in words)


@lru_cache(maxsize=4096)
def speaks_of_source(name: str) -> bool:
    """Whether a word of a name is one for a publication, beside whatever others.

    >>> speaks_of_source("PubFrosting"), speaks_of_source("journal-meta"), speaks_of_source("TitleAtt")
    (True, True, False)
    """
    return any(_fact_of_word(word) == "source" for word in _words_of(name[:_MAX_NAME_CHARS]))


@lru_cache(maxsize=4096)
def facts_in(name: str) -> frozenset[str]:
    """The facts that the words of a name are for, whatever the others are.

    >>> sorted(facts_in("title_of_image")), sorted(facts_in("docvar_day")), sorted(facts_in("V1"))
    (['title'], ['date'], [])
    """
    words = (word for word in _words_of(name[:_MAX_NAME_CHARS]) if word != "from")  # "taken from" a paper
    return frozenset(fact for word in words if (fact := _fact_of_word(word)))


def is_first(name: str) -> bool:
    """Whether the name of a date says that it is the first of several, as "firstPublishDate" does."""
    return bool({"first", "original"} & set(_words_of(name[:_MAX_NAME_CHARS])))


def _fact_of_word(word: str) -> str | None:
    return _WORDS.get(word) or _WORDS.get(word.removesuffix("s"))


def _words_of(name: str) -> list[str]:
    """The words of a name, in small letters. Names without any mark between their words are cut at known words.

    >>> _words_of("PubDate_dt"), _words_of("publicationname"), _words_of("Author(s)")
    (['pub', 'date', 'dt'], ['publication', 'name'], ['author'])
    """
    words = re.findall(r"[^\W_]+", _HUMP.sub(" ", name).lower())
    if len(words) > 1 and words[-1] in _ENDINGS:
        words.pop()
    return _cut(words[0]) if len(words) == 1 else words


def _cut(word: str) -> list[str]:
    """The known words that a word consists of; the word itself if it has others.

    >>> _cut("articlebody"), _cut("headway")
    (['article', 'body'], ['headway'])
    """
    pieces: list[list[str] | None] = [[]]  # for each length of the word's beginning
    for end in range(1, min(len(word), _MAX_GLUED_CHARS) + 1):
        ways = []
        for start in range(max(0, end - _MAX_LABEL_CHARS), end):
            before = pieces[start]
            if before is not None and word[start:end] in _GLUED:
                ways.append([*before, word[start:end]])
        pieces.append(min(ways, key=len, default=None))
    return (pieces[-1] if len(word) <= _MAX_GLUED_CHARS else None) or [word]


def line(label: str, value: str) -> str:
    """
    >>> line("Source:", "The Courier")
    'Source: The Courier'
    """
    return f"{label.rstrip(': ')}: {value}"


def labelled(line: str) -> tuple[str, str] | None:
    """The fact and the value of a line like "Source: The Courier"; None for any other line.

    >>> labelled("Source: The Courier"), labelled("He said: The Courier"), labelled("Source:")
    (('source', 'The Courier'), None, None)
    """
    found = _LINE.fullmatch(line.replace("**", "").strip("*_ "))  # without Markdown's emphasis
    fact = fact_of(found[1]) if found else None
    return (fact, found[2].strip()) if found and fact else None


def known_line(line: str) -> tuple[str, str] | None:
    """The fact and the value of a line of a block of labels; None if its label is not known.

    >>> known_line("- Full Title: The Bill"), known_line("**Quelle:** The Courier"), known_line("He said: no")
    (('title', 'The Bill'), ('source', 'The Courier'), None)
    """
    found = _BLOCK_LINE.fullmatch(line)
    if found is None:
        return None
    value = _WIKI_LINK.sub(r"\1", found[2]).strip()
    fact = fact_with(found[1], value)
    return (fact, value) if fact else None


def fact_with(label: str, value: str) -> str | None:
    """The fact of a label of a block, which the value may tell where the label has several meanings.

    >>> fact_with("Words", "214"), fact_with("Words", "Ann Low"), fact_with("From", "The Courier")
    ('other', 'author', 'source')
    >>> fact_with("Article", "The bill is dead"), fact_with("Published in", "May 2012")
    ('title', 'date')
    """
    fact = fact_of(label) or meaning_of(label)
    name = " ".join(label.lower().split())
    if name == "words":
        return OTHER if value[:1].isdigit() else "author"
    if name in {"story", "article"} and value and len(value) <= _MAX_TITLE_CHARS and value[-1] not in ".:;,":
        return "title"
    if fact == "author" and (publications.is_publication(value) or publications.may_be_publication(value)):
        return "source"
    if name in {"published in", "printed in"} and re.search(r"\d{4}", value):
        return "date"
    return fact


def in_block(lines: Sequence[str], sentences: Collection[int] = ()) -> dict[int, tuple[str, str]]:
    """The fact and the value of each line of the first block of labels, by its place among the lines.

    A block is a run of lines with labels, of which two state different facts of an article. Its other labels are OTHER.
    `sentences` are the places of sentences below a blank line: an unknown label there is a speaker's ("Ann Lee: No.").

    >>> in_block(["The Bill", "Quelle: The Courier", "Ressort: Lokales", "Datum: 7.2.2012", "He said no."])
    {1: ('source', 'The Courier'), 2: ('other', ''), 3: ('date', '7.2.2012')}
    """
    block: dict[int, tuple[str, str]] = {}
    for at, line in enumerate([*lines, ""]):
        fact = known_line(line)
        if fact or (_BLOCK_LINE.fullmatch(line) and at not in sentences):
            block[at] = fact or (OTHER, "")
        elif block:
            stated = {fact for fact, _ in block.values()} & _FACTS_OF_ARTICLES
            if len(block) >= _MIN_BLOCK_LINES and len(stated) >= _MIN_BLOCK_FACTS:
                return block
            block = {}
    return {}
