"""How the age modules say among themselves that bytes do not follow the format.

`sealcase.package.age.decrypt` turns it into `sealcase.errors.DecryptionError` at the border, where the
name of the file is known.
"""

from __future__ import annotations

from enum import StrEnum


class Failure(StrEnum):
    """Where an age file failed; the values are the words that the C2SP/CCTV test vectors use."""

    ARMOR = "armor failure"
    HEADER = "header failure"
    MAC = "HMAC failure"
    PAYLOAD = "payload failure"


class FormatError(Exception):
    """Bytes that age v1 does not allow, or that are not authentic.

    `reason` is a sentence marked for translation, a template over `fields`.
    """

    def __init__(self, failure: Failure, reason: str, **fields: object) -> None:
        """Keep the three for whoever makes the public error."""
        super().__init__(reason)
        self.failure = failure
        self.reason = reason
        self.fields = fields
