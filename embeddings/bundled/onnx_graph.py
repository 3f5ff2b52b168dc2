"""Builder of the ONNX graph of the bundled model: token ids in, unit vectors out.

The matrices keep their 4-bit blocks (``MatMulNBits``, ``GatherBlockQuantized``), so no precision
is lost. Those operators and ``MultiHeadAttention`` belong to ONNX Runtime's own domain.
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


def write_graph(path: Path, weights: QuantizedWeights, selected: NDArray[np.int64]) -> None:
    """Write the graph to ``path`` and its values to a second file, which can be memory-mapped.

    Token ``n`` of the graph is the piece ``selected[n]`` of ``weights``. Inputs are ``input_ids``
    and ``attention_mask``, int64 (texts, tokens); output is ``vectors``, fp32 (texts, hidden).
    """
    graph = _Graph(weights)
    hidden = graph.embeddings(selected)
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
    """A graph under construction; each method adds a part and returns the name of its output."""

    def __init__(self, weights: QuantizedWeights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.values: list[onnx.TensorProto] = []

    def embeddings(self, selected: NDArray[np.int64]) -> str:
        """Add word and position embeddings, normalised. There is one token type."""
        hidden = self.weights.shape.hidden
        words = self.weights.blocks["emb.word"].rows(selected)
        types = self.weights.floats["emb.type"].reshape(-1, hidden)
        positions = self.weights.floats["emb.pos"].reshape(-1, hidden) + types[0]
        table = self.value("words", interleave_nibbles(words).reshape(len(selected), hidden // 2))
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
        """Add attention and feed-forward, each with its input added and normalised."""
        name = f"l{number}"
        parts = [f"{name}.{part}" for part in "qkv"]
        matrices = [self.weights.blocks[f"{part}.w"] for part in parts]
        joined = Blocks(
            np.concatenate([matrix.scales for matrix in matrices]),
            np.concatenate([matrix.packed for matrix in matrices]),
        )
        bias = np.concatenate([self.weights.floats[f"{part}.b"] for part in parts])
        product = self.product(hidden, f"{name}.qkv", joined, bias)
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
        """Add mean pooling without padding, scaled to length 1.

        The scaling cancels the division by the number of tokens, so the sum is enough.
        """
        one = self.value("one", np.ones(1, np.int64))
        mask = self.node("Cast", [MASK], "weights", to=TensorProto.FLOAT)
        row = self.node("Unsqueeze", [mask, one], "weights.row")
        summed = self.node("MatMul", [row, hidden], "summed")
        flat = self.node("Squeeze", [summed, one], "summed.flat")
        self.node("LpNormalization", [flat], VECTORS, axis=-1, p=2)

    def dense(self, name: str, rows: str) -> str:
        return self.product(
            rows, name, self.weights.blocks[f"{name}.w"], self.weights.floats[f"{name}.b"]
        )

    def product(self, rows: str, name: str, matrix: Blocks, bias: NDArray[np.float32]) -> str:
        """Multiply ``rows`` with the transposed 4-bit matrix (outputs, inputs) and add ``bias``."""
        outputs, blocks = matrix.scales.shape
        scales = matrix.scales.astype(np.float32).reshape(-1)
        inputs = [
            rows,
            self.value(f"{name}.w", interleave_nibbles(matrix)),
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
        """Normalise ``rows`` + ``skip``; the operator that does both is slower."""
        total = self.node("Add", [rows, skip], f"{name}.sum")
        return self.norm(name, total)

    def norm(self, name: str, rows: str) -> str:
        return self.node(
            "LayerNormalization",
            [rows, self.floats(f"{name}.w"), self.floats(f"{name}.b")],
            f"{name}.hidden",
            axis=-1,
            epsilon=self.weights.shape.epsilon,
        )

    def floats(self, name: str) -> str:
        return self.value(name, self.weights.floats[name])

    def value(self, name: str, array: NDArray[np.generic]) -> str:
        self.values.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(
        self, kind: str, inputs: list[str], output: str, fused: bool = False, **settings: Any
    ) -> str:
        """Add a node of one output; ``fused`` operators are of ONNX Runtime's domain."""
        domain = _FUSED if fused else ""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **settings))
        return output

    def model(self) -> onnx.ModelProto:
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


def interleave_nibbles(matrix: Blocks) -> NDArray[np.uint8]:
    """Return the nibbles as ONNX Runtime packs them: byte ``j`` holds values ``2j``, ``2j + 1``."""
    codes = matrix.codes()
    return codes[:, :, 0::2] | np.left_shift(codes[:, :, 1::2], 4, dtype=np.uint8)
