"""Redaction of pictures from end to end, beside presidio-image-redactor and one pass of rapidocr, in one run.

    python benchmarks/pictures.py [--json] [--seeds 1 2] [--variants clean chat half photo tilt] [--limit N]
                                  [--layouts shared more] [--presidio PYTHON]

The pictures are drawn by `../shared/screens`, which knows where every value stands; without it:
`skipped: no shared screens`. A value leaks when more than 2 % of its ink is the same in the result, an
identifier is alive when at least 98 % is. Each tool runs in a process of its own, its first picture
apart; seconds and CPU seconds are means over the others. `--presidio` is the Python of an environment
with presidio-image-redactor, tesseract with chi_sim beside it; without one it is left out.
"""

from __future__ import annotations

import argparse
import collections
import functools
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

SCREENS = Path(__file__).parent.parent.parent / "shared" / "screens"
SECRET = {"SEED_WORD", "PRIVATE_KEY", "PASSWORD", "TOKEN", "PAY_CODE", "OTP", "CVV"}
VARIANTS = ("clean", "chat", "half", "photo", "tilt")
MAX_LEFT = 0.02
"""Share of a value's ink that may be unchanged."""
MIN_ALIVE = 0.98
"""Share of an identifier's ink that must be unchanged."""
DARK = 128
"""Brightness below which a pixel of a code is one of its modules."""
Report = dict[str, Any]


# ------------------------------------------------------------------------------------------ workers
def sealcase_redacts(*, strict: bool = False) -> Callable[[Path, Path], None]:
    """The whole flow: gather, detect, decide, redact, and the second look at the result."""
    from sealcase.choices import Choices
    from sealcase.decide import load_policy
    from sealcase.pipeline import scan
    from sealcase.second_look import redact_case

    detector, policy = Choices(strict=strict).detector(), load_policy("other")

    def redact(source: Path, target: Path) -> None:
        with tempfile.TemporaryDirectory() as workspace:
            scanned = scan([source], policy, detector, lambda _: None)
            _, (item, *_) = redact_case(scanned, detector, Path(workspace), lambda _: None)
            target.write_bytes(item.path.read_bytes())

    return redact


def presidio_redacts() -> Callable[[Path, Path], None]:
    """presidio-image-redactor with tesseract in both languages and its predefined recognisers, without a model."""
    import spacy
    import tldextract
    from PIL import Image
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_image_redactor import ImageAnalyzerEngine, ImageRedactorEngine

    # The e-mail recogniser asks a list of suffixes from the network: here it takes the list that it carries.
    vars(tldextract)["extract"] = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    nlp_engine = SpacyNlpEngine()
    nlp_engine.nlp = {"en": spacy.blank("en")}
    analyzer = AnalyzerEngine(nlp_engine=nlp_engine, supported_languages=["en"])
    engine = ImageRedactorEngine(image_analyzer_engine=ImageAnalyzerEngine(analyzer_engine=analyzer))

    def redact(source: Path, target: Path) -> None:
        with Image.open(source) as picture:
            engine.redact(picture.convert("RGB"), (0, 0, 0), ocr_kwargs={"lang": "eng+chi_sim"}).save(target)

    return redact


def rapidocr_reads() -> Callable[[Path, Path], None]:
    """One pass of rapidocr with its defaults, which redacts nothing."""
    import rapidocr

    engine = rapidocr.RapidOCR(params={"Global.log_level": "critical"})
    return lambda source, _: engine(str(source)) and None


WORKERS: dict[str, Callable[[], Callable[[Path, Path], None]]] = {
    "sealcase": sealcase_redacts,
    "strict": functools.partial(sealcase_redacts, strict=True),
    "presidio": presidio_redacts,
    "rapidocr": rapidocr_reads,
}


def work(name: str, sources: Sequence[Path], target: Path) -> Report:
    """Redact every picture in this process; return what it took."""
    import resource

    redact = WORKERS[name]()
    taken: list[tuple[float, float]] = []
    for source in sources:
        wall, cpu = time.perf_counter(), time.process_time()
        redact(source, target / f"{source.stem}.png")
        taken.append((time.perf_counter() - wall, time.process_time() - cpu + _children(resource)))
    warm = taken[1:] or taken
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "seconds": sum(wall for wall, _ in warm) / len(warm),
        "cpu_seconds": sum(cpu for _, cpu in warm) / len(warm),
        "peak_mib": round(max(children, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024),
    }


_seen = [0.0]


def _children(resource: Any) -> float:
    """CPU seconds of child processes since the last call: tesseract is one."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    total, before = usage.ru_utime + usage.ru_stime, _seen[0]
    _seen[0] = total
    return float(total - before)


# ------------------------------------------------------------------------------------------- scores
def draw(folder: Path, seeds: Sequence[int], variants: Sequence[str], layouts: Sequence[str]) -> dict[str, Path]:
    """Draw the pictures of every variant; return its folder by name."""
    sys.path[:0] = [str(SCREENS), str(Path(__file__).parent)]
    import importlib

    clean = folder / "clean"
    if "shared" in layouts:
        importlib.import_module("screens").generate(clean, tuple(seeds))
    if "more" in layouts:
        importlib.import_module("more_screens").generate(clean, tuple(seeds))
    for kind in variants:
        if kind != "clean":
            importlib.import_module("degrade").degrade(clean, folder / kind, kind)
    return {kind: folder / kind for kind in variants}


def score(truth_file: Path, result: Path, keep: set[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield `(tier, type, good)` for each value and each code of a picture."""
    import numpy as np
    from PIL import Image

    truth = json.loads(truth_file.read_text("utf-8"))
    before, after = (
        np.asarray(Image.open(path).convert("RGB")) for path in (truth_file.with_name(truth["image"]), result)
    )
    lines = np.asarray(Image.open(truth_file.with_name(f"{truth_file.stem}.mask.png")))
    same = (before == after).all(axis=2)
    for field in truth["fields"]:
        ink = np.zeros(lines.shape, bool)
        for (line, _, _), box in zip(field["spans"], field["boxes"], strict=True):
            part = np.s_[max(0, box[1]) : box[3] + 1, max(0, box[0]) : box[2] + 1]
            ink[part] |= lines[part] == line
        left = float((ink & same).sum()) / max(1, int(ink.sum()))
        kind = field["type"]
        tier = "identifier" if kind in keep else "secret" if kind in SECRET else "personal"
        yield tier, kind, left >= MIN_ALIVE if kind in keep else left <= MAX_LEFT
    for item in truth["objects"]:
        if item["type"] != "avatar":
            left, top, right, bottom = (max(0, number) for number in item["box"])
            dark = before[top:bottom, left:right].min(axis=2) < DARK
            yield "code", item["type"], float((dark & same[top:bottom, left:right]).sum()) <= MAX_LEFT * dark.sum()


def figures(results: Sequence[tuple[str, str, bool]]) -> Report:
    """Return the leak rate by tier and by type, identifiers alive and codes covered."""
    good: collections.Counter[str] = collections.Counter()
    count: collections.Counter[str] = collections.Counter()
    for tier, kind, fine in results:
        names = [tier, f"type {kind}", *(["sensitive"] if tier in {"secret", "personal"} else [])]
        count.update(names)
        good.update(names if fine else [])
    report: Report = {f"leak {tier}": _rate(count[tier] - good[tier], count[tier]) for tier in ("sensitive", "secret")}
    report["identifiers alive"] = _rate(good["identifier"], count["identifier"])
    report["codes covered"] = _rate(good["code"], count["code"])
    report["leaks by type"] = {
        name.removeprefix("type "): f"{count[name] - good[name]}/{count[name]}"
        for name in sorted(count)
        if name.startswith("type ") and good[name] < count[name]
    }
    return report


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def measure(folder: Path, arguments: argparse.Namespace) -> Report:
    """Draw, redact with every tool, and score."""
    import importlib

    folders = draw(folder, arguments.seeds, arguments.variants, arguments.layouts)
    keep = set(importlib.import_module("screens").KEEP)
    report: Report = {}
    for variant, name in itertools.product(
        folders, ("sealcase", *["strict"] * arguments.strict, "presidio", "rapidocr")
    ):
        python = arguments.presidio if name == "presidio" else sys.executable
        if python is None or (
            name in ("presidio", "rapidocr") and variant != "clean" and not arguments.peers_everywhere
        ):
            continue
        truths = sorted(folders[variant].glob("*.json"))[:: arguments.every][: arguments.limit]
        sources = [path.with_name(json.loads(path.read_text("utf-8"))["image"]) for path in truths]
        target = folder / f"{variant}-{name}"
        target.mkdir()
        run = subprocess.run(
            [python, __file__, "--worker", name, str(target), *map(str, sources)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        taken: Report = json.loads(run.stdout.splitlines()[-1])
        if name != "rapidocr":
            results = [each for path in truths for each in score(path, target / f"{path.stem}.png", keep)]
            taken |= figures(results)
        report.setdefault(variant, {"pictures": len(truths)})[name] = taken
    return report


def table(report: Report) -> Iterator[str]:
    """Yield the report as lines of a table."""
    columns = (
        "leak sensitive",
        "leak secret",
        "identifiers alive",
        "codes covered",
        "seconds",
        "cpu_seconds",
        "peak_mib",
    )
    yield " | ".join(("variant", "tool", *columns))
    for variant, tools in report.items():
        for name, taken in tools.items():
            if isinstance(taken, dict):
                values = (taken.get(column) for column in columns)
                yield " | ".join((variant, name, *("" if x is None else f"{x:.4g}" for x in values)))
                if name in ("sealcase", "strict") and taken["leaks by type"]:
                    yield f"  not as it should be: {taken['leaks by type']}"
    clean = report.get("clean", {})
    for peer in ("presidio", "rapidocr"):
        if peer in clean:
            for unit in ("seconds", "cpu_seconds"):
                yield f"sealcase / {peer}, {unit}: {clean['sealcase'][unit] / clean[peer][unit]:.2f}"


def main() -> None:
    """Run the benchmark, or one worker of it."""
    if sys.argv[1:2] == ["--worker"]:
        name, target, *sources = sys.argv[2:]
        print(json.dumps(work(name, [Path(source) for source in sources], Path(target))))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--layouts", nargs="+", choices=("shared", "more"), default=["shared"])
    parser.add_argument("--every", type=int, default=1, help="take every N-th picture")
    parser.add_argument("--limit", type=int, help="pictures of a variant, at most")
    parser.add_argument("--presidio", help="Python of an environment with presidio-image-redactor")
    parser.add_argument("--strict", action="store_true", help="measure --strict as well")
    parser.add_argument("--peers-everywhere", action="store_true", help="run the peers on degraded pictures, too")
    arguments = parser.parse_args()
    if not SCREENS.is_dir():
        print("skipped: no shared screens")
        return
    with tempfile.TemporaryDirectory() as folder:
        report = measure(Path(folder), arguments)
    print(json.dumps(report, indent=2, ensure_ascii=False) if arguments.json else "\n".join(table(report)))


if __name__ == "__main__":
    main()
