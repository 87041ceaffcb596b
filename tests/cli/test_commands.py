"""The commands as scripts see them: exit status, JSON, standard streams; and as people do: both languages."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from commandline import DESK, DESK_IDENTITY, FIXTURES, ROOT, evidence, sealcase
from conftest import PackedCase
from sealcase.cli.app import COMMANDS
from sealcase.cli.doctor import PREPARE
from sealcase.entities import ENTITIES

LOG = FIXTURES / "failed-payment" / "app.log"
FINDING_KEYS = {"id", "entity", "tier", "band", "action", "reason", "where", "rule"}
PLACES = ({"start", "end"}, {"row", "column", "start", "end"}, {"page", "box"}, {"page", "box", "boxes"})
PLANTED = json.loads((FIXTURES / "PLANTED.json").read_text(encoding="utf-8"))


def fingerprint(packed: PackedCase) -> str:
    line = next(line for line in packed.outcome.out.splitlines() if line.startswith("Fingerprint:"))
    return line.split()[-1]


# ------------------------------------------------------------------------------------ scan and redact
def test_scan_json_follows_the_contract() -> None:
    document = sealcase("scan", *evidence("failed-payment"), "--issue", "failed-payment", "--json").json
    assert set(document) == {"exhibits"}
    assert [exhibit["id"] for exhibit in document["exhibits"]] == ["0001", "0002", "0003", "0004"]
    assert [exhibit["kind"] for exhibit in document["exhibits"]] == ["csv", "text", "image", "image"]
    findings = [finding for exhibit in document["exhibits"] for finding in exhibit["findings"]]
    assert len({finding["id"] for finding in findings}) == len(findings) > 20
    for finding in findings:
        assert set(finding) == FINDING_KEYS
        assert set(finding["where"]) in PLACES
        assert finding["entity"] in ENTITIES
        assert finding["tier"] in {"secret", "personal", "identifier"}
        assert finding["band"] in {"certain", "likely", "review"}
        assert finding["action"] in {"keep", "mask", "remove"}
        assert finding["action"] == "remove" or finding["tier"] != "secret"
        assert finding["reason"]


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_scan_shows_no_sensitive_value(more: list[str]) -> None:
    outcome = sealcase("scan", *evidence("failed-payment"), "--issue", "failed-payment", *more)
    assert outcome.status == 0
    for values in PLANTED["failed-payment"].values():
        for value in values["gone"]:
            assert value["text"] not in outcome.out + outcome.err, value["entity"]


def test_scan_changes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "app.log"
    copy.write_bytes(LOG.read_bytes())
    assert sealcase("scan", copy).status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["app.log"]
    assert copy.read_bytes() == LOG.read_bytes()


def test_scan_reads_standard_input() -> None:
    outcome = sealcase("scan", "-", "--json", stdin="收款人：张三 手机 13800138000\n".encode())
    (exhibit,) = outcome.json["exhibits"]
    assert {finding["entity"] for finding in exhibit["findings"]} >= {"PERSON", "PHONE_NUMBER"}


def test_scan_of_nothing_sensitive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("the button is grey\n")
    assert "nothing sensitive" in sealcase("scan", path).out


def test_redact_writes_numbered_copies_under_their_own_names(tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = sealcase("redact", *evidence("crypto-transfer"), "-o", out, "--issue", "crypto-transfer", "--json")
    assert outcome.status == 0, outcome.err
    names = [f"{number:04d}-{path.name}" for number, path in enumerate(evidence("crypto-transfer"), 1)]
    assert sorted(path.name for path in out.iterdir()) == names
    assert [Path(item["file"]).name for item in outcome.json["items"]] == names
    assert sum(len(item["redactions"]) for item in outcome.json["items"]) > 10


# ---------------------------------------------------------------------------------------------- pack
def test_pack_ends_with_what_a_person_needs(packed_case: PackedCase) -> None:
    out = packed_case.outcome.out
    assert str(packed_case.package) in out
    assert str(packed_case.vault) in out
    assert "https://support.example/complaints" in out
    assert "What to do next:" in out
    assert packed_case.vault.read_bytes().startswith(b"age-encryption.org/v1\n")


def test_pack_tells_its_progress_on_standard_error_alone(packed_case: PackedCase) -> None:
    assert "redacting" in packed_case.outcome.err
    assert "redacting" not in packed_case.outcome.out


def test_pack_json_and_the_verdict_agree(tmp_path: Path) -> None:
    package = tmp_path / "case.sealcase.zip"
    packed = sealcase("pack", LOG, "--to", DESK, "-o", package, "--json").json
    verdict = sealcase("verify", package, "--json").json
    assert packed["package"] == str(package)
    assert packed["fingerprint"] == verdict["signer"]
    assert packed["package_id"] == verdict["package_id"]
    assert packed["size"] == package.stat().st_size
    assert (tmp_path / "case.vault.age").exists()


def test_pack_writes_to_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = sealcase("pack", LOG, "--to", DESK, "-o", "-")
    assert outcome.status == 0, outcome.err
    assert zipfile.ZipFile(io.BytesIO(outcome.raw)).namelist()[0] == "SHA256SUMS"
    (vault,) = tmp_path.iterdir()
    assert vault.name.endswith(".vault.age")
    assert sealcase("verify", "-", stdin=outcome.raw).status == 3


def test_force_replaces_package_and_vault(tmp_path: Path) -> None:
    package = tmp_path / "case.sealcase.zip"
    words = ("pack", LOG, "--to", DESK, "-o", package)
    assert [sealcase(*words).status, sealcase(*words).status, sealcase(*words, "--force").status] == [0, 1, 0]
    assert len(list(tmp_path.iterdir())) == 2


# ----------------------------------------------------------------------------------- verify and open
def test_verify_knows_only_the_signer_that_it_was_told(packed_case: PackedCase, tmp_path: Path) -> None:
    stranger = "SHA256:" + "A" * 43
    assert sealcase("verify", packed_case.package).status == 3
    assert sealcase("verify", packed_case.package, "--signer", fingerprint(packed_case)).status == 0
    assert sealcase("verify", packed_case.package, "--signer", stranger).status == 3
    assert sealcase("verify", packed_case.package, "--signer", "SHA256:short").status == 2


def test_verify_never_calls_an_unknown_signer_verified(packed_case: PackedCase) -> None:
    unknown = sealcase("verify", packed_case.package)
    assert "signer is unknown" in unknown.out
    assert "verified" not in unknown.out
    known = sealcase("verify", packed_case.package, "--signer", fingerprint(packed_case))
    assert "a key that you trust" in known.out
    for outcome in (unknown, known):
        assert "does not show that a screenshot is true" in outcome.out


def test_open_ends_with_the_report(packed_case: PackedCase, tmp_path: Path) -> None:
    out = tmp_path / "opened"
    trusted = ("--signer", fingerprint(packed_case))
    outcome = sealcase("open", packed_case.package, "-i", DESK_IDENTITY, "-o", out, *trusted)
    assert outcome.status == 0, outcome.err
    report = (out / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|\bhref=|\burl\(|\bsrc=\"(?!data:image/png;base64,)|\son\w+=", report)
    assert "data:image/png;base64," in report


def test_open_json_lists_what_was_removed(packed_case: PackedCase, tmp_path: Path) -> None:
    outcome = sealcase("open", packed_case.package, "-i", DESK_IDENTITY, "-o", tmp_path / "opened", "--json")
    assert outcome.status == 3
    assert all(item["redactions"] for item in outcome.json["items"])


def test_keys_made_by_keygen_are_used_by_pack_and_open(tmp_path: Path) -> None:
    for name, more in {"classic": ["--classic"], "hybrid": []}.items():
        keys = tmp_path / name
        made = sealcase("keygen", *more, "-o", keys, "--name", "Desk", "--channel", "app", "--json").json
        package = tmp_path / f"{name}.sealcase.zip"
        assert sealcase("pack", LOG, "--to", made["recipient"], "-o", package).status == 0
        assert sealcase("open", package, "-i", made["identity"], "-o", tmp_path / f"{name}-opened").status == 3
        assert sealcase("keygen", *more, "-o", keys).status == 1


# --------------------------------------------------------------------------------- usage and language
def test_usage_errors_end_with_2() -> None:
    for words in (["scan"], ["pack", LOG], ["verify"], ["nonsense"], ["scan", LOG, "--lang", "fr"], ["pack", "--nope"]):
        outcome = sealcase(*words)
        assert outcome.status == 2, words
        assert "Traceback" not in outcome.err


def test_help_costs_no_heavy_import_and_names_every_command() -> None:
    program = (
        "import sys; from sealcase.cli import language; language.choose([]); from sealcase.cli.app import run; "
        "run(['--help']); print(sorted({'rich', 'cryptography', 'numpy', 'presidio_analyzer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("words", [["--lang", "zh", "--help"], ["pack", "--help", "--lang=zh"]])
def test_help_speaks_chinese(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "sealcase", *words], capture_output=True, encoding="utf-8", check=True)
    assert "显示" in done.stdout
    assert "Show this message" not in done.stdout


def test_errors_speak_chinese(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    outcome = sealcase("scan", tmp_path / "empty.txt", "--lang", "zh")
    assert outcome.status == 1
    assert "E_EMPTY" in outcome.err
    assert "空" in outcome.err
    assert outcome.err.startswith("错误：")


def test_doctor_finds_this_machine_in_order() -> None:
    outcome = sealcase("doctor", "--json")
    assert outcome.status == 0
    assert all(look["works"] for look in outcome.json["examinations"] if look["needed"])


def test_doctor_looks_for_all_that_preparing_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=]", line)[0] for line in project["optional-dependencies"]["prepare"]}
    assert needed == set(PREPARE)


@pytest.mark.parametrize("module", ["jieba", "numpy", "presidio_analyzer"])
def test_a_light_installation_says_what_to_type(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_arguments: object, **_settings: object) -> None:
        raise ModuleNotFoundError(name=f"{module}.part")

    monkeypatch.setattr("sealcase.pipeline.scan", missing)
    outcome = sealcase("scan", LOG, "--json")
    assert outcome.status == 1
    assert outcome.json["error"]["code"] == "E_EXTRA"
    assert "sealcase[prepare]" in outcome.json["error"]["hint"]


def test_an_interrupt_ends_with_130_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object, **_settings: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sealcase.pipeline.seal", interrupt)
    outcome = sealcase("pack", LOG, "--to", DESK, "-o", tmp_path / "case.sealcase.zip")
    assert outcome.status == 130
    assert list(tmp_path.iterdir()) == []


def test_an_unforeseen_fault_shows_no_text_of_the_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_arguments: object, **_settings: object) -> None:
        raise ValueError("13817264905")

    monkeypatch.setattr("sealcase.pipeline.seal", fault)
    outcome = sealcase("pack", LOG, "--to", DESK, "-o", tmp_path / "case.sealcase.zip")
    assert outcome.status == 1
    assert "E_INTERNAL" in outcome.err
    assert "13817264905" not in outcome.err + outcome.out
    assert list(tmp_path.iterdir()) == []
