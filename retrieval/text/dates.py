"""The months in English, as papers and questions name them: "February", "Sept.", "jul"."""

NAMES = (  # not calendar.month_name, which follows whatever locale a library may have set
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NAMED = (  # in any letter case
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_BEGINNINGS = [name[:3].casefold() for name in NAMES]


def number(name: str) -> int:
    """Which month of the year a word begins like; ValueError where it is like none.

    >>> number("Sept"), number("JULY")
    (9, 7)
    """
    return _BEGINNINGS.index(name[:3].casefold()) + 1
