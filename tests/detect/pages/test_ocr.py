"""The engine reads the fixtures, at two sizes, in tiles, and fails loudly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import planted
from sealcase.contents import COVER_FILL, COVER_INK, Box, Picture
from sealcase.detect.pages.covers import PLACEHOLDER, is_cover
from sealcase.detect.pages.ocr import Line, RapidOcr
from sealcase.detect.pages.quads import merge
from sealcase.errors import DetectorError, MissingExtraError


@pytest.mark.parametrize("name", planted.SCREENSHOTS)
def test_every_line_of_a_screenshot_is_seen(name: str) -> None:
    boxes = [line.box for line in planted.lines(name)]
    rgb = planted.pixels(planted.picture(name))
    for truth in planted.line_boxes(name):
        if truth.right - truth.left < 30:  # an arrow at the end of a row
            continue
        ink = planted.ink(rgb, [truth])
        assert (ink & planted.covered(rgb.shape, boxes)).sum() >= 0.99 * ink.sum(), truth


@pytest.mark.parametrize("name", planted.SCREENSHOTS)
def test_planted_values_are_read_to_the_letter(name: str) -> None:
    read = [planted.squeezed(line.text) for line in planted.lines(name)]
    for value in planted.values(name):
        wanted = planted.squeezed(value.text)
        if len(value.boxes) == 1:
            assert any(wanted in text for text in read), value.entity
        else:  # over several lines: it begins at the end of one
            assert any(text.endswith(wanted[:length]) for text in read for length in range(2, len(wanted))), (
                value.entity
            )


@pytest.mark.parametrize("name", planted.SCREENSHOTS)
def test_each_character_has_a_cell_inside_its_line(name: str) -> None:
    for line in planted.lines(name):
        assert len(line.cells) == len(line.text)
        assert 0 <= line.score <= 1
        for cell in line.cells:
            assert line.box.left <= cell.left <= cell.right <= line.box.right
        lefts = [cell.left for cell in line.cells]
        assert lefts == sorted(lefts)


def test_a_blank_page_has_no_lines() -> None:
    assert planted.engine().read(planted.as_picture(np.full((400, 300, 3), 240, np.uint8))) == ()


def test_a_long_picture_is_read_in_tiles_once() -> None:
    first, second = planted.SCREENSHOTS[:2]
    both = np.concatenate([planted.pixels(planted.picture(name)) for name in (first, second)])
    assert both.shape[0] > 4000
    read = planted.engine().read(planted.as_picture(both))
    for name, offset in ((first, 0), (second, 2340)):
        for value in planted.values(name):
            if len(value.boxes) == 1:
                hits = [line for line in read if planted.squeezed(value.text) in planted.squeezed(line.text)]
                assert any(_meets(line, value.boxes[0], offset) for line in hits), value.entity
    # Nothing is read twice where tiles overlap.
    for index, line in enumerate(read):
        for other in read[index + 1 :]:
            assert _shared(line.box, other.box) < 0.5, (line.text, other.text)


def _numbered_lines(count: int, pitch: int) -> Any:
    """A page of lines that say their number, dense enough for one to lie on every tile's edge."""
    page = Image.new("RGB", (560, pitch * count), (255, 255, 255))
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(30)
    for number in range(count):
        draw.text(
            (20, pitch * number + 6), f"Transfer {number:03}-{7919 * number % 10000:04}", fill=(30, 30, 30), font=font
        )
    return np.asarray(page)


def test_no_line_is_lost_or_doubled_where_tiles_meet() -> None:
    count, pitch = 66, 47  # 3,102 rows: two tiles
    read = sorted(
        planted.engine().read(planted.as_picture(_numbered_lines(count, pitch))), key=lambda line: line.box.top
    )
    wanted = [f"Transfer{number:03}-{7919 * number % 10000:04}" for number in range(count)]
    assert [planted.squeezed(line.text) for line in read] == wanted
    assert all(line.box.bottom - line.box.top > 22 for line in read)  # none is half a line


def test_what_a_line_says_depends_neither_on_threads_nor_on_other_lines() -> None:
    page = planted.pixels(planted.picture(planted.SCREENSHOTS[0]))[600:1200]
    one, four = (RapidOcr(threads).read(planted.as_picture(page)) for threads in (1, 4))
    assert one == four
    changed = page.copy()
    last = max(one, key=lambda line: line.box.top).box
    changed[last.top - 4 : last.bottom + 4, last.left - 4 : last.right + 4] = page[0, 0]
    after = {line.quad: line for line in planted.engine().read(planted.as_picture(changed))}
    same = [line for line in one if line.quad in after]
    assert len(same) > 0.6 * len(one)
    assert all(after[line.quad] == line for line in same)


def test_a_second_look_reads_the_same_at_another_size() -> None:
    page = planted.picture(planted.SCREENSHOTS[0])
    again = planted.engine().read(page, again=True)
    first = planted.lines(planted.SCREENSHOTS[0])
    assert {line.quad for line in again} != {line.quad for line in first}
    texts = {planted.squeezed(line.text) for line in again}
    words = [planted.squeezed(line.text) for line in first if len(line.text) > 3]
    assert sum(word in texts for word in words) > 0.9 * len(words)


def test_small_type_on_a_wide_screen_is_read() -> None:
    screen = Image.new("RGB", (2560, 700), (250, 250, 250))
    draw, font = ImageDraw.Draw(screen), ImageFont.load_default(14)
    wanted = [f"Wallet {number:02} paid {37 * number:04}.50" for number in range(20)]
    for number, text in enumerate(wanted):
        draw.text((60 + 1200 * (number % 2), 30 + 32 * number), text, fill=(40, 40, 40), font=font)
    read = {planted.squeezed(line.text) for line in planted.engine().read(planted.as_picture(np.asarray(screen)))}
    assert sum(planted.squeezed(text) in read for text in wanted) >= 19


def _meets(line: Line, box: Box, offset: int) -> bool:
    return line.box.top <= (box.top + box.bottom) / 2 + offset <= line.box.bottom


def _shared(a: Box, b: Box) -> float:
    width, height = min(a.right, b.right) - max(a.left, b.left), min(a.bottom, b.bottom) - max(a.top, b.top)
    smaller = min((a.right - a.left) * (a.bottom - a.top), (b.right - b.left) * (b.bottom - b.top))
    return max(0, width) * max(0, height) / max(1, smaller)


def test_missing_models_are_an_error_and_not_a_download(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import rapidocr

    monkeypatch.setattr(rapidocr, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(MissingExtraError):
        RapidOcr()
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_contradicts_itself_is_a_detector_error() -> None:
    with pytest.raises(DetectorError) as caught:
        planted.engine().read(Picture(width=100, height=100, pixels=b"short"))
    assert caught.value.__cause__ is None


def test_no_log_shows_what_was_read(capfd: pytest.CaptureFixture[str]) -> None:
    planted.engine().read(planted.as_picture(planted.pixels(planted.picture(planted.SCREENSHOTS[0]))[800:1100]))
    assert capfd.readouterr() == ("", "")


def test_a_line_does_not_show_its_text() -> None:
    line = next(line for line in planted.lines(planted.SCREENSHOTS[0]) if "周建国" in line.text)
    assert "周建国" not in repr(line)


def test_lines_that_slant_close_to_each_other_are_all_kept() -> None:
    turn = np.array([[0.9976, 0.0698], [-0.0698, 0.9976]])  # 4 degrees
    lines = [np.array([[50, y], [950, y], [950, y + 36], [50, y + 36]], float) @ turn for y in range(100, 500, 40)]
    assert len(merge([], lines)) == len(lines)
    again = [line + 2 for line in lines]
    assert len(merge(lines, again)) == len(lines)


def test_a_placeholder_on_a_box_of_ours_is_not_read_again() -> None:
    page = Image.new("RGB", (400, 200), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((20, 40, 380, 99), fill=COVER_FILL)
    draw.text((40, 50), "[PHONE-3]", fill=COVER_INK, font=ImageFont.load_default(32))
    draw.text((40, 120), "Amount 100", fill="black", font=ImageFont.load_default(32))
    rgb = np.asarray(page)
    assert is_cover(rgb, Box(38, 48, 240, 92))
    assert not is_cover(rgb, Box(38, 48, 240, 110))
    assert not is_cover(rgb, Box(38, 120, 240, 160))
    lines = planted.engine().read(planted.as_picture(rgb), again=True)
    assert {line.text for line in lines} == {PLACEHOLDER, "Amount 100"}
