"""The place of a package in its case: first, or after an earlier one by the same key."""

from __future__ import annotations

from pathlib import Path

import pytest

from package.samples import KEY, OTHER_KEY, sealed
from sealcase.errors import NotYourVaultError, SupersedeError
from sealcase.package.age import ScryptRecipient
from sealcase.package.sshkey import SigningKey
from sealcase.package.succession import place_in_case
from sealcase.package.vault_writing import write_vault

PASSPHRASE = "made up"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALCASE_HOME", str(tmp_path / "home"))


def vault(folder: Path, key: SigningKey | None = KEY) -> Path:
    """Write the vault of a package that `KEY` signed; it holds `key`."""
    path = folder / "case.vault.age"
    result, _ = sealed(folder, items=[], originals={})
    with path.open("wb") as sink:
        write_vault(sink, sealed=result, exhibits=[], items=[], key=key, recipients=[ScryptRecipient(PASSPHRASE)])
    return path


def public(folder: Path, key: SigningKey) -> Path:
    """Write the public key file of a key that is elsewhere."""
    path = folder / "key.pub"
    path.write_text(key.public_key.to_line() + "\n")
    return path


def test_the_first_package_has_a_fresh_key() -> None:
    first, second = (place_in_case(ask_passphrase=str) for _ in range(2))
    assert (first.sequence, first.supersedes) == (1, None)
    assert first.key != second.key


def test_the_next_one_is_signed_by_the_same_key(tmp_path: Path) -> None:
    place = place_in_case(supersedes=vault(tmp_path), ask_passphrase=lambda: PASSPHRASE)
    assert place.key == KEY
    assert place.sequence == 2
    assert place.supersedes is not None


def test_a_vault_that_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(NotYourVaultError):
        place_in_case(supersedes=vault(tmp_path), ask_passphrase=lambda: "another")


def test_a_key_that_is_not_in_the_vault_has_to_be_named(tmp_path: Path) -> None:
    earlier = vault(tmp_path, key=None)
    with pytest.raises(SupersedeError, match="--sign-with"):
        place_in_case(supersedes=earlier, ask_passphrase=lambda: PASSPHRASE)
    named = public(tmp_path, KEY)
    assert place_in_case(sign_with=named, supersedes=earlier, ask_passphrase=lambda: PASSPHRASE).sequence == 2
    with pytest.raises(SupersedeError, match="another key"):
        place_in_case(sign_with=public(tmp_path, OTHER_KEY), supersedes=earlier, ask_passphrase=lambda: PASSPHRASE)
