"""The way that evidence goes, on one page: gather → detect → decide → redact → recheck → seal.

Read this first. Each stage is one call into its room; the values that pass between them are in
`sealcase.model`. Nothing here needs the network, prints or asks; `progress` hears what is being done.
`verify` and `open` need none of these rooms but the last: see `sealcase.package`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sealcase.case.complainant import own_identity
from sealcase.case.recipients import RecipientFile, read_recipient_file
from sealcase.decide import Policy, decide
from sealcase.detect import Detector
from sealcase.entities import ENTITIES
from sealcase.errors import IdentityFileError, LeakError
from sealcase.files import atomic_directory, atomic_file, private_workspace
from sealcase.gather import gather
from sealcase.locale import N_
from sealcase.model import Case, Decision, Exhibit, RedactedItem
from sealcase.package import age, sshsig
from sealcase.package.seal import Sealed, seal
from sealcase.package.vault import write_vault
from sealcase.redact import allot, leaking, redact


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What is being done, for a person who waits: `stage` is marked text, `name` a file's name."""

    stage: str
    name: str
    number: int
    total: int


Progress = Callable[[Step], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanned:
    """A case after looking: what was found in each exhibit and what is to happen with it."""

    exhibits: tuple[Exhibit, ...]
    decisions: tuple[Decision, ...]
    policy: Policy

    def decisions_for(self, exhibit: Exhibit) -> tuple[Decision, ...]:
        """Return the decisions about one exhibit, in the order of their places."""
        return tuple(decision for decision in self.decisions if decision.finding.exhibit == exhibit.id)


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
    sealed: Sealed
    desk: RecipientFile
    package: Path
    vault: Path


def scan(paths: Sequence[Path], policy: Policy, detector: Detector, progress: Progress) -> Scanned:
    """Gather the files, find what is sensitive in them, and decide what happens with each finding."""
    exhibits: list[Exhibit] = []
    for exhibit in gather(paths):
        progress(Step(stage=N_("reading"), name=exhibit.name, number=len(exhibits) + 1, total=len(paths)))
        exhibits.append(exhibit)
    findings = detector.detect(exhibits, progress=_announce(N_("looking for sensitive data"), len(exhibits), progress))
    return Scanned(exhibits=tuple(exhibits), decisions=decide(findings, policy), policy=policy)


def redact_case(scanned: Scanned, detector: Detector, workspace: Path, progress: Progress) -> tuple[RedactedItem, ...]:
    """Write the redacted copies into `workspace` and look at them again from scratch.

    Raises:
        LeakError: something that had to go can still be found; nothing of it may be used.
    """
    placeholders = allot(scanned.decisions, random.SystemRandom())
    items: list[RedactedItem] = []
    for number, exhibit in enumerate(scanned.exhibits, 1):
        progress(Step(stage=N_("redacting"), name=exhibit.name, number=number, total=len(scanned.exhibits)))
        first_id = 1 + sum(len(item.redactions) for item in items)
        items += redact(exhibit, scanned.decisions_for(exhibit), placeholders, workspace, first_id)
    _recheck(items, scanned, detector, progress)
    return tuple(items)


def redact_to(
    paths: Sequence[Path], directory: Path, *, policy: Policy, progress: Progress, force: bool = False
) -> Redacted:
    """Put redacted, checked copies of the files into `directory`: all of them or none."""
    detector = Detector()
    with atomic_directory(directory, force=force) as staging:
        scanned = scan(paths, policy, detector, progress)
        items = redact_case(scanned, detector, staging, progress)
    return Redacted(scanned=scanned, items=items)


def _recheck(items: Sequence[RedactedItem], scanned: Scanned, detector: Detector, progress: Progress) -> None:
    """Detect again, from the written bytes, and stop at anything that is still there (invariant 5)."""
    fresh = tuple(gather([item.path for item in items]))
    findings = detector.detect(
        fresh,
        known=[decision.finding for decision in scanned.decisions],
        progress=_announce(N_("checking the redacted copy"), len(fresh), progress),
    )
    decisions = decide(findings, scanned.policy)
    names = {exhibit.id: exhibit.name for exhibit in scanned.exhibits}
    for item, exhibit in zip(items, fresh, strict=True):
        leaks = leaking(item, [decision for decision in decisions if decision.finding.exhibit == exhibit.id])
        if leaks:
            first = leaks[0].finding
            place = " ".join(f"{name} {value}" for name, value in first.where.to_json().items())
            title = ENTITIES[first.entity].title
            raise LeakError(file=names[item.exhibit], count=len(leaks), entity=title, place=place)


def pack(
    paths: Sequence[Path],
    *,
    policy: Policy,
    recipient_file: Path,
    package: Path,
    vault: Path,
    progress: Progress,
    force: bool = False,
) -> Packed:
    """Take evidence all the way from files to a sealed `package`, with the private half in `vault`."""
    desk = read_recipient_file(recipient_file)
    recipients = age.parse_recipients_file("\n".join(desk.keys), str(recipient_file))
    own_recipients = _own_recipients()
    detector = Detector()
    with (
        # Both outputs are claimed before the long work begins: a name that is taken is known at once.
        atomic_file(package, force=force) as package_file,
        atomic_file(vault, force=force) as vault_file,
        private_workspace() as workspace,
    ):
        scanned = scan(paths, policy, detector, progress)
        items = redact_case(scanned, detector, workspace, progress)
        progress(Step(stage=N_("sealing"), name=package.name, number=1, total=1))
        key = sshsig.generate_key()
        originals = {exhibit.id: exhibit.original for exhibit in scanned.exhibits}
        sealed = seal(
            package_file,
            case=Case(issue=policy.name, title=policy.title, created=_now()),
            items=items,
            originals=originals,
            recipients=recipients,
            key=key,
            rechecked=len(items),
        )
        write_vault(vault_file, sealed=sealed, exhibits=scanned.exhibits, key=key, recipients=own_recipients)
    return Packed(scanned=scanned, items=items, sealed=sealed, desk=desk, package=package, vault=vault)


def _announce(stage: str, total: int, progress: Progress) -> Callable[[Exhibit], None]:
    """Return what a detector calls before each exhibit."""
    return lambda exhibit: progress(Step(stage=stage, name=exhibit.name, number=int(exhibit.id), total=total))


def _own_recipients() -> tuple[age.Recipient, ...]:
    """Return the public half of the complainant's own key, which is made on first use.

    Raises:
        IdentityFileError: the file of that key was damaged or replaced.
    """
    path, text = own_identity(_new_identity_file)
    identities = age.parse_identity_file(text, str(path))
    own = tuple(
        identity.recipient() for identity in identities if isinstance(identity, age.X25519Identity | age.HybridIdentity)
    )
    if not own:
        raise IdentityFileError(file=str(path), reason=N_("it holds no key of age"))
    return own


def _new_identity_file() -> str:
    """Return a fresh identity file in the form that age-keygen writes."""
    identity = age.generate_identity()
    return f"# created: {_now()}\n# public key: {identity.recipient()}\n{identity.to_text()}\n"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
