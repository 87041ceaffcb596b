"""The way that evidence goes, on one page: gather → detect → decide → redact → recheck → seal.

Read this first. Each stage is one call into its room; the values that pass between them are in
`sealcase.model`. Nothing here needs the network, prints or asks; `progress` hears what is being done.
`verify` and `open` need none of these rooms but the last: see `sealcase.package`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sealcase.case.complainant import own_identity
from sealcase.case.recipients import RecipientFile, read_recipient_file
from sealcase.decide import Policy, decide
from sealcase.detect import Detector
from sealcase.errors import IdentityFileError
from sealcase.files import atomic_directory, atomic_file, private_workspace
from sealcase.gather import gather
from sealcase.locale import N_
from sealcase.model import Case, Exhibit, RedactedItem
from sealcase.package import age, sshsig
from sealcase.package.seal import Sealed, seal
from sealcase.package.vault import write_vault
from sealcase.second_look import Progress, Scanned, Step, announce, redact_case


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
    findings = detector.detect(exhibits, progress=announce(N_("looking for sensitive data"), len(exhibits), progress))
    return Scanned(exhibits=tuple(exhibits), decisions=decide(findings, policy), policy=policy)


def redact_to(
    paths: Sequence[Path], directory: Path, *, policy: Policy, progress: Progress, force: bool = False
) -> Redacted:
    """Put redacted, checked copies of the files into `directory`: all of them or none."""
    detector = Detector()
    with atomic_directory(directory, force=force) as staging:
        scanned = scan(paths, policy, detector, progress)
        scanned, items = redact_case(scanned, detector, staging, progress)
    return Redacted(scanned=scanned, items=items)


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
        scanned, items = redact_case(scanned, detector, workspace, progress)
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
