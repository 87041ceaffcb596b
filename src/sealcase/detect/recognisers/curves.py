"""Ed25519's public half from its private half (RFC 8032, section 5.1.5), to tell a Solana key pair from other bytes.

Slow and not constant in time: nothing here signs, and the key is one that was found in a person's own evidence.
"""

from __future__ import annotations

import hashlib

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_BASE_Y = 4 * pow(5, -1, _P) % _P
_Point = tuple[int, int, int, int]
"""Extended homogeneous coordinates (RFC 8032, section 5.1.4)."""


def is_key_pair(data: bytes) -> bool:
    """Whether 64 bytes are a seed and the public key that follows from it, as Solana's tools write key pairs."""
    return len(data) == 64 and _public(data[:32]) == data[32:]


def _public(seed: bytes) -> bytes:
    digest = bytearray(hashlib.sha512(seed).digest()[:32])
    digest[0] &= 0xF8
    digest[31] = digest[31] & 0x7F | 0x40
    scalar = int.from_bytes(digest, "little")
    total: _Point = (0, 1, 1, 0)
    power = _base()
    while scalar:
        if scalar & 1:
            total = _add(total, power)
        power = _add(power, power)
        scalar >>= 1
    x, y, z, _ = total
    inverse = pow(z, -1, _P)
    return (y * inverse % _P | (x * inverse % _P & 1) << 255).to_bytes(32, "little")


def _base() -> _Point:
    """Return the base point: y is 4/5, and x the even root (RFC 8032, section 5.1)."""
    square = (_BASE_Y * _BASE_Y - 1) * pow(_D * _BASE_Y * _BASE_Y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    x = _P - x if x & 1 else x
    return (x, _BASE_Y, 1, x * _BASE_Y % _P)


def _add(first: _Point, second: _Point) -> _Point:
    x1, y1, z1, t1 = first
    x2, y2, z2, t2 = second
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = 2 * t1 * t2 * _D % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)
