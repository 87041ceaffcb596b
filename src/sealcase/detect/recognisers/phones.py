"""Phones that nothing announces: groups of digits as one country's numbers are written, and lines of business cards.

Seven to twelve digits in groups are much else as well, so the grouping must be the national one of a country whose
plan has this number: `phonenumbers` (Apache-2.0, Google's libphonenumber) knows both. It is slow and is asked about
candidates alone, in lines that people wrote: not in logs, nor behind a word for orders, amounts or versions. In a
signature a number stands beside `Office`, `Desk:` and the like. All of this is a guess, `review` but for those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sealcase.detect.recognisers.prose import CHAT_HEAD
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.normalise import CELL_BREAK
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

REGIONS = (
    "US GB IE FR DE AT CH IT ES PT NL BE LU DK NO SE FI IS PL CZ HU HR RO BG GR CY EE LV LT TR RU UA"
    " IN PK ID MY SG TH VN JP KR TW HK MO AU NZ ZA TN IL AE BR MX"
)
"""Whose numbers are looked for without a country code (ISO 3166-1)."""
MAX_CACHED = 4096
_LOG_LIKE = re.compile(
    r"(?:[A-Z][a-z]{2} [ \d]\d|[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d) \d\d:|\s*[\[(<]?\d[\d\-/:. ]*[\d\])>]|[^\n]*="
)

_MIN_DIGITS, _MAX_DIGITS = 7, 12


def _is_written_before(text: str, place: int, begin: int = 0) -> bool:
    """Whether what stands before a place in a line that begins there is what people write: no log's beginning."""
    return _LOG_LIKE.match(text, begin, place) is None or CHAT_HEAD.match(text, begin, place) is not None


def _may_be_a_phone(line: str, place: int) -> bool:
    """Whether groups that begin at a place in a line have digits enough, by its shape."""
    groups = _GROUPS.pattern.match(line, place)
    return _is_written_before(line, place) and (groups is None or groups[0].count("0") >= _MIN_DIGITS)


_GROUPS = line_pattern(
    r"(?!(?:19|20)\d\d[\-.]\d\d?[\-.]\d)"  # a day
    r"(?<![0-9A-Za-z.,:/\-_$¥€£#+*(=])(?:8[ \-]?\(?\d{3}\)?|\(\d{2,5}\)|\d{2,5})(?:[ .\-]\d{2,7}){1,4}(?![0-9A-Za-z%*]"
    r"|\)?\.[0-9A-Za-z]|[,:/\-]\d| ?(?:元|块|年|月|天|次|[A-Z]{3,4}\b))",
    place=_may_be_a_phone,
)
_BARE = line_pattern(
    r"(?<![0-9A-Za-z.,:/\-_$¥€£#+*=])[2-9]\d\d[2-9]\d{6}(?![0-9A-Za-z%*]|[.,:/\-]\d)", place=_is_written_before
)
_MOBILE = line_pattern(
    r"(?<![0-9A-Za-z.,:/\-_$¥€£#+*=])0[1-9]\d{8,9}(?![0-9A-Za-z%*]|[.,:/\-]\d)", place=_is_written_before
)
"""Ten or eleven digits behind a trunk zero: a national number of many countries, in what people write."""
_DIALLED_ABROAD = line_pattern(
    r"(?<![0-9A-Za-z.,:/\-_$¥€£#+*=])00[1-9]\d{0,2}(?:[ .\-]?\(0\)[ ]?|[ ])\d{1,5}(?:[ .\-]\d{2,5}){1,4}"
    r"(?![0-9A-Za-z%*]|[.,:/\-]\d)",
    place=_is_written_before,
)
"""Behind the prefix for calls abroad (ITU-T E.164): `0044 (0)20 7946 0018`."""
_NUMBER = r"\+?\(?\d{2,5}\)?(?:[ .\-/]{0,2}\(?\d{2,10}\)?){0,5}"
_ON_A_CARD = line_pattern(
    rf"(?<![0-9A-Za-z.:/\-_$#])(?={_NUMBER}[ ]?[\-(]{{0,2}}"
    r"(?i:office|fax|mobile|cell|desk|tel|landline)(?![a-z]| ?[=:]))"
    rf"({_NUMBER})"
)
_BEHIND_KIND = line_pattern(
    rf"(?:(?i:(?<![a-z])(?:desk|office|landline|direct|work phone|home phone|ph|mob|tel|fax|fon))|"
    rf"(?<![^\s|•,])[TMFPOCD])[.:][ ]{{0,3}}(?=({_NUMBER})(?![0-9A-Za-z]))"
)
_MAX_CARD_DIGITS = 15
_MIN_ABROAD_DIGITS, _MAX_ABROAD_DIGITS = 10, 18
"""E.164's fifteen, the prefix and a trunk zero."""
_OTHER_NUMBER = re.compile(
    r"(?i)(?:order|订单|单号|编号|流水|交易号|\bref\w*|invoice|receipt|ticket|\bno\.?|#|version|版本|amount"
    r"|金额|page|code|\bid"
    r"|uid|账号|卡号|号段"
    r"|\bport|size|block|total|sum|price|价)[^\d\n]{0,6}\Z"
)
_DATE_LIKE = re.compile(r"(?:19|20)\d\d\D\d\d?\D\d\d?|\d\d?\D\d\d?\D(?:19|20)?\d\d|(?:19|20)\d\d\D(?:19|20)\d\d")


def find_phones(passage: Passage) -> Iterator[Hit]:
    """Yield phones in groups of digits, and those of business cards."""
    text = passage.text
    for pattern in (_ON_A_CARD, _BEHIND_KIND):
        for match in passage.matches(pattern):
            digits = re.sub(r"\D", "", match[1])
            if _MIN_DIGITS <= len(digits) <= _MAX_CARD_DIGITS and _DATE_LIKE.fullmatch(match[1]) is None:
                yield make_hit("PHONE_NUMBER", *match.span(1), Band.LIKELY, "phone-card", digits)
    for pattern in () if passage.form else (_GROUPS, _BARE):
        for match in passage.matches(pattern):
            if _of_people(text, *match.span()) and _is_national(re.sub(r"\D+", " ", match[0]).strip()):
                digits = re.sub(r"\D", "", match[0])
                yield make_hit("PHONE_NUMBER", *match.span(), Band.REVIEW, "phone-grouped", digits)
    for pattern, rule in ((_MOBILE, "phone-trunk-zero"), (_DIALLED_ABROAD, "phone-abroad")):
        for match in passage.matches(pattern):
            digits = re.sub(r"\D", "", match[0])
            if _MIN_ABROAD_DIGITS <= len(digits) <= _MAX_ABROAD_DIGITS and _of_people(text, *match.span()):
                yield make_hit("PHONE_NUMBER", *match.span(), Band.REVIEW, rule, digits)


def _of_people(text: str, start: int, end: int) -> bool:
    """Whether a number stands in what somebody wrote, and is not announced as something else."""
    line = max(text.rfind("\n", 0, start), text.rfind(CELL_BREAK, 0, start)) + 1
    if not _is_written_before(text, start, line) or _DATE_LIKE.fullmatch(text, start, end):
        return False
    return _OTHER_NUMBER.search(text, max(0, start - 16), start) is None


@lru_cache(maxsize=MAX_CACHED)
def _is_national(written: str) -> bool:
    """Whether digits in groups are a country's number as it is written there; ten without groups, a North American."""
    # Imported here: few texts have a candidate, and the plans take a while to load.
    import phonenumbers

    digits = written.replace(" ", "")
    if not _MIN_DIGITS <= len(digits) <= _MAX_DIGITS:
        return False
    for region in REGIONS.split() if " " in written else ("US",):
        try:
            number = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(number, region):
            shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
            shown = re.sub(r"\D+", " ", shown).strip()
            if " " not in written or written in {shown, shown.removeprefix("0") if region == "IN" else shown}:
                return True
    return False
