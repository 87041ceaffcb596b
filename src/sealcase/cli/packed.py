"""How a sealed case is shown: what was done, where the package is, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

import click

from sealcase.cli.command import error_json, show_error, show_json
from sealcase.cli.findings import scan_json, show_findings
from sealcase.cli.folder import typed
from sealcase.cli.leaving import kept_json, show_kept
from sealcase.cli.stated import facts_json
from sealcase.errors import SealcaseError
from sealcase.files import printable
from sealcase.pipeline import Packed


def packed_json(packed: Packed) -> dict[str, object]:
    """Return the document that `pack --json` prints."""
    return scan_json(packed.scanned) | {
        "package": str(packed.package),
        "vault": str(packed.vault),
        "package_id": packed.sealed.package_id,
        "fingerprint": packed.sealed.fingerprint,
        "size": packed.sealed.size_bytes,
        "recipient": {"name": packed.desk.name, "fingerprint": packed.desk.fingerprint},
        "sequence": packed.sealed.sequence,
        "supersedes": packed.supersedes,
        "timestamp": _timestamp_json(packed),
        "facts": facts_json(packed.case),
    }


def show_result(packed: Packed, *, explain: bool, as_json: bool, in_words: bool = True) -> None:
    """Show what was sealed; a timestamp that was asked for in vain is an error, which the package survives."""
    if as_json:
        kept = {"kept": kept_json(packed.scanned)} if explain else {}
        show_json(packed_json(packed) | kept)
    elif in_words:
        show_packed(packed)
        if explain:
            show_kept(packed.scanned)
    if isinstance(packed.timestamp, SealcaseError):
        show_error(packed.timestamp)
        raise click.exceptions.Exit(packed.timestamp.exit_status)


def _timestamp_json(packed: Packed) -> dict[str, object] | None:
    if isinstance(packed.timestamp, SealcaseError):
        return {"status": "failed", "error": error_json(packed.timestamp)}
    if packed.timestamp is None:
        return None
    return {"status": "ok", "time": packed.timestamp.time, "file": str(packed.timestamp_file)}


def _more(packed: Packed) -> Iterator[str]:
    """Yield what is only said of packages that are not sealed in the usual way."""
    if packed.supersedes is not None:
        line = _("Replaces:    package {package_id}; this is number {sequence} of the case, by the same key")
        yield line.format(package_id=packed.supersedes, sequence=packed.sealed.sequence)
    if isinstance(packed.timestamp, SealcaseError):
        yield _("Timestamp:   none; the package is complete without it, why there is none stands below")
    elif packed.timestamp is not None:
        yield _("Timestamp:   {path} ({time}; send it along)").format(
            path=packed.timestamp_file, time=packed.timestamp.time
        )


def show_packed(packed: Packed) -> None:
    """Print the table, where the package is, its fingerprint, and what to do next."""
    show_findings(packed.scanned)
    channels = _(", ").join(packed.desk.channels) or _("the channel that the desk names on its own site")
    lines = (
        "",
        _("Package:     {path} ({size:,} bytes)").format(path=packed.package, size=packed.sealed.size_bytes),
        _("Fingerprint: {fingerprint}").format(fingerprint=packed.sealed.fingerprint),
        _("For:         {name} (key {key})").format(name=packed.desk.name, key=packed.desk.fingerprint),
        _("Kept home:   {path} (your originals, encrypted to you; never send it)").format(path=packed.vault),
        *_more(packed),
        "",
        _("What to do next:"),
        _("  1. Send the package to {channels}.").format(channels=channels),
        _("  2. Write the fingerprint in the app where you are logged in: it shows that the package is yours."),
        _("  3. Anyone can check the package without a key: sealcase verify {path}").format(path=typed(packed.package)),
    )
    for line in lines:
        click.echo(printable(line, max_chars=2000) if line else "")
