"""Openings and the tree over them: each removed value is committed to, alone, and can be shown later.

An opening is a disclosure after RFC 9901 (SD-JWT), section 4.2: the base64url text of a JSON array
whose first element is a salt of 256 random bits. Its leaf is SHA-256(0x00 ‖ text); the leaves and
random decoys, sorted, are the entries of a Merkle tree after RFC 9162, section 2.1. Only the root and
the number of leaves travel: without an opening nothing can be tested against them, not even a phone
number (invariant 4), and the number of redactions is hidden up to the next power of two.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sealcase.contents import Region, StoredOriginal, pieces
from sealcase.locale import N_
from sealcase.model import RedactedItem, Redaction
from sealcase.package import limits

Randomness = Callable[[int], bytes]
"""Returns so many random bytes; `os.urandom` but in tests."""

SALT_BYTES = 32
HASH_BYTES = 32
ORIGINAL = "ORIGINAL"
"""Stands where the entity stands when an opening is that of a whole original."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """One committed value; it stays in the vault until its owner shows it."""

    id: str
    """`R12` for a redaction, `E0001` for an original."""
    text: str = field(repr=False)
    """The disclosure itself: what is hashed, and what is shown later."""
    key: bytes = field(default=b"", repr=False)
    """The HMAC key of an original."""

    @property
    def leaf(self) -> bytes:
        """The hash of this opening as a leaf (RFC 9162, section 2.1.1)."""
        return leaf_hash(self.text.encode())


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """What one seal commits to: openings for the vault, leaves for the tree."""

    openings: tuple[Opening, ...]
    leaves: tuple[bytes, ...]
    """Leaf hashes in the order of the tree, decoys among them."""

    @property
    def root(self) -> bytes:
        """The root that the envelope states."""
        return root_hash(self.leaves)


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ entry) (RFC 9162, section 2.1.1)."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right) (RFC 9162, section 2.1.1)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of leaf hashes (RFC 9162, section 2.1.1).

    Raises:
        ValueError: their number is not a power of two; the general split is not needed here.
    """
    if not leaves or len(leaves) & (len(leaves) - 1):
        raise ValueError(len(leaves))
    level = list(leaves)
    while len(level) > 1:
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def tree_size(openings: int) -> int:
    """Return the number of leaves for so many openings: the next power of two, 16 at least."""
    return max(limits.DECOY_TREE_MINIMUM, 1 << max(0, openings - 1).bit_length())


def commit(
    items: Sequence[tuple[str, RedactedItem]],
    originals: Iterable[tuple[str, bytes | StoredOriginal]],
    randomness: Randomness = os.urandom,
) -> Commitment:
    """Return openings and leaves for every redaction of `items` (path in the package, item) and every original.

    The leaves are sorted: each is a hash over 256 random bits, so the order says nothing, and nothing
    but the hashes needs to be shuffled.
    """
    openings = [
        open_redaction(path, item, redaction, randomness) for path, item in items for redaction in item.redactions
    ]
    openings += [_open_original(exhibit, original, randomness) for exhibit, original in originals]
    decoys = tree_size(len(openings)) - len(openings)
    leaves = [opening.leaf for opening in openings] + [randomness(HASH_BYTES) for _ in range(decoys)]
    return Commitment(openings=tuple(openings), leaves=tuple(sorted(leaves)))


def open_redaction(path: str, item: RedactedItem, redaction: Redaction, randomness: Randomness) -> Opening:
    """Return the opening of one redaction; a picture's region is opened by digests of item and pixels."""
    where = {"item": path} | redaction.where.to_json()
    value: object = redaction.value
    if isinstance(redaction.where, Region):
        value = {"item_sha256": item.sha256, "pixels_sha256": redaction.value}
    return Opening(id=redaction.id, text=_disclosure(randomness, redaction.id, redaction.entity, where, value))


def _open_original(exhibit: str, original: bytes | StoredOriginal, randomness: Randomness) -> Opening:
    """Return the opening of a whole original: its HMAC under a key of its own, which the vault keeps."""
    key = randomness(SALT_BYTES)
    digest = hmac.new(key, digestmod="sha256")
    for piece in pieces(original):
        digest.update(piece)
    value = {"hmac_sha256": digest.hexdigest()}
    identifier = f"E{exhibit}"
    return Opening(
        id=identifier, text=_disclosure(randomness, identifier, ORIGINAL, {"exhibit": exhibit}, value), key=key
    )


def _disclosure(randomness: Randomness, *elements: object) -> str:
    """Return base64url(JSON [salt, id, entity, where, value]) without padding (RFC 9901, section 4.2.1)."""
    salt = base64.urlsafe_b64encode(randomness(SALT_BYTES)).decode().rstrip("=")
    text = json.dumps([salt, *elements])  # ASCII: any text that was found can be written
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class ProofError(Exception):
    """An inclusion proof that does not hold; `reason` is a marked sentence."""

    def __init__(self, reason: str) -> None:
        """Keep the reason for the caller's own error."""
        super().__init__(reason)
        self.reason = reason


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the hashes that lead from leaf `index` to the root, lowest first (RFC 9162, section 2.1.3.1)."""
    path: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        path.append(level[index ^ 1])
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
        index >>= 1
    return tuple(path)


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Check that `leaf` is entry `index` of the tree of `size` leaves with this `root` (RFC 9162, section 2.1.3.2).

    Raises:
        ProofError: it is not, or the proof does not show it.
    """
    if any(len(value) != HASH_BYTES for value in (leaf, *path, root)):
        raise ProofError(N_("a hash does not have 32 bytes"))
    if not 0 <= index < size:
        raise ProofError(N_("the place is outside of the tree"))
    last = size - 1
    result = leaf
    for sibling in path:
        if last == 0:
            raise ProofError(N_("the proof is too long"))
        if index & 1 or index == last:
            result = node_hash(sibling, result)
            # A right-hand leaf without a sibling at these heights goes up unchanged.
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            result = node_hash(result, sibling)
        index >>= 1
        last >>= 1
    if last != 0:
        raise ProofError(N_("the proof is too short"))
    if not hmac.compare_digest(result, root):
        raise ProofError(N_("the proof does not lead to the root that was signed"))
