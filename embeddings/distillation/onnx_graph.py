"""The ONNX graph of the question encoder: token ids in, unit vectors out.

Embeddings and pooling are those of the model's graph, whose file of values it shares; between them
are the layers of the student, with 8-bit matrices in a file of their own.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnx.external_data_helper import set_external_data

from data.atomic_files import replace_file, write_bytes
from embeddings.distillation.student import BLOCK, PROJECTION, Student
from embeddings.errors import ModelError
from embeddings.export_format import VECTORS

# Integer products with 8-bit activations, as in the graph of the model.
_ACCURACY = 4
_FUSED = "com.microsoft"
_ALIGNMENT = 4096


def write_student_graph(graph: Path, target: Path, student: Student) -> None:
    """Write the graph of ``student`` to ``target``, and its values beside it as a .bin file.

    ``graph`` is the graph of the model in the same folder. Raises ModelError if ``student`` does
    not fit it.
    """
    model = onnx.load(graph, load_external_data=False)
    try:
        built = _StudentGraph(model.graph, student)
    except (KeyError, ValueError) as error:
        raise ModelError("The question encoder does not fit the model.") from error
    values = target.with_suffix(".bin")
    write_bytes(values, built.values(values.name))
    replace_file(target, lambda scratch: scratch.write_bytes(model.SerializeToString()))


class _StudentGraph:
    """A graph whose layers are replaced by those of a student."""

    def __init__(self, graph: onnx.GraphProto, student: Student) -> None:
        self._student = student
        self._added: list[onnx.TensorProto] = []
        old = list(graph.node)
        embedding = next(n for n, node in enumerate(old) if node.op_type == "LayerNormalization")
        last = next(n for n, node in enumerate(old) if node.output[0] == "summed")
        heads = next(node for node in old if node.op_type == "MultiHeadAttention")
        table = next(each for each in graph.initializer if each.name == "positions")
        if student.matrices[PROJECTION].codes.shape[1] * BLOCK != table.dims[-1]:
            raise ValueError("The student has vectors of another length.")
        self._heads = next(each.i for each in heads.attribute if each.name == "num_heads")
        self._epsilon = next(each.f for each in old[embedding].attribute if each.name == "epsilon")
        self._nodes = old[:embedding]
        pooling = [node for node in old[embedding:] if node.output[0].startswith("weights")]
        hidden = self._norm("eln", old[embedding].input[0])
        for layer in range(student.layers):
            hidden = self._layer(layer, hidden)
        summed, flat, normalised = old[last:]
        summed.input[1] = hidden
        self._nodes += [*pooling, summed, flat]
        normalised.input[0] = self._multiply(PROJECTION, flat.output[0], biased=False)
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

    def _layer(self, number: int, hidden: str) -> str:
        name = f"{number}."
        parts = [f"student.{name}{part}" for part in "qkv"]
        joined = self._multiply(f"{name}qkv", hidden)
        self._nodes.append(helper.make_node("Split", [joined], parts, axis=-1, num_outputs=3))
        attended = f"student.{name}attended"
        inputs = [*parts, "", "padding"]
        attention = helper.make_node(
            "MultiHeadAttention", inputs, [attended], domain=_FUSED, num_heads=self._heads
        )
        self._nodes.append(attention)
        hidden = self._add_and_norm(f"{name}aln", self._multiply(f"{name}ao", attended), hidden)
        inner = self._multiply(f"{name}fi", hidden)
        active = f"student.{name}active"
        self._nodes.append(helper.make_node("Gelu", [inner], [active]))
        return self._add_and_norm(f"{name}oln", self._multiply(f"{name}fo", active), hidden)

    def _multiply(self, name: str, rows: str, *, biased: bool = True) -> str:
        """Multiply ``rows`` with the transposed matrix ``name`` and add its bias, if ``biased``."""
        matrix = self._student.matrices[name]
        outputs, blocks, _ = matrix.codes.shape
        inputs = [
            rows,
            self._value(f"{name}.codes", matrix.codes),
            self._value(f"{name}.scales", matrix.scales.astype(np.float32).reshape(-1)),
        ]
        if biased:
            inputs += ["", "", self._vector(f"{name}.b")]
        output = f"student.{name}.product"
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
        total = f"student.{name}.sum"
        self._nodes.append(helper.make_node("Add", [rows, skip], [total]))
        return self._norm(name, total)

    def _norm(self, name: str, rows: str) -> str:
        output = f"student.{name}.hidden"
        inputs = [rows, self._vector(f"{name}.w"), self._vector(f"{name}.b")]
        node = helper.make_node(
            "LayerNormalization", inputs, [output], axis=-1, epsilon=self._epsilon
        )
        self._nodes.append(node)
        return output

    def _vector(self, name: str) -> str:
        return self._value(name, self._student.vectors[name])

    def _value(self, name: str, array: NDArray[np.generic]) -> str:
        full = f"student.{name}"
        self._added.append(numpy_helper.from_array(np.ascontiguousarray(array), full))
        return full
