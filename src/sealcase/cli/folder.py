"""Commands on a case folder: which one is meant, what it holds, and how to say what to type next."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from sealcase.case.folder import CASE, DECISIONS, ME, CaseFolder
from sealcase.cli.inputs import spooled

_PLAIN = re.compile(r"[\w@%+=:,./-]+")


def own_files(folder: CaseFolder, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return `options` of `choice_options`, where the folder's own files stand for those that are not given."""
    own = {"case": folder.own(CASE), "decisions": folder.own(DECISIONS), "me": folder.own(ME)}
    return {**options, **{name: path for name, path in own.items() if options[name] is None}}


@contextlib.contextmanager
def looked_at(
    files: Sequence[Path], case_folder: Path | None, options: Mapping[str, Any]
) -> Iterator[tuple[list[Path], dict[str, Any]]]:
    """Yield the evidence that a command is about, the files given or what the case folder holds, and its options.

    Raises:
        CaseFolderError, NoExhibitsError, StrayFileError: there is no evidence in that folder.
        click.UsageError: both are given, or neither.
    """
    if files and case_folder:
        raise click.UsageError(_("give files or a case folder, not both; sealcase add takes files into the folder"))
    if files:
        with spooled(files) as paths:
            yield paths, dict(options)
        return
    if case_folder is None and not CaseFolder.is_at(Path()):
        raise click.UsageError(_("name files; or be in a case folder, or name it with -C DIR"))
    folder = CaseFolder.at(case_folder or Path())
    yield list(folder.evidence()), own_files(folder, options)


def typed(path: Path) -> str:
    """Return the path as it is typed on a command line."""
    text = str(path)
    if _PLAIN.fullmatch(text):
        return text
    return subprocess.list2cmdline([text]) if os.name == "nt" else shlex.quote(text)


def within(folder: CaseFolder) -> str:
    """Return what a command needs behind its name to be about this folder: nothing for the one that you are in."""
    return "" if folder.path == Path() else f" -C {typed(folder.path)}"
