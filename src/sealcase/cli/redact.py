"""`sealcase redact`: redacted copies, checked, without a package."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from sealcase.cli.command import Command, show_json
from sealcase.cli.inputs import decisions_option, evidence_argument, force_option, issue_option, me_option, spooled
from sealcase.cli.passphrase import file_password
from sealcase.files import printable


@click.command(cls=Command, name="redact", help=_("Write redacted copies of FILEs into a folder."))
@evidence_argument()
@click.option(
    "-o", "--output", "directory", required=True, type=click.Path(path_type=Path), help=_("Folder for the copies.")
)
@issue_option()
@decisions_option()
@me_option()
@force_option()
def command(
    files: tuple[Path, ...],
    directory: Path,
    issue: str,
    decisions: Path | None,
    me: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Redact into `directory`; either all copies appear or none."""
    from sealcase import pipeline
    from sealcase.case.me import read_me
    from sealcase.cli.findings import scan_json, show_findings, show_step
    from sealcase.decide import load_overrides, load_policy

    if decisions and me:  # own values add findings, so the numbers of `scan` would name others
        raise click.UsageError(_("--decisions and --me cannot go together yet: --me changes the numbers of findings"))
    known = read_me(me) if me else ()
    overrides = load_overrides(decisions) if decisions else pipeline.NO_OVERRIDES
    with spooled(files) as paths:
        redacted = pipeline.redact_to(
            paths,
            directory,
            policy=load_policy(issue),
            progress=show_step,
            overrides=overrides,
            known=known,
            unlock=file_password,
            force=force,
        )
    if as_json:
        show_json(
            scan_json(redacted.scanned)
            | {
                "items": [
                    {
                        "exhibit": item.exhibit,
                        "file": str(directory / item.name),
                        "redactions": [
                            {
                                "id": redaction.id,
                                "entity": redaction.entity,
                                "action": redaction.action.value,
                                "where": redaction.where.to_json(),
                            }
                            for redaction in item.redactions
                        ],
                    }
                    for item in redacted.items
                ]
            }
        )
        return
    show_findings(redacted.scanned)
    for item in redacted.items:
        click.echo(printable(str(directory / item.name), max_chars=2000))
