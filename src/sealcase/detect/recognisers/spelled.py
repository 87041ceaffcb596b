"""Numbers and addresses that are spelled out, as people do where an app hides what has digits.

`一三八零零一三八零零零`, `壹叁捌…`, `138.0013.8000`, `name (at) example (dot) com`. What a run of words for digits
stands for is read by the recognisers of numbers; behind a word for codes a short one is a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.recognisers.numbers import find_numbers
from sealcase.detect.text.lines import line_pattern, lines_of
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_DIGITS = "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_TO_DIGITS = str.maketrans(_DIGITS, "000123456789" + "1" + "123456789")
_RUN = line_pattern(rf"[{_DIGITS}](?:[ \-]?[{_DIGITS}]){{3,22}}")
_DIGIT_WORDS = dict(
    zip("zero oh one two three four five six seven eight nine".split(), "00123456789", strict=True)  # noqa: SIM905 - words
)
_DIGIT_WORD = rf"(?i:(?:(?:double|triple) )?(?:{'|'.join(_DIGIT_WORDS)}))"
_WORD_RUN = line_pattern(rf"(?<![A-Za-z]){_DIGIT_WORD}(?:[ ,\-]{{1,2}}{_DIGIT_WORD}){{3,22}}(?![A-Za-z])")
_MIN_NUMBER = 7
"""How many digits in a row are no year and no floor."""
_CODE_BEFORE = re.compile(r"(?:验证码|校验码|动态码|口令|短信码|(?i:(?<![a-z])(?:code|otp)s?))[^\n]{0,8}\Z")
_SECRET_BEFORE = re.compile(r"(?i)(?:密码|pin码?|暗号|password|passcode)[^\n]{0,8}\Z")
_CODE_DIGITS = range(4, 9)
_DOTTED_MOBILE = line_pattern(r"(?<![0-9A-Za-z.])1[3-9]\d\.\d{4}\.\d{4}(?![0-9A-Za-z]|\.\d)")
_NAME = r"[0-9A-Za-z][0-9A-Za-z._+\-]{1,40}"
_HOST = r"[0-9A-Za-z][0-9A-Za-z\-]{1,40}"
_TOP = r"(?:(?:com|co|org|net|edu|gov)\.[a-z]{2}|com|net|org|cn|co|io|me|de|uk|hk|tw|edu|gov)(?![0-9A-Za-z])"
_MAIL = line_pattern(
    rf"(?<![0-9A-Za-z._@]){_NAME}(?: ?(?:\((?i:at)\)|\[(?i:at)\]|\{{(?i:at)\}}|艾特|#at#) ?{_HOST}"
    rf" ?(?:\((?i:dot)\)|\[(?i:dot)\]| dot |点|\.) ?|(?: dot {_NAME}){{0,2}} at {_HOST} dot ){_TOP}"
)


def find_spelled(passage: Passage) -> Iterator[Hit]:
    """Yield numbers and e-mail addresses that are spelled out."""
    for match in passage.matches(_RUN):
        yield from _number(passage.text, match, re.sub(r"[ \-]", "", match[0]).translate(_TO_DIGITS))
    for match in passage.matches(_WORD_RUN):
        yield from _number(passage.text, match, _spoken_digits(match[0]))
    for match in passage.matches(_DOTTED_MOBILE):
        yield make_hit("PHONE_NUMBER", *match.span(), Band.LIKELY, "phone-dotted", match[0].replace(".", ""))
    for match in passage.matches(_MAIL):
        yield make_hit("EMAIL_ADDRESS", *match.span(), Band.LIKELY, "email-spelled", match[0])


def _spoken_digits(words: str) -> str:
    """Return the digits of `five double two one`."""
    digits, times = "", 1
    for word in re.findall("[a-z]+", words.lower()):
        if word in _DIGIT_WORDS:
            digits, times = digits + times * _DIGIT_WORDS[word], 1
        else:
            times = {"double": 2, "triple": 3}[word]
    return digits


def _number(text: str, match: re.Match[str], digits: str) -> Iterator[Hit]:
    before = text[max(0, match.start() - 12) : match.start()]
    if len(digits) in _CODE_DIGITS and _CODE_BEFORE.search(before):
        yield make_hit("ONE_TIME_CODE", *match.span(), Band.LIKELY, "code-spelled", digits)
    elif len(digits) in _CODE_DIGITS and _SECRET_BEFORE.search(before):
        yield make_hit("PASSWORD", *match.span(), Band.LIKELY, "pin-spelled", digits)
    elif len(digits) >= _MIN_NUMBER:
        read = Passage(text=digits, lines=lines_of(digits), cell_marks=(), pieces=())
        entity = next((hit.entity for hit in find_numbers(read) if hit.end - hit.start == len(digits)), "ACCOUNT")
        yield make_hit(entity, *match.span(), Band.REVIEW, "number-spelled", digits)
