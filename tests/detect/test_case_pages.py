"""Pictures read by several processes give what one gives, and results that stayed the same are not read again."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

import planted
from sealcase.contents import Picture
from sealcase.detect import Detector, case_pages
from sealcase.detect.pages.ocr import Line
from sealcase.errors import DetectorError
from sealcase.gather import gather
from sealcase.model import Exhibit


@pytest.fixture
def case(tmp_path: Path) -> list[Exhibit]:
    """Parts of a screenshot, one of them lying on its side, and a text between them."""
    pixels = planted.pixels(planted.picture(planted.SCREENSHOTS[0]))
    first, second = tmp_path / "first.png", tmp_path / "second.png"
    Image.fromarray(pixels[700:1000]).save(first)
    Image.fromarray(pixels[700:1300]).rotate(90, expand=True).save(second)
    text = tmp_path / "a note.txt"
    text.write_text("电话 13800138000", "utf-8")
    return list(gather([first, text, second]))


@pytest.fixture(autouse=True)
def _processes_for_few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_pages, "PICTURES_EACH", 1)


def test_two_processes_find_what_one_finds(case: list[Exhibit]) -> None:
    alone = list(Detector().detect(case))
    seen: list[str] = []
    with Detector(jobs=2) as detector:
        together = list(detector.detect(case, progress=lambda exhibit: seen.append(exhibit.id)))
        assert len(multiprocessing.active_children()) == 2
        again = list(detector.detect(case, again=True))
        assert list(detector.detect(case[:1], again=True)) == [one for one in again if one.exhibit == case[0].id]
        assert len(multiprocessing.active_children()) == 2
    assert multiprocessing.active_children() == []
    assert together == alone
    assert len({finding.exhibit for finding in alone}) == 3
    assert again == list(Detector().detect(case, again=True))
    assert seen == [exhibit.id for exhibit in case]


def test_where_memory_is_short_one_process_reads_all(case: list[Exhibit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_pages, "WORKER_BYTES", 1 << 60)
    with Detector(jobs=2) as detector:
        assert list(detector.detect(case))
        assert multiprocessing.active_children() == []


def end_this_process(_texts: Sequence[str]) -> tuple[int, ...]:
    if multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return ()


def test_a_process_that_is_lost_stops_the_case_and_the_page_is_named(case: list[Exhibit]) -> None:
    with pytest.raises(DetectorError) as caught, Detector(jobs=2, choose=end_this_process) as detector:
        detector.detect(case)
    assert caught.value.fields["file"] in {"first.png", "second.png"}
    assert caught.value.fields["place"] == "page 1"
    assert caught.value.fields["cause"] == "killed"
    assert multiprocessing.active_children() == []


def test_a_few_pictures_do_not_pay_for_processes(case: list[Exhibit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_pages, "PICTURES_EACH", 2)
    with Detector(jobs=2) as detector:
        assert list(detector.detect(case))
        assert multiprocessing.active_children() == []


class Counting:
    """An engine that reads nothing and says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, picture: Picture, *, again: bool = False) -> tuple[Line, ...]:
        self.asked += 1
        return ()


def test_a_result_that_stayed_the_same_is_not_read_again(tmp_path: Path) -> None:
    paths = [tmp_path / "one.png", tmp_path / "two.png"]
    for path, colour in zip(paths, ("white", "grey"), strict=True):
        Image.new("RGB", (200, 100), colour).save(path)
    engine = Counting()
    detector = Detector(engine)
    asked = []
    for again in (False, False, True, True):
        detector.detect(list(gather(paths)), again=again)
        asked.append(engine.asked)
    Image.new("RGB", (200, 100), "black").save(paths[1])
    detector.detect(list(gather(paths)), again=True)
    asked.append(engine.asked)
    detector.detect(list(gather(paths)))
    asked.append(engine.asked)
    assert asked == [2, 4, 6, 6, 7, 9]  # a first look reads all, a second look what is new to it


def test_memory_is_told_also_where_the_system_says_little(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = tmp_path / "meminfo"
    told.write_text("MemTotal: 9 kB\nMemAvailable:    2000 kB\n", "ascii")
    monkeypatch.setattr(case_pages, "_MEMINFO", told)
    assert case_pages._memory_bytes() == 2_048_000
    monkeypatch.setattr(case_pages, "_MEMINFO", tmp_path / "missing")
    assert case_pages._memory_bytes() > 0
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert case_pages._memory_bytes() == case_pages.USUAL_BYTES
