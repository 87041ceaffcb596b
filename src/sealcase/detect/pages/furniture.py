"""What a cell of a screenshot is by its place: the phone's status bar, notifications, who speaks in a chat.

A carrier, what other apps notify about and the name over a chat are personal, whatever they say. They are
told by where they stand and by what stands beside them: a clock, `now`, portraits.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from sealcase.contents import Box
from sealcase.detect.pages.forms import Placed
from sealcase.detect.text.names import is_organisation, is_role
from sealcase.detect.text.segments import Cell, Place

STATUS_SHARE = 0.05
"""Height of a phone's status bar, as a share of the page's height at most."""
TITLE_SHARE = 0.11
"""The same for the bar under it, which says what the page is."""
PHONE_ASPECT = 1.4
"""Height over width from which a page is a phone's."""
TOP_SHARE = 0.15
"""Above this share of a page's height the status bar is looked for where the page is a photograph of a phone."""
BAR_SHARE, CLOCK_TOP = 0.89, 0.035
"""From the clock to the battery, and what is over them, as shares of the screen's width."""
MIN_SCREEN, MAX_SCREEN = 0.5, 0.97
"""Width of the screen as a share of the page's where the page shows more than the screen."""
SCREEN_ASPECT = 2.1
"""Height over width of a phone's screen."""
NOTICE_SHARE = 0.6
"""Notifications stand above this share of the height."""
NOTICE_GAP = 1.6
"""Paper between the lines of one notification, at most, in heights of a line."""
MIN_SPEAKERS = 2
"""Portraits on a side of the page from which it may be a chat."""
SIDE_SHARE = 0.2
"""How far from the edge of the page they stand, as a share of its width."""
BAR_TOP = 0.8
"""Share of the height below which the bar to write in stands."""
_CLOCK = re.compile(r"(?:[上下]午 ?|[AP]M ?)?\d{1,2}[:：]\d{2}(?: ?[AP]M)?", re.IGNORECASE)
_STATUS = re.compile(
    r"(?:[上下]午|[AP]M|\d{1,2}[:：]\d{2}|\d{1,3} ?%|[2-6]\.?5?G\+?|LTE|HD\d?|VoLTE|VPN|Wi-?Fi|NFC"
    r"|\d+(?:\.\d+)? ?[KMG]?B?/?s|[^\w]|[a-z]{1,3}|\d{1,2}|[A-Z])*",
    re.IGNORECASE,
)
"""What stands in a status bar besides the carrier."""
_JUST_NOW = re.compile(
    r"现在|刚刚|此刻|昨天|\d{1,2} ?(?:秒|分钟|小时)前|now|just now"
    r"|\d{1,2} ?(?:s|m|min|mins|minutes?|h|hr|hours?)(?: ago)?",
    re.IGNORECASE,
)
_CHAT_BAR = re.compile(
    r"按住 ?说话|发消息|发送消息|输入消息|type a message|message\.{3}|^(?:i?message|text message)$", re.IGNORECASE
)
_NO_SPEAKER = re.compile(
    r"客服|官方|助手|服务号|公众号|团队|小助理|机器人|聊天|消息|service|support|team|assistant|bot\b|chat|messages?",
    re.IGNORECASE,
)
_MAX_SPEAKER_CHARS = 24


def with_places(
    cells: Sequence[Cell], placed: Sequence[Placed], width: int, height: int, avatars: Sequence[Box]
) -> tuple[Cell, ...]:
    """Return the cells of a page of that size with what they are by their place; `placed` says where they stand."""
    places: dict[int, Place] = {}
    if height >= PHONE_ASPECT * width:
        screen = _screen(placed, width, height)
        places |= dict.fromkeys(_status_bar(placed, screen), Place.STATUS)
        places |= dict.fromkeys(_notices(placed, height), Place.NOTICE)
        places |= dict.fromkeys(_speakers(placed, screen, avatars), Place.SPEAKER)
    return tuple(replace(cell, place=places[index]) if index in places else cell for index, cell in enumerate(cells))


def _screen(placed: Sequence[Placed], width: int, height: int) -> Box:
    """Return where the phone's screen is on a page: all of it, but on a photograph or a copy with a rim.

    Told by the clock at one end of the status bar and what stands at its other end.
    """
    page = Box(0, 0, width, height)
    above = [cell for cell in placed if cell.box.bottom <= TOP_SHARE * height]
    clock = next((cell for cell in above if _CLOCK.fullmatch(cell.text.strip())), None)
    if clock is None:
        return page
    signs = [cell.box.right for cell in above if cell.row == clock.row and _STATUS.fullmatch(cell.text)]
    wide = round((max(signs) - clock.box.left) / BAR_SHARE)
    if not MIN_SCREEN * width <= wide <= MAX_SCREEN * width:
        return page
    left = clock.box.left - round((1 - BAR_SHARE) / 2 * wide)
    top = clock.box.top - round(CLOCK_TOP * wide)
    return Box(left, top, left + wide, min(height, top + round(SCREEN_ASPECT * wide)))


def _status_bar(placed: Sequence[Placed], screen: Box) -> list[int]:
    """Return which cells of the status bar say more than clock, battery and kind of network."""
    end = screen.top + STATUS_SHARE * (screen.bottom - screen.top)
    bar = [index for index, cell in enumerate(placed) if cell.box.bottom <= end]
    if not any(_CLOCK.search(placed[index].text) or "%" in placed[index].text for index in bar):
        return []
    return [index for index in bar if not _STATUS.fullmatch(placed[index].text)]


def _notices(placed: Sequence[Placed], height: int) -> list[int]:
    """Return the cells of notifications: a line that ends with how long ago it came, and the lines under it."""
    rows = [list(group) for _, group in itertools.groupby(range(len(placed)), key=lambda index: placed[index].row)]
    found: list[int] = []
    last: Placed | None = None
    for row in rows:
        first, end = placed[row[0]], placed[row[-1]]
        if len(row) > 1 and _JUST_NOW.fullmatch(end.text.strip()) and end.box.bottom <= NOTICE_SHARE * height:
            found += row[:-1]
            last = first
        elif last is not None and first.box.top - last.box.bottom <= NOTICE_GAP * _line_height(last):
            found += row
            last = first
        else:
            last = None
    return found


def _line_height(cell: Placed) -> float:
    """Return the height of one line of a cell that may have several."""
    lines = max(1, round(cell.height * max(4, len(cell.text)) / max(1, cell.box.right - cell.box.left) / 1.6))
    return cell.height / lines


def _speakers(placed: Sequence[Placed], screen: Box, avatars: Sequence[Box]) -> list[int]:
    """Return the name over a chat, and those beside its portraits."""
    width = screen.right - screen.left
    left = [box for box in avatars if box.right <= screen.left + SIDE_SHARE * width]
    right = [box for box in avatars if box.left >= screen.right - SIDE_SHARE * width]
    both = min(len(left), len(right)) > 0 and len(left) + len(right) > MIN_SPEAKERS
    typed = any(_CHAT_BAR.search(cell.text) for cell in placed if cell.box.top > BAR_TOP * screen.bottom)
    group = [index for index, cell in enumerate(placed) if _is_title(cell, screen) and cell.text[-1:] in ")）"]
    if not (both or typed or (group and len(left) >= MIN_SPEAKERS)):
        return []
    titles = [index for index, cell in enumerate(placed) if _is_title(cell, screen)]
    beside = [
        index
        for index, cell in enumerate(placed)
        if any(_names(cell, box, width) for box in (*left, *right)) and len(cell.text) <= _MAX_SPEAKER_CHARS
    ]
    return [
        index
        for index in (*titles, *beside)
        if not _NO_SPEAKER.search(placed[index].text)
        and not is_role(placed[index].text)
        and not is_organisation(placed[index].text)
        and any(map(str.isalpha, placed[index].text))
    ]


def _is_title(cell: Placed, screen: Box) -> bool:
    """Say whether a cell is in the bar that names a page: below the status bar, in the middle."""
    height, width = screen.bottom - screen.top, screen.right - screen.left
    top, bottom = screen.top + STATUS_SHARE * height / 2, screen.top + TITLE_SHARE * height
    centred = abs(cell.box.left + cell.box.right - screen.left - screen.right) <= 0.1 * width
    return centred and top < cell.box.top and cell.box.bottom <= bottom and not _STATUS.fullmatch(cell.text)


def _names(cell: Placed, avatar: Box, width: int) -> bool:
    """Say whether a cell is the small line beside the upper end of a portrait, over what is said."""
    size = avatar.bottom - avatar.top
    middle = (cell.box.top + cell.box.bottom) / 2
    beside = min(abs(cell.box.left - avatar.right), abs(cell.box.right - avatar.left)) <= 0.06 * width
    return beside and avatar.top - 0.2 * size <= middle <= avatar.top + 0.4 * size and cell.height <= 0.65 * size
