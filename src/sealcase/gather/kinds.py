"""Tells what bytes are by how they begin.

Pictures, documents and archives that are taken, and the rest: text, if it decodes and is not `foreign`.
The signatures are the formats' own: PNG (ISO/IEC 15948, 5.2), JPEG (ITU-T T.81, B.1.1.3 SOI), WebP
(RFC 9649, section 2.4), ZIP (APPNOTE 4.3.7), PDF (ISO 32000-1, 7.5.2), ISO base media
(ISO/IEC 14496-12, `ftyp`), gzip (RFC 1952), zstd (RFC 8878), EBML (RFC 8794), Ogg (RFC 3533), age v1.
"""

from __future__ import annotations

import re
from enum import Enum


class PictureFormat(Enum):
    """The pictures that are taken, by the names that Pillow gives them."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    GIF = "GIF"
    BMP = "BMP"
    TIFF = "TIFF"
    HEIF = "HEIF"

    @staticmethod
    def suffixes() -> frozenset[str]:
        """Return the suffixes of file names that say one of these."""
        return frozenset(
            {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif"}
        )


PICTURE_SUFFIXES = PictureFormat.suffixes() | frozenset({".apng", ".avif", ".ico", ".jxl", ".pdf", ".svg"})
"""Names under which a person expects a picture or a page, never text."""

_PNG_START = b"\x89PNG"  # four bytes, so that a PNG with a damaged rest of the signature is called damaged
_JPEG_START = b"\xff\xd8\xff"

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
"""Still pictures (ISO/IEC 23008-12, annex B)."""

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_BLANKS = b"\xef\xbb\xbf\x00\t\n\x0c\r "
_PDF_HEAD_BYTES = 1024
_PDF_START = b"%PDF-"  # ISO 32000-1, 7.5.2
_BMP_RESERVED = b"\x00\x00\x00\x00"  # the two reserved fields of a bitmap's header
_OTHER_PICTURE_STARTS = (
    (b"GIF87a", PictureFormat.GIF),
    (b"GIF89a", PictureFormat.GIF),
    (b"II*\x00", PictureFormat.TIFF),
    (b"MM\x00*", PictureFormat.TIFF),
)

HEAD_BYTES = 4096
"""How much of a file tells its kind."""
_MAIL_START = re.compile(
    r"\s*(?:Received|Return-Path|Delivered-To|From|To|Cc|Date|Subject|MIME-Version|Message-ID|Reply-To|X-[\w-]+"
    r"|DKIM-Signature|Content-Type)[ \t]*:",
    re.IGNORECASE,
)
_ENCODED_PART = re.compile(
    r"^Content-Transfer-Encoding[ \t]*:[ \t]*(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE
)


def picture_format(data: bytes) -> PictureFormat | None:
    """Return the format of the picture that `data` begins like, if it is one that is taken."""
    if data.startswith(_PNG_START):
        return PictureFormat.PNG
    if data.startswith(_JPEG_START):
        return PictureFormat.JPEG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PictureFormat.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return PictureFormat.HEIF
    if data[:2] == b"BM" and data[6:10] == _BMP_RESERVED:
        return PictureFormat.BMP
    return next((form for start, form in _OTHER_PICTURE_STARTS if data.startswith(start)), None)


def is_pdf(data: bytes) -> bool:
    """Tell whether `data` begins like a PDF document; readers allow for blanks before it."""
    return data[:_PDF_HEAD_BYTES].lstrip(_BLANKS).startswith(_PDF_START)


def is_zip(data: bytes) -> bool:
    """Tell whether `data` begins like a ZIP archive, an empty one included."""
    return data.startswith(_ZIP_STARTS)


def foreign_mail(text: str) -> bool:
    """Tell whether `text` is a mail whose parts are encoded (RFC 2045, section 6): their words cannot be searched."""
    return begins_like_mail(text) and has_encoded_part(text)


def begins_like_mail(text: str) -> bool:
    """Tell whether `text` begins with a line of a mail's header."""
    return bool(_MAIL_START.match(text))


def has_encoded_part(text: str) -> bool:
    """Tell whether a line of `text` says that what follows is encoded."""
    return bool(_ENCODED_PART.search(text))
