"""Items are written privately, once, and described exactly."""

from __future__ import annotations

import hashlib
import random
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from redact.made_decisions import at, decision, exhibit_of, redacted
from sealcase.contents import Box, Document, LongText, Picture, Region
from sealcase.errors import OutputError
from sealcase.model import Kind
from sealcase.redact import allot, redact, renumbered


def test_size_digest_and_mode(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, "call 13800138000\n", "app.log")
    decisions = [at("call 13800138000\n", "13800138000")]
    (item,) = redact(exhibit, decisions, allot(decisions, random.Random(1)), tmp_path, 12)
    data = item.path.read_bytes()
    assert item.path == tmp_path / "0001-app.log"
    assert (item.size_bytes, item.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert item.redactions[0].id == "R12"
    if sys.platform != "win32":
        assert stat.S_IMODE(item.path.stat().st_mode) == 0o600


def test_redactions_can_be_numbered_anew_also_those_of_a_long_text(tmp_path: Path) -> None:
    text = "call 13800138000\nor 13900139000\n"
    decisions = [at(text, "13800138000"), at(text, "13900139000")]
    short = exhibit_of(tmp_path, text, "app.log")
    document = short.content
    assert isinstance(document, Document)
    long = replace(short, content=LongText(number=1, read=lambda _index: document, encoding="utf-8"))
    for exhibit in (short, long):
        (item,) = redact(exhibit, decisions, allot(decisions, random.Random(1)), tmp_path, 1)
        item.path.unlink()
        assert [one.id for one in item.redactions] == ["R1", "R2"]
        again = renumbered(item, 8)
        assert [one.id for one in again.redactions] == ["R8", "R9"]
        assert again.redactions[1].id == "R9"
        assert [one.placeholder for one in again.redactions] == [one.placeholder for one in item.redactions]


def test_nothing_to_redact_is_a_copy(tmp_path: Path) -> None:
    item, data = redacted(exhibit_of(tmp_path, "付款失败\r\n"), [])
    assert data == "付款失败\r\n".encode()
    assert item.redactions == ()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, "text", "app.log")
    (tmp_path / "0001-app.log").write_text("mine")
    with pytest.raises(OutputError):
        redact(exhibit, [], allot([], random.Random(1)), tmp_path, 1)
    assert (tmp_path / "0001-app.log").read_text() == "mine"


def test_a_missing_folder_is_an_output_error(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, "text", "app.log")
    with pytest.raises(OutputError):
        redact(exhibit, [], allot([], random.Random(1)), tmp_path / "missing", 1)


def test_values_stay_out_of_repr(tmp_path: Path) -> None:
    item, _ = redacted(exhibit_of(tmp_path, "call 13800138000\n"), [at("call 13800138000\n", "13800138000")])
    assert "13800138000" not in repr(item)


def test_records_that_are_not_there_are_counted(tmp_path: Path) -> None:
    text = replace(exhibit_of(tmp_path, "text", "app.log"), withheld=7)
    (item,) = redact(text, [], allot([], random.Random(1)), tmp_path, 1)
    assert item.withheld == 7
    page = Picture(width=300, height=200, pixels=bytes([255]) * (300 * 200 * 3))
    picture = replace(text, kind=Kind.IMAGE, content=(page,), name="a.png", withheld=0)
    rows = [
        decision(Region(page=1, boxes=(Box(0, top, 300, top + 40),)), f"{top}", entity="OTHER_RECORD")
        for top in (0, 100)
    ]
    phone = decision(Region(page=1, boxes=(Box(10, 50, 100, 90),)), "13800138000")
    (item,) = redact(picture, [*rows, phone], allot([*rows, phone], random.Random(1)), tmp_path, 1)
    assert item.withheld == 2
