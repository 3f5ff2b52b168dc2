"""Installation of the bundled model into a sentence-transformers folder.

The folder holds the model and its adaptation; the export in it has a graph for each.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from filelock import FileLock

from data.atomic_files import remove_leftovers, replace_folder
from embeddings.adaptation.delta import SHIPPED, Delta, delta_digest, read_delta, write_delta
from embeddings.bundled.download import BUNDLED, SOURCE, fetch_weights
from embeddings.errors import FETCH, ModelError
from embeddings.export_format import EXPORT_SOURCE, GRAPH
from embeddings.integrity import stated_source, verify_manifest, write_manifest

EXPORT = "onnx"
"""The subfolder of the export for ONNX Runtime."""

ADAPTED_GRAPH = "adapted.onnx"
"""The graph with the adaptation in the export; it shares the file of values of the other."""

DELTA = "adaptation.safetensors"
"""The adaptation in the folder, for PyTorch."""

# The entries of a manifest that state the adaptation, in this version and before.
_ADAPTATIONS = ("adaptation", "questions")

StageCallback = Callable[[str], None]


def model_folder(home: Path) -> Path:
    """Return the folder of the bundled model under ``BAPTA_HOME``."""
    return home / "models" / BUNDLED


def fetch_model(
    home: Path,
    progress: StageCallback = lambda _stage: None,
    fetch: Callable[[Path], Path] = fetch_weights,
    delta: Delta | None = None,
) -> Path:
    """Install the bundled model unless it is there and intact; return its folder.

    ``progress`` is called with the name of each stage; ``fetch`` puts the weights file into a
    folder; ``delta`` is by default the shipped adaptation. A folder of an earlier version, with
    another one or none, is replaced by a complete one without a download. Raises ModelError when
    the download fails or the folder cannot be written.
    """
    folder = model_folder(home)
    if _is_intact(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f".{BUNDLED}.lock")):
            # Another process may have installed it while this one waited.
            if not _is_intact(folder):
                remove_leftovers(folder)
                delta = delta or read_delta(SHIPPED)
                if _is_earlier(folder):
                    progress("adding the adaptation")
                    replace_folder(folder, lambda new: _complete(folder, new, delta))
                else:
                    replace_folder(folder, lambda new: _fill(new, progress, fetch, delta))
    except OSError as error:
        raise ModelError(f"The model folder {folder} cannot be written: {error}.", FETCH) from error
    return folder


def check_model(home: Path, under: str = "") -> Path:
    """Return the folder of the bundled model; raise ModelError unless it is intact.

    Of every file the size is checked, and the digest where its path begins with ``under``.
    """
    folder = model_folder(home)
    verify_manifest(folder, _adapted_source(), FETCH, under)
    return folder


def _adapted_source() -> Mapping[str, str | int]:
    return {**SOURCE, "adaptation": delta_digest()}


def _is_intact(folder: Path, source: Mapping[str, str | int] | None = None) -> bool:
    try:
        verify_manifest(folder, source or _adapted_source(), FETCH)
    except ModelError:
        return False
    return True


def _is_earlier(folder: Path) -> bool:
    """Return whether the folder has the model of an earlier version, with any adaptation."""
    source = stated_source(folder)
    model = {key: value for key, value in source.items() if key not in _ADAPTATIONS}
    return model == SOURCE and _is_intact(folder, source)


def _complete(folder: Path, scratch: Path, delta: Delta) -> None:
    """Fill ``scratch`` with the files of ``folder``, as links where possible, and the adaptation.

    No file of ``folder`` is written: a server may have mapped it into its memory.
    """
    old = shutil.ignore_patterns("questions.*", ADAPTED_GRAPH, DELTA)
    shutil.copytree(folder, scratch, copy_function=_link, dirs_exist_ok=True, ignore=old)
    _adapt(scratch, delta)


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        # Some file systems have no hard links.
        shutil.copy2(source, target)


def _adapt(folder: Path, delta: Delta) -> None:
    """Add the adaptation to the model in ``folder``; each file is replaced, none written over."""
    from embeddings.adaptation.onnx_graph import write_adapted_graph

    write_delta(folder / DELTA, delta)
    export = folder / EXPORT
    write_adapted_graph(export / GRAPH, export / ADAPTED_GRAPH, delta)
    write_manifest(export, EXPORT_SOURCE)
    write_manifest(folder, _adapted_source())


def _fill(
    scratch: Path, progress: StageCallback, fetch: Callable[[Path], Path], delta: Delta
) -> None:
    # Imported here, since a server does not need these slow modules.
    from embeddings.bundled.convert import write_export, write_model
    from embeddings.bundled.weights import read_weights

    progress("downloading the model (91 MB)")
    packed = fetch(scratch)
    progress("unpacking the model")
    weights = read_weights(packed)
    packed.unlink()
    progress("writing the model folder (540 MB)")
    write_model(scratch, weights)
    write_export(scratch / EXPORT, weights)
    _adapt(scratch, delta)
