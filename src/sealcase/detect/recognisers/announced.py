"""Numbers that a word in the sentence announces, without a colon: papers, accounts, days of birth, a card's last month.

`passport 533380006`, `NI number QQ 12 34 56 C`, `sort code 60-16-13`, `uid 50823917`, `生日是1996年8月12日`. A word for
the paper or account and the number behind it are enough, whatever the country's form: they differ in every one, and
few have a checksum. A date is one of birth behind such a word, and month and year are a card's where the line has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.checksums import luhn
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_GROUP = r"(?:[0-9A-Za-z]{0,12}\d[0-9A-Za-z]{0,20}|[A-Z]{1,6})"
_VALUE = rf"{_GROUP}(?:[ \-/.]{_GROUP}){{0,6}}(?:\([0-9A-Z]\))?(?![0-9A-Za-z*])"
"""Groups of letters and digits, each with a digit or in capitals, as papers and accounts are written."""
_NUMBER_WORD = r"(?i:[ ]?(?:card|code|number|numbers|num|no\.?|nr\.?|id|#|号码?|编号)){0,2}"
_JOINT = r"(?i:[ ](?:is|was|are|it's)|是|为)?[ \t]{0,2}[:#]?[ \t]{0,2}[`\"'“*]{0,2}"
_PAPER_WORDS = (
    r"passport|driv(?:ing|er'?s?|ers) licen[cs]e|licen[cs]e(?= (?:no|num|id|#))|national insurance|NI(?= (?:no|num))"
    r"|nino|pps(?= (?:no|num))|social security|ssn|social insurance|sin(?= (?:no|num|#))|tax file|tfn"
    r"|tax (?:payer )?(?:id|identification|number)|itin|nric|aadhaar|aadhar|pan card|(?-i:PAN)|nhs|medicare"
    r"|(?:national|government|govt|gov) (?:id|identity)|identity(?= (?:card|no|num))"
    r"|id card|voter(?:'s)? id|residence permit|visa(?= (?:no|num))|student (?:id|card|number)|employee (?:id|number)"
    r"|green card|cpf|curp|dni|nie(?= (?:no|num))|codice fiscale"
    r"|护照|驾照|驾驶证|军官证|社保卡?号?|医保卡?号?|学号|工号|警号"
)
_PAPER = line_pattern(rf"(?i:(?<![a-z])(?:{_PAPER_WORDS})){_NUMBER_WORD}{_JOINT}(?=({_VALUE}))")
_ACCOUNT_WORDS = (
    r"accounts?|acct\.?|a/c|acc(?= (?:no|num|\d))|sort code|routing|bsb|transit|ifsc|member(?:ship)?|customer|client"
    r"|policy|loyalty|uid|user ?id|login id|fps id|payid|octopus|(?:数字人民币|数币)(?:钱包)?|钱包(?=编号|id)"
    r"|remote(?: access)?(?= (?:code|id))|anydesk(?: \(?id)?"
    r"|teamviewer(?: \(?id)?|rustdesk(?: \(?id)?|(?:主播|玩家|角色|直播间|频道)(?=[ ]?(?:id"
    r"|号))|会员|客户|恒生|汇丰|中银|渣打|星展|玉山|台新|hang seng|户口|户头|账户|账号|用户|股东"
)
_ACCOUNT = line_pattern(rf"(?i:(?<![0-9a-z_\-.])(?:{_ACCOUNT_WORDS})){_NUMBER_WORD}{_JOINT}(?=({_VALUE}))")
_BRITISH = line_pattern(r"(?<![0-9A-Za-z.\-/])\d\d-\d\d-\d\d[ ,/]{1,3}\d{8}(?![0-9A-Za-z]|[.\-/]\d)")
"""Sort code and account number of a British bank (Pay.UK: 6 and 8 digits)."""
_TAIWANESE = line_pattern(r"(?<![0-9A-Za-z])[A-Z][12589]\d{8}(?![0-9A-Za-z])")
_TAIWANESE_WORD = re.compile(r"身[分份]证|统一证|国民身|居留证")
_SOUTH_AFRICAN = line_pattern(r"\d(?<![0-9A-Za-z]\d)\d{5}[ ]?\d{4}[ ]?[01][89]\d(?![0-9A-Za-z])")
_IDENTITY_WORD = re.compile(
    r"(?i)(?<!order )(?<!transaction )(?<!trade )(?<!payment )(?<!user )(?<![a-z])(?:id|identity)"
    r"(?: (?:card|number|num|no\.?|#|is))*[ :.]{0,3}\Z"
)
"""South Africa's identity numbers (Act 68 of 1997): day of birth, four digits, citizenship, 8 or 9, Luhn's digit."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = (
    r"\d{1,2}[\-/. ]\d{1,2}[\-/. ](?:19|20)?\d\d|(?:19|20)\d\d[\-/. ]\d{1,2}[\-/. ]\d{1,2}"
    r"|(?:19|20)?\d\d ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?[日号]?)?)?|\d{1,2} ?月 ?\d{1,2} ?[日号]|(?:19|20)\d{6}"
    rf"|(?i:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?:19|20)\d\d"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
_BORN = line_pattern(
    r"(?i:(?<![a-z])(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born)"
    r"|出生日期|出生年月日?|生日|生辰|出生于?|生于)"
    rf"(?i:[ ](?:is|was|on|in)){{0,2}}[ \t]{{0,2}}(?:是|为|在)?[:=]?[ \t]{{0,2}}"
    rf"(?=((?:民国 ?)?(?:{_DAY}))(?![0-9A-Za-z]))"
)
_BORN_THEN = line_pattern(r"[日号年0-9][ ]?(?:出生|生(?![效成产活意]))")
_DAY_AT_END = re.compile(rf"(?<![0-9])(?:{_DAY})\Z")
_DAY_CHARS = 16
"""How far before 出生 a day may begin."""
_BORN_VALUE = re.compile(rf"(?:{_DAY})(?![0-9A-Za-z])")

_EXPIRY = line_pattern(
    r"(?i:(?<![a-z])(?:exp(?:iry|ires|iration)?|valid (?:thru|through|until|to)|good thru)"
    r"|有效期至?|有效(?:月年|年月|日期)|到期(?:日期?|月年|年月)?)"
    r"(?i: date)?\.?(?:是|为|至|到)?[ \t]{0,2}[:=]?[ \t]{0,2}(?:是|为|至)?"
    r"(?=((?:0[1-9]|1[0-2]) ?[/\-] ?(?:20)?[2-5]\d)(?![0-9A-Za-z/\-]))"
)
_CARD_NEAR = re.compile(r"(?i)(?<![a-z])card|卡|cvv|cvc|(?:\d[ \-]?){12}\d")
_REACH_CHARS = 120
"""How far from a card's number its last month stands."""
_MIN_PAPER_DIGITS, _MIN_PAPER_CHARS = 3, 6
_MIN_ACCOUNT_DIGITS = 6
"""`uid 10111` is a program's on a phone."""
_NO_NUMBER = re.compile(
    r"(?:19|20)\d\d(?:[\-/.]\d{1,2}){0,2}(?:[T ].*)?|\d{1,2}[\-/.]\d{1,2}[\-/.](?:19|20)\d\d(?: .*)?|\d+\.\d{1,2}"
)
"""A day, with or without a time, and an amount: what a sentence goes on with behind `account` as well."""
_UNIT = re.compile(r" ?(?:元|块|万|亿|人|名|个|天|次|%|(?:CNY|RMB|USDT?|EUR|GBP|HKD)(?![A-Za-z]))")


def find_announced(passage: Passage) -> Iterator[Hit]:
    """Yield numbers of papers and accounts, days of birth and last months of cards."""
    yield from _papers(passage)
    yield from _accounts(passage)
    yield from _days_of_birth(passage)
    for match in passage.matches(_EXPIRY):
        around = passage.text[max(0, match.start() - _REACH_CHARS) : match.end() + _REACH_CHARS]
        if _CARD_NEAR.search(around) is not None:
            yield _hit("CARD_SECURITY_CODE", match.start(1), match[1], "expiry-announced")


def _papers(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_PAPER):
        value = _trimmed(match[1])
        digits = sum(map(str.isdigit, value))
        if digits >= _MIN_PAPER_DIGITS and len(value) >= _MIN_PAPER_CHARS and not _NO_NUMBER.fullmatch(value):
            yield _hit("PASSPORT", match.start(1), value, "paper-announced")
    for match in passage.matches(_SOUTH_AFRICAN):
        before = _IDENTITY_WORD.search(passage.text, max(0, match.start() - 32), match.start())
        if before is not None and luhn(match[0].replace(" ", "")):
            yield _hit("PASSPORT", match.start(), match[0], "identity-announced")
    for match in passage.matches(_TAIWANESE):
        if _TAIWANESE_WORD.search(passage.text, max(0, match.start() - 24), match.start()):
            yield _hit("CN_RESIDENT_ID", match.start(), match[0], "identity-announced")


def _accounts(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_ACCOUNT):
        value = _trimmed(match[1])
        counted = _UNIT.match(passage.text, match.start(1) + len(value)) is not None
        if sum(map(str.isdigit, value)) >= _MIN_ACCOUNT_DIGITS and not (counted or _NO_NUMBER.fullmatch(value)):
            yield _hit("ACCOUNT", match.start(1), value, "account-announced")
    for match in passage.matches(_BRITISH):
        yield _hit("ACCOUNT", match.start(), match[0], "account-british")


def _days_of_birth(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_BORN):
        yield _hit("BIRTH_DATE", match.start(1), match[1], "birth-announced")
    for match in passage.matches(_BORN_THEN):
        begin = max(0, match.start() + 1 - _DAY_CHARS)
        day = _DAY_AT_END.search(passage.text[begin : match.start() + 1])
        if day is not None:
            yield _hit("BIRTH_DATE", begin + day.start(), day[0], "birth-announced")
    for mark in passage.marks_for("BIRTH_DATE"):
        day = _BORN_VALUE.match(passage.text, mark.start, mark.end)
        if day is not None and mark.joined:
            yield _hit("BIRTH_DATE", day.start(), day[0], "birth-label")


def _hit(entity: str, start: int, value: str, rule: str) -> Hit:
    compact = re.sub(r"[ \-/.]", "", value)
    return make_hit(entity, start, start + len(value), Band.LIKELY, rule, compact)


def _trimmed(value: str) -> str:
    """Return a value without the words in capitals that the sentence goes on with: `533380006 NI` number."""
    groups = re.split(r"([ \-/.])", value)
    while len(groups) > 1 and len(groups[-1]) > 1 and groups[-1].isalpha():
        groups = groups[:-2]
    return "".join(groups)
