"""The pieces of an age file: Bech32, Base64, header, armor."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.errors import DecryptionError, NoIdentityMatchError
from sealcase.package import age
from sealcase.package.age import bech32, scrypt
from sealcase.package.age.failure import Failure, FormatError
from sealcase.package.age.header import MAX_HEADER_BYTES, MAX_STANZAS, VERSION_LINE, read_header, write_header
from sealcase.package.age.scrypt import MAX_WORK_FACTOR
from sealcase.package.age.stanza import decode_base64, encode_base64

KEY = bytes(16)
arguments = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30)
stanzas = st.builds(
    age.Stanza, type=arguments, args=st.lists(arguments, max_size=3).map(tuple), body=st.binary(max_size=200)
)


# --------------------------------------------------------------------------------------------- Bech32
@given(st.sampled_from(["age", "AGE-SECRET-KEY-", "age1pq", "x"]), st.binary(max_size=1300))
def test_bech32_round_trip(prefix: str, data: bytes) -> None:
    text = bech32.encode(prefix, data)
    assert bech32.decode(text) == (prefix, data)
    assert text in (text.lower(), text.upper())


@given(st.text(max_size=60))
def test_what_bech32_decodes_it_encodes_to_the_same_text(text: str) -> None:
    try:
        prefix, data = bech32.decode(text)
    except ValueError:
        return
    assert bech32.encode(prefix, data) == text


@pytest.mark.parametrize("text", ["a12uel5l", "A12UEL5L", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"])
def test_valid_strings_of_bip_173(text: str) -> None:
    prefix, data = bech32.decode(text)
    assert bech32.encode(prefix, data) == text


@pytest.mark.parametrize(
    "text",
    [
        "\x201nwldj5",  # prefix character out of range
        "\x7f1axkwrx",
        "pzry9x0s0muk",  # no separator
        "1pzry9x0s0muk",  # empty prefix
        "x1b4n0q5v",  # invalid data character
        "li1dgmt3",  # checksum too short
        "A1G7SGD8",  # checksum over the upper-case prefix
        "10a06t8",
        "1qzzfhee",
        "a12UEL5L",  # mixed case
        "ſ12uel5l",  # lower case of it is not ASCII
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
    ],
)
def test_invalid_strings_of_bip_173_and_ours(text: str) -> None:
    with pytest.raises(ValueError):
        bech32.decode(text)


def test_left_over_bits_must_be_zero() -> None:
    good = bech32.encode("age", b"\0")
    assert bech32.decode(good) == ("age", b"\0")
    groups = ["q", "p"]  # 00000 00001: the last two bits are padding and not zero
    with pytest.raises(ValueError, match="padding"):
        bech32._regroup([bech32._VALUES[group] for group in groups], 5, 8, pad=False)
    with pytest.raises(ValueError, match="padding"):
        bech32._regroup([0, 0, 0], 5, 8, pad=False)


# --------------------------------------------------------------------------------------------- Base64
@given(st.binary(max_size=100))
def test_base64_round_trip(data: bytes) -> None:
    assert decode_base64(encode_base64(data)) == data


@pytest.mark.parametrize("text", ["A", "QQ==", "QR", "Q Q", "QQ\n", "é", "_-"])
def test_base64_refuses_what_it_would_write_otherwise(text: str) -> None:
    with pytest.raises(ValueError):
        decode_base64(text)


# --------------------------------------------------------------------------------------------- header
@given(st.lists(stanzas, min_size=1, max_size=4))
def test_a_header_that_is_written_is_read(written: list[age.Stanza]) -> None:
    data = write_header(written, KEY)
    source = io.BytesIO(data + b"payload")
    header = read_header(source, source.readline())
    header.check_mac(KEY)
    assert list(header.stanzas) == written
    assert source.read() == b"payload"
    with pytest.raises(FormatError):
        header.check_mac(bytes([1] * 16))


@given(st.binary(max_size=300))
def test_a_header_that_is_read_is_written_the_same(noise: bytes) -> None:
    data = VERSION_LINE + noise + b"\n--- " + encode_base64(bytes(32)).encode() + b"\n"
    source = io.BytesIO(data)
    try:
        header = read_header(source, source.readline())
    except FormatError:
        return
    again = VERSION_LINE + b"".join(stanza.to_bytes() for stanza in header.stanzas) + b"---"
    assert header.covered == again


def failure_of(data: bytes) -> tuple[Failure, str]:
    with pytest.raises(DecryptionError) as caught:
        age.decrypt(io.BytesIO(data), io.BytesIO(), [age.generate_identity()])
    failure = caught.value.fields["failure"]
    assert isinstance(failure, Failure)
    return failure, str(caught.value)


def test_a_header_beyond_its_limit_is_refused_without_being_read() -> None:
    class Endless(io.BytesIO):
        taken = 0

        def readline(self, size: int | None = -1) -> bytes:
            line = VERSION_LINE if not self.taken else b"-> a\n" if self.taken < 23 else b"A" * 64 + b"\n"
            assert size is not None
            self.taken += min(len(line), size)
            return line[:size]

    source = Endless()
    with pytest.raises(DecryptionError, match=str(MAX_HEADER_BYTES)):
        age.decrypt(source, io.BytesIO(), [])
    assert source.taken <= MAX_HEADER_BYTES


def test_too_many_stanzas_are_refused() -> None:
    stanza = age.Stanza(type="a", args=(), body=b"")
    failure, message = failure_of(write_header([stanza] * (MAX_STANZAS + 1), KEY))
    assert failure is Failure.HEADER
    assert str(MAX_STANZAS) in message


@pytest.mark.parametrize(
    "rest",
    [
        b"",
        b"--- " + encode_base64(bytes(32)).encode() + b"\n",  # no stanza at all
        b"-> a\n\n--- " + encode_base64(bytes(31)).encode() + b"\n",
        b"-> a\n\n---\n",
        b"-> a\n\n---- A\n",
        b"-> a\n\ngarbage\n",
        b"-> a\xff\n\n",
        b"-> \n\n",
        b"-> a  b\n\n",
        b"-> a\n\xff\n",
        b"-> a\n" + b"A" * 68 + b"\n",
    ],
)
def test_malformed_headers(rest: bytes) -> None:
    assert failure_of(VERSION_LINE + rest)[0] is Failure.HEADER


def test_other_versions_are_named() -> None:
    assert "age version 1" in failure_of(b"age-encryption.org/v2\n")[1]


# --------------------------------------------------------------------------------------------- scrypt
def scrypt_failure(*args: str, body: bytes = bytes(32)) -> str:
    stanza = age.Stanza(type="scrypt", args=args, body=body)
    with pytest.raises(DecryptionError) as caught:
        age.decrypt(io.BytesIO(write_header([stanza], KEY)), io.BytesIO(), [age.ScryptIdentity("made up")])
    assert caught.value.fields["failure"] is Failure.HEADER
    return str(caught.value)


SALT = encode_base64(bytes(16))


def test_a_work_factor_that_would_take_all_memory_is_refused_by_its_number() -> None:
    for factor in (str(MAX_WORK_FACTOR + 1), "9" * 9, "9" * 5000):
        assert f"beyond {MAX_WORK_FACTOR}" in scrypt_failure(SALT, factor)


def test_the_largest_work_factor_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Noting:
        def __init__(self, *, n: int, **_: object) -> None:
            asked.append(n)

        def derive(self, _passphrase: bytes) -> bytes:
            return bytes(32)

    monkeypatch.setattr(scrypt, "Scrypt", Noting)
    stanza = age.Stanza(type="scrypt", args=(SALT, str(MAX_WORK_FACTOR)), body=bytes(32))
    with pytest.raises(NoIdentityMatchError):
        age.decrypt(io.BytesIO(write_header([stanza], KEY)), io.BytesIO(), [age.ScryptIdentity("made up")])
    assert asked == [1 << MAX_WORK_FACTOR]


@pytest.mark.parametrize("args", [(SALT,), (SALT, "2", "3"), (SALT, "02"), (SALT, "+2"), (SALT, "0x2"), ("AAAA", "2")])
def test_malformed_scrypt_stanzas(args: tuple[str, ...]) -> None:
    scrypt_failure(*args)


def test_a_wrapped_key_of_another_length_is_refused_before_any_work() -> None:
    scrypt_failure(SALT, "20", body=bytes(33))


# ---------------------------------------------------------------------------------------------- armor
IDENTITY = age.generate_identity()


def armored(plaintext: bytes, line_end: bytes = b"\n") -> bytes:
    sink = io.BytesIO()
    age.encrypt(io.BytesIO(plaintext), sink, [IDENTITY.recipient()])
    text = base64.b64encode(sink.getvalue())
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    frame = (b"-----BEGIN AGE ENCRYPTED FILE-----", *lines, b"-----END AGE ENCRYPTED FILE-----")
    return line_end.join(frame) + line_end


def opened(data: bytes) -> bytes:
    sink = io.BytesIO()
    age.decrypt(io.BytesIO(data), sink, [IDENTITY])
    return sink.getvalue()


@pytest.mark.parametrize("size", [*range(50), 200_000])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_armored_files_open(size: int, line_end: bytes) -> None:
    assert opened(armored(bytes(size), line_end)) == bytes(size)


def test_white_space_around_armor_is_allowed_and_bounded() -> None:
    data = armored(b"exhibit")
    assert opened(b" \t\r\n" * 100 + b"\n" + data + b"\n \n") == b"exhibit"
    for hostile in (b" " * 5000 + b"\n" + data, data + b" " * 5000, b"\n" * 2000):
        with pytest.raises(DecryptionError) as caught:
            opened(hostile)
        assert caught.value.fields["failure"] is Failure.ARMOR


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"x" + data,
        lambda data: data + b"x",
        lambda data: data.replace(b"\n", b"\n\n", 2),
        lambda data: data[: data.rindex(b"-----END")],
        lambda data: data.replace(b"-----END AGE", b"-----end AGE"),
        lambda data: data[:80] + b"\n" + data[80:],
        lambda data: data[:80] + b"*" + data[81:],
        lambda data: data[:80] + b"AAAA" + data[80:],
        lambda data: data[:80] + b"A" * 500 + data[80:],
    ],
)
def test_armor_is_strict(change: object) -> None:
    assert callable(change)
    with pytest.raises(DecryptionError) as caught:
        opened(change(armored(bytes(100))))
    assert caught.value.fields["failure"] is Failure.ARMOR


@pytest.mark.parametrize("argument", ["!", encode_base64(bytes(31)), encode_base64(bytes(32)) + "="])
def test_malformed_arguments_of_a_stanza(argument: str) -> None:
    """The share of an X25519 stanza is canonical Base64 of 32 bytes (C2SP age.md, "The X25519 recipient type")."""
    stanza = age.Stanza(type="X25519", args=(argument,), body=bytes(32))
    with pytest.raises(DecryptionError, match="malformed"):
        age.decrypt(io.BytesIO(write_header([stanza], KEY)), io.BytesIO(), [age.generate_identity()])


@pytest.mark.parametrize("chunks", range(1, 17))
def test_what_follows_the_last_chunk_is_refused_wherever_that_ends(chunks: int) -> None:
    identity = age.generate_identity()
    written = io.BytesIO()
    age.encrypt(io.BytesIO(bytes(chunks * 64 * 1024)), written, [identity.recipient()])
    with pytest.raises(DecryptionError) as caught:
        age.decrypt(io.BytesIO(written.getvalue() + bytes(64 * 1024 + 16)), io.BytesIO(), [identity])
    assert caught.value.fields["failure"] is Failure.PAYLOAD
