"""`sealcase redact`: redacted copies, checked, without a package."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sealcase.cli.choices import choice_options, read_choices, read_policy
from sealcase.cli.command import Command, Rows, show_json
from sealcase.cli.folder import looked_at
from sealcase.cli.inputs import evidence_argument, folder_option, force_option, issue_option
from sealcase.files import printable

if TYPE_CHECKING:
    from sealcase.pipeline import Redacted


@click.command(
    cls=Command, name="redact", help=_("Write redacted copies of FILEs, or of a case folder's exhibits, into a folder.")
)
@evidence_argument(required=False)
@folder_option()
@click.option(
    "-o", "--output", "directory", required=True, type=click.Path(path_type=Path), help=_("Folder for the copies.")
)
@issue_option()
@choice_options()
@force_option()
def command(
    files: tuple[Path, ...],
    case_folder: Path | None,
    directory: Path,
    issue: str | None,
    *,
    force: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Redact into `directory`; either all copies appear or none."""
    from sealcase import pipeline
    from sealcase.cli.findings import show_findings, show_step

    with looked_at(files, case_folder, options) as (paths, given):
        policy = read_policy(issue, given["case"])
        redacted = pipeline.redact_to(
            paths,
            directory,
            policy=policy,
            progress=show_step,
            choices=read_choices(policy, **given),
            force=force,
        )
        if as_json:
            show_json(_json(redacted, directory))
            return
    show_findings(redacted.scanned)
    for item in redacted.items:
        click.echo(printable(str(directory / item.name), max_chars=2000))


def _json(redacted: Redacted, directory: Path) -> dict[str, object]:
    """Return the document that `redact --json` prints; what a long text lost is read from the evidence once more."""
    from sealcase.cli.findings import scan_json

    items = [
        {
            "exhibit": item.exhibit,
            "file": str(directory / item.name),
            "redactions": Rows(
                {
                    "id": redaction.id,
                    "entity": redaction.entity,
                    "action": redaction.action.value,
                    "where": redaction.where.to_json(),
                }
                for redaction in item.redactions
            ),
        }
        for item in redacted.items
    ]
    return scan_json(redacted.scanned) | {"items": items}
