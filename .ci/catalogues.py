"""Check the translation catalogues, or bring them up to date from the source.

    python .ci/catalogues.py            check: every sentence of the source in both languages, compiled files in step
    python .ci/catalogues.py --update   write the new sentences into the .po files (zh_CN to be translated), compile

click's own messages share the text domain: those that stand in a catalogue are kept, not required.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import click as click_package
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "sealcase"
LANGUAGES = ("en", "zh_CN")


def sentences(directory: Path, keywords: tuple[str, ...]) -> set[str]:
    """Return every sentence that stands in one of the gettext calls `keywords` under `directory`."""
    rows = extract_from_dir(directory, [("**.py", "python")], keywords=dict.fromkeys(keywords))
    return {row[2] for row in rows if isinstance(row[2], str)}


def catalogue_path(language: str) -> Path:
    """Return the .po file of `language`."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "sealcase.po"


def read(language: str) -> Catalog:
    """Return the catalogue of `language`, empty when there is none yet."""
    path = catalogue_path(language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """Return the .mo bytes of `catalogue`."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update(ours: set[str], clicks: set[str]) -> None:
    """Write both catalogues: known translations stay, new sentences come empty (English: as they are)."""
    for language in LANGUAGES:
        old = read(language)
        new = Catalog(locale=language, project="sealcase", fuzzy=False)
        for sentence in sorted(ours | ({message.id for message in old if message.id} & clicks)):
            known = old.get(sentence)
            new.add(sentence, (known.string if known else "") or (sentence if language == "en" else ""))
        buffer = io.BytesIO()
        write_po(buffer, new, width=120, omit_header=False, sort_output=True)
        dates = rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team): .*\n'
        catalogue_path(language).write_bytes(re.sub(dates, b"", buffer.getvalue(), flags=re.MULTILINE))
        catalogue_path(language).with_suffix(".mo").write_bytes(compiled(read(language)))


def faults(ours: set[str], clicks: set[str]) -> list[str]:
    """Return what is wrong with the catalogues, a line each."""
    found: list[str] = []
    for language in LANGUAGES:
        catalogue = read(language)
        known = {message.id: message for message in catalogue if message.id}
        found += [f"{language}: missing: {sentence}" for sentence in sorted(ours - set(known))]
        found += [f"{language}: no longer in the source: {sentence}" for sentence in sorted(set(known) - ours - clicks)]
        for sentence, message in known.items():
            names = re.compile(r"\{(\w+)")
            if not message.string:
                found.append(f"{language}: not translated: {sentence}")
            elif sorted(names.findall(sentence)) != sorted(names.findall(message.string)):
                found.append(f"{language}: other {{names}} than the source: {sentence}")
        binary = catalogue_path(language).with_suffix(".mo")
        if not binary.exists() or binary.read_bytes() != compiled(catalogue):
            found.append(f"{language}: {binary.name} is not what the .po gives; run with --update")
    return found


def main() -> int:
    """Do what the arguments say and return the exit status."""
    ours = sentences(SOURCE, ("_", "N_"))
    clicks = sentences(Path(click_package.__file__).parent, ("_",))
    if "--update" in sys.argv[1:]:
        update(ours, clicks)
    found = faults(ours, clicks)
    for line in found:
        print(line)
    print(f"catalogues: {len(ours)} sentences, {len(LANGUAGES)} languages, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
