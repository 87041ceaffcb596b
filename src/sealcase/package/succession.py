"""Which key signs for a case, and where a package stands in it: the first, or one that replaces another.

Guarantees: packages of one case have one key, so that the desk sees the fingerprint it knows; a key that
is not the earlier one is refused here, and noted by the reader (`earlier`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sealcase.errors import SupersedeError
from sealcase.locale import N_
from sealcase.package import sshsig
from sealcase.package.agent import read_public_key
from sealcase.package.own_key import own_identities
from sealcase.package.sshkey import SigningKey
from sealcase.package.vault import AskedPassphrase, unlocked


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The key that signs, and the package's place in its case."""

    key: SigningKey | sshsig.Signer
    sequence: int = 1
    supersedes: str | None = None

    @property
    def key_for_vault(self) -> SigningKey | None:
        """The key where it is ours to keep; None where it is in an agent or on a security key."""
        return self.key if isinstance(self.key, SigningKey) else None


def place_in_case(
    *, sign_with: Path | None = None, supersedes: Path | None = None, ask_passphrase: Callable[[], str]
) -> Place:
    """Return the place of a new package.

    `sign_with` is the public key file of a key that ssh-keygen finds; by default a fresh key signs.
    `supersedes` is the vault of the package that this one replaces; its key signs again. `ask_passphrase`
    is called where that vault has one.

    Raises:
        SigningProgramError: the public key file cannot be used.
        NotYourVaultError, VaultError: the earlier vault does not open, or is damaged.
        SupersedeError: the earlier key is not at hand.
    """
    outside = read_public_key(sign_with) if sign_with else None
    if supersedes is None:
        return Place(key=outside or sshsig.generate_key())
    with unlocked(supersedes, (*own_identities(), AskedPassphrase(ask_passphrase))) as earlier:
        key = outside or earlier.key
        if key is None:
            reason = N_("its key is in an agent or on a security key; name its public key file with --sign-with")
            raise SupersedeError(file=str(supersedes), fingerprint=earlier.signer, reason=reason)
        if key.public_key.fingerprint != earlier.signer:
            reason = N_("--sign-with names another key than the one that signed the earlier package")
            raise SupersedeError(file=str(supersedes), fingerprint=earlier.signer, reason=reason)
        return Place(key=key, sequence=earlier.sequence + 1, supersedes=earlier.package_id)
