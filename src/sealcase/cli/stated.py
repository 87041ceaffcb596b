"""What the complaint states: what is missing, before it is packed, and how it will read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path

import click

from sealcase.case.statement import ISSUE
from sealcase.choices import Choices
from sealcase.cli.findings import wording
from sealcase.decide import Policy
from sealcase.files import printable
from sealcase.model import Case


def warn_of_missing(policy: Policy, choices: Choices, case: Path | None) -> None:
    """Name on standard error each fact of the policy that `case` does not state; nothing is refused for it."""
    missing = [fact for fact in policy.facts if fact.id not in choices.statement]
    if not missing:
        return
    click.echo(
        _("The complaint does not say yet (it is packed all the same, and tells the desk what is missing):"), err=True
    )
    for fact in missing:
        click.echo(printable(f"  {fact.id}: {wording(fact.wording)}", max_chars=2000), err=True)
    line = (
        _("To add it, fill in {file}")
        if case
        else _(
            "To add it: sealcase policy show {policy} --template > case.toml, fill it in, "
            "and pack with --case case.toml"
        )
    )
    click.echo(printable(line.format(policy=policy.name, file=case), max_chars=2000), err=True)


def template(policy: Policy, issue: str) -> Iterator[str]:
    """Yield the lines of a case file to fill in, with what each fact is above it.

    `issue` is the kind of complaint as the person named it: by its name, or by the path of a policy file.
    """
    yield f"# {wording(policy.title)}"
    yield _("# Fill in what you know, between the quotation marks. It is redacted like the evidence.")
    yield _('# Text of several lines: """ before and after it. What you leave empty is sent as not stated.')
    yield ""
    yield _("# The kind of complaint; `sealcase policy list` shows all.")
    yield f"{ISSUE} = {_quoted(issue if issue == policy.name else str(Path(issue).absolute()))}"
    for fact in policy.facts:
        yield ""
        yield f"# {wording(fact.wording)}"
        yield f'{fact.id} = ""'


def _quoted(text: str) -> str:
    """Return a TOML string: JSON writes the same, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def facts_json(case: Case) -> list[dict[str, object]]:
    """Return what the complaint states, as it leaves: redacted; no lines where nothing was stated."""
    return [{"id": fact.id, "lines": list(fact.lines)} for fact in case.facts]


def show_facts(case: Case) -> None:
    """Print what the complaint states, as it leaves."""
    click.echo("")
    click.echo(_("What the complaint states:"))
    for fact in case.facts:
        click.echo(printable(f"  {wording(fact.title)}", max_chars=2000))
        for line in fact.lines or (_("(not stated)"),):
            click.echo(printable(f"    {line}", max_chars=2000))
