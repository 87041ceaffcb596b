"""PDF documents (ISO 32000-1) as pictures of their pages, as a viewer shows and prints them.

Pixels decide: text that lies under a picture, outside the page, in a hidden layer, in an attachment or in
metadata is not on the picture and goes no further; form fields and annotations that show are. Nothing in
the document is executed: the renderer is built without JavaScript.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pypdfium2
import pypdfium2.raw as pdfium

from sealcase.contents import Picture
from sealcase.errors import DamagedFileError, PasswordError
from sealcase.gather.pages import Pages, bound_pages, bound_total
from sealcase.gather.pictures import bound_size
from sealcase.locale import N_

DPI = 200
"""Pixels an inch: 10-point text is 28 pixels high, as on the screenshot of a phone."""

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
        bitmap = document[index].render(
            scale=DPI / POINTS_PER_INCH, rev_byteorder=True, force_bitmap_format=pdfium.FPDFBitmap_BGR
        )
        picture = bitmap.to_pil().convert("RGB")
        return Picture(width=picture.width, height=picture.height, pixels=picture.tobytes())
    except pypdfium2.PdfiumError as error:
        raise DamagedFileError(file=file, reason=N_("a page of the document cannot be drawn")) from error
    finally:
        document.close()
