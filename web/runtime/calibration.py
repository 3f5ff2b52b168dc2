"""Measurement of the activation ranges of the bundled model's encoders on shipped texts."""

import random
from collections.abc import Sequence
from pathlib import Path

from data.corpus import load_corpus
from data.passages import split_passages
from data.question_bank import load_bank
from embeddings.adaptation.delta import (
    QUESTIONS,
    SHIPPED,
    delta_digest,
    joined_deltas,
    read_delta,
)
from embeddings.bundled.download import PROMPTS
from embeddings.bundled.install import EXPORT, check_weights
from embeddings.distillation.student import read_student, student_digest
from embeddings.encoder import Progress, part_progress
from embeddings.encoders.tokenization import open_tokenizer
from embeddings.export_format import read_export_settings
from embeddings.factory import check_trained
from embeddings.quantization.calibration import measure_ranges
from embeddings.quantization.layers import Layers, read_layers
from embeddings.quantization.ranges import MatrixRanges, Ranges, RangesOrigin, write_ranges

_QUESTIONS = 1000
_SEED = 3


def measure_shipped(home: Path, target: Path, progress: Progress) -> int:
    """Measure the ranges with the model under ``home`` and write them to ``target`` atomically.

    Questions are drawn from the shipped bank; passages are those of the shipped act. The shipped
    adaptations and question encoder are measured, which must belong together and which the model
    folder need not have yet. Returns the number of texts. Raises ModelError.
    """
    for small_questions in (False, True):
        check_trained(small_questions)
    act = load_corpus().default
    asked = [entry.question for entry in load_bank(act)]
    drawn = random.Random(_SEED).sample(asked, min(len(asked), _QUESTIONS))  # noqa: S311
    questions = [PROMPTS["query"] + text for text in drawn]
    passages = [PROMPTS["passage"] + passage.text for passage in split_passages(act)]
    folder = check_weights(home)
    delta = read_delta(SHIPPED)
    texts = _tokens(folder / EXPORT, [*questions, *passages])
    only_questions = texts[: len(questions)]
    total = 2 * len(texts) + len(questions)

    def measure(layers: Layers, sample: Sequence[Sequence[int]], before: int) -> MatrixRanges:
        report = part_progress(progress, before, total)
        return measure_ranges(folder / EXPORT, layers, sample, report)

    whole_questions = read_layers(folder, joined_deltas(delta, read_delta(QUESTIONS)))
    ranges = Ranges(
        measure(read_layers(folder, delta), texts, 0),
        # People write whole letters too, with values as those of passages.
        measure(whole_questions, texts, len(texts)),
        measure(read_student().layers(), only_questions, 2 * len(texts)),
        RangesOrigin(delta_digest(), delta_digest(QUESTIONS), student_digest()),
    )
    write_ranges(target, ranges)
    return len(texts)


def _tokens(export: Path, texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of ``texts``."""
    return open_tokenizer(export, read_export_settings(export).max_tokens).encode(texts)
