"""From decisions to what travels: text with placeholders, pictures rebuilt under solid boxes.

Nothing of an original goes along but what a decision leaves: every removed character and pixel is
replaced, and the result does not depend on what stood there.
"""

from sealcase.redact.items import redact, renumbered
from sealcase.redact.placeholders import NO_PLACEHOLDERS, Placeholders, allot
from sealcase.redact.recheck import leaking
from sealcase.redact.withhold import cuts, without, without_rows

__all__ = [
    "NO_PLACEHOLDERS",
    "Placeholders",
    "allot",
    "cuts",
    "leaking",
    "redact",
    "renumbered",
    "without",
    "without_rows",
]
