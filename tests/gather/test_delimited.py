"""Tables are read like the csv module reads them, and logs are not taken for tables."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.errors import LimitError
from sealcase.gather import bounds
from sealcase.gather.delimited import Table, read_delimited

ALIPAY = (
    "------------------------------\r\n"
    "导出信息：\r\n"
    "姓名：王小明\r\n"
    "支付宝账户：xiaoming@example.com\r\n"
    "共2笔记录\r\n"
    "\r\n"
    "交易时间,交易分类,交易对方,金额,备注,\r\n"
    "2026-01-10 13:10:16,日用百货,李雷\t,82.00,,\r\n"
    '2026-01-11 09:00:00,转账,"韩梅梅, ""小梅""\t",50.00,"两\r\n行",\r\n'
)


def _table(text: str) -> Table:
    table = read_delimited(text, "a.csv")
    assert table is not None
    return table


def test_a_bill_with_free_lines_before_its_header() -> None:
    table = _table(ALIPAY)
    assert table.delimiter == ","
    cells = {(cell.row, cell.column): cell for cell in table.fields}
    assert (cells[2, 0].value, cells[2, 0].label) == ("姓名：王小明", "")
    assert (cells[6, 2].value, cells[6, 2].label) == ("交易对方", "")
    assert (cells[7, 2].value, cells[7, 2].label) == ("李雷\t", "交易对方")
    assert (cells[8, 2].value, cells[8, 2].label) == ('韩梅梅, "小梅"\t', "交易对方")
    assert (cells[8, 4].value, cells[8, 4].label) == ("两\r\n行", "备注")
    assert ALIPAY[cells[8, 2].start : cells[8, 2].end] == '"韩梅梅, ""小梅""\t"'


def test_records_may_end_with_one_more_delimiter_and_blanks_after_quotes() -> None:
    text = '时间,对方,金额\n2026-01-01\t,"王小明 "\t,"1,234.56"\t,\n2026-01-02\t,"李雷 "\t,"1.00"\t,\n'
    cells = {(cell.row, cell.column): cell for cell in _table(text).fields}
    assert cells[1, 1].value == "王小明 "
    assert text[cells[1, 1].start : cells[1, 1].end] == '"王小明 "\t'
    assert cells[1, 2].label == "金额"
    assert cells[1, 3].value == ""


def test_footers_have_no_label() -> None:
    text = "姓名,电话,金额\n" + "王小明,13800138000,1.00\n" * 5 + "共5笔记录\n"
    table = _table(text)
    assert [cell.label for cell in table.fields if cell.row == 6] == [""]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_delimiter(delimiter: str) -> None:
    text = "\n".join(
        delimiter.join(row) for row in (("name", "phone", "paid"), ("Ann", "1", "2,5 kg"), ("Bo", "2", "3"))
    )
    if delimiter == ",":
        text = text.replace("2,5", "2.5")
    assert _table(text).delimiter == delimiter


def test_two_columns_need_every_row() -> None:
    assert _table("姓名,电话\n王小明,13800138000\n李雷,13800138001\n").fields[3].label == "电话"
    assert read_delimited("姓名,电话\n王小明,13800138000\n李雷\n", "a.csv") is None


def test_a_table_without_a_header() -> None:
    table = _table("05/01/2026,SHOP,1.96,,13.04\n" * 5)
    assert {cell.label for cell in table.fields} == {""}
    assert len(table.fields) == 25


@pytest.mark.parametrize(
    "text",
    [
        "just one line",
        "Hello, I paid, but nothing came.\nPlease help, thank you.\nMy order, from May, is lost.\n",
        "2026-01-01 00:00:01,123 INFO start, user=1, ok\n" * 50,
        "2026-01-01 00:00:01,123 INFO start\n2026-01-01 00:00:02,456 ERROR failed\n" * 50,
        "我付款了，没有到账, 订单号见图\n请处理, 谢谢\n",
        "name;phone\n",
        'a,b,c\n1,"2,3\n4,5,6\n',
        'a,b,c\n1,"2"x,3\n4,5,6\n',
        "Jan  1 00:00:01 host sshd[1]: Failed password for root, port 22, ssh2\n" * 20,
    ],
)
def test_what_is_not_certainly_a_table_is_none(text: str) -> None:
    assert read_delimited(text, "a.csv") is None


CELLS = st.text(st.characters(exclude_categories=["C"], include_characters='",;\t\n\r a1'), max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_cells_agree_with_the_csv_module(records: list[list[str]], delimiter: str, quoting: int, line_end: str) -> None:
    out = io.StringIO()
    rows = [["kind", "party", "note"], *records]
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end)  # type: ignore[arg-type]
    writer.writerows(rows)
    text = out.getvalue()
    table = read_delimited(text, "a.csv")
    if table is None or table.delimiter != delimiter:  # made-up cells may look more like another kind of table
        return
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [(cell.row, cell.column, cell.value) for cell in table.fields] == [
        (row, column, value) for row, values in enumerate(read) for column, value in enumerate(values)
    ]
    for cell in table.fields:
        raw = text[cell.start : cell.end]
        assert raw == cell.value or raw.strip(" \t") == '"' + cell.value.replace('"', '""') + '"'


def test_cells_are_bounded() -> None:
    rows = bounds.MAX_FIELDS // 4
    with pytest.raises(LimitError, match="limit is 1000000 values"):
        read_delimited("kind,party,note,sum\n" + "a,b,c,d\n" * rows, "a.csv")
