from __future__ import annotations

import pytest

from detect.looking import values


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I asked Katherine Miller about it", "Katherine Miller"),
        ("My name is Stephan Fenstermacher.", "Stephan Fenstermacher"),
        ("sometimes people call me borna", "borna"),
        ("the money went to Ruth R. Montez on Monday", "Ruth R. Montez"),
        ("Benito Bianchi\nsent it", "Benito Bianchi"),
        ("It was sent by Satsita Umkhayev yesterday", "Satsita Umkhayev"),
        ("That is Anna's phone", "Anna"),
        ("I know Rudi, Monjeau and Reed", "Monjeau"),
        ("paid to JOHN MILLER in full", "JOHN MILLER"),
        ("I live with Auðbjörnsson in the city", "Auðbjörnsson"),
    ],
)
def test_names_in_prose(text: str, name: str) -> None:
    assert name in values(text, "PERSON")


@pytest.mark.parametrize(
    "text",
    [
        "Payment Details",
        "Transaction Details\nPayment Method\nNetwork Fee\nDaily Limit",
        "My Binance account was locked after I updated Trust Wallet.",
        "I paid with Apple Pay on Monday and the Smart Contract failed.",
        "Customer Service told me to wait for Risk Control.",
        "Please check the Gas Fee in MetaMask",
        "May I ask when the Refund will come? Will it be in March?",
        "Thu Jun 09 06:07:04 2005 [notice] LDAP: Built with OpenLDAP",
        "the Price of Grace",
    ],
)
def test_what_is_no_name_in_prose(text: str) -> None:
    assert values(text, "PERSON") == []
