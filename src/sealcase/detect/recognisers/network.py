"""Addresses on the network: e-mail and IP.

E-mail: the practical subset of RFC 5322 that mail systems accept, between any neighbours but letters
and digits of ASCII, so also between hanzi. IP: candidates by shape, `ipaddress` decides.
Loopback, unspecified and broadcast addresses and version-like quadruples after `v` name nobody.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache

from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_EMAIL_AT = line_pattern(r"@")
_EMAIL_LOCAL = re.compile(r"[0-9A-Za-z._%+'*\-]{1,64}\Z")
_EMAIL_DOMAIN = re.compile(r" ?(?:[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?\. ?)+[A-Za-z]{2,24}(?![0-9A-Za-z])")
_USER_PART = re.compile(r"://[^\s/:@]{0,64}:\Z")
_TEMPLATE = re.compile(r"(?i:your)[\-_][\w\-]+@(?i:your)[\-_]")
_PAYMENT_ADDRESS = line_pattern(
    r"@(?:ok(?:axis|hdfcbank|icici|sbi)|ybl|ibl|axl|apl|yapl|paytm|pt(?:axis|hdfc|sbi|yes)|upi|sbi|hdfcbank"
    r"|icici|kotak|axisbank|fbl|jupiteraxis)"
    r"(?![0-9A-Za-z]|\.[0-9A-Za-z])"
)
"""Behind somebody's name in India's UPI: the bank or app (NPCI, handles of third-party apps)."""
_IPV4 = line_pattern(r"\d(?<![0-9A-Za-z_.]\d)\d{0,2}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![0-9A-Za-z_]|\.\d)")
_BEHIND_TIME = line_pattern(r"\d(?<=\d\d:\d\d:\d\d\d)\d{0,2}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![0-9A-Za-z_]|\.\d)")
"""Where text recognition lost the space: `21:14:03203.0.113.7`."""
_IPV6 = line_pattern(
    # Two colons in a row or six in all: a time has neither.
    r"(?<![0-9A-Za-z.])(?:(?:[0-9A-Fa-f]{1,4}:){1,7}:|::|(?:[0-9A-Fa-f]{1,4}:){6})(?:[0-9A-Fa-f]{0,4}:){0,6}"
    r"(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?"
    r"(?:%[0-9A-Za-z]{1,16})?(?![0-9A-Za-z:])"
)
_LABELLED_EMAIL = re.compile(r"[^\s@,;\"']{1,64}@(?:[0-9A-Za-z.\-]{1,253}\.[A-Za-z]{2,24}|[^\s@,;\"']{1,253})")


_MAX_CACHED_ADDRESSES = 4096


def find_network(passage: Passage) -> Iterator[Hit]:
    """Yield e-mail and IP addresses."""
    yield from _emails(passage)
    for pattern in (_IPV4, _BEHIND_TIME):
        for match in passage.matches(pattern):
            if _names_a_host(match[0]):
                yield make_hit("IP_ADDRESS", match.start(), match.end(), Band.CERTAIN, "ipv4", match[0])
    yield from _ipv6(passage)
    for match in passage.matches(_PAYMENT_ADDRESS):
        local = _EMAIL_LOCAL.search(passage.text, max(0, match.start() - 64), match.start())
        if local is not None:
            value = passage.text[local.start() : match.end()].lower()
            yield make_hit("ACCOUNT", local.start(), match.end(), Band.CERTAIN, "payment-address", value)


@lru_cache(maxsize=_MAX_CACHED_ADDRESSES)
def _names_a_host(written: str) -> bool:
    try:
        address = ipaddress.IPv4Address(written)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or written == "255.255.255.255")


def _emails(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    for at in passage.matches(_EMAIL_AT):
        local = _EMAIL_LOCAL.search(text, max(0, at.start() - 64), at.start())
        domain = _EMAIL_DOMAIN.match(text, at.end())
        # `git@host:` and `pip@1.2` have no domain; a mask such as rim***@qq.com is the app's own.
        if local is None or domain is None or "*" in local[0]:
            continue
        if " " in domain[0] and not passage.form:
            continue
        start = local.start() + len(local[0]) - len(local[0].lstrip(".'-%+"))
        # The password of a web address, and a template for one's own: neither is an address of mail.
        if start == at.start() or _USER_PART.search(text, max(0, start - 80), start) is not None:
            continue
        if _TEMPLATE.match(text, start) is not None:
            continue
        value = text[start : domain.end()].replace(" ", "").lower()
        yield make_hit("EMAIL_ADDRESS", start, domain.end(), Band.CERTAIN, "email", value)
    for mark in passage.marks_for("EMAIL_ADDRESS"):
        match = _LABELLED_EMAIL.match(text, mark.start, mark.end)
        if match is not None and "*" not in match[0] and _TEMPLATE.match(match[0]) is None:
            yield make_hit("EMAIL_ADDRESS", match.start(), match.end(), Band.CERTAIN, "email-label", match[0].lower())


def _ipv6(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_IPV6):
        written = match[0]
        # Eight groups, or fewer around `::`: most candidates are times, and refusing those costs.
        if "::" not in written and written.count(":") not in (6, 7):
            continue
        try:
            address = ipaddress.IPv6Address(written)
        except ValueError:
            continue
        if not (address.is_loopback or address.is_unspecified):
            yield make_hit("IP_ADDRESS", match.start(), match.end(), Band.CERTAIN, "ipv6", written.lower())
