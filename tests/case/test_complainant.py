"""The complainant's own key is made once and then kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealcase.case.complainant import home, own_identity
from sealcase.errors import OutputError


def test_the_key_is_made_on_first_use_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALCASE_HOME", str(tmp_path / "home"))
    path, text = own_identity(lambda: "first\n")
    assert (path, text) == (tmp_path / "home" / "identity", "first\n")
    assert own_identity(lambda: "second\n")[1] == "first\n"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SEALCASE_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(OutputError):
        own_identity(lambda: "key\n")


def test_home_is_the_systems_folder_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEALCASE_HOME", raising=False)
    assert home().name == "sealcase"
