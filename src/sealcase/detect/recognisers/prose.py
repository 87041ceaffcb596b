"""Names in English prose, where no label shows them: lists of names, and what stands around a name.

A name in a sentence is capitalised words of which one is on a list of given or family names
(`namelists/`), or what follows `my name is` and the like. A single word that is also an ordinary word
(Will, Price) is none; nor is an interface's own word. On a picture and in lines that are no prose it takes
a given and a family name together. All of this is a guess: no more than `likely`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sealcase.detect.text.latin_names import is_listed, is_ordinary, plain
from sealcase.detect.text.lines import by_shape, line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

MAX_NAME_WORDS = 4
_MIN_SENTENCE_SPACES = 5
"""How many spaces a row of a picture has that is a sentence, and no heading or button."""
_MAX_CACHED_WORDS = 16_384
_MAX_ENDING_CHARS = 40
"""How much of a word is looked at for how it ends."""
_MIN_SINGLE_CHARS = 4
_LETTER = "A-Za-z\u00c0-\u024f"
_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de" + "".join(char for char in map(chr, range(0x100, 0x180)) if char.isupper())
_CAPITALISED = rf"(?:[DLO]['’`´])?[{_UPPER}][{_LETTER}]+(?:['’\-][{_LETTER}]+)*"
_INITIAL = rf"[{_UPPER}]\.?(?![{_LETTER}])"
_PARTICLE = r"(?:de|da|del|della|di|van|von|der|den|bin|ibn|al|el|la|le|dos|das|du|y|ter|ten)"
_NAME = re.compile(
    rf"(?<![0-9{_LETTER}_@/.\-]){_CAPITALISED}"
    rf"(?:[ \t]{{1,2}}(?:{_CAPITALISED}|{_INITIAL}|{_PARTICLE}(?=(?:[ \t]{_PARTICLE}){{0,2}}[ \t][{_UPPER}]))){{0,7}}"
    rf"(?![0-9_@/])"
)
_WORD = re.compile(rf"[{_LETTER}][{_LETTER}'’.\-]*")
_GIVEN_AS = (
    r"(?i:my (?:first |last |full )?name(?: is|'s)|last name\?|first name\?|what's your name\?|(?:calls?|called) me)"
    r"[ \t]+"
)
_NAMED = (
    r"(?i:(?<![a-z])(?:named|naming|call(?:s|ed)?|rename|change it to|under the name(?: of)?|known as)"
    r"(?: him| her| them)?)[ \t]+"
)
_FULL_NAME = rf"{_CAPITALISED}(?:[ \t](?:{_CAPITALISED}|{_INITIAL}|{_PARTICLE})){{0,3}}"
_INTRODUCED = (
    line_pattern(rf"{_GIVEN_AS}({_FULL_NAME})"),
    line_pattern(rf"{_GIVEN_AS}([a-z]{{3,}}(?: (?:[a-z] )?[a-z]{{4,}})?)(?=[ \t]*(?:[.,!?\n]|\Z))"),
    line_pattern(rf"{_NAMED}({_FULL_NAME})"),
    line_pattern(rf"(?i:this is|i am|i'm|name on the account\??|user:)[ \t]+({_FULL_NAME})"),
    line_pattern(
        rf"(?i:(?<![a-z])(?:name|from|to|by|for|payee|payer|beneficiary|recipient|sender):?)[ \t]"
        rf"((?:[{_UPPER}]\.?[ ]){{1,2}}{_CAPITALISED})"
    ),
)
"""Who says their own name, in capitals or not; and what a capitalised name follows."""
_PAID_IN_CAPITALS = line_pattern(
    r"(?i:(?<![a-z])(?:to|from|by|payee|payer):?(?: (?:mr|mrs|ms|miss|dr)\.?)?)[ ]"
    r"(?=((?:[A-Z]{2,}[ ]){1,3}[A-Z]{2,})(?![0-9A-Za-z]))"
)
"""Who was paid, as a bank's messages write it."""
_SAYS = (
    r"said|says|told|asked|asks|wrote|writes|replied|answered|lives|lived|called|spent|began|thinks|wants|knows"
    r"|had given|has given|can I|could you|has been|is from|is a \d|will be talking|lives at|explained|explains"
    r"|shouted|claims|claimed"
    r"|employs|thanked|called me|sent me|paid me|transferred|as a beneficiary|from the will|version recorded"
)
_CUES = (
    r"said|says|told|asked|met|named|named (?:him|her)|assistant to|directed by|written by|friend|colleague"
    r"|brother|sister|husband|wife|son|daughter|mother|father|boss|uncle|aunt|thank|[Bb]y|[Pp]roducer"
    r"|[Ss]ongwriter|[Ss]inger|[Aa]uthor"
    r"|[Aa]ctor|[Aa]ctress|[Dd]irector|[Aa]rtist|[Mm]anager|[Tt]eacher|[Dd]octor|[Ll]awyer|[Ll]andlord"
    r"|[Nn]eighbou?r|[Cc]olleague|[Cc]ousin"
    r"|[Kk]id|[Nn]iece|[Nn]ephew|[Gg]randm(?:a|other)|[Gg]randfather|[Bb]oyfriend|[Gg]irlfriend|fianc[eé]e?"
    r"|[Pp]artner|[Ff]ollow up with"
    r"|[Ss]tarring|called|under|including|[Mm]essaged|[Ee]mailed|[Cc]alled|[Pp]aid|[Aa]sked for|[Cc]ontact|[Aa]ttn"
    r"|[Ss]igned|[Rr]egards"
)
_BEFORE_NAME = re.compile(rf"\b(?:{_CUES}):?[ \t]+\Z")
_VOCATIVE = re.compile(r", \Z")
_CALLED_OUT = re.compile(r"[!?](?:\s|\Z)|, (?:you|we|I|please|can|could|it)\b")
_TITLE_BEFORE = re.compile(r"(?<![A-Za-z])(?i:mrs?|ms|miss|dr|prof|sir|rev|capt|mx)\.?[ \t]{1,2}\Z")
_LETTERS_AFTER = re.compile(r",?[ \t](?:MD|M\.D\.|PhD|Ph\.D\.|DDS|DVM|RN|CPA|Esq|Jr|Sr|II|III|IV)\b\.?")
_AFTER_NAME = re.compile(rf"(?:,? (?:{_SAYS})\b|: ?[\"“]|[ \t]*\((?:he|she|they)/)")
_AND = re.compile(r", (?:and )?| and | & | or ")
CHAT_HEAD = re.compile(
    r"\[?\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}, \d\d?:\d\d(?::\d\d)?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?\]?"
    r"(?: - )?[ ]?[^:\n]{1,40}: "
)
"""Who says it and when, in WhatsApp's exports, before what is said; in a line or its shape."""
_LINE_START = re.compile(r"^[ \t>*?\-]*\Z")
_PAIR_ENDING = re.compile(
    r"[a-z]{3,}(?:sen|son|ian|yan|ez|ek|ak|ic|ini|elli|etti|ucci|aux|eau|huis|dijk|poulos|idis|iya)\Z"
)
"""How family names end where ordinary words do, too: they take a given name before them."""
_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxrzcswy]|zh|ch|sh|ts|tz|ng|kw|gw)?"
    r"(?:[aeiou]|ai|ei|ao|ou|au|oi|ui|iu|eu|ia|ie|iao|ua|uo|uai|ue|ee|oo)(?:n|ng|m|p|t|k|h)?"
)
"""A syllable as Chinese names are written in Latin letters, in Mandarin and Cantonese."""
_PROSE = re.compile(
    r"(?<![A-Za-z])(?:the|is|are|was|to|i|I|my|you|your|and|for|of|at|said|says|he|she|his|her|has|had|have|a|an"
    r"|in|on|from"
    r"|with|me|we|it|that|please|can|about)(?![A-Za-z])|[a-z]['’]s [a-z]{3}"
)


def find_prose_names(passage: Passage) -> Iterator[Hit]:
    """Yield names in the English prose of a passage."""
    text = passage.text
    for pattern in _INTRODUCED:
        for match in passage.matches(pattern):
            capitals = match[1].isupper() and " " not in match[1]  # an abbreviation, as in `called LC`
            if not capitals and not any(map(is_ordinary, match[1].split()[:2])):
                yield _hit(text, *match.span(1), Band.LIKELY)
    for match in passage.matches(_PAID_IN_CAPITALS):
        words = [_word(word) for word in match[1].split()]
        foreign = all(_SYLLABLE.fullmatch(word.plain) for word in words)
        if not any(word.ordinary for word in words) and (words[0].given or foreign):
            yield _hit(text, *match.span(1), Band.LIKELY)
    names_in = _names_in_form if passage.form else _names_in
    for position, names in passage.lines.found(names_in):
        for start, end, band in names:
            yield _hit(text, position + start, position + end, band)


Place = tuple[int, int, Band]
"""Where a name begins and ends in its line, and how sure that is."""


@by_shape
def _names_in(line: str) -> tuple[Place, ...]:
    """Return the names in a line, whatever its digits are."""
    said = CHAT_HEAD.match(line)
    begun = said is not None or not line[:1].isdigit()
    prose = begun and "=" not in line and _PROSE.search(line, said.end() if said else 0) is not None
    return tuple(_names_of(line, prose=prose))


def _names_in_form(line: str) -> tuple[Place, ...]:
    """Return the names in a row of a picture: of a screen's own words, unless it is a sentence."""
    prose = line.count(" ") >= _MIN_SENTENCE_SPACES and _PROSE.search(line) is not None
    return tuple(_names_of(line, prose=prose))


def _names_of(line: str, *, prose: bool) -> Iterator[Place]:
    last_end, doubtful = -1, (0, 0)
    for match in _NAME.finditer(line):
        names = list(_in_sequence(line, match, prose=prose))
        # `Rudi, Jackson and Campos`: who is listed beside a name is one.
        word = _word(match[0])
        if not names and prose and " " not in match[0] and (word.family or word.given or not word.ordinary):
            if last_end >= 0 and _AND.fullmatch(line, last_end, match.start()):
                names = [(*match.span(), Band.REVIEW)]
            doubtful = match.span()
        elif names and doubtful[1] and _AND.fullmatch(line, doubtful[1], names[0][0]):
            yield (*doubtful, Band.REVIEW)
        yield from names
        if names:
            last_end, doubtful = names[-1][1], (0, 0)


def _in_sequence(line: str, match: re.Match[str], *, prose: bool) -> Iterator[Place]:
    """Yield the names among capitalised words in a row."""
    places = [(found.start(), found.end()) for found in _WORD.finditer(line, *match.span())]
    words = [_word(line[start:end]) for start, end in places]
    alone = _LINE_START.match(line[: match.start()]) is not None and not line[match.end() :].strip(" ,\r")
    at = 0
    while at < len(words):
        end = _end_of_name(words, at)
        cued = prose and _is_cued(line, places[at][0], places[end - 1][1])
        if _is_name(words[at:end], prose=prose, cued=cued, alone=alone and not at):
            yield places[at][0], places[end - 1][1], Band.LIKELY if end - at > 1 else Band.REVIEW
            at = end
        else:
            at += 1


def _is_cued(line: str, start: int, end: int) -> bool:
    """Whether what stands around capitalised words announces a person."""
    before = max(0, start - 24)
    return (
        _BEFORE_NAME.search(line, before, start) is not None
        or _AFTER_NAME.match(line, end) is not None
        or (_VOCATIVE.search(line, before, start) is not None and _CALLED_OUT.match(line, end) is not None)
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a sequence, and what the lists know of it."""

    plain: str
    given: bool
    family: bool
    ordinary: bool
    capitals: bool
    last: bool
    """Nothing of the same name can follow: `Anna's`."""

    @property
    def full(self) -> bool:
        """Whether it is neither an initial nor a particle."""
        return len(self.plain) > 1 and self.plain not in _PARTICLES


@lru_cache(maxsize=_MAX_CACHED_WORDS)
def _word(shown: str) -> _Word:
    bare = shown.rstrip(".")
    return _Word(
        plain=plain(bare),
        given=is_listed(bare, "given"),
        family=is_listed(bare, "family"),
        ordinary=is_ordinary(bare),
        capitals=shown.isupper() and len(bare) > 1,
        last=shown.endswith(("'s", "’s")),
    )


def _end_of_name(words: list[_Word], at: int) -> int:
    """Return where a name that begins at `at` ends at the latest."""
    end = at + 1
    while (
        end < len(words)
        and end - at < MAX_NAME_WORDS
        and not words[end - 1].last
        and words[end].capitals == words[at].capitals | (len(words[end].plain) <= 1 and words[end].capitals)
        # 陈大文 is CHAN TAI MAN on a Hong Kong card: syllables in capitals, whatever they mean in English.
        and (not words[end].full or not words[end].ordinary or _is_syllable(words[at], words[end]))
    ):
        end += 1
    while end > at + 1 and not words[end - 1].full:
        end -= 1
    return end


def _is_syllable(first: _Word, word: _Word) -> bool:
    return first.capitals and word.capitals and _SYLLABLE.fullmatch(word.plain) is not None


def _is_name(words: list[_Word], *, prose: bool, cued: bool, alone: bool) -> bool:
    """Whether words are a name: by the lists, and by where they stand."""
    first, rest = words[0], [word for word in words[1:] if word.full]
    if first.capitals:  # a heading, or a bank's way to write names
        return bool(rest) and first.given and rest[0].family and not first.ordinary
    if cued and (not first.ordinary or (first.given and first.family and not rest)):
        return True
    if not rest:
        listed = first.given or first.family or not first.plain.isascii()
        return prose and listed and not first.ordinary and len(first.plain) >= _MIN_SINGLE_CHARS - first.given
    listed_rest = any(word.family or word.given for word in rest)
    if first.given and (listed_rest or ((prose or alone) and not first.ordinary)):
        return True
    by_ending = _PAIR_ENDING.search(rest[-1].plain[-_MAX_ENDING_CHARS:]) is not None
    return (prose or alone) and not first.ordinary and (first.family or listed_rest or by_ending)


_PARTICLES = frozenset("de da del della di van von der den bin ibn al el la le dos das du y ter ten".split())  # noqa: SIM905 - a list of words


def _hit(text: str, start: int, end: int, band: Band) -> Hit:
    """Return the hit, with the title before a name and the letters behind it."""
    title = _TITLE_BEFORE.search(text, max(0, start - 8), start)
    start = start if title is None else title.start()
    letters = _LETTERS_AFTER.match(text, end)
    end = end if letters is None else letters.end()
    value = text[start:end]
    for possessive in ("'s", "’s"):
        value = value.removesuffix(possessive)
    return make_hit("PERSON", start, start + len(value), band, "name-prose", " ".join(value.split()))
