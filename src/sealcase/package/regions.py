"""Covered regions of pictures: their original pixels, taken out for the vault and put back for a disclosure.

What is committed to is SHA-256 over the RGB bytes of each box in turn, row by row (`docs/format.md`,
section 7). The pixels themselves are kept, and not only the original file: another version of a JPEG
decoder may give other pixels, which nobody could prove.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from sealcase.contents import Box, Picture, Region
from sealcase.model import Exhibit, RedactedItem
from sealcase.package.png_pixels import CHANNELS, Raster, encode_png


def covered_pixels(exhibits: Sequence[Exhibit], items: Sequence[RedactedItem]) -> Iterator[tuple[str, int, bytes]]:
    """Yield for each box of each redacted region its redaction's id, its number from 1, and its pixels as PNG.

    Raises:
        ValueError: the page of the exhibit does not have the pixels that the redaction says: a mistake in the program.
    """
    pages = {exhibit.id: exhibit.pages for exhibit in exhibits if exhibit.pages}
    for item in items:
        covered = [(redaction, redaction.where) for redaction in item.redactions if isinstance(redaction.where, Region)]
        if not covered or item.exhibit not in pages:
            continue
        page = pages[item.exhibit][covered[0][1].page - 1]  # an item is one page, decoded once
        for redaction, where in covered:
            found = _found(page, where.boxes, redaction.value)
            for number, (box, pixels) in enumerate(zip(where.boxes, found, strict=True), 1):
                yield redaction.id, number, encode_png(box.right - box.left, box.bottom - box.top, pixels)


def pixels_digest(pieces: Sequence[bytes | bytearray]) -> str:
    """Return SHA-256, in hexadecimal, over the pixels of each box in turn."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def put_back(picture: Raster, boxes: Sequence[Box], pieces: Sequence[Raster]) -> None:
    """Write the pixels of each box, which has the size of its piece, into `picture`, whose pixels can be changed.

    Raises:
        ValueError: a box is not within the picture.
    """
    assert isinstance(picture.pixels, bytearray)
    for box, piece in zip(boxes, pieces, strict=True):
        if box.right > picture.width or box.bottom > picture.height:
            raise ValueError(box)
        row_bytes = CHANNELS * piece.width
        for row in range(piece.height):
            start = CHANNELS * ((box.top + row) * picture.width + box.left)
            picture.pixels[start : start + row_bytes] = piece.pixels[row * row_bytes : (row + 1) * row_bytes]


def _found(page: Picture, boxes: Sequence[Box], digest: str) -> list[bytes]:
    """Return the pixels in `boxes`, which must be those that the redaction commits to."""
    pieces = [_crop(page, box) for box in boxes]
    if pixels_digest(pieces) != digest:
        raise ValueError(digest)
    return pieces


def _crop(page: Picture, box: Box) -> bytes:
    rows = (CHANNELS * (row * page.width + box.left) for row in range(box.top, box.bottom))
    row_bytes = CHANNELS * (box.right - box.left)
    return b"".join(page.pixels[start : start + row_bytes] for start in rows)
