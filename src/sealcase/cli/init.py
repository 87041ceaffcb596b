"""`sealcase init`: a folder to collect a case in."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path

import click

from sealcase.case.folder import CASE, CaseFolder
from sealcase.cli.choices import read_policy
from sealcase.cli.command import Command, show_json
from sealcase.cli.folder import typed, within
from sealcase.cli.inputs import issue_option
from sealcase.files import printable


@click.command(cls=Command, name="init", help=_("Make DIR a private folder for a case; it is new, or empty."))
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@issue_option()
def command(directory: Path, issue: str | None, *, as_json: bool) -> None:
    """Make the folder and say what comes next."""
    from sealcase.cli.stated import template

    policy = read_policy(issue, None)
    text = "".join(f"{line}\n" for line in template(policy, issue or policy.name))
    folder = CaseFolder.make(directory, text)
    if as_json:
        show_json({"case_folder": str(directory), "case_file": str(directory / CASE), "issue": policy.name})
        return
    for line in _lines(folder, issue, policy.name):
        click.echo(printable(line, max_chars=2000) if line else "")


def _lines(folder: CaseFolder, issue: str | None, kind: str) -> Iterator[str]:
    case, where = folder.path / CASE, within(folder)
    yield _("Case folder: {folder} (nobody but you may look into it)").format(folder=folder.path)
    if issue is None:
        yield _(
            "Kind of complaint: other. `sealcase policy list` shows all; if one fits, begin again with --issue TYPE."
        )
    yield ""
    yield _("What to do next:")
    yield _("  1. Say what happened: fill in {file} in a text editor.").format(file=case)
    line = _("  2. Read what to check first, which evidence helps, and what never to send: sealcase policy show {kind}")
    yield line.format(kind=kind if issue is None else typed(Path(issue)))
    yield _("  3. Add screenshots, bills and logs: sealcase add{where} FILE…").format(where=where)
    yield _("  4. See what is sensitive in them, and what would happen to it: sealcase scan{where}").format(where=where)
    yield _("  5. See exactly what would leave this computer: sealcase seal{where} --dry-run").format(where=where)
    yield _("  6. Seal it for the desk: sealcase seal{where} --to RECIPIENT").format(where=where)
