"""Values with a misread character: text recognition takes 0 for O and 1 for l.

What could be a number gets its digits back and is read again by the recognisers of whole values; of keys and addresses
it is enough that all but a few characters are of their alphabet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.recognisers.broken import SPLITTABLE, is_random, read_alone
from sealcase.detect.recognisers.handles import find_handles
from sealcase.detect.recognisers.network import find_network
from sealcase.detect.recognisers.numbers import find_numbers
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_LOOKALIKE = "OoIlSBZ|"
_DIGITS = str.maketrans("OoIl|SBZ", "00111582")
_MISREAD_RUN = line_pattern(
    rf"(?<![0-9A-Za-z_.\-])(?=[0-9 \-]*[{_LOOKALIKE}])"
    rf"[0-9{_LOOKALIKE}](?:[ \-]?[0-9{_LOOKALIKE}]){{9,22}}[Xx]?(?![0-9A-Za-z_])"
)
_MISREAD_QUAD = line_pattern(
    r"(?<![0-9A-Za-z.])(?=[0-9.]*[OoIl])(?:[0-9OoIl]{1,3}\.){3}[0-9OoIl]{1,3}(?![0-9A-Za-z]|\.[0-9A-Za-z])"
)
_MISREAD_VALUE = re.compile(rf"[A-Z]?[0-9{_LOOKALIKE}](?:[ \-]?[0-9{_LOOKALIKE}]){{2,22}}[Xx]?(?![0-9A-Za-z])")
_MAX_MISREAD = 3
_MIN_DIGITS_SHARE = 0.7
_LONG_TOKEN = line_pattern(r"(?<![0-9A-Za-z])[0-9A-Za-z]{32,112}(?![0-9A-Za-z])")
_KEY_LIKE = re.compile(r"[5KLc9][0-9A-Za-z]{50,51}|6P[0-9A-Za-z]{56}|[xyzt]prv[0-9A-Za-z]{100,108}")
_ADDRESS_LIKE = re.compile(r"[T13r][0-9A-Za-z]{32,33}|[xyzt]pub[0-9A-Za-z]{100,108}")
_ETH_LIKE = line_pattern(r"(?<![0-9A-Za-z])[0Oo][xX×]([0-9A-Fa-fOoIlSZ]{40})(?![0-9A-Za-z])")
_LABELLED = frozenset(
    {
        "PHONE_NUMBER",
        "CN_RESIDENT_ID",
        "CREDIT_CARD",
        "ONE_TIME_CODE",
        "CARD_SECURITY_CODE",
        "PAYMENT_CODE",
        "QQ_ID",
        "PASSPORT",
        "ALIPAY_UID",
    }
)


def find_misread(passage: Passage) -> Iterator[Hit]:
    """Yield values with a misread character."""
    text = passage.text
    for match in passage.matches(_MISREAD_RUN):
        if _few_letters(match[0]):
            yield from _repaired(match)
    for match in passage.matches(_MISREAD_QUAD):
        if sum(map(str.isdigit, match[0])) >= 5:
            yield from _repaired(match)
    for mark in passage.marks:
        if mark.entity in _LABELLED and mark.joined:
            labelled = _MISREAD_VALUE.match(text, mark.start, mark.end)
            if labelled is not None and _few_letters(labelled[0][1:]):
                value = re.sub(r"[ \-]", "", labelled[0]).translate(_DIGITS)
                yield make_hit(mark.entity, *labelled.span(), Band.REVIEW, "misread-label", value)
    yield from _misread_tokens(passage)


def _few_letters(run: str) -> bool:
    """Whether a run is digits but for one, two or three characters that look like some."""
    letters = sum(char in _LOOKALIKE for char in run)
    digits = sum(map(str.isdigit, run))
    return 0 < letters <= _MAX_MISREAD and digits >= _MIN_DIGITS_SHARE * (letters + digits)


def _repaired(match: re.Match[str]) -> Iterator[Hit]:
    """Yield what a run is once its letters are digits again."""
    repaired = match[0].translate(_DIGITS)
    for finder in (find_numbers, find_network, find_handles):
        for hit in finder(read_alone(repaired, form=False)):
            if hit.entity in SPLITTABLE and len(repaired) - 1 <= hit.end - hit.start:
                start = match.start() + hit.start
                yield hit._replace(
                    start=start, end=start + hit.end - hit.start, band=Band.REVIEW, rule=f"{hit.rule}-misread"
                )


def _misread_tokens(passage: Passage) -> Iterator[Hit]:
    """Yield keys and addresses with a character that their alphabet lacks."""
    for match in passage.matches(_LONG_TOKEN):
        token = match[0]
        if not is_random(token) or len(token) in (40, 64):
            if len(token) == 64 and _hex_but_few(token):
                yield make_hit("PRIVATE_KEY", *match.span(), Band.REVIEW, "key-misread", token)
            continue
        wrong = sum(token.count(char) for char in "0OIl")
        if 0 < wrong <= _MAX_MISREAD:
            if _KEY_LIKE.fullmatch(token):
                yield make_hit("PRIVATE_KEY", *match.span(), Band.REVIEW, "key-misread", token)
            elif _ADDRESS_LIKE.fullmatch(token) and any(map(str.islower, token)) and any(map(str.isupper, token)):
                entity = "XPUB" if len(token) > 100 else "CRYPTO"
                yield make_hit(entity, *match.span(), Band.REVIEW, "address-misread", token)
    for match in passage.matches(_ETH_LIKE):
        if _hex_but_few(match[1]) or match[0][:2] not in {"0x", "0X"}:
            yield make_hit("CRYPTO", *match.span(), Band.REVIEW, "address-misread", match[0])


def _hex_but_few(token: str) -> bool:
    wrong = [char for char in token if char not in "0123456789abcdefABCDEF"]
    return 0 < len(wrong) <= _MAX_MISREAD and all(char in "OoIlSZ" for char in wrong)
