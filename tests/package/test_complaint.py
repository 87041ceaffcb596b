"""`complaint.json` and `.txt`: what the sender states comes back, and anything else is refused."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from package.samples import CASE, sealed, unpacked
from sealcase.errors import ManifestError
from sealcase.model import StatedFact, Wording
from sealcase.package import limits
from sealcase.package.complaint import Statement, check_complaint, complaint_json, complaint_text, statement_of
from sealcase.package.manifest import Manifest, parse_manifest


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return parse_manifest(unpacked(sealed(tmp_path)[1])["manifest.json"], "package")


def test_what_is_stated_comes_back(manifest: Manifest) -> None:
    manifest = replace(manifest, items=(replace(manifest.items[0], withheld=298), *manifest.items[1:]), withheld=2)
    statement = statement_of(CASE)
    text = complaint_text(manifest, statement)
    found = check_complaint(complaint_json(manifest, statement), text, manifest, "package")
    assert found.statement == statement
    assert found.text == text.decode()
    for line in (
        "  是哪笔付款。",
        "  Which payment it is.",
        "    second line, for [NAME-1]",
        "    (not stated)",
        "    removed or masked: name of a person × 1",
        "    records of other transactions left out: 298",
        "Exhibits left out whole, without a record of the transaction: 2",
    ):
        assert any(shown.startswith(line) for shown in found.text.split("\n")), line


@pytest.mark.parametrize(
    "change",
    [
        {"facts": [{"id": "time", "title": {"en": "a", "zh": "b"}, "lines": []}] * 2},
        {"facts": [{"id": "Time", "title": {"en": "a", "zh": "b"}, "lines": []}]},
        {"facts": [{"id": "time", "title": {"en": "a", "zh": "b"}, "lines": [""]}]},
        {"facts": [{"id": "time", "title": {"en": "a", "zh": "b"}, "lines": ["a\nb"]}]},
        {"facts": [{"id": "time", "title": {"en": "a", "zh": "b"}, "lines": ["a"] * (limits.FACT_LINES + 1)}]},
        {"facts": [{"id": "time", "title": {"en": "a", "zh": "b"}}]},
        {"facts": [{"id": f"a{'b' * n}", "title": {"en": "a", "zh": "b"}, "lines": []} for n in range(25)] * 2},
        {"removed": [{"entity": "PERSON", "count": 0}]},
        {"removed": [{"entity": "PERSON", "count": 1}] * 2},
        {"removed": [{"entity": "TOKEN", "count": 1}, {"entity": "PERSON", "count": 1}]},
        {"items": []},
        {"issue": "other"},
        {"more": 1},
    ],
)
def test_what_breaks_the_schema_or_the_manifest_is_refused(manifest: Manifest, change: dict[str, Any]) -> None:
    statement = statement_of(CASE)
    document = json.loads(complaint_json(manifest, statement)) | change
    with pytest.raises(ManifestError):
        check_complaint(json.dumps(document).encode(), complaint_text(manifest, statement), manifest, "package")


def facts(count: int, lines: int) -> Statement:
    title = Wording(en="a", zh="b")
    names = (f"{letter}{other}" for letter in "abcdefghij" for other in "abcde")
    stated = [StatedFact(id=name, title=title, lines=("x",) * lines) for name in itertools.islice(names, count)]
    return Statement(facts=tuple(stated))


def test_how_much_may_be_stated(manifest: Manifest) -> None:
    for count, lines, fits in (
        (0, 0, True),
        (limits.FACTS, 1, True),
        (limits.FACTS + 1, 1, False),
        (1, limits.FACT_LINES, True),
        (1, limits.FACT_LINES + 1, False),
    ):
        statement = facts(count, lines)
        files = (complaint_json(manifest, statement), complaint_text(manifest, statement))
        if fits:
            found = check_complaint(*files, manifest, "package")
            assert found.statement == statement
            assert ("What the sender states" in found.text) == bool(count)
        else:
            with pytest.raises(ManifestError):
                check_complaint(*files, manifest, "package")


def test_a_sentence_that_no_package_may_hold_is_not_sealed(tmp_path: Path) -> None:
    fact = StatedFact(id="wanted", title=Wording(en="What", zh="诉求"), lines=("money\u202eback",))
    with pytest.raises(ManifestError):
        sealed(tmp_path, case=replace(CASE, facts=(fact,)))
