"""`sealcase scan`: what is sensitive in files and what would be done with it."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from sealcase.cli.command import Command, show_json
from sealcase.cli.inputs import evidence_argument, issue_option, spooled
from sealcase.cli.passphrase import file_password


@click.command(cls=Command, name="scan", help=_("Show what is sensitive in FILEs and what would happen to it."))
@evidence_argument()
@issue_option()
def command(files: tuple[Path, ...], issue: str, *, as_json: bool) -> None:
    """Scan and show; change nothing."""
    from sealcase import pipeline
    from sealcase.cli.findings import scan_json, show_findings, show_step
    from sealcase.decide import load_policy
    from sealcase.detect import Detector

    with spooled(files) as paths:
        scanned = pipeline.scan(paths, load_policy(issue), Detector(), show_step, unlock=file_password)
    if as_json:
        show_json(scan_json(scanned))
    else:
        show_findings(scanned)
