"""Streams between the layers: pieces, windows, and work on another thread."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Generator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.package.streams import piece_reader, window
from sealcase.package.workers import Beside, Digest, Worker, ahead


def generator(pieces: list[bytes]) -> Generator[bytes]:
    yield from pieces


@given(st.lists(st.binary(max_size=9), max_size=6), st.lists(st.integers(1, 12), max_size=12))
def test_pieces_are_read_like_a_file(pieces: list[bytes], sizes: list[int]) -> None:
    expected = io.BytesIO(b"".join(pieces))
    with piece_reader(generator(pieces)) as source:
        for size in sizes:
            assert source.read(size) == expected.read(size)


def test_a_view_is_what_is_there() -> None:
    with piece_reader(generator([b"", b"abcd", b"", b"e"])) as source:
        assert [bytes(source.read_view(3)) for _ in range(5)] == [b"abc", b"d", b"e", b"", b""]


def test_closing_ends_the_generator() -> None:
    ended = []

    def pieces() -> Generator[bytes]:
        try:
            yield b"a"
            yield b"b"
        finally:
            ended.append(True)

    with piece_reader(pieces()) as source:
        assert source.read(1) == b"a"
    assert ended


@given(st.binary(max_size=50), st.integers(0, 50), st.integers(0, 50))
def test_a_window_shows_a_part_of_a_file(data: bytes, offset: int, size: int) -> None:
    with window(io.BytesIO(data), offset, size) as part:
        assert part.read() == data[offset : offset + size]


def test_calls_are_made_in_their_order_on_another_thread() -> None:
    made: list[tuple[int, int]] = []
    with Worker() as worker:
        for number in range(100):
            worker.call(lambda number=number: made.append((number, threading.get_ident())))  # type: ignore[misc]
        worker.wait()
        assert [number for number, _ in made] == list(range(100))
    assert {thread for _, thread in made}.isdisjoint({threading.get_ident()})


def test_digests_of_several_files_at_a_time() -> None:
    with Worker() as worker:
        first, second = Digest(worker), Digest(worker)
        for number in range(20):
            (first if number % 2 else second).update(b"%d" % number)
        assert first.hexdigest() == hashlib.sha256(b"1" + b"".join(b"%d" % n for n in range(3, 20, 2))).hexdigest()
    assert second.hexdigest() == hashlib.sha256(b"".join(b"%d" % n for n in range(0, 20, 2))).hexdigest()


def test_what_fails_there_is_raised_here() -> None:
    def fail() -> None:
        raise MemoryError

    with Worker() as worker:
        worker.call(fail)
        with pytest.raises(MemoryError):
            worker.wait()
        with pytest.raises(MemoryError):  # whoever goes on is stopped
            worker.call(lambda: None)
    with Worker() as worker, pytest.raises(MemoryError):
        for _ in range(10):  # more than may wait: nobody is left hanging
            worker.call(fail)
        worker.wait()


def test_the_first_failure_is_the_one_that_is_told() -> None:
    def fail(error: Exception) -> None:
        raise error

    with Worker() as worker:
        may_go = threading.Event()
        worker.call(may_go.wait)
        worker.call(lambda: fail(OSError("no space")))
        may_go.set()
        with pytest.raises(OSError, match="no space"):
            for _ in range(10):
                worker.call(lambda: fail(ValueError("follows from it")))
            worker.wait()
        with pytest.raises(OSError, match="no space"):
            worker.wait()


def test_a_worker_that_has_ended_refuses_work_instead_of_waiting_for_ever() -> None:
    with Worker() as worker:
        worker.call(lambda: None)
    with pytest.raises(RuntimeError):
        worker.call(lambda: None)
    with pytest.raises(RuntimeError):
        Worker().call(lambda: None)


@given(st.lists(st.binary(min_size=1, max_size=9), max_size=9))
def test_pieces_made_ahead_are_the_same_in_the_same_order(pieces: list[bytes]) -> None:
    assert list(ahead(memoryview(piece) for piece in pieces)) == pieces


def test_pieces_are_made_on_another_thread() -> None:
    def pieces() -> Generator[memoryview]:
        yield memoryview(str(threading.get_ident()).encode())

    assert bytes(next(ahead(pieces()))) != str(threading.get_ident()).encode()


def test_what_fails_ahead_is_raised_after_the_pieces_before_it() -> None:
    def pieces() -> Generator[memoryview]:
        yield memoryview(b"a")
        raise MemoryError

    taken = ahead(pieces())
    assert bytes(next(taken)) == b"a"
    with pytest.raises(MemoryError):
        next(taken)


def test_whoever_stops_early_ends_what_is_made_ahead() -> None:
    ended = []

    def pieces() -> Generator[memoryview]:
        try:
            while True:
                yield memoryview(b"a")
        finally:
            ended.append(True)

    taken = ahead(pieces())
    next(taken)
    taken.close()
    assert ended


def test_what_is_written_beside_arrives_whole() -> None:
    class Slow(io.BytesIO):
        def write(self, data: bytes | memoryview, /) -> int:  # type: ignore[override]
            return super().write(data[:2])

    sink = Slow()
    with Worker() as worker:
        assert Beside(sink, worker).write(b"abcde") == 5
    assert sink.getvalue() == b"abcde"
