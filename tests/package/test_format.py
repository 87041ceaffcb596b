"""docs/format.md against the code: a writer made from that page alone, and the facts that the page states."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import math
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from package.samples import DESK, KEY, OTHER_DESK, png
from sealcase.package import limits
from sealcase.package.container import NAMES
from sealcase.package.readme import README, TEXT
from sealcase.package.unseal import unseal
from sealcase.package.verdict import CHECKS
from sealcase.package.verify import Trust

PAGE = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def checksums(files: dict[str, bytes], names: list[str]) -> bytes:
    return "".join(f"{sha256(files[name])}  {name}\n" for name in names).encode()


def ssh_signature(folder: Path, data: bytes, namespace: str) -> bytes:
    key = folder / "signing-key"
    if not key.exists():
        key.write_text(KEY.to_text())
        key.chmod(0o600)
    command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", namespace]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def tar(files: dict[str, bytes]) -> bytes:
    """Section 3, from its table."""
    output = b""
    for name, data in files.items():
        header = bytearray(512)
        for offset, value in (
            (0, name.encode()),
            (100, b"0000644\0"),
            (108, b"0000000\0"),
            (116, b"0000000\0"),
            (124, b"%011o\0" % len(data)),
            (136, b"00000000000\0"),
            (148, b" " * 8),
            (156, b"0"),
            (257, b"ustar\x0000"),
            (329, b"0000000\0" * 2),
        ):
            header[offset : offset + len(value)] = value
        header[148:156] = b"%06o\0 " % sum(header)
        output += bytes(header) + data + bytes(-len(data) % 512)
    blocks = len(output) // 512 + 2
    exponent = math.floor(math.log2(blocks))
    step = 2 ** (exponent - (math.floor(math.log2(exponent)) + 1))
    return output.ljust(512 * max(32, -(-blocks // step) * step), b"\0")


def zip_file(files: dict[str, bytes]) -> bytes:
    """Section 1, by Python's own module."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.create_version, info.extract_version = 0, 10, 10
            info.external_attr = 0
            archive.writestr(info, data)
            info.external_attr = 0  # writestr puts a Unix mode there
    return output.getvalue()


def age_file(folder: Path, plaintext: bytes) -> bytes:
    (folder / "plain").write_bytes(plaintext)
    command = ["age", "-r", str(DESK.recipient()), "-r", str(OTHER_DESK.recipient()), str(folder / "plain")]
    return subprocess.run(command, capture_output=True, check=True).stdout


def inner_files(folder: Path, package_id: str, fingerprint: str, salt: bytes) -> dict[str, bytes]:
    """Section 4."""
    title = {"en": "Wrong record", "zh": "记录有误"}
    item = png(3, 3)
    manifest = {
        "format": "sealcase/1",
        "package_id": package_id,
        "case": {"issue": "wrong-record", "title": title},
        "sequence": 1,
        "supersedes": None,
        "created": "2027-01-31T23:59:59Z",
        "signer": fingerprint,
        "recipients": [sha256(str(desk.recipient()).encode()) for desk in (DESK, OTHER_DESK)],
        "tool": "stranger 2.0",
        "binding_salt": salt.hex(),
        "items": [
            {
                "path": "data/items/0001.png",
                "size": len(item),
                "sha256": sha256(item),
                "media": "image/png",
                "withheld": 3,
                "redactions": [
                    {
                        "id": "R7",
                        "entity": "PERSON",
                        "where": {"page": 1, "box": [0, 0, 2, 1]},
                        "action": "remove",
                        "reason": {"en": "not needed", "zh": "不需要"},
                    }
                ],
            }
        ],
        "withheld": 2,
        "recheck": {"items": 1},
    }
    complaint = {
        "format": "sealcase/1",
        "package_id": package_id,
        "issue": "wrong-record",
        "title": title,
        "created": manifest["created"],
        "facts": [
            {"id": "wanted", "title": title, "lines": ["the record of [NAME-1] corrected"]},
            {"id": "time", "title": title, "lines": []},
        ],
        "removed": [{"entity": "PERSON", "count": 1}],
        "items": [
            {
                "path": "data/items/0001.png",
                "media": "image/png",
                "withheld": 3,
                "removed": [{"entity": "PERSON", "count": 1}],
            }
        ],
    }
    files = {
        "data/complaint.json": json.dumps(complaint).encode(),
        "data/complaint.txt": "投诉 / complaint\n".encode(),
        "data/items/0001.png": item,
    }
    payload = list(files)
    total = sum(map(len, files.values()))
    files |= {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": (
            "Bag-Software-Agent: stranger 2.0\nBagging-Date: 2027-01-31\n"
            f"External-Identifier: {package_id}\nPayload-Oxum: {total}.3\n"
        ).encode(),
        "manifest-sha256.txt": checksums(files, payload),
        "manifest.json": json.dumps(manifest, separators=(",", ":")).encode(),
    }
    tags = checksums(files, ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest.json"])
    files |= {
        "tagmanifest-sha256.txt": tags,
        "tagmanifest-sha256.txt.sig": ssh_signature(folder, tags, "sealcase-manifest-v1"),
    }
    order = ["tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig", "bagit.txt", "bag-info.txt"]
    return {name: files[name] for name in [*order, "manifest-sha256.txt", "manifest.json", *payload]}


@pytest.mark.skipif(
    not (shutil.which("age") and shutil.which("ssh-keygen")), reason="age or ssh-keygen is not installed"
)
def test_a_package_that_a_stranger_wrote_from_the_page_opens(tmp_path: Path) -> None:
    package_id, salt = os.urandom(16).hex(), os.urandom(32)
    blob = KEY.public_key.blob
    fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    inner = inner_files(tmp_path, package_id, fingerprint, salt)
    binding = sha256(b"sealcase/1 content-binding\0" + salt + inner["tagmanifest-sha256.txt"])
    payload = age_file(tmp_path, tar(inner))
    envelope = {
        "content_binding": binding,
        "disclosure": {"root": os.urandom(32).hex(), "tree_size": 16},
        "payload": {"size": len(payload)},
        "created_day": "2027-01-31",
        "signer": fingerprint,
        "package_id": package_id,
        "format": "sealcase/1",
    }
    readme = re.search(r"~~~text\n(.*)~~~", PAGE, re.DOTALL)
    assert readme
    outer = {
        "README.txt": readme[1].encode(),
        "envelope.json": json.dumps(envelope).encode(),
        "payload.tar.age": payload,
    }
    sums = checksums(outer, list(outer))
    signature = ssh_signature(tmp_path, sums, "sealcase-envelope-v1")
    path = tmp_path / "stranger.sealcase.zip"
    path.write_bytes(zip_file({"SHA256SUMS": sums, "SHA256SUMS.sig": signature, **outer}))
    for number, desk in enumerate((DESK, OTHER_DESK)):
        opened = unseal(path, [desk], tmp_path / f"out{number}", Trust(fingerprints=frozenset({fingerprint})))
        opened.verdict.raise_if_refused()
        assert opened.verdict.exit_status == 0
        assert (tmp_path / f"out{number}" / "data" / "items" / "0001.png").read_bytes() == png(3, 3)


def test_the_page_holds_the_readme() -> None:
    assert f"~~~text\n{TEXT}~~~" in PAGE
    assert f"{len(README):,} bytes, SHA-256 `{sha256(README)}`" in PAGE
    assert len(README) <= limits.README_BYTES


def test_the_page_lists_the_checks_in_their_order() -> None:
    codes = re.findall(r"^\| \d+ \| `(E_[A-Z_]+)`", PAGE, re.MULTILINE)
    assert codes == [check.code for check in CHECKS]


def test_the_page_states_the_limits() -> None:
    for value in (
        limits.PACKAGE_BYTES,
        limits.ITEMS,
        limits.REDACTIONS,
        limits.PNG_SIDE_PIXELS,
        limits.PNG_PIXELS,
        limits.DISCLOSURE_LEAVES,
    ):
        assert f"{value:,}" in PAGE
    for value, text in (
        (limits.ENVELOPE_BYTES, "4 KiB"),
        (limits.BAG_TEXT_BYTES, "4 KiB"),
        (limits.SIGNATURE_BYTES, "8 KiB"),
        (limits.README_BYTES, "16 KiB"),
        (limits.CHECKSUMS_BYTES, "256 KiB"),
        (limits.COMPLAINT_BYTES, "1 MiB"),
        (limits.MANIFEST_BYTES, "32 MiB"),
        (limits.JSON_ITEM_PARSED_BYTES, "4 MiB"),
    ):
        number, unit = text.split()
        assert value == int(number) * {"KiB": 1024, "MiB": 1024**2}[unit]
        assert text in PAGE
    assert f"{limits.JSON_DEPTH} deep" in PAGE
    assert f"1 to {limits.TEXT_CHARS} characters" in PAGE
    assert f"max({limits.ARCHIVE_MINIMUM_BYTES // 512}, padme(b))" in PAGE
    assert f"| boxes of one redaction | {limits.BOXES} |" in PAGE


def test_the_page_names_every_member() -> None:
    for name in NAMES:
        assert f"`{name}`" in PAGE


def test_every_test_that_the_threat_model_names_exists() -> None:
    root = Path(__file__).parents[1]
    page = (root.parent / "docs" / "threat-model.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_/]+\.py)::(test_\w+)`", page)
    assert len(named) > 25
    for file, function in named:
        assert f"def {function}(" in (root / file).read_text(encoding="utf-8"), function
