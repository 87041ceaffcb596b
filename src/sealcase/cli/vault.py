"""`sealcase vault open`: the complainant's own half of a package, back on the disk."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from sealcase.cli.command import Command, show_json
from sealcase.cli.identities import read_identities
from sealcase.cli.inputs import force_option
from sealcase.cli.passphrase import vault_passphrase
from sealcase.files import printable


@click.group(name="vault", help=_("Open your own half of a package (complainant)."))
def command() -> None:
    """Hold the commands on vaults."""


@command.command(cls=Command, name="open", help=_("Write what VAULT holds into a folder: originals, openings, key."))
@click.argument("vault", type=click.Path(path_type=Path))
@click.option(
    "-i",
    "--identity",
    "identity_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("Identity file; default: your own key on this computer, or the vault's passphrase. May be repeated."),
)
@click.option(
    "-o", "--output", "directory", required=True, type=click.Path(path_type=Path), help=_("Folder for the contents.")
)
@force_option()
def open_command(vault: Path, identity_files: tuple[Path, ...], directory: Path, *, force: bool, as_json: bool) -> None:
    """Open into `directory`: everything or nothing."""
    from sealcase.package.own_key import own_identities
    from sealcase.package.vault import AskedPassphrase, open_vault

    identities = read_identities(identity_files) or own_identities()
    opened = open_vault(vault, [*identities, AskedPassphrase(vault_passphrase)], directory, force=force)
    originals = {exhibit: str(directory / "originals" / name) for exhibit, name in opened.names().items()}
    key_file = directory / "signing-key" if opened.key else None
    facts = {"package_id": opened.package_id, "sequence": opened.sequence, "signer": opened.signer}
    if as_json:
        files = {
            "openings": str(directory / "openings.json"),
            "pixels": str(directory / "pixels") if opened.has_pixels else None,
            "signing_key": key_file and str(key_file),
        }
        listed = [{"exhibit": exhibit, "file": file} for exhibit, file in originals.items()]
        show_json({"directory": str(directory), **facts, **files, "originals": listed})
        return
    lines = [
        _("Package:     {package_id} (number {sequence} of its case)"),
        _("Fingerprint: {signer}"),
        _("Openings:    {directory}/openings.json (what each redaction hides; keep it to yourself)"),
        *([_("Pixels:      {directory}/pixels (what was covered on pictures)")] if opened.has_pixels else []),
        _("Signing key: {directory}/signing-key (keep it secret)") if key_file else _("Signing key: not in the vault"),
    ]
    for line in (*(line.format(directory=directory, **facts) for line in lines), *originals.values()):
        click.echo(printable(line, max_chars=2000))
