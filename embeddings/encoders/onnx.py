"""Encoder for exported models on ONNX Runtime."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, partial
from pathlib import Path
from threading import Lock, Semaphore

import numpy as np
import onnxruntime

from embeddings.encoder import FloatMatrix, Progress
from embeddings.encoders.tokenization import open_tokenizer
from embeddings.errors import ModelError
from embeddings.export_format import (
    GRAPH,
    IDS,
    MASK,
    VECTORS,
    read_export_settings,
)

SORT_WINDOW = 1024
"""Texts that are tokenized together and sorted by length."""
MAX_BATCH_TOKENS = 512
"""Tokens of a batch, with padding; larger batches are no faster."""
BULK_THRESHOLD = 64
"""Number of texts from which a second session, of one thread a call, is worth its memory."""
PARALLEL_THRESHOLD = 8
"""Number of texts from which texts that are encoded alone are shared among threads."""
MIN_LENGTH_RATIO = 0.8
"""Lowest ratio of a text's length to the longest of its batch: padding costs as much as text."""

_ERRORS_ONLY = 3


class OnnxEncoder:
    """An exported model. Thread-safe."""

    def __init__(
        self,
        folder: Path,
        threads: int,
        graph: str = GRAPH,
        name: str | None = None,
        *,
        batches: bool = True,
    ) -> None:
        """Load the ``graph`` of the model in ``folder``, whose manifest has been verified.

        Each call uses up to ``threads`` threads; ``name`` is by default that of the export. Without
        ``batches`` each text is encoded alone and by one thread, as many at a time as there are
        ``threads``: the graph would round the texts of a batch together, so that a vector depended
        on the texts beside it. Raises ModelError when the model is damaged.
        """
        self._settings = read_export_settings(folder)
        self._tokenizer = open_tokenizer(folder, self._settings.max_tokens)
        self._graph = folder / graph
        self._threads = threads
        self._in_batches = batches
        self._permits: dict[int, Semaphore] = {}
        self._sessions: dict[int, onnxruntime.InferenceSession] = {}
        self._opening = Lock()
        self.name = name or self._settings.name
        self.question_name = self.name
        self.dimension = self._settings.dimension
        if self._session.get_outputs()[0].shape[1] != self.dimension:
            raise ModelError(
                f"The graph in {folder} does not return vectors of {self.dimension} values."
            )

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self._encode(texts, self._settings.query_prompt, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        return self._encode(texts, self._settings.passage_prompt, progress)

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> FloatMatrix:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        done = 0
        for start in range(0, len(texts), SORT_WINDOW):
            part = [prompt + text for text in texts[start : start + SORT_WINDOW]]
            tokens = self._tokenizer.encode(part)
            lengths = [len(ids) for ids in tokens]
            alone = [[number] for number in range(len(part))]
            batches = list(_batches(lengths)) if self._in_batches else alone
            encoded = self._run_all([[tokens[number] for number in batch] for batch in batches])
            for batch, vectors in zip(batches, encoded, strict=True):
                rows[[start + number for number in batch]] = vectors
                done += len(batch)
                if progress is not None:
                    progress(done, len(texts))
        return rows

    def _run_all(self, batches: Sequence[list[list[int]]]) -> Iterator[FloatMatrix]:
        enough = BULK_THRESHOLD if self._in_batches else PARALLEL_THRESHOLD
        if self._threads == 1 or sum(map(len, batches)) < enough:
            for batch in batches:
                with self._permit:
                    vectors = self._run(self._session, batch)
                yield vectors
            return
        # One thread for each batch is faster than threads that share a batch.
        with ThreadPoolExecutor(self._threads) as threads:
            yield from threads.map(partial(self._run, self._single_thread_session), batches)

    @property
    def _session(self) -> onnxruntime.InferenceSession:
        """Return the session for a few texts, opened on first use.

        A forked process has no copy of the threads of a session, so it opens its own. A session of
        one thread has none, and stays shared.
        """
        if not self._in_batches:
            return self._single_thread_session
        process = os.getpid() if self._threads > 1 else 0
        with self._opening:
            if process not in self._sessions:
                self._sessions[process] = _open_graph(self._graph, self._threads)
            return self._sessions[process]

    @property
    def _permit(self) -> AbstractContextManager[object]:
        """Return the permit to encode a text alone: each run at a time keeps memory of its own.

        Texts in bulk need none, which would take it from the questions that people ask meanwhile.
        A forked process has permits of its own, since others may be taken while it is forked.
        """
        if self._in_batches:
            return nullcontext()
        process = os.getpid()
        with self._opening:
            return self._permits.setdefault(process, Semaphore(self._threads))

    @cached_property
    def _single_thread_session(self) -> onnxruntime.InferenceSession:
        return _open_graph(self._graph, 1)

    def _run(self, session: onnxruntime.InferenceSession, tokens: list[list[int]]) -> FloatMatrix:
        shape = (len(tokens), max(map(len, tokens)))
        ids = np.full(shape, self._settings.pad_id, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        for row, numbers in enumerate(tokens):
            ids[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        (vectors,) = session.run([VECTORS], {IDS: ids, MASK: mask})
        return np.asarray(vectors, dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield indices of texts of similar length, longest first, within ``MAX_BATCH_TOKENS``."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        longest = lengths[batch[0]] if batch else 0
        is_full = (len(batch) + 1) * longest > MAX_BATCH_TOKENS
        if is_full or lengths[number] < MIN_LENGTH_RATIO * longest:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _open_graph(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    # Spinning threads would take the cores from the rest of the server.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
