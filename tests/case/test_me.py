"""`--me`: own values are found where nothing labels them, and the file is held to its schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandline import sealcase
from sealcase.case.me import KINDS, read_me
from sealcase.detect.propagation import MIN_CHARS
from sealcase.errors import MeFileError


def write(folder: Path, text: str) -> Path:
    path = folder / "me.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_value_that_nothing_labels_is_removed(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text("zqxkuser88 opened the page\nsaid zqxkuser88 again\n", encoding="utf-8")
    me = write(tmp_path, 'account = ["zqxkuser88"]\n')
    for words, count in (((), 2), (("--me", me), 0)):
        assert sealcase("redact", log, "-o", tmp_path / "out", "--force", *words).status == 0
        assert (tmp_path / "out" / "0001-app.log").read_text(encoding="utf-8").count("zqxkuser88") == count


def test_each_kind_is_refused_where_detection_would_not_look_for_it() -> None:
    assert all(MIN_CHARS[entity] == least for entity, least in KINDS.values())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("= x", ""),
        ('nick = "abc"', "nick"),
        ('name = "王"', "name"),
        ("phone = 13800138000", "phone"),
        ('name = ["ab", 1]', "name"),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused(text: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(MeFileError) as caught:
        read_me(write(tmp_path, text))
    assert caught.value.fields["key"] == key
    assert "13800138000" not in " ".join(caught.value.describe())
