"""Random edits of a package: whatever a vandal does is refused with the code of its place, and leaves nothing.

The edits are drawn from a fixed seed; keys and nonces of the packages are fresh. Every run makes `EDITS`; for 10,000:

    SEALCASE_EDITS=10000 python -m pytest tests/package/test_mutation.py
"""

from __future__ import annotations

import io
import itertools
import os
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from package.samples import (
    DESK,
    KEY,
    OTHER_DESK,
    OTHER_KEY,
    build_archive,
    build_container,
    decrypted,
    members,
    resign,
    sealed,
    sign_inside,
    unpacked,
    with_archive,
)
from sealcase.package import limits
from sealcase.package.age import X25519Identity
from sealcase.package.archive import read_archive
from sealcase.package.container import CHECKSUMS, ENVELOPE, NAMES, PAYLOAD, README, SIGNATURE, read_container
from sealcase.package.unseal import unseal
from sealcase.package.verdict import Status
from sealcase.package.verify import Trust, verify

EDITS = int(os.environ.get("SEALCASE_EDITS", "1000"))
SEED = 20261122
TRUST = Trust(fingerprints=frozenset({KEY.public_key.fingerprint}))
OUTSIDE = {"E_CONTAINER", "E_PACKAGE_LIMIT", "E_SIGNATURE", "E_DIGEST", "E_ENVELOPE"}
"""The codes of checks that need no key."""
SIGNED_INSIDE = ("tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig")


@dataclass(frozen=True, kw_only=True, slots=True)
class Edited:
    """A package after an edit, and the codes of which one must be given; more than one where chance decides."""

    data: bytes
    codes: frozenset[str]
    desk: X25519Identity = DESK


@dataclass(frozen=True, kw_only=True, slots=True)
class Two:
    """Two good packages of the same sender and size, and their parts."""

    packages: tuple[bytes, bytes]
    members: tuple[dict[str, bytes], dict[str, bytes]]
    places: dict[str, range]
    """Where the content of each outer member is."""
    archives: tuple[bytes, bytes]
    files: tuple[dict[str, bytes], dict[str, bytes]]
    inner_places: dict[str, range]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    folder = tmp_path_factory.mktemp("parcel")
    packages = (sealed(folder)[1], sealed(folder)[1])
    archives = (decrypted(packages[0]), decrypted(packages[1]))
    found = read_container(io.BytesIO(packages[0]), "package").values()
    entries = read_archive(io.BytesIO(archives[0]), lambda _position, _name: True, "package")
    return Two(
        packages=packages,
        members=(members(packages[0]), members(packages[1])),
        places={member.name: range(member.offset, member.offset + member.size) for member in found},
        archives=archives,
        files=(unpacked(packages[0]), unpacked(packages[1])),
        inner_places={entry.name: range(entry.offset, entry.offset + entry.size) for entry in entries},
    )


def edit(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return `data` after one edit: a flip, a cut, a splice, a repetition, an exchange, an addition."""
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    near = min(end, start + chance.randrange(1, 64))
    edits: tuple[Callable[[], bytes], ...] = (
        lambda: data[:start] + bytes([chance.randrange(256)]) + data[start + 1 :],
        lambda: data[:start] + data[near:],
        lambda: data[:start] + chance.randbytes(near - start) + data[near:],
        lambda: data[:start] + data[start:near] * 2 + data[near:],
        lambda: data[:start] + other[start:end] + data[end:],
        lambda: other[:start] + data[start:],
        lambda: data[:start] + b"\xff" * min(8, near - start) + data[start + min(8, near - start) :],
        lambda: data[:end],
        lambda: data + other[start:near],
    )
    return chance.choice(edits)()


def changed_places(old: bytes, new: bytes, places: Mapping[str, range]) -> set[str] | None:
    """Return in which contents `new` differs from `old`, of the same length; None if it differs elsewhere too."""
    if len(old) != len(new):
        return None
    left = bytearray((int.from_bytes(old, "big") ^ int.from_bytes(new, "big")).to_bytes(len(old), "big"))
    found = set()
    for name, place in places.items():
        if any(left[place.start : place.stop]):
            found.add(name)
        left[place.start : place.stop] = bytes(len(place))
    return None if any(left) else found


def codes(*names: str) -> frozenset[str]:
    return frozenset(names)


def of_the_package(two: Two, chance: random.Random) -> Edited | None:
    """Bytes of the whole file."""
    package, other = two.packages
    data = edit(package, other, chance)
    if data in {package, other}:
        return None
    places = changed_places(package, data, two.places)
    if places is None:
        places = changed_places(other, data, two.places)  # a splice may be nearer to the other one
    return Edited(data=data, codes=outer_codes(places))


def outer_codes(places: set[str] | None) -> frozenset[str]:
    if places is None:
        return codes("E_CONTAINER")
    return codes("E_SIGNATURE" if places & {CHECKSUMS, SIGNATURE} else "E_DIGEST")


def members_swapped(two: Two, chance: random.Random) -> Edited:
    """Two contents change places, or one comes from the other package; headers and CRCs are right."""
    contents = dict(two.members[0])
    first, second = chance.sample(NAMES, 2)
    contents[first], contents[second] = contents[second], contents[first]
    bounds = {
        CHECKSUMS: limits.BAG_TEXT_BYTES,
        SIGNATURE: limits.SIGNATURE_BYTES,
        README: limits.README_BYTES,
        ENVELOPE: limits.ENVELOPE_BYTES,
    }
    data = build_container(contents)
    if any(len(contents[name]) > limit for name, limit in bounds.items()):
        return Edited(data=data, codes=codes("E_PACKAGE_LIMIT"))
    return Edited(data=data, codes=outer_codes({first, second}))


def members_of_another_package(two: Two, chance: random.Random) -> Edited:
    """Some contents come from the other package, but not all of the signed ones."""
    names = chance.sample((CHECKSUMS, SIGNATURE, ENVELOPE, PAYLOAD), chance.randint(1, 3))
    contents = two.members[0] | {name: two.members[1][name] for name in names}
    if {CHECKSUMS, SIGNATURE} <= set(names):
        return Edited(data=build_container(contents), codes=codes("E_DIGEST"))
    return Edited(data=build_container(contents), codes=outer_codes(set(names)))


def members_repeated(two: Two, chance: random.Random) -> Edited:
    """Members, with their headers, are repeated, dropped or in another order, in the file, the directory or both."""
    package = two.packages[0]
    end = two.places[PAYLOAD].stop
    starts = [0, *(two.places[name].stop for name in NAMES)]
    locals_ = [package[first:last] for first, last in itertools.pairwise(starts)]
    central, position = [], end
    for name in NAMES:
        central.append(package[position : position + 46 + len(name)])
        position += 46 + len(name)
    order = list(range(len(NAMES)))
    other = chance.choice(
        (chance.sample(order, len(order)), [*order, chance.choice(order)], chance.sample(order, len(order) - 1))
    )
    in_file, in_directory = chance.choice(((other, order), (order, other), (other, other)))
    body = b"".join(locals_[index] for index in in_file)
    directory = b"".join(central[index] for index in in_directory)
    tail = bytearray(package[position:])
    tail[8:12] = len(in_directory).to_bytes(2, "little") * 2
    tail[12:16] = len(directory).to_bytes(4, "little")
    tail[16:20] = len(body).to_bytes(4, "little")
    data = body + directory + tail
    return Edited(data=data, codes=codes("E_CONTAINER"))


def zip64_lies(two: Two, chance: random.Random) -> Edited:
    """Fields say "see the 64-bit record", or such records stand there."""
    package = two.packages[0]
    data = bytearray(package)
    end = len(package) - 22
    central = chance.choice([index for index in range(end) if package[index : index + 4] == b"PK\x01\x02"])
    local = chance.choice([0, *(two.places[name].stop for name in NAMES[:-1])])
    record = b"PK\x06\x06" + (44).to_bytes(8, "little") + chance.randbytes(44)
    locator = b"PK\x06\x07" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
    choice = chance.randrange(6)
    if choice == 0:
        data[central + 20 : central + 28] = b"\xff" * 8
    elif choice == 1:
        data[local + 18 : local + 26] = b"\xff" * 8
    elif choice == 2:
        data[end + 8 : end + 20] = b"\xff" * 12
    elif choice == 3:
        data[end:end] = record + locator
    elif choice == 4:
        data[central + 42 : central + 46] = b"\xff" * 4
    else:
        data[end:end] = record + locator
        data[-22 + 8 : -22 + 20] = b"\xff" * 12
    return Edited(data=bytes(data), codes=codes("E_CONTAINER"))


def signed_by_another(two: Two, chance: random.Random) -> Edited:
    """Somebody else signs the outer part, with or without their name in the envelope, with or without the inner one."""
    contents = dict(two.members[0])
    old, new = (key.public_key.fingerprint.encode() for key in (KEY, OTHER_KEY))
    choice = chance.randrange(3)
    if choice == 0:
        return Edited(data=resign(contents, OTHER_KEY), codes=codes("E_ENVELOPE"))
    if choice == 1:
        contents[ENVELOPE] = contents[ENVELOPE].replace(old, new)
        return Edited(data=resign(contents, OTHER_KEY), codes=codes("E_INNER_SIGNATURE"))
    inner = build_archive(sign_inside(two.files[0], OTHER_KEY))
    data = with_archive(two.packages[0], inner, key=OTHER_KEY, envelope=lambda envelope: envelope.replace(old, new))
    return Edited(data=data, codes=codes("E_BINDING"))  # it needs a new manifest too: then it is their package


def encrypted_to_another(two: Two, chance: random.Random) -> Edited:
    """A desk passes the archive on, encrypted anew; even with the sender's outer key it shows."""
    data = with_archive(two.packages[0], two.archives[0], desk=OTHER_DESK)
    if chance.random() < 0.5:
        return Edited(data=data, codes=codes("E_IDENTITY"))
    return Edited(data=data, codes=codes("E_NOT_LISTED"), desk=OTHER_DESK)


def inner_and_outer_of_two(two: Two, chance: random.Random) -> Edited:
    """The payload of another package: put there by a stranger, by the signer, or encrypted anew by the signer."""
    contents = two.members[0] | {PAYLOAD: two.members[1][PAYLOAD]}
    choice = chance.randrange(3)
    if choice == 0:
        return Edited(data=build_container(contents), codes=codes("E_DIGEST"))
    if choice == 1:
        return Edited(data=resign(contents), codes=codes("E_BINDING"))
    return Edited(data=with_archive(two.packages[0], two.archives[1]), codes=codes("E_BINDING"))


def of_the_payload(two: Two, chance: random.Random) -> Edited | None:
    """Bytes of the age file, which the sender signs again."""
    old, other = (contents[PAYLOAD] for contents in two.members)
    data = edit(old, other, chance)
    if data in {old, other}:
        return None
    package = resign(two.members[0] | {PAYLOAD: data})
    if len(data) != len(old):
        return Edited(data=package, codes=codes("E_ENVELOPE"))
    header_bytes = old.index(b"\n--- ") + 1
    if data[:header_bytes] == old[:header_bytes]:
        return Edited(data=package, codes=codes("E_DECRYPT"))
    return Edited(data=package, codes=codes("E_DECRYPT", "E_IDENTITY"))


def of_the_readme(two: Two, chance: random.Random) -> Edited | None:
    """Bytes of README.txt, which the sender signs again."""
    contents = two.members[0]
    data = edit(contents[README], contents[ENVELOPE], chance)
    if data == contents[README]:
        return None
    return Edited(data=resign(contents | {README: data}), codes=codes("E_CONTAINER"))


def of_the_archive(two: Two, chance: random.Random) -> Edited | None:
    """Bytes of the tar, which the sender encrypts and signs again."""
    old, other = two.archives
    data = edit(old, other, chance)
    if data in {old, other}:
        return None
    found = []
    for base in (old, other):
        places = changed_places(base, data, two.inner_places)
        found.append(codes("E_ARCHIVE") if places is None else inner_codes(places))
    package = with_archive(two.packages[0], data)
    if codes("E_ARCHIVE") in found and len(set(found)) > 1:
        found.remove(codes("E_ARCHIVE"))
    return Edited(data=package, codes=frozenset().union(*found))


def inner_codes(places: set[str]) -> frozenset[str]:
    if places.intersection(SIGNED_INSIDE):
        return codes("E_INNER_SIGNATURE")
    return codes("E_MANIFEST", "E_VERSION") if "manifest.json" in places else codes("E_MANIFEST")


def of_an_inner_file(two: Two, chance: random.Random) -> Edited | None:
    """Bytes of a file in the archive, which is otherwise whole, without a new inner signature."""
    files, other = two.files
    name = chance.choice(list(files))
    data = edit(files[name], other[name], chance)
    if data == files[name]:
        return None
    package = with_archive(two.packages[0], build_archive({**files, name: data}))
    return Edited(data=package, codes=inner_codes({name}))


KINDS: dict[Callable[[Two, random.Random], Edited | None], int] = {
    of_the_package: 8,
    members_swapped: 1,
    members_of_another_package: 1,
    members_repeated: 1,
    zip64_lies: 1,
    signed_by_another: 1,
    encrypted_to_another: 1,
    inner_and_outer_of_two: 1,
    of_the_payload: 2,
    of_the_readme: 1,
    of_the_archive: 2,
    of_an_inner_file: 2,
}
"""The edits, and in which proportion they are made."""


def test_no_edit_passes_and_each_has_its_code(two: Two, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    path = tmp_path / "case.sealcase.zip"
    made: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    while made.total() < EDITS:
        (kind,) = chance.choices(list(KINDS), list(KINDS.values()))
        edited = kind(two, chance)
        if edited is None or edited.data in two.packages:
            continue
        made[kind.__name__] += 1
        path.write_bytes(edited.data)
        opened = unseal(path, [edited.desk], tmp_path / "out", TRUST)
        assert opened.verdict.error is not None, kind
        assert opened.verdict.status in {Status.REFUSED, Status.NOT_FOR_THIS_IDENTITY}
        assert opened.verdict.error.code in edited.codes, (kind, made.total())
        assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
        seen[opened.verdict.error.code] += 1
        # What is wrong outside is found without a key as well; a good outside is not called wrong.
        assert (verify(path, TRUST).error is not None) == (opened.verdict.error.code in OUTSIDE)
    assert len(made) == len(KINDS)
    assert len(seen) >= 11, seen
