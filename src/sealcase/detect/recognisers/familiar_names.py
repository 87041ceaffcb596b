"""How people are called in Chinese by those who know them: 王总, 刘姐, 小张, 阿杰; 小芳 behind a word for who it is."""

from __future__ import annotations

from collections.abc import Iterator

from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.names import HAN, SURNAME, WORDS, is_no_name
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_WEAK = frozenset(WORDS["sentences"]["weak_surnames"])
"""Surnames that are common words, too."""
_FAMILIAR = line_pattern(
    rf"{SURNAME}(?:总(?![结体额共是数和量部分计价线理则算会的得])|[哥姐叔姨嫂])(?![{HAN}]{{0,1}}[店家村路街])"
    rf"|(?:(?<![{HAN}])|(?<=客服)|(?<=同事)|(?<=财务)|(?<=[叫找给跟和是]))"
    rf"[小老阿]{SURNAME}(?=[您你他她说给转把让叫的]|[,:!?。、 ]|$)"
)
"""王总, 刘姐, 小张."""
_PET_NAME_ALONE = line_pattern(
    rf"(?<=[给找跟和是叫转(@])阿(?![里姨哥婆公爸妈弟妹联拉门富根斯胶])[{HAN}](?=[的,:!?。、)说转你给 \t]|$)"
)
"""阿杰, where a verb or a bracket announces it."""
_PET_NAME = line_pattern(
    "(?:收件人|收货人|寄件人|联系人|媳妇|老婆|老公|女儿|儿子|妹妹|弟弟|姐姐|哥哥|闺蜜|女友|男友|女朋友|男朋友|对象|孩子|侄女|侄子|同事|同学|朋友|室友|邻居|房东)(?:叫|是)?"
    rf"(?=([小阿大老][{HAN}])(?=[,:!?。、( \t]|$|[他她的说告电手给转把也在和跟都又不没会能帮借收付]))"
)
"""小芳, 阿强, behind a word for who that is."""
_CALLED = line_pattern(
    r"(?:名字|昵称|网名|微信名)(?:叫做?|是|为)?"
    r"(?:[“\"「](?=([^”\"」\n\ufffe\uffff]{1,20})[”\"」])"
    rf"|(?<=[叫是为做])(?!什么|啥|谁|多少)(?=([{HAN}]{{2,6}})(?=[,。;!? \t]|$)))"
)
"""`昵称“财富自由-老K”`, `名字叫小美`."""


def find_familiar_names(passage: Passage) -> Iterator[Hit]:
    """Yield how people are called by those who know them."""
    for match in passage.matches(_FAMILIAR):
        surname = match[0][1:] if match[0][0] in "小老阿" else match[0][:-1]
        if surname not in _WEAK:
            yield make_hit("PERSON", *match.span(), Band.REVIEW, "name-familiar", match[0])
    for match in passage.matches(_CALLED):
        group = 1 if match[1] else 2
        if not is_no_name(match[group]):
            yield make_hit("PERSON", *match.span(group), Band.REVIEW, "name-called", match[group])
    for match in passage.matches(_PET_NAME_ALONE):
        yield make_hit("PERSON", *match.span(), Band.REVIEW, "name-familiar", match[0])
    for match in passage.matches(_PET_NAME):
        yield make_hit("PERSON", *match.span(1), Band.REVIEW, "name-familiar", match[1])
