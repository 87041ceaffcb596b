"""The textual header of an age file: version line, recipient stanzas, MAC (C2SP age.md, "Header").

Reads no byte beyond the header, so that it works on a pipe, and never more than `MAX_HEADER_BYTES`.
What it accepts, it would write again byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac

from sealcase.locale import N_
from sealcase.package.age.failure import Failure, FormatError
from sealcase.package.age.stanza import COLUMNS, Stanza, decode_base64, derive_key, encode_base64

MAX_HEADER_BYTES = 1 << 20
MAX_STANZAS = 64
MAC_BYTES = 32
VERSION_PREFIX = b"age-encryption.org/"
VERSION_LINE = VERSION_PREFIX + b"v1\n"

_MAC_MARK = b"---"
_STANZA_MARK = b"-> "
_ARGUMENT = re.compile(r"[!-~]+")  # VCHAR, RFC 5234


class LineSource(Protocol):
    """All that the header asks of what it is read from."""

    def readline(self, limit: int, /) -> bytes:
        """Return the bytes up to the next LF, at most `limit`, none at the end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """A parsed header."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    covered: bytes
    """The bytes under the MAC, from the version line up to and including `---`."""

    def check_mac(self, file_key: bytes) -> None:
        """Refuse a header that was not written by someone with the file key."""
        authenticator = _authenticator(file_key, self.covered)
        try:
            authenticator.verify(self.mac)
        except InvalidSignature:
            raise FormatError(Failure.MAC, N_("the header was changed")) from None


def write_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """Return the header with its MAC."""
    covered = VERSION_LINE + b"".join(stanza.to_bytes() for stanza in stanzas) + _MAC_MARK
    mac = _authenticator(file_key, covered).finalize()
    return covered + b" " + encode_base64(mac).encode("ascii") + b"\n"


def header_size(stanzas_bytes: int) -> int:
    """Return the length of a header whose stanzas are `stanzas_bytes` long together."""
    return len(VERSION_LINE) + stanzas_bytes + len(_MAC_MARK) + 1 + len(encode_base64(bytes(MAC_BYTES))) + 1


def _authenticator(file_key: bytes, covered: bytes) -> hmac.HMAC:
    """Return HMAC-SHA-256 over the header (C2SP age.md, "Header MAC")."""
    authenticator = hmac.HMAC(derive_key(file_key, salt=b"", info=b"header"), hashes.SHA256())
    authenticator.update(covered)
    return authenticator


def read_header(source: LineSource, first_line: bytes) -> Header:
    """Read the rest of the header of which `first_line` has been read.

    Raises:
        FormatError: it does not follow the grammar, or is beyond a limit.
    """
    if first_line != VERSION_LINE:
        raise FormatError(Failure.HEADER, N_("not a file of age version 1"))
    lines = _Lines(source, first_line)
    stanzas: list[Stanza] = []
    while (line := lines.next()).startswith(_STANZA_MARK):
        if len(stanzas) == MAX_STANZAS:
            raise FormatError(Failure.HEADER, N_("more than {limit} recipient stanzas"), limit=MAX_STANZAS)
        stanzas.append(_read_stanza(line, lines))
    mark, _, mac_text = line.partition(b" ")
    if mark != _MAC_MARK or not stanzas:
        raise FormatError(Failure.HEADER, N_("the header is malformed"))
    mac = _decode(mac_text.removesuffix(b"\n"))
    if len(mac) != MAC_BYTES:
        raise FormatError(Failure.HEADER, N_("the header is malformed"))
    covered = b"".join(lines.read[:-1]) + _MAC_MARK
    return Header(stanzas=tuple(stanzas), mac=mac, covered=covered)


class _Lines:
    """The lines of the header as they are read, counted against the limit."""

    def __init__(self, source: LineSource, first_line: bytes) -> None:
        self._source = source
        self._left_bytes = MAX_HEADER_BYTES - len(first_line)
        self.read = [first_line]

    def next(self) -> bytes:
        line = self._source.readline(self._left_bytes)
        self._left_bytes -= len(line)
        if not line.endswith(b"\n"):
            if self._left_bytes == 0:
                raise FormatError(Failure.HEADER, N_("the header is longer than {limit} bytes"), limit=MAX_HEADER_BYTES)
            raise FormatError(Failure.HEADER, N_("the file breaks off in the header"))
        self.read.append(line)
        return line


def _read_stanza(first_line: bytes, lines: _Lines) -> Stanza:
    """Return the stanza that begins with `first_line`; its body ends with the first line that is not full."""
    arguments = first_line.removeprefix(_STANZA_MARK).removesuffix(b"\n").decode("latin-1").split(" ")
    if not all(_ARGUMENT.fullmatch(argument) for argument in arguments):
        raise FormatError(Failure.HEADER, N_("a recipient stanza is malformed"))
    body = bytearray()
    while True:
        line = lines.next().removesuffix(b"\n")
        if len(line) > COLUMNS:
            raise FormatError(Failure.HEADER, N_("a recipient stanza is malformed"))
        body += _decode(line)
        if len(line) < COLUMNS:
            return Stanza(type=arguments[0], args=tuple(arguments[1:]), body=bytes(body))


def _decode(text: bytes) -> bytes:
    try:
        return decode_base64(text.decode("ascii"))
    except ValueError:
        raise FormatError(Failure.HEADER, N_("the header holds malformed Base64")) from None
