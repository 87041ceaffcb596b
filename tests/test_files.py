"""Files appear whole or not at all; reads have a bound; shown text cannot steer a terminal."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from sealcase.errors import EmptyFileError, LimitError, OutputError, OutputExistsError, UnreadableFileError
from sealcase.files import atomic_directory, atomic_file, printable, private_workspace, read_bounded


class BoomError(Exception):
    """Raised by a test in the middle of writing."""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_read_bounded_takes_exactly_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(LimitError) as caught:
        read_bounded(path, 4)
    assert (caught.value.fields["value"], caught.value.fields["limit"]) == (5, 4)


def test_read_bounded_refuses_a_huge_sparse_file_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "sparse.log"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(LimitError):
        read_bounded(path, 1024)


def test_read_bounded_refuses_what_is_no_ordinary_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError):
        read_bounded(tmp_path / "missing", 10)
    with pytest.raises(UnreadableFileError):
        read_bounded(tmp_path, 10)
    (tmp_path / "empty").touch()
    with pytest.raises(EmptyFileError):
        read_bounded(tmp_path / "empty", 10)


@pytest.mark.skipif(sys.platform == "win32", reason="skipped: Windows has no FIFOs")
def test_read_bounded_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFileError):
        read_bounded(tmp_path / "pipe", 10)


def test_atomic_file_appears_complete_and_private(tmp_path: Path) -> None:
    path = tmp_path / "result"
    with atomic_file(path) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert names(tmp_path) == ["result"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_atomic_file_leaves_nothing_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(BoomError), atomic_file(tmp_path / "result") as file:
        file.write(b"half")
        raise BoomError
    assert names(tmp_path) == []


def test_atomic_file_replaces_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "result"
    path.write_bytes(b"old")
    with pytest.raises(OutputExistsError), atomic_file(path):
        pass
    with pytest.raises(BoomError), atomic_file(path, force=True) as file:
        file.write(b"half")
        raise BoomError
    assert path.read_bytes() == b"old"
    with atomic_file(path, force=True) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["result"]


def test_atomic_file_never_replaces_what_came_in_the_meantime(tmp_path: Path) -> None:
    path = tmp_path / "result"
    with pytest.raises(OutputExistsError), atomic_file(path) as file:
        file.write(b"mine")
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == ["result"]


def test_atomic_file_says_when_the_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(OutputError), atomic_file(tmp_path / "no" / "result"):
        pass


def test_atomic_directory_moves_all_files_or_none(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with atomic_directory(target) as staging:
        (staging / "data").mkdir()
        (staging / "data" / "b").write_bytes(b"b")
        (staging / "a").write_bytes(b"a")
        assert not target.exists()
    assert names(target) == ["a", "data"]
    assert (target / "data" / "b").read_bytes() == b"b"
    assert names(tmp_path) == ["out"]


def test_atomic_directory_keeps_what_stands_there(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "a").write_bytes(b"old")
    with pytest.raises(OutputExistsError), atomic_directory(target) as staging:
        (staging / "0").write_bytes(b"new")
        (staging / "a").write_bytes(b"new")
    assert names(target) == ["a"]
    assert (target / "a").read_bytes() == b"old"
    with atomic_directory(target, force=True) as staging:
        (staging / "a").write_bytes(b"new")
    assert (target / "a").read_bytes() == b"new"


def test_atomic_directory_leaves_nothing_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(BoomError), atomic_directory(tmp_path / "out") as staging:
        (staging / "a").write_bytes(b"a")
        raise BoomError
    assert names(tmp_path) == []


def test_atomic_directory_undoes_a_move_that_breaks_off(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "b").write_bytes(b"a file where the result needs a folder")
    with pytest.raises(OutputError), atomic_directory(target) as staging:
        (staging / "a").write_bytes(b"a")
        (staging / "b").mkdir()
        (staging / "b" / "c").write_bytes(b"c")
    assert names(target) == ["b"]


def test_private_workspace_is_private_and_goes(tmp_path: Path) -> None:
    with private_workspace() as workspace:
        (workspace / "a").write_bytes(b"a")
        if os.name == "posix":
            assert stat.S_IMODE(workspace.stat().st_mode) == 0o700
    assert not workspace.exists()


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J", "a\nb", "\u202egnp.exe", "\x9b31m", "\u2066x", "\ud800", "\x00", "a\u2028b"]
)
def test_printable_replaces_what_steers_a_terminal(hostile: str) -> None:
    shown = printable(hostile)
    assert "\ufffd" in shown
    assert not any(ord(character) < 32 or character in "\u202e\u2066\x9b\u2028" for character in shown)


def test_printable_keeps_words_and_cuts_length() -> None:
    assert printable("支付失败 ✓ ok") == "支付失败 ✓ ok"
    assert printable("x" * 300, max_chars=10) == "x" * 9 + "…"
