"""What a text says in another spelling is found, and all the characters that say it go."""

from __future__ import annotations

import base64
import json
import urllib.parse
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.looking import found, sensitive
from redact.made_decisions import exhibit_of
from sealcase.contents import TextSpan
from sealcase.detect import Detector
from sealcase.detect.text.embedded import embedded, from_base64
from sealcase.model import Tier

PERSON = '{"realName":"王小明","phone":"13800138000"}'


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GET /pay?payeeName=%E5%BC%A0%E4%B8%89%E4%B8%B0&n=1", "%E5%BC%A0%E4%B8%89%E4%B8%B0"),
        ("POST form: realName=%D5%C5%C8%FD&n=1", "%D5%C5%C8%FD"),  # GB18030, as older Chinese pages send it
        ("mail=rim%40example.com&x=1", "rim%40example.com"),
        ("phone=%2B86+138+0013+8000&x=1", "%2B86+138+0013+8000"),
        ("cardNo=6222%2002%201234%205678%20903 end", "6222%2002%201234%205678%20903"),
        (r"12:00 body={\"realName\":\"\u738b\u5c0f\u660e\"}", r"\u738b\u5c0f\u660e"),
        (r'12:00 body={"realName":"\\u738b\\u5c0f\\u660e"}', r"\\u738b\\u5c0f\\u660e"),
        (r"12:00 [nginx] body: realName=\xE5\xBC\xA0\xE4\xB8\x89 ok", r"\xE5\xBC\xA0\xE4\xB8\x89"),
        ("<realName>&#29579;&#x5c0f;&#26126;</realName>", "&#29579;&#x5c0f;&#26126;"),
        ("<xml><nickname><![CDATA[Tom & 小熊~]]></nickname></xml>", "Tom & 小熊~"),
        ("<payeeName>cute bear</payeeName>", "cute bear"),
        ("电话 <span>138</span><b class=x>0013</b>8000 已绑定", "138</span><b class=x>0013</b>8000"),
    ],
)
def test_a_value_in_another_spelling_goes_whole(text: str, value: str) -> None:
    assert value in [shown for _, shown in sensitive(text)]


@pytest.mark.parametrize("encoded", [b64(PERSON), b64(PERSON).rstrip("="), b64(PERSON).translate({43: 45, 47: 95})])
def test_base64_with_something_personal_goes_whole(encoded: str) -> None:
    assert [shown for _, shown in sensitive(f"12:00 payload={encoded} sent")] == [encoded]


def test_wrapped_base64_goes_whole() -> None:
    lines = base64.encodebytes(f"Dear Sir, the account is in order. {PERSON} Sincerely".encode()).decode().rstrip()
    assert [shown for _, shown in sensitive(f"body:\n{lines}\nend")] == [lines]


def test_base64_with_a_secret_is_secret() -> None:
    words = "abandon " * 11 + "about"
    (finding,) = found(f"x {b64(words)} y")
    assert finding == ("SEED_PHRASE", b64(words))


def test_base64_with_nothing_personal_stays() -> None:
    assert sensitive(f"x {b64('the payment has failed, try again')} y") == []
    assert sensitive("at com.example.ActivityManagerServiceRecordQueue/handleMessage") == []


def test_pictures_and_binary_data_in_base64_go() -> None:
    png = b64(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    other = b64(bytes(range(256)) * 8)
    assert found(f'<img src="data:image/png;base64,{png}">') == [("UNREAD_TEXT", png)]
    assert found(f"body {other}.") == [("UNREAD_TEXT", other)]


def test_a_long_stretch_is_read_whole_beyond_any_chunk(tmp_path: Path) -> None:
    text = b64("nothing to see here. " * 20_000 + PERSON + " and nothing more." * 20_000)
    blob = b64(b"\xff\xd8\xff" + bytes(range(256)) * 2000)
    exhibit = exhibit_of(tmp_path, json.dumps({"body": text, "picture": f"data:image/jpeg;base64,{blob}", "n": 1}))
    findings = Detector().detect([exhibit])
    places = {finding.where.start: finding for finding in findings if isinstance(finding.where, TextSpan)}
    start = exhibit.path.read_text("utf-8").index(text)
    assert places[start].tier is Tier.PERSONAL
    assert places[start].where.end == start + len(text)  # type: ignore[union-attr]
    start = exhibit.path.read_text("utf-8").index(blob)
    assert (places[start].entity, places[start].where.end) == ("UNREAD_TEXT", start + len(blob))  # type: ignore[union-attr]


def test_order_numbers_in_a_query_survive() -> None:
    order = "2026112222001156561234567890"
    text = f"GET /pay?out_trade_no={order}&amount=12.50&subject=%E5%A5%B6%E8%8C%B6 HTTP/1.1"
    assert ("ORDER_ID", order) in found(text)
    assert not any(order in shown or "12.50" in shown for _, shown in sensitive(text))


@given(st.text(max_size=40), st.text(max_size=40))
def test_offsets_lead_back_to_what_was_encoded(before: str, value: str) -> None:
    quoted = urllib.parse.quote(value, safe="")
    text = f"{before} {quoted} z"
    for inner in embedded(text):
        if inner.whole:
            continue
        assert len(inner.offsets) == len(inner.text) + 1
        assert list(inner.offsets) == sorted(inner.offsets)
        assert 0 <= inner.offsets[0] <= inner.offsets[-1] <= len(text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=12))
def test_text_in_base64_is_read(text: str) -> None:
    if text.strip():
        assert from_base64(b64(text)) == text


@given(st.text(r"Aa1%\x&#;<>/=+\"nu", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    list(embedded(text))
