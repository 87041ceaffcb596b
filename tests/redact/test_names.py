"""Names of copies are safe on every system and still say which file it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.redact.names import item_name


@pytest.mark.parametrize(
    ("name", "suffix", "expected"),
    [
        ("app.log", None, "0001-app.log"),
        ("账单.csv", None, "0001-账单.csv"),
        ("shot.jpeg", ".png", "0001-shot.png"),
        ("shot.v2.webp", ".png", "0001-shot.v2.png"),
        ("noname", ".png", "0001-noname.png"),
        ("noname", None, "0001-noname"),
        (".env", None, "0001-env"),
        ('a<b>:"|?*\\c.txt', None, "0001-a_b_______c.txt"),
        ("evil\u202egnp.txt", None, "0001-evil_gnp.txt"),
        ("line\nbreak.txt", None, "0001-line_break.txt"),
        ("\udcff.txt", None, "0001-_.txt"),
        ("...", None, "0001-file"),
        ("截图" * 100 + ".png", ".png", "0001-" + "截图" * 30 + ".png"),
    ],
)
def test_names(name: str, suffix: str | None, expected: str) -> None:
    assert item_name("0001", name, suffix) == expected


@given(st.text(max_size=300), st.sampled_from([None, ".png", "-p2.png"]))
def test_any_name_is_made_harmless(name: str, suffix: str | None) -> None:
    made = item_name("0001", name, suffix)
    assert made.startswith("0001-")
    assert len(made.encode()) < 255
    assert not set(made) & set('<>:"/\\|?*\0\n')
    assert not made.endswith((".", " "))
