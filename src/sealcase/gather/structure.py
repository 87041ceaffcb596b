r"""Finds the structure of a decoded text: JSON, JSON lines, CSV, or none.

Structure is only claimed where it is certain. What begins like JSON but does not parse is plain
text, where every recogniser still sees all of it; the exception is `\uXXXX` escapes, which would
hide names from them: such a file is refused as damaged.
"""

from __future__ import annotations

import re

from sealcase.contents import Document, Field
from sealcase.errors import DamagedFileError
from sealcase.gather.delimited import read_delimited
from sealcase.gather.encodings import DecodedText
from sealcase.gather.json_text import JsonSyntaxError, read_json, read_json_lines
from sealcase.locale import N_
from sealcase.model import Kind

_JSON_START = re.compile(r"[ \t\r\n]*[\[{]")
_JSON_LIKE = re.compile(r'[ \t\r\n]*(?:\{[ \t\r\n]*"|\[[ \t\r\n]*[\[{"])')
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}")


def read_document(decoded: DecodedText, file: str) -> tuple[Kind, Document]:
    """Return the kind of a text, and the text with its fields.

    Raises:
        DamagedFileError: it begins like JSON, breaks, and hides characters in escapes.
        LimitError: it has more fields than `MAX_FIELDS`.
    """
    kind, fields, delimiter = _structure(decoded.text, file)
    return kind, Document(
        text=decoded.text, encoding=decoded.encoding, bom=decoded.bom, fields=fields, delimiter=delimiter
    )


def document_of(text: str, kind: Kind, file: str, *, encoding: str = "utf-8", bom: bytes = b"") -> Document:
    """Return the document of a plain or JSON text of which the kind is known.

    Raises:
        JsonSyntaxError: it is not of that kind.
        LimitError: it has more fields than `MAX_FIELDS`.
    """
    readers = {Kind.JSON: read_json, Kind.JSON_LINES: read_json_lines}
    fields = readers[kind](text, file) if kind in readers else ()
    return Document(text=text, encoding=encoding, bom=bom, fields=fields)


def begins_like_json(text: str) -> bool:
    """Tell whether `text` begins with a bracket, as logs do too."""
    return bool(_JSON_START.match(text))


def is_like_json(text: str) -> bool:
    """Tell whether `text` begins with brackets and a quotation mark, as hardly anything but JSON does."""
    return bool(_JSON_LIKE.match(text))


def hides_characters(text: str) -> bool:
    """Tell whether `text` holds an escape of JSON, which a reader of plain text does not understand."""
    return bool(_ESCAPE.search(text))


def _structure(text: str, file: str) -> tuple[Kind, tuple[Field, ...], str]:
    if begins_like_json(text):
        try:
            return Kind.JSON, read_json(text, file), ""
        except JsonSyntaxError as error:
            failed_at = error.offset
        try:
            return Kind.JSON_LINES, read_json_lines(text, file), ""
        except JsonSyntaxError as error:
            failed_at = max(failed_at, error.offset)
        if is_like_json(text) and hides_characters(text):
            line = 1 + text.count("\n", 0, failed_at)
            raise DamagedFileError(file=file, reason=N_("it begins like JSON but breaks at line {line}"), line=line)
    if (table := read_delimited(text, file)) is not None:
        return Kind.CSV, table.fields, table.delimiter
    return Kind.TEXT, (), ""
