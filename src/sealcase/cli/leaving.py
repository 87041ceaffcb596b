"""What would leave the machine, for `--dry-run`, and why each kept value is needed, for `--explain`.

These show values, for a person to judge before they go: kept ones alone, never one of tier `secret`.
"""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sealcase.cli.command import show_json
from sealcase.cli.inputs import Decorator, together
from sealcase.errors import LimitError
from sealcase.locale import N_

if TYPE_CHECKING:
    from sealcase.choices import Choices
    from sealcase.decide import Policy
    from sealcase.pipeline import Rehearsed
    from sealcase.second_look import Scanned

MAX_KEPT_VALUES = 200_000
"""Different values that stay, in one list."""


def leaving_options() -> Decorator:
    """Return the options `--dry-run` and `--explain`."""
    return together(
        click.option(
            "--dry-run", is_flag=True, help=_("Show exactly what would leave this computer; write and seal nothing.")
        ),
        click.option("--explain", is_flag=True, help=_("Show each value that is kept, and why it is needed.")),
    )


def kept_json(scanned: Scanned) -> list[dict[str, object]]:
    """Return each kept value once, with its entity, its reason and how often it stands in the case.

    Raises:
        LimitError: there are more than anybody could judge.
    """
    from sealcase.cli.findings import wording
    from sealcase.model import Action, Tier

    kept: dict[tuple[str, str, str], int] = {}
    for decision in scanned.decisions:
        if decision.action is Action.KEEP and decision.finding.tier is not Tier.SECRET:
            key = (decision.finding.entity, decision.finding.value, wording(decision.reason))
            kept[key] = kept.get(key, 0) + 1
            if len(kept) > MAX_KEPT_VALUES:
                raise LimitError(
                    file=N_("the case"),
                    what=N_("the number of different values that stay"),
                    value=len(kept),
                    limit=MAX_KEPT_VALUES,
                    unit=N_("values"),
                )
    return [
        {"entity": entity, "value": value, "reason": reason, "count": count}
        for (entity, value, reason), count in sorted(kept.items())
    ]


def leaving_json(rehearsed: Rehearsed) -> dict[str, object]:
    """Return the document that `pack --dry-run --json` prints."""
    from sealcase.cli.findings import scan_json
    from sealcase.cli.stated import facts_json

    return scan_json(rehearsed.scanned) | {
        "dry_run": True,
        "kept": kept_json(rehearsed.scanned),
        "facts": facts_json(rehearsed.case),
        "items": [
            {
                "exhibit": item.exhibit,
                "kind": item.kind.value,
                "size": item.size_bytes,
                "sha256": item.sha256,
                "redactions": len(item.redactions),
            }
            for item in rehearsed.items
        ],
        "recipient": rehearsed.desk and {"name": rehearsed.desk.name, "fingerprint": rehearsed.desk.fingerprint},
    }


def show_kept(scanned: Scanned) -> None:
    """Print each kept value under its entity, with the reason."""
    from sealcase.entities import ENTITIES

    _echo("")
    _echo(_("What stays readable, and why:"))
    shown = ""
    for row in kept_json(scanned):
        title = ENTITIES[str(row["entity"])].title
        heading = _("  {entity}. {reason}").format(entity=_(title), reason=row["reason"])
        if heading != shown:
            _echo(heading)
            shown = heading
        _echo(f"    {row['value']} × {row['count']}")


def rehearse(paths: Sequence[Path], policy: Policy, to: Path | None, choices: Choices, *, as_json: bool) -> None:
    """Do all that sealing does but seal, and show what would leave."""
    from sealcase import pipeline
    from sealcase.cli.findings import show_step

    rehearsed = pipeline.rehearse(paths, policy=policy, recipient_file=to, progress=show_step, choices=choices)
    if as_json:
        show_json(leaving_json(rehearsed))
    else:
        show_leaving(rehearsed)


def show_leaving(rehearsed: Rehearsed) -> None:
    """Print what would leave: findings, kept values, items with sizes, recipient."""
    from sealcase.cli.findings import show_findings
    from sealcase.cli.stated import show_facts

    show_findings(rehearsed.scanned)
    show_kept(rehearsed.scanned)
    show_facts(rehearsed.case)
    _echo("")
    _echo(_("What would be sealed (text that is no finding stays as it is):"))
    for number, item in enumerate(rehearsed.items, 1):
        line = _("  item {number}, from {exhibit}: {kind}, {size:,} bytes, {count} places covered")
        _echo(
            line.format(
                number=number,
                exhibit=item.exhibit,
                kind=item.kind.value,
                size=item.size_bytes,
                count=len(item.redactions),
            )
        )
    if rehearsed.desk:
        _echo(_("For:         {name} (key {key})").format(name=rehearsed.desk.name, key=rehearsed.desk.fingerprint))
    else:
        _echo(_("For:         not named yet (--to RECIPIENT)"))
    _echo(
        _(
            "Nothing was written. To see each copy as it would be: sealcase redact, with the same files or case folder "
            "and -o DIR"
        )
    )


def _echo(line: str) -> None:
    from sealcase.files import printable

    click.echo(printable(line, max_chars=2000) if line else "")
