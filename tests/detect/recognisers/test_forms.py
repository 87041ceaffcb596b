"""Every entity with a form of its own, as it reaches us: glued, full-width, in groups, over a line end, misread."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detect.looking import span
from sealcase.detect import scan_text

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
XPRV = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
XPUB = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"
VALUES = (  # entity, value, the same with a wrong checksum; published vectors or made up
    ("PHONE_NUMBER", "13812345678", ""),
    ("CN_RESIDENT_ID", "11010519491231002X", "110105194912310021"),
    ("CN_RESIDENT_ID", "810000199408230021", "810000199408230022"),
    ("CN_RESIDENT_ID", "911124198108030024", "911124198108030020"),
    ("CREDIT_CARD", "6222021234567890128", "6222021234567890127"),
    ("IBAN_CODE", "DE89370400440532013000", "DE89370400440532013001"),
    ("CN_USCC", "91310115MA1K3BTP2B", ""),
    ("ALIPAY_UID", "2088123456789012", ""),
    ("PRIVATE_KEY", "9f3c1d7a" * 8, ""),
    (
        "PRIVATE_KEY",
        "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
        "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK",
    ),
    (
        "PRIVATE_KEY",
        "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
        "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGh",
    ),
    ("PRIVATE_KEY", XPRV, XPRV[:-1] + "j"),
    ("XPUB", XPUB, XPUB[:-1] + "9"),
    ("CRYPTO", "0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886e0F7030069857D2E4169EE7"),
    ("CRYPTO", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),
    ("CRYPTO", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u"),
    ("CRYPTO", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi"),
    ("CRYPTO", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"),
    ("CRYPTO", "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV", ""),
)
OTHERS = (  # those that stand in one way only
    ("EMAIL_ADDRESS", "zhang.san@example.com"),
    ("IP_ADDRESS", "203.0.113.87"),
    ("IP_ADDRESS", "2001:db8:85a3::8a2e:370:7334"),
    ("MAC_ADDRESS", "3c:5a:b4:01:02:0f"),
    ("DEVICE_ID", "356938035643809"),
    ("GPS", "39.90873,116.39748"),
    ("LICENSE_PLATE", "粤B12345"),
    ("TOKEN", JWT),
    ("TOKEN", "ghp_" + "a1B2" * 9),
    ("US_SSN", "853-37-1694"),
)
CARRIERS = ("前文{}后文", "see {} here", "“{}”，")
LOOKS_LIKE = {"0": "O", "1": "l", "5": "S"}


def covers(value: str, entity: str, carrier: str) -> bool:
    """Whether one finding of the entity covers all of a value in a carrier."""
    start, shown = carrier.index("{}"), carrier.format(value)
    return any(
        finding.entity == entity and span(finding)[0] <= start and span(finding)[1] >= start + len(value)
        for finding in scan_text(shown)
    )


def full_width(value: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in value)


def in_fours(value: str) -> str:
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def over_two_lines(value: str) -> str:
    return f"{value[: len(value) // 2]}\n{value[len(value) // 2 :]}"


def misread(value: str) -> str:
    """One character in the second half as text recognition takes it."""
    for at in range(len(value) // 2, len(value)):
        if value[at] in LOOKS_LIKE:
            return value[:at] + LOOKS_LIKE[value[at]] + value[at + 1 :]
    return value


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(("entity", "value"), [(entity, value) for entity, value, _ in VALUES] + list(OTHERS))
@pytest.mark.parametrize("form", [str, full_width])
def test_as_it_is_glued_and_full_width(entity: str, value: str, carrier: str, form: Callable[[str], str]) -> None:
    assert covers(form(value), entity, carrier)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(("entity", "value"), [(entity, wrong) for entity, _, wrong in VALUES if wrong])
def test_a_wrong_checksum_lowers_the_band_and_not_the_redaction(entity: str, value: str, carrier: str) -> None:
    assert covers(value, entity, carrier)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(("entity", "value"), [(entity, value) for entity, value, _ in VALUES if entity != "CN_USCC"])
def test_in_groups(entity: str, value: str, carrier: str) -> None:
    if carrier == "see {} here" and len(value) % 4 == 0 and entity == "PRIVATE_KEY":
        carrier = "see {}, here"  # the next word of four letters would be a group, too
    assert covers(in_fours(value), entity, carrier)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(("entity", "value"), [(entity, value) for entity, value, _ in VALUES] + [OTHERS[0], OTHERS[7]])
def test_over_a_line_end(entity: str, value: str, carrier: str) -> None:
    assert covers(over_two_lines(value), entity, carrier)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(("entity", "value"), [(entity, value) for entity, value, _ in VALUES if entity != "CN_USCC"])
def test_with_one_misread_character(entity: str, value: str, carrier: str) -> None:
    assert covers(misread(value), entity, carrier)


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("13800138000\n13900139000", ["13800138000", "13900139000"]),
        ("1380013\n2015-07-29 17:41 INFO", []),
        ("blk_-7106479503467535906\n081111 023149 19 INFO dfs", []),
        ("a@example.com\nThanks a lot", ["a@example.com"]),
        ("order 12345678\n90123456 was sent", []),
    ],
)
def test_what_stands_below_is_not_joined(text: str, apart: list[str]) -> None:
    taken = [
        text[slice(*span(finding))] for finding in scan_text(text) if finding.entity not in {"DATE_TIME", "ORDER_ID"}
    ]
    assert taken == apart
