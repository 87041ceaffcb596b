"""Padmé: sizes that tell little.

Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs",
PETS 2019, section 4.

A padded size keeps only so many leading bits that an observer learns O(log log size) bits of it; it
grows by at most 12 %, and by less than 3 % from a megabyte on.
"""

from __future__ import annotations


def padme(size: int) -> int:
    """Return the smallest Padmé size that is not below `size`, in the same unit.

    The last `E - S` bits of the result are zero, with `E = floor(log2 size)` and
    `S = floor(log2 E) + 1` (Algorithm 1 of the paper).
    """
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask
