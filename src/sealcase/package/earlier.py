"""What a desk has opened before, as far as the folders beside this one tell: replay and supersede.

Guarantees: only notes come of it. No verdict rests on them, since anyone who may write into that folder
may put a manifest there. What is read is bounded, parsed as strictly as any manifest, and what is not
one is passed over.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sealcase.errors import SealcaseError
from sealcase.files import printable, read_bounded
from sealcase.locale import N_, Translate
from sealcase.package import limits
from sealcase.package.manifest import NAME as MANIFEST
from sealcase.package.manifest import Manifest, parse_manifest


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Something that the desk should know, and that is no check."""

    code: str
    """Stable, for scripts."""
    message: str
    """A template over `fields`, marked for translation."""
    fields: Mapping[str, object] = field(default_factory=dict)

    def describe(self, translate: Translate = str) -> str:
        """Return the note in the language of `translate`."""
        return translate(self.message).format(**self.fields)

    def to_json(self) -> dict[str, str]:
        """Return the note as `open --json` prints it."""
        return {"code": self.code, "message": self.describe()}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Earlier:
    """A manifest that lies beside, and the name of its folder."""

    folder: str
    manifest: Manifest


def notes_on(manifest: Manifest, directory: Path) -> tuple[Note, ...]:
    """Return what the folders beside `directory`, and itself, tell about the package of `manifest`."""
    earlier = tuple(_opened_beside(directory.absolute()))
    return tuple(
        note
        for note in (_seen_before(manifest, earlier), _goes_back(manifest, earlier), _replaces(manifest, earlier))
        if note is not None
    )


def _seen_before(manifest: Manifest, earlier: tuple[_Earlier, ...]) -> Note | None:
    folders = [found.folder for found in earlier if found.manifest.package_id == manifest.package_id]
    if not folders:
        return None
    message = N_("This package was opened before, into the folder {folder}.")
    return Note(code="seen-before", message=message, fields={"folder": folders[0]})


def _goes_back(manifest: Manifest, earlier: tuple[_Earlier, ...]) -> Note | None:
    """One key may sign several cases where it is kept in an agent, so the note claims no more than it knows."""
    later = [
        found
        for found in earlier
        if found.manifest.signer == manifest.signer
        and found.manifest.package_id != manifest.package_id
        and found.manifest.sequence >= manifest.sequence + (found.manifest.package_id != manifest.supersedes)
    ]
    if not later:
        return None
    newest = max(later, key=lambda found: found.manifest.sequence)
    message = N_(
        "This is number {sequence} of its case, but number {later} by the same key was opened before, into the folder "
        "{folder}: an old package may have been sent again."
    )
    fields = {"sequence": manifest.sequence, "later": newest.manifest.sequence, "folder": newest.folder}
    return Note(code="sequence-goes-back", message=message, fields=fields)


def _replaces(manifest: Manifest, earlier: tuple[_Earlier, ...]) -> Note | None:
    """Whoever takes over a case must have its key; without the earlier package beside, nobody can tell here."""
    if manifest.supersedes is None:
        return None
    replaced = [found for found in earlier if found.manifest.package_id == manifest.supersedes]
    others = [found for found in replaced if found.manifest.signer != manifest.signer]
    if others:
        message = N_(
            "It says that it replaces package {package_id}, but that one (in the folder {folder}) was signed by "
            "another key, {signer}. Go on with the earlier one until the complainant has confirmed this."
        )
        fields = {"package_id": manifest.supersedes, "folder": others[0].folder, "signer": others[0].manifest.signer}
        return Note(code="supersedes-other-key", message=message, fields=fields)
    if replaced:
        return None
    message = N_(
        "It says that it replaces package {package_id}, which was not found beside this folder: "
        "compare the fingerprints of both."
    )
    return Note(code="supersedes-unknown", message=message, fields={"package_id": manifest.supersedes})


def _opened_beside(directory: Path) -> Iterator[_Earlier]:
    """Yield the manifests in `directory` and in the folders beside it, the latest changed first, within bounds."""
    bytes_left = limits.EARLIER_BYTES
    for folder in (directory, *_folders_beside(directory)):
        with contextlib.suppress(SealcaseError):
            data = read_bounded(folder / MANIFEST, min(limits.MANIFEST_BYTES, bytes_left))
            bytes_left -= len(data)
            yield _Earlier(folder=printable(folder.name), manifest=parse_manifest(data, MANIFEST))


def _folders_beside(directory: Path) -> list[Path]:
    found: list[tuple[float, Path]] = []
    with contextlib.suppress(OSError), os.scandir(directory.parent) as entries:
        for _, entry in zip(range(limits.EARLIER_ENTRIES), entries, strict=False):
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False) and entry.name != directory.name:
                    found.append((entry.stat(follow_symlinks=False).st_mtime, Path(entry.path)))
    return [path for _, path in sorted(found, reverse=True)[: limits.EARLIER_FOLDERS]]
