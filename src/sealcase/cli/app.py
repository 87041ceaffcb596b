"""The command `sealcase` and its subcommands; each is imported only when it is called."""

from __future__ import annotations

import importlib
import signal
from collections.abc import Sequence
from gettext import gettext as _
from types import FrameType
from typing import NoReturn

import click

from sealcase import __version__
from sealcase.cli.command import run_guarded
from sealcase.locale import LANGUAGES, N_

COMMANDS = {
    "pack": N_("Redact, sign and encrypt evidence in one step."),
    "init": N_("Begin a case step by step, in a folder of its own."),
    "add": N_("Copy evidence into a case folder."),
    "scan": N_("Show what is sensitive in files; changes nothing."),
    "seal": N_("Redact, sign and encrypt what a case folder holds."),
    "redact": N_("Write redacted copies only."),
    "policy": N_("Show what each kind of complaint needs, and check a policy of your own."),
    "verify": N_("Check that a package is whole and who signed it; needs no key."),
    "open": N_("Verify and decrypt a package (support desk)."),
    "vault": N_("Open your own half of a package (complainant)."),
    "disclose": N_("Show chosen removed values later, with proof (complainant)."),
    "check-disclosure": N_("Check a value that was shown later; needs no key."),
    "keygen": N_("Make a support desk's identity and recipient file."),
    "doctor": N_("Show what works on this machine."),
}
"""Each command with its one line of help, so that `--help` need not import them."""


class _LazyGroup(click.Group):
    """A group whose commands live in modules of their own: `verify` must not wait for `pack`'s imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"sealcase.cli.{cmd_name.replace('-', '_')}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, line in COMMANDS.items()])


@click.command(
    cls=_LazyGroup,
    name="sealcase",
    help=_("Prepare evidence for a wallet complaint on your own computer: redact, check, sign, encrypt, verify."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--lang",
    type=click.Choice(sorted(LANGUAGES)),
    expose_value=False,
    help=_("Language of the messages; by default that of the system."),
)
@click.version_option(__version__, prog_name="sealcase")
def sealcase() -> None:
    """Hold the subcommands."""


def run(arguments: Sequence[str]) -> int:
    """Run `sealcase` with `arguments` and return the exit status of design.md section 5."""
    signal.signal(signal.SIGTERM, _terminate)
    return run_guarded(lambda: sealcase.main(list(arguments), prog_name="sealcase", standalone_mode=False))


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    """End like Ctrl-C: `finally` blocks run, so that no partial file stays."""
    raise KeyboardInterrupt
