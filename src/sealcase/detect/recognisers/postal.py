"""Postal addresses in sentences, by how they are built.

Chinese: parts that end with what they are (省 市 区 县 镇 街道 村 路 街 巷 小区 …), then numbers (号 弄 栋 单元 室);
two such parts, or one and a number, are an address, with the building's name behind them. Elsewhere: a number
and a street, a street and a number, a flat, suite or box, a city with its state and postal code (USPS
Publication 28; UPU S42; the formats of British postcodes: Royal Mail, Programmers' Guide), and the lines that go on
from there. All of this is a guess: `likely` at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.beginnings import searched
from sealcase.detect.text.lines import by_shape, line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_HAN = "\u3400-\u9fff"
_AREA = (
    "自治区|自治州|自治县|特别行政区|开发区|高新区|工业区|工业园|园区|新区|街道|社区|小区|省"
    "|市(?![场值价盈民面])|州|区(?![块别域分间])"
    "|县|旗|镇|乡|村|屯|庄|大道|大街|路(?![由径过线费])|街|胡同|巷|弄|花园|公寓|大厦|广场|新村|公馆|家园|苑"
    "|城(?![市乡])|国道|省道|公路"
)
_NUMBER = r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁]{1,6}(?:[\-之#][0-9A-Za-z]{1,5}){0,3}"
_UNIT = rf"(?:{_NUMBER} ?(?:号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|组|队|户|区|期|排|#))"
_PART = rf"(?:[{_HAN}0-9A-Za-z]{{1,10}}?(?:{_AREA}))"
_ZH_ADDRESS = re.compile(
    rf"{_PART}(?:[ _]?(?:{_PART}|{_UNIT}))+(?:[ _]?{_NUMBER}(?![0-9A-Za-z年月日时分元万]))?"
    rf"(?P<building>[ _]?[{_HAN}0-9A-Za-z()\-#·]{{1,24}})?"
)
_ZH_LEAD = re.compile(r"^.*?(?:住在|寄到|送到|发到|地址[是为:]?|位于|来自|家在|搬到|回到|去了?|到|在|是|从)(?=.{4})")
_ZH_GOES_ON = re.compile(
    "[给把被的了去来和与跟我你他她它请已就都也还并但]|没有|邮编|电话|手机|邮箱|微信|联系|转账|付款|收款|收货|谢谢|附近|发生|使用|消费|不是|什么"
)
_ZH_CERTAIN = re.compile(
    r"[省市区县镇乡村].*(?:路|街|巷|弄|村|大道|镇|小区|花园|街道|区|市|县|苑|公路)|(?:路|街|巷|弄|村|道|小区"
    r"|花园|苑).*\d"
)

_CAPITALISED = r"[A-Z\u00c0-\u00de\u0100-\u017f\u0386-\u03ab][\w'’.\-]*"
_CITY_WORD = rf"{_CAPITALISED[:-1]}{{0,30}}"
_CITY = rf"{_CITY_WORD}(?: {_CITY_WORD}){{0,3}} ?"
"""Its words are bounded and end where the next begins: else a long token is taken apart in every way there is."""
_STREET_WORD = (
    r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|[A-Z]{2,5} ))"
    r"[A-Z\u00c0-\u00de\u0100-\u017f\u0386-\u03ab][\w'’.\-]*"
)
"""A word of a street's name: no month, no currency."""
_STEM = r"[0-9A-Za-z\u00c0-\u024f_\-]"
"""Before an ending: a Latin letter, so that a text in hanzi is not taken apart for it."""
_STREET_WORDS = (
    "Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way"
    "|Parkway|Pkwy"
    "|Highway|Hwy|Circle|Cir|Trail|Close|Crescent|Grove|Row|Walk|Broadway"
)
_STREET_PREFIXES = (
    r"Via|Viale|Piazza|Corso|Strada|Rua|Rúa|Calle|C/|Avda\.?|Avenida|Avenue|Av\.?|Plaza|Paseo|Camino|Carrer"
    r"|Rue|rue|Quai|quai|Boulevard"
    r"|Chemin|chemin|Place|Allée|ul\.|ulica|Ulica|Kerkstraat|Am|An der|Auf der"
)
_STREET_ENDINGS = (
    "stra(?:ss|ß)e|str\\.|gasse|weg|platz|allee|ufer|straat|laan|plein|gracht|hof|kade|dijk|vej|gade|gata"
    "|gatan|vägen|veien|vegur"
    "|braut|stígur|katu|tie|kuja|polku|utca|ulice|ova|ská|gate|veg|alle|vænget|parken|toften|stræde|bakken"
    "|marken|skov|øvej|vaart"
)
_LINE_SIGN = re.compile(r"\d[A-Za-z]?,? [^\W\d_]|[^\W\d_][.,]? {1,2}\d|, [A-Z]{2}\b|(?:^|\n),? ?[A-Z]{2} |[A-Z]{2} ?$")
"""What a line with an address has somewhere; a state or a postcode may begin the next one."""
_LETTER = re.compile(rf"[^\W\d_{_HAN}]")
_CLOCK = re.compile(r"\d:\d\d")
_MAX_CLOCK_CHARS = 40
_STREET_SIGN = re.compile(
    searched(rf"(?:(?:{_STREET_WORDS}|Suite|Apt|Box|Via|Rua|Calle|Rue|rue|ul\.|Postfach)\b|(?:{_STREET_ENDINGS}) \d)")
)


@by_shape
def _may_be_postal(line: str) -> bool:
    """Whether a line may hold an address; one that a state begins, with the line over it."""
    if _LETTER.search(line) is None:
        return False
    # A line of a log begins with a time; what is said in a chat does, too: there it takes a street's word.
    if _CLOCK.search(line, 0, _MAX_CLOCK_CHARS) is not None and _STREET_SIGN.search(line) is None:
        return False
    return _LINE_SIGN.search(f"\n{line}") is not None


_STREET = line_pattern(
    rf"(?<![0-9A-Za-z#$])\d{{1,5}}[A-Za-z]?,? (?:\d{{1,4}} )?(?:{_STREET_WORD} ){{1,4}}(?:{_STREET_WORDS})\b\.?"
    rf"(?: (?:North|South|East|West|N|S|E|W)\b)?"
    rf"|(?<![0-9A-Za-z#$:.])\d{{3,5}} (?:\d{{1,4}} )?(?:{_STREET_WORD} ){{1,4}}\d{{1,4}}(?![0-9A-Za-z:/])\.?"
    r"|(?:PSC \d{1,5},? Box \d{1,5}|Unit \d{1,5} Box \d{1,5}|USNS [A-Z]\w+|USS [A-Z]\w+)\s+(?:APO|FPO|DPO) A[AEP] \d{5}"
    rf"|(?<![0-9A-Za-z])(?:\d{{1,5}},? ){{0,2}}(?:{_STREET_PREFIXES})"
    rf" (?:[\w'’.\-]+ ){{0,4}}?\d{{1,5}}(?![0-9A-Za-z:/.])"
    rf"|(?<![0-9A-Za-z])(?:\d{{1,5}} ){{0,2}}(?:{_CAPITALISED} ){{0,2}}{_STEM}{{2,20}}(?:{_STREET_ENDINGS})"
    rf"(?: (?:u\.|út|tér))? \d{{1,5}}"
    rf"(?![0-9A-Za-z:/])"
    rf"|(?<![0-9A-Za-z])\d{{1,5}} \d{{0,4}} ?(?:{_STREET_PREFIXES}) (?:[\w'’.\-]+ ?){{1,4}}"
    rf"|(?<![0-9A-Za-z]){_STEM}{{3,20}} (?:utca|út|útja|tér|körút|u\.) \d{{1,4}}\.?"
    rf"|(?<![0-9A-Za-z])\d{{3,5}} (?:\d{{1,4}} )?(?:{_CAPITALISED} ){{0,2}}{_STEM}{{2,20}}(?:{_STREET_ENDINGS})"
    rf"(?: \d{{1,4}})?(?![0-9A-Za-z:/])",
    where=_may_be_postal,
)
_FLAT = line_pattern(
    r"(?<![0-9A-Za-z])(?:Suite|Apt\.?|Apartment|Unit|Flat|P\.? ?O\.? Box|PO Box|Postfach) \d{1,6}[A-Z]?(?![0-9A-Za-z])",
    where=_may_be_postal,
)
_CITY_STATE = line_pattern(
    rf"{_CITY},? ?\n?,? [A-Z]{{2}} ?\n? \d{{5}}(?:-\d{{4}})?(?![0-9A-Za-z])", where=_may_be_postal
)
_POSTCODE = line_pattern(
    r"(?<![0-9A-Za-z])(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d[0-9A-Z]?|\d[A-HJKPSTUW])"
    r" \d[ABD-HJLNP-UW-Z]{2})(?![0-9A-Za-z])",
    where=_may_be_postal,
)
_NUMBERED_PARTS = line_pattern(
    r"(?<![0-9A-Za-z.:/#$\-])(?:(?:Plot|House|Door|Flat|Shop|H\.? ?No\.?|No\.?)[ ]?(?:[Nn]o\.?[ ]?)?)?"
    r"\d{1,5}(?:[/\-]\d{1,4})?[A-Z]?,[ ]"
    r"(?:[0-9A-Z][\w'’.\- ]{2,32},[ ]?){1,4}[A-Z][A-Za-z .'’]{2,32}?[ ,\-]{1,3}\d{3}[ ]?\d{3}(?![0-9A-Za-z])",
    where=_may_be_postal,
)
"""A number, parts between commas and a code of six digits: `12/4, 3rd Cross, Indiranagar, Bengaluru 560038`."""
_HAN_ZIP = line_pattern(r"邮(?:编|政编码)(?:是|为)?[: ]{0,3}(?=(\d{6})(?![0-9A-Za-z]))")
_ZIP = line_pattern(r"(?i)\b(?:zip|postal|post)(?: ?code)?(?: is|:)? {1,3}(\d{3,6}(?:[ \-]\d{2,4})?)(?![0-9A-Za-z])")
_UK_CODE = r"[A-Z]{1,2}\d[0-9A-Z]? \d[A-Z]{2}(?![0-9A-Za-z])"
_LIVES_AT = line_pattern(
    r"(?i:(?<![a-z])(?:(?:i|we|he|she|they) (?:still )?lives? (?:in|at|on)|residing at"
    r"|address is))[ ](?=([^\n.;!?]{6,100}))"
)
_FLAT_BEGINS = re.compile(r"(?i)(?:flat|apt\.?|apartment|house|unit|block|room|no\.?|#) ?\d")
_LIVES_END = re.compile(r" (?:and|but|with|since|so|because|for|where|near) ")
_EIRCODE = line_pattern(
    r"(?<![0-9A-Za-z])[AC-FHKNPRTV-Y]\d[0-9W] [0-9AC-FHKNPRTV-Y]{4}(?![0-9A-Za-z])"
    r"|(?i:eircode)[^\n\d]{0,12}[AC-FHKNPRTV-Y]\d[0-9W] ?[0-9AC-FHKNPRTV-Y]{4}(?![0-9A-Za-z])"
)
"""Ireland's postal codes (An Post, Eircode): a routing key, and four characters that are one address's own."""
_ZIP_CELL = re.compile(rf"\d{{3,6}}(?:-\d{{3,4}})?|{_UK_CODE}|[A-Z]\d[A-Z] ?\d[A-Z]\d")
_CONTINUED = re.compile(
    # Lines of a quoted mail begin with marks of their own.
    rf"[ ,]*(?:\n[ ]*\n?[ ,>?*]*)?(?:(?:Suite|Apt\.?|Unit|Flat|No\.?) ?\w{{1,6}}|[A-Z]{{2}} \d{{5}}(?:-\d{{4}})?"
    rf"|{_CITY}(?:\([\w ]{{2,16}}\))?(?=[ ]*(?:\n|,|\d{{4,6}}|{_UK_CODE}|[.?!](?:\s|\Z)|\Z))"
    rf"|{_UK_CODE}"
    r"|[A-Z]{2}(?![0-9A-Za-z])|nan(?![a-z])|\d{3,6}(?![0-9A-Za-z:/.\-]\w))"
)
_STREET_BEFORE = re.compile(rf"(?:\d{{1,5}}[A-Za-z]?,? )?(?:{_STREET_WORD} ){{1,4}}(?:{_STREET_WORDS})\.?, ?\Z")
"""A street in front of a flat or a city, whose number is missing, or glued to what stands before it."""
_MAX_STREET_CHARS = 64
_MAX_CONTINUED_PARTS = 6
_MAX_NEXT_LINE_CHARS = 40
_STATE = re.compile(r",? ?[A-Z]{2} ")


def find_postal(passage: Passage) -> Iterator[Hit]:
    """Yield postal addresses in a passage."""
    if not passage.text.isascii():
        for position, length in passage.lines.found(_chinese_chars):
            yield from _chinese(passage.text, position, length)
    yield from _western(passage)
    yield from _told(passage)


@by_shape
def _chinese_chars(line: str) -> int:
    """Return how long a line is that may hold a Chinese address, else 0."""
    return len(line) if _ZH_CERTAIN.search(line) is not None else 0


def _chinese(text: str, position: int, length: int) -> Iterator[Hit]:
    for match in _ZH_ADDRESS.finditer(text, position, position + length):
        start, end = match.span()
        lead = _ZH_LEAD.match(match[0])
        if lead is not None and _ZH_CERTAIN.search(match[0], lead.end()):
            start += lead.end()
        building = match.start("building")
        if building >= 0 and (stop := _ZH_GOES_ON.search(text, building, end)) is not None:
            end = stop.start()
        bracket = text.find(")", start, end)
        if bracket >= 0 and "(" not in text[start:bracket]:  # it stands in brackets, and they end here
            end = bracket
        value = text[start:end].strip()
        if len(value) >= 5 and _ZH_CERTAIN.search(value) is not None:
            yield make_hit("LOCATION", start, start + len(value), Band.LIKELY, "address-parts", value)


def _western(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    over_states = list(_lines_over_states(passage))
    for pattern in (_STREET, _FLAT, _CITY_STATE, _NUMBERED_PARTS, _POSTCODE):
        reached = end = 0
        found = (place for line in over_states for place in _places(pattern.pattern, text, *line))
        for start in sorted({*passage.lines.beginnings(pattern), *found}):
            end = end if start < end else _line_end(text, start)
            if start >= reached:
                match = pattern.pattern.match(text, start, end + _MAX_NEXT_LINE_CHARS)
                if match is not None:
                    yield _western_hit(text, match, goes_on=pattern is not _POSTCODE)
                    reached = match.end()


def _told(passage: Passage) -> Iterator[Hit]:
    """Yield where somebody says that they live, and postal codes behind a word for them."""
    for match in passage.matches(_LIVES_AT):
        value = _LIVES_END.split(match[1], maxsplit=1)[0].rstrip(" ,)")
        if any(map(str.isdigit, value)) and (any(map(str.isupper, value)) or _FLAT_BEGINS.match(value)):
            yield make_hit("LOCATION", match.start(1), match.start(1) + len(value), Band.LIKELY, "address-told", value)
    for mark in passage.marks_for("LOCATION"):
        if mark.whole and _ZIP_CELL.fullmatch(text := passage.text[mark.start : mark.end].strip()):
            start = passage.text.index(text, mark.start)
            yield make_hit("LOCATION", start, start + len(text), Band.LIKELY, "postal-code", text)
    for match in passage.matches(_EIRCODE):
        if any(map(str.isdigit, match[0][-4:])):
            value = match[0][-8:].strip()
            yield make_hit("LOCATION", match.end() - len(value), match.end(), Band.LIKELY, "postal-code", value)
    for pattern in (_ZIP, _HAN_ZIP):
        for match in passage.matches(pattern):
            yield make_hit("LOCATION", *match.span(1), Band.LIKELY, "postal-code", match[1])


def _line_end(text: str, position: int) -> int:
    """Return the end of a line, or of the next one where a state begins that."""
    end = text.find("\n", position)
    if end >= 0 and _STATE.match(text, end + 1) is not None:
        end = text.find("\n", end + 1)
    return len(text) if end < 0 else end


def _lines_over_states(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where lines begin and end over one that a state begins, that one included."""
    text = passage.text
    for start, length in passage.lines.found(_state_chars, rows=True):
        above = text.rfind("\n", 0, max(0, start - 1)) + 1
        if start and _may_be_postal(text[above : start + length]):
            yield above, start + length


@by_shape
def _state_chars(line: str) -> int:
    """Return how long a line is that a state begins, else 0."""
    return len(line) if _STATE.match(line) is not None else 0


def _places(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[int]:
    while start < end and (match := pattern.search(text, start, end)) is not None:
        yield match.start()
        start = match.start() + 1


def _western_hit(text: str, match: re.Match[str], *, goes_on: bool) -> Hit:
    """Return the address that holds a match: with the lines that go on from there, and a street before it."""
    start, end = match.span()
    for _ in range(_MAX_CONTINUED_PARTS if goes_on else 0):
        more = _CONTINUED.match(text, end)
        if more is None or more.end() == end:
            break
        end = more.end()
    line = max(text.rfind("\n", 0, start) + 1, start - _MAX_STREET_CHARS)
    if goes_on and (street := _STREET_BEFORE.search(text[line:start])) is not None:
        start = line + street.start()
    return make_hit("LOCATION", start, end, Band.LIKELY, "address-street", " ".join(text[start:end].split()))
