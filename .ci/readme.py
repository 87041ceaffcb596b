"""Put what the commands print today into the `text` blocks of both READMEs.

    python .ci/readme.py

tests/test_docs.py fails when the READMEs show something else; run this then, and read the difference.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import test_docs


def main() -> None:
    """Rewrite the blocks in place."""
    for language, readme in test_docs.READMES.items():
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setenv("SEALCASE_HOME", str(Path(folder) / "home"))
            outputs = iter(test_docs.printed(Path(folder), language, patch))
            os.chdir(readme.parent)
        blocks = ("\n".join(line.rstrip() for line in output.strip().splitlines()) for output in outputs)
        text = re.sub(
            r"```text\n.*?\n```",
            lambda _match, shown=blocks: f"```text\n{next(shown)}\n```",
            readme.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
