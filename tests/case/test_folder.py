"""The case folder on disk: private, whole or nothing, one process at a time, and nothing unknown in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commandline import ROOT
from sealcase.case.folder import CaseFolder, vault_beside
from sealcase.errors import (
    CaseBusyError,
    CaseFolderError,
    FolderNotEmptyError,
    NoExhibitsError,
    OutputError,
    OwnFileError,
    StrayFileError,
    UnreadableFileError,
    VaultError,
)

has_modes = pytest.mark.skipif(not hasattr(os, "seteuid"), reason="skipped: this system has no file modes")


@pytest.fixture
def folder(tmp_path: Path) -> CaseFolder:
    return CaseFolder.make(tmp_path / "我的 case", "# mine\n")


def file(folder: CaseFolder, name: str, data: str = "x") -> Path:
    path = folder.path.parent / "given" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(data, encoding="utf-8")
    return path


def add(folder: CaseFolder, *files: Path) -> list[str]:
    folder.take_in(folder.places_for(files))
    return names(folder)


def names(folder: CaseFolder) -> list[str]:
    return [f"{path.parent.name}/{path.name}" for path in folder.exhibits()]


# ----------------------------------------------------------------------------------------------- make
@has_modes
def test_all_of_it_is_private(folder: CaseFolder) -> None:
    add(folder, file(folder, "a.txt"))
    with folder.claimed():
        for path in (folder.path, *folder.path.rglob("*")):
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


@has_modes
def test_an_empty_folder_becomes_private(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o755)
    CaseFolder.make(tmp_path / "there", "")
    assert (tmp_path / "there").stat().st_mode & 0o777 == 0o700


def test_what_is_not_empty_stays_as_it_is(folder: CaseFolder, tmp_path: Path) -> None:
    before = sorted(folder.path.rglob("*"))
    with pytest.raises(FolderNotEmptyError):
        CaseFolder.make(folder.path, "other")
    assert sorted(folder.path.rglob("*")) == before
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        CaseFolder.make(tmp_path / "file", "")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        CaseFolder.make(tmp_path / "file" / "below", "")


def test_what_a_killed_one_left_is_no_obstacle(tmp_path: Path) -> None:
    half = tmp_path / "half"
    for name in ("exhibits", "sealed", ".sealcase-abcd1234"):
        (half / name).mkdir(parents=True, mode=0o700)
    with pytest.raises(CaseFolderError):
        CaseFolder.at(half)
    CaseFolder.make(half, "")
    assert CaseFolder.at(half).exhibits() == ()
    assert sorted(path.name for path in half.iterdir()) == ["case.toml", "exhibits", "sealed"]


def test_a_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError):
        CaseFolder.make(tmp_path / "new" / "case", "")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        CaseFolder.make(tmp_path / "case", "")
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------- exhibits
def test_exhibits_keep_order_and_names(folder: CaseFolder) -> None:
    one, two = file(folder, "b.txt", "1"), file(folder, "a.txt", "2")
    assert add(folder, one, two) == ["0001/b.txt", "0002/a.txt"]
    again = file(folder, "b.txt", "3")
    assert add(folder, again) == ["0001/b.txt", "0002/a.txt", "0003/b.txt"]
    assert [path.read_text() for path in folder.exhibits()] == ["1", "2", "3"]


def test_names_are_harmless_in_it(folder: CaseFolder) -> None:
    assert add(folder, file(folder, ".env\u202e: x.txt")) == ["0001/env__ x.txt"]


def test_the_same_bytes_are_noticed(folder: CaseFolder) -> None:
    one, same, other = file(folder, "a.txt", "12"), file(folder, "b.txt", "12"), file(folder, "c.txt", "13")
    added = folder.places_for([one, same, other])
    assert [pair[0] for pair in added.added] == [one, other]
    assert added.same == ((same, added.added[0][1]),)
    folder.take_in(added)
    assert add(folder, same, one) == ["0001/a.txt", "0002/c.txt"]


def test_an_exhibit_may_be_taken_away(folder: CaseFolder) -> None:
    add(folder, *(file(folder, f"{name}.txt", name) for name in "abc"))
    (folder.path / "exhibits" / "0002" / "b.txt").unlink()
    (folder.path / "exhibits" / "0001" / "a.txt").unlink()
    (folder.path / "exhibits" / "0001").rmdir()
    assert add(folder, file(folder, "d.txt", "d")) == ["0003/c.txt", "0004/d.txt"]


def test_more_than_four_digits_stay_in_order(folder: CaseFolder) -> None:
    (folder.path / "exhibits" / "9999").mkdir()
    add(folder, file(folder, "a.txt", "a"), file(folder, "b.txt", "b"))
    assert add(folder, file(folder, "c.txt", "c")) == ["10000/a.txt", "10001/b.txt", "10002/c.txt"]


@pytest.mark.parametrize("place", ["loose.png", "0001/second.txt", "folder/x.txt"])
def test_what_was_not_added_is_refused(folder: CaseFolder, place: str) -> None:
    add(folder, file(folder, "a.txt"))
    path = folder.path / "exhibits" / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    with pytest.raises(StrayFileError):
        folder.exhibits()


def test_what_systems_leave_is_passed_over(folder: CaseFolder) -> None:
    add(folder, file(folder, "a.txt"))
    for place in (".DS_Store", "Thumbs.db", "0001/desktop.ini", "0001/.DS_Store"):
        (folder.path / "exhibits" / place).touch()
    assert names(folder) == ["0001/a.txt"]


def test_its_own_files_are_no_evidence(folder: CaseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.path)
    (folder.path / "link").symlink_to("case.toml")
    for name in ("case.toml", "me.toml", "./decisions.toml", "exhibits/../desk.recipient", "link", "sealed/x.zip"):
        with pytest.raises(OwnFileError):
            folder.refuse_own([Path(name)])
    folder.refuse_own([Path("screenshot.png"), Path("../case.toml")])


def test_without_evidence_there_is_nothing_to_do(folder: CaseFolder) -> None:
    with pytest.raises(NoExhibitsError):
        folder.evidence()


def test_a_file_that_goes_while_it_is_copied_adds_nothing(folder: CaseFolder) -> None:
    one, two = file(folder, "a.txt", "a"), file(folder, "b.txt", "b")
    added = folder.places_for([one, two])
    two.unlink()
    with pytest.raises(UnreadableFileError):
        folder.take_in(added)
    assert names(folder) == []
    assert list((folder.path / "exhibits").iterdir()) == []


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("how", ["kill", "interrupt"])
def test_a_process_that_ends_while_files_get_their_names(folder: CaseFolder, number: int, how: str) -> None:
    """Killed before the third name is given, two are there, whole; the same command then completes the rest."""
    files = [file(folder, f"{name}.txt", name) for name in "abc"]
    program = f"""
import os, signal, sys
from pathlib import Path
from sealcase.case.folder import CaseFolder
replace, calls = os.replace, []
def counting(*arguments):
    calls.append(arguments)
    if len(calls) == {number}:
        {"os.kill(os.getpid(), signal.SIGKILL)" if how == "kill" else "raise KeyboardInterrupt"}
    replace(*arguments)
os.replace = counting
folder = CaseFolder.at(Path(sys.argv[1]))
with folder.claimed():
    folder.take_in(folder.places_for([Path(name) for name in sys.argv[2:]]))
"""
    words = [sys.executable, "-c", program, str(folder.path), *map(str, files)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run(words, env=environment, check=False, capture_output=True).returncode != 0
    left = [path.read_text() for path in folder.exhibits()]
    assert left == (["a", "b", "c"][: number - 1] if how == "kill" else [])
    with folder.claimed():  # the lock went with the process
        assert add(folder, *files) == names(folder)
    assert sorted(path.read_text() for path in folder.exhibits()) == ["a", "b", "c"]
    assert not list(folder.path.glob(".sealcase-*"))


# --------------------------------------------------------------------------------------------- sealed
def test_one_at_a_time(folder: CaseFolder) -> None:
    with folder.claimed(), pytest.raises(CaseBusyError), folder.claimed():
        pass
    with folder.claimed():
        pass


def test_packages_are_counted(folder: CaseFolder) -> None:
    sealed = folder.path / "sealed"
    assert (folder.next_package(), folder.latest_vault()) == (sealed / "complaint-1.sealcase.zip", None)
    for name in ("complaint-9.sealcase.zip", "complaint-9.vault.age", "complaint-010.vault.age", "complaint-11.txt"):
        (sealed / name).touch()
    assert folder.next_package() == sealed / "complaint-10.sealcase.zip"
    assert folder.latest_vault() == sealed / "complaint-9.vault.age"
    (sealed / "complaint-10.sealcase.zip").touch()
    with pytest.raises(VaultError):
        folder.latest_vault()


def test_a_vault_without_its_package_is_not_met_again(folder: CaseFolder) -> None:
    """A process that was killed between the two leaves it so."""
    (folder.path / "sealed" / "complaint-1.vault.age").touch()
    assert folder.next_package().name == "complaint-2.sealcase.zip"
    assert vault_beside(folder.next_package()).name == "complaint-2.vault.age"


def test_a_new_beginning(folder: CaseFolder) -> None:
    (folder.path / "sealed").rmdir()
    with folder.claimed():
        assert folder.next_package().name == "complaint-1.sealcase.zip"


def test_the_first_desk_is_remembered(folder: CaseFolder) -> None:
    folder.remember_desk(file(folder, "one", "first"), 100)
    folder.remember_desk(file(folder, "two", "second"), 100)
    desk = folder.own("desk.recipient")
    assert desk is not None
    assert desk.read_text() == "first"
    assert folder.own("me.toml") is None


@has_modes
def test_a_folder_of_somebody_else(folder: CaseFolder) -> None:
    user = os.geteuid()
    folder.path.chmod(0)
    try:
        if user == 0:  # the superuser may read anything
            os.seteuid(65534)
        with pytest.raises(CaseFolderError):
            CaseFolder.at(folder.path)
        with pytest.raises(OutputError), folder.claimed():
            pass
    finally:
        os.seteuid(user)
        folder.path.chmod(0o700)
