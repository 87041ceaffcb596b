"""Timestamps by someone else (RFC 3161): asked for only when told to, checked against given certificates.

A token is taken over `SHA256SUMS.sig`: it shows that the signature, and so all that it covers, existed
at that time. `ask` is the only place in the program that uses the network: one request, no redirect, no
proxy, with bounds on time and size. Asking and reading are done here; whether a token holds,
`openssl ts -verify` decides (docs/adr/0004).
"""

from __future__ import annotations

import ipaddress
import re
import secrets
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from sealcase.errors import TimestampError
from sealcase.files import private_workspace, read_bounded
from sealcase.locale import N_

PROGRAM = "openssl"
TIMEOUT_S = 30
"""For the whole exchange with the authority, and for openssl."""
MAX_RESPONSE_BYTES = 256 * 1024
MAX_CERTIFICATES_BYTES = 1024 * 1024
_READ_BYTES = 16 * 1024

_SHA256 = bytes.fromhex("0609608648016503040201")
"""The object identifier 2.16.840.1.101.3.4.2.1 (RFC 5754, section 2.2)."""
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""1.2.840.113549.1.7.2 (RFC 5652, section 5.1)."""
_TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
"""1.2.840.113549.1.9.16.1.4 (RFC 3161, section 2.4.2)."""
_INTEGER, _OCTETS, _OBJECT, _SEQUENCE, _SET, _TIME, _TAGGED = 0x02, 0x04, 0x06, 0x30, 0x31, 0x18, 0xA0
_GENERALIZED_TIME = re.compile(rb"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{1,9})?Z")
_GRANTED = (b"\0", b"\1")
"""PKIStatus granted and grantedWithMods (RFC 3161, section 2.4.2)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timestamp:
    """A response of an authority, as it says of itself."""

    response: bytes
    """TimeStampResp, DER: what a `.tsr` file holds."""
    time: str
    """UTC, `2026-11-22T16:47:00Z`."""
    digest: bytes
    """SHA-256 of what it was taken over."""
    nonce: int | None


class _MalformedError(Exception):
    """Bytes that are not the DER expected."""


def is_authority(url: str) -> bool:
    """Tell whether `url` is an address that `ask` takes: https, or http on this very computer."""
    return _split(url) is not None


def ask(url: str, digest: bytes) -> Timestamp:
    """Ask the authority at `url` for a token over the SHA-256 `digest`; it learns that digest and nothing else.

    Raises:
        TimestampError: it cannot be reached, refuses, or answers something else than it was asked.
        ValueError: the address is none that `is_authority` accepts.
    """
    address = _split(url)
    if address is None:
        raise ValueError(url)
    nonce = secrets.randbits(64)
    stamp = parse(_post(address, url, _request(digest, nonce)), url)
    if stamp.digest != digest or stamp.nonce != nonce:
        raise TimestampError(file=url, reason=N_("the authority answered another request"))
    return stamp


def check(file: Path, digest: bytes, certificates: Path) -> Timestamp:
    """Return the timestamp in `file`, which holds for `digest` by an authority that `certificates` (PEM) vouch for.

    The authority's certificates must be valid now.

    Raises:
        UnreadableFileError, EmptyFileError, LimitError: a file cannot be read within its bound.
        TimestampError: it does not hold, or openssl is missing.
    """
    label = str(file)
    stamp = parse(read_bounded(file, MAX_RESPONSE_BYTES), label)
    trusted = read_bounded(certificates, MAX_CERTIFICATES_BYTES)
    if stamp.digest != digest:
        raise TimestampError(file=label, reason=N_("it was made for another package"))
    with private_workspace() as workspace:
        # What was read is what openssl sees, whatever happens to the files meanwhile.
        (workspace / "response").write_bytes(stamp.response)
        (workspace / "certificates").write_bytes(trusted)
        command = [PROGRAM, "ts", "-verify", "-digest", digest.hex(), "-in", "response", "-CAfile", "certificates"]
        try:
            done = subprocess.run(  # noqa: S603 - a list of words, no shell
                command, cwd=workspace, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            raise TimestampError(file=label, reason=N_("checking it needs the program openssl")) from None
    if done.returncode:
        reason = N_("its signature is wrong, or the certificates given do not vouch for its authority now")
        raise TimestampError(file=label, reason=reason)
    return stamp


def parse(response: bytes, label: str) -> Timestamp:
    """Return what a TimeStampResp says; nothing of it is proven.

    Raises:
        TimestampError: the authority refused, or it is no response in DER over a SHA-256 digest.
    """
    try:
        return _parse(response, label)
    except _MalformedError:
        raise TimestampError(file=label, reason=N_("it is not an RFC 3161 response over a SHA-256 digest")) from None


def _split(url: str) -> SplitResult | None:
    try:
        address = urlsplit(url)
        host, _ = address.hostname or "", address.port
    except ValueError:
        return None
    printable = url.isascii() and url.isprintable() and " " not in url
    if not (host and printable) or address.username is not None or address.fragment:
        return None
    return address if address.scheme == "https" or (address.scheme == "http" and _is_loopback(host)) else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _post(address: SplitResult, url: str, request: bytes) -> bytes:
    """Send `request` (RFC 3161, section 3.4) and return the body of the answer."""
    import http.client

    deadline = time.monotonic() + TIMEOUT_S
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT_S)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    body = b""
    try:
        connection.request("POST", target, request, headers)
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise TimestampError(
                file=url, reason=N_("the authority answers with status {status}"), status=answer.status
            )
        while piece := answer.read1(_READ_BYTES):
            body += piece
            if len(body) > MAX_RESPONSE_BYTES or time.monotonic() > deadline:
                raise TimestampError(file=url, reason=N_("the authority's answer is too long or too slow"))
    except (OSError, http.client.HTTPException, UnicodeError):
        raise TimestampError(file=url, reason=N_("the authority cannot be reached")) from None
    finally:
        connection.close()
    return body


def _request(digest: bytes, nonce: int) -> bytes:
    """Return a TimeStampReq (RFC 3161, section 2.4.1) that asks for the certificates too."""
    algorithm = _tlv(_SEQUENCE, _SHA256 + _tlv(0x05, b""))
    imprint = _tlv(_SEQUENCE, algorithm + _tlv(_OCTETS, digest))
    number = _tlv(_INTEGER, nonce.to_bytes(nonce.bit_length() // 8 + 1, "big"))
    return _tlv(_SEQUENCE, _tlv(_INTEGER, b"\1") + imprint + number + _tlv(0x01, b"\xff"))


def _parse(response: bytes, label: str) -> Timestamp:
    """Walk TimeStampResp → ContentInfo → SignedData → TSTInfo (RFC 3161, section 2.4.2; RFC 5652, section 5)."""
    outer = _only(response, _SEQUENCE)
    status = _Der(outer.take(_SEQUENCE)).take(_INTEGER)
    if status not in _GRANTED:
        raise TimestampError(file=label, reason=N_("the authority refused"))
    content = _Der(outer.take(_SEQUENCE))
    content.expect(_SIGNED_DATA)
    signed = _only(content.take(_TAGGED), _SEQUENCE)
    signed.take(_INTEGER)
    signed.take(_SET)
    encapsulated = _Der(signed.take(_SEQUENCE))
    encapsulated.expect(_TST_INFO)
    info = _only(_only(encapsulated.take(_TAGGED), _OCTETS).rest, _SEQUENCE)
    info.take(_INTEGER)
    info.take(_OBJECT)
    imprint = _Der(info.take(_SEQUENCE))
    _Der(imprint.take(_SEQUENCE)).expect(_SHA256)
    digest = imprint.take(_OCTETS)
    info.take(_INTEGER)
    moment = _GENERALIZED_TIME.fullmatch(info.take(_TIME))
    if moment is None or len(digest) != 32:
        raise _MalformedError
    year, month, day, hour, minute, second = (part.decode() for part in moment.groups())
    for tag in (_SEQUENCE, 0x01):  # accuracy and ordering, where given
        if info.next_tag == tag:
            info.take(tag)
    nonce = int.from_bytes(info.take(_INTEGER), "big", signed=True) if info.next_tag == _INTEGER else None
    said = f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
    return Timestamp(response=response, time=said, digest=digest, nonce=nonce)


class _Der:
    """Reads the elements of a DER encoding (X.690, section 8.1, definite lengths) in order."""

    def __init__(self, data: bytes) -> None:
        self.rest = data

    @property
    def next_tag(self) -> int | None:
        """The tag of the next element; None at the end."""
        return self.rest[0] if self.rest else None

    def take(self, tag: int) -> bytes:
        """Return the content of the next element, which has this tag."""
        if self.next_tag != tag or len(self.rest) < 2:
            self._refuse()
        size, start = self.rest[1], 2
        if size & 0x80:
            start += size & 0x7F
            if not 2 < start <= 6:
                self._refuse()
            size = int.from_bytes(self.rest[2:start], "big")
        if len(self.rest) < start + size:
            self._refuse()
        content, self.rest = self.rest[start : start + size], self.rest[start + size :]
        return content

    def expect(self, element: bytes) -> None:
        """Pass over an element that is known whole."""
        if not self.rest.startswith(element):
            self._refuse()
        self.rest = self.rest[len(element) :]

    def _refuse(self) -> NoReturn:
        raise _MalformedError


def _only(data: bytes, tag: int) -> _Der:
    """Return a reader of the content of the one element that `data` is."""
    outer = _Der(data)
    content = outer.take(tag)
    if outer.rest:
        raise _MalformedError
    return _Der(content)


def _tlv(tag: int, content: bytes) -> bytes:
    """Return an element of fewer than 128 bytes."""
    return bytes((tag, len(content))) + content
