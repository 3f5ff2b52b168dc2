from dataclasses import fields

from qa.evaluation.dataset import Part
from qa.retrieval.fusion import FusionWeights, Weights, weights_without
from qa.retrieval.scorer import CHANNELS

WEIGHTS = FusionWeights(bank=Weights(1.0, 0.5, 2.0, 0.25), text=Weights(2.5, 1.85))


def test_every_channel_has_a_weight_and_a_part() -> None:
    assert tuple(field.name for field in fields(Weights)) == CHANNELS
    assert set(CHANNELS) < {part.value for part in Part}


def test_left_out_channel_has_weight_zero() -> None:
    left = weights_without(WEIGHTS, [Part.LEXICAL, Part.ASKED_DENSE])
    assert left == FusionWeights(bank=Weights(1.0, 0, 0, 0.25), text=Weights(2.5, 0))


def test_other_parts_do_not_change_the_weights() -> None:
    others = [Part.BANK, Part.GLOSSARY, Part.REPAIR, Part.REFERENCES]
    assert weights_without(WEIGHTS, others) == WEIGHTS
