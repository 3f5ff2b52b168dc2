"""The vector index in Milvus: a file of milvus-lite, a server or a cluster, by one address.

Each index is a collection whose name is made of all that decides its rows, so that two states
never mix. The alias says which one is whole: it moves in one step, after the last row is in.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Progress
from embeddings.errors import (
    IndexMissingError,
    IndexStaleError,
    IndexUnavailableError,
    StoredIndexError,
)
from embeddings.index.hnsw import MAX_EXACT_ROWS
from embeddings.index.vectors import DEPTH, SearchScope, finite_rows

if TYPE_CHECKING:
    from pymilvus import MilvusClient

ALIAS = "bapta"
BATCH = 1000
"""Rows that are put in together."""

_ROW, _ACT, _LANGUAGE, _VECTOR = "row", "act", "language", "vector"
# Seconds: for what a build or a start asks, and for a question, at whose other end a person waits.
_PATIENCE, _SHORT = 10.0, 3.0
# Of a graph: the links of a row, and how many candidates are held while it is built and searched.
_LINKS, _BUILD_WIDTH, _WIDTH = 32, 100, 256

Tag = tuple[str, str]
"""The act and the language of a row."""


@dataclass(frozen=True, slots=True)
class MilvusConnection:
    """A Milvus that holds indexes. ``shown`` is its address without a password."""

    client: "MilvusClient"
    shown: str

    def store(
        self,
        name: str,
        vectors: NDArray[np.float32],
        tags: Sequence[Tag],
        progress: Progress | None = None,
        exact: int = MAX_EXACT_ROWS,
    ) -> None:
        """Put the rows of ``vectors`` (n, d) into the collection ``name`` and move the alias to it.

        The collection before it stays for those who still search it; older ones go. Raises
        IndexAwayError; ValueError unless there is a tag for each row.
        """
        rows = finite_rows(vectors)
        if len(rows) != len(tags):
            raise ValueError("each row has a tag")
        with self.reached() as client:
            before = self.current()
            if name == before:
                # A collection that an alias names is not to be dropped.
                client.drop_alias(ALIAS)
                before = None
            if client.has_collection(name, timeout=_PATIENCE):
                client.drop_collection(name)
            _create(client, name, rows.shape[1], exact=len(rows) <= exact)
            for start in range(0, len(rows), BATCH):
                client.insert(name, _records(rows, tags, start))
                if progress is not None:
                    progress(min(start + BATCH, len(rows)), len(rows))
            client.flush(name)
            if before is None:
                client.create_alias(name, ALIAS)
            else:
                client.alter_alias(name, ALIAS)
            for old in client.list_collections():
                if old.startswith(f"{ALIAS}_") and old not in {name, before}:
                    client.drop_collection(old)

    def current(self) -> str | None:
        """The collection that the alias names; None before the first build. IndexAwayError."""
        with self.reached() as client:
            if ALIAS not in client.list_aliases(timeout=_PATIENCE)["aliases"]:
                return None
            return str(client.describe_alias(ALIAS, timeout=_PATIENCE)["collection_name"])

    def check(self, name: str) -> None:
        """Raise IndexMissingError or IndexStaleError unless ``name`` is whole and current."""
        current = self.current()
        if current is None:
            raise IndexMissingError(f"There is no index in {self.shown}.")
        if current != name:
            raise IndexStaleError(
                "The index was built for other acts or editions, or with another model."
            )

    def load(self, name: str, dimension: int) -> "MilvusIndex":
        """The index in the collection ``name``; raises as :meth:`check`."""
        self.check(name)
        with self.reached() as client:
            # A server that was started anew may not hold its collections in memory.
            client.load_collection(name, timeout=_PATIENCE)
            (counted,) = client.query(name, filter="", output_fields=["count(*)"])
        return MilvusIndex(self, name, int(counted["count(*)"]), dimension)

    @contextmanager
    def reached(self) -> Iterator["MilvusClient"]:
        """The client; IndexAwayError for what goes wrong between here and Milvus."""
        from pymilvus.exceptions import MilvusException

        try:
            yield self.client
        except (MilvusException, OSError) as error:
            raise unavailable(self.shown) from error


class MilvusIndex:
    """Search in one collection."""

    def __init__(self, place: MilvusConnection, name: str, size: int, dimension: int) -> None:
        """``name`` is a collection of ``size`` rows in ``place``."""
        self._place = place
        self._name = name
        self.size = size
        self.dimension = dimension
        self.depth = DEPTH

    def search(
        self,
        queries: NDArray[np.float32],
        k: int,
        acts: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores (n, k), best first, and row numbers (n, k) for queries (n, dimension).

        Only rows of ``acts`` and ``languages`` are searched, where any are named. Where fewer rows
        are found, the number is -1. Raises IndexAwayError; ValueError as ``FaissIndex.search``.
        """
        rows = finite_rows(queries)
        if k < 1:
            raise ValueError("k is at least 1")
        if rows.shape[1] != self.dimension:
            raise ValueError(f"{rows.shape[1]} columns asked of an index of {self.dimension}")
        k = min(k, self.size)
        scores = np.full((len(rows), k), -np.inf, dtype=np.float32)
        numbers = np.full((len(rows), k), -1, dtype=np.int64)
        if not len(rows):
            return scores, numbers
        wanted = _filter(acts, languages)
        try:
            found = self._found(rows, k, wanted)
        except IndexUnavailableError:
            # A server that was started anew may not hold its collections in memory.
            with self._place.reached() as client:
                client.load_collection(self._name, timeout=_SHORT)
            found = self._found(rows, k, wanted)
        for number, hits in enumerate(found):
            scores[number, : len(hits)] = [hit["distance"] for hit in hits]
            numbers[number, : len(hits)] = [hit[_ROW] for hit in hits]
        return scores, numbers

    def score_subset(
        self, queries: NDArray[np.float32], within: SearchScope
    ) -> NDArray[np.float32]:
        """Scores (n, m) of the m rows of ``within``; -inf for one that is not found.

        Raises IndexAwayError.
        """
        found, numbers = self.search(queries, len(within.rows), within.acts)
        scores = np.full(found.shape, -np.inf, dtype=np.float32)
        for row, places in enumerate(np.searchsorted(within.rows, numbers)):
            known = numbers[row] >= 0
            scores[row, places[known]] = found[row, known]
        return scores

    def _found(
        self, rows: NDArray[np.float32], k: int, wanted: str
    ) -> Sequence[Sequence[Mapping[str, Any]]]:
        with self._place.reached() as client:
            hits: Sequence[Sequence[Mapping[str, Any]]] = client.search(
                self._name,
                data=list(rows),
                limit=k,
                filter=wanted,
                output_fields=[_ROW],
                search_params={"metric_type": "IP", "params": {"ef": max(k, _WIDTH)}},
                timeout=_SHORT,
            )
        return hits


def open_milvus(address: str) -> MilvusConnection:
    """The Milvus at ``address``: http(s)://[USER:PASSWORD@]HOST:PORT[/DATABASE], or a file's path.

    Raises IndexAwayError when it cannot be reached, StoredIndexError without the extra.
    """
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise StoredIndexError(
            "An index in Milvus needs pymilvus.", "pip install 'bapta[milvus]'"
        ) from error
    # What goes wrong is raised as well; milvus-lite logs calls that it does without.
    for name in ("pymilvus", "grpc._server"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    parts = urlsplit(address)
    if not parts.scheme:
        settings: dict[str, Any] = {"uri": address}
        shown = address
    else:
        shown = f"{parts.scheme}://{parts.hostname}:{parts.port or 19530}"
        settings = {"uri": shown, "user": parts.username or "", "password": parts.password or ""}
        settings["db_name"] = parts.path.strip("/")
    try:
        return MilvusConnection(MilvusClient(**settings, timeout=_PATIENCE), shown)
    except (MilvusException, OSError) as error:
        raise unavailable(shown) from error


def unavailable(shown: str) -> IndexUnavailableError:
    """What is told when Milvus cannot be reached."""
    return IndexUnavailableError(
        f"The index cannot be reached: Milvus at {shown} is not responding."
    )


def collection_name(model: str, dimension: int, corpus_digest: str) -> str:
    """The name of the collection of this model and corpus."""
    digest = sha256(f"{model}\x1e{dimension}\x1e{corpus_digest}".encode()).hexdigest()
    return f"{ALIAS}_{digest[:32]}"


def _create(client: "MilvusClient", name: str, dimension: int, *, exact: bool) -> None:
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field(_ROW, DataType.INT64, is_primary=True)
    schema.add_field(_ACT, DataType.VARCHAR, max_length=256)
    schema.add_field(_LANGUAGE, DataType.VARCHAR, max_length=16)
    schema.add_field(_VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
    index = client.prepare_index_params()
    graph = {"M": _LINKS, "efConstruction": _BUILD_WIDTH}
    index.add_index(
        _VECTOR,
        index_type="FLAT" if exact else "HNSW",
        metric_type="IP",
        params={} if exact else graph,
    )
    client.create_collection(name, schema=schema, index_params=index, consistency_level="Strong")


def _records(rows: NDArray[np.float32], tags: Sequence[Tag], start: int) -> list[dict[str, object]]:
    numbers = range(start, min(start + BATCH, len(rows)))
    return [{_ROW: n, _ACT: tags[n][0], _LANGUAGE: tags[n][1], _VECTOR: rows[n]} for n in numbers]


def _filter(acts: Sequence[str], languages: Sequence[str]) -> str:
    """An expression of Milvus; ids and languages hold no quotes."""
    parts = []
    for field, values in ((_ACT, acts), (_LANGUAGE, languages)):
        if values:
            named = ", ".join(f'"{value}"' for value in values)
            parts.append(f"{field} in [{named}]")
    return " and ".join(parts)
