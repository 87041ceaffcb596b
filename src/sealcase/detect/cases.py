"""What a case is about: order numbers, amounts, times, merchants; and balances, which it is not.

Order numbers: Alipay's and WeChat Pay's trade numbers are 28 digits or so, led by a date or a product
code; a merchant's own are up to 32 letters, digits, `-` and `_` (WeChat Pay API v3, `out_trade_no`).
So: by label, or a run of at least 20 digits. They are claimed before anything inside them is looked for.
Amounts: by currency sign, code or word, or by label. Times: ISO 8601 and RFC 3339, the forms that
logs and Chinese apps write, Unix seconds and milliseconds by label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.labels import Mark
from sealcase.detect.passages import Passage, make_hit
from sealcase.detect.segments import Hit
from sealcase.model import Band

_LONG_RUN = re.compile(r"\d(?<![0-9A-Za-z_.@]\d)\d{19,63}(?![0-9A-Za-z_@])")
_MIN_NEAR_DIGITS = 6
_NEAR_ORDER = re.compile(
    r"(?i)(?<![a-z])(?:order|transaction|trade|reference|invoice|receipt|payment|refund|ref)\.? ?(?:no\.?|number|id|#)[ :#.]{1,3}"
    r"(?=([0-9A-Za-z][0-9A-Za-z_\-]{5,62}[0-9A-Za-z])(?![0-9A-Za-z@*]))"
)
_ORDER_VALUE = re.compile(r"#?([0-9A-Za-z](?:[0-9A-Za-z_\-]{3,62})[0-9A-Za-z])(?![0-9A-Za-z@*])")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SPACED_ORDER_VALUE = re.compile(r"\d{4,}(?: ?\d{2,}){1,8}(?![0-9A-Za-z@*])")
_CURRENCY_CODES = "CNY|RMB|USDT|USDC|USD|HKD|EUR|GBP|JPY|KRW|SGD|AUD|CAD|CHF|TWD|MOP|BTC|ETH|TRX|BNB|SOL|XRP|LTC|DOGE|ADA|DOT|MATIC|DAI|TON|sats?|gwei|wei"
_NUMBER = r"\d(?:[\d,]*\d)?(?:\.\d+)?"
_SIGN_AMOUNT = re.compile(
    rf"(?:[+\-]? ?(?:CN|US|HK)?[¥$€£₩₿]) ?[+\-]?{_NUMBER}(?:[ \t]?[万亿KMkm](?![A-Za-z]))?(?![0-9])"
)
_UNIT_AMOUNT = re.compile(
    rf"\d(?<![0-9A-Za-z_.,]\d)(?:[\d,]*\d)?(?:\.\d+)? ?(?:万|亿)?(?:元|块钱|人民币|(?:{_CURRENCY_CODES})(?![A-Za-z]))"
)
_CODE_AMOUNT = re.compile(rf"(?<![0-9A-Za-z])(?:{_CURRENCY_CODES}|人民币) ?[+\-]?{_NUMBER}(?![0-9A-Za-z])")
_AMOUNT_VALUE = re.compile(
    rf"(?:[≈~约+\-] ?)?(?:(?:{_CURRENCY_CODES}|人民币|CN|US|HK)? ?[¥$€£₩₿]?) ?[+\-]?{_NUMBER}(?: ?(?:万|亿)?(?:元|{_CURRENCY_CODES}))?(?![0-9A-Za-z*])"
)
_BALANCE_REST = re.compile(rf"[ \t]*(?:\(? ?[≈~=] ?{_AMOUNT_VALUE.pattern}\)?)")

_DAY = r"(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:(?:19|20)\d\d|\d\d))"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|CST|[+\-](?:0\d|1[0-4]):?[0-5]\d)(?![0-9A-Za-z])| ?[AaPp]\.?[Mm](?![A-Za-z]))?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_NUMERIC_DAY = re.compile(rf"(?<![0-9A-Za-z_.,/\-]){_DAY}(?:(?:T|,? {{1,2}}){_CLOCK}{_ZONE})?(?![0-9A-Za-z]|[-/]\d)")
_HAN_DAY = re.compile(
    rf"(?:(?<!\d)(?:19|20)?\d\d ?年 ?)?(?<!\d)(?:0?[1-9]|1[0-2]) ?月 ?(?:0?[1-9]|[12]\d|3[01]) ?[日号]?(?: ?(?:凌晨|早上|上午|中午|下午|晚上|星期.|周.)? ?(?:{_CLOCK}|\d{{1,2}} ?[点时](?: ?\d{{1,2}} ?分(?: ?\d{{1,2}} ?秒)?)?))?"
)
_WORD_DAY = re.compile(
    rf"(?<![0-9A-Za-z])(?:\d{{1,2}}(?:st|nd|rd|th)?[ \-/]{_MONTH}(?:[ \-/,]{{1,2}}\d{{4}})?|{_MONTH} {{1,2}}\d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)(?:(?:,? at |[ :T,]{{1,2}}){_CLOCK}{_ZONE})?(?![0-9A-Za-z])"
)
_BARE_CLOCK = re.compile(rf"(?<![0-9A-Za-z_.:\-]){_CLOCK}{_ZONE}(?![0-9A-Za-z:])")
_COMPACT_TIME = re.compile(
    r"(?<![0-9A-Za-z_.])20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?(?![0-9A-Za-z_.])"
)
_EPOCH = re.compile(r"1\d{9}(?:\.\d{1,9}|\d{3}(?:\d{3}){0,2})?(?![0-9A-Za-z.])")
_BALANCE_BELOW = re.compile(rf"[ \t]*\r?\n[ \t]*({_AMOUNT_VALUE.pattern})[ \t]*(?=[\r\n]|$)")
_LONE_AMOUNT = re.compile(r"(?m)^[ \t]*([+\-]?\d[\d,]*\.\d\d)[ \t]*$")
_MERCHANT_VALUE = re.compile(r"[^\s,;|<>\"'{}:=][^\n\r\t,;|<>\"{}]{0,58}")


def find_cases(passage: Passage) -> Iterator[Hit]:
    """Yield identifiers of the case, and balances."""
    yield from _orders(passage)
    yield from _amounts(passage)
    yield from _times(passage)
    for mark in passage.marks_for("MERCHANT"):
        if mark.weak and not mark.whole and not passage.form:
            continue
        match = _MERCHANT_VALUE.match(passage.text, mark.start, mark.end)
        if match is not None and any(char.isalpha() for char in match[0]) and mark.joined:
            value = match[0].rstrip().split("  ")[0]
            yield make_hit("MERCHANT", match.start(), match.start() + len(value), Band.LIKELY, "merchant-label", value)


def _orders(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    for run in _LONG_RUN.finditer(text):
        yield make_hit("ORDER_ID", run.start(), run.end(), Band.CERTAIN, "order-long-run", run[0])
    for near in _NEAR_ORDER.finditer(text):
        if sum(char.isdigit() for char in near[1]) >= _MIN_NEAR_DIGITS:
            band = Band.REVIEW if _MOBILE.fullmatch(near[1]) else Band.CERTAIN
            yield make_hit("ORDER_ID", *near.span(1), band, "order-near-word", near[1])
    for mark in passage.marks_for("ORDER_ID"):
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
    for pattern, rule in ((_SIGN_AMOUNT, "amount-sign"), (_UNIT_AMOUNT, "amount-unit"), (_CODE_AMOUNT, "amount-code")):
        for match in pattern.finditer(text):
            yield make_hit("AMOUNT", match.start(), match.end(), Band.LIKELY, rule, match[0].strip())
    if passage.form:
        for match in _LONE_AMOUNT.finditer(text):  # what an app shows large, its sign in another size
            yield make_hit("AMOUNT", *match.span(1), Band.LIKELY, "amount-alone", match[1])
    for mark in passage.marks_for("AMOUNT", "BALANCE"):
        place = _amount_at(text, mark)
        if place is not None:
            start, end = place
            if mark.entity == "BALANCE":
                yield from _balance_below(text, end)
            # Likely at most: a number under a wide word such as "value" must not outrank somebody's phone.
            yield make_hit(mark.entity, start, end, Band.LIKELY, "amount-label", text[start:end].strip())


def _balance_below(text: str, end: int) -> Iterator[Hit]:
    """The same balance in another currency, alone on the next line."""
    below = _BALANCE_BELOW.match(text, end)
    if below is not None:
        yield make_hit("BALANCE", *below.span(1), Band.LIKELY, "balance-below", below[1])


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


def _times(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    patterns = (
        (_NUMERIC_DAY, "time-day"),
        (_HAN_DAY, "time-han"),
        (_WORD_DAY, "time-word"),
        (_BARE_CLOCK, "time-clock"),
        (_COMPACT_TIME, "time-compact"),
    )
    for pattern, rule in patterns:
        for match in pattern.finditer(text):
            yield make_hit("DATE_TIME", match.start(), match.end(), Band.LIKELY, rule, match[0].strip())
    for mark in passage.marks_for("DATE_TIME"):
        epoch = _EPOCH.match(text, mark.start, mark.end)
        if epoch is not None:
            yield make_hit("DATE_TIME", epoch.start(), epoch.end(), Band.CERTAIN, "time-epoch", epoch[0])
