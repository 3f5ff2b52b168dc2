import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest

from embeddings.adaptation.delta import QUESTIONS as QUESTION_DELTA
from embeddings.adaptation.delta import joined_deltas, read_delta
from embeddings.bundled.download import BUNDLED
from embeddings.bundled.install import DELTA, EXPORT, check_model
from embeddings.encoder import Encoder
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.encoders.pytorch import SentenceEncoder
from embeddings.errors import ModelError
from embeddings.export_format import ExportSettings, read_export_settings
from embeddings.factory import open_encoder
from tests.helpers.paths import ROOT
from tests.helpers.small_delta import fetch_small_model

pytestmark = pytest.mark.slow

LAW = ROOT / "data" / "shipped" / "000_bd92600af3e91630.txt"
QUESTIONS = [
    "Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?",
    "Учаскелік инспектор үйге рұқсатсыз кіре ала ма?",
    "Полицияның құқықтары қандай?",
    "Ішкі істер органдарының міндеттері неде?",
    "Құжатымды кім тексере алады?",
    "Қызметкер қай жаста зейнетке шығады?",
    "Когда полицейский может применить оружие без предупреждения?",
    "Имеет ли право полиция входить в квартиру без согласия?",
    "Кто может служить в полиции?",
    "Куда жаловаться на участкового?",
    "Какой отпуск положен сотруднику?",
    "Могут ли забрать машину на штрафстоянку?",
    "When may a police officer use a firearm without warning?",
    "Can the police enter my home without a warrant?",
    "Who pays for damage done by the police?",
    "Must an officer show an identity card?",
    "What are the duties of the police?",
    "How old must one be to join the police?",
    "Polıtsııa qyzmetkeri atys qarýyn qashan qoldana alady?",
    "Memlekettik tilde ótinish jazýǵa bola ma, jaýap qaı kúni keledi?",
    "Polisiya qyzmetkeriniñ mindetteri, jeñıldıkter jäne ğylymi däreje üşın tölem",
]


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """Return questions and lines from the whole law."""
    lines = [line.strip() for line in LAW.read_text(encoding="utf-8").splitlines()]
    return QUESTIONS + [line for line in lines if len(line) > 30][::20]


@pytest.fixture(scope="module")
def encoder(bundled_model: Path, bapta_home: Path) -> Encoder:
    return open_encoder(BUNDLED, bapta_home)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small random model with its export."""
    return fetch_small_model(tmp_path)


def cosines(
    left: Encoder, right: Encoder, texts: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    pairs = (
        (left.encode_queries(texts), right.encode_queries(texts)),
        (left.encode_passages(texts), right.encode_passages(texts)),
    )
    return np.concatenate([(one * other).sum(axis=1) for one, other in pairs])


def test_vectors_are_near_those_of_sentence_transformers(
    encoder: Encoder, bundled_model: Path, sentences: list[str]
) -> None:
    assert len(sentences) > 60
    on_torch = SentenceEncoder(bundled_model)
    adaptation = read_delta(bundled_model / DELTA)
    on_torch.apply(joined_deltas(adaptation, read_delta(QUESTION_DELTA)))
    questions = (encoder.encode_queries(sentences) * on_torch.encode_queries(sentences)).sum(1)
    on_torch = SentenceEncoder(bundled_model)
    on_torch.apply(adaptation)
    passages = (encoder.encode_passages(sentences) * on_torch.encode_passages(sentences)).sum(1)
    same = np.concatenate([questions, passages])
    # Integer matrices: the bounds of decision 0021.
    assert same.mean() > 0.999
    assert same.min() > 0.997


def test_export_has_the_settings_of_the_bundled_model(bundled_model: Path) -> None:
    expected = ExportSettings(f"{BUNDLED}/3", 384, 512, 1, "query: ", "passage: ")
    assert read_export_settings(bundled_model / "onnx") == expected


def test_rows_are_unit_rows_in_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = ["заң", "закон " * 10, "", "law", "бап " * 600, "\ufdfa" * 100, "中国"]
    told: list[tuple[int, int]] = []
    rows = encoder.encode_passages(texts * 2, lambda done, total: told.append((done, total)))
    assert told[-1] == (14, 14)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert np.array_equal(rows, np.tile(alone, (2, 1)))
    assert encoder.encode_queries([]).shape == (0, 384)


def test_small_model_has_the_vectors_of_sentence_transformers(small: Path) -> None:
    exported, whole = OnnxEncoder(small / "onnx", threads=1), SentenceEncoder(small)
    texts = ["заң", "полиция 24-бап", "a", "", "x" * 60, "query"]
    assert cosines(exported, whole, texts).min() > 0.999


@pytest.mark.parametrize("threads", [1, 3])
def test_texts_beyond_the_sort_window_keep_their_order(small: Path, threads: int) -> None:
    encoder = OnnxEncoder(small / "onnx", threads)
    texts = [f"{number}" * (1 + number % 9) for number in range(1100)]
    rows = encoder.encode_passages(texts)
    for number in (0, 1023, 1024, 1099):
        assert float(rows[number] @ encoder.encode_passages([texts[number]])[0]) > 0.999


def test_serving_imports_neither_torch_nor_onnx(bundled_model: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from embeddings.factory import open_encoder\n"
        f"encoder = open_encoder({BUNDLED!r}, Path({str(bundled_model.parents[1])!r}))\n"
        "print(encoder.encode_queries(['заң']).shape)\n"
        "heavy = ('torch', 'transformers', 'sentence_transformers', 'onnx', 'safetensors')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=LAW.parents[2],
    )
    assert result.stdout.splitlines() == ["(1, 384)", "[]"]
    assert result.stderr == ""


def test_exported_folder_is_opened_by_its_path(small: Path, tmp_path: Path) -> None:
    assert isinstance(open_encoder(str(small / "onnx"), tmp_path), OnnxEncoder)
    assert isinstance(open_encoder(str(small), tmp_path), SentenceEncoder)


@pytest.mark.parametrize("name", ["model.onnx", "model.bin", "pieces.model", "encoder.json"])
def test_missing_or_damaged_file_raises_model_error(small: Path, tmp_path: Path, name: str) -> None:
    path = small / "onnx" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        open_encoder(BUNDLED, tmp_path)
    assert caught.value.message == f"The file onnx/{name} of the model folder {small} is damaged."
    path.unlink()
    with pytest.raises(ModelError) as caught:
        open_encoder(BUNDLED, tmp_path)
    assert (
        caught.value.message == f"The model folder {small} does not contain the file onnx/{name}."
    )
    assert caught.value.fix == "bapta model fetch"


def test_serving_reads_only_the_export(small: Path, tmp_path: Path) -> None:
    path = small / "model.safetensors"
    path.write_bytes(bytes(path.stat().st_size))
    assert check_model(tmp_path, "onnx") == small
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        check_model(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"name": "x"}', '{"dimension": "many"}'])
def test_damaged_settings_raise_model_error(small: Path, text: str) -> None:
    (small / "onnx" / "encoder.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"The settings of the exported model in .* are damaged"):
        read_export_settings(small / "onnx")
    with pytest.raises(ModelError, match="There is no exported model in "):
        read_export_settings(small)


def test_graph_is_valid_and_has_its_values_in_a_second_file(small: Path) -> None:
    onnx.checker.check_model(str(small / "onnx" / "model.onnx"))
    assert (small / "onnx" / "model.onnx").stat().st_size < 60_000
    seal = json.loads((small / "bapta.json").read_text(encoding="utf-8"))
    assert {"onnx/model.bin", "onnx/model.onnx"} <= seal["files"].keys()


def test_forked_process_encodes_with_threads_of_its_own(
    bundled_model: Path, bapta_home: Path
) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from embeddings.encoders.onnx import OnnxEncoder\n"
        "encoder = OnnxEncoder(Path(sys.argv[1]), 2)\n"
        "vector = encoder.encode_queries(['қару'])\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        # Without threads of its own it waits for ever.
        "    signal.alarm(60)\n"
        "    os._exit(0 if (encoder.encode_queries(['қару']) == vector).all() else 1)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    folder = check_model(bapta_home) / EXPORT
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, check=False, timeout=120
    )
    assert done.returncode == 0
