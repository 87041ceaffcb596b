"""The kinds of things that detection names: their tier, their placeholder, and what people call them.

Names are Presidio's where it has one, otherwise upper-case in that style (design, section 3).
"""

from __future__ import annotations

from dataclasses import dataclass

from sealcase.locale import N_
from sealcase.model import Tier


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """One kind of value."""

    name: str
    tier: Tier
    """The tier where a recogniser does not say otherwise."""
    placeholder: str
    """What stands before the number in `[PHONE-1]`: ASCII, short, so that it fits on pictures."""
    title: str
    """What people call it, marked for translation."""


def _table(*rows: tuple[str, Tier, str, str]) -> dict[str, Entity]:
    return {
        name: Entity(name=name, tier=tier, placeholder=placeholder, title=title)
        for name, tier, placeholder, title in rows
    }


ENTITIES = _table(
    ("SEED_PHRASE", Tier.SECRET, "SEED", N_("seed phrase")),
    ("PRIVATE_KEY", Tier.SECRET, "KEY", N_("private key")),
    ("PASSWORD", Tier.SECRET, "PASSWORD", N_("password or PIN")),
    ("ONE_TIME_CODE", Tier.SECRET, "OTP", N_("one-time code")),
    ("CARD_SECURITY_CODE", Tier.SECRET, "CVV", N_("card security code or last month")),
    ("PAYMENT_CODE", Tier.SECRET, "PAYCODE", N_("payment code")),
    ("TOKEN", Tier.SECRET, "TOKEN", N_("access token")),
    ("COOKIE", Tier.SECRET, "COOKIE", N_("session cookie")),
    ("CODE", Tier.SECRET, "CODE", N_("QR or bar code")),
    ("PERSON", Tier.PERSONAL, "NAME", N_("name of a person")),
    ("PHONE_NUMBER", Tier.PERSONAL, "PHONE", N_("phone number")),
    ("CN_RESIDENT_ID", Tier.PERSONAL, "ID", N_("resident identity number")),
    ("PASSPORT", Tier.PERSONAL, "PASSPORT", N_("number of a passport or other paper")),
    ("US_SSN", Tier.PERSONAL, "SSN", N_("social security number")),
    ("CREDIT_CARD", Tier.PERSONAL, "CARD", N_("bank card number")),
    ("IBAN_CODE", Tier.PERSONAL, "IBAN", N_("bank account number")),
    ("EMAIL_ADDRESS", Tier.PERSONAL, "EMAIL", N_("e-mail address")),
    ("IP_ADDRESS", Tier.PERSONAL, "IP", N_("IP address")),
    ("MAC_ADDRESS", Tier.PERSONAL, "MAC", N_("hardware address of a device")),
    ("URL", Tier.PERSONAL, "LINK", N_("part of a web address that leads to somebody")),
    ("GPS", Tier.PERSONAL, "GPS", N_("position on the map")),
    ("LOCATION", Tier.PERSONAL, "ADDRESS", N_("postal address")),
    ("BALANCE", Tier.PERSONAL, "BALANCE", N_("account balance")),
    ("ACCOUNT", Tier.PERSONAL, "ACCOUNT", N_("account name or number")),
    ("ALIPAY_UID", Tier.PERSONAL, "ALIPAY", N_("Alipay user number")),
    ("WECHAT_ID", Tier.PERSONAL, "WECHAT", N_("WeChat ID")),
    ("QQ_ID", Tier.PERSONAL, "QQ", N_("QQ number")),
    ("CRYPTO", Tier.PERSONAL, "WALLET", N_("wallet address")),
    ("XPUB", Tier.PERSONAL, "XPUB", N_("extended public key")),
    ("DEVICE_ID", Tier.PERSONAL, "DEVICE", N_("device number")),
    ("LICENSE_PLATE", Tier.PERSONAL, "PLATE", N_("licence plate")),
    ("BIRTH_DATE", Tier.PERSONAL, "BIRTH", N_("date of birth")),
    ("REMARK", Tier.PERSONAL, "NOTE", N_("remark that somebody wrote")),
    ("NOTIFICATION", Tier.PERSONAL, "NOTICE", N_("notification, or carrier")),
    ("PHOTO", Tier.PERSONAL, "PHOTO", N_("portrait or photograph")),
    ("UNREAD_TEXT", Tier.PERSONAL, "UNREAD", N_("text that could not be read with confidence")),
    ("OTHER_TEXT", Tier.PERSONAL, "TEXT", N_("other text")),
    ("OTHER_RECORD", Tier.PERSONAL, "OTHER", N_("row of another transaction")),
    ("DRAWN_BOX", Tier.PERSONAL, "COVERED", N_("place that you covered yourself")),
    ("ORDER_ID", Tier.IDENTIFIER, "ORDER", N_("order or transaction number")),
    ("TX_HASH", Tier.IDENTIFIER, "TX", N_("transaction hash")),
    ("AMOUNT", Tier.IDENTIFIER, "AMOUNT", N_("amount")),
    ("DATE_TIME", Tier.IDENTIFIER, "TIME", N_("date or time")),
    ("MERCHANT", Tier.IDENTIFIER, "MERCHANT", N_("merchant")),
    ("CN_USCC", Tier.IDENTIFIER, "USCC", N_("registration number of a business")),
    ("SWIFT_CODE", Tier.IDENTIFIER, "SWIFT", N_("SWIFT code of a bank")),
    ("HOTLINE", Tier.IDENTIFIER, "HOTLINE", N_("service hotline")),
    ("STATUS", Tier.IDENTIFIER, "STATUS", N_("state of a payment")),
)
"""Every entity by name."""
