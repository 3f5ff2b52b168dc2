"""Tests of the training of the adaptations, with the bundled model on a few provisions."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from data.atomic_files import write_text
from embeddings.adaptation.delta import SHIPPED, Delta, delta_digest, read_delta
from embeddings.adaptation.layers import LayeredModel
from embeddings.adaptation.question_training import train_questions
from embeddings.adaptation.targets import (
    QUESTION_RECIPE,
    Centring,
    Example,
    Recipe,
    Target,
    Wording,
)
from embeddings.adaptation.training import train
from embeddings.bundled.download import PROMPTS
from embeddings.encoders.pytorch import SentenceEncoder
from web.cli.main import main

pytestmark = pytest.mark.slow

PASSAGES = [
    "Гражданин подает заявление в местный орган.",
    "Полиция вправе остановить автомобиль.",
    "Оружие применяется после предупреждения.",
    "Шағым жоғары тұрған органға беріледі.",
]
QUESTIONS = ["Куда нести бумагу?", "Кто тормозит машины?", "Когда стреляют?", "Who hears appeals?"]
LANGUAGES = ["ru", "ru", "ru", "en"]


LAY = {"question": "Қағазды кім қарайды?", "language": "kk", "act": "a", "gold": ["art_1"]}


def folder_of_acts(folder: Path) -> Path:
    """Return a folder with an act of one article."""
    acts = folder / "acts"
    acts.mkdir()
    write_text(acts / "a.txt", "1-бап. Өтініш беру\n1. Өтініш беріледі.\n2. Өтініш қаралады.\n")
    write_text(acts / "a.toml", 'id = "a"\ntitle = "Өтініштер туралы"\nlanguage = "kk"\n')
    return acts


def examples() -> list[Example]:
    return [
        Example(text, language, (Target("ru", range(len(PASSAGES)), {row: str(row)}, frozenset()),))
        for row, (text, language) in enumerate(zip(QUESTIONS, LANGUAGES, strict=True))
    ]


def test_layers_give_the_vectors_of_the_model(bundled_model: Path) -> None:
    layered = LayeredModel(bundled_model)
    vectors = layered.encode(layered.lower(QUESTIONS, "query: ", 40), {})
    expected = SentenceEncoder(bundled_model).encode_queries(QUESTIONS)
    # The upper layers run in bfloat16.
    assert (vectors * expected).sum(axis=1).min() > 0.999


def test_training_draws_questions_to_their_passages(bundled_model: Path) -> None:
    encoder = SentenceEncoder(bundled_model)

    def learn() -> Delta:
        centring = Centring(
            ["Кто?", "Who?"], lambda rows: dict.fromkeys(LANGUAGES, 0.5 * rows.mean(axis=0))
        )
        recipe = Recipe(batch=4, negatives=3, epochs=20, rate=3e-3)
        return train(
            bundled_model,
            PROMPTS,
            examples(),
            PASSAGES,
            centring,
            "",
            recipe,
            lambda *_: None,
            lambda *_: None,
        )

    before = encoder.encode_queries(QUESTIONS) @ encoder.encode_passages(PASSAGES).T
    first, second = learn(), learn()
    assert all(
        np.array_equal(first.factors[name].up, second.factors[name].up) for name in first.factors
    )
    encoder.apply(first)
    after = encoder.encode_queries(QUESTIONS) @ encoder.encode_passages(PASSAGES).T

    def margin(scores: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
        return float(np.diag(scores).mean() - scores.mean())

    assert margin(after) > margin(before) + 0.02
    assert (after.argmax(axis=1) == np.arange(4)).all()


def test_training_draws_questions_to_the_mean_of_their_wordings(bundled_model: Path) -> None:
    asked = ["Ақшамды қайтармай жатыр", "Есікті сындырып кірді", "Итім қауып алды", "Кім тежейді?"]
    means = ["Мне не возвращают деньги", "Взломали дверь и вошли", "Собака укусила", QUESTIONS[1]]
    wordings = [Wording(text, "kk", (number + 4,)) for number, text in enumerate(asked)]
    wordings += [Wording(text, "ru", (number + 4,)) for number, text in enumerate(means)]
    wordings[7] = replace(wordings[7], example=examples()[1])
    adaptation = read_delta(SHIPPED)
    centring = Centring(
        ["Кім?", "Кто?"], lambda rows: {"kk": 0.5 * rows[0], "ru": 0.5 * rows[1], "en": rows[1]}
    )
    recipe = replace(QUESTION_RECIPE, batch=8, epochs=12, rate=3e-3)

    def learn() -> Delta:
        return train_questions(
            bundled_model,
            adaptation,
            PROMPTS,
            wordings,
            PASSAGES,
            centring,
            "0" * 16,
            recipe,
            lambda *_: None,
            lambda *_: None,
        )

    encoder = SentenceEncoder(bundled_model)
    encoder.apply(adaptation)

    def nearness() -> tuple[float, float]:
        vectors, passages = encoder.encode_queries(asked + means), encoder.encode_passages(PASSAGES)
        return (vectors[:4] * vectors[4:]).sum(1).mean(), vectors[7] @ passages[1]

    before = nearness()
    first, second = learn(), learn()
    assert (first.base, first.recipe) == ("0" * 16, QUESTION_RECIPE.name)
    assert {"l0.qkv", "l11.fo"} <= first.factors.keys()
    assert all(
        np.array_equal(first.factors[name].up, second.factors[name].up) for name in first.factors
    )
    encoder.apply(first)
    after = nearness()
    assert after[0] > before[0] + 0.05
    assert after[1] > before[1]


def test_command_writes_an_adaptation(
    bundled_model: Path, bapta_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = folder_of_acts(tmp_path)
    monkeypatch.setenv("BAPTA_HOME", str(bapta_home))
    target = tmp_path / "new.safetensors"
    words = ["model", "adapt", str(acts), "--to", str(target), "--articles", "1"]
    words += ["--sentences", "5"]

    def adapt(**changes: str) -> Result:
        questions = tmp_path / "lay.jsonl"
        write_text(questions, json.dumps(LAY | changes))
        return CliRunner().invoke(main, [*words, "--questions", str(questions)])

    unknown = adapt(act="b")
    assert unknown.exit_code == 2
    assert "The questions name the act b, but no folder" in unknown.stderr
    assert not target.exists()
    result = adapt()
    assert result.exit_code == 0, result.output
    assert "was trained on" in result.output
    delta = read_delta(target)
    assert "l11.fo" in delta.factors
    assert delta.recipe == "contrastive-2, lay questions"


def test_command_writes_an_adaptation_of_questions(
    bapta_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = folder_of_acts(tmp_path)
    monkeypatch.setenv("BAPTA_HOME", str(bapta_home))
    target, questions, wordings = (tmp_path / name for name in ("new", "lay", "wordings"))
    write_text(questions, json.dumps(LAY))
    words = ["model", "adapt-questions", str(acts), "--to", str(target), "--epochs", "1"]
    words += ["--questions", str(questions), "--wordings", str(wordings)]
    write_text(wordings, "[]")
    refused = CliRunner().invoke(main, words)
    assert refused.exit_code == 2
    assert "wordings cannot be read at line 1" in refused.stderr
    assert not target.exists()
    nothing = CliRunner().invoke(main, [*words[:5], "--articles", "0"])
    assert nothing.exit_code == 2
    assert "have no text to train on" in nothing.stderr
    write_text(wordings, json.dumps({"kk": ["Есік бұзылды"], "ru": ["Дверь сломали"]}))
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    delta = read_delta(target)
    assert (delta.base, delta.recipe) == (delta_digest(), QUESTION_RECIPE.name)
    assert "was trained on 3 wordings" in result.output
