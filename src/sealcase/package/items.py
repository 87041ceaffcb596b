"""Items on their way into a package: what the manifest says of each, and its bytes, held to that as they go in.

Guarantees: what is sealed is what was looked at after redaction (invariant 5), and is what its media type says. The
signed manifest holds the SHA-256 that was taken when the item was written; here its CRC-32 tells whether it changed
since. Whoever changed it so that the CRC stays gets a package that `open` refuses, not one that says something else.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from sealcase.crc import crc32
from sealcase.errors import DamagedFileError, UnreadableFileError
from sealcase.locale import N_
from sealcase.model import Kind, RedactedItem, Redaction
from sealcase.package import media
from sealcase.package.manifest import ItemEntry, RedactionEntry, item_path
from sealcase.package.streams import Copying, file_pieces, piece_reader

_CHANGED = N_("it changed while it was being sealed")


def item_entry(number: int, item: RedactedItem) -> ItemEntry:
    """Return what the manifest says of an item, which is read only where the charset of its text is not known.

    Raises:
        UnreadableFileError: it cannot be read.
    """
    charset = item.charset if item.charset in media.CHARSETS else _charset(item)
    media_type = media.media_type(item.kind, charset)
    return ItemEntry(
        path=item_path(number, media_type),
        size=item.size_bytes,
        sha256=item.sha256,
        media=media_type,
        withheld=item.withheld,
        redactions=tuple(_redaction(redaction) for redaction in item.redactions),
    )


def copy_item(item: RedactedItem, media_type: str, take: Callable[[memoryview], None]) -> None:
    """Give the bytes of an item to `take`, and hold them to the type, size and CRC of what was written after redaction.

    Raises:
        UnreadableFileError: it cannot be read.
        DamagedFileError: it is not what was written; by then `take` has got some of it.
    """
    left, crc = item.size_bytes, 0

    def check(view: memoryview) -> None:
        nonlocal left, crc
        left -= len(view)
        crc = crc32(view, crc)
        if left < 0:
            raise DamagedFileError(file=item.name, reason=_CHANGED)

    with piece_reader(_pieces(item)) as source:
        copying = Copying(source, check, take)
        try:
            media.check_media(copying, media_type, item.size_bytes)
        except media.MediaTypeError as error:
            raise DamagedFileError(file=item.name, reason=error.reason) from None
        copying.drain()
    if left or crc != item.crc32:
        raise DamagedFileError(file=item.name, reason=_CHANGED)


def _pieces(item: RedactedItem) -> Generator[memoryview]:
    try:
        with item.path.open("rb", buffering=0) as file:
            yield from file_pieces(file)
    except OSError as error:
        raise UnreadableFileError(file=item.name, reason=error.strerror or N_("unknown reason")) from error


def _charset(item: RedactedItem) -> str:
    if item.kind is Kind.IMAGE:
        return ""
    try:
        with item.path.open("rb") as source:
            return media.find_charset(source, item.size_bytes)
    except OSError as error:
        raise UnreadableFileError(file=item.name, reason=error.strerror or N_("unknown reason")) from error


def _redaction(redaction: Redaction) -> RedactionEntry:
    return RedactionEntry(
        id=redaction.id,
        entity=redaction.entity,
        where=redaction.where,
        action=redaction.action,
        reason=redaction.reason,
    )
