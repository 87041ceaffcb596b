"""PNG without an image library: three kinds of chunks, right CRCs, right sizes, nothing else."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from package.samples import chunk, png
from sealcase.package import limits
from sealcase.package.png_check import SIGNATURE, PngError, check_png

GOOD = png()
HEAD = struct.pack(">IIBBBBB", 8, 4, 8, 2, 0, 0, 0)
END = chunk(b"IEND", b"")
PIXELS = zlib.compress((b"\0" + bytes(24)) * 4)


def check(data: bytes) -> tuple[int, int]:
    return check_png(io.BytesIO(data), len(data))


def refused(data: bytes) -> str:
    with pytest.raises(PngError) as caught:
        check(data)
    return caught.value.reason


def build(*chunks: bytes) -> bytes:
    return SIGNATURE + b"".join(chunks)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 5))
def test_good_pictures(width: int, height: int, parts: int) -> None:
    assert check(png(width, height, parts=parts)) == (width, height)


def test_a_picture_that_inflates_by_a_thousand() -> None:
    white = (b"\0" + b"\xff" * 3 * 1000) * 2000
    assert check(png(1000, 2000, pixels=white, parts=3)) == (1000, 2000)


def test_every_truncation_and_every_flipped_byte() -> None:
    for length in range(len(GOOD)):
        refused(GOOD[:length])
    for position in range(len(GOOD)):
        changed = bytearray(GOOD)
        changed[position] ^= 0x55
        refused(bytes(changed))


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    refused(data)
    refused(SIGNATURE + data)
    refused(GOOD[:33] + data)


@pytest.mark.parametrize(
    "kind", [b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"pHYs", b"gAMA", b"PLTE", b"acTL", b"iCCP", b"prVt"]
)
def test_no_other_chunk_anywhere(kind: bytes) -> None:
    head, data, extra = chunk(b"IHDR", HEAD), chunk(b"IDAT", PIXELS), chunk(kind, b"abc")
    for order in (
        (extra, head, data, END),
        (head, extra, data, END),
        (head, data, extra, END),
        (head, data, END, extra),
    ):
        refused(build(*order))


def test_order_and_number_of_chunks() -> None:
    head, data = chunk(b"IHDR", HEAD), chunk(b"IDAT", PIXELS)
    for order in ((data, head, END), (head, END), (head, head, data, END), (head, data, END, END), (head, data)):
        refused(build(*order))


def test_lengths_of_chunks() -> None:
    head, data = chunk(b"IHDR", HEAD), chunk(b"IDAT", PIXELS)
    refused(build(chunk(b"IHDR", HEAD + b"\0"), data, END))
    refused(build(head, data, chunk(b"IEND", b"secret")))
    refused(build(head, chunk(b"IDAT", b""), data, END))
    refused(build(head, struct.pack(">I", 2**31) + b"IDAT"))


@pytest.mark.parametrize(
    "fields",
    [
        (0, 4, 8, 2, 0, 0, 0),
        (8, 0, 8, 2, 0, 0, 0),
        (limits.PNG_SIDE_PIXELS + 1, 1, 8, 2, 0, 0, 0),
        (20_000, 20_000, 8, 2, 0, 0, 0),
        (8, 4, 16, 2, 0, 0, 0),
        (8, 4, 8, 6, 0, 0, 0),
        (8, 4, 8, 3, 0, 0, 0),
        (8, 4, 8, 2, 1, 0, 0),
        (8, 4, 8, 2, 0, 1, 0),
        (8, 4, 8, 2, 0, 0, 1),
    ],
)
def test_dimensions_and_formats(fields: tuple[int, ...]) -> None:
    refused(build(chunk(b"IHDR", struct.pack(">IIBBBBB", *fields)), chunk(b"IDAT", PIXELS), END))


def test_dimensions_at_the_limit() -> None:
    side = limits.PNG_SIDE_PIXELS
    assert check(png(side, 1, pixels=b"\0" + bytes(3 * side))) == (side, 1)


def test_pixel_data_is_exactly_the_picture() -> None:
    head, row = chunk(b"IHDR", HEAD), b"\0" + bytes(24)
    assert "longer" in refused(build(head, chunk(b"IDAT", zlib.compress(row * 4 + b"\0")), END))
    assert "longer" in refused(build(head, chunk(b"IDAT", zlib.compress(bytes(10_000_000))), END))
    assert "shorter" in refused(build(head, chunk(b"IDAT", zlib.compress(row * 3)), END))
    assert "shorter" in refused(build(head, chunk(b"IDAT", zlib.compress(row * 4)[:-4]), END))
    assert "stands after" in refused(build(head, chunk(b"IDAT", PIXELS + b"hidden"), END))
    assert "stands after" in refused(build(head, chunk(b"IDAT", PIXELS), chunk(b"IDAT", b"hidden"), END))
    assert "damaged" in refused(build(head, chunk(b"IDAT", b"not deflate"), END))
    assert "damaged" in refused(build(head, chunk(b"IDAT", zlib.compress(row * 3 + b"\5" + bytes(24))), END))


def test_a_file_shorter_than_stated() -> None:
    for length in range(len(GOOD)):
        with pytest.raises(PngError):
            check_png(io.BytesIO(GOOD[:length]), len(GOOD))


def test_a_second_file_behind_it() -> None:
    assert "after its end" in refused(GOOD + GOOD)
    assert "after its end" in refused(GOOD + b"PK\x03\x04")
