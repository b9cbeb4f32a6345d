"""The role that a mention gives somebody beside the name: "Health Secretary" in "Health Secretary Andrew Lansley".

An office is a role that somebody holds for a time: president, secretary, mayor. "The Times writer" is a role only.
"""

import re

from retrieval.text.person_nouns import is_person_noun
from retrieval.text.titles import HELD_OFFICES, OFFICES
from retrieval.text.tokenise import name_words

MAX_OFFICE_WORDS = 6  # a longer role is a description
BESIDE = " ,\"“”‘’'"  # characters between a name and a role, and around both
ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her|our)\s+", re.IGNORECASE)


def role(mention: str | None, speaker: str | None) -> str | None:
    """The role in the words before or after a name; None if these give no role.

    >>> for mention in ("Shadow Health Secretary Andy Burnham", "Andy Burnham, the shadow health secretary,",
    ...                 "A column by the Times writer Andy Burnham", "President Burnham", "Dr Andy Burnham", "he",
    ...                 "an unnamed “Andy Burnham”", "an aide, “Andy Burnham”"):
    ...     print(role(mention, "Andy Burnham"))
    Shadow Health Secretary
    the shadow health secretary
    the Times writer
    President
    None
    None
    None
    an aide
    """
    mention, speaker = mention or "", (speaker or "").strip()
    if not mention or not speaker:
        return None
    before, name, after = mention.partition(speaker if speaker in mention else speaker.rpartition(" ")[2])
    author = before.rpartition(" by ")[2]  # "a column by the Times writer ..."
    phrase = author.strip(BESIDE) or after.strip(BESIDE)
    added_words = name_words(phrase) - name_words(speaker)
    described = ARTICLE.sub("", phrase)
    is_adjective = described != phrase and " " not in described and not is_person_noun(described)  # "an unnamed"
    return phrase if name and not is_adjective and (len(added_words) > 1 or added_words & OFFICES) else None


def office(mention: str | None, speaker: str | None) -> str | None:
    """The office in the words beside a name, or of a mention that is one, without an article; None if there is none.

    >>> office("Andy Burnham, the shadow health secretary,", "Andy Burnham"), office("Times writer Bo Ek", "Bo Ek")
    ('shadow health secretary', None)
    >>> office("The health secretary", "Bo Ek"), office("the leader", "Bo Ek"), office("one senator", "senator")
    ('health secretary', None, None)
    """
    found = ARTICLE.sub("", role(mention, speaker) or _alone(mention or "", speaker or ""))
    words = found.casefold().split()
    is_office = any(word in OFFICES | HELD_OFFICES for word in words)
    return found if is_office and "," not in found and len(words) <= MAX_OFFICE_WORDS else None


def _alone(mention: str, speaker: str) -> str:
    """A definite mention that is an office and means somebody with a name; else an empty text."""
    found = re.sub(r"^the\s+", "", mention, flags=re.IGNORECASE)
    words = found.casefold().split()
    is_definite, has_name = found != mention, len(speaker.split()) > 1 and speaker[:1].isupper()
    is_office = words[-1:] and words[-1] in (OFFICES if len(words) == 1 else OFFICES | HELD_OFFICES)
    return found if is_definite and has_name and is_office else ""
