"""Tests of the training of the question encoder, with the bundled model on a few texts."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from data.atomic_files import write_text
from data.metadata import Sidecar
from data.parsing.parser import parse_text
from embeddings.adaptation.delta import SHIPPED, delta_digest, read_delta
from embeddings.bundled.install import ADAPTED_GRAPH, EXPORT
from embeddings.distillation.student import Student, read_student
from embeddings.distillation.training import Recipe, distil
from embeddings.encoder import FloatMatrix
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.quantization.onnx_graph import write_layers_graph
from embeddings.quantization.ranges import SHIPPED as SHIPPED_RANGES
from embeddings.quantization.ranges import read_ranges
from qa.adaptation.distillation_texts import Text, distillation_texts
from web.cli.main import main
from web.runtime import calibration, distillation

pytestmark = pytest.mark.slow

QUESTIONS = [
    Text("Полиция үйге кіре ала ма?", "kk"),
    Text("Қаруды қашан қолданады?", "kk"),
    Text("Куда жаловаться на участкового?", "ru"),
    Text("Сколько держат в отделе?", "ru"),
    Text("Who guards the court?", "en"),
]
ACT = """1-бап. Өтініш беру
1. Өтініш жергілікті органға жазбаша түрде беріледі және ол үш күн ішінде қаралады.
2. Өтініш қаралмаса, шағым жоғары тұрған органға немесе сотқа беріледі.
"""


def texts() -> list[str]:
    act = parse_text(ACT, Sidecar("a", "Өтініштер туралы", "kk"), "a.txt")
    return distillation_texts(QUESTIONS, [act], seed=3)


def adapted_vectors(model: Path, asked: list[str]) -> FloatMatrix:
    """Return the vectors of questions with the adaptation that questions and passages share."""
    return OnnxEncoder(model / EXPORT, 1, ADAPTED_GRAPH, batches=False).encode_queries(asked)


def encode(model: Path, folder: Path, student: Student, asked: list[str]) -> FloatMatrix:
    """Return the vectors of a student in a copy of the model's export."""
    shutil.copytree(model / EXPORT, folder / "export")
    graph = folder / "export" / "other.onnx"
    write_layers_graph(graph.with_name("model.onnx"), graph, student.layers(), None)
    return OnnxEncoder(graph.parent, 1, graph.name).encode_queries(asked)


def test_texts_are_questions_altered_questions_and_sentences() -> None:
    found = texts()
    assert found == texts()
    assert len(set(found)) == len(found)
    assert {one.text for one in QUESTIONS} <= set(found)
    assert "Өтініштер туралы" in found
    assert any(text.startswith("Өтініш жергілікті органға") for text in found)
    altered = set(found) - {one.text for one in QUESTIONS}
    # Nearly each of five questions has three altered forms, or five in English.
    assert len(altered) > 12


def test_student_learns_the_vectors_of_the_model(bundled_model: Path, tmp_path: Path) -> None:
    asked = texts()
    vectors = adapted_vectors(bundled_model, asked)

    def learn(steps: int) -> Student:
        recipe = Recipe(layers=(0, 11), steps=steps, batch=8, rate=3e-4)
        prompted = ["query: " + text for text in asked]
        return distil(bundled_model, read_delta(SHIPPED), delta_digest(), prompted, vectors, recipe)

    def cosine(steps: int) -> float:
        found = encode(bundled_model, tmp_path / str(steps), learn(steps), asked)
        return float((found * vectors).sum(axis=1).mean())

    before, after = cosine(1), cosine(40)
    assert after > before + 0.03
    assert learn(3).matrices["0.fi"].codes.tobytes() == learn(3).matrices["0.fi"].codes.tobytes()


def test_student_of_all_layers_has_the_vectors_of_the_model(
    bundled_model: Path, tmp_path: Path
) -> None:
    asked = texts()
    vectors = adapted_vectors(bundled_model, asked)
    recipe = Recipe(layers=tuple(range(12)), steps=1, batch=4, rate=1e-9)
    student = distil(bundled_model, read_delta(SHIPPED), delta_digest(), asked, vectors, recipe)
    found = encode(bundled_model, tmp_path, student, asked)
    assert (found * vectors).sum(axis=1).min() > 0.995


def test_command_writes_a_question_encoder(
    bundled_model: Path, bapta_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = tmp_path / "acts"
    acts.mkdir()
    write_text(acts / "a.txt", ACT)
    write_text(acts / "a.toml", 'id = "a"\ntitle = "Өтініштер туралы"\nlanguage = "kk"\n')
    lay = {"question": "Қағазды кім қарайды?", "language": "kk", "act": "a", "gold": ["art_1"]}
    write_text(tmp_path / "lay.jsonl", json.dumps(lay))
    monkeypatch.setenv("BAPTA_HOME", str(bapta_home))
    # The whole bank would be encoded by the whole model, which takes minutes.
    monkeypatch.setattr(distillation, "load_bank", lambda _act: ())
    target = tmp_path / "new.safetensors"
    words = ["model", "distil", str(acts), "--to", str(target), "--steps", "2"]
    result = CliRunner().invoke(main, [*words, "--questions", str(tmp_path / "lay.jsonl")])
    assert result.exit_code == 0, result.output
    assert "was trained on" in result.output
    student = read_student(target)
    assert (student.layers().number, student.teacher) == (6, delta_digest())


def test_command_measures_the_ranges_of_the_shipped_encoders(
    bundled_model: Path, bapta_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAPTA_HOME", str(bapta_home))
    monkeypatch.setattr(calibration, "_QUESTIONS", 30)
    target = tmp_path / "ranges"
    result = CliRunner().invoke(main, ["model", "calibrate", "--to", str(target)])
    assert result.exit_code == 0, result.output
    assert "were measured on" in result.output
    measured, shipped = read_ranges(target), read_ranges()
    assert measured.origin == shipped.origin
    assert target.stat().st_size == SHIPPED_RANGES.stat().st_size
    # The passages are the same, of questions there are fewer.
    for name, values in measured.whole.items():
        assert 0.7 < np.median(values / shipped.whole[name]) <= 1.01
