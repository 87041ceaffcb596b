"""What a case is about: order numbers, amounts, merchants; and balances, which it is not.

Order numbers: Alipay's and WeChat Pay's trade numbers are 28 digits or so, led by a date or a product
code; a merchant's own are up to 32 letters, digits, `-` and `_` (WeChat Pay API v3, `out_trade_no`).
So: by label, or a run of at least 20 digits. They are claimed before anything inside them is looked for.
Amounts: by currency sign, code (ISO 4217 and the ticker symbols of common coins) or word, or by label.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.marks import Mark
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_LONG_RUN = line_pattern(r"\d(?<![0-9A-Za-z_.@]\d)\d{19,63}(?![0-9A-Za-z_@])")
_MIN_NEAR_DIGITS = 6
_MIN_TOLD_DIGITS = 4
_NEAR_ORDER = line_pattern(
    r"(?:[Oo]rder|[Tt]ransaction|[Tt]rade|[Rr]eference|[Ii]nvoice|[Rr]eceipt|[Pp]ayment|[Rr]efund|[Rr]ef)"
    r"\.? ?(?:(?:[Nn]o\.?|[Nn]umber|ID|[Ii]d)[ :#.]{1,3}|# ?)"
    r"(?=([0-9A-Za-z][0-9A-Za-z_\-]{5,62}[0-9A-Za-z])(?![0-9A-Za-z@*]))"
)
_TOLD_ORDER = line_pattern(
    r"(?i:(?<![a-z])(?:order|transaction|payment|transfer|refund|invoice|booking|withdrawal|deposit)) "
    r"(?=([A-Z0-9](?:[A-Z0-9\-]{8,30})[A-Z0-9])(?![0-9A-Za-z@*]))"
)
"""As it is told: `my payment 8XK20417AB93C was declined`."""
_ORDER_VALUE = re.compile(r"#?([0-9A-Za-z](?:[0-9A-Za-z_\-]{3,62})[0-9A-Za-z])(?![0-9A-Za-z@*])")
_ORDER_CELL = re.compile(r"[\s'\"]*([0-9A-Za-z][0-9A-Za-z_\-*/.]{3,63})[\s'\"]*")
_SPACED_ORDER_VALUE = re.compile(r"\d{4,}(?: ?\d{2,}){1,8}(?![0-9A-Za-z@*])")
_MOBILE = re.compile(r"1[3-9]\d{9}")

_CODES = (
    "CNY|RMB|USDT|USDC|USD|HKD|EUR|GBP|JPY|KRW|SGD|AUD|CAD|CHF|TWD|MOP|NZD|SEK|NOK|DKK|PLN|INR|PKR|PHP|IDR|VND|THB|MYR"
    "|BRL|MXN|RUB|TRY|AED|SAR|ZAR|NGN|KES|GHS|Ksh|Rs\\.?"
    "|BTC|ETH|TRX|BNB|SOL|XRP|LTC|DOGE|ADA|DOT|MATIC|DAI|TON|sats?|gwei|wei"
)
_SIGNS = "¥$€£₩₿₹₦₱฿₽₺₫"
_NUMBER = r"\d(?:[\d,]*\d)?(?:\.\d+)?"
_PLAIN_NUMBER = re.compile(rf"{_NUMBER}(?: ?[万亿KMkm](?![A-Za-z]))?")
_SIGN_AMOUNT = line_pattern(
    rf"(?:[+\-]? ?(?:CN|US|HK)?[{_SIGNS}]) ?[+\-]?{_NUMBER}(?:[ \t]?[万亿KMkm](?![A-Za-z]))?(?![0-9])"
)
_UNIT_AMOUNT = line_pattern(
    rf"\d(?<![0-9A-Za-z_.,]\d)(?:[\d,]*\d)?(?:\.\d+)? ?(?:万|亿)?(?:元|块钱|人民币|(?:{_CODES})(?![A-Za-z]))"
)
_CODE_AMOUNT = line_pattern(rf"(?:{_CODES}|人民币) ?[+\-]?{_NUMBER}(?![0-9A-Za-z])")
_AMOUNT_VALUE = re.compile(
    rf"(?:[≈~约+\-] ?)?(?:(?:{_CODES}|人民币|CN|US|HK)? ?[{_SIGNS}]?) ?[+\-]?{_NUMBER}"
    rf"(?: ?(?:万|亿)?(?:元|{_CODES}))?(?![0-9A-Za-z*])"
)
AMOUNT = (
    rf"(?:[≈~约+\-] ?)?(?:(?:{_CODES}|人民币|CN|US|HK)? ?[{_SIGNS}]?) ?[+\-]?(?<![0-9A-Za-z]){_NUMBER}"
    rf"(?: ?(?:万|亿)?(?:元|{_CODES})(?![A-Za-z]))?(?![0-9A-Za-z*])(?!:\d|[/\-]\d|%)"
)
"""An amount with whatever belongs to it, where a label says that there is one; a pattern."""
_BALANCE_TOLD = line_pattern(
    r"(?:余额|零钱通?|钱包|卡里|卡上|账[户上]里?)[里中]?(?:一共|总共)?(?:还|只|就|现在|目前){0,2}"
    r"(?:剩[余下]?|有|是|为)[了约]?(?:大概)?[ ]?"
    rf"(?=([{_SIGNS}]? ?{_NUMBER} ?(?:万|亿)?(?:元|块|{_CODES})?)(?![0-9A-Za-z%年月日张笔次个]))"
    r"|(?i:(?<![a-z])balance)(?i: (?:is|was|of|now|left|shows?|at|showing|became)){0,3}[: ]{1,2}"
    rf"(?=([{_SIGNS}] ?{_NUMBER}|{_NUMBER} ?(?:{_CODES})|\d[\d,]*\.\d\d)(?![0-9A-Za-z%]))"
)
"""`余额还剩 …`, `balance is now £…`: what somebody has, in a sentence."""
_BALANCE_REST = re.compile(rf"[ \t]*(?:\(? ?[≈~=] ?{_AMOUNT_VALUE.pattern}\)?)")
_BALANCE_BELOW = re.compile(rf"[ \t]*\r?\n[ \t]*({_AMOUNT_VALUE.pattern})[ \t]*(?=[\r\n]|$)")
_LONE_AMOUNT = re.compile(r"(?m)(?:^|\t) *([+\-]?\d[\d,]*\.\d\d) *(?=\t|\r?$)")
"""All of a cell on a picture: a row of a list has its amount in a cell of its own."""
_QUOTED_AMOUNT = re.compile(r"[\"“”'](\d{1,3}(?:,?\d{3})*\.\d\d)[\"“”']")
"""The same in a record that is shown as a picture, whose keys text recognition may have torn."""
_MERCHANT_VALUE = re.compile(r"[^\s,;|<>\"'{}:=][^\n\r\t,;|<>\"{}。!]{0,58}")

_MAX_ACCOUNT_DIGITS = 25
"""Behind a label for accounts a run may be as long: some banks' are. Orders of Alipay and WeChat have 28 digits."""


def find_cases(passage: Passage) -> Iterator[Hit]:
    """Yield identifiers of the case, and balances."""
    yield from _orders(passage)
    yield from _amounts(passage)
    for mark in passage.marks_for("MERCHANT"):
        if mark.weak and not mark.whole and not passage.form:
            continue
        match = _MERCHANT_VALUE.match(passage.text, mark.start, mark.end)
        if match is not None and any(char.isalpha() for char in match[0]) and mark.joined:
            value = match[0].rstrip().split("  ")[0]
            yield make_hit("MERCHANT", match.start(), match.start() + len(value), Band.LIKELY, "merchant-label", value)


def _orders(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    runs = list(passage.matches(_LONG_RUN))
    marks = passage.marks_for("ACCOUNT", "CREDIT_CARD", "PERSON") if runs else ()
    accounts = {mark.start for mark in marks if not mark.weak}
    for run in runs:
        if run.start() not in accounts or len(run[0]) > _MAX_ACCOUNT_DIGITS:
            yield make_hit("ORDER_ID", run.start(), run.end(), Band.CERTAIN, "order-long-run", run[0])
    for near in passage.matches(_NEAR_ORDER):
        if sum(char.isdigit() for char in near[1]) >= _MIN_NEAR_DIGITS:
            band = Band.REVIEW if _MOBILE.fullmatch(near[1]) else Band.CERTAIN
            yield make_hit("ORDER_ID", *near.span(1), band, "order-near-word", near[1])
    for told in passage.matches(_TOLD_ORDER):
        # Letters and digits mixed: a bare number may be a card's or somebody's phone.
        if any(map(str.isalpha, told[1])) and sum(map(str.isdigit, told[1])) >= _MIN_TOLD_DIGITS:
            yield make_hit("ORDER_ID", *told.span(1), Band.LIKELY, "order-told", told[1])
    for mark in passage.marks_for("ORDER_ID"):
        cell = _ORDER_CELL.fullmatch(text, mark.start, mark.end) if mark.whole else None
        if cell is not None and not _MOBILE.fullmatch(cell[1]) and any(char.isdigit() for char in cell[1]):
            yield make_hit("ORDER_ID", *cell.span(1), Band.CERTAIN, "order-label", cell[1])
            continue
        spaced = _SPACED_ORDER_VALUE.match(text, mark.start, mark.end) if passage.form else None
        match: re.Match[str] | None = spaced or _ORDER_VALUE.match(text, mark.start, mark.end)
        if match is None or sum(char.isdigit() for char in match[0]) < 3:
            continue
        value = match[0].replace(" ", "") if spaced else match[1]
        start = match.start() if spaced else match.start(1)
        # What is exactly a mobile number stays one, whatever the label says.
        band = Band.REVIEW if _MOBILE.fullmatch(value) or not mark.joined else Band.CERTAIN
        yield make_hit("ORDER_ID", start, match.end(), band, "order-label", value)


def _amounts(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    yield from _amounts_with_currency(passage)
    if passage.form:
        # Large, its sign in another size, or in a list.
        for match in itertools.chain(_LONE_AMOUNT.finditer(text), _QUOTED_AMOUNT.finditer(text)):
            yield make_hit("AMOUNT", *match.span(1), Band.LIKELY, "amount-alone", plain_amount(match[1]))
    for match in passage.matches(_BALANCE_TOLD):
        start, end = match.span(1 if match[1] else 2)
        yield make_hit("BALANCE", start, end, Band.LIKELY, "balance-told", plain_amount(text[start:end]))
    for mark in passage.marks_for("AMOUNT", "BALANCE"):
        place = _amount_at(text, mark)
        if place is not None:
            start, end = place
            # Likely at most: a number under a wide word such as "value" must not outrank somebody's phone.
            yield make_hit(mark.entity, start, end, Band.LIKELY, "amount-label", plain_amount(text[start:end]))
            if mark.entity == "BALANCE":
                yield from _balance_below(text, end)


def _amounts_with_currency(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    for pattern, rule in ((_SIGN_AMOUNT, "amount-sign"), (_UNIT_AMOUNT, "amount-unit"), (_CODE_AMOUNT, "amount-code")):
        for match in passage.matches(pattern):
            before, first = text[match.start() - 1 : match.start()], match[0][0]
            # A code is no code at the end of a longer word; checked here, where few matches are left.
            if not (first.isascii() and first.isalpha() and before.isascii() and before.isalnum()):
                yield make_hit("AMOUNT", match.start(), match.end(), Band.LIKELY, rule, plain_amount(match[0]))


def plain_amount(written: str) -> str:
    """Return the minus sign, digits and decimal point: `¥12,680.35` and `12680.35` are one value."""
    number = _PLAIN_NUMBER.search(written)
    assert number is not None  # every amount has one
    sign = "-" if "-" in written[: number.start()] else ""
    return sign + number[0].replace(",", "").replace(" ", "")


def _balance_below(text: str, end: int) -> Iterator[Hit]:
    """The same balance in another currency, alone on the next line."""
    below = _BALANCE_BELOW.match(text, end)
    if below is not None:
        yield make_hit("BALANCE", *below.span(1), Band.LIKELY, "balance-below", plain_amount(below[1]))


def _amount_at(text: str, mark: Mark) -> tuple[int, int] | None:
    """Return where the amount stands that a label announces; a balance takes its conversion along."""
    start = mark.start
    while start < mark.end and text[start] in " \t":
        start += 1
    match = _AMOUNT_VALUE.match(text, start, mark.end)
    if match is None:
        return None
    end = match.end()
    if mark.entity == "BALANCE" and (rest := _BALANCE_REST.match(text, end, mark.end)) is not None:
        end = rest.end()
    return start, end
