"""Times as logs, bills, chats and people write them, and windows of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sealcase.moments import Stamps, Window, duration, full_moments, moments, time_given

CENTRE = datetime(2026, 3, 12, 14, 22, 5)  # noqa: DTZ001 - as a person gives it, without zone
EAST = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-12 14:22:05,123 INFO paid",
        "[2026-03-12T14:22:05.123] paid",
        "2026/3/12 14:22 paid",
        "2026年3月12日 下午2:22 paid",
        "2026年3月12日 星期四 14时22分 paid",
        "20260312142205|paid",
        "20260312-14:22:5:606|Step",
        "1.2.3.4 - - [12/Mar/2026:14:22:05] GET /pay",
        "Thu, 12 Mar 2026 14:22:05",
        "Mar 12 14:22:05 host app[1]: paid",
        "03-12 14:22:05.123  1234  5678 E Pay: paid",
        "3月12日 14:22 paid",
        "[12/03/2026, 14:22:05] Alice: paid",
        "3/12/26, 2:22 PM - Bob: paid",
        "26/03/12 14:22:05 INFO Executor",
        "260312 142205 143 INFO dfs",
        "14:22:05.001 INFO paid",
        "api.log.1.2017-05-16_13:53:08 2026-03-12 14:22:05.008 25746 INFO",
        "张三 2026-03-12 14:22:05",
        "INFO  [main] 2026-03-12 14:22:05 paid",
    ],
)
def test_a_line_that_begins_with_a_time_lies_in_its_window(line: str) -> None:
    near, far = (
        Window(centre=centre, reach=timedelta(minutes=1))
        for centre in (CENTRE, CENTRE.replace(hour=16, day=14, month=5))
    )
    found = Stamps().first(line)
    assert found
    assert any(map(near.holds, found))
    assert not any(map(far.holds, found))


@pytest.mark.parametrize("line", ["paid", "1.2.3.4:80 version 1.2.34", "2026-13-45 14:22:05x99", "99:99 paid", ""])
def test_what_is_no_time(line: str) -> None:
    assert not Stamps().first(line) or not any(
        Window(centre=CENTRE, reach=timedelta(days=1)).holds(moment) for moment in Stamps().first(line)
    )


def test_zones_are_compared_where_both_have_one_and_else_as_written_or_here() -> None:
    reach = timedelta(minutes=1)
    (utc,) = moments("2026-03-12T06:22:05Z")
    (east,) = moments("2026-03-12 14:22:05 +0800")
    (west,) = moments("2026-03-11T22:22:05-08:00")
    given = Window(centre=CENTRE.replace(tzinfo=EAST), reach=reach)
    assert all(map(given.holds, (utc, east, west)))
    assert Window(centre=CENTRE, reach=reach).holds(east)  # as it is written
    here = CENTRE.replace(hour=6, tzinfo=UTC).astimezone().replace(tzinfo=None)
    assert Window(centre=here, reach=reach).holds(utc)  # in this computer's zone
    (unix,) = moments("1773296525")
    assert given.holds(unix)
    (zoneless,) = moments("2026-03-12 14:22:05")
    assert given.holds(zoneless)


def test_days_and_years_that_are_not_said_are_those_of_the_window() -> None:
    new_year = Window(centre=datetime(2027, 1, 1, 0, 5), reach=timedelta(minutes=10))  # noqa: DTZ001
    assert all(new_year.holds(moment) for moment in (*moments("12-31 23:58"), *moments("23:58"), *moments("00:10")))
    assert not any(new_year.holds(moment) for moment in moments("02-29 23:58"))
    leap = Window(centre=datetime(2028, 2, 29, 12, 0), reach=timedelta(minutes=10))  # noqa: DTZ001
    assert any(leap.holds(moment) for moment in moments("02-29 12:05"))


def test_full_times_name_day_and_year() -> None:
    text = "created 2026-03-12 14:22:05, Mar 13 10:00, at 11:00, Mar 14 2026 10:00:00"
    assert [(found.day, found.hour) for found in full_moments(text)] == [(12, 14), (14, 10)]


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("2026-03-12 14:22", None, datetime(2026, 3, 12, 14, 22)),  # noqa: DTZ001
        ("14:22", date(2026, 3, 12), datetime(2026, 3, 12, 14, 22)),  # noqa: DTZ001
        ("2026-03-12T14:22:05+08:00", None, CENTRE.replace(tzinfo=EAST)),
        ("12:05 AM", date(2026, 3, 12), datetime(2026, 3, 12, 0, 5)),  # noqa: DTZ001
        ("14:22", None, None),
        ("2026-02-30 14:22", None, None),
        ("yesterday", date(2026, 3, 12), None),
    ],
)
def test_the_time_that_a_person_gives(text: str, day: date | None, expected: datetime | None) -> None:
    assert time_given(text, day) == expected


def test_durations() -> None:
    assert [duration(text) for text in ("30m", "2h", "1d", "90 s", "30分钟")] == [
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(days=1),
        timedelta(seconds=90),
        timedelta(minutes=30),
    ]
    assert duration("soon") is None


def test_stamps_are_those_of_the_text_and_not_of_what_it_tells() -> None:
    lines = [f"03-12 14:{minute}:05 E Pay: created 2020-01-01 10:00:00" for minute in range(10, 40)]
    stamps = Stamps.of(lines)
    assert stamps is not None
    assert [found.minute for found in stamps.first(lines[7])] == [17]
    assert len(stamps.starts("\n".join([*lines, "  14:22:05 indented", "at x"]))) == 30
    assert Stamps.of(["no time", "at all", "14:22 once", "more"]) is None
