from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sealcase.contents import TextSpan
from sealcase.decide import Policy, decide, load_policy, policy_names
from sealcase.entities import ENTITIES
from sealcase.errors import LimitError, PolicyError, UnreadableFileError
from sealcase.model import Action, Band, Finding, Tier

POLICIES = (
    "account-locked",
    "crypto-transfer",
    "failed-payment",
    "other",
    "privacy-breach",
    "refund-dispute",
    "service-quality",
    "unauthorised-transaction",
    "wrong-record",
)
SECRETS = [name for name, entity in ENTITIES.items() if entity.tier is Tier.SECRET]

PUBLIC = {"STATUS", "HOTLINE"}
PAYMENT = {"ORDER_ID", "AMOUNT", "DATE_TIME", "MERCHANT", "TX_HASH", "CN_USCC", "SWIFT_CODE"} | PUBLIC
HANDLES = {"ACCOUNT": 4, "ALIPAY_UID": 4, "WECHAT_ID": 4, "QQ_ID": 4}
KEPT = {
    "account-locked": {"ORDER_ID", "DATE_TIME"} | PUBLIC,
    "crypto-transfer": PAYMENT | {"CRYPTO"},
    "failed-payment": PAYMENT,
    "other": PAYMENT,
    "privacy-breach": {"ORDER_ID", "DATE_TIME"} | PUBLIC,
    "refund-dispute": PAYMENT,
    "service-quality": {"ORDER_ID", "DATE_TIME"} | PUBLIC,
    "unauthorised-transaction": PAYMENT,
    "wrong-record": PAYMENT | {"BALANCE"},
}
MASKED = {
    "account-locked": HANDLES | {"PHONE_NUMBER": 4},
    "crypto-transfer": {},
    "failed-payment": {"CREDIT_CARD": 4},
    "other": {"CREDIT_CARD": 4},
    "privacy-breach": {"CREDIT_CARD": 4, "PHONE_NUMBER": 4},
    "refund-dispute": HANDLES | {"CREDIT_CARD": 4},
    "service-quality": {},
    "unauthorised-transaction": HANDLES | {"CREDIT_CARD": 4, "CRYPTO": 6},
    "wrong-record": HANDLES | {"CREDIT_CARD": 4},
}

TWICE = '{en = "x", zh = "x"}'
KEEPS = 'action = "keep"\nreason = {en = "x", zh = "x"}\n'
GONE = KEEPS.replace("keep", "remove")
MINIMAL = """
[title]
en = "Mine"
zh = "我的"
[unlisted]
action = "remove"
reason = {en = "Not needed.", zh = "不需要。"}
[unlisted_identifier]
action = "keep"
reason = {en = "Needed.", zh = "需要。"}
[entities.PERSON]
action = "mask"
keep_last = 1
reason = {en = "Part of it.", zh = "留一部分。"}
"""


def finding(entity: str, tier: Tier | None = None) -> Finding:
    return Finding(
        id="F1",
        exhibit="0001",
        entity=entity,
        tier=tier or ENTITIES[entity].tier,
        band=Band.CERTAIN,
        where=TextSpan(start=0, end=1),
        value="x",
        rule="test",
    )


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_policies_are_those_that_the_design_names() -> None:
    assert policy_names() == POLICIES


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("entity", ENTITIES)
def test_what_each_policy_does(name: str, entity: str) -> None:
    (decision,) = decide([finding(entity)], load_policy(name))
    expected = Action.KEEP if entity in KEPT[name] else Action.MASK if entity in MASKED[name] else Action.REMOVE
    assert decision.action is expected
    assert decision.keep_last == MASKED[name].get(entity, 0)
    assert decision.reason.en
    assert decision.reason.zh


@pytest.mark.parametrize("entity", SECRETS)
def test_no_policy_keeps_a_secret(entity: str, tmp_path: Path) -> None:
    """Invariant 1, also for a policy that keeps everything else, and for a recogniser that errs about the tier."""
    everything = load_policy(write(tmp_path, MINIMAL.replace('action = "remove"', 'action = "keep"')))
    for policy in (everything, *map(load_policy, POLICIES)):
        for tier in Tier:
            (decision,) = decide([finding(entity, tier)], policy)
            assert decision.action is Action.REMOVE
    (decision,) = decide([finding("PERSON", Tier.SECRET)], everything)
    assert decision.action is Action.REMOVE


@pytest.mark.parametrize("entity", SECRETS)
@pytest.mark.parametrize("action", ['action = "keep"', 'action = "mask"\nkeep_last = 2'])
def test_a_policy_that_would_keep_a_secret_is_refused(entity: str, action: str, tmp_path: Path) -> None:
    rule = f'[entities.{entity}]\n{action}\nreason = {{en = "x", zh = "x"}}\n'
    with pytest.raises(PolicyError) as caught:
        load_policy(write(tmp_path, MINIMAL + rule))
    assert caught.value.fields["key"] == f"entities.{entity}.action"


def test_a_policy_of_ones_own(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, MINIMAL))
    assert isinstance(policy, Policy)
    assert (policy.name, policy.title.zh) == ("mine", "我的")
    decisions = decide(
        [finding("PERSON"), finding("ORDER_ID"), finding("CRYPTO"), finding("CRYPTO", Tier.IDENTIFIER)], policy
    )
    assert [(decision.action, decision.keep_last) for decision in decisions] == [
        (Action.MASK, 1),
        (Action.KEEP, 0),
        (Action.REMOVE, 0),
        (Action.KEEP, 0),
    ]
    assert load_policy(str(tmp_path / "mine.toml")) == policy


def test_decisions_come_in_the_order_of_findings() -> None:
    findings = [finding(entity) for entity in ENTITIES]
    assert [decision.finding for decision in decide(iter(findings), load_policy("other"))] == findings


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("[title]", "[tilte]"), "tilte"),
        (('en = "Mine"', 'fr = "Mine"'), "title.fr"),
        (('en = "Mine"', 'en = " "'), "title.en"),
        (('zh = "我的"', "zh = 1"), "title.zh"),
        (('zh = "我的"', f'zh = "{"长" * 301}"'), "title.zh"),
        (("[unlisted]\n", "[entities]\n[other]\nx = 1\n[unlisted]\n"), "other"),
        (("[entities.PERSON]", "[entities.PRESON]"), "entities.PRESON"),
        (('action = "mask"', 'action = "hide"'), "entities.PERSON.action"),
        (('action = "mask"\n', ""), "entities.PERSON.action"),
        (("keep_last = 1", "keep_last = 7"), "entities.PERSON.keep_last"),
        (("keep_last = 1", "keep_last = -1"), "entities.PERSON.keep_last"),
        (("keep_last = 1", "keep_last = true"), "entities.PERSON.keep_last"),
        (("keep_last = 1", ""), "entities.PERSON.keep_last"),
        (('action = "mask"', 'action = "remove"'), "entities.PERSON.keep_last"),
        (('reason = {en = "Part of it.", zh = "留一部分。"}', ""), "entities.PERSON.reason"),
        (('zh = "留一部分。"', 'en2 = ""'), "entities.PERSON.reason.en2"),
        ((', zh = "留一部分。"', ""), "entities.PERSON.reason.zh"),
        (("keep_last = 1", "keep_last = 1\nkeep_first = 1"), "entities.PERSON.keep_first"),
        (("[unlisted_identifier]", "[unlisted_identifier.x]"), "unlisted_identifier.x"),
        (("[title]", "same_request = 1\n[title]"), "same_request"),
        (("keep_last = 1", "keep_last = 1\nroles = 1"), "entities.PERSON.roles"),
        (("keep_last = 1", "keep_last = 1\nroles.third-party = {}"), "entities.PERSON.roles.third-party"),
        (("keep_last = 1", "keep_last = 1\nroles.counterparty = {}"), "entities.PERSON.roles.counterparty.action"),
        (
            ("[unlisted]\n", f"[entities.TOKEN]\n{KEEPS}[entities.TOKEN.roles.complainant]\n{KEEPS}[unlisted]\n"),
            "entities.TOKEN.action",
        ),
        (
            (
                "[unlisted]\n",
                f"[entities.TOKEN]\n{GONE}[entities.TOKEN.roles.complainant]\n{KEEPS}[unlisted]\n",
            ),
            "entities.TOKEN.roles.complainant.action",
        ),
        (("[title]", 'facts = [{id = "Amount", en = "x", zh = "x"}]\n[title]'), "facts[1].id"),
        (("[title]", 'facts = [{en = "x", zh = "x"}]\n[title]'), "facts[1].id"),
        (("[title]", 'facts = [{id = "issue", en = "x", zh = "x"}]\n[title]'), "facts[1].id"),
        (
            ("[title]", 'facts = [{id = "a", en = "x", zh = "x"}, {id = "a", en = "x", zh = "x"}]\n[title]'),
            "facts[2].id",
        ),
        (("[title]", 'facts = [{id = "a", en = "x", zh = "x", x = 1}]\n[title]'), "facts[1].x"),
        (("[title]", 'facts = "amount"\n[title]'), "facts"),
        (("[title]", 'checks = ["network"]\n[title]'), "checks"),
        (("[title]", 'helps = [{en = "x"}]\n[title]'), "helps[1].zh"),
        (("[title]", 'never = [{en = "x", zh = "x", id = "x"}]\n[title]'), "never[1].id"),
        (("[title]", f"never = [{', '.join(21 * [TWICE])}]\n[title]"), "never"),
    ],
)
def test_a_policy_that_breaks_the_schema_is_refused_by_the_key(
    change: tuple[str, str], key: str, tmp_path: Path
) -> None:
    text = MINIMAL.replace(*change)
    assert text != MINIMAL
    tomllib.loads(text)
    with pytest.raises(PolicyError) as caught:
        load_policy(write(tmp_path, text))
    assert caught.value.fields["key"] == key
    sentence, hint = caught.value.describe()
    assert key in sentence
    assert "failed-payment" in hint


@pytest.mark.parametrize("missing", ["[unlisted]", "[unlisted_identifier]", "[entities.PERSON]", "[title]"])
def test_every_table_is_needed(missing: str, tmp_path: Path) -> None:
    head, _, rest = MINIMAL.partition(missing)
    _, bracket, rest = rest.partition("\n[")
    with pytest.raises(PolicyError):
        load_policy(write(tmp_path, head + bracket.lstrip() + rest))


def test_not_a_policy_at_all(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="not valid TOML"):
        load_policy(write(tmp_path, "= what"))
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PolicyError, match="not valid TOML"):
        load_policy(tmp_path / "mine.toml")
    with pytest.raises(PolicyError, match="no such kind of complaint"):
        load_policy("refunds")
    with pytest.raises(UnreadableFileError):
        load_policy(tmp_path / "absent.toml")
    with pytest.raises(UnreadableFileError):
        load_policy("absent.toml")
    with pytest.raises(LimitError):
        load_policy(write(tmp_path, "#" * 70_000))


@pytest.mark.parametrize("name", POLICIES)
def test_reasons_are_short_enough_to_be_read(name: str) -> None:
    policy = load_policy(name)
    for rule in (*policy.rules.values(), *policy.by_role.values(), policy.unlisted, policy.unlisted_identifier):
        assert len(rule.reason.en) <= 120
        assert len(rule.reason.zh) <= 40
        assert rule.reason.en.endswith(".")
        assert rule.reason.zh.endswith("。")


@pytest.mark.parametrize("name", POLICIES)
def test_each_policy_says_what_to_state_to_check_and_to_send(name: str) -> None:
    policy = load_policy(name)
    assert {"wanted", "time"} <= {fact.id for fact in policy.facts}
    assert policy.helps
    assert "one-time codes" in policy.never[0].en
    assert "验证码" in policy.never[0].zh
    assert len(policy.checks) >= 2
    for wording in (*policy.checks, *policy.helps, *policy.never, *(fact.wording for fact in policy.facts)):
        assert wording.en.endswith((".", "?"))
        assert wording.zh.endswith(("。", "？"))
