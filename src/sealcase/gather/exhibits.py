"""Gathers files into exhibits, in the order given, each read once and within its bounds.

Refuses more files or bytes than a case may have before the first is read, anything that is not an
ordinary file, content of kinds that cannot be redacted, and text under a picture's name: whoever
sends it believes that it is a screenshot, and would miss what it says.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sealcase.errors import DamagedFileError, LimitError, UnsupportedFileError
from sealcase.files import open_ordinary, read_bounded, size_error
from sealcase.gather.bounds import (
    LONG_TEXT_BYTES,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_LONG_TEXT_BYTES,
    MAX_TOTAL_BYTES,
)
from sealcase.gather.encodings import decode_text, is_binary
from sealcase.gather.kinds import (
    HEAD_BYTES,
    PICTURE_SUFFIXES,
    PictureFormat,
    foreign_mail,
    foreign_name,
    is_pdf,
    picture_format,
)
from sealcase.gather.long_text import long_text
from sealcase.gather.pages import Pages, picture_pages
from sealcase.gather.structure import read_document
from sealcase.locale import N_
from sealcase.model import Exhibit, Kind

Unlock = Callable[[Path], str]
"""Asks for the password of a file that does not open without one; an empty answer gives up."""


def no_password(_path: Path) -> str:
    """Stand in for a person: no protected file opens with this."""
    return ""


def gather(paths: Sequence[Path], unlock: Unlock = no_password) -> Iterator[Exhibit]:
    """Return an iterator over the exhibits `0001`, `0002`, … of `paths`, read one at a time.

    Raises:
        LimitError: more files or bytes than one case may have; at once, before anything is read.
        SealcaseError: whatever `gather_file` raises, when its turn comes.
    """
    if len(paths) > MAX_FILES:
        raise LimitError(
            file=str(paths[MAX_FILES]),
            what=N_("the number of files"),
            value=len(paths),
            limit=MAX_FILES,
            unit=N_("files"),
        )
    total_bytes = 0
    for path in paths:
        with contextlib.suppress(OSError):  # what cannot be looked at is refused by name when it is read
            size_bytes = path.stat().st_size if path.is_file() else 0
            is_long = size_bytes > LONG_TEXT_BYTES and _may_be_text(path)
            limit_bytes = MAX_LONG_TEXT_BYTES if is_long else MAX_FILE_BYTES
            if size_bytes > limit_bytes:
                raise size_error(path, size_bytes, limit_bytes)
            total_bytes += 0 if is_long else size_bytes
        _bound_total(path, total_bytes)
    return _gather_each(paths, unlock)


def _gather_each(paths: Sequence[Path], unlock: Unlock) -> Iterator[Exhibit]:
    total_bytes = 0
    for number, path in enumerate(paths, 1):
        exhibit = gather_file(path, f"{number:04}", unlock)
        total_bytes += len(exhibit.original) if isinstance(exhibit.original, bytes) else 0
        _bound_total(path, total_bytes)  # a file may have grown since it was looked at
        yield exhibit


def _may_be_text(path: Path) -> bool:
    """Tell whether the file at `path` begins like nothing that is known to be no text."""
    with open_ordinary(path) as file:
        head = file.read(HEAD_BYTES)
    is_picture = is_pdf(head) or picture_format(head) is not None or path.suffix.lower() in PICTURE_SUFFIXES
    return not is_picture and foreign_name(head) is None


def _bound_total(path: Path, total_bytes: int) -> None:
    if total_bytes > MAX_TOTAL_BYTES:
        raise LimitError(
            file=str(path),
            what=N_("the size of all files together"),
            value=total_bytes,
            limit=MAX_TOTAL_BYTES,
            unit=N_("bytes"),
        )


def gather_file(path: Path, exhibit_id: str, unlock: Unlock = no_password) -> Exhibit:
    """Return the file at `path` as the exhibit `exhibit_id`.

    Raises:
        UnreadableFileError: missing, a folder, a pipe, a device, or not readable.
        EmptyFileError: no bytes, or nothing but white space.
        LimitError: beyond a bound of `sealcase.gather.bounds`.
        UnsupportedFileError: content of a kind that cannot be redacted, or text under a picture's name.
        DamagedFileError: a picture or JSON text that breaks off or does not follow its format.
        PasswordError: a document that opens neither without a password nor with the one that `unlock` gives.
        EncodingError: text in an encoding that is not known for sure.
    """
    if (text := _long_text(path, exhibit_id)) is not None:
        return text
    data = read_bounded(path, MAX_FILE_BYTES)
    file = str(path)
    if (pages := _pages(data, path, unlock)) is not None:
        return Exhibit(id=exhibit_id, name=path.name, path=path, kind=Kind.IMAGE, content=pages, original=data)
    _refuse_foreign(path, data)
    decoded = decode_text(data, file)
    if foreign_mail(decoded.text):
        raise UnsupportedFileError(file=file, reason=N_("this is a mail message with encoded parts"))
    kind, document = read_document(decoded, file)
    return Exhibit(
        id=exhibit_id,
        name=path.name,
        path=path,
        kind=kind,
        content=document,
        original=data,
        copy_suffix=".json" if kind is Kind.JSON and path.suffix.lower() == ".har" else None,
    )


def _long_text(path: Path, exhibit_id: str) -> Exhibit | None:
    """Return a text that is too long to be read whole, None where the file is not that."""
    try:
        is_long = path.stat().st_size > LONG_TEXT_BYTES and _may_be_text(path)
    except OSError:
        return None  # what cannot be looked at is refused when it is read
    return long_text(path, exhibit_id) if is_long else None


def _pages(data: bytes, path: Path, unlock: Unlock) -> Pages | None:
    """Return the pages of a picture or document, None where it is neither."""
    if is_pdf(data):
        from sealcase.gather.pdf import pdf_pages

        return pdf_pages(data, str(path), lambda: unlock(path))
    form = picture_format(data)
    return picture_pages(data, form, str(path)) if form else None


def _refuse_foreign(path: Path, data: bytes) -> None:
    """Refuse content of a known foreign kind, and anything but a picture under a picture's name."""
    file = str(path)
    if foreign := foreign_name(data):
        raise UnsupportedFileError(file=file, reason=N_("this is {kind}, which cannot be redacted"), kind=foreign)
    suffix = path.suffix.lower()
    if suffix in PICTURE_SUFFIXES:
        if suffix in PictureFormat.suffixes() and is_binary(data):
            raise DamagedFileError(file=file, reason=N_("it does not begin like a picture"))
        raise UnsupportedFileError(file=file, reason=N_("the name says picture, but the content is not one"))
