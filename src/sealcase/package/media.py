"""The closed set of what travels: PNG pictures, text, CSV, JSON (`docs/format.md`, "Items").

Guarantees: an item is what its media type says, so that the desk's reader is not the sender's to
choose. The same check runs while sealing and while opening.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from sealcase.locale import N_
from sealcase.model import Kind
from sealcase.package import limits
from sealcase.package.png_check import PngError, check_png
from sealcase.package.streams import Source, read_whole

PNG = "image/png"
CHARSETS = ("utf-8", "utf-16", "gb18030")
"""As IANA names them; `utf-16` begins with the byte-order mark that tells which one, `utf-8` may have one."""
_DECODED_BYTES = 64 * 1024
"""Decoded at a time: texts of this size stay in the processor's cache, and in memory that is there already."""
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXT_TYPES = {
    Kind.TEXT: ("text/plain", "txt"),
    Kind.CSV: ("text/csv", "csv"),
    Kind.JSON: ("application/json", "json"),
    Kind.JSON_LINES: ("application/jsonl", "json"),
}
MEDIA = {PNG: "png"} | {
    f"{media}; charset={charset}": suffix for media, suffix in _TEXT_TYPES.values() for charset in CHARSETS
}
"""Every media type that an item may have, and the suffix of its file name."""


class MediaTypeError(Exception):
    """Bytes that are not what their media type says; `reason` is a marked sentence."""

    def __init__(self, reason: str) -> None:
        """Keep the reason for the caller's own error."""
        super().__init__(reason)
        self.reason = reason


def charset_of(media: str) -> str:
    """Return the charset that a media type of text names."""
    return media.partition("; charset=")[2]


def media_type(kind: Kind, charset: str) -> str:
    """Return the media type of an item; `charset`, one of `CHARSETS`, is not asked of a picture."""
    return PNG if kind is Kind.IMAGE else f"{_TEXT_TYPES[kind][0]}; charset={charset}"


def find_charset(source: BinaryIO, size_bytes: int) -> str:
    """Return which one of `CHARSETS` the text of `size_bytes` in `source` is in, after reading it.

    That is UTF-16 when it begins with its byte-order mark, else UTF-8 if it is that, else GB18030; that it
    is one of them at all, `check_media` says.
    """
    start = source.tell()
    if source.read(2) in _UTF16_MARKS:
        return "utf-16"
    source.seek(start)
    try:
        for _ in decoded(source, "utf-8", size_bytes):
            pass
    except MediaTypeError:
        return "gb18030"
    return "utf-8"


def check_media(source: Source, media: str, size_bytes: int) -> None:
    """Check that the `size_bytes` where `source` stands are what `media`, one of `MEDIA`, says.

    Text decodes in its charset and holds no U+0000. JSON up to `limits.JSON_ITEM_PARSED_BYTES` is parsed.

    Raises:
        MediaTypeError: they are not.
    """
    if media == PNG:
        try:
            check_png(source, size_bytes)
        except PngError as error:
            raise MediaTypeError(error.reason) from None
        return
    parsed = media.startswith("application/json;") and size_bytes <= limits.JSON_ITEM_PARSED_BYTES
    kept: list[str] = []
    for piece in decoded(source, charset_of(media), size_bytes):
        if "\0" in piece:
            raise MediaTypeError(N_("it holds a character U+0000"))
        if parsed:
            kept.append(piece)
    if parsed:
        _check_json("".join(kept))


class _Utf8:
    """Decodes UTF-8 and drops its mark, without the copy of every piece that the decoder of `codecs` makes."""

    def __init__(self) -> None:
        self._rest = b""
        self._has_begun = False

    def decode(self, part: bytes | memoryview, final: bool = False) -> str:  # noqa: FBT001, FBT002 - as `codecs` has it
        data = self._rest + part if self._rest else part
        text, used = codecs.utf_8_decode(data, "strict", final)
        self._rest = bytes(data[used:])
        if text and not self._has_begun:
            self._has_begun = True
            text = text.removeprefix("\ufeff")
        return text


def decoded(source: Source, charset: str, size_bytes: int) -> Iterator[str]:
    """Yield the text of the next `size_bytes` of `source`, without byte-order mark and with its line ends.

    Raises:
        MediaTypeError: they are not text in `charset`.
    """
    # "utf-16" needs its mark, and without it would guess.
    decoder = _Utf8() if charset == "utf-8" else codecs.getincrementaldecoder(charset)()
    if charset == "utf-16" and size_bytes:
        mark = read_whole(source.read, 2)
        if mark not in _UTF16_MARKS:
            raise MediaTypeError(N_("its byte-order mark is missing"))
        decoder.decode(mark)
        size_bytes -= len(mark)
    while size_bytes:
        piece = source.read(min(size_bytes, limits.CHUNK_BYTES))
        size_bytes = size_bytes - len(piece) if piece else 0
        for start in range(0, max(1, len(piece)), _DECODED_BYTES):
            part = piece[start : start + _DECODED_BYTES]
            is_last = size_bytes == 0 and start + _DECODED_BYTES >= len(piece)
            try:
                yield decoder.decode(part, final=is_last)
            except UnicodeDecodeError:
                raise MediaTypeError(N_("it is not text in the encoding that is named")) from None


def _check_json(text: str) -> None:
    # Evidence may hold what our own documents may not: floats, large numbers, the same key twice. They
    # stay as they were written; numbers are not even converted.
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise MediaTypeError(N_("it is not JSON")) from None


PLACEHOLDER = re.compile(r"\[[A-Z]{1,12}-[0-9]{1,6}(?: \*[^\[\]\n]{1,16})?\]")
"""How removed values, and masked ones with what stays of them, are written in text; for showing them."""
