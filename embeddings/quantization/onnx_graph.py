"""The ONNX graph of encoder layers with integer matrices: token ids in, unit vectors out.

Embeddings and pooling are those of the model's graph, whose file of values it shares; the layers
between them have a file of values of their own. The rows of a product are rounded with one scale
for all texts of a call, so a text has the same vector every time if it is encoded alone.
"""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnx.external_data_helper import set_external_data

from data.atomic_files import replace_file, write_bytes
from embeddings.errors import ModelError
from embeddings.export_format import VECTORS
from embeddings.quantization.layers import PROJECTION, Layers
from embeddings.quantization.ranges import MatrixRanges
from embeddings.quantization.rounding import BLOCK, ByteBlocks, round_matrix, split_greatest

# Integer products of blocks with 8-bit activations, as in the graph of the model.
_ACCURACY = 4
_FUSED = "com.microsoft"
_ALIGNMENT = 4096
_PREFIX, _MATRIX = "layers.", ".matrix"

_ADDED_VALUES = 64
"""Copies of the greatest values in the feed-forward part; one may be twelve times the next."""


def write_layers_graph(
    graph: Path,
    target: Path,
    layers: Layers,
    ranges: MatrixRanges | None,
    blocks: Collection[str] = (),
) -> None:
    """Write the graph of ``layers`` to ``target``, and its values beside it as a .bin file.

    ``graph`` is the graph of the model in the same folder. The matrices are rounded to integers
    with the ``ranges`` of their inputs; without them they stay in fp32. The ``blocks`` (``fo`` for
    that of every layer) have a scale for each 32 values instead, which is nearer to the matrix and
    slower. Raises ModelError if ``layers`` or ``ranges`` do not fit the model.
    """
    model = onnx.load(graph, load_external_data=False)
    try:
        built = _LayersGraph(model.graph, layers, ranges, blocks)
    except (KeyError, ValueError) as error:
        raise ModelError("The layers of an encoder do not fit the model.") from error
    values = target.with_suffix(".bin")
    write_bytes(values, built.values(values.name))
    replace_file(target, lambda scratch: scratch.write_bytes(model.SerializeToString()))


def matrix_inputs(graph: Path) -> dict[str, str]:
    """Return the value that enters each matrix of the layers, in a graph with fp32 matrices."""
    names = {
        node.input[1].removeprefix(_PREFIX).removesuffix(_MATRIX): node.input[0]
        for node in onnx.load(graph, load_external_data=False).graph.node
        if node.op_type == "MatMul" and node.input[1].endswith(_MATRIX)
    }
    return {name: value for name, value in names.items() if name != PROJECTION}


class _LayersGraph:
    """A graph whose layers are replaced by others."""

    def __init__(
        self,
        graph: onnx.GraphProto,
        layers: Layers,
        ranges: MatrixRanges | None,
        blocks: Collection[str],
    ) -> None:
        self._layers = layers
        self._ranges = ranges
        self._blocks = blocks
        self._added: list[onnx.TensorProto] = []
        old = list(graph.node)
        embedding = next(n for n, node in enumerate(old) if node.op_type == "LayerNormalization")
        last = next(n for n, node in enumerate(old) if node.output[0] == "summed")
        heads = next(node for node in old if node.op_type == "MultiHeadAttention")
        table = next(each for each in graph.initializer if each.name == "positions")
        if len(layers.vectors["eln.w"]) != table.dims[-1]:
            raise ValueError("The layers have vectors of another length.")
        self._heads = next(each.i for each in heads.attribute if each.name == "num_heads")
        self._epsilon = next(each.f for each in old[embedding].attribute if each.name == "epsilon")
        self._nodes = old[:embedding]
        pooling = [node for node in old[embedding:] if node.output[0].startswith("weights")]
        hidden = self._norm("eln", old[embedding].input[0])
        for layer in range(layers.number):
            hidden = self._layer(f"{layer}.", hidden)
        summed, flat, normalised = old[last:]
        summed.input[1] = hidden
        self._nodes += [*pooling, summed, flat]
        if PROJECTION in layers.matrices:
            output = f"layers.{PROJECTION}"
            self._product(PROJECTION, flat.output[0], layers.matrices[PROJECTION], output)
            normalised.input[0] = output
        self._nodes.append(normalised)
        self._keep(graph)

    def values(self, name: str) -> bytes:
        """Return the values of the added tensors, which from now on refer to the file ``name``."""
        content = bytearray()
        for tensor in self._added:
            content += bytes(-len(content) % _ALIGNMENT)
            raw = tensor.raw_data
            set_external_data(tensor, name, offset=len(content), length=len(raw))
            content += raw
            tensor.ClearField("raw_data")
        return bytes(content)

    def _keep(self, graph: onnx.GraphProto) -> None:
        used = {name for node in self._nodes for name in node.input}
        kept = [each for each in graph.initializer if each.name in used]
        del graph.node[:]
        del graph.initializer[:]
        graph.node.extend(self._nodes)
        graph.initializer.extend(kept)
        start = len(graph.initializer)
        graph.initializer.extend(self._added)
        # The graph has copies.
        self._added = list(graph.initializer)[start:]
        if self._nodes[-1].output[0] != VECTORS:
            raise ValueError("The graph does not end with its vectors.")

    def _layer(self, name: str, hidden: str) -> str:
        parts = [f"layers.{name}{part}" for part in "qkv"]
        joined = self._multiply(f"{name}qkv", hidden)
        self._nodes.append(helper.make_node("Split", [joined], parts, axis=-1, num_outputs=3))
        attended = f"layers.{name}attended"
        inputs = [*parts, "", "padding"]
        attention = helper.make_node(
            "MultiHeadAttention", inputs, [attended], domain=_FUSED, num_heads=self._heads
        )
        self._nodes.append(attention)
        hidden = self._add_and_norm(f"{name}aln", self._multiply(f"{name}ao", attended), hidden)
        return self._add_and_norm(f"{name}oln", self._feed_forward(name, hidden), hidden)

    def _feed_forward(self, name: str, hidden: str) -> str:
        into, out, active = f"{name}fi", f"{name}fo", f"layers.{name}active"
        if self._ranges is None or "fo" in self._blocks:
            inner = self._multiply(into, hidden)
            self._nodes.append(helper.make_node("Gelu", [inner], [active]))
            return self._multiply(out, active)
        biases = self._layers.vectors
        split = split_greatest(
            self._layers.matrices[into],
            biases[f"{into}.b"],
            self._layers.matrices[out],
            self._ranges[out],
            _ADDED_VALUES,
        )
        inner = self._integers(into, hidden, split.first, split.bias, self._ranges[into])
        self._nodes.append(helper.make_node("Gelu", [inner], [active]))
        return self._integers(
            out, active, split.second, biases[f"{out}.b"], split.ranges, split.copies
        )

    def _multiply(self, name: str, rows: str) -> str:
        """Multiply ``rows`` with the transposed matrix ``name`` and add its bias."""
        matrix, bias = self._layers.matrices[name], self._layers.vectors[f"{name}.b"]
        if name.rpartition(".")[2] in self._blocks:
            return self._block_product(name, rows, matrix, bias)
        if self._ranges is not None:
            return self._integers(name, rows, matrix, bias, self._ranges[name])
        product, output = f"layers.{name}.exact", f"layers.{name}.product"
        self._product(name, rows, matrix, product)
        biased = [product, self._value(f"{name}.bias", bias)]
        self._nodes.append(helper.make_node("Add", biased, [output]))
        return output

    def _product(self, name: str, rows: str, matrix: NDArray[np.float32], output: str) -> None:
        """Multiply ``rows`` with the transposed ``matrix`` in fp32."""
        inputs = [rows, self._value(name + _MATRIX, matrix.T)]
        self._nodes.append(helper.make_node("MatMul", inputs, [output]))

    def _integers(
        self,
        name: str,
        rows: str,
        matrix: NDArray[np.float32],
        bias: NDArray[np.float32],
        ranges: NDArray[np.float32],
        copies: NDArray[np.float32] | None = None,
    ) -> str:
        """Multiply ``rows`` with the transposed ``matrix``, rounded, and add ``bias``."""
        if ranges.shape != matrix.shape[1:]:
            raise ValueError("The ranges have another length than the inputs.")
        rounded = round_matrix(matrix, ranges, copies)
        scaled, output = f"layers.{name}.scaled", f"layers.{name}.product"
        factors = [rows, self._value(f"{name}.factors", rounded.factors)]
        self._nodes.append(helper.make_node("Mul", factors, [scaled]))
        inputs = [
            scaled,
            self._value(f"{name}.codes", rounded.codes),
            self._value(f"{name}.scales", rounded.scales),
            "",
            self._value(f"{name}.bias", bias),
        ]
        self._nodes.append(
            helper.make_node("DynamicQuantizeMatMul", inputs, [output], domain=_FUSED)
        )
        return output

    def _block_product(
        self, name: str, rows: str, matrix: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> str:
        """Multiply ``rows`` with the transposed ``matrix`` as 8-bit blocks, and add ``bias``."""
        rounded = ByteBlocks.of(matrix)
        outputs, blocks, _ = rounded.codes.shape
        output = f"layers.{name}.product"
        inputs = [
            rows,
            self._value(f"{name}.codes", rounded.codes),
            self._value(f"{name}.scales", rounded.scales.astype(np.float32).reshape(-1)),
            "",
            "",
            self._value(f"{name}.bias", bias),
        ]
        node = helper.make_node(
            "MatMulNBits",
            inputs,
            [output],
            domain=_FUSED,
            K=blocks * BLOCK,
            N=outputs,
            bits=8,
            block_size=BLOCK,
            accuracy_level=_ACCURACY,
        )
        self._nodes.append(node)
        return output

    def _add_and_norm(self, name: str, rows: str, skip: str) -> str:
        total = f"layers.{name}.sum"
        self._nodes.append(helper.make_node("Add", [rows, skip], [total]))
        return self._norm(name, total)

    def _norm(self, name: str, rows: str) -> str:
        output = f"layers.{name}.hidden"
        inputs = [rows, self._vector(f"{name}.w"), self._vector(f"{name}.b")]
        node = helper.make_node(
            "LayerNormalization", inputs, [output], axis=-1, epsilon=self._epsilon
        )
        self._nodes.append(node)
        return output

    def _vector(self, name: str) -> str:
        return self._value(name, self._layers.vectors[name])

    def _value(self, name: str, array: NDArray[np.generic]) -> str:
        name = _PREFIX + name
        self._added.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name
