"""The vault: everything that stays at home comes back, to its owner alone."""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from package.samples import DESK, KEY, ORIGINALS, OTHER_DESK, build_archive, sealed
from sealcase.errors import (
    ArchiveError,
    DecryptionError,
    ManifestError,
    NoIdentityMatchError,
    PackageLimitError,
    SigningKeyError,
)
from sealcase.model import Document, Exhibit, Kind
from sealcase.package import age, limits
from sealcase.package.sshkey import SigningKey
from sealcase.package.vault import Vault, read_vault, write_vault

NAMES = {"0001": "截图.png", "0002": "bill\u202egpj.csv", "0003": "a" * 300}


def exhibits() -> list[Exhibit]:
    return [
        Exhibit(
            id=exhibit,
            name=NAMES[exhibit],
            path=Path(NAMES[exhibit]),
            kind=Kind.TEXT,
            content=Document(text="", encoding="utf-8"),
            original=data,
        )
        for exhibit, data in ORIGINALS.items()
    ]


def written(folder: Path) -> bytes:
    sink = io.BytesIO()
    result, _ = sealed(folder)
    write_vault(sink, sealed=result, exhibits=exhibits(), key=KEY, recipients=[DESK.recipient()])
    return sink.getvalue()


def plaintext(vault: bytes) -> bytes:
    sink = io.BytesIO()
    age.decrypt(io.BytesIO(vault), sink, [DESK])
    return sink.getvalue()


def read(vault: bytes) -> Vault:
    return read_vault(io.BytesIO(vault), io.BytesIO(), [DESK], "vault")


def reencrypted(files: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    age.encrypt(io.BytesIO(build_archive(files)), sink, [DESK.recipient()])
    return sink.getvalue()


@pytest.fixture
def vault(tmp_path: Path) -> bytes:
    return written(tmp_path)


@pytest.fixture
def files(vault: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(plaintext(vault))) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar.getmembers()}  # type: ignore[union-attr]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    sink = io.BytesIO()
    result, _ = sealed(tmp_path)
    write_vault(sink, sealed=result, exhibits=exhibits(), key=KEY, recipients=[DESK.recipient()])
    vault = read(sink.getvalue())
    assert (vault.package_id, vault.created, vault.key) == (result.package_id, result.created, KEY)
    assert vault.commitment == result.commitment
    assert {original.exhibit: vault.open_original(original).read() for original in vault.originals} == ORIGINALS
    assert [original.name for original in vault.originals][:2] == ["截图.png", "bill\ufffdgpj.csv"]


def test_plain_tools_read_it(files: dict[str, bytes]) -> None:
    assert list(files) == ["openings.json", "signing-key", "originals/0001", "originals/0002", "originals/0003"]
    assert SigningKey.from_text(files["signing-key"].decode()) == KEY
    assert files["originals/0001"] == ORIGINALS["0001"]
    assert len(json.loads(files["openings.json"])["openings"]) == 6


def test_it_opens_for_its_owner_alone(vault: bytes) -> None:
    with pytest.raises(NoIdentityMatchError):
        read_vault(io.BytesIO(vault), io.BytesIO(), [OTHER_DESK], "vault")
    with pytest.raises(DecryptionError):
        read(vault[:-1])
    for data in ORIGINALS.values():
        assert data not in vault


def test_other_files_or_another_order(files: dict[str, bytes]) -> None:
    for other in (
        {**files, "evil": b""},
        {name: files[name] for name in reversed(list(files))},
        {"openings.json": files["openings.json"], "originals/0001": b""},
    ):
        with pytest.raises(ArchiveError):
            read(reencrypted(other))
    for count in (0, 1):
        with pytest.raises(ManifestError, match="missing"):
            read(reencrypted(dict(list(files.items())[:count])))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"sealcase-vault/1", b"sealcase-vault/2"),
        (b'"size": ', b'"size": 1'),
        (b'"id": "R1"', b'"id": "1"'),
        (b'"key": null', b'"key": 1'),
        (b'"exhibit": "0001"', b'"exhibit": "../1"'),
        (b"{", b"["),
    ],
)
def test_openings_that_do_not_follow_the_schema(files: dict[str, bytes], old: bytes, new: bytes) -> None:
    assert old in files["openings.json"]
    files["openings.json"] = files["openings.json"].replace(old, new, 1)
    with pytest.raises(ManifestError):
        read(reencrypted(files))


def test_originals_that_are_not_listed(files: dict[str, bytes]) -> None:
    files["originals/0003"] += b"more"
    with pytest.raises(ManifestError, match="originals"):
        read(reencrypted(files))


def test_a_damaged_key(files: dict[str, bytes]) -> None:
    files["signing-key"] = b"no key"
    with pytest.raises(SigningKeyError):
        read(reencrypted(files))


def test_sizes_at_the_limit_and_past_it(vault: bytes, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    from sealcase.package import vault as module

    size = len(files["openings.json"])
    monkeypatch.setattr(module, "FIXED", {**module.FIXED, "openings.json": size})
    assert read(vault).key == KEY
    monkeypatch.setattr(module, "FIXED", {**module.FIXED, "openings.json": size - 1})
    with pytest.raises(PackageLimitError):
        read(vault)
    assert size < limits.OPENINGS_BYTES


def test_a_case_without_evidence(tmp_path: Path) -> None:
    sink = io.BytesIO()
    result, _ = sealed(tmp_path, items=[], originals={})
    write_vault(sink, sealed=replace(result), exhibits=[], key=KEY, recipients=[DESK.recipient()])
    assert read(sink.getvalue()).originals == ()
