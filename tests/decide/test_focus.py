"""Which records are about the transaction: by number, by time, by the id of a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from sealcase.decide import Focus, add_requests, choose_list_rows, choose_rows, find_lines, folded, is_number
from sealcase.decide.focus import places_of
from sealcase.moments import Window

NUMBER = "2026031200001234567890"
HASH = "ab" * 32
AT_TWO = Window(centre=datetime(2026, 3, 12, 14, 0), reach=timedelta(minutes=30))  # noqa: DTZ001


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """Records with a heading before and a footer behind them that belong to none."""

    records: tuple[str, ...]
    heading: str = ""
    footer: str = ""

    @property
    def text(self) -> str:
        return self.heading + "".join(self.records) + self.footer

    @property
    def starts(self) -> list[int]:
        return [len(self.heading) + sum(map(len, self.records[:number])) for number in range(len(self.records))]

    def at(self, position: int) -> int | None:
        for number, start in enumerate(self.starts):
            if start <= position < start + len(self.records[number]):
                return number
        return None

    def record(self, number: int) -> str:
        return self.records[number]


def lines(focus: Focus, *stretches: tuple[str, ...]) -> list[str]:
    made = [Made(records=records) for records in stretches]
    found = find_lines(made, focus)
    assert found.total == sum(map(len, stretches))
    if found.requests:
        found = add_requests(made, found)
    return [found.kept[place] for place in sorted(found.kept)]


@pytest.mark.parametrize(
    ("number", "text", "found"),
    [
        (NUMBER, f"order={NUMBER},", True),
        (NUMBER, f"订单{NUMBER}号", True),
        (NUMBER, f"1{NUMBER}", False),
        (NUMBER, f"{NUMBER}0", False),
        (HASH, f"tx 0x{HASH}", True),
        (HASH, HASH.upper(), True),
        (f"0x{HASH}", f"tx {HASH}", True),
        (HASH, f"{HASH}ab", False),
        (NUMBER, " ".join(NUMBER[at : at + 4] for at in range(0, len(NUMBER), 4)), True),
        (NUMBER, "7" + " ".join(NUMBER[at : at + 4] for at in range(0, len(NUMBER), 4)), False),
        (NUMBER, " ".join(NUMBER), False),
    ],
)
def test_a_number_is_found_whole(number: str, text: str, found: bool) -> None:  # noqa: FBT001
    assert bool(list(places_of(number, text))) is found


def test_what_can_be_looked_for() -> None:
    assert folded(" １２３ 456\t") == "123456"
    assert is_number("AB-1234")
    assert not is_number("12-34")
    assert not is_number("12345\x07")


def test_lines_stay_by_number_and_by_time_in_several_stretches() -> None:
    first = (f"2026-03-12 09:00:00 paid {NUMBER}\n", "2026-03-12 13:45:00 slow\n", "2026-03-12 15:00:00 late\n")
    second = ("2026-03-12 14:10:00 error\n\tat x\n", f"2026-03-13 09:00:00 refund {NUMBER}\n")
    assert lines(Focus(numbers=(NUMBER,)), first, second) == [first[0], second[1]]
    assert lines(Focus(windows=(AT_TWO,)), first, second) == [first[1], second[0]]
    both = Focus(numbers=(NUMBER,), windows=(AT_TWO,))
    assert lines(both, first, second) == [first[0], first[1], *second]
    assert lines(Focus(numbers=("9" * 20,)), first, second) == []


def test_objects_are_asked_for_their_time_by_key_and_else_for_any() -> None:
    records = (
        '{"expires": "2026-03-12 14:00:00", "time": "2026-03-11 10:00:00"}\n',
        '{"time": "2026-03-12T14:05:00", "expires": "2030-01-01 00:00:00"}\n',
        '{"said": "at 2026-03-12 14:05:00"}\n',
        '{"ts": 1}\n',
    )
    assert lines(Focus(windows=(AT_TWO,)), records) == [records[1], records[2]]


def test_lines_of_one_request_stay_together_if_the_policy_says_so() -> None:
    records = (
        f"a trace_id=4bf92f3577b34da6 paid {NUMBER}\n",
        "b trace_id=4bf92f3577b34da6 timeout\n",
        "c trace_id=4bf92f3577b34da7 another\n",
    )
    assert lines(Focus(numbers=(NUMBER,)), records) == list(records[:2])
    assert lines(Focus(numbers=(NUMBER,), same_request=False), records) == [records[0]]


@pytest.mark.parametrize(
    "written",
    [
        '{{"requestId": "{0}"}}',
        "X-Request-Id: {0}",
        "[req-{0}] x",
        "traceparent: 00-{0}-00f067aa0ba902b7-01",
        '{{"name": "X-Trace-Id", "value": "{0}"}}',
        "corr_id={0}",
    ],
)
def test_ids_of_requests_as_logs_write_them(written: str) -> None:
    one = written.format("4bf92f3577b34da6a3ce929d0e0e4736")
    assert lines(Focus(numbers=(NUMBER,)), (f"{one} {NUMBER}\n", f"{one} more\n", "else\n")) == [
        f"{one} {NUMBER}\n",
        f"{one} more\n",
    ]


def test_an_id_that_most_records_share_is_no_request() -> None:
    records = (f"request_id=process-1 {NUMBER}\n", *(f"request_id=process-1 line {n}\n" for n in range(50)))
    assert lines(Focus(numbers=(NUMBER,)), records) == [records[0]]


def test_rows_are_chosen_by_number_and_by_time_only_without_one() -> None:
    rows = (f"2026-03-11 10:00:00,{NUMBER}\n", "2026-03-12 14:05:00,1\n", "2026-03-14 10:00:00,2\n")
    made = Made(records=rows, heading="time,number\n")
    both = Focus(numbers=(NUMBER,), windows=(AT_TWO,))
    assert choose_rows(made, both) == (0,)
    assert choose_rows(made, Focus(windows=(AT_TWO,))) == (1,)
    assert choose_rows(made, Focus(numbers=("9" * 20,), windows=(AT_TWO,))) == (1,)
    assert choose_rows(made, Focus(numbers=("9" * 20,))) == ()


def test_a_number_in_the_heading_alone_is_that_of_all_rows() -> None:
    assert choose_rows(Made(records=("a\n", "b\n"), heading=f"order {NUMBER}\n"), Focus(numbers=(NUMBER,))) == (0, 1)


def test_entries_of_an_http_archive_are_a_log() -> None:
    rows = (
        f'{{"startedDateTime": "2026-03-12T09:00:00", "url": "{NUMBER}", "request_id": "abcdef-1"}}',
        '{"startedDateTime": "2026-03-12T09:00:01", "request_id": "abcdef-1"}',
        '{"startedDateTime": "2026-03-12T14:05:00"}',
        '{"startedDateTime": "2026-03-12T18:05:00"}',
    )
    made = Made(records=rows)
    assert choose_rows(made, Focus(numbers=(NUMBER,), windows=(AT_TWO,))) == (0, 1, 2)
    assert choose_rows(made, Focus(numbers=(NUMBER,), same_request=False)) == (0,)


def test_a_row_of_a_list_is_known_by_number_then_time_and_amount_then_either() -> None:
    texts = (
        f"商户\n-12.50\n订单 {NUMBER[:8]} {NUMBER[8:]}",
        "商户\n-1,335.74\n3月12日 14:05",
        "商户\n+88.00\n03-12 14:10",
        "商户\n-14.05\n03-11 09:00",
    )
    amounts = tuple(Focus.amounts_on("1,335.74 元"))
    assert amounts == (Decimal("1335.74"),)
    assert choose_list_rows(texts, Focus(numbers=(NUMBER,), windows=(AT_TWO,), amounts=amounts)) == (0,)
    assert choose_list_rows(texts, Focus(numbers=("9" * 20,), windows=(AT_TWO,), amounts=amounts)) == (1,)
    assert choose_list_rows(texts, Focus(windows=(AT_TWO,))) == (1, 2)
    assert choose_list_rows(texts, Focus(numbers=("9" * 20,), times=(AT_TWO,))) == (1, 2)
    assert choose_list_rows(texts, Focus(numbers=("9" * 20,), amounts=amounts)) == (1,)
    assert choose_list_rows(texts, Focus(windows=(AT_TWO,), amounts=(Decimal(5),))) == (1, 2)
    assert choose_list_rows(texts, Focus(numbers=("9" * 20,))) == ()
