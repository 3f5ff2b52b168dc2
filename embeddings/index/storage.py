"""The folder format of an index: a file of vectors and the manifest that points to it.

The vectors are written first, under a name with their digest; then the manifest is replaced
atomically. A reader sees the old index or the new one, also after a kill.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import faiss
import numpy as np

from data.atomic_files import replace_file, write_text
from embeddings.errors import (
    IndexDamagedError,
    IndexMissingError,
    IndexNewerError,
    IndexStaleError,
)
from embeddings.index.hnsw import read_faiss
from embeddings.index.vectors import FaissIndex
from embeddings.integrity import MAX_COPIED_BYTES, DigestError, file_sha256, read_checked

FORMAT = 1
INDEX_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The inputs of an index: ``model`` is the encoder's name, ``rows`` the number of vectors.

    ``kind`` is flat, scan, hnsw or hnsw-sq8; ``recall_at_10`` is that of an approximate index
    against exact search.
    """

    format: int
    model: str
    dimension: int
    rows: int
    corpus_digest: str
    kind: str = "flat"
    recall_at_10: float | None = None


@dataclass(frozen=True, slots=True)
class _Stored:
    manifest: Manifest
    file: str
    sha256: str


def save_index(folder: Path, index: FaissIndex, manifest: Manifest) -> None:
    """Store ``index`` in ``folder``, replacing an older one.

    Raises ValueError when the manifest does not describe the index, OSError when the disk is full.
    """
    if (manifest.rows, manifest.dimension) != (index.size, index.dimension):
        raise ValueError("the manifest does not describe the index")
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / "vectors.new"
    replace_file(scratch, lambda path: _write_index(path, index.faiss_index))
    sha256 = file_sha256(scratch)
    vectors = scratch.rename(folder / f"vectors-{sha256[:16]}.faiss")
    stored = {**asdict(manifest), "file": vectors.name, "sha256": sha256}
    text = json.dumps(stored, indent=1) + "\n"
    write_text(folder / INDEX_MANIFEST, text)
    for old in (*folder.glob("vectors-*.faiss"), *folder.glob(".*.*")):
        if old != vectors:
            old.unlink(missing_ok=True)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the index in ``folder``.

    Raises IndexMissingError, IndexDamagedError, or IndexStaleError for another format.
    """
    return _read(folder).manifest


def load_index(folder: Path, *, model: str, dimension: int, corpus_digest: str) -> FaissIndex:
    """Return the index in ``folder`` after checking that it belongs to this model and corpus.

    Raises IndexMissingError, IndexDamagedError or IndexStaleError.
    """
    stored = _read(folder)
    _check_fits(stored.manifest, model, dimension, corpus_digest)
    vectors = folder / stored.file
    if not vectors.is_file():
        # Another process may have put a new index in since the manifest was read.
        stored = _read(folder)
        _check_fits(stored.manifest, model, dimension, corpus_digest)
        vectors = folder / stored.file
    if not vectors.is_file():
        raise IndexDamagedError(f"The index in {folder} does not contain its file of vectors.")
    try:
        index = read_faiss(_read_vectors(vectors, stored.sha256))
    except DigestError as error:
        raise IndexDamagedError(
            f"The file of vectors of the index in {folder} is damaged."
        ) from error
    except (RuntimeError, ValueError) as error:
        raise IndexDamagedError(f"The index in {folder} cannot be read.") from error
    if (index.size, index.dimension) != (stored.manifest.rows, stored.manifest.dimension):
        raise IndexDamagedError(f"The index in {folder} does not match its manifest.")
    return index


def _read_vectors(vectors: Path, sha256: str) -> faiss.Index:
    """Return the index in the file ``vectors`` after comparing its digest.

    Raises ValueError for another digest, RuntimeError.
    """
    content = read_checked(vectors, sha256, MAX_COPIED_BYTES)
    if isinstance(content, bytes):
        return faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
    return faiss.read_index(str(vectors), faiss.IO_FLAG_MMAP_IFC)


def check_model_name(manifest: Manifest, model: str) -> None:
    """Raise IndexStaleError unless the encoder ``model`` built the index."""
    if manifest.model != model:
        raise IndexStaleError(
            f"The index was built with the model {manifest.model}, not with {model}."
        )


def _check_fits(manifest: Manifest, model: str, dimension: int, corpus_digest: str) -> None:
    check_model_name(manifest, model)
    if manifest.dimension != dimension:
        raise IndexStaleError(
            f"The index has {manifest.dimension} dimensions, the model {model} has {dimension}."
        )
    if manifest.corpus_digest != corpus_digest:
        raise IndexStaleError("The index was built for other acts or editions.")


def _read(folder: Path) -> _Stored:
    try:
        values = json.loads((folder / INDEX_MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(f"There is no index in {folder}.") from error
    except (ValueError, OSError) as error:
        raise IndexDamagedError(f"The manifest of the index in {folder} is damaged.") from error
    version = values.get("format") if isinstance(values, dict) else None
    if isinstance(version, int) and version > FORMAT:
        raise IndexNewerError(
            f"The index in {folder} has the format {version} of a newer version of Bapta; this "
            f"version reads {FORMAT}. Choose another folder with BAPTA_INDEX.",
            None,
        )
    if isinstance(version, int) and version != FORMAT:
        raise IndexStaleError(f"The index in {folder} has the format {version}, not {FORMAT}.")
    try:
        recall = values.get("recall_at_10")
        manifest = Manifest(
            format=int(values["format"]),
            model=str(values["model"]),
            dimension=int(values["dimension"]),
            rows=int(values["rows"]),
            corpus_digest=str(values["corpus_digest"]),
            kind=str(values.get("kind", "flat")),
            recall_at_10=None if recall is None else float(recall),
        )
        return _Stored(manifest, Path(str(values["file"])).name, str(values["sha256"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IndexDamagedError(f"The manifest of the index in {folder} is damaged.") from error


def _write_index(path: Path, index: faiss.Index) -> None:
    # Unlike those of FAISS, errors of a Python file name the fault of the disk.
    with path.open("wb") as file:
        writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]
        faiss.write_index(index, writer)
