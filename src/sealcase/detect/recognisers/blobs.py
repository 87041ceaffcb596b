"""Pictures, documents and other binary data written as base64 into a text: nobody can look at them there.

What is inside is not known, so it goes (invariant 2). A HAR file holds every picture of the page, a log
now and then an encrypted body.
"""

from __future__ import annotations

from collections.abc import Iterator

from sealcase.detect.text.embedded import base64_runs, from_base64
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

MIN_BLOB_CHARS = 1024
"""A shorter stretch is a number, a digest or a signature."""

MIN_FILE_CHARS = 100
"""A stretch that begins like a file may be shorter."""

_FILE_STARTS = ("iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR", "Qk0", "JVBERi0", "UEsDB", "H4sI")
"""PNG, JPEG, GIF, WebP, BMP, PDF, ZIP, gzip."""


def find_blobs(passage: Passage) -> Iterator[Hit]:
    """Yield binary data in base64."""
    text = passage.text
    for start, end in () if passage.form else base64_runs(text, MIN_FILE_CHARS):
        run = text[start:end]
        is_file = run.startswith(_FILE_STARTS)
        is_long = end - start >= MIN_BLOB_CHARS and any(map(str.isdigit, run[:MIN_BLOB_CHARS]))
        if (is_file or is_long) and from_base64(run) is None:
            yield make_hit("UNREAD_TEXT", start, end, Band.LIKELY, "base64-blob", run[:MIN_BLOB_CHARS])
