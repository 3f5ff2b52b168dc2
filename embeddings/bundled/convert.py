"""Conversion of the bundled weights to a sentence-transformers folder and to an export."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from embeddings.bundled.download import NAME, PROMPTS
from embeddings.bundled.onnx_graph import write_graph
from embeddings.bundled.tokenizer import (
    BOS,
    EOS,
    MASK,
    PAD,
    UNK,
    build_tokenizer,
    select_vocabulary,
)
from embeddings.bundled.weights import QuantizedWeights, Shape
from embeddings.export_format import EXPORT_SOURCE, GRAPH, TOKENIZER, ExportSettings, write_settings
from embeddings.integrity import write_manifest

# Tensor names in the file, mapped to those of a BERT model of transformers.
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_model(folder: Path, weights: QuantizedWeights) -> None:
    """Write ``weights`` as a sentence-transformers model into ``folder``."""
    for name, content in _settings(weights.shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    build_tokenizer(weights.pieces).save(str(folder / "tokenizer.json"))
    save_file(bert_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})


def write_export(folder: Path, weights: QuantizedWeights) -> None:
    """Write ``weights`` into ``folder`` as an export, reduced to the pieces of our languages."""
    folder.mkdir()
    selected = select_vocabulary(weights.pieces)
    pieces = [weights.pieces[number] for number in selected]
    build_tokenizer(pieces).save(str(folder / TOKENIZER))
    write_graph(folder / GRAPH, weights, selected)
    settings = ExportSettings(
        name=NAME,
        dimension=weights.shape.hidden,
        max_tokens=weights.shape.positions,
        pad_id=[piece for piece, _ in pieces].index(PAD),
        query_prompt=PROMPTS["query"],
        passage_prompt=PROMPTS["passage"],
    )
    write_settings(folder, settings)
    write_manifest(folder, EXPORT_SOURCE)


def bert_tensors(weights: QuantizedWeights) -> dict[str, NDArray[np.float32]]:
    """Return the tensors in fp32, shaped and named as in transformers' BertModel."""
    hidden = weights.shape.hidden
    names = dict(_EMBEDDINGS)
    for layer in range(weights.shape.layers):
        for short, long in _LAYER.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    tensors = {}
    for name, bert in names.items():
        if name in weights.blocks:
            tensors[bert] = weights.blocks[name].values()
        elif name in ("emb.pos", "emb.type"):
            tensors[bert] = weights.floats[name].reshape(-1, hidden)
        else:
            tensors[bert] = weights.floats[name]
    # The weights have no pooler, and transformers reports a missing one.
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), dtype=np.float32)
    tensors["pooler.dense.bias"] = np.zeros(hidden, dtype=np.float32)
    return tensors


def _settings(shape: Shape) -> dict[str, object]:
    """Return the configuration files of the folder, by path."""
    modules = ["Transformer", "Pooling", "Normalize"]
    return {
        "modules.json": [
            {
                "idx": number,
                "name": str(number),
                "path": "" if number == 0 else f"{number}_{kind}",
                "type": f"sentence_transformers.models.{kind}",
            }
            for number, kind in enumerate(modules)
        ],
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.intermediate,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "torch_dtype": "float32",
        },
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": BOS,
            "cls_token": BOS,
            "eos_token": EOS,
            "sep_token": EOS,
            "pad_token": PAD,
            "unk_token": UNK,
            "mask_token": MASK,
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
        },
        "2_Normalize/config.json": {},
    }
