from pathlib import Path

import numpy as np
import pytest

from embeddings.bundled.weights import Blocks, Shape, parse_weights, read_weights
from embeddings.errors import ModelError
from tests.helpers.weights_file import PIECES, weights_bytes


def test_written_file_is_read_back() -> None:
    weights = parse_weights(weights_bytes())
    assert weights.shape == Shape(64, 2, 2, 96, 95, 32, 2, float(np.float32(1e-12)))
    assert list(weights.pieces) == PIECES
    assert len(weights.blocks) == 1 + 2 * 6
    assert weights.blocks["emb.word"].values().shape == (95, 64)
    assert weights.blocks["l1.fi.w"].values().shape == (96, 64)
    assert weights.blocks["l1.fo.w"].values().shape == (64, 96)
    assert weights.floats["emb.pos"].shape == (32 * 64,)


def test_low_nibbles_precede_high_nibbles() -> None:
    packed = np.array([low | (15 - low) << 4 for low in range(16)], dtype=np.uint8)
    blocks = Blocks(np.array([[0.5]], dtype=np.float16), packed.reshape(1, 1, 16))
    low = [-4.0, -3.5, -3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]
    assert blocks.values().tolist() == [[*low, *reversed(low)]]


def test_rows_are_in_the_requested_order() -> None:
    blocks = parse_weights(weights_bytes()).blocks["emb.word"]
    chosen = blocks.rows(np.array([5, 0]))
    assert np.array_equal(chosen.values(), blocks.values()[[5, 0]])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it does not begin with the mark of the format"),
        (b"PK\x03\x04" + bytes(100), "it does not begin with the mark of the format"),
        (b"E5S1\x02\x00\x00\x00" + bytes(100), "format version 2 is unknown"),
        (weights_bytes()[:40], "unpack_from requires a buffer"),
        (weights_bytes()[:-1], "buffer is smaller than requested size"),
    ],
)
def test_damaged_file_raises_model_error(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "w.bin"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"^The weights file w\.bin is damaged \(") as caught:
        read_weights(path)
    assert reason in caught.value.message
    assert caught.value.fix == "bapta model fetch"
