"""What a recogniser does instead of finding something."""

from __future__ import annotations


class RecogniserFailure(Exception):  # noqa: N818 - caught in this room only, where it becomes a DetectorError
    """A recogniser raised; `name` says which. What it raised may quote the text, so it goes no further."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
