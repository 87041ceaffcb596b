"""Seed phrases of single hanzi: BIP-39's Chinese lists, whose characters stand apart from each other.

Ordinary sentences hold phrases whose checksum is right: these must stand apart, or follow a label (`seeds`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.recognisers.seed_words import MIN_WORDS, chinese_characters, is_gap
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_HAN = "\u3400-\u9fff"
_HAN_ALONE = re.compile(f"[{_HAN}](?<![{_HAN}].)(?![{_HAN}])")
_MIN_LISTED_SHARE = 0.85


def find_hanzi_seeds(passage: Passage) -> Iterator[Hit]:
    """Yield runs of twelve or more characters that stand apart, nearly all of them on the Chinese lists.

    The first and the last may be glued to the sentence around them: `助记词是枪 疫 霉 … 卿，`.
    """
    text = passage.text
    if len(text) < 2 * MIN_WORDS - 1 or text.isascii():
        return
    run: list[int] = []
    for match in _HAN_ALONE.finditer(text):
        if run and not is_gap(text, run[-1] + 1, match.start()):
            yield from _hanzi_phrase(text, run)
            run = []
        run.append(match.start())
    yield from _hanzi_phrase(text, run)


def _hanzi_phrase(text: str, run: list[int]) -> Iterator[Hit]:
    if len(run) < MIN_WORDS - 2:
        return
    before = re.compile(rf"[{_HAN}](?=[\s,、.;\d]{{1,6}}\Z)").search(text, max(0, run[0] - 7), run[0])
    after = re.compile(rf"[\s,、.;\d]{{1,6}}([{_HAN}])").match(text, run[-1] + 1)
    places = [*([before.start()] if before else []), *run, *([after.start(1)] if after else [])]
    listed = sum(text[place] in chinese_characters() for place in places)
    if listed >= MIN_WORDS and listed >= _MIN_LISTED_SHARE * len(places):
        start, end = places[0], places[-1] + 1
        words = " ".join(re.findall(f"[{_HAN}]", text[start:end]))
        yield make_hit("SEED_PHRASE", start, end, Band.CERTAIN, "seed-hanzi", words)
