"""Writing the vault: what `vault` reads, in a single pass, encrypted before it touches the disk."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from sealcase.contents import Region, StoredOriginal, pieces
from sealcase.errors import LimitError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import Exhibit, RedactedItem
from sealcase.package import age, archive, limits, strict_json
from sealcase.package.regions import covered_pixels
from sealcase.package.seal import Sealed
from sealcase.package.sshkey import SigningKey
from sealcase.package.vault import FORMAT, OPENINGS, SIGNING_KEY


def write_vault(
    sink: BinaryIO,
    *,
    sealed: Sealed,
    exhibits: Sequence[Exhibit],
    items: Sequence[RedactedItem],
    key: SigningKey | None,
    recipients: Sequence[age.Recipient],
) -> None:
    """Write the vault of a package of `items` that was just sealed from `exhibits`, encrypted to `recipients`.

    `key` is the key that signed; None where it is in an agent or on a security key.

    Raises:
        LimitError: there are more covered boxes than a vault holds, or an original is too large.
        RecipientMixError: the recipients may not share a file.
    """
    _check_originals(exhibits)
    _check_boxes(items)
    files: dict[str, bytes | StoredOriginal] = {OPENINGS: _openings_json(sealed, exhibits)}
    files |= {SIGNING_KEY: key.to_text().encode()} if key is not None else {}
    files |= {f"originals/{exhibit.id}": exhibit.original for exhibit in exhibits}
    pixels = ((f"pixels/{redaction.lower()}-{box}.png", png) for redaction, box, png in covered_pixels(exhibits, items))
    with age.encrypting(sink, recipients) as target:
        writer = archive.ArchiveWriter(target)
        for name, data in itertools.chain(files.items(), pixels):
            with writer.entry(archive.Entry(name=name, size=len(data))) as take:
                for piece in pieces(data):
                    take(piece)
        writer.finish()


def _check_originals(exhibits: Sequence[Exhibit]) -> None:
    for exhibit in exhibits:
        if len(exhibit.original) > limits.ORIGINAL_BYTES:
            raise LimitError(
                file=printable(exhibit.name),
                what=N_("the file"),
                value=len(exhibit.original),
                limit=limits.ORIGINAL_BYTES,
                unit=N_("bytes"),
            )


def _check_boxes(items: Sequence[RedactedItem]) -> None:
    boxes = sum(
        len(redaction.where.boxes)
        for item in items
        for redaction in item.redactions
        if isinstance(redaction.where, Region)
    )
    if boxes > limits.COVERED_BOXES:
        raise LimitError(
            file=N_("the vault"),
            what=N_("the number of covered boxes"),
            value=boxes,
            limit=limits.COVERED_BOXES,
            unit=N_("boxes"),
        )


def _openings_json(sealed: Sealed, exhibits: Iterable[Exhibit]) -> bytes:
    return strict_json.write(
        {
            "format": FORMAT,
            "package_id": sealed.package_id,
            "sequence": sealed.sequence,
            "signer": sealed.fingerprint,
            "created": sealed.created,
            "leaves": [leaf.hex() for leaf in sealed.commitment.leaves],
            "openings": [
                {"id": opening.id, "disclosure": opening.text, "key": opening.key.hex() or None}
                for opening in sealed.openings
            ],
            "originals": [
                {"exhibit": exhibit.id, "name": _name(exhibit), "size": len(exhibit.original)} for exhibit in exhibits
            ],
        }
    )


def _name(exhibit: Exhibit) -> str:
    """Return the file name in the form that strict JSON takes."""
    return strict_json.HIDDEN.sub("\ufffd", printable(exhibit.name))
