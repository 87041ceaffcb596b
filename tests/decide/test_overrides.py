"""A person's own decisions: what they change, what they may not, and which files are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sealcase.contents import Box, Document, Picture, Region, TextSpan
from sealcase.decide import decide, fit, load_overrides, load_policy
from sealcase.entities import ENTITIES
from sealcase.errors import KeepSecretError, OverridesError
from sealcase.model import Action, Band, Exhibit, Finding, Kind, Tier

LOG = Exhibit(
    id="0001",
    name="a.log",
    path=Path("a.log"),
    kind=Kind.TEXT,
    content=Document(text="x", encoding="utf-8"),
    original=b"x",
)
SHOT = replace(LOG, id="0002", name="b.png", kind=Kind.IMAGE, content=(Picture(width=40, height=20, pixels=b""),))
KEEP = (
    '[[decision]]\nfinding = "F1"\nfile = "a.log"\nentity = "PHONE_NUMBER"\naction = "keep"\n'
    "where = { start = 0, end = 1 }\n"
)
BOX = '[[box]]\nexhibit = "0002"\nfile = "b.png"\nbox = [1, 2, 30, 20]\nreason = "my face"\n'


def finding(number: int, entity: str, value: str, tier: Tier | None = None) -> Finding:
    return Finding(
        id=f"F{number}",
        exhibit="0001",
        entity=entity,
        tier=tier or ENTITIES[entity].tier,
        band=Band.CERTAIN,
        where=TextSpan(start=0, end=1),
        value=value,
        rule="test",
    )


FINDINGS = (
    finding(1, "PHONE_NUMBER", "13800138000"),
    finding(2, "ORDER_ID", "2026"),
    finding(3, "PHONE_NUMBER", "13800138000"),
    finding(4, "PHONE_NUMBER", "13900139000"),
)


def write(folder: Path, text: str) -> Path:
    path = folder / "decisions.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_decision_holds_for_its_value_wherever_it_stands(tmp_path: Path) -> None:
    text = KEEP + KEEP.replace("F1", "F2").replace("PHONE_NUMBER", "ORDER_ID").replace("keep", "remove")
    text += KEEP.replace("F1", "F4").replace('"keep"', '"mask"\nkeep_last = 3\nreason = "mine"')
    own = fit(load_overrides(write(tmp_path, text)), [LOG, SHOT], FINDINGS)
    decisions = decide(FINDINGS, load_policy("other"), own.rules)
    assert [(decision.action, decision.keep_last) for decision in decisions] == [
        (Action.KEEP, 0),
        (Action.REMOVE, 0),
        (Action.KEEP, 0),
        (Action.MASK, 3),
    ]
    assert not own.drawn
    assert "mine" not in repr(decisions)


def test_a_drawn_box_is_removed_at_its_place(tmp_path: Path) -> None:
    (decision,) = fit(load_overrides(write(tmp_path, BOX)), [LOG, SHOT], FINDINGS).drawn
    assert (decision.action, decision.finding.id, decision.finding.exhibit) == (Action.REMOVE, "F5", "0002")
    assert decision.finding.where == Region(page=1, boxes=(Box(1, 2, 30, 20),))
    assert "face" not in decision.reason.en


@pytest.mark.parametrize("action", ['"keep"', '"mask"\nkeep_last = 2'])
@pytest.mark.parametrize(
    "secret",
    [
        finding(1, "SEED_PHRASE", "x"),
        finding(1, "PASSWORD", "x", Tier.PERSONAL),
        finding(1, "PERSON", "x", Tier.SECRET),
    ],
)
def test_a_secret_is_never_kept(action: str, secret: Finding, tmp_path: Path) -> None:
    text = KEEP.replace("PHONE_NUMBER", secret.entity).replace('"keep"', action)
    with pytest.raises(KeepSecretError) as caught:
        fit(load_overrides(write(tmp_path, text)), [LOG], [secret])
    assert "move the funds" in caught.value.describe()[1]
    removed = KEEP.replace("PHONE_NUMBER", secret.entity).replace('"keep"', '"remove"')
    own = fit(load_overrides(write(tmp_path, removed)), [LOG], [secret])
    assert decide([secret], load_policy("other"), own.rules)[0].action is Action.REMOVE


def test_decide_removes_a_secret_whatever_rules_it_is_given(tmp_path: Path) -> None:
    own = fit(load_overrides(write(tmp_path, KEEP)), [LOG], FINDINGS).rules
    secret = FINDINGS[0]._replace(tier=Tier.SECRET)
    assert decide([secret], load_policy("other"), own)[0].action is Action.REMOVE


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (KEEP.replace("F1", "F9"), "decision[1]"),
        (KEEP.replace("start = 0", "start = 1"), "decision[1]"),
        (KEEP.replace("a.log", "b.log"), "decision[1]"),
        (KEEP.replace("PHONE_NUMBER", "PERSON"), "decision[1]"),
        (KEEP + KEEP.replace("F1", "F3").replace("keep", "remove"), "decision[2]"),
        (BOX.replace("0002", "0003"), "box[1]"),
        (BOX.replace("0002", "0001").replace("b.png", "a.log"), "box[1]"),
        (BOX + "page = 2\n", "box[1]"),
        (BOX.replace("30, 20", "41, 20"), "box[1].box"),
        (BOX.replace("30, 20", "30, 21"), "box[1].box"),
    ],
)
def test_what_does_not_fit_the_evidence_is_refused(text: str, key: str, tmp_path: Path) -> None:
    overrides = load_overrides(write(tmp_path, text))
    with pytest.raises(OverridesError) as caught:
        fit(overrides, [LOG, SHOT], FINDINGS)
    assert caught.value.fields["key"] == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("= what", ""),
        ("decisions = []\n", "decisions"),
        ("decision = 1\n", "decision"),
        ("decision = [1]\n", "decision"),
        (KEEP + "keep = 1\n", "decision[1].keep"),
        (KEEP.replace('"keep"', '"hide"'), "decision[1].action"),
        (KEEP.replace('"keep"', "1"), "decision[1].action"),
        (KEEP + "keep_last = 2\n", "decision[1].keep_last"),
        (KEEP.replace('"keep"', '"mask"\nkeep_last = 7'), "decision[1].keep_last"),
        (KEEP.replace('"keep"', '"mask"\nkeep_last = true'), "decision[1].keep_last"),
        (KEEP.replace('finding = "F1"\n', ""), "decision[1].finding"),
        (KEEP.replace('"a.log"', '""'), "decision[1].file"),
        (KEEP.replace("where = { start = 0, end = 1 }", ""), "decision[1].where"),
        (KEEP + f'reason = "{"x" * 301}"\n', "decision[1].reason"),
        (BOX + "page = 0\n", "box[1].page"),
        (BOX.replace("[1, 2, 30, 20]", "[1, 2, 30]"), "box[1].box"),
        (BOX.replace("[1, 2, 30, 20]", "[30, 2, 1, 20]"), "box[1].box"),
        (BOX.replace("[1, 2, 30, 20]", "1"), "box[1].box"),
        (BOX.replace("[1, 2, 30, 20]", "[1, 2, 30.5, 20]"), "box[1].box"),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused_by_the_key(text: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(OverridesError) as caught:
        load_overrides(write(tmp_path, text))
    assert caught.value.fields["key"] == key
    assert key in caught.value.describe()[0]
