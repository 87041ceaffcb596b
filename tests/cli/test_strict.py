"""`--strict` from the file to the redacted copy: what is not known to be needed goes."""

from __future__ import annotations

from pathlib import Path

from commandline import sealcase

LOG = (
    "2026-11-18 20:41:07.004 ERROR pay failed orderNo=2026111822001060267735468487 nick=littlefox memo=rent\n"
    "那天我在楼下便利店，怎么也付不了\n"
    "支付失败，请稍后再试\n"
    "商家订单号：YL452685969384937396401757228464 金额：268.00元\n"
)


def test_redact_keeps_what_the_case_is_about_and_interface_words_alone(tmp_path: Path) -> None:
    log, copies = tmp_path / "app.log", tmp_path / "copies"
    log.write_text(LOG, encoding="utf-8")
    run = sealcase("redact", log, "-o", copies, "--strict", "--lang", "en")
    assert run.status == 0
    lines = (copies / "0001-app.log").read_text(encoding="utf-8").splitlines()
    assert "littlefox" not in lines[0]
    assert "rent" not in lines[0]
    assert "ERROR pay failed orderNo=2026111822001060267735468487 " in lines[0]
    assert not any(hanzi in lines[1] for hanzi in "那天我在楼下便利店怎么也付不了")
    assert lines[2] == "支付失败，请稍后再试"
    assert lines[3] == "商家订单号：YL452685969384937396401757228464 金额：268.00元"
    assert "other text" in run.out


def test_scan_says_what_strict_would_do(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text(LOG, encoding="utf-8")
    (exhibit,) = sealcase("scan", log, "--strict", "--json").json["exhibits"]
    actions = {finding["action"] for finding in exhibit["findings"] if finding["entity"] == "OTHER_TEXT"}
    assert actions == {"keep", "remove"}
    assert "littlefox" not in str(exhibit)


def test_a_name_in_every_line_is_no_template(tmp_path: Path) -> None:
    log, copies = tmp_path / "app.log", tmp_path / "copies"
    lines = [f"2026-11-20 10:00:0{second} INFO pay amount=1{second}.50 Qorvin Blemnat 柯楠溪" for second in range(9)]
    log.write_text("\n".join(lines), encoding="utf-8")
    assert sealcase("redact", log, "-o", copies, "--strict").status == 0
    left = (copies / "0001-app.log").read_text(encoding="utf-8")
    assert not any(part in left for part in ("Qorvin", "Blemnat", "柯", "楠", "溪"))
    assert left.count("INFO pay amount=1") == len(lines)
