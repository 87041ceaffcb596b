"""Whose value something is, as far as the label beside it tells: the complainant's side, or the other one.

`付款方`, `From` and `本人` name the complainant's side, `收款方`, `To` and `对方` the other one. A label says this
in a column header or key, on the line before the value, or as the heading of the lines under it. Whether the other
side is the counterparty of the disputed transaction, or a third party in another row of the bill, is not told here
(`decide`).
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from functools import lru_cache

from sealcase.detect.text.lines import by_shape
from sealcase.detect.text.passages import Passage
from sealcase.model import Role

REACH_CHARS = 24
"""How far before a value the Chinese word may stand that says whose it is: `收款方户名/账号：`."""
REACH_LINES = 6
"""How many lines a heading that is nothing but such a word speaks for."""
_MAX_CACHED = 4096

_HAN = (
    (
        Role.COMPLAINANT,
        r"付款|付方|本人|我的|我方|转出方|转出账|转出卡|转出地址|汇款人|汇出|发送方|发送地址|出账|持卡人|买家|买方|申请人|投诉人",
    ),
    (
        Role.COUNTERPARTY,
        r"收款|收方|对方|对手|受益人|接收方|接收地址|收币地址|目标地址|转入方|转入账|转入卡|转给|卖家|卖方|商家",
    ),
)
_LATIN = {
    Role.COMPLAINANT: "from payer sender debtor buyer remitter originator cardholder my own mine source src",
    Role.COUNTERPARTY: "to payee recipient beneficiary counterparty receiver creditor seller peer opponent destination",
}
_LATIN_ROLE = {word: role for role, words in _LATIN.items() for word in words.split()}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HAN_WORD = re.compile("|".join(f"(?P<{role.name}>{words})" for role, words in _HAN))
_NOUN = r"(?:account|acct|address|addr|wallet|card|number|no|name|phone|email|e-mail|iban|id|user|bank)"
_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?P<word>{'|'.join(_LATIN_ROLE)})(?:'s)?(?:[ _.\-]?{_NOUN}\.?){{0,3}}[\"'`]?[ \t]*"
    r"(?:[:=\-]|is)?[ \t\"'`(\[<]*$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"\s*(?:(?P<han>{'|'.join(words for _, words in _HAN)})(?:方|人|账户|信息|账户信息|资料)*"
    rf"|(?P<latin>{'|'.join(_LATIN_ROLE)})(?: (?:details|information|info|account))?)\s*[:：]?\s*",
    re.IGNORECASE,
)


def roles_in(passage: Passage) -> Callable[[int], Role]:
    """Return what tells whose value begins at a folded character, by the label that it stands under or beside."""
    text, shape = passage.text, passage.lines.shape
    headings = [start for start, _ in passage.lines.found(_is_heading, rows=True)]

    def role_at(start: int) -> Role:
        label = passage.label_at(start)
        if label and (role := _role_of_label(label)) is not Role.UNKNOWN:
            return role
        line_start = text.rfind("\n", 0, start) + 1
        role = _role_before(shape[max(line_start, start - 2 * REACH_CHARS) : start])
        if role is not Role.UNKNOWN or label:
            return role
        above = bisect.bisect_left(headings, line_start)
        return _role_of_heading(text, headings[above - 1], line_start) if above else Role.UNKNOWN

    return role_at


@lru_cache(maxsize=_MAX_CACHED)
def _role_of_label(label: str) -> Role:
    """Return what a header or key path says; the last word counts: `payee.from` is the sender's."""
    if found := list(_HAN_WORD.finditer(label)):
        return Role[found[-1].lastgroup or ""]
    words = [word.lower() for word in _WORD.findall(label)]
    return next((_LATIN_ROLE[word] for word in reversed(words) if word in _LATIN_ROLE), Role.UNKNOWN)


@lru_cache(maxsize=_MAX_CACHED)
def _role_before(before: str) -> Role:
    """Return what stands before a value in its line, whatever the digits are."""
    if match := _BEFORE.search(before):
        return _LATIN_ROLE[match["word"].lower()]
    clause = re.split(r"[。!?！？;；\t]", before)[-1][-REACH_CHARS:]
    found = list(_HAN_WORD.finditer(clause))
    return Role[found[-1].lastgroup or ""] if found else Role.UNKNOWN


@by_shape
def _is_heading(line: str) -> bool:
    """Whether a line is nothing but a role."""
    return _HEADING.fullmatch(line) is not None


def _role_of_heading(text: str, heading: int, line_start: int) -> Role:
    """Return what a heading says of a line below it that is near, with no blank line between."""
    lines = text[heading:line_start].split("\n", REACH_LINES + 1)
    match = _HEADING.fullmatch(lines[0])
    if match is None or len(lines) > REACH_LINES + 1 or not all(line.strip() for line in lines[:-1]):
        return Role.UNKNOWN
    return _role_of_label(match["han"] or match["latin"])
