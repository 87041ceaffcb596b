"""What tests of detection share: findings as pairs of entity and the text that they cover."""

from __future__ import annotations

from sealcase.contents import TextSpan
from sealcase.detect import scan_text
from sealcase.model import Finding, Tier

HAN = "前文{}后文"
CARRIERS = ("{}", "see {} here", HAN, "“{}”", "({})", "{},", "值：{}。")
"""Ways in which a value stands in a text; the third glues it between hanzi."""


def span(finding: Finding) -> tuple[int, int]:
    assert isinstance(finding.where, TextSpan)
    return finding.where.start, finding.where.end


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.entity, text[slice(*span(finding))]) for finding in scan_text(text)]


def values(text: str, entity: str) -> list[str]:
    return [shown for name, shown in found(text) if name == entity]


def sensitive(text: str) -> list[tuple[str, str]]:
    """Findings that redaction would take."""
    return [
        (finding.entity, text[slice(*span(finding))])
        for finding in scan_text(text)
        if finding.tier is not Tier.IDENTIFIER
    ]
