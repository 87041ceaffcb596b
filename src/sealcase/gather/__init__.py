"""From paths to exhibits: what the bytes are, decoded within bounds, or refused with the reason.

Everything that later rooms see has passed here: the kind is decided by content and never by name,
sizes are known before anything is read or allocated, and what is damaged, foreign or in doubt does
not become an exhibit.
"""

from sealcase.gather.delimited import table_like
from sealcase.gather.exhibits import Unlock, gather, gather_file, no_password
from sealcase.gather.json_records import structured_records
from sealcase.gather.record_of import record_finder
from sealcase.gather.records import has_lines, line_records
from sealcase.gather.structure import document_of

__all__ = [
    "Unlock",
    "document_of",
    "gather",
    "gather_file",
    "has_lines",
    "line_records",
    "no_password",
    "record_finder",
    "structured_records",
    "table_like",
]
