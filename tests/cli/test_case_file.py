"""`--case`: what a person states travels redacted in the complaint, and what is missing is named first."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from commandline import DESK, DESK_IDENTITY, sealcase
from package.samples import decrypted
from sealcase.package import age

ORDER = "2026112022001412345678901234"
LOG = f"订单号：{ORDER}\n手机号：13800138000\n"
CASE = f'''transaction = "{ORDER}"
account_tail = "1111"
tried = """拨打 13800138000，客服张伟说等。
密码是 Tr0ub4dor-x9{" 后来又等了一天。" * 80}"""
'''


def test_what_is_stated_travels_redacted(tmp_path: Path) -> None:
    log, case, package, out = (tmp_path / name for name in ("app.log", "case.toml", "c.sealcase.zip", "out"))
    log.write_text(LOG, encoding="utf-8")
    case.write_text(CASE, encoding="utf-8")
    words = ("pack", log, "--to", DESK, "--issue", "failed-payment", "--case", case)
    for strict in ((), ("--strict",)):
        packed = sealcase(*words, "-o", package, "--json", "--force", *strict)
        assert sealcase("open", package, "-i", DESK_IDENTITY, "-o", out, "--force").status == 3
        complaint = json.loads((out / "data" / "complaint.json").read_text(encoding="utf-8"))
        facts = {fact["id"]: fact["lines"] for fact in complaint["facts"]}
        assert facts["transaction"] == [ORDER]
        assert facts["account_tail"] == ["1111"]
        assert facts["wanted"] == []
        assert facts["tried"][0].startswith("拨打 [PHONE-1]，客服[NAME-1]")
        assert facts["tried"][1].startswith("密码是 [PASSWORD-1] 后来又等了一天。")
        assert len(facts["tried"]) == 3  # the long line in two
        assert {row["entity"]: row["count"] for row in complaint["removed"]}["PHONE_NUMBER"] == 1
        assert [item["path"] for item in complaint["items"]] == ["data/items/0001.txt"]
        assert packed.json["facts"] == [{"id": fact, "lines": lines} for fact, lines in facts.items()]
        # The same phone has the same placeholder in the evidence.
        assert "[PHONE-1]" in (out / "data" / "items" / "0001.txt").read_text(encoding="utf-8")
        for name in ("report.html", "data/complaint.txt"):
            shown = (out / name).read_text(encoding="utf-8")
            assert ORDER in shown
            assert not any(value in shown for value in ("13800138000", "张伟", "Tr0ub4dor-x9"))
    for missing in ("time", "amount", "wanted"):
        assert f"  {missing}: " in packed.err
    assert "  tried: " not in packed.err


def test_nothing_stated_is_named_whole_and_packed_all_the_same(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text(LOG, encoding="utf-8")
    outcome = sealcase("pack", log, "--to", DESK, "-o", tmp_path / "c.zip", "--lang", "en")
    assert outcome.status == 0
    assert "does not say yet" in outcome.err
    assert "  what: What happened" in outcome.err


def test_a_dry_run_shows_how_the_statement_would_read(tmp_path: Path) -> None:
    log, case = tmp_path / "app.log", tmp_path / "case.toml"
    log.write_text(LOG, encoding="utf-8")
    case.write_text(CASE, encoding="utf-8")
    out = sealcase("pack", log, "--to", DESK, "--issue", "failed-payment", "--case", case, "--dry-run").out
    assert "[PHONE-1]，客服[NAME-1]说等" in out
    assert "Tr0ub4dor" not in out


def test_the_template_of_every_policy_is_a_case_file(tmp_path: Path) -> None:
    for policy in sealcase("policy", "list", "--json").json["policies"]:
        case = tmp_path / "case.toml"
        text = sealcase("policy", "show", policy["name"], "--template", "--lang", "zh").out
        case.write_text(text, encoding="utf-8")
        assert (
            sealcase("policy", "show", policy["name"], "--template", "--json", "--lang", "zh").json["template"] == text
        )
        log = tmp_path / "app.log"
        log.write_text(LOG, encoding="utf-8")
        assert sealcase("scan", log, "--issue", policy["name"], "--case", case).status == 0
    case.write_text('nobody_asked = "1"\n', encoding="utf-8")
    refused = sealcase("scan", log, "--case", case, "--lang", "en")
    assert refused.status == 1
    assert "[E_CASE]" in refused.err


def test_nothing_in_the_package_lets_anyone_test_a_guess_about_what_was_stated(tmp_path: Path) -> None:
    log, case, package = tmp_path / "app.log", tmp_path / "case.toml", tmp_path / "c.sealcase.zip"
    log.write_text(LOG, encoding="utf-8")
    case.write_text(CASE, encoding="utf-8")
    sealcase("pack", log, "--to", DESK, "--issue", "failed-payment", "--case", case, "-o", package)
    outside = package.read_bytes()
    haystack = outside + decrypted(outside, age.parse_identity_file(DESK_IDENTITY.read_bytes(), "desk")[0])  # type: ignore[arg-type]
    for secret in (b"13800138000", "张伟".encode(), b"Tr0ub4dor-x9", case.read_bytes(), log.read_bytes()):
        assert secret not in haystack
        for algorithm in ("md5", "sha1", "sha256", "sha512"):
            digest = hashlib.new(algorithm, secret).digest()
            assert digest not in haystack
            assert digest.hex().encode() not in haystack
    # What was removed from the statement has no opening: there is nothing to be shown of it later.
    listed = sealcase("disclose", tmp_path / "c.vault.age", "--json").json["openings"]
    assert sorted(opening["entity"] for opening in listed) == ["ORIGINAL", "PHONE_NUMBER"]
