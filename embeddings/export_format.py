"""The folder format of an exported model: a graph, its tokenizer and its settings."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from embeddings.errors import ModelError

GRAPH, TOKENIZER, SETTINGS = "model.onnx", "tokenizer.json", "encoder.json"
PIECES, NORMALIZER = "pieces.model", "normalizer.json"
"""The tokenizer of the bundled model, as SentencePiece reads it, in place of ``TOKENIZER``."""
IDS, MASK, VECTORS = "input_ids", "attention_mask", "vectors"
"""Inputs of the graph, int64 (texts, tokens), and its output, fp32 (texts, dimension)."""

EXPORT_SOURCE: Mapping[str, str | int] = {"format": 1}
"""The source in the manifest of an exported model."""


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """Settings of an exported model; ``name`` identifies its vectors. Prompts precede each text."""

    name: str
    dimension: int
    max_tokens: int
    pad_id: int
    query_prompt: str
    passage_prompt: str


def write_settings(folder: Path, settings: ExportSettings) -> None:
    """Write ``settings`` into the folder of an exported model."""
    text = json.dumps(asdict(settings), indent=1, ensure_ascii=False)
    (folder / SETTINGS).write_text(text + "\n", encoding="utf-8")


def read_export_settings(folder: Path) -> ExportSettings:
    """Return the settings of the exported model in ``folder``; raise ModelError if it has none."""
    try:
        values = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        return ExportSettings(
            name=str(values["name"]),
            dimension=int(values["dimension"]),
            max_tokens=int(values["max_tokens"]),
            pad_id=int(values["pad_id"]),
            query_prompt=str(values["query_prompt"]),
            passage_prompt=str(values["passage_prompt"]),
        )
    except FileNotFoundError as error:
        raise ModelError(f"There is no exported model in {folder}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The settings of the exported model in {folder} are damaged.") from error


def export_folder(home: Path, model: str) -> Path:
    """Return the folder of the export of ``model`` (a name or a folder) under ``BAPTA_HOME``."""
    folder = Path(model)
    return home / "models" / (folder.name if folder.is_dir() else model.replace("/", "--"))


def is_export(folder: Path) -> bool:
    """Return whether ``folder`` holds an exported model, complete or not."""
    return (folder / SETTINGS).is_file()
