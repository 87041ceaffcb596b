"""PNG, checked chunk by chunk without an image library.

Guarantees: the file is an 8-bit RGB picture without interlace, made of one IHDR, one or more IDAT and
one IEND, every CRC is right, the pixel data inflates to exactly the picture's size, and nothing
stands between or after. So there is no room for metadata, a thumbnail, the rest of a cropped
original, or a second file. Source: W3C PNG (Third Edition), sections 5 and 11.2. Memory does not grow
with the picture.
"""

from __future__ import annotations

import struct
import zlib

from sealcase.locale import N_
from sealcase.package import limits
from sealcase.package.streams import Source, read_whole

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNK_OVERHEAD_BYTES = 12
_IHDR_BYTES = 13
_RGB_8_BIT = (8, 2, 0, 0, 0)
"""Bit depth, colour type, compression, filter method, interlace (section 11.2.1)."""
_LAST_FILTER = 4
"""Filter types are 0 to 4 (section 9.2)."""


class PngError(Exception):
    """The bytes are not such a PNG; `reason` is a marked sentence."""

    def __init__(self, reason: str) -> None:
        """Keep the reason for the caller's own error."""
        super().__init__(reason)
        self.reason = reason


def check_png(source: Source, size_bytes: int) -> tuple[int, int]:
    """Return width and height of the PNG of `size_bytes` that starts where `source` stands.

    Raises:
        PngError: it is not what the module's docstring describes.
    """
    if read_whole(source.read, len(SIGNATURE)) != SIGNATURE:
        raise PngError(N_("it is not a PNG file"))
    remaining = size_bytes - len(SIGNATURE)
    width = height = 0
    pixels: _Pixels | None = None
    kind = b""
    while kind != b"IEND":
        length, kind = _chunk_head(source, remaining, kind)
        remaining -= length + _CHUNK_OVERHEAD_BYTES
        if kind == b"IHDR":
            width, height = _dimensions(_body(source, kind, length))
            pixels = _Pixels(width, height)
        elif kind == b"IDAT":
            assert pixels is not None  # _chunk_head lets IHDR come first
            _inflate(source, length, pixels)
        else:
            _body(source, kind, length)
    if remaining:
        raise PngError(N_("something stands after its end"))
    assert pixels is not None
    pixels.finish()
    return width, height


def _chunk_head(source: Source, remaining: int, previous: bytes) -> tuple[int, bytes]:
    """Return length and kind of the next chunk, which must be one that may follow `previous`."""
    head = read_whole(source.read, 8)
    if len(head) < 8 or remaining < _CHUNK_OVERHEAD_BYTES:
        raise PngError(N_("it breaks off"))
    length, kind = struct.unpack(">I4s", head)
    if length > remaining - _CHUNK_OVERHEAD_BYTES:
        raise PngError(N_("it breaks off"))
    # Section 5.6, without the ancillary chunks: IHDR, then IDAT chunks, then IEND.
    allowed = {b"": (b"IHDR",), b"IHDR": (b"IDAT",), b"IDAT": (b"IDAT", b"IEND")}[previous]
    if kind not in allowed:
        raise PngError(N_("it holds a chunk that is not allowed there"))
    fits = {b"IHDR": length == _IHDR_BYTES, b"IDAT": length > 0, b"IEND": length == 0}
    if not fits[kind]:
        raise PngError(N_("a chunk has a length that is not allowed"))
    return length, kind


def _dimensions(body: bytes) -> tuple[int, int]:
    width, height, *rest = struct.unpack(">IIBBBBB", body)
    if tuple(rest) != _RGB_8_BIT:
        raise PngError(N_("it is not an 8-bit RGB picture without interlace"))
    sides = (width, height)
    if min(sides) < 1 or max(sides) > limits.PNG_SIDE_PIXELS or width * height > limits.PNG_PIXELS:
        raise PngError(N_("its width or height is not allowed"))
    return width, height


def _body(source: Source, kind: bytes, length: int) -> bytes:
    """Return the content of a short chunk after comparing its CRC."""
    body = read_whole(source.read, length)
    _compare_crc(source, zlib.crc32(body, zlib.crc32(kind)))
    return body


def _inflate(source: Source, length: int, pixels: _Pixels) -> None:
    """Feed the content of one IDAT chunk to `pixels` and compare its CRC."""
    crc = zlib.crc32(b"IDAT")
    while length:
        piece = source.read(min(length, limits.CHUNK_BYTES))
        if not piece:
            raise PngError(N_("it breaks off"))
        length -= len(piece)
        crc = zlib.crc32(piece, crc)
        pixels.feed(piece)
    _compare_crc(source, crc)


def _compare_crc(source: Source, crc: int) -> None:
    if read_whole(source.read, 4) != struct.pack(">I", crc):
        raise PngError(N_("the CRC of a chunk is wrong"))


class _Pixels:
    """The inflating of a picture's data, counted and looked at row by row, never kept."""

    def __init__(self, width: int, height: int) -> None:
        self._row_bytes = 1 + 3 * width
        self._remaining = height * self._row_bytes
        self._into_row = 0
        self._inflater = zlib.decompressobj()

    def feed(self, piece: bytes | memoryview) -> None:
        """Inflate `piece`, in steps that no compression ratio makes large."""
        while piece:
            if self._inflater.eof:
                raise PngError(N_("something stands after its pixel data"))
            try:
                rows = self._inflater.decompress(piece, limits.CHUNK_BYTES)
            except zlib.error:
                raise PngError(N_("its pixel data is damaged")) from None
            self._count(rows)
            piece = self._inflater.unconsumed_tail or self._inflater.unused_data

    def _count(self, rows: bytes) -> None:
        self._remaining -= len(rows)
        if self._remaining < 0:
            raise PngError(N_("its pixel data is longer than the picture"))
        filters = rows[-self._into_row % self._row_bytes :: self._row_bytes]
        if filters and max(filters) > _LAST_FILTER:
            raise PngError(N_("its pixel data is damaged"))
        self._into_row = (self._into_row + len(rows)) % self._row_bytes

    def finish(self) -> None:
        """Check that the data ended with the picture."""
        if self._remaining or not self._inflater.eof:
            raise PngError(N_("its pixel data is shorter than the picture"))
