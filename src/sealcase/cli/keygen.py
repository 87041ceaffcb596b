"""`sealcase keygen`: a support desk's identity, and the recipient file that it gives to complainants."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from sealcase.case.recipients import RecipientFile, recipient_file_text
from sealcase.cli.command import Command, show_json
from sealcase.cli.inputs import force_option
from sealcase.files import atomic_directory, printable
from sealcase.package import age


@click.command(cls=Command, name="keygen", help=_("Make a support desk's identity and recipient file."))
@click.option("-o", "--output", "directory", required=True, type=click.Path(path_type=Path), help=_("Folder for both."))
@click.option("--classic", is_flag=True, help=_("X25519 keys, which age before 1.3 can use; not post-quantum."))
@click.option("--name", default="", help=_("What the desk calls itself, for the recipient file."))
@click.option("--channel", "channels", multiple=True, help=_("Where packages are to be sent; may be repeated."))
@force_option()
def command(
    directory: Path, name: str, channels: tuple[str, ...], *, classic: bool, force: bool, as_json: bool
) -> None:
    """Write `support-desk.identity` and `support-desk.recipient` into `directory`."""
    identity = age.generate_identity() if classic else age.generate_hybrid_identity()
    key = str(identity.recipient())
    desk = RecipientFile(name=name, channels=channels, keys=(key,))
    private, public = "support-desk.identity", "support-desk.recipient"
    with atomic_directory(directory, force=force) as staging:
        (staging / private).write_text(f"# public key: {key}\n{identity.to_text()}\n", encoding="utf-8")
        (staging / private).chmod(0o600)
        (staging / public).write_text(recipient_file_text(desk), encoding="utf-8")
    if as_json:
        files = {"identity": str(directory / private), "recipient": str(directory / public)}
        show_json(files | {"key": key, "fingerprint": desk.fingerprint})
        return
    for line in (
        _("Identity:    {path} (keep it secret; it opens every package sent to you)").format(path=directory / private),
        _("Recipient:   {path} (give this file to complainants)").format(path=directory / public),
        _("Fingerprint: {fingerprint} (publish it, so that people can compare)").format(fingerprint=desk.fingerprint),
    ):
        click.echo(printable(line, max_chars=2000))
