"""Notes about packages opened before: replay, numbers that go back, cases taken over by another key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from package.samples import DESK, KEY, OTHER_KEY, sealed
from sealcase.package import limits
from sealcase.package.earlier import notes_on
from sealcase.package.seal import Sealed
from sealcase.package.sshkey import SigningKey
from sealcase.package.unseal import Opened, unseal


def send(
    folder: Path, name: str, *, key: SigningKey = KEY, sequence: int = 1, supersedes: Sealed | None = None
) -> tuple[Sealed, Path]:
    """Seal a package into `folder`."""
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    earlier = supersedes.package_id if supersedes else None
    result, package = sealed(parts, key=key, sequence=sequence, supersedes=earlier)
    path = folder / f"{name}.sealcase.zip"
    path.write_bytes(package)
    return result, path


def opened(package: Path, name: str) -> Opened:
    return unseal(package, [DESK], package.parent / "inbox" / name, force=True)


@pytest.fixture(autouse=True)
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def codes(result: Opened) -> list[str]:
    return [note.code for note in result.notes]


def test_a_first_package_has_no_notes(tmp_path: Path) -> None:
    result = opened(send(tmp_path, "a")[1], "one")
    assert result.notes == ()
    assert result.to_json()["notes"] == []
    assert result.to_json()["sequence"] == 1


def test_a_package_that_was_opened_before(tmp_path: Path) -> None:
    _, path = send(tmp_path, "a")
    opened(path, "one")
    again = opened(path, "two")
    assert codes(again) == ["seen-before"]
    assert "into the folder one" in again.notes[0].describe()
    assert again.verdict.exit_status == 3, "a note changes no verdict"
    assert codes(opened(path, "two")) == ["seen-before"], "also in the folder itself"
    report = (tmp_path / "inbox" / "two" / "report.html").read_text(encoding="utf-8")
    assert "was opened before, into the folder" in report
    assert re.search("曾|已经|已", report)


def test_a_later_package_by_the_same_key_needs_no_note(tmp_path: Path) -> None:
    first, path = send(tmp_path, "a")
    opened(path, "one")
    _, later = send(tmp_path, "b", sequence=2, supersedes=first)
    result = opened(later, "two")
    assert result.notes == ()
    assert result.to_json()["supersedes"] == first.package_id


def test_a_number_that_goes_back(tmp_path: Path) -> None:
    first, old = send(tmp_path, "a")
    opened(send(tmp_path, "b", sequence=2, supersedes=first)[1], "two")
    result = opened(old, "one")
    assert codes(result) == ["sequence-goes-back"]
    assert "number 1 of its case, but number 2" in result.notes[0].describe()
    same_number = opened(send(tmp_path, "c", supersedes=first)[1], "three")
    assert codes(same_number) == ["sequence-goes-back"], "what replaces a package has a higher number"


def test_a_case_taken_over_by_another_key(tmp_path: Path) -> None:
    first, path = send(tmp_path, "a")
    opened(path, "one")
    _, hostile = send(tmp_path, "b", key=OTHER_KEY, sequence=2, supersedes=first)
    result = opened(hostile, "two")
    assert codes(result) == ["supersedes-other-key"]
    assert first.fingerprint in result.notes[0].describe()
    assert first.fingerprint.replace("+", "&#43;") in (tmp_path / "inbox" / "two" / "report.html").read_text(
        encoding="utf-8"
    ).replace("+", "&#43;")


def test_a_package_that_replaces_one_never_seen(tmp_path: Path) -> None:
    first, _ = send(tmp_path, "a")
    result = opened(send(tmp_path, "b", sequence=2, supersedes=first)[1], "two")
    assert codes(result) == ["supersedes-unknown"]


def test_two_cases_by_one_key_of_an_agent_need_no_note(tmp_path: Path) -> None:
    opened(send(tmp_path, "a")[1], "one")
    assert opened(send(tmp_path, "b")[1], "two").notes == ()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[" * 100_000, b'{"format": "sealcase/1"}'])
def test_what_is_no_manifest_is_passed_over(tmp_path: Path, inbox: Path, content: bytes) -> None:
    (inbox / "other").mkdir()
    (inbox / "other" / "manifest.json").write_bytes(content)
    (inbox / "empty").mkdir()
    (inbox / "manifest.json").write_bytes(content)
    (inbox / "folder").mkdir()
    (inbox / "folder" / "manifest.json").mkdir()
    (inbox / "link").symlink_to("/")
    assert opened(send(tmp_path, "a")[1], "one").notes == ()


def test_how_far_it_looks_is_bounded(tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, path = send(tmp_path, "a")
    manifest = opened(path, "one").manifest
    assert manifest is not None
    size = (inbox / "one" / "manifest.json").stat().st_size
    for bound, at_limit in (("EARLIER_BYTES", size), ("EARLIER_FOLDERS", 1), ("EARLIER_ENTRIES", 1)):
        monkeypatch.setattr(limits, bound, at_limit)
        assert [note.code for note in notes_on(manifest, inbox / "two")] == ["seen-before"], bound
        monkeypatch.setattr(limits, bound, at_limit - 1)
        assert notes_on(manifest, inbox / "two") == (), bound
        monkeypatch.undo()
