"""The complainant's own key as age takes it: vaults are encrypted to it.

It is made on first use and never leaves the folder that `case.complainant` names.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sealcase.case.complainant import existing_identity, own_identity
from sealcase.errors import IdentityFileError
from sealcase.locale import N_
from sealcase.package import age


def own_recipients() -> tuple[age.Recipient, ...]:
    """Return the public half of the own key, which is made on first use.

    Raises:
        IdentityFileError: the file of that key was damaged or replaced.
        UnreadableFileError, EmptyFileError, LimitError, OutputError: it cannot be read or written.
    """
    path, text = own_identity(_new_identity_file)
    identities = age.parse_identity_file(text, str(path))
    own = tuple(
        identity.recipient() for identity in identities if isinstance(identity, age.X25519Identity | age.HybridIdentity)
    )
    if not own:
        raise IdentityFileError(file=str(path), reason=N_("it holds no key of age"))
    return own


def own_identities() -> tuple[age.Identity, ...]:
    """Return the own key, nothing where none was made yet; raises as `own_recipients`."""
    found = existing_identity()
    return age.parse_identity_file(found[1], str(found[0])) if found else ()


def _new_identity_file() -> str:
    """Return a fresh identity file in the form that age-keygen writes."""
    identity = age.generate_identity()
    created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"# created: {created}\n# public key: {identity.recipient()}\n{identity.to_text()}\n"
