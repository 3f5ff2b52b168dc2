"""Measurement of the activation ranges of the bundled model's encoders on shipped texts."""

import random
from collections.abc import Sequence
from pathlib import Path

from data.corpus import load_corpus
from data.passages import split_passages
from data.question_bank import load_bank
from embeddings.adaptation.delta import SHIPPED, delta_digest, read_delta
from embeddings.bundled.download import PROMPTS
from embeddings.bundled.install import EXPORT, check_weights
from embeddings.distillation.student import read_student, student_digest
from embeddings.encoder import Progress
from embeddings.encoders.tokenization import open_tokenizer
from embeddings.export_format import read_export_settings
from embeddings.quantization.calibration import measure_ranges
from embeddings.quantization.layers import read_layers
from embeddings.quantization.ranges import Ranges, write_ranges

_QUESTIONS = 1000
_SEED = 3


def measure_shipped(home: Path, target: Path, progress: Progress) -> int:
    """Measure the ranges with the model under ``home`` and write them to ``target`` atomically.

    Questions are drawn from the shipped bank; passages are those of the shipped act. The shipped
    adaptation and question encoder are measured, which the model folder need not have yet. Returns
    the number of texts. Raises ModelError.
    """
    act = load_corpus().default
    asked = [entry.question for entry in load_bank(act)]
    drawn = random.Random(_SEED).sample(asked, min(len(asked), _QUESTIONS))  # noqa: S311
    questions = [PROMPTS["query"] + text for text in drawn]
    passages = [PROMPTS["passage"] + passage.text for passage in split_passages(act)]
    folder = check_weights(home)
    whole = read_layers(folder, read_delta(SHIPPED))
    student = read_student().layers()
    texts = _tokens(folder / EXPORT, [*questions, *passages])
    total = len(texts) + len(questions)
    ranges = Ranges(
        measure_ranges(folder / EXPORT, whole, texts, lambda n, _: progress(n, total)),
        measure_ranges(
            folder / EXPORT,
            student,
            texts[: len(questions)],
            lambda n, _: progress(len(texts) + n, total),
        ),
        delta_digest(),
        student_digest(),
    )
    write_ranges(target, ranges)
    return len(texts)


def _tokens(export: Path, texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of ``texts``."""
    return open_tokenizer(export, read_export_settings(export).max_tokens).encode(texts)
