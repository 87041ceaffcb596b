"""`sealcase verify`: is the package whole, and who signed it? Needs no key."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from sealcase.cli.command import Command
from sealcase.cli.inputs import spooled
from sealcase.cli.trust import read_trust, signer_options
from sealcase.cli.verdict import show_verdict
from sealcase.package.verify import verify


@click.command(cls=Command, name="verify", help=_("Check that PACKAGE is whole and who signed it; needs no key."))
@click.argument("package", type=click.Path(path_type=Path, allow_dash=True))
@signer_options()
def command(package: Path, signer: tuple[str, ...], signers: Path | None, *, as_json: bool) -> None:
    """Verify and show the verdict; the exit status is the verdict's."""
    with spooled([package]) as (path,):
        verdict = verify(path, read_trust(signer, signers))
    show_verdict(verdict, verdict.to_json(), as_json=as_json)
    raise click.exceptions.Exit(verdict.exit_status)
