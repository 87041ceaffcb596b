"""Numbers that belong to a person: phones, resident IDs, bank cards, IBANs, devices.

Candidates are maximal runs of digits with single spaces or dashes between them; what such a run is,
its grouping, range and checksum decide. A checksum that fails lowers the band. Numbers that an app
has masked itself (`138****5678`) are left as they are: support compares them, and they call nobody.

Sources: Chinese numbering plan (MIIT: mobile numbers are 11 digits from 13 to 19, area codes 010, 02x,
03xx-09xx); E.164 and the North American plan; GB 11643-1999 for resident IDs (15 digits before 1999);
ISO/IEC 7812-1 for cards; ISO 13616 for IBANs; the US Social Security
Administration for social security numbers (never 000, 666 or 9xx, no group of zeros); 3GPP TS 23.003 for IMEIs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sealcase.detect.text.checksums import calendar_day, iban, iban_shape, luhn, resident_id
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.detect.text.shapes import DIGITS
from sealcase.model import Band

_GROUP = re.compile(r"[0-9Xx]+")
_MIN_CLASSIFIED, _MAX_CLASSIFIED = 11, 19
"""How many digits have what `_classify` knows: a mobile number at least, a card at most."""
_MAX_CACHED_SHAPES = 4096
_CN_MOBILE = re.compile(r"(?:00)?(?:86)?1[3-9]\d{9}")
_RESIDENT = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_OLD_RESIDENT = re.compile(r"[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
_ISSUER = re.compile(
    # Visa; Mastercard; American Express; Discover; Diners; JCB; UnionPay; Maestro; Mir
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|(?:1800|2131)\d{11}|62\d{14,17}|220[0-4]\d{12}"
    r"|(?:5018|5020|5038|5[678]\d\d|6304|6390|6759|676[1-3]|0604)\d{8,15}"
)
_USER_ID = re.compile(
    r"(?i:(?<![a-z])(?:u|user|member|customer)[ _\-]?id|用户(?:id|编号|号)|客户(?:编号|号)|会员(?:编号|号))"
    r"[\"'”]?\s{0,2}[:=]?\s{0,2}[\"'“]?\Z"
)
"""Before a number that is no card, though one in some twenty looks like one."""
_MOBILE_GROUPINGS = {(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (5, 3, 3), (5, 6), (3, 2, 2, 2, 2)}
_LANDLINE = line_pattern(
    r"(?<![0-9A-Za-z])(?:\(0(?:10|2\d|[3-9]\d\d)\) ?|0(?:10|2\d|[3-9]\d\d)-)\d{7,8}(?:-\d{1,4})?(?![0-9A-Za-z])"
)
_E164 = line_pattern(r"\+(?<![0-9A-Za-z]\+)\(?\d{1,3}\)?(?:[ .\-]?\(?\d{1,5}\)?){1,5}(?:x\d{1,5})?(?![0-9A-Za-z])")
_NANP = line_pattern(
    r"(?<![0-9A-Za-z.\-])(?:1[ .\-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d([.\-]))\d{3}(?:\1|[ .\-])\d{4}(?:x\d{1,5})?"
    r"(?![0-9A-Za-z]|\.\d)"
)
_TRUNK = line_pattern(
    # National numbers of other countries: a trunk zero and groups, or an area code in brackets.
    r"(?<![0-9A-Za-z.\-/:])(?<!\d )(?:0\d{1,4}(?:[ \-]\d{2,4}){1,4}"
    r"|\(\d{2,5}\) ?\d{2,4}[ \-]\d{3,4})(?![0-9A-Za-z:]|[.\-/]\d)"
)
_NEAR_PHONE = line_pattern(
    r"(?i:phone|mobile|cell|\btel\b|whatsapp|\bfax\b|\bcall(?: \w+)?)(?: (?:number|no|is|at|on)\b\.?){0,3}[ :#]{1,3}"
    r"(?=(\(?\d{2,5}\)?(?:[ .\-]\d{2,5}){1,4})(?![0-9A-Za-z]))"
)
_CALLED_PHONE = line_pattern(
    r"(?i:\b(?:call|calling|text|ring|reach|dial|answer(?:s|ing)?|messages?|registered|contact|my number)\b"
    r"|电话|联系|手机|拨打|致电|打给|来电)"
    r"[^\n\d\ufffe\uffff]{0,16}(?<![0-9A-Za-z.,:/\-_$¥€£#(])"
    r"(?!\d{3}-\d{2}-\d{4}(?!\d))"
    r"(?=(\(?\d{2,5}\)?(?:[ .\-]\d{2,8}){1,4}|\d{10})"
    r"(?![0-9A-Za-z%]|[.,:/\-]\d|[ ]?(?:元|块|年|月|天|次|CNY|USDT?)))"
)
"""A number of any form behind a word for calling somebody."""
_US_SSN = line_pattern(r"(?<![0-9A-Za-z\-.])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![0-9A-Za-z]|-\d)")
_LAST_OF_SSN = line_pattern(
    r"(?i:last (?:4|four)(?: digits?)? of (?:my |your |the )?(?:ssn|social)[^\d\n\ufffe\uffff]{0,20})"
    r"(?=(\d{4})(?![0-9A-Za-z]|[.,:/\-]\d))"
)
"""What a bank asks to know somebody by."""
_MIN_PHONE_DIGITS = 7
_MIN_TRUNK_DIGITS = 9
_MAX_PHONE_DIGITS = 15
_NEAR_CARD = line_pattern(
    r"(?:(?i:card|卡)(?: ?(?:number|no\.?|num|is|was|号|#|[a-z]{1,8})){0,3}?[ :#]{1,3}|卡号?[是为]?)"
    r"(?=(\d(?:[ \-]?\d){11,18})(?![0-9A-Za-z]))"
)
_CUT_CARD = line_pattern(r"\d(?<![0-9A-Za-z*.]\d)\d{11,18}\*{1,4}(?![0-9A-Za-z*])")
"""A number of which an app has masked no more than its end."""
_IBAN = line_pattern(
    r"(?<![0-9A-Za-z])(?:[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,4})?"
    r"|[a-z]{2}\d{2}[0-9a-z]{11,30})(?![0-9A-Za-z])"
)
_PHONE_VALUE = re.compile(r"[+(]?\d(?:[ .\-()/]{0,2}\d){5,17}(?:(?: ?(?:x|ext\.?) ?|-)\d{1,5})?(?![0-9A-Za-z*])")
_NUMBER_VALUE = re.compile(r"\d(?:[ \-]?\d){7,22}(?:[ \-]?[Xx])?(?![0-9A-Za-z*])")
_DEVICE_VALUE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z:_\-]{6,62})[0-9A-Za-z](?![0-9A-Za-z*])")


@lru_cache(maxsize=_MAX_CACHED_SHAPES)
def _stretches(shape: str) -> tuple[tuple[int, int, bool, bool], ...]:
    """Return the stretches of a run of this shape that may be a number: start, end, one group alone, all groups."""
    groups = [(match.start(), match.end()) for match in _GROUP.finditer(shape)]
    found = []
    for first in range(len(groups)):
        for last in range(min(len(groups), first + 20) - 1, first - 1, -1):
            sizes = [end - start for start, end in groups[first : last + 1]]
            if _MIN_CLASSIFIED <= sum(sizes) <= _MAX_CLASSIFIED and _regular(sizes):
                whole = (first, last) == (0, len(groups) - 1)
                found.append((groups[first][0], groups[last][1], len(sizes) == 1, whole))
    return tuple(found)


def _regular(sizes: list[int]) -> bool:
    """Whether people would write a number in groups of these sizes."""
    return len(sizes) == 1 or all(size == 1 for size in sizes) or (max(sizes) <= 8 and min(sizes[:-1]) >= 2)


def _may_be_somebodys(line: str, place: int) -> bool:
    """Whether the run of digits that begins there holds what may be a number, by its shape."""
    run = _RUN.pattern.match(line, place)
    return run is None or bool(_stretches(run[0]))


_RUN = line_pattern(
    r"\d(?<![0-9A-Za-z_.]\d)(?<!_-\d)(?:[ \-]?\d){9,}+(?:[ \-]?[Xx](?![0-9A-Za-z]))?(?![0-9A-Za-z_])",
    place=_may_be_somebodys,
)
"""A maximal run of digits, its groups held together by single spaces or dashes."""


def find_numbers(passage: Passage) -> Iterator[Hit]:
    """Yield the numbers in a passage, by shape and by label."""
    for match in passage.matches(_RUN):
        yield from _run_hits(match[0], match.start(), passage.text)
    yield from _phones_with_marks(passage)
    yield from _cards_by_name(passage)
    for match in passage.matches(_CUT_CARD):
        yield make_hit("CREDIT_CARD", *match.span(), Band.REVIEW, "card-cut", re.sub(r"\D", "", match[0]))
    yield from _ibans(passage)
    for match in passage.matches(_US_SSN):
        yield make_hit("US_SSN", *match.span(), Band.LIKELY, "us-ssn", match[0].replace("-", ""))
    for match in passage.matches(_LAST_OF_SSN):
        yield make_hit("US_SSN", *match.span(1), Band.LIKELY, "us-ssn-tail", match[1])
    yield from _labelled(passage)


def _run_hits(run: str, offset: int, text: str) -> Iterator[Hit]:
    """Yield what a run holds: as a whole first, else among its groups."""
    for start, end, alone, whole in _stretches(run.translate(DIGITS)):
        hit = _classify(run[start:end], offset + start, offset + end, text, alone=alone)
        if hit is None:
            continue
        if whole:
            yield hit
            return
        # A phone that is the end of something longer may be by chance: a label that names the whole knows better.
        yield hit._replace(band=Band.LIKELY) if hit.entity == "PHONE_NUMBER" else hit


def _classify(written: str, start: int, end: int, text: str, *, alone: bool) -> Hit | None:
    digits = written.replace(" ", "").replace("-", "").upper()
    if len(digits) in (11, 13, 15) and _CN_MOBILE.fullmatch(digits) and _mobile_grouping(written):
        if text[start - 1 : start] == "+":
            start -= 1
        return make_hit("PHONE_NUMBER", start, end, Band.CERTAIN, "phone-cn-mobile", digits[-11:])
    if len(digits) == 18 and _RESIDENT.fullmatch(digits) and calendar_day(digits[6:14]):
        band = Band.CERTAIN if resident_id(digits) else Band.LIKELY
        return make_hit("CN_RESIDENT_ID", start, end, band, "resident-id", digits)
    if 12 <= len(digits) <= 19 and _ISSUER.fullmatch(digits) and not _USER_ID.search(text[max(0, start - 24) : start]):
        odd = not alone and not _card_grouping(written) and max(map(len, _GROUP.findall(written))) > 1
        if luhn(digits) and (not odd or len(digits) in (16, 19)):
            return make_hit("CREDIT_CARD", start, end, Band.CERTAIN, "card-luhn", digits)
        grouped = not alone and _card_grouping(written)
        if grouped or (digits.startswith("62") and len(digits) in (16, 19)):
            return make_hit("CREDIT_CARD", start, end, Band.REVIEW, "card-shape", digits)
    return None


def _mobile_grouping(written: str) -> bool:
    """Whether people write a mobile number so; single digits are what bad OCR makes of it."""
    sizes = tuple(len(group) for group in _GROUP.findall(written))
    if sizes[0] in (2, 4) and sum(sizes) in (13, 15):  # 86 or 0086 stands apart
        sizes = sizes[1:]
    return len(sizes) == 1 or sizes in _MOBILE_GROUPINGS or max(sizes) == 1


def _card_grouping(written: str) -> bool:
    sizes = [len(group) for group in _GROUP.findall(written)]
    return all(size == 4 for size in sizes[:-1]) or sizes in ([4, 6, 5], [6, 13])


def _phones_with_marks(passage: Passage) -> Iterator[Hit]:
    """Phones that a plus sign, brackets or dashes show."""
    for match in passage.matches(_E164):
        digits = re.sub(r"\D", "", match[0])
        end = match.end() - (match[0].count(")") > match[0].count("("))
        if _MIN_PHONE_DIGITS < len(digits) <= _MAX_PHONE_DIGITS:
            yield make_hit("PHONE_NUMBER", match.start(), end, Band.LIKELY, "phone-e164", digits)
    patterns = (
        (_LANDLINE, 0, _MIN_TRUNK_DIGITS, "phone-cn-landline"),
        (_NANP, 0, _MIN_TRUNK_DIGITS, "phone-nanp"),
        (_TRUNK, 0, _MIN_TRUNK_DIGITS, "phone-trunk"),
        (_NEAR_PHONE, 1, _MIN_PHONE_DIGITS, "phone-near-word"),
        (_CALLED_PHONE, 1, _MIN_PHONE_DIGITS, "phone-called"),
    )
    for pattern, group, fewest, rule in patterns:
        for match in passage.matches(pattern):
            digits = re.sub(r"\D", "", match[group])
            if fewest <= len(digits) <= _MAX_PHONE_DIGITS:
                yield make_hit("PHONE_NUMBER", *match.span(group), Band.LIKELY, rule, digits)


def _cards_by_name(passage: Passage) -> Iterator[Hit]:
    """Cards that a sentence calls so (`my card 4131…`), whatever their range and checksum."""
    for match in passage.matches(_NEAR_CARD):
        digits = re.sub(r"\D", "", match[1])
        yield make_hit("CREDIT_CARD", *match.span(1), Band.LIKELY, "card-near-word", digits)


def _ibans(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_IBAN):
        compact = match[0].replace(" ", "").upper()
        if 15 <= len(compact) <= 34:
            if iban(compact):
                yield make_hit("IBAN_CODE", match.start(), match.end(), Band.CERTAIN, "iban", compact)
            elif iban_shape(compact):
                yield make_hit("IBAN_CODE", match.start(), match.end(), Band.REVIEW, "iban-shape", compact)


_LABELLED = {
    "PHONE_NUMBER": (_PHONE_VALUE, 6, 20),
    "CN_RESIDENT_ID": (_NUMBER_VALUE, 8, 20),
    "CREDIT_CARD": (_NUMBER_VALUE, 12, 23),
}
_SHORT_ACCOUNT = re.compile(r"\d(?: ?\d){5,10}")


def _labelled(passage: Passage) -> Iterator[Hit]:
    """Numbers whose label says what they are: neither range nor checksum need hold."""
    text = passage.text
    for mark in passage.marks:
        if mark.entity in _LABELLED:
            pattern, fewest, most = _LABELLED[mark.entity]
            match = (
                pattern.search(text, mark.start, mark.end) if mark.whole else pattern.match(text, mark.start, mark.end)
            )
            if match is not None:
                digits = re.sub(r"[^0-9X]", "", match[0].upper())
                if fewest <= len(digits) <= most:
                    band = Band.CERTAIN if mark.joined else Band.LIKELY
                    value = (
                        digits[2:] if mark.entity == "PHONE_NUMBER" and re.fullmatch(r"861\d{10}", digits) else digits
                    )
                    yield make_hit(mark.entity, match.start(), match.end(), band, "number-label", value)
                elif mark.entity == "CREDIT_CARD" and mark.joined and _SHORT_ACCOUNT.fullmatch(match[0]):
                    # 收款账号, 银行账号: also of banks whose accounts are shorter than a card's number.
                    yield make_hit("ACCOUNT", match.start(), match.end(), Band.LIKELY, "number-label", digits)
        elif mark.entity == "DEVICE_ID":
            match = _DEVICE_VALUE.match(text, mark.start, mark.end)
            if match is not None and any(char.isdigit() for char in match[0]):
                yield make_hit("DEVICE_ID", match.start(), match.end(), Band.CERTAIN, "device-label", match[0])
