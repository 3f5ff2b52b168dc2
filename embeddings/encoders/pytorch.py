"""Any sentence-transformers model on PyTorch, from a local folder or the local cache."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from embeddings.encoder import Progress
from embeddings.errors import ModelError
from embeddings.integrity import fingerprint

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32
# What the libraries raise for a missing or broken model, and for a device that is not there.
_LOADING_ERRORS = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
    AssertionError,
    SafetensorError,
)
_PASSAGE_PROMPTS = ("document", "passage", "corpus")


class SentenceEncoder:
    """Encodes with a sentence-transformers model; the prompts are those of its configuration."""

    def __init__(
        self,
        folder_or_name: str | Path,
        device: str = "cpu",
        threads: int | None = None,
        name: str | None = None,
    ) -> None:
        """Load the model; importing PyTorch takes seconds. Nothing is downloaded.

        ``threads`` bounds PyTorch's threads in this process; ``name`` is the encoder's name, by
        default the folder's with its fingerprint. Raises ModelError when there is no
        such model on this machine, it cannot be loaded, or the device is not there.
        """
        folder = Path(folder_or_name)
        if not folder.is_dir() and (folder.is_absolute() or len(folder.parts) > 2):
            raise ModelError(f"The model folder {folder} does not exist.")
        self.model = _load(str(folder_or_name), device, threads)
        self.name = name or _name(folder)
        self.dimension = self._dimension()
        self._check_tokens()
        prompts = self.model.prompts
        self.query_prompt = prompts.get("query") or ""
        # sentence-transformers adds an empty "document" beside a model's own "passage".
        self.passage_prompt = next((p for n in _PASSAGE_PROMPTS if (p := prompts.get(n))), "")

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as unit rows (n, dimension)."""
        return self._encode(texts, self.query_prompt, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Passages as unit rows (n, dimension), in the order of ``texts``."""
        return self._encode(texts, self.passage_prompt, progress)

    def _dimension(self) -> int:
        try:
            return int(self.model.encode([""], show_progress_bar=False).shape[1])
        except IndexError as error:
            raise self._other_tokenizer() from error

    def _check_tokens(self) -> None:
        """Refuse a tokenizer with more tokens than the weights have rows; not all models tell."""
        whole = getattr(self.model[0], "auto_model", None)
        words = whole.get_input_embeddings() if whole is not None else None
        if words is not None and len(self.model.tokenizer) > len(words.weight):
            raise self._other_tokenizer()

    def _other_tokenizer(self) -> ModelError:
        return ModelError(f"The tokenizer of the model {self.name} does not belong to its weights.")

    def _encode(
        self, texts: Sequence[str], prompt: str, progress: Progress | None
    ) -> NDArray[np.float32]:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        # Texts of like length together: a batch is padded to its longest text.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            rows[batch] = self.model.encode(
                [texts[number] for number in batch],
                prompt=prompt,
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            if progress is not None:
                progress(start + len(batch), len(order))
        return rows


def _name(folder: Path) -> str:
    return f"{folder.name}@{fingerprint(folder)}" if folder.is_dir() else str(folder)


def _load(name: str, device: str, threads: int | None) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer

    if threads is not None:
        torch.set_num_threads(threads)
    try:
        with _quiet():
            return SentenceTransformer(name, device=device, local_files_only=True)
    except _LOADING_ERRORS as error:
        reason = " ".join(str(error).split()).rstrip(".")
        if isinstance(error, OSError) and not Path(name).is_dir():
            reason = "it is not on this machine"
        raise ModelError(f"The model {name} cannot be loaded on {device}: {reason}.") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers from drawing progress bars and reports while a model is loaded."""
    import transformers

    logging: Any = transformers.utils.logging
    shown, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if shown:
            logging.enable_progress_bar()
