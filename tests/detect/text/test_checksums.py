"""Published vectors: GB 11643's own example, card networks' test numbers, BIP-173, BIP-350, ERC-55, Keccak."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.detect.text import checksums


@pytest.mark.parametrize("number", ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"])
def test_luhn(number: str) -> None:
    assert checksums.luhn(number)
    for index, digit in enumerate(number):  # any single wrong digit is noticed
        assert not checksums.luhn(number[:index] + str((int(digit) + 1) % 10) + number[index + 1 :])


def test_resident_id() -> None:
    assert checksums.resident_id("11010519491231002X")
    assert checksums.resident_id("11010519491231002x")
    assert not checksums.resident_id("110105194912310021")


def test_calendar_day() -> None:
    assert checksums.calendar_day("20240229")
    assert not checksums.calendar_day("20230229")
    assert not checksums.calendar_day("00000101")


@pytest.mark.parametrize(
    "address",
    [
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
        "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
        "BC1SW50QGDZ25J",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ],
)
def test_segwit_valid(address: str) -> None:
    assert checksums.segwit(address)


@pytest.mark.parametrize(
    "address",
    [
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",  # checksum
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",  # bech32 instead of bech32m
        "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
        "bc1qr508d6qejxtdg4y5r3zarvaryvaxxpcs",
        "bc1gmk9yu",
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",  # mixed case
        "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
        "",
        "1",
    ],
)
def test_segwit_invalid(address: str) -> None:
    assert not checksums.segwit(address)


@pytest.mark.parametrize(
    "address",
    [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    ],
)
def test_eip55(address: str) -> None:
    assert checksums.eip55(address)
    swapped = address[:-1] + address[-1].swapcase()
    if swapped != address:
        assert not checksums.eip55(swapped)


def test_keccak() -> None:
    assert checksums.keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert checksums.keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
    # One block less one byte, one block, and one byte more: the padding's three cases.
    assert len({checksums.keccak256(b"a" * size) for size in (134, 135, 136, 137, 271, 272)}) == 6


@given(st.binary(min_size=1, max_size=40))
def test_base58check_reads_what_it_says(payload: bytes) -> None:
    data = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = int.from_bytes(data)
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    text = "1" * (len(data) - len(data.lstrip(b"\0"))) + text
    assert checksums.base58check(text) == payload


def test_base58check_refuses() -> None:
    assert checksums.base58check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb") == b""
    assert checksums.base58check("0OIl") == b""
    assert checksums.base58check("") == b""
    assert len(checksums.xrp_base58check("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh")) == 21


@pytest.mark.parametrize("number", ["GB82WEST12345698765432", "DE89370400440532013000"])
def test_iban(number: str) -> None:
    assert checksums.iban(number)
    assert not checksums.iban(number[:-1] + "9")


@given(st.text(max_size=100))
def test_no_address_check_raises(text: str) -> None:
    checksums.segwit(text)
    checksums.base58check(text)
