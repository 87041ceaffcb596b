"""Exports of PayPal, exchanges and banks as they come: which cells go, and that headers and the rest stay."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from redact.made_decisions import exhibit_of
from sealcase.contents import CellSpan
from sealcase.detect import Detector
from sealcase.model import Tier

PAYPAL = """"Date","Name","Status","Currency","Gross","Fee","From Email Address","Transaction ID","Shipping Address",\
"Shipping and Handling Amount","Balance","Address Line 1","Zip/Postal Code","Contact Phone Number"
"11/03/2025","Robert Klein","Completed","USD","-64.18","0.00","rklein77@example.com","7XK29384LM102934P",\
"D Whitmore, 12 Oak St, Austin, TX, 78701","5.00","1,204.33","12 Oak St","78701","512-555-0147"
"11/04/2025","Netflix, Inc.","Completed","USD","-15.49","0.00","me@example.com","5AB12345CD678901E","","","1,188.84",\
"","",""
"""
BINANCE = """User_ID,UTC_Time,Account,Operation,Coin,Change,Remark
50823917,2025-11-20 10:22:11,Spot,Withdraw,USDT,-2000.0,Withdraw fee is included
50823917,2025-11-19 08:00:00,P2P,P2P Trading,USDT,100.0,P2P - 22658800112233445566 from 张晓明
"""
OTC = """订单号,币种,总价,对方姓名,付款方式,卡号,开户行,创建时间
22658800112233445566,USDT,712,张晓明,银行卡,6217001234567890123,建行杭州文晖支行,2025/11/19 08:00
22658800112233445567,USDT,2130,王大力,支付宝,zfb_dali@example.com,,2025/11/20 09:10
"""


@pytest.mark.parametrize(
    ("table", "gone"),
    [
        (
            PAYPAL,
            {"Robert Klein", "rklein77@example.com", "me@example.com", "D Whitmore, 12 Oak St, Austin, TX, 78701"}
            | {"1,204.33", "1,188.84", "12 Oak St", "78701", "512-555-0147"},
        ),
        (BINANCE, {"50823917", "张晓明"}),
        (OTC, {"张晓明", "6217001234567890123", "王大力", "zfb_dali@example.com"}),
    ],
)
def test_what_leads_to_people_goes_and_nothing_else(tmp_path: Path, table: str, gone: set[str]) -> None:
    rows = list(csv.reader(io.StringIO(table, newline="")))
    found = set()
    for finding in Detector().detect([exhibit_of(tmp_path, table.encode(), "export.csv")]):
        where = finding.where
        assert isinstance(where, CellSpan)
        if finding.tier is not Tier.IDENTIFIER:
            found.add(rows[where.row][where.column][where.start : where.end])
    assert found == gone
