"""Passphrases: typed on the terminal without being shown; those of vaults, for scripts, from the environment."""

from __future__ import annotations

import getpass
import os
import warnings
from gettext import gettext as _

import click

ENVIRONMENT = "SEALCASE_VAULT_PASSPHRASE"


def new_passphrase() -> str:
    """Return a passphrase for a new vault, which is typed twice."""
    return _from_environment() or ask(_("New passphrase of the vault"), twice=True)


def vault_passphrase() -> str:
    """Return the passphrase of a vault that exists."""
    return _from_environment() or ask(_("Passphrase of the vault"))


def ask(prompt: str, *, twice: bool = False) -> str:
    """Ask on the terminal, also where standard input holds evidence; never where the answer would be shown.

    Raises:
        click.UsageError: there is no terminal.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return str(click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True))
        except getpass.GetPassWarning:
            message = _("there is no terminal to type on; a vault's passphrase may stand in the variable {name}")
            raise click.UsageError(message.format(name=ENVIRONMENT)) from None


def _from_environment() -> str:
    return os.environ.get(ENVIRONMENT, "")
