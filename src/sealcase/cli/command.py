"""What all commands share: `--json`, `--lang`, and errors that end in words, a hint and an exit status."""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from gettext import gettext as _
from pathlib import Path
from typing import Any, NoReturn

import click

from sealcase.errors import REFUSED, MissingExtraError, SealcaseError
from sealcase.files import printable
from sealcase.locale import LANGUAGES

INTERRUPTED = 130
_PIECES = 5000
"""Of a JSON document, written together."""

_UNSEEN = re.compile(
    "[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Controls, marks that turn text, and lone surrogates, which UTF-8 cannot write; those below U+0020 json escapes."""

_PREPARE_MODULES = frozenset(
    {
        "PIL",
        "cv2",
        "jieba",
        "numpy",
        "onnxruntime",
        "openpyxl",
        "phonenumbers",
        "presidio_analyzer",
        "pypdfium2",
        "pyzipper",
        "rapidocr",
        "zxingcpp",
    }
)


class Command(click.Command):
    """A command that reports a `SealcaseError` in words, or as JSON where `--json` was given."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params += [
            click.Option(["--json", "as_json"], is_flag=True, help=_("Print one JSON document on standard output.")),
            click.Option(
                ["--lang"],
                type=click.Choice(sorted(LANGUAGES)),
                expose_value=False,
                help=_("Language of the messages; by default that of the system."),
            ),
        ]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that it raises becomes its message and exit status."""
        as_json = bool(ctx.params["as_json"])
        try:
            return super().invoke(ctx)
        except SealcaseError as error:
            _fail(error, as_json=as_json)
        except ModuleNotFoundError as error:
            module = (error.name or "").partition(".")[0]
            if module not in _PREPARE_MODULES:
                raise
            _fail(MissingExtraError(module=module), as_json=as_json)


def _fail(error: SealcaseError, *, as_json: bool) -> NoReturn:
    """Show `error` and leave with its exit status."""
    if as_json:
        show_json({"error": error_json(error)})
    show_error(error)
    raise click.exceptions.Exit(error.exit_status)


def error_json(error: SealcaseError) -> dict[str, str]:
    """Return `error` as JSON documents hold it."""
    message, hint = error.describe(_)
    return {"code": error.code, "message": message, "hint": hint}


def show_error(error: SealcaseError) -> None:
    """Print what happened and the hint on standard error."""
    message, hint = (printable(text, max_chars=2000) for text in error.describe(_))
    click.echo(_("error: {message} [{code}]").format(message=message, code=error.code), err=True)
    click.echo(_("hint: {hint}").format(hint=hint), err=True)


def show_json(document: object) -> None:
    """Print one JSON document on standard output; what a terminal would not show is written as an escape."""
    pieces = _json_pieces(document, "\n")
    while text := "".join(itertools.islice(pieces, _PIECES)):
        click.echo(_UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text), nl=False)
    click.echo("")


class Rows:
    """An array of a JSON document whose elements are written one a line as they come, and never held together."""

    def __init__(self, rows: Iterable[object]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[object]:
        return iter(self._rows)


def _json_pieces(value: object, line: str) -> Iterator[str]:
    """Yield the text of a JSON value; `line` is a line break and the indentation of what is around it."""
    inner = f"{line}  "
    if isinstance(value, Mapping) and value:
        for number, (key, member) in enumerate(value.items()):
            yield f"{'{' if number == 0 else ','}{inner}{_encode(key)}: "
            yield from _json_pieces(member, inner)
        yield line + "}"
    elif isinstance(value, (list, tuple, Rows)):
        before = "["
        for element in value:
            yield before + inner
            yield from (_encode(element),) if isinstance(value, Rows) else _json_pieces(element, inner)
            before = ","
        yield f"{line}]" if before == "," else "[]"
    else:
        yield _encode(value)


_encode = json.JSONEncoder(ensure_ascii=False).encode


def run_guarded(command: Callable[[], object]) -> int:
    """Run a click command and return the exit status of the process.

    What no one foresaw is shown by kind and place only: the text of a foreign exception may quote
    the evidence.
    """
    try:
        result = command()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("interrupted; nothing was left behind"), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away; Python would complain once more at exit
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last line of defence, see above
        place = f"{type(error).__name__}, {_place_of(error)}"
        click.echo(_("error: a fault in sealcase itself ({place}) [E_INTERNAL]").format(place=place), err=True)
        click.echo(_("hint: please report it, with a file that you made up"), err=True)
        return REFUSED
    return result if isinstance(result, int) else 0


def _place_of(error: Exception) -> str:
    """Return the file of ours and the line that raised an error."""
    trace = error.__traceback__
    assert trace is not None  # it was caught
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
