"""Further screens for `pictures.py`: other wordings, orders, sizes and colours than the shared layouts.

Drawn with the canvas and the made-up data of `../shared/screens`, which must be importable. Each layout
is a function `(fake, theme) -> Screen`, drawn in a light and a dark theme. Same seed, same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

# The shared folder is on the path only once `pictures.py` has found it.
from canvas import Screen, W
from fakes import ZH_BANKS, ZH_SHOPS, Fake
from more_screens_en import en_address_groups, en_feed, en_history, en_portfolio, en_profile, en_transfer, en_two_column
from screen_rows import in_list, in_stack
from screens import AVATAR_COLOURS, WHITE, T

NICKNAMES = ("阿强批发", "小鱼儿", "快乐的老王", "Lucky星", "向日葵")
ALPHABET = "023456789acdefghjklmnpqrstuvwxyz"
Draw = Callable[[Fake, Any], Screen]


def zh_profile(f: Fake, t: Any) -> Screen:
    """The account's own page: nickname, name, numbers."""
    s = Screen(t, "zh", "zh_profile")
    s.header("个人信息")
    s.text(60, 340, "头像", 42, t.fg)
    s.avatar(W - 180, 270, 120, f.pick(AVATAR_COLOURS), r=60)
    nick = f.pick(NICKNAMES)
    rows: list[tuple[str, str, str | None]] = [
        ("昵称", nick, "PERSON"),
        ("真实姓名", f.zh_name(), "PERSON"),
        ("手机号", f.zh_phone(), "PHONE"),
    ]
    rows += [("支付宝账号", f.email(), "EMAIL"), ("UID", f.digits(9), "UID"), ("会员等级", "黄金会员", None)]
    y = in_list(s, 480, rows)
    in_stack(
        s,
        y + 60,
        [("身份证号", f.cn_id(), "CN_ID"), ("默认收货地址", f.zh_addr(), "ADDRESS"), ("微信号", f.wxid(), "WXID")],
    )
    return s


def zh_home(f: Fake, t: Any) -> Screen:
    """The first page of a wallet: what somebody has, in large figures."""
    s = Screen(t, "zh", "zh_home")
    s.header("我的", back=False)
    name = f.zh_name()
    s.avatar(60, 260, 130, f.pick(AVATAR_COLOURS), name[0], 65)
    s.text(220, 320, f"Hi，{name}", 45, t.fg, "bold", fields=[("PERSON", name)])
    s.text(220, 378, f"ID: {(u := f.digits(8))}", 32, t.grey, fields=[("UID", u)])
    s.rect(40, 450, W - 40, 850, t.accent, 28)
    total, day, can = f.money(lo=1e4, hi=3e5), f.money(hi=90), f.money(hi=9e3)
    s.text(90, 530, "总资产(元)", 34, WHITE)
    s.text(90, 640, total, 84, WHITE, "bold", fields=[("BALANCE", total)])
    s.text(90, 730, "昨日收益", 30, WHITE)
    s.text(90, 790, f"+{day}", 42, WHITE, fields=[("BALANCE", day)])
    s.text(W // 2, 730, "可用余额", 30, WHITE)
    s.text(W // 2, 790, can, 42, WHITE, fields=[("BALANCE", can)])
    in_list(
        s,
        960,
        [
            ("余额宝", f.money(lo=1e3), "BALANCE"),
            ("花呗本月应还", f"¥{f.money()}", "BALANCE"),
            ("银行卡", "3张", None),
            ("优惠券", "12张可用", None),
        ],
    )
    return s


def zh_transfer_done(f: Fake, t: Any) -> Screen:
    """A transfer that went through, to a person and a card's tail."""
    s = Screen(t, "zh", "zh_transfer_done")
    s.header("")
    name, money, tail, bank = f.zh_name(), f.money(), f.digits(4), f.pick(ZH_BANKS)
    s.text(W // 2, 380, "转账成功", 48, t.accent, "bold", "c")
    s.text(W // 2, 500, f"¥{money}", 100, t.fg, "bold", "c", [("AMOUNT", money)])
    s.text(W // 2, 590, f"已转给 {name}", 40, t.grey, align="c", fields=[("PERSON", name)])
    s.rect(40, 680, W - 40, 1500, t.card, 20)
    rows = [("收款账户", f"{bank}（尾号{tail}）", None), ("转账说明", "房租", None), ("转账时间", f.when(), "DATETIME")]
    rows += [("流水号", f.digits(24), "ORDER_ID"), ("付款卡", f"{f.pick(ZH_BANKS)}({(tail2 := f.digits(4))})", None)]
    for label, value, kind in rows:
        y = 770 + 120 * rows.index((label, value, kind))
        s.text(80, y, label, 38, t.grey)
        marks = (
            [(kind, value)]
            if kind
            else [("CARD_TAIL", part) for part in (tail, tail2) if part in value and "行" in value]
        )
        s.text(W - 80, y, value, 38, t.fg, align="r", fields=marks)
    return s


def zh_statement(f: Fake, t: Any) -> Screen:
    """A bank's table: day, kind, amount, balance, counterparty."""
    s = Screen(t, "zh", "zh_statement")
    s.header("交易明细")
    s.text(48, 300, f"户名：{(n := f.zh_name())}", 34, t.fg, fields=[("PERSON", n)])
    s.text(540, 300, f"账号：{(c := f.unionpay())}", 30, t.fg, fields=[("BANK_CARD", c)])
    columns = (
        (48, "交易日期", "l"),
        (300, "摘要", "l"),
        (640, "金额", "r"),
        (830, "余额", "r"),
        (W - 40, "对方户名", "r"),
    )
    for x, label, align in columns:
        s.text(x, 390, label, 30, t.grey, "bold", align)
    for i in range(12):
        y = 460 + i * 90
        day, money, left, other = (
            f"2026-0{f.r.randint(1, 9)}-{f.r.randint(10, 28)}",
            f.money(),
            f.money(lo=1e3, hi=9e4),
            f.zh_name(),
        )
        s.text(48, y, day, 28, t.fg, fields=[("DATETIME", day)])
        s.text(300, y, f.pick(["转账", "消费", "工资", "快捷支付"]), 28, t.fg)
        s.text(640, y, f"-{money}", 28, t.fg, align="r", fields=[("AMOUNT", money)])
        s.text(830, y, left, 28, t.fg, align="r", fields=[("BALANCE", left)])
        s.text(W - 40, y, other, 28, t.fg, align="r", fields=[("PERSON", other)])
    return s


def zh_contacts(f: Fake, t: Any) -> Screen:
    """People to pay, with portraits and phone numbers."""
    s = Screen(t, "zh", "zh_contacts")
    s.header("选择收款人")
    s.text(60, 300, "最近转账", 34, t.grey)
    for i in range(9):
        y, name = 350 + i * 190, f.zh_name()
        s.avatar(60, y, 120, AVATAR_COLOURS[i % 6], name[-1], 60)
        s.text(220, y + 56, name, 44, t.fg, fields=[("PERSON", name)])
        phone = f.zh_phone()
        shown = phone if i % 2 else " ".join((phone[:3], phone[3:7], phone[7:]))
        s.text(220, y + 112, shown, 34, t.grey, fields=[("PHONE", shown)])
        s.hline(y + 160, 220)
    return s


def zh_notifications(f: Fake, t: Any) -> Screen:
    """Banners over a failed payment, and the carrier in the status bar."""
    s = Screen(t, "zh", "zh_notifications")
    carrier = f.pick(["中国移动", "中国联通", "中国电信"])
    s.text(300, 68, carrier, 32, t.fg, fields=[("CARRIER", carrier)])
    s.status_bar(t.fg)
    code, tail, left, who = f.digits(6), f.digits(4), f.money(lo=1e3), f.zh_name()
    what = f"{who}：晚上一起吃饭吗？"
    bank = f.pick(ZH_BANKS)
    items = [
        ("短信", f"【{bank}】您的验证码是{code}，5分钟内有效，请勿泄露。", [("OTP", code)]),
        (
            "短信",
            f"【{bank}】您尾号{tail}的账户支出人民币{f.money()}元，余额{left}元。",
            [("CARD_TAIL", tail), ("BALANCE", left)],
        ),
        ("微信", what, [("NOTIFICATION", what)]),
    ]
    y = 150
    for app, words, marks in items:
        s.rect(30, y, W - 30, y + 210, t.card, 30)
        s.rect(60, y + 30, 104, y + 74, f.pick(AVATAR_COLOURS), 10)
        s.text(124, y + 66, app, 30, t.grey)
        s.text(W - 70, y + 66, "现在", 28, t.faint, align="r")
        s.wrap(60, y + 124, words, 36, t.fg, W - 140, lh=1.4, fields=marks)
        y += 235
    s.text(W // 2, 1100, "付款失败", 60, t.fg, "bold", "c")
    in_list(
        s,
        1220,
        [("订单号", f.alipay_order(), "ORDER_ID"), ("时间", f.when(), "DATETIME"), ("金额", f"¥{f.money()}", "AMOUNT")],
        size=38,
    )
    return s


def zh_bank_card(f: Fake, t: Any) -> Screen:
    """Cards as pictures, one with its whole number."""
    s = Screen(t, "zh", "zh_bank_card")
    s.header("我的银行卡")
    y = 280
    for i in range(3):
        s.gradient(50, y, W - 50, y + 400, AVATAR_COLOURS[i], AVATAR_COLOURS[i + 1], 30)
        s.text(100, y + 90, f.pick(ZH_BANKS), 46, WHITE, "bold")
        s.text(100, y + 145, f.pick(["储蓄卡", "信用卡"]), 32, WHITE)
        if i == 0:
            number = f.unionpay()
            s.text(100, y + 260, number, 54, WHITE, fields=[("BANK_CARD", number)])
            s.text(100, y + 350, (who := f.en_name().upper()), 34, WHITE, fields=[("PERSON", who)])
            s.text(W - 100, y + 350, "有效期 09/29  CVV 481", 34, WHITE, align="r", fields=[("CVV", "481")])
        else:
            tail = f.digits(4)
            s.text(W - 100, y + 300, f"**** **** **** {tail}", 54, WHITE, align="r", fields=[("CARD_TAIL", tail)])
        y += 440
    return s


def zh_group_chat(f: Fake, t: Any) -> Screen:
    """A group, with nicknames over what is said."""
    s = Screen(t, "zh", "zh_group_chat")
    s.header("维权交流群(128)")
    y = 300
    said = [
        "客服一直没回我",
        f"我的单号{(o := f.digits(28))}",
        f"加我QQ{(q := f.digits(9))}细说",
        f"转账给了{(n := f.zh_name())}",
        "已经报警了",
    ]
    marks: list[list[tuple[str, str]]] = [[], [("ORDER_ID", o)], [("UID", q)], [("PERSON", n)], []]
    for i, (words, fields) in enumerate(zip(said, marks, strict=True)):
        nick = NICKNAMES[i]
        s.avatar(40, y, 100, AVATAR_COLOURS[i], r=10)
        s.text(165, y + 26, nick, 28, t.grey, fields=[("PERSON", nick)])
        width = int(s.width(words, 40)) + 60
        lines = max(1, -(-width // 700))
        s.rect(165, y + 45, 165 + min(width, 720), y + 60 + 70 * lines, t.card, 14)
        s.wrap(195, y + 105, words, 40, t.fg, 660, lh=1.5, fields=fields)
        y += 130 + 70 * lines
    return s


def zh_seed_columns(f: Fake, t: Any) -> Screen:
    """A seed phrase in two numbered columns."""
    s = Screen(t, "zh", "zh_seed_columns")
    s.header("备份助记词")
    s.text(60, 310, "请按顺序抄写并妥善保管", 38, t.grey)
    for i, word in enumerate(f.seed_phrase(24)):
        x, y = 80 + (i // 12) * 500, 420 + (i % 12) * 110
        s.text(x, y, f"{i + 1:02d}", 30, t.faint)
        s.text(x + 90, y, word, 44, t.fg, "mono", fields=[("SEED_WORD", word)])
    return s


def zh_merchant_list(f: Fake, t: Any) -> Screen:
    """A month's payments under its totals."""
    s = Screen(t, "zh", "zh_merchant_list")
    s.header("交易记录")
    s.text(60, 300, "10月", 46, t.fg, "bold")
    out, into = f.money(lo=1e3), f.money(lo=1e3)
    s.text(W - 60, 300, f"共支出 {out}", 30, t.grey, align="r", fields=[("BALANCE", out)])
    s.text(W - 60, 345, f"共收入 {into}", 30, t.grey, align="r", fields=[("BALANCE", into)])
    for i in range(8):
        y, money = 440 + i * 170, f.money(hi=900)
        who = f.zh_name() if i % 2 else f.pick(ZH_SHOPS)
        s.text(60, y, who, 42, t.fg, fields=[("PERSON" if i % 2 else "MERCHANT", who)])
        when = f"10月{f.r.randint(10, 28)}日 {f.r.randint(10, 23)}:{f.r.randint(10, 59)}"
        s.text(60, y + 58, when, 30, t.faint, fields=[("DATETIME", when)])
        s.text(W - 60, y + 10, f"-{money}", 46, t.fg, align="r", fields=[("AMOUNT", money)])
    return s


PAIRS = {"zh": ("alipay-light", "wechat-dark"), "en": ("paypal-light", "crypto-dark")}
LAYOUTS: tuple[Draw, ...] = (
    *(zh_profile, zh_home, zh_transfer_done, zh_statement, zh_contacts, zh_notifications, zh_bank_card, zh_group_chat),
    *(zh_seed_columns, zh_merchant_list, en_portfolio, en_transfer, en_history, en_profile, en_feed, en_address_groups),
    en_two_column,
)


def generate(out: Path, seeds: tuple[int, ...] = (1,)) -> None:
    """Draw every layout in both themes for each seed, with its truth and mask, into `out`."""
    for draw in LAYOUTS:
        for theme in PAIRS[draw.__name__[:2]]:
            for seed in seeds:
                fake = Fake(zlib.crc32(f"{draw.__name__}/{theme}/{seed}".encode()))
                draw(fake, T[theme]).save(out, f"{draw.__name__}-{theme.split('-')[1]}-{seed}")
