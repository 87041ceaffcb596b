"""`sealcase add`: evidence goes into the case folder."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sealcase.case.folder import CaseFolder
from sealcase.cli.command import Command, show_json
from sealcase.cli.folder import within
from sealcase.cli.inputs import evidence_argument, folder_option, spooled
from sealcase.cli.passphrase import file_password
from sealcase.files import printable

if TYPE_CHECKING:
    from sealcase.case.folder import Added


@click.command(cls=Command, name="add", help=_("Copy FILEs into a case folder: all of them, or none."))
@evidence_argument()
@folder_option()
def command(files: tuple[Path, ...], case_folder: Path | None, *, as_json: bool) -> None:
    """Add and say how many exhibits there are."""
    from sealcase import stepwise
    from sealcase.cli.findings import show_step

    folder = CaseFolder.at(case_folder or Path())
    with spooled(files) as paths:
        added = stepwise.add(folder, paths, file_password, show_step)
    count = len(folder.exhibits())
    if as_json:
        show_json(_json(folder, added, count))
        return
    for line in _lines(folder, added, count):
        click.echo(printable(line, max_chars=2000))


def _json(folder: CaseFolder, added: Added, count: int) -> dict[str, object]:
    return {
        "case_folder": str(folder.path),
        "added": [{"file": str(file), "exhibit": str(exhibit)} for file, exhibit in added.added],
        "same": [{"file": str(file), "exhibit": str(exhibit)} for file, exhibit in added.same],
        "exhibits": count,
    }


def _lines(folder: CaseFolder, added: Added, count: int) -> Iterator[str]:
    for _file, exhibit in added.added:
        yield _("added {number}: {name}").format(number=exhibit.parent.name, name=exhibit.name)
    for file, exhibit in added.same:
        line = _("not added: {file} is the same as {number}: {name}")
        yield line.format(file=file, number=exhibit.parent.name, name=exhibit.name)
    yield _("The case has {count} exhibits now. To see what is sensitive in them: sealcase scan{where}").format(
        count=count, where=within(folder)
    )
