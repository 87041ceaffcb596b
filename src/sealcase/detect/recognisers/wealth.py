"""Wealth on screens: balances, holdings and sums over a day or month, which are not the payment's amount.

By label, wherever in it the word stands; by what is said before it; and where a page is about no payment at all,
every amount on it: it shows what somebody has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.recognisers.cases import AMOUNT, plain_amount
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Cell, Hit, Place
from sealcase.model import Band

_WEALTH = re.compile(
    r"余额|结余|余币|资产|可用|总额|额度|零钱|理财|持仓|持有|市值|估值|净值|收益|应还|待还|欠款|已还|账单金额|存款|活期|定期"
    r"|折合|约合|本金|可提|冻结|积分|花呗|借呗|白条"
    r"|(?i:\b(?:balances?|available|portfolio|holdings?|assets?|net worth|fiat value|market value|equity|savings"
    r"|credit limit|buying power|invested|total value|earnings|profit|p ?& ?l|pnl|staked|locked|frozen|debt|owed"
    r"|outstanding|due)\b)"
)
"""A label of what somebody has or owes, wherever in the label it stands."""
_NO_WEALTH = re.compile(
    r"应付|实付|付款|余额不足|(?i:\b(?:due date|amount due|balance transfer|available (?:on|until|from))\b)"
)
_OUT, _IN = "(?:支出|流出|转出|(?i:expenses?|spent|out))", "(?:收入|流入|转入|(?i:income|received|in))"
_SPAN = (
    r"(?:今日|昨日|今天|昨天|本周|上周|本月|上月|当月|本年|今年|全年|累计|合计|[共总]计?|\d{1,2}月(?=[ 的支收共总])"
    r"|(?i:\b(?:total|this (?:week|month|year)|today|monthly)\b))"
)
_TOTALS = (
    re.compile(
        rf"{_SPAN}[的 ]?(?:{_OUT}|{_IN}|已收|已付|收款|付款|消费|(?i:spending)|)(?: ?\(元\))?[: ]{{0,3}}({AMOUNT})"
    ),
    re.compile(rf"{_OUT}[: ]{{0,3}}({AMOUNT})[ \t\n,|·/]{{0,6}}{_IN}[: ]{{0,3}}({AMOUNT})"),
    re.compile(rf"{_IN}[: ]{{0,3}}({AMOUNT})[ \t\n,|·/]{{0,6}}{_OUT}[: ]{{0,3}}({AMOUNT})"),
)
_AMOUNT = re.compile(AMOUNT)
_PAYMENT = re.compile(
    r"支付|付款|转账|收款|退款|订单|交易|充值|提现|成功|失败|处理中|已完成|账单|明细|合计|汇款|商户|消费"
    r"|(?i:\b(?:sent|send|received|payments?|paid|pay|transfer|transaction|order|refund|invoice|receipt|pending|failed"
    r"|declined|completed?|confirmed|success(?:ful)?|total|checkout|deposit|withdraw(?:al)?|activity|history|fee"
    r"|merchant|status)\b)"
)
"""What a page says that is about a payment."""


def find_wealth(passage: Passage) -> Iterator[Hit]:
    """Yield sums over a time, and the amounts of a page that is about no payment."""
    for pattern in _TOTALS:
        for match in pattern.finditer(passage.text):
            for group, amount in enumerate(match.groups(), 1):
                yield make_hit("BALANCE", *match.span(group), Band.LIKELY, "screen-total", plain_amount(amount))
    if _PAYMENT.search(passage.text):
        return
    for cell in passage.cells:
        value = passage.text[cell.start : cell.end].strip()
        if cell.place is Place.VALUE and _AMOUNT.fullmatch(value) and any(sign in value for sign in ".,$¥€£"):
            yield from _amounts_in(passage.text, cell, "screen-wealth-page")


def wealth_in(text: str, cell: Cell) -> Iterator[Hit]:
    """Yield the amounts of a cell whose label says that somebody has or owes them."""
    if _WEALTH.search(cell.label) and not _NO_WEALTH.search(cell.label):
        yield from _amounts_in(text, cell, "screen-wealth")


def _amounts_in(text: str, cell: Cell, rule: str) -> Iterator[Hit]:
    for match in _AMOUNT.finditer(text, cell.start, cell.end):
        yield make_hit("BALANCE", *match.span(), Band.LIKELY, rule, plain_amount(match[0]))
