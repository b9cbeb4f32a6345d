"""Mail, mailboxes and pages saved as MHTML."""

import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from retrieval.ingest.formats.mail import ABOVE_FORWARDED, QUOTED, join_wrapped_lines
from tests.ingest.formats.one_file import FEB_7, only_article, read, zipped

PLAIN = "He said so.\n"
AT_LENGTH = "He said so, at length, and for the whole of the long afternoon, until tea."


def mail(text: str = PLAIN, sender: str = "Jane Doe <jane@courier.example>", page: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "desk@courier.example", "The Bill Is Dead – “No”"
    message["Date"] = "Tue, 07 Feb 2012 23:37:00 -0500"
    message.set_content(text)
    if page:
        message.add_alternative(page, subtype="html")
    return message


def test_a_mail_is_an_article_with_the_headers_as_metadata(tmp_path: Path) -> None:
    found = only_article(tmp_path, "a.eml", bytes(mail()))
    assert (found.text, found.title, found.published, found.authors, found.source) == (
        "He said so.",
        "The Bill Is Dead – “No”",
        FEB_7,
        ("Jane Doe",),
        None,
    )


@pytest.mark.parametrize(
    ("sender", "source", "authors"),
    [
        ("Severn Water Press Office <press@severn.example>", "Severn Water", ()),
        ("Harbour Trust Media Team <h.trust@mail.example>", "Harbour Trust", ()),
        ("The Lorne Courier <newsletter@lorne.example>", "The Lorne Courier", ()),
        ("The Lorne Courier <j@lorne.example>", "The Lorne Courier", ()),
        ("noreply@severn.example", None, ()),
        ('"Doe, Jane" <jane@courier.example>', None, ("Doe, Jane",)),
    ],
    ids=["press office", "media team", "newsletter", "a newspaper", "no name", "a person"],
)
def test_a_sender_is_the_author_or_for_a_role_the_source(
    tmp_path: Path, sender: str, source: str | None, authors: tuple[str, ...]
) -> None:
    found = only_article(tmp_path, "a.eml", bytes(mail(sender=sender)))
    assert (found.source, found.authors) == (source, authors)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (mail("He said so.\n\n-- \nJane Doe\nPress Office\n"), "He said so."),
        (mail("See the page.\n", page=f"<p>{AT_LENGTH}</p>"), AT_LENGTH),
        (mail("He said so.\n", page="<p>He said so.</p><style>p {}</style>"), "He said so."),
        (
            mail(AT_LENGTH.replace("of the ", "of the\n") + "\n\n- One\n- Two\n\nYours,\nAnn"),
            f"{AT_LENGTH}\n\n- One\n- Two\n\nYours,\nAnn",
        ),
    ],
    ids=["signature", "a stub beside a page", "both", "wrapped lines"],
)
def test_the_text_of_a_mail_is_what_its_writer_wrote(tmp_path: Path, message: EmailMessage, text: str) -> None:
    assert only_article(tmp_path, "a.eml", bytes(message)).text == text


def test_lines_that_format_flowed_has_broken_are_joined(tmp_path: Path) -> None:
    message = mail()
    message.set_content("He said \nso.\nTwice.\n", params={"format": "flowed"})
    assert only_article(tmp_path, "a.eml", bytes(message)).text == "He said so.\nTwice."


def test_attachments_of_known_formats_and_forwarded_mails_are_articles_of_their_own(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(b"He said no.", maintype="text", subtype="plain", filename="notes/report.txt")
    message.add_attachment(b"text\nOne.\nTwo.\n", maintype="text", subtype="csv", filename="rows.csv")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    message.add_attachment(b"...", maintype="application", subtype="octet-stream", filename="tool.exe")
    message.add_attachment(zipped({"b.txt": "x"}), maintype="application", subtype="zip", filename="b.zip")
    message.add_attachment(mail("Forwarded.\n"))
    articles, skipped = read(tmp_path, "a.eml", bytes(message))
    assert [(one.id, one.text) for one in articles] == [
        ("a.eml", "He said so."),
        ("a.eml/report.txt", "He said no."),
        ("a.eml/rows.csv/1", "One."),
        ("a.eml/rows.csv/2", "Two."),
        ("a.eml/7.eml", "Forwarded."),
    ]
    assert [(name, why.split(" (")[0]) for name, why in skipped] == [
        ("a.eml/tool.exe", "is not a supported file type"),
        ("a.eml/b.zip", "is an archive within another file"),
    ]


def test_apples_mail_is_read_without_what_stands_around_it(tmp_path: Path) -> None:
    raw = bytes(mail())
    found = only_article(tmp_path, "17.emlx", b"%d      \n" % len(raw) + raw + b"<?xml version='1.0'?><plist/>")
    assert (found.title, found.text) == ("The Bill Is Dead – “No”", "He said so.")


def test_each_message_of_a_mailbox_is_an_article(tmp_path: Path) -> None:
    first, second = bytes(mail("One.\n\n>From the start.\n")), bytes(mail("Two.\n"))
    mailbox = b"From a@b Tue Feb  7 12:00:00 2012\n" + first + b"\nFrom a@b Tue Feb  7 13:00:00 2012\n" + second
    articles, skipped = read(tmp_path, "a.mbox", mailbox)
    assert [(one.id, one.text) for one in articles] == [("a.mbox/1", "One.\n\nFrom the start."), ("a.mbox/2", "Two.")]
    assert skipped == []


def test_a_page_saved_as_mhtml_has_the_metadata_of_its_page_and_its_address(tmp_path: Path) -> None:
    page = (
        '<html><head><title>The Bill</title><meta property="article:published_time" content="2012-02-07T12:00:00Z">'
        "</head><body><article><h1>The Bill</h1><p>He said caf\u00e9, and nothing else was heard from him that day.</p>"
        "</article></body></html>"
    )
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = (
        "<Saved by Blink>",
        "Not it",
        "Mon, 3 Feb 2025 09:12:00 -0000",
    )
    message["Snapshot-Content-Location"] = "https://courier.example/17"
    message.set_content(page, subtype="html", cte="quoted-printable")
    message.make_related()
    message.add_related(b"\x89PNG", maintype="image", subtype="png")
    found = only_article(tmp_path, "a.mhtml", bytes(message))
    assert (found.title, found.published, found.url) == ("The Bill", FEB_7, "https://courier.example/17")
    assert "He said café, and nothing else" in found.text


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.eml", b"", "has no mail headers"),
        ("a.mhtml", bytes(mail()), "holds no page"),
        ("a.mbox", b"He said so.", 'is not a mailbox: it does not begin with "From "'),
        ("a.eml", b"From: a\nDate: never\nContent-Type: text/plain; charset=none\n\n \n", "is empty"),
    ],
    ids=["nothing", "no page", "no mailbox", "no text"],
)
def test_a_mail_that_cannot_be_read_is_skipped_with_its_reason(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, name, content)[1] == [(name, why)]


def test_a_mail_in_an_unknown_charset_is_read_all_the_same(tmp_path: Path) -> None:
    raw = b"From: Jane Doe <j@x.example>\nContent-Type: text/plain; charset=klingon\n\nHe said caf\xc3\xa9.\n"
    assert only_article(tmp_path, "a.eml", raw).text == "He said café."


@pytest.mark.parametrize(
    "quoted",
    [
        "\nOn Sun, 5 Feb 2012 at 18:00, Jane Doe <j@a.example> wrote:\n> Did he?\n> Truly?\n",
        "\nOn Sunday, 5 February 2012 at 18:00 Jane Doe\n<j@a.example> wrote:\n\n> Did he?\n>\n\n> Truly?\n",
        "\n> Did he?\n",
    ],
    ids=["one line", "two lines", "no line"],
)
def test_what_a_mail_quotes_at_its_end_is_left_out_and_said(tmp_path: Path, quoted: str) -> None:
    (found,), skipped = read(tmp_path, "a.eml", bytes(mail(f"{PLAIN}{quoted}")))
    assert (found.text, skipped) == ("He said so.", [("a.eml", QUOTED)])


@pytest.mark.parametrize(
    "text", ["> Did he?\n\nHe said so.\n", "On 5 February he wrote:\n\nHe said so.\n", "> He said so.\n"]
)
def test_what_a_mail_quotes_above_its_answer_stays(tmp_path: Path, text: str) -> None:
    assert only_article(tmp_path, "a.eml", bytes(mail(text))).text == text.strip()


def test_a_mark_of_forwarding_is_no_part_of_the_headline(tmp_path: Path) -> None:
    message = mail()
    message.replace_header("Subject", "Fwd: The Bill Is Dead")
    assert only_article(tmp_path, "a.eml", bytes(message)).title == "The Bill Is Dead"


@pytest.mark.parametrize(
    ("mark", "date"),
    [
        ("---------- Forwarded message ---------", "Date: Mon, 6 Feb 2012 at 07:00"),
        ("Begin forwarded message:\n", "Date: 6 February 2012 at 07:00"),
        ("-----Original Message-----", "Sent: 6 February 2012 07:00"),
    ],
    ids=["Gmail", "Apple", "Outlook"],
)
def test_of_a_message_forwarded_within_a_mail_its_own_headers_count(tmp_path: Path, mark: str, date: str) -> None:
    headers = f"From: Lorne Courier <news@lorne.example>\n{date}\nSubject: Bridge shut\nTo: a@b.example"
    articles, left_out = read(tmp_path, "a.eml", bytes(mail(f"For you.\n\n{mark}\n{headers}\n\nHe said so.\n")))
    (found,) = articles
    assert (found.title, found.source, found.authors, found.text) == ("Bridge shut", "Lorne Courier", (), "He said so.")
    assert str(found.published and found.published.when) == "2012-02-06"
    assert left_out == [("a.eml", ABOVE_FORWARDED)]


def test_a_sentence_that_begins_with_from_begins_no_message(tmp_path: Path) -> None:
    mailbox = b"From a@b Tue Feb  7 12:00:00 2012\n" + bytes(mail("He said:\n\nFrom here it is downhill.\n"))
    (found,) = read(tmp_path, "a.mbox", mailbox)[0]
    assert found.text == "He said:\n\nFrom here it is downhill."


def test_wrapped_lines_are_joined_in_linear_time() -> None:
    line = "The county will close six libraries in the spring, and the mayor"
    started = time.process_time()
    assert join_wrapped_lines(f"{line}\n" * 20_000) == " ".join([line] * 20_000) + "\n"
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("sender", "author", "source"),
    [
        ("Jane Doe from The Courier <courier@post.example>", ("Jane Doe",), "The Courier"),
        ("Jane Doe at Lorne Today <jane@today.example>", ("Jane Doe",), "Lorne Today"),
        ("jane@lorne.example (Jane Doe)", ("Jane Doe",), None),
    ],
)
def test_a_sender_may_name_their_paper(
    tmp_path: Path, sender: str, author: tuple[str, ...], source: str | None
) -> None:
    article = only_article(
        tmp_path, "a.eml", f"From: {sender}\nSubject: The Bill\nDate: Tue, 7 Feb 2012 06:30:00 +0000\n\nSo.\n"
    )
    assert (article.authors, article.source) == (author, source)
