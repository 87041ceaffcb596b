"""Seed phrases are the test vectors that BIP-39 publishes; keys and addresses those of other standards."""

from __future__ import annotations

import pytest

from detect.looking import CARRIERS, found, sensitive, values
from sealcase.detect import scan_text
from sealcase.model import Band, Tier

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
LONG = (
    "void come effort suffer camp survey warrior heavy shoot primary clutch crush "
    "open amazing screen patrol group space point ten exist slush involve unfold"
)
WORDS = PHRASE.split()
SPELLINGS = {
    "spaces": PHRASE,
    "capitals": PHRASE.upper(),
    "lines": "\n".join(WORDS),
    "numbered": "\n".join(f"{number}. {word}" for number, word in enumerate(WORDS, 1)),
    "grid": "\n".join(
        "  ".join(f"{row + 1}.{WORDS[row]}" for row in range(start, start + 3)) for start in range(0, 12, 3)
    ),
    "commas": ", ".join(WORDS),
    "json": '"' + '", "'.join(WORDS) + '"',
    "wrapped": PHRASE.replace("sausage ", "sausage\r\n  "),
    "misread": PHRASE.replace("sausage", "sau5age"),
    "broken checksum": PHRASE.replace("yellow", "zoo"),
    "24 words": LONG,
}


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_seed_phrases_are_covered_whole(spelling: str, carrier: str) -> None:
    phrase = SPELLINGS[spelling]
    (value,) = values(carrier.format(phrase), "SEED_PHRASE")
    first, last = phrase.upper().find("LEGAL") if "LEGAL" in phrase.upper() else 0, phrase.rstrip('"')
    assert last[first:] in value


def test_a_labelled_phrase_may_be_short() -> None:
    assert values("助记词：legal winner thank year", "SEED_PHRASE") == ["legal winner thank year"]
    assert values("seed phrase:\nlegal winner thank\nyear wave", "SEED_PHRASE") == ["legal winner thank\nyear wave"]


def test_chinese_phrases_stand_apart_or_follow_a_label() -> None:
    chars = "的一是在不了有和人这中大"
    assert values(" ".join(chars), "SEED_PHRASE") == [" ".join(chars)]
    assert values(f"助记词：{chars}", "SEED_PHRASE") == [chars]
    assert values(f"他说{chars}就走", "SEED_PHRASE") == []


def test_prose_is_no_phrase() -> None:
    text = "We will answer within three working days, and never ask you for any such word or number again."
    assert values(text, "SEED_PHRASE") == []


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    "key",
    [
        "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
        "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
        "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
        "e9873d79c6d87dc0fb6a5778633389f4453213303da61f20bd67fc233aa33262",
        "-----BEGIN EC PRIVATE KEY-----\nMHQCAQEEIA" + "Zm9v" * 12 + "\n-----END EC PRIVATE KEY-----",
    ],
)
def test_private_keys(key: str, carrier: str) -> None:
    assert values(carrier.format(key), "PRIVATE_KEY") == [key]


def test_a_key_that_breaks_off_is_covered_to_the_end() -> None:
    text = "-----BEGIN PRIVATE KEY-----\nMHQCAQEEIA" + "Zm9v" * 12 + "\nAAAA"
    assert values(text, "PRIVATE_KEY") == [text]


HASH = "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"


@pytest.mark.parametrize(
    "text", ["txHash={}", "Transaction hash: {}", "交易哈希：{}", "https://etherscan.io/tx/{}", '"txid":"{}"', "tx {}"]
)
def test_a_hash_with_its_label_is_an_identifier(text: str) -> None:
    (finding,) = scan_text(text.format(HASH))
    assert (finding.entity, finding.tier, finding.band) == ("TX_HASH", Tier.IDENTIFIER, Band.CERTAIN)


@pytest.mark.parametrize("text", ["{}", "key {}", "sha256: {}", "前{}后", "passwordHash={}", "password hash: {}"])
def test_64_hex_digits_without_one_are_secret(text: str) -> None:
    (finding,) = scan_text(text.format(HASH))
    assert finding.tier is Tier.SECRET


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    ("address", "band"),
    [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Band.CERTAIN),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", Band.REVIEW),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Band.CERTAIN),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", Band.LIKELY),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Band.CERTAIN),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", Band.REVIEW),
        ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", Band.LIKELY),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Band.CERTAIN),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", Band.REVIEW),
        ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", Band.CERTAIN),
    ],
)
def test_addresses(address: str, band: Band, carrier: str) -> None:
    text = carrier.format(address)
    assert [(finding.entity, finding.band) for finding in scan_text(text)] == [("CRYPTO", band)]
    assert values(text, "CRYPTO") == [address]


def test_a_labelled_address_needs_no_known_form() -> None:
    address = "7EqQdEULxWcraVx3mXKFjc84LhCkMGZCkRuDpvcMwJeK"
    assert values(f"wallet address: {address}", "CRYPTO") == [address]
    assert values(f"提币地址：{address}", "CRYPTO") == [address]


def test_extended_public_keys_are_personal() -> None:
    key = (
        "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupj"
        "e8YtGqsefD265TMg7usUDFdp6W1EGMcet8"
    )
    assert sensitive(key) == [("XPUB", key)]
    assert found(key) == [("XPUB", key)]
