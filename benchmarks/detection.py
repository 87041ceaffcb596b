"""Detection on data that others made, beside default Presidio and detect-secrets, in one run.

    python benchmarks/detection.py [--json] [--only SET ...] [--limit N]

The data stands beside the project in `../shared/data` and is read only; without it each set says
`skipped: no shared data`. Leak: the share of gold values that have a letter or digit outside of all
findings that take something away. Over-redaction: characters taken away outside of gold values.
Presidio runs with its predefined recognisers that need no network and without a model, detect-secrets
with all its plugins, where they are installed.
"""

from __future__ import annotations

import argparse
import collections
import csv
import io
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sealcase.contents import Document
from sealcase.decide import decide, load_policy
from sealcase.detect import Detector, scan_text
from sealcase.model import Action, Exhibit, Kind, Tier

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
CARRIERS = ("my words {} keep safe", "请把{}发给我，谢谢", "{}")
PRESIDIO_LOG_CHARS = 40_000
"""How much of the logs default Presidio reads: at 0.03 MB/s more takes minutes."""
STRUCTURED = ("PHONE_NUMBER", "CREDIT_CARD", "EMAIL_ADDRESS", "IP_ADDRESS", "IBAN_CODE", "US_SSN")
Reader = Callable[[str], Iterable[tuple[int, int]]]
Report = dict[str, Any]


# ------------------------------------------------------------------------------------------ readers
def taken(text: str) -> Iterator[tuple[int, int]]:
    """What sealcase takes away: all findings but identifiers."""
    return ((f.where.start, f.where.end) for f in scan_text(text) if f.tier is not Tier.IDENTIFIER)  # type: ignore[union-attr]


def secrets(text: str) -> Iterator[tuple[int, int]]:
    """What sealcase holds for a secret."""
    return ((f.where.start, f.where.end) for f in scan_text(text) if f.tier is Tier.SECRET)  # type: ignore[union-attr]


def taken_strictly() -> Reader:
    """What goes with `--strict`: everything but kept findings and the interface's own words."""
    detector, policy = Detector(everything=True), load_policy("other")

    def read(text: str) -> Iterator[tuple[int, int]]:
        document = Document(text=text, encoding="utf-8")
        exhibit = Exhibit(id="0001", name="", path=Path(), kind=Kind.TEXT, content=document, original=b"")
        for decision in decide(detector.detect([exhibit]), policy):
            if decision.action is not Action.KEEP:
                where = decision.finding.where
                yield where.start, where.end  # type: ignore[union-attr]

    return read


def presidio() -> Reader | None:
    """Presidio with its predefined pattern recognisers."""
    os.environ.setdefault("TLDEXTRACT_CACHE", os.devnull)
    try:
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.nlp_engine import NoOpNlpEngine
    except ImportError:
        return None
    nlp_engine = NoOpNlpEngine([{"lang_code": "en", "model_name": ""}])
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")  # the one that needs a model
    # The e-mail recogniser asks a list of suffixes from the network: here it takes the list that it carries.
    import tldextract

    vars(tldextract)["extract"] = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=["en"])
    return lambda text: ((result.start, result.end) for result in engine.analyze(text, "en"))


def detect_secrets() -> Reader | None:
    """Every plugin and filter of detect-secrets, as its command line runs them on a file."""
    try:
        from detect_secrets.core.secrets_collection import SecretsCollection
        from detect_secrets.settings import default_settings
    except ImportError:
        return None

    def read(text: str) -> Iterator[tuple[int, int]]:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8", newline="") as file, default_settings():
            file.write(text)
            file.flush()
            found = SecretsCollection()
            found.scan_file(file.name)
            lines = text.splitlines(keepends=True)
            for _, secret in found:
                line, value = lines[secret.line_number - 1], secret.secret_value or ""
                start = sum(map(len, lines[: secret.line_number - 1])) + line.find(value)
                if value and value in line:
                    yield start, start + len(value)

    return read


def covered(reader: Reader, text: str) -> set[int]:
    """Return the characters that a reader takes away."""
    return {index for start, end in reader(text) for index in range(start, end)}


# --------------------------------------------------------------------------------------------- sets
def secretlint(readers: dict[str, Reader], limit: int) -> Report:
    """Secrets found and covered, and clean cases flagged.

    `cases_found`: cases with a finding, as gitleaks' and detect-secrets' results are counted. `ranges_touched`: ranges
    with a finding inside. `values_covered`: ranges whose value is covered to the last letter, without the name of a
    variable before it, which is no secret and stays. `ranges_covered`: the whole range, names and all.
    """
    cases = json.loads((DATA / "secretlint" / "secretlint_cases.json").read_text("utf-8"))[:limit]
    report: Report = {}
    for name, reader in readers.items():
        counts: collections.Counter[str] = collections.Counter()
        for case in cases:
            text, found = case["input"], covered(reader, case["input"])
            counts["cases" if case["secrets"] else "clean"] += 1
            counts["found" if case["secrets"] else "flagged"] += bool(found)
            for start, end in (secret["range"] for secret in case["secrets"]):
                counts["ranges"] += 1
                counts["touched"] += bool(set(_letters(text, start, end)) & found)
                counts["values"] += set(_letters(text, _value_start(text, start, end), end)) <= found
                counts["covered"] += set(_letters(text, start, end)) <= found
        report[name] = {
            "cases_found": _share(counts["found"], counts["cases"]),
            "ranges_touched": _share(counts["touched"], counts["ranges"]),
            "values_covered": _share(counts["values"], counts["ranges"]),
            "ranges_covered": _share(counts["covered"], counts["ranges"]),
            "clean_flagged": _share(counts["flagged"], counts["clean"]),
        }
    return report


def _value_start(text: str, start: int, end: int) -> int:
    """Return where the value begins in a range that may begin with a variable's name: `NAME = "value"`."""
    name = re.compile(r"[\"']?[\w.\-]+[\"']?\s*(?:=>|:=|[:=])\s*[\"']?").match(text, start, end)
    return start if name is None or text.startswith("://", name.end() - 1) else name.end()


def crypto(readers: dict[str, Reader], limit: int) -> Report:
    """Seed phrases of twelve languages and private keys in sentences, wrapped and numbered: share leaked."""
    vectors = json.loads((DATA / "crypto" / "trezor_bip39_vectors.json").read_text("utf-8"))
    values: dict[str, list[str]] = {
        language: [shape for row in rows[:limit] for shape in _shapes(row[1])] for language, rows in vectors.items()
    }
    wif = json.loads((DATA / "crypto" / "bitcoinjs_wif_fixtures.json").read_text("utf-8"))["valid"]
    values["keys"] = [row["WIF"] for row in wif] + [row[3] for row in vectors["english"] if len(row) > 3]
    report: Report = {}
    for name, reader in readers.items():
        report[name] = {}
        for kind, shapes in values.items():
            leaks = sum(_leaks(reader, carrier, shape) for shape in shapes for carrier in CARRIERS)
            report[name][f"{kind}_leak"] = _share(leaks, len(shapes) * len(CARRIERS))
    return report


def _shapes(phrase: str) -> Iterator[str]:
    words = phrase.split()
    yield phrase
    yield "\n".join(" ".join(words[at : at + 4]) for at in range(0, len(words), 4))
    yield "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1))
    yield ", ".join(words)


def _leaks(reader: Reader, carrier: str, value: str) -> bool:
    text, start = carrier.format(value), carrier.index("{}")
    letters = {index for index in _letters(text, start, start + len(value)) if text[index].isalpha()}
    return not letters <= covered(reader, text)


def synth(readers: dict[str, Reader], limit: int) -> Report:
    """English sentences with spans: leak for each entity, over-redaction; then values glued between hanzi."""
    rows = json.loads((DATA / "presidio-synth" / "synth_dataset_v2.json").read_text("utf-8"))[:limit]
    report: Report = {}
    for name, reader in readers.items():
        total: collections.Counter[str] = collections.Counter()
        leaked: collections.Counter[str] = collections.Counter()
        over = chars = 0
        for row in rows:
            text, found = row["full_text"], covered(reader, row["full_text"])
            gold: set[int] = set()
            for span in row["spans"]:
                entity, start, end = span["entity_type"], span["start_position"], span["end_position"]
                gold.update(range(start, end))
                total[entity] += 1
                leaked[entity] += not set(_letters(text, start, end)) <= found
                if entity in STRUCTURED:
                    total[f"{entity}_glued"] += 1
                    leaked[f"{entity}_glued"] += _leaks_anything(reader, span["entity_value"])
            over += len(found - gold)
            chars += len(text)
        report[name] = {f"{entity}_leak": _share(leaked[entity], count) for entity, count in sorted(total.items())}
        report[name]["over_redaction"] = _share(over, chars)
    return report


def _leaks_anything(reader: Reader, value: str) -> bool:
    text = f"请联系{value}谢谢"
    return not set(_letters(text, 3, 3 + len(value))) <= covered(reader, text)


def zh_names(readers: dict[str, Reader], limit: int) -> Report:
    """Names of two to four hanzi that begin with a Chinese surname, in microblogs and news."""
    from sealcase.detect.text.names import is_surname_led

    sentences = [*_weibo("dev"), *_weibo("test"), *_cluener()][:limit]
    report: Report = {}
    for name, reader in readers.items():
        total = leaked = over = chars = 0
        for text, spans in sentences:
            found = covered(reader, text)
            gold = {index for start, end in spans for index in range(start, end)}
            for start, end in spans:
                if 2 <= end - start <= 4 and is_surname_led(text[start:end]):
                    total += 1
                    leaked += not set(range(start, end)) <= found
            over += len(found - gold)
            chars += len(text) - len(gold)
        report[name] = {"name_leak": _share(leaked, total), "over_redaction": _share(over, chars)}
    return report


def _weibo(part: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    text = ""
    spans: list[tuple[int, int]] = []
    for line in [*(DATA / "zh-names" / f"weiboNER_2nd_conll.{part}").read_text("utf-8").splitlines(), ""]:
        if not line.strip():
            if text:
                yield text, spans
            text, spans = "", []
            continue
        char, tag = line.split("\t")
        if tag == "B-PER.NAM":
            spans.append((len(text), len(text) + 1))
        elif tag == "I-PER.NAM" and spans:
            spans[-1] = (spans[-1][0], len(text) + 1)
        text += char[0]


def _cluener() -> Iterator[tuple[str, list[tuple[int, int]]]]:
    for line in (DATA / "zh-names" / "cluener_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        names = row["label"].get("name", {}).values()
        yield row["text"], [(start, last + 1) for places in names for start, last in places]


def zh_addresses(readers: dict[str, Reader], limit: int) -> Report:
    """Delivery addresses in carrier sentences: share that is covered to the last letter."""
    addresses = [
        "".join(line.rsplit(" ", 1)[0] for line in block.splitlines()).replace("_", " ").strip()
        for block in (DATA / "zh-addresses" / "dev.txt").read_text("utf-8").split("\n\n")
        if block.strip()
    ][: min(limit, 600)]
    carriers = ("我住在{}，请尽快处理。", "地址是{}", "请寄到{}，谢谢")
    report: Report = {}
    for name, reader in readers.items():
        leaks = 0
        for number, address in enumerate(addresses):
            carrier = carriers[number % len(carriers)]
            start, text = carrier.index("{}"), carrier.format(address)
            leaks += not set(_letters(text, start, start + len(address))) <= covered(reader, text)
        report[name] = {"fully_covered": _share(len(addresses) - leaks, len(addresses))}
    return report


def statements(readers: dict[str, Reader], limit: int) -> Report:
    """Real exports: order numbers, amounts and times that survive, cell by cell."""
    del readers, limit  # tables are read by structure, which only sealcase has
    from sealcase.contents import CellSpan, Document
    from sealcase.detect import Detector
    from sealcase.gather import gather

    survived = total = 0
    for exhibit in gather(sorted((DATA / "statements").glob("*.csv"))):
        if not isinstance(exhibit.content, Document):
            continue
        gone = {
            (finding.where.row, finding.where.column)
            for finding in Detector().detect([exhibit])
            if isinstance(finding.where, CellSpan) and finding.tier is not Tier.IDENTIFIER
        }
        rows = list(csv.reader(io.StringIO(exhibit.content.text), delimiter=exhibit.content.delimiter or ","))
        columns: dict[int, str] = {}
        for row_number, row in enumerate(rows):
            if sum("时间" in cell or "号" in cell or "额" in cell or "Date" in cell for cell in row) >= 2:
                columns = {index: cell for index, cell in enumerate(row) if _keeps(cell)}
                continue
            for index in columns:
                if index < len(row) and any(map(str.isdigit, row[index])):
                    total += 1
                    survived += (row_number, index) not in gone
    return {"sealcase": {"identifiers_survive": _share(survived, total), "cells": total}}


def _keeps(header: str) -> bool:
    words = ("交易号", "订单号", "流水号", "时间", "日期", "金额", "发生额", "Date", "Amount")
    return any(word in header for word in words)


def loghub(readers: dict[str, Reader], limit: int) -> Report:
    """Logs: speed in one process, and how many IDs, cards, seeds and tokens are found where there are none."""
    texts = [path.read_text("utf-8", errors="replace") for path in sorted((DATA / "loghub").glob("*.log"))][:limit]
    report = _speed(readers, texts, PRESIDIO_LOG_CHARS)
    wrong = {"CN_RESIDENT_ID", "CREDIT_CARD", "SEED_PHRASE", "TOKEN"}
    report["sealcase"]["false_findings"] = sum(f.entity in wrong for text in texts for f in scan_text(text))
    return report


def chat(readers: dict[str, Reader], limit: int) -> Report:
    """A Chinese chat export, its sentences those of zh-names: speed in one process."""
    sentences = [text for text, _ in (*_weibo("dev"), *_weibo("test"), *_cluener())][:limit]
    names = ("王小明", "李娜", "客服", "Tom Chen")
    lines = [
        f"[2026-11-03 {number // 60 % 24:02}:{number % 60:02}] {names[number % 4]}: {sentence}"
        for number, sentence in enumerate(sentences)
    ]
    return _speed(readers, ["\n".join(lines)], PRESIDIO_LOG_CHARS)


def _speed(readers: dict[str, Reader], texts: list[str], presidio_chars: int) -> Report:
    """Megabytes of UTF-8 for each second: by the clock, and by this process's time on a processor.

    The latter is fairer on a busy machine. Texts are new to the reader, as a case is; `again` is what a longer
    log of the kind goes on with.
    """
    report: Report = {}
    for name, reader in readers.items():
        part = [text[: presidio_chars // len(texts)] for text in texts] if name == "presidio" else texts
        size_mb = sum(len(text.encode()) for text in part) / 1e6
        list(reader("warm up 张三"))
        clock, processor = _seconds(reader, part)
        report[name] = {"mb_per_s": round(size_mb / clock, 3), "mb_per_cpu_s": round(size_mb / processor, 3)}
        if name == "sealcase":
            report[name]["again_mb_per_cpu_s"] = round(size_mb / _seconds(reader, part)[1], 3)
    for name, figures in report.items():
        if name != "sealcase":
            figures["sealcase_is_times_faster"] = round(report["sealcase"]["mb_per_cpu_s"] / figures["mb_per_cpu_s"], 1)
    return report


def _seconds(reader: Reader, texts: list[str]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    for text in texts:
        list(reader(text))
    return time.perf_counter() - clock, time.process_time() - processor


# ------------------------------------------------------------------------------------------ reports
def _letters(text: str, start: int, end: int) -> Iterator[int]:
    return (index for index in range(start, min(end, len(text))) if text[index].isalnum())


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


SETS: dict[str, tuple[str, Callable[[dict[str, Reader], int], Report]]] = {
    "secretlint": ("secrets", secretlint),
    "crypto": ("secrets", crypto),
    "presidio-synth": ("people", synth),
    "zh-names": ("people", zh_names),
    "zh-addresses": ("people", zh_addresses),
    "statements": ("own", statements),
    "loghub": ("speed", loghub),
    "chat": ("speed", chat),
}
"""Every set, and which readers go over it."""
FOLDERS = {"chat": "zh-names"}
"""Where a set's data is, if not in a folder of its name."""


def main() -> None:
    """Run the sets and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", nargs="*", choices=sorted(SETS), default=list(SETS))
    parser.add_argument("--limit", type=int, default=1_000_000, metavar="N", help="the first N items of each set")
    options = parser.parse_args()
    others = {"presidio": presidio(), "detect-secrets": detect_secrets()}
    report: Report = {}
    for name in options.only:
        kind, measure = SETS[name]
        if not (DATA / FOLDERS.get(name, name)).is_dir():
            report[name] = "skipped: no shared data"
            continue
        peers = {"secrets": ("detect-secrets",), "people": ("presidio",), "speed": tuple(others), "own": ()}[kind]
        readers: dict[str, Reader] = {"sealcase": secrets if name == "crypto" else taken}
        if kind == "people":
            readers["strict"] = taken_strictly()
        readers |= {peer: reader for peer in peers if (reader := others[peer]) is not None}
        report[name] = measure(readers, options.limit)
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for name, result in report.items():
        print(f"\n{name}" + (f": {result}" if isinstance(result, str) else ""))
        if isinstance(result, dict):
            for figure in {figure: 0 for figures in result.values() for figure in figures}:
                row = "  ".join(f"{tool} {figures[figure]:<8}" for tool, figures in result.items() if figure in figures)
                print(f"  {figure:28} {row}")


if __name__ == "__main__":
    main()
