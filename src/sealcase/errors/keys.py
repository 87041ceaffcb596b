"""What can go wrong with keys, with files that are written, and with the vault."""

from __future__ import annotations

from sealcase.errors.error import SEAL_REFUSED, SealcaseError
from sealcase.locale import N_


class RecipientFileError(SealcaseError):
    """A recipient file without a usable public key."""

    code = "E_RECIPIENT"
    message = N_("{file}: not a recipient file: {reason}")
    hint = N_("ask the support desk for its recipient file; it holds a line that begins with age1")


class IdentityFileError(SealcaseError):
    """An identity file without a usable private key."""

    code = "E_IDENTITY_FILE"
    message = N_("{file}: not an identity file: {reason}")
    hint = N_(
        "give the file that `sealcase keygen` or `age-keygen` wrote, with a line that begins with AGE-SECRET-KEY-"
    )


class RecipientMixError(SealcaseError):
    """Recipients that age does not let share one encrypted file."""

    code = "E_RECIPIENT_MIX"
    message = N_("these recipients cannot share one encrypted file: {reason}")
    hint = N_("seal one package for each kind of key: age1pq1… keys together, other keys together, a passphrase alone")


class SigningKeyError(SealcaseError):
    """A signing key that cannot be used."""

    code = "E_SIGNING_KEY"
    message = N_("{file}: not a usable signing key: {reason}")
    hint = N_("give an OpenSSH private key file of the kind ssh-ed25519")


class SigningProgramError(SealcaseError):
    """The program that holds a signing key did not make a good signature with it."""

    code = "E_SIGN"
    message = N_("{file}: no signature was made with this key: {reason}")
    hint = N_(
        "type: ssh-add -L; the key must stand in that list, or its security key be plugged in; or leave out --sign-with"
    )


class SignersFileError(SealcaseError):
    """A file of trusted signers that does not follow the format of ssh-keygen's ALLOWED SIGNERS."""

    code = "E_SIGNERS_FILE"
    message = N_("{file}: line {line}: {reason}")
    hint = N_("each line holds a name and a public key: NAME ssh-ed25519 AAAA…")


class OutputExistsError(SealcaseError):
    """Something stands already where the result should go."""

    code = "E_EXISTS"
    message = N_("{file}: exists already; nothing was changed")
    hint = N_("choose another name with -o, or add --force to replace it")


class OutputError(SealcaseError):
    """The result could not be written: disk full, no permission, folder missing."""

    code = "E_OUTPUT"
    message = N_("{file}: cannot be written: {reason}")
    hint = N_(
        "check that the folder is there, may be written and has room, or choose another place; nothing was left behind"
    )


class VaultError(SealcaseError):
    """A vault that is damaged, or a file that is none."""

    code = "E_VAULT"
    message = N_("{file}: not a vault that can be read: {reason}")
    hint = N_("give the NAME.vault.age that pack left beside the package, or another copy of it")


class SupersedeError(SealcaseError):
    """A package that cannot carry on the case of an earlier one."""

    code = "E_SUPERSEDE"
    exit_status = SEAL_REFUSED
    message = N_("{file}: the case cannot be carried on: {reason}")
    hint = N_("the desk knows the case by its key, {fingerprint}; without that key, begin a new case")


class TimestampError(SealcaseError):
    """A timestamp that was not given, or does not hold."""

    code = "E_TIMESTAMP"
    message = N_("{file}: no timestamp that holds: {reason}")
    hint = N_("the package itself is as good as without it; ask for another timestamp, or check the certificates given")
