"""Names in small letters, of signatures, and by which people call each other."""

from __future__ import annotations

import pytest

from detect.looking import sensitive, values


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hi, this is maria gonzales, my payment to john smith failed", ["maria gonzales", "john smith"]),
        ("please follow up with patricia desrosiers in a couple of months", ["patricia desrosiers"]),
        ("hey tom, did you get the money", ["tom"]),
        ("they had 3: silvana, christopher and caleb.", ["silvana", "christopher", "caleb"]),
        ('tracy:"i never got it"', ["tracy"]),
        ("I saw mr. elliott there", ["mr. elliott"]),
        ("Julcsa Kárpáthy\nHealth coach\n50668 Kiannonkatu 3\n", ["Julcsa Kárpáthy"]),
        ("She named him Timmie", ["Timmie"]),
        ("Mrs. Kathrine Filemonsen DDS called me", ["Mrs. Kathrine Filemonsen DDS"]),
        ("Don't go to town, Brian!", ["Brian"]),
        ("王总说已经付款了，让我找财务刘姐确认", ["王总", "刘姐"]),
        ("客服小张您好", ["小张"]),
        ("请联系张经理处理", ["张经理"]),
        ("张裕能：贝宁先生在卢浮宫", ["张裕能", "贝宁"]),
        ("夏木谢小玲好男人", ["夏木", "谢小玲"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert values(text, "PERSON") == names


@pytest.mark.parametrize(
    "text",
    [
        "connection reset by peer",
        "the merchant refused the refund, please process the payment soon",
        "my order from Best Buy was cancelled, and Apple Support told me to wait",
        "Payment Failed\nTry Again Later\n3 items left",
        "上周总结了一下，金总额不变",
        "温馨提示：高峰期间请耐心等待",
        "小米手机很好用",
        "钱打到 6222 这张卡了",
        "这项服务和那段时间",
    ],
)
def test_no_names(text: str) -> None:
    assert sensitive(text) == []
