"""Writes the tables of docs/accuracy.md from labelled files.

    python -m benchmarks.accuracy             writes them
    python -m benchmarks.accuracy FILE...     prints them, of other files

judged.tsv        a row for each count: archive, measure, count, of, date, drawn (how), judged (how, by whom)
NAME.jsonl        verdicts of `onrecord accuracy`; NAME is the archive's, "press-releases" for "press releases"

No file has any text of an article.
"""

import csv
import sys
from pathlib import Path

from bot.cli.commands import accuracy as verdicts
from bot.rendering import markdown
from retrieval.evaluation import accuracy
from retrieval.evaluation.accuracy import Measure, Share

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "accuracy.md"
BEGIN, END = "<!-- tables: python -m benchmarks.accuracy -->", "<!-- end of tables -->"
JUDGED_AT_THE_PROMPT = ("quotations at random, by onrecord accuracy", "in context, at the prompt")


def main(paths: list[str]) -> None:
    files = [Path(path) for path in paths] or sorted([*FOLDER.glob("*.tsv"), *FOLDER.glob("*.jsonl")])
    made = tables(files)
    if paths:
        print(made)
        return
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_tables(page, made), encoding="utf-8")


def tables(files: list[Path]) -> str:
    """The table of shares, and the table that says where each comes from."""
    shares: dict[str, dict[Measure, Share]] = {}
    sources: list[list[str]] = []
    for path in files:
        for row in _rows(path):
            share, measure = Share(int(row["count"]), int(row["of"])), Measure(row["measure"])
            shares.setdefault(row["archive"], {})[measure] = share
            counted = f"{share.count:,} of {share.of:,}"
            sources.append([row["archive"], measure.value, counted, row["date"], row["drawn"], row["judged"]])
    columns = ["archive", "measure", "count", "date", "how drawn", "how judged"]
    return f"{markdown.table(*accuracy.table(shares))}\n\n{markdown.table(columns, sources)}"


def with_tables(page: str, made: str) -> str:
    """A page with these tables in place of those between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{after}"


def _rows(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".tsv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t"))
    drawn, judged = JUDGED_AT_THE_PROMPT
    kept = verdicts.read(path).values()
    found = accuracy.tally((one["verdicts"], one["named"], one["dated"]) for one in kept)
    common = {"archive": path.stem.replace("-", " "), "date": "", "drawn": drawn, "judged": judged}
    return [
        {**common, "measure": measure.value, "count": str(share.count), "of": str(share.of)}
        for measure, share in found.items()
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
