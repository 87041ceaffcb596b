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
from sealcase.contents import COVER_FILL, Box, Picture, Region
from sealcase.model import Action, Decision, Exhibit, Kind, RedactedItem, Tier
from sealcase.redact import allot, redact
from sealcase.redact.boxes import GHOST_PX, plan_box

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
    clean, compressed = margins
    assert 4 <= clean[0] < compressed[0] <= 24
    assert 4 <= clean[1] < compressed[1] <= 24


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
    assert (box.left, box.right) == (0, SIZE[0])  # all of the row: nothing else stands in it
    inside = _image(data)[box.top : box.bottom, box.left : box.right].reshape(-1, 3)
    assert (inside == COVER_FILL).all(axis=1).mean() > 0.7
    assert not (inside == COVER_FILL).all()  # the placeholder
    outside = _image(data).copy()
    source = np.asarray(_screen("secret", ink=(0, 0, 0), paper=(255, 255, 255))).copy()
    for pixels in (outside, source):
        pixels[box.top : box.bottom, box.left : box.right] = 0
    assert np.array_equal(outside, source)


def test_placeholders_do_not_lie_over_each_other(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, _file(Image.new("RGB", SIZE, (255, 255, 255)), "PNG"))
    alone = redacted(exhibit, [_hidden(CORE)])[1]
    twice = redacted(exhibit, [_hidden(CORE, CORE._replace(top=CORE.top + 6, bottom=CORE.bottom + 6))])[1]
    letters = [int((_image(data) == (255, 232, 160)).all(axis=2).sum()) for data in (alone, twice)]
    assert letters[0] > 0
    assert letters[1] < 1.5 * letters[0]


def test_a_box_too_small_for_letters_has_none(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 14), (255, 255, 255))
    item, data = redacted(exhibit_of(tmp_path, _file(picture, "PNG")), [_hidden(Box(5, 5, 9, 9))])
    assert isinstance(item.redactions[0].where, Region)
    assert item.redactions[0].where.boxes == (Box(0, 0, 40, 14),)
    assert (_image(data) == COVER_FILL).all()


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


def _form() -> np.ndarray[Any, Any]:
    """A white card on grey, with rows of a label at the left and room for a value at the right."""
    page = Image.new("RGB", (640, 320), (240, 240, 240))
    draw = ImageDraw.Draw(page)
    draw.rectangle((20, 20, 619, 299), fill=(255, 255, 255))
    for top in (40, 110, 180):
        draw.text((40, top), "Receiver", fill=(90, 90, 90), font=FONT)
    return np.asarray(page)


def test_a_pixel_more_or_less_of_what_stays_moves_no_side() -> None:
    kept = [Box(left, 110, 600, 140) for left in (452, 453)]
    boxes = {plan_box(_form(), Box(300, 114, 360, 134), [one], ghosts=True) for one in kept}
    assert len(boxes) == 1


def test_how_high_a_box_is_does_not_depend_on_where_its_value_begins() -> None:
    page = Image.new("RGB", (640, 320), (17, 17, 17))
    ImageDraw.Draw(page).rounded_rectangle((100, 60, 499, 199), 24, fill=(63, 180, 120))
    for ghosts in (False, True):
        boxes = {plan_box(np.asarray(page), Box(left, 120, 320, 150), (), ghosts=ghosts) for left in range(124, 150, 2)}
        assert len(boxes) == 1


@pytest.mark.parametrize("ghosts", [False, True])
def test_a_box_tells_nothing_of_how_long_or_high_its_value_is(ghosts: Any) -> None:
    page = _form()
    boxes = {
        plan_box(page, Box(left, top, 600, bottom), (), ghosts=ghosts)
        for left in range(300, 590, 7)
        for top, bottom in ((113, 136), (114, 134), (116, 136), (118, 130))
    }
    assert len(boxes) == 1
    (box,) = boxes
    assert 130 < box.left < 200  # up to the label
    assert box.right <= 620  # the rim of the card
    assert box.top >= 80
    assert box.bottom <= 166


def test_of_lines_close_to_each_other_a_box_covers_its_own_whatever_the_height_of_its_letters() -> None:
    page = Image.new("RGB", (640, 200), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    for top in (36, 66, 96):
        draw.text((40, top), "Nobody knows: ", fill=(20, 20, 20), font=FONT)
        if top != 66:
            draw.text((240, top), "Nobody knows that", fill=(20, 20, 20), font=FONT)
    source = np.asarray(page)
    boxes = {
        plan_box(source, Box(240, top, 400, bottom), (), ghosts=False)
        for top, bottom in ((66, 89), (67, 87), (68, 88), (69, 86))
    }
    assert len(boxes) == 1
    (box,) = boxes
    above, below = (source[rows, 240:400].min(axis=(1, 2)) < 128 for rows in (slice(30, 66), slice(89, 130)))
    assert box.top > 30 + int(np.flatnonzero(above)[-1])
    assert box.bottom <= 89 + int(np.flatnonzero(below)[0])


def test_larger_type_further_off_does_not_say_how_high_the_line_is() -> None:
    page = Image.new("RGB", (900, 300), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    draw.text((40, 100), "Paid to", fill=(20, 20, 20), font=FONT)
    draw.text((40, 128), "Shops", fill=(20, 20, 20), font=FONT)
    draw.text((760, 94), "-957", fill=(20, 20, 20), font=ImageFont.load_default(52))
    box = plan_box(np.asarray(page), Box(140, 104, 240, 122), (), ghosts=False)
    assert box.bottom < 150


def test_between_two_hidden_values_sides_lie_on_a_grid() -> None:
    page = _form()
    hidden = [Box(220, 114, 330, 134), Box(480, 114, 600, 134)]
    left, right = (plan_box(page, box, (), hidden, ghosts=False) for box in hidden)
    assert left.right % 64 == 0
    assert right.left % 64 == 0
    assert 334 <= left.right <= right.left <= 476


def test_a_box_does_not_grow_over_its_neighbours() -> None:
    pixels = _blank()
    pixels[85:105:2, 330:340] = 0  # ink to the right
    pixels[85:105:2, 60:70] = 0  # and to the left
    box = plan_box(pixels, Box(200, 80, 310, 110), (), ghosts=True)
    assert (box.left, box.right) == (71, 329)
    box = plan_box(pixels, Box(200, 80, 310, 110), (), ghosts=False)
    assert (box.left, box.right) == (82, 318)  # 12 px stay free on both sides


def test_a_box_stays_inside_its_bubble_and_off_the_lines_around_it() -> None:
    page = Image.new("RGB", (640, 320), (237, 237, 237))
    draw = ImageDraw.Draw(page)
    draw.rectangle((100, 60, 499, 199), fill=(149, 236, 105))
    for top in (70, 160):
        draw.text((120, top), "call me at this number please", fill=(20, 20, 20), font=FONT)
    source = np.asarray(page)
    box = plan_box(source, Box(120, 118, 270, 140), (), ghosts=False)
    assert 100 <= box.left <= 116
    assert 400 < box.right <= 500
    assert 94 < box.top < 118
    assert 140 < box.bottom < 166


BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 600),
    st.integers(0, 160),
    st.integers(1, 200),
    st.integers(1, 60),
)


@QUICK
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
    assert tuple(_image(data)[CORE.bottom, CORE.left]) == COVER_FILL


def test_a_value_of_two_lines_and_a_box_beyond_the_edge(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, _file(Image.new("RGB", (300, 200), (255, 255, 255)), "PNG"))
    item, data = redacted(exhibit, [_hidden(Box(200, 20, 400, 50), Box(-5, 80, 60, 110))])
    where = item.redactions[0].where
    assert isinstance(where, Region)
    assert len(where.boxes) == 2
    for box in where.boxes:
        assert 0 <= box.left < box.right <= 300
    assert tuple(_image(data)[30, 299]) == COVER_FILL


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


def test_a_pixel_more_or_less_of_a_value_changes_no_box_in_a_picture_with_ghosts() -> None:
    """Noise moves the place of a value by a pixel; the letters beside it say where its line is."""
    for shift in (0, 4, 8, 12):  # wherever the blocks of the page lie
        page = np.full((400, 600, 3), 255, np.uint8)
        page[85 + shift : 108 + shift, 20:290:6] = 0  # a line close above
        page[115 + shift : 135 + shift, 20:150:6] = 0  # what stays of the value's own line
        tops = range(108 + shift, 115 + shift)
        boxes = {plan_box(page, Box(200, top, 300, 140 + shift), (), ghosts=True) for top in tops}
        assert len(boxes) == 1
        (box,) = boxes
        assert box.top <= tops[0] - GHOST_PX // 2
        assert box.bottom >= 140 + shift + GHOST_PX
