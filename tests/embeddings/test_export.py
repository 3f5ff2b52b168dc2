import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoders.onnx import OnnxEncoder
from embeddings.encoders.pytorch import SentenceEncoder
from embeddings.errors import ModelError
from embeddings.export import export_model
from embeddings.export_format import export_folder, read_export_settings
from embeddings.factory import open_encoder
from tests.helpers.small_delta import fetch_small_model
from tests.helpers.weights_file import restate

pytestmark = pytest.mark.slow

TEXTS = ["заң", "полиция 24-бап", "", "x" * 60, "query: a, passage: b", "law"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small random model with mean pooling and prompts."""
    return fetch_small_model(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def exported(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_model(model, tmp_path_factory.mktemp("exports") / "small", lambda stage: None)


def same(one: OnnxEncoder, other: SentenceEncoder) -> bool:
    queries = np.allclose(one.encode_queries(TEXTS), other.encode_queries(TEXTS), atol=1e-5)
    passages = np.allclose(one.encode_passages(TEXTS), other.encode_passages(TEXTS), atol=1e-5)
    return queries and passages


def test_export_has_the_vectors_and_the_name_of_the_model(model: Path, exported: Path) -> None:
    encoder, whole = OnnxEncoder(exported, threads=1), SentenceEncoder(model)
    assert same(encoder, whole)
    assert encoder.name == whole.name
    settings = read_export_settings(exported)
    assert (settings.dimension, settings.max_tokens, settings.pad_id) == (64, 32, 1)
    assert (settings.query_prompt, settings.passage_prompt) == ("query: ", "passage: ")


def test_pooling_and_missing_normalisation_are_exported_in_silence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = fetch_small_model(tmp_path)
    restate(
        model,
        "1_Pooling/config.json",
        pooling_mode_mean_tokens=False,
        pooling_mode_cls_token=True,
    )
    modules = json.loads((model / "modules.json").read_text(encoding="utf-8"))
    (model / "modules.json").write_text(json.dumps(modules[:2]), encoding="utf-8")
    restate(model, "config_sentence_transformers.json", prompts={"query": "query "})
    stages: list[str] = []
    encoder = OnnxEncoder(export_model(model, tmp_path / "cls", stages.append), threads=1)
    assert capfd.readouterr() == ("", "")
    assert same(encoder, SentenceEncoder(model))
    assert read_export_settings(tmp_path / "cls").passage_prompt == ""
    assert stages == [
        "loading the model",
        "writing the graph",
        "comparing its vectors with the model's own",
    ]


def test_export_is_opened_by_folder_and_by_name(
    exported: Path, model: Path, tmp_path: Path
) -> None:
    assert isinstance(open_encoder(str(exported), tmp_path), OnnxEncoder)
    place = export_folder(tmp_path, "some-owner/small")
    assert place == tmp_path / "models" / "some-owner--small"
    assert export_folder(tmp_path, str(model)) == tmp_path / "models" / "multilingual-e5-small"
    place.parent.mkdir()
    exported.rename(place)
    try:
        assert isinstance(open_encoder("some-owner/small", tmp_path), OnnxEncoder)
    finally:
        place.rename(exported)


def test_damaged_export_raises_model_error(exported: Path, tmp_path: Path) -> None:
    settings = (exported / "encoder.json").read_text(encoding="utf-8")
    restate(exported, "encoder.json", dimension=65)
    try:
        with pytest.raises(ModelError) as caught:
            open_encoder(str(exported), tmp_path)
    finally:
        (exported / "encoder.json").write_text(settings, encoding="utf-8")
    assert caught.value.message == (
        f"The file encoder.json of the model folder {exported} is damaged."
    )
    # An export given by its folder names no command: its model is unknown.
    assert caught.value.fix is None
    place = export_folder(tmp_path, "some-owner/small")
    shutil.copytree(exported, place)
    (place / "tokenizer.json").unlink()
    with pytest.raises(ModelError) as caught:
        open_encoder("some-owner/small", tmp_path)
    assert (
        caught.value.message
        == f"The model folder {place} does not contain the file tokenizer.json."
    )
    assert caught.value.fix == "bapta model export some-owner/small"


def test_graph_of_another_dimension_raises_model_error(exported: Path, tmp_path: Path) -> None:
    other = shutil.copytree(exported, tmp_path / "other")
    restate(other, "encoder.json", dimension=65)
    with pytest.raises(ModelError) as caught:
        OnnxEncoder(other, threads=1)
    assert caught.value.message == f"The graph in {other} does not return vectors of 65 values."


def test_only_an_older_export_is_overwritten(model: Path, exported: Path, tmp_path: Path) -> None:
    for place in (model, model.parent):
        with pytest.raises(ModelError, match="contains something other than an export"):
            export_model(model, place, lambda stage: None)
    for place in (model / "onnx" / "x", exported / "x"):
        with pytest.raises(ModelError, match="is inside a model folder"):
            export_model(model, place, lambda stage: None)
    assert (model / "model.safetensors").is_file()
    again = shutil.copytree(exported, tmp_path / "again")
    (again / "left-over").touch()
    export_model(model, again, lambda stage: None)
    assert not (again / "left-over").exists()


def test_export_with_other_vectors_is_rejected(tmp_path: Path) -> None:
    model = fetch_small_model(tmp_path)
    # Pooling without the prompt cannot be expressed in a graph over tokens.
    restate(model, "1_Pooling/config.json", include_prompt=False)
    with pytest.raises(ModelError, match=r"gives different vectors \(cosine 0\.\d{3}\)\.$"):
        export_model(model, tmp_path / "other", lambda stage: None)
    assert not (tmp_path / "other").exists()


def test_missing_model_raises_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"The model folder .* does not exist"):
        export_model(tmp_path / "nowhere", tmp_path / "x", lambda stage: None)


def test_unwritable_folder_raises_model_error(model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ModelError, match=r"^The folder .* cannot be written: "):
        export_model(model, tmp_path / "file" / "x", lambda stage: None)
