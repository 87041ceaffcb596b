"""The complainant's own key: made once, read as age reads it, refused when it was replaced by something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from package.samples import KEY
from sealcase.errors import IdentityFileError
from sealcase.package import age
from sealcase.package.own_key import own_identities, own_recipients


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEALCASE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_it_is_made_on_first_use_and_stays(home: Path) -> None:
    assert own_identities() == ()
    assert not home.exists()
    (recipient,) = own_recipients()
    assert own_recipients() == (recipient,)
    (identity,) = own_identities()
    assert isinstance(identity, age.X25519Identity)
    assert identity.recipient() == recipient
    assert (home / "identity").stat().st_mode & 0o077 == 0
    assert f"# public key: {recipient}\n" in (home / "identity").read_text()


def test_a_file_that_holds_another_key(home: Path) -> None:
    home.mkdir()
    (home / "identity").write_text(KEY.to_text())
    with pytest.raises(IdentityFileError, match="no key of age"):
        own_recipients()
    (home / "identity").write_text("hello\n")
    for read in (own_recipients, own_identities):
        with pytest.raises(IdentityFileError):
            read()
