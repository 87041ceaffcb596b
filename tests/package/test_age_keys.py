"""Keys as text, and the files that hold them."""

from __future__ import annotations

import base64
import io

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from sealcase.errors import IdentityFileError, RecipientFileError
from sealcase.package import age
from sealcase.package.age import bech32
from sealcase.package.age.keys import MAX_FILE_BYTES
from sealcase.package.sshkey import PublicKey, ed25519_public_key, wire_string
from sealcase.package.sshsig import generate_key

# From C2SP age.md: published examples.
X25519_SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
X25519_PUBLIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
HYBRID_SECRET = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
SSH_PUBLIC = ed25519_public_key(bytes.fromhex("6a" * 31 + "5a"), "desk").to_line()
PASSPHRASE = "made-up correct horse"


def test_the_published_keys() -> None:
    identity = age.parse_identity(X25519_SECRET)
    assert isinstance(identity, age.X25519Identity)
    assert identity.to_text() == X25519_SECRET
    assert str(identity.recipient()) == identity.recipient().to_text() == X25519_PUBLIC
    assert age.parse_recipient(X25519_PUBLIC) == identity.recipient()

    hybrid = age.parse_identity(HYBRID_SECRET)
    assert isinstance(hybrid, age.HybridIdentity)
    assert hybrid.to_text() == HYBRID_SECRET
    public = str(hybrid.recipient())
    assert public.startswith("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235")
    assert public.endswith("9pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k")
    assert age.parse_recipient(public) == hybrid.recipient()


def test_an_ssh_key_keeps_its_line() -> None:
    key = age.SshIdentity(generate_key().seed).recipient().to_text()
    parsed = age.parse_recipient(f"  {key} support desk\n")
    assert isinstance(parsed, age.SshRecipient)
    assert parsed.to_text() == f"{key} support desk"
    assert str(parsed) == key
    assert parsed == age.parse_recipient(key)


def test_an_ssh_recipient_is_made_of_an_ed25519_key_only() -> None:
    with pytest.raises(ValueError, match="kind"):
        age.SshRecipient(PublicKey.from_line(ECDSA))


def test_generated_keys_differ_and_come_back() -> None:
    for generate in (age.generate_identity, age.generate_hybrid_identity):
        first, second = generate(), generate()
        assert first != second
        assert age.parse_identity(first.to_text()) == first


NO_POINT = ed25519_public_key(b"\x01" + bytes(31)).to_line()
ECDSA = PublicKey(kind="ecdsa-sha2-nistp256", blob=wire_string(b"ecdsa-sha2-nistp256")).to_line()
BAD_RECIPIENTS = [
    "",
    "age1",
    X25519_PUBLIC.upper(),
    X25519_PUBLIC[:-1] + "q",
    X25519_SECRET,
    HYBRID_SECRET,
    bech32.encode("age", bytes(32)),  # a point of low order
    bech32.encode("age", bytes(31)),
    bech32.encode("age1pq", bytes(1216)),  # its X25519 half is of low order
    bech32.encode("age1pq", b"\xff" * 1216),  # its ML-KEM half is not reduced
    bech32.encode("age1pq", bytes(32)),
    bech32.encode("age1tag", bytes(33)),
    "ssh-ed25519",
    "ssh-ed25519 AAAA",
    "ssh-ed25519 ****",
    "ssh-rsa " + SSH_PUBLIC.split()[1],
    "ssh-ed25519 " + base64.b64encode(wire_string(b"ssh-ed25519") + wire_string(b"short")).decode(),
    NO_POINT,
    ECDSA,
]


@pytest.mark.parametrize("text", BAD_RECIPIENTS)
def test_what_is_no_recipient(text: str) -> None:
    with pytest.raises(RecipientFileError) as caught:
        age.parse_recipient(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AGE-SECRET-KEY-1",
        X25519_SECRET.lower(),
        X25519_SECRET[:-1] + "Q",
        X25519_PUBLIC,
        bech32.encode("AGE-SECRET-KEY-", bytes(31)),
        bech32.encode("AGE-SECRET-KEY-PQ-", bytes(33)),
        bech32.encode("AGE-PLUGIN-YUBIKEY-", bytes(8)),
        SSH_PUBLIC,
    ],
)
def test_what_is_no_identity(text: str) -> None:
    with pytest.raises(IdentityFileError) as caught:
        age.parse_identity(text)
    assert not text or text not in str(caught.value)


@given(st.text())
def test_no_text_makes_the_parsers_fall_over(text: str) -> None:
    for parse, error in ((age.parse_recipient, RecipientFileError), (age.parse_identity, IdentityFileError)):
        with pytest.raises(error):
            parse(text)


def test_a_library_without_ml_kem_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: bytes) -> None:
        raise UnsupportedAlgorithm("not in this build")

    public = str(age.HybridIdentity(bytes(32)).recipient())
    monkeypatch.setattr(MLKEM768PrivateKey, "from_seed_bytes", refuse)
    monkeypatch.setattr(MLKEM768PublicKey, "from_public_bytes", refuse)
    with pytest.raises(IdentityFileError, match="ML-KEM"):
        age.parse_identity(HYBRID_SECRET)
    with pytest.raises(RecipientFileError, match="ML-KEM"):
        age.parse_recipient(public)


# ---------------------------------------------------------------------------------------------- files
def test_files_as_age_keygen_writes_them() -> None:
    text = f"# created: 2026-11-22T16:47:00Z\n# public key: {X25519_PUBLIC}\n{X25519_SECRET}\n\n{HYBRID_SECRET}\r\n"
    assert age.parse_identity_file(text, "key.txt") == (
        age.parse_identity(X25519_SECRET),
        age.parse_identity(HYBRID_SECRET),
    )
    text = f"\n# desk\n{X25519_PUBLIC}\n{SSH_PUBLIC}\n"
    assert age.parse_recipients_file(text, "desk") == (
        age.parse_recipient(X25519_PUBLIC),
        age.parse_recipient(SSH_PUBLIC),
    )


def test_errors_name_file_and_line_and_no_key() -> None:
    with pytest.raises(RecipientFileError, match=r"^desk\.recipient: .*line 2: ") as caught:
        age.parse_recipients_file(f"{X25519_PUBLIC}\n{X25519_SECRET}\n", "desk.recipient")
    assert X25519_SECRET not in str(caught.value)
    with pytest.raises(IdentityFileError, match=r"^key\.txt: .*line 1: "):
        age.parse_identity_file(X25519_PUBLIC, "key.txt")


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_a_file_without_keys(text: str) -> None:
    with pytest.raises(RecipientFileError, match="no key"):
        age.parse_recipients_file(text, "x")
    with pytest.raises(IdentityFileError, match="no key"):
        age.parse_identity_file(text, "x")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"#" * (MAX_FILE_BYTES + 1), b"age-encryption.org/v1\n"])
def test_files_that_are_something_else(data: bytes) -> None:
    with pytest.raises(IdentityFileError):
        age.parse_identity_file(data, "x", ask_passphrase=lambda: PASSPHRASE)


def test_a_protected_identity_file() -> None:
    sink = io.BytesIO()
    age.encrypt(io.BytesIO(X25519_SECRET.encode()), sink, [age.ScryptRecipient(PASSPHRASE, 2)])
    data = sink.getvalue()
    armored = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
    text = base64.b64encode(data)
    armored += b"".join(text[start : start + 64] + b"\n" for start in range(0, len(text), 64))
    armored += b"-----END AGE ENCRYPTED FILE-----\n"
    for form in (data, armored):
        assert age.parse_identity_file(form, "x", ask_passphrase=lambda: PASSPHRASE) == (
            age.parse_identity(X25519_SECRET),
        )
        with pytest.raises(IdentityFileError, match="protected by a passphrase"):
            age.parse_identity_file(form, "x")
        with pytest.raises(IdentityFileError, match="the passphrase is wrong"):
            age.parse_identity_file(form, "x", ask_passphrase=lambda: "another")
    with pytest.raises(IdentityFileError, match="damaged"):
        age.parse_identity_file(data[:-1], "x", ask_passphrase=lambda: PASSPHRASE)


def test_an_ssh_private_key_file_is_an_identity() -> None:
    key = generate_key()
    (identity,) = age.parse_identity_file(key.to_text(), "id_ed25519")
    assert identity == age.SshIdentity(key.seed)
    with pytest.raises(IdentityFileError, match="kind"):
        age.parse_identity_file(key.to_text().replace("b3Blbn", "AAAAAA"), "id_ed25519")
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    with pytest.raises(IdentityFileError, match="ssh-ed25519"):
        age.parse_identity_file(other, "id_ecdsa")
