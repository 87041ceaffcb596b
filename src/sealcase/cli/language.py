"""Which language the person reads: `--lang`, else the environment, else the operating system's."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence

from sealcase.locale import DIRECTORY, DOMAIN, LANGUAGES


def choose(arguments: Sequence[str]) -> None:
    """Make `gettext.gettext` speak the language that `arguments` or the environment name.

    click takes its own messages from the same text domain, so one catalogue serves both.
    """
    os.environ["LANGUAGE"] = LANGUAGES[_asked_for(arguments) or _from_environment()]
    gettext.bindtextdomain(DOMAIN, DIRECTORY)
    gettext.textdomain(DOMAIN)


def current() -> str:
    """Return the language in use: `en` or `zh`."""
    return next((short for short, full in LANGUAGES.items() if full == os.environ.get("LANGUAGE")), "en")


def _asked_for(arguments: Sequence[str]) -> str:
    """Return the last valid value of `--lang`; click itself reports a value that is not valid."""
    asked = ""
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else "".join(arguments[index + 1 : index + 2])
            asked = value if value in LANGUAGES else asked
    return asked


def _from_environment() -> str:
    """Follow gettext's own order of variables; Windows and macOS may set none and name a locale instead."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    import locale  # here: most systems name a language above

    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
