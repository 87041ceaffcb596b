"""Names the kinds of content that are known and not taken, each with the error whose hint says what to do.

The signatures are the formats' own: ISO base media (ISO/IEC 14496-12, `ftyp`), QuickTime, EBML (RFC 8794),
MPEG-2 (ISO/IEC 13818-1), ASF, RIFF, Ogg (RFC 3533), gzip (RFC 1952), zstd (RFC 8878), 7z, RAR, compound files
(MS-CFB), age v1; a ZIP archive (APPNOTE 4.3.7) by what stands in it (ECMA-376, OpenDocument 1.3, EPUB 3.3).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from sealcase.errors import (
    OfficeDocumentError,
    OtherPictureError,
    PackedFileError,
    SoundError,
    UnsupportedFileError,
    VideoError,
    WebPageError,
)
from sealcase.gather.kinds import HEAD_BYTES
from sealcase.locale import N_


class Foreign(NamedTuple):
    """What a foreign kind is called, marked for translation, and the error that says what to do with it."""

    name: str
    error: type[UnsupportedFileError]


_VIDEO = Foreign(N_("a video"), VideoError)
_SOUND = Foreign(N_("a sound recording"), SoundError)
_PROGRAM = Foreign(N_("a program"), UnsupportedFileError)
_COMPRESSED = Foreign(N_("a compressed file"), PackedFileError)
_ENCRYPTED = Foreign(N_("an encrypted file"), UnsupportedFileError)
_JPEG_XL = Foreign(N_("a JPEG XL picture"), OtherPictureError)
_RAR = Foreign(N_("a RAR archive"), PackedFileError)
_WEB_PAGE = Foreign(N_("a web page"), WebPageError)
_DRAWING = Foreign(N_("an SVG drawing"), WebPageError)

_OLD_OFFICE = Foreign(N_("an old Office document, or one with a password"), OfficeDocumentError)

_STARTS = (
    (b"%!PS", Foreign(N_("a PostScript document"), OfficeDocumentError)),
    (b"{\\rtf", Foreign(N_("an RTF document"), OfficeDocumentError)),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Foreign(N_("an old Office document, or one with a password"), OfficeDocumentError),
    ),
    (b"8BPS", Foreign(N_("a Photoshop picture"), OtherPictureError)),
    (b"\xff\x0a", _JPEG_XL),
    (b"\x00\x00\x00\x0cJXL ", _JPEG_XL),
    (b"\x00\x00\x00\x0cjP  ", Foreign(N_("a JPEG 2000 picture"), OtherPictureError)),
    (b"\x00\x00\x01\x00", Foreign(N_("an icon"), OtherPictureError)),
    (b"\x7fELF", _PROGRAM),
    (b"MZ", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"dex\n03", _PROGRAM),
    (b"\x1f\x8b", _COMPRESSED),
    (b"\x1f\x9d", _COMPRESSED),
    (b"BZh", _COMPRESSED),
    (b"\xfd7zXZ\x00", _COMPRESSED),
    (b"\x28\xb5\x2f\xfd", _COMPRESSED),
    (b"\x04\x22\x4d\x18", _COMPRESSED),
    (b"7z\xbc\xaf\x27\x1c", Foreign(N_("a 7z archive"), PackedFileError)),
    (b"Rar!\x1a\x07", _RAR),
    (b"SQLite format 3\x00", Foreign(N_("an SQLite database"), UnsupportedFileError)),
    (b"bplist00", Foreign(N_("a binary property list"), UnsupportedFileError)),
    (b"\x1aE\xdf\xa3", _VIDEO),
    (b"FLV\x01", _VIDEO),
    (b"\x00\x00\x01\xba", _VIDEO),
    (b"\x00\x00\x01\xb3", _VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _VIDEO),
    (b"ID3", _SOUND),
    (b"\xff\xfb", _SOUND),
    (b"\xff\xf1", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"#!AMR", _SOUND),
    (b"#!SILK", _SOUND),
    (b"\x02#!SILK", _SOUND),
    (b"age-encryption.org/", _ENCRYPTED),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", _ENCRYPTED),
    (b"-----BEGIN PGP MESSAGE-----", _ENCRYPTED),
)

_NEEDS_BINARY = frozenset({b"MZ", b"BZh", b"ID3", b"8BPS", b"\xff\xfb", b"\xff\xf1"})
"""Starts that texts have too; they count only where the bytes are none."""

_MEDIA_BRANDS = (
    (frozenset({b"hevc", b"hevx", b"msf1"}), Foreign(N_("a HEIC sequence of pictures"), OtherPictureError)),
    (frozenset({b"avif", b"avis"}), Foreign(N_("an AVIF picture"), OtherPictureError)),
    (frozenset({b"M4A ", b"M4B ", b"M4P "}), _SOUND),
)
_QUICKTIME_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"pnot"})

_TAR_MAGIC_OFFSET = 257  # POSIX.1-1988, ustar header
_TS_PACKET_BYTES = 188  # ISO/IEC 13818-1, 2.4.3.2; each packet begins with 0x47

_IN_ARCHIVES = (
    ("word/", Foreign(N_("a Word document"), OfficeDocumentError)),
    ("ppt/", Foreign(N_("a PowerPoint presentation"), OfficeDocumentError)),
    ("xl/workbook.bin", Foreign(N_("a binary Excel workbook"), OfficeDocumentError)),
    ("content.xml", Foreign(N_("an OpenDocument file"), OfficeDocumentError)),
    ("Index/Document.iwa", Foreign(N_("a document of Pages, Numbers or Keynote"), OfficeDocumentError)),
    ("META-INF/container.xml", Foreign(N_("an e-book"), OfficeDocumentError)),
    ("AndroidManifest.xml", _PROGRAM),
    ("META-INF/MANIFEST.MF", _PROGRAM),
)
"""What a ZIP archive is that has such a name in it."""

_PAGE_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+)?(?P<root>html|head|body|svg)\b",
    re.IGNORECASE | re.DOTALL,
)


def foreign_content(data: bytes) -> Foreign | None:
    """Return what `data` is, if it is of a binary kind that is known and not taken."""
    head = data[:HEAD_BYTES]
    for start, foreign in _STARTS:
        if head.startswith(start) and (start not in _NEEDS_BINARY or _looks_binary(head)):
            return foreign
    if head[4:8] == b"ftyp":
        return next((foreign for brands, foreign in _MEDIA_BRANDS if head[8:12] in brands), _VIDEO)
    if head[4:8] in _QUICKTIME_ATOMS or (len(head) > _TS_PACKET_BYTES and head[::_TS_PACKET_BYTES].strip(b"G") == b""):
        return _VIDEO
    if head[:4] == b"RIFF":
        return _VIDEO if head[8:12] == b"AVI " else _SOUND
    if head[_TAR_MAGIC_OFFSET : _TAR_MAGIC_OFFSET + 5] == b"ustar":
        return Foreign(N_("a tar archive"), PackedFileError)
    return None


def foreign_archive(names: Collection[str]) -> Foreign | None:
    """Return what a ZIP archive with members of these names is, if it is of a kind that is known and not taken."""
    return next((foreign for mark, foreign in _IN_ARCHIVES if any(name.startswith(mark) for name in names)), None)


def foreign_text(text: str) -> Foreign | None:
    """Return what a text is that a browser would show as something else than it says."""
    match = _PAGE_START.match(text[:HEAD_BYTES].removeprefix("\ufeff"))
    return None if match is None else _DRAWING if match["root"].lower() == "svg" else _WEB_PAGE


def _looks_binary(head: bytes) -> bool:
    return any(byte < 0x20 and byte not in b"\t\n\x0c\r\x1b" for byte in head)
