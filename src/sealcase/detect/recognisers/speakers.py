"""Who speaks in a chat: exported by a messenger, or copied out of one.

Some forms say by themselves that somebody speaks: WhatsApp (`[12/03/2026, 14:22:01] Name:` and `12/03/26, 14:22 -
Name:`), Telegram (`Name, [12 Mar 2026 at 14:22]`), QQ (`2026-03-12 14:22:01 Name(12345)`), Discord (`Name — Today at
14:22`), shops (`Name (2026-03-12 14:22:01):`). There a name may be anything. Others look like logs, forms and
headings too: a time and a name, a name and a colon, a name alone on its line. They count where speakers take
turns: one of them is a part that somebody plays (客服, Support, 我), or all of them look like names, and somebody
speaks again. A part that somebody plays is no person, nor is a form's own word.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sealcase.detect.text.labels import label_of
from sealcase.detect.text.latin_names import is_given_name
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.names import HAN, NAME_WORD, han_name_length, is_no_name, is_organisation, is_role
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

MAX_SPEAKERS = 12
"""More different names before a colon are headings or components, and no chat."""

_DATE = r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?"
_CLOCK = r"(?:(?:上午|下午|凌晨|中午|晚上) ?)?\d{1,2}:\d{2}(?::\d{2})?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_WORDED_DATE = r"\d{1,2}[. ](?:\d{1,2}|[A-Za-z]{3,9})[. ]\d{4}"
_DAY = rf"(?:{_DATE}|{_WORDED_DATE}|(?i:today|yesterday)|今天|昨天|前天|星期.|周.)"
_NOT_IN_NAME = r"\n:;=\[\]<>{}|\"\ufffe\uffff\x1e"
_ANYONE = rf"[^\s{_NOT_IN_NAME}](?:[^{_NOT_IN_NAME}]{{0,38}}?[^\s{_NOT_IN_NAME}])??"
_NAMED = rf"(?:[{HAN}·]{{2,8}}|{NAME_WORD}(?: {NAME_WORD}){{0,3}})"

_SURE = tuple(
    line_pattern(rf"(?m)^[ \t]*{form}")
    for form in (
        rf"\[{_DATE},[ ]?{_CLOCK}\][ \t]*(?:-[ \t]*)?(?:~[ \t]?)?({_ANYONE})[ \t]*:(?!//)",
        rf"{_DATE},?[ ]{_CLOCK}[ \t]+-[ \t]+(?:~[ \t]?)?({_ANYONE})[ \t]*:(?!//)",
        rf"({_ANYONE}), \[{_DAY},?(?: at)? {_CLOCK}\][ \t]*:?",
        rf"({_ANYONE})[ \t]*\({_DATE} {_CLOCK}\)[ \t]*:",
        rf"({_ANYONE})[ \t]+[—\-][ \t]+{_DAY},?(?: at)? ?{_CLOCK}[ \t]*$",
    )
)
"""Forms of which one line is enough."""
_QQ = line_pattern(
    rf"(?m)^[ \t]*{_DATE} {_CLOCK}[ \t]+(?:【[^】\n]{{1,12}}】)?([^\n()<>\ufffe\uffff]{{1,40}}?)"
    r"(?:\((?P<number>\d{5,11})\)|<[^<>\s@]{1,64}@[^<>\s]{1,100}>)[ \t]*$"
)
_BRACKETED = line_pattern(rf"(?m)^[ \t]*\[(?:{_DATE} ?)?{_CLOCK}\][ \t]*(?:-[ \t]*)?({_NAMED})[ \t]*:(?!//)")
_BEFORE_TIME = line_pattern(
    rf"(?m)^[ \t]*({_NAMED})[ \t]*(?P<number>\(\d{{5,11}}\)[ \t]*)?"
    rf"[ \t]\[?\(?(?:{_DATE},? ?)?{_CLOCK}\)?\]?[ \t]*:?[ \t]*$"
)
_TURNS = tuple(
    line_pattern(rf"(?m)^[ \t]*{form}")
    for form in (
        rf"({_ANYONE})[ \t]+(?:{_DATE}[ \t]+)?{_CLOCK}[ \t]*:?[ \t]*$",
        rf"(?:{_DATE}[ \t]+)?{_CLOCK}[ \t]+({_ANYONE})[ \t]*:(?!//)",
        rf"{_DATE}[ \t]+{_CLOCK}[ \t]+({_ANYONE})[ \t]*$",
        rf"\[(?:{_DATE} ?)?{_CLOCK}\][ \t]*(?:-[ \t]*)?({_ANYONE})[ \t]*:(?!//)",
        (
            rf"((?:[{HAN}]|[A-Za-z])[^\n:;=,，。!?\[\]()<>{{}}|\"'/\\\ufffe\uffff\x1e]{{0,23}})[ \t]*:"
            r"(?!//|\d\d(?:[: \n]|$))"
        ),
    )
)
"""Forms that count where speakers take turns: before a time, behind one, before a colon."""
_ALONE = line_pattern(rf"(?m)^[ \t]*((?:[{HAN}]{{2,8}}|{NAME_WORD}(?: {NAME_WORD}){{0,2}}))[ \t]*$")
_NOTICES = (
    line_pattern(
        r"[\"“「]([^\"“”「」\n]{1,24})[\"”」][ ]?(?:邀请|加入了?群|撤回|拍了拍|领取了|通过扫描|退出了|修改群名|移出)"
    ),
    line_pattern(r"(?:邀请|拍了拍|将|移出)[ ]?[\"“「]([^\"“”「」\n]{1,24})[\"”」]"),
)
"""What a messenger says about those in a chat: `"小陈"邀请"李晓红"加入群聊`."""
_PART = re.compile(
    r"客服|售后|卖家|买家|店小二|店主|商家|专员|小蜜|顾客|^我$|^对方$|^(?:Me|me|You)$|\b(?i:support|agent|assistant|helpdesk"
    r"|customer (?:service|care|support)|seller|buyer|representative|operator|customer|user)\b"
)
"""Parts that people play in a chat, which no log and no form has before a colon again and again."""

_DAY_WORD = re.compile(
    r"(?i:today|yesterday|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
"""What stands before a time over the messages of a day; months that are given names, too, are left out."""
_DAY_BEHIND = re.compile(rf"[—\-] ?{_DAY},?(?: at)?\Z")
_EVENT = re.compile("支付|付款|收款|转账|退款|充值|提现|到账|订单|交易|成功|失败")
"""What bills and notices begin a line with."""


def find_speakers(passage: Passage) -> Iterator[Hit]:
    """Yield the names of those who speak."""
    for pattern in _SURE:
        for match in passage.matches(pattern):
            if _may_speak(match[1]):
                yield from _speaker(match)
    for match in passage.matches(_QQ):
        if _may_speak(match[1]):
            yield from _speaker(match)
        if match["number"]:
            yield make_hit("ACCOUNT", *match.span("number"), Band.LIKELY, "chat-speaker-number", match["number"])
    yield from _noticed(passage)
    yield from _named(passage)
    for pattern in _TURNS:
        yield from _taking_turns(list(passage.matches(pattern)), timed=pattern is not _TURNS[-1])
    yield from _taking_turns(list(passage.matches(_ALONE)), alone=True)


def _noticed(passage: Passage) -> Iterator[Hit]:
    """Yield who is named by the messenger itself."""
    for pattern in _NOTICES:
        for match in passage.matches(pattern):
            if match[1] not in {"我", "你", "您", "自己"}:
                yield make_hit("PERSON", *match.span(1), Band.LIKELY, "chat-notice", match[1])


def _named(passage: Passage) -> Iterator[Hit]:
    """Yield what looks like a name beside a time."""
    for pattern in (_BRACKETED, _BEFORE_TIME):
        for match in passage.matches(pattern):
            name = match[1]
            if not _may_speak(name) or (_is_one_word(name) and name.isupper()):
                continue
            # `支付成功 10:22:01` is no chat: without a number or a colon it takes a real name.
            if pattern is _BEFORE_TIME and not match["number"] and not name.isascii() and not _is_name(name):
                continue
            yield from _speaker(match)


def _taking_turns(matches: Sequence[re.Match[str]], *, timed: bool = False, alone: bool = False) -> Iterator[Hit]:
    """Yield the speakers among lines of one form, where they take turns; beside a time, once is enough for one."""
    lines = [match for match in matches if label_of(match[1].strip()) is None]
    counts = Counter(match[1].strip() for match in lines)
    parts = {name for name in counts if _PART.search(name)}
    others = {name for name in counts if name not in parts and _may_speak(name)}
    named = {name for name in others if _is_name(name)}
    turns = sum(first[1].strip() != second[1].strip() for first, second in itertools.pairwise(lines))
    if not others or len(lines) < 3 or turns < 2 or len(counts) > MAX_SPEAKERS:
        return
    if parts:
        speaking = {name for name in others if timed or counts[name] > 1 or name in named}
    elif named == others and len(named) > 1 and max(counts.values()) > 1:
        speaking = named
    else:
        return
    if alone:  # a line of its own is a heading, a product, a word of thanks: it takes somebody who speaks again
        speaking = {name for name in speaking if counts[name] > 1}
        if sum(counts[name] > 1 for name in speaking | parts) < 2:
            return
    for match in lines:
        if match[1].strip() in speaking:
            yield from _speaker(match)


def _may_speak(name: str) -> bool:
    name = name.strip()
    if _DAY_WORD.fullmatch(name) or _DAY_BEHIND.search(name):
        return False
    if not any(char.isalpha() for char in name) or is_no_name(name) or is_role(name) or _PART.search(name):
        return False
    return label_of(name) is None and not is_organisation(name) and _EVENT.search(name) is None


def _is_name(name: str) -> bool:
    """Whether a speaker's name would be one anywhere."""
    if not name.isascii():
        return han_name_length(name, sure=False) == len(name)
    return name[:1].isupper() and is_given_name(name.split(maxsplit=1)[0])


def _is_one_word(name: str) -> bool:
    return name.isascii() and " " not in name


def _speaker(match: re.Match[str]) -> Iterator[Hit]:
    name = match[1].strip()
    start = match.start(1) + match[1].index(name)
    # What may be a common word is not looked for elsewhere.
    common = _is_one_word(name) or not (name.isascii() or _is_name(name))
    band = Band.REVIEW if common else Band.LIKELY
    yield make_hit("PERSON", start, start + len(name), band, "chat-speaker", " ".join(name.split()))
