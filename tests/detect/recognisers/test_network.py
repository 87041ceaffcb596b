from __future__ import annotations

import pytest

from detect.looking import CARRIERS, values


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    ("entity", "value"),
    [
        ("EMAIL_ADDRESS", "jane.doe+x@example.com"),
        ("EMAIL_ADDRESS", "lin_1990@mail.example.co.uk"),
        ("IP_ADDRESS", "203.0.113.87"),
        ("IP_ADDRESS", "2001:db8::8a2e:370:7334"),
        ("IP_ADDRESS", "fe80::1ff:fe23:4567:890a"),
    ],
)
def test_found_whole_wherever_it_stands(entity: str, value: str, carrier: str) -> None:
    assert values(carrier.format(value), entity) == [value]


@pytest.mark.parametrize(
    "value", ["127.0.0.1", "0.0.0.0", "::1", "999.1.1.1", "1.2.3", "1.2.3.4.5", "10:22:01", "v1.2.3.4", "a::b::c"]
)
def test_not_an_address(value: str) -> None:
    assert values(f"x {value} y", "IP_ADDRESS") == []


@pytest.mark.parametrize("value", ["a@b", "@example.com", "rim***@qq.com", "git@host:repo"])
def test_not_an_email(value: str) -> None:
    assert values(f"x {value} y", "EMAIL_ADDRESS") == []


def test_a_labelled_address_needs_no_known_form() -> None:
    assert values("邮箱：张三@公司", "EMAIL_ADDRESS") == ["张三@公司"]
