"""Chinese names in sentences, where no label shows them: segmentation, and a surname with what follows it.

`jieba` (MIT) cuts a sentence by its dictionary alone, without its model of unknown words: what it does not
know, such as most names, falls into single characters. So a name is a surname with one or two single
characters behind it, or a word that the dictionary marks as a name. A surname that is also a common word
(和, 高, 于) takes more: a rare character, or a word before it that announces a person. Labels and words of
interfaces are left alone. All of this is a guess: never more than `likely`.

jieba would keep a cache in the folder for temporary files, under a name that anyone can guess; here the
dictionary is read from the package itself, and nothing is written.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from sealcase.detect.recognisers.familiar_names import find_familiar_names
from sealcase.detect.text import bip39
from sealcase.detect.text.han_words import han_words
from sealcase.detect.text.marks import label_words
from sealcase.detect.text.names import SURNAME, WORDS, is_no_name, is_organisation, is_role
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

MAX_CLAUSE_CHARS = 400
"""How much is cut at a time; hanzi without a line end for longer than this are no sentence."""
MAX_CACHED_CLAUSES = 8192
MAX_NAME_FREQUENCY = 3000
"""In the dictionary's 60 million words; what is more frequent is a word, or everybody's name."""
MAX_RARE_FREQUENCY = 4
"""What is rarer is hardly a word that a sentence uses: 方 肇新."""
_SURNAME = re.compile(SURNAME)
_HANZI = re.compile("[\u3400-\u9fff]+")
_CLAUSE = re.compile(rf"[^\n\r\x1e\uffff]{{0,8}}[\u3400-\u9fff][^\n\r\x1e\uffff]{{0,{MAX_CLAUSE_CHARS}}}")
_COUNTING = frozenset("这那哪每几两一二三四五六七八九十百千万半各某该此另首")
_PLACE_AFTER = re.compile(
    "[宫路街巷弄村镇乡县市区省州府寺庙山河湖桥店厂馆社站港湾庄堡沟屯洞寨]|[支分][行局队]|派出所|法院|检察院|\\([^()\\n]{1,12}\\).{1,4}字|营业[部厅]|家[村庄沟湾堡店]|记[面粉茶]|氏"
)
_PERSONAL_APPS = re.compile("微信|支付宝|零钱|余额宝|移动|电信|联通|服务|充值|中心|平台|官方|网络|通讯")
"""Words of organisations that stand behind a person's name as well: 王小明微信转账."""
_PLACE_ENDINGS = frozenset("宫沟村镇乡县区路街巷弄屯寨堡店厂馆寺")
_NOT_GIVEN_TAGS = frozenset("rpcudmtf")
"""First letters of the dictionary's tags: pronouns, prepositions, conjunctions, particles, adverbs, numbers, times."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words about names, from `names.toml`."""

    weak: frozenset[str]
    """Surnames that are common words, too."""
    hardly: frozenset[str]
    """Those of them that are nearly always the word: 后, 都."""
    functions: frozenset[str]
    """Characters that hardly stand in a given name."""
    strict: frozenset[str]
    """Those that never do."""
    cues: frozenset[str]
    """What announces a person."""
    kin: frozenset[str]
    """How somebody is called by the family name: 毛爷爷."""
    not_familiar: frozenset[str]
    """Surnames that stand before those as words of their own: 高经理 may be one, 和经理 is none."""
    speech: frozenset[str]
    """What a person does right behind the own name."""
    side: re.Pattern[str]
    """A side of the dispute or the payment before a name: the 方 of 申诉方 陈静 is no surname."""
    common: frozenset[str]
    """The 2,048 common characters of the BIP-39 list."""


@cache
def _words() -> _Words:
    rows = WORDS["sentences"]
    hardly, sides = rows["hardly_surnames"], "|".join(rows["sides"].split())
    return _Words(
        weak=frozenset(rows["weak_surnames"]),
        hardly=frozenset(hardly),
        functions=frozenset(rows["functions"]),
        strict=frozenset(rows["strict_functions"]),
        cues=frozenset(rows["cues"].split()),
        kin=frozenset(rows["kin"].split()),
        not_familiar=frozenset(rows["not_familiar"]),
        speech=frozenset(rows["speech"].split()),
        side=re.compile(rf"(?:{sides})方(?![{hardly}向])(?={SURNAME})"),
        common=frozenset(bip39.words("chinese_simplified")),
    )


def find_han_names(passage: Passage) -> Iterator[Hit]:
    """Yield Chinese names in the sentences of a passage."""
    text = passage.text
    if text.isascii():
        return
    yield from find_familiar_names(passage)
    labels: list[tuple[int, int]] | None = None
    for clause in _clauses(passage):
        if _SURNAME.search(clause[0]) is None:
            continue
        for start, end in _names(clause[0]):
            begin, stop = clause.start() + start, clause.start() + end
            value = text[begin:stop]
            if labels is None:
                labels = list(label_words(passage.lines))
            nearest = bisect.bisect_left(labels, (stop,)) - 1
            if nearest >= 0 and labels[nearest][1] > begin:
                continue
            if not (is_no_name(value) or is_role(value) or _is_place_or_business(text, begin, stop)):
                band = Band.REVIEW if passage.form else Band.LIKELY
                yield make_hit("PERSON", begin, stop, band, "name-surname", value)


def _clauses(passage: Passage) -> Iterator[re.Match[str]]:
    for position, length in passage.lines.found(_beyond_ascii, rows=True):
        yield from _CLAUSE.finditer(passage.text, position, position + length)


def _beyond_ascii(shape: str) -> int:
    """Return how long a line is that is not all ASCII, else 0."""
    return 0 if shape.isascii() else len(shape)


def _is_place_or_business(text: str, start: int, end: int) -> bool:
    """Whether what looks like a name begins the name of a place or a business: 云岚 咖啡, 李家 沟."""
    following = _HANZI.match(text, end, end + 4)
    shown = text[start : following.end() if following else end]
    if end - start > 2 and _PLACE_AFTER.match(text, end - 1) is not None and text[end - 1] in _PLACE_ENDINGS:
        return True
    named = _PERSONAL_APPS.search(shown) is None and is_organisation(shown)
    return _PLACE_AFTER.match(text, end) is not None or named


@lru_cache(maxsize=MAX_CACHED_CLAUSES)
def _names(clause: str) -> tuple[tuple[int, int], ...]:
    """Return the places of names in a clause; most are read more than once, beside something that was taken out."""
    return tuple(_names_in(clause))


def _names_in(clause: str) -> Iterator[tuple[int, int]]:
    words, tokens = _words(), list(_cut(clause))
    position = begin = reached = 0
    for index, token in enumerate(tokens):
        surname = _SURNAME.match(token)  # nearly no word begins with one
        after = tokens[index + 1 : index + 4] if surname else []
        inside = position < reached
        if surname and _HANZI.fullmatch(token) and (not inside or _begins_inside(token, after)):
            before = tokens[index - 1] if index else ""
            # Names stand in rows: 记者 王姝 马力. A surname that is a common word joins them instead: 张伟 和 李娜.
            beside = position == reached or (position == reached + 1 and before == "、")
            in_row = reached > 0 and beside and token[0] not in words.weak
            announced = before in words.cues or (_single(token) and words.side.match(before + token) is not None)
            cued = announced or in_row or _speaks(token, after)
            extra = _name_at(token, surname.end(), before, after, cued=cued)
            if extra >= 0:
                if reached and not inside:
                    yield begin, reached
                elif inside and position - begin > 1:
                    yield begin, position
                # One character before a name that begins inside of another is none of its own: 后 翁领国.
                begin = begin if inside and position - begin == 1 else position
                reached = position + len(token) + extra
        position += len(token)
    if reached:
        yield begin, reached


def _cut(clause: str) -> Iterator[str]:
    """Yield the words of a clause; a side of the dispute is a word that the dictionary does not have."""
    position = 0
    for side in _words().side.finditer(clause) if "方" in clause else ():
        yield from han_words().cut(clause[position : side.start()], _SURNAME)
        yield side[0]
        position = side.end()
    yield from han_words().cut(clause[position:], _SURNAME)


def _speaks(token: str, after: list[str]) -> bool:
    """Whether a surname and one or two characters stand before a word for what people do: 方静 说."""
    words = _words()
    if _SURNAME.fullmatch(token) is None:
        return False
    return any(word in words.speech and all(map(_single, after[:at])) for at, word in enumerate(after[1:3], 1))


def _begins_inside(token: str, after: list[str]) -> bool:
    """Whether the last characters of a name begin the next one: 徐妍 徐妍, 贾鹏 陈博."""
    words = _words()
    if _SURNAME.fullmatch(token) is None or not after or not _single(after[0]):
        return False
    two = len(after) > 1 and _single(after[1]) and after[1] not in words.functions
    if token in words.weak:
        return two and after[0] not in words.common
    return after[0] not in words.functions or (after[0] == "小" and two)


def _name_at(token: str, surname_chars: int, before: str, after: list[str], *, cued: bool) -> int:
    """Return how many characters beyond `token` belong to the name that begins there; -1 for no name."""
    words, tag = _words(), _tag(token)
    following = [*after, "", "", ""]
    if surname_chars == len(token):
        return _behind_surname(token, before, following, cued=cued)
    if not 2 <= len(token) <= 4:
        return -1
    more = (
        _single(following[0])
        and following[0] not in words.functions
        # 祝贺 陆毅: the character begins the next name.
        and not (
            _SURNAME.fullmatch(following[0])
            and _HANZI.fullmatch(following[1])
            and len(following[1]) <= 2
            and _tag(following[1])[:1] not in _NOT_GIVEN_TAGS
        )
    )
    # 谢谢 and 祝您 are marked as names.
    if is_no_name(token) or han_words().entry(token)[0] > MAX_NAME_FREQUENCY or not words.strict.isdisjoint(token[1:]):
        return -1
    praised = tag == "a" and following[0] in {"了", "的", "地", "得"}  # 老婆 辛苦 了
    if tag.startswith("nr") or (cued and tag in {"n", "nz", "a"} and len(token) <= 3 and not praised):
        return 1 if more and len(token) == 2 else 0
    # The dictionary has taken the surname and half of the given name for a word: 周正 龙.
    likely = token[0] not in words.weak and tag[:1] not in _NOT_GIVEN_TAGS
    if len(token) == 2 and more and (likely or (cued and tag != "v")):
        return 1
    return -1


def _behind_surname(  # noqa: PLR0911 - one case after the other
    token: str, before: str, following: list[str], *, cued: bool
) -> int:
    words = _words()
    first, second, third = following[:3]
    # 张裕能：贝宁先生在… What hardly stands in a given name does where the name's owner speaks.
    speaks = third == ":" and first not in words.functions and second not in "的了说是"
    second_given = _single(second) and (second not in words.functions or speaks)
    if first in words.kin and token not in words.not_familiar:  # 毛爷爷, 王总
        return len(first)
    if token in words.hardly and not cued:
        return -1
    if token in words.weak:
        # 曾小贤, 方小雷: with a second character behind it, 小 is part of a given name.
        given = _single(first) and (first not in words.functions or (first == "小" and second_given))
        if given and (cued or second_given or first not in words.common):
            return 2 if second_given else 1
        tag = _tag(first)
        rare = (
            han_words().entry(first)[0] <= MAX_RARE_FREQUENCY
            and _HANZI.fullmatch(first) is not None
            and first[0] not in words.functions
        )
        named = (tag.startswith("nr") or rare) and _SURNAME.match(first) is None
        return 2 if len(first) == 2 and (named or (cued and tag[:1] in {"n", "a", "x", "g"})) else -1
    if _tag(before).startswith("m") or before in _COUNTING:  # 一百 张, 这 张 卡
        return -1
    if _single(first) and first not in words.strict:
        if second_given:
            return 2
        alone = not _HANZI.match(second) or second == "的"  # 范曾的, 詹想:
        return 1 if first not in words.functions or cued or alone else -1
    double = len(first) == 2 and _HANZI.fullmatch(first) is not None
    return 2 if double and (_tag(first) or "x")[:1] not in _NOT_GIVEN_TAGS else -1


def _tag(token: str) -> str:
    """Return the part of speech of a word of more than one character."""
    return han_words().entry(token)[1] if len(token) > 1 else ""


def _single(token: str) -> bool:
    return len(token) == 1 and _HANZI.fullmatch(token) is not None
