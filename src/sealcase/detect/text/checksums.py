"""Checksums of numbers, keys and addresses. Each answers yes or no and raises for no input.

A checksum that fails only lowers the band of a finding: a misread digit is still a person's number.
"""

from __future__ import annotations

import hashlib
from datetime import date

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_XRP58 = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_FINAL = 1
_BECH32M_FINAL = 0x2BC830A3


def luhn(digits: str) -> bool:
    """Card numbers and IMEIs: ISO/IEC 7812-1, annex B."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def resident_id(number: str) -> bool:
    """18 characters of a Chinese resident ID: GB 11643-1999, check character by ISO 7064 MOD 11-2."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def uscc(code: str) -> bool:
    """18 characters of a Chinese business's number: GB 32100-2015, check character mod 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    digits = [alphabet.find(char) for char in code]
    if len(digits) != 18 or min(digits) < 0:
        return False
    total = sum(digit * pow(3, place, 31) for place, digit in enumerate(digits[:-1]))
    return digits[-1] == -total % 31


def hong_kong_id(number: str) -> bool:
    """One or two letters, six digits and the check digit of a Hong Kong identity card: mod 11, `A` for ten."""
    values = [36 if char == " " else int(char, 36) for char in number[:-1].rjust(8)]
    check = 10 if number[-1] == "A" else int(number[-1])
    return (sum(weight * value for weight, value in zip(range(9, 1, -1), values, strict=True)) + check) % 11 == 0


def calendar_day(yyyymmdd: str) -> bool:
    """Eight digits that name a day."""
    try:
        date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:8]))
    except ValueError:
        return False
    return True


def base58_bytes(text: str, *, alphabet: str = _BASE58) -> bytes:
    """Return what a text in base58 holds; nothing where a character is not of the alphabet."""
    number = 0
    for char in text:
        digit = alphabet.find(char)
        if digit < 0:
            return b""
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base58check(text: str, *, alphabet: str = _BASE58) -> bytes:
    """Return the payload, or nothing when the double SHA-256 checksum fails (Bitcoin's Base58Check)."""
    data = base58_bytes(text, alphabet=alphabet)
    payload, check = data[:-4], data[-4:]
    return payload if hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4] == check else b""


def xrp_base58check(text: str) -> bytes:
    """The same with the XRP Ledger's alphabet (XRPL address encodings)."""
    return base58check(text, alphabet=_XRP58)


def segwit(address: str) -> bool:
    """A witness address: bech32 for version 0, bech32m for the others (BIP-173, BIP-350)."""
    if address.lower() != address and address.upper() != address:
        return False
    prefix, _, data = address.lower().rpartition("1")
    if not prefix or len(data) < 7 or len(address) > 90 or any(char not in _BECH32 for char in data):
        return False
    values = [_BECH32.index(char) for char in data]
    expanded = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    final = _bech32_polymod(expanded + values)
    program_bits = 5 * (len(values) - 7)
    size_bytes, padding_bits = divmod(program_bits, 8)
    if values[0] > 16 or not 2 <= size_bytes <= 40 or padding_bits > 4:
        return False
    if padding_bits and values[-7] & ((1 << padding_bits) - 1):
        return False
    if values[0] == 0:
        return final == _BECH32_FINAL and size_bytes in (20, 32)
    return final == _BECH32M_FINAL


def bech32_or_bech32m(text: str) -> bool:
    """Whether the checksum of BIP-173 or of BIP-350 holds, whatever the prefix and the data mean."""
    prefix, _, data = text.lower().rpartition("1")
    values = [_BECH32.find(char) for char in data]
    expanded = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    return min(values) >= 0 and _bech32_polymod(expanded + values) in (_BECH32_FINAL, _BECH32M_FINAL)


def cash_address(address: str) -> bool:
    """An address of Bitcoin Cash with its prefix: the 40-bit checksum of the CashAddr specification."""
    prefix, _, data = address.partition(":")
    values = [_BECH32.find(char) for char in data]
    check = 1
    for value in [*(ord(char) & 31 for char in prefix), 0, *values]:
        top = check >> 35
        check = (check & 0x07FFFFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)):
            if top >> bit & 1:
                check ^= generator
    return min(values) >= 0 and check == 1


def _bech32_polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> bit & 1:
                check ^= generator
    return check


def eip55(address: str) -> bool:
    """Mixed case of an Ethereum address, `0x` and 40 hex digits: ERC-55."""
    digits = address[2:]
    digest = keccak256(digits.lower().encode()).hex()
    return all(
        char.isdigit() or char.isupper() == (int(nibble, 16) >= 8) for char, nibble in zip(digits, digest, strict=False)
    )


def keccak256(data: bytes) -> bytes:
    """Keccak with the padding that Ethereum kept, which is not the one of SHA3-256 (FIPS 202)."""
    rate = 136
    padded = data + b"\x01" + bytes(-(len(data) + 2) % rate) + b"\x80"
    if (len(data) + 1) % rate == 0:
        padded = data + b"\x81"
    lanes = [0] * 25
    for block in range(0, len(padded), rate):
        for index in range(rate // 8):
            lanes[index] ^= int.from_bytes(padded[block + 8 * index : block + 8 * index + 8], "little")
        lanes = _keccak_f(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _keccak_f(lanes: list[int]) -> list[int]:
    """Keccak-f[1600] (FIPS 202, section 3.2); lane (x, y) stands at x + 5 y."""
    mask = (1 << 64) - 1
    register = 1
    for _ in range(24):
        columns = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        mixed = [columns[(x + 4) % 5] ^ _rotate(columns[(x + 1) % 5], 1) for x in range(5)]
        lanes = [lane ^ mixed[index % 5] for index, lane in enumerate(lanes)]
        x, y, current = 1, 0, lanes[1]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, lanes[x + 5 * y] = lanes[x + 5 * y], _rotate(current, (step + 1) * (step + 2) // 2 % 64)
        rows = [lanes[5 * y : 5 * y + 5] for y in range(5)]
        lanes = [row[x] ^ (~row[(x + 1) % 5] & mask & row[(x + 2) % 5]) for row in rows for x in range(5)]
        for bit in range(7):
            register = (register << 1) ^ ((register >> 7) * 0x171)
            if register & 2:
                lanes[0] ^= 1 << ((1 << bit) - 1)
    return lanes


def _rotate(lane: int, bits: int) -> int:
    return (lane << bits | lane >> (64 - bits)) & ((1 << 64) - 1)


_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (
        row.split(":")
        for row in """15:NO 16:BE 18:DK,FI,FK,FO,GL,NL,SD 19:MK,SI 20:AT,BA,EE,KZ,LT,LU,MN,XK 21:CH,HR,LI,LV
        22:BG,BH,CR,DE,GB,GE,IE,ME,RS,VA 23:AE,GI,IL,IQ,OM,SO,TL 24:AD,CZ,ES,MD,PK,RO,SA,SE,SK,TN,VG 25:LY,PT,ST
        26:IS,TR 27:BI,DJ,FR,GR,IT,MC,MR,SM 28:AL,AZ,BY,CY,DO,GT,HN,HU,LB,NI,PL 29:BR,EG,PS,QA,UA 30:JO,KW,MU,YE
        31:MT,SC 32:LC 33:RU""".split()  # noqa: SIM905 - rows of the register
    )
    for country in countries.split(",")
}
"""How long each country's IBAN is (SWIFT, IBAN registry)."""


def iban_shape(text: str) -> bool:
    """Whether a text has the country and the length of an IBAN, whatever its check digits say."""
    return _IBAN_LENGTHS.get(text[:2]) == len(text)


def iban(text: str) -> bool:
    """ISO 13616: mod 97 of the rearranged number is 1."""
    digits = "".join(str(int(char, 36)) for char in text[4:] + text[:4])
    return int(digits) % 97 == 1
