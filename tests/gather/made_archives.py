"""ZIP archives as wallets send them, made for tests."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pyzipper

_PASSWORD = "123456"


def plain_zip(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive without password."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def aes_zip(files: Mapping[str, bytes], password: str = _PASSWORD) -> bytes:
    """Return a ZIP archive encrypted as WinZip does it, with AES-256."""
    file = io.BytesIO()
    with pyzipper.AESZipFile(file, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


class _ZipCrypto:
    """The traditional encryption (APPNOTE 6.3.10, section 6.1)."""

    def __init__(self, password: bytes) -> None:
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for octet in password:
            self._update(octet)

    def _update(self, octet: int) -> None:
        first, second, third = self.keys
        first = zlib.crc32(bytes([octet]), first ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        second = ((second + (first & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        third = zlib.crc32(bytes([second >> 24]), third ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        self.keys = [first, second, third]

    def encrypt(self, data: bytes) -> bytes:
        """Return the ciphertext of the next bytes."""
        out = bytearray()
        for octet in data:
            key = (self.keys[2] | 2) & 0xFFFF
            out.append(octet ^ ((key * (key ^ 1)) >> 8 & 0xFF))
            self._update(octet)
        return bytes(out)


def traditional_zip(name: bytes, data: bytes, password: str = _PASSWORD) -> bytes:
    """Return a ZIP archive of one file with the traditional encryption; the name's bytes are taken as they are."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(data) + packer.flush()
    checksum = zlib.crc32(data)
    body = _ZipCrypto(password.encode()).encrypt(bytes(11) + bytes([checksum >> 24]) + packed)
    common = struct.pack("<HHHHHIIIHH", 20, 1, 8, 0, 0x21, checksum, len(body), len(data), len(name), 0)
    local = b"PK\x03\x04" + common + name + body
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end
