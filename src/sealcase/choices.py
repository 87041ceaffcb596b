"""What a person may choose for a run: about the evidence (`Choices`), and about the package (`SealOptions`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sealcase.case.statement import Statement
from sealcase.decide import Focus, Overrides, choose_list_rows
from sealcase.detect import Detector, every_row
from sealcase.gather import Unlock, no_password
from sealcase.model import Finding


def _nobody_to_ask() -> str:
    """Stand in for a person: no vault opens with this."""
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SealOptions:
    """What is other than usual: a fresh key for the case, a vault to the own key, no timestamp."""

    vault_passphrase: str | None = field(default=None, repr=False)
    """The vault is encrypted to this instead of to the complainant's own key."""
    supersedes: Path | None = None
    """Vault of the package that this one replaces."""
    ask_passphrase: Callable[[], str] = _nobody_to_ask
    """Asks for the passphrase of that vault, where it has one."""
    sign_with: Path | None = None
    """Public key file of a key that ssh-keygen finds in an agent or on a security key."""
    timestamp: str | None = None
    """Address of an authority, which learns one digest; nothing else here uses the network."""


USUAL = SealOptions()
NO_OVERRIDES = Overrides(source="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What a person may say about the evidence besides the kind of complaint."""

    overrides: Overrides = NO_OVERRIDES
    """Their own decisions about single findings."""
    known: tuple[Finding, ...] = field(default=(), repr=False)
    """Their own values (`me.toml`), to be looked for everywhere."""
    unlock: Unlock = no_password
    """Asks for the password of an evidence file that does not open without one."""
    strict: bool = False
    """Default-deny: text that nobody named goes as well, but for the interface's own words."""
    cover_photos: bool = False
    """Every portrait, icon and photograph goes, not only portraits that show something; `strict` does so, too."""
    statement: Statement = field(default_factory=dict, repr=False)
    """What they state (`case.toml`), by the names of the policy's facts."""
    focus: Focus | None = field(default=None, repr=False)
    """Which transaction it is about: the records of others are withheld."""

    ocr_threads: int | None = None
    """How many threads read one picture; by default as many as there are cores, at most four."""
    jobs: int = 1
    """How many processes may read several pictures, or a long text, at a time: see `Detector`."""
    recognizers: tuple[Path, ...] = ()
    """Configurations of Presidio with recognisers and models of their own."""

    @property
    def disputed(self) -> tuple[str, ...]:
        """The numbers of the disputed transaction, as far as they were given."""
        return (*(self.focus.numbers if self.focus else ()), *self.statement.get("transaction", ()))

    def detector(self) -> Detector:
        """Return a new detector that looks for what these choices need."""
        return Detector(
            everything=self.strict,
            photos=self.cover_photos,
            ocr_threads=self.ocr_threads,
            jobs=self.jobs,
            choose=partial(choose_list_rows, focus=self.focus) if self.focus else every_row,
            recognizers=self.recognizers,
        )


NO_CHOICES = Choices()
