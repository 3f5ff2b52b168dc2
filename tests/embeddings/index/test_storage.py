import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from data.errors import BaptaError
from embeddings.errors import IndexDamagedError, IndexMissingError, IndexNewerError, IndexStaleError
from embeddings.index import storage
from embeddings.index.storage import FORMAT, Manifest, load_index, read_manifest, save_index
from embeddings.index.vectors import FaissIndex, FlatIndex
from tests.helpers.paths import ROOT

ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
INDEX_MANIFEST = Manifest(FORMAT, "some model", 2, 3, "abc")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    save_index(folder, FlatIndex.of(ROWS), INDEX_MANIFEST)
    return folder


def load(
    folder: Path, model: str = "some model", dimension: int = 2, corpus: str = "abc"
) -> FaissIndex:
    return load_index(folder, model=model, dimension=dimension, corpus_digest=corpus)


def test_saved_index_is_loaded_unchanged(folder: Path) -> None:
    assert read_manifest(folder) == INDEX_MANIFEST
    assert np.array_equal(load(folder).vectors(), ROWS)


def test_new_index_replaces_the_old_one(folder: Path) -> None:
    save_index(folder, FlatIndex.of(ROWS[:1]), Manifest(FORMAT, "some model", 2, 1, "new"))
    assert load(folder, corpus="new").size == 1
    assert len(list(folder.iterdir())) == 2


def test_kill_before_the_manifest_leaves_the_old_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def die_at_the_manifest(self: Path, target: Path) -> Path:
        if Path(target).name == "manifest.json":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", die_at_the_manifest)
    with pytest.raises(KeyboardInterrupt):
        save_index(folder, FlatIndex.of(ROWS[:1]), Manifest(FORMAT, "some model", 2, 1, "new"))
    monkeypatch.undo()
    assert np.array_equal(load(folder).vectors(), ROWS)
    # The next build removes the files of the killed one.
    save_index(folder, FlatIndex.of(ROWS), INDEX_MANIFEST)
    assert len(list(folder.iterdir())) == 2


def test_same_index_can_be_saved_twice(folder: Path) -> None:
    save_index(folder, FlatIndex.of(ROWS), INDEX_MANIFEST)
    assert load(folder).size == 3


def test_manifest_of_another_index_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not describe the index"):
        save_index(tmp_path, FlatIndex.of(ROWS), Manifest(FORMAT, "some model", 2, 4, "abc"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            {"model": "other"},
            "The index was built with the model some model, not with other.",
        ),
        ({"dimension": 3}, "The index has 2 dimensions, the model some model has 3."),
        ({"corpus": "xyz"}, "The index was built for other acts or editions."),
    ],
)
def test_index_of_other_inputs_is_stale(folder: Path, wanted: dict[str, str], message: str) -> None:
    with pytest.raises(IndexStaleError) as caught:
        load(folder, **wanted)  # type: ignore[arg-type]
    assert caught.value.message == message
    assert caught.value.fix == "bapta index build"


def test_index_of_another_format_is_stale_or_newer(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 0, "shards": []}', encoding="utf-8")
    with pytest.raises(IndexStaleError) as caught:
        read_manifest(folder)
    assert caught.value.message == f"The index in {folder} has the format 0, not 1."
    (folder / "manifest.json").write_text('{"format": 2, "shards": []}', encoding="utf-8")
    with pytest.raises(IndexNewerError) as newer:
        read_manifest(folder)
    assert str(newer.value) == (
        f"The index in {folder} has the format 2 of a newer version of Bapta; this "
        "version reads 1. "
        "Choose another folder with BAPTA_INDEX."
    )


def test_full_disk_leaves_the_old_index(folder: Path, tmp_path: Path) -> None:
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from embeddings.index.storage import Manifest, save_index\n"
        "from embeddings.index.vectors import FaissIndex, FlatIndex\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "index = FlatIndex.of(np.ones((20_000, 2), dtype=np.float32))\n"
        "try:\n"
        "    save_index(Path(sys.argv[1]), index, Manifest(1, 'm', 2, 20_000, 'new'))\n"
        "except OSError as error:\n"
        "    print(error.strerror)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout == "File too large\n"
    assert np.array_equal(load(folder).vectors(), ROWS)
    assert len(list(folder.iterdir())) == 2


def test_manifest_has_kind_and_recall(folder: Path) -> None:
    manifest = Manifest(FORMAT, "some model", 2, 3, "abc", "hnsw", 0.985)
    save_index(folder, FlatIndex.of(ROWS), manifest)
    assert read_manifest(folder) == manifest
    restate(folder, recall_at_10="high")
    with pytest.raises(IndexDamagedError, match="manifest"):
        read_manifest(folder)


def test_missing_index_raises_index_missing_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(IndexMissingError) as caught:
            read_manifest(place)
        assert str(caught.value) == f"There is no index in {place}. Run: bapta index build"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": "x"}', "\ufffe"])
def test_damaged_manifest_raises_index_damaged_error(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(IndexDamagedError) as caught:
        load(folder)
    assert caught.value.message == f"The manifest of the index in {folder} is damaged."


def vectors_of(folder: Path) -> Path:
    (vectors,) = folder.glob("vectors-*.faiss")
    return vectors


def test_damaged_vectors_raise_index_damaged_error(folder: Path) -> None:
    content = bytearray(vectors_of(folder).read_bytes())
    content[-1] ^= 1
    vectors_of(folder).write_bytes(content)
    with pytest.raises(IndexDamagedError, match=r"file of vectors .* is damaged") as caught:
        load(folder)
    assert isinstance(caught.value, BaptaError)
    vectors_of(folder).write_bytes(content[:20])
    with pytest.raises(IndexDamagedError, match=r"file of vectors .* is damaged"):
        load(folder)
    vectors_of(folder).unlink()
    with pytest.raises(IndexDamagedError, match="does not contain its file of vectors"):
        load(folder)


def test_file_cut_short_after_loading_changes_no_result(folder: Path) -> None:
    index = load(folder)
    with vectors_of(folder).open("r+b") as file:
        file.truncate(0)
    # Reading a mapped file beyond its end would end the process.
    assert np.array_equal(index.vectors(), ROWS)


def test_large_file_is_mapped_and_checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MAX_COPIED_BYTES", 0)
    assert np.array_equal(load(folder).vectors(), ROWS)
    with vectors_of(folder).open("r+b") as file:
        file.truncate(60)
    with pytest.raises(IndexDamagedError, match=r"file of vectors .* is damaged"):
        load(folder)


def restate(folder: Path, **values: object) -> None:
    stated = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**stated, **values}), encoding="utf-8")


def test_manifest_that_contradicts_its_vectors_is_damaged(folder: Path) -> None:
    restate(folder, rows=4)
    with pytest.raises(IndexDamagedError, match="does not match its manifest"):
        load(folder)


def test_file_that_is_not_an_index_is_damaged(folder: Path) -> None:
    from hashlib import sha256

    vectors_of(folder).write_bytes(b"no index")
    restate(folder, sha256=sha256(b"no index").hexdigest())
    with pytest.raises(IndexDamagedError, match="cannot be read"):
        load(folder)


def test_manifest_cannot_point_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    vectors_of(folder).rename(tmp_path / "outside.faiss")
    restate(folder, file="../outside.faiss")
    with pytest.raises(IndexDamagedError, match="does not contain its file of vectors"):
        load(folder)
