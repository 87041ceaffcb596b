"""Tokens: access tokens, keys of services, cookies and connection strings, by their own shape.

JWT (RFC 7519), Bearer and Basic (RFC 6750, RFC 7617), cookies (RFC 6265), query parameters that carry
credentials, URLs with a password (RFC 3986, section 3.2.1), and the prefixes that services publish so
that their keys can be recognised. Everything here is of tier secret.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sealcase.detect.text.lines import LinePattern, line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_JWT = line_pattern(r"eyJ(?<![0-9A-Za-z_\-]eyJ)[0-9A-Za-z_\-]{8,}\.[0-9A-Za-z_\-]{4,}(?:\.[0-9A-Za-z_\-]*)*")
_AUTH_SCHEME = line_pattern(r"(?:[Bb]earer|BEARER|[Bb]asic|Digest)[ \t:]{1,3}\"?([0-9A-Za-z._~+/\-]{12,}={0,2})")
_BEFORE = r"(?<![A-Za-z_])"
"""A digit before: what text recognition made of a bracket, or a number that a token was glued to."""
_AFTER = r"(?![0-9A-Za-z])"


@dataclass(frozen=True, slots=True)
class _Format:
    """One service's tokens."""

    begins: tuple[str, ...]
    exact: LinePattern
    loose: re.Pattern[str]


_FORMATS = tuple(
    _Format(
        begins=tuple(row["begins"]),
        exact=line_pattern(f"{_BEFORE}(?:{row['exact']}){_AFTER}"),
        loose=re.compile(f"{_BEFORE}(?:{row.get('loose', row['exact'])}){_AFTER}"),
    )
    for row in tomllib.loads((Path(__file__).parent / "tokens.toml").read_text(encoding="utf-8"))["format"]
)

_SECRET_KEYS = (
    "access_?token|refresh_?token|id_?token|auth_?token|token|api_?key|app_?key|key|secret|client_?secret|sig"
    "|signature|sign|auth"
    "|session(?:_?id|_?key)?|sid|jwt|password|passwd|pwd|code|ticket|x-amz-[a-z\\-]*(?:signature|token|credential)"
)
_QUERY = line_pattern(rf"[?&](?i:{_SECRET_KEYS})=([^&\s\"'<>#\ufffe\uffff]{{4,}})")
_URL_PASSWORD = line_pattern(
    # A connection string is a secret as a whole; `${PASSWORD}`, `{{pass}}` and `<password>` are templates, and so is
    # the word `password` itself.
    r"[a-z][a-z0-9+.\-]{1,20}://[^\s/:@\"'<>\ufffe\uffff]{0,64}:(?![$<{%*\[]|(?i:my"
    r"|your_?)?(?i:passw(?:or)?d)@|[xX]{3,}@|[A-Z]+_[A-Z_]*PASSWORD@)[^\s/@\"'<>\ufffe\uffff]{1,128}"
    r"@[^\s\"'<>)\ufffe\uffff]+"
)
_PASSWORD_HASH = line_pattern(
    r"\$(?:2[abxy]?|argon2(?:id|i|d)|[156]|y|7|scrypt|pbkdf2[0-9a-z\-]{0,12})\$[0-9A-Za-z./+=,$\-]{16,512}"
)
"""A hash as `crypt` writes it (crypt(5), PHC string format): lists of passwords tried against it give many away."""
_COOKIE_LINE = line_pattern(
    r"(?:[Ss]et-)?[Cc]ookie2?[\"']?[ \t]*[:=][ \t]*[\"']?([^\s\"'=;,\uffff]{1,64}=[^\r\n\"'\x1e\uffff]+)"
)


def find_tokens(passage: Passage) -> Iterator[Hit]:
    """Yield what looks like a credential wherever it stands; in a form (a picture's rows) also what was misread."""
    text = passage.text
    for known in _FORMATS:
        if not passage.form:
            matches = passage.matches(known.exact)
        elif any(beginning in text for beginning in known.begins):
            matches = known.loose.finditer(text)
        else:
            continue
        for match in matches:
            yield make_hit("TOKEN", *match.span(), Band.CERTAIN, "token-prefix", match[0])
    shapes = (
        (_JWT, 0, "TOKEN", "jwt"),
        (_AUTH_SCHEME, 1, "TOKEN", "auth-scheme"),
        (_QUERY, 1, "TOKEN", "query-key"),
        (_URL_PASSWORD, 0, "PASSWORD", "url-password"),
        (_PASSWORD_HASH, 0, "PASSWORD", "password-hash"),
        (_COOKIE_LINE, 1, "COOKIE", "cookie-line"),
    )
    for pattern, group, entity, rule in shapes:
        for match in passage.matches(pattern):
            before = text[match.start() - 1 : match.start()]
            # The boundary is checked here: a lookbehind first would cost the regex engine its prefix.
            if not (before.isascii() and before.isalnum()) or rule in {"query-key", "url-password"}:
                yield make_hit(entity, *match.span(group), Band.CERTAIN, rule, match[group])
