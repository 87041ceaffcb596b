"""`sealcase pack`: the main job in one step."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sealcase.case.folder import PACKAGE_SUFFIX, vault_beside
from sealcase.cli.choices import choice_options, read_choices, read_policy
from sealcase.cli.command import Command
from sealcase.cli.inputs import evidence_argument, force_option, issue_option, spooled, to_option
from sealcase.cli.leaving import leaving_options, rehearse
from sealcase.cli.sealing import SEALING, read_seal_options, seal_options
from sealcase.files import private_workspace

if TYPE_CHECKING:
    from sealcase.choices import Choices
    from sealcase.decide import Policy


@click.command(cls=Command, name="pack", help=_("Redact FILEs, sign and encrypt them into one package for a desk."))
@evidence_argument()
@to_option()
@issue_option()
@choice_options()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="OUT",
    help=_("The package, NAME.sealcase.zip; default: complaint-DATE.sealcase.zip in this folder."),
)
@seal_options()
@leaving_options()
@force_option()
def command(files: tuple[Path, ...], issue: str | None, *, to: Path, dry_run: bool, as_json: bool, **more: Any) -> None:
    """Pack and tell what was done and what comes next."""
    from sealcase.cli.stated import warn_of_missing

    policy = read_policy(issue, more["case"])
    packing = {name: more.pop(name) for name in (*SEALING, "output", "explain", "force")}
    choices = read_choices(policy, **more)
    warn_of_missing(policy, choices, more["case"])
    if not dry_run and as_json and packing["output"] == Path("-"):
        raise click.UsageError(_("-o - and --json would both write to standard output"))
    with spooled(files) as paths:
        if dry_run:
            rehearse(paths, policy, to, choices, as_json=as_json)
        else:
            _pack(paths, policy, to, choices, as_json=as_json, **packing)


def _pack(
    paths: Sequence[Path],
    policy: Policy,
    to: Path,
    choices: Choices,
    *,
    output: Path | None,
    explain: bool,
    force: bool,
    as_json: bool,
    **sealing: Any,
) -> None:
    from sealcase import pipeline
    from sealcase.cli.findings import show_step
    from sealcase.cli.packed import show_result

    to_stdout = output == Path("-")
    default = Path(f"complaint-{datetime.now(UTC):%Y-%m-%d}{PACKAGE_SUFFIX}")
    package = default if output is None or to_stdout else output
    vault = vault_beside(package)
    options = read_seal_options(vault, **sealing)
    with private_workspace() as workspace:
        packed = pipeline.pack(
            paths,
            policy=policy,
            recipient_file=to,
            package=workspace / package.name if to_stdout else package,
            vault=vault,
            progress=show_step,
            options=options,
            choices=choices,
            force=force,
        )
        if to_stdout:
            with packed.package.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
    show_result(packed, in_words=not to_stdout, explain=explain, as_json=as_json)
