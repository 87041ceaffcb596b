"""Secrets that are told: passwords, PINs and keys in sentences and on command lines, where no label ends in a colon.

`密码Abc12345`, `I changed the password to …`, `the code they sent was …`, `curl -u name:password`. What stands between
the word and the value is a closed list of small words, so that rules for passwords (`密码8-16位`) and counts of codes
are left alone. Everything here is of tier secret: in doubt a value is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sealcase.detect.recognisers.seed_words import words_of
from sealcase.detect.recognisers.telling import NOT_A_COUNT, NOT_WHEN, between, han_between
from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_HAN_PASSWORD = line_pattern(
    rf"(?:密码|口令|暗号|密钥)[ \t]{{0,2}}{han_between(6)}[:=]?[ \t]{{0,2}}[\"'“]?(?=([!-~]{{4,64}}))"
)
_HAN_PIN = line_pattern(
    rf"密码[ \t]{{0,2}}\(?{han_between(6)}(?:[六四八]位|[468]位数?|数字|是|为){{0,2}}[ :]{{0,2}}"
    rf"(?=(\d{{4,8}}){NOT_A_COUNT})"
)
_HAN_PASSWORD_LATER = line_pattern(r"密码[^\d\n:,;。!?\ufffe\uffff]{1,16}:[ \t]{0,2}[\"'“]?(?=([!-~]{5,64}))")
"""`支付密码我写在备忘录里：…`."""
_HAN_WATCHWORD = line_pattern(
    '(?:口令|暗号)[ \t]{0,2}(?:是|为|就是|:)[ \t]{0,2}["“]?(?=([\u4e00-\u9fff]{2,8})(?![\u4e00-\u9fff]))'
)
_ANSWER = line_pattern(
    r"(?:密保|安全问题|(?i:security question))[^\n]{1,60}?(?:答案|(?i:answer))[ \t]{0,2}(?:是|为|[:=]|is|was)[ \t]{0,2}"
    r"(?=([^\s,;，。；\ufffe\uffff]{1,40}))"
)
_PIN = line_pattern(
    rf"(?<![0-9A-Za-z_])(?:PIN|pin|Pin)(?:[ ]?码)?(?:{between(7)}|[ ]?[\u4e00-\u9fff]{{1,8}})"
    rf"(?:[ ]no\.?)?{NOT_WHEN}[ \t]{{0,2}}(?:是|为|[:=#(\-])?[ \t]{{0,2}}(?=(\d{{4,8}}){NOT_A_COUNT})"
)
_SETUP_KEY = line_pattern(
    r"(?i:(?<![a-z])(?:(?:authenticator|2fa|mfa|totp|two[ \-]factor|google auth)(?: [a-z]{2,12}){0,3}?"
    rf" (?:key|secret|seed)|(?:set[ \-]?up|manual entry|totp) (?:key|secret|code))){between(4)}[ :=]{{1,2}}"
    r"(?=((?:[A-Z2-7]{4}[ \-]?){4,16}(?![0-9A-Za-z])|(?:[a-z2-7]{4}[ \-]?){4,16}(?![0-9A-Za-z])))"
)
"""What an authenticator makes its codes from: base32 in groups of four (RFC 6238, RFC 4648 section 6)."""
_SPELLED_AGAIN = re.compile(r"[\s,]{0,3}\(?(?:or|also|i\.e\.)[ ](?=((?:[A-Za-z2-7]{4}[ \-]?){4,16})(?![0-9A-Za-z]))")
_DRAWN = line_pattern(
    rf"(?:(?i:(?<![a-z])(?:unlock|lock[ \-]?screen|swipe|screen)[ ]pattern){between(4)}[ :]{{1,2}}"
    r"|(?:解锁|锁屏|手势)(?:图案|密码|手势)[^\d\n\ufffe\uffff]{0,8})"
    rf"(?=([1-9](?:[ ]?[\-–→>][ ]?[1-9]){{3,8}}|\d{{4,9}}{NOT_A_COUNT}))"
)
"""A phone's pattern, as the numbers of its dots."""
_TOLD_PASSWORD = line_pattern(
    r"(?i:(?<![a-z])(?:password|passphrase|passcode|passwd|pwd))"
    rf"(?:(?:[ ][A-Za-z']{{1,12}}){{0,4}}?[ ](?i:is|was|to|as|it's)[ :]{{1,2}}"
    rf"|{between(6)}(?:[ ]?:[ ]?|{NOT_WHEN}[ ]))[\"'“]?"
    r"(?=([!-~]{5,64}))"
)
_QUOTED_PASSWORD = line_pattern(
    r"(?i:(?<![a-z_\-])(?:pass ?phrase|password|passwd|pwd|pw))(?i: (?:is|was|of))?[ :]{1,2}[\"“']"
    r"(?=([^\"“”'\n\ufffe\uffff]{4,80})[\"”'])"
)
_QUOTED_BEFORE = line_pattern(
    r"[\"“](?=([^\"“”\n\ufffe\uffff]{4,64})[\"”][ ]?\((?i:(?:the |my )?(?:pass ?phrase|pass ?word|pin))\))"
)
"""`"pineapple99" (passphrase)`."""
_MEMORABLE = line_pattern(
    r"(?i:(?<![a-z])(?:memorable (?:word|name|place|date|information|info)|mother'?s maiden name"
    r"|(?:security|secret) (?:answer|word|number)"
    r"|telephone (?:banking )?(?:security )?(?:number|pin|password)|safe ?word|code ?word"
    r"|(?:extra|hidden|13th|25th) word))(?i: (?:is"
    r"|was))?[ :]{1,3}[\"“']?"
    r"(?=([0-9A-Za-z][0-9A-Za-z\-]{2,32})(?![0-9A-Za-z]))"
)
"""What a bank asks on the phone."""
_SECURITY_ANSWER = line_pattern(
    r"(?i:(?<![a-z])(?:(?:security|secret) (?:question )?answer|(?:security|verification|anti[ \-]?phishing) phrase)"
    r"|(?<![a-z])answers? (?:to|for)"
    r" (?:the|my|your|that|his|her) (?:security|secret) question)(?i: (?:is|was))?[ ]?:[ ]{0,2}[\"“']?"
    r"(?=([^\s\ufffe\uffff][^\n.;\ufffe\uffff]{1,60}))"
)
_CARD_CODE = r"[0-9A-Z]{4,6}(?:-[0-9A-Z]{4,6}){2,5}(?![0-9A-Za-z\-])"
_GIFT_CODE = line_pattern(
    r"(?i:(?<![a-z])(?:codes?|pin|voucher|serial|(?:gift|steam|itunes|apple|google play|amazon|razer) cards?)"
    rf"|卡密|兑换码|卡号密码|充值码)(?: ?(?i:number|no\.?)|是|为)?{between(3)}[ :：]{{1,3}}"
    rf"(?=({_CARD_CODE}(?:(?:,|;|,? and)[ ]{_CARD_CODE}){{0,9}}))"
)
"""The code of a gift card: whoever reads it has the money."""
_BESIDE_PASSWORD = line_pattern(r"(?i:(?<![a-z_\-./])(?:pw|pwd|pword|pass|passwd|password))[ ]{1,2}(?=([!-~]{6,64}))")
_PASSWORD_WORD = re.compile(r"密码|口令|(?i:(?<![a-z])(?:pass(?:word|code|phrase)|pwd|pin)(?![a-z]))")
_WORD_REACH_CHARS = 48


def _is_about_passwords(text: str, position: int) -> bool:
    """Whether the line has a word for passwords shortly before a place."""
    before = text[max(0, position - _WORD_REACH_CHARS) : position].rpartition("\n")[2]
    return _PASSWORD_WORD.search(before) is not None


_ANOTHER = line_pattern(
    r"(?:(?:之前|原来|以前|原先|旧的|老的|现在|后来|最后|新的)(?:的|又|那个|设的?){0,2}(?:是|说是|改[成为]|换[成为])"
    r"|(?<=[现在后来就给])(?:改[成为]|换成)"
    r"|(?i:(?<![a-z])(?:old|new|other|current|previous)(?: one| pin)?(?: is| was)?|(?<![a-z])(?:from|to)))"
    r"[ \t:]{0,2}[\"'“]?"
    rf"(?=(\d{{4,8}}{NOT_A_COUNT}|(?=[!-~]*[A-Za-z])[!-~]{{4,32}}))",
    place=_is_about_passwords,
)
"""A second one: `密码…之前是 198765`, `… to Falcon99!`, where the line has a word for passwords before it."""
_LOGIN_PAIR = line_pattern(
    r"(?:(?i:(?<![a-z])log ?ins?|credentials?|creds|sign[ \-]in)|账密|账[号户]密码|用户名密码)"
    r"[ \t]{0,2}[:=是为][ \t]{0,2}[^\s/|,:]{2,64}[ \t]{0,2}[/|,:][ \t]{0,2}(?=([!-~]{4,64}))"
)
_BEHIND_MAIL = line_pattern(
    r"@[0-9A-Za-z.\-]{3,64}\.[A-Za-z]{2,12}[ \t]{0,2}[ |,;\t][ \t]{0,2}"
    r"(?=((?=[!-~]*[A-Za-z])(?=[!-~]*\d)[!-~]{6,64}))"
)
"""`name@example.com Tulip-2291`, where somebody was asked how to log in."""
_LOGIN_WORD = re.compile(
    r"(?i)(?<![a-z])(?:log ?in|sign in|credentials|creds|pass(?:word|code)?|pw|pwd)(?![a-z])|密码|登录|账密"
)
_ORDER_LIKE = re.compile(r"[A-Z]{1,5}-?\d{6}")
_LOGIN_REACH_CHARS = 160
_PASSCODE = line_pattern(
    r"(?i:(?<![a-z])(?:passcode|(?:alarm|door|gate|safe|vault|locker|entry|garage|house) code))"
    rf"{between(6)}{NOT_WHEN}[ ]?[:=]?[ ]{{0,2}}(?=(\d{{4,10}}){NOT_A_COUNT})"
)
_OPTION = line_pattern(
    r"(?<![0-9A-Za-z\-])--?(?:password|passwd|passphrase|pass|pwd|token|access-token|api-?key|secret"
    r"|secret-key)[ =][\"']?"
    r"(?=([^\s\"'\-$<{][^\s\"']{3,256}))"
)
_USER_OPTION = line_pattern(
    r"(?<![0-9A-Za-z\-])(?:-u|--user|--proxy-user)[ =]?[\"']?(?=([^\s:\"'/]{1,64}:[^\s\"'$<{/][^\s\"']{0,128}))"
)
_CLIENT_OPTION = line_pattern(
    r"(?<![0-9A-Za-z])(?:mysql|mysqldump|mysqladmin|sshpass)(?:[ ][^\s]{1,64}){0,6}?[ ]-p(?=([^\s\"'$]{4,64}))"
)
_COOKIE_OPTION = line_pattern(r"(?<![0-9A-Za-z\-])(?:-b|--cookie)[ =]?[\"'](?=([^\s\"'=]{1,64}=[^\"'\n]{4,2048}))")
_TOKEN_BESIDE = line_pattern(
    r"(?i:(?<![a-z])(?:token|api[ _\-]?key|secret(?:[ _\-]?key)?|access[ _\-]?key|令牌))[\"']?[ ,]{1,3}[\"']?"
    r"(?=([0-9A-Za-z_\-/+.]{16,256}={0,2})(?![0-9A-Za-z_\-/+]|[\"']?[ ]?:))"
)
_KEY_PAIR = line_pattern(
    r"(?:AKIA|ASIA)[0-9A-Z]{16}[^0-9A-Za-z\n\ufffe\uffff]{1,16}(?=([0-9A-Za-z/+]{40})(?![0-9A-Za-z/+=]))"
)
"""Amazon's secret key beside the key's id, as the console shows them."""
_CVV = line_pattern(
    r"(?i:(?<![a-z])(?:cvv2?|cvc2?|cvn2?))(?:[ ]?码|[ ](?i:code|number|no\.?))?[ \t]{0,2}"
    r"(?:是|为|is|was|[:=#(\-])?[ \t]{0,2}(?=(\d{3,4})(?![0-9A-Za-z]|[.,]\d))"
)
_CARD_BACK = line_pattern(
    r"(?:(?:卡?背面|卡后面|签名栏|安全码)[^\d\n。\ufffe\uffff]{0,16}"
    r"|(?<![号码单机])[后末]三[位码](?:数字?)?(?:是|为|:)?[ ]?)"
    r"(?=(\d{3,4})(?![0-9A-Za-z]|[.,]\d))"
    r"|(?i:(?:security code|(?:3|three)[ \-](?:digits?|numbers?)(?: code| number)?)"
    r"(?: (?:on|at|of|the|my|card|back|is|was|are|behind)){1,8})[ :,(]{1,3}"
    r"(?=(\d{3,4})(?![0-9A-Za-z]|[.,]\d))"
)
_GLUED_WORDS = line_pattern(r"(?<![0-9A-Za-z])[A-Za-z]{36,192}(?![0-9A-Za-z])")
_MIN_PHRASE_WORDS = 12
_MAX_CACHED_RUNS = 1024
_NO_VALUE = re.compile(r"[A-Za-z]+\W*|[\W_]+|https?:.*|\d{1,3}", re.DOTALL)
_ALGORITHM = re.compile(r"(?i)(?:sha|md|base|aes|argon|utf|scram)[0-9A-Za-z\-]{1,12}")
_NO_ANSWER = frozenset("for the and was has had can may will must should not that which from with".split())  # noqa: SIM905 - a list of words
_NO_WATCHWORD = re.compile("错误|不正确|正确|已|未|请|为空|不|必须|修改|重置|忘记|输入|什么|多少|红包|领取")
_COUNT = re.compile(r"(?:\d{1,2}|\d{1,2}-\d{1,2})[ ]?(?:位|个|次|分|天|小时|秒|元|年|月|日|字)")
_TRAILING = ",;.!?)]}>\"'"


def find_told(passage: Passage) -> Iterator[Hit]:
    """Yield secrets that sentences and command lines tell."""
    for pattern, entity, rule in (
        (_PIN, "PASSWORD", "pin-told"),
        (_DRAWN, "PASSWORD", "pattern-told"),
        (_QUOTED_BEFORE, "PASSWORD", "password-told"),
        (_HAN_PIN, "PASSWORD", "pin-told"),
        (_PASSCODE, "PASSWORD", "pin-told"),
        (_ANSWER, "PASSWORD", "answer-told"),
        (_SECURITY_ANSWER, "PASSWORD", "answer-told"),
        (_OPTION, "PASSWORD", "secret-option"),
        (_USER_OPTION, "PASSWORD", "secret-option"),
        (_CLIENT_OPTION, "PASSWORD", "secret-option"),
        (_COOKIE_OPTION, "COOKIE", "cookie-option"),
        (_KEY_PAIR, "TOKEN", "key-pair"),
        (_CVV, "CARD_SECURITY_CODE", "cvv-told"),
        (_GIFT_CODE, "PAYMENT_CODE", "gift-card"),
    ):
        for match in passage.matches(pattern):
            yield make_hit(entity, *match.span(1), Band.LIKELY, rule, re.sub(r"(?<=\d)[ \-](?=\d)", "", match[1]))
    for match in passage.matches(_CARD_BACK):
        group = 1 if match[1] else 2
        yield make_hit("CARD_SECURITY_CODE", *match.span(group), Band.LIKELY, "cvv-told", match[group])
    yield from _passwords(passage)
    for match in passage.matches(_TOKEN_BESIDE):
        if any(map(str.isdigit, match[1])) and any(map(str.isalpha, match[1])):
            yield make_hit("TOKEN", *match.span(1), Band.LIKELY, "token-told", match[1])
    yield from _setup_keys(passage)
    for match in passage.matches(_GLUED_WORDS):
        words = _list_words(match[0].lower())
        if len(words) >= _MIN_PHRASE_WORDS:
            yield make_hit("SEED_PHRASE", *match.span(), Band.CERTAIN, "seed-glued", " ".join(words))


def _setup_keys(passage: Passage) -> Iterator[Hit]:
    """Yield the keys of authenticators, also in a second spelling behind the first."""
    for match in passage.matches(_SETUP_KEY):
        again = _SPELLED_AGAIN.match(passage.text, match.end(1))
        for found in (match, again) if again else (match,):
            value = found[1].rstrip(" -")
            if any(map(str.isdigit, value)):  # else it may be words of four letters
                start = found.start(1)
                yield make_hit("TOKEN", start, start + len(value), Band.LIKELY, "setup-key-told", value)


def _passwords(passage: Passage) -> Iterator[Hit]:
    for match in passage.matches(_HAN_WATCHWORD):
        if _NO_WATCHWORD.search(match[1]) is None:
            yield make_hit("PASSWORD", *match.span(1), Band.LIKELY, "password-told", match[1])
    for match in passage.matches(_MEMORABLE):
        if match[1].lower() not in _NO_ANSWER:
            yield make_hit("PASSWORD", *match.span(1), Band.LIKELY, "answer-told", match[1])
    for match in passage.matches(_QUOTED_PASSWORD):
        if " " in match[1] or any(map(str.isdigit, match[1])):
            yield make_hit("PASSWORD", *match.span(1), Band.LIKELY, "password-told", match[1])
    yield from _mixed_passwords(passage)


def _mixed_passwords(passage: Passage) -> Iterator[Hit]:
    """Yield what stands behind a word for passwords and looks like one: some digit, and no count or algorithm."""
    for pattern in (
        _HAN_PASSWORD,
        _HAN_PASSWORD_LATER,
        _TOLD_PASSWORD,
        _BESIDE_PASSWORD,
        _LOGIN_PAIR,
        _ANOTHER,
        _BEHIND_MAIL,
    ):
        for match in passage.matches(pattern):
            if pattern is _ANOTHER and not _is_about_passwords(passage.text, match.start()):
                continue
            if pattern is _BEHIND_MAIL:
                begin = max(0, match.start() - _LOGIN_REACH_CHARS)
                asked = _LOGIN_WORD.search(passage.text, begin, match.start()) is not None
                if not asked or _ORDER_LIKE.match(match[1]):
                    continue
            value = match[1].rstrip(_TRAILING)
            counted = _COUNT.match(passage.text, match.start(1))
            if (
                counted is None
                and len(value) >= 4
                and any(map(str.isdigit, value))
                and _NO_VALUE.fullmatch(value) is None
                and _ALGORITHM.fullmatch(value) is None
            ):
                start = match.start(1)
                yield make_hit("PASSWORD", start, start + len(value), Band.LIKELY, "password-told", value)


@lru_cache(maxsize=_MAX_CACHED_RUNS)
def _list_words(run: str) -> list[str]:
    """Return the words of BIP-39's English list (3 to 8 letters) that make up all of a run, if they do."""
    best: list[list[str] | None] = [[]] + [None] * len(run)
    for end in range(3, len(run) + 1):
        for start in range(max(0, end - 8), end - 2):
            words = best[start]
            if words is not None and run[start:end] in words_of("english"):
                best[end] = [*words, run[start:end]]
                break
    return best[-1] or []
