"""Bounds of the format with their real values: what is at the limit passes, what is one past it does not.

That of the whole package is in `test_container` and `test_seal`, those of the report in `test_report`.
"""

from __future__ import annotations

import io
import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from package.samples import (
    DESK,
    KEY,
    OTHER_DESK,
    Parcel,
    build_archive,
    chunk,
    item,
    members,
    png,
    reseal,
    sealed,
    unpacked,
    with_archive,
    with_item,
)
from sealcase.contents import TextSpan
from sealcase.errors import DecryptionError, EnvelopeError, LimitError, ManifestError, NoIdentityMatchError
from sealcase.model import Kind, Wording
from sealcase.package import age, archive, bag, limits, sshsig
from sealcase.package.age.header import MAX_HEADER_BYTES, MAX_STANZAS
from sealcase.package.container import CHECKSUMS, ENVELOPE, README, SIGNATURE
from sealcase.package.envelope import parse_envelope
from sealcase.package.manifest import parse_manifest
from sealcase.package.png_check import PngError, check_png
from sealcase.package.strict_json import HIDDEN, Node, StrictJsonError, parse
from sealcase.package.unseal import unseal
from sealcase.package.verify import verify

LIMIT = "E_PACKAGE_LIMIT"


@pytest.fixture(scope="module")
def parcel(tmp_path_factory: pytest.TempPathFactory) -> Parcel:
    folder = tmp_path_factory.mktemp("parcel")
    result, data = sealed(folder)
    path = folder / "good.sealcase.zip"
    path.write_bytes(data)
    return Parcel(path=path, data=data, sealed=result)


def code(data: bytes, folder: Path, desk: age.X25519Identity = DESK) -> str | None:
    path = folder / "case.sealcase.zip"
    path.write_bytes(data)
    error = unseal(path, [desk], folder / "out", force=True).verdict.error
    return None if error is None else error.code


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        (CHECKSUMS, limits.BAG_TEXT_BYTES),
        (SIGNATURE, limits.SIGNATURE_BYTES),
        (README, limits.README_BYTES),
        (ENVELOPE, limits.ENVELOPE_BYTES),
    ],
)
def test_outer_members(parcel: Parcel, tmp_path: Path, name: str, limit: int) -> None:
    from package.samples import build_container

    contents = members(parcel.data)
    path = tmp_path / "case.sealcase.zip"
    for size, is_within in ((limit, True), (limit + 1, False)):
        path.write_bytes(build_container({**contents, name: contents[name].ljust(size)}))
        error = verify(path).error
        assert error is not None
        assert (error.code != LIMIT) == is_within


@pytest.mark.parametrize("name", list(bag.FIXED))
def test_inner_files(parcel: Parcel, tmp_path: Path, name: str) -> None:
    files = unpacked(parcel.data)
    for size, is_within in ((bag.FIXED[name], True), (bag.FIXED[name] + 1, False)):
        changed = {**files, name: files[name].ljust(size)}
        assert (code(with_archive(parcel.data, build_archive(changed)), tmp_path) != LIMIT) == is_within


def manifest_with(parcel: Parcel, **changes: Any) -> bytes:
    return json.dumps(json.loads(unpacked(parcel.data)["manifest.json"]) | changes).encode()


def fits_manifest(data: bytes) -> bool:
    try:
        parse_manifest(data, "package")
    except ManifestError:
        return False
    return True


def items_of(count: int, redactions: int = 0) -> list[dict[str, object]]:
    reason = {"en": "a", "zh": "b"}
    place = {"start": 0, "end": 1}
    found: list[dict[str, object]] = [
        {
            "path": f"data/items/{number:04}.txt",
            "size": 0,
            "sha256": "0" * 64,
            "media": "text/plain; charset=utf-8",
            "withheld": 0,
            "redactions": [],
        }
        for number in range(1, count + 1)
    ]
    found[0]["redactions"] = [
        {"id": f"R{number}", "entity": "A", "where": place, "action": "remove", "reason": reason}
        for number in range(1, redactions + 1)
    ]
    return found


def test_items_redactions_and_recipients(parcel: Parcel) -> None:
    for at_limit, past_it in (
        ({"items": items_of(limits.ITEMS)}, {"items": items_of(limits.ITEMS + 1)}),
        ({"items": items_of(1, limits.REDACTIONS)}, {"items": items_of(1, limits.REDACTIONS + 1)}),
        ({"recipients": ["0" * 64] * limits.RECIPIENTS}, {"recipients": ["0" * 64] * (limits.RECIPIENTS + 1)}),
        ({"recipients": ["0" * 64]}, {"recipients": []}),
        ({"sequence": 2**31 - 1}, {"sequence": 2**31}),
        ({"sequence": 1}, {"sequence": 0}),
        ({"tool": "a" * 64}, {"tool": "a" * 65}),
    ):
        common = {"recheck": {"items": 0}}
        assert fits_manifest(manifest_with(parcel, **common, **at_limit))
        assert not fits_manifest(manifest_with(parcel, **common, **past_it))
    # Spread over the items they are counted together.
    two = items_of(2, limits.REDACTIONS)
    two[1]["redactions"] = [dict(two[0]["redactions"][0], id="R999999")]  # type: ignore[index]
    assert not fits_manifest(manifest_with(parcel, recheck={"items": 0}, items=two))
    document = {"case": {"issue": "a" * 64, "title": {"en": "a", "zh": "b"}}}
    assert fits_manifest(manifest_with(parcel, **document))
    document = {"case": {"issue": "a" * 65, "title": {"en": "a", "zh": "b"}}}
    assert not fits_manifest(manifest_with(parcel, **document))


def test_the_layout_ends_with_the_last_item() -> None:
    last = len(bag.FIXED) + limits.ITEMS - 1
    assert bag.layout(last, "data/items/1000.txt")
    assert not bag.layout(last + 1, "data/items/1001.txt")


def test_recipients_when_sealing(tmp_path: Path) -> None:
    recipients = [DESK.recipient(), *[OTHER_DESK.recipient()] * (limits.RECIPIENTS - 1)]
    assert limits.RECIPIENTS == MAX_STANZAS
    (tmp_path / "in").mkdir()
    assert code(sealed(tmp_path / "in", recipients=recipients)[1], tmp_path) is None
    with pytest.raises(LimitError):
        sealed(tmp_path / "in", recipients=[*recipients, DESK.recipient()])


def test_sentences(tmp_path: Path) -> None:
    from package.samples import CASE

    longest = "支" * limits.TEXT_CHARS
    sealed(tmp_path, case=replace(CASE, title=Wording(en=longest, zh=longest)))
    with pytest.raises(ManifestError):
        sealed(tmp_path, case=replace(CASE, title=Wording(en="a", zh=longest + "a")))


def test_numbers_and_depth_in_json() -> None:
    for number in (limits.JSON_INTEGER, -limits.JSON_INTEGER):
        assert parse(b"[%d]" % number).value == [number]
        past_it = number + (1 if number > 0 else -1)
        with pytest.raises(StrictJsonError):
            parse(b"[%d]" % past_it)
    parse(b"[" * limits.JSON_DEPTH + b"]" * limits.JSON_DEPTH)
    with pytest.raises(StrictJsonError):
        parse(b"[" * (limits.JSON_DEPTH + 1) + b"]" * (limits.JSON_DEPTH + 1))


def test_the_characters_that_are_hidden_begin_and_end_where_the_format_says() -> None:
    ranges = "0000-001F 007F-009F 061C 200B 200E 200F 2028-202E 2060-206F FEFF FFF9-FFFB FFFE FFFF D800-DFFF"
    hidden: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        hidden |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert {number for number in range(0x110000) if HIDDEN.match(chr(number))} == hidden
    with pytest.raises(StrictJsonError):
        Node("a" * (limits.TEXT_CHARS + 1)).text()


def test_the_disclosure_tree(parcel: Parcel) -> None:
    document = json.loads(members(parcel.data)[ENVELOPE])
    for size, is_within in (
        (limits.DECOY_TREE_MINIMUM, True),
        (limits.DECOY_TREE_MINIMUM // 2, False),
        (limits.DISCLOSURE_LEAVES, True),
        (limits.DISCLOSURE_LEAVES * 2, False),
        (limits.DISCLOSURE_LEAVES - 1, False),
    ):
        document["disclosure"]["tree_size"] = size
        data = json.dumps(document).encode()
        if is_within:
            assert parse_envelope(data, "package").tree_size == size
        else:
            with pytest.raises(EnvelopeError):
                parse_envelope(data, "package")
    # Whatever may be sealed fits into the largest tree.
    assert limits.REDACTIONS + limits.ITEMS <= limits.DISCLOSURE_LEAVES


def test_area_and_sides_of_a_picture() -> None:
    def reason(width: int, height: int) -> str:
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        data = png()[:8] + chunk(b"IHDR", head) + png()[33:]
        with pytest.raises(PngError) as caught:
            check_png(io.BytesIO(data), len(data))
        return caught.value.reason

    assert limits.PNG_PIXELS == 16_384 * 8_192
    assert "shorter" in reason(16_384, 8_192)
    assert "width or height" in reason(16_384, 8_193)
    assert "shorter" in reason(limits.PNG_SIDE_PIXELS, 1)
    assert "width or height" in reason(limits.PNG_SIDE_PIXELS + 1, 1)
    assert "width or height" in reason(1, limits.PNG_SIDE_PIXELS + 1)


def test_json_items_that_are_parsed(parcel: Parcel, tmp_path: Path) -> None:
    files = unpacked(parcel.data)
    no_json = with_item(files, "data/items/0003.txt", b"x" * limits.JSON_ITEM_PARSED_BYTES)
    one_more = with_item(files, "data/items/0003.txt", b"x" * (limits.JSON_ITEM_PARSED_BYTES + 1))
    for changed, expected in ((no_json, "E_MEDIA"), (one_more, None)):
        renamed = {
            name.replace("0003.txt", "0003.json"): data.replace(b"0003.txt", b"0003.json").replace(
                b"text/plain", b"application/json"
            )
            for name, data in changed.items()
        }
        # The complaint has grown with its words, and bag-info.txt counts bytes.
        payload = sum(len(content) for name, content in renamed.items() if name.startswith("data/"))
        lines = renamed["bag-info.txt"].splitlines(keepends=True)
        lines[-1] = b"Payload-Oxum: %d.%d\n" % (payload, sum(name.startswith("data/") for name in renamed))
        renamed["bag-info.txt"] = b"".join(lines)
        assert code(reseal(parcel.data, renamed), tmp_path) == expected


def test_names_and_sizes_in_the_archive() -> None:
    longest = "a/b/" + "c" * 96
    assert len(archive.header(archive.Entry(name=longest, size=8**11 - 1))) == 512
    for name, size in ((longest + "c", 0), ("a/b/c/d", 0), ("a", 8**11), ("a", -1), ("", 0)):
        with pytest.raises(ValueError):
            archive.header(archive.Entry(name=name, size=size))
    found = archive.read_archive(io.BytesIO(build_archive({longest: b""})), lambda _position, _name: True, "package")
    assert [entry.name for entry in found] == [longest]


def test_the_smallest_archive() -> None:
    room = limits.ARCHIVE_MINIMUM_BYTES - 3 * 512
    assert archive.padded_size([room]) == limits.ARCHIVE_MINIMUM_BYTES
    assert archive.padded_size([room + 1]) > limits.ARCHIVE_MINIMUM_BYTES


def test_signatures() -> None:
    signature = sshsig.sign(io.BytesIO(b"text"), KEY, "file")
    padded = signature + b"\n" * (sshsig.MAX_SIGNATURE_BYTES - len(signature))
    assert sshsig.check(io.BytesIO(b"text"), padded, "file") == KEY.public_key
    with pytest.raises(Exception, match="longer than"):
        sshsig.check(io.BytesIO(b"text"), padded + b"\n", "file")


def age_file(stanzas: bytes) -> bytes:
    return b"age-encryption.org/v1\n" + stanzas + b"--- " + b"A" * 43 + b"\n"


def outcome(data: bytes) -> str:
    with pytest.raises((DecryptionError, NoIdentityMatchError)) as caught:
        age.decrypt(io.BytesIO(data), io.BytesIO(), [DESK])
    return str(caught.value)


def test_the_age_header() -> None:
    stanza = b"-> other\n\n"
    assert "not encrypted to this identity" in outcome(age_file(stanza * MAX_STANZAS))
    assert "stanzas" in outcome(age_file(stanza * (MAX_STANZAS + 1)))
    body = b"A" * 64 + b"\n"
    fixed = len(age_file(b"-> other \n\n"))
    lines = (MAX_HEADER_BYTES - fixed) // len(body)
    word = b"x" * (MAX_HEADER_BYTES - fixed - lines * len(body))
    header = age_file(b"-> other " + word + b"\n" + body * lines + b"\n")
    assert len(header) == MAX_HEADER_BYTES
    assert "not encrypted to this identity" in outcome(header)
    assert "longer than" in outcome(header.replace(b"-> other ", b"-> other y"))


def test_the_limits_that_packages_share(tmp_path: Path) -> None:
    # A redaction's number has as many digits as there may be redactions, and a place ends below 2^31.
    one = item(tmp_path / "0001.log", b"text\n", Kind.TEXT)
    from package.samples import redaction

    for end, fits in ((2**31 - 1, True), (2**31, False)):
        long = replace(one, redactions=(redaction(1, TextSpan(start=0, end=end)),))
        if fits:
            sealed(tmp_path, items=[long], originals={})
        else:
            with pytest.raises(ManifestError):
                sealed(tmp_path, items=[long], originals={})
