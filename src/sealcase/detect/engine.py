"""Presidio's engine as the frame: our recognisers in its registry, nothing of its defaults.

The registry holds no predefined recogniser (some fetch lists from the network, none reads Chinese) and
the engine gets a `NoOpNlpEngine` (no model is loaded or downloaded). What a passage knows beyond its
text (marks, cells) travels in the NLP artifacts, which every recogniser receives; so a recogniser of
somebody else's, pattern or model, works beside ours: see `plugins`.

Fails closed: a recogniser that raises stops the exhibit (`RecogniserFailure`); none is skipped.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine

from sealcase.contents import TextSpan
from sealcase.detect.claims import distinct
from sealcase.detect.failures import RecogniserFailure
from sealcase.detect.plain import PlainEnhancer
from sealcase.detect.plugins import Plugins
from sealcase.detect.recognisers.announced import find_announced
from sealcase.detect.recognisers.answered import find_answers
from sealcase.detect.recognisers.blobs import find_blobs
from sealcase.detect.recognisers.broken import find_broken
from sealcase.detect.recognisers.cases import find_cases
from sealcase.detect.recognisers.code_pages import find_code_pages
from sealcase.detect.recognisers.coins import find_coins
from sealcase.detect.recognisers.credentials import find_credentials
from sealcase.detect.recognisers.devices import find_devices
from sealcase.detect.recognisers.han_names import find_han_names
from sealcase.detect.recognisers.handles import find_handles
from sealcase.detect.recognisers.links import find_links
from sealcase.detect.recognisers.misread import find_misread
from sealcase.detect.recognisers.network import find_network
from sealcase.detect.recognisers.numbers import find_numbers
from sealcase.detect.recognisers.papers import find_papers
from sealcase.detect.recognisers.people import find_people
from sealcase.detect.recognisers.phones import find_phones
from sealcase.detect.recognisers.postal import find_postal
from sealcase.detect.recognisers.prose import find_prose_names
from sealcase.detect.recognisers.screens import find_on_screens
from sealcase.detect.recognisers.seeds import find_seeds
from sealcase.detect.recognisers.small_names import find_small_names
from sealcase.detect.recognisers.speakers import find_speakers
from sealcase.detect.recognisers.spelled import find_spelled
from sealcase.detect.recognisers.states import find_states
from sealcase.detect.recognisers.times import find_times
from sealcase.detect.recognisers.told import find_told
from sealcase.detect.recognisers.told_codes import find_told_codes
from sealcase.detect.recognisers.told_seeds import find_told_seeds
from sealcase.detect.recognisers.wallets import find_wallets
from sealcase.detect.text.passages import Passage, make_hit, passage_of
from sealcase.detect.text.segments import Hit, Segment
from sealcase.entities import ENTITIES
from sealcase.model import Band

LANGUAGE = "en"
"""Our recognisers read both languages at once; Presidio asks for one of its registry's."""
LANGUAGES = ("en", "zh")

Family = Callable[[Passage], Iterable[Hit]]
FAMILIES: dict[str, Family] = {
    "numbers": find_numbers,
    "phones": find_phones,
    "network": find_network,
    "devices": find_devices,
    "papers": find_papers,
    "announced": find_announced,
    "handles": find_handles,
    "credentials": find_credentials,
    "told": find_told,
    "told codes": find_told_codes,
    "code pages": find_code_pages,
    "answered": find_answers,
    "links": find_links,
    "seeds": find_seeds,
    "told seeds": find_told_seeds,
    "wallets": find_wallets,
    "coins": find_coins,
    "people": find_people,
    "speakers": find_speakers,
    "prose": find_prose_names,
    "small names": find_small_names,
    "hanzi": find_han_names,
    "postal": find_postal,
    "cases": find_cases,
    "screens": find_on_screens,
    "times": find_times,
    "blobs": find_blobs,
    "states": find_states,
    "broken": find_broken,
    "misread": find_misread,
    "spelled": find_spelled,
}
"""Every family of recognisers by the name that errors give it."""

_SCORES = {Band.CERTAIN: 0.95, Band.LIKELY: 0.7, Band.REVIEW: 0.4}
_CERTAIN_SCORE = 0.9
_LIKELY_SCORE = 0.6


class _PassageArtifacts(NlpArtifacts):  # type: ignore[misc] # Presidio ships no types
    """What recognisers get beside the text: the passage itself, and no tokens."""

    def __init__(self, blank: NlpArtifacts, passage: Passage) -> None:
        super().__init__(
            entities=[], tokens=blank.tokens, tokens_indices=[], lemmas=[], nlp_engine=None, language=LANGUAGE
        )
        self.passage = passage
        self.hits: list[Hit] = []
        """What our recogniser found: it travels beside Presidio's results, which take longer to make than to find."""


class WalletRecognizer(EntityRecognizer):  # type: ignore[misc] # Presidio ships no types
    """All our families as one Presidio recogniser, which costs one call for each passage."""

    def __init__(self, families: dict[str, Family]) -> None:
        self._families = families
        super().__init__(supported_entities=sorted(ENTITIES), supported_language=LANGUAGE)

    def load(self) -> None:
        """Load nothing: patterns are ready, word lists are read when first needed."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Return a result for each hit in a plain text; with our artifacts the hits go there instead."""
        if isinstance(nlp_artifacts, _PassageArtifacts):
            nlp_artifacts.hits += self._hits(nlp_artifacts.passage)
            return []
        return [
            RecognizerResult(hit.entity, hit.start, hit.end, _SCORES[hit.band], None, {"recognizer_name": self.name})
            for hit in self._hits(_plain(text))
            if hit.entity in entities
        ]

    def _hits(self, passage: Passage) -> list[Hit]:
        hits: list[Hit] = []
        for name, family in self._families.items():
            try:
                hits += family(passage)
            except Exception:  # noqa: BLE001 - whatever it is, the exhibit must not pass
                raise RecogniserFailure(name) from None
        return hits


class Engine:
    """One Presidio engine and what is needed to read passages with it."""

    def __init__(self, extra: Sequence[EntityRecognizer] = (), plugins: Plugins | None = None) -> None:
        self._plugins = plugins
        nlp_engine = NoOpNlpEngine([{"lang_code": language, "model_name": ""} for language in LANGUAGES])
        registry = RecognizerRegistry(
            recognizers=[WalletRecognizer(FAMILIES), *extra], supported_languages=list(LANGUAGES)
        )
        self._analyzer = AnalyzerEngine(
            registry=registry,
            nlp_engine=nlp_engine,
            supported_languages=list(LANGUAGES),
            context_aware_enhancer=PlainEnhancer(),
        )
        self._blank = nlp_engine.process_text("", LANGUAGE)

    def read(self, passage: Passage) -> list[Hit]:
        """Return every recogniser's hits in a passage, not yet settled.

        Raises:
            RecogniserFailure: one of them failed.
        """
        artifacts = _PassageArtifacts(self._blank, passage)
        try:
            results = self._analyzer.analyze(passage.text, LANGUAGE, nlp_artifacts=artifacts)
        except RecogniserFailure:
            raise
        except Exception:  # noqa: BLE001 - a recogniser that is not ours; its message may quote the text
            raise RecogniserFailure("presidio") from None
        results += self._plugins.read(passage.text) if self._plugins else ()
        foreign = (_to_hit(result, passage.text) for result in results if result.start < result.end)
        return distinct([*artifacts.hits, *foreign])

    @property
    def has_plugins(self) -> bool:
        """Whether recognisers of the user's own read along."""
        return self._plugins is not None


def _to_hit(result: RecognizerResult, text: str) -> Hit:
    """Return a hit for a result of somebody else's recogniser."""
    metadata = result.recognition_metadata or {}
    band = (
        Band.CERTAIN
        if result.score >= _CERTAIN_SCORE
        else Band.LIKELY
        if result.score >= _LIKELY_SCORE
        else Band.REVIEW
    )
    # An entity that we do not know is somebody's all the same: it is treated as an account.
    entity = result.entity_type if result.entity_type in ENTITIES else "ACCOUNT"
    rule = f"presidio-{metadata.get('recognizer_name', 'recognizer')}"
    return make_hit(entity, result.start, result.end, band, rule, text[result.start : result.end].strip())


def _plain(text: str) -> Passage:
    return passage_of([Segment(text=text, locate=lambda start, end: TextSpan(start=start, end=end))])


@cache
def engine(recognizers: tuple[Path, ...] = ()) -> Engine:
    """Return the engine with our recognisers, and those of the user's own configuration files.

    It holds no state that reading changes.

    Raises:
        RecognizersError: one of the files cannot be used.
    """
    loaded = Engine(plugins=Plugins(recognizers) if recognizers else None)
    # What is loaded by now stays. The collector of garbage would go through all of it again for every few thousand
    # findings, a third of the time on a log.
    gc.freeze()
    # The same for what a passage is made of: nearly all of it goes when its last name does.
    gc.set_threshold(100_000)
    return loaded
