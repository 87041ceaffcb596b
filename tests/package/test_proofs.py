"""Proofs out of a vault, and their check against packages whose sender lies."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from package.samples import DESK, KEY, ORIGINALS, items, sealed
from sealcase.contents import Box, Picture, Region
from sealcase.errors import (
    ContainerError,
    DisclosureError,
    LimitError,
    ManifestError,
    NoIdentityMatchError,
    UnknownOpeningError,
    UnreadableFileError,
    VaultError,
    VersionError,
)
from sealcase.model import Exhibit, Kind, RedactedItem
from sealcase.package import age, check_disclosure, disclosure, limits
from sealcase.package.check_disclosure import CheckedDisclosures, check_disclosures
from sealcase.package.disclosed import parse_disclosed
from sealcase.package.disclosure import Opening, inclusion_path
from sealcase.package.png_pixels import encode_png
from sealcase.package.proofs import DisclosureFile, Proof, list_openings, parse_disclosure_file, prove
from sealcase.package.seal import Sealed
from sealcase.package.strict_json import StrictJsonError
from sealcase.package.unseal import unseal
from sealcase.package.vault import Vault, read_vault
from sealcase.package.vault_writing import write_vault

HIDDEN = b"\x01\x02\x03"
"""The colour under the boxes of the picture."""
PIECES = (encode_png(3, 2, HIDDEN * 6), encode_png(3, 2, HIDDEN * 6))
DIGEST = hashlib.sha256(HIDDEN * 12).hexdigest()
Items = tuple[RedactedItem, ...]


def changed(item: RedactedItem, **fields: Any) -> RedactedItem:
    """Return the item with its one redaction changed."""
    return replace(item, redactions=(replace(item.redactions[0], **fields),))


def evidence(folder: Path) -> Items:
    """Return the sample items, the picture with the true digest of what it hid."""
    picture, *others = items(folder)
    return (changed(picture, value=DIGEST), *others)


def exhibits() -> list[Exhibit]:
    """Return a picture of two pages, the second of which was sent, and two texts without content."""
    pages = (Picture(width=8, height=4, pixels=bytes(96)), Picture(width=8, height=4, pixels=HIDDEN * 32))
    return [
        Exhibit(id=name, name=name, path=Path(name), kind=Kind.IMAGE, content=pages, original=data)
        for name, data in ORIGINALS.items()
    ]


class Case:
    """A sealed package on disk, opened, and a way to show what its tree holds."""

    def __init__(self, folder: Path, content: Items, committed: Items, monkeypatch: pytest.MonkeyPatch) -> None:
        def commit(placed: Any, originals: Any, randomness: Any) -> disclosure.Commitment:
            paths = [path for path, _ in placed]
            return disclosure.commit(
                [(paths[index % len(paths)], item) for index, item in enumerate(committed)], originals, randomness
            )

        monkeypatch.setattr("sealcase.package.seal.commit", commit)
        self.sealed, data = sealed(folder, items=content, rechecked=3)
        self.package = folder / "case.sealcase.zip"
        self.package.write_bytes(data)
        self.opened = folder / "opened"
        unseal(self.package, [DESK], self.opened).verdict.raise_if_refused()

    def proof(self, number: int, **fields: Any) -> Proof:
        """Return the proof of one opening of the tree."""
        opening: Opening = self.sealed.openings[number]
        leaves = self.sealed.commitment.leaves
        index = leaves.index(opening.leaf)
        return Proof(
            text=opening.text,
            disclosed=parse_disclosed(opening.text),
            index=index,
            path=inclusion_path(leaves, index),
            **fields,
        )

    def check(self, *proofs: Proof, opened: bool = True) -> CheckedDisclosures:
        file = DisclosureFile(package_id=self.sealed.package_id, proofs=proofs)
        return check_disclosures(self.package, [("d.json", file.to_bytes())], opened=self.opened if opened else None)


Make = Callable[..., Case]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    def make_case(content: Items | None = None, committed: Items | None = None) -> Case:
        content = content or evidence(tmp_path)
        return Case(tmp_path, content, committed or content, monkeypatch)

    return make_case


# ---------------------------------------------------------------------------------------- the check
def test_an_honest_sender(make: Make) -> None:
    case = make()
    checked = case.check(case.proof(0, pixels=PIECES), case.proof(1), case.proof(0, pixels=PIECES))
    assert [shown.proof.disclosed.id for shown in checked.shown] == ["R1", "R2"]
    assert [name for name, _ in checked.restored] == ["0001.png"]
    assert case.check(case.proof(1), opened=False).shown[0].in_manifest is False


@pytest.mark.parametrize(
    ("pixels", "reason"),
    [
        ((PIECES[0], encode_png(3, 2, b"\x01\x02\x04" * 6)), "not the ones"),
        (PIECES[:1], "size"),
        ((PIECES[0], encode_png(2, 3, HIDDEN * 6)), "size"),
        ((PIECES[0], PIECES[1][:-1] + b"x"), "CRC"),
    ],
)
def test_other_pixels(make: Make, pixels: tuple[bytes, ...], reason: str) -> None:
    case = make()
    with pytest.raises(DisclosureError, match=reason):
        case.check(case.proof(0, pixels=pixels), opened=False)


def test_regions_of_more_pixels_than_a_picture(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make()
    monkeypatch.setattr(limits, "PNG_PIXELS", 12)
    case.check(case.proof(0, pixels=PIECES), opened=False)
    monkeypatch.setattr(limits, "PNG_PIXELS", 11)
    with pytest.raises(DisclosureError, match="size"):
        case.check(case.proof(0, pixels=PIECES), opened=False)


def test_two_values_for_one_number(make: Make, tmp_path: Path) -> None:
    content = evidence(tmp_path)
    second = changed(content[1], value="13900139000")
    case = make(content, (*content, content[0], second))
    assert case.check(case.proof(1)).shown[0].in_manifest, "one alone cannot be told"
    with pytest.raises(DisclosureError, match="another value"):
        case.check(case.proof(1), case.proof(4))


@pytest.mark.parametrize(
    ("number", "fields", "reason"),
    [
        (1, {"entity": "PERSON"}, "another kind or place"),
        (1, {"where": Region(page=1, boxes=(Box(0, 0, 1, 1),))}, "another kind or place"),
        (1, {"id": "R7"}, "no redaction"),
    ],
)
def test_a_manifest_that_says_otherwise(
    make: Make, tmp_path: Path, number: int, fields: dict[str, Any], reason: str
) -> None:
    content = evidence(tmp_path)
    fields = fields | ({"value": hashlib.sha256(HIDDEN).hexdigest()} if "where" in fields else {})
    case = make(content, (content[0], changed(content[1], **fields), content[2]))
    proof = case.proof(number, pixels=(encode_png(1, 1, HIDDEN),))
    case.check(proof, opened=False)
    with pytest.raises(DisclosureError, match=reason):
        case.check(proof)


def test_a_region_of_another_picture(make: Make, tmp_path: Path) -> None:
    content = evidence(tmp_path)
    case = make(content, (replace(content[0], sha256="0" * 64), *content[1:]))
    with pytest.raises(DisclosureError, match="another one"):
        case.check(case.proof(0, pixels=PIECES))


def test_a_region_beside_the_picture(make: Make, tmp_path: Path) -> None:
    content = evidence(tmp_path)
    for box in (Box(7, 0, 9, 1), Box(0, 3, 1, 5)):
        value = hashlib.sha256(HIDDEN * 2).hexdigest()
        picture = changed(content[0], where=Region(page=1, boxes=(box,)), value=value)
        case = make((picture, *content[1:]))
        piece = encode_png(box.right - box.left, box.bottom - box.top, HIDDEN * 2)
        with pytest.raises(DisclosureError, match="not within"):
            case.check(case.proof(0, pixels=(piece,)))
        shutil.rmtree(case.opened)


def test_a_disk_that_fails(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make()

    def fail(*_arguments: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(check_disclosure, "check_outside", fail)
    with pytest.raises(UnreadableFileError, match="Input/output"):
        case.check(case.proof(1))


def test_a_package_that_is_refused(make: Make) -> None:
    case = make()
    case.package.write_bytes(case.package.read_bytes()[:-1])
    checked = case.check(case.proof(1))
    assert checked.shown == ()
    assert isinstance(checked.verdict.error, ContainerError)


def test_an_original(make: Make) -> None:
    case = make()
    key = case.sealed.openings[3].key
    (shown,) = case.check(case.proof(3, key=key, original=ORIGINALS["0001"])).shown
    assert not shown.in_manifest
    for other in ({"key": bytes(32), "original": ORIGINALS["0001"]}, {"key": key, "original": b"another"}):
        with pytest.raises(DisclosureError, match="not the ones"):
            case.check(case.proof(3, **other))


def test_a_value_that_is_not_in_the_tree(make: Make) -> None:
    case = make()
    proof = case.proof(1)
    with pytest.raises(DisclosureError, match="R2"):
        case.check(replace(proof, index=proof.index ^ 1))


def test_a_disclosure_of_another_package(make: Make) -> None:
    case = make()
    data = DisclosureFile(package_id="0" * 32, proofs=(case.proof(1),)).to_bytes()
    with pytest.raises(DisclosureError, match="another package"):
        check_disclosures(case.package, [("d.json", data)])


def test_an_opened_folder_that_was_changed(make: Make) -> None:
    case = make()
    picture = case.opened / "data/items/0001.png"
    whole = picture.read_bytes()
    picture.write_bytes(whole[:-1] + b"x")
    with pytest.raises(ManifestError, match="changed after it was opened"):
        case.check(case.proof(0, pixels=PIECES))
    picture.write_bytes(whole)
    manifest = case.opened / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"sequence": 1', b'"sequence": 2'))
    with pytest.raises(ManifestError, match="changed after it was opened"):
        case.check(case.proof(0, pixels=PIECES))


# ------------------------------------------------------------------------------------------ the file
def test_a_file_may_be_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_bytes(b"{}")
    assert check_disclosure.read_disclosure(path, []) == b"{}"
    sealed_file = io.BytesIO()
    age.encrypt(io.BytesIO(b"{}"), sealed_file, [DESK.recipient()])
    path.write_bytes(sealed_file.getvalue())
    assert check_disclosure.read_disclosure(path, [DESK]) == b"{}"
    with pytest.raises(NoIdentityMatchError):
        check_disclosure.read_disclosure(path, [])


def test_a_file_has_one_spelling_and_one_version(make: Make) -> None:
    case = make()
    data = DisclosureFile(package_id=case.sealed.package_id, proofs=(case.proof(1),)).to_bytes()
    with pytest.raises(DisclosureError, match="one way"):
        parse_disclosure_file(data + b"\n", "d.json")
    with pytest.raises(VersionError):
        parse_disclosure_file(data.replace(b"sealcase-disclosure/1", b"sealcase-disclosure/2"), "d.json")


def test_members_that_do_not_belong(make: Make) -> None:
    case = make()
    document = json.loads(
        DisclosureFile(package_id=case.sealed.package_id, proofs=(case.proof(0, pixels=PIECES),)).to_bytes()
    )
    proof = document["proofs"][0]
    others: tuple[dict[str, object], ...] = (
        {"pixels": ["AAA"]},
        {"pixels": []},
        {"key": "00" * 32, "original": "AAAA"},
        {"original": "AAAA"},
    )
    for other in others:
        data = json.dumps(document | {"proofs": [proof | other]}, separators=(",", ":")).encode() + b"\n"
        with pytest.raises(DisclosureError):
            parse_disclosure_file(data, "d.json")


def encoded(*elements: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(elements).encode()).decode().rstrip("=")


GOOD: tuple[object, ...] = (
    "A" * 43,
    "R1",
    "PERSON",
    {"item": "data/items/0001.txt", "start": 0, "end": 1},
    "\ud800\u202e",
)


def test_openings_have_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    good = encoded(*GOOD)
    assert parse_disclosed(good).where_json() == GOOD[3]
    for position, other in (
        (0, "short"),
        (1, "E0001"),
        (2, "person"),
        (2, "ORIGINAL"),
        (3, {"start": 0, "end": 1}),
        (3, {"item": "data/items/../x", "start": 0, "end": 1}),
        (3, []),
        (4, 7),
    ):
        with pytest.raises(StrictJsonError):
            parse_disclosed(encoded(*GOOD[:position], other, *GOOD[position + 1 :]))
    for text in (good + "=", good + "A", "支付", "", good[:-2], encoded(*GOOD[:4])):
        with pytest.raises(StrictJsonError):
            parse_disclosed(text)
    monkeypatch.setattr(limits, "DISCLOSURE_CHARS", 1)
    with pytest.raises(StrictJsonError):
        parse_disclosed(good)


# ----------------------------------------------------------------------------------------- the vault
def written(folder: Path) -> tuple[Sealed, bytes]:
    content = evidence(folder)
    result, _ = sealed(folder, items=content, rechecked=3)
    sink = io.BytesIO()
    write_vault(sink, sealed=result, exhibits=exhibits(), items=content, key=KEY, recipients=[DESK.recipient()])
    return result, sink.getvalue()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return read_vault(io.BytesIO(written(tmp_path)[1]), io.BytesIO(), [DESK], "vault")


def with_opening(vault: Vault, opening: Opening) -> Vault:
    openings = (opening, *vault.commitment.openings[1:])
    return replace(vault, commitment=replace(vault.commitment, openings=openings))


def test_what_a_vault_proves(vault: Vault) -> None:
    assert [disclosed.id for disclosed in list_openings(vault, "vault")] == [
        "R1", "R2", "R3", "E0001", "E0002", "E0003",
    ]  # fmt: skip
    assert next(one for one in list_openings(vault, "vault") if one.id == "E0001").where_json() == {"exhibit": "0001"}
    assert vault.has_pixels
    assert not replace(vault, entries=()).has_pixels
    file = prove(vault, ["E0002", "R1", "R1"], "vault")
    assert [proof.disclosed.id for proof in file.proofs] == ["E0002", "R1"]
    assert file.proofs[0].original == ORIGINALS["0002"]
    assert file.proofs[1].pixels == PIECES
    assert parse_disclosure_file(file.to_bytes(), "d.json") == file


def test_vaults_that_lack_what_belongs_to_them(vault: Vault) -> None:
    with pytest.raises(UnknownOpeningError):
        prove(vault, ["R9"], "vault")
    bare = replace(vault, entries=())
    first = vault.commitment.openings[0]
    for other, identifier, reason in (
        (bare, "R1", "pixels of R1"),
        (bare, "E0001", "original E0001"),
        (replace(vault, commitment=replace(vault.commitment, leaves=(bytes(32),) * 16)), "R2", "leaves"),
        (with_opening(vault, replace(first, id="R5")), "R5", "another value"),
        (with_opening(vault, replace(first, text="AAAA")), "R1", "JSON"),
    ):
        with pytest.raises(VaultError, match=reason):
            prove(other, [identifier], "vault")


def test_how_much_one_file_holds(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(prove(vault, ["R1"], "vault").to_bytes())
    monkeypatch.setattr(limits, "DISCLOSURE_FILE_BYTES", size)
    prove(vault, ["R1"], "vault")
    for limit in (size - 1, 10):
        monkeypatch.setattr(limits, "DISCLOSURE_FILE_BYTES", limit)
        with pytest.raises(LimitError):
            prove(vault, ["R1"], "vault")
    monkeypatch.undo()
    monkeypatch.setattr(limits, "PROOFS", 2)
    prove(vault, ["R1", "R2"], "vault")
    with pytest.raises(LimitError):
        prove(vault, ["R1", "R2", "R3"], "vault")


def test_how_many_boxes_a_vault_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COVERED_BOXES", 2)
    written(tmp_path)
    monkeypatch.setattr(limits, "COVERED_BOXES", 1)
    with pytest.raises(LimitError):
        written(tmp_path)


def test_pixels_that_no_page_has(tmp_path: Path) -> None:
    content = items(tmp_path)
    result, _ = sealed(tmp_path, items=content, rechecked=3)
    with pytest.raises(ValueError, match="ab" * 32):
        write_vault(
            io.BytesIO(), sealed=result, exhibits=exhibits(), items=content, key=KEY, recipients=[DESK.recipient()]
        )
