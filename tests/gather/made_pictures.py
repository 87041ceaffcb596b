"""Pictures made for tests."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, ImageFont


def encode(picture: Image.Image, form: str, **options: Any) -> bytes:
    """Return `picture` as a file of the format `form`."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def with_text(text: str, *, paper: Any = (255, 255, 255), ink: Any = (20, 20, 20), mode: str = "RGB") -> Image.Image:
    """Return a small picture that shows `text`."""
    picture = Image.new(mode, (240, 64), paper)
    ImageDraw.Draw(picture).text((10, 10), text, fill=ink, font=ImageFont.load_default(32))
    return picture


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return one PNG chunk (ISO/IEC 15948, 5.3)."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *middle: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG with this header, and `middle` between it and IEND."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(middle) + chunk(b"IEND", b"")
