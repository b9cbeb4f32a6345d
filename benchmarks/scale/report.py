"""Draws tables and charts by archive size from the figures of benchmarks.scale."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.scale.synthetic_archive import SHARES

Figures = Mapping[int, Mapping[str, Any]]

KINDS = ("speaker", "date", "source")
SPEED, SPACE = "scale-time.png", "scale-space.png"


def tables(figures: Figures) -> str:
    """Tables in Markdown, with a column for each size."""
    head = [f"| | {' | '.join(f'{size:,}' for size in figures)} |", f"|---|{'---|' * len(figures)}"]
    rows: dict[str, list[str]] = {
        "build, s: articles, quotations": [f"{each['took']['store']:.0f}" for each in figures.values()],
        "vectors and lists": [f"{each['took']['vectors']:.0f}" for each in figures.values()],
        "words": [f"{each['took']['words']:.0f}" for each in figures.values()],
        "lexicon": [f"{each['took']['terms']:.0f}" for each in figures.values()],
        "peak memory meanwhile, MB": [f"{each['peak_mb']:,.0f}" for each in figures.values()],
        "on disk, MB": [f"{each['disk']:,.0f}" for each in figures.values()],
        "open, files checked, s": [f"{each['open']:.1f}" for each in figures.values()],
        "resident, MB": [f"{each['memory']:,.0f}" for each in figures.values()],
        "lists, probes": [_lists(each["search"]) for each in figures.values()],
        "bare encode, ms": [_times(each["encode"]) for each in figures.values()],
        "and exact search (baseline), ms": [
            _times(each["baseline"]) if "baseline" in each else "" for each in figures.values()
        ],
        "a question, times the baseline": [_ratio(each) for each in figures.values()],
        "a question, p50 / p99, ms": [_times(each["unfiltered"]) for each in figures.values()],
    }
    for name in (f"{kind} {share}" for kind in KINDS for share in SHARES):
        rows[f"within {name}"] = [_times(each[name]) for each in figures.values()]
    for name in ("unfiltered", *(f"{kind} {share}" for kind in KINDS for share in SHARES)):
        rows[f"recall@10, {name}"] = [f"{each['recall'][name]:.3f}" for each in figures.values()]
    rows["eight clients, questions a second"] = [f"{each['questions_per_second']:.0f}" for each in figures.values()]
    rows["eight encoding alone"] = [f"{each['encoded_per_second']:.0f}" for each in figures.values()]
    return "\n".join([*head, *(f"| {name} | {' | '.join(values)} |" for name, values in rows.items())])


def charts(figures: Figures, folder: Path) -> None:
    """Draw the time of a question, and the disk space and memory of the archives."""
    sizes = list(figures)
    time = {"a question": [each["unfiltered"][0] for each in figures.values()]}
    time |= {f"within {kind} {share}": [each[f"{kind} {share}"][0] for each in figures.values()] for kind in KINDS
             for share in ("10 %", "1 %")}  # fmt: skip
    begin = next((place for place, size in enumerate(sizes) if size >= 100_000), 0)
    root = [time["a question"][begin] * (size / sizes[begin]) ** 0.5 for size in sizes[begin:]]
    _draw(folder / SPEED, "median, ms", {name: (sizes, values) for name, values in time.items()}, (sizes[begin:], root))
    space = {
        "on disk": [each["disk"] for each in figures.values()],
        "resident": [each["memory"] for each in figures.values()],
    }
    _draw(folder / SPACE, "MB", {name: (sizes, values) for name, values in space.items()})


def _draw(
    path: Path, unit: str, lines: Mapping[str, tuple[list[int], list[float]]],
    root: tuple[list[int], list[float]] | None = None,
) -> None:  # fmt: skip
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    for name, (sizes, values) in lines.items():
        axes.loglog(sizes, values, marker="o", label=name)
    if root:
        axes.loglog(*root, "k:", label="as the root of the passages")
    axes.set_xlabel("passages")
    axes.set_ylabel(unit)
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(path, dpi=110)


def _lists(search: Mapping[str, Any]) -> str:
    return f"{search['lists']:,}, {search['probes']}" if search["lists"] else "exact"


def _ratio(figures: Mapping[str, Any]) -> str:
    return f"{figures['beside the baseline'][0] / figures['baseline'][0]:.2f}" if "baseline" in figures else ""


def _times(quantiles: tuple[float, float]) -> str:
    return f"{quantiles[0]:.1f} / {quantiles[1]:.1f}"
