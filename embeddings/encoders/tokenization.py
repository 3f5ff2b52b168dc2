"""Tokenizers of exported models: SentencePiece for an export with pieces, else tokenizers.

SentencePiece finds the same tokens of a Unigram vocabulary from a quarter of the memory: its
vocabulary is one array, and that of tokenizers a tree of maps.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from sentencepiece import SentencePieceProcessor
from tokenizers import Tokenizer

from embeddings.errors import ModelError
from embeddings.export_format import NORMALIZER, PIECES, TOKENIZER


class TextTokenizer(Protocol):
    """A tokenizer of texts. Thread-safe."""

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, with those of its start and end."""


class PieceTokenizer:
    """A Unigram vocabulary in SentencePiece, after the normaliser of the model."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        """Open the pieces and the normaliser of an export; of a text ``max_tokens`` are kept."""
        self._normalizer = Tokenizer.from_file(str(folder / NORMALIZER)).normalizer
        self._pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
        self._start, self._end = self._pieces.bos_id(), self._pieces.eos_id()
        self._kept = max_tokens - 2

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, with those of its start and end."""
        normalized = [self._normalizer.normalize_str(text) for text in texts]
        found = self._pieces.encode(normalized, num_threads=1)
        return [[self._start, *ids[: self._kept], self._end] for ids in found]


class WholeTokenizer:
    """A tokenizer of any kind, as its model was exported with it."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        """Open the tokenizer of an export; of a text ``max_tokens`` are kept."""
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, with those of its start and end."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]


def open_tokenizer(folder: Path, max_tokens: int) -> TextTokenizer:
    """Return the tokenizer of the export in ``folder``; raise ModelError if it is damaged."""
    kind = PieceTokenizer if (folder / PIECES).is_file() else WholeTokenizer
    try:
        return kind(folder, max_tokens)
    # Both libraries raise their errors as bare exceptions.
    except Exception as error:
        raise ModelError(f"The tokenizer of the exported model in {folder} is damaged.") from error
