"""Papers, handles, devices, states and other coins: by their own form or behind a label."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detect.looking import found, values
from sealcase.detect import scan_text
from sealcase.detect.recognisers.curves import is_key_pair
from sealcase.model import Band, Tier


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("统一社会信用代码：91310115MA1K3BTP2C", "CN_USCC", "91310115MA1K3BTP2C"),
        ("护照号：E12345678", "PASSPORT", "E12345678"),
        ("护照EA1234567已过期", "PASSPORT", "EA1234567"),
        ("Passport No: G12345678", "PASSPORT", "G12345678"),
        ("港澳通行证号：CA1234567", "PASSPORT", "CA1234567"),
        ("回乡证号码 H0123456700", "PASSPORT", "H0123456700"),
        ("永久居留证：CAN110078111601", "PASSPORT", "CAN110078111601"),
        ("P<CHNZHANG<<SAN" + "<" * 29, "PASSPORT", "P<CHNZHANG<<SAN" + "<" * 29),
        ("香港身份证 A123456(3)", "CN_RESIDENT_ID", "A123456(3)"),
        ("车牌京A12345在停车", "LICENSE_PLATE", "京A12345"),
        ("粤B·D12345", "LICENSE_PLATE", "粤B·D12345"),
        ("沪AD12345开走了", "LICENSE_PLATE", "沪AD12345"),
        ("微信号：zhang_san88", "WECHAT_ID", "zhang_san88"),
        ("加我微信zhangsan88吧", "WECHAT_ID", "zhangsan88"),
        ("vx: lilei_2020", "WECHAT_ID", "lilei_2020"),
        ("他是 wxid_a1b2c3d4e5f6", "WECHAT_ID", "wxid_a1b2c3d4e5f6"),
        ("我的QQ是12345678", "QQ_ID", "12345678"),
        ("支付宝UID：2088123456789012", "ALIPAY_UID", "2088123456789012"),
        ("SWIFT CODE BKCHCNBJ300", "SWIFT_CODE", "BKCHCNBJ300"),
        ("请致电400-820-8820", "HOTLINE", "400-820-8820"),
        ("客服95555不接", "HOTLINE", "95555"),
        ("服务热线：021-12345678", "HOTLINE", "021-12345678"),
        ("MAC: 3C-5A-B4-01-02-0F", "MAC_ADDRESS", "3C-5A-B4-01-02-0F"),
        ("bssid 0011.22ab.33cd", "MAC_ADDRESS", "0011.22ab.33cd"),
        ("lat=39.90873&lng=116.39748", "GPS", "116.39748"),
        ("39°54'20\"N 116°23'29\"E", "GPS", "39°54'20\"N 116°23'29\"E"),
        ("交易状态：支付成功", "STATUS", "支付成功"),
        ('"status": "TIMEOUT"', "STATUS", "TIMEOUT"),
    ],
)
def test_by_form_or_label(text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "微信支付失败",
        "WeChat: payment failed",
        "QQ 888888元",
        "护照已过期",
        "SWIFT: urgent",
        "价格 1.23456 2.34567",
        "00:00:00:00:00:00",
        "最新A股12345",
        "17:41:44 08:15:30",
        "A123456(4)",
        "state=unknownword",
    ],
)
def test_what_only_looks_alike(text: str) -> None:
    taken = {
        "PASSPORT",
        "WECHAT_ID",
        "QQ_ID",
        "SWIFT_CODE",
        "GPS",
        "MAC_ADDRESS",
        "LICENSE_PLATE",
        "CN_RESIDENT_ID",
        "STATUS",
    }
    assert not {entity for entity, _ in found(text)} & taken


@pytest.mark.parametrize(
    ("address", "entity"),
    [
        ("cosmos1qypqxpq9qcrsszgse4wwrfu6k9n6kf3xvhk7kp", ""),  # its check is wrong, its prefix anyone's
        ("cro1yjjlx5qsrj5rxn5xtd5rkm6dcqzlchxkrvsmg6", "CRYPTO"),
        ("bitcoincash:qq4v32mtagxac29my6gwj6fd4tmqg8rysu23dax807", "CRYPTO"),
        ("GBBM6BKZPEHWYO3E3YKREDPQXMS4VK35YLNU7NFBRI26RAN7GI5POFBB", "CRYPTO"),
        (
            "SBGWSG6BTNCKCOB3DIFBGCVMUPQFYPA2G4O34RMTB343OYPXU5DJDVMN",
            "PRIVATE_KEY",
        ),  # SEP-23's neighbour, SDK documents
        ("833XorXTTx5iya5B3Tr6iqEs9GbRuvVfwyLCP2vpdzhq", "CRYPTO"),
        ("47zQ5LAivg6hNCgijXSEFVLX7mke1bgM6YGLFaANDoJbgXDymcAAZvvMNt2PmMpqEe5qRy2zyfMYXdwpmdyitiFh84xnPG2", "CRYPTO"),
        ("xrb_3t6k35gi95xu6tergt6p69ck76ogmitsa8mnijtpxm9fkcm736xtoncuohr3", "CRYPTO"),
        ("tz1Lhf4J9Qxoe3DZ2nfe8FGDnvVj7oKjnMY6", "CRYPTO"),
        ("1iQPKJmghHbrRhUiMt2cNEuxYbR6S9vYtJKqYvE4PNR9WDB", "CRYPTO"),
        ("snoPBrXtMeMyMHUVTgbuqAfg1SUTb", "PRIVATE_KEY"),  # the seed of the XRP Ledger's genesis account
        ("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5", "PRIVATE_KEY"),  # NIP-19
    ],
)
@pytest.mark.parametrize("carrier", ["前文{}后文", "see {} here"])
def test_other_coins(address: str, entity: str, carrier: str) -> None:
    assert [name for name, shown in found(carrier.format(address)) if shown == address] == ([entity] if entity else [])


def test_a_key_pair_is_one_by_its_public_half() -> None:
    seed = hashlib.sha256(b"a seed of this test").digest()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert is_key_pair(seed + public)
    assert not is_key_pair(public + seed)
    assert not is_key_pair(seed)
    (finding,) = scan_text(str(list(seed + public)))
    assert (finding.entity, finding.band) == ("PRIVATE_KEY", Band.CERTAIN)
    assert values("[" + ", ".join(["300"] * 64) + "]", "PRIVATE_KEY") == []


def test_a_keystore_goes_as_a_whole() -> None:
    crypto = '{"cipher":"aes-128-ctr","ciphertext":"5318b4d5bcd28de6","kdf":"scrypt","kdfparams":{"n":1},"mac":"517e"}'
    text = f'{{"version":3,"crypto":{crypto},"id":"3198bc9c"}}'
    assert ("PRIVATE_KEY", crypto) in found(text)


def test_a_hotline_is_about_the_case_and_a_mobile_is_not() -> None:
    tiers = {finding.entity: finding.tier for finding in scan_text("客服电话：13800138000，热线400-820-8820")}
    assert tiers == {"PHONE_NUMBER": Tier.PERSONAL, "HOTLINE": Tier.IDENTIFIER}
