"""Values that were broken on the way: over a line end, into groups.

A chat bubble breaks a long number over two lines, a wallet shows a key in groups of four. What could be such a value is
put together and read again by the recognisers of whole values; a hit counts where it runs over the break. Nothing is
joined whose left part is a value by itself, or whose right part goes on with a sentence: lines of a log and columns of
numbers stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sealcase.detect.recognisers.coins import find_coins
from sealcase.detect.recognisers.devices import find_devices
from sealcase.detect.recognisers.handles import find_handles
from sealcase.detect.recognisers.network import find_network
from sealcase.detect.recognisers.numbers import find_numbers
from sealcase.detect.recognisers.papers import find_papers
from sealcase.detect.recognisers.tokens import find_tokens
from sealcase.detect.recognisers.wallets import find_wallets
from sealcase.detect.text.labels import is_label
from sealcase.detect.text.lines import by_shape, line_pattern, lines_of
from sealcase.detect.text.passages import Passage
from sealcase.detect.text.segments import Hit
from sealcase.model import Band, Tier

_CHAR = "0-9A-Za-z+/=_.@:\\-"
_LINE_END = re.compile(r"(?<=[0-9A-Za-z+/=_.@\-])[ \t]*\r?\n\Z")
_MAX_BREAK_CHARS = 64
_LEFT = re.compile(
    rf"(?:\d{{2,6}}[ \-]){{0,5}}(?<![{_CHAR}])[{_CHAR}]{{3,512}}\Z|(?<![{_CHAR}])(?:\d{{2,6}}[ \-]){{1,5}}\d{{1,2}}\Z"
)
_ENDS = r"(?=[ \t]*\r?(?:\n|\Z)| ?[^\x00-\x7f]|[,;!?)\]\"'}])"
_REST = re.compile(
    # One row of characters, or digits in groups; what follows groups is no word, as in the times of a log.
    rf"(?:[ \t]*\r?\n[ \t]*[{_CHAR}]{{2,512}}+(?:(?:[ \-]\d{{2,6}}){{0,5}}+{_ENDS}|(?= [A-Za-z]))){{1,12}}"
)
_MAX_LEFT_CHARS = 540
_MIN_WRAPPED_DIGITS = 3
_GROUPED = line_pattern(
    r"(?<![0-9A-Za-z])(?:(?:[0-9A-Za-z]{4} ){4,}[0-9A-Za-z]{1,4}|(?:[0-9A-Za-z]{5} ){4,}[0-9A-Za-z]{1,5}"
    r"|(?:[0-9A-Za-z]{8} ){2,}[0-9A-Za-z]{1,8})(?![0-9A-Za-z])"
)
_LEAD_CHARS = 32
_STAMP = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d\d:\d\d|(?:19|20)\d\d/\d\d/\d\d")
"""How a log begins its next line."""

SPLITTABLE = frozenset(
    {
        "PHONE_NUMBER",
        "CN_RESIDENT_ID",
        "CREDIT_CARD",
        "IBAN_CODE",
        "CN_USCC",
        "PASSPORT",
        "ALIPAY_UID",
        "DEVICE_ID",
        "EMAIL_ADDRESS",
        "IP_ADDRESS",
        "MAC_ADDRESS",
        "CRYPTO",
        "XPUB",
        "PRIVATE_KEY",
        "TX_HASH",
        "TOKEN",
    }
)
"""Entities that come broken; all others are read as they stand."""
_NUMBERS = frozenset({"PHONE_NUMBER", "CREDIT_CARD", "CN_RESIDENT_ID", "ALIPAY_UID", "DEVICE_ID"})
_WHOLE_RULES = frozenset({"phone-cn-mobile", "resident-id", "card-luhn", "number-label", "alipay-uid", "imei"})
_NO_SENTENCE = frozenset({"EMAIL_ADDRESS", "XPUB"})
"""What stands alone on its rows of a picture, where it takes more than one."""
_FRAMED = frozenset({"pem", "keystore", "key-bytes"})
"""What is read over line ends anyway."""
_FINDERS: tuple[Callable[[Passage], Iterable[Hit]], ...] = (
    find_numbers,
    find_network,
    find_devices,
    find_papers,
    find_handles,
    find_wallets,
    find_coins,
    find_tokens,
)


def find_broken(passage: Passage) -> Iterator[Hit]:
    """Yield values that run over a line end or stand in groups."""
    text = passage.text
    reached = 0
    for position, _ in passage.lines.found(_may_go_on, rows=True):
        if position > reached:
            line_end = _LINE_END.search(text, max(reached, position - _MAX_BREAK_CHARS), position)
            rest = _REST.match(text, line_end.start()) if line_end is not None else None
            if rest is not None:
                reached = rest.end()
                yield from _wrapped(passage, rest)
    for match in passage.matches(_GROUPED):
        if any(map(str.isdigit, match[0])) and not match[0].replace(" ", "").isdigit():
            yield from _rejoined(passage, [match.span()], _spaces_inside(match))


@by_shape
def _may_go_on(shape: str) -> bool:
    """Whether a line may begin with the rest of what the line before it broke off, by its shape."""
    return _REST.match(f"\n{shape}\n") is not None


@dataclass(frozen=True, slots=True)
class _Joined:
    """Parts of a text put together, with what stands before them, and where each character came from."""

    passage: Passage
    origins: tuple[int, ...]

    def hits(self) -> Iterator[Hit]:
        """Yield what the recognisers find, at its places in the text."""
        for finder in _FINDERS:
            for hit in finder(self.passage):
                if hit.entity in SPLITTABLE and hit.rule not in _FRAMED:
                    yield hit._replace(start=self.origins[hit.start], end=self.origins[hit.end - 1] + 1)


def _joined(passage: Passage, pieces: list[tuple[int, int]]) -> _Joined:
    text = passage.text
    lead = max(text.rfind("\n", 0, pieces[0][0]) + 1, pieces[0][0] - _LEAD_CHARS)
    origins = [*range(lead, pieces[0][0]), *(at for start, end in pieces for at in range(start, end))]
    shown = "".join(text[at] for at in origins)
    return _Joined(read_alone(shown, form=passage.form), tuple(origins))


def read_alone(text: str, *, form: bool) -> Passage:
    """Return the passage of a text that stands in no exhibit: what is found leads nowhere but into that text."""
    return Passage(text=text, lines=lines_of(text), cell_marks=(), pieces=(), form=form)


def _rejoined(passage: Passage, whole: list[tuple[int, int]], pieces: list[tuple[int, int]]) -> Iterator[Hit]:
    """Yield hits over all of what was put together from `pieces`; `whole` is where they stand."""
    start, end = whole[0][0], whole[-1][1]
    for hit in _joined(passage, pieces).hits():
        if hit.start <= pieces[0][0] + 2 and hit.end == end and hit.start >= start:
            yield hit._replace(band=max(hit.band, Band.LIKELY, key=_DOUBT.index))


_KEYED = re.compile(r"\s*[A-Za-z][0-9A-Za-z_.\-]{1,40}=[^=\s]")
"""A line of a file of settings: base64 has an equals sign at its end alone."""
_DOUBT = (Band.CERTAIN, Band.LIKELY, Band.REVIEW)


def _spaces_inside(match: re.Match[str]) -> list[tuple[int, int]]:
    return [(match.start() + group.start(), match.start() + group.end()) for group in re.finditer(r"[^ ]+", match[0])]


# ------------------------------------------------------------------------------------ over line ends
def _wrapped(passage: Passage, match: re.Match[str]) -> Iterator[Hit]:
    text = passage.text
    line = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _MAX_LEFT_CHARS)
    before = _LEFT.search(text, line, match.start())
    if before is None or not _may_be_a_value(before[0] + match[0]) or _KEYED.match(match[0]):
        return
    left = before.span()
    rest = [
        (match.start() + part.start(), match.start() + part.end())
        for part in re.finditer(r"\S(?:[^\n\r]*\S)?", match[0])
    ]
    alone = [
        hit
        for hit in _joined(passage, [left]).hits()
        if hit.end == left[1] and hit.band is Band.CERTAIN and not hit.rule.endswith("-label")
    ]
    best: dict[tuple[str, int], Hit] = {}
    for count in range(1, len(rest) + 1):
        pieces = [left, *rest[:count]]
        for hit in _joined(passage, pieces).hits():
            if hit.start >= left[1] or hit.end <= rest[count - 1][0]:
                continue
            if passage.form and _stands_apart(text, hit):
                continue
            if _holds_together(text, hit, pieces, alone):
                key = (hit.entity, hit.start)
                if key not in best or hit.end > best[key].end:
                    best[key] = hit
    yield from best.values()


def _may_be_a_value(joined: str) -> bool:
    """Whether there are digits enough for a number or a key, or the sign of an e-mail address."""
    return "@" in joined or sum(map(str.isdigit, joined)) >= _MIN_WRAPPED_DIGITS


def _holds_together(text: str, hit: Hit, pieces: list[tuple[int, int]], alone: list[Hit]) -> bool:
    """Whether a hit over line ends is one value, and not two that stand below each other."""
    parts = [text[max(hit.start, start) : min(hit.end, end)] for start, end in pieces]
    if any(other.entity == hit.entity and other.start == hit.start for other in alone):
        # Found without what follows: only a random row of characters goes on with it.
        return hit.tier is Tier.SECRET and all(is_random(part) for part in parts[1:])
    if hit.entity in _NUMBERS:
        whole = hit.end == pieces[-1][1] and all(
            part.replace(" ", "").replace("-", "").rstrip("Xx").isdigit() for part in parts[:-1]
        )
        return whole and len(parts[0]) >= 3 and hit.rule in _WHOLE_RULES
    if hit.entity in {"EMAIL_ADDRESS", "IP_ADDRESS", "MAC_ADDRESS", "PASSPORT"}:
        return hit.end == pieces[-1][1]
    # Keys, addresses, tokens: a checksum, or a form that fits to the letter.
    return hit.band is Band.CERTAIN or (hit.end == pieces[-1][1] and all(map(is_random, parts)))


def _stands_apart(text: str, hit: Hit) -> bool:
    """Whether what a hit on a picture reaches into is a row of its own: its layout has put wrapped values together.

    A label under a value, or the words of which one was taken for the rest of an address or key.
    """
    last = text.rfind("\n", 0, hit.end) + 1
    stop = text.find("\n", hit.end)
    if is_label(text[last : stop if stop >= 0 else len(text)].strip()):
        return True
    if hit.entity not in _NO_SENTENCE:
        return False
    before, after = text[max(0, hit.start - 2) : hit.start], text[hit.end : hit.end + 2]
    return (before[-1:] == " " and before[:1].isalpha()) or (after[:1] == " " and after[1:].isalpha())


def is_random(part: str) -> bool:
    """Whether characters are no word and no time: digits and letters."""
    return _STAMP.match(part) is None and len(part) >= 4 and any(map(str.isdigit, part)) and any(map(str.isalpha, part))
