"""Whether pictures that differ only in hidden values come out as the same bytes, for PNG and JPEG sources.

    python benchmarks/same_bytes.py [--seed N] [--layouts NAME ...] [--quality Q] [--dark]

Every shared layout (`../shared/screens`) is drawn twice: as it is, and with other hidden values of the same kind and
width: their digits are others, and so are the hanzi behind a surname. What would be another kind of value with other
characters (addresses of coins, seed words) stays, and so do the digits that a policy keeps of a card. Both go
through the whole flow, with the same numbers in placeholders, which are by chance otherwise; what differs in the
results is shown as a box. Without the shared screens: `skipped: …`.
"""

from __future__ import annotations

import argparse
import functools
import random
import re
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pictures import SCREENS, sealcase_redacts

KEPT_DIGITS = 4
CHANGED = {"PERSON", "PHONE", "CN_ID", "BANK_CARD", "ADDRESS", "EMAIL", "BALANCE", "UID", "WXID", "PASSWORD"}
HAN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志远思雨子涵欣怡浩然梓萱晓东海燕"
"""What made-up given names are made of: each has another, so that different names stay different."""
FORMATS = ("png", "jpg")


class Twins:
    """The two drawings of a layout."""

    def __init__(self, canvas: Any, screens: Any) -> None:
        self._canvas, self._screens = canvas, screens
        self._draw = canvas.Screen.text

    def pair(self, layout: Callable[..., Any], theme: str, seed: int) -> tuple[Any, Any]:
        """Return the layout's pictures: as it is, and with other hidden values."""
        fakes = self._screens.Fake, zlib.crc32(f"{layout.__name__}/{theme}/{seed}".encode())
        first = layout(fakes[0](fakes[1]), self._screens.T[theme])
        hidden = self._hidden(first)
        drawn = 0

        def text(screen: Any, x: int, y: int, shown: str, size: int, fill: Any, weight: str = "reg", **how: Any) -> Any:
            nonlocal drawn
            drawn += 1
            other = "".join(self._like(char) if at in hidden[drawn] else char for at, char in enumerate(shown))
            return self._draw(screen, x, y, other, size, fill, weight, how.get("align", "l"))

        @functools.wraps(self._draw)
        def drawn_by(screen: Any, x: int, y: int, shown: str, size: int, fill: Any, *more: Any, **how: Any) -> Any:
            named = dict(zip(("weight", "align", "fields"), more, strict=False)) | how
            return text(screen, x, y, shown, size, fill, named.get("weight", "reg"), align=named.get("align", "l"))

        self._canvas.Screen.text = drawn_by
        try:
            second = layout(fakes[0](fakes[1]), self._screens.T[theme])
        finally:
            self._canvas.Screen.text = self._draw
        return first.img, second.img

    @staticmethod
    def _hidden(screen: Any) -> defaultdict[int, set[int]]:
        """Return which characters of each line are to be others: of a value, wherever it stands on the page."""
        letters = [(line["id"], at, char) for line in screen.lines for at, char in enumerate(line["text"])]
        page = "".join(char for _, _, char in letters)
        hidden: defaultdict[int, set[int]] = defaultdict(set)
        for field in screen.fields:
            written = re.escape(field["text"]).replace("\\ ", " ?")  # at a line's end the space is left out
            for found in re.finditer(written, page) if field["type"] in CHANGED else ():
                places = [letters[at] for at in range(*found.span())]
                digits = [place for place in places if place[2].isdigit()]
                kept = KEPT_DIGITS if field["type"] == "BANK_CARD" else 0
                for line, at, _ in places[1:] if field["type"] == "PERSON" else digits[: len(digits) - kept]:
                    hidden[line].add(at)
        return hidden

    @staticmethod
    def _like(char: str) -> str:
        """Return another digit or hanzi, which is as wide; other characters stay."""
        if char.isdigit():
            return str((int(char) + 3) % 10)
        return HAN[(HAN.index(char) + 1) % len(HAN)] if char in HAN else char


def difference(first: Path, second: Path) -> str:
    """Return where two results differ; empty where they are the same bytes."""
    from PIL import Image, ImageChops

    if first.read_bytes() == second.read_bytes():
        return ""
    with Image.open(first) as one, Image.open(second) as other:
        return "other sizes" if one.size != other.size else f"differs in {ImageChops.difference(one, other).getbbox()}"


def main(arguments: Sequence[str]) -> None:
    """Draw, redact, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layouts", nargs="+", default=[])
    parser.add_argument("--quality", type=int, default=90, help="of the JPEG sources, up to 95")
    parser.add_argument("--dark", action="store_true", help="each layout in its dark theme, where it has one")
    parser.add_argument("--keep", type=Path, help="a folder for the drawings and results")
    options = parser.parse_args(arguments)
    if not SCREENS.is_dir():
        print("skipped: no shared screens")
        return
    sys.path.insert(0, str(SCREENS))
    import canvas
    import screens

    redact = sealcase_redacts()
    # The numbers of placeholders are by chance, so that they tell nothing: here both results get the same.
    setattr(random, "SystemRandom", functools.partial(random.Random, 1))  # noqa: B010 - it is a class elsewhere
    same = dict.fromkeys(FORMATS, 0)
    layouts = [one for one in screens.LAYOUTS if not options.layouts or one.__name__ in options.layouts]
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        folder.mkdir(exist_ok=True)
        for layout in layouts:
            pair = Twins(canvas, screens).pair(layout, screens.LAYOUTS[layout][-1 if options.dark else 0], options.seed)
            for suffix in FORMATS:
                results = []
                for number, image in enumerate(pair):
                    source = folder / f"{layout.__name__}-{number}.{suffix}"
                    image.convert("RGB").save(source, quality=options.quality)
                    results.append(source.with_suffix(f".{suffix}.redacted.png"))
                    redact(source, results[-1])
                said = difference(*results)
                same[suffix] += not said
                print(f"{layout.__name__} {suffix}: {said or 'same bytes'}", flush=True)
    print(", ".join(f"{suffix}: {count} of {len(layouts)}" for suffix, count in same.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
