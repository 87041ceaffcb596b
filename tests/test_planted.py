"""What was planted in the fixtures: nothing that must go is in the opened package, all that must stay is."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from commandline import DESK_IDENTITY, FIXTURES, evidence, sealcase
from conftest import PackedCase
from sealcase.contents import Picture
from sealcase.detect.pages.ocr import RapidOcr

PLANTED = json.loads((FIXTURES / "PLANTED.json").read_text(encoding="utf-8"))

MAX_UNCHANGED_INK = 0.02
"""A hidden value leaks when more of its ink than this is the same as in the source."""
MIN_UNCHANGED_INK = 0.98
"""A kept value is alive when at least this much of its ink is the same."""


@pytest.fixture(scope="session")
def opened(packed_case: PackedCase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened") / packed_case.case
    outcome = sealcase("open", packed_case.package, "-i", DESK_IDENTITY, "-o", folder)
    assert outcome.status == 3, outcome.err
    return folder


def items(case: str, folder: Path) -> dict[str, Path]:
    """Return the redacted item of each fixture file."""
    found = sorted((folder / "data" / "items").iterdir())
    return dict(zip([path.name for path in evidence(case)], found, strict=True))


def planted(case: str, fate: str) -> list[tuple[str, dict[str, Any]]]:
    return [(file, value) for file, values in PLANTED[case].items() for value in values.get(fate, [])]


def squeezed(text: str) -> str:
    """Return `text` as a reader who ignores spacing and width sees it."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))


def decoded(path: Path, source: Path) -> str:
    encoding = "gb18030" if source.suffix == ".csv" else "utf-8"
    return path.read_bytes().decode(encoding)


def ink_unchanged(before: Path, after: Path, boxes: list[list[int]]) -> float:
    """Return the share of ink pixels inside `boxes` that are the same in both pictures."""
    first, second = (np.asarray(Image.open(path).convert("RGB")).astype(int) for path in (before, after))
    ink = same = 0
    for left, top, right, bottom in boxes:
        old, new = (pixels[top:bottom, left:right] for pixels in (first, second))
        background = np.median(old.reshape(-1, 3), axis=0)
        is_ink = np.abs(old - background).max(axis=2) > 60
        ink += int(is_ink.sum())
        same += int((is_ink & (np.abs(old - new).max(axis=2) <= 8)).sum())
    assert ink > 0
    return same / ink


def test_the_ground_truth_stands_in_the_sources() -> None:
    for case in PLANTED:
        for fate in ("gone", "kept"):
            for file, value in planted(case, fate):
                if not value.get("boxes"):
                    source = FIXTURES / case / file
                    assert value["text"] in decoded(source, source), (file, value["entity"])


def test_no_planted_value_is_in_any_text(packed_case: PackedCase, opened: Path) -> None:
    everything = [path for path in opened.rglob("*") if path.is_file() and path.suffix != ".png"]
    assert len(everything) > 8
    texts = {path: squeezed(path.read_bytes().decode("utf-8", "replace")) for path in everything}
    texts |= {
        path: squeezed(path.read_bytes().decode("gb18030", "replace")) for path in everything if ".csv" in path.name
    }
    values = {value["text"] for _file, value in planted(packed_case.case, "gone")}
    assert len(values) > 5
    leaks = [(path.name, text) for path, content in texts.items() for text in values if squeezed(text) in content]
    assert leaks == []


def test_no_planted_value_is_in_any_picture(packed_case: PackedCase, opened: Path) -> None:
    pairs = items(packed_case.case, opened)
    for file, value in planted(packed_case.case, "gone"):
        if value.get("boxes"):
            share = ink_unchanged(FIXTURES / packed_case.case / file, pairs[file], value["boxes"])
            assert share <= MAX_UNCHANGED_INK, (file, value["entity"])


def test_ocr_reads_no_planted_value(packed_case: PackedCase, opened: Path) -> None:
    ocr = RapidOcr()
    read = ""
    for file, path in items(packed_case.case, opened).items():
        if file.endswith(".png"):
            image = Image.open(path).convert("RGB")
            lines = ocr.read(Picture(width=image.width, height=image.height, pixels=image.tobytes()))
            read += squeezed("\n".join(line.text for line in lines))
    assert read
    for _file, value in planted(packed_case.case, "gone"):
        assert squeezed(value["text"]) not in read, value["entity"]


def test_every_kept_value_is_still_there(packed_case: PackedCase, opened: Path) -> None:
    pairs = items(packed_case.case, opened)
    kept = planted(packed_case.case, "kept")
    assert len(kept) > 5
    for file, value in kept:
        source = FIXTURES / packed_case.case / file
        if value.get("boxes"):
            share = ink_unchanged(source, pairs[file], value["boxes"])
            assert share >= MIN_UNCHANGED_INK, (file, value["text"], share)
        else:
            assert value["text"] in decoded(pairs[file], source), (file, value["text"])


def test_one_value_has_one_placeholder_in_all_files(opened: Path, packed_case: PackedCase) -> None:
    if packed_case.case != "failed-payment":
        return
    pairs = items(packed_case.case, opened)
    log = decoded(pairs["app.log"], FIXTURES / packed_case.case / "app.log")
    bill = decoded(pairs["alipay-bill.csv"], FIXTURES / packed_case.case / "alipay-bill.csv")
    name = re.search(r"userName=(\[NAME-\d+\])", log)
    assert name
    assert f"姓名：{name[1]}" in bill


def test_text_keeps_its_lines(packed_case: PackedCase, opened: Path) -> None:
    for file, path in items(packed_case.case, opened).items():
        if not file.endswith(".png"):
            source = (FIXTURES / packed_case.case / file).read_bytes()
            assert path.read_bytes().count(b"\n") == source.count(b"\n")
