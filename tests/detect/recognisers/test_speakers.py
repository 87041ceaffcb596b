"""Who speaks in a chat goes, in whatever messenger's form; parts that people play, logs and forms stay."""

from __future__ import annotations

import pytest

from detect.looking import found, sensitive, values

ORDER = "2026112222001156561234567890"


@pytest.mark.parametrize(
    ("chat", "names"),
    [
        (
            "[12/03/2026, 14:22:01] Ann: hi\n[12/03/2026, 14:22:09] mike_88: ok\n[12/03/2026, 14:23:09] ~ 小熊🐻: ok\n",
            ["Ann", "mike_88", "小熊🐻"],
        ),
        ("12/03/26, 14:22 - Ann Lee: hi\n12/03/26, 2:23 pm - bear: ok\n", ["Ann Lee", "bear"]),
        (
            "小熊维尼 2026-03-12 14:22:01\n要投诉\n客服 2026-03-12 14:23:01\n您好\n小熊维尼 2026-03-12 14:24:01\n好\n",
            ["小熊维尼", "小熊维尼"],
        ),
        ("王小明：\n你好\n\n李小龙：\n在的\n\n王小明：\n钱没到\n", ["王小明", "李小龙", "王小明"]),
        ("张三丰 14:22\n钱没到\n李四 14:23\n查一下\n", ["张三丰", "李四"]),
        ("2026-03-12 14:22:01 小熊(12345678)\n你好\n2026-03-12 14:23:01 【管理员】大熊(22334455)\n", ["小熊", "大熊"]),
        ("2026-03-12 14:22:01 bear<bear@qq.com>\n你好\n", ["bear"]),
        ("Ann Lee, [12 Mar 2026 at 14:22]:\nhi\n\nbear, [12.03.2026 14:23]\nok\n", ["Ann Lee", "bear"]),
        ("bear42 — Today at 2:22 PM\nhi\nAnn — 12/03/2026 14:22\nok\n", ["bear42", "Ann"]),
        ("Ann Lee  2:22 PM\nhi\nbob.smith  2:23 PM\nyes\nSupport  2:24 PM\nhello\n", ["Ann Lee", "bob.smith"]),
        ("tb1234_5678 (2026-03-12 14:22:01)：\n什么时候发货\n", ["tb1234_5678"]),
        (f"客服小蜜：您好\n小熊：钱没到\n客服小蜜：订单号\n小熊：{ORDER}\n我：好\n", ["小熊", "小熊"]),
        ("Agent: Hello\nbear: my money is gone\nAgent: which order?\nbear: the last\nAgent: ok\n", ["bear", "bear"]),
        ("Ann: hello\nMike: hi\nAnn: where is it\nMike: sent\n", ["Ann", "Mike", "Ann", "Mike"]),
        ("张三\n我要投诉\n客服小王\n您好\n张三\n钱没到\n客服小王\n查一下\n", ["张三", "张三"]),
        (
            "2026-03-12 14:22:01 小熊: 没到\n2026-03-12 14:22:05 客服: 您好\n2026-03-12 14:22:09 小熊: 好\n",
            ["小熊", "小熊"],
        ),
    ],
)
def test_speakers_go(chat: str, names: list[str]) -> None:
    assert values(chat, "PERSON") == names


def test_times_and_order_numbers_of_a_chat_stay() -> None:
    chat = f"小熊 2026-03-12 14:22:01\n订单 {ORDER}\n客服 2026-03-12 14:23:01\n好\n小熊 2026-03-12 14:24:01\n谢谢\n"
    assert ("ORDER_ID", ORDER) in found(chat)
    assert len(values(chat, "DATE_TIME")) == 3
    assert [shown for _, shown in sensitive(chat)] == ["小熊", "小熊"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22 10:00:01 Payment: failed\n2026-11-22 10:00:02 Network: ok\n2026-11-22 10:00:03 Payment: retry\n",
        "[2026-11-22 10:00:01] main: started\n[2026-11-22 10:00:02] worker: x\n[2026-11-22 10:00:03] main: y\n",
        "Error: x\nWarning: y\nError: z\nCaused by: q\nError: x\n",
        "Problem: payment failed\nSteps: restart\nResult: same\nProblem: again\n",
        "状态：失败\n支付成功 2026-03-12 10:22:01\n支付失败 2026-03-12 10:23:01\n支付成功 2026-03-12 10:24:01\n",
        "付款\n失败\n付款\n失败\n付款\n",
        "Note: see https://example.com/a\n\nThanks\n",
    ],
)
def test_logs_forms_and_headings_are_no_chats(text: str) -> None:
    assert values(text, "PERSON") == []


def test_a_nickname_is_not_looked_for_elsewhere() -> None:
    chat = "开心：钱没到\n客服：您好\n开心：在吗\n客服：愿你开心\n"
    assert values(chat, "PERSON") == ["开心", "开心"]


def test_a_day_before_a_time_is_nobody() -> None:
    assert values("Today 2:14 PM\nhello\nMon 3:15 PM\nyes\n", "PERSON") == []
