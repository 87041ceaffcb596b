"""A page never passes half read: what was seen and not read is a finding."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
import zxingcpp

import planted
from sealcase.contents import Box, Picture, Region
from sealcase.detect.pages.ink import quad_of, unread_ink
from sealcase.detect.pages.ocr import Line
from sealcase.detect.pages.pictures import Look, PageReading, read_page
from sealcase.errors import DetectorError
from sealcase.locale import N_
from sealcase.model import Band, Finding, Tier


@dataclass(frozen=True)
class Recited:
    """An engine that says what it was told to say."""

    lines: tuple[Line, ...]

    def read(self, picture: Picture, *, again: bool = False) -> tuple[Line, ...]:
        return self.lines


@dataclass(frozen=True)
class Broken:
    """An engine that raises."""

    error: Exception

    def read(self, picture: Picture, *, again: bool = False) -> tuple[Line, ...]:
        raise self.error


def fixture_page(name: str, lines: tuple[Line, ...] | None = None) -> PageReading:
    return read_page(planted.picture(name), 1, Recited(planted.lines(name) if lines is None else lines))


def unread(page: PageReading) -> list[Finding]:
    return [hit for hit in page.hits if hit.entity == "UNREAD_TEXT"]


def box_of(finding: Finding) -> Box:
    assert isinstance(finding.where, Region)
    return finding.where.box


@pytest.mark.parametrize("name", planted.SCREENSHOTS)
def test_an_ordinary_screenshot_raises_no_doubts(name: str) -> None:
    assert unread(fixture_page(name)) == []


@pytest.mark.parametrize("name", planted.SCREENSHOTS)
def test_a_line_that_the_engine_lost_is_found_by_its_ink(name: str) -> None:
    lines = planted.lines(name)
    values = [value for value in planted.values(name) if len(value.boxes) == 1 and len(value.text) > 2]
    for value in values[:6]:
        middle = (value.boxes[0].top + value.boxes[0].bottom) / 2
        left = value.boxes[0].left
        kept = tuple(
            x for x in lines if not (x.box.top < middle < x.box.bottom and x.box.left <= left + 4 < x.box.right)
        )
        assert len(kept) == len(lines) - 1
        found = unread(fixture_page(name, kept))
        hidden = planted.covered((2340, 1080), [box_of(finding) for finding in found])
        ink = planted.ink(planted.pixels(planted.picture(name)), value.boxes)
        assert (ink & hidden).sum() >= 0.9 * ink.sum(), value.entity
        assert {(finding.tier, finding.band) for finding in found} == {(Tier.PERSONAL, Band.REVIEW)}


def test_everything_is_found_when_nothing_was_read() -> None:
    name = planted.SCREENSHOTS[0]
    page = fixture_page(name, ())
    assert page.segments == ()
    assert len(unread(page)) > 20


def test_a_line_read_without_confidence_is_a_finding() -> None:
    name = planted.SCREENSHOTS[0]
    lines = tuple(replace(x, score=0.4) if "268.00" in x.text else x for x in planted.lines(name))
    (finding,) = unread(fixture_page(name, lines))
    assert box_of(finding) == next(line.box for line in lines if "268.00" in line.text)
    assert finding.rule == "picture.doubtful"


def test_a_line_seen_and_not_read_at_all_is_a_finding() -> None:
    name = planted.SCREENSHOTS[0]
    lines = tuple(replace(x, text="", cells=(), score=0.0) if "林晓雯" in x.text else x for x in planted.lines(name))
    (finding,) = unread(fixture_page(name, lines))
    assert box_of(finding) == next(line.box for line in lines if not line.text)


def test_a_doubtful_icon_is_not_text() -> None:
    name = planted.SCREENSHOTS[2]
    icons = [line for line in planted.lines(name) if line.score < 0.6]
    assert icons  # the coin beside the wallet's name is read as some sign or other
    assert unread(fixture_page(name)) == []
    strictly = read_page(planted.picture(name), 1, Recited(planted.lines(name)), Look(everything=True))
    covered = [box_of(hit) for hit in strictly.hits if hit.entity in {"UNREAD_TEXT", "PHOTO"}]
    assert all(any(_overlap(icon.box, box) for box in covered) for icon in icons)


def _overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def test_a_flat_square_is_covered_only_on_demand_and_one_with_something_in_it_always() -> None:
    rgb = np.full((1200, 600, 3), 245, np.uint8)
    rgb[100:180, 40:120] = (220, 90, 90)
    rgb[300:380, 40:120] = (88, 160, 247)
    rgb[325:355, 65:95] = 255

    def portraits(*, photos: bool) -> list[int]:
        page = read_page(planted.as_picture(rgb), 1, Recited(()), Look(photos=photos))
        return [box_of(hit).top for hit in page.hits if hit.entity == "PHOTO"]

    assert len(portraits(photos=False)) == 1
    assert len(portraits(photos=True)) == 2


def test_codes_are_secret_and_hide_what_they_say() -> None:
    name = planted.SCREENSHOTS[2]
    (code,) = [hit for hit in fixture_page(name).hits if hit.entity == "CODE"]
    assert (code.tier, code.band) == (Tier.SECRET, Band.CERTAIN)
    assert code.value.startswith("ethereum:0x")
    assert code.value not in repr(code)


def test_the_digits_printed_beside_a_payment_code_are_as_secret() -> None:
    rgb = np.full((700, 1080, 3), 255, np.uint8)
    digits = "287729134758854078"
    bars = np.asarray(zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.Code128).to_image(scale=3))
    rgb[100 : 100 + bars.shape[0], 100 : 100 + bars.shape[1]] = bars[:, :, None]
    printed = "2877 2913 4758 854078"
    box = Box(100, 500, 100 + 20 * len(printed), 550)
    cells = tuple(Box(100 + 20 * at, 500, 120 + 20 * at, 550) for at in range(len(printed)))
    for cell, char in zip(cells, printed, strict=True):
        if char != " ":
            rgb[508:542, cell.left + 3 : cell.right - 3] = 0
    quad = ((100.0, 500.0), (float(box.right), 500.0), (float(box.right), 550.0), (100.0, 550.0))
    page = read_page(
        planted.as_picture(rgb), 1, Recited((Line(text=printed, score=1, quad=quad, box=box, cells=cells),))
    )
    code, number = page.hits
    assert (code.entity, number.entity, number.tier) == ("CODE", "PAYMENT_CODE", Tier.SECRET)
    assert number.value == digits
    place = box_of(number)
    assert place.left <= 103
    assert place.right >= box.right - 3


def test_the_pattern_of_a_code_is_not_text() -> None:
    name = planted.SCREENSHOTS[2]
    inside = planted.codes(name)[0]
    middle = Box(inside.left + 100, inside.top + 100, inside.right - 100, inside.top + 140)
    line = replace(planted.lines(name)[0], text="xX0", box=middle, cells=(middle,) * 3, score=0.2)
    page = fixture_page(name, (*planted.lines(name), line))
    assert unread(page) == []
    assert "xX0" not in page.segments[0].text


def test_equal_pixels_have_equal_values_and_others_have_not() -> None:
    name = planted.SCREENSHOTS[0]
    first, second = unread(fixture_page(name, ())), unread(fixture_page(name, ()))
    assert [finding.value for finding in first] == [finding.value for finding in second]
    assert len({finding.value for finding in first}) > 10


def test_a_blank_page_gives_nothing() -> None:
    page = read_page(planted.as_picture(np.full((300, 200, 3), 250, np.uint8)), 1, Recited(()))
    assert page == PageReading(segments=(), hits=())


def test_places_name_their_page() -> None:
    name = planted.SCREENSHOTS[2]
    page = read_page(planted.picture(name), 7, Recited(planted.lines(name)))
    assert all(isinstance(hit.where, Region) and hit.where.page == 7 for hit in page.hits)
    assert page.segments[0].locate(0, 1) == Region(page=7, boxes=page.segments[0].locate(0, 1).boxes)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "error", [RuntimeError("read 周建国 and broke"), DetectorError(file="", detector=N_("text recognition"), place="X")]
)
def test_an_engine_that_fails_stops_the_page(error: Exception) -> None:
    with pytest.raises(DetectorError) as caught:
        read_page(planted.picture(planted.SCREENSHOTS[0]), 2, Broken(error), file="shot.png")
    assert caught.value.fields["file"] == "shot.png"
    assert caught.value.fields["place"] == "page 2"
    assert "周建国" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_picture_that_contradicts_itself_stops() -> None:
    with pytest.raises(DetectorError):
        read_page(Picture(width=9, height=9, pixels=b""), 1, Recited(()))


# ---- the guard alone


def test_borders_rules_and_icons_are_not_text() -> None:
    import cv2

    rgb = np.full((900, 1080, 3), 245, np.uint8)
    cv2.rectangle(rgb, (40, 40), (1040, 500), (255, 255, 255), -1)
    cv2.line(rgb, (60, 300), (1000, 300), (220, 220, 220), 2)
    cv2.circle(rgb, (120, 140), 48, (60, 140, 230), -1)
    cv2.circle(rgb, (120, 420), 30, (40, 40, 40), 4)
    cv2.rectangle(rgb, (400, 600), (800, 700), (30, 120, 240), -1)
    assert unread_ink(rgb, []) == ()


def test_drawn_words_are_text_until_they_are_read() -> None:
    import cv2

    rgb = np.full((300, 1080, 3), 30, np.uint8)
    cv2.putText(rgb, "Zhang San 138 0013", (80, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (200, 200, 200), 3)
    (box,) = unread_ink(rgb, [])
    assert box.left < 100
    assert box.right > 500
    assert unread_ink(rgb, [quad_of(Box(70, 90, 640, 170))]) == ()


def test_a_slanting_line_beside_one_that_was_read_is_text_as_well() -> None:
    import cv2

    rgb = np.full((900, 1080, 3), 30, np.uint8)
    for row in (300, 340):
        cv2.putText(rgb, "Zhang San 138 0013 8000 138", (80, row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (220, 220, 220), 3)
    turn = cv2.getRotationMatrix2D((540, 450), -4, 1.0)
    slanting = cv2.warpAffine(rgb, turn, (1080, 900), borderValue=(30, 30, 30))
    upper = np.array([[70, 268], [660, 268], [660, 312], [70, 312]], np.float64)
    corners = [(float(x), float(y)) for x, y in upper @ turn[:, :2].T + turn[:, 2]]
    (box,) = unread_ink(slanting, [(corners[0], corners[1], corners[2], corners[3])])
    assert box.right - box.left > 400
