"""Sealing: what is written, what is never written, and what is refused before a byte is."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from package.samples import (
    CASE,
    DESK,
    KEY,
    ORIGINALS,
    OTHER_DESK,
    PHONE,
    REASON,
    counting,
    decrypted,
    item,
    items,
    members,
    png,
    redaction,
    sealed,
    unpacked,
)
from sealcase.contents import Box, Region, TextSpan
from sealcase.errors import DamagedFileError, LimitError, ManifestError, RecipientMixError, UnreadableFileError
from sealcase.model import Kind, RedactedItem, Wording
from sealcase.package import age, archive, limits
from sealcase.package.age import ScryptRecipient
from sealcase.package.container import ENVELOPE, PAYLOAD
from sealcase.package.disclosure import root_hash
from sealcase.package.padding import padme
from sealcase.package.unseal import unseal


def test_the_inner_files_are_those_of_the_format(tmp_path: Path) -> None:
    _, package = sealed(tmp_path)
    files = unpacked(package)
    assert list(files) == [
        "tagmanifest-sha256.txt",
        "tagmanifest-sha256.txt.sig",
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "manifest.json",
        "data/complaint.json",
        "data/complaint.txt",
        "data/items/0001.png",
        "data/items/0002.csv",
        "data/items/0003.txt",
    ]
    assert files["data/items/0001.png"] == png()
    assert "订单号" in files["data/items/0002.csv"].decode("gb18030")


def test_the_manifest_says_what_was_removed_where_and_why(tmp_path: Path) -> None:
    result, package = sealed(tmp_path, sequence=2, supersedes="ab" * 16)
    manifest = json.loads(unpacked(package)["manifest.json"])
    salt = manifest.pop("binding_salt")
    assert len(bytes.fromhex(salt)) == 32
    assert [entry.pop("sha256") for entry in manifest["items"]] == [entry.sha256 for entry in items(tmp_path)]
    assert manifest == {
        "format": "sealcase/1",
        "package_id": result.package_id,
        "case": {"issue": "failed-payment", "title": {"en": "Payment failed", "zh": "支付失败"}},
        "sequence": 2,
        "supersedes": "ab" * 16,
        "created": "2026-11-22T16:47:00Z",
        "signer": KEY.public_key.fingerprint,
        "recipients": [hashlib.sha256(str(DESK.recipient()).encode()).hexdigest()],
        "tool": manifest["tool"],
        "items": [
            {
                "path": "data/items/0001.png",
                "size": len(png()),
                "media": "image/png",
                "withheld": 0,
                "redactions": [
                    {
                        "id": "R1",
                        "entity": "PHONE_NUMBER",
                        "where": {"page": 2, "box": [0, 0, 4, 4], "boxes": [[1, 0, 4, 2], [0, 2, 3, 4]]},
                        "action": "remove",
                        "reason": {"en": REASON.en, "zh": REASON.zh},
                    }
                ],
            },
            {
                "path": "data/items/0002.csv",
                "size": 29,
                "media": "text/csv; charset=gb18030",
                "withheld": 0,
                "redactions": [
                    {
                        "id": "R2",
                        "entity": "PHONE_NUMBER",
                        "where": {"row": 1, "column": 1, "start": 0, "end": 9},
                        "action": "remove",
                        "reason": {"en": REASON.en, "zh": REASON.zh},
                    }
                ],
            },
            {
                "path": "data/items/0003.txt",
                "size": 26,
                "media": "text/plain; charset=utf-8",
                "withheld": 0,
                "redactions": [
                    {
                        "id": "R3",
                        "entity": "PHONE_NUMBER",
                        "where": {"start": 16, "end": 25},
                        "action": "remove",
                        "reason": {"en": REASON.en, "zh": REASON.zh},
                    }
                ],
            },
        ],
        "withheld": 0,
        "recheck": {"items": 3},
    }


def test_nothing_of_the_originals_goes_along(tmp_path: Path) -> None:
    _, package = sealed(tmp_path)
    everything = package + decrypted(package)
    secrets = [PHONE.encode(), b"0001-a.png", b"0002-b", b"0003-c", b"ab" * 32]
    for data in (*ORIGINALS.values(), PHONE.encode()):
        for name in ("md5", "sha1", "sha256", "sha512"):
            digest = hashlib.new(name, data, usedforsecurity=False).digest()
            secrets += [digest, digest.hex().encode(), base64.b64encode(digest), base64.urlsafe_b64encode(digest)]
        secrets.append(data)
    assert [secret for secret in secrets if secret in everything] == []


def test_the_envelope_tells_nothing_but_what_it_must(tmp_path: Path) -> None:
    result, package = sealed(tmp_path)
    envelope = json.loads(members(package)[ENVELOPE])
    assert envelope["created_day"] == "2026-11-22"
    assert envelope["disclosure"] == {"tree_size": 16, "root": root_hash(result.commitment.leaves).hex()}
    assert envelope["payload"] == {"size": len(members(package)[PAYLOAD])}
    assert b"16:47" not in members(package)[ENVELOPE]
    assert b"failed-payment" not in package
    assert len(result.openings) == 6


def test_sizes_are_padded(tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    for folder in (few, many):
        folder.mkdir()
    text = b"x" * 3000
    one = [item(few / "0001.log", text, Kind.TEXT)]
    two = [*one, item(many / "0002.log", text[:100], Kind.TEXT)]
    sizes = {len(sealed(few, items=chosen)[1]) for chosen in (one, two)}
    assert len(sizes) == 1
    plaintext = decrypted(sealed(few, items=one)[1])
    assert len(plaintext) == limits.ARCHIVE_MINIMUM_BYTES
    large = decrypted(sealed(few, items=[item(few / "0001.log", text * 50, Kind.TEXT)])[1])
    assert padme(len(large) // archive.BLOCK_BYTES) * archive.BLOCK_BYTES == len(large)


def test_the_same_keys_and_randomness_give_the_same_content(tmp_path: Path) -> None:
    first, second = (sealed(tmp_path, randomness=counting()) for _ in range(2))
    # age takes a fresh file key, so checksums and signature differ.
    assert replace(first[0], signature_sha256=second[0].signature_sha256) == second[0]
    assert decrypted(first[1]) == decrypted(second[1])
    before_payload = slice(None, package_part(first[1]))
    assert members(first[1])[ENVELOPE] == members(second[1])[ENVELOPE]
    assert len(first[1][before_payload]) == len(second[1][before_payload])
    fresh = [sealed(tmp_path)[0].package_id for _ in range(2)]
    assert fresh[0] != fresh[1]


def package_part(package: bytes) -> int:
    return package.index(b"age-encryption.org/v1")


def test_several_recipients(tmp_path: Path) -> None:
    _, package = sealed(tmp_path, recipients=[DESK.recipient(), OTHER_DESK.recipient()])
    assert decrypted(package, DESK) == decrypted(package, OTHER_DESK)


def test_an_empty_case_can_be_sealed(tmp_path: Path) -> None:
    result, package = sealed(tmp_path, items=[], originals={})
    assert result.openings == ()
    assert "data/complaint.txt" in unpacked(package)


def test_an_item_that_changed_since_it_was_checked(tmp_path: Path) -> None:
    for change in (b"other text of 26 bytes ...", b"shorter", b"longer " * 30):
        three = items(tmp_path)
        three[2].path.write_bytes(change)
        with pytest.raises(DamagedFileError, match="0003-c"):
            sealed(tmp_path, items=three)


def test_a_change_that_the_crc_does_not_show_is_refused_by_whoever_opens(tmp_path: Path) -> None:
    three = items(tmp_path)
    path = tmp_path / "crafted.sealcase.zip"
    path.write_bytes(sealed(tmp_path, items=[*three[:2], replace(three[2], sha256="0" * 64)])[1])
    error = unseal(path, [DESK], tmp_path / "out").verdict.error
    assert error is not None
    assert error.code == "E_MANIFEST"


def test_an_item_that_is_not_what_it_says(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError, match="PNG"):
        sealed(tmp_path, items=[item(tmp_path / "0001.png", b"GIF89a", Kind.IMAGE)])


def test_an_item_that_cannot_be_read(tmp_path: Path) -> None:
    three = items(tmp_path)
    three[1].path.unlink()
    with pytest.raises(UnreadableFileError, match="0002-b"):
        sealed(tmp_path, items=three)


def test_an_item_that_goes_away_while_it_is_sealed(tmp_path: Path) -> None:
    class Vanishing(io.BytesIO):
        def seek(self, *arguments: int) -> int:
            for path in tmp_path.glob("0003*"):
                path.unlink()
            return super().seek(*arguments)

    with pytest.raises(UnreadableFileError, match="0003-c"):
        from sealcase.package.seal import seal

        seal(Vanishing(), case=CASE, items=items(tmp_path), originals=ORIGINALS, recipients=[DESK.recipient()], key=KEY)


def many(folder: Path, count: int, redactions: int = 0) -> list[RedactedItem]:
    one = item(folder / "0001.log", b"text\n", Kind.TEXT)
    filled = replace(
        one, redactions=tuple(redaction(number, TextSpan(start=0, end=1)) for number in range(1, redactions + 1))
    )
    return [filled, *[one] * (count - 1)]


def test_counts_at_the_limit_and_past_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ITEMS", 5)
    monkeypatch.setattr(limits, "REDACTIONS", 7)
    sealed(tmp_path, items=many(tmp_path, 5, 7), originals={})
    with pytest.raises(LimitError, match="items"):
        sealed(tmp_path, items=many(tmp_path, 6))
    with pytest.raises(LimitError, match="redactions"):
        sealed(tmp_path, items=many(tmp_path, 5, 8))


def test_the_real_number_of_items_fits(tmp_path: Path) -> None:
    sealed(tmp_path, items=many(tmp_path, limits.ITEMS), originals={})


def test_the_size_of_a_package_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(sealed(tmp_path)[1])
    monkeypatch.setattr(limits, "PACKAGE_BYTES", size)
    sealed(tmp_path)
    monkeypatch.setattr(limits, "PACKAGE_BYTES", size - 1)
    output = io.BytesIO()
    with pytest.raises(LimitError):
        sealed(tmp_path)
    assert output.getvalue() == b""


def test_the_size_of_a_document_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sealcase.package import bag

    monkeypatch.setitem(bag.FIXED, "manifest.json", 2000)
    with pytest.raises(LimitError, match="manifest"):
        sealed(tmp_path)


def test_words_that_no_package_may_hold(tmp_path: Path) -> None:
    for title in (Wording(en="a\x1b[31m", zh="b"), Wording(en="a", zh="\u202eb"), Wording(en="", zh="b")):
        with pytest.raises(ManifestError):
            sealed(tmp_path, case=replace(CASE, title=title))


def test_recipients_that_may_not_mix(tmp_path: Path) -> None:
    with pytest.raises(RecipientMixError):
        sealed(tmp_path, recipients=[DESK.recipient(), ScryptRecipient("made-up passphrase")])


def test_boxes_of_one_region_are_bounded_alike_for_writer_and_reader(tmp_path: Path) -> None:
    boxes = tuple(Box(0, 2 * row, 3, 2 * row + 1) for row in range(limits.BOXES))
    for count, fits in ((limits.BOXES, True), (limits.BOXES + 1, False)):
        region = Region(page=1, boxes=(*boxes, Box(5, 0, 6, 1))[:count])
        one = item(tmp_path / "0001.png", png(), Kind.IMAGE, redaction(1, region))
        if fits:
            sealed(tmp_path, items=[one])
        else:
            with pytest.raises(ManifestError):
                sealed(tmp_path, items=[one])


def test_age_states_the_size_that_it_writes(tmp_path: Path) -> None:
    _, package = sealed(tmp_path)
    assert len(members(package)[PAYLOAD]) == age.ciphertext_size(len(decrypted(package)), [DESK.recipient()])
