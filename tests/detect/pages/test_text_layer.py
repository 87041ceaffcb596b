"""What a PDF's text layer says counts where it agrees with what shows, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from gather.made_pdf import pdf
from sealcase.contents import Box, Letter, Picture, Region
from sealcase.detect import Detector
from sealcase.detect.pages.ocr import Line, Ocr
from sealcase.detect.pages.text_layer import with_layer
from sealcase.gather import gather_file
from sealcase.model import Finding

TEXT = "Phone 13800138000"


HIDDEN = "BT /F 18 Tf %s Td (13912345678) Tj ET"


@dataclass(frozen=True)
class Blind:
    """An engine that reads nothing."""

    def read(self, picture: Picture, *, again: bool = False) -> tuple[Line, ...]:
        return ()


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
    cells = tuple(gap if char == " " else next(boxes, gap) for char in text)
    corners = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
    return Line(text=text, score=0.9, quad=corners, box=box, cells=cells)


def found(tmp_path: Path, read_as: str, layer: str = TEXT) -> list[Finding]:
    return looked_at(tmp_path, Misreading(read_as), pdf([layer]))


def looked_at(folder: Path, ocr: Ocr, document: bytes) -> list[Finding]:
    path = folder / "bill.pdf"
    path.write_bytes(document)
    return list(Detector(ocr).detect([gather_file(path, "0001", lambda _path: "")]))


def phones(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.entity == "PHONE_NUMBER"]


def test_a_number_that_was_misread_is_found_where_the_layer_knows_it(tmp_path: Path) -> None:
    (phone,) = phones(found(tmp_path, "Phone 13&00I3&000"))
    (read_right,) = phones(found(tmp_path, TEXT))
    assert phone.value == "13800138000"
    assert isinstance(phone.where, Region)
    assert phone.where == read_right.where


@pytest.mark.parametrize("read_as", ["Phone 1380013800", "Phone 138OO1380000", "Phne13800l38000"])
def test_a_number_of_which_a_digit_was_lost_or_added_is_found(tmp_path: Path, read_as: str) -> None:
    values = {phone.value for phone in phones(found(tmp_path, read_as))}
    assert "13800138000" in values


def test_a_number_that_was_not_read_is_found_where_it_is_drawn(tmp_path: Path) -> None:
    (phone,) = phones(looked_at(tmp_path, Blind(), pdf([TEXT])))
    (read_right,) = phones(found(tmp_path, TEXT))
    assert (phone.value, phone.where) == ("13800138000", read_right.where)


def test_small_print_too_pale_for_reading_is_covered(tmp_path: Path) -> None:
    pale = "BT /F 3 Tf 0.95 g 20 40 Td (Call 13912345678 for more) Tj ET"
    (phone,) = phones(looked_at(tmp_path, Blind(), pdf(["Phones"], extra=pale)))
    assert isinstance(phone.where, Region)
    left, top, right, bottom = phone.where.box
    (page,) = gather_file(tmp_path / "bill.pdf", "0001", lambda _path: "").pages
    numbers = [letter.box for letter in page.letters if letter.char.isdigit()]
    assert left <= numbers[0].left
    assert top <= numbers[0].top
    assert numbers[0].bottom <= bottom
    assert numbers[-1].right <= right
    assert bottom - top < 2.5 * (numbers[0].bottom - numbers[0].top)


@pytest.mark.parametrize(
    "extra",
    [
        "1 g " + HIDDEN % "20 40",  # white on white
        "3 Tr " + HIDDEN % "20 40",  # in no ink
        HIDDEN % "400 40",  # beside the page
        HIDDEN % "20 40" + " 0 g 10 30 200 40 re f",  # under a bar of its own colour
    ],
)
@pytest.mark.parametrize("ocr", [Blind(), Misreading(TEXT)])
def test_hidden_text_is_found_nowhere(tmp_path: Path, ocr: Ocr, extra: str) -> None:
    values = {finding.value for finding in looked_at(tmp_path, ocr, pdf([TEXT], extra=extra))}
    assert "13912345678" not in values


def test_hidden_text_over_what_was_read_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "bill.pdf"
    path.write_bytes(pdf(["Order number of the shop"], extra="3 Tr " + HIDDEN % "20 140"))
    (picture,) = gather_file(path, "0001", lambda _path: "").pages
    shown = [letter for letter in picture.letters if not letter.char.isdigit()]
    line = line_over(shown, "Order number of the shop")
    assert with_layer([line], picture.letters) == (line,)


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
    assert with_layer([line], picture.letters)[0] == line


def test_letters_elsewhere_on_the_page_belong_to_no_line(tmp_path: Path) -> None:
    (shown,) = gather_file(_written(tmp_path, TEXT), "0001", lambda _path: "").pages
    line = line_over(shown.letters, "Phone 13&00I3&000")
    below = tuple(
        Letter(char, Box(box.left, box.top + 100, box.right, box.bottom + 100)) for char, box in shown.letters
    )
    assert with_layer([line], below)[0] == line
    right, other = with_layer([line], (*shown.letters, *below))
    assert right.text == other.text == TEXT
    assert with_layer([line], below, [Box(0, below[0].box.top - 9, 999, 999)]) == (line,)


def _written(folder: Path, text: str) -> Path:
    path = folder / "shown.pdf"
    path.write_bytes(pdf([text]))
    return path
