"""`sealcase policy`: what each kind of complaint needs, and whether a policy file follows the schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from sealcase.cli.command import Command, show_json
from sealcase.files import printable
from sealcase.locale import N_

if TYPE_CHECKING:
    from sealcase.decide import Policy, Rule
    from sealcase.model import Wording

_ROLES = {"complainant": N_("{entity}, your own"), "counterparty": N_("{entity}, the other side's")}
_DONE = {"keep": N_("kept"), "mask": N_("masked, last {count} stay"), "remove": N_("removed")}


@click.group(name="policy", help=_("Show what each kind of complaint needs, and check a policy of your own."))
def command() -> None:
    """Hold the subcommands."""


@command.command(cls=Command, name="list", help=_("List the kinds of complaint."))
def list_policies(*, as_json: bool) -> None:
    """Print each name with its title."""
    from sealcase.decide import load_policy, policy_names

    policies = [load_policy(name) for name in policy_names()]
    if as_json:
        show_json({"policies": [{"name": policy.name, "title": policy.title.to_json()} for policy in policies]})
        return
    width = max(len(policy.name) for policy in policies)
    for policy in policies:
        click.echo(f"{policy.name:{width}}  {_in_words(policy.title)}")


@command.command(
    cls=Command, name="show", help=_("Show what a complaint of this kind states, checks, sends and leaves.")
)
@click.argument("policy", metavar="TYPE|FILE")
@click.option(
    "--template", "as_template", is_flag=True, help=_("Print a file for `pack --case` to fill in, and nothing else.")
)
def show(policy: str, *, as_template: bool, as_json: bool) -> None:
    """Print the guidance, then what the policy itself names."""
    from sealcase.decide import load_policy

    loaded = load_policy(policy)
    if as_template:
        from sealcase.cli.stated import template

        if as_json:
            show_json({"name": loaded.name, "template": "".join(f"{line}\n" for line in template(loaded, policy))})
        else:
            _show_lines(template(loaded, policy))
        return
    if as_json:
        show_json(_guide_json(loaded) | {"entities": _rows_json(loaded, list(loaded.rules))})
        return
    _show_lines(_guide(loaded))
    _show_lines(_rules(loaded, list(loaded.rules)))


@command.command(cls=Command, name="check", help=_("Check that a policy FILE follows the schema; shows nothing else."))
@click.argument("policy", metavar="FILE")
def check(policy: str, *, as_json: bool) -> None:
    """Load the policy; what breaks the schema is the error."""
    from sealcase.decide import load_policy

    loaded = load_policy(policy)
    if as_json:
        show_json({"name": loaded.name, "valid": True})
        return
    line = _("{name}: follows the schema; {count} entities named").format(name=loaded.name, count=len(loaded.rules))
    click.echo(printable(line))


@command.command(cls=Command, name="explain", help=_("Explain what a policy does with everything that can be found."))
@click.argument("policy", metavar="TYPE|FILE")
def explain(policy: str, *, as_json: bool) -> None:
    """Print action and reason for every entity, also for those that the policy does not name."""
    from sealcase.decide import load_policy
    from sealcase.entities import ENTITIES

    loaded = load_policy(policy)
    if as_json:
        show_json({"name": loaded.name, "entities": _rows_json(loaded, list(ENTITIES))})
        return
    _show_lines(_rules(loaded, list(ENTITIES)))


# ---------------------------------------------------------------------------------------- in words
def _guide(policy: Policy) -> Iterator[str]:
    yield _in_words(policy.title)
    sections = (
        (_("Say in the complaint (pack --case FILE):"), [f"{f.id}: {_in_words(f.wording)}" for f in policy.facts]),
        (_("Check first:"), [_in_words(wording) for wording in policy.checks]),
        (_("Evidence that helps:"), [_in_words(wording) for wording in policy.helps]),
        (_("Never send:"), [_in_words(wording) for wording in policy.never]),
    )
    for heading, lines in sections:
        if lines:
            yield ""
            yield heading
            yield from (f"  - {line}" for line in lines)
    yield ""


def _rules(policy: Policy, entities: Sequence[str]) -> Iterator[str]:
    from sealcase.entities import ENTITIES
    from sealcase.model import Role, Tier

    yield _("What happens to what is found:")
    for entity in entities:
        title = _(ENTITIES[entity].title)
        yield _rule_line(title, _rule(policy, entity))
        for role, words in _ROLES.items():
            if rule := policy.by_role.get((entity, Role(role))):
                yield _rule_line(_(words).format(entity=title), rule)
    yield _rule_line(
        _("anything personal of a third party"), policy.rule_for("PERSON", Tier.PERSONAL, Role.THIRD_PARTY)
    )


def _rule_line(title: str, rule: Rule) -> str:
    action = _(_DONE[rule.action]).format(count=rule.keep_last)
    line = _("  {entity}: {action}. {reason}")
    return line.format(entity=title, action=action, reason=_in_words(rule.reason))


def _rule(policy: Policy, entity: str) -> Rule:
    from sealcase.entities import ENTITIES

    return policy.rule_for(entity, ENTITIES[entity].tier)


def _in_words(wording: Wording) -> str:
    from sealcase.cli.language import current

    return wording.zh if current() == "zh" else wording.en


def _show_lines(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(printable(line, max_chars=2000))


# ---------------------------------------------------------------------------------------- as JSON
def _guide_json(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "title": policy.title.to_json(),
        "facts": [{"id": fact.id} | fact.wording.to_json() for fact in policy.facts],
        "checks": [wording.to_json() for wording in policy.checks],
        "helps": [wording.to_json() for wording in policy.helps],
        "never": [wording.to_json() for wording in policy.never],
    }


def _rows_json(policy: Policy, entities: Sequence[str]) -> list[dict[str, Any]]:
    """Return what happens to each entity; `named` is false where a default or the rule about secrets decides."""
    rules = {entity: _rule(policy, entity) for entity in entities}
    return [
        {
            "entity": entity,
            **_rule_json(rule),
            "named": entity in policy.rules,
            "roles": {
                role.value: _rule_json(other) for (named, role), other in policy.by_role.items() if named == entity
            },
        }
        for entity, rule in rules.items()
    ]


def _rule_json(rule: Rule) -> dict[str, Any]:
    return {"action": rule.action.value, "keep_last": rule.keep_last, "reason": rule.reason.to_json()}
