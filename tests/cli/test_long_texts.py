"""Evidence that is read part by part goes the whole way like any other, and its findings are never held together."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest

from commandline import DESK, DESK_IDENTITY, sealcase
from sealcase.gather import bounds, exhibits

LINES = [
    "2026-11-03 10:22:01 INFO ok, order_no=4200001234202611031234567890 amount=¥12.00",
    "收款人：张三，手机 138 0013 8000",
    "张三 and 13800138000 once more, card 6222020200112230",
    "legal winner thank year wave sausage",
    "worth useful legal winner thank yellow",
    "-----BEGIN PRIVATE KEY-----",
    "MHQCAQEEIA0123456789abcd",
    "-----END PRIVATE KEY-----",
]
RECORDS = [
    {"payeeName": "王小明", "orderNo": "ab-998877-x"},
    {"message": "王小明 called 13800138000", "time": "2026-11-03T10:22:01Z"},
    {"note": "worth useful", "cookie": "SESSION=abcdef", "n": 13800138000},
]


@pytest.fixture
def evidence(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "app.log", tmp_path / "events.jsonl"]
    paths[0].write_bytes("\r\n".join(LINES * 12).encode("gb18030"))
    paths[1].write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS * 10), "utf-8")
    return paths


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exhibits, "LONG_TEXT_BYTES", 0)
    monkeypatch.setattr(bounds, "PART_CHARS", 900)


def unnumbered(data: bytes) -> str:
    return re.sub(r"-\d+( \*\w+)?\]", r"-N\1]", data.decode("gb18030"))


def test_the_result_is_that_of_a_short_text(
    evidence: list[Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    short = sealcase("scan", *evidence, "--json").json
    shown = sealcase("scan", *evidence).out
    sealcase("redact", *evidence, "-o", tmp_path / "short")
    request.getfixturevalue("in_parts")
    # Whose value it is, is not asked of a text that is too long to be held (focusing.roles_in).
    assert sealcase("scan", *evidence, "--json", "--jobs", 1).json == short
    assert sealcase("scan", *evidence, "--jobs", 1).out == shown
    outcome = sealcase("redact", *evidence, "-o", tmp_path / "long", "--json", "--jobs", 1)
    assert outcome.status == 0, outcome.err
    for item, exhibit in zip(outcome.json["items"], outcome.json["exhibits"], strict=True):
        assert exhibit["findings"]
        path = Path(item["file"])
        assert unnumbered(path.read_bytes()) == unnumbered((tmp_path / "short" / path.name).read_bytes())
        text = path.read_bytes().decode("gb18030" if path.suffix == ".log" else "utf-8")
        for redaction in item["redactions"]:
            place = text[redaction["where"]["start"] : redaction["where"]["end"]]
            assert re.fullmatch(r"(?:\[[A-Z]+-\d+(?: \*\d{4})?\](?:\r\n)*)+", place)
    numbers = [int(redaction["id"][1:]) for item in outcome.json["items"] for redaction in item["redactions"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_findings_are_written_as_they_come(evidence: list[Path], in_parts: None) -> None:
    outcome = sealcase("scan", evidence[0], "--json", "--jobs", 1)
    (exhibit,) = outcome.json["exhibits"]
    lines = [line for line in outcome.out.splitlines() if '"entity"' in line]
    assert [json.loads(line.strip().rstrip(",")) for line in lines] == exhibit["findings"]


def test_standard_input_and_strict(evidence: list[Path], tmp_path: Path, in_parts: None) -> None:
    outcome = sealcase(
        "redact", "-", "-o", tmp_path / "out", "--strict", "--json", "--jobs", 1, stdin=evidence[0].read_bytes()
    )
    assert outcome.status == 0, outcome.err
    (item,) = outcome.json["items"]
    text = Path(item["file"]).read_bytes().decode("gb18030")
    assert len(text.splitlines()) == len(LINES) * 12
    assert "once more" not in text
    assert "4200001234202611031234567890" in text


def test_a_package_and_its_vault_hold_them(evidence: list[Path], tmp_path: Path, in_parts: None) -> None:
    package = tmp_path / "case.sealcase.zip"
    outcome = sealcase("pack", *evidence, "--to", DESK, "-o", package, "--jobs", 1)
    assert outcome.status == 0, outcome.err
    assert sealcase("open", package, "-i", DESK_IDENTITY, "-o", tmp_path / "inbox").status == 3
    items = sorted((tmp_path / "inbox" / "data" / "items").iterdir())
    assert [item.name for item in items] == ["0001.txt", "0002.json"]
    assert "[NAME-" in items[0].read_bytes().decode("gb18030")
    assert "王小明" not in items[1].read_text("utf-8")
    assert sealcase("vault", "open", tmp_path / "case.vault.age", "-o", tmp_path / "home").status == 0
    for path in evidence:
        assert (tmp_path / "home" / "originals" / path.name).read_bytes() == path.read_bytes()


def test_nothing_is_left_in_the_folder_for_temporary_files(
    evidence: list[Path], tmp_path: Path, in_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    assert sealcase("scan", *evidence, "--jobs", 1).status == 0
    evidence[0].write_bytes(evidence[0].read_bytes() + b"\xff\xff")
    assert sealcase("scan", *evidence, "--jobs", 1).status == 1
    assert list((tmp_path / "temporary").iterdir()) == []
