"""A case of many screenshots, redacted with one process and with several, in one run.

    python benchmarks/several_pictures.py [--jobs 1 2] [--runs 3] [--seed 1] [--json]

The whole command `sealcase redact`: wall-clock and CPU seconds, medians of interleaved runs, and the largest
process. The screenshots are drawn by `../shared/screens`; without it: `skipped: no shared screens`. POSIX only.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from pictures import SCREENS, draw
from whole_process import measured


def main() -> None:
    """Draw, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not SCREENS.is_dir():
        print("skipped: no shared screens")
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        draw(folder, [arguments.seed], ["clean"], ["shared"])
        pictures = sorted(str(path) for path in (folder / "clean").glob("*.png") if ".mask" not in path.name)
        command = [sys.executable, "-m", "sealcase", "redact", *pictures, "-o", str(folder / "out"), "--force"]
        taken: dict[int, list[tuple[float, float, float]]] = {jobs: [] for jobs in arguments.jobs}
        for _ in range(arguments.runs):
            for jobs, runs in taken.items():
                runs.append(measured([*command, "--jobs", str(jobs)], dict(os.environ), 0))
    report = {
        str(jobs): dict(
            zip(("seconds", "cpu_seconds", "peak_mib"), map(statistics.median, zip(*runs, strict=True)), strict=True)
        )
        for jobs, runs in taken.items()
    }
    if arguments.json:
        print(json.dumps({"pictures": len(pictures), "jobs": report}, indent=2))
        return
    first = next(iter(report.values()))["seconds"]
    for name, row in report.items():
        print(
            f"{len(pictures)} pictures, --jobs {name}: {row['seconds']:.1f} s, "
            f"{first / row['seconds']:.2f} times as fast, "
            f"{row['cpu_seconds']:.1f} CPU s, largest process {row['peak_mib']:.0f} MiB"
        )


if __name__ == "__main__":
    main()
