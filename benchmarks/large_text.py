"""Memory and speed on a long log, in one run: peak memory of every process, one process beside two.

    python benchmarks/large_text.py [--mib 1024] [--command scan|json|redact] [--jobs 1 2] [--json]

Writes a log of varied lines into a temporary folder (times, levels, requests, order numbers, names, phones,
addresses, tokens, a wrapped seed phrase now and then) and runs the command on it as a user would. Memory is the
largest resident set of each process and of all of them together, sampled from `/proc` four times a second
(Linux), beside `ru_maxrss` of the parent. The ratio of one process to two is of wall-clock time, so it says
something only on a machine with two idle cores; `cpu_s` is user and system time of all processes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MIB = 1024 * 1024
SAMPLE_S = 0.25
PEOPLE = ("Jane Doe", "John Smith", "Wei Zhang", "Maria Garcia", "张伟", "李娜")
SEED = "legal winner thank year wave sausage\n    worth useful legal winner thank yellow"
Report = dict[str, Any]


def log_lines(seed: int) -> Iterator[str]:
    """Yield lines of a made-up payment service, for ever; the same for the same seed."""
    numbers = random.Random(seed)  # noqa: S311 - made-up data, the same each time
    tick = 0
    while True:
        tick += numbers.randrange(1, 40)
        second = tick // 1000
        when = (
            f"2026-{1 + second // 2_592_000 % 12:02}-{1 + second // 86_400 % 28:02} "
            f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}.{tick % 1000:03}"
        )
        thread = f"[http-{numbers.randrange(64)}]"
        kind = numbers.randrange(200)
        if kind < 20:
            order = f"42000012342026{numbers.randrange(50_000):014}"
            amount = numbers.randrange(10**5) / 100
            yield f"{when} INFO  {thread} cashier.Pay - order_no={order} amount=CNY {amount:.2f}\n"
        elif kind < 30:
            phone = f"138{numbers.randrange(20_000):08}"
            yield f"{when} WARN  {thread} auth.Session - user={numbers.choice(PEOPLE)} phone={phone} failed\n"
        elif kind < 40:
            address = f"203.0.{numbers.randrange(113, 120)}.{numbers.randrange(256)}"
            yield f"{when} DEBUG {thread} net.Client - {address} GET https://pay.example.com/v1/orders 200\n"
        elif kind < 42:
            token = f"{numbers.randrange(3000):04}aZ9f3c0aa1b2c3d4"
            yield f"{when} DEBUG {thread} net.Client - Authorization: Bearer {token}\n"
        elif kind == 42 and not numbers.randrange(50):
            yield f"{when} ERROR {thread} wallet.Import - phrase: {SEED}\n"
        else:
            yield (
                f"{when} INFO  [worker-{numbers.randrange(16)}] core.Job{numbers.randrange(40)} - step"
                f" {numbers.randrange(900)} of {numbers.randrange(900)} done in {numbers.randrange(3000)} ms\n"
            )


def write_log(path: Path, size_bytes: int) -> int:
    """Write a log of that size and return how many lines it has."""
    written = count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in log_lines(1):
            written += file.write(line)
            count += 1
            if written >= size_bytes:
                return count
    raise AssertionError  # the lines never end


def resident_kib(pid: int) -> int:
    """Return the memory of a process that is in use now, 0 where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)


def descendants(pid: int) -> list[int]:
    """Return the process and those that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(one for child in children for one in descendants(int(child)))]


class Watch:
    """Samples the memory of a process and of those that it starts."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.each: dict[int, int] = {}
        self.together = 0
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(SAMPLE_S):
            now = {pid: resident_kib(pid) for pid in descendants(self._pid)}
            self.each |= {pid: max(kib, self.each.get(pid, 0)) for pid, kib in now.items()}
            self.together = max(self.together, sum(now.values()))

    def end(self) -> None:
        """Stop sampling."""
        self._ended.set()
        self._thread.join()


def measure(command: str, log: Path, jobs: int, folder: Path) -> Report:
    """Run a command on the log with so many processes and return what it took."""
    arguments = {
        "scan": ["scan", str(log)],
        "json": ["scan", str(log), "--json"],
        "redact": ["redact", str(log), "-o", str(folder / f"redacted-{jobs}"), "--force"],
    }[command]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "sealcase", *arguments, "--jobs", str(jobs)], stdout=subprocess.DEVNULL
    )
    watch = Watch(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begin
    watch.end()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: exit status {process.returncode}")
    size = log.stat().st_size
    return {
        "jobs": jobs,
        "wall_s": round(wall_s, 1),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 1),  # the children's, once they were waited for, included
        "mb_per_s": round(size / wall_s / 1e6, 3),
        "peak_mib_parent": round(usage.ru_maxrss / 1024) if jobs == 1 else round(watch.each[process.pid] / 1024),
        "peak_mib_workers": [round(kib / 1024) for pid, kib in watch.each.items() if pid != process.pid],
        "peak_mib_together": round(watch.together / 1024),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--command", choices=("scan", "json", "redact"), default="scan")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "service.log"
        lines = write_log(log, options.mib * MIB)
        runs = [measure(options.command, log, jobs, folder) for jobs in options.jobs]
        report: Report = {"command": options.command, "bytes": log.stat().st_size, "lines": lines, "runs": runs}
    if len(runs) > 1:
        report["ratio"] = round(runs[0]["wall_s"] / runs[-1]["wall_s"], 2)
    if options.json:
        print(json.dumps(report, indent=2))
        return
    print(f"{options.command}, {report['bytes'] / MIB:.0f} MiB, {lines:,} lines")
    for run in runs:
        print("  " + ", ".join(f"{key} {value}" for key, value in run.items()))
    if "ratio" in report:
        print(f"  {runs[-1]['jobs']} processes: {report['ratio']} times as fast as {runs[0]['jobs']}")


if __name__ == "__main__":
    main()
