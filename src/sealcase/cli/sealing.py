"""The options of `pack` for cases that are not sealed in the usual way."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sealcase.cli.inputs import Decorator, file_option, together
from sealcase.cli.passphrase import new_passphrase
from sealcase.cli.passphrase import vault_passphrase as earlier_passphrase

if TYPE_CHECKING:
    from sealcase.choices import SealOptions

SEALING = ("vault_passphrase", "supersedes", "sign_with", "timestamp")
"""Names of the parameters that the options give."""


def seal_options() -> Decorator:
    """Return the options that `read_seal_options` takes."""
    return together(
        click.option(
            "--vault-passphrase",
            is_flag=True,
            help=_("Encrypt the vault to a passphrase, which is asked for, instead of to your own key."),
        ),
        file_option(
            "--supersedes",
            "VAULT",
            _("Replace an earlier package of the same case, whose vault this is; its key signs again."),
        ),
        file_option(
            "--sign-with",
            "PUBLIC_KEY_FILE",
            _("Sign through ssh-agent or a security key instead of with a fresh key."),
        ),
        click.option(
            "--timestamp",
            metavar="URL",
            help=_("Ask this RFC 3161 authority for a timestamp; the only use of the network, and only if given."),
        ),
    )


def read_seal_options(
    vault: Path | None = None,
    *,
    vault_passphrase: bool,
    supersedes: Path | None,
    sign_with: Path | None,
    timestamp: str | None,
) -> SealOptions:
    """Return what the options say; a new passphrase is asked for here.

    `vault` is the name of the new vault, where a person chose it.

    Raises:
        click.UsageError: an address is none that may be asked, or the new vault would replace the earlier one.
    """
    from sealcase.choices import SealOptions
    from sealcase.package.timestamp import is_authority

    if timestamp is not None and not is_authority(timestamp):
        raise click.BadParameter(_("an address begins with https://"), param_hint="--timestamp")
    if (
        vault is not None
        and supersedes is not None
        and vault.exists()
        and supersedes.exists()
        and vault.samefile(supersedes)
    ):
        raise click.UsageError(_("the new vault would replace the one given with --supersedes; choose another -o"))
    return SealOptions(
        vault_passphrase=new_passphrase() if vault_passphrase else None,
        supersedes=supersedes,
        ask_passphrase=earlier_passphrase,
        sign_with=sign_with,
        timestamp=timestamp,
    )
