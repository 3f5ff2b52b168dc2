"""Encoder for sentence-transformers models on PyTorch, from a local folder or cache."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError

from embeddings.adaptation.delta import Delta, bert_changes
from embeddings.encoder import FloatMatrix, Progress
from embeddings.errors import ModelError
from embeddings.integrity import fingerprint

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH_SIZE = 32
# Raised by the libraries for a missing or broken model and for a missing device.
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
    """A sentence-transformers model with the prompts of its configuration."""

    def __init__(
        self,
        folder_or_name: str | Path,
        device: str = "cpu",
        threads: int | None = None,
        name: str | None = None,
    ) -> None:
        """Load the model; importing PyTorch takes seconds. Nothing is downloaded.

        ``threads`` bounds PyTorch's threads in this process; ``name`` is by default the folder's
        name with its fingerprint. Raises ModelError when the model is not on this machine, cannot
        be loaded, or the device is missing.
        """
        folder = Path(folder_or_name)
        if not folder.is_dir() and (folder.is_absolute() or len(folder.parts) > 2):
            raise ModelError(f"The model folder {folder} does not exist.")
        self.model = _load(str(folder_or_name), device, threads)
        self.name = name or _versioned_name(folder)
        self.question_name = self.name
        self.dimension = self._measure_dimension()
        self._check_vocabulary()
        prompts = self.model.prompts
        self.query_prompt = prompts.get("query") or ""
        # sentence-transformers adds an empty "document" to a model's own "passage".
        self.passage_prompt = next((p for n in _PASSAGE_PROMPTS if (p := prompts.get(n))), "")

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self._encode(texts, self.query_prompt, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        return self._encode(texts, self.passage_prompt, progress)

    def apply(self, delta: Delta) -> None:
        """Add the changes of ``delta`` to the weights; raise ModelError if they do not fit."""
        import torch

        transformer: Any = self.model[0]
        parameters = dict(transformer.auto_model.named_parameters())
        try:
            for name, change in bert_changes(delta).items():
                parameters[name].data += torch.from_numpy(change).to(parameters[name].device)
        except (KeyError, RuntimeError) as error:
            raise ModelError(f"The adaptation does not fit the model {self.name}.") from error

    def _measure_dimension(self) -> int:
        try:
            return int(self.model.encode([""], show_progress_bar=False).shape[1])
        except IndexError as error:
            raise self._tokenizer_error() from error

    def _check_vocabulary(self) -> None:
        """Raise ModelError for a tokenizer with more tokens than the weights have rows."""
        transformer = getattr(self.model[0], "auto_model", None)
        words = transformer.get_input_embeddings() if transformer is not None else None
        if words is not None and len(self.model.tokenizer) > len(words.weight):
            raise self._tokenizer_error()

    def _tokenizer_error(self) -> ModelError:
        return ModelError(f"The tokenizer of the model {self.name} does not belong to its weights.")

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> FloatMatrix:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        # Sorted by length, since a batch is padded to its longest text.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        for start in range(0, len(order), BATCH_SIZE):
            batch = order[start : start + BATCH_SIZE]
            rows[batch] = self.model.encode(
                [texts[number] for number in batch],
                prompt=prompt,
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            if progress is not None:
                progress(start + len(batch), len(order))
        return rows


def _versioned_name(folder: Path) -> str:
    return f"{folder.name}@{fingerprint(folder)}" if folder.is_dir() else str(folder)


def _load(name: str, device: str, threads: int | None) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer

    if threads is not None:
        torch.set_num_threads(threads)
    try:
        with silence_libraries():
            return SentenceTransformer(name, device=device, local_files_only=True)
    except _LOADING_ERRORS as error:
        reason = " ".join(str(error).split()).rstrip(".")
        if isinstance(error, OSError) and not Path(name).is_dir():
            reason = "it is not on this machine"
        raise ModelError(f"The model {name} cannot be loaded on {device}: {reason}.") from error


@contextmanager
def silence_libraries() -> Iterator[None]:
    """Turn off progress bars and log lines below ERROR of transformers and of the ONNX exporter."""
    import transformers

    bars: Any = transformers.utils.logging

    loggers = [logging.getLogger(name) for name in ("transformers", "torch.onnx")]
    levels, has_bars = [logger.level for logger in loggers], bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        if has_bars:
            bars.enable_progress_bar()
