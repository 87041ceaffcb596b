"""Pictures and documents made to do harm: refused at once, or only their pixels go on.

Each is gathered as a user would give it, under a small bound of memory; what passes is compared with the
pixels that the harmless picture has.
"""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from gather.made_pdf import pdf
from gather.made_pictures import chunk, encode, png, with_text
from sealcase.contents import Picture
from sealcase.errors import DamagedFileError, LimitError, SealcaseError, UnsupportedFileError
from sealcase.gather import gather_file
from sealcase.gather.bounds import MAX_FILE_BYTES, MAX_FILE_PIXELS

MAX_BYTES = MAX_FILE_BYTES + 16 * 1024 * 1024
"""What gathering one of these may take: the buffer into which files are read, and a little."""

PAID, HIDDEN = with_text("paid 88.00"), with_text("6222 0243")


def _gathered(tmp_path: Path, name: str, data: bytes) -> list[Picture]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(gather_file(path, "0001").pages)


def _same(pictures: list[Picture], source: Image.Image, most: float = 0) -> bool:
    (picture,) = pictures
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
    return bool(np.abs(pixels.astype(int) - np.asarray(source.convert("RGB"))).mean() <= most)


def _black_png(side: int) -> bytes:
    """A picture of `side`² black pixels in a few kilobytes."""
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return png(side, side, chunk(b"IDAT", rows), depth=1, colour=0)


def _tiff(side: int, pages: int) -> bytes:
    file = io.BytesIO()
    page = Image.new("1", (side, side))
    page.save(file, "TIFF", compression="group4", save_all=True, append_images=[page] * (pages - 1))
    return file.getvalue()


def _bmp(side: int) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + header


def _webp(side: int) -> bytes:
    small = encode(PAID, "WEBP", lossless=True)
    return small[:21] + struct.pack("<I", (side - 1) | (side - 1) << 14) + small[25:]


BOMBS: list[tuple[str, Callable[[], bytes]]] = [
    ("a.png", lambda: _black_png(10_000)),
    ("a.tif", lambda: _tiff(10_000, 1)),
    ("a.tif", lambda: _tiff(6_300, 26)),  # each page is small enough, all together are not
    ("a.bmp", lambda: _bmp(20_000)),
    ("a.webp", lambda: _webp(16_000)),
    ("a.pdf", lambda: pdf(["x"], size=(14_400, 14_400))),
    ("a.pdf", lambda: pdf(["x"] * 120, size=(800, 1440))),
]


@pytest.mark.parametrize(("name", "make"), BOMBS)
def test_bombs_are_refused_before_they_burst(tmp_path: Path, name: str, make: Callable[[], bytes]) -> None:
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(LimitError) as caught:
            _gathered(tmp_path, name, data)
        assert tracemalloc.get_traced_memory()[1] < MAX_BYTES
    finally:
        tracemalloc.stop()
    assert int(str(caught.value.fields["value"])) > 40_000_000


def test_the_bound_of_a_file_lets_two_hundred_pages_of_paper_through() -> None:
    assert MAX_FILE_PIXELS > 200 * 1654 * 2339


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_bombs_beside_the_pixels_are_not_unpacked(tmp_path: Path, kind: bytes) -> None:
    packed = chunk(kind, b"a\0\0" + zlib.compress(bytes(100_000_000), 9))
    plain = encode(PAID, "PNG")
    end = plain.index(b"IDAT") - 4
    tracemalloc.start()
    try:
        assert _same(_gathered(tmp_path, "a.png", plain[:end] + packed + plain[end:]), PAID)
        assert tracemalloc.get_traced_memory()[1] < MAX_BYTES
    finally:
        tracemalloc.stop()


def test_more_pixel_data_than_pixels_is_not_unpacked(tmp_path: Path) -> None:
    rows = zlib.compress(bytes(310) + bytes(100_000_000), 9)
    tracemalloc.start()
    try:
        (picture,) = _gathered(tmp_path, "a.png", png(10, 10, chunk(b"IDAT", rows)))
        assert tracemalloc.get_traced_memory()[1] < MAX_BYTES
    finally:
        tracemalloc.stop()
    assert picture.pixels == bytes(300)


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("card.txt", "6222 0243 1435 2703 905")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("a.png", encode(PAID, "PNG"), _zip()),
        ("a.png", encode(PAID, "PNG"), encode(HIDDEN, "PNG")),  # what an editor leaves behind a cropped picture
        ("a.jpg", encode(PAID, "JPEG", quality=95), encode(HIDDEN, "JPEG")),
        ("a.jpg", encode(PAID, "JPEG", quality=95), pdf(["6222 0243"])),
        ("a.webp", encode(PAID, "WEBP", lossless=True), _zip()),
        ("a.gif", encode(PAID, "GIF"), _zip()),
        ("a.bmp", encode(PAID, "BMP"), _zip()),
    ],
)
def test_what_follows_a_picture_is_gone(tmp_path: Path, name: str, first: bytes, second: bytes) -> None:
    assert _same(_gathered(tmp_path, name, first + second), PAID, most=4)


def test_a_document_with_a_picture_behind_it_is_the_document(tmp_path: Path) -> None:
    assert _gathered(tmp_path, "a.pdf", pdf(["paid"]) + encode(HIDDEN, "JPEG")) == _gathered(
        tmp_path, "a.pdf", pdf(["paid"])
    )


@pytest.mark.parametrize("lead", [b"\n\n", b"\xef\xbb\xbf"])
def test_blanks_before_a_document_do_not_hide_it(tmp_path: Path, lead: bytes) -> None:
    assert len(_gathered(tmp_path, "a.pdf", lead + pdf(["paid"]))) == 1


@pytest.mark.parametrize("front", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_a_document_behind_the_start_of_a_picture_is_damaged(tmp_path: Path, front: bytes) -> None:
    with pytest.raises(DamagedFileError):
        _gathered(tmp_path, "a.pdf", front + pdf(["paid"]))


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_a_second_frame_is_refused_by_name(tmp_path: Path, form: str) -> None:
    data = encode(PAID, form, save_all=True, append_images=[HIDDEN], duration=100)
    with pytest.raises(UnsupportedFileError, match="animated"):
        _gathered(tmp_path, "a.png", data)


def test_the_second_picture_of_a_camera_file_is_gone(tmp_path: Path) -> None:
    data = encode(PAID, "MPO", save_all=True, append_images=[HIDDEN], quality=95)
    assert _same(_gathered(tmp_path, "a.jpg", data), PAID, most=4)


def test_text_in_the_palette_alone_is_seen_as_little_as_a_viewer_shows_it(tmp_path: Path) -> None:
    # Index 1 is as white as index 0: the text is in the file and not on the picture.
    hidden = Image.frombytes("P", HIDDEN.size, np.asarray(HIDDEN.convert("L")).__lt__(128).astype(np.uint8).tobytes())
    hidden.putpalette([255] * 6 + [0] * 762)
    for form in ("PNG", "GIF"):
        (picture,) = _gathered(tmp_path, "a.png", encode(hidden, form))
        assert set(picture.pixels) == {255}


def _with_metadata(form: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "6222 0243 in Exif"
    exif[0x8825] = {1: "N", 2: (22.0, 32.0, 0.0)}
    options: dict[str, Any] = {"exif": exif, "icc_profile": b"6222 0243 in a profile"}
    if form == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", "6222 0243 in XMP", zip=True)
        info.add_text("Comment", "6222 0243 in a comment")
        options["pnginfo"] = info
    else:
        options |= {"xmp": b"6222 0243 in XMP"}
    if form == "JPEG":
        options |= {"comment": b"6222 0243 in a comment", "quality": 95}
    return encode(PAID, form, **options)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_metadata_is_gone(tmp_path: Path, form: str) -> None:
    data = _with_metadata(form)
    assert form == "PNG" or b"6222 0243" in data
    pictures = _gathered(tmp_path, "a.png", data)
    assert _same(pictures, PAID, most=6)
    assert b"6222" not in pictures[0].pixels


def _layers(shown: str) -> bytes:
    """A document whose second line stands in an optional content group that is off (ISO 32000-1, 8.11)."""
    content = b"/OC /Hidden BDC BT /F 18 Tf 20 60 Td (6222 0243 in a layer) Tj ET EMC"
    plain = pdf([shown], extra="%OCG")
    data = plain.replace(b"%OCG", content)
    data = data.replace(
        b"/Type /Catalog", b"/Type /Catalog /OCProperties << /OCGs [90 0 R] /D << /BaseState /OFF /OFF [90 0 R] >> >>"
    ).replace(b"/Resources <<", b"/Resources << /Properties << /Hidden 90 0 R >>")
    layer = b"90 0 obj\n<< /Type /OCG /Name (secret) >>\nendobj\n"
    return data.replace(b"xref\n", layer + b"xref\n", 1)


@pytest.mark.parametrize(
    "document",
    [
        _layers("paid"),
        pdf(["paid"], extra="BT /F 18 Tf 3 Tr 20 60 Td (6222 0243 invisible) Tj ET"),
        pdf(["paid"], extra="1 1 1 rg BT /F 18 Tf 20 60 Td (6222 0243 in white) Tj ET"),
        pdf(["paid"]).replace(
            b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(6222)) >>"
        ),
        pdf(["paid"]).replace(
            b"/Type /Page /Parent",
            b"/Type /Page /Annots [<< /Type /Annot /Subtype /Text /F 2 /Rect [20 20 60 60]"
            b" /Contents (6222 0243) >>] /Parent",
        ),
        pdf(["paid"]).replace(
            b"/Type /Catalog",
            b"/Type /Catalog /Names << /EmbeddedFiles << /Names [(a) << /F (card 6222 0243.txt) >>] >> >>",
        ),
    ],
    ids=["layer", "invisible", "white", "javascript", "annotation", "attachment"],
)
def test_what_a_document_does_not_show_is_gone(tmp_path: Path, document: bytes) -> None:
    assert b"6222" in document
    assert _gathered(tmp_path, "a.pdf", document) == _gathered(tmp_path, "b.pdf", pdf(["paid"]))


def test_an_annotation_that_shows_is_on_the_page(tmp_path: Path) -> None:
    stamp = pdf(["paid"]).replace(
        b"/Type /Page /Parent",
        b"/Type /Page /Annots [<< /Type /Annot /Subtype /Square /F 4 /Rect [20 20 90 60] /C [1 0 0] >>] /Parent",
    )
    assert _gathered(tmp_path, "a.pdf", stamp) != _gathered(tmp_path, "b.pdf", pdf(["paid"]))


def test_broken_documents_raise_nothing_else(tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    data = pdf(["paid", "twice"])
    for _ in range(60):
        broken = bytearray(data)
        for index in rng.integers(0, len(data), 4):
            broken[index] = int(rng.integers(256))
        try:
            _gathered(tmp_path, "a.pdf", bytes(broken))
        except SealcaseError:
            continue
