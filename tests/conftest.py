"""What tests share: a home of their own, and one packed case for all who only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from commandline import DESK, Outcome, evidence, sealcase


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the complainant's key out of the real home, and messages in English."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEALCASE_HOME", str(home))
        patch.setenv("LANGUAGE", "en")
        patch.setenv("COLUMNS", "160")
        yield home


@dataclass(frozen=True, kw_only=True, slots=True)
class PackedCase:
    """A fixture case after `sealcase pack`."""

    case: str
    package: Path
    vault: Path
    outcome: Outcome


@pytest.fixture(scope="session", params=["failed-payment", "crypto-transfer"])
def packed_case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PackedCase:
    """Each fixture case, packed by the command line once for the whole session."""
    case: str = request.param
    package = tmp_path_factory.mktemp(case) / "case.sealcase.zip"
    outcome = sealcase("pack", *evidence(case), "--to", DESK, "--issue", case, "-o", package)
    assert outcome.status == 0, outcome.err
    return PackedCase(case=case, package=package, vault=package.with_name("case.vault.age"), outcome=outcome)
