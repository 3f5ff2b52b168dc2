import numpy as np

from embeddings.encoder import Encoder
from tests.helpers.hashing_encoder import HashingEncoder


def test_rows_are_reproducible() -> None:
    encoder: Encoder = HashingEncoder(dimension=16, sizes=(3,))
    assert encoder.name == "hashing-16-3"
    rows = encoder.encode_passages(["заң бап", "article"])
    expected = [
        [0, 1, -1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, -1, 0],
        [0, 0, 2, 0, 0, 0, 0, -1, 0, 0, 1, 0, 1, 0, 0, 0],
    ]
    assert np.allclose(rows, np.array(expected) / np.linalg.norm(expected, axis=1, keepdims=True))


def test_rows_are_unit_rows_in_single_precision() -> None:
    encoder = HashingEncoder()
    rows = encoder.encode_queries(["Полиция қызметкері", "", " \n", "a", "\ud800"])
    assert rows.shape == (5, 256)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0)
    assert encoder.encode_queries([]).shape == (0, 256)


def test_similar_spellings_have_a_higher_cosine() -> None:
    rows = HashingEncoder().encode_passages(["полиция қызметкері", "ПОЛИЦИЯ қызметі", "orman"])
    near, far = float(rows[0] @ rows[1]), float(rows[0] @ rows[2])
    assert near > 0.5
    assert far < 0.2


def test_progress_counts_the_texts() -> None:
    told: list[tuple[int, int]] = []
    HashingEncoder().encode_passages(["a", "b"], lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
