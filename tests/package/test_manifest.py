"""Manifest and envelope: what is written is read again as the same values."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.contents import Box, CellSpan, Region, TextSpan
from sealcase.errors import EnvelopeError, ManifestError, VersionError
from sealcase.model import Action, Wording
from sealcase.package import limits
from sealcase.package.envelope import Envelope, content_binding, parse_envelope
from sealcase.package.manifest import ItemEntry, Manifest, RedactionEntry, item_path, parse_manifest
from sealcase.package.media import MEDIA

hexadecimal = st.binary(min_size=32, max_size=32).map(bytes.hex)
identifiers = st.binary(min_size=16, max_size=16).map(bytes.hex)
fingerprints = st.text(string.ascii_letters + string.digits + "+/", min_size=43, max_size=43).map("SHA256:{}".format)
days = st.dates().map(lambda day: f"20{day:%y-%m-%d}")
sentences = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=limits.TEXT_CHARS
)
wordings = st.builds(Wording, en=sentences, zh=sentences)
numbers = st.integers(0, 2**31 - 1)
spans = st.tuples(numbers, numbers).map(sorted)
boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 9999),
    st.integers(0, 9999),
    st.integers(1, 9999),
    st.integers(1, 9999),
)
places = st.one_of(
    spans.map(lambda span: TextSpan(start=span[0], end=span[1])),
    st.builds(
        lambda row, column, span: CellSpan(row=row, column=column, start=span[0], end=span[1]), numbers, numbers, spans
    ),
    st.builds(
        lambda page, several: Region(page=page, boxes=tuple(several)),
        st.integers(1, limits.ITEMS),
        st.lists(boxes, min_size=1, max_size=4),
    ),
)
entities = st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True)


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    items: list[ItemEntry] = []
    for number, media in enumerate(draw(st.lists(st.sampled_from(sorted(MEDIA)), max_size=3)), 1):
        redactions = tuple(
            RedactionEntry(
                id=f"R{10 * number + index}",
                entity=draw(entities),
                where=draw(places),
                action=draw(st.sampled_from((Action.MASK, Action.REMOVE))),
                reason=draw(wordings),
            )
            for index in range(draw(st.integers(0, 3)))
        )
        items.append(
            ItemEntry(
                path=item_path(number, media),
                size=draw(numbers),
                sha256=draw(hexadecimal),
                media=media,
                withheld=draw(numbers),
                redactions=redactions,
            )
        )
    return Manifest(
        package_id=draw(identifiers),
        issue=draw(st.from_regex(r"[a-z][a-z0-9-]{0,30}", fullmatch=True)),
        title=draw(wordings),
        sequence=draw(st.integers(1, 2**31 - 1)),
        supersedes=draw(st.none() | identifiers),
        created=draw(days) + "T23:59:00Z",
        signer=draw(fingerprints),
        recipients=tuple(draw(st.lists(hexadecimal, min_size=1, max_size=3))),
        tool="sealcase 0.1.0",
        binding_salt=draw(hexadecimal),
        items=tuple(items),
        withheld=draw(numbers),
        rechecked=draw(st.integers(0, len(items))),
    )


@given(manifests())
def test_a_manifest_that_is_written_is_read(manifest: Manifest) -> None:
    assert parse_manifest(manifest.to_bytes(), "package") == manifest


@given(
    st.builds(
        Envelope,
        package_id=identifiers,
        signer=fingerprints,
        created_day=days,
        payload_bytes=st.integers(1, limits.PACKAGE_BYTES),
        tree_size=st.integers(4, 18).map(lambda height: 1 << height),
        tree_root=hexadecimal,
        content_binding=hexadecimal,
    )
)
def test_an_envelope_that_is_written_is_read(envelope: Envelope) -> None:
    data = envelope.to_bytes()
    assert len(data) <= limits.ENVELOPE_BYTES
    assert parse_envelope(data, "package") == envelope


@given(manifests(), st.data())
def test_any_change_is_read_as_something_else_or_refused(manifest: Manifest, data: st.DataObject) -> None:
    changed = bytearray(manifest.to_bytes())
    position = data.draw(st.integers(0, len(changed) - 1))
    changed[position] = data.draw(st.integers(0, 255))
    try:
        found = parse_manifest(bytes(changed), "package")
    except (ManifestError, VersionError):
        return
    assert parse_manifest(found.to_bytes(), "package") == found


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(ManifestError):
        parse_manifest(data, "package")
    with pytest.raises(EnvelopeError):
        parse_envelope(data, "package")


def test_a_later_version_says_so() -> None:
    for data in (b'{"format": "sealcase/2"}', b'{"format": "sealcase/10", "new": [1.5]}'.replace(b"1.5", b"15")):
        with pytest.raises(VersionError, match="sealcase/1"):
            parse_manifest(data, "package")
        with pytest.raises(VersionError):
            parse_envelope(data, "package")
    for data in (b'{"format": "sealcase/0"}', b'{"format": "other/2"}', b'{"format": 2}', b"[]"):
        with pytest.raises(EnvelopeError):
            parse_envelope(data, "package")


def test_the_binding_is_after_the_published_rule() -> None:
    import hashlib

    expected = hashlib.sha256(b"sealcase/1 content-binding\x00" + bytes(32) + b"tagmanifest").hexdigest()
    assert content_binding(bytes(32), b"tagmanifest") == expected
