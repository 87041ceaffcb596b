"""Random edits of a package: whatever a vandal does to it, it is refused, with one of our codes, and leaves nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from package.samples import (
    DESK,
    KEY,
    OTHER_KEY,
    build_archive,
    decrypted,
    members,
    resign,
    sealed,
    unpacked,
    with_archive,
)
from sealcase.package.container import PAYLOAD, README
from sealcase.package.unseal import unseal
from sealcase.package.verdict import CHECKS, Status
from sealcase.package.verify import Trust, verify

TRUST = Trust(fingerprints=frozenset({KEY.public_key.fingerprint}))
CODES = {check.code for check in CHECKS} | {"E_VERSION"}
SEED = 20261122


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    folder = tmp_path_factory.mktemp("parcel")
    return sealed(folder)[1], sealed(folder)[1]


def edit(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return `data` after one edit: a flip, a cut, a splice, a repetition, an exchange."""
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    near = min(end, start + chance.randrange(1, 64))
    edits: tuple[Callable[[], bytes], ...] = (
        lambda: data[:start] + bytes([chance.randrange(256)]) + data[start + 1 :],
        lambda: data[:start] + data[near:],
        lambda: data[:start] + chance.randbytes(near - start) + data[near:],
        lambda: data[:start] + data[start:near] * 2 + data[near:],
        lambda: data[:start] + other[start:end] + data[end:],
        lambda: other[:start] + data[start:],
        lambda: data[:start] + b"\xff" * min(8, near - start) + data[start + min(8, near - start) :],
        lambda: data[:end],
        lambda: data + other[start:near],
    )
    return chance.choice(edits)()


def check_refused(data: bytes, folder: Path) -> str:
    path = folder / "case.sealcase.zip"
    path.write_bytes(data)
    opened = unseal(path, [DESK], folder / "out", TRUST)
    assert opened.verdict.status in {Status.REFUSED, Status.NOT_FOR_THIS_IDENTITY}
    assert opened.verdict.error is not None
    assert [entry.name for entry in folder.iterdir()] == [path.name]
    return opened.verdict.error.code


def test_edits_of_the_whole_package(packages: tuple[bytes, bytes], tmp_path: Path) -> None:
    chance = random.Random(SEED)
    package, other = packages
    edited = 0
    path = tmp_path / "case.sealcase.zip"
    while edited < 2000:
        data = edit(package, other, chance)
        if data in {package, other}:
            continue
        edited += 1
        path.write_bytes(data)
        verdict = verify(path, TRUST)
        assert verdict.exit_status == 1
        assert verdict.error is not None
        assert verdict.error.code in CODES


def test_edits_of_members_that_the_sender_signs_again(packages: tuple[bytes, bytes], tmp_path: Path) -> None:
    chance = random.Random(SEED)
    contents, other = (members(package) for package in packages)
    codes: set[str] = set()
    for _ in range(400):
        # The signer may state another tree or day in the envelope: that is theirs to say, and not an edit.
        name = chance.choice((README, PAYLOAD))
        data = edit(contents[name], other[name], chance)
        if data == contents[name]:
            continue
        codes.add(check_refused(resign({**contents, name: data}, KEY), tmp_path))
        assert check_refused(resign({**contents, name: data}, OTHER_KEY), tmp_path) in CODES
    assert codes <= CODES
    assert codes >= {"E_CONTAINER", "E_ENVELOPE", "E_DECRYPT"}


def test_edits_of_the_archive_that_the_sender_encrypts_and_signs_again(
    packages: tuple[bytes, bytes], tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    plaintext, other = (decrypted(package) for package in packages)
    codes: set[str] = set()
    for _ in range(300):
        data = edit(plaintext, other, chance)
        if data != plaintext:
            codes.add(check_refused(with_archive(packages[0], data), tmp_path))
    assert codes <= {"E_ARCHIVE", "E_MANIFEST", "E_INNER_SIGNATURE", "E_BINDING"}
    assert "E_ARCHIVE" in codes


def test_edits_of_inner_files_without_a_new_inner_signature(packages: tuple[bytes, bytes], tmp_path: Path) -> None:
    chance = random.Random(SEED)
    files, other = (unpacked(package) for package in packages)
    for _ in range(300):
        name = chance.choice(list(files))
        data = edit(files[name], other[name], chance)
        if data == files[name]:
            continue
        code = check_refused(with_archive(packages[0], build_archive({**files, name: data})), tmp_path)
        assert code == ("E_INNER_SIGNATURE" if name.startswith("tagmanifest") else "E_MANIFEST") or code == "E_VERSION"
