"""PNG to pixels and back, without an image library: for the covered regions that a disclosure shows.

Guarantees: `decode_png` takes the pictures of the closed set alone (`png_check`), so its memory is
bounded by `limits.PNG_PIXELS`; `encode_png` writes such a picture. The same pixels always give the same
bytes with the same zlib. Source: W3C PNG (Third Edition), sections 9 (filtering) and 11.2 (chunks).
"""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sealcase.package.png_check import SIGNATURE, check_png

CHANNELS = 3
_HEADER_END = len(SIGNATURE) + 25
"""Where the chunks after IHDR begin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Raster:
    """A picture: RGB, 8 bits a channel, row by row, `3 * width * height` bytes."""

    width: int
    height: int
    pixels: bytes | bytearray = field(repr=False)


def encode_png(width: int, height: int, pixels: bytes | bytearray) -> bytes:
    """Return `pixels` as PNG, with one IDAT and filter type 0 in every row."""
    row_bytes = CHANNELS * width
    rows = bytearray()
    for start in range(0, row_bytes * height, row_bytes):
        rows += b"\0"
        rows += pixels[start : start + row_bytes]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def decode_png(data: bytes) -> Raster:
    """Return the pixels of the PNG in `data`.

    Raises:
        PngError: it is not a picture of the closed set.
    """
    width, height = check_png(io.BytesIO(data), len(data))
    inflater = zlib.decompressobj()
    filtered = b"".join(inflater.decompress(body) for body in _pixel_chunks(data))
    row_bytes = CHANNELS * width
    pixels = bytearray()
    above = bytes(row_bytes)
    for start in range(0, len(filtered), 1 + row_bytes):
        row = filtered[start + 1 : start + 1 + row_bytes]
        above = _UNFILTER[filtered[start]](row, above)
        pixels += above
    return Raster(width=width, height=height, pixels=pixels)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _pixel_chunks(data: bytes) -> Iterable[bytes]:
    """Yield the content of each IDAT of a picture that was checked."""
    position = _HEADER_END
    while data[position + 4 : position + 8] == b"IDAT":
        (length,) = struct.unpack_from(">I", data, position)
        yield data[position + 8 : position + 8 + length]
        position += 12 + length


def _none(row: bytes, _above: bytes) -> bytes:
    return row


def _sub(row: bytes, _above: bytes) -> bytes:
    """Add to each byte the one a pixel to the left: a running sum in each channel."""
    result = bytearray(len(row))
    for channel in range(CHANNELS):
        sums = itertools.accumulate(row[channel::CHANNELS])
        result[channel::CHANNELS] = bytes(total & 0xFF for total in sums)
    return bytes(result)


def _up(row: bytes, above: bytes) -> bytes:
    return bytes((one + other) & 0xFF for one, other in zip(row, above, strict=True))


def _average(row: bytes, above: bytes) -> bytes:
    result = bytearray(CHANNELS) + row
    for index, up in enumerate(above):
        result[index + CHANNELS] = (row[index] + (result[index] + up) // 2) & 0xFF
    return bytes(result[CHANNELS:])


def _paeth(row: bytes, above: bytes) -> bytes:
    """Add to each byte the neighbour that is nearest to left + above - above left (section 9.4)."""
    result = bytearray(CHANNELS) + row
    corners = bytes(CHANNELS) + above
    for index, up in enumerate(above):
        left, corner = result[index], corners[index]
        by_left, by_up = abs(up - corner), abs(left - corner)
        by_corner = abs(left + up - 2 * corner)
        nearest = left if by_left <= min(by_up, by_corner) else up if by_up <= by_corner else corner
        result[index + CHANNELS] = (row[index] + nearest) & 0xFF
    return bytes(result[CHANNELS:])


_UNFILTER: tuple[Callable[[bytes, bytes], bytes], ...] = (_none, _sub, _up, _average, _paeth)
"""By filter type (section 9.2); `check_png` lets no other pass."""
