"""What a person may say about the evidence: the same options for `scan`, `redact` and `pack`.

The same everywhere, since numbers of findings depend on them: what `scan` numbers, `redact` must find.
"""

from __future__ import annotations

import os
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sealcase.cli.focus import focus_options, read_focus
from sealcase.cli.inputs import Decorator, file_option, together
from sealcase.cli.passphrase import file_password

if TYPE_CHECKING:
    from sealcase.choices import Choices
    from sealcase.decide import Policy


DEFAULT_ISSUE = "other"


def choice_options() -> Decorator:
    """Return the options that `read_choices` takes."""
    return together(_person_options(), _removal_options(), focus_options(), _machine_options())


def _person_options() -> Decorator:
    """Return the files that the person writes."""
    return together(
        file_option(
            "--decisions",
            "FILE",
            _("Your own decisions about single findings (TOML); they go over the policy, never for secrets."),
        ),
        file_option(
            "--case",
            "FILE",
            _("What you state: which transaction, when, how much … (TOML); redacted like the evidence."),
        ),
        file_option(
            "--me",
            "FILE",
            _("Your own name, phone, account … (TOML), looked for everywhere in the evidence; never sent."),
        ),
    )


def _removal_options() -> Decorator:
    """Return what makes more go than the policy says."""
    return together(
        click.option(
            "--strict",
            is_flag=True,
            help=_("Remove all text that is not known to be needed, but for the interface's own words."),
        ),
        click.option(
            "--cover-photos",
            is_flag=True,
            help=_("Cover every portrait, icon and photograph on pictures; --strict does so, too."),
        ),
    )


def _machine_options() -> Decorator:
    """Return how the evidence is read, and by what."""
    return together(
        click.option(
            "--recognizers",
            type=click.Path(path_type=Path),
            multiple=True,
            metavar="FILE",
            help=_("Presidio's configuration (YAML) of recognisers or a model of your own; may be given again."),
        ),
        click.option(
            "--jobs",
            type=click.IntRange(min=1),
            default=_cores,
            metavar="N",
            help=_(
                "How many processes read pictures or a long text at a time, as far as memory allows; "
                "default: one for each core."
            ),
        ),
        click.option(
            "--ocr-threads",
            type=click.IntRange(1, 64),
            metavar="N",
            help=_(
                "How many threads read a picture; default: one for each core, at most 4, shared among the processes."
            ),
        ),
    )


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_policy(issue: str | None, case: Path | None) -> Policy:
    """Return the policy of the kind of complaint that `--issue` names, or else the case file.

    A policy file that the case file names is looked for beside it.
    """
    from sealcase.case.statement import stated_issue
    from sealcase.decide import load_policy

    if issue is None and case is not None and (stated := stated_issue(case)):
        issue = str(case.parent / stated) if stated.endswith(".toml") else stated
    return load_policy(issue or DEFAULT_ISSUE)


def read_choices(  # noqa: PLR0913 - one parameter for each option
    policy: Policy,
    *,
    case: Path | None,
    decisions: Path | None,
    me: Path | None,
    strict: bool,
    cover_photos: bool,
    ocr_threads: int | None,
    jobs: int,
    recognizers: tuple[Path, ...],
    **focus: Any,
) -> Choices:
    """Return what the options say; a file that does not follow its schema is an error."""
    from sealcase.case.me import read_me
    from sealcase.case.statement import read_case
    from sealcase.choices import NO_OVERRIDES, Choices
    from sealcase.decide import load_overrides

    statement = read_case(case, [fact.id for fact in policy.facts]) if case else {}
    return Choices(
        overrides=load_overrides(decisions) if decisions else NO_OVERRIDES,
        known=read_me(me) if me else (),
        unlock=file_password,
        strict=strict,
        cover_photos=cover_photos,
        jobs=jobs,
        ocr_threads=ocr_threads,
        recognizers=tuple(file.absolute() for file in recognizers),
        statement=statement,
        focus=read_focus(policy, statement, **focus),
    )
