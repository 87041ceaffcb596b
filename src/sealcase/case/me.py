"""`me.toml`: the complainant's own values, given once, so that they are found wherever they stand unlabelled.

Guarantees: the file is read and never sent; what it holds goes into fields that no log shows. Refuses a
value too short to be looked for, since a value that is silently not looked for would stay readable.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from sealcase.contents import TextSpan
from sealcase.entities import ENTITIES
from sealcase.errors import MeFileError
from sealcase.files import printable, read_bounded
from sealcase.locale import N_
from sealcase.model import Band, Finding

MAX_FILE_BYTES = 64 * 1024
MAX_VALUES = 20
"""Of one kind: a person has few phones, and a list of strangers is no `me.toml`."""
MAX_VALUE_CHARS = 200

KINDS = {
    "name": ("PERSON", 2),
    "phone": ("PHONE_NUMBER", 7),
    "email": ("EMAIL_ADDRESS", 5),
    "account": ("ACCOUNT", 6),
    "card": ("CREDIT_CARD", 12),
    "identity": ("CN_RESIDENT_ID", 15),
    "address": ("LOCATION", 8),
    "wallet": ("CRYPTO", 16),
}
"""Keys of the file: the entity, and the least number of characters that detection looks for."""


def read_me(path: Path) -> tuple[Finding, ...]:
    """Return the values in the file at `path`, as findings of no exhibit.

    Raises:
        MeFileError: the file does not follow the schema; names the key, never a value.
        UnreadableFileError, EmptyFileError, LimitError: the file cannot be read within its bound.
    """
    try:
        document = tomllib.loads(read_bounded(path, MAX_FILE_BYTES).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise _error(path, N_("the file is not valid TOML")) from None
    found: list[Finding] = []
    for key, given in document.items():
        if key not in KINDS:
            raise _error(path, N_("{key}: there is no such key"), key=key)
        entity, least = KINDS[key]
        values = given if isinstance(given, list) else [given]
        if len(values) > MAX_VALUES or not all(_is_long_enough(value, least) for value in values):
            raise _error(
                path, N_("{key}: needs a text, or a list of texts, of at least {limit} characters each"), key, least
            )
        found += [_finding(entity, value.strip()) for value in values]
    return tuple(found)


def _is_long_enough(value: object, least: int) -> bool:
    """Tell whether a value can be looked for: spaces do not count."""
    return isinstance(value, str) and len("".join(value.split())) >= least and len(value) <= MAX_VALUE_CHARS


def _finding(entity: str, value: str) -> Finding:
    return Finding(
        id="",
        exhibit="",
        entity=entity,
        tier=ENTITIES[entity].tier,
        band=Band.CERTAIN,
        where=TextSpan(start=0, end=0),
        value=value,
        rule="me",
    )


def _error(path: Path, reason: str, key: str = "", limit: int = 0) -> MeFileError:
    return MeFileError(file=printable(str(path)), reason=reason, key=printable(key), limit=limit)
