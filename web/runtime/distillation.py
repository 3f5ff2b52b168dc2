"""Training of the question encoder from folders of acts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from data.corpus import SHIPPED as SHIPPED_ACTS
from data.corpus import act_files
from data.question_bank import load_bank
from embeddings.adaptation.delta import SHIPPED as SHIPPED_DELTA
from embeddings.adaptation.delta import delta_digest, read_delta
from embeddings.bundled.download import BUNDLED, PROMPTS
from embeddings.bundled.install import check_model
from embeddings.distillation.student import write_student
from embeddings.distillation.training import Recipe, distil
from embeddings.encoder import FloatMatrix, Progress
from embeddings.factory import open_encoder
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
    folder = check_model(settings.home)
    vectors = _teacher_vectors(settings.home, texts, encoded)
    prompted = [PROMPTS["query"] + text for text in texts]
    delta = read_delta(SHIPPED_DELTA)
    student = distil(folder, delta, delta_digest(), prompted, vectors, recipe, trained)
    write_student(target, student)
    return len(texts)


def _teacher_vectors(home: Path, texts: Sequence[str], progress: Progress) -> FloatMatrix:
    """Return the vectors (n, d) of the whole model for questions."""
    teacher = open_encoder(BUNDLED, home)
    parts = []
    for start in range(0, len(texts), _BATCH):
        parts.append(teacher.encode_queries(texts[start : start + _BATCH]))
        progress(min(start + _BATCH, len(texts)), len(texts))
    return np.concatenate(parts)
