"""A context enhancer that leaves results as they are: Presidio's own reads context words and logs them."""

from __future__ import annotations

from typing import Any

from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer


class PlainEnhancer(ContextAwareEnhancer):  # type: ignore[misc] # Presidio ships no types
    """Context is the recognisers' own business here: see `labels`."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(self, _text: str = "", raw_results: Any = (), **_kwargs: Any) -> Any:
        """Return the results as they are."""
        return raw_results
