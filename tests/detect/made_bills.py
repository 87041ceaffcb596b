"""Bills as wallets, banks and exchanges export them, from a seed; what must go and what must stay is known."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文博雨晨思远子轩欣怡梓涵浩然一诺嘉琪"
_NICKNAMES = (
    *(
        "小熊维尼",
        "奔跑的蜗牛",
        "A东北特产小刘",
        "不吃香菜",
        "Lucky Star",
        "cat_lover99",
        "阿Ken",
        "橙子味的风",
        "momo",
    ),
    *("大橘为重", "Sunny☀", "老街口", "随风而去2019", "Mr.Right", "静待花开", "ʚ小鹿ɞ", "AAA建材王哥", "三三不吃鱼"),
)
_SHOPS = (
    *(
        "美团平台商户",
        "星巴克咖啡(国贸店)",
        "沃尔玛(中国)投资有限公司",
        "滴滴出行",
        "中国石化北京石油分公司",
        "永辉超市",
    ),
    *("便利蜂", "北京地铁", "麦当劳", "海底捞火锅(望京店)", "Apple Store", "铁路12306", "京东商城业务"),
)
_GOODS = ("转账", "收钱码收款", "外卖订单", "地铁乘车", "咖啡", "超市购物", "还款", "红包", "商品", "手机充值")


@dataclass(slots=True)
class Bill:
    """A bill, and its values by what has to become of them."""

    text: str = ""
    people: list[str] = field(default_factory=list)
    """Counterparties that are people, by name, nickname or masked name."""
    accounts: list[str] = field(default_factory=list)
    balances: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Order numbers, amounts and times."""


class _Chance:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def digits(self, count: int) -> str:
        return "".join(self.random.choices("0123456789", k=count))

    def name(self) -> str:
        return self.random.choice(_SURNAMES) + "".join(self.random.choices(_GIVEN, k=self.random.choice((1, 2, 2, 2))))

    def person(self) -> str:
        kind = self.random.randrange(8)
        if kind < 3:
            return self.name()
        if kind == 3:
            return "*" + self.name()[-1]
        if kind == 4:
            return "**" + self.name()[-1]
        if kind == 5:
            return self.random.choice(("Emma Johnson", "Liam O'Brien", "Noah Schmidt", "Olivia Rossi", "Wang Wei"))
        return self.random.choice(_NICKNAMES)

    def account(self) -> str:
        kind = self.random.randrange(4)
        if kind == 0:
            return f"13{self.digits(9)}"
        if kind == 1:
            return f"{self.random.choice('abcdefgh')}{self.digits(5)}@{self.random.choice(('qq.com', 'example.com'))}"
        if kind == 2:
            return f"6222{self.digits(12)}"
        return f"tb{self.digits(8)}"

    def time(self) -> str:
        pick = self.random.randrange
        return f"2026-{pick(1, 13):02}-{pick(1, 29):02} {pick(24):02}:{pick(60):02}:{pick(60):02}"

    def amount(self) -> str:
        return f"{self.random.randrange(1, 500_000) / 100:.2f}"


def alipay(seed: int, rows: int = 300) -> Bill:
    """Return a bill as Alipay exports it: free lines, padded cells, a comma at the end of each line."""
    chance, bill = _Chance(seed), Bill()
    lines = [
        "------------------------------------------------------------------------------------",
        "导出信息：",
        "起始时间：[2026-01-01 00:00:00]    终止时间：[2026-12-31 23:59:59]",
        f"共{rows}笔记录",
        "特别提示：",
        "1.本回单内容可表明支付宝受理了相应支付交易申请，因系统原因或通讯故障等偶发因素导致不符时，以实际交易情况为准；",
        "------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------",
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,",
    ]
    for _ in range(rows):
        is_shop = chance.random.random() < 0.3
        party = chance.random.choice(_SHOPS) if is_shop else chance.person()
        account = "/" if is_shop else chance.account()
        time, amount, order = chance.time(), chance.amount(), f"2026{chance.digits(24)}"
        bill.people += [] if is_shop else [party]
        bill.accounts += [] if is_shop else [account]
        bill.kept += [time, amount, order]
        cells = (
            time,
            "转账红包",
            party,
            account,
            chance.random.choice(_GOODS),
            "支出",
            amount,
            "余额宝",
            "交易成功",
            order,
        )
        lines.append(",".join(f"{cell} " for cell in cells) + ",\t,,")
    bill.text = "\r\n".join(lines) + "\r\n"
    return bill


def wechat(seed: int, rows: int = 300) -> Bill:
    """Return a bill as WeChat Pay exports it: free lines padded with commas, quoted cells, a tab behind numbers."""
    chance, bill = _Chance(seed), Bill()
    own = chance.random.choice(_NICKNAMES[:4])
    bill.people.append(own)
    lines = [
        "微信支付账单明细,,,,,,,,",
        f"微信昵称：[{own}],,,,,,,,",
        "起始时间：[2026-01-01 00:00:00] 终止时间：[2026-12-31 23:59:59],,,,,,,,",
        f"共{rows}笔记录,,,,,,,,",
        "----------------------微信支付账单明细列表--------------------,,,,,,,,",
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注",
    ]
    for _ in range(rows):
        is_shop = chance.random.random() < 0.3
        party = chance.random.choice(_SHOPS) if is_shop else chance.person()
        time, amount, order = chance.time(), chance.amount(), f"4200{chance.digits(24)}"
        bill.people += [] if is_shop else [party]
        bill.kept += [time, f"¥{amount}", order]
        kind, goods = ("商户消费", "美团订单") if is_shop else ("转账", "转账备注:微信转账")
        numbers = f'"{order}\t","{chance.digits(20)}\t"'
        lines.append(f'{time},{kind},"{party}","{goods}",支出,¥{amount},零钱,支付成功,{numbers},"/"')
    bill.text = "\ufeff" + "\n".join(lines) + "\n"
    return bill


def bank(seed: int, rows: int = 300, *, header: bool = True) -> Bill:
    """Return a statement of a bank, in Chinese, tab-separated; `header` says whether its columns are named."""
    chance, bill = _Chance(seed), Bill()
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t", lineterminator="\n")
    if header:
        writer.writerow(["记账日期", "摘要", "支出金额", "对方户名", "对方账号", "流水号", "账户余额"])
    balance = 10_000_000
    for _ in range(rows):
        party, account, order = chance.name(), f"6217{chance.digits(15)}", chance.digits(24)
        day, paid = chance.time()[:10], chance.random.randrange(1, 50_000)
        balance -= paid
        bill.people.append(party)
        bill.accounts.append(account)
        bill.balances.append(f"{balance / 100:.2f}")
        bill.kept += [day, f"{paid / 100:.2f}", order]
        note = chance.random.choice(("转账", "消费", "代发"))
        writer.writerow([day, note, f"{paid / 100:.2f}", party, account, order, f"{balance / 100:.2f}"])
    bill.text = file.getvalue()
    return bill


def unknown_headers(seed: int, rows: int = 300) -> Bill:
    """Return a table whose headers are in no list."""
    chance, bill = _Chance(seed), Bill()
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["col_a", "col_b", "col_c", "col_d", "col_e"])
    for _ in range(rows):
        party = chance.name() if chance.random.random() < 0.8 else chance.random.choice(_NICKNAMES)
        account = f"13{chance.digits(9)}" if chance.random.random() < 0.9 else f"tb{chance.digits(6)}"
        time, amount, order = chance.time(), chance.amount(), f"2026{chance.digits(24)}"
        bill.people.append(party)
        bill.accounts.append(account)
        bill.kept += [time, amount, order]
        writer.writerow([time, party, amount, account, order])
    bill.text = file.getvalue()
    return bill


def exchange(seed: int, rows: int = 300) -> Bill:
    """Return what an exchange exports of deposits and withdrawals, in English, semicolons between cells."""
    chance, bill = _Chance(seed), Bill()
    lines = ["Date(UTC);User_ID;Operation;Coin;Amount;Counterparty;TXID;Remark"]
    people = ("Emma Johnson", "Liam O'Brien", "Noah Schmidt", "Olivia Rossi", "cat_lover99", "momo")
    for _ in range(rows):
        party, user = chance.random.choice(people), f"4{chance.digits(8)}"
        time, amount, order = chance.time(), chance.amount(), "".join(chance.random.choices("0123456789abcdef", k=64))
        bill.people.append(party)
        bill.accounts.append(user)
        bill.kept += [time, amount, order]
        lines.append(f"{time};{user};Withdraw;USDT;{amount};{party};{order};")
    bill.text = "\n".join(lines) + "\n"
    return bill
