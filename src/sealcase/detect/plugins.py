"""Recognisers and models of the user's own, through Presidio's own configuration.

A file says what Presidio's documents describe: a recogniser registry (`recognizers: …`), an NLP engine
(`nlp_engine_name: spacy`, `models: …`), or both as an analyser's configuration has them (`recognizer_registry`,
`nlp_configuration`). Several files count together. Presidio's providers make of it what they always make.

Refused is what would use the network: models that are not on this computer, of which Presidio would download
one, recognisers of services, and those of e-mail addresses and URLs, which fetch a list. And nothing fails
open: a pattern that runs out of time is a failure here, where Presidio would skip it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpEngine, NlpEngineProvider, NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider
from presidio_analyzer.recognizer_registry.recognizers_loader_utils import RecognizerListLoader

from sealcase.detect.failures import RecogniserFailure
from sealcase.detect.plain import PlainEnhancer
from sealcase.errors import RecognizersError
from sealcase.files import printable, read_bounded
from sealcase.locale import N_

MAX_FILE_BYTES = 1024 * 1024
"""Bytes of a configuration."""

_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
"""What tells the libraries of Hugging Face to take nothing from the network."""
_ENGINES = ("spacy", "transformers")
_FETCHING = frozenset({"EmailRecognizer", "UrlRecognizer"})
_MODEL_KEYS = ("model_name", "model_path", "tokenizer_name")
_DEFAULT_LANGUAGE = "en"


class Plugins:
    """The recognisers that files describe, ready to read; they hold no state that reading changes."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Read the files and load their models.

        Raises:
            RecognizersError: one does not follow Presidio's schema, or would use the network.
        """
        os.environ.update(_OFFLINE)
        recognizers, nlp, thresholds = _merged(files)
        self._file = str(files[-1])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Presidio says that it adds the recogniser of a model
                engine = NlpEngineProvider(nlp_configuration=nlp).create_engine() if nlp else None
                self._analyzer = _analyzer(recognizers, engine, thresholds)
        except Exception as error:  # noqa: BLE001 - what schemas and models raise: all sorts, about the configuration alone
            detail = printable(" ".join(str(error).split()), max_chars=200)
            raise RecognizersError(file=self._file, reason=_REFUSED, detail=detail) from None
        self._models = frozenset(engine.get_supported_languages() if engine else ())
        without_model = NoOpNlpEngine([{"lang_code": _DEFAULT_LANGUAGE, "model_name": ""}])
        without_model.load()
        self._blank = without_model.process_text("", _DEFAULT_LANGUAGE)

    def read(self, text: str) -> Iterator[RecognizerResult]:
        """Yield what the recognisers find in `text`, language by language.

        Raises:
            RecogniserFailure: one of them failed.
        """
        for language in self._analyzer.supported_languages:
            artifacts = None if language in self._models else self._blank
            try:
                yield from self._analyzer.analyze(text, language, nlp_artifacts=artifacts)
            except RecogniserFailure:
                raise
            except Exception:  # noqa: BLE001 - a recogniser that is not ours; its message may quote the text
                raise RecogniserFailure("plugin") from None


_REFUSED = N_("Presidio refuses it: {detail}")


def _merged(files: Sequence[Path]) -> tuple[list[dict[str, Any]], dict[str, Any], float]:
    """Return the recognisers, the NLP configuration (empty: none) and the lowest score of all files together."""
    recognizers: list[dict[str, Any]] = []
    nlp: dict[str, Any] = {}
    threshold = 0.0
    for file in files:
        document = _document(file)
        registry = document.get("recognizer_registry", document)
        languages = registry.get("supported_languages") or document.get("supported_languages") or [_DEFAULT_LANGUAGE]
        recognizers += (_recognizer(row, file, languages) for row in registry.get("recognizers") or ())
        if model := document.get("nlp_configuration") or (document if "nlp_engine_name" in document else None):
            nlp = _nlp_configuration(model, file)
        threshold = max(threshold, float(document.get("default_score_threshold") or 0))
    if not recognizers and not nlp:
        raise RecognizersError(file=str(files[-1]), reason=N_("it names neither recognisers nor an NLP engine"))
    return recognizers, nlp, threshold


def _document(file: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(read_bounded(file, MAX_FILE_BYTES).decode())
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise RecognizersError(file=str(file), reason=N_("it is not YAML in UTF-8")) from None
    if not isinstance(document, dict) or not isinstance(document.get("recognizer_registry", {}), dict):
        raise RecognizersError(file=str(file), reason=N_("it names neither recognisers nor an NLP engine"))
    return document


def _recognizer(row: object, file: Path, languages: list[str]) -> dict[str, Any]:
    """Return one recogniser as its provider takes it, its languages said, its models found."""
    conf: dict[str, Any] = dict(row) if isinstance(row, dict) else {"name": str(row), "type": "predefined"}
    if not conf.get("supported_language") and not conf.get("supported_languages"):
        conf["supported_languages"] = list(languages)
    name = RecognizerListLoader.get_recognizer_name(conf) if conf.get("name") or conf.get("class_name") else ""
    if conf.get("type") == "predefined":
        module = _module(name)
        fetches = ".third_party." in module or name in _FETCHING
        if fetches or (".ner." in module and not any(key in conf for key in _MODEL_KEYS)):
            reason = N_("the recogniser {recognizer} would use the network")
            raise RecognizersError(file=str(file), reason=reason, recognizer=printable(name))
    for key in _MODEL_KEYS:
        if key in conf:
            conf[key] = _on_disk(conf[key], file)
    return conf


def _module(name: str) -> str:
    """Return the module of a predefined recogniser; empty where there is none of that name."""
    known = RecognizerListLoader.get_all_existing_recognizers()
    return next((kind.__module__ for kind in known if kind.__name__ == name), "")


def _nlp_configuration(conf: Any, file: Path) -> dict[str, Any]:
    """Return the configuration of an NLP engine with its models as folders or installed packages."""
    if not isinstance(conf, dict) or conf.get("nlp_engine_name") not in _ENGINES:
        reason = N_("it names an NLP engine other than {engines}")
        raise RecognizersError(file=str(file), reason=reason, engines=", ".join(_ENGINES))
    models = [
        dict(model) | {"model_name": _on_disk(model.get("model_name"), file)}
        for model in conf.get("models") or ()
        if isinstance(model, dict)
    ]
    wanted = ("nlp_engine_name", "ner_model_configuration")
    return {key: conf[key] for key in wanted if key in conf} | {"models": models}


def _on_disk(model: Any, file: Path) -> Any:
    """Return the folder of a model, beside the configuration where it is no whole path, or an installed package.

    Raises:
        RecognizersError: it is neither; Presidio would download it.
    """
    if isinstance(model, dict):  # spaCy's part of a transformers engine, and the model itself
        return {key: _on_disk(part, file) for key, part in model.items()}
    import spacy.util

    folder = file.parent / str(model)
    if folder.is_dir():
        return str(folder.resolve())
    if spacy.util.is_package(str(model)):
        return str(model)
    reason = N_("the model {model} is not on this computer")
    raise RecognizersError(file=str(file), reason=reason, model=printable(str(model)))


def _analyzer(recognizers: list[dict[str, Any]], engine: NlpEngine | None, threshold: float) -> AnalyzerEngine:
    languages = {language for row in recognizers for language in _languages(row)}
    languages |= set(engine.get_supported_languages() if engine else ())
    if recognizers:
        configuration = {"supported_languages": sorted(languages), "recognizers": recognizers}
        registry = RecognizerRegistryProvider(
            registry_configuration=configuration, nlp_engine=engine
        ).create_recognizer_registry()
    else:
        registry = RecognizerRegistry(supported_languages=sorted(languages))
        registry.add_nlp_recognizer(engine)
    for recognizer in registry.recognizers:
        if isinstance(recognizer, PatternRecognizer):
            _make_strict(recognizer)
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=engine or NoOpNlpEngine([{"lang_code": language, "model_name": ""} for language in languages]),
        supported_languages=sorted(languages),
        context_aware_enhancer=PlainEnhancer(),
        default_score_threshold=threshold,
    )


def _languages(row: dict[str, Any]) -> Iterator[str]:
    if row.get("supported_language"):
        yield str(row["supported_language"])
    for language in row.get("supported_languages") or ():
        yield str(language["language"] if isinstance(language, dict) else language)


class _StrictPattern:
    """A compiled pattern whose time-out is a failure."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled

    def finditer(self, text: str, timeout: float | None = None) -> Iterator[Any]:
        try:
            yield from self._compiled.finditer(text, timeout=timeout)
        except TimeoutError:
            raise RecogniserFailure("timeout") from None


def _make_strict(recognizer: PatternRecognizer) -> None:
    import regex

    for pattern in recognizer.patterns:
        pattern.compiled_with_flags = recognizer.global_regex_flags
        pattern.compiled_regex = _StrictPattern(regex.compile(pattern.regex, flags=recognizer.global_regex_flags))
