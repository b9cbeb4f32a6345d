"""Lines of a page that do not belong to the article: advertisements, share buttons, teasers, ages, copyright.

Only a line that is entirely furniture counts, so that the same words in running prose stay.
"""

import re
from collections.abc import Callable, Sequence

MAX_FURNITURE_CHARS = 200
_COUNT = r"[(\[]?\d[\d.,]*k?[)\]]?"
_NETWORK = r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|e-?mail|messenger|pinterest|bluesky|threads|telegram)"
_FORMS = (
    r"(?:(?:story|article) continues (?:below|after) (?:the |this )?)?(?:adverts?|ads?|advertisements?|advertising)"
    r"(?: below)?",
    r"(?:continue|skip|scroll)\b.{0,40}\b(?:reading|advert\w*|content|newsletter|down|past)\b.{0,40}",
    rf"(?:{_COUNT} )?(?:shares?|comments?|likes?|replies|views|reactions)(?: {_COUNT})?",
    r"share this(?: \w+)?|copy link|link copied!?|skip to (?:main )?content|sign in|log in",
    r"(?:share(?: this(?: \w+)?)?(?: on| via| by)?|print|save|tweet|e-?mail)(?: this)?"
    rf"(?:[ ,/|·]+(?:on|via|by|and|share|save|print|this|{_NETWORK}|{_COUNT}|comments?|story|article|page))+",
    r"(?:about )?(?:\d+|an?|one|two|few) (?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s? ago|just now",
    r"\d+[ -]min(?:ute)?s?(?: read)?|.{0,60}?\d+ min(?:ute)? read\b.{0,40}",
    r"(?:hide and show |hide |show )column numbers|.{0,60}<media omitted>"
    r"|.{0,40}messages and calls are end-to-end encrypted\b.{0,150}",
    r"(?:(?:search |show |hide )(?:in )?)?transcript|newspapers in [a-z]{4,20}",
    r"bbc mon(?:itoring)?\b.{0,80}|view (?:the )?(?:original|source) (?:press )?(?:release|version|content)\b.{0,150}",
    r"(?:the post )?.{0,150}\b(?:first appeared on|appeared first (?:on|in))\b.{0,80}",
    r"(?:view |see )?(?:printer[- ]?friendly|print)(?: version| view| page)?(?: *\| *.{0,60})?",
    r"(?:e-?mail|send) (?:this|to) .{0,30}(?:story|article|friend|page)(?: *\| *.{0,60})?",
    r"most (?:read|popular|viewed|shared|commented)|related (?:stories|articles|topics|content|links)",
    r"more on this story|recommended(?: for you)?|trending(?: now)?|you (?:may|might) also like|also in the news",
    r"more from .{2,40}|read more|find out more|show more|load more|back to top",
    r"view comments|leave a (?:comment|reply)|post a comment",
    r"(?:is|was|did you find) this (?:page|article|story|information) (?:useful|helpful)\b.{0,60}",
    r"(?:go )?back to (?:the )?(?:front|home|main|news|index|previous|search|results|list)(?:[ -]?page)?"
    r"(?: *\| *.{1,60})?",
    r"(?:read more|read also|also read|read next|more on this|see also|don['’]t miss|related): .{1,180}",
    r"(?:sign|signed) up (?:to|for) .{0,150}|subscribe (?:to|for|now) .{0,120}|follow us on .{0,120}",
    r"(?:\|? ?(?:next|previous|prev|home|up|contents|index|back|section menu|main menu) ?\|)+"
    r"(?: ?(?:next|previous|prev|home|contents|back|section menu|main menu) ?)?",
    r"(?:see|read|view) (?:the )?(?:whole|full|entire|original) (?:article|story|text) (?:at|on|in)\b.{0,150}",
    r"return to .{2,40} (?:main |home ?|index )page|this is a rush transcript\b.{0,150}|transcribed by .{3,80}",
    r"published (?:online|in print|on the web)|posted in .{2,40}",
    r"this (?:article|story|page) was downloaded (?:by|from) .{1,180}|unsubscribe\b.{0,100}"
    r"|you(?: are|['’]re) receiving this\b.{0,180}|this e-?mail was sent to\b.{0,150}"
    r"|view (?:this (?:e-?mail|message|newsletter)|it) (?:in|on) (?:your|a|the) .{0,60}",
    r"page [a-z]?\d{1,3}|(?:downloaded|retrieved|accessed|printed) on (?=[^\d]{0,40}\d).{3,80}",
    r"you(?: have|['’]ve| are)? (?:received|got|getting|get|subscribed)\b.{0,60}\b(?:because|since|as) you\b.{0,120}"
    r"|(?:manage|update|change|edit) (?:your |my |e-?mail )?(?:preferences|subscription|settings|profile)\b.{0,60}"
    r"|forward to a friend|privacy (?:policy|notice)|terms (?:of (?:use|service)|and conditions)"
    r"|copyright and protected by\b.{0,60}",
    r"a version of this (?:article|story) (?:appears|appeared|was published) in (?:print|the).{0,170}",
    r"(?:this )?(?:web )?page (?:was )?last (?:updated|modified|reviewed|changed|edited):? .{0,150}",
    r"you are visitor (?:no|number)\b.{0,150}|(?:send )?(?:e-?mail|comments) to (?:the |our )?webmaster.{0,100}",
    r"(?:please )?(?:log|sign) in (?:to|or) .{0,100}",
    r"all (?:logos|trademarks|content)\b.{0,120}\b(?:property|owners?)\b.{0,120}",
    r"©.{3,150}|\(c\) ?(?:copyright )?(?-i:(?=[A-Z\d]))"
    r"(?:\d{4}|.{0,60}\b(?:ltd|limited|inc|llc|plc|media|press|group|reserved)\b|.{2,60} \d{4}$).{0,150}",
    r"copyright (?:©|\(c\)|(?:.{0,80} )?\d{4}|.{0,60}\b(?:ltd|limited|inc|llc|plc|media|press|group)\b)"
    r".{0,150}",
    r"(?:.{0,100}\. ?)?all rights reserved\.?",
)
_SENTENCE_ALIKE = re.compile(  # furniture as a line, but not as a sentence
    r"(?:more from|posted in|return to|transcribed by|continue|skip|scroll|published|page) .*", re.IGNORECASE
)
_END_MARK = re.compile(r"[\W_]{0,4}ends?[\W_]{0,4}|[-–— ]{1,3}30[-–— ]{1,3}|#(?: ?#){2,5}", re.IGNORECASE)
_REACHED_AT = re.compile(
    r"\+?\(?\d[\d ()./-]{5,18}\d|[\w.+-]{1,64}@[\w-]{1,63}\.\w|\bhttps?://|\bwww\.\w", re.IGNORECASE
)
_MAX_CONTACT_CHARS = 120
_SENTENCE_WORDS = 4
_BUTTON = re.compile(
    r"share|save|print|tweet|e-?mail|bookmark|follow|listen|subscribe|register|menu|search|close|home", re.IGNORECASE
)
_LIST_HEADING = re.compile(
    r"(?:most (?:read|popular|viewed|shared)|related (?:stories|articles|topics)|recommended|trending"
    r"|more on this story|you (?:may|might) also like|also in the news|read (?:next|more)|(?:more|top|latest) stories"
    r"|latest news|(?:(?:media|press|news) )?contacts?(?: information| details)?|to contact the \w+ .{0,60}"
    r"|newspapers in [a-z]{4,20}"
    r"|comments(?: [(]\d+[)])?)\W*",
    re.IGNORECASE,
)
_FURNITURE = re.compile("|".join(f"(?:{form})" for form in _FORMS), re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """
    >>> [is_furniture(line) for line in ("Advertisement", "3 hours ago", "Comments (41)", "Share this on Facebook")]
    [True, True, True, True]
    >>> [is_furniture(line) for line in ("“Share this,” he said.", "Three hours ago he resigned.", "Copyright matters")]
    [False, False, False]
    >>> is_furniture("More from the mayor"), is_furniture("More from the mayor is expected on Monday.")
    (True, False)
    """
    is_closed = line.rstrip().endswith((".", "”", '"')) and line.count(" ") >= _SENTENCE_WORDS
    line = _stripped(line)
    if is_closed and _SENTENCE_ALIKE.fullmatch(line):
        return False
    return 0 < len(line) <= MAX_FURNITURE_CHARS and _FURNITURE.fullmatch(line) is not None


def is_continuation(line: str, above: str) -> bool:
    """Whether a line continues the sentence of the line above, in a text with hard-wrapped lines.

    >>> is_continuation("printed on mugs.", "She had it"), is_continuation("printed on 3 May", "She had it.")
    (True, False)
    """
    begins_small = line.lstrip()[:1].islower()
    return begins_small and bool(above.strip()) and not above.rstrip().rstrip("\"'”’)").endswith((".", "!", "?", ":"))


def begins_list(line: str) -> bool:
    """Whether a line is the heading of a list below an article, such as "Most read" or "Comments (12)"."""
    return _LIST_HEADING.fullmatch(line.strip()) is not None


def is_sentence(line: str) -> bool:
    line = line.rstrip().rstrip("\"'”’)")
    return line.endswith((".", "!", "?")) and len(line.split()) > 3 and not is_furniture(line)


def before_list(lines: Sequence[str], is_prose: Callable[[str], bool] = is_sentence) -> int:
    """The number of lines before a list such as "Most read" below the last line of prose; if there is none, of all
    lines.

    >>> before_list(["The dam is safe, he said.", "Most read", "Python in cellar"])
    1
    """
    last = max((at for at, line in enumerate(lines) if is_prose(line)), default=-1)
    return next((at for at in range(last + 1, len(lines)) if begins_list(lines[at])), len(lines))


def before_foot(lines: Sequence[str], is_shared: Callable[[str], bool] = lambda _: False) -> int:
    """The number of lines before the foot of an article: an end mark, a contact, an address, copyright.

    `is_shared` tells lines that the articles beside it have as well.

    >>> before_foot(["The dam is safe, he said.", "", "ENDS", "Press office: 01632 960500"])
    1
    >>> before_foot(["The dam is safe, he said.", "https://lorne.example/dam", "© Lorne Herald"])
    1
    """
    end = len(lines)
    while end > 1 and (not (line := lines[end - 1]).strip() or _is_foot(line) or is_shared(line)):
        if is_continuation(line, lines[end - 2]):
            break
        end -= 1
    return end


def _is_foot(line: str) -> bool:
    """Whether a line below the text is furniture or a contact. A sentence with a contact is text."""
    plain = _stripped(line)
    is_contact = len(plain) <= _MAX_CONTACT_CHARS and _REACHED_AT.search(plain) is not None
    return is_furniture(line) or _END_MARK.fullmatch(line.strip()) is not None or (is_contact and not is_sentence(line))


def is_button(line: str) -> bool:
    """Whether a line is the only word of a button: "Share", "Subscribe". In an article's body it may be a heading."""
    return _BUTTON.fullmatch(_stripped(line)) is not None


def without_furniture(text: str) -> str:
    """
    >>> without_furniture("The dam is safe.\\n\\nAdvertisement\\n\\nHe said so.")
    'The dam is safe.\\n\\nHe said so.'
    """
    paragraphs = ([line for line in each.split("\n") if not is_furniture(line)] for each in text.split("\n\n"))
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _stripped(line: str) -> str:
    return " ".join(line.split()).strip("—–-|·•*_ ").rstrip(".:")
