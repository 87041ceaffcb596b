"""Small PDF documents, plain and encrypted (ISO 32000-1, 7.6.3: RC4 of 40 bits, which every reader knows)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = bytes(range(16))


def pdf(pages: Sequence[str], *, size: tuple[float, float] = (300, 200), password: str = "", extra: str = "") -> bytes:
    """Return a document with one line of text on each page; `extra` is appended to every page's content."""
    owner = _rc4(hashlib.md5(_padded(password)).digest()[:5], _padded(password))
    key = hashlib.md5(_padded(password) + owner + b"\xff" * 4 + _ID).digest()[:5] if password else b""
    numbers = [4 + 2 * index for index in range(len(pages))]
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for number, text in zip(numbers, pages, strict=True):
        content = f"BT /F 18 Tf 20 {size[1] - 60} Td ({text}) Tj ET {extra}".encode()
        if key:
            object_key = hashlib.md5(key + (number + 1).to_bytes(3, "little") + b"\0\0").digest()[:10]
            content = _rc4(object_key, content)
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}]"
            f" /Resources << /Font << /F 3 0 R >> >> /Contents {number + 1} 0 R >>"
        ).encode()
        objects[number + 1] = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
    trailer = b"/ID [<%b> <%b>] " % (_ID.hex().encode(), _ID.hex().encode())
    if key:
        user = _rc4(key, _PADDING)
        trailer += b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O <%b> /U <%b> >> " % (
            owner.hex().encode(),
            user.hex().encode(),
        )
    return _written(objects, trailer)


def _written(objects: dict[int, bytes], trailer: bytes) -> bytes:
    data, places = bytearray(b"%PDF-1.4\n"), []
    for number in sorted(objects):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Root 1 0 R /Size %d %b>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    return bytes(data)


def _padded(password: str) -> bytes:
    return (password.encode() + _PADDING)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    return Cipher(ARC4(key), mode=None).encryptor().update(data)
