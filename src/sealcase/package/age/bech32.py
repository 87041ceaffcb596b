"""Bech32 as age writes keys in it: BIP-173 without its limit on length.

Guarantees that what decodes, encodes to the same text again: one case throughout, no stray padding
bits. Refuses everything else with `ValueError`, whose text names the rule and never the input.
"""

from __future__ import annotations

_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_CHARS = 6


def encode(prefix: str, data: bytes) -> str:
    """Return `data` under the human-readable `prefix`, in the prefix's own case (BIP-173)."""
    lower = prefix.lower()
    groups = _regroup(data, 8, 5, pad=True)
    checksum = _polymod([*_expand(lower), *groups, *[0] * _CHECKSUM_CHARS]) ^ 1
    groups += [checksum >> 5 * (_CHECKSUM_CHARS - 1 - place) & 31 for place in range(_CHECKSUM_CHARS)]
    text = lower + "1" + "".join(_CHARSET[group] for group in groups)
    return text if prefix == lower else text.upper()


def decode(text: str) -> tuple[str, bytes]:
    """Return the human-readable prefix, in the case it was written in, and the data.

    Raises:
        ValueError: mixed case, a character outside the alphabet, a wrong checksum or padding.
    """
    lower = text.lower()
    if text not in (lower, text.upper()) or not text.isascii():
        raise ValueError("mixed case")
    prefix, separator, tail = lower.rpartition("1")
    if not separator or not prefix or len(tail) < _CHECKSUM_CHARS:
        raise ValueError("no separator")
    if any(not "!" <= character <= "~" for character in prefix) or any(character not in _VALUES for character in tail):
        raise ValueError("invalid character")
    groups = [_VALUES[character] for character in tail]
    if _polymod([*_expand(prefix), *groups]) != 1:
        raise ValueError("wrong checksum")
    return text[: len(prefix)], bytes(_regroup(groups[:-_CHECKSUM_CHARS], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    """Return the prefix as the checksum sees it: high bits, a zero, low bits."""
    return [ord(character) >> 5 for character in prefix] + [0] + [ord(character) & 31 for character in prefix]


def _polymod(values: list[int]) -> int:
    """Return the BCH checksum of BIP-173 over groups of five bits."""
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            if top >> place & 1:
                checksum ^= generator
    return checksum


def _regroup(values: bytes | list[int], from_bits: int, to_bits: int, *, pad: bool) -> list[int]:
    """Cut a run of `from_bits` groups into `to_bits` groups; without `pad`, left-over bits must be zero."""
    accumulator = bits = 0
    groups = []
    for value in values:
        accumulator = accumulator << from_bits | value
        bits += from_bits
        while bits >= to_bits:
            bits -= to_bits
            groups.append(accumulator >> bits & (1 << to_bits) - 1)
        accumulator &= (1 << bits) - 1
    if pad and bits:
        groups.append(accumulator << to_bits - bits)
    elif not pad and (bits >= from_bits or accumulator):
        raise ValueError("wrong padding")
    return groups
