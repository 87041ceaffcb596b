"""Decodes a picture to upright, opaque RGB pixels, and keeps nothing else of the file.

Size comes from the header, so that a picture of 400 megapixels is refused before one of them is
decoded. Metadata, thumbnails, colour profiles and whatever follows the picture stay behind. The
pixels are those that a viewer shows: see `sealcase.gather.transparency`.
"""

from __future__ import annotations

import warnings

import numpy as np
from PIL import Image

from sealcase.contents import Picture
from sealcase.errors import DamagedFileError, LimitError, UnsupportedFileError
from sealcase.gather.bounds import MAX_PIXELS, MAX_SIDE_PIXELS
from sealcase.gather.headers import PictureHeader, open_lazily, png_is_whole, read_header
from sealcase.gather.kinds import PictureFormat
from sealcase.gather.transparency import UndecidableBackgroundError, flatten
from sealcase.locale import N_

_DEEP_MODES = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})
"""How Pillow holds a grey channel of 16 bits; its own conversion to 8 bits clips instead of scaling."""

_BAND_ROWS = 256
"""How many rows of pixels are copied at a time."""

_PLAIN_MODES = frozenset({"1", "L", "P", "RGB", "CMYK", "YCbCr"})
_ALPHA_MODES = frozenset({"LA", "PA", "RGBA"})


def decode_picture(data: bytes, form: PictureFormat, file: str, page: int = 0) -> Picture:
    """Return the pixels of page `page` (from 0) of the picture in `data`, which `file` names in errors.

    Raises:
        LimitError: more pixels or a longer side than the bounds allow.
        UnsupportedFileError: animated, of an unknown kind of pixel, or different on light and dark backgrounds.
        DamagedFileError: it breaks off, a checksum is wrong, or it does not follow its format.
    """
    header = read_header(data, form, file, page)
    bound_size(header.width, header.height, file)
    if header.animated:
        raise UnsupportedFileError(file=file, reason=N_("the picture is animated; save the frame that matters"))
    if header.deep_transparent:
        raise UnsupportedFileError(file=file, reason=N_("16 bits a channel with a transparent colour"))
    upright = _load(header, form, file, page)
    try:
        rgb = _to_rgb(upright)
    except UndecidableBackgroundError:
        reason = N_("its transparent parts show one thing on light and another on dark; save it without transparency")
        raise UnsupportedFileError(file=file, reason=reason) from None
    if rgb is None:
        raise UnsupportedFileError(file=file, reason=N_("its kind of pixels is not known"))
    width, height, pixels = rgb.width, rgb.height, _pixels_of(rgb)
    del upright, rgb  # of 40 megapixels they weigh 160 MB
    return Picture(width=width, height=height, pixels=bytes(pixels))


def _pixels_of(rgb: Image.Image) -> bytearray:
    """Return three bytes for each pixel; Pillow's own way holds all of them twice."""
    row = 3 * rgb.width
    pixels = bytearray(row * rgb.height)
    for top in range(0, rgb.height, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, rgb.height)
        pixels[top * row : bottom * row] = rgb.crop((0, top, rgb.width, bottom)).tobytes()
    return pixels


def bound_size(width: int, height: int, file: str) -> None:
    """Refuse a picture or page of no pixels or of too many.

    Raises:
        DamagedFileError: no pixels.
        LimitError: more pixels or a longer side than the bounds allow.
    """
    if not width or not height:
        raise DamagedFileError(file=file, reason=N_("the picture has no pixels"))
    for what, value, limit in (
        (N_("the picture"), width * height, MAX_PIXELS),
        (N_("the picture's longer side"), max(width, height), MAX_SIDE_PIXELS),
    ):
        if value > limit:
            raise LimitError(file=file, what=what, value=value, limit=limit, unit=N_("pixels"))


def _load(header: PictureHeader, form: PictureFormat, file: str, page: int) -> Image.Image:
    """Decode every pixel and turn the picture upright."""
    damaged = DamagedFileError(file=file, reason=N_("the picture cannot be decoded to its end"))
    if form is PictureFormat.PNG and not png_is_whole(header.data):
        raise damaged
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about tags, which are left behind
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = open_lazily(header.data, form, file)
            picture.seek(page)
            picture.load()
        except Exception as error:  # decoders raise all sorts on malformed bytes: OSError, SyntaxError, struct.error
            raise damaged from error
        if picture.size != (header.width, header.height):
            raise damaged
        # Pillow has turned TIFF and HEIC by itself and says so: they are upright by now.
        turn = _TURNS.get(_orientation(picture))
        return picture if turn is None else picture.transpose(turn)


_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts a picture upright, by its orientation (Exif 2.32, 4.6.5.1)."""


def _orientation(picture: Image.Image) -> int:
    """Return the orientation tag, or 1 (upright) where the metadata is broken: viewers ignore it then too."""
    try:
        value = picture.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # noqa: BLE001 - Pillow's tag reader raises all sorts too, and no pixel depends on it
        return 1
    return value if isinstance(value, int) else 1


def _to_rgb(picture: Image.Image) -> Image.Image | None:
    """Return the picture as opaque RGB, or None where its mode is not known."""
    if picture.mode in _DEEP_MODES:
        return Image.fromarray((np.asarray(picture).astype(np.uint32) >> 8).astype(np.uint8)).convert("RGB")
    if picture.mode in _ALPHA_MODES or (picture.mode in _PLAIN_MODES and "transparency" in picture.info):
        return flatten(picture.convert("RGBA"))
    if picture.mode in _PLAIN_MODES:
        return picture if picture.mode == "RGB" else picture.convert("RGB")  # which would be a copy
    return None
