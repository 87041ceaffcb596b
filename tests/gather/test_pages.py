"""PDF documents, TIFF, HEIC: pages are decoded one at a time, as a viewer shows them, or refused."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gather.made_pdf import pdf
from gather.made_pictures import encode, with_text
from sealcase.contents import Picture
from sealcase.errors import DamagedFileError, LimitError, PasswordError, UnsupportedFileError
from sealcase.gather import bounds, gather, gather_file
from sealcase.gather.pages import Pages
from sealcase.model import Kind

HEIC = Path(__file__).parent / "turned.heic"


def _pages(tmp_path: Path, data: bytes, name: str = "a.pdf", password: str = "") -> Pages:
    path = tmp_path / name
    path.write_bytes(data)
    exhibit = gather_file(path, "0001", lambda _path: password)
    assert exhibit.kind is Kind.IMAGE
    assert isinstance(exhibit.content, Pages)
    return exhibit.content


def _pixels(picture: Picture) -> np.ndarray[Any, Any]:
    return np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)


def test_a_pdf_is_its_pages_at_200_dpi(tmp_path: Path) -> None:
    pages = _pages(tmp_path, pdf(["paid 88.00", "second"], size=(360, 144)))
    assert [(page.width, page.height) for page in pages] == [(1000, 400), (1000, 400)]
    assert all((_pixels(page) < 128).any() and (_pixels(page)[0] == 255).all() for page in pages)
    assert pages[0] != pages[1]
    assert pages[0] == pages[0]
    assert pages[:] == tuple(pages)


def test_what_a_page_does_not_show_is_gone(tmp_path: Path) -> None:
    hidden = "BT /F 18 Tf 3 Tr 20 20 Td (invisible) Tj ET BT 0 Tr /F 9 Tf 900 900 Td (outside) Tj ET"
    assert _pages(tmp_path, pdf(["paid"], extra=hidden))[0] == _pages(tmp_path, pdf(["paid"]))[0]


def test_a_password_opens_a_document(tmp_path: Path) -> None:
    locked, plain = pdf(["paid 88.00"], password="rosebud-41"), pdf(["paid 88.00"])
    assert _pages(tmp_path, locked, password="rosebud-41")[0] == _pages(tmp_path, plain)[0]


@pytest.mark.parametrize("given", ["", "wrong"])
def test_without_its_password_a_document_stays_shut(tmp_path: Path, given: str) -> None:
    with pytest.raises(PasswordError) as caught:
        _pages(tmp_path, pdf(["paid"], password="rosebud-41"), password=given)
    assert "a.pdf" in str(caught.value)


def test_nobody_is_asked_where_no_password_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(["paid"]))

    def never(_path: Path) -> str:
        raise AssertionError

    assert len(tuple(gather([path], never))) == 1


@pytest.mark.parametrize("data", [b"%PDF-1.7\n1 0 obj\n", b"%PDF-", pdf([]), pdf(["paid"])[:200]])
def test_a_damaged_document_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DamagedFileError):
        _pages(tmp_path, data)


@pytest.mark.parametrize("size", [(14400, 14400), (1, 14000)])
def test_a_page_beyond_the_bounds_is_refused_before_it_is_drawn(tmp_path: Path, size: tuple[float, float]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(LimitError):
            _pages(tmp_path, pdf(["paid"], size=size))
        assert tracemalloc.get_traced_memory()[1] < 2 * bounds.MAX_FILE_BYTES  # the page would take gigabytes
    finally:
        tracemalloc.stop()


def test_too_many_pages(tmp_path: Path) -> None:
    _pages(tmp_path, pdf(["a"] * bounds.MAX_PAGES, size=(20, 20)))
    with pytest.raises(LimitError):
        _pages(tmp_path, pdf(["a"] * (bounds.MAX_PAGES + 1), size=(20, 20)))


def _tiff(*pictures: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    pictures[0].save(file, "TIFF", save_all=True, append_images=pictures[1:], **options)
    return file.getvalue()


def test_each_page_of_a_tiff(tmp_path: Path) -> None:
    sources = [with_text("page one"), with_text("page two").resize((200, 90))]
    pages = _pages(tmp_path, _tiff(*sources), "a.tif")
    assert [(page.width, page.height) for page in pages] == [source.size for source in sources]
    assert all((_pixels(page) == np.asarray(source)).all() for page, source in zip(pages, sources, strict=True))


def test_a_turned_tiff_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    source = with_text("turned")
    (page,) = _pages(tmp_path, _tiff(source, exif=exif), "a.tif")
    assert (_pixels(page) == np.asarray(source.transpose(Image.Transpose.ROTATE_270))).all()


def test_a_tiff_whose_chain_of_pages_breaks_off(tmp_path: Path) -> None:
    data = _tiff(with_text("one"), with_text("two"))
    with pytest.raises(DamagedFileError):
        _pages(tmp_path, data[: len(data) // 2], "a.tif")


def test_moving_pictures_are_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    with_text("one").save(file, "GIF", save_all=True, append_images=[with_text("two")])
    with pytest.raises(UnsupportedFileError):
        _pages(tmp_path, file.getvalue(), "a.gif")


def test_a_heic_photo_stands_upright(tmp_path: Path) -> None:
    pytest.importorskip("pi_heif", reason="skipped: pi-heif is not installed")
    (page,) = _pages(tmp_path, HEIC.read_bytes(), "a.heic")
    assert (page.width, page.height) == (64, 128)  # stored lying, 128 x 64, and turned
    top, bottom = _pixels(page)[16, 32], _pixels(page)[112, 32]
    assert top[0] > 150 > top[2]
    assert bottom[2] > 150 > bottom[0]


@pytest.mark.parametrize("keep", [20, 200, 0.9])
def test_a_heic_photo_that_breaks_off(tmp_path: Path, keep: float) -> None:
    pytest.importorskip("pi_heif", reason="skipped: pi-heif is not installed")
    data = HEIC.read_bytes()
    with pytest.raises(DamagedFileError):
        _pages(tmp_path, data[: int(keep * len(data)) if keep < 1 else int(keep)], "a.heic")


def test_without_the_decoder_a_heic_photo_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pi_heif", None)
    with pytest.raises(UnsupportedFileError) as caught:
        _pages(tmp_path, HEIC.read_bytes(), "a.heic")
    assert "sealcase[heic]" in str(caught.value)


def test_a_still_gif_is_a_picture(tmp_path: Path) -> None:
    (page,) = _pages(tmp_path, encode(with_text("still"), "GIF"), "a.gif")
    assert (page.width, page.height) == with_text("still").size


def test_a_pdf_page_tells_what_its_text_layer_says_and_where(tmp_path: Path) -> None:
    (page,) = _pages(tmp_path, pdf(["paid 88.00"], size=(360, 144)))
    assert "".join(letter.char for letter in page.letters) == "paid88.00"
    ink = _pixels(page).min(axis=2) < 128
    for letter in page.letters:
        left, top, right, bottom = letter.box
        assert ink[top:bottom, left:right].any(), letter.char


@pytest.mark.parametrize(("grey", "shown"), [("0.98", "Al.-|"), ("1", "A")])
def test_a_letter_shows_where_any_pixel_tells_it_from_its_ground(tmp_path: Path, grey: str, shown: str) -> None:
    faint = f"BT /F 3 Tf {grey} g 20 40 Td (l.-|) Tj ET"
    (page,) = _pages(tmp_path, pdf(["A"], extra=faint))
    assert "".join(letter.char for letter in page.letters) == shown


def test_a_text_layer_beyond_the_bound_is_no_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcase.gather.pdf.MAX_LETTERS", 9)
    (whole,) = _pages(tmp_path, pdf(["paid88.00"], size=(360, 144)))
    (without,) = _pages(tmp_path, pdf(["paid88.001"], size=(360, 144)))
    assert (len(whole.letters), len(without.letters)) == (9, 0)
