"""A block that takes too long is ended from inside, in the main thread and in others."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

import pytest

from sealcase.detect.time_limit import OutOfTime, time_limit


def in_thread(call: Callable[[], None]) -> None:
    caught: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised again
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if caught:
        raise caught[0]


def here(call: Callable[[], None]) -> None:
    call()


def busy(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def limited(seconds: float, block: Callable[[], object]) -> None:
    with time_limit(seconds):
        block()


@pytest.mark.parametrize("run", [here, in_thread])
def test_what_takes_too_long_is_ended(run: Callable[[Callable[[], None]], None]) -> None:
    begin = time.monotonic()
    with pytest.raises(OutOfTime):
        run(lambda: limited(0.2, lambda: busy(60)))
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize("run", [here, in_thread])
def test_what_is_in_time_is_not_disturbed_later(run: Callable[[Callable[[], None]], None]) -> None:
    def three() -> None:
        for _ in range(3):
            limited(0.2, lambda: busy(0.01))
        busy(0.4)

    run(three)


@pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="a pattern is ended by signals, on POSIX")
def test_a_pattern_that_never_returns_is_ended() -> None:
    with pytest.raises(OutOfTime):
        limited(0.2, lambda: re.match(r"(?:a|a)*b", "a" * 60))


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError):
        limited(60, lambda: dict[str, int]()["a"])
