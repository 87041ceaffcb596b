"""Reads from a picture's first bytes how large it will be, before any library decodes it.

A file of a few kilobytes can unpack to gigabytes; here only what the header says is read. PNG
(ISO/IEC 15948) is walked whole: every chunk's length and CRC must hold up to IEND, and what follows
IEND or is not needed for the pixels goes no further.
"""

from __future__ import annotations

import io
import re
import warnings
import zlib
from dataclasses import dataclass, field

from PIL import Image

from sealcase.errors import DamagedFileError, LimitError, SealcaseError, UnsupportedFileError
from sealcase.gather.bounds import MAX_PIXELS
from sealcase.gather.kinds import PictureFormat
from sealcase.locale import N_

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"})
"""What decides the pixels and which way up they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureHeader:
    """What a picture says about itself."""

    width: int
    height: int
    animated: bool
    deep_transparent: bool = False
    """16 bits a channel and one transparent colour: Pillow compares the colour after it has cut the channels."""
    data: bytes = field(repr=False)
    """What is to be decoded: the file without what does not decide its pixels."""


def read_header(data: bytes, form: PictureFormat, file: str, page: int = 0) -> PictureHeader:
    """Return the size of the picture that `data` begins; `page` counts from 0 and is 0 but in a TIFF.

    Raises:
        DamagedFileError: the header breaks off or does not follow its format; `file` names it.
    """
    if form in _BY_LIBRARY:
        return _read_by_library(data, form, file, page)
    readers = {PictureFormat.PNG: _read_png, PictureFormat.JPEG: _read_jpeg, PictureFormat.WEBP: _read_webp}
    header = readers[form](data)
    if header is None:
        raise DamagedFileError(file=file, reason=N_("the picture breaks off or its checksum is wrong"))
    return header


_BY_LIBRARY = frozenset({PictureFormat.GIF, PictureFormat.BMP, PictureFormat.TIFF, PictureFormat.HEIF})
"""Formats whose sizes Pillow reads without a pixel being decoded."""


def open_lazily(data: bytes, form: PictureFormat, file: str) -> Image.Image:
    """Return a picture of which only the header has been read.

    Raises:
        UnsupportedFileError: HEIC, and the optional decoder is not installed.
        Exception: the decoders raise all sorts on malformed bytes: OSError, SyntaxError, struct.error.
    """
    if form is not PictureFormat.HEIF:
        return Image.open(io.BytesIO(data), formats=[form.value])
    try:
        import pi_heif
    except ImportError as error:
        reason = N_(
            'this is a HEIC picture; type python -m pip install "sealcase[heic]", or save the picture as JPEG or PNG'
        )
        raise UnsupportedFileError(file=file, reason=reason) from error
    pi_heif.register_heif_opener()  # known to Pillow from now on: nothing changes when it is done again
    return Image.open(io.BytesIO(data), formats=[form.value])


def count_pages(data: bytes, form: PictureFormat, file: str) -> int:
    """Return how many pages a picture file has: one, but in a TIFF.

    Raises:
        DamagedFileError: the chain of pages breaks off or does not follow the format.
    """
    if form is not PictureFormat.TIFF:
        return 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about size, which is bounded by whoever asked
            with open_lazily(data, form, file) as picture:
                return int(getattr(picture, "n_frames", 1))
    except Image.DecompressionBombError as error:
        raise _bomb(error, file) from error
    except Exception as error:
        raise DamagedFileError(file=file, reason=N_("its list of pages breaks off")) from error


def _bomb(error: Image.DecompressionBombError, file: str) -> LimitError:
    """Return our error for a picture that Pillow refuses from its header: four times as large as ours may be."""
    number = re.search(r"\d+", str(error))
    value = int(number[0]) if number else 2 * (Image.MAX_IMAGE_PIXELS or 0)
    return LimitError(file=file, what=N_("the picture"), value=value, limit=MAX_PIXELS, unit=N_("pixels"))


def _read_by_library(data: bytes, form: PictureFormat, file: str, page: int) -> PictureHeader:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about size, which is bounded by whoever asked; and about tags
        try:
            with open_lazily(data, form, file) as picture:
                animated = form is PictureFormat.GIF and bool(getattr(picture, "is_animated", False))
                picture.seek(page)
                width, height = picture.size
        except SealcaseError:
            raise
        except Image.DecompressionBombError as error:
            raise _bomb(error, file) from error
        except Exception as error:
            raise DamagedFileError(file=file, reason=N_("the picture's header cannot be read")) from error
    return PictureHeader(width=width, height=height, animated=animated, data=data)


def _read_png(data: bytes) -> PictureHeader | None:
    if not data.startswith(_PNG_SIGNATURE):
        return None
    view = memoryview(data)
    position, kinds, kept = len(_PNG_SIGNATURE), set[bytes](), [view[:8]]
    while b"IEND" not in kinds:
        if position + 12 > len(data):
            return None
        length = int.from_bytes(view[position : position + 4])
        kind, end = bytes(view[position + 4 : position + 8]), position + 12 + length
        if end > len(data) or zlib.crc32(view[position + 4 : end - 4]) != int.from_bytes(view[end - 4 : end]):
            return None
        if not kinds and (kind != b"IHDR" or length != 13):
            return None
        if kind in _PNG_KEPT:
            kept.append(view[position:end])
        kinds.add(kind)
        position = end
    if b"IDAT" not in kinds:
        return None
    return PictureHeader(
        width=int.from_bytes(data[16:20]),
        height=int.from_bytes(data[20:24]),
        animated=b"acTL" in kinds,
        deep_transparent=data[24] == 16 and b"tRNS" in kinds,
        data=b"".join(kept),
    )


_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15 without DHT, JPG, DAC
_JPEG_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # TEM and RST, which have no length


def _read_jpeg(data: bytes) -> PictureHeader | None:
    """Walk the marker segments (ITU-T T.81, B.1.1) up to the frame header (B.2.2)."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
        elif marker in _JPEG_STANDALONE:
            position += 2
        elif marker in _JPEG_FRAMES:
            if position + 9 > len(data):
                return None
            height, width = (
                int.from_bytes(data[position + 5 : position + 7]),
                int.from_bytes(data[position + 7 : position + 9]),
            )
            return PictureHeader(width=width, height=height, animated=False, data=data)
        else:
            position += 2 + int.from_bytes(data[position + 2 : position + 4])
    return None


def _read_webp(data: bytes) -> PictureHeader | None:
    """Read the first chunk (RFC 9649, sections 2.5 to 2.7), and cut what follows the RIFF chunk."""
    size = 8 + int.from_bytes(data[4:8], "little")
    if size > len(data) or size < 30:
        return None
    kind, body = data[12:16], data[20:30]
    animated = False
    if kind == b"VP8X":
        animated = bool(body[0] & 0x02)
        width, height = 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    elif kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    else:
        return None
    return PictureHeader(width=width, height=height, animated=animated, data=data[:size])


_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column and row of each pass of an interlaced PNG, and the steps to the next (ISO/IEC 15948, 8.2)."""

_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_INFLATE_BYTES = 1 << 20


def png_is_whole(data: bytes) -> bool:
    """Tell whether a walked PNG of bounded size holds all of its rows: Pillow fills up what is missing."""
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    depth, channels, interlaced = data[24], _PNG_CHANNELS.get(data[25], 0), data[28]
    bits = depth * channels
    wanted = 0
    for left, top, across, down in _ADAM7 if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-max(0, width - left) // across), -(-max(0, height - top) // down)
        wanted += rows * (1 + (columns * bits + 7) // 8) if columns else 0
    return wanted <= _inflated_size(data, wanted)


def _inflated_size(data: bytes, enough: int) -> int:
    """Return how many bytes the IDAT chunks hold, counted up to `enough`."""
    inflater, size, position = zlib.decompressobj(), 0, len(_PNG_SIGNATURE)
    try:
        while position < len(data) and size < enough:
            end = position + 8 + int.from_bytes(data[position : position + 4])
            rest = data[position + 8 : end] if data[position + 4 : position + 8] == b"IDAT" else b""
            while rest and size < enough:
                size += len(inflater.decompress(rest, _INFLATE_BYTES))
                rest = inflater.unconsumed_tail
            position = end + 4
    except zlib.error:
        return 0
    return size
