"""Memory for what passes through in large pieces: each buffer is used again once nobody looks at it.

Why not fresh memory for each piece: pieces that wait for another thread are given back out of order, and the
system then hands out new pages, at a page fault for every 4 KiB. That cost as much as hashing the piece.
"""

from __future__ import annotations

import io
from collections import deque


class Buffers:
    """Buffers of one size. Whoever took one gives it back by dropping the last view of it."""

    def __init__(self, size_bytes: int) -> None:
        self._size_bytes = size_bytes
        self._buffers: deque[io.BytesIO] = deque()

    def take(self) -> memoryview:
        """Return a whole buffer; what it holds is left from before."""
        for _ in range(len(self._buffers)):
            buffer = self._buffers.popleft()
            self._buffers.append(buffer)
            if self._is_free(buffer):
                return buffer.getbuffer()
        self._buffers.append(io.BytesIO(bytes(self._size_bytes)))
        return self._buffers[-1].getbuffer()

    def _is_free(self, buffer: io.BytesIO) -> bool:
        """Tell whether no view is left: as long as there is one, a BytesIO refuses to change its size."""
        try:
            buffer.truncate(self._size_bytes)
        except BufferError:
            return False
        return True
