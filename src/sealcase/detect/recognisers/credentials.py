"""Credentials: passwords, one-time codes, card security codes, payment codes, and tokens by label.

Whatever stands after a label, and codes near the words that messages put around them. Everything here
is of tier secret, so a doubtful value is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.recognisers.telling import further_codes
from sealcase.detect.recognisers.tokens import find_tokens
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.marks import Mark
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_MIN_WORD_TOKEN_CHARS = 24
_MIN_WEAK_TOKEN_CHARS = 16
_MIN_KEY_TOKEN_CHARS = 8
"""Behind `session=` and `"session":"` in a log or query."""
_MIN_SETTING_CHARS = 6
_SETTING = re.compile(r"(?:^|\n|export |set )[A-Z][A-Z0-9_]*(?:SECRET|TOKEN|KEY)[ ]?=[ ]?[\"']?\Z")
"""A line of a file of settings, where a word is a value as well: `SESSION_SECRET=…`."""
_STANDS_FOR_ONE = re.compile(r"(?i)not[_\-]|your|example|change[_\-]?me|placeholder|dummy|fake|insert|here|xxx")
_TOKEN_VALUE = re.compile(r"[^\s\"'`,;<>{}()&\ufffe\uffff|]{6,}")
_PASSWORD_VALUE = re.compile(r"[^\s\"'`<>\ufffe\uffff]+")
_PASSWORD_GOES_ON = re.compile(r"[\u4e00-\u9fff]{2,8} (?=[!-~]*\d)[!-~]{4,32}")
"""Words that say how it is made up, and then the password itself: `生日加名字 csy900307`."""
_PASSPHRASE = re.compile(r"[a-z]+(?:[ \-][a-z]+){2,9}(?=[ \t]*(?:[.,;\"']|$))")
"""Words in small letters to the end of the line or sentence: `correct horse battery staple`."""
_PROGRAM_NAME = re.compile(r"(?:[A-Za-z_$]+\.)+[A-Za-z_$]+(?:@[0-9a-f]{4,8})?(?:/\d+)?:?")
"""What a program calls its own things: `android.os.BinderProxy@2bd79ce`."""
_PLAIN_URL = re.compile(r"[a-z][a-z0-9+.\-]*://[^@?]*")
_NEXT_PARAMETER = re.compile(r"&[\w.\-]+=")
_DOTS = re.compile(r"[*.…xX•#\-_]+")

_OTP_WORDS = "验证码|校验码|动态码|动态密码|动态口令|短信码|口令|确认码|一次性密码|随机码|激活码|取件码|提货码|取货码"
_OTP_ZH = line_pattern(
    rf"(?:{_OTP_WORDS})[^\d\n\ufffe\uffff]{{0,12}}?(?<![0-9A-Za-z.])(\d{{3,4}}[ \-]\d{{2,4}}|\d{{4,8}})"
    r"(?![0-9A-Za-z]|[.:]\d|年|元|小时|分钟|秒)"
)
_OTP_ZH_FIRST = line_pattern(
    r"\d(?<![0-9A-Za-z.]\d)((?<=\d)\d{2,3}[ \-]\d{3,4}|\d{3,7})(?![0-9A-Za-z])"
    rf"[^\d\n\ufffe\uffff]{{0,12}}?(?:{_OTP_WORDS})"
)
_HOTLINE = re.compile(r"9\d{4}|1[01]\d{3}")
_CALL = re.compile(r"(?:致电|拨打|热线|电话|客服|回拨)[^\d\n]{0,4}\Z")
"""`请致电95555。验证码…`: five digits from 9, 10 or 11 on that are called (MIIT's numbers for services)."""
_OTP_EN_WORDS = (
    r"(?:(?i:(?:verification|security|confirmation|authentication|authorization|login|log-in|sign-in|access|auth|reset|unlock|pairing|sms|text"
    r"|one[- ]time|2fa|mfa|two[- ]factor|otp|activation|recovery|pin)[ -]?(?:pass)?(?:code|password|pin)|passcode|otp)"
    r"|(?<=[Yy]our )(?:[A-Z]\w{1,20} )?(?:code|PIN|pin))(?![A-Za-z])"
)
_EN_CODE = r"([A-Z]-\d{4,8}|\d\d(?:[ \-]\d\d){2,3}|\d{3,4}[ \-]\d{3,4}|\d{4,8})"
_OTP_EN = line_pattern(
    rf"(?<![0-9A-Za-z_]){_OTP_EN_WORDS}[^\w\n\ufffe\uffff]{{0,3}}(?:\w{{2,12}}[^\w\n=\ufffe\uffff]{{1,4}}){{0,5}}?"
    rf"(?<![0-9A-Za-z.$\[]){_EN_CODE}(?![0-9A-Za-z]|[.:/\-]\d)"
)
_OTP_EN_FIRST = line_pattern(
    rf"(?<![0-9A-Za-z.]){_EN_CODE}(?![0-9A-Za-z])[^\n\d\ufffe\uffff]{{0,4}}(?:is|as) (?:your|the)"
    r"[^\n\d\ufffe\uffff]{0,40}?(?i:code|otp|passcode|pin|password)(?![a-z])"
)
_BARE_CODE = line_pattern(r"(?<![0-9A-Za-z_\-])[Cc]ode[\"']?[ \t]*(?:[:=]|is)[ \t]*[\"']?(\d{6})(?![0-9A-Za-z])")
_OTHER_CODE = re.compile(
    r"(?i)(?:error|err|status|response|exit|country|zip|postal|area|result|return|reason|http|product|bank|currency"
    r"|promo|swift|sort|region|event|source|msg|biz)[ _\-]?$"
)
_CASE_WORD = re.compile(
    r"(?i)(?:订单|单号|编号|工单|流水|交易号|案号|(?<![a-z])(?:order|case|ticket|ref(?:erence)?|txn|transaction|invoice|booking))"
    r"(?: ?(?:number|num|no\.?|id|号|#)){0,2}[ :#]{0,3}\Z"
)
_CODE_VALUE = re.compile(r"\d{3,4}[ \-]\d{3,4}(?!\d)|[0-9A-Za-z]{3,10}(?![0-9A-Za-z])")
_SPARE_CODE = re.compile(r"[0-9A-Za-z]{2,12}(?:[ \-][0-9A-Za-z]{2,12}){0,5}(?![0-9A-Za-z])")
"""All of a cell or scalar under a label for codes."""
_SIX_DIGITS = re.compile(r"\d{6}(?![0-9A-Za-z])")
_CVV_VALUE = re.compile(r"\d{3,4}(?![0-9A-Za-z])")
_PAYMENT_CODE_VALUE = re.compile(r"\d(?: ?\d){15,23}(?![0-9A-Za-z])")
_PAYMENT_CODE_FORM = re.compile(
    r"(?<![0-9A-Za-z])(?:1[0-5]|2[5-9]|30)\d{2}(?: \d{4}){3}(?: \d{2,4}){1,2}(?![0-9A-Za-z])"
)

_PAYMENT_CODE_PAGE = re.compile(
    "付款码|向商家付款|付款条码|条形码|收银员|(?i:show .{0,20}(?:cashier|merchant)|pay(?:ment)? code)"
)
_PAYMENT_CODE_RUN = re.compile(
    r"(?<![0-9A-Za-z])(?:1[0-5](?: ?\d){16}|(?:2[5-9]|30)(?: ?\d){14,22})(?![0-9A-Za-z]| ?\d)"
)
"""WeChat Pay: 18 digits from 10 to 15; Alipay: 16 to 24 digits from 25 to 30 (their documents on being scanned)."""
_HINT = line_pattern(
    r"(?:(?i:(?:password|passphrase|pin)[ _]hint)|密码提示|密保答案)"
    r"[ \t]*[:=]?[ \t]*\n?[ \t]*([^\s:=][^\n\ufffe\uffff]{1,80})"
)

_NO_SECRET = frozenset(
    """null none nil true false undefined empty required optional incorrect wrong invalid expired missing changed reset
    failed error success ok yes no and or the is was not has have your my a an with for to of in on at must should can
    cannot mismatch protected unknown login logged accepted verified verification authentication token string int bool
    password username user foo bar foobar foo-bar still now always really just actually""".split()  # noqa: SIM905 - words read better than a column of quotes
)
_NO_SECRET_HAN = re.compile(
    "错误|不正确|正确|已|未|请|为空|不能|必须|修改|重置|忘记|输入|找回|设置|登录|过期|失效|无效|成功|失败|锁定|太|位|强度"
    "|支付|方式|验证|保护|管理|的|和|或|吗|呢|了|发送|收到|是什么|多少"
)


def find_credentials(passage: Passage) -> Iterator[Hit]:
    """Yield credentials by shape, then by label."""
    yield from find_tokens(passage)
    yield from _codes(passage)
    for mark in passage.marks:
        yield from _labelled(passage.text, mark)
    if passage.form:
        # The payment code that WeChat Pay and Alipay show under their bar: spaced in fours, 18 digits or more.
        for match in _PAYMENT_CODE_FORM.finditer(passage.text):
            yield make_hit("PAYMENT_CODE", *match.span(), Band.REVIEW, "payment-code", match[0].replace(" ", ""))
        if _PAYMENT_CODE_PAGE.search(passage.text) is not None:
            for match in _PAYMENT_CODE_RUN.finditer(passage.text):
                code = match[0].replace(" ", "")
                yield make_hit("PAYMENT_CODE", *match.span(), Band.LIKELY, "payment-code-page", code)
    for match in passage.matches(_HINT):
        yield make_hit("PASSWORD", *match.span(1), Band.LIKELY, "password-hint", match[1].strip())


def _codes(passage: Passage) -> Iterator[Hit]:
    for code in _first_codes(passage):
        yield code
        for place in further_codes(passage.text, code.end):
            yield _code_hit(passage.text, *place)


def _first_codes(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    for match in passage.matches(_OTP_ZH):
        if not _is_the_case_s(text, match.start(1)):
            yield _code_hit(text, *match.span(1))
    for match in passage.matches(_OTP_ZH_FIRST):
        start, end = match.start(), match.end(1)
        if not (_HOTLINE.fullmatch(text, start, end) and _CALL.search(text, max(0, start - 8), start)):
            yield _code_hit(text, start, end)
    for pattern in (_OTP_EN, _OTP_EN_FIRST):
        for match in passage.matches(pattern):
            if not _is_the_case_s(text, match.start(1)):
                yield _code_hit(text, *match.span(1))
    for match in passage.matches(_BARE_CODE):
        if not _OTHER_CODE.search(text, max(0, match.start() - 12), match.start()):
            yield _code_hit(text, *match.span(1))


def _is_the_case_s(text: str, start: int) -> bool:
    """Whether a number has a word of its own for what it is: `recovery code rejected. Case number 00441278`."""
    return _CASE_WORD.search(text, max(0, start - 24), start) is not None


def _code_hit(text: str, start: int, end: int) -> Hit:
    return make_hit("ONE_TIME_CODE", start, end, Band.LIKELY, "code-near-word", re.sub(r"[ \-]", "", text[start:end]))


def _labelled(text: str, mark: Mark) -> Iterator[Hit]:
    if mark.entity == "PASSWORD" and mark.joined:
        yield from _password(text, mark)
    elif mark.entity == "ONE_TIME_CODE" and mark.joined:
        form = _SIX_DIGITS if mark.weak else _SPARE_CODE if mark.whole else _CODE_VALUE
        match = form.match(text, mark.start, mark.end)
        if match is not None and (any(char.isdigit() for char in match[0])):
            yield make_hit("ONE_TIME_CODE", *match.span(), Band.CERTAIN, "code-label", re.sub(r"[ \-]", "", match[0]))
    elif mark.entity == "CARD_SECURITY_CODE":
        match = _CVV_VALUE.match(text, mark.start, mark.end)
        if match is not None:
            yield make_hit("CARD_SECURITY_CODE", *match.span(), Band.CERTAIN, "cvv-label", match[0])
    elif mark.entity == "PAYMENT_CODE":
        match = _PAYMENT_CODE_VALUE.match(text, mark.start, mark.end)
        if match is not None:
            yield make_hit("PAYMENT_CODE", *match.span(), Band.CERTAIN, "payment-code-label", match[0].replace(" ", ""))
    elif mark.entity in {"TOKEN", "COOKIE"} and mark.joined:
        yield from _labelled_token(text, mark)


def _password(text: str, mark: Mark) -> Iterator[Hit]:
    place = text[mark.start : mark.end]
    value = place.strip() if mark.whole else _password_in(place)
    if not value or _DOTS.fullmatch(value) or value.lower().strip(".!,") in _NO_SECRET or _NO_SECRET_HAN.match(value):
        return
    start = mark.start + place.index(value)
    yield make_hit("PASSWORD", start, start + len(value), Band.CERTAIN, "password-label", value)


def _password_in(place: str) -> str:
    """Return the password at the beginning of what follows a label in running text."""
    match = _PASSWORD_VALUE.match(place)
    if match is None:
        return ""
    phrase = _PASSPHRASE.match(place)
    if phrase is not None and phrase[0].split()[0] not in _NO_SECRET:
        return phrase[0]
    if not match[0].isascii() and (goes_on := _PASSWORD_GOES_ON.match(place)) is not None:
        return goes_on[0]
    value = _NEXT_PARAMETER.split(match[0], maxsplit=1)[0].rstrip(",;，。；、)）]}")
    return value[:-1] if value.endswith(".") and value[:-1].isalnum() else value


def _is_cookie_value(value: str, mark: Mark) -> bool:
    """Whether a cell under a cookie's header is the value of one: no single word such as `accepted` or `zh-CN`."""
    return mark.whole and not any(map(str.isspace, value)) and (any(map(str.isdigit, value)) or len(value) >= 20)


def _labelled_token(text: str, mark: Mark) -> Iterator[Hit]:
    start, end = mark.start, mark.end
    if mark.whole or mark.entity == "COOKIE":
        value = text[start:end].strip()
        start = text.index(value, start) if value else start
        if (
            len(value) < 4
            or value.lower() in _NO_SECRET
            or _DOTS.fullmatch(value)
            or (mark.entity == "COOKIE" and "=" not in value and not _is_cookie_value(value, mark))
        ):
            return
    else:
        match = _TOKEN_VALUE.match(text, start, end)
        value = match[0].rstrip(".") if match else ""
        # A bare word after `token:` or `session:` is prose; a key has digits, or no such length is a word's.
        digits = any(char.isdigit() for char in value)
        setting = len(value) >= _MIN_SETTING_CHARS and _SETTING.search(text, max(0, start - 64), start) is not None
        if not value or _DOTS.fullmatch(value) or not (digits or setting or len(value) >= _MIN_WORD_TOKEN_CHARS):
            return
        if setting and not digits and (value.lower() in _NO_SECRET or _STANDS_FOR_ONE.search(value)):
            return
        keyed = text[max(0, mark.start - 3) : mark.start].replace(" ", "").endswith(("=", '":"'))
        fewest = _MIN_KEY_TOKEN_CHARS if keyed else _MIN_WEAK_TOKEN_CHARS
        if mark.weak and not (digits and len(value) >= fewest and any(map(str.isalpha, value))):
            return
        if _PROGRAM_NAME.fullmatch(value):
            return
        if (mark.weak and _PLAIN_URL.fullmatch(value)) or value.endswith("EXAMPLE"):  # Amazon's documents
            return
    yield make_hit(mark.entity, start, start + len(value), Band.LIKELY, "token-label", value)
