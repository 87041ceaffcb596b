"""Calls in worker processes: in order, a few at a time, and never lost.

Guarantees: results come in the order of the tasks, whatever process made them; a worker that ends, or
takes longer than it may, ends the whole (`WorkerLostError`, naming the task); when the block is left, in whatever
way, no worker is left either. Processes are started afresh (`spawn`), as on every system: no thread or
lock of this one comes along. They end by themselves when this process is killed, since their pipe breaks.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, Self, TypeVar

from sealcase.errors import SealcaseError

TASK_TIMEOUT_S = 600.0
"""How long a worker may take for one part of a long text, its own start included: a thousand times the usual."""
_AHEAD = 4
"""How many results for each worker may wait for one that comes before them."""

Task = TypeVar("Task")
Result = TypeVar("Result")


class WorkerLostError(Exception):
    """A call came to no result; `index` is that of its task.

    `cause` says why: `timeout`, `killed`, or the name of an exception.
    """

    def __init__(self, index: int, cause: str) -> None:
        super().__init__(index, cause)
        self.index = index
        self.cause = cause


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of a task: a result, an error of ours, or the name of an exception, whose text may be evidence."""

    result: object = None
    error: SealcaseError | None = None
    fault: str = ""


class _Worker:
    """One process and the pipes to and from it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        tasks, self.tasks = context.Pipe(duplex=False)
        self.answers, answers = context.Pipe(duplex=False)
        self.process: SpawnProcess = context.Process(target=_serve, args=(tasks, answers), daemon=True)
        self.process.start()
        tasks.close()
        answers.close()
        self.index: int | None = None
        """Of the task that it has; None while it waits for one."""
        self.until_s = 0.0

    def end(self) -> None:
        """End the process, whatever it is doing."""
        with suppress(OSError):
            self.tasks.close()
        self.process.terminate()
        self.process.join(1)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.answers.close()
        self.process.close()


class Workers:
    """`count` processes that make calls, and more where they are wanted; they wait between two `map`s."""

    def __init__(self, count: int = 0, timeout_s: float = TASK_TIMEOUT_S) -> None:
        self._count = count
        self._timeout_s = timeout_s
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        self.grow(self._count)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        self.end()

    def __len__(self) -> int:
        return len(self._workers)

    def grow(self, count: int) -> None:
        """Have at least `count` processes."""
        try:
            while len(self._workers) < count:
                self._workers.append(_Worker())
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End all processes, whatever they are doing."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def map(self, call: Callable[[Task], Result], tasks: Iterable[Task], most: int | None = None) -> Iterator[Result]:
        """Yield `call(task)` for each task, in order; `call`, tasks and results travel between processes.

        At `most` that many processes make calls, else all.

        Raises:
            WorkerLostError: a call came to no result.
            SealcaseError: what a call raised.
        """
        try:
            yield from self._mapped(call, tasks, self._workers[:most])
        except GeneratorExit:
            if any(worker.index is not None for worker in self._workers):
                self.end()  # an answer that nobody waits for any more must not be taken for one of the next call
            raise
        except BaseException:
            self.end()
            raise

    def _mapped(
        self, call: Callable[[Task], Result], tasks: Iterable[Task], workers: Sequence[_Worker]
    ) -> Iterator[Result]:
        for worker in workers:
            self._send(worker, ("call", call), 0)
        waiting: dict[int, Any] = {}
        coming = enumerate(tasks)
        following = 0
        more = True
        while more or following in waiting or any(worker.index is not None for worker in workers):
            for worker in workers:
                if more and worker.index is None and len(waiting) < _AHEAD * len(workers):
                    more = self._give(worker, next(coming, None))
            if following in waiting:
                yield waiting.pop(following)
                following += 1
                continue
            self._take(waiting)

    def _give(self, worker: _Worker, numbered: tuple[int, object] | None) -> bool:
        """Give a worker its next task; tell whether there was one."""
        if numbered is None:
            return False
        index, task = numbered
        worker.index, worker.until_s = index, time.monotonic() + self._timeout_s
        self._send(worker, ("task", task), index)
        return True

    def _send(self, worker: _Worker, message: tuple[str, object], index: int) -> None:
        try:
            worker.tasks.send(message)
        except OSError:
            raise WorkerLostError(index, "killed") from None

    def _take(self, waiting: dict[int, Any]) -> None:
        """Wait for answers and file them under the index of their task."""
        busy = {worker.answers: worker for worker in self._workers if worker.index is not None}
        if not busy:
            return
        first = min(busy.values(), key=lambda worker: worker.until_s)
        ready = wait(list(busy), timeout=max(0.0, first.until_s - time.monotonic()))
        if not ready and time.monotonic() >= first.until_s:
            raise WorkerLostError(first.index or 0, "timeout")
        for connection in ready:
            worker = busy[connection]  # type: ignore[index]  # only connections were given
            index, worker.index = worker.index or 0, None
            try:
                answer = worker.answers.recv()
            except (EOFError, OSError):
                raise WorkerLostError(index, "killed") from None
            if answer.error is not None:
                raise answer.error
            if answer.fault:
                raise WorkerLostError(index, answer.fault)
            waiting[index] = answer.result


def _serve(tasks: Connection, answers: Connection) -> None:
    """Make calls until the pipe is closed: what a worker process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; this process's parent ends it
    call: Callable[[object], object] | None = None
    with suppress(EOFError, OSError):
        while True:
            kind, content = tasks.recv()
            if kind == "call":
                call = content
                continue
            assert call is not None
            answers.send(_answer(call, content))


def _answer(call: Callable[[object], object], task: object) -> _Answer:
    try:
        return _Answer(result=call(task))
    except SealcaseError as error:
        return _Answer(error=error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the part must not pass
        return _Answer(fault=type(error).__name__)
