"""The adapted graph of an export: the graph of the model with low-rank changes beside its matrices.

The matrices stay as they are, 4-bit codes in a file of values that both graphs share; a change is
two small products in fp32 whose result is added, so nothing is quantised a second time.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from data.atomic_files import replace_file
from embeddings.adaptation.delta import Delta
from embeddings.errors import ModelError

_PRODUCT = ".product"


def write_adapted_graph(graph: Path, target: Path, delta: Delta) -> None:
    """Write the graph of the file ``graph`` with the changes of ``delta`` to ``target``.

    ``target`` is in the same folder, since it refers to the same file of values. The output of
    the matrix ``name`` is the value ``{name}.product``. Raises ModelError if there is no such one.
    """
    model = onnx.load(graph, load_external_data=False)
    nodes = {node.output[0]: node for node in model.graph.node}
    missing = [name for name in delta.factors if name + _PRODUCT not in nodes]
    if missing:
        raise ModelError(f"The graph {graph} has no matrix {missing[0]}.")
    added: dict[str, list[onnx.NodeProto]] = {}
    for name, factors in delta.factors.items():
        product = nodes[name + _PRODUCT]
        for part, values in (("down", factors.down), ("up", factors.up)):
            tensor = numpy_helper.from_array(values.astype(np.float32), f"{name}.{part}")
            model.graph.initializer.append(tensor)
        product.output[0] = f"{name}.base"
        added[product.output[0]] = [
            helper.make_node("MatMul", [product.input[0], f"{name}.down"], [f"{name}.low"]),
            helper.make_node("MatMul", [f"{name}.low", f"{name}.up"], [f"{name}.change"]),
            helper.make_node("Add", [f"{name}.base", f"{name}.change"], [name + _PRODUCT]),
        ]
    # The nodes of a graph are in the order of their execution.
    ordered = [each for node in model.graph.node for each in (node, *added.get(node.output[0], ()))]
    del model.graph.node[:]
    model.graph.node.extend(ordered)
    replace_file(target, lambda scratch: scratch.write_bytes(model.SerializeToString()))
