"""CRC-32 as ZIP has it, with zlib-ng where that is installed: four times as fast as zlib (ADR 0009).

The light installation is without it, and no result depends on it.
"""

from __future__ import annotations

try:
    from zlib_ng.zlib_ng import crc32
except ImportError:
    from zlib import crc32

__all__ = ["crc32"]
