"""Opens ZIP archives (APPNOTE 6.3.10) as wallets and banks send their bills in, with a password or without.

Encryption is the traditional one of PKWARE or WinZip's with AES. What is inside is treated like files given
by hand. Names are never paths: they are shown, and say nothing about where anything goes. Everything is
bounded before it is inflated; an archive within an archive, and members that lie over one another, are refused.
"""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from sealcase.errors import DamagedFileError, PasswordError, UnsupportedFileError
from sealcase.gather.bounds import MAX_ARCHIVE_BYTES, MAX_ARCHIVE_MEMBERS, MAX_FILE_BYTES, bound
from sealcase.locale import N_

_STORED, _DEFLATED = 0, 8
_ENCRYPTED_BIT, _UTF8_BIT = 0x1, 0x800
_AES_METHOD = 99  # WinZip AES; the true method stands in an extra field
_DAMAGED = N_("the archive cannot be read")
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What systems put into archives by themselves: names that begin or end like this."""


def member_names(data: bytes, file: str) -> tuple[str, ...]:
    """Return the names in the archive in `data`, which `file` names in errors.

    Raises:
        DamagedFileError: it is none that can be read.
    """
    return tuple(member.filename for member in _open(data, file).infolist())


def read_members(data: bytes, file: str, unlock: Callable[[], str]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of each file in the archive; `unlock` is called once for a password.

    Raises:
        LimitError: more members or bytes than the bounds allow.
        PasswordError: it opens neither without a password nor with the one given.
        UnsupportedFileError: packed in another way than those of the standard.
        DamagedFileError: it breaks off, a checksum is wrong, or it does not follow its format.
    """
    archive = _open(data, file)
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_litter(member.filename)]
    _bound(members, len(data), file)
    password: bytes | None = None
    for member in members:
        if member.flag_bits & _ENCRYPTED_BIT and password is None:
            password = unlock().encode()
            if not password:
                raise PasswordError(file=file)
        yield _name(member), _content(archive, member, password, file)


def _open(data: bytes, file: str) -> Any:
    import pyzipper

    try:
        return pyzipper.AESZipFile(io.BytesIO(data))
    except Exception as error:  # the reader raises all sorts on malformed directories
        raise DamagedFileError(file=file, reason=_DAMAGED) from error


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER[0]) or PurePosixPath(name).name in _LITTER[1:]


def _bound(members: list[Any], size_bytes: int, file: str) -> None:
    if not members:
        raise DamagedFileError(file=file, reason=N_("the archive holds no files"))
    total, largest = sum(member.file_size for member in members), max(member.file_size for member in members)
    what = N_("the number of files in the archive")
    bound(len(members), MAX_ARCHIVE_MEMBERS, file=file, what=what, unit=N_("files"))
    bound(total, MAX_ARCHIVE_BYTES, file=file, what=N_("the unpacked size"), unit=N_("bytes"))
    bound(largest, MAX_FILE_BYTES, file=file, what=N_("the largest file in the archive"), unit=N_("bytes"))
    begins = [member.header_offset for member in members]
    ends = [member.header_offset + member.compress_size for member in members]
    if any(end > following for end, following in zip(sorted(ends), [*sorted(begins)[1:], size_bytes], strict=True)):
        raise DamagedFileError(file=file, reason=N_("files in the archive lie over one another"))
    if any(member.compress_type not in {_STORED, _DEFLATED, _AES_METHOD} for member in members):
        raise UnsupportedFileError(file=file, reason=N_("the archive is packed in an unusual way"))


def _content(archive: Any, member: Any, password: bytes | None, file: str) -> bytes:
    """Return what a member holds: no more is inflated than it declares, and that was bounded."""
    encrypted = bool(member.flag_bits & _ENCRYPTED_BIT)
    try:
        with warnings.catch_warnings(), archive.open(member, pwd=password if encrypted else None) as source:
            warnings.simplefilter("ignore")
            data = source.read(member.file_size + 1)
    except Exception as error:
        # A wrong password for the traditional encryption passes its check one time in 256, and inflates to rubbish.
        if encrypted and isinstance(error, (RuntimeError, zlib.error, _checksum_error())):
            raise PasswordError(file=file) from None
        raise DamagedFileError(file=file, reason=_DAMAGED) from error
    if len(data) != member.file_size:
        raise DamagedFileError(file=file, reason=_DAMAGED)
    return bytes(data)


def _checksum_error() -> type[Exception]:
    """Return what the reader raises for a wrong checksum."""
    import pyzipper

    return pyzipper.BadZipFile  # type: ignore[no-any-return] # the library ships no types


def _name(member: Any) -> str:
    """Return a member's own name, without folders; what does not say that it is UTF-8 is often GB18030."""
    name = str(member.filename)
    if not member.flag_bits & _UTF8_BIT:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return PurePosixPath(name).name
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return PurePosixPath(name).name or "file"
