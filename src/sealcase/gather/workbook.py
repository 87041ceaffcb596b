"""Reads the sheets of a workbook (Office Open XML, ECMA-376; .xlsx and .xlsm) as tables of displayed text.

Every sheet counts, shown or hidden, and in it every row and column, shown or hidden: all of it is looked at
and comes out as CSV, so that nothing that a person does not see passes unseen. Formulas come out as the
values that were last computed. What is no cell stays behind: comments, charts, pictures, names, links,
macros, earlier versions and the properties of the document.

Nothing is trusted about sizes: parts are counted and their sizes bounded before one is inflated, and a
document type, with which XML can blow itself up, is refused.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sealcase.errors import DamagedFileError, EmptyFileError, LimitError, UnsupportedFileError
from sealcase.gather.bounds import MAX_SHEETS, MAX_WORKBOOK_BYTES, MAX_WORKBOOK_PARTS, bound, bound_fields
from sealcase.gather.displayed import displayed
from sealcase.locale import N_

MAIN_PART = "xl/workbook.xml"
"""What every workbook of this format has in its archive."""

_DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_DAMAGED = N_("the workbook cannot be read")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet as CSV: commas, quotes where needed, lines that end in CR LF (RFC 4180)."""

    number: int
    """From 1, in the order of the workbook, empty sheets included."""
    text: str = field(repr=False)


def read_workbook(data: bytes, file: str) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook in `data` that hold something; `file` names it in errors.

    Raises:
        DamagedFileError: it does not follow its format.
        UnsupportedFileError: a part declares a document type.
        LimitError: more parts, bytes, sheets or cells than the bounds allow.
        EmptyFileError: no cell says anything.
    """
    _check_parts(data, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are left behind
            sheets = tuple(_sheets(data, file))
    except LimitError:
        raise
    except Exception as error:  # the reader raises all sorts on malformed parts: KeyError, ParseError, ValueError
        raise DamagedFileError(file=file, reason=_DAMAGED) from error
    if not sheets:
        raise EmptyFileError(file=file)
    return sheets


def _sheets(data: bytes, file: str) -> Iterator[Sheet]:
    import openpyxl

    cells = 0
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for number, sheet in enumerate(workbook.worksheets, 1):
        bound(number, MAX_SHEETS, file=file, what=N_("the number of sheets"), unit=N_("sheets"))
        sheet.reset_dimensions()  # what the file says about them may be wrong
        rows = list(_rows(sheet, cells, file))
        cells += sum(map(len, rows))
        if any(map(any, rows)):
            yield Sheet(number=number, text=_csv(rows))


def _check_parts(data: bytes, file: str) -> None:
    """Bound what the archive says about itself; no part is ever inflated beyond the size that it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            bound(len(parts), MAX_WORKBOOK_PARTS, file=file, what=N_("the number of parts"), unit=N_("parts"))
            bound(unpacked, MAX_WORKBOOK_BYTES, file=file, what=N_("the unpacked size"), unit=N_("bytes"))
            declares = any(
                mark in archive.read(part)
                for part in parts
                if part.filename.endswith((".xml", ".rels"))
                for mark in _DOCUMENT_TYPES
            )
    except LimitError:
        raise
    except Exception as error:  # the reader raises all sorts on malformed archives
        raise DamagedFileError(file=file, reason=_DAMAGED) from error
    if declares:
        raise UnsupportedFileError(file=file, reason=N_("a part of the workbook declares a document type"))


def _rows(sheet: Any, cells: int, file: str) -> Iterator[list[str]]:
    """Yield the displayed text of each row, without the empty rows and cells at the end."""
    empty = 0
    for row in sheet.iter_rows():
        texts = [displayed(cell.value, str(cell.number_format)) if cell.value is not None else "" for cell in row]
        cells += max(1, len(texts))
        bound_fields(cells, file)
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            empty += 1
            continue
        yield from ([] for _ in range(empty))
        empty = 0
        yield texts


def _csv(rows: Iterable[list[str]]) -> str:
    """Return the rows as CSV, all as wide as the widest, so that columns stay columns."""
    rows = list(rows)
    width = max(map(len, rows))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row + [""] * (width - len(row)))
    return file.getvalue()
