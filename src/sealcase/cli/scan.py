"""`sealcase scan`: what is sensitive in files and what would be done with it."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from sealcase.cli.choices import choice_options, read_choices, read_policy
from sealcase.cli.command import Command, show_json
from sealcase.cli.folder import looked_at
from sealcase.cli.inputs import evidence_argument, folder_option, issue_option


@click.command(
    cls=Command,
    name="scan",
    help=_("Show what is sensitive in FILEs, or in a case folder, and what would happen to it."),
)
@evidence_argument(required=False)
@folder_option()
@issue_option()
@choice_options()
def command(
    files: tuple[Path, ...], case_folder: Path | None, issue: str | None, *, as_json: bool, **options: Any
) -> None:
    """Scan and show; change nothing."""
    from sealcase import pipeline
    from sealcase.cli.findings import scan_json, show_findings, show_step

    with looked_at(files, case_folder, options) as (paths, given):
        policy = read_policy(issue, given["case"])
        chosen = read_choices(policy, **given)
        scanned = pipeline.scan(paths, policy, chosen.detector(), show_step, chosen)
        if as_json:
            show_json(scan_json(scanned))
        else:
            show_findings(scanned)
