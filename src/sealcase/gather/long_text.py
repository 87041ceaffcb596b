r"""Takes plain text and JSON lines of any size, in memory that does not grow with the file.

A first pass over the file decides what `encodings` and `structure` decide for a short text (the encoding,
that nothing in it is binary, the kind) and where its parts begin: about `PART_CHARS` of whole lines each.
Later every part is read from its place again, with a margin of its neighbours, and compared with the
digest that the first pass took of it: findings of one text must never be carried out on another.
Tables and JSON documents are not taken: their records cannot be read one without the others.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from sealcase.contents import LongText, StoredOriginal
from sealcase.errors import DamagedFileError, EmptyFileError, EncodingError, LimitError, UnreadableFileError
from sealcase.files import open_ordinary, size_error
from sealcase.gather import bounds
from sealcase.gather.delimited import read_delimited
from sealcase.gather.encodings import (
    beyond_ascii,
    encoding_mark,
    reads_like_chinese,
    refuse_control_bytes,
    refuse_controls,
)
from sealcase.gather.kinds import begins_like_mail, has_encoded_part
from sealcase.gather.long_parts import BLOCK_BYTES, DIGEST_BYTES, Parts, Place, Stored, digest_of
from sealcase.gather.structure import begins_like_json, hides_characters, is_like_json
from sealcase.locale import N_
from sealcase.model import Exhibit, Kind

_HEAD_BYTES = 1024 * 1024
"""How much of the beginning tells the structure."""
_LINE = re.compile(r"[^\r\n]++")
_GAP = re.compile(r"[\s\"',;]")


class _UndecodableError(Exception):
    """The file is not in the encoding that was tried; `offset` is the byte where that shows."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class _NotLinesError(Exception):
    """A line is no JSON object or array; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class _Whole(Exception):  # noqa: N818 - no error: the text has to be read whole
    """The text is of a kind whose parts cannot be read one without the others."""


def long_text(path: Path, exhibit_id: str) -> Exhibit | None:
    """Return the text at `path` as the exhibit `exhibit_id`, None where it has to be read whole.

    Raises:
        UnreadableFileError: the operating system would not give it.
        EmptyFileError: it is nothing but white space.
        LimitError: it is larger than `MAX_LONG_TEXT_BYTES`.
        UnsupportedFileError: it is binary.
        EncodingError: it is in none of the encodings for sure.
        DamagedFileError: it begins like JSON lines, breaks, and hides characters in escapes.
    """
    file = str(path)
    try:
        with open_ordinary(path) as source:
            head = source.read(_HEAD_BYTES)
        mark, encoding = encoding_mark(head)
        failed_at: int | None = None
        for candidate in (encoding,) if mark else (encoding, "gb18030"):
            try:
                return _in_encoding(path, exhibit_id, candidate, mark, head)
            except _UndecodableError as error:
                failed_at = error.offset if failed_at is None else failed_at
    except _Whole:
        return None
    except OSError as error:
        raise UnreadableFileError(file=file, reason=error.strerror or N_("unknown reason")) from error
    raise EncodingError(file=file, offset=failed_at)


def _in_encoding(path: Path, exhibit_id: str, encoding: str, mark: bytes, head: bytes) -> Exhibit:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head[len(mark) :])
    except UnicodeDecodeError as error:
        raise _UndecodableError(len(mark) + error.start) from None
    kind = _kind(text[: text.rfind("\n") + 1] or text, str(path))
    broken_at = 0
    if kind is Kind.JSON_LINES:
        try:
            return _FirstPass(path, encoding, mark, kind, text).exhibit(exhibit_id)
        except _NotLinesError as error:
            broken_at = error.line
    return _FirstPass(path, encoding, mark, Kind.TEXT, text, broken_at).exhibit(exhibit_id)


def _kind(head: str, file: str) -> Kind:
    """Return what a text is that begins with the lines of `head`.

    Raises:
        _Whole: a table or one JSON document.
    """
    if begins_like_json(head):
        first = next((line.group() for line in _LINE.finditer(head) if line.group().strip(" \t")), "")
        if _is_record(first):
            return Kind.JSON_LINES
        if is_like_json(head):
            raise _Whole
    elif read_delimited(head, file) is not None:
        raise _Whole
    return Kind.TEXT


def _is_record(line: str) -> bool:
    """Tell whether a line is a JSON object or array; quickly, since every line of the file is asked."""
    try:
        json.loads(line, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return False
    return line.lstrip(" \t")[:1] in {"{", "["}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity, which Python's reader takes


class _FirstPass:
    """One walk over a file in a given encoding and kind."""

    def __init__(self, path: Path, encoding: str, mark: bytes, kind: Kind, head: str, broken_at: int = 0) -> None:
        self._path = path
        self._file = str(path)
        self._encoding = encoding
        self._mark = mark
        self._kind = kind
        self._is_mail = begins_like_mail(head)
        self._broken_at = broken_at if is_like_json(head) else 0
        """Line at which a text that began like JSON lines turned out to be none."""
        self._raw = hashlib.blake2b(digest_size=DIGEST_BYTES)
        self._size_bytes = 0

    def exhibit(self, exhibit_id: str) -> Exhibit:
        """Return the exhibit, its parts found and everything checked."""
        places: list[Place] = []
        counts: Counter[str] = Counter()
        written = hashlib.blake2b(self._mark, digest_size=DIGEST_BYTES)
        offset, start, line, says_something = len(self._mark), 0, 1, False
        for left, own, right in _cut(self._texts(), self._file, whole_lines=self._kind is Kind.JSON_LINES):
            self._check(own, offset, line)
            before, here = left.encode(self._encoding), own.encode(self._encoding)
            data = before + here + right.encode(self._encoding)
            places.append(
                Place(offset - len(before), len(data), start - len(left), len(left), len(right), digest_of(data))
            )
            written.update(here)
            if self._encoding == "gb18030":
                counts.update(beyond_ascii(own))
            says_something = says_something or bool(own.strip().strip("\ufeff"))
            offset, start, line = offset + len(here), start + len(own), line + own.count("\n")
        if self._encoding == "gb18030" and not (reads_like_chinese(counts) and written.digest() == self._raw.digest()):
            raise _UndecodableError(0)
        if not says_something:
            raise EmptyFileError(file=self._file)
        parts = Parts(path=self._path, encoding=self._encoding, kind=self._kind, places=tuple(places))
        stored = Stored(path=self._path, size_bytes=self._size_bytes, digest=self._raw.digest())
        return Exhibit(
            id=exhibit_id,
            name=self._path.name,
            path=self._path,
            kind=self._kind,
            content=LongText(number=len(places), read=parts, encoding=self._encoding, bom=self._mark),
            original=StoredOriginal(size_bytes=self._size_bytes, read=stored),
        )

    def _texts(self) -> Iterator[str]:
        """Yield the text of the file, block by block."""
        decoder = codecs.getincrementaldecoder(self._encoding)()
        with open_ordinary(self._path) as source:
            while block := source.read(BLOCK_BYTES):
                at, self._size_bytes = self._size_bytes, self._size_bytes + len(block)
                if self._size_bytes > bounds.MAX_LONG_TEXT_BYTES:
                    raise size_error(self._path, self._size_bytes, bounds.MAX_LONG_TEXT_BYTES)
                self._raw.update(block)
                if not self._encoding.startswith("utf-16"):
                    refuse_control_bytes(block, at, self._file)
                yield self._decode(decoder, block.removeprefix(self._mark) if at == 0 else block, at)
            yield self._decode(decoder, b"", self._size_bytes, final=True)

    def _decode(self, decoder: codecs.IncrementalDecoder, block: bytes, at: int, *, final: bool = False) -> str:
        waiting = len(decoder.getstate()[0])
        try:
            return decoder.decode(block, final)
        except UnicodeDecodeError as error:
            skipped = len(self._mark) if at == 0 else 0
            raise _UndecodableError(at + skipped - waiting + error.start) from None

    def _check(self, own: str, offset: int, line: int) -> None:
        """Refuse what no text holds, and what its structure hides."""
        refuse_controls(own, self._encoding, offset, self._file)
        if self._is_mail and has_encoded_part(own):
            raise _Whole
        if self._broken_at and hides_characters(own):
            reason = N_("it begins like JSON but breaks at line {line}")
            raise DamagedFileError(file=self._file, reason=reason, line=self._broken_at)
        if self._kind is Kind.JSON_LINES:
            for number, record in enumerate(own.split("\n"), line):
                if not all(_is_record(one.group()) for one in _LINE.finditer(record) if one.group().strip(" \t")):
                    raise _NotLinesError(number)


def _cut(texts: Iterator[str], file: str, *, whole_lines: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the parts of a text: what stands before it, the part itself, what stands after it.

    Raises:
        LimitError: `whole_lines` are asked for, and one is too long.
    """
    margin = bounds.PART_MARGIN_CHARS
    before = buffer = ""
    more = True
    while more:
        text = next(texts, None)
        more, buffer = text is not None, buffer + (text or "")
        if len(buffer) > bounds.PART_CHARS + bounds.MAX_LINE_CHARS + BLOCK_BYTES:
            raise LimitError(
                file=file,
                what=N_("the longest line"),
                value=len(buffer),
                limit=bounds.MAX_LINE_CHARS,
                unit=N_("characters"),
            )
        while (end := _part_end(buffer, more=more, whole_lines=whole_lines)) is not None:
            own, buffer = buffer[:end], buffer[end:]
            left, right = before, buffer[:margin]
            if whole_lines:
                left = left.partition("\n")[2]
                right = right if not more and len(buffer) <= margin else right[: right.rfind("\n") + 1]
            yield left, own, right
            before = (before + own)[-margin:]


def _part_end(buffer: str, *, more: bool, whole_lines: bool) -> int | None:
    """Return where the first part of `buffer` ends, None where that takes more text.

    At the end of a line; of a line that is much longer, behind a blank or mark, so that no value is cut in two.
    """
    size, margin = bounds.PART_CHARS, bounds.PART_MARGIN_CHARS
    if len(buffer) < size + 2 * margin and more:
        return None
    if len(buffer) <= size:
        return len(buffer) or None
    reach = len(buffer) if whole_lines else size + margin
    end = buffer.find("\n", size, reach) + 1
    if not end and not whole_lines:
        gap = _GAP.search(buffer, size)
        end = gap.end() if gap else size if len(buffer) > size + bounds.MAX_LINE_CHARS else 0
    if not end:
        return None if more else len(buffer)
    return end if not more or end + margin <= len(buffer) else None
