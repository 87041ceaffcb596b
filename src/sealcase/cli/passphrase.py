"""Passphrases: typed on the terminal without being shown; for scripts, from the environment."""

from __future__ import annotations

import getpass
import os
import warnings
from gettext import gettext as _
from pathlib import Path

import click

from sealcase.files import printable

ENVIRONMENT = "SEALCASE_VAULT_PASSPHRASE"
FILE_ENVIRONMENT = "SEALCASE_FILE_PASSWORD"
IDENTITY_ENVIRONMENT = "SEALCASE_IDENTITY_PASSPHRASE"


def new_passphrase() -> str:
    """Return a passphrase for a new vault, which is typed twice."""
    return _from_environment() or ask(_("New passphrase of the vault"), twice=True)


def vault_passphrase() -> str:
    """Return the passphrase of a vault that exists."""
    return _from_environment() or ask(_("Passphrase of the vault"))


def identity_passphrase(path: Path) -> str:
    """Return the passphrase of an identity file that is protected by one."""
    if from_environment := os.environ.get(IDENTITY_ENVIRONMENT, ""):
        return from_environment
    prompt = _("Passphrase of the identity file {file}").format(file=printable(path.name))
    return ask(prompt, variable=IDENTITY_ENVIRONMENT)


def file_password(path: Path) -> str:
    """Return the password of an evidence file that does not open without one."""
    if from_environment := os.environ.get(FILE_ENVIRONMENT, ""):
        return from_environment
    prompt = _("Password of {file}").format(file=printable(path.name))
    return ask(prompt, variable=FILE_ENVIRONMENT)


def ask(prompt: str, *, twice: bool = False, variable: str = ENVIRONMENT) -> str:
    """Ask on the terminal, also where standard input holds evidence; never where the answer would be shown.

    Raises:
        click.UsageError: there is no terminal.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return str(click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True))
        except getpass.GetPassWarning:
            message = _("there is no terminal to type on; what is asked for may stand in the variable {name}")
            raise click.UsageError(message.format(name=variable)) from None


def _from_environment() -> str:
    return os.environ.get(ENVIRONMENT, "")
