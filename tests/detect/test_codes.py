"""Codes are found however they lie, with their quiet zone, and their content stays hidden."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zxingcpp

import planted
from sealcase.detect.codes import Code, read_codes
from sealcase.model import Box

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
