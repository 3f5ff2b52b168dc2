import json
import re
from pathlib import Path

import numpy as np
import pytest

from embeddings.bundled.download import BUNDLED
from embeddings.encoders.pytorch import SentenceEncoder
from embeddings.errors import ModelError
from embeddings.factory import open_encoder
from tests.helpers.small_delta import fetch_small_model
from tests.helpers.weights_file import restate

pytestmark = pytest.mark.slow


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a folder with a small random model, mean pooling and prompts."""
    return fetch_small_model(tmp_path)


@pytest.fixture(scope="module")
def encoder(bundled_model: Path) -> SentenceEncoder:
    return SentenceEncoder(bundled_model)


def test_question_is_nearest_to_its_answer_in_three_languages(encoder: SentenceEncoder) -> None:
    passages = encoder.encode_passages(
        [
            "Атыс қаруын ескертусіз қолдануға тұтқиылдан шабуыл жасалғанда жол беріледі.",
            "Қызметкерлерге жыл сайын ақылы демалыс беріледі.",
            "Полиция азаматтардың өтініштерін қабылдайды және тіркейді.",
        ]
    )
    questions = encoder.encode_queries(
        [
            "Полиция қашан ескертусіз ата алады?",
            "Когда полиция может стрелять без предупреждения?",
            "When may the police shoot without warning?",
            "Демалыс қанша күн?",
            "Какой отпуск у сотрудников?",
            "Where do I file a complaint with the police?",
        ]
    )
    assert (questions @ passages.T).argmax(axis=1).tolist() == [0, 0, 0, 1, 1, 2]


def test_same_question_in_three_languages_is_nearer_than_another(encoder: SentenceEncoder) -> None:
    rows = encoder.encode_queries(
        [
            "Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?",
            "Когда полицейский может применить оружие без предупреждения?",
            "When may a police officer use a firearm without warning?",
            "Как испечь хлеб?",
        ]
    )
    near = rows[:3] @ rows[:3].T
    assert near.min() > 0.87
    assert (rows[:3] @ rows[3]).max() < 0.77


def test_rows_are_unit_rows_in_the_order_of_the_texts(encoder: SentenceEncoder) -> None:
    texts = ["заң", "закон " * 10, "", "law", "бап", "\ufdfa"]
    told: list[tuple[int, int]] = []
    rows = encoder.encode_passages(texts * 7, lambda done, total: told.append((done, total)))
    assert told == [(32, 42), (42, 42)]
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert np.allclose(rows, np.tile(alone, (7, 1)), atol=1e-5)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_text_above_the_limit_is_truncated(encoder: SentenceEncoder) -> None:
    rows = encoder.encode_passages(["заң " * 600, "заң " * 700])
    assert np.allclose(rows[0], rows[1], atol=1e-5)


def test_prompts_come_from_the_configuration(small: Path) -> None:
    prompted = SentenceEncoder(small)
    restate(small, "config_sentence_transformers.json", prompts={})
    plain = SentenceEncoder(small)
    assert np.allclose(
        prompted.encode_queries(["заң"]), plain.encode_queries(["query: заң"]), atol=1e-6
    )
    assert np.allclose(
        prompted.encode_passages(["заң"]), plain.encode_passages(["passage: заң"]), atol=1e-6
    )
    assert not np.allclose(plain.encode_queries(["заң"]), prompted.encode_queries(["заң"]))


def test_pooling_comes_from_the_configuration(small: Path) -> None:
    mean = SentenceEncoder(small)
    restate(
        small,
        "1_Pooling/config.json",
        pooling_mode_mean_tokens=False,
        pooling_mode_cls_token=True,
    )
    cls = SentenceEncoder(small)
    assert cls.dimension == mean.dimension == 64
    assert not np.allclose(cls.encode_queries(["заң"]), mean.encode_queries(["заң"]))


def test_name_depends_on_the_content_of_the_folder(small: Path) -> None:
    before = SentenceEncoder(small).name
    assert before.startswith(f"{BUNDLED}@")
    assert SentenceEncoder(small).name == before
    restate(small, "config_sentence_transformers.json", prompts={})
    assert SentenceEncoder(small).name != before


def test_loading_prints_nothing(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    SentenceEncoder(small).encode_passages(["заң"])
    assert capfd.readouterr() == ("", "")


def test_missing_model_raises_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        SentenceEncoder(tmp_path / "nowhere")
    assert caught.value.message == f"The model folder {tmp_path / 'nowhere'} does not exist."
    with pytest.raises(ModelError, match=r"^The model some-owner/no-such-model cannot be loaded"):
        SentenceEncoder("some-owner/no-such-model")


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_folder_without_a_file_raises_model_error(small: Path, name: str) -> None:
    (small / name).unlink()
    with pytest.raises(ModelError, match="cannot be loaded on cpu: "):
        SentenceEncoder(small)


def test_damaged_weights_raise_model_error(small: Path) -> None:
    (small / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="cannot be loaded on cpu: "):
        SentenceEncoder(small)


def test_tokenizer_of_another_model_raises_model_error(small: Path) -> None:
    path = small / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"] += [[f"piece{number}", -3.0] for number in range(50)]
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        SentenceEncoder(small)
    assert re.fullmatch(
        r"The tokenizer of the model multilingual-e5-small@[0-9a-f]{12} does not belong to its "
        r"weights\.",
        caught.value.message,
    )


def test_missing_device_raises_model_error(small: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded on no-such-device: "):
        SentenceEncoder(small, "no-such-device")


def test_encoder_of_the_bundled_model_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        open_encoder(BUNDLED, tmp_path)
    assert caught.value.fix == "bapta model fetch"


def test_encoder_of_a_folder_is_opened(small: Path, tmp_path: Path) -> None:
    assert open_encoder(str(small), tmp_path / "elsewhere").dimension == 64
