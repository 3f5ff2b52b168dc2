"""Tests of dynamic batching."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np

from embeddings.encoder import FloatMatrix
from embeddings.encoders.batching import BatchingEncoder
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.polling import until


class Held(HashingEncoder):
    """An encoder that records its batches, blocks the first one and fails at one text."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []
        self.begun, self.let_go = Event(), Event()

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        self.batches.append(list(texts))
        self.begun.set()
        assert self.let_go.wait(30)
        if "refused" in texts:
            raise RuntimeError("refused")
        return super().encode_queries(texts)


def waiting(encoder: BatchingEncoder, count: int) -> None:
    until(lambda: encoder.waiting >= count)


def test_waiting_calls_are_batched_and_get_their_own_rows() -> None:
    held = Held()
    encoder = BatchingEncoder(held, max_texts=4)
    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(encoder.encode_queries, ["first"])
        assert held.begun.wait(30)
        others = []
        for number, texts in enumerate((["a"], ["b", "c"], ["d"], ["e"]), start=1):
            others.append((texts, threads.submit(encoder.encode_queries, texts)))
            waiting(encoder, number)
        held.let_go.set()
        assert np.array_equal(first.result(), HashingEncoder().encode_queries(["first"]))
        for texts, asked in others:
            assert np.array_equal(asked.result(), HashingEncoder().encode_queries(texts))
    assert held.batches == [["first"], ["a", "b", "c", "d"], ["e"]]


def test_error_is_raised_in_its_batch_only() -> None:
    held = Held()
    encoder = BatchingEncoder(held, max_texts=2)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(encoder.encode_queries, ["first"])
        assert held.begun.wait(30)
        asked = []
        for number, text in enumerate(("refused", "beside", "later"), start=1):
            asked.append(threads.submit(encoder.encode_queries, [text]))
            waiting(encoder, number)
        held.let_go.set()
        assert first.result().shape == (1, 256)
        errors = [one.exception() for one in asked[:2]]
        for error in errors:
            assert isinstance(error, RuntimeError)
            assert str(error) == "refused"
        # Each thread has its own exception and traceback.
        assert errors[0] is not errors[1]
        assert errors[0].__cause__ is errors[1].__cause__ is not None  # type: ignore[union-attr]
        assert asked[2].result().shape == (1, 256)


def test_interrupted_caller_does_not_interrupt_others() -> None:
    class Interrupted(Held):
        def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
            if "interrupted" in texts and len(self.batches) == 1:
                self.batches.append(list(texts))
                raise KeyboardInterrupt
            return super().encode_queries(texts)

    held = Interrupted()
    encoder = BatchingEncoder(held, max_texts=2)
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(encoder.encode_queries, ["first"])
        assert held.begun.wait(30)
        asked = []
        for number, text in enumerate(("interrupted", "beside"), start=1):
            asked.append(threads.submit(encoder.encode_queries, [text]))
            waiting(encoder, number)
        held.let_go.set()
        assert first.result().shape == (1, 256)
        # The thread that ran the batch ends; the other job is encoded next.
        ends = [one.exception() for one in asked]
    assert [type(end) for end in ends if end is not None] == [KeyboardInterrupt]
    assert sorted(held.batches[1]) == ["beside", "interrupted"]
    assert len(held.batches) == 3


def test_large_call_is_not_split_and_passages_are_delegated() -> None:
    held = Held()
    held.let_go.set()
    encoder = BatchingEncoder(held, max_texts=2)
    assert encoder.encode_queries(["a", "b", "c"]).shape == (3, 256)
    assert encoder.encode_queries([]).shape == (0, 256)
    assert encoder.encode_passages(["a"]).shape == (1, 256)
    assert (encoder.name, encoder.dimension) == (held.name, 256)
    assert held.batches == [["a", "b", "c"], []]
