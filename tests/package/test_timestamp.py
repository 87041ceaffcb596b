"""Timestamps of a real responder, `openssl ts`: asked for, kept, checked; and every way in which they do not hold."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authority import Authority, authority, needs_openssl, serving
from sealcase.errors import EmptyFileError, LimitError, TimestampError, UnreadableFileError
from sealcase.package import timestamp
from sealcase.package.timestamp import Timestamp, ask, check, is_authority, parse

__all__ = ["authority"]

DIGEST = hashlib.sha256(b"a signature").digest()


def kept(folder: Path, stamp: Timestamp) -> Path:
    path = folder / "package.tsr"
    path.write_bytes(stamp.response)
    return path


@pytest.fixture
def stamp(authority: Authority) -> Timestamp:
    with serving(authority.reply) as url:
        return ask(url, DIGEST)


# ----------------------------------------------------------------------------------------------- good
def test_a_token_of_a_real_responder_holds(stamp: Timestamp, authority: Authority, tmp_path: Path) -> None:
    held = check(kept(tmp_path, stamp), DIGEST, authority.certificates)
    assert held == stamp
    moment = datetime.fromisoformat(held.time)
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 3600


def test_the_authority_learns_the_digest_alone(stamp: Timestamp, authority: Authority, tmp_path: Path) -> None:
    request = tmp_path / "request"
    request.write_bytes(authority.requests[-1])
    words = ["openssl", "ts", "-query", "-in", str(request), "-text"]
    said = subprocess.run(words, capture_output=True, check=True, text=True).stdout
    assert "Hash Algorithm: sha256" in said
    assert "Certificate required: yes" in said
    assert DIGEST in authority.requests[-1]
    assert len(authority.requests[-1]) < 80
    assert stamp.nonce is not None


@pytest.mark.parametrize("more", ["accuracy = secs:1, millisecs:500", "ordering = yes", "tsa_name = yes"])
@needs_openssl
def test_responders_of_other_habits(tmp_path: Path, more: str) -> None:
    other = Authority(tmp_path / "other", more=more)
    with serving(other.reply) as url:
        got = ask(url, DIGEST)
    assert check(kept(tmp_path, got), DIGEST, other.certificates).time == got.time


# ---------------------------------------------------------------------------------- does not hold
def test_another_package(stamp: Timestamp, authority: Authority, tmp_path: Path) -> None:
    with pytest.raises(TimestampError, match="another package"):
        check(kept(tmp_path, stamp), bytes(32), authority.certificates)


@needs_openssl
def test_another_authority(stamp: Timestamp, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    with pytest.raises(TimestampError, match="do not vouch"):
        check(kept(tmp_path, stamp), DIGEST, other.certificates)


@needs_openssl
def test_a_certificate_for_other_purposes(tmp_path: Path) -> None:
    """`openssl ts -reply` itself refuses to sign with it, so the certificate is changed afterwards."""
    other = Authority(tmp_path / "other")
    with serving(other.reply) as url:
        got = ask(url, DIGEST)
    at = got.response.index(bytes.fromhex("06082b06010505070308"))  # id-kp-timeStamping
    forged = got.response[: at + 9] + b"\x03" + got.response[at + 10 :]
    with pytest.raises(TimestampError, match="do not vouch"):
        check(kept(tmp_path, parse(forged, "x")), DIGEST, other.certificates)


def test_certificates_that_are_none(stamp: Timestamp, authority: Authority, tmp_path: Path) -> None:
    path = kept(tmp_path, stamp)
    nonsense = tmp_path / "ca.pem"
    nonsense.write_text("hello")
    with pytest.raises(TimestampError, match="do not vouch"):
        check(path, DIGEST, nonsense)
    nonsense.write_text("")
    with pytest.raises(EmptyFileError):
        check(path, DIGEST, nonsense)
    with pytest.raises(UnreadableFileError):
        check(tmp_path / "missing", DIGEST, nonsense)


def test_every_changed_byte_is_refused(stamp: Timestamp, authority: Authority, tmp_path: Path) -> None:
    """All of the part that is signed, and a sample of the certificates: openssl needs a process for each."""
    good = stamp.response
    signed = good.index(timestamp._TST_INFO)
    for at in [*range(signed, signed + 120, 5), *range(signed + 120, len(good), 101), len(good) - 1]:
        changed = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        (tmp_path / "package.tsr").write_bytes(changed)
        try:
            held = check(tmp_path / "package.tsr", DIGEST, authority.certificates)
        except TimestampError:
            continue
        # The CA's own certificate travels along unsigned by the token; the one given is what counts.
        assert held.time == stamp.time
        assert at > good.index(b"Made-up CA")


def test_without_openssl(
    stamp: Timestamp, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamp, "PROGRAM", str(tmp_path / "missing"))
    with pytest.raises(TimestampError, match="needs the program openssl"):
        check(kept(tmp_path, stamp), DIGEST, authority.certificates)


# --------------------------------------------------------------------------- authorities that misbehave
def test_an_answer_to_another_request(stamp: Timestamp) -> None:
    with serving(lambda _: stamp.response) as url, pytest.raises(TimestampError, match="another request"):
        ask(url, DIGEST)


def test_an_authority_that_refuses(authority: Authority) -> None:
    def of_another_hash(request: bytes) -> bytes:
        return authority.reply(request.replace(b"\x02\x01\x05\x00", b"\x02\x03\x05\x00"))

    with serving(of_another_hash) as url, pytest.raises(TimestampError, match="refused"):
        ask(url, DIGEST)


@pytest.mark.parametrize("status", [201, 302, 404, 500])
def test_no_redirects_and_no_other_status(status: int) -> None:
    with serving(lambda _: b"", status=status) as url, pytest.raises(TimestampError, match=f"status {status}"):
        ask(url, DIGEST)


def test_answers_at_the_limit_and_past_it(stamp: Timestamp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamp, "MAX_RESPONSE_BYTES", len(stamp.response))
    with serving(lambda _: stamp.response) as url, pytest.raises(TimestampError, match="another request"):
        ask(url, DIGEST)  # it was read whole
    with serving(lambda _: stamp.response + b"x") as url, pytest.raises(TimestampError, match="too long"):
        ask(url, DIGEST)
    (tmp_path / "long.tsr").write_bytes(stamp.response + b"x")
    with pytest.raises(LimitError):
        check(tmp_path / "long.tsr", DIGEST, tmp_path)


def test_an_authority_that_is_slow_or_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamp, "TIMEOUT_S", 0)
    with serving(lambda _: b"x") as url, pytest.raises(TimestampError, match=r"slow|reached"):
        ask(url, DIGEST)
    monkeypatch.undo()
    for url in ("http://127.0.0.1:1/", "http://127.0.0.1:65535"):
        with pytest.raises(TimestampError, match="cannot be reached"):
            ask(url, DIGEST)


GOOD_ADDRESSES = [
    "https://tsa.example/",
    "https://tsa.example:8443/path?query",
    "http://127.0.0.1:8080",
    "http://[::1]/tsr",
    "http://localhost/",
]
BAD_ADDRESSES = [
    "http://tsa.example/",
    "http://localhost.example/",
    "http://127.0.0.1.example/",
    "https://user:password@tsa.example/",
    "https://",
    "https:///path",
    "https://tsa.example:port/",
    "https://[tsa/",
    "https://tsa.example/#part",
    "https://tsa.example/a b",
    "https://tsa.example/\r\nX: y",
    "https://例子/",
    "ftp://tsa.example/",
    "file:///etc/passwd",
    "tsa.example",
    "",
]


@pytest.mark.parametrize("url", GOOD_ADDRESSES)
def test_addresses_that_may_be_asked(url: str) -> None:
    assert is_authority(url)


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_addresses_that_are_never_asked(url: str) -> None:
    assert not is_authority(url)
    with pytest.raises(ValueError):
        ask(url, DIGEST)


# ---------------------------------------------------------------------------------------- the parser
def test_every_truncation_is_refused(stamp: Timestamp) -> None:
    for size in range(len(stamp.response)):
        with pytest.raises(TimestampError):
            parse(stamp.response[:size], "x")


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(TimestampError):
        parse(data, "x")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="skipped: openssl is not installed")
@settings(max_examples=300)
@given(at=st.integers(0, 200), value=st.integers(0, 255))
def test_any_change_is_read_or_refused(authority_response: bytes, at: int, value: int) -> None:
    changed = authority_response[:at] + bytes([value]) + authority_response[at + 1 :]
    with contextlib.suppress(TimestampError):
        assert len(parse(changed, "x").digest) == 32


@pytest.fixture(scope="module")
def authority_response(authority: Authority) -> bytes:
    with serving(authority.reply) as url:
        return ask(url, DIGEST).response


def test_lengths_that_no_der_has(stamp: Timestamp) -> None:
    for head in (b"\x30\x80", b"\x30\x85\0\0\0\0\0", b"\x30\x84\xff\xff\xff\xff", b"\x30", b"\x31\0"):
        with pytest.raises(TimestampError, match="not an RFC 3161"):
            parse(head + stamp.response[4:], "x")
