"""`sealcase disclose`: chosen removed values out of the vault, with proof that they were sealed."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

import click

from sealcase.case.recipients import read_recipient_file
from sealcase.cli.command import Command, show_json
from sealcase.cli.disclosed import disclosed_json, place, title
from sealcase.cli.identities import read_identities
from sealcase.cli.inputs import force_option
from sealcase.cli.passphrase import vault_passphrase
from sealcase.entities import ENTITIES
from sealcase.files import atomic_file, printable
from sealcase.model import Tier
from sealcase.package import age
from sealcase.package.disclosed import Disclosed, WholeOriginal


@click.command(
    cls=Command,
    name="disclose",
    help=_("Write chosen removed values of VAULT with proofs; without --id, list what can be shown."),
)
@click.argument("vault", type=click.Path(path_type=Path))
@click.option(
    "--id", "ids", multiple=True, metavar="R12", help=_("Number of a redaction (R12), or of an original (E0001).")
)
@click.option("--to", type=click.Path(path_type=Path), metavar="RECIPIENT", help=_("Encrypt to this recipient file."))
@click.option(
    "-i",
    "--identity",
    "identity_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("Identity file; default: your own key on this computer, or the vault's passphrase. May be repeated."),
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help=_("The file of proofs to write.")
)
@force_option()
def command(
    vault: Path,
    ids: tuple[str, ...],
    to: Path | None,
    identity_files: tuple[Path, ...],
    output: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Prove the values with `ids`, or list all."""
    from sealcase.package.own_key import own_identities
    from sealcase.package.proofs import list_openings, prove
    from sealcase.package.vault import AskedPassphrase, unlocked

    if bool(ids) != (output is not None):
        raise click.UsageError(_("--id and -o belong together"))
    if output == Path("-") and as_json:
        raise click.UsageError(_("-o - and --json would both write to standard output"))
    identities = [*(read_identities(identity_files) or own_identities()), AskedPassphrase(vault_passphrase)]
    with unlocked(vault, identities) as opened:
        if output is None:
            _show_list(list(list_openings(opened, str(vault))), as_json=as_json)
            return
        file = prove(opened, ids, str(vault))
    _write(file.to_bytes(), output, to, force=force)
    chosen = [proof.disclosed for proof in file.proofs]
    if as_json:
        document = {"file": str(output), "package_id": file.package_id, "encrypted": to is not None}
        show_json(document | {"disclosures": [disclosed_json(disclosed) for disclosed in chosen]})
    elif output != Path("-"):
        _tell(chosen, output, to)
    _warn(chosen)


def _write(data: bytes, output: Path, to: Path | None, *, force: bool) -> None:
    """Write the file of proofs, encrypted where a recipient is named."""
    if to is not None:
        keys = "\n".join(read_recipient_file(to).keys)
        sink = io.BytesIO()
        age.encrypt(io.BytesIO(data), sink, age.parse_recipients_file(keys, str(to)))
        data = sink.getvalue()
    if output == Path("-"):
        sys.stdout.buffer.write(data)
        return
    with atomic_file(output, force=force) as target:
        target.write(data)


def _show_list(openings: Sequence[Disclosed], *, as_json: bool) -> None:
    """Show numbers, kinds and places; values stay where they are."""
    if as_json:
        show_json({"openings": [disclosed_json(disclosed) for disclosed in openings]})
        return
    for disclosed in openings:
        click.echo(printable(f"{disclosed.id:<7} {title(disclosed)}: {place(disclosed)}"))


def _tell(chosen: Sequence[Disclosed], output: Path, to: Path | None) -> None:
    for disclosed in chosen:
        click.echo(printable(_("Shows:  {id} {what}").format(id=disclosed.id, what=title(disclosed))))
    readers = _("whoever has it can read the values") if to is None else _("only its recipient can read it")
    lines = (
        _("File:   {path} ({readers})").format(path=output, readers=readers),
        _("Anyone can check it against the package: sealcase check-disclosure PACKAGE {path}").format(path=output),
    )
    for line in lines:
        click.echo(printable(line, max_chars=2000))


def _warn(chosen: Sequence[Disclosed]) -> None:
    """Say what is shown beyond what a person may think of."""
    for disclosed in chosen:
        entity = ENTITIES.get(disclosed.entity)
        if isinstance(disclosed.value, WholeOriginal):
            message = _("warning: {id} is a whole original with everything in it that was removed")
        elif entity is not None and entity.tier is Tier.SECRET:
            message = _("warning: {id} is a secret ({what}); change it, or move what it protects, before you send this")
        else:
            continue
        click.echo(printable(message.format(id=disclosed.id, what=title(disclosed))), err=True)
