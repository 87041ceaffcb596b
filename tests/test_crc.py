"""CRC-32, with zlib-ng and without."""

from __future__ import annotations

import importlib
import sys
import zlib

import pytest

from sealcase import crc


@pytest.mark.parametrize("missing", [(), ("zlib_ng", "zlib_ng.zlib_ng")])
def test_both_give_the_crc_of_zip(missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as light:
        for name in missing:
            light.setitem(sys.modules, name, None)
        importlib.reload(crc)
        assert crc.crc32(b"abc", crc.crc32(b"xyz")) == zlib.crc32(b"xyzabc")
    importlib.reload(crc)
