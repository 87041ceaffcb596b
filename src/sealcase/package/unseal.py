"""Opening a package: all fourteen checks of design section 6, then the files, then the report.

Guarantees: what is decrypted lies in a private folder (`inside`) until every check was passed; then all
files appear under their names, or none.
The report is made here from the verified manifest (`report`); the sender has no part in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sealcase.errors import PackageError, UnreadableFileError
from sealcase.files import atomic_directory
from sealcase.locale import N_
from sealcase.package import age
from sealcase.package.complaint import Complaint
from sealcase.package.earlier import Note, notes_on
from sealcase.package.inside import Inside
from sealcase.package.manifest import Manifest
from sealcase.package.report import report_pieces
from sealcase.package.verdict import Progress, Verdict
from sealcase.package.verify import Trust, check_content, check_signature, open_package

REPORT = "report.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What came of opening a package."""

    verdict: Verdict
    directory: Path | None
    """Where the files are; None when the package was refused, and nothing was written."""
    manifest: Manifest | None = None
    complaint: Complaint | None = None
    """What the sender states, and `data/complaint.txt`."""
    notes: tuple[Note, ...] = ()
    """What the folders beside tell about replay and supersede; they change no verdict."""

    def to_json(self) -> dict[str, object]:
        """Return what `open --json` prints: the verdict, the folder, and what was removed from each item."""
        manifest = self.manifest
        items = manifest.items if manifest is not None else ()
        facts = self.complaint.statement.facts if self.complaint is not None else ()
        return self.verdict.to_json() | {
            "directory": None if self.directory is None else str(self.directory),
            "report": None if self.directory is None else str(self.directory / REPORT),
            "sequence": None if manifest is None else manifest.sequence,
            "supersedes": None if manifest is None else manifest.supersedes,
            "notes": [note.to_json() for note in self.notes],
            "facts": [{"id": fact.id, "lines": list(fact.lines)} for fact in facts],
            "items": [item.to_json() for item in items],
            "withheld": None if manifest is None else manifest.withheld,
        }


def unseal(
    path: Path,
    identities: Sequence[age.Identity],
    directory: Path,
    trust: Trust | None = None,
    *,
    force: bool = False,
) -> Opened:
    """Open the package at `path` with one of `identities` into `directory`.

    A package that fails a check gives a verdict that is refused and holds the error, as `verify` does;
    then nothing is written. An unknown signer does not hinder opening; the verdict says so.

    Raises:
        UnreadableFileError: the package cannot be read.
        OutputExistsError: a file stands where one would go, and `force` is not set.
        OutputError: the folder cannot be written.
    """
    progress = Progress(str(path))
    label = str(path)
    try:
        with open_package(path) as file:
            signed = check_signature(file, trust or Trust(), progress, label)
            with atomic_directory(directory, force=force) as staging:
                inside = Inside(staging, signed, progress, label)
                outside = check_content(file, signed, inside.unpack(file, identities), progress, label)
                manifest, complaint = inside.check(outside)
                opened = Opened(
                    verdict=progress.verdict(),
                    directory=directory,
                    manifest=manifest,
                    complaint=complaint,
                    notes=notes_on(manifest, directory),
                )
                with (staging / REPORT).open("x", encoding="utf-8", newline="\n") as report:
                    pieces = report_pieces(
                        manifest, complaint.statement, opened.verdict, inside.open_item, opened.notes
                    )
                    report.writelines(pieces)
                inside.give_names()
            return opened
    except PackageError as error:
        return Opened(verdict=progress.verdict(error), directory=None)
    except OSError as error:
        raise UnreadableFileError(file=label, reason=error.strerror or N_("unknown reason")) from error
