"""How people tell a secret: what stands between a word for it and the secret itself, and what is no secret behind one.

`my pin is still …`, `backup codes (from March) were stolen: …`, `支付密码还是原来那个 …`. Between stands a closed
list of small words, and what brackets hold: rules for passwords (`密码8-16位`) and numbers of orders are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

NOT_A_COUNT = (
    r"(?![0-9A-Za-z]|[.:/\-]\d"
    r"|[ ]?(?:位|个|次|分|天|小时|秒|元|块|年|月|日|遍|字|条|人|号|%|days?|hours?|times?|characters?))"
)
"""What does not stand behind a code: a unit, or more of a longer number."""

_SMALL = (
    "is|was|are|were|be|been|being|has|have|had|got|gets?|it's|that's|still|now|always|just|really|actually|already|then|also|too|again"
    "|probably|maybe|currently|originally|only|both|all|of|for|on|to|in|at|as|by|from|with|the|a|an|my|mine|his|her|our|your"
    "|their|this|that|these|those|it|one|ones|same|old|new|other|current|previous|default|code|codes|number|numbers|card|phone|sim"
    "|account|app|bank|wallet|device|laptop|home|house|work|office|shop|set|changed|given|gave|sent|told|stolen|taken|leaked|saved"
    "|used|using|before|after|since|me|i|we|he|she|they|you|think|believe|guess|chose|made|so|and|which|here|yours|who|wrote|written|down"
)
_HAN_SMALL = (
    "是|为|成|了|的|还|就|叫|用|设|改|换|我|他|她|你|它|们|那|这|个|原来|一直|都|现在|之前|以前|后来|当时|最后|又|也|仍|旧|新|老|自己|写"
    "|记|发|给|告诉|说|被|骗|走|偷|泄露|过|有|分别|应该|好像|可能|大概|已经|一样|没|变|没变|过来"
)

NOT_WHEN = "(?<! on)(?<! at)(?<! in)(?<! by)(?<! from)(?<! since)(?<! before)(?<! after)"
"""What a day or an hour stands behind, not a secret: `I changed my password on …`."""

_FURTHER_CODE = re.compile(
    r"[ ]?(?:[,;、和及与]|(?:and|then|or)(?![a-z])|&)[ ]?(?:(?:and|then|later|又是?|还有|后来是?|第二[个次条]是?)[ ]?)?"
    rf"(\d{{3}}[ \-]\d{{3}}|\d{{4,8}}){NOT_A_COUNT}"
)


def further_codes(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield where further codes stand in a row with one that ends there: `339201、884410`, `448291 then 551 027`."""
    while (match := _FURTHER_CODE.match(text, end)) is not None:
        yield match.span(1)
        end = match.end()


def between(most: int) -> str:
    """Return a pattern for up to `most` small words of English, or what brackets hold, each behind a space."""
    return rf"(?:[ ](?i:{_SMALL})(?![A-Za-z'])|[ ]?\([^()\n\d\ufffe\uffff]{{1,32}}\)){{0,{most}}}"


def han_between(most: int) -> str:
    """Return a pattern for up to `most` small words of Chinese."""
    return rf"(?:{_HAN_SMALL}){{0,{most}}}"
