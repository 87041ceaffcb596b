"""What cannot be taken is named, with advice that fits it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gather.made_archives import plain_zip
from sealcase.errors import UnsupportedFileError
from sealcase.gather import gather_file
from sealcase.gather.foreign import foreign_text

OFFICE = {"[Content_Types].xml": b"<t/>"}


@pytest.mark.parametrize(
    ("name", "data", "kind", "advice"),
    [
        ("a.mp4", b"\0\0\0\x18ftypisom\0\0\2\0", "a video", "screenshots"),
        ("a.mov", b"\0\0\0\x14ftypqt  \0\0\0\0", "a video", "screenshots"),
        ("b.mov", b"\0\0\0\x08wide\0\0\0\0mdat", "a video", "ffmpeg"),
        ("a.3gp", b"\0\0\0\x18ftyp3gp4\0\0\0\0", "a video", "ffmpeg"),
        ("a.mkv", b"\x1aE\xdf\xa3\x01\0", "a video", "ffmpeg"),
        ("a.webm", b"\x1aE\xdf\xa3\x9fB\x86\x81", "a video", "ffmpeg"),
        ("a.avi", b"RIFF\0\0\0\0AVI LIST", "a video", "ffmpeg"),
        ("a.flv", b"FLV\x01\5\0\0\0\x09", "a video", "ffmpeg"),
        ("a.wmv", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", "a video", "ffmpeg"),
        ("a.mpg", b"\0\0\1\xba\x44", "a video", "ffmpeg"),
        ("a.ts", (b"G" + bytes(187)) * 3, "a video", "ffmpeg"),
        ("a.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0", "a sound", "write down"),
        ("a.mp3", b"\xff\xfb\x90\0\0", "a sound", "write down"),
        ("a.amr", b"#!AMR\n<\x9e", "a sound", "write down"),
        ("a.docx", plain_zip(OFFICE | {"word/document.xml": b"<w/>"}), "Word", "PDF"),
        ("a.pptx", plain_zip(OFFICE | {"ppt/presentation.xml": b"<p/>"}), "PowerPoint", "PDF"),
        ("a.xlsb", plain_zip(OFFICE | {"xl/workbook.bin": b"x"}), "binary Excel", "CSV"),
        ("a.ods", plain_zip({"mimetype": b"x", "content.xml": b"<o/>"}), "OpenDocument", "CSV"),
        ("a.numbers", plain_zip({"Index/Document.iwa": b"x"}), "Numbers", "PDF"),
        ("a.epub", plain_zip({"META-INF/container.xml": b"x"}), "e-book", "PDF"),
        ("a.apk", plain_zip({"AndroidManifest.xml": b"x"}), "a program", "ZIP archive"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "password", "without password"),
        ("a.rtf", b"{\\rtf1\\ansi hello}", "RTF", "PDF"),
        ("a.rar", b"Rar!\x1a\x07\x01\0", "RAR", "unpack"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\4", "7z", "unpack"),
        ("a.gz", b"\x1f\x8b\x08\0", "compressed", "unpack"),
        ("a.html", b"\xef\xbb\xbf<!-- saved from x -->\n<!DOCTYPE html><html>", "web page", "print"),
        ("b.html", "<html><body>张三</body></html>".encode("gb18030"), "web page", "print"),
        ("a.svg", b"<?xml version='1.0'?>\n<svg xmlns='x'><text>1</text></svg>", "SVG", "print"),
        ("a.avif", b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF", "PNG"),
    ],
)
def test_each_foreign_kind_is_refused_with_advice(
    tmp_path: Path, name: str, data: bytes, kind: str, advice: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnsupportedFileError) as caught:
        gather_file(path, "0001")
    sentence, hint = caught.value.describe()
    assert caught.value.code == "E_UNSUPPORTED"
    assert kind in sentence
    assert advice in hint


@pytest.mark.parametrize("text", ["<bill><no>1</no></bill>", "10:00 body <html>", "<htmlx>", "", "# <svg>"])
def test_other_texts_with_angle_brackets_are_texts(text: str) -> None:
    assert foreign_text(text) is None
