"""What verification found: every check in its order, and what follows from them.

A verdict never says more than was shown. "Trusted" takes a good signature by a key that the caller
named; a good signature by any other key is "intact, signer unknown".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sealcase.errors import NOT_FOR_THIS_IDENTITY, REFUSED, UNTRUSTED_SIGNER, NoIdentityMatchError, SealcaseError
from sealcase.locale import N_

NOTE = N_(
    "A good signature shows that nothing changed since sealing, by the holder of that key. "
    "It does not show that a screenshot is true."
)
"""Stands in every verdict (invariant 9)."""
CONFIRM = N_(
    "To confirm the signer, compare the fingerprint with the one that the complainant gave in the app, "
    "where they are logged in."
)


class CheckStatus(StrEnum):
    """How one check ended."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The signer is not one that the caller trusts."""
    NOT_MADE = "not made"


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One numbered check (design, section 6)."""

    number: int
    code: str
    """The error that this check raises."""
    name: str
    """What it shows, marked for translation."""
    status: CheckStatus = CheckStatus.NOT_MADE


_STEPS = (
    ("E_CONTAINER", N_("the container is byte for byte of the prescribed form")),
    ("E_PACKAGE_LIMIT", N_("all sizes are within their limits")),
    ("E_SIGNATURE", N_("the signature over the checksums holds")),
    ("E_SIGNER", N_("the signer is one that you trust")),
    ("E_DIGEST", N_("every member is the one that was signed")),
    ("E_ENVELOPE", N_("the envelope is valid and names that signer")),
    ("E_IDENTITY", N_("the package is encrypted to your identity")),
    ("E_DECRYPT", N_("the encrypted part is whole and authentic")),
    ("E_ARCHIVE", N_("the inner archive is byte for byte of the prescribed form")),
    ("E_INNER_SIGNATURE", N_("the inner signature holds, by the same key")),
    ("E_MANIFEST", N_("the manifests describe exactly the files beside them")),
    ("E_BINDING", N_("the signed envelope belongs to this content")),
    ("E_NOT_LISTED", N_("the sender sealed the package for you")),
    ("E_MEDIA", N_("every item is what its media type says")),
)
CHECKS = tuple(Check(number=number, code=code, name=name) for number, (code, name) in enumerate(_STEPS, 1))
"""All checks, in order, not made. `verify` makes the first six, `open` all."""
SIGNER_CHECK = 4


class Status(StrEnum):
    """What the checks amount to."""

    TRUSTED = "trusted"
    UNKNOWN_SIGNER = "unknown-signer"
    NOT_FOR_THIS_IDENTITY = "not-for-this-identity"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the package says of itself; each is here only after the checks that it rests on."""

    signer: str | None = None
    """Fingerprint of the key that signed, once the signature held."""
    signer_name: str | None = None
    """How the caller's file of signers calls that key."""
    distrust: str | None = None
    """Why that key is not one that the caller trusts, marked for translation; None where they named nobody."""
    signature_sha256: str | None = None
    """Digest, in hexadecimal, of `SHA256SUMS.sig`: what a timestamp is taken over."""
    package_id: str | None = None
    created_day: str | None = None
    payload_bytes: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was checked of one package, and how it ended."""

    file: str
    checks: tuple[Check, ...]
    facts: Facts
    error: SealcaseError | None = None
    """Why the package is refused; nothing of it is to be used then."""

    @property
    def status(self) -> Status:
        """What the checks amount to."""
        if isinstance(self.error, NoIdentityMatchError):
            return Status.NOT_FOR_THIS_IDENTITY
        if self.error is not None:
            return Status.REFUSED
        trusted = self.checks[SIGNER_CHECK - 1].status is CheckStatus.OK
        return Status.TRUSTED if trusted else Status.UNKNOWN_SIGNER

    @property
    def summary(self) -> str:
        """The verdict in one sentence, marked for translation."""
        return {
            Status.TRUSTED: N_("Intact, and signed by a key that you trust."),
            Status.UNKNOWN_SIGNER: N_("Intact, but the signer is unknown."),
            Status.NOT_FOR_THIS_IDENTITY: N_("Intact outside, but not encrypted to this identity."),
            Status.REFUSED: N_("Refused: do not use this package."),
        }[self.status]

    @property
    def exit_status(self) -> int:
        """The exit status of design section 5: 0, 1, 3 or 4."""
        return {
            Status.TRUSTED: 0,
            Status.UNKNOWN_SIGNER: UNTRUSTED_SIGNER,
            Status.NOT_FOR_THIS_IDENTITY: NOT_FOR_THIS_IDENTITY,
            Status.REFUSED: REFUSED,
        }[self.status]

    def raise_if_refused(self) -> None:
        """Raise the error of a package that was refused; an unknown signer is none."""
        if self.error is not None:
            raise self.error

    def to_json(self) -> dict[str, object]:
        """Return the verdict as `--json` prints it."""
        error: dict[str, str] | None = None
        if self.error is not None:
            message, hint = self.error.describe()
            error = {"code": self.error.code, "message": message, "hint": hint}
        return {
            "status": self.status.value,
            "exit_status": self.exit_status,
            "summary": self.summary,
            "signer": self.facts.signer,
            "signer_name": self.facts.signer_name,
            "signer_reason": self.facts.distrust,
            "package_id": self.facts.package_id,
            "created_day": self.facts.created_day,
            "payload_size": self.facts.payload_bytes,
            "checks": [
                {"number": check.number, "code": check.code, "name": check.name, "status": check.status.value}
                for check in self.checks
            ],
            "error": error,
            "note": NOTE,
        }


class Progress:
    """The checks of one run while it goes on: each is passed in its order, or the run ends there."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._passed: list[CheckStatus] = []
        self.facts = Facts()

    def passed(self, code: str, status: CheckStatus = CheckStatus.OK) -> None:
        """Note that the next check, which has this `code`, was passed."""
        if CHECKS[len(self._passed)].code != code:
            raise ValueError(code)  # a check out of its order is a mistake in the program
        self._passed.append(status)

    def verdict(self, error: SealcaseError | None = None) -> Verdict:
        """Return the verdict so far; with an `error`, the next check is the one that failed."""
        ended = [*self._passed, CheckStatus.FAILED] if error is not None else self._passed
        statuses = [*ended, *[CheckStatus.NOT_MADE] * (len(CHECKS) - len(ended))]
        checks = tuple(
            Check(number=check.number, code=check.code, name=check.name, status=status)
            for check, status in zip(CHECKS, statuses, strict=True)
        )
        return Verdict(file=self._file, checks=checks, facts=self.facts, error=error)
