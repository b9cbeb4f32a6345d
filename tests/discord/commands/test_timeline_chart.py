import io

import pytest
from PIL import Image, ImageColor

from bot.discord.commands import timeline
from retrieval.models import PartialDate

YEARS = [(PartialDate.parse(str(year)), year - 2010) for year in range(2011, 2016)]


def luminance(colour: str) -> float:
    """The relative luminance of a colour, from 0 to 1, as WCAG 2 has it."""
    parts = [part / 255 for part in ImageColor.getrgb(colour)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_a_chart_is_a_small_picture() -> None:
    picture = Image.open(io.BytesIO(timeline.draw_chart(YEARS)))
    assert (picture.format, picture.size) == ("PNG", (800, 380))


def test_a_chart_is_readable_on_a_light_and_a_dark_discord_since_it_brings_its_background() -> None:
    picture = Image.open(io.BytesIO(timeline.draw_chart(YEARS))).convert("RGBA")
    assert picture.getchannel("A").getextrema() == (255, 255)
    assert picture.getpixel((0, 0)) == (*ImageColor.getrgb(timeline.BACKGROUND), 255)
    assert contrast(timeline.TEXT, timeline.BACKGROUND) > 7  # WCAG asks for 4.5 of text, 3 of graphics
    assert contrast(timeline.BAR, timeline.BACKGROUND) > 4.5


@pytest.mark.parametrize("counts", [YEARS, [(PartialDate.parse(f"2012-{month:02}"), 3) for month in range(1, 13)]])
def test_the_labels_of_a_chart_do_not_collide(counts: timeline.CountsByPeriod) -> None:
    picture = Image.open(io.BytesIO(timeline.draw_chart(counts))).convert("L")
    row = picture.crop((0, 345, 800, 380))  # the labels below the bars
    inked = [max(row.crop((x, 0, x + 1, 35)).tobytes()) > 120 for x in range(800)]
    gaps = [len(gap) for gap in "".join("#" if ink else " " for ink in inked).strip().split("#") if len(gap) > 20]
    labels = timeline.MAX_YEARS - 1 if counts is YEARS else timeline.MAX_MONTHS
    assert len(gaps) == labels - 1
