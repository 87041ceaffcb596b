"""The committed fixtures are what their README says: made up, consistent, small."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"
TRUTH: dict[str, dict[str, Any]] = json.loads((FIXTURES / "PLANTED.json").read_text(encoding="utf-8"))
CASES = sorted(TRUTH)


def texts(case: str, fate: str, entity: str = "") -> set[str]:
    return {
        value["text"]
        for file in TRUTH[case].values()
        for value in file[fate]
        if not entity or value["entity"] == entity
    }


def luhn(number: str) -> bool:
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(number)))
    return total % 10 == 0


@pytest.mark.parametrize("case", CASES)
def test_every_file_has_its_ground_truth(case: str) -> None:
    assert {path.name for path in (FIXTURES / case).iterdir()} == set(TRUTH[case])


@pytest.mark.parametrize("case", CASES)
def test_what_must_go_is_no_part_of_what_must_stay(case: str) -> None:
    for gone in texts(case, "gone"):
        assert not any(gone in kept for kept in texts(case, "kept")), gone


@pytest.mark.parametrize("case", CASES)
def test_values_come_back_in_several_files(case: str) -> None:
    for entity in ("PERSON", "EMAIL_ADDRESS"):
        for value in texts(case, "gone", entity) - {v for v in texts(case, "gone", entity) if "shop" in v}:
            files = [name for name, file in TRUTH[case].items() if any(v["text"] == value for v in file["gone"])]
            assert len(files) > 1, value


def test_made_up_numbers_pass_their_checks() -> None:
    for card in texts("failed-payment", "gone", "CREDIT_CARD"):
        assert card.startswith("62")
        assert luhn(card)
    (resident,) = texts("failed-payment", "gone", "CN_RESIDENT_ID")
    assert sum(2 ** (17 - place) * int(digit) for place, digit in enumerate(resident[:17])) % 11 == (
        "10X98765432".index(resident[17])
    )
    assert any(luhn(number) for number in texts("failed-payment", "gone", "DEVICE_ID") if number.isdigit())


def test_the_bill_is_written_as_wallets_write_it() -> None:
    data = (FIXTURES / "failed-payment" / "alipay-bill.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    rows = data.decode("gb18030").split("\r\n")
    header = next(index for index, row in enumerate(rows) if row.startswith("交易时间"))
    assert header > 10
    assert len([row for row in rows[header + 1 :] if row]) == 12
    assert all(re.match(r"2026-11-\d\d \d\d:\d\d:\d\d ,", row) for row in rows[header + 1 :] if row)


def test_everything_together_is_small() -> None:
    sizes = [path.stat().st_size for path in FIXTURES.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(sizes) < 1_000_000


@pytest.mark.skipif(not shutil.which("age"), reason="age is not installed")
def test_the_desk_is_one_key_pair_that_age_reads(tmp_path: Path) -> None:
    sealed = tmp_path / "sealed.age"
    plain = b"made up"
    command = ["age", "-R", str(FIXTURES / "support-desk.recipient"), "-o", str(sealed)]
    subprocess.run(command, input=plain, check=True, capture_output=True)
    command = ["age", "-d", "-i", str(FIXTURES / "support-desk.identity"), str(sealed)]
    assert subprocess.run(command, check=True, capture_output=True).stdout == plain
