"""Calls in worker processes: in order, nothing lost, nothing left running."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Generator

import pytest

from sealcase.detect.processes import WorkerLostError, Workers
from sealcase.errors import LimitError


def uneven(number: int) -> int:
    time.sleep(0.02 * (number % 3 == 0))
    return number * number


def trouble(task: tuple[str, int]) -> int:
    kind, number = task
    if kind == "raise":
        raise ValueError("the text of the evidence")
    if kind == "refuse":
        raise LimitError(file="app.log", what="it", value=2, limit=1, unit="bytes")
    if kind == "killed":
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    if kind == "hang":
        time.sleep(600)
    return number


def left() -> int:
    return len(multiprocessing.active_children())


def test_results_come_in_order() -> None:
    with Workers(2) as workers:
        assert left() == 2
        assert list(workers.map(uneven, iter(range(40)))) == [number * number for number in range(40)]
        assert list(workers.map(uneven, ())) == []
    assert left() == 0


@pytest.mark.parametrize(("kind", "cause"), [("raise", "ValueError"), ("killed", "killed"), ("hang", "timeout")])
def test_a_call_that_comes_to_no_result_ends_the_whole(kind: str, cause: str) -> None:
    tasks = [(kind if number == 5 else "fine", number) for number in range(30)]
    with pytest.raises(WorkerLostError) as caught, Workers(2, timeout_s=30 if kind != "hang" else 8) as workers:
        list(workers.map(trouble, tasks))
    assert (caught.value.index, caught.value.cause) == (5, cause)
    assert "evidence" not in str(caught.value)
    assert left() == 0


def test_errors_of_ours_arrive_as_they_are() -> None:
    with pytest.raises(LimitError, match="the limit is 1 bytes"), Workers(1) as workers:
        list(workers.map(trouble, [("refuse", 1)]))
    assert left() == 0


def test_an_interruption_leaves_no_process() -> None:
    with pytest.raises(KeyboardInterrupt), Workers(2) as workers:
        for result in workers.map(trouble, [("fine", 0), ("hang", 1), ("hang", 2)]):
            assert result == 0
            raise KeyboardInterrupt
    assert left() == 0


def test_processes_serve_the_next_call_also_after_one_that_broke_off() -> None:
    with Workers() as workers:
        assert left() == 0
        workers.grow(2)
        first = workers.map(trouble, [("fine", 0), ("hang", 1)])
        assert next(first) == 0
        assert isinstance(first, Generator)
        first.close()  # answers to it are on their way
        assert left() == 0
        workers.grow(2)
        assert list(workers.map(uneven, range(3))) == [0, 1, 4]
        assert left() == 2
        with pytest.raises(WorkerLostError):
            list(workers.map(trouble, [("raise", 0)]))
        assert left() == 0


def who(_number: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def test_not_all_processes_need_take_part() -> None:
    with Workers(3) as workers:
        assert len(set(workers.map(who, range(40)))) > 2
        assert len(set(workers.map(who, range(40), 2))) == 2
