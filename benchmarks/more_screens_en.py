"""The English ones of the further screens: see `more_screens`."""

from __future__ import annotations

from typing import Any

# The shared folder is on the path only once `pictures.py` has found it.
from canvas import H, Screen, W
from fakes import EN_SHOPS, Fake
from screen_rows import in_list, in_stack
from screens import AVATAR_COLOURS


def en_portfolio(f: Fake, t: Any) -> Screen:
    """Holdings by coin, under their worth."""
    s = Screen(t, "en", "en_portfolio")
    s.header("Wallet", back=False)
    a = f.eth()
    short = f"{a[:7]}…{a[-5:]}"
    s.text(W // 2, 290, (name := f.en_name().split()[0] + "'s main"), 40, t.fg, align="c", fields=[("PERSON", name)])
    s.text(W // 2, 345, short, 32, t.grey, align="c", fields=[("CRYPTO_ADDR_SHORT", short)])
    total = f"${f.money(lo=1e3, hi=2e5)}"
    s.text(W // 2, 490, total, 110, t.fg, "bold", "c", [("BALANCE", total)])
    s.text(W // 2, 550, "+2.31% today", 34, (40, 167, 69), align="c")
    for i, (coin, unit) in enumerate([("Ethereum", "ETH"), ("Bitcoin", "BTC"), ("Tether", "USDT"), ("Solana", "SOL")]):
        y = 720 + i * 190
        s.avatar(50, y - 60, 110, AVATAR_COLOURS[i], coin[0], 55)
        s.text(190, y - 10, coin, 44, t.fg)
        s.text(190, y + 42, unit, 32, t.grey)
        s.text(W - 60, y - 10, (v := f"${f.money()}"), 44, t.fg, align="r", fields=[("BALANCE", v)])
        s.text(
            W - 60,
            y + 42,
            (b := f"{f.r.randint(0, 9)}.{f.digits(5)} {unit}"),
            32,
            t.grey,
            align="r",
            fields=[("BALANCE", b)],
        )
    return s


def en_transfer(f: Fake, t: Any) -> Screen:
    """Small labels over their values."""
    s = Screen(t, "en", "en_transfer")
    s.header("Transfer details")
    rows = [("Status", "Failed", None), ("Recipient", f.en_name(), "PERSON"), ("Amount", f"${f.money()}", "AMOUNT")]
    rows += [
        ("From account", f"Checking (...{(tail := f.digits(4))})", None),
        ("Available balance", f"${f.money()}", "BALANCE"),
    ]
    rows += [
        ("Confirmation number", f.paypal_tx(), "ORDER_ID"),
        ("Sent on", f"Oct {f.r.randint(10, 28)}, 2026 at 4:05 PM", "DATETIME"),
    ]
    rows += [("Memo", f"Rent for {(who := f.en_name())}", None), ("Phone", f.en_phone(), "PHONE")]
    y = in_stack(s, 300, rows)
    s.add_field("CARD_TAIL", tail, [(next(line["id"] for line in s.lines if "Checking" in line["text"]), 13, 17)])
    s.add_field("PERSON", who, [(next(line["id"] for line in s.lines if "Rent for" in line["text"]), 9, 9 + len(who))])
    a1, a2 = f.en_addr()
    s.text(60, y, "Mailing address", 30, t.faint)
    s.text(60, y + 54, a1, 40, t.fg, fields=[("ADDRESS", a1)])
    s.text(60, y + 110, a2, 40, t.fg, fields=[("ADDRESS", a2)])
    return s


def en_history(f: Fake, t: Any) -> Screen:
    """A table with a header: date, description, amount, balance."""
    s = Screen(t, "en", "en_history")
    s.header("Account activity")
    for x, label, align in (
        (48, "Date", "l"),
        (230, "Description", "l"),
        (800, "Amount", "r"),
        (W - 48, "Balance", "r"),
    ):
        s.text(x, 300, label, 32, t.grey, "bold", align)
    for i in range(10):
        y, shop = 380 + i * 120, f.pick(EN_SHOPS)
        day, money, left = f"10/{f.r.randint(10, 28)}/2026", f"-${f.money(hi=900)}", f"${f.money(lo=1e3)}"
        s.text(48, y, day, 28, t.fg, fields=[("DATETIME", day)])
        who = f.en_name()
        words = (f"Zelle to {who}", [("PERSON", who)]) if i % 2 else (shop, [("MERCHANT", shop)])
        s.text(260, y, words[0], 28, t.fg, fields=words[1])
        s.text(800, y, money, 28, t.fg, align="r", fields=[("AMOUNT", money)])
        s.text(W - 48, y, left, 28, t.fg, align="r", fields=[("BALANCE", left)])
    return s


def en_profile(f: Fake, t: Any) -> Screen:
    """The account's own page."""
    s = Screen(t, "en", "en_profile")
    s.header("Personal details")
    name = f.en_name()
    s.avatar(W // 2 - 90, 260, 180, f.pick(AVATAR_COLOURS), name[0], 90)
    handle = "@" + name.split()[0].lower() + f.digits(3)
    s.text(W // 2, 520, handle, 38, t.grey, align="c", fields=[("UID", handle)])
    rows = [("Legal name", name, "PERSON"), ("Email", f.email(name), "EMAIL"), ("Mobile", f.en_phone(), "PHONE")]
    rows += [
        ("Date of birth", f"Mar {f.r.randint(10, 28)}, 19{f.r.randint(60, 99)}", "BIRTH"),
        ("Customer ID", f.digits(10), "UID"),
        ("Home address", ", ".join(f.en_addr()), "ADDRESS"),
    ]
    in_list(s, 640, rows, size=36)
    return s


def en_feed(f: Fake, t: Any) -> Screen:
    """Who paid whom, with portraits."""
    s = Screen(t, "en", "en_feed")
    s.header("Activity")
    for i in range(8):
        y, who, money = 300 + i * 220, f.en_name(), f.money(hi=400)
        s.avatar(48, y, 100, AVATAR_COLOURS[i % 6], who[0], 50)
        words = (f"You paid {who}", f"{who} paid you", f"Request from {who}")[i % 3]
        s.text(180, y + 40, words, 38, t.fg, fields=[("PERSON", who)])
        s.text(180, y + 92, f.pick(["Dinner", "Rent", "Taxi home", "Tickets"]), 32, t.grey)
        when = f"Oct {f.r.randint(10, 28)}"
        s.text(180, y + 140, when, 28, t.faint, fields=[("DATETIME", when)])
        s.text(W - 48, y + 60, f"-${money}", 40, t.fg, "bold", "r", [("AMOUNT", money)])
    return s


def en_address_groups(f: Fake, t: Any) -> Screen:
    """Addresses in groups of four."""
    s = Screen(t, "en", "en_address_groups")
    s.header("Deposit")
    for y, label, address in ((320, "BTC address", f.btc()), (760, "ETH address", f.eth())):
        groups = " ".join(address[i : i + 4] for i in range(0, len(address), 4))
        s.text(60, y, label, 34, t.grey)
        s.wrap(60, y + 80, groups, 44, t.fg, 720, "mono", lh=1.6, fields=[("CRYPTO_ADDR", groups)], words=True)
    s.text(60, 1200, "Memo / Tag", 34, t.grey)
    s.text(60, 1260, (m := f.digits(9)), 44, t.fg, fields=[("UID", m)])
    in_list(
        s,
        1400,
        [
            ("Minimum deposit", "0.0001 BTC", None),
            ("Account ID", f.digits(8), "UID"),
            ("Wallet balance", f"{f.r.randint(0, 9)}.{f.digits(6)} BTC", "BALANCE"),
        ],
    )
    return s


def en_two_column(f: Fake, t: Any) -> Screen:
    """Pairs of label and value side by side, the label over its value."""
    s = Screen(t, "en", "en_two_column")
    s.header("Order receipt")
    cells: list[tuple[str, str, str | None]] = [
        ("Order number", f.digits(12), "ORDER_ID"),
        ("Order date", f"{f.when()[:10]}", "DATETIME"),
        ("Billed to", f.en_name(), "PERSON"),
    ]
    cells += [
        ("Card", f"•••• {(tail := f.digits(4))}", None),
        ("Merchant", f.pick(EN_SHOPS), "MERCHANT"),
        ("Contact", f.en_phone(), "PHONE"),
    ]
    cells += [("Total", f"${f.money()}", "AMOUNT"), ("Gift balance", f"${f.money()}", "BALANCE")]
    for i, (label, value, kind) in enumerate(cells):
        x, y = 60 + (i % 2) * 520, 320 + (i // 2) * 190
        s.text(x, y, label, 30, t.faint)
        s.text(x, y + 56, value, 38, t.fg, fields=[(kind, value)] if kind else [("CARD_TAIL", tail)])
    s.text(60, H - 300, "Questions? Visit help.example.com", 32, t.grey)
    return s
