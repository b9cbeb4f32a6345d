"""Posts below the handle of their author, as articles show them.

What they said                          Here is what a reader, @ann_lee, saw: “The lamp is out.”
@ann_lee: The lamp is out
@bo_ray: We have candles
"""

import re

from retrieval.models import Kind, Passage, Quotation

POST = re.compile(
    r"^[^\S\n]*(?P<handle>@\w{2,30})(?: \([^()\n]{1,40}\))?(?P<colon>:)[^\S\n]+(?P<words>\S[^\n]*)", re.MULTILINE
)
HANDLE_BEFORE = re.compile(r"(?P<handle>@\w{2,30})(?: \([^()\n]{1,40}\))?,? ?(?::|wrote:?|posted:?|tweeted:?) ?[“\"]$")
MAX_CHARS_TO_WORDS = 90


def found(passage: Passage) -> list[Quotation]:
    """The posts of a passage, each on its line behind a handle."""
    return [
        Quotation(
            passage.article,
            ((passage.start + post.start("words"), passage.start + post.end("words")),),
            Kind.DIRECT,
            post["handle"],
            post["handle"],
            post["colon"],
            (passage.start + post.start("colon"), passage.start + post.end("colon")),
            (post["handle"],),
        )
        for post in POST.finditer(passage.text)
    ]


def handle_before(text: str, start: int) -> str | None:
    """The handle right before the quoted words that begin at `start`.

    >>> handle_before("A post from @ann_lee: “The lamp is out.”", 23)
    '@ann_lee'
    """
    before = HANDLE_BEFORE.search(text[max(0, start - MAX_CHARS_TO_WORDS) : start])
    return before["handle"] if before else None
