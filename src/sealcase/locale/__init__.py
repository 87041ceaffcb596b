"""Translations: which languages there are, and how a sentence gets from English to one of them.

Sentences stand in the code in English, marked by `N_` where they are declared, and are translated
where they are shown. The catalogues beside this file are complete in both languages; CI checks it.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

DOMAIN = "sealcase"
DIRECTORY = Path(__file__).parent
LANGUAGES = {"en": "en", "zh": "zh_CN"}
"""What `--lang` takes, and the catalogue that it names."""

Translate = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark `message` for the catalogues and return it unchanged."""
    return message


def translator(language: str) -> Translate:
    """Return the function that puts an English sentence into `language` (`en` or `zh`)."""
    return gettext.translation(DOMAIN, DIRECTORY, [LANGUAGES[language]], fallback=True).gettext
