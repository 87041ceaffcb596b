"""Gathers files into exhibits, in the order given, each read once and within its bounds.

Refuses more files or bytes than a case may have before the first is read, anything that is not an
ordinary file, content of kinds that cannot be redacted, and text under a picture's name: whoever
sends it believes that it is a screenshot, and would miss what it says.
"""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sealcase.contents import Document
from sealcase.errors import DamagedFileError, EmptyFileError, LimitError, PackedFileError, UnsupportedFileError
from sealcase.files import name_suffix, open_ordinary, printable, read_bounded, size_error
from sealcase.gather.bounds import (
    LONG_TEXT_BYTES,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_LONG_TEXT_BYTES,
    MAX_TOTAL_BYTES,
)
from sealcase.gather.delimited import read_table
from sealcase.gather.encodings import decode_text, is_binary
from sealcase.gather.foreign import foreign_archive, foreign_content, foreign_text
from sealcase.gather.kinds import (
    HEAD_BYTES,
    PICTURE_SUFFIXES,
    PictureFormat,
    foreign_mail,
    is_pdf,
    is_zip,
    picture_format,
)
from sealcase.gather.long_text import long_text
from sealcase.gather.mail import MAIL_HEAD_BYTES, is_mail, mail_text
from sealcase.gather.pages import Pages, picture_pages
from sealcase.gather.structure import read_document
from sealcase.locale import N_
from sealcase.model import Exhibit, Kind

_REFUSED = N_("this is {kind}, which cannot be redacted")

Unlock = Callable[[Path], str]
"""Asks for the password of a file that does not open without one; an empty answer gives up."""


def no_password(_path: Path) -> str:
    """Stand in for a person: no protected file opens with this."""
    return ""


def gather(paths: Sequence[Path], unlock: Unlock = no_password) -> Iterator[Exhibit]:
    """Return an iterator over the exhibits `0001`, `0002`, … of `paths`, read one at a time.

    A workbook gives an exhibit for each sheet, an archive those of the files in it.

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
    first = 1
    for path in paths:
        for exhibit in gather_path(path, first, unlock):
            total_bytes += len(exhibit.original) if isinstance(exhibit.original, bytes) else 0
            _bound_total(path, total_bytes)  # a file may have grown since it was looked at, or hold others
            first += 1
            yield exhibit


def _may_be_text(path: Path) -> bool:
    """Tell whether the file at `path` begins like nothing that is known to be no text."""
    with open_ordinary(path) as file:
        head = file.read(MAIL_HEAD_BYTES)
    is_picture = is_pdf(head) or picture_format(head) is not None or path.suffix.lower() in PICTURE_SUFFIXES
    is_other = is_zip(head) or is_mail(head) or foreign_text(head[:HEAD_BYTES].decode("utf-8", "replace"))
    return not is_picture and not is_other and foreign_content(head) is None


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
    """Return the file at `path`, which holds a single exhibit, as `exhibit_id`."""
    (exhibit,) = gather_path(path, int(exhibit_id), unlock)
    return exhibit


def gather_path(path: Path, first: int, unlock: Unlock = no_password) -> Iterator[Exhibit]:
    """Yield the exhibits in the file at `path`, numbered from `first`: one, but for workbooks and archives.

    Raises:
        UnreadableFileError: missing, a folder, a pipe, a device, or not readable.
        EmptyFileError: no bytes, or nothing but white space.
        LimitError: beyond a bound of `sealcase.gather.bounds`.
        UnsupportedFileError: content of a kind that cannot be redacted, or text under a picture's name.
        DamagedFileError: a picture or JSON text that breaks off or does not follow its format.
        PasswordError: a document that opens neither without a password nor with the one that `unlock` gives.
        EncodingError: text in an encoding that is not known for sure.
    """
    if (text := _long_text(path, f"{first:04}")) is not None:
        yield text
        return
    data = read_bounded(path, MAX_FILE_BYTES)
    given = _Given(data=data, name=path.name, path=path, file=str(path))
    for number, exhibit in enumerate(_exhibits(given, unlock), first):
        if number > MAX_FILES:
            unit = N_("files")
            raise LimitError(file=str(path), what=N_("the number of files"), value=number, limit=MAX_FILES, unit=unit)
        yield replace(exhibit, id=f"{number:04}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    """A file as it was given, or out of an archive."""

    data: bytes = field(repr=False)
    name: str
    path: Path
    """Of the file that was given."""
    file: str
    """How errors name it."""
    packed: bool = False
    """It comes out of an archive."""

    def exhibit(self, kind: Kind, content: Document | Pages, copy_suffix: str | None = None) -> Exhibit:
        """Return an exhibit of this file, its number still to be given."""
        return Exhibit(
            id="",
            name=self.name,
            path=self.path,
            kind=kind,
            content=content,
            original=self.data,
            copy_suffix=copy_suffix,
        )


def _exhibits(given: _Given, unlock: Unlock) -> Iterator[Exhibit]:
    """Yield what a file holds, by its content."""
    asked = given.path / given.name if given.packed else given.path
    if is_zip(given.data):
        yield from _unpacked(given, unlock)
    elif (pages := _pages(given.data, given.file, lambda: unlock(asked))) is not None:
        yield given.exhibit(Kind.IMAGE, pages)
    else:
        _refuse_foreign(given)
        yield _text(given)


def _unpacked(given: _Given, unlock: Unlock) -> Iterator[Exhibit]:
    """Yield the sheets of a workbook, or what an archive holds."""
    from sealcase.gather.archives import member_names, read_members
    from sealcase.gather.workbook import MAIN_PART, read_workbook

    names = member_names(given.data, given.file)
    if MAIN_PART in names:
        sheets = read_workbook(given.data, given.file)
        for sheet in sheets:
            table = read_table(sheet.text, ",", given.file)
            document = Document(
                text=sheet.text, encoding="utf-8", bom=codecs.BOM_UTF8, fields=table.fields, delimiter=table.delimiter
            )
            yield given.exhibit(Kind.CSV, document, ".csv" if len(sheets) == 1 else f"-{sheet.number}.csv")
        return
    if foreign := foreign_archive(names):
        raise foreign.error(file=given.file, reason=_REFUSED, kind=foreign.name)
    if given.packed:
        raise PackedFileError(file=given.file, reason=N_("this is an archive within an archive"))
    for name, data in read_members(given.data, given.file, lambda: unlock(given.path)):
        file = f"{given.file}: {printable(name)}"
        if not data:
            raise EmptyFileError(file=file)
        yield from _exhibits(_Given(data=data, name=name, path=given.path, file=file, packed=True), unlock)


def _text(given: _Given) -> Exhibit:
    """Return a text, table, JSON document or mail."""
    if is_mail(given.data):  # before it is decoded: each of its parts has an encoding of its own
        document = Document(text=mail_text(given.data, given.file), encoding="utf-8")
        return given.exhibit(Kind.TEXT, document, ".txt")
    decoded = decode_text(given.data, given.file)
    if foreign := foreign_text(decoded.text):
        raise foreign.error(file=given.file, reason=_REFUSED, kind=foreign.name)
    if foreign_mail(decoded.text):
        raise UnsupportedFileError(file=given.file, reason=N_("this is a mail message with encoded parts"))
    kind, document = read_document(decoded, given.file)
    is_har = kind is Kind.JSON and given.name.lower().endswith(".har")
    return given.exhibit(kind, document, ".json" if is_har else None)


def _long_text(path: Path, exhibit_id: str) -> Exhibit | None:
    """Return a text that is too long to be read whole, None where the file is not that."""
    try:
        is_long = path.stat().st_size > LONG_TEXT_BYTES and _may_be_text(path)
    except OSError:
        return None  # what cannot be looked at is refused when it is read
    return long_text(path, exhibit_id) if is_long else None


def _pages(data: bytes, file: str, unlock: Callable[[], str]) -> Pages | None:
    """Return the pages of a picture or document, None where it is neither."""
    if is_pdf(data):
        from sealcase.gather.pdf import pdf_pages

        return pdf_pages(data, file, unlock)
    form = picture_format(data)
    return picture_pages(data, form, file) if form else None


def _refuse_foreign(given: _Given) -> None:
    """Refuse content of a known foreign kind, and anything but a picture under a picture's name."""
    if foreign := foreign_content(given.data):
        raise foreign.error(file=given.file, reason=_REFUSED, kind=foreign.name)
    suffix = name_suffix(given.name).lower()
    if suffix in PICTURE_SUFFIXES and not foreign_text(given.data[:HEAD_BYTES].decode("utf-8", "replace")):
        if suffix in PictureFormat.suffixes() and is_binary(given.data):
            raise DamagedFileError(file=given.file, reason=N_("it does not begin like a picture"))
        raise UnsupportedFileError(file=given.file, reason=N_("the name says picture, but the content is not one"))
