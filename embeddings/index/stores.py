"""Where an index stands: in a folder or in Milvus, each checked, loaded and built in one way."""

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
    MANIFEST,
    Manifest,
    load_index,
    read_manifest,
    save_index,
)
from embeddings.index.vectors import FaissIndex, FlatIndex, VectorIndex

IndexBuilder = Callable[[Encoder, Progress | None], FlatIndex]

VECTOR_CACHE_DIR = "kept"
"""The folder, in that of an index, of its vectors by the text that they were made of."""


class Store(Protocol):
    """A place of one index."""

    def check(self) -> None:
        """Raise what is wrong with the index that can be told before a model is loaded."""
        ...

    def load(self, encoder: Encoder) -> VectorIndex:
        """The index, whole and of this encoder; StoredIndexError otherwise."""
        ...

    def build(self, encoder: Encoder, progress: Progress | None) -> None:
        """Build the index and put it in the place of an older one."""
        ...

    def manifest(self, encoder: Encoder) -> Manifest:
        """What the index was built from; raises as :meth:`load`."""
        ...


@dataclass(frozen=True, slots=True)
class FolderStore:
    """An index in a folder: the digest of what it is built from, how it is built, and whether its
    rows are searched or read.

    ``kept`` is the folder of its vectors by their texts, by default one in ``folder``; where it is
    another index's too, nothing there is forgotten.
    """

    folder: Path
    digest: str
    make: IndexBuilder
    searched: bool = False
    kept: Path | None = None

    def check(self) -> None:
        """Raise StoredIndexError for what can be told without a model."""
        if read_manifest(self.folder).corpus_digest != self.digest:
            raise IndexStaleError("The index was built for other acts, editions or questions.")

    def load(self, encoder: Encoder) -> FaissIndex:
        """The index, whole and of this encoder; StoredIndexError otherwise."""
        return load_index(
            self.folder,
            model=encoder.name,
            dimension=encoder.dimension,
            corpus_digest=self.digest,
        )

    def build(self, encoder: Encoder, progress: Progress | None) -> None:
        """Encode what is new, and put the index in the place of an older one; OSError."""
        kept = DiskCachedEncoder(encoder, self.kept or self.folder / VECTOR_CACHE_DIR)
        index = self.make(kept, progress)
        # What is learned from the questions of the bank needs their very vectors.
        chosen = choose_index(index) if self.searched else IndexChoice(index, "flat")
        save_index(
            self.folder,
            chosen.index,
            Manifest(
                format=FORMAT,
                model=encoder.name,
                dimension=index.dimension,
                rows=index.size,
                corpus_digest=self.digest,
                kind=chosen.kind,
                recall_at_10=chosen.recall_at_10,
            ),
        )
        if self.kept is None:
            kept.forget_unused()

    def manifest(self, encoder: Encoder) -> Manifest:
        """What the index was built from; raises as :meth:`load`."""
        self.load(encoder)
        return read_manifest(self.folder)


@dataclass(frozen=True, slots=True)
class MilvusStore:
    """An index in Milvus; the vectors that were encoded are kept in a folder here."""

    place: Callable[[], MilvusConnection]
    folder: Path
    digest: str
    make: IndexBuilder
    tags: Callable[[], Sequence[Tag]]

    def check(self) -> None:
        """Raise IndexAwayError, or IndexMissingError before the first build."""
        place = self.place()
        place.check(place.current() or "")

    def load(self, encoder: Encoder) -> MilvusIndex:
        """The index, whole and of this encoder; StoredIndexError otherwise."""
        return self.place().load(self._name(encoder), encoder.dimension)

    def build(self, encoder: Encoder, progress: Progress | None) -> None:
        """Encode what is new, put the rows in, and move the alias to them; IndexAwayError."""
        kept = DiskCachedEncoder(encoder, self.folder / VECTOR_CACHE_DIR)
        index = self.make(kept, progress)
        self.place().store(self._name(encoder), index.rows(), self.tags(), progress)
        kept.forget_unused()

    def manifest(self, encoder: Encoder) -> Manifest:
        """What the index was built from; raises as :meth:`load`."""
        rows = self.load(encoder).size
        return Manifest(FORMAT, encoder.name, encoder.dimension, rows, self.digest, "milvus")

    def _name(self, encoder: Encoder) -> str:
        return collection_name(encoder.name, encoder.dimension, self.digest)


def folder_stamp(folder: Path) -> tuple[int, int] | None:
    """What changes when another index is put into ``folder``: its manifest is replaced at once."""
    try:
        stat = (folder / MANIFEST).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino


def milvus_stamp(place: MilvusConnection) -> str | None:
    """What changes when another index is put into ``place``; None while it is away."""
    try:
        return place.current()
    except IndexUnavailableError:
        return None


class SparingLook:
    """A look that is taken every ``seconds`` at most; in between it gives what was seen last."""

    def __init__(
        self,
        look: Callable[[], Hashable],
        seconds: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Take the first look when first called; ``clock`` tells seconds."""
        self._look = look
        self._seconds = seconds
        self._clock = clock
        self._seen: tuple[float, Hashable] | None = None

    def __call__(self) -> Hashable:
        """Return what is to be seen, as of ``seconds`` ago at most; raises as the look does."""
        now = self._clock()
        seen = self._seen
        if seen is None or now - seen[0] >= self._seconds:
            seen = self._seen = (now, self._look())
        return seen[1]
