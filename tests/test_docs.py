"""The READMEs are true: what they show is what the commands print, but for what is new in every run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commandline import DESK, DESK_IDENTITY, ROOT, evidence, sealcase
from sealcase.cli.app import COMMANDS

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}


def printed(folder: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the commands print for the READMEs' own example: `pack`, `verify`, `open`; then `init` and `add`."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    package, lang = "failed-payment.sealcase.zip", ("--lang", language)
    return [
        sealcase(
            *("pack", *evidence("failed-payment"), "--to", DESK, "--issue", "failed-payment", "-o", package), *lang
        ).out,
        sealcase("verify", package, *lang).out,
        sealcase("open", package, "-i", DESK_IDENTITY, "-o", "opened", *lang).out,
        sealcase("init", "my-case", "--issue", "failed-payment", *lang).out
        + sealcase("add", "-C", "my-case", *evidence("failed-payment"), *lang).out,
    ]


def same_in_every_run(text: str) -> str:
    """Return `text` without fingerprints, identifiers, sizes, dates and spaces at line ends."""
    for pattern in (r"SHA256:\S{43}", r"\b[0-9a-f]{32}\b", r"\b[0-9,]+(?= (?:bytes|字节))", r"\d{4}-\d\d-\d\d"):
        text = re.sub(pattern, "…", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("language", READMES)
def test_the_readme_shows_what_is_printed(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = re.findall(r"```text\n(.*?)```", READMES[language].read_text(encoding="utf-8"), re.DOTALL)
    actual = printed(tmp_path, language, monkeypatch)
    assert len(shown) == len(actual)
    for block, output in zip(shown, actual, strict=True):
        assert same_in_every_run(block) == same_in_every_run(output)


def test_both_readmes_give_the_same_commands() -> None:
    english, chinese = (
        re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL) for path in READMES.values()
    )
    assert len(english) == 5
    assert english == chinese


@pytest.mark.parametrize("readme", READMES.values())
def test_the_readme_names_every_command(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if not re.search(rf"(`sealcase |· `){name}\b", text)] == []


@pytest.mark.parametrize("page", [*READMES.values(), ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))])
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
