"""A scratch export of an encoder whose matrices are in fp32, for training and measurement."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from embeddings.errors import FETCH, ModelError
from embeddings.export_format import (
    GRAPH,
    NORMALIZER,
    PIECES,
    SETTINGS,
    TOKENIZER,
)
from embeddings.quantization.layers import Layers
from embeddings.quantization.onnx_graph import write_layers_graph

EXACT_GRAPH = "exact.onnx"
"""The graph of the layers in the scratch export."""

_VALUES = "model.bin"


@contextmanager
def exact_export(export: Path, layers: Layers) -> Iterator[Path]:
    """Yield a folder with the graph of ``layers`` in fp32, :data:`EXACT_GRAPH`.

    The embeddings and the tokenizer are those of the folder ``export``; they are copied, since
    ONNX Runtime reads no values from another folder. The scratch folder is removed at the end.
    Raises ModelError if a file is missing.
    """
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        try:
            for name in (GRAPH, _VALUES, SETTINGS):
                shutil.copy(export / name, folder)
        except OSError as error:
            raise ModelError(f"The export {export} is incomplete.", FETCH) from error
        for name in (PIECES, NORMALIZER, TOKENIZER):
            if (export / name).is_file():
                shutil.copy(export / name, folder)
        write_layers_graph(folder / GRAPH, folder / EXACT_GRAPH, layers, None)
        yield folder
