"""What can be wrong with a package or a disclosure that somebody sent: one error for each check of it."""

from __future__ import annotations

from sealcase.errors.error import NOT_FOR_THIS_IDENTITY, UNTRUSTED_SIGNER, SealcaseError
from sealcase.locale import N_


class PackageError(SealcaseError):
    """A package that must not be trusted; each subclass is one numbered check of `verify` or `open`."""

    hint = N_("do not use it; ask the sender to send the package again")


class ContainerError(PackageError):
    """The outer ZIP is not byte for byte what the format allows."""

    code = "E_CONTAINER"
    message = N_("{file}: not a sealcase package: {reason}")
    hint = N_("check that the file was downloaded whole and is the *.sealcase.zip itself; otherwise ask for it again")


class PackageLimitError(PackageError):
    """A size or count in the package is beyond its bound."""

    code = "E_PACKAGE_LIMIT"
    message = N_("{file}: {what} is {value}, the limit is {limit}")


class VersionError(PackageError):
    """A format version that this program does not know."""

    code = "E_VERSION"
    message = N_("{file}: {what} says {value}, this program reads {limit}")
    hint = N_("install a newer sealcase")


class SignatureError(PackageError):
    """The outer signature is missing, malformed or wrong."""

    code = "E_SIGNATURE"
    message = N_("{file}: the signature does not hold: {reason}")


class UntrustedSignerError(PackageError):
    """A good signature, by a key that is not among the signers given."""

    code = "E_SIGNER"
    exit_status = UNTRUSTED_SIGNER
    message = N_("{file}: intact, but {fingerprint} is not a signer that you trust: {reason}")
    hint = N_("compare the fingerprint with the one in the complaint; if they are equal, add --signer {fingerprint}")


class DigestError(PackageError):
    """A member of the package is not the one that was signed."""

    code = "E_DIGEST"
    message = N_("{file}: {what} was changed after sealing")


class EnvelopeError(PackageError):
    """`envelope.json` does not follow its schema or contradicts the package."""

    code = "E_ENVELOPE"
    message = N_("{file}: envelope.json: {reason}")


class NoIdentityMatchError(PackageError):
    """None of the identities given can open the package."""

    code = "E_IDENTITY"
    exit_status = NOT_FOR_THIS_IDENTITY
    message = N_("{file}: not encrypted to this identity")
    hint = N_("give the identity whose recipient file the sender used: -i FILE")


class NotYourVaultError(NoIdentityMatchError):
    """None of the identities given, nor the passphrase, opens the vault."""

    hint = N_("a vault opens with your own key on the computer that packed it, its copy (-i FILE), or its passphrase")


class DecryptionError(PackageError):
    """The encrypted part does not follow age v1, or a chunk is not authentic."""

    code = "E_DECRYPT"
    message = N_("{file}: the encrypted part is damaged or was changed: {reason}")


class ArchiveError(PackageError):
    """The inner tar is not byte for byte what the format allows."""

    code = "E_ARCHIVE"
    message = N_("{file}: the inner archive is not valid: {reason}")


class InnerSignatureError(PackageError):
    """The inner signature is missing, wrong, or by another key than the outer one."""

    code = "E_INNER_SIGNATURE"
    message = N_("{file}: the inner signature does not hold: {reason}")


class ManifestError(PackageError):
    """A manifest does not follow its schema or does not describe the files beside it."""

    code = "E_MANIFEST"
    message = N_("{file}: {what}: {reason}")


class BindingError(PackageError):
    """The outer signature was made for other content."""

    code = "E_BINDING"
    message = N_("{file}: the signed envelope belongs to other content")


class RecipientNotListedError(PackageError):
    """The package was encrypted again, to someone whom the sender did not name."""

    code = "E_NOT_LISTED"
    message = N_("{file}: the sender did not seal this package for you; somebody encrypted it again")
    hint = N_("ask the sender for a package sealed to your own recipient file")


class MediaError(PackageError):
    """An item is not what its media type says."""

    code = "E_MEDIA"
    message = N_("{file}: {item}: {reason}")


class UnknownOpeningError(SealcaseError):
    """A number that the vault has no opening for."""

    code = "E_ID"
    message = N_("{file}: there is nothing with the number {id} in this vault")
    hint = N_("type: sealcase disclose {file}; it lists what this vault can show, without the values")


class DisclosureError(PackageError):
    """A disclosure that does not show what it claims; `id` is the number of the value, or `JSON` for the file."""

    code = "E_DISCLOSURE"
    message = N_("{file}: {id}: the disclosure does not hold: {reason}")
    hint = N_("do not rely on it; ask the sender for the disclosure again, and for the package that it belongs to")
