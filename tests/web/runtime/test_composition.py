"""Composition of the answerer from the settings."""

from pathlib import Path

import pytest

from qa.answer import Question
from qa.evaluation.dataset import Part
from tests.helpers.teaching import hashing_parts, home_with_index
from tests.helpers.web_app import EN_FIREARM, settings_of
from web.runtime.composition import compose_answerer

pytestmark = pytest.mark.slow


def test_least_confidence_replaces_the_threshold_of_an_answer(tmp_path: Path) -> None:
    home = home_with_index(tmp_path)
    parts = hashing_parts(home)
    question = Question(EN_FIREARM)
    thresholds = [
        compose_answerer(settings_of(home, **stated), [Part.BANK], parts)
        .answer_with_trace(question)
        .decision.abstention.high
        for stated in ({}, {"BAPTA_MIN_CONFIDENCE": "0.97"})
    ]
    assert thresholds[0] < thresholds[1] == 0.97
