from dataclasses import fields

from qa.evaluation.ablation import Part, weights_without
from qa.retrieval.fusion import Weights
from qa.retrieval.scorer import CHANNELS

WEIGHTS = Weights(1.0, 0.5, 2.0, 0.25)


def test_the_channels_are_those_that_are_weighed_and_each_can_be_left_out() -> None:
    assert tuple(field.name for field in fields(Weights)) == CHANNELS
    assert set(CHANNELS) < {part.value for part in Part}


def test_a_channel_that_is_left_out_weighs_nothing() -> None:
    assert weights_without(WEIGHTS, [Part.LEXICAL, Part.ASKED_DENSE]) == Weights(1.0, 0, 0, 0.25)


def test_other_parts_leave_the_weights_alone() -> None:
    others = [Part.BANK, Part.GLOSSARY, Part.REPAIR, Part.REFERENCES]
    assert weights_without(WEIGHTS, others) == WEIGHTS
