"""Opening: the whole way, and every way in which a hostile sender or courier could lie."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from pathlib import Path

import pytest

from package.samples import (
    DESK,
    KEY,
    OTHER_DESK,
    OTHER_KEY,
    Parcel,
    build_archive,
    decrypted,
    members,
    png,
    reseal,
    resign,
    sealed,
    sign_inside,
    unpacked,
    with_archive,
    with_item,
)
from sealcase.errors import OutputError, OutputExistsError
from sealcase.package import age, bag, limits
from sealcase.package.age import ScryptIdentity, ScryptRecipient
from sealcase.package.container import ENVELOPE, PAYLOAD
from sealcase.package.unseal import Opened, unseal
from sealcase.package.verdict import CheckStatus, Status
from sealcase.package.verify import Trust

TRUST = Trust(fingerprints=frozenset({KEY.public_key.fingerprint}))


@pytest.fixture(scope="module")
def parcel(tmp_path_factory: pytest.TempPathFactory) -> Parcel:
    folder = tmp_path_factory.mktemp("parcel")
    result, data = sealed(folder)
    path = folder / "good.sealcase.zip"
    path.write_bytes(data)
    return Parcel(path=path, data=data, sealed=result)


def open_data(data: bytes, folder: Path, trust: Trust = TRUST) -> Opened:
    (folder / "in").mkdir(exist_ok=True)
    path = folder / "in" / "case.sealcase.zip"
    path.write_bytes(data)
    return unseal(path, [DESK], folder / "out", trust)


def code(data: bytes, folder: Path) -> str:
    """Return the code with which opening `data` is refused, after looking that it left nothing."""
    opened = open_data(data, folder)
    assert opened.directory is None
    assert opened.manifest is None
    assert sorted(path.name for path in folder.iterdir() if path.name != "in") == []
    assert opened.verdict.error is not None
    assert all(opened.verdict.error.describe())
    made = [check for check in opened.verdict.checks if check.status in {CheckStatus.OK, CheckStatus.UNKNOWN}]
    failed = opened.verdict.checks[len(made)]
    assert failed.status is CheckStatus.FAILED
    assert opened.verdict.exit_status == opened.verdict.error.exit_status
    return opened.verdict.error.code


def test_a_good_package_opens(parcel: Parcel, tmp_path: Path) -> None:
    opened = unseal(parcel.path, [OTHER_DESK, DESK], tmp_path / "out", TRUST)
    assert opened.verdict.status is Status.TRUSTED
    assert {check.status for check in opened.verdict.checks} == {CheckStatus.OK}
    expected = unpacked(parcel.data)
    found = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    report = found.pop("report.html")
    assert found == expected
    assert opened.complaint is not None
    assert opened.complaint.text == expected["data/complaint.txt"].decode()
    assert parcel.sealed.fingerprint in report.decode()
    assert opened.manifest is not None
    assert [entry.path for entry in opened.manifest.items] == [name for name in expected if "items/" in name]
    document = opened.to_json()
    assert document["exit_status"] == 0
    assert str(document["report"]).endswith("report.html")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_what_was_opened_is_private(parcel: Parcel, tmp_path: Path) -> None:
    unseal(parcel.path, [DESK], tmp_path / "out", TRUST)
    for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) & ~allowed == 0, path


def test_an_unknown_signer_opens_and_is_said_to_be_unknown(parcel: Parcel, tmp_path: Path) -> None:
    opened = unseal(parcel.path, [DESK], tmp_path / "out")
    assert (opened.verdict.status, opened.verdict.exit_status) == (Status.UNKNOWN_SIGNER, 3)
    assert (tmp_path / "out" / "report.html").exists()


def test_another_identity(parcel: Parcel, tmp_path: Path) -> None:
    for identities in ([OTHER_DESK], []):
        opened = unseal(parcel.path, identities, tmp_path / "out", TRUST)
        assert (opened.verdict.status, opened.verdict.exit_status) == (Status.NOT_FOR_THIS_IDENTITY, 4)
        assert opened.to_json()["directory"] is None
        assert list(tmp_path.iterdir()) == []


def test_output_that_exists(parcel: Parcel, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text("mine")
    (out / "notes.txt").write_text("mine")
    with pytest.raises(OutputExistsError):
        unseal(parcel.path, [DESK], out, TRUST)
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "notes.txt"]
    assert (out / "manifest.json").read_text() == "mine"
    unseal(parcel.path, [DESK], out, TRUST, force=True)
    assert (out / "manifest.json").read_text() != "mine"
    assert (out / "notes.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_written(parcel: Parcel, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        unseal(parcel.path, [DESK], tmp_path / "missing" / "out", TRUST)
    (tmp_path / "file").write_text("a file")
    with pytest.raises(OutputError):
        unseal(parcel.path, [DESK], tmp_path / "file", TRUST)


def test_flips_and_cuts_leave_nothing(parcel: Parcel, tmp_path: Path) -> None:
    step = 61
    for position in range(0, len(parcel.data), step):
        changed = bytearray(parcel.data)
        changed[position] ^= 0x80
        assert code(bytes(changed), tmp_path).startswith("E_")
        assert code(parcel.data[:position], tmp_path) == "E_CONTAINER"


def test_an_encrypted_part_that_was_changed_and_signed_again(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    payload = contents[PAYLOAD]
    for position in range(0, len(payload), 53):
        changed = bytearray(payload)
        changed[position] ^= 1
        assert code(resign({**contents, PAYLOAD: bytes(changed)}), tmp_path) in {"E_DECRYPT", "E_IDENTITY"}


def restate(contents: dict[str, bytes], payload: bytes) -> bytes:
    """Return the envelope with the size of another payload."""
    return contents[ENVELOPE].replace(b'"size": %d' % len(contents[PAYLOAD]), b'"size": %d' % len(payload))


def test_armor_is_another_spelling(parcel: Parcel, tmp_path: Path) -> None:
    import base64

    contents = members(parcel.data)
    lines = base64.encodebytes(contents[PAYLOAD]).replace(b"\n", b"")
    folded = b"\n".join(lines[start : start + 64] for start in range(0, len(lines), 64))
    armored = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + folded + b"\n-----END AGE ENCRYPTED FILE-----\n"
    age.decrypt(io.BytesIO(armored), io.BytesIO(), [DESK])
    envelope = restate(contents, armored)
    assert code(resign({**contents, PAYLOAD: armored, ENVELOPE: envelope}), tmp_path) == "E_DECRYPT"


def test_an_archive_of_other_bytes(parcel: Parcel, tmp_path: Path) -> None:
    plaintext = decrypted(parcel.data)
    for changed in (b"", b"hello", plaintext[:-512], plaintext + bytes(512), b"\x01" + plaintext[1:]):
        assert code(with_archive(parcel.data, changed), tmp_path) == "E_ARCHIVE"
    files = unpacked(parcel.data)
    items = [name for name in files if "items/" in name]
    reordered = {name: files[name] for name in [*list(files)[:8], *reversed(items)]}
    for other in (
        reordered,
        {name: files[name] for name in reversed(list(files))},
        {**files, "data/items/0005.txt": b"gap"},
        {**files, "data/extra.txt": b"extra"},
        {**files, "evil.sh": b"extra"},
        {name: data for name, data in files.items() if name != "bagit.txt"},
        dict(list(files.items())[:7]),
        {},
    ):
        assert code(with_archive(parcel.data, build_archive(other)), tmp_path) == "E_ARCHIVE"


def test_redactions_are_counted_over_all_items(parcel: Parcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REDACTIONS", 2)
    assert code(parcel.data, tmp_path) == "E_MANIFEST"
    monkeypatch.setattr(limits, "REDACTIONS", 3)
    assert open_data(parcel.data, tmp_path).verdict.exit_status == 0


def test_documents_at_the_limit_and_past_it(parcel: Parcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(unpacked(parcel.data)["manifest.json"])
    monkeypatch.setitem(bag.FIXED, "manifest.json", size - 1)
    assert code(parcel.data, tmp_path) == "E_PACKAGE_LIMIT"
    monkeypatch.setitem(bag.FIXED, "manifest.json", size)
    assert open_data(parcel.data, tmp_path).verdict.exit_status == 0


def test_an_inner_signature_by_another_key(parcel: Parcel, tmp_path: Path) -> None:
    files = sign_inside(unpacked(parcel.data), OTHER_KEY)
    assert code(with_archive(parcel.data, build_archive(files)), tmp_path) == "E_INNER_SIGNATURE"
    # The same package under another outer key: its inner signature betrays it.
    old, new = (key.public_key.fingerprint.encode() for key in (KEY, OTHER_KEY))
    outer = with_archive(
        parcel.data, decrypted(parcel.data), key=OTHER_KEY, envelope=lambda data: data.replace(old, new)
    )
    assert code(outer, tmp_path) == "E_INNER_SIGNATURE"


def test_inner_signatures_that_do_not_hold(parcel: Parcel, tmp_path: Path) -> None:
    files = unpacked(parcel.data)
    outer_signature = members(parcel.data)["SHA256SUMS.sig"]
    name = "tagmanifest-sha256.txt.sig"
    for signature in (outer_signature, b"", files[name] + b"\n", files[name].replace(b"A", b"B", 1)):
        changed = {**files, name: signature}
        assert code(with_archive(parcel.data, build_archive(changed)), tmp_path) == "E_INNER_SIGNATURE"


def test_inner_and_outer_of_two_packages(parcel: Parcel, tmp_path: Path) -> None:
    _, other = sealed(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    contents = members(parcel.data)
    payload = members(other)[PAYLOAD]
    assert len(payload) == len(contents[PAYLOAD])
    # By a stranger, who cannot sign: the digest. By the signer, who can: the binding.
    from package.samples import build_container

    assert code(build_container({**contents, PAYLOAD: payload}), tmp_path) == "E_DIGEST"
    assert code(resign({**contents, PAYLOAD: payload}), tmp_path) == "E_BINDING"


def test_inner_files_that_contradict_each_other(parcel: Parcel, tmp_path: Path) -> None:
    files = unpacked(parcel.data)
    for name, change in (
        ("data/items/0003.txt", lambda data: data.replace(b"12.50", b"99.50")),
        ("data/items/0001.png", lambda _: png(4, 8)),
        ("data/complaint.txt", lambda data: data + b"more\n"),
        ("data/complaint.json", lambda data: data.replace(b"failed", b"passed")),
        ("bagit.txt", lambda data: data.replace(b"1.0", b"0.97")),
        ("bag-info.txt", lambda data: data + b"Contact-Email: evil@example.com\n"),
        ("manifest.json", lambda data: data.replace(b"failed-payment", b"refund-dispute")),
        ("manifest-sha256.txt", lambda data: data.lower() + b"\n"),
    ):
        changed = {**files, name: change(files[name])}
        assert changed != files
        # Without a new inner signature, and with one by the sender.
        assert code(with_archive(parcel.data, build_archive(changed)), tmp_path) == "E_MANIFEST"
        signed = sign_inside(changed)
        if name not in {"data/complaint.txt", "manifest-sha256.txt"}:  # the first would only miss the binding
            assert code(with_archive(parcel.data, build_archive(signed)), tmp_path) == "E_MANIFEST", name


def test_a_stranger_who_removes_a_signed_tag_file(parcel: Parcel, tmp_path: Path) -> None:
    files = unpacked(parcel.data)
    changed = {**files, "tagmanifest-sha256.txt": files["tagmanifest-sha256.txt"] + b"\n"}
    assert code(with_archive(parcel.data, build_archive(changed)), tmp_path) == "E_INNER_SIGNATURE"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"sealcase/1", b"sealcase/2", "E_VERSION"),
        (b'"sequence": 1', b'"sequence": 0', "E_MANIFEST"),
        (b'"sequence": 1', b'"sequence": 1.5', "E_MANIFEST"),
        (b'"sequence": 1', b'"sequence": 1, "sequence": 1', "E_MANIFEST"),
        (b'"sequence": 1', b'"sequence": 99999999999999999999', "E_MANIFEST"),
        (b'"supersedes": null', b'"supersedes": "../../etc"', "E_MANIFEST"),
        (b'"supersedes": null', b'"supersedes": ' + b"[" * 1000 + b"]" * 1000, "E_MANIFEST"),
        (b"data/items/0001.png", b"data/items/0002.png", "E_MANIFEST"),
        (b"data/items/0001.png", b"../../../evil.png", "E_MANIFEST"),
        (b"image/png", b"text/html", "E_MANIFEST"),
        (b"image/png", b"text/plain; charset=utf-8", "E_MANIFEST"),
        (b"charset=gb18030", b"charset=utf-7", "E_MANIFEST"),
        (b'"id": "R2"', b'"id": "R1"', "E_MANIFEST"),
        (b'"id": "R2"', b'"id": "R02"', "E_MANIFEST"),
        (b'"action": "remove"', b'"action": "keep"', "E_MANIFEST"),
        (b'"entity": "PHONE_NUMBER"', b'"entity": "<script>"', "E_MANIFEST"),
        (b'"page": 2', b'"page": 0', "E_MANIFEST"),
        (b'"start": 16', b'"start": 99', "E_MANIFEST"),
        (b'"start": 16', b'"start": -1', "E_MANIFEST"),
        (b'"recheck": {\n  "items": 3', b'"recheck": {\n  "items": 4', "E_MANIFEST"),
        (b"support does not need it", b"\\u001b]0;owned\\u0007", "E_MANIFEST"),
        ("支付失败".encode(), "\u202e支付失败".encode(), "E_MANIFEST"),
        (b"\n}\n", b',\n "extra": 1\n}\n', "E_MANIFEST"),
    ],
)
def test_manifests_that_were_signed_but_do_not_follow_the_schema(
    parcel: Parcel, tmp_path: Path, old: bytes, new: bytes, expected: str
) -> None:
    files = unpacked(parcel.data)
    assert old in files["manifest.json"]
    files["manifest.json"] = files["manifest.json"].replace(old, new, 1)
    assert code(with_archive(parcel.data, build_archive(sign_inside(files))), tmp_path) == expected


def test_a_box_around_boxes_that_lies(parcel: Parcel, tmp_path: Path) -> None:
    import json

    files = unpacked(parcel.data)
    manifest = json.loads(files["manifest.json"])
    where = manifest["items"][0]["redactions"][0]["where"]
    changes: tuple[dict[str, object], ...] = (
        {"box": [0, 0, 9, 9]},
        {"box": [4, 0, 0, 4]},
        {"box": [0, 0, 4]},
        {"boxes": [[0, 0, 4, 4]]},
        {"boxes": []},
    )
    for change in changes:
        manifest["items"][0]["redactions"][0]["where"] = {**where, **change}
        changed = {**files, "manifest.json": json.dumps(manifest).encode()}
        assert code(with_archive(parcel.data, build_archive(sign_inside(changed))), tmp_path) == "E_MANIFEST"


def test_a_consistent_change_by_the_signer_is_theirs_to_make(parcel: Parcel, tmp_path: Path) -> None:
    changed = with_item(unpacked(parcel.data), "data/items/0003.txt", b"paid 99.50\n")
    assert open_data(reseal(parcel.data, changed), tmp_path).verdict.exit_status == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("data/items/0001.png", b"<svg onload=alert(1)>"),
        ("data/items/0001.png", png() + b"trailing"),
        ("data/items/0001.png", png().replace(b"IDAT", b"tEXt")),
        ("data/items/0002.csv", b"\xff\xff"),
        ("data/items/0003.txt", b"MZ\0\0"),
        ("data/items/0003.txt", b"\xff\xfea"),
    ],
)
def test_items_that_are_not_what_their_media_type_says(parcel: Parcel, tmp_path: Path, name: str, data: bytes) -> None:
    assert code(reseal(parcel.data, with_item(unpacked(parcel.data), name, data)), tmp_path) == "E_MEDIA"


@pytest.mark.parametrize("text", [b"\x1b[2J", b"\xff", "\u202e".encode(), b"a\rb"])
def test_complaints_that_are_not_plain_text(parcel: Parcel, tmp_path: Path, text: bytes) -> None:
    changed = with_item(unpacked(parcel.data), "data/complaint.txt", text)
    assert code(reseal(parcel.data, changed), tmp_path) == "E_MANIFEST"


def test_complaint_json_that_is_not_json(parcel: Parcel, tmp_path: Path) -> None:
    changed = with_item(unpacked(parcel.data), "data/complaint.json", b"{")
    assert code(reseal(parcel.data, changed), tmp_path) == "E_MANIFEST"


def test_a_package_encrypted_again_to_someone_else(parcel: Parcel, tmp_path: Path) -> None:
    # A desk that decrypted the package, and holds the signer's outer part unchanged, cannot sign; the
    # signer's own key would be needed even to get as far as this.
    moved = with_archive(parcel.data, decrypted(parcel.data), desk=OTHER_DESK)
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "case.sealcase.zip"
    path.write_bytes(moved)
    opened = unseal(path, [OTHER_DESK], tmp_path / "out", TRUST)
    assert opened.verdict.error is not None
    assert opened.verdict.error.code == "E_NOT_LISTED"
    assert not (tmp_path / "out").exists()


def test_a_package_encrypted_to_a_passphrase(parcel: Parcel, tmp_path: Path) -> None:
    contents = members(parcel.data)
    payload = io.BytesIO()
    age.encrypt(io.BytesIO(decrypted(parcel.data)), payload, [ScryptRecipient("made up", work_factor=1)])
    envelope = restate(contents, payload.getvalue())
    path = tmp_path / "case.sealcase.zip"
    path.write_bytes(resign({**contents, PAYLOAD: payload.getvalue(), ENVELOPE: envelope}))
    opened = unseal(path, [ScryptIdentity("made up")], tmp_path / "out", TRUST)
    assert opened.verdict.error is not None
    assert opened.verdict.error.code == "E_NOT_LISTED"


def test_memory_does_not_grow_with_the_package(tmp_path: Path) -> None:
    import tracemalloc

    from package.samples import CASE, item
    from sealcase.model import Kind
    from sealcase.package.seal import seal

    line = b"2026-11-22 16:47:00 paid 12.50, order 20261122000000000001\n"
    large = item(tmp_path / "0001.log", line * (32 * 1024 * 1024 // len(line)), Kind.TEXT)
    path = tmp_path / "large.sealcase.zip"
    tracemalloc.start()
    with contextlib.closing(path.open("w+b")) as output:
        seal(output, case=CASE, items=[large], originals={}, recipients=[DESK.recipient()], key=KEY)
    opened = unseal(path, [DESK], tmp_path / "out", TRUST)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert opened.verdict.exit_status == 0
    assert peak < 8 * 1024 * 1024
    assert peak > limits.CHUNK_BYTES
