"""Pictures become the pixels that a viewer shows, or are refused before they cost anything."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gather.made_pictures import chunk, encode, png, with_text
from sealcase.contents import Picture
from sealcase.errors import DamagedFileError, LimitError, SealcaseError, UnsupportedFileError
from sealcase.gather.kinds import PictureFormat, picture_format
from sealcase.gather.pictures import decode_picture

FORMS: list[tuple[str, dict[str, Any]]] = [
    ("PNG", {}),
    ("JPEG", {"quality": 75}),
    ("JPEG", {"progressive": True}),
    ("WEBP", {}),
    ("WEBP", {"lossless": True}),
    ("GIF", {}),
    ("BMP", {}),
    ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
]


def _decode(data: bytes) -> Picture:
    form = picture_format(data)
    assert form is not None
    return decode_picture(data, form, "a.png")


def _pixels(picture: Picture) -> np.ndarray[Any, Any]:
    return np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)


@pytest.mark.parametrize(("form", "options"), FORMS)
def test_each_format(form: str, options: dict[str, Any]) -> None:
    source = with_text("paid 88.00")
    decoded = _decode(encode(source, form, **options))
    assert (decoded.width, decoded.height) == source.size
    assert np.abs(_pixels(decoded).astype(int) - np.asarray(source)).mean() < 4


@pytest.mark.parametrize(("form", "options"), FORMS)
def test_every_truncation_is_damaged(form: str, options: dict[str, Any]) -> None:
    data = encode(with_text("paid 88.00"), form, **options)
    for length in [*range(12, len(data), 37), *range(len(data) - 16, len(data) - 2)]:
        with pytest.raises(DamagedFileError):
            _decode(data[:length])


def test_every_flipped_bit_of_a_png_is_damaged() -> None:
    data = encode(with_text("paid"), "PNG")
    for index in range(4, len(data), 11):
        broken = bytearray(data)
        broken[index] ^= 4
        with pytest.raises(DamagedFileError):
            _decode(bytes(broken))


def test_too_few_rows_under_right_checksums_are_damaged() -> None:
    rows = zlib.compress(b"\x00" + bytes(30))
    with pytest.raises(DamagedFileError):
        _decode(png(10, 10, chunk(b"IDAT", rows)))
    with pytest.raises(DamagedFileError):
        _decode(png(10, 10))


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (40_000, 1), (1, 40_000), (6_400, 6_400)])
def test_large_pngs_are_refused_from_the_header(width: int, height: int) -> None:
    # The pixels are missing: whoever tried to decode them would call the file damaged.
    with pytest.raises(LimitError) as caught:
        _decode(png(width, height, chunk(b"IDAT", b"")))
    assert caught.value.fields["value"] in {width * height, max(width, height)}


def test_large_jpeg_and_webp_are_refused_from_the_header() -> None:
    small = encode(with_text("x"), "JPEG")
    frame = small.index(b"\xff\xc0")
    large = small[: frame + 5] + struct.pack(">HH", 60_000, 60_000) + small[frame + 9 :]
    with pytest.raises(LimitError, match="3600000000 pixels"):
        _decode(large)
    lossless = encode(with_text("x"), "WEBP", lossless=True)
    bits = struct.pack("<I", 16_383 | 16_383 << 14)
    with pytest.raises(LimitError, match="268435456 pixels"):
        _decode(lossless[:21] + bits + lossless[25:])


def test_interlaced_pngs_are_whole_or_damaged() -> None:
    # 3 by 3 grey: passes of 1, 1, 2, 1 and 3 pixels by rows (1 + n bytes each); passes 2 and 3 are empty.
    rows = [bytes([0, 1]), bytes([0, 2]), bytes([0, 3, 4]), bytes([0, 5]), bytes([0, 6]), bytes([0, 7, 8, 9])]
    whole = zlib.compress(b"".join(rows))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 3, 8, 0, 0, 0, 1))
    start, end = b"\x89PNG\r\n\x1a\n" + header, chunk(b"IEND", b"")
    assert len(_decode(start + chunk(b"IDAT", whole) + end).pixels) == 27
    with pytest.raises(DamagedFileError):
        _decode(start + chunk(b"IDAT", zlib.compress(b"".join(rows[:-1]))) + end)


def test_no_pixels_is_damaged() -> None:
    with pytest.raises(DamagedFileError):
        _decode(png(0, 10, chunk(b"IDAT", zlib.compress(b""))))


def test_animations_are_refused() -> None:
    frames = [with_text("one"), with_text("two")]
    for form in ("PNG", "WEBP"):
        data = encode(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
        with pytest.raises(UnsupportedFileError, match="animated"):
            _decode(data)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_stand_upright(form: str, orientation: int) -> None:
    source = with_text("paid 88")
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = source if turned is None else source.transpose(turned)
    decoded = _decode(encode(stored, form, exif=exif))
    assert (decoded.width, decoded.height) == source.size
    assert np.abs(_pixels(decoded).astype(int) - np.asarray(source)).mean() < 6


def test_text_that_alpha_hides_does_not_come_back() -> None:
    shown = with_text("paid")
    both = Image.new("RGBA", (240, 128))
    both.paste(shown, (0, 0))
    hidden = with_text("secret").convert("RGBA")
    hidden.putalpha(0)
    both.paste(hidden, (0, 64))
    pixels = _pixels(_decode(encode(both, "PNG")))
    assert np.array_equal(pixels[:64], np.asarray(shown))
    assert np.ptp(pixels[64:]) == 0


@pytest.mark.parametrize(("ink", "paper"), [((0, 0, 0), (255, 255, 255)), ((255, 255, 255), (0, 0, 0))])
def test_text_on_a_transparent_background_stays_readable(ink: tuple[int, ...], paper: tuple[int, ...]) -> None:
    source = with_text("paid 88.00", paper=(*paper, 0), ink=(*ink, 255), mode="RGBA")
    pixels = _pixels(_decode(encode(source, "PNG")))
    assert np.ptp(pixels) == 255
    assert tuple(pixels[0, 0]) == paper


def test_black_and_white_text_on_a_transparent_background_are_both_readable() -> None:
    source = with_text("white", paper=(0, 0, 0, 0), ink=(255, 255, 255, 255), mode="RGBA")
    source.paste(
        with_text("black", paper=(0, 0, 0, 0), ink=(0, 0, 0, 255), mode="RGBA").crop((0, 0, 120, 64)), (120, 0)
    )
    pixels = _pixels(_decode(encode(source, "PNG")))
    assert tuple(pixels[0, 0]) == (128, 128, 128)
    assert pixels.min() == 0
    assert pixels.max() == 255


def test_text_that_no_background_shows_together_is_refused() -> None:
    source = Image.new("RGBA", (240, 192), (0, 0, 0, 0))
    for row, level in enumerate((0, 128, 255)):
        text = with_text("different", paper=(0, 0, 0, 0), ink=(level, level, level, 255), mode="RGBA")
        source.paste(text, (0, 64 * row))
    with pytest.raises(UnsupportedFileError, match="transparent parts"):
        _decode(encode(source, "PNG"))


def test_a_window_with_round_corners_and_a_shadow_is_taken() -> None:
    window = with_text("paid 88.00").convert("RGBA")
    source = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    for step in range(20):
        shade = Image.new("RGBA", (280 - 2 * step, 104 - 2 * step), (0, 0, 0, 4 * step))
        source.paste(shade, (10 + step, 8 + step))
    source.paste(window, (30, 28))
    pixels = _pixels(_decode(encode(source, "PNG")))
    assert np.array_equal(pixels[28:92, 30:270], np.asarray(with_text("paid 88.00")))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "RGB"])
def test_each_kind_of_pixel(mode: str) -> None:
    source = with_text("paid").convert("L").convert("1").convert(mode)
    decoded = _decode(encode(source, "PNG"))
    assert decoded.pixels == source.convert("RGB").tobytes()


def test_a_transparent_palette_colour_is_blended_like_alpha() -> None:
    source = with_text("secret", paper=(255, 255, 255), ink=(255, 255, 254)).convert("P")
    transparent = max(range(2), key=lambda index: source.histogram()[index])
    decoded = _decode(encode(source, "PNG", transparency=transparent))
    assert decoded.width == source.width


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    ramp = np.tile(np.linspace(0, 65_535, 256).astype(np.uint16), (4, 1))
    decoded = _decode(encode(Image.fromarray(ramp), "PNG"))
    assert np.array_equal(_pixels(decoded)[0, :, 0], (ramp[0] >> 8).astype(np.uint8))


def test_sixteen_bits_with_a_transparent_colour_are_refused() -> None:
    rows = zlib.compress(b"\x00" + bytes(2 * 4))
    data = png(4, 1, chunk(b"tRNS", b"\x12\x34"), chunk(b"IDAT", rows), depth=16, colour=0)
    with pytest.raises(UnsupportedFileError, match="16 bits"):
        _decode(data)


def test_cmyk_is_turned_into_what_it_looks_like() -> None:
    source = with_text("paid", paper=(250, 240, 230))
    pixels = _pixels(_decode(encode(source.convert("CMYK"), "JPEG", quality=95)))
    assert np.abs(pixels.astype(int) - np.asarray(source)).mean() < 6


def test_what_follows_the_picture_or_describes_it_is_not_looked_at() -> None:
    plain = with_text("paid")
    for data in (encode(plain, "PNG"), encode(plain, "WEBP", lossless=True, exif=b"Exif\x00\x00broken")):
        assert _decode(data + b"PK\x03\x04 something else").pixels == plain.tobytes()


def test_malformed_bytes_raise_nothing_else() -> None:
    rng = np.random.default_rng(7)
    for form, options in FORMS:
        data = encode(with_text("x"), form, **options)
        for _ in range(40):
            broken = bytearray(data)
            for index in rng.integers(12, len(data), 6):
                broken[index] = int(rng.integers(256))
            try:
                _decode(bytes(broken))
            except SealcaseError:
                continue


def test_only_these_formats_are_pictures() -> None:
    assert {form.value for form in PictureFormat} == {"PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "HEIF"}
