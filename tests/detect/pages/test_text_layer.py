"""What a PDF's text layer says counts where it agrees with what shows, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from gather.made_pdf import pdf
from sealcase.contents import Box, Letter, Picture, Region
from sealcase.detect import Detector
from sealcase.detect.pages.ocr import Line
from sealcase.detect.pages.text_layer import corrected
from sealcase.gather import gather_file
from sealcase.model import Finding

TEXT = "Phone 13800138000"


@dataclass(frozen=True)
class Misreading:
    """An engine that reads the letters of the layer as `read` says."""

    read_as: str

    def read(self, picture: Picture, *, again: bool = False) -> tuple[Line, ...]:
        return (line_over(picture.letters, self.read_as),)


def line_over(letters: Sequence[Letter], text: str) -> Line:
    """Return a line that has read `text` where `letters` stand."""
    lefts, tops, rights, bottoms = zip(*(letter.box for letter in letters), strict=True)
    box = Box(min(lefts), min(tops), max(rights), max(bottoms))
    boxes = iter(letter.box for letter in letters)
    gap = Box(box.left, box.top, box.left, box.bottom)
    cells = tuple(gap if char == " " else next(boxes) for char in text)
    corners = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
    return Line(text=text, score=0.9, quad=corners, box=box, cells=cells)


def found(tmp_path: Path, read_as: str, layer: str = TEXT) -> list[Finding]:
    path = tmp_path / "bill.pdf"
    path.write_bytes(pdf([layer]))
    return list(Detector(Misreading(read_as)).detect([gather_file(path, "0001", lambda _path: "")]))


def phones(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.entity == "PHONE_NUMBER"]


def test_a_number_that_was_misread_is_found_where_the_layer_knows_it(tmp_path: Path) -> None:
    (phone,) = phones(found(tmp_path, "Phone 13&00I3&000"))
    (read_right,) = phones(found(tmp_path, TEXT))
    assert phone.value == "13800138000"
    assert isinstance(phone.where, Region)
    assert phone.where == read_right.where


def test_what_the_layer_makes_of_a_number_hides_nothing(tmp_path: Path) -> None:
    (phone,) = phones(found(tmp_path, TEXT, layer="Phone xxx00138000"))
    assert phone.value == "13800138000"


@pytest.mark.parametrize("layer", ["13800138000 Phone", "another number 13912345678", "Names 11111222223", "x"])
def test_a_layer_that_says_something_else_is_not_read(tmp_path: Path, layer: str) -> None:
    path = tmp_path / "bill.pdf"
    path.write_bytes(pdf([layer]))
    (picture,) = gather_file(path, "0001", lambda _path: "").pages
    (shown,) = gather_file(_written(tmp_path, TEXT), "0001", lambda _path: "").pages
    line = line_over(shown.letters, "Phone 13&00I3&000")
    assert corrected([line], picture.letters) == (line,)


def test_letters_elsewhere_on_the_page_belong_to_no_line(tmp_path: Path) -> None:
    (shown,) = gather_file(_written(tmp_path, TEXT), "0001", lambda _path: "").pages
    line = line_over(shown.letters, "Phone 13&00I3&000")
    below = tuple(
        Letter(char, Box(box.left, box.top + 100, box.right, box.bottom + 100)) for char, box in shown.letters
    )
    assert corrected([line], below) == (line,)
    (right,) = corrected([line], (*shown.letters, *below))
    assert right.text == TEXT


def _written(folder: Path, text: str) -> Path:
    path = folder / "shown.pdf"
    path.write_bytes(pdf([text]))
    return path
