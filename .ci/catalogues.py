"""Check the translation catalogues, or bring them up to date from the source.

    python .ci/catalogues.py            check: every sentence of the source in both languages, compiled files in step
    python .ci/catalogues.py --update   write the new sentences into the .po files (zh_CN to be translated), compile

click's own messages share the text domain: those that stand in a catalogue are kept, not required.
The files depend on the sentences alone: no dates, and nothing of the version of Babel.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click as click_package
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "sealcase"
LANGUAGES = ("en", "zh_CN")
PLURAL = "ngettext"

Identifier = str | tuple[str, ...]
"""A sentence, or one thing and several things."""
_NAME = re.compile(r"\{(\w+)")


class PlainCatalogue(Catalog):
    """A catalogue whose header holds what gettext needs and nothing else."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the header: language, plural forms, encoding."""
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def sentences(directory: Path, *functions: str) -> set[Identifier]:
    """Return every sentence that stands in a call of one of the gettext `functions` under `directory`.

    Babel's own extractor does not look inside f-strings.
    """
    return {found for path in directory.rglob("*.py") for found in _calls(ast.parse(path.read_bytes()), functions)}


def _calls(tree: ast.AST, functions: tuple[str, ...]) -> Iterator[Identifier]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in functions:
            continue
        # Also what stands deeper: click's `_(extra["required"])`, or either side of a condition.
        parts = [part.value for argument in node.args for part in ast.walk(argument) if isinstance(part, ast.Constant)]
        texts = [part for part in parts if isinstance(part, str)]
        if node.func.id == PLURAL:
            yield texts[0], texts[1]
        else:
            yield from texts


def catalogue_path(language: str) -> Path:
    """Return the .po file of `language`."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "sealcase.po"


def read(language: str) -> dict[Identifier, Identifier]:
    """Return the translations into `language` by sentence, nothing when there is no catalogue yet."""
    path = catalogue_path(language)
    return _by_sentence(read_po(io.BytesIO(path.read_bytes()), locale=language)) if path.exists() else {}


def _by_sentence(catalogue: Catalog) -> dict[Identifier, Identifier]:
    return {_hashable(message.id): _hashable(message.string) for message in catalogue if message.id}


def _hashable(text: str | Sequence[str]) -> Identifier:
    return text if isinstance(text, str) else tuple(text)


def update(ours: set[Identifier], clicks: set[Identifier]) -> None:
    """Write both catalogues: known translations stay, new sentences come empty (English: as they are)."""
    for language in LANGUAGES:
        known = read(language)
        comment = f"# sealcase: {language}. Written by .ci/catalogues.py; translate here."
        new = PlainCatalogue(locale=language, header_comment=comment, fuzzy=False)
        for sentence in ours | (known.keys() & clicks):
            new.add(sentence, known.get(sentence) or (sentence if language == "en" else ""))
        path = catalogue_path(language)
        with path.open("wb") as text, path.with_suffix(".mo").open("wb") as binary:
            write_po(text, new, width=120, sort_output=True)
            write_mo(binary, new)


def faults(ours: set[Identifier], clicks: set[Identifier]) -> Iterator[str]:
    """Yield what is wrong with the catalogues, a line each."""
    for language in LANGUAGES:
        known = read(language)
        yield from (f"{language}: missing: {sentence}" for sentence in sorted(ours - known.keys(), key=str))
        for sentence, translation in known.items():
            texts = [translation] if isinstance(translation, str) else translation
            if sentence not in ours | clicks:
                yield f"{language}: no longer in the source: {sentence}"
            elif not all(texts):
                yield f"{language}: not translated: {sentence}"
            elif not all(_same_names(sentence, text) for text in texts):
                yield f"{language}: other {{names}} than the source: {sentence}"
        binary = catalogue_path(language).with_suffix(".mo")
        if not binary.exists() or _by_sentence(read_mo(io.BytesIO(binary.read_bytes()))) != known:
            yield f"{language}: {binary.name} is not what the .po gives; run with --update"


def _same_names(sentence: Identifier, translation: str) -> bool:
    """Tell whether a translation names the same fields; of a plural, it may name those of either form."""
    names = sorted(_NAME.findall(translation))
    if isinstance(sentence, str):
        return names == sorted(_NAME.findall(sentence))
    return set(names) <= set(_NAME.findall(" ".join(sentence)))


def main() -> int:
    """Do what the arguments say and return the exit status."""
    ours = sentences(SOURCE, "_", "N_", PLURAL)
    clicks = sentences(Path(click_package.__file__).parent, "_", PLURAL)
    if "--update" in sys.argv[1:]:
        update(ours, clicks)
    found = list(faults(ours, clicks))
    for line in found:
        print(line)
    print(f"catalogues: {len(ours)} sentences, {len(LANGUAGES)} languages, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
