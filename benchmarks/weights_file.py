"""Writes fitted weights into retrieval/search/weights.toml."""

from collections.abc import Mapping
from pathlib import Path

from retrieval.search import ranking
from retrieval.search.ranking import Weights


def write(tables: Mapping[str, Weights]) -> None:
    """Replace these tables in the weights file, but keep the others and the comment at its top."""
    file = Path(str(ranking.__file__)).with_name(ranking.WEIGHTS_FILE)
    kept = {**ranking.load_weights(), **tables}
    head = file.read_text(encoding="utf-8").partition("\n[")[0].rstrip()
    lines = [
        f"\n[{name}]\n" + "".join(f"{part} = {value:.3f}\n" for part, value in kept[name].items()) for name in kept
    ]
    file.write_text(f"{head}\n{''.join(lines)}", encoding="utf-8")
