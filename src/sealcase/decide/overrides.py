"""A person's own decisions, read from `decisions.toml`: they go over the policy in both directions.

Guarantees: a decision is about the value that a finding names, wherever in the case it stands, so that
nothing is covered in one file and readable in the next. Refuses to keep or mask a secret (invariant 1),
and refuses a file that does not fit the evidence: numbers of findings change with the files given, so
each decision names file, entity and place too, and a mismatch must not keep something else. The person's
reason is a note to self: it may hold names, so it never leaves; the package says who decided.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sealcase.contents import Box, Region
from sealcase.decide.policy import MAX_KEEP_LAST_CHARS, MAX_WORDING_CHARS, Rule
from sealcase.entities import ENTITIES
from sealcase.errors import KeepSecretError, OverridesError
from sealcase.files import printable, read_bounded
from sealcase.locale import N_
from sealcase.model import Action, Band, Decision, Exhibit, Finding, Tier, Wording

MAX_OVERRIDES_BYTES = 1024 * 1024
MAX_OVERRIDES = 10_000
OWN_DECISION = Wording(en="The sender decided this, not the policy.", zh="这是发送人自己的决定，不是策略的规定。")

_DECISION_KEYS = {"finding", "file", "entity", "where", "action", "keep_last", "reason"}
_BOX_KEYS = {"exhibit", "file", "page", "box", "reason"}
_CORNERS = 4

Rules = Mapping[tuple[str, str], Rule]
"""What a person decided, by entity and canonical value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """One decision about one finding, as the file gives it."""

    finding: str
    file: str
    entity: str
    where: Mapping[str, object]
    """The place as `Finding.where.to_json()` writes it."""
    action: Action
    keep_last: int
    key: str
    """Where in the file it stands, for errors: `decision[3]`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnBox:
    """A place on a picture that a person covers; pages count from 1, pixels of the upright picture."""

    exhibit: str
    file: str
    page: int
    box: Box
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Overrides:
    """All that a file of decisions says."""

    source: str
    decisions: tuple[Override, ...] = ()
    boxes: tuple[DrawnBox, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted:
    """Overrides that fit the evidence: rules by value, and a decision for each drawn box."""

    rules: Rules = field(repr=False)
    drawn: tuple[Decision, ...]


def load_overrides(path: Path) -> Overrides:
    """Return the decisions in the TOML file at `path`.

    Raises:
        OverridesError: the file does not follow the schema; names the key.
        UnreadableFileError: the file cannot be read.
        EmptyFileError: it holds nothing.
        LimitError: it is larger than `MAX_OVERRIDES_BYTES`.
    """
    source = str(path)
    try:
        document = tomllib.loads(read_bounded(path, MAX_OVERRIDES_BYTES).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise _error(source, N_("the file is not valid TOML")) from None
    for key in document.keys() - {"decision", "box"}:
        raise _error(source, N_("{key}: there is no such key"), key=key)
    return Overrides(
        source=source,
        decisions=tuple(
            _override(row, key, source) for key, row in _rows(document, "decision", _DECISION_KEYS, source)
        ),
        boxes=tuple(_drawn_box(row, key, source) for key, row in _rows(document, "box", _BOX_KEYS, source)),
    )


def fit(overrides: Overrides, exhibits: Sequence[Exhibit], findings: Collection[Finding]) -> Fitted:
    """Return what `overrides` mean for these findings.

    Raises:
        KeepSecretError: one of them would keep a secret.
        OverridesError: one names no finding or place of this evidence, or two contradict each other.
    """
    names = {exhibit.id: exhibit.name for exhibit in exhibits}
    wanted = {override.finding for override in overrides.decisions}
    by_id = {finding.id: finding for finding in findings if finding.id in wanted} if wanted else {}
    rules: dict[tuple[str, str], Rule] = {}
    for override in overrides.decisions:
        finding = by_id.get(override.finding)
        if finding is None or not _names(override, finding, names[finding.exhibit]):
            raise _error(overrides.source, N_("{key}: the evidence has no such finding"), key=override.key)
        if override.action is not Action.REMOVE and Tier.SECRET in (finding.tier, ENTITIES[finding.entity].tier):
            raise KeepSecretError(
                file=printable(override.file), entity=ENTITIES[finding.entity].title, key=override.key
            )
        rule = Rule(action=override.action, keep_last=override.keep_last, reason=OWN_DECISION)
        if rules.setdefault((finding.entity, finding.value), rule) != rule:
            raise _error(overrides.source, N_("{key}: contradicts another decision on this value"), key=override.key)
    drawn = tuple(
        _draw(box, number, exhibits, overrides.source) for number, box in enumerate(overrides.boxes, len(findings) + 1)
    )
    return Fitted(rules=rules, drawn=drawn)


def _names(override: Override, finding: Finding, file: str) -> bool:
    """Tell whether a decision was made about this finding: a number alone may mean another one by now."""
    return (file, finding.entity, finding.where.to_json()) == (override.file, override.entity, override.where)


def _draw(box: DrawnBox, number: int, exhibits: Sequence[Exhibit], source: str) -> Decision:
    """Return the decision that covers a drawn box, as the finding `number` of the case."""
    exhibit = next((exhibit for exhibit in exhibits if (exhibit.id, exhibit.name) == (box.exhibit, box.file)), None)
    if exhibit is None or box.page > len(exhibit.pages):
        raise _error(source, N_("{key}: the evidence has no such picture"), key=box.key)
    picture = exhibit.pages[box.page - 1]
    if box.box.right > picture.width or box.box.bottom > picture.height:
        raise _error(source, N_("{key}: lies outside the picture"), key=f"{box.key}.box")
    finding = Finding(
        id=f"F{number}",
        exhibit=exhibit.id,
        entity="DRAWN_BOX",
        tier=Tier.PERSONAL,
        band=Band.CERTAIN,
        where=Region(page=box.page, boxes=(box.box,)),
        value=f"{exhibit.id} {box.page} {box.box.left} {box.box.top} {box.box.right} {box.box.bottom}",
        rule="drawn-box",
    )
    return Decision(finding=finding, action=Action.REMOVE, reason=OWN_DECISION)


# ---------------------------------------------------------------------------------------- reading
def _rows(
    document: Mapping[str, object], name: str, allowed: set[str], source: str
) -> Iterator[tuple[str, Mapping[str, object]]]:
    rows = document.get(name, [])
    if not isinstance(rows, list) or len(rows) > MAX_OVERRIDES or not all(isinstance(row, dict) for row in rows):
        raise _error(source, N_("{key}: needs a list of at most {limit} tables"), key=name, limit=MAX_OVERRIDES)
    for number, row in enumerate(rows, 1):
        key = f"{name}[{number}]"
        for unknown in row.keys() - allowed:
            raise _error(source, N_("{key}: there is no such key"), key=f"{key}.{unknown}")
        _text(row, "reason", key, source, needed=False)
        yield key, row


def _override(row: Mapping[str, object], key: str, source: str) -> Override:
    action = row.get("action")
    if not isinstance(action, str) or action not in set(Action):
        raise _error(source, N_("{key}: must be keep, mask or remove"), key=f"{key}.action")
    keep_last = row.get("keep_last", 0)
    masks = action == Action.MASK
    if type(keep_last) is not int or (keep_last != 0) is not masks or not 0 <= keep_last <= MAX_KEEP_LAST_CHARS:
        raise _error(
            source,
            N_("{key}: needs a whole number from 1 to {limit} with mask, and nothing with another action"),
            key=f"{key}.keep_last",
            limit=MAX_KEEP_LAST_CHARS,
        )
    where = row.get("where")
    if not isinstance(where, dict):
        raise _error(source, N_("{key}: needs the place as scan --json shows it"), key=f"{key}.where")
    return Override(
        where=where,
        finding=_text(row, "finding", key, source),
        file=_text(row, "file", key, source),
        entity=_text(row, "entity", key, source),
        action=Action(action),
        keep_last=keep_last,
        key=key,
    )


def _drawn_box(row: Mapping[str, object], key: str, source: str) -> DrawnBox:
    page = row.get("page", 1)
    if type(page) is not int or page < 1:
        raise _error(source, N_("{key}: pages count from 1"), key=f"{key}.page")
    corners = row.get("box")
    if not isinstance(corners, list) or len(corners) != _CORNERS or any(type(corner) is not int for corner in corners):
        raise _error(source, N_("{key}: needs left, top, right and bottom in pixels"), key=f"{key}.box")
    box = Box(*corners)
    if not (0 <= box.left < box.right and 0 <= box.top < box.bottom):
        raise _error(source, N_("{key}: needs left, top, right and bottom in pixels"), key=f"{key}.box")
    return DrawnBox(
        exhibit=_text(row, "exhibit", key, source), file=_text(row, "file", key, source), page=page, box=box, key=key
    )


def _text(row: Mapping[str, object], name: str, key: str, source: str, *, needed: bool = True) -> str:
    text = row.get(name, None if needed else "")
    if not isinstance(text, str) or (needed and not text) or len(text) > MAX_WORDING_CHARS:
        raise _error(
            source,
            N_("{key}: needs a text of at most {limit} characters"),
            key=f"{key}.{name}",
            limit=MAX_WORDING_CHARS,
        )
    return text


def _error(source: str, reason: str, *, key: str = "", limit: int = 0) -> OverridesError:
    return OverridesError(file=printable(source), reason=reason, key=printable(key), limit=limit)
