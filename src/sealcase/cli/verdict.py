"""How a verdict is shown: the checks in their order, what they amount to, and what a signature does not show."""

from __future__ import annotations

from gettext import gettext as _

import click

from sealcase.cli.command import show_error, show_json
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.package.verdict import CONFIRM, NOTE, CheckStatus, Status, Verdict

MARKS = {CheckStatus.OK: N_("ok"), CheckStatus.FAILED: N_("FAILED"), CheckStatus.UNKNOWN: N_("unknown")}


def show_verdict(verdict: Verdict, document: dict[str, object], *, as_json: bool) -> None:
    """Print the verdict in words, or `document` as JSON; the error of a refused package on standard error."""
    if as_json:
        show_json(document)
    else:
        _show_words(verdict)
    if verdict.error is not None:
        show_error(verdict.error)


def _show_words(verdict: Verdict) -> None:
    """Print the checks made, the sentence that they amount to, the signer, and the note of invariant 9."""
    width = max(len(_(mark)) for mark in MARKS.values())
    for check in verdict.checks:
        if check.status in MARKS:
            click.echo(f"{check.number:>3}. {_(MARKS[check.status]):<{width}}  {_(check.name)}")
    click.echo("")
    click.echo(_(verdict.summary))
    facts = (
        (N_("Signer:  {value}"), verdict.facts.signer),
        (N_("Name:    {value}"), verdict.facts.signer_name),
        (N_("Unknown: {value}"), _(verdict.facts.distrust) if verdict.facts.distrust else None),
        (N_("Package: {value}"), verdict.facts.package_id),
        (N_("Sealed:  {value}"), verdict.facts.created_day),
    )
    for line, value in facts:
        if value:
            click.echo(_(line).format(value=printable(value)))
    if verdict.status is Status.UNKNOWN_SIGNER:
        click.echo(_(CONFIRM))
    click.echo(_(NOTE))
