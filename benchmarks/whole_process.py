"""Whole-process time and peak memory of the commands, beside `python -c pass`, in one run.

    python benchmarks/whole_process.py [--runs 5] [--json]

Runs are interleaved, so that a noisy machine disturbs all alike; the figures are medians, and the
ratios are to the median of `python -c pass`. POSIX only (`os.wait4` gives each child's own figures).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
DESK = ROOT / "fixtures" / "support-desk.recipient"
EVIDENCE = sorted((ROOT / "fixtures" / "failed-payment").iterdir())
KIB_PER_MIB = 1024


def measured(command: list[str], environment: dict[str, str], expected: int) -> tuple[float, float, float]:
    """Run `command`; return wall seconds, CPU seconds and peak memory in MiB."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        raise SystemExit(f"{command}: exit status {process.returncode}, expected {expected}")
    return wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / KIB_PER_MIB


def commands(folder: Path) -> dict[str, tuple[list[str], int]]:
    """Return what is measured: a name, the command line, the exit status that it must have."""
    sealcase = [sys.executable, "-m", "sealcase"]
    package = str(folder / "case.sealcase.zip")
    evidence = [str(path) for path in EVIDENCE]
    pack = [*sealcase, "pack", *evidence, "--to", str(DESK), "--issue", "failed-payment", "-o", package, "--force"]
    return {
        "python -c pass": ([sys.executable, "-c", "pass"], 0),
        "import click, cryptography": (
            [sys.executable, "-c", "import click, cryptography.hazmat.primitives.asymmetric.ed25519"],
            0,
        ),
        "sealcase pack failed-payment/": (pack, 0),
        "sealcase verify": ([*sealcase, "verify", package], 3),
        "sealcase --help": ([*sealcase, "--help"], 0),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures: dict[str, list[tuple[float, float, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        environment = os.environ | {"SEALCASE_HOME": str(Path(name) / "home")}
        for _ in range(options.runs):
            for label, (command, expected) in commands(Path(name)).items():
                figures.setdefault(label, []).append(measured(command, environment, expected))
    rows = {label: [statistics.median(column) for column in zip(*runs, strict=True)] for label, runs in figures.items()}
    base_s = rows["python -c pass"][0]
    if options.json:
        keys = ("wall_s", "cpu_s", "peak_mib")
        print(json.dumps({label: dict(zip(keys, row, strict=True)) for label, row in rows.items()}, indent=2))
        return
    print("| command | wall s | × python | CPU s | peak MiB |\n|---|---|---|---|---|")
    for label, (wall_s, cpu_s, peak_mib) in rows.items():
        print(f"| `{label}` | {wall_s:.2f} | {wall_s / base_s:.1f} | {cpu_s:.2f} | {peak_mib:.0f} |")


if __name__ == "__main__":
    main()
