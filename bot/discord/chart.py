"""A chart of how many statements there are over time, as Discord shows it on a phone and on a desktop, light and dark.

Discord does not tell a bot the theme of a reader. So the picture brings its own dark background, on which text and bars
have enough contrast, and stands as a card on the light theme.
"""

import io
from collections.abc import Sequence

from retrieval.models import PartialDate, Precision
from retrieval.text.dates import MONTHS

TEXT, BAR, BACKGROUND = "#dbdee1", "#949cf7", "#2b2d31"
MAX_YEARS, MAX_MONTHS = 6, 3  # labels below the bars; more would collide on a phone
LABEL_SIZE = 13  # points; 11 pixels where a phone shows the chart 255 pixels wide
SHORT_MONTH_CHARS = 3

Counts = Sequence[tuple[PartialDate, int]]  # statements of each month or year


def draw(counts: Counts) -> bytes:
    """A bar for each month or year, as a PNG."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(4, 1.9), dpi=200, facecolor=BACKGROUND, layout=ConstrainedLayoutEngine(h_pad=0.08))
    axes = figure.add_subplot(facecolor=BACKGROUND)
    axes.bar(range(len(counts)), [count for _, count in counts], color=BAR)
    step = -(-len(counts) // (MAX_YEARS if counts[0][0].precision is Precision.YEAR else MAX_MONTHS))
    axes.set_xticks(range(0, len(counts), step), [label(period) for period, _ in counts[::step]])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=3))
    title = "statements a year" if counts[0][0].precision is Precision.YEAR else "statements a month"
    axes.set_title(title, loc="left", color=TEXT, fontsize=LABEL_SIZE)
    axes.spines[:].set_visible(False)
    axes.tick_params(colors=TEXT, labelsize=LABEL_SIZE, length=0)
    axes.tick_params(axis="x", pad=LABEL_SIZE / 2)  # clear of the 0 beside the first label
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def label(period: PartialDate) -> str:
    """
    >>> label(PartialDate.parse("2012-09")), label(PartialDate.parse("2012"))
    ('Sep 2012', '2012')
    """
    year = str(period.first.year)
    month = MONTHS[period.first.month - 1][:SHORT_MONTH_CHARS]
    return year if period.precision is Precision.YEAR else f"{month} {year}"
