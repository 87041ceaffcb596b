"""Buffers that are used again: never while anyone still looks at one."""

from __future__ import annotations

import hashlib

from sealcase.package.buffers import Buffers
from sealcase.package.workers import Digest, Worker


def test_a_buffer_is_used_again_once_nobody_looks_at_it() -> None:
    buffers = Buffers(8)
    first = buffers.take()
    first[:] = b"abcdefgh"
    part = first[2:4]
    del first
    second = buffers.take()
    second[:] = bytes(8)
    assert part.tobytes() == b"cd"
    del part, second
    assert {buffers.take().tobytes() for _ in range(4)} == {b"abcdefgh", bytes(8)}  # no third one was made


def test_what_waits_for_another_thread_is_not_overwritten() -> None:
    buffers = Buffers(1 << 16)
    expected = hashlib.sha256()
    with Worker() as worker:
        digest = Digest(worker)
        for number in range(500):
            view = buffers.take()
            view[:] = number.to_bytes(2, "big") * (1 << 15)
            expected.update(view)
            digest.update(view)
        assert digest.hexdigest() == expected.hexdigest()
