"""Whole age files: every kind of recipient goes through the same checks."""

from __future__ import annotations

import io
import os
import re
import threading
import tracemalloc
from collections.abc import Callable
from typing import BinaryIO

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcase.errors import DecryptionError, LimitError, NoIdentityMatchError, RecipientMixError
from sealcase.package import age
from sealcase.package.age.failure import Failure
from sealcase.package.age.header import MAX_STANZAS, write_header
from sealcase.package.age.stanza import derive_key
from sealcase.package.sshsig import generate_key

CHUNK = 64 << 10
PASSPHRASE = "made-up horse battery"


def x25519_pair() -> tuple[age.Recipient, age.Identity]:
    identity = age.generate_identity()
    return identity.recipient(), identity


def hybrid_pair() -> tuple[age.Recipient, age.Identity]:
    identity = age.generate_hybrid_identity()
    return identity.recipient(), identity


def ssh_pair() -> tuple[age.Recipient, age.Identity]:
    identity = age.SshIdentity(generate_key().seed)
    return identity.recipient(), identity


def scrypt_pair() -> tuple[age.Recipient, age.Identity]:
    return age.ScryptRecipient(PASSPHRASE + os.urandom(4).hex(), 2), age.ScryptIdentity(PASSPHRASE)


def scrypt_matching_pair() -> tuple[age.Recipient, age.Identity]:
    passphrase = PASSPHRASE + os.urandom(4).hex()
    return age.ScryptRecipient(passphrase, 2), age.ScryptIdentity(passphrase)


Pair = Callable[[], tuple[age.Recipient, age.Identity]]
every_kind = pytest.mark.parametrize("pair", [x25519_pair, hybrid_pair, ssh_pair, scrypt_matching_pair])


def sealed(plaintext: bytes, *recipients: age.Recipient) -> bytes:
    sink = io.BytesIO()
    age.encrypt(io.BytesIO(plaintext), sink, recipients)
    return sink.getvalue()


def opened(ciphertext: bytes, *identities: age.Identity) -> bytes:
    sink = io.BytesIO()
    age.decrypt(io.BytesIO(ciphertext), sink, identities)
    return sink.getvalue()


def failure_of(ciphertext: bytes, *identities: age.Identity) -> Failure:
    with pytest.raises(DecryptionError) as caught:
        opened(ciphertext, *identities)
    assert not re.search(r"\{\w+\}", str(caught.value))
    failure = caught.value.fields["failure"]
    assert isinstance(failure, Failure)
    return failure


# ---------------------------------------------------------------------------- each kind of recipient
@every_kind
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 4 * CHUNK, 4 * CHUNK + 1, 8 * CHUNK])
def test_what_was_encrypted_comes_back_and_its_size_was_known(pair: Pair, size: int) -> None:
    recipient, identity = pair()
    plaintext = os.urandom(size)
    ciphertext = sealed(plaintext, recipient)
    assert opened(ciphertext, identity) == plaintext
    assert len(ciphertext) == age.ciphertext_size(size, [recipient])


@every_kind
def test_another_key_of_the_same_kind_does_not_open(pair: Pair) -> None:
    recipient, _ = pair()
    _, stranger = pair()
    with pytest.raises(NoIdentityMatchError):
        opened(sealed(b"for one", recipient), stranger)


@every_kind
def test_keys_of_other_kinds_are_passed_over(pair: Pair) -> None:
    recipient, identity = pair()
    strangers = [other()[1] for other in (x25519_pair, hybrid_pair, ssh_pair, scrypt_pair) if other is not pair]
    strangers = [stranger for stranger in strangers if type(stranger) is not type(identity)]
    assert opened(sealed(b"for one", recipient), *strangers, identity) == b"for one"
    with pytest.raises(NoIdentityMatchError):
        opened(sealed(b"for one", recipient), *strangers)


def test_an_ssh_stanza_with_the_right_tag_may_still_be_for_another() -> None:
    recipient, identity = ssh_pair()
    foreign = recipient.wrap(bytes(16))
    foreign = age.Stanza(type=foreign.type, args=foreign.args, body=bytes(32))
    assert identity.unwrap([foreign]) is None
    assert identity.unwrap([foreign, recipient.wrap(bytes(16))]) == bytes(16)


def test_too_little_memory_for_a_passphrase_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    recipient, identity = scrypt_matching_pair()
    ciphertext = sealed(b"x", recipient)

    def refuse(**_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("sealcase.package.age.scrypt.Scrypt", refuse)
    assert failure_of(ciphertext, identity) is Failure.HEADER


@every_kind
def test_two_files_of_the_same_content_share_no_stanza(pair: Pair) -> None:
    recipient, _ = pair()
    first, second = sealed(b"same", recipient), sealed(b"same", recipient)
    assert first.splitlines()[1:4] != second.splitlines()[1:4]
    assert first[-20:] != second[-20:]


@every_kind
def test_a_private_key_never_shows_in_repr(pair: Pair) -> None:
    recipient, identity = pair()
    for attribute in ("key", "seed", "passphrase"):
        secret = getattr(identity, attribute, None)
        if isinstance(secret, str | bytes):
            assert repr(secret) not in repr(identity)
    assert PASSPHRASE not in repr(recipient)


@pytest.mark.parametrize("pair", [x25519_pair, hybrid_pair])
def test_every_recipient_of_a_file_opens_it(pair: Pair) -> None:
    pairs = [pair() for _ in range(3)]
    recipients = [recipient for recipient, _ in pairs]
    ciphertext = sealed(b"for three", *recipients)
    assert len(ciphertext) == age.ciphertext_size(9, recipients)
    for _, identity in pairs:
        assert opened(ciphertext, identity) == b"for three"


def test_x25519_and_ssh_share_a_file() -> None:
    (one, first), (two, second) = x25519_pair(), ssh_pair()
    ciphertext = sealed(b"for both", one, two)
    assert opened(ciphertext, first) == opened(ciphertext, second) == b"for both"


# ------------------------------------------------------------------------------ who may share a file
@pytest.mark.parametrize("other", [x25519_pair, ssh_pair])
def test_post_quantum_and_classic_do_not_mix(other: Pair) -> None:
    mixed = [hybrid_pair()[0], other()[0]]
    sink = io.BytesIO()
    with pytest.raises(RecipientMixError):
        age.encrypt(io.BytesIO(b"x"), sink, mixed)
    assert sink.getvalue() == b""
    with pytest.raises(RecipientMixError):
        age.ciphertext_size(1, mixed)


def test_a_passphrase_stands_alone() -> None:
    for other in (x25519_pair()[0], scrypt_pair()[0]):
        with pytest.raises(RecipientMixError):
            sealed(b"x", scrypt_pair()[0], other)


def test_no_recipients_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no recipients"):
        sealed(b"x")


def test_more_recipients_than_decryption_allows_are_refused() -> None:
    recipient, identity = x25519_pair()
    assert opened(sealed(b"x", *[recipient] * MAX_STANZAS), identity) == b"x"
    with pytest.raises(LimitError):
        sealed(b"x", *[recipient] * (MAX_STANZAS + 1))


@pytest.mark.parametrize("work_factor", [0, 21])
def test_a_work_factor_that_decryption_would_refuse_is_not_written(work_factor: int) -> None:
    with pytest.raises(ValueError, match="work factor"):
        age.ScryptRecipient(PASSPHRASE, work_factor)


def test_an_empty_passphrase_protects_nothing() -> None:
    with pytest.raises(ValueError, match="passphrase"):
        age.ScryptRecipient("")


# ------------------------------------------------------------------------------------- what is broken
def test_a_changed_header_is_told_from_a_changed_payload() -> None:
    recipient, identity = x25519_pair()
    good = sealed(b"content", recipient)
    end = good.index(b"\n--- ") + 5
    other_mac = (b"A" if good[end : end + 1] != b"A" else b"B") + good[end + 1 : end + 44]
    assert failure_of(good[:end] + other_mac + good[end + 44 :], identity) is Failure.MAC
    assert failure_of(good[:-1] + bytes([good[-1] ^ 1]), identity) is Failure.PAYLOAD
    assert failure_of(b"", identity) is Failure.HEADER
    assert failure_of(b"PK\x03\x04", identity) is Failure.ARMOR


def test_every_truncation_is_noticed() -> None:
    recipient, identity = x25519_pair()
    good = sealed(bytes(300), recipient)
    for size in range(len(good)):
        failure_of(good[:size], identity)


def test_chunks_cannot_be_cut_off_or_swapped() -> None:
    recipient, identity = x25519_pair()
    good = sealed(os.urandom(3 * CHUNK), recipient)
    start = age.ciphertext_size(0, [recipient]) - 16
    first, second, third = (good[start + n * (CHUNK + 16) : start + (n + 1) * (CHUNK + 16)] for n in range(3))
    for chunks in ((second, first, third), (first, second), (first, third), (first, second, third, third)):
        assert failure_of(good[:start] + b"".join(chunks), identity) is Failure.PAYLOAD
    assert failure_of(good + b"x", identity) is Failure.PAYLOAD


@pytest.mark.parametrize("chunks", [4, 8, 9])
def test_what_stands_behind_the_last_chunk_is_refused_wherever_the_reading_stops(chunks: int) -> None:
    # Several chunks are read at a time, so the last one may or may not end what was read.
    recipient, identity = x25519_pair()
    plaintext = os.urandom(chunks * CHUNK)
    good = sealed(plaintext, recipient)
    for added in (b"x", bytes(16), bytes(17), good[-CHUNK - 16 :]):
        sink = io.BytesIO()
        with pytest.raises(DecryptionError) as caught:
            age.decrypt(io.BytesIO(good + added), sink, [identity])
        assert "goes on" in str(caught.value)
        assert sink.getvalue() == plaintext
    for cut in (1, CHUNK, CHUNK + 16):
        assert failure_of(good[:-cut], identity) is Failure.PAYLOAD


def test_only_authentic_chunks_reach_the_sink() -> None:
    recipient, identity = x25519_pair()
    plaintext = os.urandom(2 * CHUNK + 5)
    good = sealed(plaintext, recipient)
    sink = io.BytesIO()
    with pytest.raises(DecryptionError):
        age.decrypt(io.BytesIO(good[:-1] + bytes([good[-1] ^ 1])), sink, [identity])
    assert sink.getvalue() in (plaintext[: 2 * CHUNK], plaintext)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_change_of_a_file_goes_unnoticed(data: st.DataObject) -> None:
    _, identity = FIXED
    changed = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place] = data.draw(st.integers(0, 255))
    if changed == GOOD:
        return
    with pytest.raises((DecryptionError, NoIdentityMatchError)):
        opened(bytes(changed), identity)


FIXED = x25519_pair()
GOOD = sealed(b"a short exhibit", FIXED[0], age.generate_identity().recipient())


def test_errors_carry_the_name_of_the_file() -> None:
    with pytest.raises(DecryptionError, match=r"^payload\.tar\.age: "):
        age.decrypt(io.BytesIO(b"no age file"), io.BytesIO(), [FIXED[1]], file="payload.tar.age")
    with pytest.raises(NoIdentityMatchError, match=r"^payload\.tar\.age: "):
        age.decrypt(io.BytesIO(GOOD), io.BytesIO(), [age.generate_identity()], file="payload.tar.age")


def test_an_empty_chunk_at_the_end_is_refused() -> None:
    recipient, identity = x25519_pair()
    file_key, nonce = os.urandom(16), os.urandom(16)
    cipher = ChaCha20Poly1305(derive_key(file_key, salt=nonce, info=b"payload"))
    header = write_header([recipient.wrap(file_key)], file_key)
    full = cipher.encrypt(bytes(12), bytes(CHUNK), None)
    empty = cipher.encrypt(bytes(10) + b"\x01\x01", b"", None)
    assert failure_of(header + nonce + full + empty, identity) is Failure.PAYLOAD


def test_a_passphrase_beside_another_recipient_is_refused_whoever_opens() -> None:
    (one, first), (two, second) = x25519_pair(), scrypt_matching_pair()
    file_key = os.urandom(16)
    header = write_header([one.wrap(file_key), two.wrap(file_key)], file_key)
    for identity in (first, second):
        assert failure_of(header, identity) is Failure.HEADER
        with pytest.raises(age.FormatError):
            second.unwrap([one.wrap(file_key), two.wrap(file_key)])


# ---------------------------------------------------------------------------------- streams and memory
class _Sipping(io.BytesIO):
    """A sink that takes a thousand bytes at a time, as a pipe may."""

    def write(self, data: object) -> int:
        assert isinstance(data, bytes | memoryview)
        return super().write(data[:1000])


def test_a_sink_that_takes_little_at_a_time_loses_nothing() -> None:
    recipient, identity = x25519_pair()
    plaintext = os.urandom(CHUNK + 1)
    encrypted, decrypted = _Sipping(), _Sipping()
    age.encrypt(io.BytesIO(plaintext), encrypted, [recipient])
    age.decrypt(io.BytesIO(encrypted.getvalue()), decrypted, [identity])
    assert decrypted.getvalue() == plaintext


def test_pipes_that_give_and_take_little_at_a_time() -> None:
    recipient, identity = x25519_pair()
    plaintext = os.urandom(3 * CHUNK + 17)
    through_encryption = _through_pipes(plaintext, lambda source, sink: age.encrypt(source, sink, [recipient]))
    assert opened(through_encryption, identity) == plaintext
    through_decryption = _through_pipes(through_encryption, lambda source, sink: age.decrypt(source, sink, [identity]))
    assert through_decryption == plaintext


def _through_pipes(data: bytes, step: Callable[[BinaryIO, BinaryIO], None]) -> bytes:
    """Feed `data` through `step` with raw, unbuffered pipes on both sides."""
    into, out = os.pipe(), os.pipe()
    result: list[bytes] = []

    def feed() -> None:
        with open(into[1], "wb", buffering=0) as pipe:
            pipe.writelines(data[start : start + 5000] for start in range(0, len(data), 5000))

    def collect() -> None:
        with open(out[0], "rb") as pipe:
            result.append(pipe.read())

    threads = [threading.Thread(target=feed), threading.Thread(target=collect)]
    for thread in threads:
        thread.start()
    with open(into[0], "rb", buffering=0) as source, open(out[1], "wb", buffering=0) as sink:
        step(source, sink)
    for thread in threads:
        thread.join()
    return result[0]


class _Zeros(io.RawIOBase):
    """A long source that takes no memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


class _Count(io.RawIOBase):
    """A sink that only counts."""

    size = 0

    def write(self, data: object) -> int:
        assert isinstance(data, bytes | memoryview)
        self.size += len(data)
        return len(data)


def test_memory_does_not_grow_with_the_file() -> None:
    recipient, _ = x25519_pair()
    size, sink = 64 << 20, _Count()
    tracemalloc.start()
    try:
        age.encrypt(_Zeros(size), sink, [recipient])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sink.size == age.ciphertext_size(size, [recipient])
    assert peak < 4 << 20
