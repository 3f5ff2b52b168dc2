"""Index back ends (local folder, Milvus) behind one interface: check, load, build."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Protocol

from embeddings.encoder import Encoder, Progress
from embeddings.encoders.caching import DiskCachedEncoder
from embeddings.errors import IndexStaleError, IndexUnavailableError
from embeddings.index.hnsw import IndexChoice, choose_index
from embeddings.index.milvus import MilvusConnection, MilvusIndex, Tag, collection_name
from embeddings.index.storage import (
    FORMAT,
    INDEX_MANIFEST,
    Manifest,
    check_model_name,
    load_index,
    read_manifest,
    save_index,
)
from embeddings.index.vectors import FaissIndex, FlatIndex, VectorIndex

IndexBuilder = Callable[[Encoder, Progress | None], FlatIndex]

VECTOR_CACHE_DIR = "kept"
"""The subfolder of the disk cache of vectors."""


class Store(Protocol):
    """A store of one index. Its methods raise StoredIndexError."""

    def check(self) -> None:
        """Raise the faults of the index that can be found without a model."""
        ...

    def load(self, encoder: Encoder) -> VectorIndex:
        """Return the index if it is complete and belongs to this encoder."""
        ...

    def build(self, encoder: Encoder, progress: Progress | None) -> None:
        """Encode new texts, build the index and replace an older one; raises OSError too."""
        ...

    def manifest(self, encoder: Encoder) -> Manifest:
        """Return the inputs of the index; raises as :meth:`load`."""
        ...


@dataclass(frozen=True, slots=True)
class FolderStore:
    """An index in a folder, with the digest of its inputs.

    ``is_searched`` permits an approximate index, whose rows cannot be read back exactly.
    ``holds_questions`` ties it to the encoder's vectors of questions instead of passages.
    ``vector_cache`` is a cache folder shared with other indexes, from which nothing is evicted; by
    default the index has its own.
    """

    folder: Path
    digest: str
    builder: IndexBuilder
    is_searched: bool = False
    vector_cache: Path | None = None
    holds_questions: bool = False

    def check(self) -> None:
        if read_manifest(self.folder).corpus_digest != self.digest:
            raise IndexStaleError("The index was built for other acts, editions or questions.")

    def check_names(self, passages: str, questions: str) -> None:
        """Raise IndexStaleError unless an encoder with these names built the index."""
        check_model_name(
            read_manifest(self.folder), questions if self.holds_questions else passages
        )

    def load(self, encoder: Encoder) -> FaissIndex:
        return load_index(
            self.folder,
            model=self._model(encoder),
            dimension=encoder.dimension,
            corpus_digest=self.digest,
        )

    def build(self, encoder: Encoder, progress: Progress | None) -> None:
        cached = DiskCachedEncoder(encoder, self.vector_cache or self.folder / VECTOR_CACHE_DIR)
        index = self.builder(cached, progress)
        chosen = choose_index(index) if self.is_searched else IndexChoice(index, "flat")
        save_index(
            self.folder,
            chosen.index,
            Manifest(
                format=FORMAT,
                model=self._model(encoder),
                dimension=index.dimension,
                rows=index.size,
                corpus_digest=self.digest,
                kind=chosen.kind,
                recall_at_10=chosen.recall_at_10,
            ),
        )
        if self.vector_cache is None:
            cached.evict_unused()

    def manifest(self, encoder: Encoder) -> Manifest:
        self.load(encoder)
        return read_manifest(self.folder)

    def _model(self, encoder: Encoder) -> str:
        return encoder.question_name if self.holds_questions else encoder.name


@dataclass(frozen=True, slots=True)
class MilvusStore:
    """An index in Milvus, with a local disk cache of its vectors in ``folder``."""

    connect: Callable[[], MilvusConnection]
    folder: Path
    digest: str
    builder: IndexBuilder
    tags: Callable[[], Sequence[Tag]]

    def check(self) -> None:
        """Raise IndexUnavailableError, or IndexMissingError before the first build."""
        connection = self.connect()
        connection.check(connection.current() or "")

    def load(self, encoder: Encoder) -> MilvusIndex:
        return self.connect().load(self._name(encoder), encoder.dimension)

    def build(self, encoder: Encoder, progress: Progress | None) -> None:
        cached = DiskCachedEncoder(encoder, self.folder / VECTOR_CACHE_DIR)
        index = self.builder(cached, progress)
        self.connect().store(self._name(encoder), index.rows(), self.tags(), progress)
        cached.evict_unused()

    def manifest(self, encoder: Encoder) -> Manifest:
        rows = self.load(encoder).size
        return Manifest(FORMAT, encoder.name, encoder.dimension, rows, self.digest, "milvus")

    def _name(self, encoder: Encoder) -> str:
        return collection_name(encoder.name, encoder.dimension, self.digest)


def folder_stamp(folder: Path) -> tuple[int, int] | None:
    """Return a stamp of the manifest, which changes with every new index in ``folder``."""
    try:
        stat = (folder / INDEX_MANIFEST).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino


def milvus_stamp(connection: MilvusConnection) -> str | None:
    """Return the name of the current index, None while Milvus is unavailable."""
    try:
        return connection.current()
    except IndexUnavailableError:
        return None


class ThrottledProbe:
    """A probe that is called at most once in ``seconds``; calls in between repeat its last result.

    Errors of the probe are raised. ``clock`` returns seconds.
    """

    def __init__(
        self,
        probe: Callable[[], Hashable],
        seconds: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._probe = probe
        self._seconds = seconds
        self._clock = clock
        self._last: tuple[float, Hashable] | None = None

    def __call__(self) -> Hashable:
        now = self._clock()
        last = self._last
        if last is None or now - last[0] >= self._seconds:
            last = self._last = (now, self._probe())
        return last[1]
