"""`sealcase policy`: for people in both languages, and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandline import sealcase
from sealcase.decide import load_policy, policy_names
from sealcase.entities import ENTITIES


def test_list_names_every_policy_in_both_languages() -> None:
    assert [policy["name"] for policy in sealcase("policy", "list", "--json").json["policies"]] == list(policy_names())
    for language in ("en", "zh"):
        outcome = sealcase("policy", "list", "--lang", language)
        assert outcome.status == 0
        for name in policy_names():
            assert f"{name} " in outcome.out
            assert getattr(load_policy(name).title, language) in outcome.out


@pytest.mark.parametrize("name", policy_names())
def test_show_says_all_that_the_policy_says(name: str) -> None:
    policy = load_policy(name)
    english, chinese = (sealcase("policy", "show", name, "--lang", language).out for language in ("en", "zh"))
    wordings = [*policy.checks, *policy.helps, *policy.never, *(fact.wording for fact in policy.facts)]
    for wording in [*wordings, *(rule.reason for rule in policy.rules.values())]:
        assert wording.en in english
        assert wording.zh in chinese
    document = sealcase("policy", "show", name, "--json").json
    assert [fact["id"] for fact in document["facts"]] == [fact.id for fact in policy.facts]
    assert [row["entity"] for row in document["entities"]] == list(policy.rules)


def test_explain_covers_what_the_policy_does_not_name() -> None:
    rows = {row["entity"]: row for row in sealcase("policy", "explain", "account-locked", "--json").json["entities"]}
    assert list(rows) == list(ENTITIES)
    assert (rows["PHONE_NUMBER"]["action"], rows["PHONE_NUMBER"]["keep_last"]) == ("mask", 4)
    assert (rows["SEED_PHRASE"]["action"], rows["SEED_PHRASE"]["named"]) == ("remove", False)
    assert "masked, last 4 stay" in sealcase("policy", "explain", "account-locked", "--lang", "en").out


def test_check_tells_a_good_file_from_a_bad_one(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    remove = 'action = "remove"\nreason = {en = "No.", zh = "不。"}'
    mine.write_text(
        f'[title]\nen = "Mine"\nzh = "我的"\n[unlisted]\n{remove}\n[unlisted_identifier]\n{remove}\n[entities]\n',
        "utf-8",
    )
    assert sealcase("policy", "check", mine, "--json").json == {"name": "mine", "valid": True}
    assert "mine: " in sealcase("policy", "check", mine).out
    assert sealcase("policy", "show", mine).status == 0
    mine.write_text(mine.read_text("utf-8").replace('"remove"', '"hide"', 1), "utf-8")
    outcome = sealcase("policy", "check", mine, "--lang", "en")
    assert outcome.status == 1
    assert "unlisted.action" in outcome.err
    assert "[E_POLICY]" in outcome.err
