"""Cards on screens: their last digits, their codes, and what an app has masked itself.

In text such a tail stays, since support compares it. On a picture it stands beside a name, a sum and a bank,
and the placeholder shows the digits that the policy keeps (`[CARD-1 *1234]`). What is left of a masked phone
number, identity number or mail address tells enough beside all that: it goes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Cell, Hit
from sealcase.model import Band

TAIL_VALUE = "****"
"""Stands for the digits of a card that are not shown: the value of a tail is never that of a whole number."""

_CARD_WORD = (
    r"(?:银行|储蓄卡|信用卡|借记卡|贷记卡|银行卡|卡|账户|账号|零钱通|尾号为?|末四位|后四位|一类户|二类户|Ⅰ类|Ⅱ类"
    r"|(?i:\b(?:visa|master ?card|amex|american express|unionpay|discover|jcb|maestro|card|debit|credit|checking"
    r"|savings|account|acct|ending(?: in| with)?|ends in|last 4(?: digits)?)))"
)
_TAILS = (
    re.compile(
        rf"{_CARD_WORD}(?: ?(?i:card|debit|credit|account|checking|savings))? ?[(\[:]? ?"
        r"(?:尾号为?:?|(?i:no\.?|x+|ending in))?"
        r"[ *.\-·…_~xX]{0,20}(\d{4})(?![0-9A-Za-z.,:/\-]| ?\d)"
    ),
    re.compile(
        r"(?<![0-9A-Za-z*])(?:\d{4,6} ?)?(?:[*·•….]{2,}|[xX]{2,}|[xX]-)(?:[ \t]{0,2}[*·•….xX]{2,})*[ \t]{0,2}-?(\d{4})"
        r"(?![0-9A-Za-z.,:/]| ?\d)"
    ),
    re.compile(r"尾号[为是:]? ?(\d{3,4})(?!\d)"),
)
_MASKS = {
    "PHONE_NUMBER": re.compile(r"(?<![0-9A-Za-z*])(?:\+?86[ \-]?)?1\d{2} ?[*xX·•]{3,6} ?\d{2,4}(?![0-9A-Za-z*])"),
    "CN_RESIDENT_ID": re.compile(r"(?<![0-9A-Za-z*])\d{1,6}[*xX·•]{8,17}[\dXx]{1,4}(?![0-9A-Za-z*])"),
    "CREDIT_CARD": re.compile(
        r"(?<![0-9A-Za-z*])(?:\d{4,6}[ *·•]{5,16}|\d{3}(?: ?[*·•]){6,12} ?)\d{3,4}(?![0-9A-Za-z*])"
    ),
    "EMAIL_ADDRESS": re.compile(r"(?<![0-9A-Za-z*])[\w.]{1,10}[*•·]{2,}[\w.]{0,6}@[A-Za-z0-9.*\-]{3,}(?![0-9A-Za-z])"),
}
_CARD_LABEL = re.compile(
    rf"(?:{_CARD_WORD})|付款方式|支付方式|扣款方式|(?i:paid with|payment method|funding source|pay with)"
)
_LAST_DIGITS = re.compile(r"(?<![\d.,:/\-])(\d{4})\W*$")
_SECURITY_CODE = re.compile(r"(?:安全码|(?i:\b(?:cvv2?|cvc2?|cvn2?|cid|security code)\b))[: \t]{0,3}(\d{3,4})(?!\d)")
MONTH = re.compile(r"(?:0[1-9]|1[0-2]) ?/ ?(?:20)?\d\d")
"""The last month of a card, alone in a cell."""
_CODE_CELL = re.compile(r"\d{3,4}")
_WHOLE_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{4}(?:[ \-]\d{4}){2}[ \-]\d{1,7}(?![0-9A-Za-z])")
_KIND = re.compile(
    r"(?i)(?:(?:visa|master ?card|amex|american express|unionpay|discover|jcb|maestro|debit|credit|card)[ ]?){1,3}"
    r"|.{0,12}[储信借][蓄用记]卡"
)
_FOUR_DIGITS = re.compile(r"[ *.\-·…_•]{0,8}(\d{4})")
_EXPIRY = re.compile(
    r"(?:有效期(?:至|限)?|(?i:\b(?:valid (?:thru|through|until)|exp(?:iry|ires|\.)?(?: date)?|good thru)\b))[: \t]{0,3}"
    rf"({MONTH.pattern})(?!\d)"
)


def find_cards(text: str) -> Iterator[Hit]:
    """Yield card tails, card codes and masked numbers in the text of a picture."""
    for pattern in _TAILS:
        for match in pattern.finditer(text):
            start, end = match.span(1)
            # Dots and brackets say nothing, and leave room for the placeholder.
            while start and text[start - 1] in "*·•….(（":
                start -= 1
            end += text[end : end + 1] in (")", "）")
            yield make_hit("CREDIT_CARD", start, end, Band.LIKELY, "screen-card-tail", TAIL_VALUE + match[1])
    for pattern in (_SECURITY_CODE, _EXPIRY):
        for match in pattern.finditer(text):
            yield make_hit("CARD_SECURITY_CODE", *match.span(1), Band.LIKELY, "screen-card-secret", match[1])
    for entity, pattern in _MASKS.items():
        for match in pattern.finditer(text):
            value = TAIL_VALUE + match[0][-4:] if entity == "CREDIT_CARD" else match[0]
            yield make_hit(entity, *match.span(), Band.LIKELY, "screen-masked", value)


def tail_in(text: str, cell: Cell) -> Iterator[Hit]:
    """Yield the four digits that end a cell whose label or whose dots say that they are a card's."""
    tail = _LAST_DIGITS.search(text[cell.start : cell.end])
    if tail is not None and (_CARD_LABEL.search(cell.label) or text[cell.start] in "*·•.…"):
        start = cell.start + tail.start(1)
        yield make_hit("CREDIT_CARD", start, start + 4, Band.LIKELY, "screen-card-tail", TAIL_VALUE + tail[1])


def tails_below(passage: Passage) -> Iterator[Hit]:
    """Yield four digits alone in a cell behind one that is a card's kind and nothing else; the dots were not read."""
    text = passage.text
    for kind, cell in itertools.pairwise(passage.cells):
        digits = _FOUR_DIGITS.fullmatch(text, cell.start, cell.end)
        if digits is not None and _KIND.fullmatch(text, kind.start, kind.end):
            yield make_hit("CREDIT_CARD", *digits.span(1), Band.LIKELY, "screen-card-tail", TAIL_VALUE + digits[1])


def codes_beside(passage: Passage) -> Iterator[Hit]:
    """Yield the last month and the code on a card's face, whose labels are too small to be read."""
    text = passage.text
    if _WHOLE_NUMBER.search(text) is None:
        return
    for month, code in itertools.pairwise(passage.cells):
        digits = _CODE_CELL.fullmatch(text, code.start, code.end)
        if digits is not None and MONTH.fullmatch(text, month.start, month.end):
            for cell in (month, code):
                value = text[cell.start : cell.end]
                yield make_hit("CARD_SECURITY_CODE", cell.start, cell.end, Band.LIKELY, "screen-card-face", value)
