"""How a disclosed value is named, placed and shown, in words and as JSON."""

from __future__ import annotations

from gettext import gettext as _

from sealcase.entities import ENTITIES
from sealcase.locale import N_
from sealcase.package.disclosed import CoveredPixels, Disclosed, WholeOriginal


def title(disclosed: Disclosed) -> str:
    """Return what people call this kind of value."""
    if isinstance(disclosed.value, WholeOriginal):
        return _("whole original")
    entity = ENTITIES.get(disclosed.entity)
    return disclosed.entity if entity is None else _(entity.title)


def place(disclosed: Disclosed) -> str:
    """Return where it stood, in words."""
    if isinstance(disclosed.value, WholeOriginal):
        return _("exhibit {exhibit}").format(exhibit=disclosed.value.exhibit)
    assert disclosed.where is not None
    return f"{disclosed.item}, {_(disclosed.where.phrase).format(**disclosed.where.to_json())}"


def kind(disclosed: Disclosed) -> str:
    """Return how the value is shown: `text`, `pixels` or `original`."""
    if isinstance(disclosed.value, WholeOriginal):
        return "original"
    return "pixels" if isinstance(disclosed.value, CoveredPixels) else "text"


def disclosed_json(disclosed: Disclosed) -> dict[str, object]:
    """Return number, kind and place, without the value."""
    return {
        "id": disclosed.id,
        "entity": disclosed.entity,
        "kind": kind(disclosed),
        "where": disclosed.where_json(),
    }


def proves(disclosed: Disclosed) -> str:
    """Return what an opening that holds shows, marked for translation."""
    return {
        "text": N_("Whoever sealed the package fixed this text, under this number, when they sealed it."),
        "pixels": N_("Whoever sealed the package fixed these pixels, under this number, when they sealed it."),
        "original": N_("Whoever sealed the package fixed this file, byte for byte, when they sealed it."),
    }[kind(disclosed)]
