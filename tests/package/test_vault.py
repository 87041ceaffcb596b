"""The vault: everything that stays at home comes back, to its owner alone."""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from package.samples import DESK, KEY, ORIGINALS, OTHER_DESK, archive_of, build_archive, sealed
from sealcase.contents import Document
from sealcase.errors import (
    ArchiveError,
    DecryptionError,
    LimitError,
    ManifestError,
    NoIdentityMatchError,
    NotYourVaultError,
    OutputError,
    OutputExistsError,
    PackageLimitError,
    SigningKeyError,
    UnreadableFileError,
    VaultError,
)
from sealcase.model import Exhibit, Kind
from sealcase.package import age, archive, limits
from sealcase.package.sshkey import SigningKey
from sealcase.package.vault import AskedPassphrase, Original, Vault, open_vault, read_vault, unlocked
from sealcase.package.vault_writing import write_vault

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
    write_vault(sink, sealed=result, exhibits=exhibits(), items=(), key=KEY, recipients=[DESK.recipient()])
    return sink.getvalue()


def test_how_large_an_original_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(archive.header(archive.Entry(name="a", size=limits.ORIGINAL_BYTES))) == archive.BLOCK_BYTES
    largest = max(len(exhibit.original) for exhibit in exhibits())
    monkeypatch.setattr(limits, "ORIGINAL_BYTES", largest)
    written(tmp_path)
    monkeypatch.setattr(limits, "ORIGINAL_BYTES", largest - 1)
    with pytest.raises(LimitError):
        written(tmp_path)


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
    write_vault(sink, sealed=result, exhibits=exhibits(), items=(), key=KEY, recipients=[DESK.recipient()])
    vault = read(sink.getvalue())
    assert (vault.package_id, vault.created, vault.key) == (result.package_id, result.created, KEY)
    assert (vault.sequence, vault.signer) == (1, KEY.public_key.fingerprint)
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
        {"signing-key": files["signing-key"]},
        {"openings.json": files["openings.json"], "originals/0001": b"", "signing-key": files["signing-key"]},
    ):
        with pytest.raises(ArchiveError):
            read(reencrypted(other))
    with pytest.raises(ManifestError, match="missing"):
        read(reencrypted({}))
    for other in (
        {"openings.json": files["openings.json"]},
        {"openings.json": files["openings.json"], "originals/0001": b""},
        {name: files[name] for name in [*list(files)[:2], *reversed(list(files)[2:])]},
    ):
        with pytest.raises(ManifestError, match="originals"):
            read(reencrypted(other))


def test_pictures_of_boxes_belong_to_openings(files: dict[str, bytes]) -> None:
    picture = {"pixels/r1-1.png": b"x"}
    assert [entry.size for entry in read(reencrypted(files | picture)).covered_boxes("R1")] == [1]
    first, *others = files.items()
    for other in (files | {"pixels/r9-1.png": b"x"}, dict([first, *others[:2], *picture.items(), *others[2:]])):
        with pytest.raises(ManifestError, match="pictures"):
            read(reencrypted(other))
    openings = json.loads(files["openings.json"])
    openings["leaves"].append("00" * 32)
    with pytest.raises(ManifestError, match="leaves"):
        read(reencrypted(files | {"openings.json": json.dumps(openings).encode()}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"sealcase-vault/1", b"sealcase-vault/2"),
        (b'"size": ', b'"size": 1'),
        (b'"id": "R1"', b'"id": "1"'),
        (b'"key": null', b'"key": 1'),
        (b'"exhibit": "0001"', b'"exhibit": "../1"'),
        (b'"sequence": 1', b'"sequence": 0'),
        (b'"sequence": 1', b'"sequence": 2147483648'),
        (b'"signer": "SHA256:', b'"signer": "MD5:'),
        (b'"signer": "SHA256:l', b'"signer": "SHA256:k'),
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
    write_vault(sink, sealed=replace(result), exhibits=[], items=(), key=KEY, recipients=[DESK.recipient()])
    assert read(sink.getvalue()).originals == ()


def test_a_key_that_is_elsewhere_is_not_in_the_vault(tmp_path: Path) -> None:
    sink = io.BytesIO()
    result, _ = sealed(tmp_path)
    write_vault(sink, sealed=result, exhibits=exhibits(), items=(), key=None, recipients=[DESK.recipient()])
    vault = read(sink.getvalue())
    assert (vault.key, vault.signer) == (None, KEY.public_key.fingerprint)
    assert len(vault.originals) == 3


def test_an_original_listed_twice(files: dict[str, bytes]) -> None:
    """The archive may hold a name twice only if the list does, and the list may not."""
    doubled = {name: data for name, data in files.items() if not name.startswith("originals/")}
    document = json.loads(files["openings.json"])
    document["originals"] = [document["originals"][0]] * 2
    doubled["openings.json"] = json.dumps(document).encode()
    files_twice = [*doubled.items(), *[("originals/0001", ORIGINALS["0001"])] * 2]
    sink = io.BytesIO()
    age.encrypt(io.BytesIO(archive_of(files_twice)), sink, [DESK.recipient()])
    with pytest.raises(ManifestError, match="originals"):
        read(sink.getvalue())


# --------------------------------------------------------------------------------------- on the disk
def on_disk(folder: Path) -> Path:
    path = folder / "case.vault.age"
    path.write_bytes(written(folder))
    return path


def test_everything_comes_back_under_its_own_name(tmp_path: Path) -> None:
    out = tmp_path / "out"
    vault = open_vault(on_disk(tmp_path), [DESK], out)
    names = vault.names()
    assert names["0001"] == "截图.png"
    assert {exhibit: (out / "originals" / name).read_bytes() for exhibit, name in names.items()} == ORIGINALS
    assert SigningKey.from_text((out / "signing-key").read_text()) == KEY
    assert json.loads((out / "openings.json").read_bytes())["format"] == "sealcase-vault/1"
    assert sorted(path.name for path in out.iterdir()) == ["openings.json", "originals", "signing-key"]
    for path in out.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_names_cannot_leave_the_folder_or_meet(vault: bytes) -> None:
    names = [
        "../../etc/passwd",
        "a.png",
        "A.PNG",
        "caf\u00e9",
        "cafe\u0301",
        "CON",
        "nul.txt",
        "...",
        "..",
        "/",
        "x" * 250,
    ]
    hostile = replace(
        read(vault),
        originals=tuple(
            Original(exhibit=f"{number:04d}", name=name, size=0) for number, name in enumerate(names, start=1)
        ),
    ).names()
    assert list(hostile.values()) == [
        "passwd",
        "a.png",
        "0003-A.PNG",
        "caf\u00e9",
        "0005-cafe\u0301",
        "0006-CON",
        "0007-nul.txt",
        "file",
        "0009-file",
        "0010-file",
        "x" * 180,
    ]


def test_what_is_in_the_way_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    vault = on_disk(tmp_path)
    out.mkdir()
    (out / "signing-key").write_text("another")
    with pytest.raises(OutputExistsError):
        open_vault(vault, [DESK], out)
    assert [path.name for path in out.iterdir()] == ["signing-key"]
    open_vault(vault, [DESK], out, force=True)
    assert SigningKey.from_text((out / "signing-key").read_text()) == KEY


def test_a_vault_that_is_not_yours_or_damaged_leaves_nothing(tmp_path: Path, files: dict[str, bytes]) -> None:
    path = on_disk(tmp_path)
    out = tmp_path / "out"
    with pytest.raises(NotYourVaultError) as caught:
        open_vault(path, [OTHER_DESK], out)
    assert caught.value.exit_status == 4
    assert "own key" in caught.value.describe()[1]
    good = path.read_bytes()
    for data in (
        good[:-1],
        b"nonsense",
        b"",
        reencrypted({**files, "evil": b""}),
        reencrypted({**files, "openings.json": b"{}"}),
        reencrypted({**files, "signing-key": b"no key"}),
        reencrypted({**files, "signing-key": b"x" * (64 * 1024 + 1)}),
    ):
        path.write_bytes(data)
        with pytest.raises(VaultError) as refused:
            open_vault(path, [DESK], out)
        assert str(path) in refused.value.describe()[0]
    assert not out.exists()
    assert sorted(entry.name for entry in tmp_path.iterdir() if "sealcase" in entry.name) == []
    with pytest.raises(UnreadableFileError), unlocked(tmp_path / "missing", [DESK]):
        pass
    with pytest.raises(OutputError):
        open_vault(path, [DESK], tmp_path / "missing" / "out")


def test_a_passphrase_is_asked_for_only_where_there_is_one(tmp_path: Path) -> None:
    result, _ = sealed(tmp_path)
    path = tmp_path / "case.vault.age"
    with path.open("wb") as sink:
        recipients = [age.ScryptRecipient("made-up horse 电池", 2)]
        write_vault(sink, sealed=result, exhibits=exhibits(), items=(), key=KEY, recipients=recipients)
    asked: list[str] = []

    def answer(text: str) -> AskedPassphrase:
        return AskedPassphrase(lambda: asked.append(text) or text)  # type: ignore[func-returns-value]

    with unlocked(path, [DESK, answer("made-up horse 电池")]) as vault:
        assert vault.key == KEY
    with pytest.raises(NotYourVaultError), unlocked(path, [DESK, answer("wrong")]):
        pass
    assert asked == ["made-up horse 电池", "wrong"]
    with unlocked(on_disk(tmp_path), [answer("not asked"), DESK]):
        assert len(asked) == 2
