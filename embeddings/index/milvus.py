"""The vector index in Milvus: a file of milvus-lite, a server or a cluster.

Each index is a collection whose name is a digest of its inputs, so that two states never mix. An
alias names the complete one; it is moved atomically after the last row is inserted.
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

from embeddings.encoder import FloatMatrix, Progress
from embeddings.errors import (
    IndexMissingError,
    IndexStaleError,
    IndexUnavailableError,
    StoredIndexError,
)
from embeddings.index.hnsw import MAX_EXACT_ROWS
from embeddings.index.vectors import (
    EXACT_CANDIDATE_LIMIT,
    SearchScope,
    checked_queries,
    finite_rows,
)

if TYPE_CHECKING:
    from pymilvus import MilvusClient

ALIAS = "bapta"
BATCH_SIZE = 1000
"""Rows inserted in one call."""

_ROW, _ACT, _LANGUAGE, _VECTOR = "row", "act", "language", "vector"
# A question has a shorter timeout than a build or a start: a person waits.
_TIMEOUT_SECONDS, _SEARCH_TIMEOUT_SECONDS = 10.0, 3.0
# Parameters M, efConstruction and ef of HNSW.
_LINKS, _BUILD_WIDTH, _SEARCH_WIDTH = 32, 100, 256

Tag = tuple[str, str]
"""The act and the language of a row."""


@dataclass(frozen=True, slots=True)
class MilvusConnection:
    """A connection to Milvus. ``address`` holds no password."""

    client: "MilvusClient"
    address: str

    def store(
        self,
        name: str,
        vectors: FloatMatrix,
        tags: Sequence[Tag],
        progress: Progress | None = None,
        exact: int = MAX_EXACT_ROWS,
    ) -> None:
        """Insert ``vectors`` (n, d) into the collection ``name`` and move the alias to it.

        The previous collection stays for processes that still search it; older ones are dropped.
        Raises IndexUnavailableError; ValueError unless there is a tag for each row.
        """
        rows = finite_rows(vectors)
        if len(rows) != len(tags):
            raise ValueError("each row has a tag")
        with self.session() as client:
            before = self.current()
            if name == before:
                # Milvus refuses to drop a collection that has an alias.
                client.drop_alias(ALIAS)
                before = None
            if client.has_collection(name, timeout=_TIMEOUT_SECONDS):
                client.drop_collection(name)
            _create(client, name, rows.shape[1], exact=len(rows) <= exact)
            for start in range(0, len(rows), BATCH_SIZE):
                client.insert(name, _records(rows, tags, start))
                if progress is not None:
                    progress(min(start + BATCH_SIZE, len(rows)), len(rows))
            client.flush(name)
            if before is None:
                client.create_alias(name, ALIAS)
            else:
                client.alter_alias(name, ALIAS)
            for old in client.list_collections():
                if old.startswith(f"{ALIAS}_") and old not in {name, before}:
                    client.drop_collection(old)

    def current(self) -> str | None:
        """Return the collection of the alias, None before the first build.

        Raises IndexUnavailableError.
        """
        with self.session() as client:
            if ALIAS not in client.list_aliases(timeout=_TIMEOUT_SECONDS)["aliases"]:
                return None
            return str(client.describe_alias(ALIAS, timeout=_TIMEOUT_SECONDS)["collection_name"])

    def check(self, name: str) -> None:
        """Raise IndexMissingError or IndexStaleError unless the alias names ``name``."""
        current = self.current()
        if current is None:
            raise IndexMissingError(f"There is no index in {self.address}.")
        if current != name:
            raise IndexStaleError(
                "The index was built for other acts or editions, or with another model."
            )

    def load(self, name: str, dimension: int) -> "MilvusIndex":
        """Return the index in the collection ``name``; raises as :meth:`check`."""
        self.check(name)
        with self.session() as client:
            # A restarted server may not hold its collections in memory.
            client.load_collection(name, timeout=_TIMEOUT_SECONDS)
            (counted,) = client.query(name, filter="", output_fields=["count(*)"])
        return MilvusIndex(self, name, int(counted["count(*)"]), dimension)

    @contextmanager
    def session(self) -> Iterator["MilvusClient"]:
        """Yield the client; errors of Milvus and of the network become IndexUnavailableError."""
        from pymilvus.exceptions import MilvusException

        try:
            yield self.client
        except (MilvusException, OSError) as error:
            raise unavailable(self.address) from error


class MilvusIndex:
    """Search in the collection ``name`` of ``size`` rows."""

    def __init__(self, connection: MilvusConnection, name: str, size: int, dimension: int) -> None:
        self._connection = connection
        self._name = name
        self.size = size
        self.dimension = dimension
        self.candidate_limit = EXACT_CANDIDATE_LIMIT

    def search(
        self,
        queries: FloatMatrix,
        k: int,
        acts: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> tuple[FloatMatrix, NDArray[np.int64]]:
        """Return scores (n, k), best first, and row numbers (n, k) for queries (n, dimension).

        Empty ``acts`` or ``languages`` do not restrict the search. Missing rows have the number
        -1. Raises IndexUnavailableError; ValueError as ``VectorIndex.search``.
        """
        rows = checked_queries(queries, k, self.dimension)
        k = min(k, self.size)
        scores = np.full((len(rows), k), -np.inf, dtype=np.float32)
        numbers = np.full((len(rows), k), -1, dtype=np.int64)
        if not len(rows):
            return scores, numbers
        expression = _filter_expression(acts, languages)
        try:
            found = self._search_rows(rows, k, expression)
        except IndexUnavailableError:
            # A restarted server may not hold its collections in memory.
            with self._connection.session() as client:
                client.load_collection(self._name, timeout=_SEARCH_TIMEOUT_SECONDS)
            found = self._search_rows(rows, k, expression)
        for number, hits in enumerate(found):
            scores[number, : len(hits)] = [hit["distance"] for hit in hits]
            numbers[number, : len(hits)] = [hit[_ROW] for hit in hits]
        return scores, numbers

    def candidates(self, queries: FloatMatrix, k: int) -> tuple[FloatMatrix, NDArray[np.int64]]:
        """Return what :meth:`search` returns; raises as it does."""
        return self.search(queries, k)

    def score_subset(self, queries: FloatMatrix, within: SearchScope) -> FloatMatrix:
        """Return scores (n, m) as ``VectorIndex.score_subset``; raises IndexUnavailableError."""
        found, numbers = self.search(queries, len(within.rows), within.acts)
        scores = np.full(found.shape, -np.inf, dtype=np.float32)
        for row, columns in enumerate(np.searchsorted(within.rows, numbers)):
            is_found = numbers[row] >= 0
            scores[row, columns[is_found]] = found[row, is_found]
        return scores

    def read_rows(self, rows: NDArray[np.int64]) -> FloatMatrix:
        """Return the vectors (m, dimension) of the row numbers; raises IndexUnavailableError."""
        with self._connection.session() as client:
            found = client.get(
                self._name,
                ids=rows.tolist(),
                output_fields=[_ROW, _VECTOR],
                timeout=_SEARCH_TIMEOUT_SECONDS,
            )
        vectors = {one[_ROW]: one[_VECTOR] for one in found}
        return np.array([vectors[row] for row in rows.tolist()], dtype=np.float32)

    def _search_rows(
        self, rows: FloatMatrix, k: int, expression: str
    ) -> Sequence[Sequence[Mapping[str, Any]]]:
        with self._connection.session() as client:
            hits: Sequence[Sequence[Mapping[str, Any]]] = client.search(
                self._name,
                data=list(rows),
                limit=k,
                filter=expression,
                output_fields=[_ROW],
                search_params={"metric_type": "IP", "params": {"ef": max(k, _SEARCH_WIDTH)}},
                timeout=_SEARCH_TIMEOUT_SECONDS,
            )
        return hits


def open_milvus(address: str) -> MilvusConnection:
    """Connect to ``address``: http(s)://[USER:PASSWORD@]HOST:PORT[/DATABASE], or a file's path.

    Raises IndexUnavailableError when it cannot be reached, StoredIndexError without pymilvus.
    """
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise StoredIndexError(
            "An index in Milvus needs pymilvus.", "pip install 'bapta[milvus]'"
        ) from error
    # Errors are raised as well, and milvus-lite logs calls that it does not support.
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
        return MilvusConnection(MilvusClient(**settings, timeout=_TIMEOUT_SECONDS), shown)
    except (MilvusException, OSError) as error:
        raise unavailable(shown) from error


def unavailable(address: str) -> IndexUnavailableError:
    """Return the error that names the ``address`` of Milvus."""
    return IndexUnavailableError(
        f"The index cannot be reached: Milvus at {address} is not responding.", None
    )


def collection_name(model: str, dimension: int, corpus_digest: str) -> str:
    """Return the name of the collection of this model and corpus."""
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


def _records(rows: FloatMatrix, tags: Sequence[Tag], start: int) -> list[dict[str, object]]:
    numbers = range(start, min(start + BATCH_SIZE, len(rows)))
    return [{_ROW: n, _ACT: tags[n][0], _LANGUAGE: tags[n][1], _VECTOR: rows[n]} for n in numbers]


def _filter_expression(acts: Sequence[str], languages: Sequence[str]) -> str:
    """Return a filter of Milvus; ids and languages hold no quotes."""
    parts = []
    for field, values in ((_ACT, acts), (_LANGUAGE, languages)):
        if values:
            named = ", ".join(f'"{value}"' for value in values)
            parts.append(f"{field} in [{named}]")
    return " and ".join(parts)
