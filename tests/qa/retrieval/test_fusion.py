import tomllib
from dataclasses import asdict
from importlib.resources import files

import numpy as np
import pytest

from embeddings.encoder import FloatMatrix
from qa.retrieval.fusion import Weights, standard_weights, weighted_sum, z_scores


def _scores(*values: float) -> FloatMatrix:
    return np.array(values, dtype=np.float32)


def test_z_scores_have_mean_0_and_deviation_1() -> None:
    scaled = z_scores(_scores(1, 2, 3, 6))
    assert scaled.tolist() == pytest.approx([-1.0690, -0.5345, 0.0, 1.6036], abs=1e-4)
    assert z_scores(_scores(100, 200, 300, 600)).tolist() == pytest.approx(
        scaled.tolist(), abs=1e-4
    )


@pytest.mark.parametrize("values", [(), (4.0,), (0.0, 0.0, 0.0)])
def test_equal_scores_have_z_scores_of_zero(values: tuple[float, ...]) -> None:
    assert z_scores(_scores(*values)).tolist() == [0.0] * len(values)


def test_weighted_sum_adds_channels_by_weight() -> None:
    channels = np.stack([_scores(1, 0), _scores(0, 1), _scores(2, 2), _scores(-1, 1)])
    assert weighted_sum(Weights(1.0, 0.5, 2.0, 0.25), channels).tolist() == [4.75, 4.75]
    assert weighted_sum(Weights(1.0, 0.5, 2.0, 0.25), channels[:2]).tolist() == [1.0, 0.5]


def test_standard_weights_are_those_of_the_file() -> None:
    table = tomllib.loads(files("qa.retrieval").joinpath("fusion.toml").read_text("utf-8"))
    kinds = asdict(standard_weights())
    assert set(kinds) == set(table) == {"bank", "text"}
    for name, weights in kinds.items():
        assert {key: weights[key] for key in table[name]} == table[name]
        assert min(weights.values()) >= 0
    assert standard_weights().text.asked_dense == 0.0
