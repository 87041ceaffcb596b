from __future__ import annotations

import pytest

from detect.looking import found, values


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("我住在上海市徐汇区漕溪北路18号2单元501室，请尽快处理。", "上海市徐汇区漕溪北路18号2单元501室"),
        ("请寄到永康市方岩镇下宅村万里公路832弄125号，谢谢", "永康市方岩镇下宅村万里公路832弄125号"),
        ("宁波市江东区金家一路寰宇天下", "宁波市江东区金家一路寰宇天下"),
        ("I live at 12 Main Street, Springfield, IL 62704.", "12 Main Street, Springfield, IL 62704"),
        ("Send it to 58 Kerkstraat 12", "58 Kerkstraat 12"),
        ("It is at Via Roma 131 now", "Via Roma 131"),
        ("write to P.O. Box 242", "P.O. Box 242"),
        ("deliver it to SW1A 1AA please", "SW1A 1AA"),
        ("The zip code is 48216", "48216"),
    ],
)
def test_addresses_in_sentences(text: str, address: str) -> None:
    assert any(address in value for value in values(text, "LOCATION")), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "支付宝服务中心 成功付款3笔 市场价12元",
        "区块链3号节点 路由器2号 城市服务",
        "Order 12345 paid 100 USD on 2026 Nov 22",
        "Thu Jun 09 06:07:04 2005 Linux version 2.6.5 Red Hat 3",
        "2026-11-22 10:00:01 INFO Worker 3 done 12 Jobs 5",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert values(text, "LOCATION") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Home address395 Lakeview Drive, Apt 16B, Denver, CO 80202", "395 Lakeview Drive, Apt 16B, Denver, CO 80202"),
        ("send it to Old Mill Road, Austin, TX 78701", "Old Mill Road, Austin, TX 78701"),
    ],
)
def test_a_street_goes_with_the_flat_or_city_behind_it_though_its_number_is_missing_or_glued(
    text: str, address: str
) -> None:
    assert values(text, "LOCATION") == [address]
