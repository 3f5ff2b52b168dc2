"""Tests of the adaptation: file, graphs, encoder and installation."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import embeddings.encoders.pytorch as pytorch
import embeddings.factory as factory
from embeddings.adaptation.delta import (
    QUESTIONS,
    SHIPPED,
    delta_base,
    delta_digest,
    joined_deltas,
    read_delta,
    write_delta,
)
from embeddings.bundled.download import BUNDLED, NAME, SOURCE, WHEEL_SHA256
from embeddings.bundled.install import (
    ADAPTED_GRAPH,
    DELTA,
    QUESTION_GRAPH,
    TOKENIZER_FORMAT,
    check_model,
    fetch_model,
)
from embeddings.distillation.student import student_digest
from embeddings.encoders.caching import DiskCachedEncoder
from embeddings.encoders.pytorch import SentenceEncoder
from embeddings.errors import IndexStaleError, ModelError
from embeddings.export_format import NORMALIZER, PIECES, TOKENIZER
from embeddings.factory import open_encoder
from embeddings.index.stores import FolderStore
from embeddings.index.vectors import FlatIndex
from embeddings.integrity import write_manifest
from embeddings.quantization.layers import read_layers
from embeddings.quantization.ranges import integers_version
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.killing import dies_at
from tests.helpers.small_delta import (
    fetch_small_model,
    small_additions,
    small_delta,
    small_question_delta,
)

TEXTS = ["заң туралы", "қару", "query and passage", "а"]


def no_download(folder: Path) -> Path:
    raise ModelError("Nothing may be downloaded.")


def old_home(home: Path) -> Path:
    """Make the folder of a version without the adaptation; return it."""
    folder = fetch_small_model(home)
    (folder / DELTA).unlink()
    values = ("adapted.bin", "question.bin")
    for name in (ADAPTED_GRAPH, QUESTION_GRAPH, *values, PIECES, NORMALIZER):
        (folder / "onnx" / name).unlink()
    shutil.copy(folder / "tokenizer.json", folder / "onnx" / TOKENIZER)
    write_manifest(folder / "onnx", {"format": 1})
    write_manifest(folder, SOURCE)
    return folder


def test_kill_while_a_folder_is_completed_leaves_a_model(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old_home(old)
    killed = 0
    for moment in range(1, 100):
        home = tmp_path / str(moment)
        shutil.copytree(old, home)

        def complete(home: Path = home) -> Path:
            return fetch_model(home, fetch=no_download, additions=small_additions())

        dies = dies_at(moment, complete)
        # It ends what the killed one began, without a download.
        assert complete() == check_model(home)
        killed += dies
        if not dies:
            break
    # One rename for each of nine files, and two for the folder.
    assert killed == 11


def test_completing_a_folder_writes_over_no_file_of_it(tmp_path: Path) -> None:
    folder = old_home(tmp_path)
    handles = [path.open("rb") for path in sorted(folder.rglob("*")) if path.is_file()]
    before = [handle.read() for handle in handles]
    fetch_model(tmp_path, fetch=no_download, additions=small_additions())
    for handle, content in zip(handles, before, strict=True):
        handle.seek(0)
        assert handle.read() == content
        handle.close()


def test_shipped_delta_fits_the_bundled_model() -> None:
    delta = read_delta(SHIPPED)
    assert delta.base == WHEEL_SHA256
    assert SHIPPED.stat().st_size < 3_000_000
    assert {name.partition(".")[0] for name in delta.factors} == {f"l{n}" for n in range(6, 12)}
    assert delta.factors["l6.qkv"].change().shape == (3 * 384, 384)


def test_shipped_question_delta_is_on_top_of_the_adaptation() -> None:
    delta = read_delta(QUESTIONS)
    assert delta.base == delta_base() == delta_digest()
    assert QUESTIONS.stat().st_size < 3_000_000
    assert {name.partition(".")[0] for name in delta.factors} == {f"l{n}" for n in range(12)}


def test_delta_is_read_as_written(tmp_path: Path) -> None:
    delta = small_delta()
    write_delta(tmp_path / "delta", delta)
    again = read_delta(tmp_path / "delta")
    assert (again.base, again.recipe, again.seed) == (delta.base, delta.recipe, delta.seed)
    assert again.factors.keys() == delta.factors.keys()
    assert all(np.array_equal(again.factors[n].up, delta.factors[n].up) for n in delta.factors)


@pytest.mark.parametrize("content", [b"", b"{}", bytes(100)])
def test_damaged_delta_raises_model_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "delta").write_bytes(content)
    with pytest.raises(ModelError, match="is missing or damaged"):
        read_delta(tmp_path / "delta")


def test_delta_of_another_model_raises_model_error(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    delta = read_delta(SHIPPED)
    with pytest.raises(ModelError, match=r"has no matrix encoder\.layer\.1"):
        read_layers(folder, delta)
    with pytest.raises(ModelError, match="does not fit the model"):
        SentenceEncoder(folder).apply(delta)


def test_both_runtimes_change_questions_and_passages(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    adapted = open_encoder(BUNDLED, tmp_path, threads=1)
    on_torch = SentenceEncoder(folder)
    assert ((on_torch.encode_queries(TEXTS) * adapted.encode_queries(TEXTS)).sum(1) < 0.99).any()
    assert ((on_torch.encode_passages(TEXTS) * adapted.encode_passages(TEXTS)).sum(1) < 0.99).any()
    on_torch.apply(read_delta(folder / DELTA))
    passages = (on_torch.encode_passages(TEXTS) * adapted.encode_passages(TEXTS)).sum(axis=1)
    on_torch.apply(small_question_delta())
    questions = (on_torch.encode_queries(TEXTS) * adapted.encode_queries(TEXTS)).sum(axis=1)
    assert min(questions.min(), passages.min()) > 0.99


def test_joined_deltas_change_as_one_after_the_other(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    apart, together = SentenceEncoder(folder), SentenceEncoder(folder)
    apart.apply(small_delta())
    apart.apply(small_question_delta())
    joined = joined_deltas(small_delta(), small_question_delta())
    together.apply(joined)
    assert joined.base == small_delta().base
    assert joined.factors["l1.ao"].down.shape[1] == 2 * small_delta().factors["l1.ao"].down.shape[1]
    assert np.allclose(apart.encode_queries(TEXTS), together.encode_queries(TEXTS), atol=1e-4)


def test_question_adaptation_of_another_adaptation_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_small_model(tmp_path)
    monkeypatch.setattr(factory, "delta_base", lambda: "0" * 16)
    with pytest.raises(ModelError, match="trained for another adaptation") as caught:
        open_encoder(BUNDLED, tmp_path)
    assert caught.value.fix == "make adapt-questions ACTS=FOLDER"
    # The law alone does not use it.
    assert open_encoder(BUNDLED, tmp_path, small_questions=True).dimension


def test_passages_alone_are_encoded_on_a_gpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_small_model(tmp_path)
    opened: list[str] = []

    class OnGpu(SentenceEncoder):
        def __init__(self, model: Path, device: str, threads: int | None, name: str) -> None:
            opened.append(device)
            super().__init__(model, "cpu", threads, name)

    monkeypatch.setattr(pytorch, "SentenceEncoder", OnGpu)
    on_gpu, on_cpu = (open_encoder(BUNDLED, tmp_path, device, 1) for device in ("cuda", "cpu"))
    assert opened == ["cuda"]
    assert (on_gpu.name, on_gpu.question_name) == (on_cpu.name, on_cpu.question_name)
    assert np.array_equal(on_gpu.encode_queries(TEXTS), on_cpu.encode_queries(TEXTS))
    passages = (on_gpu.encode_passages(TEXTS) * on_cpu.encode_passages(TEXTS)).sum(axis=1)
    assert passages.min() > 0.99


def test_missing_adaptation_raises_model_error(tmp_path: Path) -> None:
    for read in (delta_digest, delta_base, student_digest):
        with pytest.raises(ModelError, match="is missing or damaged"):
            read(tmp_path / "none")


@pytest.mark.parametrize("content", [b"", b"{}", bytes(100)])
def test_damaged_question_adaptation_raises_model_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "delta").write_bytes(content)
    with pytest.raises(ModelError, match="is missing or damaged"):
        delta_base(tmp_path / "delta")


def test_names_of_the_bundled_model_have_the_digests_of_its_additions(tmp_path: Path) -> None:
    fetch_small_model(tmp_path)
    whole = open_encoder(BUNDLED, tmp_path, threads=1)
    pair = open_encoder(BUNDLED, tmp_path, threads=1, small_questions=True)
    ranges = integers_version()
    assert whole.name == pair.name == f"{NAME}+{delta_digest()}-{ranges}"
    assert whole.question_name == f"{NAME}+{delta_digest(QUESTIONS)}-{ranges}"
    assert pair.question_name == f"{NAME}+{student_digest()}-{ranges}"
    assert np.array_equal(whole.encode_passages(TEXTS), pair.encode_passages(TEXTS))
    assert not np.allclose(whole.encode_queries(TEXTS), pair.encode_queries(TEXTS), atol=0.01)


def test_folder_without_the_adaptation_is_refused_and_completed(tmp_path: Path) -> None:
    folder = old_home(tmp_path)
    with pytest.raises(ModelError, match="made by another version") as caught:
        open_encoder(BUNDLED, tmp_path)
    assert caught.value.fix == "bapta model fetch"
    before = (folder / "model.safetensors").stat().st_mtime_ns
    fetch_model(tmp_path, fetch=no_download, additions=small_additions())
    assert check_model(tmp_path) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before
    made_of = json.loads((folder / "bapta.json").read_text(encoding="utf-8"))["made_of"]
    assert made_of == {
        **SOURCE,
        "adaptation": delta_digest(),
        "question_adaptation": delta_digest(QUESTIONS),
        "student": student_digest(),
        "tokenizer": TOKENIZER_FORMAT,
        "integers": integers_version(),
    }
    assert (folder / "onnx" / PIECES).is_file()
    assert not (folder / "onnx" / TOKENIZER).exists()


def test_folder_with_an_earlier_adaptation_is_completed_without_a_download(
    tmp_path: Path,
) -> None:
    folder = old_home(tmp_path)
    (folder / "questions.safetensors").write_bytes(b"earlier")
    (folder / "onnx" / "questions.onnx").write_bytes(b"earlier")
    write_manifest(folder, {**SOURCE, "questions": "0" * 16})
    fetch_model(tmp_path, fetch=no_download, additions=small_additions())
    assert check_model(tmp_path) == folder
    assert not list(folder.rglob("questions.*"))
    assert (folder / "onnx" / ADAPTED_GRAPH).is_file()


class Renamed(HashingEncoder):
    """An encoder whose vectors of questions have a name of their own."""

    def __init__(self, question_name: str) -> None:
        super().__init__(32)
        self.question_name = question_name


def test_another_question_encoder_makes_only_question_indexes_stale(tmp_path: Path) -> None:
    first, second = Renamed("first"), Renamed("second")
    rows = FlatIndex.of(first.encode_queries(TEXTS))
    passages = FolderStore(tmp_path / "p", "digest", lambda _encoder, _progress: rows)
    questions = FolderStore(
        tmp_path / "q", "digest", lambda _encoder, _progress: rows, holds_questions=True
    )
    for store in (passages, questions):
        store.build(first, None)
    assert passages.load(second).size == len(TEXTS)
    with pytest.raises(IndexStaleError, match="built with the model first, not with second"):
        questions.load(second)


def test_cache_keeps_passages_of_another_adaptation(tmp_path: Path) -> None:
    for name in ("first", "second"):
        cached = DiskCachedEncoder(Renamed(name), tmp_path)
        cached.encode_queries(TEXTS)
        cached.encode_passages(TEXTS)
    stored = [len(np.load(path)) for path in tmp_path.glob("*.rows.npy")]
    assert sorted(stored) == [len(TEXTS)] * 3


def test_adaptations_of_the_real_model_agree_between_runtimes(
    bundled_model: Path, bapta_home: Path
) -> None:
    encoder = open_encoder(BUNDLED, bapta_home)
    on_torch = SentenceEncoder(bundled_model)
    on_torch.apply(read_delta(bundled_model / DELTA))
    texts = ["Полиция қашан оқ атады?", "Куда жаловаться на участкового?", "Who guards the court?"]
    assert ((encoder.encode_passages(texts) * on_torch.encode_passages(texts)).sum(1) > 0.999).all()
    # The question encoder is a smaller model that was trained to give these vectors.
    small = open_encoder(BUNDLED, bapta_home, small_questions=True).encode_queries(texts)
    assert ((small * on_torch.encode_queries(texts)).sum(1) > 0.96).all()
    on_torch.apply(read_delta(QUESTIONS))
    assert ((encoder.encode_queries(texts) * on_torch.encode_queries(texts)).sum(1) > 0.998).all()
