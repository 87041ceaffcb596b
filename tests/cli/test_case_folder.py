"""Step by step in a case folder: `init`, `add`, `scan`, `redact`, `seal`, as people and scripts see them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cli.test_bad_input import BAD, everything_in
from commandline import DESK, DESK_IDENTITY, FIXTURES, ROOT, Outcome, evidence, sealcase
from gather.made_archives import aes_zip, plain_zip
from sealcase.case.folder import CaseFolder

TEXT = "手机号：13800138000\n订单号：2026112012345678901234567890\n登录密码：Tr0ub4dor-x9\n"
LOG = FIXTURES / "failed-payment" / "app.log"
POLICY = ROOT / "src" / "sealcase" / "decide" / "policies" / "failed-payment.toml"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case folder with one text, on a path with spaces and hanzi."""
    path = tmp_path / "我的 case"
    assert sealcase("init", path, "--issue", "failed-payment").status == 0
    log = tmp_path / "app.log"
    log.write_text(TEXT, encoding="utf-8")
    assert sealcase("add", log, "-C", path).status == 0
    return path


def seal(case: Path, *more: object) -> Outcome:
    return sealcase("seal", "-C", case, "--to", DESK, *more)


def refused(outcome: Outcome, code: str, status: int = 1) -> None:
    assert outcome.status == status, outcome.err
    assert outcome.json["error"]["code"] == code
    assert outcome.json["error"]["hint"]
    assert "Traceback" not in outcome.err


# ------------------------------------------------------------------------------------------ the way
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_step_says_the_next(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands that `init` and `add` print are those that are typed here."""
    monkeypatch.chdir(tmp_path)
    lang = ("--lang", language)
    case = Path("我的 case")
    made = sealcase("init", case, "--issue", "crypto-transfer", *lang)
    steps = re.findall(r"sealcase (\w+)(?: -C '我的 case')?", made.out)
    assert steps == ["policy", "add", "scan", "seal", "seal"]
    assert made.out.count("-C '我的 case'") == 4
    added = sealcase("add", "-C", case, *evidence("crypto-transfer"), *lang)
    assert added.status == 0, added.err
    assert [line for line in added.out.splitlines() if " 3 " in line]
    assert "scan -C '我的 case'" in added.out
    files = sealcase("scan", *evidence("crypto-transfer"), "--issue", "crypto-transfer", "--json", *lang).json
    assert sealcase("scan", "-C", case, "--json", *lang).json == files
    monkeypatch.chdir(case)
    assert sealcase("scan", "--json", *lang).json == files
    assert " -C " not in sealcase("add", LOG, *lang).out


def test_a_second_package_carries_the_case_on(case: Path, tmp_path: Path) -> None:
    first = seal(case, "--json").json
    more = tmp_path / "more.txt"
    more.write_text("订单号：2026112012345678901234567890 又失败\n", encoding="utf-8")
    assert sealcase("add", more, "-C", case).status == 0
    second = sealcase("seal", "-C", case, "--json").json  # for the same desk
    assert (first["sequence"], first["supersedes"]) == (1, None)
    assert (second["sequence"], second["supersedes"]) == (2, first["package_id"])
    assert second["fingerprint"] == first["fingerprint"]
    assert second["recipient"] == first["recipient"]
    assert [len(packed["exhibits"]) for packed in (first, second)] == [1, 2]
    names = [f"complaint-{number}{end}" for number in (1, 2) for end in (".sealcase.zip", ".vault.age")]
    assert sorted(path.name for path in (case / "sealed").iterdir()) == names
    opened = sealcase("open", second["package"], "-i", DESK_IDENTITY, "-o", tmp_path / "o", "--json")
    assert opened.status == 3
    assert opened.json["signer"] == first["fingerprint"]
    back = sealcase("vault", "open", second["vault"], "-o", tmp_path / "home", "--json").json
    assert [Path(one["file"]).name for one in back["originals"]] == ["app.log", "more.txt"]
    third = seal(case, "--lang", "en")
    assert f"Replaces:    package {second['package_id']}; this is number 3 of the case" in third.out


def test_it_is_the_same_as_pack(case: Path, tmp_path: Path) -> None:
    options = ("--strict", "--explain", "--json")
    packed = sealcase(
        "pack", tmp_path / "app.log", "--to", DESK, "--issue", "failed-payment", "-o", tmp_path / "c.zip", *options
    )
    fresh = ("package", "vault", "package_id", "fingerprint")
    one, other = ({**outcome.json, **dict.fromkeys(fresh)} for outcome in (packed, seal(case, *options)))
    assert one == other


def test_a_packed_case_goes_on_in_a_folder(case: Path, tmp_path: Path) -> None:
    packed = sealcase("pack", tmp_path / "app.log", "--to", DESK, "-o", tmp_path / "c.zip", "--json").json
    sealed = seal(case, "--supersedes", packed["vault"], "--json").json
    assert (sealed["fingerprint"], sealed["sequence"]) == (packed["fingerprint"], 2)
    assert seal(case, "--json").json["sequence"] == 3


# --------------------------------------------------------------------------------- the folder's files
def test_what_the_folder_holds_is_used(case: Path, tmp_path: Path) -> None:
    (case / "case.toml").write_text(
        'issue = "failed-payment"\ntried = "拨打 13800138000，客服 zqxkuser88 说等"\n', encoding="utf-8"
    )
    (case / "me.toml").write_text('account = "zqxkuser88"\n')
    dry = sealcase("seal", "-C", case, "--dry-run", "--json").json
    (tried,) = (fact["lines"] for fact in dry["facts"] if fact["id"] == "tried")
    assert re.fullmatch(r"拨打 \[PHONE-\d\]，客服 \[\w+-\d\] 说等", tried[0])
    (finding,) = [one for one in dry["exhibits"][0]["findings"] if one["entity"] == "PHONE_NUMBER"]
    kept = {key: finding[key] for key in ("entity", "where")} | {"finding": finding["id"], "file": "app.log"}
    where = ", ".join(f"{key} = {value}" for key, value in kept["where"].items())
    (case / "decisions.toml").write_text(
        f'[[decision]]\nfinding = "{kept["finding"]}"\nfile = "app.log"\nentity = "PHONE_NUMBER"\n'
        f'where = {{{where}}}\naction = "keep"\n'
    )
    assert sealcase("redact", "-C", case, "-o", tmp_path / "out").status == 0
    copy = (tmp_path / "out" / "0001-app.log").read_text(encoding="utf-8")
    assert "13800138000" in copy
    assert "Tr0ub4dor-x9" not in copy
    # What is named on the command line counts instead.
    other = tmp_path / "case.toml"
    other.write_text('what = "x"\n')
    words = ("seal", "-C", case, "--dry-run", "--json", "--issue", "other", "--case", other)
    assert [fact["lines"] for fact in sealcase(*words).json["facts"] if fact["id"] == "what"] == [["x"]]


def test_the_case_file_names_the_kind_of_complaint(tmp_path: Path) -> None:
    log, case = tmp_path / "app.log", tmp_path / "case.toml"
    log.write_text(TEXT, encoding="utf-8")
    case.write_text('issue = "failed-payment"\namount = "1"\n')
    words = ("scan", log, "--case", case, "--json")
    assert sealcase(*words).json == sealcase(*words, "--issue", "failed-payment").json
    refused(sealcase(*words, "--issue", "other"), "E_CASE")
    case.write_text('issue = "lost-keys"\n')
    refused(sealcase(*words), "E_POLICY")
    case.write_text('issue = "own.toml"\n')  # beside the case file
    (tmp_path / "own.toml").write_bytes(POLICY.read_bytes())
    assert sealcase(*words).status == 0


def test_an_own_policy_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / 'my "own".toml').write_bytes(POLICY.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert sealcase("init", "case", "--issue", 'my "own".toml').status == 0
    assert sealcase("add", "-C", "case", LOG).status == 0
    monkeypatch.chdir(tmp_path / "case")
    assert sealcase("scan").status == 0


# -------------------------------------------------------------------------------------------- dry run
def test_a_dry_run_changes_nothing(case: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in case.rglob("*")}
    for language, nobody in (("en", "not named yet"), ("zh", "还没有指定")):
        out = sealcase("seal", "-C", case, "--dry-run", "--lang", language).out
        assert "2026112012345678901234567890 × 1" in out
        assert nobody in out
        assert "13800138000" not in out
        assert "Tr0ub4dor-x9" not in out
    assert sealcase("seal", "-C", case, "--dry-run", "--json").json["recipient"] is None
    assert seal(case, "--dry-run", "--json").json["recipient"]["name"] == "Example Pay support desk (test)"
    assert {path: path.stat().st_mtime_ns for path in case.rglob("*")} == before


# ---------------------------------------------------------------------------------------- what is refused
def test_init_replaces_nothing(case: Path) -> None:
    before = everything_in(case)
    refused(sealcase("init", case, "--json"), "E_NOT_EMPTY")
    refused(sealcase("init", case / "new", "--issue", "lost-keys", "--json"), "E_POLICY")
    assert everything_in(case) == before


def test_init_without_a_kind_says_that_there_are_some(tmp_path: Path) -> None:
    out = sealcase("init", tmp_path / "case", "--lang", "en").out
    assert "`sealcase policy list` shows all" in out
    document = sealcase("init", tmp_path / "other", "--json").json
    assert document == {
        "case_folder": str(tmp_path / "other"),
        "case_file": str(tmp_path / "other" / "case.toml"),
        "issue": "other",
    }


@pytest.mark.parametrize("name", BAD)
def test_bad_evidence_is_not_added(name: str, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALCASE_FILE_PASSWORD", "123456")
    file, make, code = BAD[name]
    bad = case.parent / "given" / file
    bad.parent.mkdir()
    make(bad)
    before = everything_in(case)
    outcome = sealcase("add", LOG, bad, "-C", case, "--json")
    refused(outcome, code)
    assert file in outcome.json["error"]["message"]
    assert everything_in(case) == before


def test_archives_are_added_as_they_are(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALCASE_FILE_PASSWORD", "123456")
    bill, logs = case.parent / "bill.zip", case.parent / "logs.zip"
    bill.write_bytes(aes_zip({"a.log": TEXT.encode()}, "123456"))
    logs.write_bytes(plain_zip({"a.log": b"x", "b.log": b"y"}))
    assert sealcase("add", bill, logs, "-C", case, "--json").json["exhibits"] == 3
    exhibits = sealcase("scan", "-C", case, "--json").json["exhibits"]
    assert [(one["id"], one["file"]) for one in exhibits][1:] == [
        ("0002", "a.log"),
        ("0003", "a.log"),
        ("0004", "b.log"),
    ]


def test_the_bound_counts_what_is_there(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcase.gather.exhibits.MAX_FILES", 2)
    refused(sealcase("add", *evidence("crypto-transfer")[:2], "-C", case, "--json"), "E_LIMIT")
    assert sealcase("add", LOG, case.parent / "app.log", "-C", case, "--json").json["exhibits"] == 2


def test_add_says_what_it_left_out(case: Path) -> None:
    document = sealcase("add", case.parent / "app.log", "-C", case, "--json").json
    exhibit = str(case / "exhibits" / "0001" / "app.log")
    assert document["same"] == [{"file": str(case.parent / "app.log"), "exhibit": exhibit}]
    assert (document["added"], document["exhibits"]) == ([], 1)
    assert "0001: app.log" in sealcase("add", case.parent / "app.log", "-C", case).out


def test_its_own_files_are_not_added(case: Path) -> None:
    refused(sealcase("add", *case.iterdir(), "-C", case, "--json"), "E_OWN_FILE")


def test_standard_input_is_added(case: Path) -> None:
    assert sealcase("add", "-", "-C", case, stdin=b"x").status == 0
    assert (case / "exhibits" / "0002" / "stdin").read_bytes() == b"x"


def test_no_case_folder_and_no_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["add", LOG], ["seal"], ["scan", "-C", "."], ["redact", "-o", "out", "-C", "nowhere"]):
        refused(sealcase(*words, "--json"), "E_CASE_FOLDER")
    sealcase("init", "case")
    for words in (["seal", "--to", DESK], ["seal", "--dry-run"], ["scan"], ["redact", "-o", "out"]):
        refused(sealcase(*words, "-C", "case", "--json"), "E_NO_EXHIBITS")
    assert everything_in(tmp_path) == ["case", "case/case.toml", "case/exhibits", "case/sealed"]


def test_usage(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (
        ["init"],
        ["add"],
        ["scan"],
        ["redact", "-o", "out"],
        ["scan", LOG, "-C", case],
        ["seal", "-C", case],  # no desk is known yet
        ["seal", LOG, "-C", case],
    ):
        assert sealcase(*words).status == 2, words
    assert list((case / "sealed").iterdir()) == []


def test_another_one_at_work(case: Path) -> None:
    with CaseFolder.at(case).claimed():
        refused(sealcase("add", LOG, "-C", case, "--json"), "E_BUSY")
        refused(seal(case, "--json"), "E_BUSY")
        assert sealcase("scan", "-C", case).status == 0
        assert sealcase("seal", "-C", case, "--dry-run").status == 0
    assert seal(case).status == 0


def test_a_vault_that_is_gone_or_locked(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seal(case).status == 0
    with monkeypatch.context() as patch:
        patch.setenv("SEALCASE_HOME", str(tmp_path / "elsewhere"))
        refused(seal(case, "--json"), "E_IDENTITY", status=4)
    vault = case / "sealed" / "complaint-1.vault.age"
    vault.rename(tmp_path / "away")
    refused(seal(case, "--json"), "E_VAULT")
    (tmp_path / "away").rename(vault)
    assert seal(case, "--json").json["sequence"] == 2


def test_an_interrupt_leaves_the_folder_as_it_was(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object, **_settings: object) -> None:
        raise KeyboardInterrupt

    assert seal(case).status == 0
    before = everything_in(case)
    monkeypatch.setattr("sealcase.pipeline.seal", interrupt)
    assert seal(case).status == 130
    assert everything_in(case) == before


def test_a_leak_seals_nothing(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sealcase.errors import LeakError

    def leak(*_arguments: object, **_settings: object) -> None:
        raise LeakError(file="app.log", count=1, entity="PHONE_NUMBER", place="line 1")

    monkeypatch.setattr("sealcase.pipeline.redact_case", leak)
    before = everything_in(case)
    refused(seal(case, "--json"), "E_LEAK", status=5)
    assert {*everything_in(case)} - {*before} <= {".lock"}


def test_a_template_that_is_not_filled_in_states_nothing(case: Path) -> None:
    facts = seal(case, "--json").json["facts"]
    assert {json.dumps(fact["lines"]) for fact in facts} == {"[]"}
