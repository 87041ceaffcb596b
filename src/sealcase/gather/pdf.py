"""PDF documents (ISO 32000-1) as pictures of their pages, as a viewer shows and prints them.

Pixels decide: text that lies under a picture, outside the page, in a hidden layer, in an attachment or in
metadata is not on the picture and goes no further; form fields and annotations that show are. Nothing in
the document is executed: the renderer is built without JavaScript.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from sealcase.contents import Box, Letter, Picture
from sealcase.errors import DamagedFileError, PasswordError
from sealcase.gather.pages import Pages, bound_pages, bound_total
from sealcase.gather.pictures import bound_size
from sealcase.locale import N_

DPI = 200
"""Pixels an inch: 10-point text is 28 pixels high, as on the screenshot of a phone."""

MAX_LETTERS = 20_000
"""A page with more characters in its text layer goes without that hint: a page of small print has 6,000."""
MIN_CONTRAST = 3
"""By how much of 256 levels a letter stands out of its ground somewhere: what is fainter than any eye sees can be
brought out of a picture that keeps it."""
RIM_PX = 1
"""Ground around a letter that is looked at as well: a dash or an upright stroke fills its whole box."""
POINTS_PER_INCH = 72  # ISO 32000-1, 8.3.2.3


def pdf_pages(data: bytes, file: str, unlock: Callable[[], str]) -> Pages:
    """Return the pages of the document in `data`, which `file` names in errors.

    `unlock` is called for the password of a document that does not open without one.

    Raises:
        PasswordError: the document opens neither without a password nor with the one given.
        DamagedFileError: it does not follow its format, or has no page.
        LimitError: too many pages, or one that is larger than the bounds of a picture at `DPI`.
    """
    password = _password(data, file, unlock)
    document = _open(data, file, password)
    try:
        count = len(document)
        bound_pages(count, file)
        if not count:
            raise DamagedFileError(file=file, reason=N_("the document has no pages"))
        bound_total((_bound_page(document, index, file) for index in range(count)), file)
    finally:
        document.close()
    return Pages(number=count, decode=lambda index: _render(data, file, password, index))


def _password(data: bytes, file: str, unlock: Callable[[], str]) -> str | None:
    """Return the password with which the document opens, None where it needs none."""
    try:
        _open(data, file, None).close()
    except PasswordError:
        password = unlock()
        if not password:
            raise
        _open(data, file, password).close()
        return password
    return None


def _open(data: bytes, file: str, password: str | None) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data, password=password)
        document.init_forms()  # before the first page is loaded, or its fields are not drawn
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise PasswordError(file=file) from None
        raise DamagedFileError(file=file, reason=N_("the document cannot be read")) from error
    return document


def _bound_page(document: pypdfium2.PdfDocument, index: int, file: str) -> int:
    """Return how many pixels a page has at `DPI`."""
    try:
        width, height = document.get_page_size(index)
    except pypdfium2.PdfiumError as error:
        raise DamagedFileError(file=file, reason=N_("a page of the document cannot be read")) from error
    scale = DPI / POINTS_PER_INCH
    across: int = math.ceil(width * scale)
    down: int = math.ceil(height * scale)
    bound_size(across, down, file)
    return across * down


def _render(data: bytes, file: str, password: str | None, index: int) -> Picture:
    document = _open(data, file, password)
    try:
        _bound_page(document, index, file)
        page = document[index]
        bitmap = page.render(scale=DPI / POINTS_PER_INCH, rev_byteorder=True, force_bitmap_format=pdfium.FPDFBitmap_BGR)
        picture = bitmap.to_pil().convert("RGB")
        grey = picture.convert("L")
        letters = tuple(letter for letter in _letters(page, *picture.size) if _shows(letter, grey))
        return Picture(width=picture.width, height=picture.height, pixels=picture.tobytes(), letters=letters)
    except pypdfium2.PdfiumError as error:
        raise DamagedFileError(file=file, reason=N_("a page of the document cannot be drawn")) from error
    finally:
        document.close()


def _letters(page: pypdfium2.PdfPage, width: int, height: int) -> Iterator[Letter]:
    """Yield what the text layer says stands on a page that is drawn as `width` by `height` pixels."""
    layer = page.get_textpage()
    count = layer.count_chars()
    for index in range(count if count <= MAX_LETTERS else 0):
        char = chr(pdfium.FPDFText_GetUnicode(layer, index))
        if char.isspace() or not char.isprintable():
            continue
        left, bottom, right, top = layer.get_charbox(index)
        (x, y), (other_x, other_y) = (_pixel(page, width, height, *corner) for corner in ((left, bottom), (right, top)))
        yield Letter(char, Box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)))


def _shows(letter: Letter, grey: Image.Image) -> bool:
    """Whether something is drawn where a letter is said to stand."""
    left, top, right, bottom = letter.box
    around = (
        max(0, left - RIM_PX),
        max(0, top - RIM_PX),
        min(grey.width, right + RIM_PX),
        min(grey.height, bottom + RIM_PX),
    )
    levels = grey.crop(around).tobytes() if around[0] < around[2] and around[1] < around[3] else b""
    return bool(levels) and max(levels) - min(levels) >= MIN_CONTRAST


def _pixel(page: pypdfium2.PdfPage, width: int, height: int, x: float, y: float) -> tuple[int, int]:
    """Return where a point of the page is drawn: its crop box and rotation are the renderer's business."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
    return across.value, down.value
