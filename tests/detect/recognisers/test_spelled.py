"""Numbers and addresses that are spelled out; all values are made up."""

from __future__ import annotations

import pytest

from detect.looking import found, sensitive


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("我的电话一三八零零一三八零零零，", "PHONE_NUMBER", "一三八零零一三八零零零"),
        ("备用壹叁捌零零壹叁捌零零零", "PHONE_NUMBER", "壹叁捌零零壹叁捌零零零"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣ 打这个", "PHONE_NUMBER", "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0"),
        ("打 138.0013.8000 找我", "PHONE_NUMBER", "138.0013.8000"),
        ("六二一七 零零一二 三四五六 七八九零 一二三", "CREDIT_CARD", "六二一七 零零一二 三四五六 七八九零 一二三"),
        ("验证码四八二九一三", "ONE_TIME_CODE", "四八二九一三"),
        ("密码是四八二一", "PASSWORD", "四八二一"),
        ("dan.whitmore (at) outlook (dot) com", "EMAIL_ADDRESS", "dan.whitmore (at) outlook (dot) com"),
        ("mail dan at outlook dot com please", "EMAIL_ADDRESS", "dan at outlook dot com"),
        ("身份证后六位 078515", "CN_RESIDENT_ID", "078515"),
        ("扣扣 38291022", "QQ_ID", "38291022"),
        ("v：csy1990abc", "WECHAT_ID", "csy1990abc"),
        ("密码：生日加名字 csy900307", "PASSWORD", "生日加名字 csy900307"),
    ],
)
def test_spelled_values_are_found(text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


@pytest.mark.parametrize("text", ["二〇二五年十一月", "一二三四，二二三四", "look at example.com", "三五个人一二天"])
def test_words_for_digits_in_sentences_are_left_alone(text: str) -> None:
    assert sensitive(text) == []
