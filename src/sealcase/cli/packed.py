"""How a sealed case is shown: what was done, where the package is, and what comes next."""

from __future__ import annotations

from gettext import gettext as _

import click

from sealcase.cli.findings import scan_json, show_findings
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
    }


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
        "",
        _("What to do next:"),
        _("  1. Send the package to {channels}.").format(channels=channels),
        _("  2. Write the fingerprint in the app where you are logged in: it shows that the package is yours."),
        _("  3. Anyone can check the package without a key: sealcase verify {path}").format(path=packed.package),
    )
    for line in lines:
        click.echo(printable(line, max_chars=2000) if line else "")
