"""A small chart of how often something was said and when: bars, a month or a year each, as a PNG."""

import io
from collections.abc import Sequence

from bot import formatting
from retrieval.models import PartialDate, Precision

Counts = Sequence[tuple[PartialDate, int]]

INK, BARS, GROUND = "#dbdee1", "#5865f2", "#2b2d31"  # as Discord's dark theme; readable on its light one, too
MOST_LABELS = 8


def draw(counts: Counts) -> bytes:
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(6, 1.8), dpi=120, facecolor=GROUND, layout=ConstrainedLayoutEngine(h_pad=0.08))
    axes = figure.add_subplot(facecolor=GROUND)
    axes.bar(range(len(counts)), [count for _, count in counts], color=BARS)
    step = -(-len(counts) // MOST_LABELS)
    axes.set_xticks(range(0, len(counts), step), [formatting.date(when) for when, _ in counts[::step]])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=3))
    title = "quotations a year" if counts[0][0].precision is Precision.YEAR else "quotations a month"
    axes.set_title(title, loc="left", color=INK, fontsize=7)
    axes.spines[:].set_visible(False)
    axes.tick_params(colors=INK, labelsize=7, length=0)
    written = io.BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()


def describe(counts: Counts) -> str:
    """The same in words, for whoever does not see it.

    >>> year = [(PartialDate.parse("2012"), 3), (PartialDate.parse("2013"), 1)]
    >>> describe(year)
    '4 quotations from 2012 to 2013, most in 2012 (3)'
    """
    first, last = counts[0][0], counts[-1][0]
    most, many = max(counts, key=lambda each: each[1])
    span = (
        f"in {formatting.date(first)}" if first == last else f"from {formatting.date(first)} to {formatting.date(last)}"
    )
    total = sum(count for _, count in counts)
    return f"{total} quotations {span}, most in {formatting.date(most)} ({many})"
