"""Every bound of package format 1, named, with its unit (invariant 8; `docs/format.md`, "Limits").

The writer keeps to the same bounds as the reader: what can be sealed can be opened. Each is checked
before anything of that size is read into memory.
"""

from __future__ import annotations

PACKAGE_BYTES = 2**31 - 1
"""The whole file. Below 2 GiB no field of the ZIP needs its 64-bit form, so version 1 has none."""

ENVELOPE_BYTES = 4 * 1024
SIGNATURE_BYTES = 8 * 1024
README_BYTES = 16 * 1024

ARCHIVE_MINIMUM_BYTES = 16 * 1024
"""Every smaller archive is padded to this size."""

MANIFEST_BYTES = 32 * 1024 * 1024
"""`manifest.json`: about 100,000 redactions with their reasons in two languages."""
CHECKSUMS_BYTES = 256 * 1024
"""`manifest-sha256.txt`: a line for each file under `data/`."""
BAG_TEXT_BYTES = 4 * 1024
"""`bagit.txt`, `bag-info.txt` and `tagmanifest-sha256.txt`, each."""
COMPLAINT_BYTES = 1024 * 1024
"""`data/complaint.json` and `data/complaint.txt`, each."""

ITEMS = 1_000
"""Items in one package."""
FACTS = 40
"""Facts in one complaint."""
FACT_LINES = 200
"""Lines of one fact."""
REDACTIONS = 100_000
"""Redactions in one package, over all items."""
RECIPIENTS = 64
"""Recipients of one package; age allows as many stanzas (`docs/format.md`)."""
BOXES = 64
"""Boxes of one redaction: the lines that one value runs over."""

JSON_DEPTH = 8
"""Nested objects and arrays; the manifest needs them all."""
JSON_INTEGER = 2**53 - 1
"""The largest number: what every JSON reader holds exactly (RFC 8259, section 6)."""
TEXT_CHARS = 500
"""Characters of one title, reason or other sentence."""

PNG_SIDE_PIXELS = 65_500
PNG_PIXELS = 128 * 1024 * 1024
"""Width times height of a picture."""
JSON_ITEM_PARSED_BYTES = 4 * 1024 * 1024
"""JSON items up to this size are parsed when they are checked; larger ones are checked as text."""

DECOY_TREE_MINIMUM = 16
"""The smallest disclosure tree, in leaves."""
DISCLOSURE_LEAVES = 2**18
"""The largest disclosure tree: every redaction and every original, to the next power of two."""

DISCLOSURE_CHARS = 4 * 1024 * 1024
"""One opening as it is written."""
OPENINGS_BYTES = 512 * 1024 * 1024
"""`openings.json` of a vault."""
ORIGINAL_BYTES = 8**11 - 1
"""One original in a vault: what the size field of a ustar header holds."""
COVERED_BOXES = 100_000
"""Pictures of covered boxes in a vault, over all redactions."""
DISCLOSURE_FILE_BYTES = 128 * 1024 * 1024
"""A file of disclosures: the largest original that is taken, in Base64, fits."""
PROOFS = 1_000
"""Disclosures in one file."""

REPORT_PICTURE_BYTES = 48 * 1024 * 1024
"""Pictures shown inside `report.html`, together; the others are named."""
REPORT_TEXT_CHARS = 100_000
"""Characters of one text item shown inside `report.html`."""
REPORT_ROWS = 2_000
"""Rows of one item's table of redactions inside `report.html`."""

EARLIER_ENTRIES = 10_000
EARLIER_FOLDERS = 1_000
EARLIER_BYTES = 64 * 1024 * 1024
"""How far `open` looks around for packages opened before: directory entries, folders, bytes of their manifests."""

CHUNK_BYTES = 1024 * 1024
"""How much is read, hashed and written at a time."""
