"""Recognisers and models of the user's own plug in through Presidio's configuration, offline, and fail closed."""

from __future__ import annotations

import logging
import random
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.training import Example

from redact.made_decisions import exhibit_of
from sealcase.contents import TextSpan
from sealcase.detect import Detector
from sealcase.detect.engine import engine
from sealcase.errors import DetectorError, RecognizersError
from sealcase.model import Finding, Tier

LOYALTY = """
supported_languages: [en, zh]
recognizers:
  - name: Loyalty card
    supported_languages: [{language: en}, {language: zh}]
    patterns: [{name: loyalty, regex: "LC-[0-9]{6}", score: 0.9}]
    supported_entity: LOYALTY_CARD
    type: custom
  - name: Code names
    supported_language: en
    deny_list: [Bluebird, Kingfisher]
    supported_entity: PERSON
"""


def configuration(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def found(folder: Path, text: str, *files: Path) -> list[tuple[str, str, str]]:
    findings = Detector(recognizers=files).detect([exhibit_of(folder, text)])
    return [(one.entity, text[slice(*_span(one))], one.rule) for one in findings if one.tier is not Tier.IDENTIFIER]


def _span(finding: Finding) -> tuple[int, int]:
    assert isinstance(finding.where, TextSpan)
    return finding.where.start, finding.where.end


def test_patterns_and_lists_of_a_registry_file_are_looked_for(tmp_path: Path) -> None:
    text = "卡号LC-123456，the bluebird flew; phone 13800138000"
    own = configuration(tmp_path, LOYALTY)
    assert [(entity, shown) for entity, shown, _ in found(tmp_path, text, own)] == [
        ("ACCOUNT", "LC-123456"),  # an entity that nobody knows is somebody's account
        ("PERSON", "bluebird"),
        ("PHONE_NUMBER", "13800138000"),
    ]
    assert [rule for *_, rule in found(tmp_path, text, own)][:2] == ["presidio-Loyalty card", "presidio-Code names"]
    assert [entity for entity, *_ in found(tmp_path, text)] == ["PHONE_NUMBER"]


def model_of(folder: Path, pipeline: Any) -> Path:
    path = folder / "model"
    pipeline.to_disk(path)
    return path


NLP = """
nlp_engine_name: spacy
models: [{lang_code: LANG, model_name: MODEL}]
ner_model_configuration:
  model_to_presidio_entity_mapping: {PER: PERSON, GPE: LOCATION}
  labels_to_ignore: [ORG]
"""


def nlp_configuration(folder: Path, model: str, language: str = "en") -> Path:
    return configuration(folder, NLP.replace("MODEL", model).replace("LANG", language), "nlp.yaml")


def test_a_pipeline_of_rules_on_disk_is_a_recogniser(tmp_path: Path) -> None:
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PER", "pattern": "zorblax"}, {"label": "ORG", "pattern": "acme"}])
    model_of(tmp_path, pipeline)
    text = "then zorblax of acme called LC-123456"
    own = configuration(tmp_path, LOYALTY)
    assert [shown for _, shown, _ in found(tmp_path, text, own, nlp_configuration(tmp_path, "model"))] == [
        "zorblax",
        "LC-123456",
    ]
    assert found(tmp_path, text, nlp_configuration(tmp_path, "model")) == [
        ("PERSON", "zorblax", "presidio-SpacyRecognizer")
    ]


def test_a_trained_model_in_another_language_is_a_recogniser(tmp_path: Path) -> None:
    spacy.util.fix_random_seed(1)
    pipeline = spacy.blank("zh")
    entities = pipeline.add_pipe("ner")
    entities.add_label("PER")
    sentences = [
        ("请问卡布奇诺先到吗", (2, 6)),
        ("昨天卡布奇诺付了钱", (2, 6)),
        ("我和卡布奇诺聊过", (2, 6)),
        ("钱没有到账", None),
    ]
    examples = [
        Example.from_dict(pipeline.make_doc(text), {"entities": [(*place, "PER")] if place else []})
        for text, place in sentences
    ]
    pipeline.initialize(lambda: examples)
    for _ in range(30):
        random.Random(1).shuffle(examples)
        pipeline.update(examples)
    nlp = nlp_configuration(tmp_path, str(model_of(tmp_path, pipeline)), "zh")
    text = "昨天卡布奇诺付了钱"
    assert any(entity == "PERSON" and "卡布奇诺" in shown for entity, shown, _ in found(tmp_path, text, nlp))
    assert found(tmp_path, text) == []


def test_an_analysers_configuration_holds_both(tmp_path: Path) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "zorblax"}])
    model_of(tmp_path, pipeline)
    both = configuration(
        tmp_path,
        "supported_languages: [en]\ndefault_score_threshold: 0.5\nnlp_configuration:\n"
        + "".join(f"  {line}\n" for line in NLP.replace("MODEL", "model").replace("LANG", "en").splitlines())
        + "recognizer_registry:\n  supported_languages: [en]\n  recognizers:\n    - name: Weak\n      patterns:"
        " [{name: weak, regex: weakly, score: 0.1}]\n      supported_entity: PERSON\n"
        "    - {name: SpacyRecognizer, type: predefined, supported_languages: [en]}\n",
    )
    assert [shown for _, shown, _ in found(tmp_path, "zorblax did it weakly", both)] == ["zorblax"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("recognizers: [", "not YAML"),
        ("just words", "neither"),
        ("supported_languages: [en]", "neither"),
        ("nlp_engine_name: stanza\nmodels: []", "other than"),
        ("nlp_engine_name: spacy\nmodels: [{lang_code: en, model_name: en_core_web_lg}]", "en_core_web_lg is not on"),
        ("nlp_engine_name: transformers\nmodels: [{lang_code: en, model_name: {transformers: d/bert}}]", "is not on"),
        ("recognizers: [{name: EmailRecognizer, type: predefined}]", "would use the network"),
        ("recognizers: [{name: UrlRecognizer, type: predefined}]", "would use the network"),
        ("recognizers: [{name: GLiNERRecognizer, type: predefined}]", "would use the network"),
        ("recognizers: [{name: GLiNERRecognizer, type: predefined, model_name: urchade/gliner}]", "is not on"),
        ("recognizers: [{name: AzureAILanguageRecognizer, type: predefined}]", "would use the network"),
        ("recognizers: [{name: NoSuchRecognizer, type: predefined}]", "Presidio refuses"),
        (
            "recognizers: [{name: a, supported_entity: X, patterns: [{name: b, regex: '(', score: 1}]}]",
            "Presidio refuses",
        ),
        ("recognizers: [{name: a}]", "Presidio refuses"),
    ],
)
def test_what_cannot_be_used_or_would_use_the_network_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(RecognizersError, match=reason) as caught:
        found(tmp_path, "text", configuration(tmp_path, text))
    assert "{" not in "".join(caught.value.describe()).replace("{'", "")


def test_a_pattern_that_runs_out_of_time_stops_the_exhibit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("presidio_analyzer.pattern_recognizer.REGEX_TIMEOUT_SECONDS", 0.05)
    slow = "recognizers: [{name: slow, supported_entity: X, patterns: [{name: s, regex: '(a|aa)+$', score: 1}]}]"
    with pytest.raises(DetectorError) as caught:
        found(tmp_path, "a" * 5000 + "!", configuration(tmp_path, slow))
    assert caught.value.fields["cause"] == "timeout"


def test_a_recogniser_that_raises_stops_the_exhibit_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = configuration(tmp_path, LOYALTY)
    engine((own,))

    def fails(_self: object, text: str, *_rest: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr("presidio_analyzer.PatternRecognizer.analyze", fails)
    with caplog.at_level(logging.DEBUG), pytest.raises(DetectorError) as caught:
        found(tmp_path, "call LC-123456", own)
    assert "LC-123456" not in caplog.text + str(caught.value.fields) + str(caught.value.describe())
    assert caught.value.__cause__ is None


def test_debug_logs_show_no_values(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "zorblax"}])
    model_of(tmp_path, pipeline)
    with caplog.at_level(logging.DEBUG):
        own, nlp = configuration(tmp_path, LOYALTY), nlp_configuration(tmp_path, "model")
        assert len(found(tmp_path, "zorblax LC-123456", own, nlp)) == 2
    assert not any(value in caplog.text for value in ("zorblax", "LC-123456"))
