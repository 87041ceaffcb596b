"""`sealcase doctor`: what works on this machine, and what to type where something does not."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from gettext import gettext as _
from pathlib import Path

import click

from sealcase import __version__
from sealcase.case.complainant import home
from sealcase.cli.command import Command, show_json
from sealcase.cli.language import current
from sealcase.errors import REFUSED

PREPARE = (
    "jieba",
    "onnxruntime",
    "openpyxl",
    "phonenumbers",
    "pillow",
    "presidio-analyzer",
    "pypdfium2",
    "pyzipper",
    "rapidocr",
    "zlib-ng",
    "zxing-cpp",
)
MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")
OTHERS = ("age", "ssh-keygen", "unzip")


@dataclass(frozen=True, kw_only=True, slots=True)
class Examination:
    """One thing looked at: whether it works, whether the work needs it, and what was seen."""

    name: str
    works: bool
    needed: bool
    seen: str
    advice: str = ""


@click.command(cls=Command, name="doctor", help=_("Show what works on this machine."))
def command(*, as_json: bool) -> None:
    """Examine and show; the exit status is 1 when something that is installed does not work."""
    examinations = list(_examine())
    if as_json:
        show_json({"examinations": [asdict(examination) for examination in examinations]})
    else:
        for examination in examinations:
            mark = _("ok") if examination.works else _("FAILS") if examination.needed else _("absent")
            click.echo(f"{mark:8} {examination.name}: {examination.seen}")
            if examination.advice:
                click.echo(_("hint: {hint}").format(hint=examination.advice))
    if any(examination.needed and not examination.works for examination in examinations):
        raise click.exceptions.Exit(REFUSED)


def _examine() -> Iterator[Examination]:
    yield Examination(
        name="sealcase", works=True, needed=True, seen=f"{__version__}, Python {platform.python_version()}"
    )
    yield Examination(
        name=_("verify, open, keygen"), works=True, needed=True, seen=f"cryptography {_version('cryptography')}"
    )
    yield from _examine_prepare()
    yield _examine_home()
    yield Examination(
        name=_("language"), works=True, needed=True, seen=f"{current()} ({sys.stdout.encoding}; LANG={_language()})"
    )
    for program in OTHERS:
        path = shutil.which(program)
        seen = path or _("not found; only needed to open packages without sealcase")
        yield Examination(name=program, works=path is not None, needed=False, seen=seen)


def _examine_prepare() -> Iterator[Examination]:
    """Look for what `pack`, `scan` and `redact` need; its absence is a choice, half of it is a fault."""
    versions = {name: _version(name) for name in PREPARE}
    missing = [name for name, version in versions.items() if not version]
    yield Examination(
        name=_("pack, scan, redact"),
        works=not missing,
        needed=0 < len(missing) < len(PREPARE),
        seen=", ".join(f"{name} {version or _('missing')}" for name, version in versions.items()),
        advice=_('type: python -m pip install "sealcase[prepare]"') if missing else "",
    )
    package = importlib.util.find_spec("rapidocr")
    if package is None or package.origin is None:
        return
    models = Path(package.origin).parent / "models"
    lacking = [model for model in MODELS if not (models / model).is_file()]
    yield Examination(
        name=_("models for reading pictures"),
        works=not lacking,
        needed=True,
        seen=_("missing: {names}").format(names=", ".join(lacking)) if lacking else _("found beside rapidocr"),
        advice=_("type: python -m pip install --force-reinstall --no-deps rapidocr") if lacking else "",
    )


def _examine_home() -> Examination:
    """See whether the complainant's key can be kept."""
    folder = home()
    existing = next(step for step in (folder, *folder.parents) if step.exists())
    writable = os.access(existing, os.W_OK)
    return Examination(
        name=_("folder for your own key"),
        works=writable,
        needed=True,
        seen=str(folder),
        advice="" if writable else _("set SEALCASE_HOME to a folder that you may write"),
    )


def _version(distribution: str) -> str:
    """Return the installed version, or nothing."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _language() -> str:
    return os.environ.get("LC_ALL") or os.environ.get("LANG") or "-"
