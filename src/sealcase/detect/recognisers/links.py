"""Web addresses: the parts of them that open an account, pay, or lead to somebody.

A host and a path say which page it was and stay; a query's values that a key calls secret are `tokens`' business. Here:
links by which a password is set or an account entered, whoever has them (RFC 3986 paths; OAuth fragments, RFC 6749
section 4.2.2); payment links, which are a code that one need not scan (`wxp://`, `weixin://wxpay`, qr.alipay.com,
`alipays://`, `upi://pay`); invitations and shared pages; and the other long values of a query, which are somebody's
number somewhere. An order number in a query is claimed before, by its key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_STOP = r"\s\"'<>`\u2e80-\uffef\ufffe\uffff"
_DOOR = line_pattern(
    r"/(?i:reset|resets|reset[_\-]?password|password[_\-]?reset|verify|verification|verify[_\-]?email|confirm"
    r"|confirmation|activate"
    r"|activation|magic|magic[_\-]?link|login|signin|sso|auth|session|set[_\-]?password|unlock|recover|recovery)"
    r"(?:/[a-z]{1,16})?[/=](?=([0-9A-Za-z_\-.]{12,512})(?![0-9A-Za-z]))"
)
_SHARED = line_pattern(
    r"(?:/(?i:share|shared|s|invite|invitation|invites|join|i|u|user|users|profile|d|file|files|doc|docs|meeting"
    r"|room|unsubscribe|track|r)"
    r"/|(?<=t\.me/)\+|(?<=t\.me/)joinchat/|(?<=wa\.me/))(?=([0-9A-Za-z_\-]{10,256})(?![0-9A-Za-z]))"
)
_NUMBERED = line_pattern(
    r"/(?i:accounts?|members?|customers?|clients?|users?|uid|profiles?|wallets?)/(?=(\d{6,32})(?![0-9A-Za-z]))"
)
"""An account's number in a path, as in the address bar over its page."""
_PATHS = (("TOKEN", "link-door", _DOOR), ("URL", "link-shared", _SHARED), ("URL", "link-account", _NUMBERED))
_PROFILE = line_pattern(
    r"(?i:(?<![a-z0-9\-])(?:linkedin\.com/in|facebook\.com|fb\.com|instagram\.com|twitter\.com|x\.com|t\.me|tiktok\.com|threads\.net"
    r"|paypal\.me|cash\.app|venmo\.com(?:/u)?|revolut\.me|wise\.com/pay/me|weibo\.com/u|github\.com|ko-fi\.com))/"
    r"(?=([@$]?[0-9A-Za-z][0-9A-Za-z_.\-]{2,63})(?![0-9A-Za-z_/\-]))"
)
"""Pages of people, and of their accounts at services that pay."""
_PAYMENT_LINK = line_pattern(
    rf"(?<![0-9A-Za-z])(?:wxp://[0-9A-Za-z_\-]{{6,}}|weixin://wxpay/[^{_STOP}]{{4,}}|alipays?://[^{_STOP}]{{8,}}"
    rf"|upi://pay\?[^{_STOP}]{{4,}}"
    rf"|(?:https?://)?(?:qr\.alipay\.com|qr\.95516\.com|wx\.tenpay\.com|payapp\.weixin\.qq\.com"
    rf"|ds\.alipay\.com)/[^{_STOP}]{{6,}})"
)
_QUERY_VALUE = line_pattern(rf"[?&#][0-9A-Za-z_.\-\[\]%]{{1,64}}=(?=([^&#{_STOP}]{{6,2048}}))")
_NOBODY = frozenset("help support login about terms privacy home settings index.html sharer share".split())  # noqa: SIM905 - a list of words
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
"""A byte of a word that is not ASCII."""
_PLAIN_VALUE = re.compile(
    r"-?\d{1,12}\.\d{1,2}|(?:19|20)\d\d-\d\d-\d\d(?:(?:[T+]|%20)\d\d(?::|%3A)\d\d.{0,24})?", re.IGNORECASE
)
"""An amount or a time: what the case is about."""
_MIN_OPAQUE_CHARS = 24
_MAX_URL_CHARS = 2048


def find_links(passage: Passage) -> Iterator[Hit]:
    """Yield the parts of web addresses that go."""
    text = passage.text
    for match in passage.matches(_PAYMENT_LINK):
        value = match[0].rstrip(".,;)")
        yield make_hit("CODE", match.start(), match.start() + len(value), Band.CERTAIN, "payment-link", value)
    for match in passage.matches(_PROFILE):
        value = match[1].rstrip(".")
        if value.lower() not in _NOBODY:
            yield make_hit("URL", match.start(1), match.start(1) + len(value), Band.LIKELY, "link-profile", value)
    for entity, rule, pattern in _PATHS:
        for match in passage.matches(pattern):
            if _opaque(match[1]) and _in_url(text, match.start()):
                yield make_hit(entity, *match.span(1), Band.LIKELY, rule, match[1])
    for match in passage.matches(_QUERY_VALUE):
        value = match[1].rstrip(".,;:)")
        if (
            _opaque(value) or len(_ENCODED.sub("", value)) >= _MIN_OPAQUE_CHARS or "@" in value or "%40" in value
        ) and _in_url(text, match.start()):
            yield make_hit("URL", match.start(1), match.start(1) + len(value), Band.REVIEW, "link-query", value)


def _opaque(value: str) -> bool:
    """Whether a value is no word: it has a digit, and more than a version or a page has."""
    if _PLAIN_VALUE.fullmatch(value):
        return False
    value = _ENCODED.sub("", value)
    return (sum(map(str.isdigit, value)) >= 2 and not value.isdigit()) or (value.isdigit() and len(value) >= 6)


def _in_url(text: str, position: int) -> bool:
    """Whether a web address or a request's path reaches up to a place."""
    start = max(text.rfind(char, 0, position) for char in " \n\t\"'<>`") + 1
    start = max(start, position - _MAX_URL_CHARS)
    head = text[start : position + 1]
    return "://" in head or head.startswith(("/", "www.")) or ("." in head and "/" in head)
