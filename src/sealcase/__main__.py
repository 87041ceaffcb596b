"""The program `sealcase`: choose the language, then hand over to the command line.

The language comes first because commands translate their help texts when they are imported.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line with the arguments of this process and exit with its status."""
    from sealcase.cli import language

    language.choose(sys.argv[1:])
    from sealcase.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
