"""OpenSSH keys as text: public lines, private key files, allowed signers."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from sealcase.errors import SignersFileError, SigningKeyError
from sealcase.package.allowed_signers import (
    MAX_SIGNERS,
    AllowedSigner,
    find_signer,
    matches,
    parse_allowed_signers,
)
from sealcase.package.sshkey import MAX_KEY_BYTES, PublicKey, SigningKey, ed25519_public_key
from sealcase.package.sshsig import generate_key

# OpenSSH's own test key (regress/unittests/sshsig), and what `ssh-keygen -l` says of it.
LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIlizSIN3DQV78VPNjVvvwjgf+P5HqbPYCYu3BOMdjAE ED25519 test key"
FINGERPRINT = "SHA256:ZxTZQ/K7JZpz0mHqWqdmYCUcq3MAtnu9TYA66TCBkxM"
KEY = PublicKey.from_line(LINE)
# A made-up Ed25519 key file under the passphrase `made-up`, from ssh-keygen -a 1.
PROTECTED = """-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABC4vvLg8d
ESfKZl/unLVLieAAAAAQAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIO3cTiRE2W/QQXw6
3WNT8FT2rTPCJa03HBK726EJ7drdAAAAkIWnN8Dtxg1/meXCQgkakTEVp+5ROf1/ORroFe
WP7DnyUgHvpsROjwu/lK7QHluGpos34FCaUkMo2uA6dFcJjE5GCVQiO+N9u9ynYMTHkh9Y
wL6SlPlIseXDQhlEC9nXTp8fBO70b0gGn/cynv2KI+rDS86MiS9MQNCW0HEzi7i/fTZjx5
q/yqitTLuisKzL9Q==
-----END OPENSSH PRIVATE KEY-----
"""


# -------------------------------------------------------------------------------------- public lines
def test_a_line_and_its_fingerprint() -> None:
    assert KEY.kind == "ssh-ed25519"
    assert KEY.comment == "ED25519 test key"
    assert KEY.to_line() == LINE
    assert KEY.fingerprint == FINGERPRINT
    assert PublicKey.from_line(f"  {LINE}\n") == KEY
    assert PublicKey.from_blob(KEY.blob) == KEY


@given(st.binary(min_size=32, max_size=32), st.text(st.characters(categories=["L", "N"])))
def test_lines_round_trip(raw: bytes, comment: str) -> None:
    key = ed25519_public_key(raw, comment)
    assert PublicKey.from_line(key.to_line()).to_line() == key.to_line()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 A",
        "ssh-ed25519 é",
        LINE.replace("ssh-ed25519", "ssh-rsa"),
        LINE + "x" * MAX_KEY_BYTES,
    ],
)
def test_malformed_lines(line: str) -> None:
    with pytest.raises(ValueError):
        PublicKey.from_line(line)


# -------------------------------------------------------------------------------------- private keys
def test_a_private_key_file_comes_back() -> None:
    key = generate_key()
    assert SigningKey.from_text(key.to_text()) == SigningKey.from_text(key.to_text().encode()) == key
    assert key != generate_key()
    assert key.seed.hex() not in repr(key)
    assert repr(key.seed) not in repr(key)


def test_what_is_no_signing_key() -> None:
    ecdsa = ec.generate_private_key(ec.SECP256R1())
    other = ecdsa.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    for data in (b"", b"x", other, generate_key().to_text().encode()[:-50], b"x" * (MAX_KEY_BYTES + 1)):
        with pytest.raises(SigningKeyError, match=r"^vault: "):
            SigningKey.from_text(data, file="vault")


def test_a_protected_key_asks_for_its_passphrase() -> None:
    with pytest.raises(SigningKeyError, match="passphrase"):
        SigningKey.from_text(PROTECTED)
    ask = iter(["made-up"]).__next__
    assert SigningKey.from_text(PROTECTED, ask_passphrase=ask).public_key.to_line() == PROTECTED_PUBLIC


@pytest.mark.parametrize(("error", "told"), [(ValueError, "wrong"), (UnsupportedAlgorithm, "bcrypt")])
def test_what_a_protected_key_may_answer(monkeypatch: pytest.MonkeyPatch, error: type[Exception], told: str) -> None:
    def answer(_: bytes, passphrase: bytes | None) -> None:
        raise TypeError if passphrase is None else error("in other words")

    monkeypatch.setattr("cryptography.hazmat.primitives.serialization.ssh.load_ssh_private_key", answer)
    with pytest.raises(SigningKeyError, match=told) as caught:
        SigningKey.from_text(PROTECTED, ask_passphrase=lambda: "another")
    assert "in other words" not in str(caught.value)


PROTECTED_PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO3cTiRE2W/QQXw63WNT8FT2rTPCJa03HBK726EJ7drd"


# ----------------------------------------------------------------------------------- allowed signers
def parse(line: str) -> AllowedSigner:
    (signer,) = parse_allowed_signers(line, "signers")
    return signer


def refusal(text: str) -> str:
    with pytest.raises(SignersFileError) as caught:
        parse_allowed_signers(text, "signers")
    return str(caught.value)


def test_lines_with_and_without_options() -> None:
    assert parse(f"desk@example.org {LINE}") == AllowedSigner(principals="desk@example.org", key=KEY)
    assert parse(f'  "A desk,*@example.org"\t{LINE}\r').principals == "A desk,*@example.org"
    assert parse(f'"a \\"desk\\"" {LINE}').principals == 'a "desk"'
    signer = parse(f'desk cert-authority,NAMESPACES="sealcase-*,git a",valid-after="20260102030405Z" {LINE}')
    assert signer == AllowedSigner(
        principals="desk",
        key=KEY,
        cert_authority=True,
        namespaces="sealcase-*,git a",
        valid_after=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def test_a_file_of_many_lines() -> None:
    text = f"# trusted\n\n  # and\na {LINE}\r\nb ssh-ed25519 {LINE.split()[1]}\n"
    assert [signer.principals for signer in parse_allowed_signers(text, "signers")] == ["a", "b"]
    assert parse_allowed_signers("", "signers") == ()


def test_times_are_local_unless_they_end_in_z() -> None:
    after = parse(f'a valid-after="202601020304" {LINE}').valid_after
    assert after is not None
    assert after.utcoffset() == datetime(2026, 1, 2, 3, 4).astimezone().utcoffset()
    assert (after.year, after.hour, after.minute) == (2026, 3, 4)
    before = parse(f'a valid-before="20260102Z" {LINE}').valid_before
    assert before == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "a",
        LINE.split()[1],
        f'"a {LINE}',
        "a ssh-ed25519",
        "a ssh-ed25519 AAAA",
        f"a unknown {LINE}",
        f'a unknown="x" {LINE}',
        f"a namespaces {LINE}",
        f'a cert-authority="x" {LINE}',
        f'a namespaces="x",namespaces="y" {LINE}',
        f"a cert-authority,cert-authority {LINE}",
        f'a namespaces="x", {LINE}',
        'a namespaces="x" ssh-ed25519 AAAA',
        f'a valid-after="2026" {LINE}',
        f'a valid-after="20261301" {LINE}',
        f'a valid-after="2026010٢" {LINE}',
        f'a valid-after="20260102",valid-before="20260101" {LINE}',
    ],
)
def test_whatever_is_not_understood_is_refused(line: str) -> None:
    assert refusal(f"# first\n{line}").startswith("signers: line 2: ")


def test_the_number_of_signers_is_bounded() -> None:
    assert len(parse_allowed_signers(f"a {LINE}\n" * MAX_SIGNERS, "signers")) == MAX_SIGNERS
    assert f"line {MAX_SIGNERS + 1}" in refusal(f"a {LINE}\n" * (MAX_SIGNERS + 1))


@given(st.text())
def test_no_text_makes_the_parser_fall_over(text: str) -> None:
    for line in (text, f"a {text} {LINE}", f'a namespaces="{text}" {LINE}'):
        with contextlib.suppress(SignersFileError):
            parse_allowed_signers(line, "signers")


@pytest.mark.parametrize(
    ("patterns", "name", "expected"),
    [
        ("sealcase-*", "sealcase-envelope-v1", True),
        ("sealcase-?", "sealcase-12", False),
        ("git,file", "file", True),
        ("*,!file", "file", False),
        ("!file,*", "file", False),
        ("!file", "git", False),
        ("[ab]", "a", False),
        ("[ab]", "[ab]", True),
        ("a.c", "abc", False),
        ("", "", True),
    ],
)
def test_pattern_lists(patterns: str, name: str, expected: bool) -> None:  # noqa: FBT001 - the expected answer
    assert matches(patterns, name) is expected


def test_why_a_key_does_not_count() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    day = timedelta(days=1)

    def reason(*signers: AllowedSigner, key: PublicKey = KEY) -> str:
        found = find_signer(signers, key, "git", at=now)
        assert isinstance(found, str)
        return found

    listed = AllowedSigner(principals="a", key=KEY)
    assert find_signer([listed], KEY, "git") == listed
    assert "not in the list" in reason()
    assert "not in the list" in reason(listed, key=generate_key().public_key)
    assert "purpose" in reason(AllowedSigner(principals="a", key=KEY, namespaces="file"))
    assert "yet" in reason(AllowedSigner(principals="a", key=KEY, valid_after=now + day))
    assert "no longer" in reason(AllowedSigner(principals="a", key=KEY, valid_before=now - day))
    expired = AllowedSigner(principals="a", key=KEY, valid_before=now - day)
    assert find_signer([expired, listed], KEY, "git", at=now) == listed
