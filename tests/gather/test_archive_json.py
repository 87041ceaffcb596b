"""HTTP archives and other JSON that says keys as values, or holds documents inside of strings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gather.test_json_text import DOCUMENTS
from redact.made_decisions import exhibit_of, in_field, redacted
from sealcase.gather.json_text import read_json


def labels(document: Any) -> dict[str, str]:
    """Return the label of each value that has one."""
    return {field.value: field.label for field in read_json(json.dumps(document), "a.json") if field.label}


def test_the_name_beside_a_value_is_its_label() -> None:
    document = {
        "log": {
            "request": {
                "headers": [
                    {"name": "Authorization", "value": "Bearer x"},
                    {"comment": "", "value": "1", "name": "Host"},
                ],
                "postData": {"params": [{"key": "phone", "val": 138}]},
            }
        }
    }
    found = labels(document)
    assert found["Bearer x"] == "log.request.headers.Authorization"
    assert found["1"] == "log.request.headers.Host"
    assert found["138"] == "log.request.postData.params.phone"


def test_what_a_cookie_is_called_says_nothing() -> None:
    assert labels({"cookies": [{"name": "lang", "value": "x1", "path": "/"}]})["x1"] == "cookies"
    assert labels({"cookies": {"lang": "x1"}, "other": {"lang": "x2"}}) == {"x1": "cookies", "x2": "other.lang"}


def test_who_says_something_is_called_by_a_name() -> None:
    messages = [{"from": "bear", "from_id": "user1", "text": [{"text": "hi"}]}, {"sender": "owl", "content": "ho"}]
    found = labels({"messages": messages, "route": {"from": "here", "to": "there"}})
    assert (found["bear"], found["owl"]) == ("messages.display_name", "messages.display_name")
    assert found["here"] == "route.from"


def test_a_document_inside_of_a_string_is_read_once() -> None:
    inner = json.dumps({"payee": {"name": "张三"}, "n": 5, "more": json.dumps({"deep": 1})})
    found = labels({"body": inner, "other": "{no json", "empty": "{}"})
    assert found == {
        "张三": "body.payee.name",
        "5": "body.n",
        '{"deep": 1}': "body.more",
        "{no json": "other",
        "{}": "empty",
    }


@given(DOCUMENTS, st.sampled_from([(False, False), (False, True), (True, False), (True, True)]))
def test_each_character_of_an_inner_document_stands_where_its_offset_says(
    document: Any, ascii_only: tuple[bool, bool]
) -> None:
    inner, outer = ascii_only
    text = json.dumps([json.dumps(document, ensure_ascii=inner)], ensure_ascii=outer)
    for field in read_json(text, "a.json"):
        assert len(field.offsets) == len(field.value) + 1
        assert field.start <= field.offsets[0] <= field.offsets[-1] <= field.end
        for index, character in enumerate(field.value):
            piece = text[field.offsets[index] : field.offsets[index + 1]]
            written = json.loads(f'"{piece}"') if field.quote != '"' else piece
            if character.isalnum() and "\\" not in written:
                assert written == character


def test_a_value_of_an_inner_document_is_replaced_and_both_stay_json(tmp_path: Path) -> None:
    text = json.dumps({"body": json.dumps({"phone": 13800138000, "name": "王小明"}), "n": 1})
    exhibit = exhibit_of(tmp_path, text, "a.har")
    item, data = redacted(exhibit, [in_field(exhibit, "13800138000"), in_field(exhibit, "王小明")])
    assert item.name == "0001-a.json"
    inner = json.loads(json.loads(data)["body"])
    assert set(inner) == {"phone", "name"}
    assert {inner["phone"], inner["name"]} == {"[PHONE-1]", "[PHONE-2]"}
