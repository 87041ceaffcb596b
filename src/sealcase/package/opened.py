"""A package that `open` has written into a folder, read again and held to the signed envelope.

Guarantees: the manifest is the one that the envelope is bound to (check 12), an item is the one that the
manifest names. The folder may have been changed since it was opened; what was is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sealcase.errors import ManifestError
from sealcase.files import read_bounded
from sealcase.locale import N_
from sealcase.package import bag
from sealcase.package.envelope import Envelope
from sealcase.package.inside import check_binding
from sealcase.package.manifest import NAME as MANIFEST
from sealcase.package.manifest import Manifest, parse_manifest


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedPackage:
    """The manifest of an opened package, and where its items lie."""

    directory: Path
    manifest: Manifest

    def read_item(self, path: str) -> bytes:
        """Return the item at this path, which the manifest names.

        Raises:
            ManifestError: it is another file than the one that was sealed.
        """
        entry = next(item for item in self.manifest.items if item.path == path)
        data = read_bounded(self.directory / path, entry.size)
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise ManifestError(file=str(self.directory), what=path, reason=N_("it was changed after it was opened"))
        return data


def read_opened(directory: Path, envelope: Envelope) -> OpenedPackage:
    """Return the package opened in `directory`, which must be the one that `envelope` stands on.

    Raises:
        UnreadableFileError, EmptyFileError, LimitError: a file is missing or too large.
        ManifestError: the manifest was changed, or does not follow its schema.
        BindingError: it is the content of another package.
    """
    label = str(directory)
    data = read_bounded(directory / MANIFEST, bag.FIXED[MANIFEST])
    tags = read_bounded(directory / bag.TAG_CHECKSUMS, bag.FIXED[bag.TAG_CHECKSUMS])
    manifest = parse_manifest(data, label)
    check_binding(envelope, manifest, tags, label)
    if f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}" not in tags.decode("ascii", "replace").splitlines():
        raise ManifestError(file=label, what=MANIFEST, reason=N_("it was changed after it was opened"))
    return OpenedPackage(directory=directory, manifest=manifest)
