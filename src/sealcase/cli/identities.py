"""Private keys named on the command line: `-i FILE`, as `open` and `vault open` take it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from sealcase.cli.passphrase import identity_passphrase
from sealcase.files import read_bounded
from sealcase.package.age import Identity, parse_identity_file

MAX_IDENTITY_BYTES = 1024 * 1024


def read_identities(files: Sequence[Path]) -> tuple[Identity, ...]:
    """Return the identities in `files`; the passphrase of one that is protected is asked for.

    Raises:
        IdentityFileError: a file holds no usable identity.
        UnreadableFileError, EmptyFileError, LimitError: a file cannot be read within its bound.
    """
    return tuple(
        identity
        for file in files
        for identity in parse_identity_file(
            read_bounded(file, MAX_IDENTITY_BYTES),
            str(file),
            ask_passphrase=functools.partial(identity_passphrase, file),
        )
    )
