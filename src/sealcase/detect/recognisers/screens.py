"""What only a screen says: remarks and names in cells, what its place makes personal, accounts in pieces.

A picture's text stands in cells, and what an app shows in one is the value of the label beside or over it.
Here are the values that need that: what a person wrote as a remark, a wallet that is called after its owner;
those of cards and balances have rooms of their own, `cards` and `wealth`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from sealcase.detect.recognisers.cards import MONTH, codes_beside, find_cards, tail_in, tails_below
from sealcase.detect.recognisers.counterparties import find_counterparties, paid_in
from sealcase.detect.recognisers.wealth import find_wealth, wealth_in
from sealcase.detect.text.labels import is_label
from sealcase.detect.text.names import HAN, NAME_WORD, SURNAME, is_no_name, is_organisation
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Cell, Hit, Place
from sealcase.model import Band

# ------------------------------------------------------------------------------- remarks and names
_REMARK = re.compile(
    r"(?:备注|留言|附言|转账说明|付款说明|转账备注|收款理由|付款理由|添加备注|买家留言|给对方的话|祝福语|个性签名|签名|用途"
    r"|(?i:\b(?:memo|notes?|remarks?|message|purpose|what(?:'|’)?s (?:it|this) for|for|bio|about me|status message"
    r"|destination tag)\b))"
)
_REMARK_LABEL = re.compile(
    rf"(?:我的|付款|转账|交易|订单)?{_REMARK.pattern}(?: ?\((?:选填|可选|必填|(?i:optional|required))\)|信息|内容)?"
    r"(?:(?i: from| to| for| by)(?: [A-Za-z]+){1,2}| ?/ ?[A-Za-z]+)?"
)
_REFERENCE_LABEL = re.compile(r"(?i:(?:your |payment |transfer )?reference)")
_TOLD_REFERENCE = re.compile(r"[^\d\n]*[a-z][^\d\n]*")
"""What somebody wrote where a bank asks for a reference, and no number: `Rent for Jo`."""
_MIN_FULL_LATIN, _MIN_FULL_HAN = 24, 12
"""Characters from which a line of a remark may have been broken for want of room."""
_NO_REMARK = re.compile(
    r"(?:暂无|没有|未填|添加|编辑|请输入|请填|选填|点击|修改|查看|(?i:none|n/a|add|edit|optional|enter|tap)).{0,8}"
    r"|无(?:备注|留言|附言)?|(?i:no (?:reference|memo|note)|not (?:provided|set))|[^\w]*"
)
_CALLED = re.compile(
    r"(?:钱包|账户|账本|设备|微信|群|好友)?(?:名称|昵称|名字|别名|备注名)|(?:钱包|账户|设备)名|用户名|我的群昵称|昵称|花名|网名"
    r"|(?i:(?:wallet|account|device|profile|display|user|screen|nick) ?(?:label|name|alias|nickname)|nickname|alias"
    r"|handle|username|@name)"
)
"""Labels of what a person has called something, or themselves."""
_NOT_CALLED = re.compile(
    r"商品|商户|商家|店铺|产品|项目|币种|网络|银行|分类|(?i:product|merchant|network|item|bank|token|file|company)"
)
_HAN_OWNED = re.compile(
    rf"{SURNAME}[{HAN}]{{1,2}}的(?:钱包|账户|账号|店|小店|店铺|家|号|手机|电脑|储蓄|积蓄|零钱|红包|卡|收款码)"
)
_LATIN_OWNED = re.compile(
    rf"({NAME_WORD}(?: {NAME_WORD}){{0,2}}) ?['’`´] ?s (?:[A-Za-z0-9]+ ){{0,2}}"
    r"(?i:wallet|account|savings|main|phone|iphone|ipad|macbook|laptop|device|card|vault|fund|home|family|ledger|trezor"
    r"|store|shop|stash|spending|checking)"
)
_NO_OWNER = frozenset(
    ("today", "yesterday", "tomorrow", "week", "month", "year", "what", "it", "that", "let", "here", "there")
)
_EXPIRY = re.compile(
    r"(?i)(?:valid|good) (?:thru|through|until)|exp(?:iry|ires|\.)?(?: date)?|month/year|有效期(?:至|限)?|有效月年"
)
_BIRTH = re.compile(r"出生日期|出生年月|生日|(?i:date of birth|birth ?(?:date|day)|\bdob\b|born)")
_DATE = re.compile(
    r"(?:19|20)\d\d[-/.年 ]{1,2}\d{1,2}(?:[-/.月 ]{1,2}\d{1,2}日?)?|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d"
    r"|(?:\d{1,2} )?[A-Z][a-z]{2,8}\.? \d{1,2}?,? ?(?:19|20)\d\d|\d{1,2}[-/月]\d{1,2}日?"
)

# -------------------------------------------------------------------------------------- identifiers
_GLUED_ID = re.compile(
    r"(?<![A-Za-z])(?i:uid|user ?id|member ?id|qq|微信|ID)(?:号|号码)?[:# ]{0,2}(?=\d)(\d{5,14})(?![0-9A-Za-z])"
)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z][\w.\-]{2,31}(?![\w@])")
_GROUPED = tuple(
    re.compile(
        rf"(?<![0-9A-Za-z])[0-9A-Za-z]{{{size}}}(?:[ \n][0-9A-Za-z]{{{size}}}){{4,}}"
        rf"(?:[ \n][0-9A-Za-z]{{1,{size}}})?(?![0-9A-Za-z])"
    )
    for size in (4, 5, 6)
)
"""An address as some wallets show it, to be compared group by group."""
_DOTS_UNREAD = re.compile(r"(?<![0-9A-Za-z])0x[0-9A-Fa-f]{8,14}(?![0-9A-Za-z])")
"""What text recognition leaves of `0x9ba45···36b02`: small dots in the middle of the line are not seen."""
_SHORT_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z])(?:0x[0-9A-Fa-f]{2,12}|(?:bc1|ltc1|[13TLDr])[0-9A-Za-z]{3,10}|[0-9A-Za-z]{4,10}(?=[.·…*]{3}))"
    r"[ ]?[.·…*•_\-]{2,6}[ ]?[0-9A-Za-z]{3,12}(?![0-9A-Za-z])"
)
_TOKEN_CHAR = r"(?:[0-9A-Za-z]|[^\x00-\x7f\u3000-\u9fff\uff00-\uffff\s·•…—–“”‘’])"
_LONG_TOKEN = re.compile(rf"(?<![0-9A-Za-z]){_TOKEN_CHAR}{{24,}}(?![0-9A-Za-z])")
"""Letters and digits, and what a letter was misread as: `\u222a` for `U`."""
_INVOICE = re.compile(r"(?<![0-9A-Za-z])(?i:lnbc|lntb|lnurl)[0-9A-Za-z]{40,}")
_MAIL_TITLE = re.compile(
    r"(?:Inbox|收件箱|已发送)(?: ?\(\d+\))? ?[-–—] ?([A-Za-z0-9](?:[\w+\-]|\.(?!\.)){3,}(?:@[\w.\-]{0,40})?)"
    r"(?= ?(?:\.{2,}|[…·]|$|\t|\n| -))"
)
"""A browser's tab that shows somebody's mail, cut off for want of room."""
_TRADE = re.compile(rf"(?!.*\d\d)[{HAN}A-Za-z0-9·&.\- ]{{2,24}}(?:\([{HAN}A-Za-z0-9]{{1,12}}\))?")
_NO_TRADE = re.compile(r"给|转|付|收|的|向|来自|(?i:\b(?:to|from|paid|sent)\b)")


def find_on_screens(passage: Passage) -> Iterator[Hit]:
    """Yield what the cells of a picture say; nothing for text."""
    if not passage.form:
        return
    text = passage.text
    remark = ""
    for cell in passage.cells:
        hits = list(_in_cell(text, cell))
        if not hits and remark and cell.label == remark and _goes_on(remark, text[cell.start : cell.end]):
            hits = [_whole(text, cell, "REMARK", Band.LIKELY, "screen-remark")]
        remark = text[cell.start : cell.end] if any(hit.entity == "REMARK" for hit in hits) else ""
        yield from hits
    yield from find_cards(text)
    yield from tails_below(passage)
    yield from codes_beside(passage)
    yield from find_wealth(passage)
    yield from _accounts(text)
    for match in _MAIL_TITLE.finditer(text):
        yield make_hit("ACCOUNT", *match.span(1), Band.LIKELY, "screen-mail-title", match[1])
    yield from find_counterparties(passage)


def _whole(text: str, cell: Cell, entity: str, band: Band, rule: str) -> Hit:
    return make_hit(entity, cell.start, cell.end, band, rule, " ".join(text[cell.start : cell.end].split()))


def _in_cell(text: str, cell: Cell) -> Iterator[Hit]:
    """Yield what one cell is by its place, by its label, or by its own form."""
    value = text[cell.start : cell.end].strip()
    label = cell.label.strip(" :：*")
    if not any(map(str.isalnum, value)):
        return
    if cell.place in (Place.STATUS, Place.NOTICE):
        yield _whole(text, cell, "NOTIFICATION", Band.LIKELY, f"screen-{cell.place}")
    elif cell.place is Place.SPEAKER:
        yield _whole(text, cell, "PERSON", Band.LIKELY, "screen-speaker")
    elif _is_called(label, value) or _is_owned(value):
        yield _whole(text, cell, "PERSON", Band.LIKELY, "screen-called")
    elif _is_remark(label, value):
        yield _whole(text, cell, "REMARK", Band.LIKELY, "screen-remark")
    elif _EXPIRY.fullmatch(label) and MONTH.fullmatch(value):
        yield _whole(text, cell, "CARD_SECURITY_CODE", Band.LIKELY, "screen-expiry")
    elif _BIRTH.search(label) and (date := _DATE.search(value)) is not None:
        start = text.index(value, cell.start) + date.start()
        yield make_hit("BIRTH_DATE", start, start + len(date[0]), Band.LIKELY, "screen-birth", date[0])
    elif hits := [*tail_in(text, cell), *wealth_in(text, cell), *paid_in(text, cell)]:
        yield from hits
    elif _TRADE.fullmatch(value) and is_organisation(value) and not _NO_TRADE.search(value) and not is_label(value):
        yield _whole(text, cell, "MERCHANT", Band.CERTAIN, "screen-merchant")


def _is_remark(label: str, value: str) -> bool:
    told = _REFERENCE_LABEL.fullmatch(label) is not None and _TOLD_REFERENCE.fullmatch(value) is not None
    return (told or _REMARK_LABEL.fullmatch(label) is not None) and not _NO_REMARK.fullmatch(value)


def _goes_on(remark: str, below: str) -> bool:
    """Say whether the line under a remark goes on with it, for want of room."""
    full = len(remark) >= (_MIN_FULL_LATIN if remark.isascii() else _MIN_FULL_HAN)
    return full and not is_label(below) and (not below[0].isascii() or below[0].islower() or below[0].isdigit())


def _is_called(label: str, value: str) -> bool:
    named = _CALLED.fullmatch(label) is not None and not _NOT_CALLED.search(label)
    return named and not is_no_name(value)


def _is_owned(value: str) -> bool:
    """Say whether a cell is something that is called after its owner."""
    if _HAN_OWNED.fullmatch(value):
        return True
    owner = _LATIN_OWNED.fullmatch(value)
    return owner is not None and owner[1].split()[0].lower() not in _NO_OWNER


def _accounts(text: str) -> Iterator[Hit]:
    """Yield numbers and addresses of accounts whose form a screen shows otherwise than a text does."""
    for match in _GLUED_ID.finditer(text):
        yield make_hit("ACCOUNT", *match.span(1), Band.LIKELY, "screen-id", match[1])
    for match in _HANDLE.finditer(text):
        yield make_hit("ACCOUNT", *match.span(), Band.LIKELY, "screen-handle", match[0])
    for match in _INVOICE.finditer(text):
        yield make_hit("CRYPTO", *match.span(), Band.CERTAIN, "screen-invoice", match[0])
    for match in _DOTS_UNREAD.finditer(text):
        yield make_hit("CRYPTO", *match.span(), Band.LIKELY, "screen-short-address", match[0])
    for match in _SHORT_ADDRESS.finditer(text):
        if any(map(str.isdigit, match[0])) and any(map(str.isalpha, match[0])):
            yield make_hit("CRYPTO", *match.span(), Band.LIKELY, "screen-short-address", match[0])
    for entity, band, rule, match in _mixed(text):
        compact = "".join(match[0].split())
        if _is_mixed(compact):
            yield make_hit(entity, *match.span(), band, rule, compact)


def _mixed(text: str) -> Iterator[tuple[str, Band, str, re.Match[str]]]:
    for pattern in _GROUPED:
        yield from (("CRYPTO", Band.LIKELY, "screen-groups", match) for match in pattern.finditer(text))
    yield from (("ACCOUNT", Band.REVIEW, "screen-long-token", match) for match in _LONG_TOKEN.finditer(text))


def _is_mixed(value: str) -> bool:
    """Say whether letters and digits stand mixed, as in no word and no number."""
    changes = sum(one.isdigit() != other.isdigit() for one, other in itertools.pairwise(value))
    return changes >= 4 or (len(value) >= 40 and changes >= 2)
