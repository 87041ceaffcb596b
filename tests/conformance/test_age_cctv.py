"""The age test vectors of C2SP/CCTV: what must open opens, the rest fails for the reason stated."""

from __future__ import annotations

import hashlib
import io
import zlib
from pathlib import Path

import pytest

from sealcase.errors import DecryptionError, NoIdentityMatchError
from sealcase.package import age

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "age-cctv" / "testdata"
COUNT = 143

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="skipped: no shared data")


def outcome(file: bytes, identities: list[age.Identity], sink: io.BytesIO) -> str:
    """Decrypt, and say how it went in the words of the vectors."""
    try:
        age.decrypt(io.BytesIO(file), sink, identities)
    except NoIdentityMatchError:
        return "no match"
    except DecryptionError as error:
        return str(error.fields["failure"])
    return "success"


@pytest.mark.parametrize("path", sorted(VECTORS.iterdir()) if VECTORS.is_dir() else [], ids=lambda path: path.name)
def test_vector(path: Path) -> None:
    head, _, file = path.read_bytes().partition(b"\n\n")
    fields = [line.split(": ", 1) for line in head.decode().splitlines()]
    expected = dict(fields)
    if expected.get("compressed") == "zlib":
        file = zlib.decompress(file)
    identities: list[age.Identity] = [age.parse_identity(value) for name, value in fields if name == "identity"]
    identities += [age.ScryptIdentity(value) for name, value in fields if name == "passphrase"]
    sink = io.BytesIO()
    assert outcome(file, identities, sink) == expected["expect"]
    if "payload" in expected:  # what was given out, even if the file fails later
        assert hashlib.sha256(sink.getvalue()).hexdigest() == expected["payload"]


def test_no_vector_was_left_out() -> None:
    assert sum(1 for _ in VECTORS.iterdir()) == COUNT
