"""How a scanned case is shown: a table for people, the stable JSON of design.md section 5 for programs."""

from __future__ import annotations

from collections import Counter
from gettext import gettext as _

import click
from rich.console import Console
from rich.table import Table

from sealcase.cli.language import current
from sealcase.entities import ENTITIES
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import Action, Decision, Wording
from sealcase.pipeline import Scanned, Step

ACTIONS = {Action.KEEP: N_("kept"), Action.MASK: N_("masked"), Action.REMOVE: N_("removed")}


def show_step(step: Step) -> None:
    """Tell on standard error what is being done."""
    line = _("[{number}/{total}] {stage}: {name}").format(
        number=step.number, total=step.total, stage=_(step.stage), name=printable(step.name)
    )
    click.echo(line, err=True)


def wording(text: Wording) -> str:
    """Return `text` in the reader's language."""
    return text.zh if current() == "zh" else text.en


def show_findings(scanned: Scanned) -> None:
    """Print what was found in each exhibit, and what happens with it and why; never a value."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (N_("exhibit"), N_("found"), N_("count"), N_("action"), N_("why")):
        table.add_column(_(title), justify="right" if title == "count" else "left")
    for exhibit in scanned.exhibits:
        counts = Counter(map(_summary, scanned.decisions_for(exhibit)))
        name = f"{exhibit.id} {printable(exhibit.name)}"
        if not counts:
            table.add_row(name, _("nothing sensitive"), "0", "", "")
        for (entity, action, reason), count in sorted(counts.items(), key=_by_severity):
            table.add_row(name, entity, str(count), action, reason)
            name = ""
    Console(highlight=False, markup=False).print(table)


def _summary(decision: Decision) -> tuple[str, str, str]:
    """Return entity, action and reason in the reader's language: equal ones share a line."""
    title = _(ENTITIES[decision.finding.entity].title)
    return title, _(ACTIONS[decision.action]), wording(decision.reason)


def _by_severity(row: tuple[tuple[str, str, str], int]) -> tuple[int, str]:
    """Sort what goes before what stays."""
    (entity, action, _reason), _count = row
    return [_(shown) for shown in reversed(ACTIONS.values())].index(action), entity


def scan_json(scanned: Scanned) -> dict[str, object]:
    """Return the document that `scan --json` prints; it holds places and kinds, never a value."""
    return {
        "exhibits": [
            {
                "id": exhibit.id,
                "file": exhibit.name,
                "kind": exhibit.kind.value,
                "findings": [_finding_json(decision) for decision in scanned.decisions_for(exhibit)],
            }
            for exhibit in scanned.exhibits
        ]
    }


def _finding_json(decision: Decision) -> dict[str, object]:
    finding = decision.finding
    return {
        "id": finding.id,
        "entity": finding.entity,
        "tier": finding.tier.value,
        "band": finding.band.value,
        "action": decision.action.value,
        "reason": wording(decision.reason),
        "where": finding.where.to_json(),
        "rule": finding.rule,
    }
