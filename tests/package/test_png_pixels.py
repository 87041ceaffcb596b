"""PNG to pixels and back without an image library, over every filter type."""

from __future__ import annotations

import zlib
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from package.samples import png
from sealcase.package.png_check import PngError
from sealcase.package.png_pixels import decode_png, encode_png


def paeth(left: int, up: int, corner: int) -> int:
    """Return the predictor as section 9.4 of the specification writes it."""
    estimate = left + up - corner
    return min((left, up, corner), key=lambda value: abs(estimate - value))


def filtered(pixels: bytes, width: int, kinds: list[int]) -> bytes:
    """Filter rows by the definitions of section 9.2, a byte at a time."""
    rows = bytearray()
    for number, kind in enumerate(kinds):
        rows.append(kind)
        for offset in range(3 * width):
            at = number * 3 * width + offset
            left = pixels[at - 3] if offset >= 3 else 0
            up = pixels[at - 3 * width] if number else 0
            corner = pixels[at - 3 * width - 3] if number and offset >= 3 else 0
            predicted = (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]
            rows.append((pixels[at] - predicted) % 256)
    return bytes(rows)


@given(st.integers(1, 5), st.lists(st.integers(0, 4), min_size=1, max_size=6), st.data(), st.integers(1, 3))
def test_every_filter_is_undone(width: int, kinds: list[int], data: st.DataObject, parts: int) -> None:
    size = 3 * width * len(kinds)
    pixels = data.draw(st.binary(min_size=size, max_size=size))
    picture = decode_png(png(width, len(kinds), pixels=filtered(pixels, width, kinds), parts=parts))
    assert (picture.width, picture.height, bytes(picture.pixels)) == (width, len(kinds), pixels)


@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_what_is_written_is_read(width: int, height: int, data: st.DataObject) -> None:
    pixels = data.draw(st.binary(min_size=3 * width * height, max_size=3 * width * height))
    picture = decode_png(encode_png(width, height, pixels))
    assert (picture.width, picture.height, bytes(picture.pixels)) == (width, height, pixels)


def test_other_pictures_are_refused() -> None:
    good = encode_png(2, 2, bytes(12))
    for data in (b"", good[:-1], good + b"\0", good.replace(b"IEND", b"IEnd"), png(2, 2, pixels=b"\x05" + bytes(13))):
        with pytest.raises(PngError):
            decode_png(data)


def test_filters_are_told_apart() -> None:
    """The five filters give five different rows, so that the test above cannot pass with fewer."""
    pixels = bytes(value * 37 % 256 for value in range(24))
    spellings = {zlib.crc32(filtered(pixels, 4, [0, kind])[13:][1:]) for kind in range(5)}
    assert len(spellings) == 5
    assert {paeth(*values) for values in product((0, 9), repeat=3)} == {0, 9}
