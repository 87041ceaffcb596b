"""Handles: by which somebody is found in WeChat, QQ and Alipay; codes of banks; numbers that anyone may call.

A WeChat ID is 6 to 20 letters, digits, `_` and `-` that begin with a letter, a QQ number 5 to 11 digits: both need
a word before them. Alipay's user numbers are 16 digits that begin with 2088 (opendocs.alipay.com, user_id). A SWIFT
code is 8 or 11 characters with a country in the middle (ISO 9362; ISO 3166-1): behind a label. Hotlines are public:
Chinese 400 numbers (10 digits, paid by the business), 95xxx and 96xxx of banks and services (MIIT, telecommunications
network numbering plan of 2017), and the public short numbers. They stay, for they say whom somebody called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.marks import Mark
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_WECHAT = line_pattern(
    r"(?:微信|威信|薇信|绿泡泡|(?i:(?<![a-z])(?:we ?chat|weixin|vx|wx|wechat ?id)(?![a-z]))"
    r"|加[vV](?![A-Za-z])|(?<![0-9A-Za-z])[vV](?=[ \t]?:)|加薇|加微)"
    r"(?:账号|帐号|号码?|[iI][dD])?(?P<joint>[ \t]{0,2}(?:[:=]|是|为|->)[ \t]{0,2}|[ \t]{0,2})[\"'“]?"
    r"(?=(?P<id>[A-Za-z][0-9A-Za-z_\-]{5,19})(?![0-9A-Za-z_\-@*]|\.[A-Za-z]))"
)
_AT_HANDLE = line_pattern(
    r"@(?<![0-9A-Za-z_.+\-/@*]@)(?=([A-Za-z][0-9A-Za-z_]{2,31}(?:[.\-][0-9A-Za-z_]{1,16}){0,3})"
    r"(?![0-9A-Za-z@/(]|\.[0-9A-Za-z]))"
)
"""How people are called by their name in a messenger or a service that pays; in code it is something else."""
_CALLED_HANDLE = line_pattern(
    r"(?i:(?<![a-z])(?:telegram|tg|discord|instagram|insta|ig|snapchat|signal|kik|skype|tiktok|twitter"
    r"|whats ?app|messenger|revtag|venmo|line(?=[ (:]{0,2}id))"
    r"|小红书|抖音|快手|微博|电报|飞机|陌陌|钉钉|飞书|闲鱼|探探|知乎|B站|(?<![A-Za-z])LINE(?=[ (:]{0,2}[账帐号加])"
    r"|(?<=[的加我他她])[ ]?LINE(?=[ ]?:))"
    r"(?i:[ (:]{0,2}(?:id|handle|user ?name|name|account|号|账号"
    r"|用户名)){0,2}(?i: (?:is|was))?[是为]?"
    r"(?:[ :]{1,3}|(?<=[号是为]))@?(?=([A-Za-z0-9](?:[0-9A-Za-z_.]{0,30}[0-9_#][0-9A-Za-z_.#]{0,30}))(?![0-9A-Za-z@/]))"
)
"""A name with a digit or underscore behind the service that it is used in."""
_TAG = line_pattern(
    r"(?i:(?<![a-z])(?:rev)?tag|handle)(?i: (?:is|was))[ :]{1,2}@?(?=([0-9A-Za-z][0-9A-Za-z_.]{2,30})(?![0-9A-Za-z@/]))"
)
_USERNAME = line_pattern(
    r"(?i:(?<![a-z])(?:user|screen|login) ?name)(?i: (?:is|was))?[ :]{1,2}"
    r"(?=([A-Za-z][0-9A-Za-z.]{1,30}[0-9_][0-9A-Za-z_.]{0,30})(?![0-9A-Za-z@/_]))"
)
_AT_NAME = line_pattern(r"@(?<![0-9A-Za-z]@)(?=([\u4e00-\u9fff]{1,8})(?=[\s,:!?。]|$))")
_CASHTAG = line_pattern(r"\$(?<![0-9A-Za-z_$]\$)(?=([A-Za-z][A-Za-z0-9]{2,19})(?![0-9A-Za-z_(\[{.=]))")
_CASH_APP = re.compile(r"(?i)cash ?app|cash ?tag")
_CODE_LINE = re.compile(
    r"[{};=]|^\s*(?:at|import|from|npm|pip|\d{2,4}[\-/:.])|\b(?:version|package|module|ERROR|WARN|INFO|DEBUG)\b"
)
_NO_HANDLE = frozenset("here all everyone channel override param return returns deprecated nullable todo media".split())  # noqa: SIM905 - a list of words
_LINE_REACH_CHARS = 200
_WXID = line_pattern(r"wxid_(?<![0-9A-Za-z_].....)[0-9a-z]{8,24}(?![0-9A-Za-z])")
_QQ = line_pattern(
    r"(?:(?i:(?<![a-z])qq)|扣扣|企鹅|球球)"
    r"(?:群|账号|帐号|号码|号|[ ]?(?i:number|no\.?|id))?[ \t]{0,2}(?:[:=]|是|为)?[ \t]{0,2}"
    r"(?=([1-9]\d{4,10})(?![0-9A-Za-z*@]|[ \t]?(?:元|块|次|个|年|月|天|[.:/]\d)))"
)
_ALIPAY_UID = line_pattern(r"(?<![0-9A-Za-z_.])2088(?: ?\d){12}(?![0-9A-Za-z_])")
_SWIFT_VALUE = re.compile(r"[A-Za-z]{6}[0-9A-Za-z]{2}(?: ?[0-9A-Za-z]{3})?(?![0-9A-Za-z])")
_COUNTRIES = frozenset(
    """AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CK
    CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN
    GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR
    NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SX SY
    SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WS XK YE ZA ZM ZW""".split()  # noqa: SIM905 - ISO 3166-1 reads better as text
)
_SWIFT = line_pattern(
    r"(?<![0-9A-Za-z])(?i:swift|bic)(?i:[ /]?(?:code|bic|no\.?))?[ :#]{1,3}"
    r"(?=([A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?)(?![0-9A-Za-z]))"
)
_TOLL_FREE = line_pattern(
    r"(?<![0-9A-Za-z.+\-])(?:\+?1[ \-.])?\(?8(?:00|33|44|55|66|77|88)\)?[ \-.]\d{3}[ \-.]\d{4}(?![0-9A-Za-z]|[.\-]\d)"
    r"|(?<![0-9A-Za-z.+\-])0(?:800|808|300|345)[ ]\d{3}[ ]?\d{3,4}(?![0-9A-Za-z]|[.\-]\d)"
)
"""Free or at the price of a local call: businesses have them (NANP 800 and its successors; Ofcom 03, 0800, 0808)."""
_COUNTRY = re.compile(r"\+\d{1,3} ?\(?\Z")
"""Another country's code: `+4 (855) …` is nobody's free number."""
_HOTLINE = line_pattern(
    r"(?<![0-9A-Za-z_.*])400(?:[ \-]\d{3}[ \-]\d{4}|[ \-]\d{4}[ \-]\d{3}|\d[ \-]\d{3}[ \-]\d{3}|[ \-]?\d{7})"
    r"(?![0-9A-Za-z]|-\d)"
)
_CALLED = line_pattern(
    r"(?:热线|客服|电话|致电|拨打|来电|银行|(?i:\bcall(?:ed)?|hotline|\bdial(?:ed)?))[^\d\n\ufffe\uffff]{0,8}"
    r"(?<![0-9A-Za-z.,\-/])(?=(9[56]\d{3,4}|100(?:00|10|86|99)|1000[01]|123(?:05|06|15|45|78|98)|11[0249]|1[12]\d{3})"
    r"(?![0-9A-Za-z]|[.,:/\-]\d|[ ]?[元块年月天次%]))"
)


def find_handles(passage: Passage) -> Iterator[Hit]:
    """Yield WeChat IDs, QQ and Alipay numbers, SWIFT codes and hotlines."""
    text = passage.text
    for match in passage.matches(_ALIPAY_UID):
        yield make_hit("ALIPAY_UID", *match.span(), Band.CERTAIN, "alipay-uid", match[0].replace(" ", ""))
    for match in passage.matches(_HOTLINE):
        yield make_hit("HOTLINE", *match.span(), Band.CERTAIN, "hotline-400", re.sub(r"\D", "", match[0]))
    for match in passage.matches(_TOLL_FREE):
        if _COUNTRY.search(text, max(0, match.start() - 6), match.start()) is None:
            yield make_hit("HOTLINE", *match.span(), Band.CERTAIN, "hotline-toll-free", re.sub(r"\D", "", match[0]))
    for match in passage.matches(_CALLED):
        yield make_hit("HOTLINE", *match.span(1), Band.LIKELY, "hotline-called", match[1])
    for match in passage.matches(_SWIFT):
        if match[1][4:6] in _COUNTRIES:
            yield make_hit("SWIFT_CODE", *match.span(1), Band.CERTAIN, "swift-near-word", match[1])
    yield from _chat_handles(passage)
    yield from _at_handles(passage)
    for mark in passage.marks_for("WECHAT_ID", "QQ_ID", "ALIPAY_UID", "SWIFT_CODE", "HOTLINE"):
        yield from _labelled(text, mark)


def _at_handles(passage: Passage) -> Iterator[Hit]:
    """Yield handles behind `@` and `$` in what people write."""
    text = passage.text
    for match in passage.matches(_AT_HANDLE):
        line = _line_around(text, match.start())
        if match[1].lower() not in _NO_HANDLE and _CODE_LINE.search(line) is None:
            yield make_hit("ACCOUNT", *match.span(1), Band.LIKELY, "handle-at", match[1])
    yield from _called_handles(passage)
    for match in passage.matches(_AT_NAME):
        if match[1] not in {"所有人", "全体成员"}:
            yield make_hit("PERSON", *match.span(1), Band.REVIEW, "handle-at", match[1])
    for match in passage.matches(_CASHTAG):
        if _CASH_APP.search(_line_around(text, match.start())) is not None:
            yield make_hit("ACCOUNT", *match.span(1), Band.LIKELY, "handle-cashtag", match[1])


def _called_handles(passage: Passage) -> Iterator[Hit]:
    """Yield handles behind the word for one, or the service that it is used in."""
    for pattern in (_TAG, _USERNAME):
        for match in passage.matches(pattern):
            yield make_hit("ACCOUNT", *match.span(1), Band.REVIEW, "handle-called", match[1])
    for match in passage.matches(_CALLED_HANDLE):
        if any(map(str.isalpha, match[1])):
            value = match[1].rstrip(".")
            yield make_hit("ACCOUNT", match.start(1), match.start(1) + len(value), Band.LIKELY, "handle-called", value)


def _line_around(text: str, position: int) -> str:
    begin = max(text.rfind("\n", 0, position) + 1, position - _LINE_REACH_CHARS)
    end = text.find("\n", position, position + _LINE_REACH_CHARS)
    return text[begin : end if end >= 0 else position + _LINE_REACH_CHARS]


def _chat_handles(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_WXID):
        yield make_hit("WECHAT_ID", *match.span(), Band.CERTAIN, "wechat-wxid", match[0])
    for match in passage.matches(_WECHAT):
        # `微信支付 failed` and `WeChat: payment failed` are prose: a word alone takes a Chinese label and a colon.
        word = match["id"].isalpha()
        if not word or (not match[0].isascii() and match["joint"].strip()):
            yield make_hit("WECHAT_ID", *match.span("id"), Band.LIKELY, "wechat-near-word", match["id"])
    for match in passage.matches(_QQ):
        yield make_hit("QQ_ID", *match.span(1), Band.LIKELY, "qq-near-word", match[1])


_VALUES = {
    "WECHAT_ID": re.compile(r"[A-Za-z][0-9A-Za-z_\-]{5,19}(?![0-9A-Za-z_*])"),
    "ALIPAY_UID": re.compile(r"[0-9](?: ?[0-9]){7,19}(?![0-9A-Za-z*])"),
    "QQ_ID": re.compile(r"[1-9]\d{4,10}(?![0-9A-Za-z*])"),
    "SWIFT_CODE": _SWIFT_VALUE,
    "HOTLINE": re.compile(r"[+(]?\d(?:[ \-()]{0,2}\d){2,14}(?:-\d{1,5})?(?![0-9A-Za-z*])"),
}
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")


def _labelled(text: str, mark: Mark) -> Iterator[Hit]:
    match = _VALUES[mark.entity].match(text, mark.start, mark.end)
    if match is None or not (mark.joined or any(map(str.isdigit, match[0]))):
        return
    if mark.entity == "WECHAT_ID" and not mark.whole and match[0].isalpha():
        return  # `WeChat: payment failed`
    value = re.sub(r"[ ()]", "", match[0])
    if mark.entity == "SWIFT_CODE" and value[4:6].upper() not in _COUNTRIES:
        return
    if mark.entity == "HOTLINE" and _MOBILE.fullmatch(re.sub(r"\D", "", value)):
        return  # whose mobile it is stays open
    rule = f"{mark.entity.lower().replace('_', '-')}-label"
    yield make_hit(mark.entity, *match.span(), Band.CERTAIN if mark.joined else Band.LIKELY, rule, value)
