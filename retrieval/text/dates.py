"""The months in English as newspapers and questions write them: "February", "Sept.", "jul"."""

MONTHS = (  # not calendar.month_name, which follows the locale, and a library may set that
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTH_PATTERN = (  # a regular expression for a month in any letter case, in full or abbreviated
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST_LETTERS = [month[:3].casefold() for month in MONTHS]


def month_number(name: str) -> int:
    """The number of a month, 1 to 12, by the first three letters of its name; ValueError for any other word.

    >>> month_number("Sept"), month_number("JULY")
    (9, 7)
    """
    return _FIRST_LETTERS.index(name[:3].casefold()) + 1
