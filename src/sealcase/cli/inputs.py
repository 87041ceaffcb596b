"""Arguments that several commands take: evidence files, `-` for standard input, the kind of complaint."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from sealcase.errors import LimitError
from sealcase.files import private_workspace
from sealcase.locale import N_

MAX_STDIN_BYTES = 4 * 1024**3
"""Standard input is spooled to a private folder before it is looked at; each reader has its own, smaller bound."""

COPY_BYTES = 1024 * 1024

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def together(*options: Decorator) -> Decorator:
    """Return one decorator for several options, which `--help` shows in this order."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def file_option(name: str, metavar: str, text: str) -> Decorator:
    """Return an option that names one file; `text` is its help."""
    return click.option(name, type=click.Path(path_type=Path), metavar=metavar, help=text)


def evidence_argument(*, required: bool = True) -> Decorator:
    """Return the argument FILE…, one path or more; `-` is standard input. Without: what a case folder holds."""
    metavar = "FILE..." if required else "[FILE]..."
    return click.argument("files", nargs=-1, required=required, type=click.Path(path_type=Path), metavar=metavar)


def folder_option() -> Decorator:
    """Return the option that names the case folder."""
    return click.option(
        "-C",
        "--case-folder",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=_("The case folder that `sealcase init` made; default: the folder that you are in."),
    )


def issue_option() -> Decorator:
    """Return the option for the kind of complaint, a name or a policy file of the user's own."""
    return click.option(
        "--issue",
        metavar="TYPE",
        help=_("Kind of complaint (see `sealcase policy list`) or a policy file; default: what --case says, or other."),
    )


def to_option(*, required: bool = True, default: str = "") -> Decorator:
    """Return the option that names the desk; `default` says whom it is for without."""
    return click.option(
        "--to",
        required=required,
        type=click.Path(path_type=Path),
        metavar="RECIPIENT",
        help=_("The desk's recipient file.") + default,
    )


def force_option() -> Decorator:
    """Return the option that allows results to be replaced."""
    return click.option("--force", is_flag=True, help=_("Replace a result that exists already."))


@contextlib.contextmanager
def spooled(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield `paths` with `-` replaced by a private copy of standard input, which is gone afterwards.

    Raises:
        LimitError: standard input is longer than `MAX_STDIN_BYTES`.
    """
    if Path("-") not in paths:
        yield list(paths)
        return
    with private_workspace() as workspace:
        copy = workspace / "stdin"
        with copy.open("xb") as file:
            size_bytes = 0
            while block := sys.stdin.buffer.read(COPY_BYTES):
                size_bytes += len(block)
                if size_bytes > MAX_STDIN_BYTES:
                    raise LimitError(
                        file="-",
                        what=N_("standard input"),
                        value=size_bytes,
                        limit=MAX_STDIN_BYTES,
                        unit=N_("bytes"),
                    )
                file.write(block)
        yield [copy if path == Path("-") else path for path in paths]
