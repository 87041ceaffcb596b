"""One page of pixels: what its text says, its codes, and what looks like text and was not read.

Guarantees (invariant 2): what was seen as text and not read with confidence, and ink that looks like
text where nothing was read, is a finding of its own; so is every QR and bar code. A library that
raises becomes `DetectorError`; a page never passes half read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sealcase.contents import Box, Picture, Region
from sealcase.detect.pages.codes import Code, read_codes
from sealcase.detect.pages.ink import quad_of, unread_ink
from sealcase.detect.pages.layout import page_segment
from sealcase.detect.pages.list_rows import ChooseRows, every_row, list_rows
from sealcase.detect.pages.ocr import Line, Ocr
from sealcase.detect.pages.portraits import Portrait, find_portraits
from sealcase.detect.pages.text_layer import with_layer
from sealcase.detect.text.segments import Segment
from sealcase.entities import ENTITIES
from sealcase.errors import DetectorError
from sealcase.locale import N_
from sealcase.model import Band, Finding

MIN_SCORE = 0.6
"""Mean confidence under which a line does not count as read."""
GLYPH_ASPECT = 1.6
"""Width over height up to which a badly read line is a single sign: an icon, an arrow."""
STATUS_BAR = 0.045
"""Share of a page's height at its top where a phone shows clock and battery."""
STATUS_ASPECT = 3.5
"""The same as `GLYPH_ASPECT` there: a battery is wide."""
PAYMENT_CODE = re.compile(r"1[0-5]\d{16}|(?:2[5-9]|30)\d{14,22}")
"""What wallets show at a till: WeChat 18 digits, Alipay 16 to 24. Seen, not specified; the bars go in any case."""
INSIDE_PORTRAIT = 0.8
"""Share of a line's box that lies in a portrait when it is the initial in it."""
MAX_INITIALS = 2
INSIDE_CODE = 0.7
"""Share of a line's box that lies in a code when the code's own pattern was taken for text."""
INSIDE_ROW = 0.5
"""Share of a line's box that lies in a row of a list to which the line belongs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageReading:
    """What one page gives to detection."""

    segments: tuple[Segment, ...]
    """The page's text for the recognisers, none when there is none; also as a text layer tells it."""
    hits: tuple[Finding, ...]
    """Codes and unread text; `id` and `exhibit` are empty, for the caller to fill."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How pages are looked at."""

    everything: bool = False
    """A sign that could not be read is text, and every portrait and photograph is found."""
    photos: bool = False
    """Every portrait and photograph is found, else those of a portrait's form that show something."""
    again: bool = False
    """It is a result, looked at for the second time."""
    choose: ChooseRows = every_row
    """Of a list, the rows that it does not choose come out as one finding each, and nothing else on them is looked
    at but codes."""


FIRST_LOOK = Look()
"""As everything is looked at where nobody says otherwise."""


def read_page(picture: Picture, page: int, ocr: Ocr, look: Look = FIRST_LOOK, *, file: str = "") -> PageReading:
    """Read a picture as page number `page`, counted from 1.

    Raises:
        DetectorError: text or codes could not be looked for; it names `file`, which must be printable.
    """
    try:
        seen = _see(picture, ocr, look)
        avatars = [portrait.box for portrait in seen.portraits if portrait.square]
        segment = page_segment(seen.lines, seen.rgb, page, avatars)
        segments = [segment]
        elsewhere = [*(code.box for code in seen.codes), *seen.others]
        if (lines := with_layer(seen.lines, picture.letters, elsewhere)) != seen.lines:
            segments.append(page_segment(lines, seen.rgb, page, avatars))
        found = [*_found(seen, page, look), *_payment_codes(segment, [code.text for code in seen.codes])]
        found += _unread(seen, page, look)
    except DetectorError as error:
        raise DetectorError(**error.fields | {"file": file, "place": _place(page)}) from None
    except Exception:  # noqa: BLE001 - whatever a library raises, the page stops here, and its text stays out of the error
        raise DetectorError(file=file, detector=N_("reading of the picture"), place=_place(page)) from None
    return PageReading(segments=tuple(one for one in segments if one.text.strip()), hits=tuple(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What stands on a page, by kind: no place is two kinds."""

    rgb: Any
    lines: tuple[Line, ...]
    codes: tuple[Code, ...]
    others: list[Box]
    """Rows of a list that are not chosen."""
    portraits: tuple[Portrait, ...]


def _see(picture: Picture, ocr: Ocr, look: Look) -> _Seen:
    """Tell text, codes, rows of others and portraits on a page apart."""
    import numpy as np

    rgb = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
    lines = ocr.read(picture, again=look.again)
    codes = read_codes(rgb)
    code_boxes = [code.box for code in codes]
    lines = tuple(line for line in lines if not any(_share(line.box, box) >= INSIDE_CODE for box in code_boxes))
    others = _other_rows(lines, picture, look.choose)
    lines = tuple(line for line in lines if not any(_share(line.box, box) >= INSIDE_ROW for box in others))
    # A result shows what the first look left: a portrait that is still there was one of the blank ones.
    words = [line.box for line in lines if len(line.text.strip()) > MAX_INITIALS]
    portraits = () if look.again else find_portraits(rgb, [*words, *others], code_boxes)
    lines = tuple(line for line in lines if not _is_initial(line, portraits))
    return _Seen(rgb=rgb, lines=lines, codes=codes, others=others, portraits=portraits)


def _found(seen: _Seen, page: int, look: Look) -> Iterator[Finding]:
    """Yield codes, rows of others and portraits."""
    for code in seen.codes:
        yield _finding("CODE", Band.CERTAIN, page, code.box, code.text or _digest(seen.rgb, code.box), "picture.code")
    for box in seen.others:
        yield _finding("OTHER_RECORD", Band.CERTAIN, page, box, _digest(seen.rgb, box), "picture.other-row")
    for portrait in seen.portraits:
        if look.photos or look.everything or (portrait.square and not portrait.blank):
            yield _finding(
                "PHOTO", Band.LIKELY, page, portrait.box, _digest(seen.rgb, portrait.box), "picture.portrait"
            )


def _unread(seen: _Seen, page: int, look: Look) -> Iterator[Finding]:
    """Yield what looks like text and was not read with confidence."""
    codes = [code.box for code in seen.codes]
    known = [*(line.quad for line in seen.lines), *map(quad_of, seen.others)]
    unread = [
        *_doubtful(seen.lines, seen.rgb.shape[0], signs=look.everything),
        *((box, "picture.ink") for box in unread_ink(seen.rgb, known, codes)),
    ]
    for box, rule in unread:
        if not any(_share(box, code) >= INSIDE_CODE for code in codes):
            yield _finding("UNREAD_TEXT", Band.REVIEW, page, box, _digest(seen.rgb, box), rule)


def _other_rows(lines: Sequence[Line], picture: Picture, choose: ChooseRows) -> list[Box]:
    """Return where rows of a list stand that are not chosen; none where no row is."""
    rows = list_rows(lines, picture.width, picture.height)
    chosen = choose([row.text for row in rows])
    return [row.box for number, row in enumerate(rows) if number not in chosen] if chosen else []


def _payment_codes(segment: Segment, contents: Sequence[str]) -> Iterator[Finding]:
    """Yield where the page prints the digits of a payment code that it also shows as a code: they pay as well."""
    for content in {content for content in contents if PAYMENT_CODE.fullmatch(content)}:
        for match in re.finditer(r"\s?".join(content), segment.text):
            yield Finding(
                id="",
                exhibit="",
                entity="PAYMENT_CODE",
                tier=ENTITIES["PAYMENT_CODE"].tier,
                band=Band.CERTAIN,
                where=segment.locate(*match.span()),
                value=content,
                rule="picture.payment-code",
            )


def _is_initial(line: Line, portraits: Sequence[Portrait]) -> bool:
    """Say whether a line is the one or two letters in a portrait that stand for a name."""
    return len(line.text.strip()) <= MAX_INITIALS and any(
        portrait.square and _share(line.box, portrait.box) >= INSIDE_PORTRAIT for portrait in portraits
    )


def _place(page: int) -> str:
    return f"page {page}"


def _doubtful(lines: Sequence[Line], page_height: int, *, signs: bool) -> Iterator[tuple[Box, str]]:
    """Yield the boxes of lines that were not read with confidence, single signs only with `signs`."""
    for line in lines:
        box = line.box
        # A battery is wide, and its cap or filling is read as a second character.
        widest, most = (STATUS_ASPECT, 2) if box.bottom <= STATUS_BAR * page_height else (GLYPH_ASPECT, 1)
        sign = len(line.text.strip()) <= most and box.right - box.left <= widest * (box.bottom - box.top)
        if line.score < MIN_SCORE and (signs or not sign):
            yield box, "picture.doubtful"


def _share(inner: Box, outer: Box) -> float:
    """Return how much of `inner` lies in `outer`."""
    width = min(inner.right, outer.right) - max(inner.left, outer.left)
    height = min(inner.bottom, outer.bottom) - max(inner.top, outer.top)
    area = (inner.right - inner.left) * (inner.bottom - inner.top)
    return max(0, width) * max(0, height) / max(1, area)


def _digest(rgb: Any, box: Box) -> str:
    """Return a value for pixels that say nothing readable: equal pixels, equal placeholder. It stays at home."""
    return hashlib.sha256(rgb[box.top : box.bottom, box.left : box.right].tobytes()).hexdigest()


def _finding(entity: str, band: Band, page: int, box: Box, value: str, rule: str) -> Finding:
    return Finding(
        id="",
        exhibit="",
        entity=entity,
        tier=ENTITIES[entity].tier,
        band=band,
        where=Region(page=page, boxes=(box,)),
        value=value,
        rule=rule,
    )
