"""Whom somebody paid or knows, as screens say it: lists of payments and of contacts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from sealcase.detect.text.labels import is_label
from sealcase.detect.text.names import HAN, SURNAME, han_name_length, is_no_name, is_organisation
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Cell, Hit
from sealcase.model import Band

_PERSON_LINE = re.compile(
    r"(?:(?:已?转给|已?付给|转账给|付款给|收款方|付款方|转账-转给|付款-给|来自|给|向|收到|@)[ :]?)"
    rf"({SURNAME}[{HAN}*]{{1,2}})(?![{HAN}])"
)
_REVEALED = re.compile(rf"([{HAN}])\*+[{HAN}]? ?\((\1[{HAN}]{{1,3}})\)")
"""A masked name with the whole one behind it."""
_THROUGH = re.compile(
    r"(?:支付宝|财付通|微信支付|微信|云闪付|银联|抖音支付|京东支付|美团支付|快捷支付|网上支付)"
    rf"-([{HAN}A-Za-z0-9·&()]{{2,24}})"
)
"""What a bank's list says: through what was paid, and whom."""
_PAID_TO = re.compile(
    r"(?i:(?:payment|paid|purchase|refund|order|charge|subscription)s?(?: (?:to|at|from|by|with))) ([A-Z0-9].{1,40})"
)
_NAME = re.compile(rf"{SURNAME}[{HAN}]{{1,2}}")
_PHONE = re.compile(r"(?:\+?86[ \-]?)?1[3-9]\d(?:[ \-]?[\d*]{4}){2}")


def find_counterparties(passage: Passage) -> Iterator[Hit]:
    """Yield people who are paid, and those whose phone number stands under or beside their name."""
    text = passage.text
    for match in _PERSON_LINE.finditer(text):
        yield make_hit("PERSON", *match.span(1), Band.LIKELY, "screen-counterparty", match[1])
    for match in _REVEALED.finditer(text):
        yield make_hit("PERSON", *match.span(2), Band.CERTAIN, "screen-revealed", match[2])
    for above, cell in itertools.pairwise(passage.cells):
        name = text[above.start : above.end].strip()
        if cell.label.strip() == name and _is_name(name) and _PHONE.fullmatch(text[cell.start : cell.end].strip()):
            start = text.index(name, above.start)
            yield make_hit("PERSON", start, start + len(name), Band.LIKELY, "screen-contact", name)


def paid_in(text: str, cell: Cell) -> Iterator[Hit]:
    """Yield whom a row of a list says was paid: a business, or somebody."""
    value = text[cell.start : cell.end].strip()
    paid = _THROUGH.fullmatch(value) or _PAID_TO.fullmatch(value)
    if paid is None:
        return
    start, who = text.index(value, cell.start) + paid.start(1), paid[1]
    if han_name_length(who, sure=False) == len(who) and not is_organisation(who):
        yield make_hit("PERSON", start, start + len(who), Band.LIKELY, "screen-counterparty", who)
    elif is_organisation(who) or not who.isascii():
        yield make_hit("MERCHANT", start, start + len(who), Band.LIKELY, "screen-paid", who)


def _is_name(words: str) -> bool:
    fits = _NAME.fullmatch(words) is not None
    return fits and not (is_label(words) or is_no_name(words) or is_organisation(words))
