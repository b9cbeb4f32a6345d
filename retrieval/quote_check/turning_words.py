"""The words that turn the meaning of others, as docs/matching.md lists them: "not", "refuse", "if"."""

from functools import cache

from retrieval.text.tokenise import NEGATIONS, stem

NEGATING = NEGATIONS | frozenset("nt hardly scarcely barely rarely seldom almost nearly".split())
NO_TIMES = frozenset("time point stage moment way sense circumstances account means".split())  # "at no time"
HEDGES = frozenset("perhaps maybe possibly allegedly reportedly supposedly apparently presumably".split())
MODALS = frozenset("would could might may must should can ought d".split())  # "d" of "I'd sell it"
CONDITIONS = frozenset("if unless whether provided providing".split())
FORMULAS = frozenset("ask like will want prefer may say honest remember recall mistaken".split())  # "if you ask me"
DENYING = frozenset(
    "refuse decline deny fail stop reject doubt forbid prevent avoid cease quit oppose resist ban prohibit refrain "
    "dispute lack abandon refusal denial failure myth lie nonsense fiction false untrue wrong impossible unlikely "
    "unable unwilling reluctant against without instead".split()
)
LEFT_OPEN = frozenset(
    "want wish hope try attempt intend plan threaten offer consider suspect suppose imagine assume guess".split()
)
SAYING = frozenset(
    "say claim allege argue assert believe complain contend declare imply insist predict pretend report suggest tell "
    "think warn write accuse accusation allegation rumour".split()
)
FORMS = {"said": "say", "says": "say", "told": "tell", "thought": "think", "wrote": "write", "written": "write"}


def is_form(word: str, words: frozenset[str]) -> bool:
    """Whether a normalised word is a form of any of the words.

    >>> is_form("refusing", DENYING), is_form("said", SAYING), is_form("nothing", DENYING)
    (True, True, False)
    """
    word = FORMS.get(word, word)
    return word in words or stem(word) in _stems(words)


@cache
def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(stem, words))
