"""Items on their way into a package: what the manifest says of each, and its bytes, held to that as they go in.

Guarantees: what is sealed is what was looked at after redaction (invariant 5), byte for byte, and is what its media
type says.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from sealcase.errors import DamagedFileError, UnreadableFileError
from sealcase.locale import N_
from sealcase.model import Kind, RedactedItem, Redaction
from sealcase.package import media
from sealcase.package.manifest import ItemEntry, RedactionEntry, item_path
from sealcase.package.streams import Copying, Digest, Worker, file_pieces, piece_reader

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


def copy_item(item: RedactedItem, media_type: str, take: Callable[[memoryview], None], hashing: Worker) -> None:
    """Give the bytes of an item to `take`, and hold them to the type, size and digest that the manifest states.

    Raises:
        UnreadableFileError: it cannot be read.
        DamagedFileError: it is not what the manifest states; by then `take` has got some of it.
    """
    digest = Digest(hashing)
    left = item.size_bytes

    def count(view: memoryview) -> None:
        nonlocal left
        left -= len(view)
        if left < 0:
            raise DamagedFileError(file=item.name, reason=_CHANGED)

    with piece_reader(_pieces(item)) as source:
        copying = Copying(source, count, digest.update, take)
        try:
            media.check_media(copying, media_type, item.size_bytes)
        except media.MediaTypeError as error:
            raise DamagedFileError(file=item.name, reason=error.reason) from None
        copying.drain()
    if left or digest.hexdigest() != item.sha256:
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
