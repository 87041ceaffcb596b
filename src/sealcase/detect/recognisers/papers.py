"""Papers: passports and travel permits, identity cards of Hong Kong, licence plates, numbers of businesses.

A passport or permit is a letter or two and digits, as much else is: it takes a label. Hong Kong's identity cards
have a check digit in brackets, plates a province's character, and a business's number a check character: those are
found anywhere.

Sources: GB 32100-2015 (18 characters without I O S V Z, check character mod 31); Ministry of Public Security, 2010
(residents of Hong Kong and Macao: H or M and 8 digits, 2 more for renewals) and National Immigration Administration,
2018 (to Hong Kong and Macao: C and 8 digits, then C, a letter and 7 digits), 2023 (permanent residence of foreigners:
once 3 letters and 12 digits, now 18 that begin with 9 and are read in `numbers`); ICAO Doc 9303-4 (machine-readable
zone of passports); GA 36-2018 (plates: no I and no O).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.checksums import hong_kong_id, uscc
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.marks import Mark
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_USCC = line_pattern(r"[1-9ANY](?<![0-9A-Za-z].)[1-9]\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![0-9A-Za-z])")
_RESIDENT_PART = line_pattern(
    r"身份证(?:号码?)?[^\d\n]{0,6}(?:[后末前][四六八]?位(?:数字?)?|尾号)[^\d\n]{0,4}(?=(\d{3,8}[Xx]?)(?![0-9A-Za-z]))"
)
"""What services ask for to know somebody by: the last characters of the number."""
_USCC_VALUE = re.compile(r"(?:[0-9A-Za-z][ \-]?){17}[0-9A-Za-z](?![0-9A-Za-z])")
_USCC_CHARS = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_PERMIT_VALUE = re.compile(
    r"(?:[A-Za-z] ?){0,3}\d(?: ?\d){5,11}(?: ?\(\d{1,2}\))?(?![0-9A-Za-z*])"
    r"|(?=[A-Z]{0,6}\d[A-Z]{0,6}\d)[0-9A-Z]{7,12}(?![0-9A-Za-z*])"
)
_MIN_PERMIT_CHARS = 7
_PASSPORT_ZONE = line_pattern(
    r"(?<![0-9A-Za-z<])(?:P[A-Z<][A-Z]{3}[A-Z<]{39}|[0-9A-Z<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[0-9A-Z<]{14}[\d<]\d)(?![0-9A-Za-z<])"
)
_HONG_KONG = line_pattern(r"(?<![0-9A-Za-z])[A-Z]{1,2}\d{6} ?\([0-9A]\)")
_PROVINCES = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_PLATE = line_pattern(
    rf"{_PROVINCES}[A-HJ-NP-Z][·.\- ]?(?:(?=[0-9A-Z]{{0,4}}\d)[0-9A-HJ-NP-Z]{{5}}"
    rf"|[A-HJK][0-9A-HJ-NP-Z]\d{{4}}|\d{{5}}[A-HJK]"
    rf"|[0-9A-HJ-NP-Z]{{4}}[挂学警港澳领试超])(?![0-9A-Za-z])"
    rf"|WJ[·. ]?{_PROVINCES}\d{{4}}[0-9A-Z](?![0-9A-Za-z])"
)
_PLATE_VALUE = re.compile(r"[\u4e00-\u9fff]?[0-9A-Z][0-9A-Z·.\- ]{3,8}[0-9A-Z](?![0-9A-Za-z])[挂学警港澳领试超]?")


def find_papers(passage: Passage) -> Iterator[Hit]:
    """Yield numbers of passports, permits, Hong Kong identity cards, plates and businesses."""
    text = passage.text
    for match in passage.matches(_USCC):
        if not match[0].isdigit() and uscc(match[0]):
            yield make_hit("CN_USCC", *match.span(), Band.LIKELY, "uscc", match[0])
    for match in passage.matches(_RESIDENT_PART):
        yield make_hit("CN_RESIDENT_ID", *match.span(1), Band.LIKELY, "resident-id-part", match[1])
    for match in passage.matches(_PASSPORT_ZONE):
        if "<" in match[0]:
            yield make_hit("PASSPORT", *match.span(), Band.CERTAIN, "passport-zone", match[0])
    for match in passage.matches(_HONG_KONG):
        number = re.sub(r"[ ()]", "", match[0])
        if hong_kong_id(number):
            yield make_hit("CN_RESIDENT_ID", *match.span(), Band.LIKELY, "hong-kong-id", number)
    for match in passage.matches(_PLATE):
        yield make_hit("LICENSE_PLATE", *match.span(), Band.LIKELY, "plate", re.sub(r"[·.\- ]", "", match[0]))
    for mark in passage.marks_for("CN_USCC", "PASSPORT", "LICENSE_PLATE"):
        yield from _labelled(text, mark)


def _labelled(text: str, mark: Mark) -> Iterator[Hit]:
    if mark.entity == "CN_USCC":
        match = _USCC_VALUE.match(text, mark.start, mark.end)
        code = re.sub(r"[ \-]", "", match[0]).upper() if match is not None else ""
        if match is not None and any(map(str.isdigit, code)):
            # Certain even where the check fails: the label says what it is, and inside may be something ID-shaped.
            rule = "uscc-label" if _USCC_CHARS.fullmatch(code) and uscc(code) else "uscc-misread"
            yield make_hit("CN_USCC", *match.span(), Band.CERTAIN, rule, code)
        return
    pattern = _PERMIT_VALUE if mark.entity == "PASSPORT" else _PLATE_VALUE
    match = pattern.match(text, mark.start, mark.end)
    if match is None:
        return
    value = re.sub(r"[ ()·.\-]", "", match[0]).upper()
    lettered = any(map(str.isalpha, value))
    digits = any(map(str.isdigit, value))
    if len(value) >= (_MIN_PERMIT_CHARS if mark.entity == "PASSPORT" else 5) and digits and (mark.joined or lettered):
        band = Band.CERTAIN if mark.joined else Band.LIKELY
        yield make_hit(mark.entity, *match.span(), band, f"{mark.entity.lower().replace('_', '-')}-label", value)
