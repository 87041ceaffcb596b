"""The closed set of media: what each item must be."""

from __future__ import annotations

import io

import pytest

from package.samples import png
from sealcase.model import Kind
from sealcase.package import limits
from sealcase.package.media import MEDIA, MediaTypeError, check_media, decoded, find_charset, media_type


def named(data: bytes, kind: Kind) -> str:
    media = media_type(kind, find_charset(io.BytesIO(data), len(data)))
    check_media(io.BytesIO(data), media, len(data))
    return media


def refused(data: bytes, media: str) -> str:
    with pytest.raises(MediaTypeError) as caught:
        check_media(io.BytesIO(data), media, len(data))
    return caught.value.reason


@pytest.mark.parametrize(
    ("data", "kind", "media"),
    [
        (png(), Kind.IMAGE, "image/png"),
        ("支付 paid\n".encode(), Kind.TEXT, "text/plain; charset=utf-8"),
        ("\ufeff支付\r\n".encode(), Kind.TEXT, "text/plain; charset=utf-8"),
        ("支付,失败\r\n".encode("gb18030"), Kind.CSV, "text/csv; charset=gb18030"),
        ("\ufeff支付\r\n".encode("utf-16-le"), Kind.TEXT, "text/plain; charset=utf-16"),
        ("\ufeff支付\r\n".encode("utf-16-be"), Kind.CSV, "text/csv; charset=utf-16"),
        (b'{"a": 1.50, "a": [NaN, 1' + b"0" * 5000 + b"]}", Kind.JSON, "application/json; charset=utf-8"),
        (b'{"a": 1}\nplain line\n', Kind.JSON_LINES, "application/jsonl; charset=utf-8"),
        (b"", Kind.TEXT, "text/plain; charset=utf-8"),
    ],
)
def test_the_media_type_follows_from_kind_and_bytes(data: bytes, kind: Kind, media: str) -> None:
    assert named(data, kind) == media
    assert media in MEDIA


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"GIF89a", Kind.IMAGE),
        (b"\xff\xff\xff", Kind.TEXT),
        (b"a\0b", Kind.TEXT),
        (b"\xff\xfea", Kind.CSV),
        (b"\xff\xfe\0\xd8", Kind.TEXT),
        (b"{'a'}", Kind.JSON),
        (b"[" * 100_000, Kind.JSON),
    ],
)
def test_what_is_none_of_them_cannot_be_sealed(data: bytes, kind: Kind) -> None:
    with pytest.raises(MediaTypeError):
        named(data, kind)


def test_text_must_be_in_the_charset_that_is_named() -> None:
    assert "encoding" in refused("支付".encode("gb18030"), "text/plain; charset=utf-8")
    assert "mark" in refused(b"ab", "text/plain; charset=utf-16")
    assert "encoding" in refused("支".encode()[:2], "text/csv; charset=utf-8")
    assert "PNG" in refused(b"<svg>", "image/png")
    assert "U+0000" in refused(b"a\0", "application/jsonl; charset=utf-8")


def test_large_json_is_checked_as_text() -> None:
    text = b" " * limits.JSON_ITEM_PARSED_BYTES
    assert "JSON" in refused(text, "application/json; charset=utf-8")
    check_media(io.BytesIO(text + b" "), "application/json; charset=utf-8", len(text) + 1)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "gb18030"])
def test_decoding_in_pieces_keeps_line_ends_and_splits_no_character(charset: str) -> None:
    text = "a支\r\n\r𠮷" * limits.CHUNK_BYTES
    data = text.encode(charset)
    assert "".join(decoded(io.BytesIO(data), charset, len(data))) == text


def test_only_the_item_is_read() -> None:
    source = io.BytesIO(b"text\0\0\0")
    check_media(source, "text/plain; charset=utf-8", 4)
    assert source.tell() == 4


def test_an_item_shorter_than_stated() -> None:
    assert list(decoded(io.BytesIO(b"ab"), "utf-8", 10)) == ["ab", ""]
