"""`--decisions` from the file to the redacted copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from commandline import sealcase

TEXT = "手机号：13800138000\n订单号：2026112012345678901234567890\n再次 13800138000\n密码：Tr0ub4dor-x9\n"


def decision(finding: dict[str, Any], action: str) -> str:
    row = {"finding": finding["id"], "file": "app.log", "entity": finding["entity"], "action": action}
    place = ", ".join(f"{key} = {value}" for key, value in finding["where"].items())
    return "[[decision]]\n" + "".join(f'{key} = "{value}"\n' for key, value in row.items()) + f"where = {{ {place} }}\n"


def test_redact_follows_the_person_except_for_a_secret(tmp_path: Path) -> None:
    log, own, copies = tmp_path / "app.log", tmp_path / "decisions.toml", tmp_path / "copies"
    log.write_text(TEXT, encoding="utf-8")
    (exhibit,) = sealcase("scan", log, "--json").json["exhibits"]
    first = {finding["entity"]: finding for finding in reversed(exhibit["findings"])}
    own.write_text(decision(first["PHONE_NUMBER"], "keep") + decision(first["ORDER_ID"], "remove"), encoding="utf-8")
    assert sealcase("redact", log, "-o", copies, "--decisions", own).status == 0
    copy = (copies / "0001-app.log").read_text(encoding="utf-8")
    assert copy.count("13800138000") == 2
    assert "2026112012345678901234567890" not in copy
    assert "Tr0ub4dor-x9" not in copy

    log.write_text("又 " + TEXT, encoding="utf-8")  # the same numbers of findings, at other places: nothing may be kept
    assert sealcase("redact", log, "-o", tmp_path / "none", "--decisions", own).status == 1
    assert not (tmp_path / "none").exists()

    log.write_text(TEXT, encoding="utf-8")
    own.write_text(decision(first["PASSWORD"], "keep"), encoding="utf-8")
    refused = sealcase("redact", log, "-o", tmp_path / "none", "--decisions", own, "--lang", "en")
    assert refused.status == 5
    assert "[E_KEEP_SECRET]" in refused.err
    assert "change the password" in refused.err
    assert not (tmp_path / "none").exists()


def test_own_values_and_own_decisions_go_together(tmp_path: Path) -> None:
    log, own, copies, me = (tmp_path / name for name in ("app.log", "decisions.toml", "copies", "me.toml"))
    log.write_text("zqxkuser88 opened it\n" + TEXT, encoding="utf-8")
    me.write_text('account = "zqxkuser88"\n', encoding="utf-8")
    (exhibit,) = sealcase("scan", log, "--me", me, "--json").json["exhibits"]
    phone = next(finding for finding in exhibit["findings"] if finding["entity"] == "PHONE_NUMBER")
    own.write_text(decision(phone, "keep"), encoding="utf-8")
    assert sealcase("redact", log, "-o", copies, "--decisions", own, "--me", me).status == 0
    copy = (copies / "0001-app.log").read_text(encoding="utf-8")
    assert "zqxkuser88" not in copy
    assert copy.count("13800138000") == 2
    # Without the own values the finding has another number: refused, not applied to something else.
    assert sealcase("redact", log, "-o", tmp_path / "none", "--decisions", own).status == 1
