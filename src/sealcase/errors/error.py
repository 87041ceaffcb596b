"""What every error has: a code, an exit status, a sentence and a hint."""

from __future__ import annotations

from typing import ClassVar

from sealcase.locale import Translate

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
