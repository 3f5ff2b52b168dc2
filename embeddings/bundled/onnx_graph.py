"""The bundled model as an ONNX graph: token ids in, unit vectors out.

The matrices stay in the 4-bit blocks they come in (``MatMulNBits``, ``GatherBlockQuantized``), so
nothing is lost and little is read. Those operators and ``MultiHeadAttention`` are of ONNX
Runtime's own domain.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from embeddings.bundled.weights import QUANTIZATION_BLOCK, Blocks, QuantizedWeights
from embeddings.export_format import IDS, MASK, VECTORS

# Integer products with 8-bit activations: the fastest, at a cosine of .9999 to exact products.
_ACCURACY = 4
_FUSED = "com.microsoft"


def write_graph(path: Path, weights: QuantizedWeights, kept: NDArray[np.int64]) -> None:
    """Write the graph to ``path`` and its values beside it, so that they can be memory-mapped.

    Token ``n`` of the graph is the piece ``kept[n]`` of ``weights``. Inputs are ``input_ids`` and
    ``attention_mask``, int64 (texts, tokens); the output is ``vectors``, fp32 (texts, hidden).
    """
    graph = _Graph(weights)
    hidden = graph.embeddings(kept)
    for layer in range(weights.shape.layers):
        hidden = graph.layer(layer, hidden)
    graph.pool(hidden)
    onnx.save(
        graph.model(),
        path,
        save_as_external_data=True,
        location=path.with_suffix(".bin").name,
        size_threshold=1024,
    )


class _Graph:
    """Collects nodes and values; each method adds a part and returns its output's name."""

    def __init__(self, weights: QuantizedWeights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.values: list[onnx.TensorProto] = []

    def embeddings(self, kept: NDArray[np.int64]) -> str:
        """Word and position embeddings, normalised. The token type is the same everywhere."""
        hidden = self.weights.shape.hidden
        words = self.weights.blocks["emb.word"].rows(kept)
        types = self.weights.floats["emb.type"].reshape(-1, hidden)
        positions = self.weights.floats["emb.pos"].reshape(-1, hidden) + types[0]
        table = self.value("words", topological_order(words).reshape(len(kept), hidden // 2))
        scales = self.value("words.scales", words.scales.astype(np.float32))
        word = self.node(
            "GatherBlockQuantized",
            [table, IDS, scales],
            "word",
            fused=True,
            bits=4,
            block_size=QUANTIZATION_BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        length = self.node("Shape", [IDS], "length", start=1, end=2)
        zero = self.value("zero", np.zeros(1, np.int64))
        place = self.node("Slice", [self.value("positions", positions), zero, length], "place")
        total = self.node("Add", [word, place], "embedded")
        self.node("Cast", [MASK], "padding", to=TensorProto.INT32)
        return self.norm("emb.ln", total)

    def layer(self, number: int, hidden: str) -> str:
        """One layer: attention and feed-forward, each added to its input and normalised."""
        name = f"l{number}"
        three = [self.weights.blocks[f"{name}.{part}.w"] for part in "qkv"]
        joined = Blocks(
            np.concatenate([part.scales for part in three]),
            np.concatenate([part.packed for part in three]),
        )
        bias = np.concatenate([self.weights.floats[f"{name}.{part}.b"] for part in "qkv"])
        product = self.product(hidden, f"{name}.qkv", joined, bias)
        parts = [f"{name}.{part}" for part in "qkv"]
        self.nodes.append(helper.make_node("Split", [product], parts, axis=-1, num_outputs=3))
        attended = self.node(
            "MultiHeadAttention",
            [*parts, "", "padding"],
            f"{name}.attended",
            fused=True,
            num_heads=self.weights.shape.heads,
        )
        hidden = self.add_and_norm(f"{name}.aln", self.dense(f"{name}.ao", attended), hidden)
        active = self.node("Gelu", [self.dense(f"{name}.fi", hidden)], f"{name}.active")
        return self.add_and_norm(f"{name}.oln", self.dense(f"{name}.fo", active), hidden)

    def pool(self, hidden: str) -> None:
        """The mean over the tokens that are not padding, scaled to length 1.

        The length takes the division by the number of tokens out again, so there is none.
        """
        one = self.value("one", np.ones(1, np.int64))
        mask = self.node("Cast", [MASK], "weights", to=TensorProto.FLOAT)
        row = self.node("Unsqueeze", [mask, one], "weights.row")
        summed = self.node("MatMul", [row, hidden], "summed")
        flat = self.node("Squeeze", [summed, one], "summed.flat")
        self.node("LpNormalization", [flat], VECTORS, axis=-1, p=2)

    def dense(self, name: str, rows: str) -> str:
        """The dense layer ``name`` of the weights."""
        return self.product(
            rows, name, self.weights.blocks[f"{name}.w"], self.weights.floats[f"{name}.b"]
        )

    def product(self, rows: str, name: str, matrix: Blocks, bias: NDArray[np.float32]) -> str:
        """``rows`` times the transposed 4-bit matrix (outputs, inputs), plus ``bias``."""
        outputs, blocks = matrix.scales.shape
        scales = matrix.scales.astype(np.float32).reshape(-1)
        inputs = [
            rows,
            self.value(f"{name}.w", topological_order(matrix)),
            self.value(f"{name}.scales", scales),
            "",
            "",
            self.value(f"{name}.b", bias),
        ]
        return self.node(
            "MatMulNBits",
            inputs,
            f"{name}.product",
            fused=True,
            K=blocks * QUANTIZATION_BLOCK,
            N=outputs,
            bits=4,
            block_size=QUANTIZATION_BLOCK,
            accuracy_level=_ACCURACY,
        )

    def add_and_norm(self, name: str, rows: str, skip: str) -> str:
        """Layer normalisation of ``rows`` + ``skip``; the operator that joins both is slower."""
        total = self.node("Add", [rows, skip], f"{name}.sum")
        return self.norm(name, total)

    def norm(self, name: str, rows: str) -> str:
        """Layer normalisation with the weights of ``name``."""
        return self.node(
            "LayerNormalization",
            [rows, self.floats(f"{name}.w"), self.floats(f"{name}.b")],
            f"{name}.hidden",
            axis=-1,
            epsilon=self.weights.shape.epsilon,
        )

    def floats(self, name: str) -> str:
        """The fp32 array ``name`` of the weights."""
        return self.value(name, self.weights.floats[name])

    def value(self, name: str, array: NDArray[np.generic]) -> str:
        """A constant."""
        self.values.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(
        self, kind: str, inputs: list[str], output: str, fused: bool = False, **settings: Any
    ) -> str:
        """A node of one output; ``fused`` ones are of ONNX Runtime's domain."""
        domain = _FUSED if fused else ""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **settings))
        return output

    def model(self) -> onnx.ModelProto:
        """All that was added, as a model."""
        rows: list[str | int] = ["texts", "tokens"]
        vectors: list[str | int] = ["texts", self.weights.shape.hidden]
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, rows) for name in (IDS, MASK)],
            [helper.make_tensor_value_info(VECTORS, TensorProto.FLOAT, vectors)],
            self.values,
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def topological_order(matrix: Blocks) -> NDArray[np.uint8]:
    """The nibbles as ONNX Runtime packs them: byte ``j`` holds values ``2j`` and ``2j + 1``."""
    codes = matrix.codes()
    return codes[:, :, 0::2] | np.left_shift(codes[:, :, 1::2], 4, dtype=np.uint8)
