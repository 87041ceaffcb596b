"""The pages of an exhibit, decoded when they are looked at and forgotten again.

A case may hold hundreds of screenshots of ten or more megabytes of pixels each, and a PDF document as
many pages: only one page is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import overload

from sealcase.contents import Picture
from sealcase.errors import LimitError
from sealcase.gather.bounds import MAX_FILE_PIXELS, MAX_PAGES
from sealcase.gather.headers import count_pages, read_header
from sealcase.gather.kinds import PictureFormat
from sealcase.gather.pictures import decode_picture
from sealcase.locale import N_


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages(Sequence[Picture]):
    """`number` pictures, each decoded anew whenever it is asked for."""

    number: int
    decode: Callable[[int], Picture]
    """Gives the page of an index from 0; the same pixels every time."""

    def __len__(self) -> int:
        return self.number

    @overload
    def __getitem__(self, index: int) -> Picture: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Picture, ...]: ...
    def __getitem__(self, index: int | slice) -> Picture | tuple[Picture, ...]:
        indices = range(self.number)[index]
        return self.decode(indices) if isinstance(indices, int) else tuple(map(self.decode, indices))


def picture_pages(data: bytes, form: PictureFormat, file: str) -> Pages:
    """Return the pages of a picture file, each of which has been decoded once by then.

    Raises:
        LimitError: too many pages, or one beyond the bounds of a picture.
        UnsupportedFileError: see `decode_picture`.
        DamagedFileError: a page breaks off or does not follow its format.
    """
    count = count_pages(data, form, file)
    bound_pages(count, file)
    headers = (read_header(data, form, file, page) for page in range(count))
    bound_total((header.width * header.height for header in headers), file)
    pages = Pages(number=count, decode=lambda page: decode_picture(data, form, file, page))
    for _page in pages:  # what cannot be decoded is refused now, not when the work is half done
        pass
    return pages


def bound_total(sizes: Iterable[int], file: str) -> None:
    """Refuse pages that have too many pixels together, given the pixels of each.

    Raises:
        LimitError: more than `MAX_FILE_PIXELS`; reading stops there, so the value is a lower bound.
    """
    total = 0
    for size in sizes:
        total += size
        if total > MAX_FILE_PIXELS:
            raise LimitError(
                file=file, what=N_("all pages together"), value=total, limit=MAX_FILE_PIXELS, unit=N_("pixels")
            )


def bound_pages(count: int, file: str) -> None:
    """Refuse more pages than `MAX_PAGES`.

    Raises:
        LimitError: with the number and the limit.
    """
    if count > MAX_PAGES:
        raise LimitError(file=file, what=N_("the number of pages"), value=count, limit=MAX_PAGES, unit=N_("pages"))
