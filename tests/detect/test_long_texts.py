"""A long text gives the same findings whatever parts it is read in and how many processes read them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcase.contents import Document, LongText
from sealcase.detect import Detector, detector, engine, reading
from sealcase.detect.engine import FAMILIES, Engine
from sealcase.detect.propagation import Collected, values_of
from sealcase.detect.text.passages import Passage
from sealcase.detect.text.segments import Hit
from sealcase.errors import DetectorError, LimitError
from sealcase.gather import bounds, exhibits, gather
from sealcase.model import ByExhibit, Exhibit, Finding, Kind, Tier

LINES = [
    "2026-11-03 10:22:01 INFO ok",
    "收款人：张三，手机 138 0013 8000",
    "张三 and 13800138000 once more",
    "legal winner thank year wave sausage",
    "worth useful legal winner thank yellow",
    "token=abc123def456 order_no=4200001234202611031234567890",
    "余额：¥9,999.00 [PHONE-3] https://x.example/?token=a1b2c3d4e5",
    "nothing to see here",
    "",
    "-----BEGIN PRIVATE KEY-----\nMHQCAQEEIA==\n-----END PRIVATE KEY-----",
]
RECORDS = [
    {"payeeName": "王小明", "orderNo": "ab-998877-x"},
    {"message": "王小明 called 13800138000 about ab-998877-x", "time": "2026-11-03T10:22:01Z"},
    {"13900139000": {"password": "hunter2x", "note": "legal winner thank year wave sausage"}},
    {"note": "worth useful legal winner thank yellow", "cookie": "SESSION=abcdef"},
]


def read_in_parts(text: str, kind: Kind, size: int) -> Exhibit:
    """Return `text` as a long text of parts of about `size` characters, kept in memory."""
    lines = text.splitlines(keepends=True)
    places: list[tuple[int, int]] = []
    start = end = 0
    for line in lines:
        end += len(line)
        if end - start >= size:
            places.append((start, end))
            start = end
    places += [(start, end)] if end > start or not places else []
    read = partial(_part, text, kind, places)
    content = LongText(number=len(places), read=read, encoding="utf-8")
    return replace(whole(text, kind), content=content)


def _part(text: str, kind: Kind, places: list[tuple[int, int]], index: int) -> Document:
    start, end = places[index]
    left, right = max(0, text.rfind("\n", 0, max(0, start - 17_000)) + 1), min(len(text), end + 17_000)
    right = text.find("\n", right) + 1 or len(text)
    margins = (start - left, right - end)
    fields = document(text[left:right], kind).fields if kind is not Kind.TEXT else ()
    return Document(text=text[left:right], encoding="utf-8", fields=fields, start=left, margins=margins)


def document(text: str, kind: Kind) -> Document:
    from sealcase.gather.json_text import read_json_lines

    fields = read_json_lines(text, "file") if kind is Kind.JSON_LINES else ()
    return Document(text=text, encoding="utf-8", fields=fields)


def whole(text: str, kind: Kind) -> Exhibit:
    return Exhibit(
        id="0001", name="app.log", path=Path("app.log"), kind=kind, content=document(text, kind), original=b""
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=40), st.integers(1, 900))
def test_any_parts_give_the_same_findings(lines: list[str], size: int) -> None:
    text = "\n".join(lines)
    case = [read_in_parts(text, Kind.TEXT, size)]
    assert list(Detector().detect(case)) == list(Detector().detect([whole(text, Kind.TEXT)]))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=20), st.integers(1, 900))
def test_any_parts_of_json_lines_give_the_same_findings(records: list[object], size: int) -> None:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    found = Detector().detect([read_in_parts(text, Kind.JSON_LINES, size)])
    assert list(found) == list(Detector().detect([whole(text, Kind.JSON_LINES)]))


def test_processes_find_the_same_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exhibits, "LONG_TEXT_BYTES", 0)
    monkeypatch.setattr(bounds, "PART_CHARS", 1000)
    monkeypatch.setattr(detector, "MIN_PARTS", 1)
    paths = [tmp_path / "a.log", tmp_path / "b.jsonl"]
    paths[0].write_text("\n".join(LINES) * 12, encoding="utf-8")
    paths[1].write_text("".join(json.dumps(record) + "\n" for record in RECORDS) * 20, encoding="utf-8")
    case = list(gather(paths))
    assert all(isinstance(exhibit.content, LongText) and len(exhibit.content) > 3 for exhibit in case)
    alone, together = Detector().detect(case), Detector(jobs=2).detect(case)
    assert isinstance(alone, ByExhibit)
    assert isinstance(together, ByExhibit)
    assert list(together) == list(alone)
    assert [finding.id for finding in together] == [f"F{number}" for number in range(1, len(together) + 1)]
    assert {exhibit: len(found) for exhibit, found in together.each.items()} == {
        exhibit.id: sum(finding.exhibit == exhibit.id for finding in alone) for exhibit in case
    }


def test_a_value_over_the_border_of_two_parts_is_one_finding() -> None:
    text = "-----BEGIN PRIVATE KEY-----\n" + "MHQCAQEEIA0123456789abcd\n" * 40 + "-----END PRIVATE KEY-----\n"
    findings = list(Detector().detect([read_in_parts(text + "13800138000\n", Kind.TEXT, 100)]))
    assert [finding.entity for finding in findings] == ["PRIVATE_KEY", "PHONE_NUMBER"]


def _raise(passage: Passage) -> list[Hit]:
    if "13800138000" in passage.text:
        raise ValueError(passage.text)
    return []


def _hang_in_a_pattern(passage: Passage) -> list[Hit]:
    assert re.match(r"(?:a|a)*b", "a" * 60) is None
    return []


def _hang_in_python(passage: Passage) -> list[Hit]:
    while True:
        pass


@pytest.fixture
def with_family(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Passage], list[Hit]]], None]:
    def use(family: Callable[[Passage], list[Hit]]) -> None:
        monkeypatch.setitem(FAMILIES, "test", family)
        fresh = Engine()
        monkeypatch.setattr(engine, "engine", lambda _recognizers=(): fresh)

    return use


def test_a_recogniser_that_raises_stops_the_text_at_the_place(
    with_family: Callable[[Callable[[Passage], list[Hit]]], None],
) -> None:
    with_family(_raise)
    text = "nothing\n" * 10_000 + "13800138000 is the secret\n" + "nothing\n" * 10_000
    with pytest.raises(DetectorError) as caught:
        Detector().detect([read_in_parts(text, Kind.TEXT, 1000)])
    assert caught.value.fields["file"] == "app.log"
    assert caught.value.fields["cause"] == "test"
    start, end = caught.value.fields["start"], caught.value.fields["end"]
    assert isinstance(start, int)
    assert 60_000 < start < 80_100
    assert f"characters {start} to {end}" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.exit_status == 5


@pytest.mark.parametrize("family", [_hang_in_a_pattern, _hang_in_python])
def test_a_recogniser_that_hangs_stops_the_text_at_the_place(
    family: Callable[[Passage], list[Hit]],
    with_family: Callable[[Callable[[Passage], list[Hit]]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_family(family)
    monkeypatch.setattr(reading, "PASSAGE_TIMEOUT_S", 0.3)
    for case in (read_in_parts("some words\n" * 50, Kind.TEXT, 100), whole("some words", Kind.TEXT)):
        with pytest.raises(DetectorError, match="characters 0 to 1") as caught:
            Detector().detect([case])
        assert caught.value.fields["cause"] == "timeout"


def test_there_are_only_so_many_values_that_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcase.detect.propagation.MAX_VALUES", 3)
    monkeypatch.setattr("sealcase.detect.propagation.MAX_IDENTIFIERS", 2)
    orders = "".join(f"order_no=42000012342026110312345678{number}\n" for number in range(10, 20))
    Detector().detect([whole(orders, Kind.TEXT)])  # identifiers stay, wherever they are found
    mails = "".join(f"account: user-{number}\n" for number in range(10, 20))
    with pytest.raises(LimitError, match="different sensitive values") as caught:
        Detector().detect([whole(mails, Kind.TEXT)])
    assert caught.value.fields["file"] == "app.log"
    assert "user-1" not in str(caught.value)


def test_the_first_word_on_a_value_counts_but_a_secret_wins() -> None:
    (order,) = _found("order_no=ab-998877-x")
    account = order._replace(entity="ACCOUNT", tier=Tier.PERSONAL)
    secret = order._replace(entity="PASSWORD", tier=Tier.SECRET)
    for findings in ([order, secret, account], [secret, order], [account, secret]):
        assert _entities(findings) == ["PASSWORD"]
    assert _entities([account, order]) == ["ACCOUNT"]
    assert _entities([order, account]) == ["ORDER_ID"]


def _entities(findings: list[Finding]) -> list[str]:
    collected = Collected()
    collected.add(values_of(findings))
    return [entity for entity, _, _ in collected.known().values.values()]


def _found(text: str) -> list[Finding]:
    return list(Detector().detect([whole(text, Kind.TEXT)]))
