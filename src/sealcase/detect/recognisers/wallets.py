"""Wallets: private keys, addresses, transaction hashes. Seed phrases have their own room, `seeds`.

Keys: WIF and extended keys (Base58Check, BIP-32, BIP-49, BIP-84), BIP-38, PEM (RFC 7468), 64 hex
digits unless labelled as a transaction, Solana key pairs. Addresses: Base58Check, BIP-173 and BIP-350,
ERC-55, XRPL. A checksum that fails lowers the band: a misread address is still somebody's.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from sealcase.detect.recognisers.coins import other_coin
from sealcase.detect.recognisers.curves import is_key_pair
from sealcase.detect.text.checksums import base58_bytes, base58check, eip55, segwit, xrp_base58check
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.marks import Mark
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_B58 = "1-9A-HJ-NP-Za-km-z"
_BASE58_TOKEN = line_pattern(rf"[{_B58}](?<![0-9A-Za-z][{_B58}])[{_B58}]{{24,120}}(?![0-9A-Za-z])")
_SEGWIT = line_pattern(r"(?<![0-9A-Za-z])(?:bc|tb|bcrt|ltc|BC|TB|LTC)1[0-9A-Za-z]{11,87}(?![0-9A-Za-z])")
_HEX_TOKEN = line_pattern(r"(?:0[xX])?[0-9a-fA-F]{40,128}(?![0-9A-Za-z])")
_DOTS = "·•・⋯"
"""Dots in the middle of the line; those at its foot are folded to full stops."""
_SHORTENED = line_pattern(
    rf"(?<![0-9A-Za-z])(?:0x[0-9A-Fa-f]{{2,10}}"
    rf" ?(?:\.{{2,6}}|\*{{2,6}}|[{_DOTS}](?: ?[{_DOTS}]){{0,5}}) ?[0-9A-Fa-f]{{3,10}}"
    rf"|(?:bc1|[13T])[0-9A-Za-z]{{3,8}}(?:\.{{3,6}}|\*{{3,6}}|⋯|[{_DOTS}]{{2,6}})[{_B58}]{{4,8}})(?![0-9A-Za-z])"
)
"""As wallets show an address; with the sum and the time it is found on the chain."""
_LIGHTNING = line_pattern(
    r"(?<![0-9A-Za-z])(?:lnbc|LNBC|lntb|LNTB)(?:\d{1,18}[munpMUNP]?)?1[0-9A-Za-z]{80,}(?![0-9A-Za-z])"
)
"""BOLT 11: it names the payee's node."""
_ENS = line_pattern(r"(?<![0-9A-Za-z.@\-/])[0-9a-z][0-9a-z\-]{2,62}(?:\.[0-9a-z\-]{1,63})?\.eth(?![0-9A-Za-z\-.])")
_PEM = line_pattern(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----END))*"
    r"(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?"
)
_MIN_PEM_CHARS = 40
"""An Ed25519 key in PKCS #8, the shortest in use, has 64 characters of base64."""
_VAULT = line_pattern(
    r"[\"']data\\?[\"'][ ]?:[ ]?\\?[\"']"
    r"(?=([0-9A-Za-z+/]{16,}={0,2})\\?[\"'],[ ]?\n?[ \t]{0,16}\\?[\"'](?:iv|salt|keyMetadata)\\?[\"'])"
)
"""A browser wallet's vault, encrypted with its password alone: `{"data": …, "iv": …, "salt": …}`."""
_VAULT_KEYS = {"iv", "salt", "keyMetadata"}
_KEYSTORE = line_pattern(r"[\"'](?:ciphertext|cipherText)\\?[\"']")
_KEYSTORE_KDF = re.compile(r"[\"']kdf(?:params)?\\?[\"']")
_MAX_KEYSTORE_CHARS = 2048
_BYTES_ARRAY = line_pattern(r"\[\s*(?:\d{1,3}\s*,\s*){31,63}\d{1,3}\s*\]")
_MAX_ADDRESS_CHARS = 36
_MAX_BYTE = 0xFF
_KEY_VALUE = re.compile(r"[0-9A-Za-z+/_=\-]{16,}(?![0-9A-Za-z*])")
_ADDRESS_VALUE = re.compile(r"[0-9A-Za-z][0-9A-Za-z:._\-]{14,110}(?![0-9A-Za-z*.])")
_HASH_VALUE = re.compile(r"(?:0[xX])?[0-9A-Za-z]{16,100}(?![0-9A-Za-z*])")
_SHORT_HASH_VALUE = re.compile(r"(?:0[xX])?[0-9A-Za-z]{4,24}(?:\.{2,4}|[…·*]{1,4})[0-9A-Za-z]{4,24}(?![0-9A-Za-z*])")
"""A hash as a table shows it, for want of room."""
_TX_BEFORE = re.compile(
    r"(?i)(?:/(?:tx|txs|transaction|block)/[#]?|(?:\btxn?[ _]?(?:id|hash)?|\btransaction(?: hash| id)?"
    r"|\bblock(?: hash)?|(?<![a-z_] )(?<![a-z_])hash|哈希值?)[\"' ]*[:=#]?[\"' ]*)$"
)


def find_wallets(passage: Passage) -> Iterator[Hit]:
    """Yield keys, addresses and transaction hashes."""
    text = passage.text
    yield from _secret_blocks(passage)
    hashes = {mark.start: mark for mark in passage.marks_for("TX_HASH")}
    yield from _hex_tokens(passage, hashes)
    yield from _base58_tokens(passage, hashes)
    for match in passage.matches(_SEGWIT):
        band = Band.CERTAIN if segwit(match[0]) else Band.LIKELY
        yield make_hit("CRYPTO", *match.span(), band, "address-segwit", match[0])
    for pattern, rule in ((_SHORTENED, "address-shortened"), (_LIGHTNING, "lightning-invoice"), (_ENS, "ens-name")):
        for match in passage.matches(pattern):
            if pattern is not _SHORTENED or any(map(str.isalpha, match[0])):  # `1234****9876` is a masked card
                yield make_hit("CRYPTO", *match.span(), Band.LIKELY, rule, match[0])
    for mark in passage.marks:
        yield from _labelled(text, mark)


def _secret_blocks(passage: Passage) -> Iterator[Hit]:
    """Yield keys that stand in a frame of their own: PEM, keystores, arrays of bytes."""
    for match in passage.matches(_PEM):
        if not _is_template(match[0]):
            yield make_hit("PRIVATE_KEY", *match.span(), Band.CERTAIN, "pem", match[0])
    yield from _keystores(passage)
    yield from _vaults(passage)
    for match in passage.matches(_BYTES_ARRAY):
        numbers = [int(number) for number in re.findall(r"\d+", match[0])]
        if max(numbers) <= _MAX_BYTE:
            band = Band.CERTAIN if is_key_pair(bytes(numbers)) else Band.LIKELY
            yield make_hit("PRIVATE_KEY", *match.span(), band, "key-bytes", match[0])


def _is_template(pem: str) -> bool:
    """Whether a whole PEM block holds too little to be a key: `...` or `xxx`, as documents show it."""
    head, _, rest = pem.partition("KEY-----")
    body, end, _ = rest.partition("-----END")
    return bool(head and end) and sum(map(str.isalnum, body.replace("\\n", ""))) < _MIN_PEM_CHARS


def _keystores(passage: Passage) -> Iterator[Hit]:
    """Yield the objects of Web3 Secret Storage, version 3: whoever has one needs but its password."""
    text = passage.text
    for match in passage.matches(_KEYSTORE):
        start = max(text.rfind('"crypto"', 0, match.start()), text.rfind('"Crypto"', 0, match.start()))
        if start < 0 or match.start() - start > _MAX_KEYSTORE_CHARS:
            continue
        depth = 0
        for at in range(text.find("{", start), min(len(text), start + _MAX_KEYSTORE_CHARS)):
            depth += (text[at] == "{") - (text[at] == "}")
            if depth == 0:
                if _KEYSTORE_KDF.search(text, start, at) is not None:
                    first = text.find("{", start)
                    yield make_hit("PRIVATE_KEY", first, at + 1, Band.CERTAIN, "keystore", text[first : at + 1])
                break


def _vaults(passage: Passage) -> Iterator[Hit]:
    """Yield what a browser wallet has encrypted: whoever has it may guess the password for as long as it takes."""
    for match in passage.matches(_VAULT):
        yield make_hit("PRIVATE_KEY", *match.span(1), Band.CERTAIN, "vault", match[1])
    values = [(*piece.segment.label.rpartition("."), piece) for piece in passage.pieces if piece.segment.label]
    for (inside, _, key, piece), (beside, _, after, _) in itertools.pairwise(values):
        if key == "data" and after in _VAULT_KEYS and inside == beside and piece.start < piece.end:
            value = passage.text[piece.start : piece.end]
            yield make_hit("PRIVATE_KEY", piece.start, piece.end, Band.CERTAIN, "vault", value)


# --------------------------------------------------------------------------- keys, hashes, addresses
def _names_transaction(text: str, start: int, hashes: dict[int, Mark]) -> bool:
    return start in hashes or _TX_BEFORE.search(text, max(0, start - 32), start) is not None


def _hex_tokens(passage: Passage, hashes: dict[int, Mark]) -> Iterator[Hit]:
    text = passage.text
    for match in passage.matches(_HEX_TOKEN):
        start, end = match.span()
        if text[start - 1 : start].isalnum() and text[start - 1 : start].isascii():
            continue
        prefixed = match[0][:2] in {"0x", "0X"}
        digits = match[0][2:] if prefixed else match[0]
        if len(digits) == 40 and prefixed:
            mixed = digits.lower() != digits and digits.upper() != digits
            band = Band.LIKELY if not mixed else Band.CERTAIN if eip55(match[0]) else Band.REVIEW
            yield make_hit("CRYPTO", start, end, band, "address-eth", match[0])
        elif len(digits) in (64, 128) and not digits.isdigit():
            if _names_transaction(text, start, hashes):
                yield make_hit("TX_HASH", start, end, Band.CERTAIN, "hash-label", match[0])
            else:
                yield make_hit("PRIVATE_KEY", start, end, Band.LIKELY, "key-hex", match[0])


def _base58_tokens(passage: Passage, hashes: dict[int, Mark]) -> Iterator[Hit]:
    text = passage.text
    for match in passage.matches(_BASE58_TOKEN):
        token = match[0]
        start, end = match.span()
        mixed = (
            any(char.isdigit() for char in token)
            and any(char.isupper() for char in token)
            and any(char.islower() for char in token)
        )
        if re.match(r"[xyztuvXYZTUV]prv", token) and len(token) >= 100:
            yield make_hit("PRIVATE_KEY", start, end, Band.CERTAIN, "key-extended", token)
        elif re.match(r"[xyztuvXYZTUV]pub", token) and len(token) >= 100:
            yield make_hit("XPUB", start, end, Band.CERTAIN, "xpub", token)
        elif len(token) == 58 and token.startswith("6P"):
            band = Band.CERTAIN if len(base58check(token)) == 39 else Band.LIKELY
            yield make_hit("PRIVATE_KEY", start, end, band, "key-bip38", token)
        elif len(token) in (51, 52) and mixed:
            payload = base58check(token)
            valid = len(payload) in (33, 34)
            if valid or token[0] in "5KL9cTQ6":
                yield make_hit("PRIVATE_KEY", start, end, Band.CERTAIN if valid else Band.LIKELY, "key-wif", token)
        elif len(token) in (87, 88) and mixed:
            # A signature looks the same, but its halves are no key pair: that is a secret under any label.
            if is_key_pair(base58_bytes(token)):
                yield make_hit("PRIVATE_KEY", start, end, Band.CERTAIN, "key-pair", token)
            elif _names_transaction(text, start, hashes):
                yield make_hit("TX_HASH", start, end, Band.CERTAIN, "hash-label", token)
            else:
                yield make_hit("PRIVATE_KEY", start, end, Band.LIKELY, "key-solana", token)
        else:
            known = list(_short_base58(token, start, end, mixed=mixed)) if len(token) <= _MAX_ADDRESS_CHARS else []
            yield from known or other_coin(token, start, end, mixed=mixed)


def _short_base58(token: str, start: int, end: int, *, mixed: bool) -> Iterator[Hit]:
    if (token[0] == "r" and len(xrp_base58check(token)) == 21) or len(base58check(token)) in (21, 22, 24, 26):
        yield make_hit("CRYPTO", start, end, Band.CERTAIN, "address-base58", token)
    elif mixed and ((token[0] == "T" and len(token) == 34) or (token[0] in "13r" and 32 <= len(token) <= 35)):
        yield make_hit("CRYPTO", start, end, Band.REVIEW, "address-shape", token)


def _labelled(text: str, mark: Mark) -> Iterator[Hit]:
    if mark.entity not in {"PRIVATE_KEY", "CRYPTO", "TX_HASH", "LOCATION", "XPUB"}:
        return
    pattern = {"PRIVATE_KEY": _KEY_VALUE, "TX_HASH": _HASH_VALUE}.get(mark.entity, _ADDRESS_VALUE)
    match = pattern.match(text, mark.start, mark.end)
    if match is None and mark.entity == "TX_HASH" and mark.joined:
        match = _SHORT_HASH_VALUE.match(text, mark.start, mark.end)
    if match is None or not any(char.isdigit() for char in match[0]) or not any(char.isalpha() for char in match[0]):
        return
    if mark.entity == "LOCATION":  # "address" labels both kinds; a wallet's has no spaces and is long
        if len(match[0]) >= 26 and match[0].isalnum():
            yield make_hit("CRYPTO", *match.span(), Band.LIKELY, "address-label", match[0])
    else:
        yield make_hit(mark.entity, *match.span(), Band.CERTAIN, f"{mark.entity.lower()}-label", match[0])
