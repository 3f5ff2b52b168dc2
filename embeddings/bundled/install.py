"""Installation of the bundled model into a sentence-transformers folder."""

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from data.atomic_files import remove_leftovers, replace_folder
from embeddings.bundled.download import BUNDLED, SOURCE, fetch_weights
from embeddings.errors import FETCH, ModelError
from embeddings.integrity import verify_manifest, write_manifest

EXPORT = "onnx"
"""The subfolder of the export for ONNX Runtime."""

StageCallback = Callable[[str], None]


def model_folder(home: Path) -> Path:
    """Return the folder of the bundled model under ``BAPTA_HOME``."""
    return home / "models" / BUNDLED


def fetch_model(
    home: Path,
    progress: StageCallback = lambda _stage: None,
    fetch: Callable[[Path], Path] = fetch_weights,
) -> Path:
    """Install the bundled model unless it is there and intact; return its folder.

    ``progress`` is called with the name of each stage; ``fetch`` puts the weights file into a
    folder. Raises ModelError when the download fails or the folder cannot be written.
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
                replace_folder(folder, lambda new: _fill(new, progress, fetch))
    except OSError as error:
        raise ModelError(f"The model folder {folder} cannot be written: {error}.", FETCH) from error
    return folder


def check_model(home: Path, under: str = "") -> Path:
    """Return the folder of the bundled model; raise ModelError unless it is intact.

    Of every file the size is checked, and the digest where its path begins with ``under``.
    """
    folder = model_folder(home)
    verify_manifest(folder, SOURCE, FETCH, under)
    return folder


def _is_intact(folder: Path) -> bool:
    try:
        verify_manifest(folder, SOURCE, FETCH)
    except ModelError:
        return False
    return True


def _fill(scratch: Path, progress: StageCallback, fetch: Callable[[Path], Path]) -> None:
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
    write_manifest(scratch, SOURCE)
