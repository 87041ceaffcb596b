"""Policies: what one kind of complaint needs, read from TOML, and what follows for each finding.

Guarantees: a value of tier `secret` is removed whatever a policy says (invariant 1); an entity that a
policy does not name is removed, unless it is what cases are about (tier `identifier`) and the policy
keeps those. Refuses, when a policy is loaded, every key, entity, action or wording that the schema
does not know: a policy with a typing error must not silently keep what was meant to go.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from sealcase.decide.roles import NO_ROLES, Roles
from sealcase.decide.strict import spare_interface
from sealcase.entities import ENTITIES
from sealcase.errors import PolicyError
from sealcase.files import printable, read_bounded
from sealcase.locale import N_
from sealcase.model import Action, Decision, Finding, Role, Tier, Wording

MAX_POLICY_BYTES = 64 * 1024
MAX_KEEP_LAST_CHARS = 6
"""A mask shows an ending by which support recognises a value, never most of the value."""
MAX_WORDING_CHARS = 300
MAX_GUIDANCE = 20
"""How many facts, checks, helpful pieces of evidence or warnings a policy may list: a person has to read them."""

_POLICIES = Path(__file__).parent / "policies"
_FACT_ID = re.compile(r"[a-z][a-z_]{0,29}")
SECRET_REASON = Wording(
    en="Whoever has it can take your money or your account. It never leaves this computer, and support never needs it.",
    zh="谁拿到它，谁就能动您的钱或账号。它不会离开这台电脑，客服也从不需要它。",
)
OTHER_RECORD = "OTHER_RECORD"
"""A row of a list on a picture, where a focus names another transaction."""
OTHER_RECORD_REASON = Wording(
    en="It is another transaction than the one that the complaint is about.", zh="这是另一笔交易，与本次投诉无关。"
)
THIRD_PARTY_REASON = Wording(
    en="It is somebody else's: of the transaction that you name, only the other side can be needed.",
    zh="这是别人的信息：只有您指定的那笔交易的对方才可能用得上。",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What a policy does with one entity, and why."""

    action: Action
    reason: Wording
    keep_last: int = 0
    """How many characters at the end stay readable; only with `mask`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something that the complaint has to say, which no evidence says by itself."""

    id: str
    """The key by which a case file gives it: `amount`, `account_tail`, …"""
    wording: Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What one kind of complaint needs."""

    name: str
    title: Wording
    rules: Mapping[str, Rule]
    """By entity; an entity that is missing follows `unlisted` or `unlisted_identifier`."""
    unlisted: Rule
    unlisted_identifier: Rule
    facts: tuple[Fact, ...] = ()
    """What the case must state."""
    checks: tuple[Wording, ...] = ()
    """What the person should look at first: it may solve the matter."""
    helps: tuple[Wording, ...] = ()
    """Evidence that helps."""
    never: tuple[Wording, ...] = ()
    """What never to send, whoever asks."""
    by_role: Mapping[tuple[str, Role], Rule] = field(default_factory=dict)
    """What happens to an entity where it is the value of somebody in particular, instead of its rule."""
    same_request: bool = False
    """With a focus: records that share the id of one request with a record of the transaction stay as well."""

    def rule_for(self, entity: str, tier: Tier, role: Role = Role.UNKNOWN) -> Rule:
        """Return what happens to values of `entity` that a recogniser puts in `tier` and that are those of `role`."""
        # An entity that is secret by nature stays so, even if a recogniser names a milder tier.
        if Tier.SECRET in (tier, ENTITIES[entity].tier):
            return Rule(action=Action.REMOVE, reason=SECRET_REASON)
        if entity == OTHER_RECORD:
            return Rule(action=Action.REMOVE, reason=OTHER_RECORD_REASON)
        if role is Role.THIRD_PARTY and Tier.PERSONAL in (tier, ENTITIES[entity].tier):
            return Rule(action=Action.REMOVE, reason=THIRD_PARTY_REASON)
        if (entity, role) in self.by_role:
            return self.by_role[entity, role]
        if entity in self.rules:
            return self.rules[entity]
        return self.unlisted_identifier if tier is Tier.IDENTIFIER else self.unlisted


def policy_names() -> tuple[str, ...]:
    """Return the kinds of complaint that there are policies for, in alphabetical order."""
    return tuple(sorted(path.stem for path in _POLICIES.glob("*.toml")))


def load_policy(name: str | Path) -> Policy:
    """Return the policy of that name, or the one in the file at that path.

    Raises:
        PolicyError: no such kind of complaint, or the file does not follow the schema; names the key.
        UnreadableFileError: the file cannot be read.
        LimitError: the file is larger than `MAX_POLICY_BYTES`.
    """
    if str(name) in policy_names():
        return _read(_POLICIES / f"{name}.toml")
    path = Path(name)
    if isinstance(name, str) and path.suffix != ".toml" and not path.exists():
        raise _error(name, N_("there is no such kind of complaint"))
    return _read(path)


_NO_RULES: Mapping[tuple[str, str], Rule] = MappingProxyType({})


def decide(
    findings: Iterable[Finding],
    policy: Policy,
    own: Mapping[tuple[str, str], Rule] = _NO_RULES,
    roles: Roles = NO_ROLES,
) -> tuple[Decision, ...]:
    """Return one decision for each finding, in the same order.

    `own` is what the person decided about values, by entity and value: it goes over the policy, but
    never lets out a secret. `roles` says whose values they are: a finding has that role in its decision.
    """
    return spare_interface([_decide(finding, policy, own, roles) for finding in findings], own)


def _decide(finding: Finding, policy: Policy, own: Mapping[tuple[str, str], Rule], roles: Roles) -> Decision:
    role = roles.get((finding.entity, finding.value), Role.UNKNOWN)
    if role is not finding.role:
        finding = replace(finding, role=role)
    rule = policy.rule_for(finding.entity, finding.tier, role)
    if rule.reason is not SECRET_REASON:
        rule = own.get((finding.entity, finding.value), rule)
    return Decision(finding=finding, action=rule.action, keep_last=rule.keep_last, reason=rule.reason)


# ---------------------------------------------------------------------------------------- reading
def _read(path: Path) -> Policy:
    source = str(path)
    try:
        document = tomllib.loads(read_bounded(path, MAX_POLICY_BYTES).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        # The parser's own message may quote the file; its position is not worth that.
        raise _error(source, N_("the file is not valid TOML")) from None
    allowed = {
        "title",
        "unlisted",
        "unlisted_identifier",
        "entities",
        "facts",
        "checks",
        "helps",
        "never",
        "same_request",
    }
    _no_unknown_keys(document, allowed, source, "")
    entities = _table(document, "entities", source, "")
    for entity in entities:
        if entity not in ENTITIES:
            raise _error(source, N_("{key}: there is no entity of this name"), key=f"entities.{entity}")
    return Policy(
        name=path.stem,
        title=_wording(document, "title", source, ""),
        rules=MappingProxyType({entity: _entity_rule(entities, entity, source) for entity in entities}),
        by_role=MappingProxyType(dict(_role_rules(entities, source))),
        unlisted=_rule(document, "unlisted", source, ""),
        unlisted_identifier=_rule(document, "unlisted_identifier", source, ""),
        facts=_facts(document, source),
        checks=_wordings(document, "checks", source),
        helps=_wordings(document, "helps", source),
        never=_wordings(document, "never", source),
        same_request=_flag(document, "same_request", source),
    )


def _flag(document: Mapping[str, object], key: str, source: str) -> bool:
    value = document.get(key, False)
    if not isinstance(value, bool):
        raise _error(source, N_("{key}: must be true or false"), key=key)
    return value


def _facts(document: Mapping[str, object], source: str) -> tuple[Fact, ...]:
    facts: dict[str, Fact] = {}
    for path, row in _rows(document, "facts", source):
        _no_unknown_keys(row, {"id", "en", "zh"}, source, f"{path}.")
        name = row.get("id")
        if not isinstance(name, str) or not _FACT_ID.fullmatch(name) or name in facts:
            raise _error(source, N_("{key}: needs a name of its own, in small letters"), key=f"{path}.id")
        wording = Wording(en=_sentence(row, "en", source, path), zh=_sentence(row, "zh", source, path))
        facts[name] = Fact(id=name, wording=wording)
    return tuple(facts.values())


def _wordings(document: Mapping[str, object], key: str, source: str) -> tuple[Wording, ...]:
    wordings: list[Wording] = []
    for path, row in _rows(document, key, source):
        _no_unknown_keys(row, {"en", "zh"}, source, f"{path}.")
        wordings.append(Wording(en=_sentence(row, "en", source, path), zh=_sentence(row, "zh", source, path)))
    return tuple(wordings)


def _rows(document: Mapping[str, object], key: str, source: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the tables of a list that may be left out, each with its path."""
    rows = document.get(key, [])
    if not isinstance(rows, list) or len(rows) > MAX_GUIDANCE or not all(isinstance(row, dict) for row in rows):
        raise _error(source, N_("{key}: needs a list of at most {limit} tables"), key=key, limit=MAX_GUIDANCE)
    yield from ((f"{key}[{number}]", row) for number, row in enumerate(rows, 1))


def _role_rules(entities: Mapping[str, object], source: str) -> Iterator[tuple[tuple[str, Role], Rule]]:
    """Yield what `[entities.ENTITY.roles.ROLE]` says; a third party's value goes in any case."""
    for entity in entities:
        path = f"entities.{entity}."
        table = _table(entities, entity, source, "entities.")
        if "roles" not in table:
            continue
        roles = _table(table, "roles", source, path)
        _no_unknown_keys(roles, {Role.COMPLAINANT.value, Role.COUNTERPARTY.value}, source, f"{path}roles.")
        for role in roles:
            rule = _rule(roles, role, source, f"{path}roles.")
            if ENTITIES[entity].tier is Tier.SECRET and rule.action is not Action.REMOVE:
                raise _error(source, N_("{key}: a secret can only be removed"), key=f"{path}roles.{role}.action")
            yield (entity, Role(role)), rule


def _entity_rule(entities: Mapping[str, object], entity: str, source: str) -> Rule:
    rule = _rule(entities, entity, source, "entities.", also={"roles"})
    if ENTITIES[entity].tier is Tier.SECRET and rule.action is not Action.REMOVE:
        raise _error(source, N_("{key}: a secret can only be removed"), key=f"entities.{entity}.action")
    return rule


def _rule(parent: Mapping[str, object], key: str, source: str, prefix: str, also: Collection[str] = ()) -> Rule:
    table = _table(parent, key, source, prefix)
    path = f"{prefix}{key}"
    _no_unknown_keys(table, {"action", "keep_last", "reason", *also}, source, f"{path}.")
    action = table.get("action")
    if not isinstance(action, str) or action not in set(Action):
        raise _error(source, N_("{key}: must be keep, mask or remove"), key=f"{path}.action")
    keep_last = table.get("keep_last", 0)
    masks = action == Action.MASK
    if type(keep_last) is not int or (keep_last != 0) is not masks or not 0 <= keep_last <= MAX_KEEP_LAST_CHARS:
        raise _error(
            source,
            N_("{key}: needs a whole number from 1 to {limit} with mask, and nothing with another action"),
            key=f"{path}.keep_last",
            limit=MAX_KEEP_LAST_CHARS,
        )
    return Rule(action=Action(action), keep_last=keep_last, reason=_wording(table, "reason", source, f"{path}."))


def _wording(parent: Mapping[str, object], key: str, source: str, prefix: str) -> Wording:
    table = _table(parent, key, source, prefix)
    path = f"{prefix}{key}"
    _no_unknown_keys(table, {"en", "zh"}, source, f"{path}.")
    return Wording(en=_sentence(table, "en", source, path), zh=_sentence(table, "zh", source, path))


def _sentence(table: Mapping[str, object], language: str, source: str, path: str) -> str:
    text = table.get(language)
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_WORDING_CHARS:
        raise _error(
            source,
            N_("{key}: needs a sentence of at most {limit} characters"),
            key=f"{path}.{language}",
            limit=MAX_WORDING_CHARS,
        )
    return text.strip()


def _table(parent: Mapping[str, object], key: str, source: str, prefix: str) -> Mapping[str, object]:
    table = parent.get(key)
    if not isinstance(table, dict):
        raise _error(source, N_("{key}: this table is missing"), key=f"{prefix}{key}")
    return table


def _no_unknown_keys(table: Mapping[str, object], allowed: set[str], source: str, prefix: str) -> None:
    for key in table:
        if key not in allowed:
            raise _error(source, N_("{key}: there is no such key"), key=f"{prefix}{key}")


def _error(source: str, reason: str, *, key: str = "", limit: int = 0) -> PolicyError:
    return PolicyError(
        file=printable(source), reason=reason, key=printable(key), limit=limit, known=", ".join(policy_names())
    )
