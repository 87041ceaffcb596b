"""One error for each decision that a caller can make.

An error carries data, not prose: the sentence and the hint are templates (marked for translation)
that the command line fills in its reader's language. No field of an error ever holds a detected
secret or any part of an exhibit's text; places are named by line, row, page or byte instead.
"""

from __future__ import annotations

from typing import ClassVar

from sealcase.locale import N_, Translate

REFUSED = 1
UNTRUSTED_SIGNER = 3
NOT_FOR_THIS_IDENTITY = 4
SEAL_REFUSED = 5

_QUOTED = frozenset({"key", "member", "path"})
"""Fields with names out of a document (`items`, `redactions`), which are no words to translate."""

_TEMPLATES = frozenset({"reason", "place"})
"""Fields that are templates themselves, over the other fields."""


class SealcaseError(Exception):
    """What went wrong, where, with value and limit; `hint` names the fix.

    Subclasses set `code` (stable, for scripts), `message` and `hint` (templates over the keyword
    arguments given) and, where it is not 1, `exit_status`.
    """

    code: ClassVar[str]
    exit_status: ClassVar[int] = REFUSED
    message: ClassVar[str]
    hint: ClassVar[str]

    def __init__(self, **fields: object) -> None:
        """Keep `fields`: the values that `message` and `hint` name in braces."""
        super().__init__()
        self.fields = fields

    def describe(self, translate: Translate = str) -> tuple[str, str]:
        """Return the sentence and the hint in the language of `translate`.

        Text fields are translated where the catalogue knows them (what a part of a file is called,
        say), but not those that quote names from a file; `reason` and `place` are templates themselves,
        over the other fields.
        """
        fields = {
            name: translate(value) if isinstance(value, str) and value and name not in _QUOTED else value
            for name, value in self.fields.items()
        }
        for template in _TEMPLATES & fields.keys():
            fields[template] = str(fields[template]).format(**fields)
        return translate(self.message).format(**fields), translate(self.hint).format(**fields)

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.describe()[0]


# ------------------------------------------------------------------------------------------- input
class UnreadableFileError(SealcaseError):
    """The operating system would not give the file: missing, a folder, no permission, a device."""

    code = "E_UNREADABLE"
    message = N_("{file}: cannot be read: {reason}")
    hint = N_("check that the path names an ordinary file that you may read")


class PasswordError(SealcaseError):
    """A document that opens neither without a password nor with the one given."""

    code = "E_PASSWORD"
    message = N_("{file}: does not open without its password")
    hint = N_("type the password of the file when asked, or set it in the variable SEALCASE_FILE_PASSWORD")


class EmptyFileError(SealcaseError):
    """A file of no bytes, or of nothing but white space."""

    code = "E_EMPTY"
    message = N_("{file}: the file is empty")
    hint = N_("save or export it again; a screenshot of 0 bytes was not written to the end")


class LimitError(SealcaseError):
    """An input is larger than its bound. `what` is marked text, `value` and `limit` numbers in `unit`."""

    code = "E_LIMIT"
    message = N_("{file}: {what} is {value} {unit}, the limit is {limit} {unit}")
    hint = N_(
        "give a smaller part: the screenshot or the hours of the log that the complaint is about; of logs and tables,"
        " --around TIME or --about NUMBER takes them by itself"
    )


class UnsupportedFileError(SealcaseError):
    """Content of a kind that cannot be redacted safely."""

    code = "E_UNSUPPORTED"
    message = N_("{file}: {reason}")
    hint = N_("give pictures, PDF, text, logs, CSV, Excel workbooks, JSON, HAR or mail; or a ZIP archive of those")


class VideoError(UnsupportedFileError):
    """A video, whose frames nobody could all look at."""

    hint = N_(
        "pause the video where it matters and take screenshots, or save single frames; VLC: Video, Take Snapshot;"
        " ffmpeg: ffmpeg -i VIDEO -vf fps=1 frame-%03d.png"
    )


class SoundError(UnsupportedFileError):
    """A recording of sound."""

    hint = N_(
        "write down what is said that matters, with the time, in a text file, and say that you have the recording"
    )


class OfficeDocumentError(UnsupportedFileError):
    """A document of an office program that is no workbook."""

    hint = N_("open it and save it as PDF; a table as CSV or as an Excel workbook (.xlsx) without password")


class PackedFileError(UnsupportedFileError):
    """An archive or compressed file of another kind than ZIP."""

    hint = N_("unpack it and give the files that are inside")


class WebPageError(UnsupportedFileError):
    """A web page or drawing, which can hold what a reader does not see."""

    hint = N_("open it in a browser and print it to PDF, or take a screenshot; save a table as CSV")


class OtherPictureError(UnsupportedFileError):
    """A picture of a kind that is not read."""

    hint = N_("open it and save it as PNG or JPEG, or take a screenshot")


class DamagedFileError(SealcaseError):
    """A file that breaks off or does not follow its own format."""

    code = "E_DAMAGED"
    message = N_("{file}: damaged: {reason}")
    hint = N_("export or download it again, or take a new screenshot")


class EncodingError(SealcaseError):
    """Text in an encoding that is not known for sure."""

    code = "E_ENCODING"
    message = N_("{file}: the text is not UTF-8, UTF-16 or GB18030 (byte {offset})")
    hint = N_("open it in an editor and save it as UTF-8")


# ------------------------------------------------------------------------- detection and redaction
class DetectorError(SealcaseError):
    """A recogniser raised or ran out of time. Nothing passes undetected, so the exhibit stops here."""

    code = "E_DETECTOR"
    exit_status = SEAL_REFUSED
    message = N_("{file}: {detector} failed at {place}; the file was not let through")
    hint = N_("leave this file out, or report the error with a file that you made up")


class LeakError(SealcaseError):
    """The second look at the redacted result found something that had to be gone (invariant 5)."""

    code = "E_LEAK"
    exit_status = SEAL_REFUSED
    message = N_("{file}: {count} sensitive value(s) would still be readable after redaction, first: {entity}, {place}")
    hint = N_("nothing was written; cut or cover that place in the file yourself, or leave the file out")


class PolicyError(SealcaseError):
    """A policy file that does not follow the schema, or a kind of complaint that does not exist."""

    code = "E_POLICY"
    message = N_("policy {file}: {reason}")
    hint = N_("use one of these kinds of complaint: {known}")


class OverridesError(SealcaseError):
    """A file of a person's own decisions that does not follow the schema, or does not fit the evidence."""

    code = "E_DECISIONS"
    message = N_("decisions {file}: {reason}")
    hint = N_(
        "type: sealcase scan --json, with the same files in the same order; it names findings, files and entities"
    )


class MeFileError(SealcaseError):
    """A file of the complainant's own values that does not follow the schema."""

    code = "E_ME"
    message = N_("{file}: not a file of your own values: {reason}")
    hint = N_('write one line for each kind: name, phone, email, account, card, identity, address or wallet = "…"')


class CaseFileError(SealcaseError):
    """A file of what the person states that does not follow the schema."""

    code = "E_CASE"
    message = N_("{file}: not a file of what you state: {reason}")
    hint = N_("write one line for each of: {known}; sealcase policy show TYPE --template prints a file to fill in")


class FocusError(SealcaseError):
    """Nothing in the evidence is about the transaction that was named."""

    code = "E_FOCUS"
    message = N_("nothing in the evidence is about the transaction that you named")
    hint = N_("check the number, or for logs without it give the time: --around TIME --window 30m; or leave these out")


class RecognizersError(SealcaseError):
    """A configuration of the user's own recognisers that cannot be used, or would use the network."""

    code = "E_RECOGNIZERS"
    message = N_("{file}: not a configuration of recognisers that can be used: {reason}")
    hint = N_(
        "follow Presidio's documents; download models yourself first, and give the folder of a model as its model_name"
    )


class KeepSecretError(SealcaseError):
    """A person asked to keep a secret; nothing keeps one (invariant 1)."""

    code = "E_KEEP_SECRET"
    exit_status = SEAL_REFUSED
    message = N_("{file}: {key} would let out a secret ({entity}); a secret is always removed")
    hint = N_(
        "support never needs it; if others may have seen it, move the funds to a new wallet, or change the password"
        " and log other devices out"
    )


class MissingExtraError(SealcaseError):
    """A command needs libraries that the light installation leaves out."""

    code = "E_EXTRA"
    message = N_("this command needs {module}, which is not installed")
    hint = N_('type: python -m pip install "sealcase[prepare]"')


# ---------------------------------------------------------------------------------- keys and files
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
    hint = N_("choose another place with -o; nothing was left behind")


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
    hint = N_("the desk knows the case by its key, {fingerprint}; without that key, pack again without --supersedes")


class TimestampError(SealcaseError):
    """A timestamp that was not given, or does not hold."""

    code = "E_TIMESTAMP"
    message = N_("{file}: no timestamp that holds: {reason}")
    hint = N_("the package itself is as good as without it; ask for another timestamp, or check the certificates given")


# ------------------------------------------------------------------------------------- the package
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


# --------------------------------------------------------------------------------------- disclosure
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
