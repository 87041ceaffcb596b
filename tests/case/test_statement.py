"""`case.toml`: read into lines by fact, and held to the facts that the policy asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealcase.case.statement import MAX_CHARS, MAX_LINES, read_case, stated_issue
from sealcase.errors import CaseFileError, CaseSyntaxError

FACTS = ("transaction", "account_tail", "tried")


def write(folder: Path, text: str) -> Path:
    path = folder / "case.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_texts_become_lines_that_a_package_can_hold(tmp_path: Path) -> None:
    path = write(
        tmp_path, 'transaction = ["A1", "B2"]\naccount_tail = " "\ntried = """one\\u202e\n\n  two\tthree\n"""\n'
    )
    assert read_case(path, FACTS) == {"transaction": ("A1", "B2"), "tried": ("one\ufffd", "two three")}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('amount = "1"', "amount"),
        ("transaction = 13800138000", "transaction"),
        ('transaction = ["13800138000", 1]', "transaction"),
        ('account_tail = "13800138000"', "account_tail"),
        (f'tried = "13800138000{"x" * MAX_CHARS}"', "tried"),
        ("tried = [" + '"13800138000",' * (MAX_LINES + 1) + "]", "tried"),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused(text: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(CaseFileError) as caught:
        read_case(write(tmp_path, text), FACTS)
    assert caught.value.fields["key"] == key
    message, hint = caught.value.describe()
    assert "13800138000" not in message + hint
    assert "transaction, account_tail, tried" in hint


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'tried = "a"\namount = "13800138000\nwanted = ""\n', "line 2 "),
        (b'tried = """13800138000\n', "its end "),
        (b'tried = "a"\ntried = "13800138000"', "its end "),
        (b"tried = '\xff13800138000'", "UTF-8"),
        (b"issue = 13800138000", "issue"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_place_alone(data: bytes, place: str, tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(data)
    with pytest.raises(CaseSyntaxError) as caught:
        stated_issue(path)
    message, hint = caught.value.describe()
    assert place in message
    assert "13800138000" not in message + hint


def test_the_kind_of_complaint_is_no_fact(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeffissue = " failed-payment "\ntried = "x"\n')
    assert stated_issue(path) == "failed-payment"
    assert read_case(path, FACTS) == {"tried": ("x",)}
    assert stated_issue(write(tmp_path, 'issue = ""\n')) is None
