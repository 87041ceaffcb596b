"""Chinese names that stand one behind the other, without anything between them."""

from __future__ import annotations

import pytest

from sealcase.contents import TextSpan
from sealcase.detect import scan_text


@pytest.mark.parametrize("names", [("徐妍", "陈博"), ("贾鹏", "乔倩倩")])
def test_each_name_of_a_row_is_found_whole(names: tuple[str, str]) -> None:
    text = f"昨天见到{''.join(names)}，大家都很高兴。"
    spans = [f.where for f in scan_text(text) if f.entity == "PERSON"]
    assert [text[w.start : w.end] for w in spans if isinstance(w, TextSpan)] == list(names)


def test_a_word_that_joins_two_names_is_part_of_neither() -> None:
    text = "张伟和李娜都没收到。"
    spans = [f.where for f in scan_text(text) if f.entity == "PERSON"]
    assert [text[w.start : w.end] for w in spans if isinstance(w, TextSpan)] == ["张伟", "李娜"]
