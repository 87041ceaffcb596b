"""Mail comes out as the text that its reader sees, whatever it is encoded in."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.made_decisions import at, exhibit_of, redacted
from sealcase.contents import Document
from sealcase.errors import DamagedFileError, LimitError, SealcaseError
from sealcase.gather import bounds, gather_file
from sealcase.gather.html_text import html_text
from sealcase.gather.mail import is_mail, mail_text
from sealcase.model import Kind


def letter(body: str = "订单 2026 付款失败，我的电话 13800138000。", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["Received"] = "from mail.example.com (203.0.113.7) by mx.example.net"
    message["Message-ID"] = "<1@example.com>"
    message["From"] = "张三 <zhang@example.com>"
    message["To"] = "Support <help@example.com>"
    message["Subject"] = "付款失败"
    message["Date"] = "Sun, 22 Nov 2026 10:00:00 +0800"
    for name, value in headers.items():
        message[name] = value
    message.set_content(body)
    return message


HEAD = """From: 张三 <zhang@example.com>
To: Support <help@example.com>
Date: Sun, 22 Nov 2026 10:00:00 +0800
Subject: 付款失败

"""


@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_headers_and_body_are_decoded(cte: str, charset: str) -> None:
    message = letter()
    message.set_content("你好，张三。\r\n电话 13800138000", charset=charset, cte=cte)
    assert mail_text(message.as_bytes(), "a.eml") == HEAD + "你好，张三。\n电话 13800138000\n"


def test_a_mail_becomes_a_text_exhibit(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, letter().as_bytes(), "complaint.eml")
    assert exhibit.kind is Kind.TEXT
    assert isinstance(exhibit.content, Document)
    item, data = redacted(exhibit, [at(exhibit.content.text, "13800138000")])
    assert item.name == "0001-complaint.txt"
    assert b"13800138000" not in data
    assert "203.0.113.7" not in data.decode()
    (tmp_path / item.name).write_bytes(data)
    again = gather_file(tmp_path / item.name, "0001").content
    assert isinstance(again, Document)
    assert again.text == data.decode()


def test_html_alone_becomes_text_and_beside_plain_text_stays_behind() -> None:
    message = letter()
    message.clear_content()
    message.set_content(
        "<html><head><style>p{}</style><title>Bill</title></head><body><!-- note --><p>Dear&nbsp;<b>Ann</b>,</p>"
        "<table><tr><td>订单号</td><td>2026</td></tr></table><span style='display:none'>hidden 138</span>"
        "<script>var x=1</script></body></html>",
        subtype="html",
    )
    assert mail_text(message.as_bytes(), "a.eml") == HEAD + "Bill\nDear Ann,\n订单号\t2026\nhidden 138\n"
    message.clear_content()
    message.set_content("plain words")
    message.add_alternative("<p>rich words</p>", subtype="html")
    assert mail_text(message.as_bytes(), "a.eml") == HEAD + "plain words\n"


def test_attachments_are_named_and_left_out() -> None:
    message = letter("see attached")
    message.add_attachment(b"%PDF-1.7 secret", maintype="application", subtype="pdf", filename="账单.pdf")
    message.add_attachment("13800138000", filename="note.txt")
    text = mail_text(message.as_bytes(), "a.eml")
    assert text.endswith(
        "see attached\n\n[attachment 1 left out: 账单.pdf, application/pdf, 15 bytes]\n"
        "[attachment 2 left out: note.txt, text/plain, 12 bytes]\n"
    )
    assert "secret" not in text
    assert "13800138000" not in text


def test_headers_of_old_mailers_are_read() -> None:
    word = base64.b64encode("张镕丰".encode("gbk")).decode()  # gb2312 by name, but with a character beyond it
    raw = (
        f'From: =?gb2312?B?{word}?= <z@example.com>\r\nTo: "a" <a@example.com>\r\nMIME-Version: 1.0\r\n'
        "Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\nSubject: "
    ).encode() + "付款失败\r\n\r\n张镕丰 你好\r\n".encode("gb18030")
    text = mail_text(raw, "a.eml")
    assert "From: 张镕丰 <z@example.com>" in text
    assert "Subject: 付款失败" in text
    assert text.endswith("张镕丰 你好\n")


def test_what_cannot_be_decoded_is_refused() -> None:
    head = b"From: a@example.com\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset="
    for tail in (b"x-none\n\n\xff\xfe\xff", b"utf-8\nContent-Transfer-Encoding: base64\n\n/////w=="):
        with pytest.raises(DamagedFileError):
            mail_text(head + tail, "a.eml")


def test_bounds_hold() -> None:
    boundary = b"--b\n\nx\n" * (bounds.MAX_MAIL_PARTS + 1)
    many = b"From: a@example.com\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + boundary
    with pytest.raises(LimitError, match="number of parts"):
        mail_text(many, "a.eml")
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    with pytest.raises(SealcaseError):
        mail_text(b"From: a@example.com\nTo: b\nMIME-Version: 1.0\n" + deep, "a.eml")


def test_notes_and_logs_are_no_mail() -> None:
    for text in (
        "From: Ann\nTo: Support\nSubject: payment\n\nIt failed.",
        "Subject: x\nDate: y\n\nbody",
        "Content-Type: application/json\nHost: example.com\n\n{}",
        HEAD + "body",
        "12:00:01 Message-ID: 4 From: a\n",
    ):
        assert not is_mail(text.encode())
    assert is_mail(letter().as_bytes())
    assert is_mail(b"\xef\xbb\xbf" + letter().as_bytes())


def test_parts_in_encodings_of_their_own_are_read(tmp_path: Path) -> None:
    message = letter("Señor Núñez, 13800138000")
    message.set_content("Señor Núñez, 13800138000", charset="iso-8859-1", cte="8bit")
    exhibit = exhibit_of(tmp_path, message.as_bytes(), "a.eml")
    assert isinstance(exhibit.content, Document)
    assert exhibit.content.text == HEAD + "Señor Núñez, 13800138000\n"


@given(st.binary(max_size=300))
def test_no_mail_leaves_a_traceback(body: bytes) -> None:
    head = b"From: a@example.com\nTo: b@example.com\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n"
    try:
        text = mail_text(head + body, "a.eml")
    except SealcaseError:
        return
    text.encode()


@given(st.text("<>/!-&;#ab 1\"'=td\n", max_size=80))
def test_html_is_always_some_text(document: str) -> None:
    assert "\n\n" not in html_text(document)
