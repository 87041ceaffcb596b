"""A hostile sender: every byte is theirs and signed by them. Nothing outside of the folder, bounded memory and time."""

from __future__ import annotations

import json
import struct
import tracemalloc
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from package.samples import (
    CASE,
    DESK,
    KEY,
    build_archive,
    chunk,
    item,
    members,
    reseal,
    resign,
    sealed,
    sign_inside,
    unpacked,
    with_archive,
    with_item,
)
from sealcase.errors import ArchiveError
from sealcase.model import Kind
from sealcase.package import archive, bag, limits
from sealcase.package.container import ENVELOPE
from sealcase.package.seal import seal
from sealcase.package.streams import piece_reader
from sealcase.package.unseal import unseal
from sealcase.package.verify import Trust, verify

TRUST = Trust(fingerprints=frozenset({KEY.public_key.fingerprint}))
HOSTILE = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b2J",
    "a\nb",
    "a\x00b",
    "a\x7fb",
    "\u202egnp.exe",
    "\u2066a",
    "\u061ca",
    "a\u2028b",
    "a\ufeffb",
    "../../etc/passwd",
    "<script>alert(1)</script>" * 40,
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sealed(tmp_path_factory.mktemp("parcel"), sequence=2, supersedes="ab" * 16)[1]


def code(data: bytes, folder: Path) -> str:
    """Return the code with which opening `data` is refused, after looking that it left nothing."""
    path = folder / "case.sealcase.zip"
    path.write_bytes(data)
    opened = unseal(path, [DESK], folder / "out", TRUST)
    assert [entry.name for entry in folder.iterdir()] == [path.name]
    assert opened.verdict.error is not None
    words = " ".join(opened.verdict.error.describe()) + json.dumps(opened.to_json())
    assert not set(words) & set("\x1b\x9b\x00\u202e\u2066\u061c")
    return opened.verdict.error.code


def strings(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every string of a document."""
    if isinstance(value, str):
        yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in below:
        yield from strings(inner, (*path, key))


def replaced(document: bytes, path: tuple[str | int, ...], text: str) -> bytes:
    """Return the document with another string at `path`."""
    value = json.loads(document)
    place = value
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = text
    return json.dumps(value, ensure_ascii=False).encode()


def test_no_string_of_the_manifest_can_hide_or_turn_text(package: bytes, tmp_path: Path) -> None:
    files = unpacked(package)
    paths = list(strings(json.loads(files["manifest.json"])))
    assert len(paths) > 30
    for number, path in enumerate(paths):
        for text in (HOSTILE[number % len(HOSTILE)], HOSTILE[(number + 1) % 11]):
            is_sentence = {"title", "reason"} & set(path)
            if is_sentence and text == "../../etc/passwd":
                continue  # a sentence may say so
            changed = {**files, "manifest.json": replaced(files["manifest.json"], path, text)}
            assert code(with_archive(package, build_archive(sign_inside(changed))), tmp_path) == "E_MANIFEST", path


def test_no_string_of_the_envelope_can(package: bytes, tmp_path: Path) -> None:
    contents = members(package)
    for path in strings(json.loads(contents[ENVELOPE])):
        for text in HOSTILE:
            changed = {**contents, ENVELOPE: replaced(contents[ENVELOPE], path, text)}
            assert code(resign(changed), tmp_path) == "E_ENVELOPE", (path, text)


def test_no_string_of_the_complaint_can(package: bytes, tmp_path: Path) -> None:
    files = unpacked(package)
    name = "data/complaint.json"
    for path in strings(json.loads(files[name])):
        changed = with_item(files, name, replaced(files[name], path, HOSTILE[0]))
        assert code(reseal(package, changed), tmp_path) == "E_MANIFEST", path


def test_names_of_keys_are_shown_without_what_they_hide(package: bytes, tmp_path: Path) -> None:
    files = unpacked(package)
    for text in HOSTILE:
        document = json.loads(files["manifest.json"]) | {text: 1}
        changed = {**files, "manifest.json": json.dumps(document).encode()}
        assert code(with_archive(package, build_archive(sign_inside(changed))), tmp_path) == "E_MANIFEST"


def test_formulas_and_markup_in_items_stay_what_they_are(tmp_path: Path) -> None:
    cells = '=1+2,@SUM(A1),+1,-1,"=HYPERLINK(""http://example.com"")"\r\n<img src=x onerror=alert(1)>,\x1b[31m\r\n'
    (tmp_path / "in").mkdir()
    bill = item(tmp_path / "in" / "0001.csv", cells.encode(), Kind.CSV)
    path = tmp_path / "case.sealcase.zip"
    path.write_bytes(sealed(tmp_path / "in", items=[bill], originals={})[1])
    unseal(path, [DESK], tmp_path / "out", TRUST)
    # The signed bytes are the evidence: they are given out as they are, and the report shows them as text.
    assert (tmp_path / "out" / "data" / "items" / "0001.csv").read_bytes() == cells.encode()
    report = (tmp_path / "out" / "report.html").read_text()
    assert "&lt;img src=x onerror=alert(1)&gt;" in report
    assert "<img" not in report
    assert "\x1b" not in report


def million_entries() -> Iterator[bytes]:
    """Yield a tar of 10^6 empty items, piece by piece."""
    for name in bag.FIXED:
        yield archive.header(archive.Entry(name=name, size=0))
    for number in range(1, 1_000_001):
        yield archive.header(archive.Entry(name=f"data/items/{number:04}.txt", size=0))


def test_a_million_members(tmp_path: Path, package: bytes) -> None:
    read: list[None] = []

    def pieces() -> Generator[bytes]:
        for piece in million_entries():
            read.append(None)
            yield piece

    with pytest.raises(ArchiveError, match="does not belong"):
        for _ in archive.walk_archive(piece_reader(pieces()), bag.layout, "package"):
            pass
    assert len(read) == len(bag.FIXED) + limits.ITEMS + 1
    # In the container: a directory that says so, and one that is there.
    lie = bytearray(package)
    lie[-14:-10] = b"\xff\xff" * 2
    assert code(bytes(lie), tmp_path) == "E_CONTAINER"
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 10, 10, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, 65535 * len(entry), 0, 0)
    assert code(entry * 65535 + end, tmp_path) == "E_CONTAINER"


def test_a_million_items_in_the_manifest(package: bytes, tmp_path: Path) -> None:
    files = unpacked(package)
    document = json.loads(files["manifest.json"])
    document["items"] = [0] * 1_000_000
    changed = {**files, "manifest.json": json.dumps(document, separators=(",", ":")).encode()}
    assert code(with_archive(package, build_archive(sign_inside(changed))), tmp_path) == "E_MANIFEST"


def bomb(width: int, height: int, inflated_bytes: int) -> bytes:
    """Return a picture whose data inflates to so many zero bytes, whatever its header says."""
    compressor = zlib.compressobj(9)
    data = b"".join(compressor.compress(bytes(1 << 20)) for _ in range(inflated_bytes >> 20)) + compressor.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_bombs(package: bytes, tmp_path: Path) -> None:
    files = unpacked(package)
    for picture in (bomb(8, 4, 256 << 20), bomb(16_384, 8_192, 256 << 20), bomb(65_500, 1, 64 << 20)):
        data = reseal(package, with_item(files, "data/items/0001.png", picture))
        tracemalloc.start()
        assert code(data, tmp_path) == "E_MEDIA"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 16 << 20
    for name, size in (("manifest.json", limits.MANIFEST_BYTES), ("data/complaint.json", limits.COMPLAINT_BYTES)):
        changed = {**files, name: b"[" * (size + 1)}
        assert code(with_archive(package, build_archive(changed)), tmp_path) == "E_PACKAGE_LIMIT"


def test_a_package_of_holes_takes_neither_memory_nor_disk(tmp_path: Path) -> None:
    path = tmp_path / "sparse.zip"
    with path.open("wb") as file:
        file.truncate(limits.PACKAGE_BYTES)
    tracemalloc.start()
    verdict = verify(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert verdict.exit_status == 1
    assert peak < 1 << 20


def test_memory_is_the_same_for_a_small_and_a_large_payload(tmp_path: Path) -> None:
    peaks = []
    for mebibytes in (4, 48):
        folder = tmp_path / str(mebibytes)
        folder.mkdir()
        log = item(folder / "0001.log", b"2026-11-22 16:47:00 paid 12.50\n" * (mebibytes << 15), Kind.TEXT)
        output = folder / "case.zip"
        tracemalloc.start()
        with output.open("w+b") as file:
            seal(file, case=CASE, items=[log], originals={}, recipients=[DESK.recipient()], key=KEY)
        assert unseal(output, [DESK], folder / "out", TRUST).verdict.exit_status == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert max(peaks) < 12 << 20
    assert peaks[1] < peaks[0] + (4 << 20)  # how many buffers are on their way between threads is a matter of moments
