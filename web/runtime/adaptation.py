"""Training of the bundled model's adaptations from folders of acts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data.corpus import SHIPPED as SHIPPED_ACTS
from data.corpus import act_files
from data.question_bank import load_bank
from embeddings.adaptation.delta import SHIPPED, delta_digest, read_delta, write_delta
from embeddings.adaptation.question_training import train_questions
from embeddings.adaptation.targets import QUESTION_RECIPE, Recipe
from embeddings.adaptation.training import train
from embeddings.bundled.download import PROMPTS, WHEEL_SHA256
from embeddings.bundled.install import check_model, check_weights
from embeddings.encoder import Progress
from qa.adaptation.examples import ExamError, question_centring, read_exam, training_set
from qa.adaptation.wordings import lay_matters, read_matters, training_wordings
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Sizes:
    """Articles of an act and sentences of a version to train on, and passes over the examples."""

    articles: int
    sentences: int
    epochs: int


def train_adaptation(
    settings: Settings,
    folders: Sequence[Path],
    exam: Path | None,
    questions: Sequence[Path],
    target: Path,
    sizes: Sizes,
    encoded: Progress,
    trained: Progress,
) -> int:
    """Train on the shipped acts and those in ``folders``, write the delta to ``target`` atomically.

    Returns the number of examples. ``questions`` are files of lay questions. ``encoded``
    counts the passages and ``trained`` the steps. Raises SourceError,
    ExamError, BankError and ModelError.
    """
    recipe = Recipe(epochs=sizes.epochs)
    if questions:
        recipe = replace(recipe, name=f"{recipe.name}, lay questions")
    files, _ = act_files(SHIPPED_ACTS, *folders)
    acts = tuple(file.read() for file in files)
    examples = training_set(
        acts,
        [entry for act in acts for entry in load_bank(act)],
        read_exam(exam) if exam is not None else (),
        [question for path in questions for question in read_exam(path)],
        max_articles=sizes.articles,
        max_sentences=sizes.sentences,
        seed=recipe.seed,
    )
    delta = train(
        check_model(settings.home),
        PROMPTS,
        examples.examples,
        examples.texts,
        question_centring(),
        WHEEL_SHA256,
        recipe,
        encoded,
        trained,
    )
    write_delta(target, delta)
    return len(examples.examples)


def train_question_adaptation(
    settings: Settings,
    folders: Sequence[Path],
    questions: Sequence[Path],
    wordings: Sequence[Path],
    target: Path,
    sizes: Sizes,
    encoded: Progress,
    trained: Progress,
) -> int:
    """Train on the acts in ``folders``, write the delta to ``target`` atomically.

    Returns the number of wordings. ``questions`` are files of lay questions on these acts,
    ``wordings`` files of matters in several wordings. ``encoded`` counts the passages and
    ``trained`` the steps. The changes belong to the shipped adaptation. Raises SourceError,
    ExamError and ModelError.
    """
    recipe = replace(QUESTION_RECIPE, epochs=sizes.epochs)
    files, _ = act_files(*folders)
    lay = [question for path in questions for question in read_exam(path)]
    training = training_set(
        tuple(file.read() for file in files),
        questions=lay,
        max_articles=sizes.articles,
        max_sentences=sizes.sentences,
        seed=recipe.seed,
    )
    matters = [*lay_matters(lay), *(matter for path in wordings for matter in read_matters(path))]
    texts = training_wordings(matters, training.examples)
    if not texts:
        raise ExamError("The acts, questions and wordings have no text to train on.")
    delta = train_questions(
        check_weights(settings.home),
        read_delta(SHIPPED),
        PROMPTS,
        texts,
        training.texts,
        question_centring(),
        delta_digest(),
        recipe,
        encoded,
        trained,
    )
    write_delta(target, delta)
    return len(texts)
