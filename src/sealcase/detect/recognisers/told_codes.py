"""One-time codes that are told: in sentences, a second one behind the first, and the spare codes of an account.

`谷歌验证器里显示 482913`, `use 48291033 to sign in`, `the code they sent was …`, `backup codes 8f3k-22ma, 19dk-p0qz`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.recognisers.telling import NOT_A_COUNT, between, further_codes
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_HAN_CODE = line_pattern(
    "(?:谷歌验证(?:器)?|身份验证器|安全令|令牌码|随机密码|短信密码|登录码|授权码|二次验证|验证短信|(?:收到"
    "|发来|发|短信|那个)的?码)"
    rf"[^\d\n\ufffe\uffff]{{0,8}}(?<![0-9A-Za-z.])(?=(\d{{3}}[ \-]\d{{3}}|\d{{4,8}}){NOT_A_COUNT})"
)
_HAN_DIGITS = line_pattern(
    r"(?<![后尾末前])[468四六八]位(?:数字|数|的?验证|的?码)[^\d\n\ufffe\uffff]{0,12}(?<![0-9A-Za-z.])"
    rf"(?=(\d{{3}}[ \-]\d{{3}}|\d{{4,8}}){NOT_A_COUNT})"
)
"""`那6位数字，我就说了 …`, but not the last four of a card."""
_PICKUP_CODE = line_pattern(
    r"(?:取件码?|提货码|取货码|自提码|开柜码|门禁(?:密码|码)?|门锁(?:密码|码)?|驿站)[是为:]?[ ]{0,2}"
    r"(?=(\d{1,3}(?:-\d{1,4}){1,2}-?\d{0,5}|\d{4,8}#?)(?![0-9A-Za-z\-]|[元块年月天次号]))"
)
_SAID_CODE = line_pattern(
    r"(?i:(?<![a-z])(?:and|my|your|his|her|gave|sent|told|read|with|enter|typed"
    r"|this))(?i: [a-z]{2,8}){0,2} (?i:code)s? "
    rf"(?=(\d{{4,8}}){NOT_A_COUNT})"
)
_DIGIT_BY_DIGIT = line_pattern(
    r"(?:(?i:(?<![a-z])(?:pin|code|otp|passcode))|验证码|密码"
    r"|口令)[^\d\n\ufffe\uffff]{0,12}(?=((?:\d[ \-]){3,7}\d)(?![0-9A-Za-z]|[ \-]\d))"
)
"""As they are read out: `7 7 1 0 2 4`."""
_CODES = line_pattern(
    r"(?i:(?<![a-z])(?:sms|text|otp|2fa|security|verification|login|one[ \-]time)[ \-](?:pass)?codes"
    r"|(?<![a-z])passcodes|otps)"
    rf"(?i: (?:are|were|is))?[ :]{{1,2}}(?=((?:\d{{3}}[ \-]\d{{3}}|\d{{4,8}}){NOT_A_COUNT}(?:(?:,|,? and"
    rf"|;)[ ](?:\d{{3}}[ \-]\d{{3}}|\d{{4,8}})"
    r"(?![0-9A-Za-z])){0,9}))"
)
"""Several in a row: `SMS passcodes 118820 and 554 019`."""
_ONE_OF_CODES = re.compile(r"\d{3}[ \-]\d{3}|\d{4,8}")
_ANOTHER_CODE = line_pattern(
    r"(?:[一另二两三]个|第.[个次条]|还有|后来|又)(?:又?是|为|:|收到|来了|发来)?[ ]?"
    rf"(?=(\d{{4,8}}){NOT_A_COUNT})"
)
"""A second code, where the line has a word for them before it."""
_CODE_WORD = re.compile("验证码|校验码|动态码|口令|短信码|取件码")
_DIGIT_CODE = line_pattern(
    r"(?i:(?<![a-z])(?:[468]|four|six|eight)[ \-]digits? (?:codes?|numbers?|otps?|pins?))[^\d\n\ufffe\uffff]{0,24}"
    rf"(?=(\d{{3}}[ \-]\d{{3}}|\d{{4,8}}){NOT_A_COUNT})"
)
_CODE_IS = line_pattern(
    rf"(?i:(?<![a-z])(?:sms|text(?: message)?|otp) (?:is|was|says|said|reads|shows))[ :]{{1,2}}"
    rf"(?=(\d{{3}}[ \-]\d{{3}}|\d{{4,8}}){NOT_A_COUNT})"
)
_OTHER_CODE = re.compile(
    r"(?i)(?:error|err|status|exit|return|result|response|http|zip|postal|area|country|promo|sort|product"
    r"|order|reference|ref|booking|tracking|merchant|discount|reason|bank|branch) codes? \Z"
)
_CODE_REACH_CHARS = 60
_CODE = r"(?=[A-Za-z\-]{0,32}\d)(?=[0-9A-Za-z\-]{4})[0-9A-Za-z]{2,12}(?:-[0-9A-Za-z]{2,12}){0,7}"
_SPARE_CODES = line_pattern(
    r"(?:(?i:(?<![a-z])(?:back[ \-]?up|recovery|scratch|emergency|rescue)[ \-]?codes?"
    rf"(?: for(?: [A-Za-z]{{1,12}}){{1,3}}?(?=[ ]?(?:[:=]|is|are)))?){between(6)}[ :]{{1,3}}"
    r"|(?:备用码|备份码|恢复码|救援码)(?:是|为|有)?[: ]{0,3})\n?"
    rf"(?=({_CODE}(?:[,;、\s]{{1,3}}(?:and )?{_CODE}){{0,19}}))"
)
"""The codes that a service gives for the day on which the phone is lost."""
_SPARE_CODE = re.compile(_CODE)
_USE_CODE = line_pattern(
    r"(?i:(?<![a-z])(?:use|enter|input|type|reply with))[ ](?:(?i:the|this|code|otp|pin)[ ]){0,2}"
    r"(?=(\d{3}[ \-]\d{3}|\d{4,8})[ ](?i:to|as|for)[ ]"
    r"(?i:verify|confirm|log|sign|complete|authenti|authori|your|activate|approve"
    r"|pay|continue))"
)
_SMALL = (
    "he|she|they|you|i|it|me|him|her|them|sent|got|gave|texted|was|is|from|to|the|and|told|read|by|sms|app|just|that"
    "|which|received|for|a|in|text|message|email|phone|my"
)
_TOLD_CODE = line_pattern(
    r"(?i:(?<![a-z])(?:the|6[ \-]digit|six[ \-]digit|4[ \-]digit|sms|text|whatsapp|telegram|google|login|this|that"
    r"|my|his|her|new))[ ]"
    rf"(?i:code)(?:[ ](?i:{_SMALL})){{0,9}}[ :]{{1,3}}(?=(\d{{3}}[ \-]\d{{3}}|\d{{4,8}}){NOT_A_COUNT})"
)


def find_told_codes(passage: Passage) -> Iterator[Hit]:
    """Yield one-time codes that sentences tell."""
    text = passage.text
    for pattern in (
        _HAN_CODE,
        _HAN_DIGITS,
        _PICKUP_CODE,
        _USE_CODE,
        _CODE_IS,
        _DIGIT_CODE,
        _TOLD_CODE,
        _SAID_CODE,
        _DIGIT_BY_DIGIT,
    ):
        for match in passage.matches(pattern):
            if _OTHER_CODE.search(text, max(0, match.start(1) - 24), match.start(1)):
                continue
            for start, end in (match.span(1), *further_codes(text, match.end(1))):
                code = re.sub(r"[ \-]", "", text[start:end])
                yield make_hit("ONE_TIME_CODE", start, end, Band.LIKELY, "code-told", code)
    for match in passage.matches(_ANOTHER_CODE):
        before = text[max(0, match.start() - _CODE_REACH_CHARS) : match.start()].rpartition("\n")[2]
        if _CODE_WORD.search(before) is not None:
            yield make_hit("ONE_TIME_CODE", *match.span(1), Band.LIKELY, "code-told", match[1])
    yield from _in_rows(passage)


def _in_rows(passage: Passage) -> Iterator[Hit]:
    """Yield codes of which several stand in a row."""
    text = passage.text
    for match in passage.matches(_CODES):
        for code in _ONE_OF_CODES.finditer(text, *match.span(1)):
            yield make_hit("ONE_TIME_CODE", *code.span(), Band.LIKELY, "code-told", re.sub(r"[ \-]", "", code[0]))
    for match in passage.matches(_SPARE_CODES):
        for code in _SPARE_CODE.finditer(text, *match.span(1)):
            if any(map(str.isdigit, code[0])):
                yield make_hit("ONE_TIME_CODE", *code.span(), Band.LIKELY, "spare-code", code[0])
