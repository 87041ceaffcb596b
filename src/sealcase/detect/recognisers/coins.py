"""Addresses and keys of coins beside Bitcoin's and Ethereum's relatives, each by its own shape and checksum.

Sources: Solana (base58 of 32 bytes); Polkadot's SS58 (blake2b over `SS58PRE`); Bitcoin Cash's CashAddr (2017,
a BCH code over the prefix); StrKey of Stellar (SEP-23: base32 and CRC-16/XMODEM; a key that begins with `S` is a secret
seed); Algorand (base32, the last four bytes of SHA-512/256); family seeds of the XRP Ledger (`s…`, base58check, 16
bytes); Bitcoin's mini keys on paper and coins (`S…`, 30 characters whose SHA-256 with `?` behind them begins with a
zero); Tezos (`tz1`, `KT1`; `edsk` is a secret key); BIP-173 and BIP-350 with any prefix (Cosmos, Cardano's Shelley
addresses; Nostr's `nsec` is a private key, NIP-19); Monero, Cardano's Byron addresses, Decred, Nano, NEM and TON by
their length, alphabet and first characters.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from sealcase.detect.text.checksums import base58_bytes, base58check, bech32_or_bech32m, cash_address, xrp_base58check
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_BECH32 = line_pattern(
    r"(?<![0-9A-Za-z])(?!(?:bc|tb|bcrt|ltc)1|(?:BC|TB|LTC)1)(?:[a-z]{2,12}(?:_test)?1[02-9ac-hj-np-z]{38,120}|[A-Z]{2,12}1[02-9AC-HJ-NP-Z]{38,120})(?![0-9A-Za-z])"
)
_SECRET_BECH32 = line_pattern(
    r"(?<![0-9A-Za-z_])(?:(?:[a-z0-9]{2,12}_){1,2}x?sk|xprv)1[02-9ac-hj-np-z]{50,300}(?![0-9A-Za-z])"
)
"""Cardano's signing keys (CIP-5): `addr_sk1…`, `root_xsk1…`, `ed25519e_sk1…`."""
_CASH = line_pattern(r"(?<![0-9A-Za-z])(?:(?:bitcoincash|bchtest|ecash):)?[qp][02-9ac-hj-np-z]{41}(?![0-9A-Za-z])")
_BASE32 = line_pattern(r"(?<![0-9A-Za-z])(?:[GSMTX][A-Z2-7]{55}|[A-Z2-7]{58}|N[A-Z2-7]{39})(?![0-9A-Za-z])")
_NANO = line_pattern(r"(?<![0-9A-Za-z])(?:nano|xrb)_[13][13456789abcdefghijkmnopqrstuwxyz]{59}(?![0-9A-Za-z])")
_TON = line_pattern(r"(?<![0-9A-Za-z_\-])[EUk][Qf][0-9A-Za-z_\-]{46}(?![0-9A-Za-z_\-])")
_BYRON = re.compile(r"Ae2[1-9A-HJ-NP-Za-km-z]{56}|DdzFF[1-9A-HJ-NP-Za-km-z]{99}")
_MONERO = re.compile(r"[4789ABL][1-9A-HJ-NP-Za-km-z]{94}|4[1-9A-HJ-NP-Za-km-z]{105}")
_DECRED = re.compile(r"D[sceS][1-9A-HJ-NP-Za-km-z]{33}")
_SOLANA_CHARS = range(32, 45)


def find_coins(passage: Passage) -> Iterator[Hit]:
    """Yield addresses and keys that are not in base58."""
    for match in passage.matches(_BECH32):
        secret = match[0].lower().startswith("nsec1")
        if secret or bech32_or_bech32m(match[0]):
            entity = "PRIVATE_KEY" if secret else "CRYPTO"
            yield make_hit(entity, *match.span(), Band.CERTAIN, "key-nostr" if secret else "address-bech32", match[0])
    for match in passage.matches(_SECRET_BECH32):
        yield make_hit("PRIVATE_KEY", *match.span(), Band.CERTAIN, "key-cardano", match[0])
    for match in passage.matches(_CASH):
        prefixed = ":" in match[0]
        if prefixed or cash_address(f"bitcoincash:{match[0]}"):
            band = Band.CERTAIN if not prefixed or cash_address(match[0]) else Band.LIKELY
            yield make_hit("CRYPTO", *match.span(), band, "address-cash", match[0])
    for match in passage.matches(_BASE32):
        yield from _base32(match)
    for pattern, rule in ((_NANO, "address-nano"), (_TON, "address-ton")):
        for match in passage.matches(pattern):
            if any(map(str.isdigit, match[0])) or rule == "address-nano":
                yield make_hit("CRYPTO", *match.span(), Band.LIKELY, rule, match[0])


def _base32(match: re.Match[str]) -> Iterator[Hit]:
    token = match[0]
    digits = any(map(str.isdigit, token))
    if len(token) == 56:
        valid = _stellar(token)
        if valid or (digits and token[0] in "GS"):
            entity = "PRIVATE_KEY" if token[0] == "S" else "CRYPTO"
            rule = "key-stellar" if token[0] == "S" else "address-stellar"
            yield make_hit(entity, *match.span(), Band.CERTAIN if valid else Band.REVIEW, rule, token)
    elif digits:
        valid = len(token) == 58 and _algorand(token)
        yield make_hit("CRYPTO", *match.span(), Band.CERTAIN if valid else Band.REVIEW, "address-base32", token)


def _stellar(token: str) -> bool:
    data = base64.b32decode(token)
    check = 0
    for byte in data[:-2]:
        check ^= byte << 8
        for _ in range(8):
            check = (check << 1 ^ (0x1021 if check & 0x8000 else 0)) & 0xFFFF
    return check.to_bytes(2, "little") == data[-2:]


def _algorand(token: str) -> bool:
    data = base64.b32decode(token + "======")
    return hashlib.new("sha512_256", data[:-4]).digest()[-4:] == data[-4:]


def other_coin(token: str, start: int, end: int, *, mixed: bool) -> Iterator[Hit]:
    """Yield what a token in base58 is, if it belongs to one of the coins of this module."""
    if token.startswith("s") and len(token) in (28, 29, 31) and len(xrp_base58check(token)) in (17, 19):
        yield make_hit("PRIVATE_KEY", start, end, Band.CERTAIN, "key-xrp-seed", token)
    elif token[0] == "S" and len(token) == 30 and hashlib.sha256(f"{token}?".encode()).digest()[0] == 0:
        yield make_hit("PRIVATE_KEY", start, end, Band.LIKELY, "key-mini", token)
    elif token.startswith(("edsk", "spsk", "p2sk")) and len(base58check(token)) in (36, 68):
        yield make_hit("PRIVATE_KEY", start, end, Band.CERTAIN, "key-tezos", token)
    elif token.startswith(("tz", "KT1")) and len(token) == 36:
        valid = len(base58check(token)) == 23
        yield make_hit("CRYPTO", start, end, Band.CERTAIN if valid else Band.REVIEW, "address-tezos", token)
    elif _BYRON.fullmatch(token) or (mixed and (_MONERO.fullmatch(token) or _DECRED.fullmatch(token))):
        yield make_hit("CRYPTO", start, end, Band.LIKELY, "address-shape", token)
    elif mixed and len(token) in range(46, 49) and _ss58(token):
        yield make_hit("CRYPTO", start, end, Band.CERTAIN, "address-ss58", token)
    elif mixed and len(token) in _SOLANA_CHARS and len(base58_bytes(token)) == 32:
        yield make_hit("CRYPTO", start, end, Band.LIKELY, "address-solana", token)


def _ss58(token: str) -> bool:
    data = base58_bytes(token)
    check = hashlib.blake2b(b"SS58PRE" + data[:-2], digest_size=64).digest()
    return len(data) in (35, 36) and check[:2] == data[-2:]
