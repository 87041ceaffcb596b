"""Pages that lie on their side or stand on their head are read, and places are those on the page as it lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import planted
from sealcase.contents import Region
from sealcase.detect.pages.turned import read_upright


def _part() -> Any:
    """Some rows of a form, upright."""
    return planted.pixels(planted.picture(planted.SCREENSHOTS[0]))[700:1300]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_is_read_however_it_lies(turns: int) -> None:
    part = _part()
    lying = np.ascontiguousarray(np.rot90(part, turns))
    (segment,) = read_upright(planted.as_picture(lying), 1, planted.engine()).segments
    texts = planted.squeezed(segment.text)
    values = [
        value
        for value in planted.values(planted.SCREENSHOTS[0])
        if len(value.boxes) == 1 and value.boxes[0].top > 710 and value.boxes[0].bottom < 1290
    ]
    assert len(values) >= 3
    found = 0
    for value in values:
        for start, end in planted.find(segment.text, value.text):
            where = segment.locate(start, end)
            assert isinstance(where, Region)
            mask = planted.covered(lying.shape, where.boxes)
            box = value.boxes[0]
            ink = planted.ink(part, [box._replace(top=box.top - 700, bottom=box.bottom - 700)])
            if (np.rot90(ink, turns) & mask).sum() >= 0.99 * ink.sum():
                found += 1
                break
    assert found == len(values), texts
