"""Text is decoded so that it can be written again byte for byte, or refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.errors import EmptyFileError, EncodingError, LimitError, SealcaseError, UnsupportedFileError
from sealcase.gather import bounds
from sealcase.gather.encodings import decode_text

COMPLAINT = "支付失败：金额 88.00 元，订单号 2026112222001，请客服核对并退款。\r\n收款人：王小明\n"


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        (COMPLAINT.encode(), "utf-8", b""),
        (codecs.BOM_UTF8 + COMPLAINT.encode(), "utf-8", codecs.BOM_UTF8),
        (codecs.BOM_UTF16_LE + COMPLAINT.encode("utf-16-le"), "utf-16-le", codecs.BOM_UTF16_LE),
        (codecs.BOM_UTF16_BE + COMPLAINT.encode("utf-16-be"), "utf-16-be", codecs.BOM_UTF16_BE),
        (COMPLAINT.encode("gb18030"), "gb18030", b""),
    ],
)
def test_each_encoding_is_told_and_kept(data: bytes, encoding: str, bom: bytes) -> None:
    decoded = decode_text(data, "a.txt")
    assert (decoded.text, decoded.encoding, decoded.bom) == (COMPLAINT, encoding, bom)


@given(st.binary(min_size=1, max_size=200))
def test_whatever_is_taken_encodes_to_the_same_bytes(data: bytes) -> None:
    try:
        decoded = decode_text(data, "a.txt")
    except SealcaseError:
        return
    assert decoded.bom + decoded.text.encode(decoded.encoding) == data


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Z"]), min_size=1).filter(str.strip))
def test_any_printable_text_in_utf8_is_taken(text: str) -> None:
    assert decode_text(text.encode(), "a.txt").text == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    "data",
    [
        "客戶投訴付款失敗，請協助處理退款事宜，訂單編號如下。".encode("big5"),
        "お支払いに失敗しました。".encode("shift_jis"),
        "Überweisung für Müller fehlgeschlagen".encode("latin-1"),
        "付款失败，请客服处理".encode()[:-1] + b"\n",
        "付".encode("utf-16-le") + "付款失败".encode("utf-16-le"),
        b"abc \xff\xff",
        codecs.BOM_UTF16_LE + b"a",
        codecs.BOM_UTF16_LE + b"\x00\xd8a\x00",
    ],
)
def test_text_in_another_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(EncodingError):
        decode_text(data, "a.txt")


def test_the_error_names_the_byte_that_is_not_utf8() -> None:
    with pytest.raises(EncodingError, match="byte 3"):
        decode_text(b"abc\xff\xff", "a.txt")


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"log\x00line", 3),
        (b"a\x08b", 1),
        (b"\x01", 0),
        ("ab\x85c".encode(), 2),
        (codecs.BOM_UTF16_LE + "ab\x00".encode("utf-16-le"), 6),
        ("plain".encode("utf-16-le"), 1),
    ],
)
def test_control_characters_mean_binary(data: bytes, offset: int) -> None:
    with pytest.raises(UnsupportedFileError) as caught:
        decode_text(data, "a.txt")
    assert caught.value.fields["offset"] == offset


def test_what_logs_hold_is_no_binary() -> None:
    log = "\x1b[31mERROR\x1b[0m\tpayment failed\r\n\x0cnext page\r"
    assert decode_text(log.encode(), "a.log").text == log


@pytest.mark.parametrize("data", [b" \n\t\r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_BE, "\u3000\n".encode()])
def test_white_space_alone_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyFileError):
        decode_text(data, "a.txt")


def test_lines_are_bounded() -> None:
    with pytest.raises(LimitError, match="the limit is 1000000 lines"):
        decode_text(b"\n" * bounds.MAX_LINES + b"a", "a.txt")
    with pytest.raises(LimitError, match="the limit is 8388608 characters"):
        decode_text(b"a\n" + b"b" * (bounds.MAX_LINE_CHARS + 1), "a.txt")
    decode_text(b"a\n" + b"b" * bounds.MAX_LINE_CHARS, "a.txt")
