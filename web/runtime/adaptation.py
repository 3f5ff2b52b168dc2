"""Training of the bundled model's adaptation from folders of acts."""

from collections.abc import Sequence
from pathlib import Path

from data.corpus import SHIPPED as SHIPPED_ACTS
from data.corpus import act_files
from data.question_bank import load_bank
from embeddings.adaptation.delta import write_delta
from embeddings.adaptation.targets import Recipe
from embeddings.adaptation.training import train
from embeddings.bundled.download import PROMPTS, WHEEL_SHA256
from embeddings.bundled.install import check_model
from embeddings.encoder import Progress
from embeddings.encoders.caching import DiskCachedEncoder
from embeddings.factory import open_encoder
from embeddings.index.stores import VECTOR_CACHE_DIR
from qa.adaptation.examples import question_centring, read_exam, training_set
from web.settings import BUNDLED, Settings


def train_adaptation(
    settings: Settings,
    folders: Sequence[Path],
    exam: Path | None,
    target: Path,
    articles: int,
    epochs: int,
    encoded: Progress,
    trained: Progress,
) -> int:
    """Train on the shipped acts and those in ``folders``, write the delta to ``target`` atomically.

    Returns the number of examples. Of each act, ``articles`` articles are used. Vectors of passages
    are kept under ``BAPTA_HOME``, so that a second training starts at once. Raises SourceError,
    ExamError, BankError and ModelError.
    """
    recipe = Recipe(epochs=epochs)
    files, _ = act_files(SHIPPED_ACTS, *folders)
    acts = tuple(file.read() for file in files)
    examples = training_set(
        acts,
        [entry for act in acts for entry in load_bank(act)],
        read_exam(exam) if exam is not None else (),
        max_articles=articles,
        seed=recipe.seed,
    )
    folder = check_model(settings.home)
    encoder = open_encoder(BUNDLED, settings.home)
    cached = DiskCachedEncoder(encoder, settings.home / "adaptation" / VECTOR_CACHE_DIR)
    passages = cached.encode_passages(examples.texts, encoded)
    delta = train(
        folder,
        PROMPTS["query"],
        examples.examples,
        passages,
        question_centring(),
        WHEEL_SHA256,
        recipe,
        trained,
    )
    write_delta(target, delta)
    return len(examples.examples)
