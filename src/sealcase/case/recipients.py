"""Recipient files: a support desk's public keys and official channels.

A recipient file is an age recipients file (C2SP age.md, "recipients file"): a line for each public
key, `#` before comments. What people need to know stands in comments, so that `age -R` reads the
same file:

    # sealcase recipient file 1
    # name: Example Pay support desk
    # channel: https://support.example/complaints
    age1…
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sealcase.errors import LimitError, RecipientFileError
from sealcase.files import read_bounded
from sealcase.locale import N_

MAX_FILE_BYTES = 64 * 1024
MAX_KEYS = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class RecipientFile:
    """A support desk as its recipient file describes it; nothing here is proven, keys are not parsed yet."""

    name: str
    """What the desk calls itself; the file's name where it says nothing."""
    channels: tuple[str, ...]
    """Where packages are to be sent, as the desk writes it."""
    keys: tuple[str, ...]
    """The `age1…` or `ssh-ed25519 …` lines."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the sorted key lines, first 128 bits in groups of four hex digits, for people to compare."""
        digest = hashlib.sha256("".join(f"{key}\n" for key in sorted(self.keys)).encode()).hexdigest()[:32]
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def read_recipient_file(path: Path) -> RecipientFile:
    """Read the recipient file at `path`.

    Raises:
        UnreadableFileError, EmptyFileError, LimitError: the file cannot be read within its bound.
        RecipientFileError: it is not text, or holds no key.
    """
    try:
        lines = read_bounded(path, MAX_FILE_BYTES).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise RecipientFileError(file=str(path), reason=N_("it is not text")) from None
    notes: dict[str, list[str]] = {"name": [], "channel": []}
    keys: list[str] = []
    for line in (line.strip() for line in lines):
        if not line.startswith("#"):
            keys += [line] if line else []
            continue
        label, separator, value = line.removeprefix("#").partition(":")
        if separator and label.strip() in notes:
            notes[label.strip()].append(value.strip())
    if not keys:
        raise RecipientFileError(file=str(path), reason=N_("it holds no key"))
    if len(keys) > MAX_KEYS:
        raise LimitError(
            file=str(path), what=N_("the number of keys"), value=len(keys), limit=MAX_KEYS, unit=N_("keys")
        )
    name = notes["name"][0] if notes["name"] else path.stem
    return RecipientFile(name=name, channels=tuple(notes["channel"]), keys=tuple(keys))


def recipient_file_text(desk: RecipientFile) -> str:
    """Return the recipient file that describes `desk`; line breaks in its words become spaces."""
    notes = [("name", desk.name)] if desk.name else []
    notes += [("channel", channel) for channel in desk.channels]
    lines = ["# sealcase recipient file 1", *(f"# {label}: {' '.join(value.split())}" for label, value in notes)]
    return "".join(f"{line}\n" for line in (*lines, *desk.keys))
