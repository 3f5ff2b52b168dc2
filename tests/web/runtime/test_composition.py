"""Composition of the answerer from the settings."""

from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.errors import IndexDamagedError, IndexStaleError
from qa.answer import Question
from qa.evaluation.dataset import Part
from tests.helpers.teaching import hashing_parts, home_with_index, home_without_tables
from tests.helpers.web_app import EN_FIREARM, settings_of
from web.runtime.composition import build_tables, check_tables, compose_answerer, compose_live

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


def test_index_of_an_earlier_version_is_named_and_completed_without_encoding(
    tmp_path: Path,
) -> None:
    home = home_without_tables(tmp_path)
    settings, parts = settings_of(home), hashing_parts(home)
    question = Question(EN_FIREARM)
    before = compose_answerer(settings, parts=parts).ask(question)
    assert not (settings.index / "words").exists()
    with pytest.raises(IndexStaleError, match=r"no tables of words.* Run: bapta index build"):
        check_tables(settings, parts)
    vectors = (settings.index / "manifest.json").read_bytes()
    assert build_tables(settings, parts)
    assert not build_tables(settings, parts)
    assert (settings.index / "manifest.json").read_bytes() == vectors
    after = compose_answerer(settings, parts=parts).ask(question)
    assert replace(after, answer_id=before.answer_id) == before


def test_tables_cut_short_are_named_and_built_anew(tmp_path: Path) -> None:
    home = home_without_tables(tmp_path)
    settings, parts = settings_of(home), hashing_parts(home)
    build_tables(settings, parts)
    (file,) = settings.index.glob("words/*/tables-*.bin")
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(IndexDamagedError, match=r"are damaged\. Run: bapta index build"):
        compose_answerer(settings, parts=parts)
    assert build_tables(settings, parts)
    compose_answerer(settings, parts=parts)


def test_server_stores_the_tables_that_it_had_to_compute(tmp_path: Path) -> None:
    home = home_without_tables(tmp_path)
    settings, parts = settings_of(home), hashing_parts(home)
    compose_live(settings, parts)
    assert not build_tables(settings, parts)


def test_server_starts_without_tables_where_the_index_cannot_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = home_without_tables(tmp_path)
    settings, parts = settings_of(home), hashing_parts(home)
    (settings.index / "words").write_bytes(b"")
    compose_live(settings, parts).ask(Question(EN_FIREARM))
    assert "The tables of words cannot be stored" in caplog.text
