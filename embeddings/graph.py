"""The bundled model as an ONNX graph: token ids in, unit vectors out.

The matrices stay in the 4-bit blocks they come in (``MatMulNBits``, ``GatherBlockQuantized``), so
nothing is lost and little is read. The layers use the fused operators of ONNX Runtime's own
domain, which its optimiser would otherwise have to find at every start.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from embeddings.exported import IDS, MASK, VECTORS
from embeddings.weights import BLOCK, Blocks, Weights

# Integer products with 8-bit activations: the fastest, at a cosine of .9999 to exact products.
_ACCURACY = 4
_FUSED = "com.microsoft"


def write_graph(path: Path, weights: Weights, kept: NDArray[np.int64]) -> None:
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

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.values: list[onnx.TensorProto] = []

    def embeddings(self, kept: NDArray[np.int64]) -> str:
        """Word and position embeddings, normalised. The token type is the same everywhere."""
        hidden = self.weights.shape.hidden
        words = self.weights.blocks["emb.word"].rows(kept)
        types = self.weights.floats["emb.type"].reshape(-1, hidden)
        positions = self.weights.floats["emb.pos"].reshape(-1, hidden) + types[0]
        table = self.value("words", in_order(words).reshape(len(kept), hidden // 2))
        scales = self.value("words.scales", words.scales.astype(np.float32))
        word = self.node(
            "GatherBlockQuantized",
            [table, IDS, scales],
            "word",
            fused=True,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        length = self.node("Shape", [IDS], "length", start=1, end=2)
        zero = self.value("zero", np.zeros(1, np.int64))
        place = self.node("Slice", [self.value("positions", positions), zero, length], "place")
        total = self.node("Add", [word, place], "embedded")
        self.node("Cast", [MASK], "padding", to=TensorProto.INT32)
        return self.node(
            "LayerNormalization",
            [total, self.floats("emb.ln.w"), self.floats("emb.ln.b")],
            "hidden",
            axis=-1,
            epsilon=self.weights.shape.epsilon,
        )

    def layer(self, number: int, hidden: str) -> str:
        """One layer: attention and feed-forward, each added to its input and normalised."""
        name = f"l{number}"
        three = [self.weights.blocks[f"{name}.{part}.w"] for part in "qkv"]
        joined = Blocks(
            np.concatenate([part.scales for part in three]),
            np.concatenate([part.packed for part in three]),
        )
        bias = np.concatenate([self.weights.floats[f"{name}.{part}.b"] for part in "qkv"])
        product = self.product(hidden, f"{name}.qkv", joined, self.value(f"{name}.qkv.b", bias))
        parts = [f"{name}.{part}" for part in "qkv"]
        self.nodes.append(helper.make_node("Split", [product], parts, axis=-1, num_outputs=3))
        attended = self.node(
            "MultiHeadAttention",
            [*parts, "", "padding"],
            f"{name}.attended",
            fused=True,
            num_heads=self.weights.shape.heads,
        )
        out = self.product(attended, f"{name}.ao", self.weights.blocks[f"{name}.ao.w"])
        hidden = self.add_and_norm(f"{name}.aln", out, hidden, self.floats(f"{name}.ao.b"))
        wide = self.product(hidden, f"{name}.fi", self.weights.blocks[f"{name}.fi.w"])
        active = self.node(
            "BiasGelu", [wide, self.floats(f"{name}.fi.b")], f"{name}.active", fused=True
        )
        narrow = self.product(active, f"{name}.fo", self.weights.blocks[f"{name}.fo.w"])
        return self.add_and_norm(f"{name}.oln", narrow, hidden, self.floats(f"{name}.fo.b"))

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

    def product(self, rows: str, name: str, matrix: Blocks, bias: str | None = None) -> str:
        """``rows`` times the transposed 4-bit matrix (outputs, inputs), plus ``bias``."""
        outputs, blocks = matrix.scales.shape
        inputs = [
            rows,
            self.value(f"{name}.w", in_order(matrix)),
            self.value(f"{name}.scales", matrix.scales.astype(np.float32).reshape(-1)),
        ]
        if bias is not None:
            inputs += ["", "", bias]
        return self.node(
            "MatMulNBits",
            inputs,
            f"{name}.product",
            fused=True,
            K=blocks * BLOCK,
            N=outputs,
            bits=4,
            block_size=BLOCK,
            accuracy_level=_ACCURACY,
        )

    def add_and_norm(self, name: str, rows: str, skip: str, bias: str) -> str:
        """Layer normalisation of ``rows`` + ``bias`` + ``skip``."""
        return self.node(
            "SkipLayerNormalization",
            [rows, skip, self.floats(f"{name}.w"), self.floats(f"{name}.b"), bias],
            f"{name}.hidden",
            fused=True,
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


def in_order(matrix: Blocks) -> NDArray[np.uint8]:
    """The nibbles as ONNX Runtime packs them: byte ``j`` holds values ``2j`` and ``2j + 1``."""
    codes = matrix.codes()
    return codes[:, :, 0::2] | np.left_shift(codes[:, :, 1::2], 4, dtype=np.uint8)
