"""`sealcase verify`: is the package whole, and who signed it? Needs no key."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from sealcase.cli.command import Command, error_json, show_error
from sealcase.cli.inputs import spooled
from sealcase.cli.trust import read_trust, signer_options
from sealcase.cli.verdict import show_verdict
from sealcase.errors import REFUSED, SealcaseError
from sealcase.package.verify import verify


@click.command(cls=Command, name="verify", help=_("Check that PACKAGE is whole and who signed it; needs no key."))
@click.argument("package", type=click.Path(path_type=Path, allow_dash=True))
@signer_options()
@click.option("--timestamp", type=click.Path(path_type=Path), metavar="FILE", help=_("Check this timestamp, too."))
@click.option(
    "--tsa-ca",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Certificates (PEM) of the timestamp authorities that you trust."),
)
def command(
    package: Path,
    signer: tuple[str, ...],
    signers: Path | None,
    timestamp: Path | None,
    tsa_ca: Path | None,
    *,
    as_json: bool,
) -> None:
    """Verify and show the verdict; the exit status is the verdict's, or 1 where the timestamp does not hold."""
    if (timestamp is None) != (tsa_ca is None):
        raise click.UsageError(_("--timestamp and --tsa-ca belong together"))
    with spooled([package]) as (path,):
        verdict = verify(path, read_trust(signer, signers))
    document: dict[str, object] = verdict.to_json() | {"timestamp": None}
    exit_status = verdict.exit_status
    failure, moment = None, ""
    if timestamp and tsa_ca and verdict.error is None:
        from sealcase.package.timestamp import check

        try:
            moment = check(timestamp, bytes.fromhex(verdict.facts.signature_sha256 or ""), tsa_ca).time
            document["timestamp"] = {"status": "ok", "time": moment}
        except SealcaseError as error:
            failure, exit_status = error, REFUSED
            document |= {"exit_status": REFUSED, "timestamp": {"status": "failed", "error": error_json(error)}}
    show_verdict(verdict, document, as_json=as_json)
    if moment and not as_json:
        click.echo(
            _("Timestamp: the signature existed at {time}, says an authority that you trust.").format(time=moment)
        )
    if failure is not None:
        show_error(failure)
    raise click.exceptions.Exit(exit_status)
