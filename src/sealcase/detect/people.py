"""People: names by label, salutation and chat speaker; accounts and postal addresses by label.

A Chinese name is a surname (the common ones, single and compound) and one or two characters; after a
label any two to four hanzi are one, and so are masked forms (`张*三`). A name of an organisation after
such a label is a merchant. Nothing here knows names in free prose: what a label has confirmed is found
there by propagation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.labels import Mark
from sealcase.detect.passages import Passage, make_hit
from sealcase.detect.segments import Hit
from sealcase.model import Band

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u0102\u0104\u0106\u010c\u010e\u0110\u0118\u011a\u011e\u0130\u0141\u0143\u0147\u0150\u0158\u015a\u015e\u0160\u0164\u016e\u0170\u0179\u017b\u017d"

_COMPOUND_SURNAMES = "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|子车|亓官|司寇|令狐|呼延|轩辕|百里|东郭|南门|西门|第五"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟"
    "谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢"
    "关蒯相查后荆红游竺权逯盖益桓公肖付闫代苟佟仝覃岳邸原粟操商冼麦佘佴佀伯钱楚兰涂占鹿占苑甯"
)
_HONORIFIC = "先生|女士|小姐|太太|阁下|同学|老师"
_AFTER_NAME = set(
    "已的在于将向未是为和与及转付收退把对从让请您你我他她它说又再被给到没不会能要可以等就也都还去来发出支成确认，。！？"
)
_NOT_NAMES = frozenset(
    "本人 未知 暂无 匿名 未填 无 空 用户 客户 顾客 会员 商家 商户 对方 客服 系统 管理员 官方 朋友 亲 亲爱 各位 大家 女士 先生 小姐 自己 好友 家人 同事 老板 信息 详情 账号 账户 手机 银行 方式 "
    "已实名 未实名 实名 已认证 未认证 认证 查看 修改 编辑 复制 收起 展开 转账 付款 收款 支付 金额 时间 成功 失败 地址 姓名 号码 请输入 请填写 必填 默认 全部".split()
)
_ORGANISATION = re.compile(
    "公司|集团|有限|银行|商店|超市|商行|商城|商场|旗舰店|专卖|专营|便利|餐厅|饭店|酒店|药店|药房|医院|学校|大学|中学|基金|证券|保险|物流|快递|科技|网络|平台|中心|合作社|事务所|工作室|经营部|服务部|加油站|"
    "支付宝|微信|财付通|余额宝|零钱|美团|淘宝|天猫|京东|拼多多|滴滴|饿了么|抖音|快手|铁路|移动|联通|电信|国网|地铁|公交|咖啡|奶茶|茶饮|面馆|餐饮|小吃|火锅|烧烤|包子|蛋糕|烘焙|水果|生鲜|便当|外卖|影院|影城|服饰|服装|鞋业|洗衣|数码|电器|家居|家具|建材|五金|通讯|书店|文具|药业|医药|诊所|口腔|健身|美容|美发|理发|造型|酒业|烟酒|汽车|停车|出行|航空|旅行|旅游|宾馆|民宿|公寓|物业|教育|培训|传媒|文化|电子|贸易|商贸|实业|农业|电商|充值|官方|直营|连锁|工厂|市场|广场|百货|服务|政府|税务|社保|公积金|食品|麦当劳|肯德基|[店厂站社局部馆铺坊院](?:\([^)]*\))?$|店\)$|"
    r"\b(?:Inc|LLC|Ltd|Limited|Corp|Corporation|GmbH|Co|Company|Bank|Pay|Store|Shop|Market|Services?|Exchange|Group|PLC|Binance|Coinbase|OKX|Kraken|Amazon|Apple|Google|PayPal|Uber|Netflix)\b",
)
_HAN_NAME_VALUE = re.compile(rf"\(?([{_HAN}*][{_HAN}*·•]{{0,24}})")
_SURNAME_LED = re.compile(rf"(?:(?:{_COMPOUND_SURNAMES})[{_HAN}]{{1,2}}|[{_SURNAMES}][{_HAN}]{{1,2}})")
_WORD = rf"(?:(?:[{_UPPER}]\.|[{_UPPER}][\w'’*\-]*)(?:(?<=Jr)\.|(?<=Sr)\.|(?<=St)\.)?)"
_LATIN_NAME = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|MR|MRS|MS|DR)\.? )?{_WORD}(?:,? (?:{_WORD}|(?:de|da|del|della|di|van|von|der|den|bin|ibn|al|el|la|le|dos|das|du|y)(?= ))){{0,5}}"
)
_SPOKEN_NAME = rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|MR|MRS|MS|DR)\.? )?{_WORD}(?: {_WORD}){{0,3}}"
_ANY_NAME = re.compile(r"[^\W\d_][\w'’.*\-]*(?: [^\W\d_][\w'’.*\-]*){0,4}")
_NOT_LATIN_NAMES = frozenset(
    "null none true false unknown anonymous customer user sir madam team all support there everyone friend friends service agent system admin root n na me you guest client valued member account bank"
    " the a an this that please not no yes pending failed success completed status error info warn warning debug fatal trace notice critical mr mrs ms dr".split()
)

_ZH_SALUTATION = re.compile(
    rf"(?:尊敬的|亲爱的|敬爱的|您好[,，!! ]?|你好[,，!! ]?)([{_HAN}]{{1,4}}?)(?={_HONORIFIC}|[,:!])"
)
_ZH_HONORIFIC = re.compile(rf"(?:(?:{_COMPOUND_SURNAMES})|[{_SURNAMES}])[{_HAN}]{{0,2}}?(?={_HONORIFIC})(?!老师傅)")
_EN_SALUTATION = re.compile(
    rf"(?:(?<=\n)|(?<![A-Za-z]))(?:Dear|Hi|Hello|Hey|DEAR|Thanks|Thank you|Regards|Sincerely),? ({_SPOKEN_NAME})(?=[ ]?[,:!.\n]|$)"
)
_EN_SIGNED = re.compile(
    rf"(?m)^(?:(?:Best|Kind|Warm) )?(?:[Rr]egards|Sincerely|Thanks|Cheers|Yours(?: truly| sincerely)?),?[ \t]*\r?\n[ \t]*({_SPOKEN_NAME})[ \t]*$"
)
_EN_HONORIFIC = re.compile(rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? ({_WORD}(?: {_WORD}){{0,2}})")

_WHEN = r"(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?,? ?)?(?:(?:上午|下午|凌晨|晚上) ?)?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?"
_SPEAKER = rf"(?:[{_HAN}·]{{2,8}}|{_WORD}(?: {_WORD}){{0,3}})"
_SPEAKER_AFTER = re.compile(
    rf"(?m)^[ \t]*(?:\[{_WHEN}\][ \t]*(?:-[ \t]*)?|{_WHEN}[ \t]+-[ \t]+)({_SPEAKER})[ \t]*:(?!//)"
)
_SPEAKER_BEFORE = re.compile(
    rf"(?m)^[ \t]*({_SPEAKER})[ \t]*(?:\(\d{{5,11}}\)[ \t]*)?[ \t]\[?\(?{_WHEN}\)?\]?[ \t]*:?[ \t]*$"
)
_ROLES = re.compile(
    "客服|系统|机器人|助手|官方|管理员|平台|商家|通知|消息|我$|我方|Support|Agent|System|Service|Bot|Admin|Assistant|Help|Me$|You$|Desk|Team|Wallet|Client|Server|App|Error|Warning|Info|Debug|Notice|Status|Network|Payment|Request|Response|Order|Time|Date"
)

_MIN_WEAK_ACCOUNT_CHARS = 6
_ACCOUNT_VALUE = re.compile(r"[^\s,;|<>\"'{}()\[\]&]{2,64}")
_STREET = re.compile(rf"\d.*[{_HAN}]|[{_HAN}]{{4}}|[A-Za-z]{{3,}}.*\b\d{{1,5}}\b|\b\d{{1,5}}\b,? [A-Za-z]{{3,}}")
_ADDRESS_VALUE = re.compile(r"[^\n\r\t;|<>\"{}]{4,160}")


def find_people(passage: Passage) -> Iterator[Hit]:
    """Yield names, accounts and postal addresses."""
    for mark in passage.marks:
        if mark.entity == "PERSON":
            yield from _labelled_name(passage.text, mark)
        elif mark.entity == "ACCOUNT":
            yield from _account(passage.text, mark)
        elif mark.entity == "LOCATION":
            yield from _address(passage.text, mark)
    yield from _addressed(passage.text)
    yield from _speakers(passage.text)


def _person(text: str, start: int, end: int, band: Band, rule: str) -> Iterator[Hit]:
    value = text[start:end].rstrip(" .,-")
    if value and any(char.isalpha() for char in value):
        yield make_hit("PERSON", start, start + len(value), band, rule, " ".join(value.split()))


def _labelled_name(text: str, mark: Mark) -> Iterator[Hit]:
    value = text[mark.start : mark.end].strip()
    start = text.index(value, mark.start) if value else mark.start
    if mark.whole and not mark.weak:
        if any(char.isalpha() for char in value) and value not in _NOT_NAMES and value.lower() not in _NOT_LATIN_NAMES:
            entity = "MERCHANT" if _ORGANISATION.search(value) else "PERSON"
            yield make_hit(entity, start, start + len(value), Band.CERTAIN, "name-label", " ".join(value.split()))
        return
    if (han := _HAN_NAME_VALUE.match(text, start, mark.end)) is not None:
        yield from _han_name(text, han, mark)
    elif (latin := _LATIN_NAME.match(text, start, mark.end)) is not None:
        yield from _latin_name(text, latin, mark)
    elif mark.joined and not mark.weak and (other := _ANY_NAME.match(text, start, mark.end)) is not None:
        if other[0].lower().split()[0] not in _NOT_LATIN_NAMES:
            yield from _person(text, other.start(), other.end(), Band.REVIEW, "name-label")


def _han_name(text: str, match: re.Match[str], mark: Mark) -> Iterator[Hit]:
    start, run = match.start(1), match[1]
    for honorific in _HONORIFIC.split("|"):
        if 0 < (cut := run.find(honorific)):
            run = run[:cut]
    if run in _NOT_NAMES or not any(char.isalpha() for char in run) and run.count("*") < 2:
        return
    surname_led = _SURNAME_LED.match(run)
    if mark.joined and _ORGANISATION.search(run):
        yield make_hit("MERCHANT", start, start + len(run), Band.LIKELY, "merchant-label", run)
    elif "*" in run and any(char.isalpha() for char in run):
        masked = re.match(rf"[{_HAN}*]{{1,5}}", run)
        assert masked is not None  # the run begins with one of them
        yield from _person(text, start, start + masked.end(), Band.LIKELY, "name-masked")
    elif len(run) <= 3 or len(run) == 4 and (surname_led or mark.joined) or "·" in run:
        if surname_led or mark.joined and not mark.weak:
            cut = _name_length(run) if surname_led else len(run)
            yield from _person(text, start, start + cut, Band.CERTAIN if mark.joined else Band.LIKELY, "name-label")
    elif surname_led and (mark.joined or run[_name_length(run) : _name_length(run) + 1] in _AFTER_NAME):
        yield from _person(text, start, start + _name_length(run), Band.LIKELY, "name-label")


def _name_length(run: str) -> int:
    """Return how many characters at the beginning of a surname-led run are the name."""
    compound = re.match(_COMPOUND_SURNAMES, run)
    surname = 2 if compound else 1
    if "·" in run:
        return len(run)
    longest = min(len(run), surname + 2)
    if len(run) > surname + 1 and run[surname + 1] in _AFTER_NAME:
        return surname + 1
    if len(run) == 4 and not compound and run[3] not in _AFTER_NAME:
        return 4
    return longest


def _latin_name(text: str, match: re.Match[str], mark: Mark) -> Iterator[Hit]:
    words = match[0].split()
    if words[0].strip(".,").lower() in _NOT_LATIN_NAMES - {"mr", "mrs", "ms", "dr"}:
        return
    if (mark.weak or not mark.joined) and len(words) < 2:
        return
    if (
        text[match.end() : match.end() + 1] in {"/", "\\", "=", "@", "_"}
        or mark.weak
        and text[match.end() : match.end() + 1] == "("
    ):
        return
    if _ORGANISATION.search(match[0]):
        yield make_hit("MERCHANT", match.start(), match.end(), Band.LIKELY, "merchant-label", match[0])
    else:
        yield from _person(text, match.start(), match.end(), Band.CERTAIN if mark.joined else Band.LIKELY, "name-label")


def _account(text: str, mark: Mark) -> Iterator[Hit]:
    match = _ACCOUNT_VALUE.match(text, mark.start, mark.end)
    if match is None or (not mark.joined and not any(char.isdigit() for char in match[0])):
        return
    value = match[0].rstrip(".,:，。")
    if (
        mark.weak
        and not mark.whole
        and (len(value) < _MIN_WEAK_ACCOUNT_CHARS or not any(char.isdigit() for char in value))
    ):
        return
    if len(value) < 2 or value.lower() in _NOT_LATIN_NAMES or not any(char.isalnum() for char in value):
        return
    yield make_hit("ACCOUNT", match.start(), match.start() + len(value), Band.LIKELY, "account-label", value)


def _address(text: str, mark: Mark) -> Iterator[Hit]:
    match = _ADDRESS_VALUE.match(text, mark.start, mark.end)
    if match is None:
        return
    value = match[0].rstrip()
    lettered = sum(char.isalpha() for char in value)
    if (
        not mark.joined
        and not any(char.isdigit() for char in value)
        or lettered < 2
        or value.startswith(("0x", "//", "@"))
    ):
        return
    if not mark.whole and ("=" in value or mark.weak and not _STREET.search(value)):
        return  # a log's `address=… port=…`: what looks like an address there is found by its shape
    yield make_hit("LOCATION", match.start(), match.start() + len(value), Band.LIKELY, "address-label", value.strip())


def _addressed(text: str) -> Iterator[Hit]:
    """Names that somebody is addressed by, or signs with."""
    for pattern, rule in (
        (_ZH_SALUTATION, "name-salutation"),
        (_EN_SALUTATION, "name-salutation"),
        (_EN_SIGNED, "name-signature"),
        (_EN_HONORIFIC, "name-honorific"),
    ):
        for match in pattern.finditer(text):
            words = match[1].split()
            if match[1] in _NOT_NAMES or words[0].strip(".,").lower() in _NOT_LATIN_NAMES - {"mr", "mrs", "ms", "dr"}:
                continue
            if _ROLES.search(match[1]):
                continue
            yield from _person(text, match.start(1), match.end(1), Band.LIKELY, rule)
    for match in _ZH_HONORIFIC.finditer(text):
        yield from _person(text, match.start(), match.end(), Band.REVIEW, "name-honorific")


def _speakers(text: str) -> Iterator[Hit]:
    """Who speaks in a chat export: `[time] name:`, `time - name:`, or `name time` on a line of its own."""
    for pattern in (_SPEAKER_AFTER, _SPEAKER_BEFORE):
        for match in pattern.finditer(text):
            name = match[1]
            if _ROLES.search(name) or name in _NOT_NAMES or name.isupper() and name.isascii() and " " not in name:
                continue
            band = Band.LIKELY if " " in name or not name.isascii() else Band.REVIEW
            yield from _person(text, match.start(1), match.end(1), band, "chat-speaker")
