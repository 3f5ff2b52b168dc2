"""Tests of the training of the adaptation, with the bundled model on a few provisions."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from data.atomic_files import write_text
from embeddings.adaptation.delta import Delta, read_delta
from embeddings.adaptation.layers import LayeredModel
from embeddings.adaptation.targets import Centring, Example, Recipe, Target
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


def test_command_writes_an_adaptation(
    bundled_model: Path, bapta_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = tmp_path / "acts"
    acts.mkdir()
    write_text(acts / "a.txt", "1-бап. Өтініш беру\n1. Өтініш беріледі.\n2. Өтініш қаралады.\n")
    write_text(acts / "a.toml", 'id = "a"\ntitle = "Өтініштер туралы"\nlanguage = "kk"\n')
    monkeypatch.setenv("BAPTA_HOME", str(bapta_home))
    target = tmp_path / "new.safetensors"
    lay = {"question": "Қағазды кім қарайды?", "language": "kk", "act": "a", "gold": ["art_1"]}
    words = ["model", "adapt", str(acts), "--to", str(target), "--articles", "1"]
    words += ["--sentences", "5"]

    def adapt(**changes: str) -> Result:
        questions = tmp_path / "lay.jsonl"
        write_text(questions, json.dumps(lay | changes))
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
