"""Verification without a key: every flipped byte and every truncation of a package is refused, with its code."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from package.samples import (
    KEY,
    OTHER_KEY,
    Parcel,
    build_container,
    members,
    resign,
    sealed,
)
from sealcase.errors import UnreadableFileError
from sealcase.package import limits, sshsig
from sealcase.package.allowed_signers import parse_allowed_signers
from sealcase.package.container import CHECKSUMS, ENVELOPE, NAMES, PAYLOAD, README, SIGNATURE, read_container
from sealcase.package.unseal import unseal
from sealcase.package.verdict import CHECKS, NOTE, CheckStatus, Progress, Status, Verdict
from sealcase.package.verify import Trust, is_canonical, verify

CODE_OF_CONTENT = {
    CHECKSUMS: "E_SIGNATURE",
    SIGNATURE: "E_SIGNATURE",
    README: "E_DIGEST",
    ENVELOPE: "E_DIGEST",
    PAYLOAD: "E_DIGEST",
}


@pytest.fixture(scope="module")
def parcel(tmp_path_factory: pytest.TempPathFactory) -> Parcel:
    folder = tmp_path_factory.mktemp("parcel")
    result, data = sealed(folder)
    path = folder / "good.sealcase.zip"
    path.write_bytes(data)
    return Parcel(path=path, data=data, sealed=result)


def verdict_on(data: bytes, folder: Path, trust: Trust | None = None) -> Verdict:
    path = folder / "case.sealcase.zip"
    path.write_bytes(data)
    return verify(path, trust)


def code(verdict: Verdict) -> str:
    assert verdict.exit_status == 1
    assert verdict.status is Status.REFUSED
    assert verdict.error is not None
    failed = [check.number for check in verdict.checks if check.status is CheckStatus.FAILED]
    made = [check.number for check in verdict.checks if check.status in {CheckStatus.OK, CheckStatus.UNKNOWN}]
    assert failed == [len(made) + 1]
    assert all(verdict.error.describe())
    return verdict.error.code


def test_a_good_package_by_an_unknown_signer(parcel: Parcel) -> None:
    verdict = verify(parcel.path)
    assert (verdict.status, verdict.exit_status, verdict.error) == (Status.UNKNOWN_SIGNER, 3, None)
    assert [check.status for check in verdict.checks[:6]] == [CheckStatus.OK] * 3 + [CheckStatus.UNKNOWN] + [
        CheckStatus.OK
    ] * 2
    assert {check.status for check in verdict.checks[6:]} == {CheckStatus.NOT_MADE}
    assert verdict.facts.signer == parcel.sealed.fingerprint == KEY.public_key.fingerprint
    assert verdict.facts.package_id == parcel.sealed.package_id
    assert verdict.facts.created_day == "2026-11-22"
    assert verdict.facts.payload_bytes == len(members(parcel.data)[PAYLOAD])
    verdict.raise_if_refused()


def test_whom_the_caller_trusts(parcel: Parcel) -> None:
    line = f"Example {KEY.public_key.to_line()}\n"
    listed = parse_allowed_signers(line, "signers")
    other = parse_allowed_signers(f"Other {OTHER_KEY.public_key.to_line()}\n", "signers")
    elsewhere = parse_allowed_signers(f'Example namespaces="file" {KEY.public_key.to_line()}\n', "signers")
    for trust, exit_status, name in (
        (Trust(fingerprints=frozenset({parcel.sealed.fingerprint})), 0, None),
        (Trust(fingerprints=frozenset({OTHER_KEY.public_key.fingerprint})), 3, None),
        (Trust(signers=listed), 0, "Example"),
        (Trust(signers=other), 3, None),
        (Trust(signers=elsewhere), 3, None),
        (Trust(signers=other, fingerprints=frozenset({parcel.sealed.fingerprint})), 0, None),
    ):
        verdict = verify(parcel.path, trust)
        assert (verdict.exit_status, verdict.facts.signer_name) == (exit_status, name)


def test_every_verdict_says_what_a_signature_does_not_show(parcel: Parcel, tmp_path: Path) -> None:
    good = verify(parcel.path).to_json()
    bad = verdict_on(parcel.data[:-1], tmp_path).to_json()
    assert good["note"] == bad["note"] == NOTE
    assert "does not show that a screenshot is true" in NOTE
    document = json.loads(json.dumps(bad))
    assert document["error"]["code"] == "E_CONTAINER"
    assert document["exit_status"] == 1
    assert document["signer"] is None
    assert [check["number"] for check in document["checks"]] == list(range(1, 15))
    assert len({check.code for check in CHECKS}) == len(CHECKS) == 14


def test_every_flipped_byte_is_refused_with_the_code_of_its_place(parcel: Parcel, tmp_path: Path) -> None:
    expected = ["E_CONTAINER"] * len(parcel.data)
    with parcel.path.open("rb") as file:
        found = read_container(file, "package")
    for name, member in found.items():
        expected[member.offset : member.offset + member.size] = [CODE_OF_CONTENT[name]] * member.size
    path = tmp_path / "flipped.zip"
    path.write_bytes(parcel.data)
    trust = Trust(fingerprints=frozenset({parcel.sealed.fingerprint}))
    with path.open("r+b", buffering=0) as file:
        for position, byte in enumerate(parcel.data):
            file.seek(position)
            file.write(bytes([byte ^ (1 << position % 8)]))
            assert code(verify(path, trust)) == expected[position], position
            file.seek(position)
            file.write(bytes([byte]))
    assert verify(path, trust).exit_status == 0


def test_every_truncation_is_refused(parcel: Parcel, tmp_path: Path) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(parcel.data)
    with path.open("r+b", buffering=0) as file:
        for length in reversed(range(len(parcel.data))):
            file.truncate(length)
            assert code(verify(path)) == "E_CONTAINER"


def test_contents_that_change_places(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    for first, second in ((CHECKSUMS, SIGNATURE), (README, ENVELOPE), (ENVELOPE, PAYLOAD)):
        swapped = {**contents, first: contents[second], second: contents[first]}
        assert code(verdict_on(build_container(swapped), tmp_path)) in {"E_SIGNATURE", "E_DIGEST", "E_PACKAGE_LIMIT"}


def test_each_content_replaced_under_right_crcs(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    for name in NAMES:
        data = build_container({**contents, name: b"x" + contents[name][1:]})
        assert code(verdict_on(data, tmp_path)) == CODE_OF_CONTENT[name]
        assert code(verdict_on(build_container({**contents, name: b""}), tmp_path)) == CODE_OF_CONTENT[name]


def test_wrong_crcs_alone(parcel: Parcel, tmp_path: Path) -> None:
    with parcel.path.open("rb") as file:
        member = read_container(file, "package")[PAYLOAD]
    data = bytearray(parcel.data)
    for field in (member.offset - len(PAYLOAD) - 16, len(data) - 22 - len(PAYLOAD) - 30):
        data[field] ^= 1
    assert code(verdict_on(bytes(data), tmp_path)) == "E_DIGEST"


def test_a_package_signed_again_by_another_key_has_another_fingerprint(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    # Signing alone is not enough: the envelope names the signer.
    assert code(verdict_on(resign(contents, OTHER_KEY), tmp_path)) == "E_ENVELOPE"
    old, new = (key.public_key.fingerprint.encode() for key in (KEY, OTHER_KEY))
    contents[ENVELOPE] = contents[ENVELOPE].replace(old, new)
    trust = Trust(fingerprints=frozenset({parcel.sealed.fingerprint}))
    verdict = verdict_on(resign(contents, OTHER_KEY), tmp_path, trust)
    assert (verdict.exit_status, verdict.facts.signer) == (3, OTHER_KEY.public_key.fingerprint)


def test_a_signature_for_another_purpose(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    signature = sshsig.sign(io.BytesIO(contents[CHECKSUMS]), KEY, "file")
    assert code(verdict_on(build_container({**contents, SIGNATURE: signature}), tmp_path)) == "E_SIGNATURE"


def test_signatures_have_one_spelling(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    signature = contents[SIGNATURE]
    assert is_canonical(signature)
    for other in (
        signature + b"\n",
        signature[:-1],
        signature.replace(b"\n", b"\r\n"),
        signature.replace(b"-----\n", b"-----\n\n", 1),
        signature.replace(b"BEGIN", b"begin"),
        signature.replace(b"U1NI", b"*1NI"),
        b"",
    ):
        assert not is_canonical(other)
        assert code(verdict_on(build_container({**contents, SIGNATURE: other}), tmp_path)) == "E_SIGNATURE"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"sealcase/1", b"sealcase/2", "E_VERSION"),
        (b"sealcase/1", b"otherfmt/1", "E_ENVELOPE"),
        (b'"tree_size": 16', b'"tree_size": 17', "E_ENVELOPE"),
        (b'"tree_size": 16', b'"tree_size": 8', "E_ENVELOPE"),
        (b'"tree_size": 16', b'"tree_size": 16.0', "E_ENVELOPE"),
        (b'"payload": {', b'"payload": {"name": "x",', "E_ENVELOPE"),
        (b'"size": ', b'"size": 1', "E_ENVELOPE"),
        (b"2026-11-22", b"2026-11-32", "E_ENVELOPE"),
        (b"2026-11-22", b"2026-11-22T16:47:00Z", "E_ENVELOPE"),
        (b"\n}", b',\n "extra": 1\n}', "E_ENVELOPE"),
        (b"{", b"{" * 20, "E_ENVELOPE"),
        (b"}\n", b"}" + b" " * limits.ENVELOPE_BYTES, "E_PACKAGE_LIMIT"),
    ],
)
def test_envelopes_that_were_signed_but_do_not_follow_the_schema(
    parcel: Parcel, tmp_path: Path, old: bytes, new: bytes, expected: str
) -> None:
    contents = members(parcel.data)
    assert old in contents[ENVELOPE]
    contents[ENVELOPE] = contents[ENVELOPE].replace(old, new, 1)
    assert code(verdict_on(resign(contents), tmp_path)) == expected


def test_sizes_at_the_limit_and_past_it(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    room = limits.ENVELOPE_BYTES - len(contents[ENVELOPE])
    contents[ENVELOPE] += b" " * room
    assert verdict_on(resign(contents), tmp_path).exit_status == 3
    contents[ENVELOPE] += b" "
    assert code(verdict_on(resign(contents), tmp_path)) == "E_PACKAGE_LIMIT"


def test_nobody_can_put_other_words_into_the_readme(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    contents[README] = contents[README].replace(b"unzip", b"touch", 1)
    assert code(verdict_on(resign(contents), tmp_path)) == "E_CONTAINER"


def test_checksums_that_list_more_or_otherwise(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    lines = contents[CHECKSUMS].splitlines(keepends=True)
    for checksums in (
        b"".join(reversed(lines)),
        contents[CHECKSUMS] + b"0" * 64 + b"  extra.txt\n",
        contents[CHECKSUMS].upper(),
        contents[CHECKSUMS].replace(b"  ", b" *"),
        contents[CHECKSUMS] + b"\n",
        lines[0] + contents[CHECKSUMS],
    ):
        signature = sshsig.sign(io.BytesIO(checksums), KEY, "sealcase-envelope-v1")
        data = build_container({**contents, CHECKSUMS: checksums, SIGNATURE: signature})
        assert code(verdict_on(data, tmp_path)) == "E_DIGEST"


def test_what_is_not_a_readable_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UnreadableFileError):
            verify(path)
    assert code(verdict_on(b"", tmp_path)) == "E_CONTAINER"
    assert code(verdict_on(b"hello", tmp_path)) == "E_CONTAINER"


class FailingFile(io.BytesIO):
    """A disk that fails while it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(5, "Input/output error")


class ShrinkingFile(io.BytesIO):
    """A file that is cut off by someone else while it is read."""

    def readinto(self, buffer: object, /) -> int:
        return 0


def test_a_file_that_fails_or_changes_while_it_is_read(
    parcel: Parcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sealcase.package.verify.open_package", lambda _: FailingFile(parcel.data))
    monkeypatch.setattr("sealcase.package.unseal.open_package", lambda _: FailingFile(parcel.data))
    with pytest.raises(UnreadableFileError):
        verify(parcel.path)
    with pytest.raises(UnreadableFileError):
        unseal(parcel.path, [], tmp_path / "out")
    monkeypatch.setattr("sealcase.package.verify.open_package", lambda _: ShrinkingFile(parcel.data))
    assert code(verify(parcel.path)) == "E_DIGEST"


def test_a_refused_verdict_raises_when_asked(tmp_path: Path) -> None:
    verdict = verdict_on(b"hello", tmp_path)
    with pytest.raises(Exception, match="not a sealcase package"):
        verdict.raise_if_refused()


def test_checks_cannot_be_noted_out_of_order() -> None:
    with pytest.raises(ValueError):
        Progress("file").passed("E_DIGEST")
