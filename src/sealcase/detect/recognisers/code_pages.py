"""Pages of codes: an authenticator's list, and the spare codes of an account, where no label stands beside each.

`123 456` under `Binance (name@example.com)`, ten times `8123 7731` under `Save your backup codes`. A line of such a
page is made of codes and nothing else. Spare codes take the word for them somewhere above, and more than one; an
authenticator's codes take a word, too, or three such lines on one picture. Six digits are what RFC 6238 shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_CODE = (
    r"(?:(?=[A-Za-z \-]{0,12}\d)[0-9A-Za-z]{3,6}(?:[ \-][0-9A-Za-z]{3,6}){1,3}|(?=[A-Za-z]{0,12}\d)[0-9A-Za-z]{6,12})"
)
_NUMBER = r"(?:\d{1,2}[.):]?[ \t]{1,4})?"
_LINE = line_pattern(rf"(?m)^[ \t]*{_NUMBER}(?=({_CODE}(?:[ \t,|·]{{1,8}}{_NUMBER}{_CODE}){{0,5}})[ \t]*$)")
_CELL = re.compile(rf"{_NUMBER}({_CODE})(?=[\t,|·]|[ ]{{2}}|$)")
_SPARE_WORD = re.compile(
    r"(?i)(?:back[ \-]?up|recovery|scratch|emergency|rescue)[ \-]?codes|(?:备用|备份|恢复|救援|应急)(?:验证|恢复)?码"
)
_AUTHENTICATOR_WORD = re.compile(r"(?i)authenticator|two[ \-]factor|(?<![a-z0-9])2fa|验证器|动态码|动态口令|令牌")
_SIX_DIGITS = re.compile(r"\d{3} ?\d{3}")
_REACH_CHARS = 800
_MIN_SPARE_CODES = 2
_MIN_WORDLESS_LINES = 3


def find_code_pages(passage: Passage) -> Iterator[Hit]:
    """Yield the codes of a page that is made of them."""
    lines = list(passage.matches(_LINE))
    six = [line for line in lines if _SIX_DIGITS.fullmatch(line[1])]
    wordless = passage.form and sum(" " in line[1] for line in six) >= _MIN_WORDLESS_LINES
    codes = {line: [*_CELL.finditer(line[1])] for line in lines}
    many = sum(map(len, codes.values())) >= _MIN_SPARE_CODES
    for line in lines:
        before = max(0, line.start() - _REACH_CHARS), line.start()
        if line in six and (wordless or _AUTHENTICATOR_WORD.search(passage.text, *before) is not None):
            yield _hit(*line.span(1), line[1], "authenticator-page")
        elif many and _SPARE_WORD.search(passage.text, *before) is not None:
            for code in codes[line]:
                start = line.start(1) + code.start(1)
                yield _hit(start, start + len(code[1]), code[1], "spare-code-page")


def _hit(start: int, end: int, code: str, rule: str) -> Hit:
    return make_hit("ONE_TIME_CODE", start, end, Band.LIKELY, rule, re.sub(r"[ \-]", "", code))
