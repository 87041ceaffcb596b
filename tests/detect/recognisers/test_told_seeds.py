"""Seed phrases that are told word by word; the words were drawn for these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from detect.looking import found, values
from sealcase.contents import TextSpan
from sealcase.detect import Detector
from sealcase.gather import gather

WORDS = tuple(
    "ribbon velvet cradle ocean hybrid faculty glance tuition pumpkin siren marble absent".split()  # noqa: SIM905 - a phrase
)
HANZI = "枪疫霉尝俩闹饿贤枝夺佛卿"
ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
HAN_NUMBERS = (*"一二三四五六七八九十", "十一", "十二")


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"第{number}个词 {word}" for number, word in zip(HAN_NUMBERS, WORDS, strict=True)),
        "\nB: 好\n".join(f"A: 第{number}个是 {word}" for number, word in enumerate(WORDS, 1)),
        "The " + ", ".join(f"{number} word is {word}" for number, word in zip(ORDINALS, WORDS, strict=True)),
        " 和 ".join(WORDS),
        f"助记词前6个：{' '.join(WORDS[:6])}，后6个 {' '.join(WORDS[6:])}",
    ],
)
def test_every_word_that_is_told_goes(text: str) -> None:
    said = " ".join(values(text, "SEED_PHRASE"))
    assert [word for word in WORDS if word not in said] == []


def test_hanzi_behind_ordinals() -> None:
    text = "，".join(f"第{number}个{char}" for number, char in zip(HAN_NUMBERS, HANZI, strict=True))
    assert values(text, "SEED_PHRASE") == list(HANZI)


def test_half_a_phrase_that_is_all_of_a_line() -> None:
    half = " ".join(WORDS[:6])
    assert values(f"ok\n{half}\nok", "SEED_PHRASE") == [half]
    assert values(f"前半段 {half}", "SEED_PHRASE") == [half]
    assert values(f"he said {half} yesterday", "SEED_PHRASE") == []


def test_how_a_phrase_begins() -> None:
    text = "my seed phrase starts with ribbon velvet cradle and ends with siren marble absent"
    assert values(text, "SEED_PHRASE") == ["ribbon velvet cradle", "siren marble absent"]


def test_words_of_another_wallets_list_behind_a_label() -> None:
    words = "tavern judge beyond bifocals deepest mural onward dummy eagle diode gained vacation rally"
    assert values(f"mnemonic: {words}\nthen", "SEED_PHRASE") == [words]


def test_words_in_the_fields_of_a_document(tmp_path: Path) -> None:
    objects = ",".join(f'{{"i":{number},"word":"{word}"}}' for number, word in enumerate(WORDS, 1))
    file = tmp_path / "words.json"
    file.write_text(f"[{objects}]", "utf-8")
    findings = Detector().detect(list(gather([file])))
    spans = [finding.where for finding in findings if finding.entity == "SEED_PHRASE"]
    text = file.read_text("utf-8")
    assert [text[where.start : where.end] for where in spans if isinstance(where, TextSpan)] == list(WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "First open the app, second check your network, third send again, last call us",
        "Never share your recovery phrase. Support will never ask for it.",
        "第一步打开应用，第二步点击转账，第三步输入金额，第四步确认，第五步输入，第六步完成",
        "第1笔 失败 第2笔 成功 第3笔 失败 第4笔 成功 第5笔 失败 第6笔 成功",
    ],
)
def test_what_only_counts_stays(text: str) -> None:
    assert [entity for entity, _ in found(text) if entity == "SEED_PHRASE"] == []
