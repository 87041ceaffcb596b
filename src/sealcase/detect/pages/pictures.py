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

from sealcase.detect.pages.codes import read_codes
from sealcase.detect.pages.ink import unread_ink
from sealcase.detect.pages.layout import page_segment
from sealcase.detect.pages.list_rows import ChooseRows, every_row, list_rows
from sealcase.detect.pages.ocr import Line, Ocr
from sealcase.detect.pages.portraits import Portrait, find_portraits
from sealcase.detect.text.segments import Segment
from sealcase.entities import ENTITIES
from sealcase.errors import DetectorError
from sealcase.locale import N_
from sealcase.model import Band, Box, Finding, Picture, Region

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
    """The page's text for the recognisers; empty when there is none."""
    hits: tuple[Finding, ...]
    """Codes and unread text; `id` and `exhibit` are empty, for the caller to fill."""


def read_page(
    picture: Picture,
    page: int,
    ocr: Ocr,
    *,
    file: str = "",
    everything: bool = False,
    photos: bool = False,
    again: bool = False,
    choose: ChooseRows = every_row,
) -> PageReading:
    """Read a picture as page number `page`, counted from 1.

    With `everything` a sign that could not be read is text; with `photos` every portrait and photograph is
    found, else those of a portrait's form that show something.

    `again` says that it is a result, looked at for the second time. Of a list, the rows that `choose` does not
    choose come out as one finding each, and nothing else on them is looked at but codes.

    Raises:
        DetectorError: text or codes could not be looked for; it names `file`, which must be printable.
    """
    import numpy as np

    try:
        rgb = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
        lines = ocr.read(picture, again=again)
        codes = read_codes(rgb)
        code_boxes = [code.box for code in codes]
        lines = tuple(line for line in lines if not any(_share(line.box, box) >= INSIDE_CODE for box in code_boxes))
        others = _other_rows(lines, picture, choose)
        lines = tuple(line for line in lines if not any(_share(line.box, box) >= INSIDE_ROW for box in others))
        # A result shows what the first look left: a portrait that is still there was one of the blank ones.
        words = [line.box for line in lines if len(line.text.strip()) > MAX_INITIALS]
        portraits = () if again else find_portraits(rgb, [*words, *others], code_boxes)
        initials = [line for line in lines if _is_initial(line, portraits)]
        lines = tuple(line for line in lines if line not in initials)
        segment = page_segment(lines, rgb, page, [portrait.box for portrait in portraits if portrait.square])
        unread = [
            *_doubtful(lines, picture.height, signs=everything),
            *((box, "picture.ink") for box in unread_ink(rgb, [*(line.box for line in lines), *others], code_boxes)),
        ]
    except DetectorError as error:
        raise DetectorError(**error.fields | {"file": file, "place": _place(page)}) from None
    except Exception:  # noqa: BLE001 - whatever a library raises, the page stops here, and its text stays out of the error
        raise DetectorError(file=file, detector=N_("reading of the picture"), place=_place(page)) from None
    found = [
        _finding("CODE", Band.CERTAIN, page, code.box, code.text or _digest(rgb, code.box), "picture.code")
        for code in codes
    ]
    found += [
        _finding("OTHER_RECORD", Band.CERTAIN, page, box, _digest(rgb, box), "picture.other-row") for box in others
    ]
    found += [
        _finding("PHOTO", Band.LIKELY, page, portrait.box, _digest(rgb, portrait.box), "picture.portrait")
        for portrait in portraits
        if photos or everything or (portrait.square and not portrait.blank)
    ]
    found += _payment_codes(segment, [code.text for code in codes])
    found += [
        _finding("UNREAD_TEXT", Band.REVIEW, page, box, _digest(rgb, box), rule)
        for box, rule in unread
        if not any(_share(box, code_box) >= INSIDE_CODE for code_box in code_boxes)
    ]
    return PageReading(segments=(segment,) if segment.text.strip() else (), hits=tuple(found))


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
