"""The rules of the house that no single room can hold: light verification, no network, layers, languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from commandline import DESK, DESK_IDENTITY, ROOT, evidence
from conftest import PackedCase

HEAVY = ("presidio_analyzer", "spacy", "PIL", "numpy", "cv2", "rapidocr", "onnxruntime", "zxingcpp", "rich")

LIST_MODULES = """
import json, sys
from sealcase.cli import language
language.choose(sys.argv[1:])
from sealcase.cli.app import run
status = run(sys.argv[1:])
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]))
"""

WITHOUT_NETWORK = """
import sys

def no_network(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(f"network use: {event}")

sys.addaudithook(no_network)
from sealcase.__main__ import main
main()
"""


def python(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, encoding="utf-8")


@pytest.mark.parametrize("name", ["verify", "open"])
def test_verify_and_open_load_nothing_heavy(name: str, packed_case: PackedCase, tmp_path: Path) -> None:
    more = ["-i", DESK_IDENTITY, "-o", tmp_path / "out"] if name == "open" else []
    done = python(LIST_MODULES, name, packed_case.package, *more)
    status, modules = json.loads(done.stdout.splitlines()[-1])
    assert status == 3, done.stderr
    assert "sealcase" in modules
    assert not set(HEAVY) & set(modules)


def test_the_whole_flow_runs_without_network(tmp_path: Path) -> None:
    package = tmp_path / "case.sealcase.zip"
    packed = python(
        WITHOUT_NETWORK, "pack", *evidence("failed-payment"), "--to", DESK, "--issue", "failed-payment", "-o", package
    )
    assert packed.returncode == 0, packed.stderr
    verified = python(WITHOUT_NETWORK, "verify", package)
    assert verified.returncode == 3, verified.stderr
    opened = python(WITHOUT_NETWORK, "open", package, "-i", DESK_IDENTITY, "-o", tmp_path / "opened")
    assert opened.returncode == 3, opened.stderr


def test_the_block_on_the_network_works() -> None:
    blocked = python(
        WITHOUT_NETWORK.replace("from sealcase.__main__ import main\nmain()", "import socket; socket.socket()")
    )
    assert "network use: socket.__new__" in blocked.stderr


def test_the_layers_hold() -> None:
    program = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_both_catalogues_are_complete() -> None:
    done = subprocess.run(
        [sys.executable, ".ci/catalogues.py"], cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout
