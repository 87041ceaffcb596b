"""Trusted signers, in the file that `ssh-keygen -Y verify -f` takes (ssh-keygen(1), ALLOWED SIGNERS).

A line is: names, options, key. Whatever is not understood is refused: an option that is passed over
would trust more than its writer meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import translate as glob_to_regex

from sealcase.errors import SignersFileError
from sealcase.locale import N_
from sealcase.package.sshkey import PublicKey

MAX_SIGNERS = 10_000

# A word in double quotes, in which \" is a quote, or a word without white space; then what follows it.
_PRINCIPALS = re.compile(r'(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))\s+(\S.*)')
# One option and what follows it: name, or name="value".
_OPTION = re.compile(r'([A-Za-z-]+)(?:="((?:[^"\\]|\\.)*)")?(,|\s+)')
_TIME_FORMATS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True, kw_only=True, slots=True)
class AllowedSigner:
    """One line: a key, whose it is, and for what and when it counts."""

    principals: str
    """Names or patterns, separated by commas."""
    key: PublicKey
    cert_authority: bool = False
    """The key signs certificates, which are not supported: it matches nothing."""
    namespaces: str | None = None
    """Patterns, separated by commas; None for any namespace."""
    valid_after: datetime | None = None
    valid_before: datetime | None = None


def parse_allowed_signers(text: str, file: str) -> tuple[AllowedSigner, ...]:
    """Return the signers in the text of a file; `file` is its name.

    Raises:
        SignersFileError: a line does not follow the format, or there are more than `MAX_SIGNERS`.
    """
    signers: list[AllowedSigner] = []
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            if len(signers) == MAX_SIGNERS:
                raise ValueError(N_("the file holds too many signers"))  # noqa: TRY301 - one place names the line
            signers.append(_parse_line(stripped))
        except ValueError as error:
            raise SignersFileError(file=file, line=number, reason=str(error)) from None
    return tuple(signers)


def find_signer(
    signers: Sequence[AllowedSigner], key: PublicKey, namespace: str, *, at: datetime | None = None
) -> AllowedSigner | str:
    """Return the first signer with `key` who counts for `namespace` at the time `at` (default now).

    Where there is none, return why not: a sentence marked for translation.
    """
    moment = at or datetime.now(UTC)
    reason = N_("the key is not in the list")
    for signer in signers:
        if signer.key != key or signer.cert_authority:
            continue
        if signer.namespaces is not None and not matches(signer.namespaces, namespace):
            reason = N_("the key is not listed for this purpose")
        elif signer.valid_after is not None and moment < signer.valid_after:
            reason = N_("the key is not valid yet")
        elif signer.valid_before is not None and moment > signer.valid_before:
            reason = N_("the key is no longer valid")
        else:
            return signer
    return reason


def matches(patterns: str, name: str) -> bool:
    """Tell whether a pattern list of ssh_config(5) matches `name`: `*`, `?`, and `!` before what must not match."""
    found = False
    for pattern in patterns.split(","):
        negated = pattern.startswith("!")
        # Only * and ? mean something; [ is an ordinary character.
        expression = glob_to_regex(pattern.removeprefix("!").replace("[", "[[]"))
        if re.match(expression, name):
            if negated:
                return False
            found = True
    return found


def _parse_line(line: str) -> AllowedSigner:
    """Return the signer of one line; ValueError with a marked sentence."""
    match = _PRINCIPALS.fullmatch(line)
    if match is None:
        raise ValueError(N_("a name and a public key are expected"))
    quoted, plain, rest = match.groups()
    principals = plain or _unquote(quoted)
    try:
        # A line without options: a key stands where they would.
        return AllowedSigner(principals=principals, key=PublicKey.from_line(rest))
    except ValueError:
        options, rest = _parse_options(rest)
    try:
        key = PublicKey.from_line(rest)
    except ValueError:
        raise ValueError(N_("the public key is malformed")) from None
    after, before = (_parse_time(options[name]) for name in ("valid-after", "valid-before"))
    if after and before and before <= after:
        raise ValueError(N_("the key's validity ends before it begins"))
    return AllowedSigner(
        principals=principals,
        key=key,
        cert_authority=options["cert-authority"] is not None,
        namespaces=options["namespaces"],
        valid_after=after,
        valid_before=before,
    )


def _parse_options(text: str) -> tuple[dict[str, str | None], str]:
    """Return the options by name, each None unless given, and what follows them."""
    options: dict[str, str | None] = dict.fromkeys(("cert-authority", "namespaces", "valid-after", "valid-before"))
    separator = ","
    while separator == ",":
        match = _OPTION.match(text)
        if match is None:
            raise ValueError(N_("the public key or an option is malformed"))
        name, value, separator = match.groups()
        name = name.lower()
        if name not in options or (value is None) != (name == "cert-authority"):
            raise ValueError(N_("an option is unknown or malformed"))
        if options[name] is not None:
            raise ValueError(N_("an option is given twice"))
        options[name] = _unquote(value or "")
        text = text[match.end() :]
    return options, text


def _unquote(text: str) -> str:
    return text.replace('\\"', '"')


def _parse_time(text: str | None) -> datetime | None:
    """Return `YYYYMMDD[HHMM[SS]][Z]`, which is local time unless it ends in Z."""
    if text is None:
        return None
    digits = text.removesuffix("Z")
    if len(digits) not in _TIME_FORMATS or not (digits.isascii() and digits.isdigit()):
        raise ValueError(N_("a time is malformed"))
    try:
        moment = datetime.strptime(digits, _TIME_FORMATS[len(digits)])  # noqa: DTZ007 - the zone is set below
        return moment.replace(tzinfo=UTC) if text.endswith("Z") else moment.astimezone()
    except (ValueError, OverflowError, OSError):
        raise ValueError(N_("a time is malformed")) from None
