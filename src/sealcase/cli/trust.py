"""Whose signature counts: `--signers FILE` and `--signer SHA256:…`."""

from __future__ import annotations

import re
from gettext import gettext as _
from pathlib import Path

import click

from sealcase.cli.inputs import Decorator, file_option, together
from sealcase.files import read_bounded
from sealcase.package.allowed_signers import AllowedSigner, parse_allowed_signers
from sealcase.package.verify import Trust

MAX_SIGNERS_BYTES = 1024 * 1024


def signer_options() -> Decorator:
    """Return the two options that name trusted signers."""
    return together(
        click.option(
            "--signer",
            multiple=True,
            metavar="SHA256:...",
            help=_("Fingerprint that the sender confirmed, for example in the app; may be repeated."),
        ),
        file_option("--signers", "FILE", _("File of trusted signers, as ssh-keygen's allowed_signers.")),
    )


def read_trust(fingerprints: tuple[str, ...], signers: Path | None) -> Trust:
    """Return whom the options trust.

    Raises:
        click.BadParameter: a fingerprint is not in the form that `pack` and ssh-keygen print.
        SignersFileError: the file of signers cannot be understood.
    """
    for fingerprint in fingerprints:
        if not re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", fingerprint):
            raise click.BadParameter(
                _("a fingerprint is SHA256: and 43 characters, as pack prints it"), param_hint="--signer"
            )
    allowed: tuple[AllowedSigner, ...] = ()
    if signers:
        text = read_bounded(signers, MAX_SIGNERS_BYTES).decode("utf-8", "replace")
        allowed = parse_allowed_signers(text, str(signers))
    return Trust(fingerprints=frozenset(fingerprints), signers=allowed)
