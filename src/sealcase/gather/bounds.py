"""How much evidence is taken. Each bound is refused with `LimitError`, naming value and limit."""

from sealcase.errors import LimitError
from sealcase.locale import N_

MAX_FILES = 500
"""Files in one case."""

MAX_TOTAL_BYTES = 512 * 1024 * 1024
"""Bytes of all files of one case together that are read whole."""

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Bytes of one file that is read whole, as it lies on disk."""

LONG_TEXT_BYTES = 8 * 1024 * 1024
"""Plain text and JSON lines of more bytes are read part by part, and never whole."""

MAX_LONG_TEXT_BYTES = 64 * 1024**3
"""Bytes of a text that is read part by part: memory does not depend on it, patience does."""

PART_CHARS = 512 * 1024
"""Characters of one part of a long text, up to the end of the line that it ends in."""

PART_MARGIN_CHARS = 32 * 1024
"""How far a part sees into its neighbours: further than detection looks."""

MAX_PIXELS = 40_000_000
"""Pixels of one picture: a phone's camera makes 12 to 50 million, its screen 2 to 5."""

MAX_SIDE_PIXELS = 32_768
"""Width or height of one picture in pixels: scrolling screenshots are very long."""

MAX_FILE_PIXELS = 1_000_000_000
"""Pixels of all pages of one file together: 200 pages of A4 as they are read have 780 million."""

MAX_PAGES = 200
"""Pages of one PDF document or TIFF file."""

MAX_LINES = 1_000_000
"""Lines of one text, at any of the line ends CR LF, LF and CR."""

MAX_LINE_CHARS = 8 * 1024 * 1024
"""Characters of one line: JSON is often written without line breaks."""

MAX_FIELDS = 1_000_000
"""Cells of one CSV, or keys and scalars of one JSON text."""

MAX_SHEETS = 50
"""Sheets of one workbook, empty ones included."""

MAX_WORKBOOK_PARTS = 2_000
"""Parts of one workbook: sheets, styles, pictures, relations between them."""

MAX_WORKBOOK_BYTES = 256 * 1024 * 1024
"""Bytes of all parts of a workbook, unpacked: XML is ten to twenty times as long as packed."""

MAX_ARCHIVE_MEMBERS = 100
"""Files in one ZIP archive."""

MAX_ARCHIVE_BYTES = 256 * 1024 * 1024
"""Bytes of all files in one ZIP archive, unpacked."""

MAX_MAIL_PARTS = 500
"""Parts of one mail message, inside of each other or not."""

MAX_MAIL_MULTIPARTS = 50
"""Parts of one mail message that are made of parts."""

MAX_HTML_CHARS = 4 * 1024 * 1024
"""Characters of the HTML of one mail message."""

MAX_JSON_DEPTH = 200
"""Arrays and objects inside each other."""


def bound(value: int, limit: int, *, file: str, what: str, unit: str) -> None:
    """Refuse a `value` above its `limit`; `what` and `unit` are marked text.

    Raises:
        LimitError: with both.
    """
    if value > limit:
        raise LimitError(file=file, what=what, value=value, limit=limit, unit=unit)


def bound_fields(count: int, file: str) -> None:
    """Refuse more fields than `MAX_FIELDS`.

    Raises:
        LimitError: `count` is larger; the reader stops there, so the value is a lower bound.
    """
    if count > MAX_FIELDS:
        raise LimitError(file=file, what=N_("the number of values"), value=count, limit=MAX_FIELDS, unit=N_("values"))
