"""How much each part of the evidence counts, as it was fitted; weights.toml says how."""

import tomllib
from functools import cache
from importlib.resources import files

FILE = "weights.toml"


@cache
def load() -> dict[str, dict[str, float]]:
    """The tables of weights.toml, a weight by the name of each part."""
    text = (files("retrieval.search") / FILE).read_text(encoding="utf-8")
    tables: dict[str, dict[str, float]] = tomllib.loads(text)
    return tables
