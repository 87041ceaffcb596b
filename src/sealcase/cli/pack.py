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

from sealcase.cli.choices import choice_options, read_choices
from sealcase.cli.command import Command, show_error, show_json
from sealcase.cli.inputs import evidence_argument, force_option, issue_option, spooled
from sealcase.cli.leaving import kept_json, leaving_json, leaving_options, show_kept, show_leaving
from sealcase.cli.sealing import SEALING, read_seal_options, seal_options
from sealcase.errors import SealcaseError
from sealcase.files import private_workspace

if TYPE_CHECKING:
    from sealcase.choices import Choices
    from sealcase.decide import Policy
    from sealcase.pipeline import Packed

SUFFIX = ".sealcase.zip"


@click.command(cls=Command, name="pack", help=_("Redact FILEs, sign and encrypt them into one package for a desk."))
@evidence_argument()
@click.option(
    "--to", required=True, type=click.Path(path_type=Path), metavar="RECIPIENT", help=_("The desk's recipient file.")
)
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
def command(files: tuple[Path, ...], issue: str, *, to: Path, dry_run: bool, as_json: bool, **more: Any) -> None:
    """Pack and tell what was done and what comes next."""
    from sealcase.cli.stated import warn_of_missing
    from sealcase.decide import load_policy

    policy = load_policy(issue)
    packing = {name: more.pop(name) for name in (*SEALING, "output", "explain", "force")}
    choices = read_choices(policy, **more)
    warn_of_missing(policy, choices)
    if not dry_run and as_json and packing["output"] == Path("-"):
        raise click.UsageError(_("-o - and --json would both write to standard output"))
    with spooled(files) as paths:
        if dry_run:
            _rehearse(paths, policy, to, choices, as_json=as_json)
        else:
            _pack(paths, policy, to, choices, as_json=as_json, **packing)


def _rehearse(paths: Sequence[Path], policy: Policy, to: Path, choices: Choices, *, as_json: bool) -> None:
    from sealcase import pipeline
    from sealcase.cli.findings import show_step

    rehearsed = pipeline.rehearse(paths, policy=policy, recipient_file=to, progress=show_step, choices=choices)
    if as_json:
        show_json(leaving_json(rehearsed))
    else:
        show_leaving(rehearsed)


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

    to_stdout = output == Path("-")
    default = Path(f"complaint-{datetime.now(UTC):%Y-%m-%d}{SUFFIX}")
    package = default if output is None or to_stdout else output
    vault = package.with_name(package.name.removesuffix(".zip").removesuffix(".sealcase") + ".vault.age")
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
    _show(packed, to_stdout=to_stdout, explain=explain, as_json=as_json)


def _show(packed: Packed, *, to_stdout: bool, explain: bool, as_json: bool) -> None:
    from sealcase.cli.packed import packed_json, show_packed

    if as_json:
        kept = {"kept": kept_json(packed.scanned)} if explain else {}
        show_json(packed_json(packed) | kept)
    elif not to_stdout:
        show_packed(packed)
        if explain:
            show_kept(packed.scanned)
    if isinstance(packed.timestamp, SealcaseError):
        show_error(packed.timestamp)
        raise click.exceptions.Exit(packed.timestamp.exit_status)
