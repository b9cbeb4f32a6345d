"""Leads of press agencies before the first sentence: place, date and the agency's name.

PORT LORNE, March 18, 2014 (Reuters) - The quarry was refused.
LEEDS, England--(BUSINESS WIRE)--The quarry was refused.
"""

import re

from retrieval.models import PartialDate
from retrieval.text.dates import MONTH_PATTERN, parse_dateline

_LEAD_DATE = rf"(?:(?i:{MONTH_PATTERN})\.? \d{{1,2}}, \d{{4}}|\d{{1,2}} (?i:{MONTH_PATTERN})\.? \d{{4}})"
_LEAD_PLACE = r"(?:[A-Z][\w.'’-]{0,30}[ ,]{1,2}){1,6}"
_LEAD_DASH = r" ?(?:--|[—–-]) ?"
_WIRE = r"(?:\([^()\n]{2,40}\)|/[^/\n]{2,40}/)"
_AGENCY = (
    r"(?P<agency>Reuters|BUSINESS WIRE|PRNewswire|GLOBE NEWSWIRE|AP|AFP|UPI|dpa|PA|PA Media|CP|AAP|ANI|PTI|Xinhua|TASS"
    r"|Interfax|Kyodo|Yonhap|Bloomberg)"
)
_AGENCY_LEADS = (
    re.compile(  # "LEEDS (Reuters) - "
        rf"\A{_LEAD_PLACE}(?:(?i:{MONTH_PATTERN})\.? \d{{1,2}},? ?)?(?:\d{{4}} ?)?\({_AGENCY}\) ?(?:--|[—–_-]) ?"
    ),
    re.compile(rf"\A\({_AGENCY}\) ?(?:--|[—–_]) ?"),  # "(Reuters) -- "
    re.compile(rf"\A[A-Z][\w.,'’ ]{{1,60}}--\({_AGENCY}\)--"),  # "LEEDS, England--(BUSINESS WIRE)--"
)
_MEETING = re.compile(
    rf"(?:[\w'’ ]{{1,60}}[:,–—-] ?)?(?:draft )?(?:minutes|notes|record|transcript|proceedings|agenda)\b[^\n]{{0,100}}?"
    rf"(?P<date>{_LEAD_DATE})",
    re.IGNORECASE,
)
_LEADS = (  # before the first sentence, by press agencies
    re.compile(
        rf"\A(?=[^\d\n]{{0,190}},){_LEAD_PLACE}(?P<date>{_LEAD_DATE}) ?{_WIRE}?{_LEAD_DASH}"
    ),  # LEEDS, May 9, 2014 (AB) -
    re.compile(rf"\A{_LEAD_PLACE}\((?P<date>{_LEAD_DATE})\){_LEAD_DASH}"),  # LEEDS (May 9, 2014) -
    re.compile(rf"\A{_WIRE}{_LEAD_DASH}(?P<date>{_LEAD_DATE}){_LEAD_DASH}"),  # (AB) - May 9, 2014 - LEEDS -
    re.compile(
        rf"\A[A-Z][\w.,'’ -]{{1,60}}?{_LEAD_DASH}{_WIRE}{_LEAD_DASH}(?P<date>{_LEAD_DATE}){_LEAD_DASH}"
    ),  # LEEDS--(AB)--May 9
)


def date(text: str) -> PartialDate | None:
    """The date in front of a text's first sentence, as news agencies print it.

    >>> str(date("PORT LORNE, March 18, 2014 /Wire/ -- The quarry was refused."))
    '2014-03-18'
    >>> date("On March 18, 2014 - a Tuesday - the quarry was refused.")
    >>> str(date("(Wire) - May 9, 2014 - LORNE - The")), str(date("LORNE--(WIRE)--May 9, 2014--The"))
    ('2014-05-09', '2014-05-09')
    """
    lead = next((found for form in _LEADS if (found := form.match(text))), None)
    dateline = parse_dateline(lead["date"]) if lead else None
    return dateline.published if dateline else None


def meeting(title: str) -> PartialDate | None:
    """The day of a meeting in the title of its minutes.

    >>> str(meeting("Minutes of the meeting held on Tuesday 11 February 2014 at 7 pm")), meeting("The 11 May 2014 vote")
    ('2014-02-11', None)
    """
    found = _MEETING.match(title)
    dateline = parse_dateline(found["date"]) if found else None
    return dateline.published if dateline else None


def agency(text: str) -> str | None:
    """The press agency that a text names before its first sentence.

    >>> agency("PORT LORNE, March 18 (Reuters) - The quarry was refused."), agency("The firm (PA) was fined.")
    ('Reuters', None)
    """
    found = next((found for form in _AGENCY_LEADS if (found := form.match(text))), None)
    return found["agency"] if found else None
