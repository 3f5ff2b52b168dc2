"""Conversion of a Unigram tokenizer of an export into a SentencePiece model and a normaliser."""

import json
from pathlib import Path
from typing import Any

from sentencepiece import sentencepiece_model_pb2

from embeddings.bundled.tokenizer import BOS, EOS, MASK, PAD, UNK
from embeddings.export_format import NORMALIZER, PIECES, TOKENIZER

# Pieces that no text has: what a person types as "<s>" is text.
_CONTROL = frozenset({BOS, PAD, EOS, MASK})


def split_tokenizer(folder: Path) -> None:
    """Replace the tokenizer of the export in ``folder`` by its pieces and its normaliser.

    Ids and scores stay. The normaliser is a tokenizer file with the unknown token alone. Nothing
    is done if the export has no tokenizer left to split.
    """
    path = folder / TOKENIZER
    if not path.is_file():
        return
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    (folder / PIECES).write_bytes(_piece_model(vocabulary))
    tokenizer["model"]["vocab"] = [entry for entry in vocabulary if entry[0] == UNK]
    tokenizer["model"]["unk_id"] = 0
    tokenizer["added_tokens"], tokenizer["post_processor"] = [], None
    text = json.dumps(tokenizer, indent=1, sort_keys=True)
    (folder / NORMALIZER).write_text(text + "\n", encoding="utf-8")
    path.unlink()


def _piece_model(vocabulary: list[tuple[str, float]]) -> bytes:
    """Return the model of ``vocabulary`` (piece, score), which normalises nothing itself."""
    # The module is generated and has no types.
    generated: Any = sentencepiece_model_pb2
    model = generated.ModelProto()
    kinds = generated.ModelProto.SentencePiece
    for piece, score in vocabulary:
        kind = kinds.CONTROL if piece in _CONTROL else kinds.NORMAL
        model.pieces.add(piece=piece, score=score, type=kinds.UNKNOWN if piece == UNK else kind)
    numbers = {piece: number for number, (piece, _) in enumerate(vocabulary)}
    trainer = model.trainer_spec
    trainer.model_type = generated.TrainerSpec.UNIGRAM
    trainer.vocab_size = len(vocabulary)
    for name, piece in (("bos", BOS), ("eos", EOS), ("pad", PAD), ("unk", UNK)):
        setattr(trainer, f"{name}_id", numbers[piece])
        setattr(trainer, f"{name}_piece", piece)
    # The normaliser of the export has run before, and every word begins with a mark.
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = False
    model.normalizer_spec.escape_whitespaces = True
    content: bytes = model.SerializeToString(deterministic=True)
    return content
