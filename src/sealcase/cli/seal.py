"""`sealcase seal`: what the case folder holds becomes its next package."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from sealcase.case.folder import DESK, CaseFolder
from sealcase.cli.choices import choice_options, read_choices, read_policy
from sealcase.cli.command import Command
from sealcase.cli.folder import own_files
from sealcase.cli.inputs import folder_option, issue_option, to_option
from sealcase.cli.leaving import leaving_options, rehearse
from sealcase.cli.sealing import SEALING, read_seal_options, seal_options


@click.command(
    cls=Command,
    name="seal",
    help=_(
        "Redact, sign and encrypt what a case folder holds into one package for a desk. The next package of the folder "
        "replaces the one before, by the same key."
    ),
)
@folder_option()
@to_option(required=False, default=_(" Needed the first time; then it is kept in the folder."))
@issue_option()
@choice_options()
@seal_options()
@leaving_options()
def command(
    case_folder: Path | None,
    to: Path | None,
    issue: str | None,
    *,
    dry_run: bool,
    explain: bool,
    as_json: bool,
    **more: Any,
) -> None:
    """Seal and tell what was done and what comes next."""
    from sealcase.cli.findings import show_step
    from sealcase.cli.stated import warn_of_missing

    folder = CaseFolder.at(case_folder or Path())
    sealing = {name: more.pop(name) for name in SEALING}
    given = own_files(folder, more)
    policy = read_policy(issue, given["case"])
    choices = read_choices(policy, **given)
    exhibits = folder.evidence()
    recipient_file = to or folder.own(DESK)
    warn_of_missing(policy, choices, given["case"])
    if dry_run:
        rehearse(exhibits, policy, recipient_file, choices, as_json=as_json)
        return
    if recipient_file is None:
        raise click.UsageError(
            _("name the desk's recipient file: --to RECIPIENT; the folder keeps it for the next time")
        )
    from sealcase import stepwise
    from sealcase.cli.packed import show_result

    packed = stepwise.seal(
        folder,
        policy=policy,
        recipient_file=recipient_file,
        progress=show_step,
        options=read_seal_options(**sealing),
        choices=choices,
    )
    show_result(packed, explain=explain, as_json=as_json)
