"""What the second look finds is covered on pictures, stops the seal in texts, and never passes (invariant 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from redact.made_decisions import decision, exhibit_of
from sealcase.contents import Box, Region, TextSpan, Where
from sealcase.decide import load_policy
from sealcase.detect import Detector
from sealcase.errors import LeakError
from sealcase.gather import gather
from sealcase.model import Band, Exhibit, Finding, Tier
from sealcase.second_look import MAX_ROUNDS, Scanned, Step, redact_case


class Scripted(Detector):
    """A detector that finds what the test says, look by look: the n-th list on the n-th look."""

    def __init__(self, *looks: list[tuple[str, Where]]) -> None:
        super().__init__()
        self.looks = [*looks]
        self.done = 0

    def detect(
        self,
        exhibits: Sequence[Exhibit],
        *,
        known: Iterable[Finding] = (),
        progress: Callable[[Exhibit], None] | None = None,
        again: bool = False,
    ) -> tuple[Finding, ...]:
        assert again  # at another size than the first look
        found = self.looks[min(self.done, len(self.looks) - 1)]
        self.done += 1
        return tuple(
            Finding(
                id=f"F{number}",
                exhibit=exhibits[0].id,
                entity=entity,
                tier=Tier.PERSONAL,
                band=Band.LIKELY,
                where=where,
                value=f"value {number}",
                rule="test",
            )
            for number, (entity, where) in enumerate(found, 1)
        )


def scanned(path: Path) -> Scanned:
    return Scanned(exhibits=tuple(gather([path])), decisions=(), policy=load_policy("other"))


def on_picture(*box: int) -> Region:
    return Region(page=1, boxes=(Box(*box),))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "screen.png"
    Image.linear_gradient("L").resize((600, 400)).convert("RGB").save(path)
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def test_what_only_the_second_look_finds_on_a_picture_is_covered(picture: Path, workspace: Path) -> None:
    late = ("PERSON", on_picture(100, 100, 200, 140))
    after, (item,) = redact_case(scanned(picture), Scripted([late], []), workspace, lambda _step: None)
    (redaction,) = item.redactions
    assert redaction.entity == "PERSON"
    assert [decision.finding.exhibit for decision in after.decisions] == ["0001"]
    pixels = Image.open(item.path).convert("RGB").crop((100, 100, 200, 140)).getcolors()
    before = Image.open(picture).convert("RGB").crop((100, 100, 200, 140)).getcolors()
    assert pixels != before
    assert [path.name for path in workspace.iterdir()] == [item.name]


def test_only_what_has_more_on_it_is_redacted_again(picture: Path, workspace: Path) -> None:
    """The others keep their copies and placeholders; numbers of redactions run on over the case."""
    text = exhibit_of(picture.parent, "call 13800138000\n", "app.log")
    phone = decision(TextSpan(start=5, end=16), "13800138000")
    phone = replace(phone, finding=phone.finding._replace(exhibit="0002"))
    case = replace(scanned(picture), decisions=(phone,))
    case = replace(case, exhibits=(*case.exhibits, replace(text, id="0002")))
    steps: list[Step] = []
    late: list[tuple[str, Where]] = [("PHONE_NUMBER", on_picture(100, top, 200, top + 40)) for top in (100, 200)]
    _, items = redact_case(case, Scripted(late, []), workspace, steps.append)
    redacted = [step.name for step in steps if step.stage == "redacting"]
    assert redacted == ["screen.png", "app.log", "screen.png"]
    assert [[one.id for one in item.redactions] for item in items] == [["R1", "R2"], ["R3"]]
    assert items[1].redactions[0].placeholder == "[PHONE-1]"  # dealt before the picture had any
    assert items[1].path.read_text() == "call [PHONE-1]\n"
    assert {one.placeholder for one in items[0].redactions} == {"[PHONE-2]", "[PHONE-3]"}
    assert {path.name for path in workspace.iterdir()} == {item.name for item in items}


def test_a_picture_on_which_there_is_always_more_stops(picture: Path, workspace: Path) -> None:
    looks: list[list[tuple[str, Where]]] = [[("PERSON", on_picture(0, top, 50, top + 30))] for top in range(0, 400, 80)]
    detector = Scripted(*looks)
    with pytest.raises(LeakError) as caught:
        redact_case(scanned(picture), detector, workspace, lambda _step: None)
    assert detector.done == MAX_ROUNDS
    assert caught.value.exit_status == 5
    assert caught.value.fields["file"] == "screen.png"


def test_a_text_in_which_something_is_left_stops_at_once(tmp_path: Path, workspace: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text("nothing here for the first look\n")
    detector = Scripted([("PERSON", TextSpan(start=0, end=7))])
    with pytest.raises(LeakError) as caught:
        redact_case(scanned(path), detector, workspace, lambda _step: None)
    assert detector.done == 1
    assert "characters 0 to 7" in str(caught.value)
    assert "value" not in str(caught.value).replace("value(s)", "")
