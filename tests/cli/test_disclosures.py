"""Disclosures through the command line: each redaction of the fixtures alone, every change refused."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from commandline import DESK, DESK_IDENTITY, ROOT, Outcome, sealcase
from conftest import PackedCase
from package.samples import decrypted
from sealcase.contents import Document
from sealcase.gather import gather
from sealcase.package import age
from sealcase.package.png_pixels import decode_png

SECRETS = {"ONE_TIME_CODE", "PASSWORD", "TOKEN", "COOKIE", "SEED_PHRASE", "PRIVATE_KEY"}


def openings(case: PackedCase) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = sealcase("disclose", case.vault, "--json").json["openings"]
    return listed


def disclose(case: PackedCase, out: Path, *ids: str) -> Outcome:
    return sealcase("disclose", case.vault, *(word for name in ids for word in ("--id", name)), "-o", out, "--json")


def check(case: PackedCase, *words: object) -> Outcome:
    return sealcase("check-disclosure", case.package, *words, "--json")


def first(case: PackedCase, kind: str) -> str:
    return next(str(opening["id"]) for opening in openings(case) if opening["kind"] == kind)


@pytest.fixture
def opened(packed_case: PackedCase, tmp_path: Path) -> Path:
    assert sealcase("open", packed_case.package, "-i", DESK_IDENTITY, "-o", tmp_path / "opened").status == 3
    return tmp_path / "opened"


def test_each_redaction_is_proven_alone(packed_case: PackedCase, opened: Path, tmp_path: Path) -> None:
    manifest = json.loads((opened / "manifest.json").read_bytes())
    stated = {
        redaction["id"]: (item["path"], redaction["entity"], redaction["where"])
        for item in manifest["items"]
        for redaction in item["redactions"]
    }
    seen = set()
    for opening in openings(packed_case):
        out = tmp_path / f"{opening['id']}.json"
        told = disclose(packed_case, out, opening["id"])
        assert told.status == 0, told.err
        assert ("warning:" in told.err) == (opening["entity"] in SECRETS | {"CODE", "ORIGINAL"}), opening
        outcome = check(packed_case, out, "--opened", opened, "-o", tmp_path / opening["id"])
        assert outcome.status == 3, outcome.err
        (shown,) = outcome.json["disclosures"]
        assert (shown["id"], shown["kind"]) == (opening["id"], opening["kind"])
        if shown["kind"] != "original":
            path, entity, where = stated[shown["id"]]
            assert (shown["entity"], shown["where"]) == (entity, {"item": path} | where)
            assert shown["in_manifest"]
            seen.add(shown["id"])
    assert seen == stated.keys()


def test_texts_are_those_of_the_original(packed_case: PackedCase, tmp_path: Path) -> None:
    ids = [str(opening["id"]) for opening in openings(packed_case)]
    assert disclose(packed_case, tmp_path / "all.json", *ids).status == 0
    outcome = check(packed_case, tmp_path / "all.json", "-o", tmp_path / "out")
    evidence = sorted((ROOT / "fixtures" / packed_case.case).iterdir())
    texts = "".join(exhibit.content.text for exhibit in gather(evidence) if isinstance(exhibit.content, Document))
    values = [shown["value"] for shown in outcome.json["disclosures"] if shown["kind"] == "text"]
    assert values
    assert all(value in texts for value in values)
    originals = sorted((tmp_path / "out").glob("*.original"))
    assert [path.read_bytes() for path in originals] == [path.read_bytes() for path in evidence]


def test_a_region_is_put_back_into_its_place(packed_case: PackedCase, opened: Path, tmp_path: Path) -> None:
    listed = [opening for opening in openings(packed_case) if opening["kind"] == "pixels"]
    assert disclose(packed_case, tmp_path / "d.json", *(str(opening["id"]) for opening in listed)).status == 0
    assert check(packed_case, tmp_path / "d.json", "--opened", opened).status == 3
    evidence = sorted((ROOT / "fixtures" / packed_case.case).iterdir())
    items = sorted({opening["where"]["item"] for opening in listed})
    assert items
    for item in items:
        restored = decode_png((opened / "disclosed" / Path(item).name).read_bytes())
        redacted = decode_png((opened / item).read_bytes())
        (exhibit,) = gather([evidence[int(Path(item).stem) - 1]])
        pixels = exhibit.pages[0].pixels
        assert bytes(redacted.pixels) != pixels
        assert bytes(restored.pixels) == pixels  # all of its regions together are the whole original
    again = check(packed_case, tmp_path / "d.json", "--opened", opened)
    assert (again.status, again.json["error"]["code"]) == (1, "E_EXISTS")


def changes(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the document with a change to each of its parts."""
    proof = document["proofs"][0]
    array = json.loads(base64.urlsafe_b64decode(proof["disclosure"] + "=="))
    changed: list[dict[str, Any]] = []
    elsewhere = {**array[3], "item": "data/items/0009.txt"}
    moved = {**array[3], "start": array[3]["start"] + 1, "end": array[3]["end"] + 1}
    others = ((0, "A" * 43), (1, "R9999"), (2, "URL"), (3, elsewhere), (3, moved), (4, "other"))
    for position, other in others:
        text = json.dumps([*array[:position], other, *array[position + 1 :]])
        encoded = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        changed.append(document | {"proofs": [proof | {"disclosure": encoded}]})
    flipped = format(int(proof["path"][0][0], 16) ^ 1, "x") + proof["path"][0][1:]
    for other in (
        {"index": proof["index"] ^ 1},
        {"index": proof["index"] + 2 ** len(proof["path"])},
        {"path": [flipped, *proof["path"][1:]]},
        {"path": proof["path"][1:]},
        {"path": [*proof["path"], "00" * 32]},
        {"path": proof["path"][::-1]},
        {"pixels": ["AAAA"]},
    ):
        changed.append(document | {"proofs": [proof | other]})
    changed.append(document | {"package_id": "0" * 32})
    changed.append(document | {"proofs": []})
    changed.append(document | {"proofs": [proof], "more": 1})
    return changed


def test_every_change_is_refused(packed_case: PackedCase, tmp_path: Path) -> None:
    assert disclose(packed_case, tmp_path / "d.json", first(packed_case, "text")).status == 0
    data = (tmp_path / "d.json").read_bytes()
    document = json.loads(data)
    for other in changes(document):
        (tmp_path / "c.json").write_bytes(json.dumps(other, separators=(",", ":")).encode() + b"\n")
        outcome = check(packed_case, tmp_path / "c.json")
        assert (outcome.status, outcome.json["error"]["code"]) == (1, "E_DISCLOSURE"), other
    for position in range(0, len(data), 7):
        (tmp_path / "c.json").write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        assert check(packed_case, tmp_path / "c.json").status == 1, position
    (tmp_path / "c.json").write_bytes(json.dumps(document).encode())
    assert check(packed_case, tmp_path / "c.json").json["error"]["code"] == "E_DISCLOSURE"
    document["format"] = "sealcase-disclosure/2"
    (tmp_path / "c.json").write_bytes(json.dumps(document).encode())
    assert check(packed_case, tmp_path / "c.json").json["error"]["code"] == "E_VERSION"


def test_pixels_and_originals_are_compared(packed_case: PackedCase, tmp_path: Path) -> None:
    for kind, name in (("pixels", "pixels"), ("original", "original"), ("original", "key")):
        out = tmp_path / f"{name}.json"
        assert disclose(packed_case, out, first(packed_case, kind)).status == 0
        document = json.loads(out.read_bytes())
        proof = document["proofs"][0]
        other = {"pixels": [proof.get("pixels", [""])[0][:-8] + "AAAAAAA="], "original": "AAAA", "key": "00" * 32}[name]
        proof[name] = other
        out.write_bytes(json.dumps(document, separators=(",", ":")).encode() + b"\n")
        assert check(packed_case, out).json["error"]["code"] == "E_DISCLOSURE"


def test_it_belongs_to_one_package(packed_case: PackedCase, opened: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("收款人：张三 手机 13800138000\n", encoding="utf-8")
    other = tmp_path / "other.sealcase.zip"
    assert sealcase("pack", tmp_path / "note.txt", "--to", DESK, "-o", other).status == 0
    assert disclose(packed_case, tmp_path / "d.json", first(packed_case, "text")).status == 0
    outcome = sealcase("check-disclosure", other, tmp_path / "d.json", "--json")
    assert (outcome.status, outcome.json["error"]["code"]) == (1, "E_DISCLOSURE")
    assert sealcase("disclose", tmp_path / "other.vault.age", "--id", "R1", "-o", tmp_path / "o.json").status == 0
    outcome = sealcase("check-disclosure", other, tmp_path / "o.json", "--opened", opened, "--json")
    assert (outcome.status, outcome.json["error"]["code"]) == (1, "E_BINDING")
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(packed_case.package.read_bytes()[:-1])
    outcome = sealcase("check-disclosure", damaged, tmp_path / "d.json", "--json")
    assert (outcome.status, outcome.json["status"], outcome.json["disclosures"]) == (1, "refused", [])


def test_an_opened_package_that_was_changed(packed_case: PackedCase, opened: Path, tmp_path: Path) -> None:
    pixels = first(packed_case, "pixels")
    assert disclose(packed_case, tmp_path / "d.json", pixels).status == 0
    item = opened / next(opening["where"]["item"] for opening in openings(packed_case) if opening["id"] == pixels)
    for path in (item, opened / "manifest.json", opened / "tagmanifest-sha256.txt"):
        before = path.read_bytes()
        path.write_bytes(before.replace(b"IDAT", b"IDAx") if path == item else before.replace(b"manifest.json", b"x"))
        if path.name == "manifest.json":
            path.write_bytes(before.replace(b'"tool": "', b'"tool": "x'))
        outcome = check(packed_case, tmp_path / "d.json", "--opened", opened)
        assert outcome.status == 1
        assert outcome.json["error"]["code"] in {"E_MANIFEST", "E_BINDING"}
        path.write_bytes(before)
    assert check(packed_case, tmp_path / "d.json", "--opened", opened).status == 3


def test_to_a_recipient(packed_case: PackedCase, tmp_path: Path) -> None:
    out = tmp_path / "d.age"
    words = ("disclose", packed_case.vault, "--id", first(packed_case, "text"), "--to", DESK, "-o", out)
    told = sealcase(*words)
    assert (told.status, "only its recipient" in told.out) == (0, True)
    assert out.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert check(packed_case, out).json["error"]["code"] == "E_IDENTITY"
    assert check(packed_case, out).status == 4
    assert check(packed_case, out, "-i", DESK_IDENTITY).status == 3
    assert sealcase(*words).status == 1, "nothing is overwritten"


def test_words_and_uses(packed_case: PackedCase, tmp_path: Path) -> None:
    text = first(packed_case, "text")
    listed = sealcase("disclose", packed_case.vault)
    assert f"{text} " in listed.out
    missing = sealcase("disclose", packed_case.vault, "--id", "R9999", "-o", tmp_path / "x")
    assert (missing.status, "E_ID" in missing.err, (tmp_path / "x").exists()) == (1, True, False)
    assert sealcase("disclose", packed_case.vault, "--id", text).status == 2
    assert sealcase("disclose", packed_case.vault, "--id", text, "-o", "-", "--json").status == 2
    written = sealcase("disclose", packed_case.vault, "--id", text, "-o", "-")
    (tmp_path / "d.json").write_bytes(written.raw)
    words = sealcase("check-disclosure", packed_case.package, tmp_path / "d.json", "--lang", "zh")
    assert words.status == 3
    assert "未证明：它不说明这个值属实" in words.out
    assert "--opened DIR" in words.out
    fingerprint = check(packed_case, tmp_path / "d.json").json["signer"]
    trusted = sealcase("check-disclosure", packed_case.package, tmp_path / "d.json", "--signer", fingerprint)
    assert trusted.status == 0
    assert "Proven:" in trusted.out


def test_nothing_in_the_package_lets_anyone_test_a_guess(packed_case: PackedCase, tmp_path: Path) -> None:
    """No unsalted digest of a removed value, of covered pixels or of an original is anywhere, not even for the desk."""
    ids = [str(opening["id"]) for opening in openings(packed_case)]
    assert disclose(packed_case, tmp_path / "all.json", *ids).status == 0
    outcome = check(packed_case, tmp_path / "all.json", "-o", tmp_path / "out")
    secrets = [shown["value"].encode() for shown in outcome.json["disclosures"] if shown["kind"] == "text"]
    secrets += [path.read_bytes() for path in (tmp_path / "out").iterdir()]
    secrets += [bytes(decode_png(path.read_bytes()).pixels) for path in (tmp_path / "out").glob("*.png")]
    identity = age.parse_identity_file(DESK_IDENTITY.read_bytes(), "desk")[0]
    outside = packed_case.package.read_bytes()
    haystack = outside + decrypted(outside, identity)  # type: ignore[arg-type]
    for secret in secrets:
        for algorithm in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b"):
            digest = hashlib.new(algorithm, secret).digest()
            for spelling in (digest, digest.hex().encode(), base64.b64encode(digest), base64.urlsafe_b64encode(digest)):
                assert spelling.rstrip(b"=") not in haystack
    envelope = json.loads(haystack[haystack.index(b'{\n "format"') :].split(b"\n}\n")[0] + b"}")
    size = envelope["disclosure"]["tree_size"]
    assert size == max(16, 1 << (len(ids) - 1).bit_length())
