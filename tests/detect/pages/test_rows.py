"""Lines with their pixels: where a line's own letters are when its place is loose."""

from __future__ import annotations

import numpy as np
import pytest

from sealcase.contents import Box
from sealcase.detect.pages.edges import value_boxes
from sealcase.detect.pages.ocr import Line
from sealcase.detect.pages.rows import row_of

LEFT, RIGHT, PITCH = 40, 860, 20
OWN = 47, 75
"""Where the letters of the line in the middle are, from the top of the page."""


def page() -> np.ndarray:
    """Return three lines of letters, 28 pixels high and 8 apart."""
    rgb = np.full((160, 900, 3), 255, np.uint8)
    for top in (OWN[0] - 36, OWN[0], OWN[0] + 36):
        for left in range(LEFT, RIGHT, PITCH):
            rgb[top : top + OWN[1] - OWN[0], left : left + 8] = 0
    return rgb


@pytest.mark.parametrize(
    ("left_side", "right_side"),
    [
        ((40, 82), (40, 82)),  # as lines are usually found
        ((25, 88), (25, 88)),  # together with a part of the line above
        ((34, 97), (34, 97)),  # and of the one below
        ((24, 80), (41, 97)),  # as if it slanted
    ],
)
def test_a_line_found_with_a_part_of_its_neighbour_leaves_that_alone(
    left_side: tuple[int, int], right_side: tuple[int, int]
) -> None:
    (first, last), (rising, falling) = left_side, right_side
    quad = ((30.0, float(first)), (870.0, float(rising)), (870.0, float(falling)), (30.0, float(last)))
    cells = tuple(Box(left - 6, first, left + 14, falling) for left in range(LEFT, RIGHT, PITCH))
    line = Line(text="a" * len(cells), score=1.0, quad=quad, box=Box(30, first, 870, falling), cells=cells)
    row = row_of(line, page())
    (box,) = value_boxes(row, 0, len(cells))
    assert OWN[0] - 8 < box.top <= OWN[0]
    assert OWN[1] <= box.bottom < OWN[1] + 8


def test_characters_are_where_their_ink_is_though_a_short_line_was_stretched() -> None:
    # What recognition said of `Hi James,` at 42 pixels, and where its letters stood.
    ink = ((63, 85), (91, 95), (109, 127), (132, 150), (155, 185), (189, 207), (210, 227), (229, 235))
    read = (68.5, 95.5, 109.5, 126.0, 148.5, 174.0, 198.0, 217.5, 233.5)
    rgb = np.full((160, 300, 3), 255, np.uint8)
    for left, right in ink:
        rgb[60:90, left:right] = 0
    cells = tuple(Box(round(middle) - 8, 48, round(middle) + 8, 104) for middle in read)
    quad = ((48.0, 48.0), (242.0, 48.0), (242.0, 104.0), (48.0, 104.0))
    line = Line(text="Hi James,", score=1.0, quad=quad, box=Box(48, 48, 242, 104), cells=cells)
    row = row_of(line, rgb)
    placed = [row.strip.frame.left + middle for at, middle in enumerate(row.middles) if line.text[at] != " "]
    assert placed == [(first + last) / 2 for first, last in ink]
