"""Of the text that nobody named only the interface's own words stay, in a table only beside what is needed."""

from __future__ import annotations

from sealcase.contents import CellSpan, TextSpan, Where
from sealcase.decide import decide, load_policy
from sealcase.decide.strict import INTERFACE_REASON, UNDER_HEADER
from sealcase.entities import ENTITIES
from sealcase.model import Action, Band, Decision, Finding

OTHER = load_policy("other")


def _finding(entity: str, value: str, where: Where | None = None, rule: str = "test") -> Finding:
    return Finding(
        id="F1",
        exhibit="0001",
        entity=entity,
        tier=ENTITIES[entity].tier,
        band=Band.REVIEW,
        where=where or TextSpan(start=0, end=1),
        value=value,
        rule=rule,
    )


def _cell(entity: str, value: str, column: int) -> Finding:
    return _finding(entity, value, CellSpan(row=1, column=column, start=0, end=1), UNDER_HEADER)


def _actions(*findings: Finding) -> list[Action]:
    return [decision.action for decision in decide(findings, OTHER)]


def test_interface_words_stay_and_say_why() -> None:
    (decision,) = decide([_finding("OTHER_TEXT", "支付失败")], OTHER)
    assert (decision.action, decision.reason) == (Action.KEEP, INTERFACE_REASON)


def test_other_text_goes() -> None:
    assert _actions(_finding("OTHER_TEXT", "送给妈妈")) == [Action.REMOVE]


def test_interface_words_in_what_a_recogniser_found_go_with_it() -> None:
    assert _actions(_finding("OTHER_TEXT", "支付"), _finding("PERSON", "支付")) == [Action.KEEP, Action.REMOVE]


def test_a_column_of_which_nothing_is_kept_goes_whole() -> None:
    assert _actions(
        _cell("OTHER_TEXT", "支付失败", 0),
        _cell("AMOUNT", "12.00", 0),
        _cell("OTHER_TEXT", "支付失败", 1),
        _cell("PERSON", "张伟", 1),
    ) == [Action.KEEP, Action.KEEP, Action.REMOVE, Action.REMOVE]


def test_headers_stay_when_they_are_interface_words() -> None:
    header = _finding("OTHER_TEXT", "备注", CellSpan(row=0, column=1, start=0, end=2))
    assert _actions(header) == [Action.KEEP]


def test_a_person_decides_otherwise() -> None:
    findings = [_finding("OTHER_TEXT", "支付失败"), _finding("OTHER_TEXT", "送给妈妈")]
    rule = OTHER.unlisted
    decisions: tuple[Decision, ...] = decide(findings, OTHER, {("OTHER_TEXT", "支付失败"): rule})
    assert [decision.action for decision in decisions] == [Action.REMOVE, Action.REMOVE]
