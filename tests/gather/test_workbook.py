"""Workbooks come out as CSV, sheet by sheet, with the text that they show; odd ones are refused."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from gather.made_archives import plain_zip
from redact.made_decisions import in_field, redacted
from sealcase.contents import Document
from sealcase.errors import DamagedFileError, EmptyFileError, LimitError, SealcaseError, UnsupportedFileError
from sealcase.gather import bounds, gather, gather_file
from sealcase.gather.displayed import displayed
from sealcase.model import Exhibit, Kind

ORDER = "2026112222001156561234567890"


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bill() -> Any:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["交易时间", "交易对方", "金额", "订单号"])
    sheet.append([datetime(2026, 11, 22, 10, 0, 1), "王小明", 12.5, ORDER])  # noqa: DTZ001
    sheet["A2"].number_format = "yyyy-mm-dd hh:mm:ss"
    sheet["C2"].number_format = '"¥"#,##0.00'
    return book


def gathered(folder: Path, data: bytes) -> list[Exhibit]:
    path = folder / "bill.xlsx"
    path.write_bytes(data)
    return list(gather([path]))


def rows(exhibit: Exhibit) -> list[list[str]]:
    assert isinstance(exhibit.content, Document)
    return list(csv.reader(io.StringIO(exhibit.content.text, newline="")))


def test_a_sheet_comes_out_as_a_table(tmp_path: Path) -> None:
    (exhibit,) = gathered(tmp_path, saved(bill()))
    assert exhibit.kind is Kind.CSV
    assert rows(exhibit)[1] == ["2026-11-22 10:00:01", "王小明", "¥12.50", ORDER]
    assert isinstance(exhibit.content, Document)
    assert [field.label for field in exhibit.content.fields][4:] == ["交易时间", "交易对方", "金额", "订单号"]
    item, data = redacted(exhibit, [in_field(exhibit, "王小明")])
    assert item.name == "0001-bill.csv"
    assert data.decode("utf-8-sig").splitlines()[1] == f"2026-11-22 10:00:01,[PHONE-1],¥12.50,{ORDER}"


def test_hidden_sheets_rows_and_columns_come_out_like_all_others(tmp_path: Path) -> None:
    book = bill()
    book.active.append(["", "hidden row", 1, ""])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    book.create_sheet("empty")
    book.create_sheet("secret").append(["李小龙", 13800138000])
    book["secret"].sheet_state = "veryHidden"
    book.active["A1"].comment = Comment("a remark about 张三丰", "张三丰")
    first, second = gathered(tmp_path, saved(book))
    assert rows(first)[2] == ["", "hidden row", "1", ""]
    assert rows(first)[1][3] == ORDER
    assert rows(second) == [["李小龙", "13800138000"]]
    assert (first.copy_suffix, second.copy_suffix) == ("-1.csv", "-3.csv")
    assert all("张三丰" not in str(rows(exhibit)) for exhibit in (first, second))


def test_a_number_of_28_digits_keeps_them(tmp_path: Path) -> None:
    data = saved(bill())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"<v>12.5</v>", f"<v>{ORDER}</v>".encode()
    )
    (exhibit,) = gathered(tmp_path, plain_zip(parts))
    assert rows(exhibit)[1][2].replace(",", "") == f"¥{ORDER}.00"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (12, "General", "12"),
        (13800138000.0, "General", "13800138000"),
        (2.0261122220011566e27, "General", "2026112222001160000000000000"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (12.5, "0.00", "12.50"),
        (-1234.5, "#,##0.00", "-1,234.50"),
        (-3, "0.00;[Red](0.00)", "(3.00)"),
        (0, '0.00;-0.00;"-"', "-"),
        (42, "000000", "000042"),
        (0.125, "0.0%", "12.5%"),
        (88, '[$¥-804]#,##0.00_);"x"', "¥88.00"),
        (7, '0"元"', "7元"),
        (0.5, "# ?/?", "0.5"),
        (1e10, "0.00E+00", "10000000000"),
        (True, "General", "TRUE"),
        ("=1+1", "@", "=1+1"),
        (None, "0", ""),
        (float("inf"), "0.00", "inf"),
        (datetime(2026, 3, 12, 14, 22, 1), "yyyy/m/d h:mm", "2026/3/12 14:22"),  # noqa: DTZ001
        (datetime(2026, 3, 12, 14, 2, 1), "m/d/yy h:mm", "2026-03-12 14:02:01"),  # noqa: DTZ001
        (datetime(2026, 3, 12), "mm-dd-yy", "2026-03-12"),  # noqa: DTZ001
        (datetime(2026, 3, 12, 14, 2, 1), 'yyyy"年"m"月"d"日" hh:mm AM/PM', "2026年3月12日 02:02 PM"),  # noqa: DTZ001
        (datetime(2026, 3, 12, 14, 2, 1), "mmm d, yyyy", "Mar 12, 2026"),  # noqa: DTZ001
        (time(9, 5, 7), "mm:ss", "05:07"),
        (time(9, 5), "General", "09:05:00"),
        (timedelta(hours=30, minutes=1), "[h]:mm:ss", "30:01:00"),
    ],
)
def test_values_are_written_as_they_are_shown(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


def test_an_empty_workbook_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError):
        gathered(tmp_path, saved(openpyxl.Workbook()))


def with_part(name: str, change: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(saved(bill()))) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change
    return plain_zip(parts)


BOMB = b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 100 + b'"><!ENTITY b "' + b"&a;" * 100 + b'">]><sst>&b;</sst>'
SHEET = "xl/worksheets/sheet1.xml"
FAR_AWAY = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (with_part("xl/sharedStrings.xml", BOMB), UnsupportedFileError),
        (with_part("xl/sharedStrings.xml", BOMB.decode().encode("utf-16")), UnsupportedFileError),
        (with_part(SHEET, bytes(bounds.MAX_WORKBOOK_BYTES)), LimitError),
        (with_part(SHEET, b"<worksheet"), DamagedFileError),
        (with_part("xl/workbook.xml", b"<workbook/>"), SealcaseError),
        (
            with_part(
                SHEET,
                b"<worksheet "
                + NAMESPACE
                + b'><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
            ),
            LimitError,
        ),
        (saved(bill())[:-200], DamagedFileError),
        (b"PK\x03\x04" + bytes(100), DamagedFileError),
    ],
)
def test_hostile_workbooks_are_refused(tmp_path: Path, data: bytes, error: type[SealcaseError]) -> None:
    with pytest.raises(error):
        gathered(tmp_path, data)


def test_too_many_sheets_are_refused(tmp_path: Path) -> None:
    book = bill()
    for _ in range(bounds.MAX_SHEETS):
        book.create_sheet()
    with pytest.raises(LimitError, match="number of sheets"):
        gathered(tmp_path, saved(book))


def test_a_workbook_of_many_exhibits_has_no_single_one(tmp_path: Path) -> None:
    book = bill()
    book.create_sheet("more").append([1])
    (tmp_path / "a.xlsx").write_bytes(saved(book))
    with pytest.raises(ValueError, match="too many values"):
        gather_file(tmp_path / "a.xlsx", "0001")
