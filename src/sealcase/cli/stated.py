"""What the complaint states: what is missing, before it is packed, and how it will read."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

import click

from sealcase.choices import Choices
from sealcase.cli.findings import wording
from sealcase.decide import Policy
from sealcase.files import printable
from sealcase.model import Case


def warn_of_missing(policy: Policy, choices: Choices) -> None:
    """Name on standard error each fact that the policy asks for and nobody stated; nothing is refused for it."""
    missing = [fact for fact in policy.facts if fact.id not in choices.statement]
    if not missing:
        return
    click.echo(
        _("The complaint does not say yet (it is packed all the same, and tells the desk what is missing):"), err=True
    )
    for fact in missing:
        click.echo(printable(f"  {fact.id}: {wording(fact.wording)}", max_chars=2000), err=True)
    line = _(
        "To add it: sealcase policy show {policy} --template > case.toml, fill it in, and pack with --case case.toml"
    )
    click.echo(line.format(policy=policy.name), err=True)


def template(policy: Policy) -> Iterator[str]:
    """Yield the lines of a case file to fill in, with what each fact is above it."""
    yield f"# {wording(policy.title)}"
    yield _(
        "# Fill in what you know, and give the file to: sealcase pack --case FILE. It is redacted like the evidence."
    )
    for fact in policy.facts:
        yield ""
        yield f"# {wording(fact.wording)}"
        yield f'{fact.id} = ""'


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
