"""Reads a mail message (RFC 5322, MIME: RFC 2045 to 2047) as the text that its reader sees.

What comes out: who wrote to whom, when and about what, and the body. Encoded words, quoted-printable,
base64 and the charset are decoded; of two versions of a body the plain one is taken, else the text of the
HTML. The other header lines, which say by which servers a mail went, stay behind; attachments are named and
counted, and stay behind as well: each is a file of its own kind, to be given as one.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import EmailMessage

from sealcase.errors import DamagedFileError, LimitError
from sealcase.gather.bounds import MAX_HTML_CHARS, MAX_MAIL_MULTIPARTS, MAX_MAIL_PARTS, bound
from sealcase.gather.encodings import beyond_ascii, reads_like_chinese
from sealcase.gather.html_text import html_text
from sealcase.locale import N_

SHOWN_HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Date", "Subject")
"""In the order in which they come out."""

MAIL_HEAD_BYTES = 16 * 1024
"""How much of a file tells that it is a mail."""
_HEADER = re.compile(r"([!-9;-~]+)[ \t]*:[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*(?:\r?\n|\Z)")
_WRITTEN_BY_PROGRAMS = frozenset(
    {
        *("received", "return-path", "delivered-to", "message-id", "mime-version", "content-type", "dkim-signature"),
        "content-transfer-encoding",
    }
)
_WRITTEN_BY_PEOPLE = frozenset({"from", "to", "subject", "date", "sender"})
_MULTIPART = re.compile(rb"(?im)^content-type[ \t]*:\s*multipart/")
_CHINESE = re.compile(r"(?i)gb|x-gbk|hz")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DAMAGED = N_("the mail message cannot be read")


def is_mail(data: bytes) -> bool:
    """Tell whether this is a mail as it is sent: header lines from the start, also such as no person writes."""
    names: set[str] = set()
    position = 0
    head = data[:MAIL_HEAD_BYTES].removeprefix(BOM_UTF8).decode("latin-1")
    while (header := _HEADER.match(head, position)) is not None:
        names.add(header[1].lower())
        position = header.end()
    return bool(names & _WRITTEN_BY_PROGRAMS) and len(names & _WRITTEN_BY_PEOPLE) >= 2


def mail_text(data: bytes, file: str) -> str:
    """Return the mail in `data` as text; `file` names it in errors.

    Raises:
        DamagedFileError: a header or part cannot be decoded.
        LimitError: more parts or a longer body than the bounds allow.
    """
    multiparts = sum(1 for _ in _MULTIPART.finditer(data))
    bound(
        multiparts,
        MAX_MAIL_MULTIPARTS,
        file=file,
        what=N_("the number of parts with parts of their own"),
        unit=N_("parts"),
    )
    try:
        message = message_from_bytes(data.removeprefix(BOM_UTF8), policy=policy.default)
        assert isinstance(message, EmailMessage)
        lines = [f"{name}: {value}" for name in SHOWN_HEADERS for value in _header(message, name, file)]
        body, attachments = _body(message, file)
    except (DamagedFileError, LimitError):
        raise
    except Exception as error:  # the parser raises all sorts on malformed mail, RecursionError among them
        raise DamagedFileError(file=file, reason=_DAMAGED) from error
    notes = [f"[attachment {number} left out: {what}]" for number, what in enumerate(attachments, 1)]
    paragraphs = ["\n".join(lines), _CONTROLS.sub("", body.replace("\r\n", "\n")).strip(), "\n".join(notes)]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _header(message: EmailMessage, name: str, file: str) -> Iterator[str]:
    """Yield the values of a header, encoded words (RFC 2047) decoded, each on one line."""
    for key, raw in message.raw_items():
        if key.lower() != name.lower():
            continue
        data = str(raw).encode("utf-8", "surrogateescape")  # octets beyond ASCII, as old mailers write them
        pieces = decode_header(str(raw)) if data.isascii() else [(data, "")]
        text = "".join(
            piece if isinstance(piece, str) else _decode(piece, (charset or "").lower(), file)
            for piece, charset in pieces
        )
        yield " ".join(_CONTROLS.sub(" ", text).split())


def _body(message: EmailMessage, file: str) -> tuple[str, list[str]]:
    """Return the text of the body and what each attachment is."""
    plain: list[str] = []
    rich: list[str] = []
    attachments: list[str] = []
    for number, part in enumerate(message.walk(), 1):
        bound(number, MAX_MAIL_PARTS, file=file, what=N_("the number of parts"), unit=N_("parts"))
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.is_attachment() or part.get_filename() or kind not in {"text/plain", "text/html"}:
            attachments.append(_described(part))
            continue
        content = part.get_payload(decode=True)
        text = _decode(content if isinstance(content, bytes) else b"", part.get_content_charset() or "", file)
        if kind == "text/html":
            bound(len(text), MAX_HTML_CHARS, file=file, what=N_("the text of the mail"), unit=N_("characters"))
            rich.append(html_text(text))
        else:
            plain.append(text.strip())
    chosen = plain if any(plain) else rich
    return "\n\n".join(text for text in chosen if text), attachments


def _decode(data: bytes, charset: str, file: str) -> str:
    """Return text in the charset that is named, or in the one that it must be."""
    names = [charset] if charset not in {"", "us-ascii", "unknown-8bit", "default"} else []
    for name in ["gb18030" if _CHINESE.match(charset) else charset for charset in names] + ["utf-8"]:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not text or not reads_like_chinese(beyond_ascii(text)):
        raise DamagedFileError(file=file, reason=N_("the charset of the mail message is not known"))
    return text


def _described(part: EmailMessage) -> str:
    """Return an attachment's name, kind and size."""
    content = part.get_payload(decode=True)
    size = len(content) if isinstance(content, bytes) else 0
    name = " ".join(_CONTROLS.sub(" ", part.get_filename() or "").split()).encode("utf-8", "replace").decode()
    return ", ".join(filter(None, (name, part.get_content_type(), f"{size} bytes")))
