"""Training of the question encoder from folders of acts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from data.corpus import SHIPPED as SHIPPED_ACTS
from data.corpus import act_files
from data.question_bank import load_bank
from embeddings.adaptation.delta import SHIPPED as SHIPPED_DELTA
from embeddings.adaptation.delta import Delta, delta_digest, read_delta
from embeddings.bundled.download import PROMPTS
from embeddings.bundled.install import EXPORT, check_weights
from embeddings.distillation.student import write_student
from embeddings.distillation.training import Recipe, distil
from embeddings.encoder import FloatMatrix, Progress
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.factory import available_cores
from embeddings.quantization.exact_export import EXACT_GRAPH, exact_export
from embeddings.quantization.layers import read_layers
from qa.adaptation.distillation_texts import Text, distillation_texts
from qa.adaptation.examples import read_exam
from web.settings import Settings

_BATCH = 1024


def train_student(
    settings: Settings,
    folders: Sequence[Path],
    questions: Sequence[Path],
    target: Path,
    steps: int,
    encoded: Progress,
    trained: Progress,
) -> int:
    """Distil the adapted model, write the student to ``target`` atomically.

    Texts are the shipped acts and those in ``folders``, the question banks, and ``questions``,
    files of lay questions. Returns the number of texts. ``encoded`` counts the texts and
    ``trained`` the steps. Raises SourceError, ExamError, BankError and ModelError.
    """
    recipe = Recipe(steps=steps)
    files, _ = act_files(SHIPPED_ACTS, *folders)
    acts = tuple(file.read() for file in files)
    asked = [Text(one.question, one.language) for act in acts for one in load_bank(act)]
    asked += [Text(one.question, one.language) for path in questions for one in read_exam(path)]
    texts = distillation_texts(asked, acts, recipe.seed)
    folder = check_weights(settings.home)
    delta = read_delta(SHIPPED_DELTA)
    vectors = _teacher_vectors(folder, delta, texts, encoded)
    prompted = [PROMPTS["query"] + text for text in texts]
    student = distil(folder, delta, delta_digest(), prompted, vectors, recipe, trained)
    write_student(target, student)
    return len(texts)


def _teacher_vectors(
    folder: Path, delta: Delta, texts: Sequence[str], progress: Progress
) -> FloatMatrix:
    """Return the vectors (n, d) of the adapted model for questions, with matrices in fp32."""
    parts = []
    with exact_export(folder / EXPORT, read_layers(folder, delta)) as export:
        teacher = OnnxEncoder(export, available_cores(), EXACT_GRAPH)
        for start in range(0, len(texts), _BATCH):
            parts.append(teacher.encode_queries(texts[start : start + _BATCH]))
            progress(min(start + _BATCH, len(texts)), len(texts))
    return np.concatenate(parts)
