"""What lies under a box has no effect on the result, and what must stay readable stays."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from redact.made_decisions import decision, exhibit_of, redacted
from sealcase.model import Action, Box, Decision, Exhibit, Kind, Picture, RedactedItem, Region, Tier
from sealcase.redact import allot, redact
from sealcase.redact.boxes import WIDTH_STEP_PX, plan_box
from sealcase.redact.pixels import FILL

SIZE = (400, 240)
CORE = Box(130, 100, 270, 130)
FONT = ImageFont.load_default(24)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _screen(value: str, *, ink: Any, paper: Any, core: Box = CORE) -> Image.Image:
    """Draw a screen whose value lies in `core`, with other text above, below and far to the left."""
    picture = Image.new("RGB", SIZE, paper)
    draw = ImageDraw.Draw(picture)
    draw.text((20, core.top - 60), "Payment failed", fill=ink, font=FONT)
    draw.text((20, core.bottom + 50), "Order 2026112222001", fill=ink, font=FONT)
    field = Image.new("RGB", (core.right - core.left, core.bottom - core.top), paper)
    ImageDraw.Draw(field).text((2, 1), value, fill=ink, font=FONT)
    picture.paste(field, core[:2])
    return picture


def _file(picture: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **({"quality": 75, "subsampling": "4:2:0"} if form == "JPEG" else {}))
    return file.getvalue()


def _hidden(*boxes: Box, value: str = "13800138000", **options: Any) -> Decision:
    return decision(Region(page=1, boxes=boxes), value, **options)


def _image(data: bytes) -> np.ndarray[Any, Any]:
    return np.asarray(Image.open(io.BytesIO(data)))


def _chunks(data: bytes) -> list[bytes]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    kinds, position = [], 8
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        kinds.append(data[position + 4 : position + 8])
        position += 12 + length
    assert position == len(data)
    return kinds


COLOURS = [((20, 20, 20), (255, 255, 255)), ((220, 30, 40), (255, 255, 255)), ((30, 90, 250), (20, 20, 24))]


@QUICK
@given(
    values=st.lists(st.text("0123456789abcWMil", max_size=10), min_size=2, max_size=2, unique=True),
    colours=st.sampled_from(COLOURS),
    form=st.sampled_from(["PNG", "JPEG"]),
    left=st.integers(100, 200),
    top=st.integers(80, 120),
)
def test_pictures_that_differ_only_in_the_value_give_the_same_bytes(
    tmp_path: Path, values: list[str], colours: Any, form: str, left: int, top: int
) -> None:
    ink, paper = colours
    core = Box(left, top, left + 140, top + 30)
    results = set()
    for value in values:
        exhibit = exhibit_of(tmp_path, _file(_screen(value, ink=ink, paper=paper, core=core), form), "shot.png")
        results.add(redacted(exhibit, [_hidden(core)])[1])
    assert len(results) == 1


def test_a_clean_screenshot_loses_less_than_a_compressed_one(tmp_path: Path) -> None:
    picture = Image.new("RGB", (400, 640), (255, 255, 255))
    for top in range(0, 640, 40):
        ImageDraw.Draw(picture).text((20, top), "Order 2026112222001 failed", fill=(20, 20, 20), font=FONT)
    margins = []
    for form in ("PNG", "JPEG"):
        item, _ = redacted(exhibit_of(tmp_path, _file(picture, form)), [_hidden(Box(100, 201, 180, 232))])
        where = item.redactions[0].where
        assert isinstance(where, Region)
        margins.append((201 - where.box.top, where.box.bottom - 232))
    assert margins == [(4, 4), (11, 10)]


def test_the_two_sources_did_differ(tmp_path: Path) -> None:
    one, two = (
        exhibit_of(tmp_path, _file(_screen(value, ink=(200, 0, 0), paper=(255, 255, 255)), "JPEG"))
        for value in ("1", "Wm8")
    )
    assert one.content != two.content


def test_the_result_is_only_pixels(tmp_path: Path) -> None:
    picture = _screen("secret", ink=(0, 0, 0), paper=(255, 255, 255))
    exif = Image.Exif()
    exif[0x010E] = "described here"
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=b"commented here", icc_profile=b"profile here")
    item, data = redacted(exhibit_of(tmp_path, file.getvalue() + b"trailing here", "shot.jpg"), [_hidden(CORE)])
    kinds = _chunks(data)
    assert kinds[0] == b"IHDR"
    assert kinds[-1] == b"IEND"
    assert set(kinds[1:-1]) == {b"IDAT"}
    assert b"here" not in data
    assert _image(data).shape == (SIZE[1], SIZE[0], 3)
    assert (item.name, item.kind, item.size_bytes) == ("0001-shot.png", Kind.IMAGE, len(data))


def test_the_box_is_solid_and_holds_the_placeholder(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, _file(_screen("secret", ink=(0, 0, 0), paper=(255, 255, 255)), "PNG"))
    item, data = redacted(exhibit, [_hidden(CORE)])
    (redaction,) = item.redactions
    assert isinstance(redaction.where, Region)
    (box,) = redaction.where.boxes
    assert box.left <= CORE.left - 8
    assert box.right >= CORE.right + 8
    assert (box.right - box.left) % WIDTH_STEP_PX == 0
    inside = _image(data)[box.top : box.bottom, box.left : box.right].reshape(-1, 3)
    assert (inside == FILL).all(axis=1).mean() > 0.7
    assert not (inside == FILL).all()  # the placeholder
    outside = _image(data).copy()
    source = np.asarray(_screen("secret", ink=(0, 0, 0), paper=(255, 255, 255))).copy()
    for pixels in (outside, source):
        pixels[box.top : box.bottom, box.left : box.right] = 0
    assert np.array_equal(outside, source)


def test_a_box_too_small_for_letters_has_none(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 14), (255, 255, 255))
    item, data = redacted(exhibit_of(tmp_path, _file(picture, "PNG")), [_hidden(Box(5, 5, 9, 9))])
    assert isinstance(item.redactions[0].where, Region)
    assert item.redactions[0].where.boxes == (Box(0, 0, 40, 14),)
    assert (_image(data) == FILL).all()


def test_the_digest_tells_what_was_under_the_boxes(tmp_path: Path) -> None:
    digests = {
        redacted(
            exhibit_of(tmp_path, _file(_screen(value, ink=(0, 0, 0), paper=(255, 255, 255)), "PNG")), [_hidden(CORE)]
        )[0]
        .redactions[0]
        .value
        for value in ("111", "112")
    }
    assert len(digests) == 2
    assert all(len(digest) == 64 for digest in digests)


def _blank(width: int = 640, height: int = 200) -> np.ndarray[Any, Any]:
    return np.full((height, width, 3), 255, np.uint8)


@pytest.mark.parametrize("width", [1, 17, 40, 63, 64, 65, 100, 127, 200])
def test_widths_are_multiples_where_there_is_room(width: int) -> None:
    box = plan_box(_blank(), Box(40, 80, 40 + width, 110), (), ghosts=True)
    assert (box.right - box.left) % WIDTH_STEP_PX == 0


def test_at_the_right_edge_a_box_grows_to_the_left() -> None:
    box = plan_box(_blank(), Box(600, 80, 630, 110), (), ghosts=True)
    assert box.right == 640
    assert (box.right - box.left) % WIDTH_STEP_PX == 0


def test_a_box_does_not_grow_over_its_neighbours() -> None:
    pixels = _blank()
    pixels[85:105:2, 330:340] = 0  # ink to the right
    pixels[85:105:2, 60:70] = 0  # and to the left
    box = plan_box(pixels, Box(200, 80, 310, 110), (), ghosts=True)
    assert (box.left, box.right) == (138, 330)  # margin 190 to 322; then 8 px to the right and 52 to the left


BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 600),
    st.integers(0, 160),
    st.integers(1, 200),
    st.integers(1, 60),
)


@given(BOXES, st.lists(BOXES, max_size=4), st.booleans())
def test_kept_neighbours_stay_free_and_the_value_is_covered(core: Box, kept: list[Box], ghosts: Any) -> None:
    box = plan_box(_blank(900, 300), core, kept, ghosts=ghosts)
    assert box.left <= core.left
    assert box.top <= core.top
    assert box.right >= core.right
    assert box.bottom >= core.bottom
    for other in kept:
        if _apart(core, other):
            assert _apart(box, other)


def _apart(one: Box, other: Box) -> bool:
    return one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top


def test_kept_findings_stay_readable_beside_a_removed_one(tmp_path: Path) -> None:
    source = _screen("secret", ink=(0, 0, 0), paper=(255, 255, 255))
    exhibit = exhibit_of(tmp_path, _file(source, "PNG"))
    kept_box = Box(CORE.right + 2, CORE.top, CORE.right + 90, CORE.bottom)
    kept = decision(Region(page=1, boxes=(kept_box,)), "88.00", entity="AMOUNT", action=Action.KEEP)
    _, data = redacted(exhibit, [_hidden(CORE), kept])
    left, top, right, bottom = kept_box
    assert np.array_equal(_image(data)[top:bottom, left:right], np.asarray(source)[top:bottom, left:right])


def test_a_secret_is_covered_even_where_it_was_kept(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, _file(_screen("secret", ink=(0, 0, 0), paper=(255, 255, 255)), "PNG"))
    item, data = redacted(exhibit, [_hidden(CORE, tier=Tier.SECRET, entity="CODE", action=Action.KEEP)])
    assert len(item.redactions) == 1
    assert tuple(_image(data)[CORE.bottom, CORE.left]) == FILL


def test_a_value_of_two_lines_and_a_box_beyond_the_edge(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, _file(Image.new("RGB", (300, 200), (255, 255, 255)), "PNG"))
    item, data = redacted(exhibit, [_hidden(Box(200, 20, 400, 50), Box(-5, 80, 60, 110))])
    where = item.redactions[0].where
    assert isinstance(where, Region)
    assert len(where.boxes) == 2
    for box in where.boxes:
        assert 0 <= box.left < box.right <= 300
    assert tuple(_image(data)[30, 299]) == FILL


def test_each_page_is_an_item(tmp_path: Path) -> None:
    picture = Picture(width=64, height=64, pixels=bytes(64 * 64 * 3))
    pages = Exhibit(
        id="0007",
        name="scan.pdf",
        path=tmp_path / "scan.pdf",
        kind=Kind.IMAGE,
        content=(picture, picture),
        original=b"",
    )
    second = decision(Region(page=2, boxes=(Box(10, 10, 20, 20),)), "1")
    items: Sequence[RedactedItem] = redact(pages, [second], allot([second], random.Random(1)), tmp_path, 5)
    assert [item.name for item in items] == ["0007-scan-p1.png", "0007-scan-p2.png"]
    assert [len(item.redactions) for item in items] == [0, 1]
    assert items[1].redactions[0].id == "R5"
