"""The report: self-contained, inert, complete, and deaf to what a sender writes into names and texts."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO

import pytest

from package.samples import CASE, DESK, KEY, png, sealed, unpacked
from sealcase.contents import CellSpan
from sealcase.model import Action, Wording
from sealcase.package import limits
from sealcase.package.complaint import Statement, statement_of
from sealcase.package.manifest import Manifest, parse_manifest
from sealcase.package.report import POLICY, STYLE, report_pieces
from sealcase.package.unseal import unseal
from sealcase.package.verdict import CHECKS, NOTE, CheckStatus, Progress, Verdict
from sealcase.package.verify import Trust

INJECTIONS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</pre></td></table><h1>Refund approved</h1>",
    "javascript:alert(1)",
    "&lt;already&gt;",
    "</style><style>*{display:none}",
    "{signer} {0} %s",
    "=HYPERLINK(1)",
)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    return unpacked(sealed(tmp_path)[1])


@pytest.fixture
def manifest(files: dict[str, bytes]) -> Manifest:
    return parse_manifest(files["manifest.json"], "package")


def verdict() -> Verdict:
    progress = Progress("package")
    for check in CHECKS:
        progress.passed(check.code, CheckStatus.UNKNOWN if check.code == "E_SIGNER" else CheckStatus.OK)
    progress.facts = replace(progress.facts, signer=KEY.public_key.fingerprint, signer_name="<b>Eve</b>\u202e")
    return progress.verdict()


def report(manifest: Manifest, files: dict[str, bytes], statement: Statement | None = None) -> str:
    def open_item(path: str) -> BinaryIO:
        return io.BytesIO(files[path])

    return "".join(report_pieces(manifest, statement or statement_of(CASE), verdict(), open_item))


class Elements(HTMLParser):
    """Every element and attribute of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "div", "strong", "p", "code", "span",
    "table", "tr", "th", "td", "pre", "mark", "img", "footer",
}  # fmt: skip


def check_inert(page: str) -> Elements:
    elements = Elements(page)
    assert {tag for tag, _ in elements.found} <= ALLOWED
    for tag, attributes in elements.found:
        assert not [name for name in attributes if name.startswith("on") or name in {"href", "style", "srcdoc"}], tag
        if tag == "img":
            assert str(attributes["src"]).startswith("data:image/png;base64,")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", page)
    return elements


def test_what_the_desk_needs_is_in_it(manifest: Manifest, files: dict[str, bytes]) -> None:
    page = report(manifest, files)
    elements = check_inert(page)
    for words in (
        "支付失败",
        "Payment failed",
        KEY.public_key.fingerprint,
        NOTE,
        "客服不需要",
        "support does not need it",
        "phone number",
        "R1",
        "pixels 0, 0 to 4, 4",
        "row 2, column 2",
        "characters 16 to 25",
        "订单号",
        "compare the fingerprint",
        *(check.name for check in CHECKS),
    ):
        assert words in elements.text, words
    pictures = [attributes["src"] for tag, attributes in elements.found if tag == "img"]
    assert [base64.b64decode(str(source).partition(",")[2]) for source in pictures] == [png()]
    assert page.count("<mark>[PHONE-1]</mark>") == 2


def test_the_policy_lets_nothing_load_and_allows_its_own_style(manifest: Manifest, files: dict[str, bytes]) -> None:
    elements = check_inert(report(manifest, files))
    policies = [attributes for tag, attributes in elements.found if "http-equiv" in attributes]
    assert policies == [{"http-equiv": "Content-Security-Policy", "content": POLICY}]
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in POLICY
    assert f"<style>{STYLE}</style>" in report(manifest, files)
    assert "<script" not in report(manifest, files)


def with_words(manifest: Manifest, files: dict[str, bytes], words: str) -> Elements:
    """Return the report on a manifest whose every string, and whose log, is `words`."""
    first, second, third = manifest.items
    changed = replace(first.redactions[0], reason=Wording(en=words, zh=words), entity=words)
    log = replace(third, size=len(words.encode()))
    evil = replace(
        manifest,
        title=Wording(en=words, zh=words),
        issue=words,
        tool=words,
        supersedes=words,
        items=(replace(first, redactions=(changed,)), second, log),
    )
    return check_inert(report(evil, {**files, log.path: words.encode()}))


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_of_the_sender_stay_words(manifest: Manifest, files: dict[str, bytes], words: str) -> None:
    harmless, hostile = (with_words(manifest, files, text) for text in ("harmless", words))
    assert [tag for tag, _ in hostile.found] == [tag for tag, _ in harmless.found]
    assert hostile.text.count(words) == harmless.text.count("harmless") >= 7


def test_characters_that_hide_or_turn_text_are_shown_as_such(manifest: Manifest, files: dict[str, bytes]) -> None:
    data = "a\x1b[31mb\u202ec\u2066d\x9be\ttab\r\nnext\rline".encode()
    files["data/items/0003.txt"] = data
    evil = replace(manifest, items=(*manifest.items[:2], replace(manifest.items[2], size=len(data))))
    page = report(evil, files)
    assert "a\ufffd[31mb\ufffdc\ufffdd\ufffde\ttab\nnext\nline" in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_what_is_shown_is_bounded(manifest: Manifest, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    row = replace(manifest.items[1].redactions[0], where=CellSpan(row=1, column=1, start=0, end=9), action=Action.MASK)
    many = replace(manifest.items[1], redactions=(row, row, row))
    monkeypatch.setattr(limits, "REPORT_ROWS", 2)
    monkeypatch.setattr(limits, "REPORT_TEXT_CHARS", 8)
    monkeypatch.setattr(limits, "REPORT_PICTURE_BYTES", len(png()))
    page = report(replace(manifest, items=(manifest.items[0], many, manifest.items[2])), files)
    assert "1 more are listed in manifest.json" in page
    assert page.count("The text goes on") == 2
    assert "<pre>paid 12.</pre>" in page
    assert "<img" in page
    monkeypatch.setattr(limits, "REPORT_PICTURE_BYTES", len(png()) - 1)
    page = report(manifest, files)
    assert "<img" not in page
    assert "This picture is not shown here" in page


def test_masked_values_are_marked_too(manifest: Manifest, files: dict[str, bytes]) -> None:
    files["data/items/0003.txt"] = b"c=[CARD-12 *6901] [x][a-1]"
    page = report(manifest, files)
    assert "c=<mark>[CARD-12 *6901]</mark> [x][a-1]" in page


def test_an_item_without_redactions_and_an_entity_that_is_not_known(
    manifest: Manifest, files: dict[str, bytes]
) -> None:
    first, second, third = manifest.items
    unknown = replace(second.redactions[0], entity="MADE_UP_ENTITY")
    page = report(
        replace(manifest, items=(first, replace(second, redactions=(unknown,)), replace(third, redactions=()))), files
    )
    assert "MADE_UP_ENTITY × 1" in page
    assert "Nothing was removed from this item." in page


def test_the_report_on_disk_is_utf_8_with_line_feeds(tmp_path: Path) -> None:
    path = tmp_path / "case.sealcase.zip"
    path.write_bytes(sealed(tmp_path, sequence=2, supersedes="ab" * 16)[1])
    unseal(path, [DESK], tmp_path / "out", Trust(fingerprints=frozenset({KEY.public_key.fingerprint})))
    data = (tmp_path / "out" / "report.html").read_bytes()
    assert b"\r" not in data
    assert "Replaces package" in data.decode()
    assert 'class="banner trusted"' in data.decode()


def test_what_the_sender_states_is_shown_and_what_is_missing(manifest: Manifest, files: dict[str, bytes]) -> None:
    text = report(manifest, files)
    for shown in ("是哪笔付款。", "<p>20261122000000000001</p>", "<mark>[NAME-1]</mark>", "(not stated)", "（未填写）"):
        assert shown in text
    assert "name of a person × 1" in text
    assert "What the sender states" not in report(manifest, files, Statement())


def test_what_was_left_out_is_counted(manifest: Manifest, files: dict[str, bytes]) -> None:
    items = (replace(manifest.items[0], withheld=298), replace(manifest.items[1], withheld=7, redactions=()))
    text = report(replace(manifest, items=items, withheld=4), files)
    assert "Records of other transactions that the sender left out: 298" in text
    assert "Records of other transactions that the sender left out: 7" in text
    assert "Exhibits left out whole, without a record of the transaction" in text
