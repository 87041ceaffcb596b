"""The way that evidence goes, on one page: gather → detect → decide → redact → recheck → seal.

Read this first. Each stage is one call into its room; the values that pass between them are in
`sealcase.model`. Nothing here prints, asks or needs the network (a timestamp does, where one is wanted);
`progress` hears what is being done.
`verify` and `open` need none of these rooms but the last: see `sealcase.package`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sealcase.case.recipients import RecipientFile, read_recipient_file
from sealcase.choices import NO_CHOICES, USUAL, Choices, SealOptions
from sealcase.decide import Policy, decide_case, fit
from sealcase.detect import Detector
from sealcase.errors import OutputExistsError, SealcaseError, TimestampError
from sealcase.files import atomic_directory, atomic_file, private_workspace
from sealcase.focusing import focused, roles_in
from sealcase.gather import Unlock, gather
from sealcase.locale import N_
from sealcase.model import Case, Exhibit, RedactedItem
from sealcase.package import age, limits, timestamp
from sealcase.package.own_key import own_recipients
from sealcase.package.seal import Sealed, seal
from sealcase.package.succession import Place, place_in_case
from sealcase.package.timestamp import Timestamp
from sealcase.package.vault_writing import write_vault
from sealcase.second_look import Progress, Scanned, Step, announce, redact_case, with_more
from sealcase.statement import evidence, stated_facts, statement_exhibit


@dataclass(frozen=True, kw_only=True, slots=True)
class Redacted:
    """Redacted copies, checked, in a folder."""

    scanned: Scanned
    items: tuple[RedactedItem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Packed:
    """A sealed case: what was looked at, what travels, and where it lies."""

    scanned: Scanned
    items: tuple[RedactedItem, ...]
    case: Case
    """The complaint, with what it states."""
    sealed: Sealed
    desk: RecipientFile
    package: Path
    vault: Path
    supersedes: str | None
    """`package_id` of the package that this one replaces."""
    timestamp: Timestamp | SealcaseError | None
    """Why there is none, where one was asked for in vain."""
    timestamp_file: Path


def read(paths: Sequence[Path], unlock: Unlock, progress: Progress) -> Iterator[Exhibit]:
    """Yield the exhibits in the files; what `gather` refuses is an error."""
    for number, exhibit in enumerate(gather(paths, unlock), 1):
        progress(Step(stage=N_("reading"), name=exhibit.name, number=number, total=max(len(paths), number)))
        yield exhibit


def scan(
    paths: Sequence[Path],
    policy: Policy,
    detector: Detector,
    progress: Progress,
    choices: Choices = NO_CHOICES,
) -> Scanned:
    """Gather the files, find what is sensitive in them, and decide what happens with each finding.

    Raises:
        FocusError: nothing is about the transaction that the focus names.
        KeepSecretError: one of the person's own decisions would keep a secret.
        OverridesError: one of them does not fit the evidence.
    """
    exhibits = list(read(paths, choices.unlock, progress))
    number = len(exhibits) + 1
    exhibits, left_out = focused(exhibits, choices.focus)
    if choices.statement:
        exhibits.append(statement_exhibit(choices.statement, f"{number:04}"))
    findings = detector.detect(
        exhibits,
        known=choices.known,
        progress=announce(
            N_("looking for sensitive data"), max((int(one.id) for one in exhibits), default=0), progress
        ),
    )
    own = fit(choices.overrides, exhibits, findings)
    roles = roles_in(exhibits, findings, choices.known, choices.disputed)
    decisions = with_more(decide_case(findings, policy, own.rules, roles), own.drawn)
    return Scanned(
        exhibits=tuple(exhibits),
        decisions=decisions,
        policy=policy,
        known=choices.known,
        own=own.rules,
        roles=roles,
        left_out=left_out,
        has_focus=choices.focus is not None,
    )


def redact_to(
    paths: Sequence[Path],
    directory: Path,
    *,
    policy: Policy,
    progress: Progress,
    choices: Choices = NO_CHOICES,
    force: bool = False,
) -> Redacted:
    """Put redacted, checked copies of the files into `directory`: all of them or none."""
    with atomic_directory(directory, force=force) as staging, choices.detector() as detector:
        scanned = scan(paths, policy, detector, progress, choices)
        scanned, items = redact_case(scanned, detector, staging, progress)
    return Redacted(scanned=scanned, items=items)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsed:
    """What a package would hold; the copies themselves are gone, their sizes and digests are not."""

    scanned: Scanned
    items: tuple[RedactedItem, ...]
    case: Case
    desk: RecipientFile | None
    """None where it is not said yet."""


def rehearse(
    paths: Sequence[Path],
    *,
    policy: Policy,
    recipient_file: Path | None,
    progress: Progress,
    choices: Choices = NO_CHOICES,
) -> Rehearsed:
    """Do all that `pack` does before it seals, in a private folder that is gone afterwards."""
    desk = _desk(recipient_file)[0] if recipient_file else None
    with private_workspace() as workspace, choices.detector() as detector:
        scanned = scan(paths, policy, detector, progress, choices)
        scanned, items = redact_case(scanned, detector, workspace, progress, limits.REDACTIONS)
        case, items = _case(scanned, items)
    return Rehearsed(scanned=scanned, items=items, case=case, desk=desk)


def _case(scanned: Scanned, items: Sequence[RedactedItem]) -> tuple[Case, tuple[RedactedItem, ...]]:
    """Return the complaint with what is stated, and the items that are evidence."""
    facts, removed = stated_facts(scanned.policy, scanned.exhibits, items)
    policy = scanned.policy
    case = Case(
        issue=policy.name,
        title=policy.title,
        created=_now(),
        facts=facts,
        removed=removed,
        withheld=len(scanned.left_out),
    )
    return case, evidence(scanned.exhibits, items)


def pack(  # noqa: PLR0913 - one parameter for each thing that a person may choose
    paths: Sequence[Path],
    *,
    policy: Policy,
    recipient_file: Path,
    package: Path,
    vault: Path,
    progress: Progress,
    options: SealOptions = USUAL,
    choices: Choices = NO_CHOICES,
    force: bool = False,
) -> Packed:
    """Take evidence all the way from files to a sealed `package`, with the private half in `vault`.

    A timestamp goes beside the vault, under the package's name and `.tsr`.
    """
    timestamp_file = vault.with_name(f"{package.name}.tsr")
    if options.timestamp and not force and os.path.lexists(timestamp_file):
        raise OutputExistsError(file=str(timestamp_file))
    keys = _keys(recipient_file, options)
    with (
        # Both outputs are claimed before the long work begins: a name that is taken is known at once.
        atomic_file(package, force=force) as package_file,
        atomic_file(vault, force=force) as vault_file,
        private_workspace() as workspace,
        choices.detector() as detector,
    ):
        scanned = scan(paths, policy, detector, progress, choices)
        scanned, items = redact_case(scanned, detector, workspace, progress, limits.REDACTIONS)
        case, items = _case(scanned, items)
        progress(Step(stage=N_("sealing"), name=package.name, number=1, total=1))
        sealed = _seal(package_file, vault_file, scanned, items, case, keys)
        stamp = _asked(options.timestamp, sealed)
    return Packed(
        scanned=scanned,
        items=items,
        case=case,
        sealed=sealed,
        desk=keys.desk,
        package=package,
        vault=vault,
        supersedes=keys.place.supersedes,
        timestamp=_kept(stamp, timestamp_file, force=force),
        timestamp_file=timestamp_file,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Keys:
    """Who may open package and vault, and who signs."""

    desk: RecipientFile
    recipients: tuple[age.Recipient, ...]
    at_home: tuple[age.Recipient, ...]
    place: Place


def _desk(recipient_file: Path) -> tuple[RecipientFile, tuple[age.Recipient, ...]]:
    desk = read_recipient_file(recipient_file)
    return desk, tuple(age.parse_recipients_file("\n".join(desk.keys), str(recipient_file)))


def _keys(recipient_file: Path, options: SealOptions) -> _Keys:
    desk, recipients = _desk(recipient_file)
    passphrase = options.vault_passphrase
    return _Keys(
        desk=desk,
        recipients=recipients,
        at_home=tuple(own_recipients()) if passphrase is None else (age.ScryptRecipient(passphrase),),
        place=place_in_case(
            sign_with=options.sign_with, supersedes=options.supersedes, ask_passphrase=options.ask_passphrase
        ),
    )


def _seal(
    package_file: BinaryIO,
    vault_file: BinaryIO,
    scanned: Scanned,
    items: Sequence[RedactedItem],
    case: Case,
    keys: _Keys,
) -> Sealed:
    """Write the package and, of the same redactions, the vault."""
    exhibits = [exhibit for exhibit in scanned.exhibits if not exhibit.is_statement]
    sealed = seal(
        package_file,
        case=case,
        items=items,
        originals={exhibit.id: exhibit.original for exhibit in exhibits},
        recipients=keys.recipients,
        key=keys.place.key,
        sequence=keys.place.sequence,
        supersedes=keys.place.supersedes,
        rechecked=len(items),
    )
    write_vault(
        vault_file,
        sealed=sealed,
        exhibits=exhibits,
        items=items,
        key=keys.place.key_for_vault,
        recipients=keys.at_home,
    )
    return sealed


def _asked(address: str | None, sealed: Sealed) -> Timestamp | SealcaseError | None:
    """Ask for a timestamp where one is wanted; a failure is a result, for the package is as good without."""
    try:
        return timestamp.ask(address, bytes.fromhex(sealed.signature_sha256)) if address else None
    except TimestampError as error:
        return error


def _kept(stamp: Timestamp | SealcaseError | None, file: Path, *, force: bool) -> Timestamp | SealcaseError | None:
    """Write the timestamp, now that the package is in its place."""
    if isinstance(stamp, Timestamp):
        try:
            with atomic_file(file, force=force) as sidecar:
                sidecar.write(stamp.response)
        except SealcaseError as error:
            return error
    return stamp


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
