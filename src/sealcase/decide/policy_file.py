"""Policies as files: TOML, ours beside this module or a user's own by path.

Guarantees: every key, entity, action or wording that the schema does not know is refused, naming the key: a policy with
a typing error must not silently keep what was meant to go.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from sealcase.case.statement import ISSUE
from sealcase.decide.policy import MAX_KEEP_LAST_CHARS, MAX_WORDING_CHARS, Fact, Policy, Rule
from sealcase.entities import ENTITIES
from sealcase.errors import PolicyError
from sealcase.files import printable, read_bounded
from sealcase.locale import N_
from sealcase.model import Action, Role, Tier, Wording

MAX_POLICY_BYTES = 64 * 1024
MAX_GUIDANCE = 20
"""How many facts, checks, helpful pieces of evidence or warnings a policy may list: a person has to read them."""

_POLICIES = Path(__file__).parent / "policies"
_KEYS = {
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
_FACT_ID = re.compile(r"[a-z][a-z_]{0,29}")


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


def _read(path: Path) -> Policy:
    source = str(path)
    try:
        document = tomllib.loads(read_bounded(path, MAX_POLICY_BYTES).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        # The parser's own message may quote the file; its position is not worth that.
        raise _error(source, N_("the file is not valid TOML")) from None
    _no_unknown_keys(document, _KEYS, source, "")
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
        if not isinstance(name, str) or not _FACT_ID.fullmatch(name) or name in facts or name == ISSUE:
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
