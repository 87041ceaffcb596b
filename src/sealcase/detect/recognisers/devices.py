"""Devices and where they are: hardware addresses, IMEIs, positions.

Sources: IEEE 802 (48-bit addresses in pairs with `:` or `-`, or fours with dots; all zeros and all ones name nothing);
3GPP TS 23.003 annex B (IMEI: 15 digits, Luhn; reporting bodies 01, 35, 86, 99 of today's phones); ISO 6709 and WGS 84
(latitude within 90, longitude within 180 degrees). Four decimals are eleven metres: fewer name a town, nobody's door.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.checksums import luhn
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_HEX = "[0-9A-Fa-fOoIl]"
"""A digit of base sixteen, or what text recognition takes for one."""
_MAC = line_pattern(
    rf"{_HEX}(?<![0-9A-Za-z:\-.].){_HEX}([:\-]){_HEX}{{2}}(?:\1{_HEX}{{2}}){{4}}(?![0-9A-Za-z]|\1[0-9A-Fa-f])"
)
_DOTTED_MAC = line_pattern(r"(?<![0-9A-Za-z.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![0-9A-Za-z]|\.[0-9A-Za-z])")
_MAC_VALUE = re.compile(r"(?:[0-9A-Fa-f]{2}[:\-. ]?){5}[0-9A-Fa-f]{2}(?![0-9A-Za-z])")
_IMEI = line_pattern(r"(?:01|35|86|99)(?<![0-9A-Za-z_.\-]..)\d{13}(?![0-9A-Za-z_])")
_TOLD_IMEI = line_pattern(
    r"(?i:(?<![a-z])imei\d?)[^\d\n\ufffe\uffff]{0,8}(?=(\d\d(?:[ \-/]?\d){12,14})(?![0-9A-Za-z]))"
)
_HOST = line_pattern(
    r"(?<![0-9A-Za-z\-])(?:(?i:macbook(?:-?(?:pro|air))?|imac|mac-?mini|iphone|ipad|desktop|laptop|thinkpad"
    r"|surface)-[0-9A-Za-z\-]{3,40}"
    r"|[A-Za-z][0-9A-Za-z]{1,20}(?:-[0-9A-Za-z]{1,20}){0,3}-(?i:macbook(?:-?(?:pro|air))?|imac|iphone|ipad"
    r"|laptop|desktop|pc))"
    r"(?:-\d{1,3})?(?:\.(?:local|lan|home|localdomain))?(?![0-9A-Za-z\-])"
)
"""How systems name a computer after its owner: `MacBook-Pro-of-Jo.local`, `DESKTOP-4K8Q2LM`, `Jos-iPhone`."""
_OWNED = (
    line_pattern(
        r"(?<![0-9A-Za-z])([A-Z][a-z]{1,20})['’]s (?:iPhone|iPad|MacBook|iMac|AirPods|Apple Watch|Galaxy|Pixel)"
    ),
    line_pattern(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,6})的 ?(?:iPhone|iPad|MacBook|iMac|AirPods|Mac(?![A-Za-z]))"),
)
_NOBODYS = frozenset("我你您他她自己朋友本人别人客户用户苹果")
_DEGREES = r"[+\-]?\d{1,3}\.\d{4,12}"
_PAIR = line_pattern(rf"(?<![0-9A-Za-z.,+\-])({_DEGREES})(?: ?[,;/] ?| )({_DEGREES})(?![0-9A-Za-z]|[.,] ?\d)")
_SEXAGESIMAL = line_pattern(
    r"(?<![0-9A-Za-z])\d{1,3} ?[°º] ?\d{1,2} ?['′’] ?(?:\d{1,2}(?:\.\d{1,4})? ?[\"″”] ?)?[NSEW北南东西]?"
    r"[ ,]{0,3}\d{1,3} ?[°º] ?\d{1,2} ?['′’] ?(?:\d{1,2}(?:\.\d{1,4})? ?[\"″”] ?)?[NSEW北南东西]?"
)
_DEGREES_VALUE = re.compile(rf"{_DEGREES}(?![0-9A-Za-z])|[+\-]?\d{{1,3}}\.\d{{1,3}}(?:, ?[+\-]?\d{{1,3}}\.\d{{1,3}})")


def find_devices(passage: Passage) -> Iterator[Hit]:
    """Yield hardware addresses, IMEIs and positions."""
    text = passage.text
    for pattern in (_MAC, _DOTTED_MAC):
        for match in passage.matches(pattern):
            digits = re.sub(r"[:\-.]", "", match[0]).lower()
            if len(set(digits)) > 1 and (pattern is _MAC or not digits.isdigit()):
                yield make_hit("MAC_ADDRESS", *match.span(), Band.CERTAIN, "mac", digits)
    for match in passage.matches(_IMEI):
        if luhn(match[0]):
            yield make_hit("DEVICE_ID", *match.span(), Band.LIKELY, "imei", match[0])
    for match in passage.matches(_TOLD_IMEI):
        yield make_hit("DEVICE_ID", *match.span(1), Band.LIKELY, "imei-told", re.sub(r"\D", "", match[1]))
    yield from _named_devices(passage)
    yield from _positions(passage)
    for mark in passage.marks_for("MAC_ADDRESS", "GPS"):
        value, rule = (_MAC_VALUE, "mac-label") if mark.entity == "MAC_ADDRESS" else (_DEGREES_VALUE, "gps-label")
        found = value.match(text, mark.start, mark.end)
        if found is not None:
            yield make_hit(mark.entity, *found.span(), Band.CERTAIN, rule, found[0])


def _named_devices(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_HOST):
        named = match[0].partition("-")[2]
        if named.islower() and not any(map(str.isdigit, named)) and "." not in named:
            continue  # `desktop-computer-mouse`
        yield make_hit("DEVICE_ID", *match.span(), Band.LIKELY, "host-named", match[0])
    for pattern in _OWNED:
        for match in passage.matches(pattern):
            if not _NOBODYS.issuperset(match[1]):
                yield make_hit("PERSON", *match.span(1), Band.REVIEW, "device-owner", match[1])


def _positions(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_PAIR):
        if _on_the_globe(float(match[1]), float(match[2])):
            yield make_hit("GPS", *match.span(), Band.LIKELY, "gps-pair", match[0])
    for match in passage.matches(_SEXAGESIMAL):
        yield make_hit("GPS", *match.span(), Band.LIKELY, "gps-degrees", match[0].strip())


def _on_the_globe(first: float, second: float) -> bool:
    """Whether two numbers are a latitude and a longitude in either order, and more than small ones such as rates."""
    small, large = sorted((abs(first), abs(second)))
    return small <= 90 and large <= 180 and large >= 10
