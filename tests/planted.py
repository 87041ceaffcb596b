"""The ground truth of the fixtures' pictures, and one reading of each for all tests that only look at it."""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sealcase.contents import Box, Picture
from sealcase.detect.pages.ocr import Line, RapidOcr

FIXTURES = Path(__file__).parent.parent / "fixtures"
SCREENSHOTS = ("failed-payment/payment-detail.png", "failed-payment/support-chat.png", "crypto-transfer/wallet.png")

# The engine reads these the same way as people do: one for the other.
_ALIKE = str.maketrans({"￥": "¥"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Planted:
    """One value on a picture."""

    entity: str
    text: str
    boxes: tuple[Box, ...]


@functools.cache
def engine() -> RapidOcr:
    return RapidOcr()


@functools.cache
def picture(name: str) -> Picture:
    image = Image.open(FIXTURES / name).convert("RGB")
    return Picture(width=image.width, height=image.height, pixels=image.tobytes())


def pixels(page: Picture) -> Any:
    return np.frombuffer(page.pixels, np.uint8).reshape(page.height, page.width, 3)


def as_picture(rgb: Any) -> Picture:
    return Picture(width=rgb.shape[1], height=rgb.shape[0], pixels=np.ascontiguousarray(rgb).tobytes())


@functools.cache
def lines(name: str) -> tuple[Line, ...]:
    """What the engine reads on a fixture, once for the whole session."""
    return engine().read(picture(name))


def _truth(name: str) -> Any:
    folder, file = name.split("/")
    return json.loads((FIXTURES / "PLANTED.json").read_text(encoding="utf-8"))[folder][file]


def values(name: str) -> list[Planted]:
    truth = _truth(name)
    return [
        Planted(entity=value["entity"], text=value["text"], boxes=tuple(Box(*box) for box in value["boxes"]))
        for fate in ("gone", "kept", "by_policy")
        for value in truth[fate]
        if value["entity"] != "CODE"
    ]


def codes(name: str) -> list[Box]:
    return [Box(*value["boxes"][0]) for value in _truth(name)["gone"] if value["entity"] == "CODE"]


def line_boxes(name: str) -> list[Box]:
    return [Box(*line["box"]) for line in _truth(name)["lines"]]


def squeezed(text: str) -> str:
    """`text` without spaces, in the spelling that the engine and people share."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_ALIKE)).split())


def find(text: str, value: str) -> list[tuple[int, int]]:
    """Where `value` stands in `text`, whatever the spaces: characters start and end, half-open."""
    kept = [(index, folded) for index, char in enumerate(text) for folded in squeezed(char)]
    flat, wanted = "".join(char for _, char in kept), squeezed(value)
    found, at = [], flat.find(wanted)
    while at >= 0:
        found.append((kept[at][0], kept[at + len(wanted) - 1][0] + 1))
        at = flat.find(wanted, at + 1)
    return found


def ink(rgb: Any, boxes: Sequence[Box]) -> Any:
    """Where inside `boxes` the pixels are not those of the paper, which is the commonest colour in each."""
    mask = np.zeros(rgb.shape[:2], bool)
    for box in boxes:
        part = rgb[box.top : box.bottom, box.left : box.right].astype(int)
        colours, counts = np.unique(part.reshape(-1, 3), axis=0, return_counts=True)
        paper = colours[counts.argmax()]
        mask[box.top : box.bottom, box.left : box.right] |= np.abs(part - paper).max(axis=2) > 40
    return mask


def covered(shape: tuple[int, ...], boxes: Sequence[Box]) -> Any:
    mask = np.zeros(shape[:2], bool)
    for box in boxes:
        mask[box.top : box.bottom, box.left : box.right] = True
    return mask
