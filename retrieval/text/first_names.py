"""First names, and the gender that they show.

Most names show that a person is named ("Carly", "Dominic"). Others are also surnames, places or words ("Clinton",
"Georgia", "Joy"): they only show the gender of somebody who is known to be a person.
"""

import tomllib
from pathlib import Path

_NAMES = {
    kind: frozenset(names.split())
    for kind, names in tomllib.loads(Path(__file__).with_name("first_names.toml").read_text("utf-8")).items()
}
FIRST_NAMES = _NAMES["women"] | _NAMES["men"] | _NAMES["either"]
FEMALE_NAMES = _NAMES["women"] | _NAMES["women_or_words"]
MALE_NAMES = _NAMES["men"] | _NAMES["men_or_words"]
OF_ONE_GENDER = FEMALE_NAMES | MALE_NAMES
