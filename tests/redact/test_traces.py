"""Screenshots that were never compressed with loss are told from those that were."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sealcase.contents import Box
from sealcase.redact.traces import look_for_traces

NONE: tuple[Box, ...] = ()


def _screen(*, ink: Any = (51, 51, 51), paper: Any = (255, 255, 255)) -> Image.Image:
    picture = Image.new("RGB", (720, 640), paper)
    draw = ImageDraw.Draw(picture)
    for row in range(14):
        text = f"Row {row}: payment of 88.00 failed, order 2026112222{row:04}"
        draw.text((31, 20 + 43 * row), text, fill=ink, font=ImageFont.load_default(25))
    return picture


def _compressed(picture: Image.Image, form: str, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, form, quality=quality)
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


COLOURS = [((51, 51, 51), (255, 255, 255)), ((222, 222, 222), (28, 28, 30)), ((0, 28, 100), (247, 249, 252))]


@pytest.mark.parametrize(("ink", "paper"), COLOURS)
def test_a_screenshot_is_clean(ink: Any, paper: Any) -> None:
    traces = look_for_traces(np.asarray(_screen(ink=ink, paper=paper)), NONE)
    assert traces.lossless
    assert not traces.around(Box(100, 100, 200, 130))


@pytest.mark.parametrize(("ink", "paper"), COLOURS)
@pytest.mark.parametrize(("form", "quality"), [("JPEG", 40), ("JPEG", 75), ("JPEG", 95), ("WEBP", 80)])
def test_a_compressed_one_is_not(ink: Any, paper: Any, form: str, quality: int) -> None:
    compressed = _compressed(_screen(ink=ink, paper=paper), form, quality)
    for picture in (compressed, compressed.crop((3, 5, 700, 600)), compressed.resize((540, 480))):
        assert look_for_traces(np.asarray(picture), NONE).around(Box(100, 100, 200, 130))


def test_a_photograph_in_a_clean_screenshot_counts_around_itself() -> None:
    picture = Image.new("RGB", (1440, 2560), (255, 255, 255))
    for left in (0, 720):
        for top in range(0, 2560, 640):
            picture.paste(_screen(), (left, top))
    photograph = _compressed(_screen().crop((31, 20, 231, 60)), "JPEG", 75)
    picture.paste(photograph, (800, 1300))
    traces = look_for_traces(np.asarray(picture), [Box(830, 1300, 900, 1340)])
    assert not traces.around(Box(100, 100, 200, 130))


def test_too_little_to_tell_counts_as_traces() -> None:
    blank = np.full((100, 100, 3), 255, np.uint8)
    assert look_for_traces(blank, NONE).around(Box(10, 10, 20, 20))
    assert look_for_traces(blank[:5, :5], NONE).around(Box(0, 0, 5, 5))


def test_what_is_hidden_is_not_looked_at() -> None:
    one, two = np.asarray(_screen()).copy(), np.asarray(_screen()).copy()
    two[100:140, 100:300] = np.random.default_rng(1).integers(0, 255, (40, 200, 3))
    hidden = [Box(100, 100, 300, 140)]
    first, second = look_for_traces(one, hidden), look_for_traces(two, hidden)
    assert np.array_equal(first.edged, second.edged)
    assert np.array_equal(first.quiet, second.quiet)
