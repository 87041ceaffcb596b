"""The values that travel between the rooms: exhibits, findings, decisions, redactions. What exhibits hold: `contents`.

Every value is immutable. Nothing here reads a file, loads an image library or prints; each stage of
`sealcase.pipeline` takes some of these values and yields others. Values of tier `secret` or
`personal` are carried in fields that stay out of `repr`, so that no log or traceback shows them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeVar

from sealcase.contents import Document, LongText, Picture, StoredOriginal, Where


class Kind(StrEnum):
    """What an exhibit's bytes are, decided by content and never by file name."""

    IMAGE = "image"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    JSON_LINES = "jsonl"


class Tier(StrEnum):
    """How much harm a value does when it leaves (design, section 3)."""

    SECRET = "secret"
    PERSONAL = "personal"
    IDENTIFIER = "identifier"


class Band(StrEnum):
    """How sure a detector is: a checksum, or label and shape; a shape; a guess that a person should see."""

    CERTAIN = "certain"
    LIKELY = "likely"
    REVIEW = "review"


class Action(StrEnum):
    """What happens to a finding."""

    KEEP = "keep"
    MASK = "mask"
    REMOVE = "remove"


class Role(StrEnum):
    """Whose value a finding is, as seen from the disputed transaction."""

    UNKNOWN = "unknown"
    COMPLAINANT = "complainant"
    COUNTERPARTY = "counterparty"
    """The other side of the disputed transaction."""
    THIRD_PARTY = "third-party"
    """Anybody else: the other rows of a bill."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """One piece of evidence, gathered and decoded, not yet looked at."""

    id: str
    """`0001`, `0002`, … in the order given."""
    name: str
    """File name without folders, for the person at this computer: it never leaves."""
    path: Path
    kind: Kind
    content: Document | LongText | Sequence[Picture]
    """The text, or the pages, which may be decoded anew each time one is asked for."""
    original: bytes | StoredOriginal = field(repr=False)
    """The file's bytes as they were read, for the vault."""
    copy_suffix: str | None = None
    """End of the redacted copy's name, where the copy is of another kind than the file: `.json`, `-2.csv`."""
    records: int = 0
    """How many records are in the text, where the focus left others out."""
    withheld: int = 0
    """How many records the focus left out of the text: they are not about the disputed transaction."""
    is_statement: bool = False
    """It is what the person states about the complaint, in their own words, and no evidence."""

    @property
    def texts(self) -> Sequence[Document]:
        """The text, part by part; nothing where the exhibit is pictures."""
        if isinstance(self.content, Document):
            return (self.content,)
        return self.content if isinstance(self.content, LongText) else ()

    @property
    def pages(self) -> Sequence[Picture]:
        """The pages; nothing where the exhibit is a text."""
        return () if isinstance(self.content, (Document, LongText)) else self.content


class Finding(NamedTuple):
    """Something sensitive, or something that the case is about, at a place in an exhibit.

    A tuple, since a log has one on every line and more.
    """

    id: str
    """`F1`, `F2`, … over the whole case."""
    exhibit: str
    entity: str
    tier: Tier
    band: Band
    where: Where
    value: str
    """The value in its canonical spelling (digits without spaces, NFKC): equal values get equal placeholders."""
    rule: str
    """Which recogniser or step found it, for the person and for tests."""
    role: Role = Role.UNKNOWN

    def __repr__(self) -> str:
        """Show all but the value."""
        return f"Finding({self.id}, {self.exhibit}, {self.entity}, {self.band}, {self.where}, {self.rule}, {self.role})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """One sentence for people in both languages."""

    en: str
    zh: str

    def to_json(self) -> dict[str, str]:
        """Return both wordings, as policies and manifests hold them."""
        return {"en": self.en, "zh": self.zh}


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What happens to one finding, and why."""

    finding: Finding
    action: Action
    keep_last: int = 0
    """How many characters at the end of the value stay readable when the action is `mask`."""
    reason: Wording


Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class ByExhibit(Collection[Each]):
    """Findings or decisions of a case, exhibit by exhibit, where those of a long text are too many to be held.

    Each collection can be walked through as often as it is asked for.
    """

    each: Mapping[str, Collection[Each]] = field(repr=False)

    def __len__(self) -> int:
        return sum(map(len, self.each.values()))

    def __iter__(self) -> Iterator[Each]:
        for those in self.each.values():
            yield from those

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Redaction:
    """A decision carried out: what the desk sees of it, and what the vault keeps.

    `where` is a place in the redacted item, not in the original: the original place would tell the
    length of what was removed.
    """

    id: str
    """`R1`, `R2`, … over the whole case."""
    entity: str
    where: Where
    action: Action
    reason: Wording
    placeholder: str
    value: str = field(repr=False)
    """What stood there: text as it was written; for a picture region the SHA-256 (hex) of its original
    pixels. Goes into the opening in the vault, never into the package."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RedactedItem:
    """One redacted exhibit or page as it will travel, waiting in a private folder."""

    exhibit: str
    name: str
    """File name for `redact -o`: `0001-NAME`, with the suffix of what it now is."""
    path: Path
    kind: Kind
    size_bytes: int
    sha256: str
    crc32: int
    """What sealing holds the file to while it copies it: the digest above, which is signed, took its time once."""
    redactions: Sequence[Redaction]
    """In order of place; of a long text they are made anew each time they are walked through."""
    withheld: int = 0
    """How many records of the exhibit, which are not about the disputed transaction, are not in it."""
    charset: str = ""
    """Of text: `utf-8`, `utf-16` or `gb18030`, as it was written. Without it, sealing has to read the file twice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedFact:
    """Something that a complaint of this kind has to say, and what the sender says, redacted."""

    id: str
    title: Wording
    lines: tuple[str, ...] = field(default=(), repr=False)
    """Empty where the sender did not state it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """The complaint: what kind it is and what the person says about it."""

    issue: str
    title: Wording
    created: str
    """UTC, `2026-11-22T16:47:00Z`."""
    facts: tuple[StatedFact, ...] = ()
    removed: tuple[tuple[str, int], ...] = ()
    """By entity, in order: how many values were masked or removed in the lines of `facts`."""
    withheld: int = 0
    """How many exhibits hold no record of the disputed transaction and are left out whole."""
