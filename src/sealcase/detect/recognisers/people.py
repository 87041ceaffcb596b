"""People: where names stand, and the accounts and postal addresses that labels announce.

Names stand after labels, in salutations and signatures, and before an honorific; who speaks in a chat: see
`speakers`. An organisation where a label expects a person is a merchant. Nothing here knows
names in free prose: what is found here once is found there by propagation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.labels import is_form_word
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.marks import Mark
from sealcase.detect.text.names import (
    ANY_NAME,
    HAN,
    HAN_RUN,
    HONORIFICS,
    LATIN_NAME,
    NAME_WORD,
    PARTICLE,
    SPOKEN_NAME,
    SURNAME,
    han_name_length,
    is_no_name,
    is_organisation,
    is_role,
)
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_HONORIFIC = "|".join(HONORIFICS)
_ZH_SALUTATION = line_pattern(
    rf"(?:尊敬的|亲爱的|敬爱的|您好[,!。 ]?|你好[,!。 ]?)([{HAN}]{{1,4}}?)(?={_HONORIFIC}|[,:!])"
)
_ZH_HONORIFIC = line_pattern(rf"{SURNAME}[{HAN}]{{0,2}}?(?={_HONORIFIC})")
_EN_SALUTATION = line_pattern(
    rf"(?<![A-Za-z])(?:Dear|DEAR|Hi|Hello|Hey|Thanks|Thank you|Regards|Sincerely),? ({SPOKEN_NAME})(?= ?[,:!.\n])"
)
_EN_SIGNATURE = line_pattern(
    r"(?m)^(?:(?:Best|Kind|Warm) )?(?:[Rr]egards|Sincerely|Thanks|Cheers|Yours(?: truly| sincerely)?),?[ \t]*\r?\n"
    rf"[ \t]*({SPOKEN_NAME})[ \t]*$"
)
_EN_SIGNED = line_pattern(
    r"(?m)^[> \t]{0,8}(?:(?:Best|Kind|Warm)(?: [Rr]egards| [Ww]ishes)?|Regards|Sincerely|Cheers"
    rf"|Yours(?: truly| sincerely)?|Many thanks|Thanks(?: and regards)?|Thank you|BR|Rgds),?[ \t]({SPOKEN_NAME})[ \t]*$"
)
"""On the line of the greeting."""
_EN_SIGNATURE_FIELD = line_pattern(
    rf"(?:Signature|SIGNATURE|Signed)[ ]?:[ ]{{0,3}}({SPOKEN_NAME})(?=[ \t]{{2}}|[ \t]*$)"
)
_EN_HONORIFIC = line_pattern(
    rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Prof|MR|MRS|MS|MISS)\.?"
    rf" ({NAME_WORD}(?: (?:{PARTICLE} ){{0,2}}{NAME_WORD}){{0,2}})"
)

_SOMEBODY = re.compile(rf"{SURNAME}(?:{_HONORIFIC}|哥|姐|叔|姨|嫂|总)$")
"""How somebody is called whose trade stands before the name: 建材王哥."""
_NUMBER_BESIDE = re.compile(r"(\d{8,25})[/ |:]{1,3}(?=.)")
"""An account in the cell of whom it belongs to: `33050161582700000123/…公司`."""
_NICKNAME = re.compile(r"(?:昵称|网名)[^\n]{0,4}\Z")
_VALUE_OVER = re.compile(r"[ \t]*(?:[\r\n\t,;|&()\[\]{}<>\"'\x1e]|[\w.\-]{1,40}[=:]|$)")
"""What stands behind the value of a key in a log or form."""

_HOME = line_pattern(
    # A yen sign is what Japanese Windows shows for a backslash.
    r"[/\\¥]{1,2}(?:Users|home)[/\\¥]{1,2}(?!(?:Shared|Public|Default|All Users|user|runner|root|to|dir)(?![\w.\-]))"
    r"([^\s/\\¥:*?\"<>|,;'()\[\]{}&%\ufffe\uffff]{1,64})"
)
_MIN_WEAK_ACCOUNT_CHARS = 6
_ACCOUNT_VALUE = re.compile(r"[^\s,;|<>\"'{}()\[\]&。，、]{2,64}")
_SYSTEM_USERS = frozenset(
    """root admin administrator system nobody guest daemon user users test null none nil true false unknown anonymous
    postgres mysql nginx apache www-data git ubuntu debian sshd invalid default uucp mail ftp news lp bin backup
    operator""".split()  # noqa: SIM905 - a list of words
)
_POCKETS = frozenset(
    """spot funding p2p margin futures earn savings checking current main primary trading cash card credit wallet joint
    isa 现货 合约 资金 理财 余额 零钱 零钱通 余额宝 花呗 杠杆 币币 法币 储蓄卡 信用卡""".split()  # noqa: SIM905 - a list of words
)
"""Which of the person's own accounts it was, as exchanges and banks call them."""
_SUM = re.compile(r"\d+\.\d{1,2}")
"""`账户500.00元`: what came or went, and no account."""
_NO_ACCOUNT = re.compile(
    "请|异常|冻结|注销|锁定|安全|管理|余额|状态|登录|设置|限制|风险|已|未|被|无法|不|问题|信息|类型|等级|正常|存在"
)
"""What a sentence says about an account."""
_CLF_USER = line_pattern(r"(?m)^\S{3,64} \S{1,64} ([A-Za-z][0-9A-Za-z_.@\-]{1,63}) (?=\[\d{1,2}/[A-Z][a-z]{2}/\d{4}:)")
"""Who asked, in the Common Log Format of web servers."""
_SSH_USER = line_pattern(
    r"(?:(?:Accepted|Failed|Postponed) [a-z/\-]{3,32} for (?:invalid user )?|[Ii]nvalid user "
    r"|(?:opened|closed) for user )(?=([A-Za-z][0-9A-Za-z_.@\-]{1,63})(?: |$|\())"
)
"""Who logs in, as OpenSSH and PAM write it."""
_USER_PART = re.compile(r"://[^\s/:@]{0,64}:\Z")
_LOGIN = re.compile(rf"(?=.*[0-9_@.])[!-~]{{6,}}(?=[{HAN}])")
"""A login name, and what the sentence goes on with."""
_VERB_BEFORE = re.compile(r" (?:is|was):? \Z")
_ADDRESS_VALUE = re.compile(r"[^\n\r\t;|<>\"{}]{4,160}")
_ADDRESS_END = re.compile(
    rf"[\s,]*[^\s,，]*=|(?<=[{HAN}0-9])\)(?![^(]*\))|[。;]"
    r"|[,、 ](?=(?:联系)?(?:电话|手机|微信|邮箱|邮编|订单|卡号|身份证|收货人|收件人|姓名))"
    rf"|(?<=[{HAN}0-9A-Z]),(?=[{HAN}])(?![^,。;\n]{{0,24}}?[省市区县镇乡村路街巷弄道号栋幢座楼层室单元苑园城厦])"
)
"""In a log's `address=… port=…` the next key; in a sentence its end, or the bracket in which the address stands."""
_STREET = re.compile(rf"\d.*[{HAN}]|[{HAN}]{{4}}|[A-Za-z]{{3,}}.*\b\d{{1,5}}\b|\b\d{{1,5}}\b,? [A-Za-z]{{3,}}")


def find_people(passage: Passage) -> Iterator[Hit]:
    """Yield names, accounts and postal addresses."""
    for mark in passage.marks:
        if mark.entity == "PERSON":
            yield from _labelled_name(passage.text, mark)
        elif mark.entity == "ACCOUNT":
            yield from _account(passage.text, mark)
        elif mark.entity == "LOCATION":
            yield from _address(passage.text, mark)
    yield from _addressed(passage)
    for pattern in (_CLF_USER, _SSH_USER):
        for match in passage.matches(pattern):
            if match[1].lower() not in _SYSTEM_USERS:
                yield make_hit("ACCOUNT", *match.span(1), Band.LIKELY, "log-user", match[1])
    for match in passage.matches(_HOME):
        yield make_hit("ACCOUNT", *match.span(), Band.LIKELY, "home-directory", match[1])


def _person(text: str, start: int, end: int, band: Band, rule: str) -> Iterator[Hit]:
    value = text[start:end].rstrip(" ,-")
    # A form's next label stands where a name was expected, once a box hides the name: `联系人：██，电话`.
    if any(char.isalpha() for char in value) and not is_form_word(value):
        yield make_hit("PERSON", start, start + len(value), band, rule, " ".join(value.split()))


# ------------------------------------------------------------------------------------- after labels
def _labelled_name(text: str, mark: Mark) -> Iterator[Hit]:
    value = text[mark.start : mark.end].strip()
    start = mark.start + text[mark.start : mark.end].index(value)
    if mark.whole and not mark.weak:
        yield from _whole_cell(value, start)
    elif (han := HAN_RUN.match(text, start, mark.end)) is not None:
        yield from _han_name(text, han, mark)
    elif (latin := LATIN_NAME.match(text, start, mark.end)) is not None:
        yield from _latin_name(text, latin, mark)
    elif mark.joined and not mark.weak:
        other = ANY_NAME.match(text, start, mark.end)
        if other is not None and not is_no_name(other[0]):
            yield from _person(text, other.start(), other.end(), Band.REVIEW, "name-label")


def _whole_cell(value: str, start: int) -> Iterator[Hit]:
    """A cell under a person's header is that person, whatever it looks like."""
    # No name begins as what goes on behind another value: `", "uid`, once a box hides the value.
    beside = value[:1] in ",:;{}[]" or (len(value) == 1 and value.isascii())
    if any(char.isalpha() for char in value) and not beside and not is_no_name(value):
        number = _NUMBER_BESIDE.match(value)
        if number is not None and is_organisation(value):  # else both are somebody's, and go together
            yield make_hit("ACCOUNT", start, start + number.end(1), Band.CERTAIN, "account-beside-name", number[1])
            start, value = start + number.end(), value[number.end() :]
        trade = is_organisation(value) and _SOMEBODY.search(value) is None
        entity = "MERCHANT" if trade else "PERSON"
        yield make_hit(entity, start, start + len(value), Band.CERTAIN, "name-label", " ".join(value.split()))


def _han_name(text: str, match: re.Match[str], mark: Mark) -> Iterator[Hit]:
    start, run = match.start(1), match[1]
    if mark.joined and is_organisation(run):
        yield make_hit("MERCHANT", start, start + len(run), Band.LIKELY, "merchant-label", run)
        return
    run = run.partition("(")[0]
    for honorific in HONORIFICS:
        if (cut := run.find(honorific)) > 0:
            run = run[:cut]
    if not is_no_name(run):
        length = han_name_length(run, sure=mark.joined and not mark.weak)
        if not length or _NICKNAME.search(text, max(0, start - 8), start) is not None:
            length = max(length, _nickname_length(text, run, mark))
        band = Band.CERTAIN if mark.joined and "*" not in run else Band.LIKELY
        yield from _person(text, start, start + length, band, "name-label")


def _nickname_length(text: str, run: str, mark: Mark) -> int:
    """Return how much of a run is a nickname: all, where a colon or equals sign announces it and a mark ends it."""
    announced = (
        text[max(0, mark.start - 8) : mark.start].rstrip(" \t\"'`\\[(")[-1:] in {":", "=", ">"}
        if not mark.weak
        else False
    )
    start = text.index(run, mark.start)
    return len(run) if announced and _VALUE_OVER.match(text, start + len(run)) else 0


def _latin_name(text: str, match: re.Match[str], mark: Mark) -> Iterator[Hit]:
    follows = text[match.end() : match.end() + 1]
    # `Jane Doejane@example.com`: the last word is the beginning of something else.
    name = match[0].rpartition(" ")[0] if follows and follows in r"/\=@_" else match[0]
    if len(name) < 2 or is_no_name(name):
        return
    if (mark.weak or not mark.joined) and (len(name.split()) < 2 or follows == "("):
        return
    if is_organisation(name):
        yield make_hit("MERCHANT", match.start(), match.start() + len(name), Band.LIKELY, "merchant-label", name)
    else:
        band = Band.CERTAIN if mark.joined else Band.LIKELY
        yield from _person(text, match.start(), match.start() + len(name), band, "name-label")


# ---------------------------------------------------------------------------------------- addressed
def _addressed(passage: Passage) -> Iterator[Hit]:
    """Names that somebody is addressed by, or signs with."""
    text = passage.text
    patterns = (
        (_EN_SALUTATION, "name-salutation"),
        (_EN_SIGNATURE, "name-signature"),
        (_EN_SIGNED, "name-signature"),
        (_EN_SIGNATURE_FIELD, "name-signature"),
        (_EN_HONORIFIC, "name-honorific"),
        (_ZH_SALUTATION, "name-salutation"),
    )
    for pattern, rule in patterns:
        for match in passage.matches(pattern):
            if not is_no_name(match[1]) and not is_role(match[1]):
                yield from _person(text, match.start(1), match.end(1), Band.LIKELY, rule)
    for match in passage.matches(_ZH_HONORIFIC):
        yield from _person(text, match.start(), match.end(), Band.REVIEW, "name-honorific")


# ----------------------------------------------------------------------------- accounts, addresses
def _account(text: str, mark: Mark) -> Iterator[Hit]:
    match = _ACCOUNT_VALUE.match(text, mark.start, mark.end)
    if match is None:
        return
    value = match[0].rstrip(".,:")
    if not value.isascii() and (login := _LOGIN.match(value)) is not None:
        value = login[0]
    digits = any(char.isdigit() for char in value)
    strong = (
        not mark.weak
        or mark.whole
        or _is_users_key(text, mark, value)
        or (digits and value.isascii() and len(value) >= _MIN_WEAK_ACCOUNT_CHARS)
    )
    if not mark.joined and not value.isascii():  # `账户尾号8812于11月24日支付`: the sentence goes on
        return
    if not (digits or mark.joined) or not strong:
        return
    if not digits and _VERB_BEFORE.search(text, max(0, match.start() - 8), match.start()):
        return  # `my account was locked`
    if _USER_PART.search(text, max(0, match.start() - 80), match.start()) is not None:
        return  # `https://user:`, and behind it a password, which `tokens` looks at
    if value.lower() in _POCKETS or (not digits and _NO_ACCOUNT.match(value)) or _SUM.fullmatch(value):
        return
    if len(value) >= 2 and not is_no_name(value) and any(char.isalnum() for char in value) and "*" not in value:
        yield make_hit("ACCOUNT", match.start(), match.start() + len(value), Band.LIKELY, "account-label", value)


def _is_users_key(text: str, mark: Mark, value: str) -> bool:
    """Whether a log says who it was by a key (`user=alice`), and that is no part of the system."""
    named = value.isascii() and value[0].isalpha()  # `uid=10037` is a process's
    return named and text[mark.start - 1 : mark.start] == "=" and value.lower() not in _SYSTEM_USERS


def _address(text: str, mark: Mark) -> Iterator[Hit]:
    match = _ADDRESS_VALUE.match(text, mark.start, mark.end)
    if match is None:
        return
    # In a log's `address=… port=…` the address ends where the next key begins.
    value = match[0].strip() if mark.whole else _ADDRESS_END.split(match[0], maxsplit=1)[0].strip()
    start = match.start() + match[0].index(value)
    postal = mark.whole or not mark.weak or _STREET.search(value) is not None
    if (
        sum(char.isalpha() for char in value) < 2
        or value.startswith(("0x", "http"))
        or not value[0].isalnum()
        or not postal
    ):
        return
    if mark.joined or any(char.isdigit() for char in value):
        yield make_hit("LOCATION", start, start + len(value), Band.LIKELY, "address-label", value)
