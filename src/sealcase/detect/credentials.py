"""Credentials: passwords, one-time codes, card security codes, tokens, cookies, payment codes.

Known shapes (JWT: RFC 7519; Bearer and Basic: RFC 6750, RFC 7617; cookies: RFC 6265; prefixes that
services publish for their keys), query keys that carry secrets, and whatever stands after a label.
Everything here is of tier secret, so a doubtful value is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.labels import Mark
from sealcase.detect.passages import Passage, make_hit
from sealcase.detect.segments import Hit
from sealcase.model import Band

_JWT = re.compile(r"(?<![0-9A-Za-z_\-])eyJ[0-9A-Za-z_\-]{8,}\.[0-9A-Za-z_\-]{4,}(?:\.[0-9A-Za-z_\-]*)*")
_AUTH_SCHEME = re.compile(
    r"(?<![0-9A-Za-z])(?:[Bb]earer|BEARER|[Bb]asic|Digest)[ \t:]{1,3}\"?([0-9A-Za-z._~+/\-]{12,}={0,2})"
)
_PREFIXED = re.compile(
    r"(?<![0-9A-Za-z])(?:gh[oprsu]_[0-9A-Za-z_.\-]{20,}|github_pat_[0-9A-Za-z_]{22,}|glpat-[0-9A-Za-z_\-]{18,}|xox[abeoprs]-[0-9A-Za-z\-]{10,}|xapp-[0-9A-Za-z\-]{20,}"
    r"|(?:sk|rk|pk|whsec)_(?:live|test)_[0-9A-Za-z]{10,}|sk-[0-9A-Za-z_\-]{20,}|A(?:KIA|SIA|BIA|CCA|GPA|IDA|ROA)[0-9A-Z]{16}|AIza[0-9A-Za-z_\-]{35}|ya29\.[0-9A-Za-z_\-]{20,}"
    r"|npm_[0-9A-Za-z]{30,}|pypi-[0-9A-Za-z_\-]{40,}|SG\.[0-9A-Za-z_\-]{16,}\.[0-9A-Za-z_\-]{16,}|hf_[0-9A-Za-z]{20,}|shp(?:at|ca|pa|ss)_[0-9A-Za-z]{32}|do[opr]_v1_[0-9a-f]{32,}"
    r"|LTAI[0-9A-Za-z]{12,26}|AKID[0-9A-Za-z]{32}|EAA[0-9A-Za-z]{40,}|ops_eyJ[0-9A-Za-z_=\-]{40,}|lin_api_[0-9A-Za-z]{32,}|figd_[0-9A-Za-z_\-]{30,}|dapi[0-9A-Fa-f]{32}|sk-ant-[0-9A-Za-z_\-]{20,}"
    r"|gsk_[0-9A-Za-z]{20,}|hv[sbr]\.[0-9A-Za-z_\-]{20,}|tskey-[a-z]{2,12}-[0-9A-Za-z\-]{20,}|gl(?:sa|c)_[0-9A-Za-z_=+/]{20,}|vc[a-z]_[0-9A-Za-z]{20,}|cf[a-z]{2}_[0-9A-Za-z]{20,}"
    r"|AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,})"
)
_SLACK_HOOK = re.compile(r"https://hooks\.slack\.com/[0-9A-Za-z/_\-]{20,}")
_QUERY = re.compile(
    r"[?&;](?<![0-9A-Za-z][;])(?i:access_?token|refresh_?token|id_?token|auth_?token|token|api_?key|app_?key|key|secret|client_?secret|sig|signature|sign|auth|session(?:_?id|_?key)?|sid|jwt|password|passwd|pwd|code|ticket|x-amz-[a-z\-]*(?:signature|token|credential))=([^&\s\"'<>#\ufffe\uffff]{4,})"
)
_USERINFO = re.compile(
    # A connection string is a secret as a whole; `${PASSWORD}`, `{{pass}}` and `<password>` are templates.
    r"[a-z][a-z0-9+.\-]{1,20}://[^\s/:@\"'<>\ufffe\uffff]{0,64}:(?![$<{%*])[^\s/@\"'<>\ufffe\uffff]{1,128}@[^\s\"'<>)\ufffe\uffff]+"
)
_COOKIE_LINE = re.compile(
    r"(?i)(?<![0-9A-Za-z\-])(?:set-)?cookie2?[\"']?[ \t]*[:=][ \t]*[\"']?(?!\uffff)([^\s\"'=;,]{1,64}=[^\r\n\"'\x1e\uffff]+)"
)
_MIN_WORD_TOKEN_CHARS = 24
_MIN_WEAK_TOKEN_CHARS = 16
_TOKEN_VALUE = re.compile(r"[^\s\"'`,;<>{}()&\ufffe\uffff|]{6,}")
_PASSWORD_VALUE = re.compile(r"[^\s\"'`<>\ufffe\uffff]+")
_DOTS = re.compile(r"[*.…xX•#\-_]+")

_OTP_WORDS = "验证码|校验码|动态码|动态密码|动态口令|短信码|口令|确认码|一次性密码|随机码|激活码"
_OTP_ZH = re.compile(
    rf"(?:{_OTP_WORDS})[^\d\n\ufffe\uffff]{{0,12}}?(?<![0-9A-Za-z.])(\d{{3,4}}[ \-]\d{{3,4}}|\d{{4,8}})(?![0-9A-Za-z]|[.:]\d|年|元|小时|分钟|秒)"
)
_OTP_ZH_FIRST = re.compile(
    rf"\d(?<![0-9A-Za-z.]\d)((?<=\d)\d{{2,3}}[ \-]\d{{3,4}}|\d{{3,7}})(?![0-9A-Za-z])[^\d\n\ufffe\uffff]{{0,12}}?(?:{_OTP_WORDS})"
)
_OTP_EN_WORDS = (
    r"(?:(?i:(?:verification|security|confirmation|authentication|authorization|login|log-in|sign-in|access|auth|sms|text"
    r"|one[- ]time|2fa|mfa|two[- ]factor|otp|activation|recovery|pin)[ -]?(?:pass)?(?:code|password|pin)|passcode|otp)"
    r"|(?<=[Yy]our )(?:[A-Z]\w{1,20} )?(?:code|PIN|pin))(?![A-Za-z])"
)
_OTP_EN = re.compile(
    rf"(?<![0-9A-Za-z_]){_OTP_EN_WORDS}[^\w\n\ufffe\uffff]{{0,3}}(?:(?:is|for|to|your|are|as|now|below|\w{{2,12}})[^\w\n\ufffe\uffff]{{1,4}}){{0,5}}?"
    r"(?<![0-9A-Za-z.$\[])([A-Z]-\d{4,8}|\d{3,4}[ \-]\d{3,4}|\d{4,8})(?![0-9A-Za-z]|[.:/\-]\d)"
)
_OTP_EN_FIRST = re.compile(
    r"(?<![0-9A-Za-z.])([A-Z]-\d{4,8}|\d{3,4}[ \-]\d{3,4}|\d{4,8})(?![0-9A-Za-z])[^\n\d\ufffe\uffff]{0,4}(?:is|as) (?:your|the)[^\n\d\ufffe\uffff]{0,40}?(?i:code|otp|passcode|pin|password)(?![a-z])"
)
_BARE_CODE = re.compile(r"(?<![0-9A-Za-z_\-])[Cc]ode[\"']?[ \t]*(?:[:=]|is)[ \t]*[\"']?(\d{6})(?![0-9A-Za-z])")
_NOT_A_CODE = re.compile(
    r"(?i)(?:error|err|status|response|exit|country|zip|postal|area|result|return|reason|http|product|bank|currency|promo|swift|sort|region|event|source|msg|biz)[ _\-]?$"
)
_CODE_VALUE = re.compile(r"\d{3,4}[ \-]\d{3,4}(?!\d)|[0-9A-Za-z]{3,10}(?![0-9A-Za-z])")
_CVV_VALUE = re.compile(r"\d{3,4}(?![0-9A-Za-z])")
_PAYMENT_CODE_VALUE = re.compile(r"\d(?: ?\d){15,23}(?![0-9A-Za-z])")
_PAYMENT_CODE_FORM = re.compile(
    r"(?<![0-9A-Za-z])(?:1[0-5]|2[5-9]|30)\d{2}(?: \d{4}){3}(?: \d{2,4}){1,2}(?![0-9A-Za-z])"
)

_NO_SECRET = frozenset(
    "null none nil true false undefined empty required optional incorrect wrong invalid expired missing changed reset failed error success ok yes no and or the is was not has have your my a an with for to"
    " of in on at must should cannot can mismatch protected unknown login logged accepted verified verification authentication token string int bool password username user".split()
)
_NO_SECRET_HAN = re.compile(
    "错误|不正确|正确|已|未|请|为空|不能|必须|修改|重置|忘记|输入|找回|设置|登录|过期|失效|无效|成功|失败|锁定|太|位|强度|支付|方式|验证|保护|管理|的|和|或|吗|呢|了|发送|收到|是什么|多少"
)


def find_credentials(passage: Passage) -> Iterator[Hit]:
    """Yield credentials by shape, then by label."""
    yield from _tokens(passage.text)
    yield from _codes(passage.text)
    for mark in passage.marks:
        yield from _labelled(passage.text, mark)
    if passage.form:
        # The payment code that WeChat Pay and Alipay show under their bar: spaced in fours, 18 digits or more.
        for match in _PAYMENT_CODE_FORM.finditer(passage.text):
            yield make_hit("PAYMENT_CODE", *match.span(), Band.REVIEW, "payment-code", match[0].replace(" ", ""))


def _tokens(text: str) -> Iterator[Hit]:
    gated = (
        ("eyJ", _JWT, 0, "TOKEN", "jwt"),
        ("", _PREFIXED, 0, "TOKEN", "token-prefix"),
        ("hooks.slack", _SLACK_HOOK, 0, "TOKEN", "webhook"),
        ("=", _QUERY, 1, "TOKEN", "query-key"),
        ("@", _USERINFO, 0, "PASSWORD", "url-password"),
        ("ookie", _COOKIE_LINE, 1, "COOKIE", "cookie-line"),
        ("", _AUTH_SCHEME, 1, "TOKEN", "auth-scheme"),
    )
    for gate, pattern, group, entity, rule in gated:
        if gate in text:
            for match in pattern.finditer(text):
                yield make_hit(entity, *match.span(group), Band.CERTAIN, rule, match[group])


def _codes(text: str) -> Iterator[Hit]:
    if "码" in text or "口令" in text or "密" in text:
        for match in _OTP_ZH.finditer(text):
            yield _code_hit(text, *match.span(1))
        for match in _OTP_ZH_FIRST.finditer(text):
            yield _code_hit(text, match.start(), match.end(1))
    for pattern in (_OTP_EN, _OTP_EN_FIRST):
        for match in pattern.finditer(text):
            yield _code_hit(text, *match.span(1))
    for match in _BARE_CODE.finditer(text):
        if not _NOT_A_CODE.search(text, max(0, match.start() - 12), match.start()):
            yield _code_hit(text, *match.span(1))


def _code_hit(text: str, start: int, end: int) -> Hit:
    return make_hit("ONE_TIME_CODE", start, end, Band.LIKELY, "code-near-word", re.sub(r"[ \-]", "", text[start:end]))


def _labelled(text: str, mark: Mark) -> Iterator[Hit]:
    if mark.entity == "PASSWORD" and mark.joined:
        yield from _password(text, mark)
    elif mark.entity == "ONE_TIME_CODE" and mark.joined:
        match = _CODE_VALUE.match(text, mark.start, mark.end)
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
    start, end = mark.start, mark.end
    if mark.whole:
        value = text[start:end].strip()
        start = text.index(value, start) if value else start
    else:
        match = _PASSWORD_VALUE.match(text, start, end)
        value = match[0].rstrip(",;，。；、)）]}") if match else ""
    if not value or _DOTS.fullmatch(value) or value.lower().strip(".!,") in _NO_SECRET or _NO_SECRET_HAN.match(value):
        return
    yield make_hit("PASSWORD", start, start + len(value), Band.CERTAIN, "password-label", value)


def _labelled_token(text: str, mark: Mark) -> Iterator[Hit]:
    start, end = mark.start, mark.end
    if mark.whole or mark.entity == "COOKIE":
        value = text[start:end].strip()
        start = text.index(value, start) if value else start
        if (
            len(value) < 4
            or value.lower() in _NO_SECRET
            or _DOTS.fullmatch(value)
            or mark.entity == "COOKIE"
            and "=" not in value
        ):
            return
    else:
        match = _TOKEN_VALUE.match(text, start, end)
        value = match[0].rstrip(".") if match else ""
        # A bare word after `token:` or `session:` is prose; a key has digits, or no such length is a word's.
        digits = any(char.isdigit() for char in value)
        if not value or _DOTS.fullmatch(value) or not (digits or len(value) >= _MIN_WORD_TOKEN_CHARS):
            return
        if mark.weak and not (digits and len(value) >= _MIN_WEAK_TOKEN_CHARS and any(map(str.isalpha, value))):
            return
    yield make_hit(mark.entity, start, start + len(value), Band.LIKELY, "token-label", value)
