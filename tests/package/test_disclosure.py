"""Openings and the tree: each value is committed to alone, and nothing public lets anyone guess it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from package.samples import ORIGINALS, PHONE, counting, items
from sealcase.package.disclosure import (
    Commitment,
    ProofError,
    check_inclusion,
    commit,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_hash,
    tree_size,
)

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "merkle" / "testdata" / "inclusion"


def committed(folder: Path) -> Commitment:
    placed = [(f"data/items/{number:04d}.x", item) for number, item in enumerate(items(folder), 1)]
    return commit(placed, ORIGINALS.items())


def disclosed(text: str) -> list[object]:
    result: list[object] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return result


def test_what_an_opening_says(tmp_path: Path) -> None:
    commitment = committed(tmp_path)
    picture, bill, log, *originals = (disclosed(opening.text) for opening in commitment.openings)
    item = items(tmp_path)[0]
    assert picture[1:3] == ["R1", "PHONE_NUMBER"]
    assert picture[3] == {
        "item": "data/items/0001.x",
        "page": 2,
        "box": [0, 0, 4, 4],
        "boxes": [[1, 0, 4, 2], [0, 2, 3, 4]],
    }
    assert picture[4] == {"item_sha256": item.sha256, "pixels_sha256": "ab" * 32}
    assert bill[1:] == [
        "R2",
        "PHONE_NUMBER",
        {"item": "data/items/0002.x", "row": 1, "column": 1, "start": 0, "end": 9},
        PHONE,
    ]
    assert log[4] == PHONE
    for opening, original, (exhibit, data) in zip(commitment.openings[3:], originals, ORIGINALS.items(), strict=True):
        assert len(opening.key) == 32
        assert original[1:4] == [f"E{exhibit}", "ORIGINAL", {"exhibit": exhibit}]
        assert original[4] == {"hmac_sha256": hmac.digest(opening.key, data, "sha256").hex()}


def test_the_same_value_gives_another_leaf_each_time(tmp_path: Path) -> None:
    first, second = committed(tmp_path), committed(tmp_path)
    leaves = [opening.leaf for opening in (*first.openings, *second.openings)]
    assert len(set(leaves)) == len(leaves) == 12
    salts = [str(disclosed(opening.text)[0]) for opening in first.openings]
    assert {len(base64.urlsafe_b64decode(salt + "=")) for salt in salts} == {32}
    assert len(set(salts)) == len(salts)


def test_leaves_are_after_the_published_rule(tmp_path: Path) -> None:
    opening = committed(tmp_path).openings[0]
    assert opening.leaf == hashlib.sha256(b"\0" + opening.text.encode()).digest()


def test_the_order_of_leaves_tells_nothing(tmp_path: Path) -> None:
    commitment = committed(tmp_path)
    assert list(commitment.leaves) == sorted(commitment.leaves)
    assert {opening.leaf for opening in commitment.openings} < set(commitment.leaves)
    assert len(commitment.leaves) == 16


def test_the_number_of_redactions_is_hidden_up_to_a_power_of_two() -> None:
    sizes = [tree_size(count) for count in (0, 1, 15, 16, 17, 32, 33, 1000)]
    assert sizes == [16, 16, 16, 16, 32, 32, 64, 1024]


def test_given_its_randomness_a_commitment_is_always_the_same(tmp_path: Path) -> None:
    placed = [("data/items/0001.x", items(tmp_path)[0])]
    assert commit(placed, ORIGINALS.items(), counting()) == commit(placed, ORIGINALS.items(), counting())


def test_values_and_keys_stay_out_of_what_is_printed(tmp_path: Path) -> None:
    assert PHONE not in repr(committed(tmp_path))
    assert committed(tmp_path).openings[0].text not in repr(committed(tmp_path))


def test_any_text_can_be_opened(tmp_path: Path) -> None:
    from dataclasses import replace

    from sealcase.package.disclosure import open_redaction

    item = items(tmp_path)[1]
    redaction = replace(item.redactions[0], value="\ud800\n\u202e支付")
    assert disclosed(open_redaction("x", item, redaction, counting()).text)[4] == "\ud800\n\u202e支付"


@given(st.integers(0, 6), st.data())
def test_every_leaf_is_proven_and_no_other(height: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(1 << height)]
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_path(leaves, index)
    root = root_hash(leaves)
    check_inclusion(leaves[index], index, len(leaves), path, root)
    for leaf, place, proof in (
        (leaf_hash(b"other"), index, path),
        (leaves[index], index, path[:-1] if path else (root,)),
        (leaves[index], index, (*path, root)),
        (leaves[index], len(leaves), path),
        (leaves[index], -1, path),
        (leaves[index], index ^ 1, path),
    ):
        with pytest.raises(ProofError):
            check_inclusion(leaf, place, len(leaves), proof, root)


def test_a_tree_that_is_not_full_is_proven_too() -> None:
    # Three leaves (RFC 9162, section 2.1.1: the largest power of two goes left).
    a, b, c = (leaf_hash(letter) for letter in (b"a", b"b", b"c"))
    root = node_hash(node_hash(a, b), c)
    check_inclusion(c, 2, 3, [node_hash(a, b)], root)
    check_inclusion(a, 0, 3, [b, c], root)
    with pytest.raises(ProofError):
        check_inclusion(c, 2, 3, [node_hash(a, b), a], root)


def test_root_over_a_power_of_two_alone() -> None:
    for count in (0, 3, 12):
        with pytest.raises(ValueError):
            root_hash([bytes(32)] * count)


def test_published_vectors() -> None:
    if not VECTORS.is_dir():
        pytest.skip("skipped: no shared data")
    seen = {True: 0, False: 0}
    for path in sorted(VECTORS.rglob("*.json")):
        vector = json.loads(path.read_text())
        leaf, root = (base64.b64decode(vector[name] or "") for name in ("leafHash", "root"))
        proof = [base64.b64decode(node) for node in vector["proof"] or []]
        try:
            check_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root)
            holds = True
        except ProofError:
            holds = False
        assert holds is not vector["wantErr"], path
        seen[holds] += 1
    assert all(seen.values())
