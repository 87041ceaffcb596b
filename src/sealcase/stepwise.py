"""The way of evidence step by step, in a case folder: `case.folder` holds the files, `pipeline` does the work.

Guarantees: an exhibit that is in the folder was whole and of a kind that can be redacted when it was added;
packages of one folder are one case: one key signs, numbers go up, each replaces the one before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sealcase.case.folder import Added, CaseFolder, vault_beside
from sealcase.case.recipients import MAX_FILE_BYTES
from sealcase.choices import Choices, SealOptions
from sealcase.decide import Policy
from sealcase.errors import SealcaseError
from sealcase.gather import Unlock, gather
from sealcase.pipeline import Packed, pack, read
from sealcase.second_look import Progress


def add(folder: CaseFolder, files: Sequence[Path], unlock: Unlock, progress: Progress) -> Added:
    """Copy evidence into the folder: all of it or nothing.

    Raises:
        CaseBusyError: another process changes the folder.
        OwnFileError: one of the files belongs to the folder itself.
        LimitError: it would be more than one case may have.
        SealcaseError: whatever `gather` raises about a file.
    """
    with folder.claimed():
        folder.refuse_own(files)
        for _exhibit in read(files, unlock, progress):
            pass
        added = folder.places_for(files)
        gather([*folder.exhibits(), *(file for file, _exhibit in added.added)], unlock)  # bounds them all, reads none
        folder.take_in(added)
    return added


def seal(
    folder: CaseFolder,
    *,
    policy: Policy,
    recipient_file: Path,
    progress: Progress,
    options: SealOptions,
    choices: Choices,
) -> Packed:
    """Seal what the folder holds into its next package, which replaces the one before, if there is one.

    Raises:
        CaseBusyError: another process changes the folder.
        NoExhibitsError: nothing was added yet.
        VaultError: the vault of the package before is missing.
        SealcaseError: whatever `pack` raises.
    """
    with folder.claimed():
        package = folder.next_package()
        packed = pack(
            folder.evidence(),
            policy=policy,
            recipient_file=recipient_file,
            package=package,
            vault=vault_beside(package),
            progress=progress,
            options=replace(options, supersedes=options.supersedes or folder.latest_vault()),
            choices=choices,
        )
        with contextlib.suppress(SealcaseError):  # the package is complete; the desk can be named again
            folder.remember_desk(recipient_file, MAX_FILE_BYTES)
    return packed
