"""Wallets: seed phrases, private keys, addresses, transaction hashes.

Seed phrases: 12 or more words of a BIP-39 list in a row, whatever stands between them (spaces, line
ends, numbers, commas, quotes), even if the checksum of the phrase fails; fewer after a label. For the
Chinese lists each character must stand apart, or follow a label: ordinary sentences hold checksum-valid
phrases. Keys: WIF and extended keys (Base58Check, BIP-32, BIP-49, BIP-84), BIP-38, PEM (RFC 7468), 64 hex
digits unless labelled as a transaction, Solana key pairs. Addresses: Base58Check, BIP-173 and BIP-350,
ERC-55, XRPL. A checksum that fails lowers the band: a misread address is still somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sealcase.detect.checksums import base58check, eip55, segwit, xrp_base58check
from sealcase.detect.labels import Mark
from sealcase.detect.normalise import OPAQUE
from sealcase.detect.passages import Passage, make_hit
from sealcase.detect.segments import Hit
from sealcase.model import Band

MIN_SEED_WORDS = 12
"""The shortest phrase of BIP-39."""
_MIN_LABELLED_SEED_WORDS = 3
_MIN_SIDE_WORDS = 3
"""How many list words must stand on both sides of one that was misread."""
_MAX_GAP_CHARS = 32

_WORD = re.compile(r"[A-Za-z]+")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_GAP = re.compile(r"[^\w\ufffe\uffff]*(?:\d{1,2}[^\w\ufffe\uffff]*)?(?:_[^\w\ufffe\uffff]*)?")
_HAN_CHAR = re.compile(r"[\u3400-\u9fff]")
_HAN_ALONE = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?![\u3400-\u9fff])")
_HAN_GLUED = re.compile(r"(?:[\u3400-\u9fff][\s,、.;\d\"]{0,6}){11,23}[\u3400-\u9fff]")

_SEED_LABEL = re.compile(r"(?i)(?:[a-z]+ ){0,3}(?:phrase|seed|words?)[\"']?[ \t]*:[\s\"']*")
_B58 = "1-9A-HJ-NP-Za-km-z"
_BASE58_TOKEN = re.compile(rf"[{_B58}](?<![0-9A-Za-z][{_B58}])[{_B58}]{{24,120}}(?![0-9A-Za-z])")
_SEGWIT = re.compile(r"(?<![0-9A-Za-z])(?:bc|tb|bcrt|ltc|BC|TB|LTC)1[0-9A-Za-z]{11,87}(?![0-9A-Za-z])")
_HEX_TOKEN = re.compile(r"(?:0[xX])?[0-9a-fA-F]{40,128}(?![0-9A-Za-z])")
_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----END))*"
    r"(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?"
)
_MIN_PEM_CHARS = 40
"""An Ed25519 key in PKCS #8, the shortest in use, has 64 characters of base64."""
_BYTES_ARRAY = re.compile(r"\[\s*(?:\d{1,3}\s*,\s*){31,63}\d{1,3}\s*\]")
_KEY_VALUE = re.compile(r"[0-9A-Za-z+/_=\-]{16,}(?![0-9A-Za-z*])")
_ADDRESS_VALUE = re.compile(r"[0-9A-Za-z][0-9A-Za-z:._\-]{14,110}(?![0-9A-Za-z*.])")
_HASH_VALUE = re.compile(r"(?:0[xX])?[0-9A-Za-z]{16,100}(?![0-9A-Za-z*])")
_TX_BEFORE = re.compile(
    r"(?i)(?:/(?:tx|txs|transaction|block)/[#]?|(?:\btxn?[ _]?(?:id|hash)?|\btransaction(?: hash| id)?"
    r"|\bblock(?: hash)?|(?<![a-z_] )(?<![a-z_])hash|哈希值?)[\"' ]*[:=#]?[\"' ]*)$"
)


@cache
def _english() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "wordlists" / "english.txt").read_text("utf-8").split())


@cache
def _chinese() -> frozenset[str]:
    folder = Path(__file__).parent / "wordlists"
    names = ("chinese_simplified.txt", "chinese_traditional.txt")
    return frozenset(char for name in names for char in (folder / name).read_text("utf-8").split())


def find_wallets(passage: Passage) -> Iterator[Hit]:
    """Yield seed phrases, keys, addresses and transaction hashes."""
    text = passage.text
    yield from _seed_phrases(text)
    if "PRIVATE KEY" in text:
        for match in _PEM.finditer(text):
            if _is_template(match[0]):
                continue
            yield make_hit("PRIVATE_KEY", *match.span(), Band.CERTAIN, "pem", match[0])
    if "," in text:
        for match in _BYTES_ARRAY.finditer(text):
            yield make_hit("PRIVATE_KEY", *match.span(), Band.LIKELY, "key-bytes", match[0])
    hashes = {mark.start: mark for mark in passage.marks_for("TX_HASH")}
    yield from _hex_tokens(text, hashes)
    yield from _base58_tokens(text, hashes)
    for match in _SEGWIT.finditer(text):
        band = Band.CERTAIN if segwit(match[0]) else Band.LIKELY
        yield make_hit("CRYPTO", *match.span(), band, "address-segwit", match[0])
    for mark in passage.marks:
        yield from _labelled(text, mark)


def _is_template(pem: str) -> bool:
    """Whether a whole PEM block holds too little to be a key: `...` or `xxx`, as documents show it."""
    head, _, rest = pem.partition("KEY-----")
    body, end, _ = rest.partition("-----END")
    return bool(head and end) and sum(map(str.isalnum, body.replace("\\n", ""))) < _MIN_PEM_CHARS


# ------------------------------------------------------------------------------------ seed phrases
def _seed_phrases(text: str) -> Iterator[Hit]:
    words = _english()
    # A cheap look first: almost no text has twelve list words with at most one other between them.
    known = "".join(["1" if word in words else "0" for word in _WORD.findall(text.lower())])
    if re.search("1{9}|1{3}0{1,2}1{3}", known):
        for start, end, count in _word_runs(text):
            if count >= MIN_SEED_WORDS:
                yield _seed_hit(text, _after_label(text, start), end, "seed-words")
    if len(text) >= 2 * MIN_SEED_WORDS - 1 and not text.isascii():
        yield from _spaced_hanzi(text)


def _spaced_hanzi(text: str) -> Iterator[Hit]:
    """Yield runs of twelve or more characters of the Chinese lists that stand apart from each other."""
    run: list[int] = []
    for match in _HAN_ALONE.finditer(text):
        if match[0] not in _chinese():
            continue
        if run and not _is_gap(text, run[-1] + 1, match.start()):
            if len(run) >= MIN_SEED_WORDS:
                yield _seed_hit(text, run[0], run[-1] + 1, "seed-hanzi")
            run = []
        run.append(match.start())
    if len(run) >= MIN_SEED_WORDS:
        yield _seed_hit(text, run[0], run[-1] + 1, "seed-hanzi")


def _after_label(text: str, start: int) -> int:
    """Return where a run begins without a label of its own words, as in `seed phrase: legal winner …`."""
    label = _SEED_LABEL.match(text, start)
    return start if label is None else label.end()


def _word_runs(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, int]]:
    """Yield `(start, end, words)` of each run of list words, which a single misread word does not end."""
    words = _english()
    runs: list[list[int]] = []  # start, end, count
    previous_end = -1
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        adjacent = bool(runs) and previous_end >= 0 and _is_gap(text, previous_end, match.start())
        if match[0].lower() in words:
            if adjacent and runs[-1][1] == previous_end:
                runs[-1][1:] = [match.end(), runs[-1][2] + 1]
            else:
                runs.append([match.start(), match.end(), 1])
        previous_end = match.end()
    joined: list[list[int]] = []
    for run in runs:
        if joined and min(joined[-1][2], run[2]) >= _MIN_SIDE_WORDS and _one_word_between(text, joined[-1][1], run[0]):
            joined[-1][1:] = [run[1], joined[-1][2] + run[2] + 1]
        else:
            joined.append(list(run))
    yield from ((first, last, count) for first, last, count in joined)


def _is_gap(text: str, start: int, end: int) -> bool:
    return 0 < end - start <= _MAX_GAP_CHARS and _GAP.fullmatch(text, start, end) is not None


def _one_word_between(text: str, start: int, end: int) -> bool:
    """Whether one word at most stands between two runs, not counting numbers of a list."""
    if end - start > 2 * _MAX_GAP_CHARS or OPAQUE in text[start:end] or not text[start:end].isascii():
        return False
    return sum(not token.isdigit() for token in _TOKEN.findall(text[start:end])) <= 1


def _seed_hit(text: str, start: int, end: int, rule: str) -> Hit:
    pattern = _WORD if text[start:end].isascii() else _HAN_CHAR
    value = " ".join(pattern.findall(text[start:end])).lower()
    return make_hit("SEED_PHRASE", start, end, Band.CERTAIN, rule, value)


def _labelled_seed(text: str, mark: Mark) -> Iterator[Hit]:
    """Words after a label, over line ends: they are what the person wrote down, complete or not."""
    reach = min(len(text), mark.start + 400)
    for start, end, count in _word_runs(text, mark.start, reach):
        if (
            start - mark.start <= 8
            and count >= _MIN_LABELLED_SEED_WORDS
            and not re.search(r"[^\W\d_]", text[mark.start : start])
        ):
            yield _seed_hit(text, start, end, "seed-label")
        break
    match = _HAN_GLUED.match(text, mark.start, reach)
    if match is not None and mark.joined:
        listed = sum(char in _chinese() for char in _HAN_CHAR.findall(match[0]))
        if listed >= MIN_SEED_WORDS:
            yield _seed_hit(text, *match.span(), "seed-label")


# --------------------------------------------------------------------------- keys, hashes, addresses
def _names_transaction(text: str, start: int, hashes: dict[int, Mark]) -> bool:
    return start in hashes or _TX_BEFORE.search(text, max(0, start - 32), start) is not None


def _hex_tokens(text: str, hashes: dict[int, Mark]) -> Iterator[Hit]:
    for match in _HEX_TOKEN.finditer(text):
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


def _base58_tokens(text: str, hashes: dict[int, Mark]) -> Iterator[Hit]:
    for match in _BASE58_TOKEN.finditer(text):
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
            yield make_hit("PRIVATE_KEY", start, end, Band.CERTAIN, "key-bip38", token)
        elif len(token) in (51, 52) and mixed:
            payload = base58check(token)
            valid = len(payload) in (33, 34)
            if valid or token[0] in "5KL9cTQ6":
                yield make_hit("PRIVATE_KEY", start, end, Band.CERTAIN if valid else Band.LIKELY, "key-wif", token)
        elif len(token) in (87, 88) and mixed:
            if _names_transaction(text, start, hashes):
                yield make_hit("TX_HASH", start, end, Band.CERTAIN, "hash-label", token)
            else:
                yield make_hit("PRIVATE_KEY", start, end, Band.LIKELY, "key-solana", token)
        elif len(token) <= 36:
            yield from _short_base58(token, start, end, mixed=mixed)


def _short_base58(token: str, start: int, end: int, *, mixed: bool) -> Iterator[Hit]:
    if (token[0] == "r" and len(xrp_base58check(token)) == 21) or len(base58check(token)) in (21, 22):
        yield make_hit("CRYPTO", start, end, Band.CERTAIN, "address-base58", token)
    elif mixed and ((token[0] == "T" and len(token) == 34) or (token[0] in "13" and 32 <= len(token) <= 35)):
        yield make_hit("CRYPTO", start, end, Band.REVIEW, "address-shape", token)


def _labelled(text: str, mark: Mark) -> Iterator[Hit]:
    if mark.entity == "SEED_PHRASE":
        yield from _labelled_seed(text, mark)
        return
    if mark.entity not in {"PRIVATE_KEY", "CRYPTO", "TX_HASH", "LOCATION", "XPUB"}:
        return
    pattern = {"PRIVATE_KEY": _KEY_VALUE, "TX_HASH": _HASH_VALUE}.get(mark.entity, _ADDRESS_VALUE)
    match = pattern.match(text, mark.start, mark.end)
    if match is None or not any(char.isdigit() for char in match[0]) or not any(char.isalpha() for char in match[0]):
        return
    if mark.entity == "LOCATION":  # "address" labels both kinds; a wallet's has no spaces and is long
        if len(match[0]) >= 26 and match[0].isalnum():
            yield make_hit("CRYPTO", *match.span(), Band.LIKELY, "address-label", match[0])
    else:
        yield make_hit(mark.entity, *match.span(), Band.CERTAIN, f"{mark.entity.lower()}-label", match[0])
