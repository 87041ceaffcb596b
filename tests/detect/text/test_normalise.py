from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.detect.text.normalise import CELL_BREAK, OPAQUE, fold

texts = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(
            "１３８ａＢ：（）￥\u200b\ufeff\u00ad㎏ﷺ⑩ﬁ①\u3000\u00a0[]-*PHONE0123 张三\r\n" + OPAQUE + CELL_BREAK
        ),
    ),
    max_size=60,
)


@given(texts)
def test_every_folded_character_leads_back_to_what_it_was_folded_from(text: str) -> None:
    folded = fold(text)
    for index, char in enumerate(folded.text):
        start, end = folded.source_span(index, index + 1)
        assert 0 <= start < end <= len(text)
        if char == OPAQUE:
            continue
        assert end - start == 1
        assert char in fold(text[start:end]).text


@given(texts, st.data())
def test_spans_hold_their_characters_in_order(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    source_start, source_end = folded.source_span(start, end)
    assert source_end - source_start >= 1
    again = fold(text[source_start:source_end]).text
    if OPAQUE not in folded.text:
        # A span may begin inside a ligature, which its source holds whole.
        assert folded.text[start:end] in again


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１３８００１３８０００", "13800138000"),
        ("收款人：张三", "收款人:张三"),
        ("138\u200b0013\ufeff8000", "13800138000"),
        ("１３８－００１３", "138-0013"),
        ("٠١٢", "012"),
        ("⽂件", "文件"),
        ("138••••8000", "138****8000"),
    ],
)
def test_folds(text: str, expected: str) -> None:
    assert fold(text).text == expected


@pytest.mark.parametrize("placeholder", ["[PHONE-3]", "[CARD-2 *1234]", "[NAME-120]", "［SEED-1］"])
def test_a_placeholder_is_opaque(placeholder: str) -> None:
    assert set(fold(placeholder).text) == {OPAQUE}


@pytest.mark.parametrize("text", ["[WHAT-3]", "[PHONE-3", "[CARD-2 *4111111111111111]", "[PHONE-x]", "PHONE-3"])
def test_what_only_looks_like_a_placeholder_is_read(text: str) -> None:
    assert OPAQUE not in fold(text).text
