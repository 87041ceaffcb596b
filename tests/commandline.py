"""Run `sealcase` inside the test process, as `__main__` does, and keep what it printed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sealcase.cli import language
from sealcase.cli.app import run

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
DESK = FIXTURES / "support-desk.recipient"
DESK_IDENTITY = FIXTURES / "support-desk.identity"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a command ended."""

    status: int
    out: str
    err: str
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def sealcase(*arguments: object, stdin: bytes = b"") -> Outcome:
    """Run the command line with `arguments`; standard streams are captured as bytes."""
    words = [str(argument) for argument in arguments]
    before = os.environ.get("LANGUAGE", "en")
    language.choose(words)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    old_stdin = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run(words)
    finally:
        sys.stdin = old_stdin
        os.environ["LANGUAGE"] = before  # what `--lang` chose must not reach the programs of other tests
    raw = out.buffer.getvalue()
    return Outcome(
        status=status,
        out=raw.decode("utf-8", "replace"),
        err=err.buffer.getvalue().decode("utf-8"),
        raw=raw,
    )


def evidence(case: str) -> list[Path]:
    """Return the evidence files of one fixture case, in order."""
    return sorted((FIXTURES / case).iterdir())
