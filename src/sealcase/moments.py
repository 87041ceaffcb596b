r"""Dates and times as logs, bills, chats and people write them, and whether they lie in a window of time.

Read are ISO 8601, `2026-03-12 14:22:05,123`, `2026/3/12 14:22`, `2026年3月12日 下午2:22`, `20260312142205`, the
Common Log Format (`12/Mar/2026:14:22:05 +0800`), RFC 5322 and RFC 3164 (`Mar 12 14:22:05`), `03-12 14:22:05` of
Android's logcat, `12/03/2026, 14:22` of chats (both orders of day and month), and Unix time. What a moment does not say
(year, day, zone) is taken from the window that it is compared with: a moment without a zone is compared as it is
written; where the window has none, one with a zone is compared as written and in this computer's zone.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MON = r"(?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_HALF = r"(?:(?P<half>上午|下午|中午|凌晨|早上|晚上)\s?)?"
_CLOCK = (
    rf"{_HALF}(?P<H>\d{{1,2}})[:：.点时](?P<M>\d{{2}})分?(?:[:：.](?P<S>\d{{2}})秒?)?(?:[.,:]\d{{1,9}})?"
    r"(?:\s?(?P<ampm>[AaPp])\.?[Mm]\.?(?![A-Za-z]))?(?:\s?(?P<zone>Z(?![A-Za-z])|[+-]\d{2}:?\d{2})(?![\d:]))?"
)
_BEFORE, _AFTER = r"(?<![\d.:/_-])", r"(?!\d)"
_GAP = r"(?:\s*(?:T|,|星期.|周.)?\s*|[-_])"

_SHAPES = tuple(
    re.compile(_BEFORE + shape + _AFTER)
    for shape in (
        rf"(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){_GAP}{_CLOCK}",
        rf"(?P<y>20\d\d)年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日{_GAP}{_CLOCK}",
        r"(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)[T -]?(?P<H>[0-2]\d):?(?P<M>[0-5]\d):?(?P<S>[0-5]\d)(?P<zone>Z)?",
        r"(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)[T -](?P<H>\d{1,2}):(?P<M>\d{1,2}):(?P<S>\d{1,2})(?::\d{1,3})?",
        rf"(?P<d>\d{{1,2}})[/ ]{_MON}[/ ](?P<y>20\d\d)[: ]{_CLOCK}",
        rf"{_MON}\s+(?P<d>\d{{1,2}}),?\s+(?:(?P<y>20\d\d)\s+)?{_CLOCK}",
        rf"(?P<one>\d{{1,2}})[/.](?P<two>\d{{1,2}})[/.](?P<three>20\d\d|\d\d),?\s+{_CLOCK}",
        rf"(?P<m>\d{{1,2}})(?:[-/.]|月)(?P<d>\d{{1,2}})日?{_GAP}{_CLOCK}",
        r"(?P<y2>\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d) (?P<H>[0-2]\d)(?P<M>[0-5]\d)(?P<S>[0-5]\d)",
        _CLOCK,
        r"(?P<epoch>1[3-9]\d{8}|2[0-4]\d{8})(?:\d{3}|\.\d{1,9})?",
    )
)
_DAY = timedelta(days=1)
_FULL = _SHAPES[:7]
"""Those that name a day and a year."""

STAMPED_SHARE = 0.3
"""Share of the lines that begin with a time where each of those begins a record."""
RARE_SHARE = 0.02
"""Share of the lines below which a shape of times is somebody's text."""
STAMP_REACH_CHARS = 64
"""How far from the beginning of a line its time may begin: after a level, a host, a sender's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A time as it is written; what it does not say is None."""

    hour: int
    minute: int
    second: int = 0
    year: int | None = None
    month: int | None = None
    day: int | None = None
    offset: timedelta | None = None
    """From UTC."""

    def near(self, centre: datetime) -> Iterator[datetime]:
        """Yield what it can mean, with years and days like those of `centre`; without zone."""
        days = [(self.year, self.month, self.day)]
        if self.month is None:
            days = [(about.year, about.month, about.day) for about in (centre - _DAY, centre, centre + _DAY)]
        elif self.year is None:
            days = [(year, self.month, self.day) for year in (centre.year - 1, centre.year, centre.year + 1)]
        for year, month, day in days:
            with contextlib.suppress(ValueError):  # 29 February
                yield datetime(year or 0, month or 0, day or 0, self.hour, self.minute, self.second)  # noqa: DTZ001


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """All moments not further than `reach` from `centre`, both ends included."""

    centre: datetime
    """With the zone that was given, or none."""
    reach: timedelta

    def holds(self, moment: Moment) -> bool:
        """Tell whether the moment, as it is written, can lie in the window."""
        wall = self.centre.replace(tzinfo=None)
        for time in moment.near(wall):
            if moment.offset is None or self.centre.tzinfo is None:
                candidates = [(time, wall)]
                if moment.offset is not None:
                    local = time.replace(tzinfo=timezone(moment.offset)).astimezone().replace(tzinfo=None)
                    candidates.append((local, wall))
            else:
                candidates = [(time.replace(tzinfo=timezone(moment.offset)), self.centre)]
            if any(abs(one - other) <= self.reach for one, other in candidates):
                return True
        return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamps:
    """How the lines of one text write their times: the shapes that are tried, the commonest first."""

    shapes: tuple[re.Pattern[str], ...] = _SHAPES

    @classmethod
    def of(cls, lines: Sequence[str]) -> Stamps | None:
        """Return how these lines write their times, None where fewer than `STAMPED_SHARE` of them, or one, have one."""
        counts = Counter(match.re for line in lines if (match := _first_match(line, _SHAPES)))
        if counts.total() < max(2, STAMPED_SHARE * len(lines)):
            return None
        return cls(shapes=tuple(shape for shape, count in counts.most_common() if count >= RARE_SHARE * len(lines)))

    def first(self, text: str) -> tuple[Moment, ...]:
        """Return what the time near the beginning of a line can mean; nothing where there is none."""
        match = _first_match(text, self.shapes)
        return tuple(_readings(match)) if match is not None else ()

    def starts(self, text: str) -> list[int]:
        """Return where lines begin that begin with a time, and not with white space."""
        found = set[int]()
        for shape in self.shapes:
            found.update(match.start() for match in _line_with(shape.pattern).finditer(text))
        return sorted(found)


@cache
def _line_with(shape: str) -> re.Pattern[str]:
    """Return the pattern of a line that begins with a time of this shape."""
    return re.compile(rf"^(?=\S)[^\r\n]{{0,{STAMP_REACH_CHARS}}}?{shape}", re.MULTILINE)


def _first_match(text: str, shapes: Sequence[re.Pattern[str]]) -> re.Match[str] | None:
    head = text[: 2 * STAMP_REACH_CHARS]
    matches = (match for shape in shapes if (match := shape.search(head)) and match.start() <= STAMP_REACH_CHARS)
    return min(matches, key=lambda match: (match.start(), -match.end()), default=None)


def full_moments(text: str) -> Iterator[Moment]:
    """Yield every time in `text` that names a day and a year, once for each thing that it can mean."""
    for shape in _FULL:
        for match in shape.finditer(text):
            if "y" not in match.groupdict() or match["y"]:
                yield from _readings(match)


def moments(text: str) -> tuple[Moment, ...]:
    """Return what a text that is nothing but a time can mean; nothing where it is something else."""
    for shape in _SHAPES:
        match = shape.fullmatch(text.strip())
        if match is not None and (found := tuple(_readings(match))):
            return found
    return ()


def time_given(text: str, day: date | None) -> datetime | None:
    """Return the time that a person gives, on `day` where it names none; None where it cannot be read."""
    found = moments(text)
    if not found:
        return None
    moment = found[0]
    if moment.month is None and day is None:
        return None
    today = day or datetime.now(UTC).date()
    year, month, of_month = moment.year or today.year, moment.month or today.month, moment.day or today.day
    zone = timezone(moment.offset) if moment.offset is not None else None
    try:
        return datetime(year, month, of_month, moment.hour, moment.minute, moment.second, tzinfo=zone)
    except ValueError:
        return None


_DURATION = re.compile(r"(\d{1,6})\s*(s|sec|m|min|h|d|秒|分钟|分|小时|时|天)")
_SECONDS = {"s": 1, "秒": 1, "m": 60, "分": 60, "h": 3600, "小": 3600, "时": 3600, "d": 86400, "天": 86400}


def duration(text: str) -> timedelta | None:
    """Return `30m`, `2h` or `1d`; None where it cannot be read."""
    match = _DURATION.fullmatch(text.strip().lower())
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2][0]]) if match else None


def _readings(match: re.Match[str]) -> Iterator[Moment]:
    """Yield what a match can mean; nothing where no calendar has it."""
    groups = match.groupdict()
    if groups.get("epoch"):
        time = datetime.fromtimestamp(int(groups["epoch"]), UTC)
        yield Moment(
            hour=time.hour,
            minute=time.minute,
            second=time.second,
            year=time.year,
            month=time.month,
            day=time.day,
            offset=timedelta(0),
        )
        return
    hour, minute, second = (int(groups.get(name) or 0) for name in ("H", "M", "S"))
    afternoon = (groups.get("ampm") or "").lower() == "p" or groups.get("half") in {"下午", "晚上", "中午"}
    morning = (groups.get("ampm") or "").lower() == "a" or groups.get("half") in {"上午", "凌晨", "早上"}
    if afternoon and hour < 12:
        hour += 12
    elif morning and hour == 12:
        hour = 0
    for year, month, day in _days(groups):
        if hour < 24 and minute < 60 and second < 60 and (month or 1) <= 12 and (day or 1) <= 31:
            offset = _offset(groups.get("zone"))
            yield Moment(hour=hour, minute=minute, second=second, year=year, month=month, day=day, offset=offset)


def _days(groups: dict[str, str | None]) -> Iterator[tuple[int | None, int | None, int | None]]:
    """Yield year, month and day; several where their order is not known."""
    if groups.get("one"):
        one, two, three = (int(groups[name] or 0) for name in ("one", "two", "three"))
        year = three if three > 99 else 2000 + three
        yield from {(year, one, two), (year, two, one)} | ({(2000 + one, two, three)} if three < 32 else set())
        return
    name, short = groups.get("mon"), groups.get("y2")
    month = _MONTHS.index(name.lower()) + 1 if name else int(groups.get("m") or 0)
    year = 2000 + int(short) if short else int(groups.get("y") or 0)
    yield year or None, month or None, int(groups.get("d") or 0) or None


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    if zone == "Z":
        return timedelta(0)
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)
