"""Reads delimited tables (RFC 4180 and its relatives) with free lines before the header row.

Delimiter, quoting and line ends are those that the file uses. The claim is conservative, because a
log or a chat has commas too: a table has a header row, and most rows after it have its width. Bills
exported by Alipay and WeChat begin with free lines, end with free lines, and pad their cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sealcase.contents import Document, Field
from sealcase.gather.bounds import bound_fields

_Span = tuple[int, int]
_Row = tuple[_Span, ...]

DELIMITERS = ("\t", ";", ",")
"""In order of preference where two fit equally well."""

SAMPLE_ROWS = 500
"""Rows that must look like a table before the whole text is read as one."""

MIN_FIT_SHARE = 0.8
"""Share of the rows after the header that must have its width; footers and stray commas are the rest."""

MIN_HEADER_NAMES = 3
"""Cells of a header row that must be words; a table of two columns must have two, and no row that differs."""

MIN_BARE_ROWS = 5
"""Rows, all of one width, that make a table without a header row."""

MAX_NAME_CHARS = 40
"""Characters of a column's name."""

_DIGITS_AND_MARKS = re.compile(r"[\d\s.,:/¥￥$€%+\-'\"]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The cells of a delimited text, and what separates them."""

    delimiter: str
    fields: tuple[Field, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shape:
    """Where the header row is (-1: none), and how many rows agree with the width of the table."""

    header: int
    width: int
    fitting: int


def read_delimited(text: str, file: str) -> Table | None:
    """Return the table that `text` is, or None when that is not certain.

    Raises:
        LimitError: it has more than `MAX_FIELDS` cells; `file` names it there.
    """
    candidates = [
        (shape.fitting * shape.width, delimiter)
        for delimiter in DELIMITERS
        if delimiter in text and (rows := _rows(text, delimiter, SAMPLE_ROWS)) and (shape := _shape(text, rows))
    ]
    for _, delimiter in sorted(candidates, key=lambda candidate: -candidate[0]):
        rows = _rows(text, delimiter, None, file)
        if rows and (shape := _shape(text, rows)):
            return Table(delimiter=delimiter, fields=tuple(_fields(text, rows, shape.header)))
    return None


def table_like(text: str, like: Document) -> Document:
    """Return `text` as the table that `like` is: of the same delimiter, with its header in the same row.

    For the redacted copy of a table, of which a focus may leave too little to be recognised by itself.
    """
    labelled = min((cell.row for cell in like.fields if cell.label), default=0)
    header = max((cell.row for cell in like.fields if cell.column and cell.row < labelled), default=-1)
    rows = _rows(text, like.delimiter, None) or []
    return replace(like, text=text, fields=tuple(_fields(text, rows, header)))


def read_table(text: str, delimiter: str, file: str) -> Table:
    """Return the well-formed table `text`, of which it is known that it is one.

    Raises:
        LimitError: it has more than `MAX_FIELDS` cells; `file` names it there.
    """
    rows = _rows(text, delimiter, None, file) or []
    shape = _shape(text, rows)
    return Table(delimiter=delimiter, fields=tuple(_fields(text, rows, shape.header if shape else -1)))


def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    """Return the pattern of one cell and what ends it: a quoted cell may have blanks after its closing quote."""
    stop = re.escape(delimiter)
    blank = "[ ]" if delimiter == "\t" else r"[ \t]"
    return re.compile(rf'(?:"[^"]*+(?:""[^"]*+)*+"{blank}*+|(?!")[^{stop}\r\n]*+)({stop}|\r\n|\r|\n|\Z)')


_PATTERNS = {delimiter: _cell_pattern(delimiter) for delimiter in DELIMITERS}


def _rows(text: str, delimiter: str, limit: int | None, file: str = "") -> list[_Row] | None:
    """Return the cells of up to `limit` rows, or None where the quoting is not well-formed."""
    match_cell = _PATTERNS[delimiter].match
    rows: list[_Row] = []
    row: list[_Span] = []
    position = cells = 0
    while position < len(text) or row:
        match = match_cell(text, position)
        if match is None:
            return None
        row.append((position, match.start(1)))
        cells += 1
        position = match.end()
        if match[1] != delimiter:
            rows.append(tuple(row))
            row = []
            if len(rows) == limit:
                break
            if limit is None:
                bound_fields(cells, file)
    return rows


def _shape(text: str, rows: Sequence[_Row]) -> _Shape | None:
    """Return the shape of the table that `rows` are, or None."""
    filled = [(number, row) for number, row in enumerate(rows) if text[row[0][0] : row[-1][1]].strip(" \t\ufeff")]
    widths = Counter(len(row) for _, row in filled if len(row) > 1)
    if not widths:
        return None
    width = max(widths, key=lambda candidate: (widths[candidate], candidate))
    for index, (number, row) in enumerate(filled):
        if len(row) in {width, width - 1} and _is_header(text, row):
            records = [record for _, record in filled[index + 1 :]]
            return _shape_under(text, number, row, records, preamble=index > 0)
    if width < MIN_HEADER_NAMES or len(filled) < MIN_BARE_ROWS or widths[width] < len(filled):
        return None
    if any(text[start : start + 1] == " " for _, row in filled for start, _ in row[1:]):
        return None  # commas with a space after them are those of sentences and logs
    return _Shape(header=-1, width=width, fitting=len(filled))


def _shape_under(text: str, number: int, header: _Row, records: Sequence[_Row], *, preamble: bool) -> _Shape | None:
    """Return the shape of a table with this header row, if enough records fit under it."""
    fitting = sum(
        len(record) == len(header) or (len(record) == len(header) + 1 and not _value(text, record[-1]).strip())
        for record in records
    )
    if not fitting or fitting < MIN_FIT_SHARE * len(records):
        return None
    if len(header) < MIN_HEADER_NAMES and (preamble or fitting < len(records) or fitting < 2):
        return None
    return _Shape(header=number, width=len(header), fitting=fitting)


def _is_header(text: str, row: _Row) -> bool:
    """Tell whether the cells are names of columns: short, different words, none a number or date, few with a value."""
    names = [name for cell in row if (name := _value(text, cell).strip(" \t\ufeff"))]
    if len(set(names)) < len(names) or any(len(name) > MAX_NAME_CHARS for name in names):
        return False
    if any(_DIGITS_AND_MARKS.fullmatch(name) for name in names):
        return False
    if 2 * sum(map(_said, names)) > len(names):
        return False
    words = sum(not name[0].isdigit() and any(character.isalpha() for character in name) for name in names)
    return words >= min(MIN_HEADER_NAMES, len(row))


def _said(name: str) -> bool:
    """Whether a cell has a label of its own, as in the lines over a bank's table: `客户名称:…`."""
    label, colon, value = name.replace("：", ":").partition(":")
    return bool(label and colon and value.strip())


def _fields(text: str, rows: Sequence[_Row], header: int) -> Iterator[Field]:
    """Yield every cell; those of records carry the name of their column."""
    names = [_value(text, cell).strip(" \t\ufeff") for cell in rows[header]] if header >= 0 else []
    for number, row in enumerate(rows):
        if len(row) == 1 and row[0][0] == row[0][1]:
            continue  # an empty line
        labelled = 0 <= header < number and len(row) > 1
        for column, (start, end) in enumerate(row):
            yield Field(
                start=start,
                end=end,
                value=_value(text, (start, end)),
                label=names[column] if labelled and column < len(names) else "",
                row=number,
                column=column,
            )


def _value(text: str, cell: _Span) -> str:
    """Return what a cell says: without the quotes around it, doubled quotes halved."""
    raw = text[cell[0] : cell[1]]
    if not raw.startswith('"'):
        return raw
    return raw[1 : raw.rindex('"')].replace('""', '"')
