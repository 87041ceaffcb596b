"""The text of an HTML document (WHATWG HTML), for mail: every character of text, shown or hidden.

Blocks and rows become lines, cells are set apart by tabs. Style sheets, scripts, comments and attributes are
no text and stay behind, and with them links and pictures.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt"),
        *("fieldset", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"),
        *("legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "table", "tbody", "tfoot"),
        *("thead", "title", "tr", "ul"),
    }
)
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"script", "style"})
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_GAPS = re.compile(r" *\t *|^ +| +$")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNSEEN:
            self._unseen = tag
        self.pieces.append("\n" if tag in _BLOCKS else "\t" if tag in _CELLS else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        self.pieces.append("\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(_SPACES.sub(" ", data))


def html_text(document: str) -> str:
    """Return the text of `document`, line by line."""
    reader = _Reader()
    reader.feed(document)
    reader.close()
    lines = (_GAPS.sub(lambda gap: "\t" if "\t" in gap[0] else "", line) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line.strip() for line in lines if line.strip())
