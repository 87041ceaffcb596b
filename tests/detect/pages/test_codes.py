"""Codes are found however they lie, with their quiet zone, and their content stays hidden."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zxingcpp

import planted
from sealcase.contents import Box
from sealcase.detect.pages.codes import Code, read_codes

SECRET = "https://pay.example/collect?id=28811947302"
KINDS = {"qr": zxingcpp.BarcodeFormat.QRCode, "bar": zxingcpp.BarcodeFormat.Code128}


def page_with(kind: str, quarter_turns: int, *, inverted: bool) -> tuple[Any, Any]:
    """A page with one code, and where its dark modules (or light ones, when inverted) are."""
    text = SECRET if kind == "qr" else "288119473025566"
    code = np.asarray(zxingcpp.create_barcode(text, KINDS[kind]).to_image(scale=4))
    code = np.rot90(code, quarter_turns)
    grey = np.full((1200, 1080), 255, np.uint8)
    grey[300 : 300 + code.shape[0], 150 : 150 + code.shape[1]] = code
    modules = grey < 128
    if inverted:
        grey = 255 - grey
    return np.repeat(grey[:, :, None], 3, axis=2), modules


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_code_is_covered_whole(kind: str, quarter_turns: int, inverted: bool) -> None:  # noqa: FBT001 - a parameter
    rgb, modules = page_with(kind, quarter_turns, inverted=inverted)
    codes = read_codes(rgb)
    assert len(codes) == 1
    hidden = planted.covered(rgb.shape, [codes[0].box])
    assert (modules & hidden).sum() == modules.sum()
    rows, columns = np.nonzero(modules)
    assert codes[0].box.left < columns.min()
    assert codes[0].box.top < rows.min()
    assert codes[0].box.right > columns.max() + 1
    assert codes[0].box.bottom > rows.max() + 1
    assert hidden.sum() < 3 * (np.ptp(rows) + 1) * (np.ptp(columns) + 1)


def test_the_content_is_read_and_stays_out_of_sight() -> None:
    rgb, _ = page_with("qr", 0, inverted=False)
    (code,) = read_codes(rgb)
    assert code.text == SECRET
    assert SECRET not in repr(code)
    assert isinstance(code, Code)


def test_a_slanted_code_is_covered() -> None:
    import cv2

    rgb, modules = page_with("qr", 0, inverted=False)
    turn = cv2.getRotationMatrix2D((300, 450), 20, 1.0)
    tilted = cv2.warpAffine(rgb, turn, (1080, 1200), borderValue=(255, 255, 255))
    dark = cv2.warpAffine(modules.astype(np.uint8), turn, (1080, 1200)) > 0
    (code,) = read_codes(tilted)
    assert not (dark & ~planted.covered(rgb.shape, [code.box])).any()


@pytest.mark.parametrize("name", planted.SCREENSHOTS)
def test_the_fixtures_codes_and_no_others(name: str) -> None:
    rgb = planted.pixels(planted.picture(name))
    found = [code.box for code in read_codes(rgb)]
    assert len(found) == len(planted.codes(name))
    for box in planted.codes(name):
        quiet = Box(box.left + 44, box.top + 44, box.right - 44, box.bottom - 44)  # four modules of eleven pixels
        assert found[0].left < quiet.left
        assert found[0].right > quiet.right


def test_text_is_no_code() -> None:
    assert read_codes(np.full((200, 200, 3), 255, np.uint8)) == ()


def _on_page(code: Any, ink: tuple[int, int, int], paper: tuple[int, int, int]) -> tuple[Any, Any]:
    """A page of the colour `paper` with a code in `ink`, and where its modules are."""
    rgb = np.full((1200, 1080, 3), paper, np.uint8)
    modules = np.zeros(rgb.shape[:2], bool)
    height, width = code.shape
    modules[300 : 300 + height, 150 : 150 + width] = code < 128
    rgb[modules] = ink
    return rgb, modules


COLOURS = [
    ((22, 119, 255), (255, 255, 255)),
    ((255, 255, 255), (7, 193, 96)),
    ((250, 220, 60), (255, 255, 255)),
    ((220, 40, 40), (40, 160, 60)),
    ((60, 60, 60), (28, 28, 30)),
]


@pytest.mark.parametrize(("ink", "paper"), COLOURS)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_coloured_code_is_covered(kind: str, ink: tuple[int, int, int], paper: tuple[int, int, int]) -> None:
    code = np.asarray(zxingcpp.create_barcode("288119473025566", KINDS[kind]).to_image(scale=4))
    rgb, modules = _on_page(code, ink, paper)
    assert not (modules & ~planted.covered(rgb.shape, [code.box for code in read_codes(rgb)])).any()


@pytest.mark.parametrize("degrees", [10, 30, 45, 60])
def test_a_bar_code_askew_is_covered(degrees: int) -> None:
    import cv2

    rgb, modules = page_with("bar", 0, inverted=False)
    turn = cv2.getRotationMatrix2D((400, 400), degrees, 1.0)
    askew = cv2.warpAffine(rgb, turn, (1080, 1200), borderValue=(255, 255, 255))
    dark = cv2.warpAffine(modules.astype(np.uint8), turn, (1080, 1200)) > 0
    (code,) = read_codes(askew)
    assert not (dark & ~planted.covered(rgb.shape, [code.box])).any()


@pytest.mark.parametrize("top", [0, 2100, 2700])
def test_a_bar_code_askew_is_found_anywhere_on_a_long_page(top: int) -> None:
    import cv2

    rgb, _ = page_with("bar", 0, inverted=False)
    turn = cv2.getRotationMatrix2D((400, 400), 40, 1.0)
    page = np.full((4200, 1080, 3), 255, np.uint8)
    page[top : top + 1200] = cv2.warpAffine(rgb, turn, (1080, 1200), borderValue=(255, 255, 255))
    (code,) = read_codes(page)
    assert top < code.box.top < code.box.bottom < top + 1200


def test_a_code_with_a_logo_and_small_ones_in_corners_are_all_covered() -> None:
    rgb = np.full((1400, 1080, 3), 255, np.uint8)
    modules = np.zeros(rgb.shape[:2], bool)
    small = np.asarray(zxingcpp.create_barcode("wxp://28811", KINDS["qr"]).to_image(scale=2))
    large = np.asarray(zxingcpp.create_barcode(SECRET, KINDS["qr"], ec_level="H").to_image(scale=9))
    for code, top, left in ((small, 0, 0), (small, 1400 - len(small), 1080 - len(small)), (large, 500, 300)):
        rgb[top : top + len(code), left : left + len(code)] = code[:, :, None]
        modules[top : top + len(code), left : left + len(code)] = code < 128
    middle, half = 500 + len(large) // 2, len(large) // 12
    rgb[middle - half : middle + half, middle - 200 - half : middle - 200 + half] = (7, 193, 96)
    codes = read_codes(rgb)
    assert len(codes) == 3
    assert not (modules & ~planted.covered(rgb.shape, [code.box for code in codes])).any()


def test_the_frame_of_a_photographed_screen_is_no_code() -> None:
    import cv2

    rgb = np.full((1200, 1080, 3), (70, 66, 60), np.uint8)
    corners = np.array([[40, 60], [1030, 30], [1040, 1160], [20, 1140]], np.int32)
    cv2.fillPoly(rgb, [corners], (245, 245, 245))
    cv2.polylines(rgb, [corners], True, (20, 20, 20), 4)
    assert read_codes(rgb) == ()


GROUNDS = ("dark", "like its ink", "stripes", "mosaic")


def _ground(name: str) -> Any:
    rng = np.random.default_rng(7)
    page = np.zeros((900, 800, 3), np.uint8)
    if name == "dark":
        page[:] = 24
    elif name == "stripes":
        page[:, (np.arange(800) // 9) % 2 == 0] = 255
    elif name == "mosaic":
        page[:] = np.kron(rng.integers(0, 2, (100, 100)) * 255, np.ones((9, 8)))[:, :, None]
    return page


@pytest.mark.parametrize("degrees", [0, 30])
@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("ground", GROUNDS)
def test_a_code_without_paper_around_it_is_covered(ground: str, inverted: bool, degrees: int) -> None:  # noqa: FBT001 - a parameter
    import cv2

    code = np.asarray(zxingcpp.create_barcode(SECRET, KINDS["qr"]).to_image(scale=6, add_quiet_zones=False))
    page, side = _ground(ground), len(code)
    layer, hidden = np.zeros(page.shape[:2], np.uint8), np.zeros(page.shape[:2], np.uint8)
    layer[300 : 300 + side, 250 : 250 + side], hidden[300 : 300 + side, 250 : 250 + side] = code, 255
    turn = cv2.getRotationMatrix2D((400, 400), degrees, 1.0)
    layer, hidden = (cv2.warpAffine(each, turn, page.shape[1::-1]) for each in (layer, hidden))
    inside = hidden > 127
    page[inside] = layer[inside][:, None]
    if inverted:
        page = 255 - page
    modules = inside & ((page[:, :, 0] < 128) != inverted)
    found = planted.covered(page.shape, [found.box for found in read_codes(page)])
    assert (modules & ~found).sum() <= 0.01 * modules.sum()
    assert found.sum() < 0.8 * found.size


def test_a_code_in_an_app_s_own_style_is_covered_by_its_three_marks() -> None:
    import cv2

    rng = np.random.default_rng(3)
    page = np.full((900, 800, 3), 255, np.uint8)
    for _ in range(900):
        cv2.circle(page, tuple(int(at) for at in rng.integers(220, 580, 2)), 4, (30, 30, 30), -1)
    for middle in ((230, 230), (570, 230), (230, 570)):
        cv2.circle(page, middle, 62, (255, 255, 255), -1)
        cv2.circle(page, middle, 42, (30, 30, 30), 12)
        cv2.circle(page, middle, 20, (30, 30, 30), -1)
    (code,) = read_codes(page)
    assert code.box.left < 190
    assert code.box.right > 610


def test_three_round_buttons_are_no_code() -> None:
    import cv2

    page = np.full((900, 800, 3), 255, np.uint8)
    for middle in ((200, 200), (500, 200), (200, 500)):
        cv2.circle(page, middle, 24, (30, 30, 30), 6)
        cv2.circle(page, middle, 11, (30, 30, 30), -1)
    assert read_codes(page) == ()
