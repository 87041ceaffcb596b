"""`sealcase pack`: the main job in one step."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from sealcase.cli.command import Command, show_error, show_json
from sealcase.cli.inputs import decisions_option, evidence_argument, force_option, issue_option, me_option, spooled
from sealcase.cli.leaving import kept_json, leaving_json, leaving_options, show_kept, show_leaving
from sealcase.cli.passphrase import file_password
from sealcase.cli.sealing import read_seal_options, seal_options
from sealcase.errors import SealcaseError
from sealcase.files import private_workspace

SUFFIX = ".sealcase.zip"


@click.command(cls=Command, name="pack", help=_("Redact FILEs, sign and encrypt them into one package for a desk."))
@evidence_argument()
@click.option(
    "--to", required=True, type=click.Path(path_type=Path), metavar="RECIPIENT", help=_("The desk's recipient file.")
)
@issue_option()
@decisions_option()
@me_option()
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
def command(  # noqa: PLR0913 - one parameter for each option
    files: tuple[Path, ...],
    to: Path,
    issue: str,
    decisions: Path | None,
    me: Path | None,
    output: Path | None,
    *,
    dry_run: bool,
    explain: bool,
    force: bool,
    as_json: bool,
    **sealing: Any,
) -> None:
    """Pack and tell what was done and what comes next."""
    from sealcase import pipeline
    from sealcase.case.me import read_me
    from sealcase.cli.findings import show_step
    from sealcase.cli.packed import packed_json, show_packed
    from sealcase.decide import load_overrides, load_policy

    if decisions and me:  # own values add findings, so the numbers of `scan` would name others
        raise click.UsageError(_("--decisions and --me cannot go together yet: --me changes the numbers of findings"))
    known = read_me(me) if me else ()
    overrides = load_overrides(decisions) if decisions else pipeline.NO_OVERRIDES
    if dry_run:
        with spooled(files) as paths:
            rehearsed = pipeline.rehearse(
                paths,
                policy=load_policy(issue),
                recipient_file=to,
                progress=show_step,
                overrides=overrides,
                known=known,
                unlock=file_password,
            )
        if as_json:
            show_json(leaving_json(rehearsed))
        else:
            show_leaving(rehearsed)
        return
    to_stdout = output == Path("-")
    if to_stdout and as_json:
        raise click.UsageError(_("-o - and --json would both write to standard output"))
    default = Path(f"complaint-{datetime.now(UTC):%Y-%m-%d}{SUFFIX}")
    package = default if output is None or to_stdout else output
    vault = package.with_name(package.name.removesuffix(".zip").removesuffix(".sealcase") + ".vault.age")
    options = pipeline.SealOptions(unlock=file_password, **read_seal_options(vault, **sealing))
    with spooled(files) as paths, private_workspace() as workspace:
        packed = pipeline.pack(
            paths,
            policy=load_policy(issue),
            recipient_file=to,
            package=workspace / package.name if to_stdout else package,
            vault=vault,
            progress=show_step,
            options=options,
            overrides=overrides,
            known=known,
            force=force,
        )
        if to_stdout:
            with packed.package.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
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
