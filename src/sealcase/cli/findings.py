"""How a scanned case is shown: a table for people, the stable JSON of design.md section 5 for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from gettext import gettext as _

import click
from rich.console import Console
from rich.table import Table

from sealcase.cli.command import Rows
from sealcase.cli.language import current
from sealcase.decide import OTHER_RECORD
from sealcase.entities import ENTITIES
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import Action, Decision, Exhibit, Wording
from sealcase.second_look import Scanned, Step

ACTIONS = {Action.KEEP: N_("kept"), Action.MASK: N_("masked"), Action.REMOVE: N_("removed")}
_SEVERITY = tuple(ACTIONS)


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
    """Print what was found in each exhibit and what happens with it, then each reason once; never a value."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("exhibit"), overflow="fold")
    table.add_column(_("found"))
    table.add_column(_("count"), justify="right")
    table.add_column(_("action"))
    entities: dict[tuple[Action, str], dict[str, None]] = {}
    for exhibit in scanned.exhibits:
        name = f"{exhibit.id} {printable(exhibit.name)}"
        tally = scanned.tally(exhibit)
        counts: Counter[tuple[Action, str]] = Counter()
        for (action, reason, entity), count in tally.items():
            counts[action, entity] += count
            entities.setdefault((action, wording(reason)), {})[_(ENTITIES[entity].title)] = None
        if not counts:
            table.add_row(name, _("nothing sensitive"), "0", "")
        for (action, entity), count in sorted(counts.items(), key=lambda row: (-_SEVERITY.index(row[0][0]), row[0][1])):
            table.add_row(name, _(ENTITIES[entity].title), str(count), _(ACTIONS[action]))
            name = ""
    Console(highlight=False, markup=False).print(table)
    _show_reasons(entities)
    _show_withheld(scanned)


def _show_reasons(entities: Mapping[tuple[Action, str], Iterable[str]]) -> None:
    """Print why things go or stay: what shares action and reason shares a line, and the terminal breaks it."""
    if entities:
        click.echo("")
        click.echo(_("Why:"))
    for (action, reason), titles in sorted(entities.items(), key=lambda row: -_SEVERITY.index(row[0][0])):
        line = _("  {action}: {entities}. {reason}")
        click.echo(line.format(action=_(ACTIONS[action]), entities=_(", ").join(titles), reason=printable(reason)))


def _show_withheld(scanned: Scanned) -> None:
    """Print what the focus left out, exhibit by exhibit."""
    lines = [
        _("  {exhibit}: {count:,} of {total:,} records").format(
            exhibit=f"{exhibit.id} {printable(exhibit.name)}",
            count=exhibit.withheld,
            total=exhibit.withheld + exhibit.records,
        )
        for exhibit in scanned.exhibits
        if exhibit.withheld
    ]
    lines += [
        _("  {exhibit}: left out whole, none of its {total:,} records is about the transaction").format(
            exhibit=printable(left.name), total=left.records
        )
        for left in scanned.left_out
    ]
    whole = []
    for exhibit in scanned.exhibits if scanned.has_focus else ():
        if exhibit.pages:
            tally = scanned.tally(exhibit).items()
            rows = sum(count for (_action, _why, entity), count in tally if entity == OTHER_RECORD)
            name = f"{exhibit.id} {printable(exhibit.name)}"
            if rows:
                lines.append(_("  {exhibit}: {count} rows of lists are covered").format(exhibit=name, count=rows))
            else:
                whole.append(name)
    if lines:
        click.echo("")
        click.echo(_("Withheld, for it is not about the transaction:"))
        for line in lines:
            click.echo(line)
    if whole:
        click.echo("")
        click.echo(_("Whole, redacted as ever, for no list with a row of the transaction was told apart on it:"))
        for name in whole:
            click.echo(f"  {name}")


def scan_json(scanned: Scanned) -> dict[str, object]:
    """Return the document that `scan --json` prints; it holds places and kinds, never a value.

    With a focus, places count in what stays of a text.
    """
    to_json = partial(_finding_json, chinese=current() == "zh")
    left_out = [{"file": left.name, "records": left.records} for left in scanned.left_out]
    return {
        "exhibits": [
            {
                "id": exhibit.id,
                "file": exhibit.name,
                "kind": exhibit.kind.value,
                **_records_json(exhibit),
                "findings": Rows(map(to_json, scanned.decisions_for(exhibit))),
            }
            for exhibit in scanned.exhibits
        ],
        **({"left_out": left_out} if left_out else {}),
    }


def _records_json(exhibit: Exhibit) -> dict[str, object]:
    """Return how many records stay and how many are withheld, where there is a focus."""
    if not exhibit.records:
        return {}
    return {"records": {"kept": exhibit.records, "withheld": exhibit.withheld}}


def _finding_json(decision: Decision, *, chinese: bool) -> dict[str, object]:
    finding = decision.finding
    return {
        "id": finding.id,
        "entity": finding.entity,
        "tier": finding.tier.value,
        "band": finding.band.value,
        "action": decision.action.value,
        "reason": decision.reason.zh if chinese else decision.reason.en,
        "where": finding.where.to_json(),
        "rule": finding.rule,
    }
