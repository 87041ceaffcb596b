"""`pack --dry-run` and `--explain`: what would leave, value by value, and nothing written."""

from __future__ import annotations

from pathlib import Path

from commandline import DESK, sealcase

TEXT = "手机号：13800138000\n订单号：2026112012345678901234567890\n登录密码：Tr0ub4dor-x9\n"


def test_a_dry_run_shows_what_would_leave_and_writes_nothing(tmp_path: Path) -> None:
    log, package = tmp_path / "app.log", tmp_path / "case.sealcase.zip"
    log.write_text(TEXT, encoding="utf-8")
    words = ("pack", log, "--to", DESK, "--issue", "failed-payment", "-o", package)
    dry = sealcase(*words, "--dry-run", "--json").json
    assert [(row["entity"], row["value"], row["count"]) for row in dry["kept"]] == [
        ("ORDER_ID", "2026112012345678901234567890", 1)
    ]
    (item,) = dry["items"]
    assert (item["kind"], item["redactions"]) == ("text", 2)
    for language in ("en", "zh"):
        out = sealcase(*words, "--dry-run", "--lang", language).out
        assert "2026112012345678901234567890" in out
        assert "13800138000" not in out
        assert "Tr0ub4dor-x9" not in out
    assert [path.name for path in tmp_path.iterdir()] == ["app.log"]


def test_explain_says_why_each_kept_value_is_needed(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text(TEXT, encoding="utf-8")
    words = ("pack", log, "--to", DESK, "--issue", "failed-payment", "--explain", "--force", "-o", tmp_path / "c.zip")
    out = sealcase(*words, "--lang", "en").out
    assert "order or transaction number. Support finds the payment by this number." in out
    assert "    2026112012345678901234567890 × 1" in out
    assert "13800138000" not in out
    document = sealcase(*words, "--json", "--lang", "en").json
    assert [row["reason"] for row in document["kept"]] == ["Support finds the payment by this number."]
