"""`sealcase scan`: what is sensitive in files and what would be done with it."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from sealcase.cli.choices import choice_options, read_choices
from sealcase.cli.command import Command, show_json
from sealcase.cli.inputs import evidence_argument, issue_option, spooled


@click.command(cls=Command, name="scan", help=_("Show what is sensitive in FILEs and what would happen to it."))
@evidence_argument()
@issue_option()
@choice_options()
def command(files: tuple[Path, ...], issue: str, *, as_json: bool, **choices: Any) -> None:
    """Scan and show; change nothing."""
    from sealcase import pipeline
    from sealcase.cli.findings import scan_json, show_findings, show_step
    from sealcase.decide import load_policy

    policy = load_policy(issue)
    chosen = read_choices(policy, **choices)
    with spooled(files) as paths:
        scanned = pipeline.scan(paths, policy, chosen.detector(), show_step, chosen)
        if as_json:
            show_json(scan_json(scanned))
        else:
            show_findings(scanned)
