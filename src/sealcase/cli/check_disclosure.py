"""`sealcase check-disclosure`: does a value that was shown later belong to the package? Needs no key."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

import click

from sealcase.cli.command import Command, show_error, show_json
from sealcase.cli.disclosed import disclosed_json, place, proves, title
from sealcase.cli.identities import read_identities
from sealcase.cli.inputs import force_option, spooled
from sealcase.cli.trust import read_trust, signer_options
from sealcase.files import atomic_directory, printable
from sealcase.locale import N_
from sealcase.package.check_disclosure import CheckedDisclosures, Shown, check_disclosures, read_disclosure
from sealcase.package.disclosed import CoveredPixels, RemovedText, WholeOriginal
from sealcase.package.verdict import CONFIRM, Status

NOT_SHOWN = (
    N_("It does not show that the value is true, nor that a screenshot is."),
    N_("It does not exclude that they fixed another value for the same place as well, and keep that one back."),
    N_("It says nothing about anything else that was removed."),
)
PLACE_OPEN = N_("The number, kind and place are the sender's word until they are compared: add --opened DIR.")
PLACE_FOUND = N_("Its number, kind and place are those in the manifest of the package.")


@click.command(
    cls=Command,
    name="check-disclosure",
    help=_("Check FILEs from disclose against PACKAGE, and show the values and what they prove; needs no key."),
)
@click.argument("package", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--opened",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=_("Folder that open wrote: compare with its manifest, and put covered regions back."),
)
@click.option(
    "-i",
    "--identity",
    "identity_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("Identity file, where a FILE is encrypted to you; may be repeated."),
)
@click.option(
    "-o",
    "--output",
    "directory",
    type=click.Path(path_type=Path),
    help=_("Folder for pixels, originals and pictures put back; default with --opened: DIR/disclosed."),
)
@signer_options()
@force_option()
def command(  # noqa: PLR0913 - one parameter for each option
    package: Path,
    files: tuple[Path, ...],
    opened: Path | None,
    identity_files: tuple[Path, ...],
    directory: Path | None,
    signer: tuple[str, ...],
    signers: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Check and show; the exit status is that of `verify`, or 1 where a disclosure does not hold."""
    identities = read_identities(identity_files)
    with spooled([package, *files]) as (package_path, *paths):
        contents = [(str(name), read_disclosure(path, identities)) for name, path in zip(files, paths, strict=True)]
        checked = check_disclosures(package_path, contents, read_trust(signer, signers), opened)
    target = directory or (opened / "disclosed" if opened else None)
    written = _write(checked, target, force=force) if target and checked.shown else []
    if as_json:
        show_json(_json(checked, written))
    else:
        _show(checked, written)
    if checked.verdict.error is not None:
        show_error(checked.verdict.error)
    raise click.exceptions.Exit(checked.verdict.exit_status)


def _write(checked: CheckedDisclosures, directory: Path, *, force: bool) -> list[Path]:
    """Write pixels, originals and pictures put back into `directory`, all or none."""
    contents = dict(checked.restored)
    for shown in checked.shown:
        proof = shown.proof
        contents |= {f"{proof.disclosed.id}-{number}.png": png for number, png in enumerate(proof.pixels, 1)}
        if isinstance(proof.disclosed.value, WholeOriginal):
            contents[f"{proof.disclosed.id}.original"] = proof.original
    if contents:
        with atomic_directory(directory, force=force) as staging:
            for name, data in contents.items():
                (staging / name).write_bytes(data)
    return [directory / name for name in contents]


def _not_shown(shown: Shown) -> Sequence[str]:
    """Return what the disclosure leaves open; originals have no place in the manifest."""
    is_original = isinstance(shown.proof.disclosed.value, WholeOriginal)
    return NOT_SHOWN if shown.in_manifest or is_original else (PLACE_OPEN, *NOT_SHOWN)


def _json(checked: CheckedDisclosures, written: Sequence[Path]) -> dict[str, object]:
    return checked.verdict.to_json() | {
        "disclosures": [_shown_json(shown) for shown in checked.shown],
        "written": [str(path) for path in written],
    }


def _shown_json(shown: Shown) -> dict[str, object]:
    value = shown.proof.disclosed.value
    document = {"file": shown.file} | disclosed_json(shown.proof.disclosed)
    if isinstance(value, RemovedText):
        document["value"] = value.text
    elif isinstance(value, CoveredPixels):
        document["pixels_sha256"] = value.pixels_sha256
    else:
        document["size"] = len(shown.proof.original)
    return document | {
        "in_manifest": shown.in_manifest,
        "proves": proves(shown.proof.disclosed),
        "does_not_prove": list(_not_shown(shown)),
    }


def _show(checked: CheckedDisclosures, written: Sequence[Path]) -> None:
    for shown in checked.shown:
        disclosed = shown.proof.disclosed
        _say(f"{disclosed.id}  {title(disclosed)}: {place(disclosed)}")
        if isinstance(disclosed.value, RemovedText):
            _say(_("Value:   {text}").format(text=disclosed.value.text))
        _say(_("Proven:  {text}").format(text=_(proves(disclosed))))
        if shown.in_manifest:
            _say(_("Proven:  {text}").format(text=_(PLACE_FOUND)))
        for sentence in _not_shown(shown):
            _say(_("Open:    {text}").format(text=_(sentence)))
        click.echo("")
    for path in written:
        _say(_("Written: {path}").format(path=path))
    _say(_(checked.verdict.summary))
    if checked.verdict.facts.signer:
        _say(_("Signer:  {value}").format(value=checked.verdict.facts.signer))
    if checked.verdict.status is Status.UNKNOWN_SIGNER:
        _say(_(CONFIRM))


def _say(line: str) -> None:
    click.echo(printable(line, max_chars=2000))
