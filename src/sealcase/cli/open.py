"""`sealcase open`: verify, decrypt, verify inside, extract, report."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from sealcase.cli.command import Command
from sealcase.cli.identities import read_identities
from sealcase.cli.inputs import force_option, spooled
from sealcase.cli.trust import read_trust, signer_options
from sealcase.cli.verdict import show_verdict
from sealcase.files import printable


@click.command(cls=Command, name="open", help=_("Verify and decrypt PACKAGE into a folder, with a report."))
@click.argument("package", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-i",
    "--identity",
    "identity_files",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("Identity file, as keygen or age-keygen wrote it; may be repeated."),
)
@click.option(
    "-o", "--output", "directory", required=True, type=click.Path(path_type=Path), help=_("Folder for the contents.")
)
@signer_options()
@force_option()
def command(
    package: Path,
    identity_files: tuple[Path, ...],
    directory: Path,
    signer: tuple[str, ...],
    signers: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Open into `directory`; the exit status is the verdict's."""
    from sealcase.package.unseal import unseal

    identities = read_identities(identity_files)
    with spooled([package]) as (path,):
        opened = unseal(path, identities, directory, read_trust(signer, signers), force=force)
    show_verdict(opened.verdict, opened.to_json(), as_json=as_json)
    if opened.directory and not as_json:
        for note in opened.notes:
            click.echo(_("Note:    {text}").format(text=note.describe(_)))
        click.echo(_("Report:  {path}").format(path=printable(str(directory / "report.html"), max_chars=2000)))
    raise click.exceptions.Exit(opened.verdict.exit_status)
