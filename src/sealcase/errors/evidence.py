"""What can go wrong from the evidence to its redacted copies, and with what a person says about it."""

from __future__ import annotations

from sealcase.errors.error import SEAL_REFUSED, SealcaseError
from sealcase.locale import N_


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


class CaseSyntaxError(CaseFileError):
    """The same, of which not even the keys can be read."""

    hint = N_(
        'each line is NAME = "TEXT", with both quotation marks; text of several lines stands between """ and """; for a'
        " backslash write two"
    )


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
