"""Sealing and opening beside `age` and `gpg`, in one run: throughput and peak memory. Also how fast `verify` answers.

    python benchmarks/package.py [--mib 256] [--runs 7] [--kind text|hanzi|png] [--directory DIR] [--json]

Every row is a whole process, started anew: from before it is started until it has ended and what it wrote
is on the disk (fsync, which we do ourselves and `age` does not). Inside the time of `seal`: starting
Python, checking the media type, hashing, signing, encrypting, writing, by the library call that `pack` ends
with; the item's digest, CRC and charset are known before as they are in `pack`. Inside
the time of `open`: the command `sealcase open` with all 14 checks (signatures, digests, decryption, media), the
files and the report. `age` and `gpg` encrypt, respectively decrypt, the item alone. gpg's public-key rows sign and
verify too, its symmetric ones do not.

Throughput is the item's size over the time beyond that which the same process takes for an item of 1 KiB,
for all alike: Python starts in the time in which `age` encrypts 50 MiB, whatever the size. The column `whole`
has the ratio without that subtraction. Runs are interleaved and all figures medians. By default files lie
in /dev/shm where there is one, so that the disk is not what is measured. POSIX only (`os.wait4`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024
KIB_PER_MIB = 1024
SMALL_BYTES = 1024
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of an unguessable name is made in it
MEMORY_MIB = (64, 2015)
"""The second is the largest item whose package stays below 2 GiB, as the format demands."""
LINES = {
    "text": b"2026-11-22 16:47:00 INFO pay order=[ORDER-1] amount=12.50 CNY state=FAILED code=502 retry=3\n",
    "hanzi": "2026-11-22 16:47:00 支付失败，订单号 [ORDER-1]，金额 12.50 元，请稍后再试或联系客服\n".encode(),
}
IMPORTS = "import click, cryptography.hazmat.primitives.asymmetric.ed25519"
SEAL = """
import sys
from pathlib import Path
from sealcase.files import atomic_file
from sealcase.model import Case, Kind, RedactedItem, Wording
from sealcase.package import age
from sealcase.package.seal import seal
from sealcase.package.sshkey import SigningKey
path, digest, crc32, kind, recipient, output = sys.argv[1:]
path = Path(path)
item = RedactedItem(
    exhibit="0001", name=path.name, path=path, kind=Kind(kind), size_bytes=path.stat().st_size, sha256=digest,
    crc32=int(crc32), redactions=(), charset="" if kind == "image" else "utf-8",
)
case = Case(issue="failed-payment", title=Wording(en="Payment failed", zh="支付失败"), created="2026-11-22T16:47:00Z")
with atomic_file(Path(output), force=True) as file:
    seal(file, case=case, items=[item], originals={}, recipients=[age.parse_recipient(recipient)],
         key=SigningKey(bytes(range(32))))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One process to measure."""

    command: list[str]
    writes: Path | None = None
    """What it writes, to be on the disk before the time ends, and gone before it starts."""
    exit_status: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One run of a process, or the medians of many."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def run(step: Step, environment: Mapping[str, str]) -> Measured:
    """Run one process and return its figures."""
    if step.writes is not None:
        shutil.rmtree(step.writes, ignore_errors=True)
        step.writes.unlink(missing_ok=True)
    begin = time.perf_counter()
    process = subprocess.Popen(
        step.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if step.writes is not None and step.writes.is_file():
        with step.writes.open("rb") as file:
            os.fsync(file.fileno())
    wall_s = time.perf_counter() - begin
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != step.exit_status:
        raise SystemExit(f"{step.command}: exit status {process.returncode}\n{said.decode(errors='replace')}")
    return Measured(wall_s=wall_s, cpu_s=usage.ru_utime + usage.ru_stime, peak_mib=usage.ru_maxrss / KIB_PER_MIB)


def medians(runs: list[Measured]) -> Measured:
    """Return the median of each figure."""
    return Measured(
        wall_s=statistics.median(one.wall_s for one in runs),
        cpu_s=statistics.median(one.cpu_s for one in runs),
        peak_mib=max(one.peak_mib for one in runs),
    )


def measured(steps: Mapping[str, Step], runs: int, environment: Mapping[str, str]) -> dict[str, Measured]:
    """Run all steps `runs` times in turn and return their medians; the first time is not counted."""
    figures: dict[str, list[Measured]] = {}
    for number in range(runs + 1):
        for label, step in steps.items():
            one = run(step, environment)
            if number:
                figures.setdefault(label, []).append(one)
    return {label: medians(all_runs) for label, all_runs in figures.items()}


def picture(size_bytes: int) -> Iterator[bytes]:
    """Yield a PNG of noise, of about `size_bytes`: what no compression makes smaller."""
    width = 8192
    height = max(1, size_bytes // (1 + 3 * width))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    yield b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    compressor = zlib.compressobj(1)
    for _ in range(height):
        if data := compressor.compress(b"\0" + secrets.token_bytes(3 * width)):
            yield chunk(b"IDAT", data)
    yield chunk(b"IDAT", compressor.flush()) + chunk(b"IEND", b"")


def text(size_bytes: int, line: bytes) -> Iterator[bytes]:
    """Yield whole lines, `size_bytes` in all but for the last line."""
    block = line * (MIB // len(line))
    while size_bytes >= len(block):
        yield block
        size_bytes -= len(block)
    yield line * (size_bytes // len(line))


def make_item(path: Path, kind: str, size_bytes: int) -> tuple[str, str]:
    """Write an item of about that size and return its SHA-256 and CRC-32, as arguments of a process."""
    digest, crc32 = hashlib.sha256(), 0
    with path.open("wb") as file:
        for piece in picture(size_bytes) if kind == "png" else text(size_bytes, LINES[kind]):
            file.write(piece)
            digest.update(piece)
            crc32 = zlib.crc32(piece, crc32)
    return digest.hexdigest(), str(crc32)


class Bench:
    """A folder with keys and items, and the processes to measure in it."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder
        self.kind = kind
        self.environment = os.environ | {
            "GNUPGHOME": str(folder / "gnupg"),
            "SEALCASE_HOME": str(folder / "home"),
            "PYTHONPATH": str(Path(__file__).parent.parent / "src"),
        }
        self.identity = folder / "identity.txt"
        self._quiet(["age-keygen", "-o", str(self.identity)])
        lines = self.identity.read_text().splitlines()
        self.recipient = next(line.rpartition(" ")[2] for line in lines if "age1" in line)
        self.fingerprint = self._fingerprint()
        self.has_gpg = shutil.which("gpg") is not None
        if self.has_gpg:
            (folder / "gnupg").mkdir(mode=0o700)
            self._quiet([*self._gpg(), "--quick-gen-key", "desk@example.com", "future-default", "default", "never"])

    def _quiet(self, command: list[str]) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment).stdout

    def _fingerprint(self) -> str:
        code = (
            "from sealcase.package.sshkey import SigningKey; print(SigningKey(bytes(range(32))).public_key.fingerprint)"
        )
        return self._quiet([sys.executable, "-c", code]).strip()

    def _gpg(self) -> list[str]:
        return ["gpg", "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "made up"]

    def steps(self, name: str, size_bytes: int) -> dict[str, Step]:
        """Make an item of that size and return what is done with it, encryption before decryption."""
        item = self.folder / name
        checks = make_item(item, self.kind, size_bytes)
        package, sealed, out = (self.folder / f"{name}.{suffix}" for suffix in ("zip", "age", "out"))
        media = "image" if self.kind == "png" else "text"
        opening = [sys.executable, "-m", "sealcase", "open", str(package), "-i", str(self.identity)]
        steps = {
            "seal": Step(
                command=[sys.executable, "-c", SEAL, str(item), *checks, media, self.recipient, str(package)],
                writes=package,
            ),
            "age": Step(command=["age", "-r", self.recipient, "-o", str(sealed), str(item)], writes=sealed),
            "open": Step(command=[*opening, "-o", str(out), "--signer", self.fingerprint], writes=out),
            "age -d": Step(
                command=["age", "-d", "-i", str(self.identity), "-o", str(out), str(sealed)],
                writes=out,
            ),
        }
        return steps | (self._gpg_steps(item, out) if self.has_gpg else {})

    def _gpg_steps(self, item: Path, out: Path) -> dict[str, Step]:
        public, symmetric = (item.with_name(f"{item.name}.{suffix}") for suffix in ("pgp", "sym"))
        plain = ["--compress-algo", "none", "-o"]
        gpg = self._gpg()
        to = ["--trust-model", "always", "--sign", "--encrypt", "-r", "desk@example.com"]
        return {
            "gpg sign+encrypt": Step(command=[*gpg, *plain, str(public), *to, str(item)], writes=public),
            "gpg symmetric": Step(command=[*gpg, *plain, str(symmetric), "--symmetric", str(item)], writes=symmetric),
            "gpg decrypt+verify": Step(command=[*gpg, "-o", str(out), "--decrypt", str(public)], writes=out),
            "gpg symmetric -d": Step(command=[*gpg, "-o", str(out), "--decrypt", str(symmetric)], writes=out),
        }


PEERS = {
    "seal": ("age", "gpg sign+encrypt", "gpg symmetric"),
    "open": ("age -d", "gpg decrypt+verify", "gpg symmetric -d"),
}


def speed(bench: Bench, mib: int, runs: int) -> dict[str, object]:
    """Return the throughput of each process, and of ours as ratios to the others."""
    small = {f"{label} (1 KiB)": step for label, step in bench.steps("small", SMALL_BYTES).items()}
    large = bench.steps("large", mib * MIB)
    found = measured(small | large, runs, bench.environment)
    beyond_s = {label: found[label].wall_s - found[f"{label} (1 KiB)"].wall_s for label in large}
    size_mib = (bench.folder / "large").stat().st_size / MIB
    return {
        "rows": {
            label: {
                "wall_s": found[label].wall_s,
                "start_s": found[f"{label} (1 KiB)"].wall_s,
                "cpu_s": found[label].cpu_s,
                "mib_per_s": size_mib / beyond_s[label],
                "peak_mib": found[label].peak_mib,
            }
            for label in large
        },
        "ratios": {
            f"{ours} / {peer}": {
                "throughput": beyond_s[peer] / beyond_s[ours],
                "whole": found[peer].wall_s / found[ours].wall_s,
            }
            for ours, peers in PEERS.items()
            for peer in peers
            if peer in large
        },
    }


def memory(bench: Bench) -> dict[str, dict[str, float]]:
    """Return the peak memory in MiB of sealing and opening a small and the largest item."""
    peaks: dict[str, dict[str, float]] = {"seal": {}, "open": {}}
    for mib in MEMORY_MIB:
        steps = bench.steps("memory", mib * MIB)
        for label, row in peaks.items():
            row[f"{mib} MiB"] = run(steps[label], bench.environment).peak_mib
        for path in bench.folder.glob("memory*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return peaks


def answer(bench: Bench, runs: int) -> dict[str, float]:
    """Return how long `verify` of a small package takes beside importing what it cannot do without.

    Both run from byte code, as what pip has installed does, whatever the environment says of writing it.
    """
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(bench.folder / "bytecode")}
    run(bench.steps("answer", SMALL_BYTES)["seal"], bench.environment)
    verify = [sys.executable, "-m", "sealcase", "verify", str(bench.folder / "answer.zip")]
    found = measured(
        {
            "verify": Step(command=verify, exit_status=3),
            "imports": Step(command=[sys.executable, "-c", IMPORTS]),
        },
        4 * runs,
        bench.environment | bytecode,
    )
    verify_s, imports_s = found["verify"].wall_s, found["imports"].wall_s
    return {"verify_s": verify_s, "imports_s": imports_s, "ratio": verify_s / imports_s}


def show(result: dict[str, object]) -> None:
    """Print tables."""
    found = json.loads(json.dumps(result))
    if "speed" in found:
        print("| process | MiB/s | wall s | start s | CPU s | peak MiB |\n|---|---|---|---|---|---|")
        for label, row in found["speed"]["rows"].items():
            figures = f"{row['wall_s']:.3f} | {row['start_s']:.3f} | {row['cpu_s']:.2f} | {row['peak_mib']:.0f}"
            print(f"| {label} | {row['mib_per_s']:.0f} | {figures} |")
        print("\n| ratio | throughput | whole |\n|---|---|---|")
        for label, row in found["speed"]["ratios"].items():
            print(f"| {label} | {row['throughput']:.2f} | {row['whole']:.2f} |")
    if "memory" in found:
        print("\n| peak memory, MiB | " + " | ".join(f"{mib} MiB" for mib in MEMORY_MIB) + " |\n|---|---|---|")
        for label, row in found["memory"].items():
            print(f"| {label} | " + " | ".join(f"{peak:.0f}" for peak in row.values()) + " |")
    if "verify" in found:
        row = found["verify"]
        print(f"\nverify: {row['verify_s']:.3f} s, its imports: {row['imports_s']:.3f} s, ratio {row['ratio']:.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mib", type=int, default=256)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--kind", choices=[*LINES, "png"], default="text")
    parser.add_argument("--directory", type=Path, default=IN_MEMORY if IN_MEMORY.is_dir() else None)
    parser.add_argument("--only", choices=["speed", "memory", "verify"], action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if shutil.which("age") is None:
        raise SystemExit("the program `age` is not installed")
    with tempfile.TemporaryDirectory(dir=options.directory) as name:
        bench = Bench(Path(name), options.kind)
        if not bench.has_gpg:
            print("gpg is not installed: its rows are left out", file=sys.stderr)
        parts: dict[str, Callable[[], object]] = {
            "speed": lambda: speed(bench, options.mib, options.runs),
            "memory": lambda: memory(bench),
            "verify": lambda: answer(bench, options.runs),
        }
        result = {part: make() for part, make in parts.items() if part in (options.only or parts)}
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        show(result)


if __name__ == "__main__":
    main()
