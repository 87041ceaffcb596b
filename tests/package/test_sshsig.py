"""SSH signatures: what holds, and everything that must not."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from sealcase.errors import UNTRUSTED_SIGNER, SignatureError, UntrustedSignerError
from sealcase.package import sshsig
from sealcase.package.allowed_signers import AllowedSigner
from sealcase.package.sshkey import PublicKey, SigningKey, ed25519_public_key, wire_string

KEY = SigningKey(bytes(range(32)))
NAMESPACE = "sealcase-test-v1"
CONTENT = "证据 evidence\n".encode()
GOOD = sshsig.sign(io.BytesIO(CONTENT), KEY, NAMESPACE)


def check(signature: bytes, content: bytes = CONTENT, namespace: str = NAMESPACE) -> PublicKey:
    return sshsig.check(io.BytesIO(content), signature, namespace)


def refusal(signature: bytes, content: bytes = CONTENT, namespace: str = NAMESPACE) -> str:
    with pytest.raises(SignatureError) as caught:
        check(signature, content, namespace)
    assert not re.search(r"\{\w+\}", str(caught.value))
    return str(caught.value)


def armor(blob: bytes) -> bytes:
    return b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(blob) + b"\n-----END SSH SIGNATURE-----\n"


def blob(
    key: PublicKey, inner: bytes, *, version: int = 1, namespace: str = NAMESPACE, hash_name: bytes = b"sha512"
) -> bytes:
    fields = (key.blob, namespace.encode(), b"", hash_name, inner)
    return b"SSHSIG" + version.to_bytes(4, "big") + b"".join(map(wire_string, fields))


def signed_data(content: bytes = CONTENT, *, reserved: bytes = b"", hash_name: str = "sha512") -> bytes:
    digest = hashlib.new(hash_name, content).digest()
    return b"SSHSIG" + b"".join(map(wire_string, (NAMESPACE.encode(), reserved, hash_name.encode(), digest)))


# ---------------------------------------------------------------------------------------------- good
def test_a_signature_tells_its_key() -> None:
    key = check(GOOD)
    assert key == KEY.public_key
    assert key.fingerprint == KEY.public_key.fingerprint
    assert GOOD.startswith(b"-----BEGIN SSH SIGNATURE-----\n")
    assert max(map(len, GOOD.splitlines()[1:-1])) == 70


def test_signing_again_gives_the_same_bytes() -> None:
    assert sshsig.sign(io.BytesIO(CONTENT), KEY, NAMESPACE) == GOOD


def test_windows_line_ends_do_not_matter() -> None:
    assert check(GOOD.replace(b"\n", b"\r\n")) == KEY.public_key
    assert check(GOOD.rstrip()) == KEY.public_key


def test_sha256_is_supported() -> None:
    inner = wire_string(b"ssh-ed25519") + wire_string(KEY.sign(signed_data(hash_name="sha256")))
    assert check(armor(blob(KEY.public_key, inner, hash_name=b"sha256"))) == KEY.public_key


def test_long_content_is_hashed_as_a_stream() -> None:
    content = bytes(3 << 20)
    assert check(sshsig.sign(io.BytesIO(content), KEY, NAMESPACE), content) == KEY.public_key


def test_an_empty_namespace_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="namespace"):
        sshsig.sign(io.BytesIO(CONTENT), KEY, "")


# --------------------------------------------------------------------------------------- other kinds
def test_ecdsa_p256() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = ecdsa_key(point)
    r, s = utils.decode_dss_signature(private.sign(signed_data(), ec.ECDSA(hashes.SHA256())))
    assert check(armor(blob(key, ecdsa_inner(r, s)))) == key
    assert "changed" in refusal(armor(blob(key, ecdsa_inner(r, s + 1))))
    for r_bad, s_bad in ((0, s), (-r, s), (r, 0)):
        assert "malformed" in refusal(armor(blob(key, ecdsa_inner(r_bad, s_bad))))
    assert "malformed" in refusal(armor(blob(ecdsa_key(point, curve=b"nistp384"), ecdsa_inner(r, s))))
    assert "malformed" in refusal(armor(blob(ecdsa_key(b"\x04" + bytes(64)), ecdsa_inner(r, s))))


def ecdsa_key(point: bytes, curve: bytes = b"nistp256") -> PublicKey:
    return PublicKey.from_blob(b"".join(map(wire_string, (b"ecdsa-sha2-nistp256", curve, point))))


def ecdsa_inner(r: int, s: int) -> bytes:
    numbers = b"".join(wire_string(number.to_bytes(33, "big", signed=True)) for number in (r, s))
    return wire_string(b"ecdsa-sha2-nistp256") + wire_string(numbers)


def test_security_key_ed25519() -> None:
    private = Ed25519PrivateKey.generate()
    application = b"ssh:"
    fields = (b"sk-ssh-ed25519@openssh.com", private.public_key().public_bytes_raw(), application)
    key = PublicKey.from_blob(b"".join(map(wire_string, fields)))
    counter = b"\x01" + (7).to_bytes(4, "big")
    signed = hashlib.sha256(application).digest() + counter + hashlib.sha256(signed_data()).digest()
    inner = wire_string(b"sk-ssh-ed25519@openssh.com") + wire_string(private.sign(signed))
    assert check(armor(blob(key, inner + counter))) == key
    assert "changed" in refusal(armor(blob(key, inner + counter[:-1] + b"\x08")))
    assert "malformed" in refusal(armor(blob(key, inner)))
    assert "malformed" in refusal(armor(blob(key, inner + counter + b"x")))


@pytest.mark.parametrize("kind", [b"ssh-rsa", b"ssh-dss", b"sk-ecdsa-sha2-nistp256@openssh.com", b"made-up"])
def test_kinds_that_are_not_supported_are_named(kind: bytes) -> None:
    key = PublicKey.from_blob(wire_string(kind) + wire_string(b"key"))
    assert kind.decode() in refusal(armor(blob(key, wire_string(kind) + wire_string(b"signature"))))


# ----------------------------------------------------------------------------------------------- bad
def test_other_content_or_purpose() -> None:
    assert "changed" in refusal(GOOD, CONTENT + b"x")
    assert "changed" in refusal(GOOD, b"")
    assert NAMESPACE in refusal(GOOD, namespace="sealcase-test-v2")
    assert NAMESPACE in refusal(GOOD, namespace="")


def test_what_a_hostile_namespace_says_is_made_printable() -> None:
    inner = wire_string(b"ssh-ed25519") + wire_string(bytes(64))
    message = refusal(armor(blob(KEY.public_key, inner, namespace="\x1b[2J\u202e")))
    assert not {"\x1b", "\u202e"} & set(message)


def test_a_signature_by_another_kind_of_algorithm_than_its_key() -> None:
    inner = wire_string(b"ssh-rsa") + wire_string(KEY.sign(signed_data()))
    assert "malformed" in refusal(armor(blob(KEY.public_key, inner)))


def test_another_key_in_the_signature() -> None:
    inner = wire_string(b"ssh-ed25519") + wire_string(KEY.sign(signed_data()))
    assert check(armor(blob(KEY.public_key, inner))) == KEY.public_key
    assert "changed" in refusal(armor(blob(SigningKey(bytes(32)).public_key, inner)))
    short = PublicKey.from_blob(wire_string(b"ssh-ed25519") + wire_string(bytes(31)))
    assert "malformed" in refusal(armor(blob(short, inner)))


def test_versions_and_hashes_that_are_not_supported_are_named() -> None:
    inner = wire_string(b"ssh-ed25519") + wire_string(bytes(64))
    assert "version 2" in refusal(armor(blob(KEY.public_key, inner, version=2)))
    assert "md5" in refusal(armor(blob(KEY.public_key, inner, hash_name=b"md5")))


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"x",
        b"\n" + GOOD,
        GOOD + GOOD,
        GOOD.replace(b"BEGIN SSH", b"BEGIN PGP"),
        GOOD.replace(b"U1NIU0lH", b"U1NIU0l*"),
        armor(b""),
        armor(b"SSHSIH" + bytes(40)),
        armor(b"SSHSIG\x00\x00\x00\x01\xff\xff\xff\xff"),
        armor(b"SSHSIG\x00\x00\x00\x01" + wire_string(wire_string(b"\xff")) + wire_string(b"") * 4),
        armor(b"SSHSIG\x00\x00\x00\x01" + wire_string(wire_string(b"")) + wire_string(b"") * 4),
        armor(base64.b64decode(b"".join(GOOD.splitlines()[1:-1])) + b"x"),
        b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * (64 << 10) + b"\n-----END SSH SIGNATURE-----\n",
    ],
)
def test_malformed_signatures(signature: bytes) -> None:
    refusal(signature)


BLOB = base64.b64decode(b"".join(GOOD.splitlines()[1:-1]))


@given(st.integers(0, len(BLOB) * 8 - 1))
def test_no_flipped_bit_goes_unnoticed(bit: int) -> None:
    changed = bytearray(BLOB)
    changed[bit // 8] ^= 1 << bit % 8
    refusal(armor(bytes(changed)))


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parser_fall_over(data: bytes) -> None:
    refusal(data)
    refusal(armor(b"SSHSIG\x00\x00\x00\x01" + data))


# --------------------------------------------------------------------------------------------- trust
SIGNER = AllowedSigner(principals="complainant", key=KEY.public_key)


def test_a_listed_signer_is_returned() -> None:
    stranger = AllowedSigner(principals="other", key=SigningKey(bytes(32)).public_key)
    assert sshsig.verify(io.BytesIO(CONTENT), GOOD, [stranger, SIGNER], NAMESPACE) == SIGNER


@pytest.mark.parametrize(
    "signers",
    [
        [],
        [AllowedSigner(principals="other", key=SigningKey(bytes(32)).public_key)],
        [AllowedSigner(principals="complainant", key=KEY.public_key, namespaces="git,!sealcase-*")],
        [AllowedSigner(principals="complainant", key=KEY.public_key, cert_authority=True)],
        [AllowedSigner(principals="complainant", key=KEY.public_key, valid_before=datetime(2020, 1, 1, tzinfo=UTC))],
        [AllowedSigner(principals="complainant", key=KEY.public_key, valid_after=datetime(9000, 1, 1, tzinfo=UTC))],
    ],
)
def test_a_good_signature_by_a_stranger_has_its_own_error(signers: list[AllowedSigner]) -> None:
    with pytest.raises(UntrustedSignerError) as caught:
        sshsig.verify(io.BytesIO(CONTENT), GOOD, signers, NAMESPACE, file="case.sealcase.zip")
    assert caught.value.exit_status == UNTRUSTED_SIGNER
    assert KEY.public_key.fingerprint in str(caught.value)


def test_a_key_counts_at_the_time_asked_for() -> None:
    year = AllowedSigner(
        principals="complainant",
        key=KEY.public_key,
        valid_after=datetime(2020, 1, 1, tzinfo=UTC),
        valid_before=datetime(2021, 1, 1, tzinfo=UTC),
    )
    for month in (1, 12):
        at = datetime(2020, month, 1, tzinfo=UTC)
        assert sshsig.verify(io.BytesIO(CONTENT), GOOD, [year], NAMESPACE, at=at) == year


def test_a_bad_signature_by_a_listed_signer_is_bad() -> None:
    with pytest.raises(SignatureError):
        sshsig.verify(io.BytesIO(CONTENT + b"x"), GOOD, [SIGNER], NAMESPACE)


def test_public_keys_are_compared_as_bytes() -> None:
    assert ed25519_public_key(bytes(32), "a") == ed25519_public_key(bytes(32), "b")
