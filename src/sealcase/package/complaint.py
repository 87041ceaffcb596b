"""`data/complaint.json` and `data/complaint.txt`: the complaint, for programs and for people.

The JSON follows from the manifest field by field, and the reader holds it to that. The text says the
same in both languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sealcase.entities import ENTITIES
from sealcase.errors import ManifestError
from sealcase.locale import N_, Translate, translator
from sealcase.package import strict_json
from sealcase.package.bag import COMPLAINT_JSON, COMPLAINT_TEXT
from sealcase.package.envelope import FORMAT
from sealcase.package.manifest import ItemEntry, Manifest
from sealcase.package.strict_json import HIDDEN, StrictJsonError


def complaint_json(manifest: Manifest) -> bytes:
    """Return `data/complaint.json`."""
    return strict_json.write(_document(manifest))


def complaint_text(manifest: Manifest) -> bytes:
    """Return `data/complaint.txt`, in Chinese and then in English."""
    return "\n".join((*_lines(manifest, "zh"), "", *_lines(manifest, "en"), "")).encode()


def check_complaint(data: bytes, text: bytes, manifest: Manifest, label: str) -> str:
    """Check both files against the manifest and return the text.

    Raises:
        ManifestError: the JSON says something else, or the text is not plain UTF-8.
    """
    try:
        document = strict_json.parse(data)
    except StrictJsonError as error:
        raise ManifestError(file=label, what=COMPLAINT_JSON, reason=error.reason, **error.fields) from None
    if document.value != _document(manifest):
        raise ManifestError(file=label, what=COMPLAINT_JSON, reason=N_("it does not say what the manifest says"))
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        decoded = "\0"
    if any(HIDDEN.search(line) for line in decoded.split("\n")):
        raise ManifestError(file=label, what=COMPLAINT_TEXT, reason=N_("it is not plain text in UTF-8"))
    return decoded


def removed(item: ItemEntry) -> dict[str, int]:
    """Return how many values of each entity were masked or removed in `item`, by name of the entity."""
    return dict(sorted(Counter(redaction.entity for redaction in item.redactions).items()))


def entity_title(name: str, translate: Translate) -> str:
    """Return what people call an entity; a name that this program does not know stays as it is."""
    return translate(ENTITIES[name].title) if name in ENTITIES else name


def _document(manifest: Manifest) -> dict[str, object]:
    return {
        "format": FORMAT,
        "package_id": manifest.package_id,
        "issue": manifest.issue,
        "title": manifest.title.to_json(),
        "created": manifest.created,
        "items": [
            {
                "path": item.path,
                "media": item.media,
                "removed": [{"entity": entity, "count": count} for entity, count in removed(item).items()],
            }
            for item in manifest.items
        ],
    }


def _lines(manifest: Manifest, language: str) -> Iterator[str]:
    translate = translator(language)
    yield translate(N_("Complaint: {title}")).format(title=manifest.title.to_json()[language])
    yield translate(N_("Prepared: {created} (UTC)")).format(created=manifest.created.replace("T", " ").rstrip("Z"))
    yield translate(N_("Package: {package_id}")).format(package_id=manifest.package_id)
    yield translate(N_("Signed with: {signer}")).format(signer=manifest.signer)
    yield ""
    yield translate(N_("Evidence, redacted before it was sealed:"))
    for item in manifest.items:
        yield f"  {item.path}"
        for entity, count in removed(item).items():
            title = entity_title(entity, translate)
            yield translate(N_("    removed or masked: {title} × {count}")).format(title=title, count=count)
