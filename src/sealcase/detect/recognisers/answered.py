"""Secrets that answer a question: a message that is nothing but a code or a PIN, behind one that asks for it.

`And the code we just texted you?`, and below it the code; `支付密码是多少`, and `还是原来那个…`; a code in large type
under `Enter this code to finish signing in:`. What stands between are names, times and empty lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.recognisers.telling import han_between
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_ENDS = re.compile(r"\d[ ]?[吗么呀啊哦嘛吧对?。!.~]*[ \t]*\Z")
_ENDING_CHARS = 12


def _ends_with_digits(line: str) -> bool:
    """Whether a line ends as an answer does, by its shape."""
    return _ENDS.search(line[-_ENDING_CHARS:]) is not None


_ANSWER = line_pattern(
    r"(?m)\d(?<![0-9A-Za-z.,/\-]\d)(?<!\d:\d)(?:(?<=\d)\d\d[ \-]\d{3}|\d{3,7})"
    r"[ ]?(?:[吗么呀啊哦嘛吧?。!.~]|对[吗吧])*[ \t]*$",
    where=_ends_with_digits,
)
_DIGITS = re.compile(r"\d{3}[ \-]\d{3}|\d{4,8}")
_BEFORE = re.compile(
    rf"(?:^|\n|:)[ \t]*(?:{han_between(6)}|(?i:(?:it'?s|it is|ok|sure|still|same|here)[ ,:]{{1,2}}){{1,3}})\Z"
)
_BEFORE_CHARS = 40
_ASKED_CODE = re.compile(
    r"验证码|校验码|动态码|口令|短信码|收到的码"
    r"|(?i:(?<![a-z])(?:otp|(?:verification|security|confirmation|sms|text|login|log[ \-]in|sign[ \-]in|one[ \-]time"
    r"|6[ \-]digit|this|the|your|following) codes?|codes? (?:below|we|they|that|from)))"
)
_ASKED_PIN = re.compile(
    r"(?:密码|(?i:(?<![a-z])(?:pin|passcode|password)(?![a-z])))[^\n]{0,24}"
    r"(?:[?？]|多少|什么|[发报说]|告诉|给我|呢|吗|(?i:what|send|tell|need|give|confirm))"
    r"|(?i:what|send|tell|need|give|confirm)[^\n]{0,32}(?i:(?<![a-z])(?:pin|passcode|password)(?![a-z]))"
)
_SIX_DIGITS = re.compile(r"\d{3}[ \-]?\d{3}")
_REACH_CHARS = 200


def find_answers(passage: Passage) -> Iterator[Hit]:
    """Yield codes and PINs that are all of a message."""
    text = passage.text
    for match in passage.matches(_ANSWER):
        start = match.start()
        number = _DIGITS.match(text, start)
        if number is None or _BEFORE.search(text[max(0, start - _BEFORE_CHARS) : start]) is None:
            continue
        before = max(0, start - _REACH_CHARS), start
        digits = re.sub(r"[ \-]", "", number[0])
        if _SIX_DIGITS.fullmatch(number[0]) and _ASKED_CODE.search(text, *before):
            yield make_hit("ONE_TIME_CODE", *number.span(), Band.LIKELY, "code-answered", digits)
        elif _ASKED_PIN.search(text, *before):
            yield make_hit("PASSWORD", *number.span(), Band.LIKELY, "pin-answered", digits)
