"""The case folder: what a complainant collects, step by step, until it is sealed.

    case.toml         what they state; it also says what kind of complaint it is
    exhibits/0001/…   their evidence, one file in each folder, in the order in which it was added
    decisions.toml    their own decisions, if they make any
    me.toml           their own values, never sent, if they give any
    desk.recipient    for whom the first package was sealed
    sealed/           complaint-1.sealcase.zip with its vault, complaint-2.sealcase.zip, …

Guarantees: it is readable by its owner alone; what is put into it appears whole or not at all and replaces
nothing; one process at a time changes it. Refuses what it cannot place: a file that lies among the exhibits
and was not added is neither sent nor passed over.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sealcase.errors import (
    CaseBusyError,
    CaseFolderError,
    FolderNotEmptyError,
    NoExhibitsError,
    OutputError,
    OutputExistsError,
    OwnFileError,
    SealcaseError,
    StrayFileError,
    UnreadableFileError,
    VaultError,
)
from sealcase.files import atomic_directory, atomic_file, blocks, harmless_name, make_private_directories, read_bounded
from sealcase.locale import N_
from sealcase.private import exclusive, is_private_name

CASE = "case.toml"
DECISIONS = "decisions.toml"
ME = "me.toml"
DESK = "desk.recipient"
EXHIBITS = "exhibits"
SEALED = "sealed"
PACKAGE_SUFFIX = ".sealcase.zip"
VAULT_SUFFIX = ".vault.age"

_LOCK = ".lock"
_NUMBER = re.compile(r"[0-9]{4,9}")
_OUTPUT = re.compile(r"complaint-([1-9][0-9]{0,8})(?:\.sealcase\.zip|\.vault\.age)")
_LITTER = frozenset({"Thumbs.db", "desktop.ini"})
"""What Windows puts into folders by itself; other systems hide theirs behind a dot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """Which files become which exhibits."""

    added: tuple[tuple[Path, Path], ...]
    """Each file, and its exhibit."""
    same: tuple[tuple[Path, Path], ...]
    """Each file that is left out, and the exhibit that has the same bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFolder:
    """A case on disk."""

    path: Path

    @staticmethod
    def is_at(path: Path) -> bool:
        """Tell whether a case folder is at `path`."""
        try:
            return (path / CASE).is_file() and (path / EXHIBITS).is_dir()
        except OSError:  # a folder of somebody else
            return False

    @classmethod
    def at(cls, path: Path) -> CaseFolder:
        """Return the case folder at `path`.

        Raises:
            CaseFolderError: there is none.
        """
        if not cls.is_at(path):
            raise CaseFolderError(file=str(path))
        return cls(path=path)

    @classmethod
    def make(cls, path: Path, case_text: str) -> CaseFolder:
        """Make a case folder at `path`, which does not exist or is empty, with `case_text` as its case file.

        Raises:
            FolderNotEmptyError: something is in it.
            OutputError: the operating system refused; what was made is gone again.
        """
        with _refused(OutputError, path), contextlib.ExitStack() as undo:
            if _holds_something(path):
                raise FolderNotEmptyError(file=str(path))
            for part in (EXHIBITS, SEALED):
                for made in make_private_directories(path / part):
                    undo.callback(_remove_empty, made)
            path.chmod(0o700)
            try:
                with atomic_file(path / CASE) as file:  # last: with it, it is a case folder
                    file.write(case_text.encode())
            except OutputExistsError:  # another process made it at the same time
                raise FolderNotEmptyError(file=str(path)) from None
            undo.pop_all()
        return cls(path=path)

    def own(self, name: str) -> Path | None:
        """Return the path of the folder's own file `name`, None where there is none."""
        path = self.path / name
        return path if os.path.lexists(path) else None

    @contextlib.contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the folder against other processes that would change it.

        Raises:
            CaseBusyError: another process holds it.
            OutputError: the operating system refused.
        """
        with contextlib.ExitStack() as stack:
            with _refused(OutputError, self.path):
                try:
                    stack.enter_context(exclusive(self.path / _LOCK))
                except BlockingIOError:
                    raise CaseBusyError(file=str(self.path)) from None
                make_private_directories(self.path / SEALED)  # a person may have taken it away
            yield

    # ------------------------------------------------------------------------------------ exhibits
    def exhibits(self) -> tuple[Path, ...]:
        """Return the evidence in the order in which it was added.

        Raises:
            StrayFileError: something lies there that was not added.
            UnreadableFileError: the operating system refused.
        """
        return tuple(exhibit for _number, exhibit in self._numbered() if exhibit is not None)

    def evidence(self) -> tuple[Path, ...]:
        """Return the exhibits; none at all are an error.

        Raises:
            NoExhibitsError: nothing was added yet.
            As `exhibits`.
        """
        exhibits = self.exhibits()
        if not exhibits:
            raise NoExhibitsError(file=str(self.path))
        return exhibits

    def refuse_own(self, files: Sequence[Path]) -> None:
        """Refuse as evidence what belongs to the folder itself: `add *` within it names that, too.

        Raises:
            OwnFileError: one of `files` is such a file.
        """
        home = self.path.resolve()
        for file in files:
            place = file.resolve()
            is_part = place.parent == home and place.name in {CASE, DECISIONS, ME, DESK}
            if is_part or home / SEALED in place.parents:
                raise OwnFileError(file=str(file))

    def places_for(self, files: Sequence[Path]) -> Added:
        """Return which exhibits `files` will be, but for those whose bytes are here already.

        Raises:
            UnreadableFileError: one of them cannot be read.
            StrayFileError: as `exhibits`.
        """
        numbered = self._numbered()
        first = max((number for number, _exhibit in numbered), default=0) + 1
        there = [(exhibit, exhibit) for _number, exhibit in numbered if exhibit is not None]
        added: list[tuple[Path, Path]] = []
        same: list[tuple[Path, Path]] = []
        for file in files:
            twin = next((exhibit for other, exhibit in (*there, *added) if _equal(file, other)), None)
            if twin is not None:
                same.append((file, twin))
            else:
                place = f"{first + len(added):04}"
                added.append((file, self.path / EXHIBITS / place / harmless_name(file.name)))
        return Added(added=tuple(added), same=tuple(same))

    def take_in(self, added: Added) -> None:
        """Copy the files in: all of them or none.

        Raises:
            UnreadableFileError: one of them cannot be read.
            OutputError: the operating system refused.
        """
        with atomic_directory(self.path / EXHIBITS) as staging:
            for file, exhibit in added.added:
                (staging / exhibit.parent.name).mkdir(mode=0o700)
                with (staging / exhibit.parent.name / exhibit.name).open("xb") as copy:
                    for block in blocks(file):
                        copy.write(block)

    def _numbered(self) -> list[tuple[int, Path | None]]:
        """Return the numbers that are taken, each with its exhibit; None where a person took that away."""
        numbered: list[tuple[int, Path | None]] = []
        with _refused(UnreadableFileError, self.path / EXHIBITS):
            for place in _visible(self.path / EXHIBITS):
                if not _NUMBER.fullmatch(place.name) or not place.is_dir():
                    raise StrayFileError(file=str(place))
                files = _visible(place)
                if len(files) > 1:
                    raise StrayFileError(file=str(files[1]))
                numbered.append((int(place.name), files[0] if files else None))
        return sorted(numbered, key=lambda one: one[0])

    # -------------------------------------------------------------------------------------- sealed
    def next_package(self) -> Path:
        """Return the name of the package that is sealed next; its vault is `vault_beside` it."""
        return self.path / SEALED / f"complaint-{self._sealed() + 1}{PACKAGE_SUFFIX}"

    def latest_vault(self) -> Path | None:
        """Return the vault of the latest package, None where nothing was sealed yet.

        Raises:
            VaultError: it was taken away: its key is needed to carry on.
        """
        number = self._sealed()
        if not number:
            return None
        vault = self.path / SEALED / f"complaint-{number}{VAULT_SUFFIX}"
        if not os.path.lexists(vault):
            raise VaultError(file=str(vault), reason=N_("it is missing"))
        return vault

    def _sealed(self) -> int:
        """Return the highest number in use for a package or a vault."""
        with _refused(UnreadableFileError, self.path / SEALED):
            matches = (_OUTPUT.fullmatch(path.name) for path in (self.path / SEALED).iterdir())
            return max((int(match[1]) for match in matches if match), default=0)

    def remember_desk(self, recipient_file: Path, limit_bytes: int) -> None:
        """Keep the first desk's recipient file, so that the next package need not name it again."""
        with contextlib.suppress(OutputExistsError):
            data = read_bounded(recipient_file, limit_bytes)
            with atomic_file(self.path / DESK) as file:
                file.write(data)


def vault_beside(package: Path) -> Path:
    """Return the name of the vault that stays at home beside `package`."""
    return package.with_name(package.name.removesuffix(".zip").removesuffix(".sealcase") + VAULT_SUFFIX)


def _holds_something(path: Path) -> bool:
    """Tell whether anything is in the folder at `path` but what a killed `make` left there."""
    try:
        return any(
            not is_private_name(entry.name)
            and not (entry.name in {EXHIBITS, SEALED} and entry.is_dir() and not any(entry.iterdir()))
            for entry in path.iterdir()
        )
    except FileNotFoundError:
        return False


def _remove_empty(directory: Path) -> None:
    with contextlib.suppress(OSError):
        directory.rmdir()


def _visible(directory: Path) -> list[Path]:
    """Return what a person put into the folder, by name."""
    return sorted(path for path in directory.iterdir() if not path.name.startswith(".") and path.name not in _LITTER)


def _equal(file: Path, other: Path) -> bool:
    with _refused(UnreadableFileError, file):
        return filecmp.cmp(file, other, shallow=False)


@contextlib.contextmanager
def _refused(kind: type[SealcaseError], place: Path) -> Iterator[None]:
    """Turn what the operating system refuses into an error of that kind about `place`."""
    try:
        yield
    except OSError as error:
        raise kind(file=str(place), reason=error.strerror or N_("unknown reason")) from error
