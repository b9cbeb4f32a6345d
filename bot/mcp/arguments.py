"""The arguments of the tools: their types, their limits, and what a client's model reads about them."""

from typing import Annotated, Literal

from pydantic import Field

from bot.typed_options import MAX_QUESTION_CHARS, MAX_QUOTE_CHARS

MAX_NAME_CHARS = 200
MAX_DRAFT_CHARS = 50_000
MAX_ANSWERS, MAX_LISTED = 20, 100

QuestionText = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS, description="In plain words.")]
Quote = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_QUOTE_CHARS,
        description="The words to check or cite, as somebody quotes them; dots (…) where words are left out.",
    ),
]
Phrase = Annotated[str, Field(min_length=1, max_length=MAX_QUOTE_CHARS, description="The words to look for.")]
DraftText = Annotated[str, Field(min_length=1, max_length=MAX_DRAFT_CHARS, description="The draft, as plain text.")]
Name = Annotated[
    str,
    Field(min_length=1, max_length=MAX_NAME_CHARS, description="A speaker's name, part of it, or an office."),
]
Source = Annotated[
    str, Field(min_length=1, max_length=MAX_NAME_CHARS, description="Only this publication; part of its name will do.")
]
Topic = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_NAME_CHARS,
        description="A few words. If nothing has all of them, what is close in meaning counts.",
    ),
]
Day = Annotated[
    str,
    Field(
        max_length=60,
        description="As people write it: 7 February 2012, Feb 2012, 2012, last year. 02/03/2012 is 2 March.",
    ),
]
Limit = Annotated[int, Field(ge=1, le=MAX_ANSWERS, description="The most passages to return.")]
ListLimit = Annotated[int, Field(ge=1, le=MAX_LISTED, description="The most entries to return.")]
More = Annotated[
    str,
    Field(max_length=200, description="For the next part: `more` of the last result, all other arguments unchanged."),
]
Form = Annotated[
    Literal["text", "markdown", "bibtex", "ris", "csl-json"], Field(description="The form of the citation.")
]
ArticleId = Annotated[
    str, Field(min_length=1, max_length=4000, description="`article` of a result, or `id` of a result of search.")
]
