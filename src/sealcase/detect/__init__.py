"""What is sensitive in the evidence, and what the case is about: exhibits in, findings out.

`Detector().detect(exhibits)` looks at a whole case; `scan_text(text)` at one string. See `docs/detection.md`.
"""

from sealcase.detect.detector import Detector, scan_text
from sealcase.detect.long_texts import StoredFindings
from sealcase.detect.pages.list_rows import every_row

__all__ = ["Detector", "StoredFindings", "every_row", "scan_text"]
