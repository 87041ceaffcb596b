"""Tells what bytes are by how they begin.

Pictures that are taken, foreign kinds that are refused by name, and the rest: text, if it decodes.
The signatures are the formats' own: PNG (ISO/IEC 15948, 5.2), JPEG (ITU-T T.81, B.1.1.3 SOI), WebP
(RFC 9649, section 2.4), ZIP (APPNOTE 4.3.7), PDF (ISO 32000-1, 7.5.2), ISO base media
(ISO/IEC 14496-12, `ftyp`), gzip (RFC 1952), zstd (RFC 8878), EBML (RFC 8794), Ogg (RFC 3533), age v1.
"""

from __future__ import annotations

import re
from enum import Enum

from sealcase.locale import N_


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

_AN_OLE_FILE = N_("an old Office document")
_A_PROGRAM = N_("a program")
_COMPRESSED = N_("a compressed file")
_SOUND = N_("a sound recording")
_ENCRYPTED = N_("an encrypted file")

_FOREIGN_STARTS = (
    (b"PK\x03\x04", N_("a ZIP archive or Office document")),
    (b"PK\x05\x06", N_("a ZIP archive or Office document")),
    (b"%!PS", N_("a PostScript document")),
    (b"{\\rtf", N_("an RTF document")),
    (b"8BPS", N_("a Photoshop picture")),
    (b"\xff\x0a", N_("a JPEG XL picture")),
    (b"\x00\x00\x00\x0cJXL ", N_("a JPEG XL picture")),
    (b"\x00\x00\x00\x0cjP  ", N_("a JPEG 2000 picture")),
    (b"\x00\x00\x01\x00", N_("an icon")),
    (b"\x7fELF", _A_PROGRAM),
    (b"MZ", _A_PROGRAM),
    (b"\xcf\xfa\xed\xfe", _A_PROGRAM),
    (b"\xca\xfe\xba\xbe", _A_PROGRAM),
    (b"\x1f\x8b", _COMPRESSED),
    (b"BZh", _COMPRESSED),
    (b"\xfd7zXZ\x00", _COMPRESSED),
    (b"\x28\xb5\x2f\xfd", _COMPRESSED),
    (b"7z\xbc\xaf\x27\x1c", N_("a 7z archive")),
    (b"Rar!\x1a\x07", N_("a RAR archive")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _AN_OLE_FILE),
    (b"SQLite format 3\x00", N_("an SQLite database")),
    (b"bplist00", N_("a binary property list")),
    (b"\x1aE\xdf\xa3", N_("a video")),
    (b"ID3", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"#!AMR", _SOUND),
    (b"#!SILK", _SOUND),
    (b"\x02#!SILK", _SOUND),
    (b"age-encryption.org/", _ENCRYPTED),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", _ENCRYPTED),
    (b"-----BEGIN PGP MESSAGE-----", _ENCRYPTED),
)

_NEEDS_BINARY = frozenset({b"MZ", b"BZh", b"ID3", b"8BPS"})
"""Starts that ordinary words have too; they count only where the bytes are not text."""

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
"""Still pictures (ISO/IEC 23008-12, annex B)."""

_MEDIA_BRANDS = (
    (frozenset({b"hevc", b"hevx", b"msf1"}), N_("a HEIC sequence of pictures")),
    (frozenset({b"avif", b"avis"}), N_("an AVIF picture")),
)

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
_TAR_MAGIC_OFFSET = 257  # POSIX.1-1988, ustar header

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
    """Tell whether `data` begins like a PDF document."""
    return data.startswith(_PDF_START)


def foreign_name(data: bytes) -> str | None:
    """Return what `data` is, marked for translation, if it is of a kind that is known and not taken."""
    head = data[:HEAD_BYTES]
    for start, name in _FOREIGN_STARTS:
        if head.startswith(start) and (start not in _NEEDS_BINARY or _looks_binary(head)):
            return name
    if head[4:8] == b"ftyp":
        return next((name for brands, name in _MEDIA_BRANDS if head[8:12] in brands), N_("a video"))
    if head[:4] == b"RIFF":
        return N_("a video") if head[8:12] == b"AVI " else _SOUND
    if head[_TAR_MAGIC_OFFSET : _TAR_MAGIC_OFFSET + 5] == b"ustar":
        return N_("a tar archive")
    return None


def foreign_mail(text: str) -> bool:
    """Tell whether `text` is a mail whose parts are encoded (RFC 2045, section 6): their words cannot be searched."""
    return begins_like_mail(text) and has_encoded_part(text)


def begins_like_mail(text: str) -> bool:
    """Tell whether `text` begins with a line of a mail's header."""
    return bool(_MAIL_START.match(text))


def has_encoded_part(text: str) -> bool:
    """Tell whether a line of `text` says that what follows is encoded."""
    return bool(_ENCODED_PART.search(text))


def _looks_binary(head: bytes) -> bool:
    return any(byte < 0x20 and byte not in b"\t\n\x0c\r\x1b" for byte in head)
