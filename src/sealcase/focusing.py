"""Focus on its way through the rooms: gather finds the records, decide chooses, redact takes the others out.

It comes before detection: what is withheld is neither read nor learnt from. A value that only a withheld record
labels (a name in another row of the bill) is therefore not known in those that stay; `--me` names one's own
values, and what the records that stay say by themselves is found as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sealcase.contents import Document, LongText, Where
from sealcase.decide import Focus, Roles, add_requests, case_roles, choose_rows, find_lines, folded
from sealcase.errors import FocusError, LimitError
from sealcase.files import printable
from sealcase.gather import document_of, has_lines, line_records, record_finder, structured_records
from sealcase.locale import N_
from sealcase.model import ByExhibit, Exhibit, Finding, Kind
from sealcase.redact import cuts, without, without_rows

MAX_KEPT_CHARS = 64 * 1024 * 1024
"""Of the records of one text that stay: more is no focus."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """An exhibit that holds no record of the transaction."""

    name: str
    records: int
    """How many records it has."""


def focused(exhibits: Sequence[Exhibit], focus: Focus | None) -> tuple[list[Exhibit], tuple[LeftOut, ...]]:
    """Return the exhibits with the records about the transaction alone, and which are left out whole.

    Pictures stay: what is on them is not known yet.

    Raises:
        FocusError: nothing is left.
        LimitError: more of a text is left than a text may have.
    """
    if focus is None:
        return list(exhibits), ()
    results = [_focused(exhibit, focus) for exhibit in exhibits]
    kept = [result for result in results if isinstance(result, Exhibit)]
    if not kept:
        raise FocusError
    return kept, tuple(result for result in results if isinstance(result, LeftOut))


def _focused(exhibit: Exhibit, focus: Focus) -> Exhibit | LeftOut:
    if not exhibit.texts:
        return exhibit
    return _lines(exhibit, focus) if has_lines(exhibit.kind) else _structured(exhibit, focus)


def _lines(exhibit: Exhibit, focus: Focus) -> Exhibit | LeftOut:
    found = find_lines(line_records(exhibit), focus)
    if found.requests:
        found = add_requests(line_records(exhibit), found)
    if not found.kept:
        return LeftOut(name=exhibit.name, records=found.total)
    _bound(found.kept.values(), exhibit)
    first = exhibit.texts[0]
    text = "".join(found.kept[place] for place in sorted(found.kept))
    content = document_of(text, exhibit.kind, exhibit.name, encoding=first.encoding, bom=first.bom)
    return replace(exhibit, content=content, records=len(found.kept), withheld=found.total - len(found.kept))


def _bound(kept: Iterable[str], exhibit: Exhibit) -> None:
    size = sum(map(len, kept))
    if size > MAX_KEPT_CHARS:
        raise LimitError(
            file=printable(exhibit.name),
            what=N_("what the focus leaves"),
            value=size,
            limit=MAX_KEPT_CHARS,
            unit=N_("characters"),
        )


def _structured(exhibit: Exhibit, focus: Focus) -> Exhibit | LeftOut:
    (document,) = exhibit.texts
    records = structured_records(document, exhibit.kind)
    kept = choose_rows(records, focus)
    if not kept:
        return LeftOut(name=exhibit.name, records=len(records.starts))
    stretches = cuts(records.starts, records.ends, records.lists, kept)
    withheld = len(records.starts) - len(kept)
    return replace(exhibit, content=_without(document, exhibit, stretches), records=len(kept), withheld=withheld)


def _without(document: Document, exhibit: Exhibit, stretches: tuple[tuple[int, int], ...]) -> Document:
    if exhibit.kind is Kind.CSV:
        return without_rows(document, stretches)
    text = without(document.text, stretches)
    return document_of(text, exhibit.kind, exhibit.name, encoding=document.encoding, bom=document.bom)


def roles_in(
    exhibits: Sequence[Exhibit], findings: Collection[Finding], known: Sequence[Finding], numbers: Sequence[str]
) -> Roles:
    """Return whose values the findings are; `numbers` are those of the disputed transaction.

    Of a text that is too long to be held, labels are not followed: its values have the roles that the rest of the
    case gives them.
    """
    held = {exhibit.id: exhibit for exhibit in exhibits if not isinstance(exhibit.content, LongText)}
    finders: dict[str, Callable[[Where], int | None]] = {}

    def record_of(finding: Finding) -> int | None:
        if finding.exhibit not in finders:
            finders[finding.exhibit] = record_finder(held[finding.exhibit])
        return finders[finding.exhibit](finding.where)

    about = findings.each if isinstance(findings, ByExhibit) else None
    short = findings if about is None else [finding for exhibit in held for finding in about.get(exhibit, ())]
    return case_roles(short, known, tuple(map(folded, numbers)), record_of)
