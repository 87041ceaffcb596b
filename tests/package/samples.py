"""Made-up packages for tests: good ones, and the parts from which bad ones are put together."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tarfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sealcase.contents import Box, CellSpan, Region, TextSpan, Where
from sealcase.files import atomic_file
from sealcase.model import Action, Case, Kind, RedactedItem, Redaction, StatedFact, Wording
from sealcase.package import age, archive, container, sshsig
from sealcase.package.age import X25519Identity
from sealcase.package.envelope import content_binding
from sealcase.package.seal import INNER_NAMESPACE, Sealed, seal
from sealcase.package.sshkey import SigningKey
from sealcase.package.verify import NAMESPACE, checksums_text

KEY = SigningKey(bytes(range(32)))
OTHER_KEY = SigningKey(bytes(range(1, 33)))
DESK = X25519Identity(hashlib.sha256(b"made-up desk").digest())
OTHER_DESK = X25519Identity(hashlib.sha256(b"another made-up desk").digest())
CASE = Case(
    issue="failed-payment",
    title=Wording(en="Payment failed", zh="支付失败"),
    created="2026-11-22T16:47:00Z",
    facts=(
        StatedFact(
            id="transaction",
            title=Wording(en="Which payment it is.", zh="是哪笔付款。"),
            lines=("20261122000000000001", "second line, for [NAME-1]"),
        ),
        StatedFact(id="wanted", title=Wording(en="What you ask for.", zh="您的诉求。")),
    ),
    removed=(("PERSON", 1),),
)
REASON = Wording(en="support does not need it", zh="客服不需要")
PHONE = "13800138000"
LINE = b"2026-11-22 16:47:00 paid 12.50, order 20261122000000000001\n"
LONG_BYTES = 4 * 1024 * 1024
ORIGINALS = {"0001": b"original picture", "0002": f"original {PHONE}".encode(), "0003": b"original log"}


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 8, height: int = 4, *, pixels: bytes | None = None, parts: int = 1) -> bytes:
    """Return an RGB picture; its pixel data is in as many IDAT chunks as `parts` says."""
    rows = pixels if pixels is not None else (b"\0" + b"\xc8\xdc\xfa" * width) * height
    data = zlib.compress(rows)
    step = -(-len(data) // parts)
    chunks = [chunk(b"IDAT", data[start : start + step]) for start in range(0, len(data), step)]
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"".join((b"\x89PNG\r\n\x1a\n", head, *chunks, chunk(b"IEND", b"")))


def redaction(number: int, where: Where, *, entity: str = "PHONE_NUMBER", value: str = PHONE) -> Redaction:
    """Return a removed value."""
    return Redaction(
        id=f"R{number}",
        entity=entity,
        where=where,
        action=Action.REMOVE,
        reason=REASON,
        placeholder="[PHONE-1]",
        value=value,
    )


def item(path: Path, data: bytes, kind: Kind, *redactions: Redaction) -> RedactedItem:
    """Write `data` to `path` and return the item that it is."""
    path.write_bytes(data)
    return RedactedItem(
        exhibit=path.name[:4],
        name=path.name,
        path=path,
        kind=kind,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        crc32=zlib.crc32(data),
        redactions=redactions,
    )


def items(folder: Path) -> tuple[RedactedItem, ...]:
    """Return a picture, a bill in GB18030 and a log."""
    region = Region(page=2, boxes=(Box(1, 0, 4, 2), Box(0, 2, 3, 4)))
    return (
        item(folder / "0001-a.png", png(), Kind.IMAGE, redaction(1, region, value="ab" * 32)),
        item(
            folder / "0002-b.csv",
            "订单号,电话\r\n2026,[PHONE-1]\r\n".encode("gb18030"),
            Kind.CSV,
            redaction(2, CellSpan(row=1, column=1, start=0, end=9)),
        ),
        item(
            folder / "0003-c.log", b"paid 12.50 from [PHONE-1]\n", Kind.TEXT, redaction(3, TextSpan(start=16, end=25))
        ),
    )


def sealed(
    folder: Path, *, key: SigningKey | sshsig.Signer = KEY, desk: X25519Identity = DESK, **options: object
) -> tuple[Sealed, bytes]:
    """Seal the three items; return what `seal` says and the package."""
    output = io.BytesIO()
    arguments: dict[str, object] = {"case": CASE, "originals": ORIGINALS, "recipients": [desk.recipient()], "key": key}
    arguments |= options if "items" in options else {"items": items(folder), "rechecked": 3} | options
    result = seal(output, **arguments)  # type: ignore[arg-type]
    return result, output.getvalue()


def members(package: bytes) -> dict[str, bytes]:
    """Return the content of each member of a good package."""
    found = container.read_container(io.BytesIO(package), "package")
    return {name: package[member.offset : member.offset + member.size] for name, member in found.items()}


def build_container(contents: Mapping[str, bytes]) -> bytes:
    """Return a well-formed container of these contents."""
    sizes = {name: len(data) for name, data in contents.items()}
    offsets = container.content_offsets(sizes)
    listed = tuple(
        container.Member(name=name, offset=offsets[name], size=sizes[name], crc32=zlib.crc32(contents[name]))
        for name in container.NAMES
    )
    body = b"".join(container.local_header(member) + contents[member.name] for member in listed)
    return body + container.directory(listed)


def resign(contents: Mapping[str, bytes], key: SigningKey = KEY) -> bytes:
    """Return a container of these contents with checksums and outer signature made anew."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    checksums = checksums_text(digests)
    signature = sshsig.sign(io.BytesIO(checksums), key, NAMESPACE)
    return build_container({**contents, container.CHECKSUMS: checksums, container.SIGNATURE: signature})


def decrypted(package: bytes, desk: X25519Identity = DESK) -> bytes:
    """Return the archive inside a good package."""
    plaintext = io.BytesIO()
    age.decrypt(io.BytesIO(members(package)[container.PAYLOAD]), plaintext, [desk])
    return plaintext.getvalue()


def unpacked(package: bytes) -> dict[str, bytes]:
    """Return the files inside a good package, read by Python's own tar module."""
    with tarfile.open(fileobj=io.BytesIO(decrypted(package))) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar.getmembers()}  # type: ignore[union-attr]


def build_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a well-formed archive of these files, in their order."""
    return archive_of(files.items())


def archive_of(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a well-formed archive of files whose names may repeat."""
    sink = io.BytesIO()
    writer = archive.ArchiveWriter(sink)
    for name, data in files:
        writer.add(name, data)
    writer.finish()
    return sink.getvalue()


def with_archive(
    package: bytes,
    plaintext: bytes,
    *,
    desk: X25519Identity = DESK,
    key: SigningKey = KEY,
    envelope: Callable[[bytes], bytes] = lambda data: data,
) -> bytes:
    """Return `package` with another archive inside: encrypted, its size stated, signed by `key`."""
    contents = members(package)
    payload = io.BytesIO()
    age.encrypt(io.BytesIO(plaintext), payload, [desk.recipient()])
    old_size = b'"size": %d' % len(contents[container.PAYLOAD])
    assert old_size in contents[container.ENVELOPE]
    contents[container.PAYLOAD] = payload.getvalue()
    stated = contents[container.ENVELOPE].replace(old_size, b'"size": %d' % len(payload.getvalue()))
    contents[container.ENVELOPE] = envelope(stated)
    return resign(contents, key)


def sign_inside(files: Mapping[str, bytes], key: SigningKey = KEY) -> dict[str, bytes]:
    """Return the inner files with their checksums and signature made anew, so that only the content is wrong."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    payload = "".join(f"{digests[name]}  {name}\n" for name in files if name.startswith("data/")).encode()
    digests["manifest-sha256.txt"] = hashlib.sha256(payload).hexdigest()
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest.json")
    tag_checksums = "".join(f"{digests[name]}  {name}\n" for name in tags).encode()
    signature = sshsig.sign(io.BytesIO(tag_checksums), key, INNER_NAMESPACE)
    return {
        **files,
        "manifest-sha256.txt": payload,
        "tagmanifest-sha256.txt": tag_checksums,
        "tagmanifest-sha256.txt.sig": signature,
    }


def evidence(folder: Path) -> list[RedactedItem]:
    """Return a long log and a picture."""
    log = item(folder / "0001.log", LINE * (LONG_BYTES // len(LINE)), Kind.TEXT)
    return [log, item(folder / "0002.png", png(64, 64), Kind.IMAGE)]


def seal_to(path: Path, items: list[RedactedItem]) -> None:
    """Seal as `pack` does, over what stands at `path`."""
    with atomic_file(path, force=True) as output:
        seal(output, case=CASE, items=items, originals={}, recipients=[DESK.recipient()], key=KEY)


@cache
def _fixed(number: int) -> bytes:
    return hashlib.sha256(b"%d" % number).digest()


def reseal(package: bytes, files: dict[str, bytes], **options: object) -> bytes:
    """Return the package with other files inside, consistent throughout, as a dishonest signer can make it."""
    signed = sign_inside(files)
    salt = bytes.fromhex(json.loads(files["manifest.json"])["binding_salt"])
    old = json.loads(members(package)[container.ENVELOPE])["content_binding"].encode()
    new = content_binding(salt, signed["tagmanifest-sha256.txt"]).encode()
    return with_archive(
        package,
        build_archive(signed),
        envelope=lambda data: data.replace(old, new),
        **options,  # type: ignore[arg-type]
    )


def with_item(files: dict[str, bytes], name: str, data: bytes) -> dict[str, bytes]:
    """Return the files with another item, the manifest and bag-info fitting to it."""
    old = files[name]
    manifest = files["manifest.json"].replace(
        hashlib.sha256(old).hexdigest().encode(), hashlib.sha256(data).hexdigest().encode()
    )
    changed = {
        **files,
        name: data,
        "manifest.json": manifest.replace(b'"size": %d' % len(old), b'"size": %d' % len(data)),
    }
    total = sum(len(content) for path, content in files.items() if path.startswith("data/"))
    new_total = total - len(old) + len(data)
    changed["bag-info.txt"] = files["bag-info.txt"].replace(b"Oxum: %d." % total, b"Oxum: %d." % new_total)
    return changed


def counting() -> Callable[[int], bytes]:
    """Return randomness that is the same in every run."""
    calls = iter(range(1_000_000))
    return lambda size: _fixed(next(calls))[:size]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A good package on disk."""

    path: Path
    data: bytes
    sealed: Sealed
