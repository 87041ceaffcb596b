"""`report.html`: what was opened, for a person, made here from the verified manifest.

Guarantees: one file that needs nothing else, without script, under a Content-Security-Policy that
lets nothing load; every text from the package is escaped, and characters that hide or turn other
text are shown as U+FFFD. Chinese and English stand side by side. Memory does not grow with the
package: the report is yielded in pieces, and what is shown of each item is bounded.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO

from sealcase.contents import CellSpan, Region, Where
from sealcase.files import printable
from sealcase.locale import N_, translator
from sealcase.model import Action
from sealcase.package import limits, media
from sealcase.package.complaint import Statement, entity_title, removed
from sealcase.package.earlier import Note
from sealcase.package.manifest import ItemEntry, Manifest, RedactionEntry
from sealcase.package.verdict import CONFIRM, NOTE, CheckStatus, Status, Verdict

OpenItem = Callable[[str], BinaryIO]
"""Opens an item of the verified archive by its path."""

STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: #1c1c1e; background: #fff;
  font: 16px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; padding-bottom: .3rem; border-bottom: 1px solid #d8d8dc; }
[lang=en] { color: #55555c; }
span { display: block; }
.banner { border-left: .4rem solid; border-radius: .3rem; padding: .8rem 1rem; margin: 1.2rem 0; }
.trusted { border-color: #1a7f37; background: #eaf6ec; }
.unknown-signer, .note { border-color: #b35900; background: #fff4e5; }
.banner strong { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .6rem 0; }
table.facts th { width: 18rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #e5e5ea; }
th { background: #f5f5f7; font-weight: 600; }
td.number { white-space: nowrap; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .92em; overflow-wrap: anywhere; }
pre { font: .85rem/1.5 ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; background: #f5f5f7;
  border-radius: .3rem; padding: .8rem; overflow: auto; max-height: 32rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
img { display: block; max-width: 22rem; width: auto; height: auto; border: 1px solid #d8d8dc; border-radius: .3rem; }
mark { background: #1c1c1e; color: #fff; padding: 0 .25em; border-radius: .2em; }
.ok { color: #1a7f37; } .unknown { color: #b35900; }
footer { margin-top: 2.5rem; padding-top: .8rem; border-top: 1px solid #d8d8dc; font-size: .9rem; }
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; }
  pre { max-height: none; overflow: visible; } h2 { break-after: avoid; } tr, img { break-inside: avoid; }
}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; img-src data:; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"
"""Nothing loads but pictures inside the file and this one style (W3C Content Security Policy Level 3)."""

_ZH = translator("zh")
_EN = translator("en")
_BASE64_READ_BYTES = 48 * 1024
"""A multiple of three, so that the pieces of Base64 join."""
_STATUS_WORDS = {
    CheckStatus.OK: N_("yes"),
    CheckStatus.UNKNOWN: N_("unknown"),
    CheckStatus.FAILED: N_("no"),
    CheckStatus.NOT_MADE: N_("not checked"),
}
_MARK = r"<mark>\g<0></mark>"
_ACTION_WORDS = {Action.REMOVE: N_("removed"), Action.MASK: N_("partly hidden")}


def report_pieces(
    manifest: Manifest, statement: Statement, verdict: Verdict, open_item: OpenItem, notes: Sequence[Note] = ()
) -> Iterator[str]:
    """Yield the report on a package whose checks were all passed."""
    yield (
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_escape(manifest.title.zh)} / {_escape(manifest.title.en)}</title>\n"
        f"<style>{STYLE}</style>\n</head>\n<body>\n"
    )
    yield f"<h1>{_pair(_escape(manifest.title.zh), _escape(manifest.title.en))}</h1>\n"
    yield _banner(verdict)
    for note in notes:
        yield f'<div class="banner note"><p>{_both(note.message, **note.fields)}</p></div>\n'
    yield _stated(statement)
    yield _facts(manifest, verdict)
    pictures_left = limits.REPORT_PICTURE_BYTES
    for item in manifest.items:
        yield f"<h2><code>{_escape(item.path)}</code></h2>\n{_summary(item)}"
        if item.media != media.PNG:
            yield from _text(item, open_item)
        elif item.size <= pictures_left:
            pictures_left -= item.size
            yield from _picture(item, open_item)
        else:
            yield f"<p>{_both(N_('This picture is not shown here; open the file itself.'))}</p>\n"
        yield from _redactions(item)
    yield _checks(verdict)
    yield f"<footer>{_both(NOTE)}</footer>\n</body>\n</html>\n"


def _banner(verdict: Verdict) -> str:
    signer = f"<p>{_both(N_('Signed with'))}<code>{_escape(verdict.facts.signer or '')}</code></p>"
    confirm = f"<p>{_both(CONFIRM)}</p>" if verdict.status is Status.UNKNOWN_SIGNER else ""
    reason = f"<p>{_both(verdict.facts.distrust)}</p>" if verdict.facts.distrust else ""
    summary = f"<strong>{_both(verdict.summary)}</strong>"
    return f'<div class="banner {verdict.status.value}">{summary}{signer}{reason}{confirm}<p>{_both(NOTE)}</p></div>\n'


def _stated(statement: Statement) -> str:
    """Return what the sender states, in their own words; the placeholders marked."""
    if not statement.facts:
        return ""
    rows = []
    for fact in statement.facts:
        lines = "".join(f"<p>{media.PLACEHOLDER.sub(_MARK, _escape(line))}</p>" for line in fact.lines)
        cell = lines or _both(N_("(not stated)"))
        rows.append(f"<tr><th>{_pair(_escape(fact.title.zh), _escape(fact.title.en))}</th><td>{cell}</td></tr>\n")
    counts = _counts(dict(statement.removed))
    note = f"<p>{_both(N_('Removed or partly hidden:'))}{counts}</p>\n" if counts else ""
    heading = _both(N_("What the sender states"))
    return f'<h2>{heading}</h2>\n<table class="facts">\n{"".join(rows)}</table>\n{note}'


def _facts(manifest: Manifest, verdict: Verdict) -> str:
    rows = [
        (N_("Kind of complaint"), manifest.issue),
        (N_("Prepared (UTC)"), manifest.created.replace("T", " ").rstrip("Z")),
        (N_("Package"), manifest.package_id),
        (N_("Number in this case"), str(manifest.sequence)),
        (N_("Prepared with"), manifest.tool),
        (
            N_("Items, and how many were looked at again after redaction"),
            f"{len(manifest.items)} / {manifest.rechecked}",
        ),
    ]
    if verdict.facts.signer_name is not None:
        rows.append((N_("Signer in your list"), verdict.facts.signer_name))
    if manifest.withheld:
        rows.append((N_("Exhibits left out whole, without a record of the transaction"), str(manifest.withheld)))
    if manifest.supersedes is not None:
        rows.append((N_("Replaces package"), manifest.supersedes))
    cells = "".join(f"<tr><th>{_both(name)}</th><td><code>{_escape(value)}</code></td></tr>\n" for name, value in rows)
    return f'<table class="facts">\n{cells}</table>\n'


def _checks(verdict: Verdict) -> str:
    rows = "".join(
        f'<tr><td class="number">{check.number}</td><td>{_both(check.name)}</td>'
        f'<td class="{check.status.name.lower()}">{_both(_STATUS_WORDS[check.status])}</td></tr>\n'
        for check in verdict.checks
    )
    return f"<h2>{_both(N_('What was checked'))}</h2>\n<table>\n{rows}</table>\n"


def _summary(item: ItemEntry) -> str:
    withheld = _both(N_("Records of other transactions that the sender left out: {count}"), count=item.withheld)
    note = f"<p>{withheld}</p>\n" if item.withheld else ""
    counts = _counts(removed(item))
    if not counts:
        return note or f"<p>{_both(N_('Nothing was removed from this item.'))}</p>\n"
    return f"<p>{_both(N_('Removed or partly hidden:'))}{counts}</p>\n{note}"


def _counts(counts: Mapping[str, int]) -> str:
    """Return how many of which kind, in both languages; empty where there are none."""
    if not counts:
        return ""
    texts = [
        translate(N_(", ")).join(f"{entity_title(entity, translate)} × {count}" for entity, count in counts.items())
        for translate in (_ZH, _EN)
    ]
    return _pair(*map(_escape, texts))


def _picture(item: ItemEntry, open_item: OpenItem) -> Iterator[str]:
    yield f'<img alt="{_escape(item.path)}" src="data:image/png;base64,'
    with open_item(item.path) as source:
        while piece := source.read(_BASE64_READ_BYTES):
            yield base64.b64encode(piece).decode()
    yield '">\n'


def _text(item: ItemEntry, open_item: OpenItem) -> Iterator[str]:
    """Yield the beginning of a text, with the placeholders marked."""
    shown: list[str] = []
    left = limits.REPORT_TEXT_CHARS
    with open_item(item.path) as source:
        for piece in media.decoded(source, media.charset_of(item.media), item.size):
            shown.append(piece[:left])
            left -= len(shown[-1])
            if not left:
                break
    text = html.escape(_visible("".join(shown)))
    marked = media.PLACEHOLDER.sub(_MARK, text)
    yield f"<pre>{marked}</pre>\n"
    if not left:
        yield f"<p>{_both(N_('The text goes on; open the file itself.'))}</p>\n"


def _redactions(item: ItemEntry) -> Iterator[str]:
    if not item.redactions:
        return
    heads = (N_("No."), N_("What"), N_("Where"), N_("How"), N_("Why"))
    yield f"<table>\n<tr>{''.join(f'<th>{_both(head)}</th>' for head in heads)}</tr>\n"
    for redaction in item.redactions[: limits.REPORT_ROWS]:
        yield _row(redaction)
    yield "</table>\n"
    if len(item.redactions) > limits.REPORT_ROWS:
        message = _both(
            N_("{count} more are listed in manifest.json."), count=len(item.redactions) - limits.REPORT_ROWS
        )
        yield f"<p>{message}</p>\n"


def _row(redaction: RedactionEntry) -> str:
    title = _pair(*(_escape(entity_title(redaction.entity, translate)) for translate in (_ZH, _EN)))
    reason = _pair(_escape(redaction.reason.zh), _escape(redaction.reason.en))
    cells = (title, _place(redaction.where), _both(_ACTION_WORDS[redaction.action]), reason)
    return f'<tr><td class="number">{_escape(redaction.id)}</td>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n'


def _place(where: Where) -> str:
    """Return a place in words; rows and columns count from 1, as people count."""
    if isinstance(where, Region):
        left, top, right, bottom = where.box
        return _both(N_("pixels {left}, {top} to {right}, {bottom}"), left=left, top=top, right=right, bottom=bottom)
    if isinstance(where, CellSpan):
        return _both(N_("row {row}, column {column}"), row=where.row + 1, column=where.column + 1)
    return _both(N_("characters {start} to {end}"), start=where.start, end=where.end)


def _both(message: str, **fields: object) -> str:
    """Return a marked sentence in both languages, escaped with its `fields`, which are printable."""
    return _pair(*(html.escape(translate(message).format(**fields)) for translate in (_ZH, _EN)))


def _pair(zh: str, en: str) -> str:
    if zh == en:
        return f"<span>{zh}</span>"
    return f'<span lang="zh">{zh}</span><span lang="en">{en}</span>'


def _escape(text: str) -> str:
    """Return a short text of the package, safe inside an element or a quoted attribute."""
    return html.escape(printable(text, max_chars=limits.TEXT_CHARS))


def _visible(text: str) -> str:
    """Return `text` with its line ends and tabs, and U+FFFD for every other character that cannot be seen."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[^\n\t]+", _shown, unified)


def _shown(run: re.Match[str]) -> str:
    text = run[0]
    return text if text.isprintable() else printable(text, max_chars=len(text))  # the first is much faster
