"""The options that name the disputed transaction: `--about`, `--around`, `--window`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from sealcase.cli.inputs import Decorator, together

if TYPE_CHECKING:
    from datetime import datetime

    from sealcase.decide import Focus, Policy

DEFAULT_WINDOW = timedelta(minutes=30)
STATED_REACH = timedelta(minutes=2)
"""How far the time of a row on a picture may be from the one that is stated."""
FOCUS = ("about", "around", "window")
"""Names of the parameters that the options give."""


def focus_options() -> Decorator:
    """Return the options that `read_focus` takes."""
    return together(
        click.option(
            "--about",
            multiple=True,
            metavar="NUMBER",
            help=_("Only records of this order number or transaction hash; the others are withheld. May be repeated."),
        ),
        click.option(
            "--around",
            multiple=True,
            metavar="TIME",
            help=_(
                "Also what logs and chats say around this time: 2026-03-12 14:22, or 14:22 where --case has the day."
            ),
        ),
        click.option(
            "--window",
            metavar="DURATION",
            help=_("How far before and after --around: 30m, 2h, 1d; default: 30m."),
        ),
    )


def read_focus(
    policy: Policy,
    stated: Mapping[str, tuple[str, ...]],
    *,
    about: tuple[str, ...],
    around: tuple[str, ...],
    window: str | None,
) -> Focus | None:
    """Return the focus that the options name, None where they name none.

    Raises:
        click.BadParameter: a number too short to be looked for, a time or duration that cannot be read.
    """
    from sealcase.decide import Focus, folded, is_number
    from sealcase.moments import Window, duration, time_given

    if not about and not around:
        if window is not None:
            raise click.UsageError(_("--window needs --around"))
        return None
    if not all(map(is_number, about)):
        raise click.BadParameter(_("a number has at least 6 letters or digits"), param_hint="--about")
    reach = duration(window) if window is not None else DEFAULT_WINDOW
    if reach is None:
        raise click.BadParameter(_("write 30m, 2h or 1d"), param_hint="--window")
    return Focus(
        numbers=tuple(map(folded, about)),
        windows=tuple(Window(centre=_time(text, stated), reach=reach) for text in around),
        amounts=tuple(amount for line in stated.get("amount", ()) for amount in Focus.amounts_on(line)),
        times=tuple(
            Window(centre=time, reach=STATED_REACH)
            for line in stated.get("time", ())
            if (time := time_given(line, None)) is not None
        ),
        same_request=policy.same_request,
    )


def _time(text: str, stated: Mapping[str, tuple[str, ...]]) -> datetime:
    from sealcase.moments import time_given

    day = next((time.date() for line in stated.get("time", ()) if (time := time_given(line, None))), None)
    time = time_given(text, day)
    if time is None:
        raise click.BadParameter(
            _("write 2026-03-12 14:22, with +08:00 or Z behind it where needed; 14:22 alone needs the day in --case"),
            param_hint="--around",
        )
    return time
