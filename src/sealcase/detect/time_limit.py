"""A limit on how long a block may take, from inside of the process.

On POSIX a timer's signal ends the block even where it hangs in a pattern: the engine of `re` looks for
signals. Elsewhere, and outside of the main thread, another thread raises in this one, which takes
effect as soon as Python code runs again there; a pattern that never returns is ended by the
parent of a worker process alone (`processes`).
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType


class OutOfTime(BaseException):
    """The block took longer than it may. No `Exception`: nothing takes it for a failure that can be skipped."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` where the block takes longer than `seconds`."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    with _by_signal(seconds) if in_main_thread and hasattr(signal, "setitimer") else _by_thread(seconds):
        yield


@contextlib.contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    target, lock, state = threading.get_ident(), threading.Lock(), {"running": True, "rung": False}

    def ring() -> None:
        with lock:
            if state["running"]:
                state["rung"] = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(target), ctypes.py_object(OutOfTime))

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            state["running"] = False
        if state["rung"]:
            with contextlib.suppress(OutOfTime):
                time.sleep(1)  # where it rang at the very end, it is raised here and nowhere later
    if state["rung"]:
        raise OutOfTime
