r"""The records of a JSON document: the objects of its lists.

A list counts where all of its elements are objects. Lists inside a record belong to it, unless the record is
no more than a heading for one: `{"month": "2026-03", "bills": [{…}, {…}]}`. A document without a list is one record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sealcase.contents import Document
from sealcase.gather.records import Records, table_records
from sealcase.model import Kind

MAX_HEADING_MEMBERS = 4
"""Members of an object that is the heading of a list; with more it is a record itself."""
MIN_RECORD_MEMBERS = 3
"""Members of an object in a list under a heading: a name and a value are no record."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)


@dataclass(slots=True, eq=False)
class _Node:
    """An object or array, and what is inside of it."""

    start: int
    is_object: bool
    end: int = 0
    members: int = 0
    """Commas plus one; 0 while it is empty."""
    inside: list[_Node] = field(default_factory=list)


def structured_records(document: Document, kind: Kind) -> Records:
    """Return the records of a table or JSON document."""
    return table_records(document) if kind is Kind.CSV else json_records(document)


def json_records(document: Document) -> Records:
    """Return the records of a JSON document; `Records.lists` says which of them have commas between them."""
    text = document.text
    found = _lists(root) if (root := _tree(text)) is not None else []
    if not found:
        return Records(text=text, starts=[0], ends=[len(text)])
    starts, ends, lists = list[int](), list[int](), list[tuple[int, int]]()
    for one in found:
        lists.append((len(starts), len(starts) + len(one.inside)))
        starts += [element.start for element in one.inside]
        ends += [element.end for element in one.inside]
    return Records(text=text, starts=starts, ends=ends, lists=tuple(lists))


def _tree(text: str) -> _Node | None:
    """Return the objects and arrays of a text that is JSON; scalars are only counted."""
    opened: list[_Node] = []
    root: _Node | None = None
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in {"[", "{"}:
            node = _Node(start=token.start(), is_object=mark == "{")
            if opened:
                opened[-1].inside.append(node)
                opened[-1].members = opened[-1].members or 1
            root = root or node
            opened.append(node)
        elif mark in {"]", "}"}:
            opened.pop().end = token.end()
        elif opened:
            opened[-1].members = (opened[-1].members or 1) + (mark == ",")
    return root


def _lists(root: _Node) -> list[_Node]:
    """Return the arrays whose elements are the records, in order, none inside of another."""
    found: list[_Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_object or not _is_list(node) or any(_headed(element) is not None for element in node.inside):
            waiting += reversed(node.inside)
        else:
            found.append(node)
    return found


def _is_list(node: _Node) -> bool:
    return bool(node.inside) and len(node.inside) == node.members and all(inside.is_object for inside in node.inside)


def _headed(element: _Node) -> _Node | None:
    """Return the list of records that an object is no more than the heading of."""
    lists = [inside for inside in element.inside if not inside.is_object and _is_list(inside)]
    if len(lists) != 1 or element.members > MAX_HEADING_MEMBERS or len(element.inside) > 1:
        return None
    (one,) = lists
    full = len(one.inside) > 1 and all(record.members >= MIN_RECORD_MEMBERS for record in one.inside)
    return one if full else None
