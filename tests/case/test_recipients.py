"""A recipient file is an age recipients file whose comments say who the desk is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealcase.case.recipients import MAX_KEYS, RecipientFile, read_recipient_file, recipient_file_text
from sealcase.errors import EmptyFileError, LimitError, RecipientFileError


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "desk.recipient"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    desk = RecipientFile(name="示例 Pay", channels=("https://support.example", "app: 客服"), keys=("age1a", "age1b"))
    assert read_recipient_file(written(tmp_path, recipient_file_text(desk))) == desk


def test_a_plain_age_recipients_file_will_do(tmp_path: Path) -> None:
    desk = read_recipient_file(written(tmp_path, "# made by age-keygen\n\nage1xyz\n"))
    assert desk == RecipientFile(name="desk", channels=(), keys=("age1xyz",))


def test_a_name_cannot_smuggle_in_a_key() -> None:
    text = recipient_file_text(RecipientFile(name="Desk\nage1evil", channels=(), keys=("age1good",)))
    assert [line for line in text.splitlines() if not line.startswith("#")] == ["age1good"]


def test_the_fingerprint_depends_on_the_keys_alone() -> None:
    one = RecipientFile(name="a", channels=(), keys=("age1a", "age1b"))
    other = RecipientFile(name="b", channels=("c",), keys=("age1b", "age1a"))
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint != RecipientFile(name="a", channels=(), keys=("age1a",)).fingerprint


def test_a_file_without_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipientFileError):
        read_recipient_file(written(tmp_path, "# name: nobody\n"))
    with pytest.raises(EmptyFileError):
        read_recipient_file(written(tmp_path, ""))
    path = tmp_path / "picture"
    path.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(RecipientFileError):
        read_recipient_file(path)


def test_the_number_of_keys_is_bounded(tmp_path: Path) -> None:
    assert len(read_recipient_file(written(tmp_path, "age1a\n" * MAX_KEYS)).keys) == MAX_KEYS
    with pytest.raises(LimitError):
        read_recipient_file(written(tmp_path, "age1a\n" * (MAX_KEYS + 1)))
