"""Installation of the bundled model into a sentence-transformers folder.

The folder holds the model and its adaptation; the export in it has a graph of the model as it
comes, and graphs with integer matrices of the adapted model, of the one that encodes questions on
acts without a bank, and of the question encoder.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from data.atomic_files import remove_leftovers, replace_folder
from embeddings.adaptation.delta import (
    QUESTIONS,
    SHIPPED,
    Delta,
    delta_digest,
    joined_deltas,
    read_delta,
    write_delta,
)
from embeddings.bundled.download import BUNDLED, SOURCE, fetch_weights
from embeddings.distillation.student import Student, read_student, student_digest
from embeddings.errors import FETCH, ModelError
from embeddings.export_format import EXPORT_SOURCE, GRAPH
from embeddings.integrity import stated_source, verify_manifest, write_manifest
from embeddings.quantization.ranges import Ranges, integers_version, read_ranges

EXPORT = "onnx"
"""The subfolder of the export for ONNX Runtime."""

ADAPTED_GRAPH = "adapted.onnx"
"""The graph of the adapted model in the export. It shares the embeddings with the other graph, and
has a file of values of its own."""

WHOLE_QUESTION_GRAPH = "whole_question.onnx"
"""The graph of the adapted model for questions on acts without a bank, likewise."""

QUESTION_GRAPH = "question.onnx"
"""The graph of the question encoder in the export, likewise."""

DELTA = "adaptation.safetensors"
"""The adaptation in the folder, for PyTorch."""

TOKENIZER_FORMAT = 1
"""The format of the tokenizer in the export, which a folder without one gets without a download."""

# Rounding these matrices to integers loses as much of the vectors as all others together. Acts
# without a bank need more exact vectors than an act with one.
_WHOLE_BLOCKS = ("fo",)

# The entries of a manifest that state what was added to the model, in this version and before.
_ADDITIONS = (
    "adaptation",
    "question_adaptation",
    "student",
    "questions",
    "tokenizer",
    "integers",
)

StageCallback = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Additions:
    """The adaptations and the question encoder that are added to the model, and their ranges.

    ``question_delta`` are the changes on top of ``delta`` for questions on acts without a bank.
    """

    delta: Delta
    question_delta: Delta
    student: Student
    ranges: Ranges


def model_folder(home: Path) -> Path:
    """Return the folder of the bundled model under ``BAPTA_HOME``."""
    return home / "models" / BUNDLED


def fetch_model(
    home: Path,
    progress: StageCallback = lambda _stage: None,
    fetch: Callable[[Path], Path] = fetch_weights,
    additions: Additions | None = None,
) -> Path:
    """Install the bundled model unless it is there and intact; return its folder.

    ``progress`` is called with the name of each stage; ``fetch`` puts the weights file into a
    folder; ``additions`` are by default the shipped ones. A folder of an earlier version, with
    others or none, is replaced by a complete one without a download. Raises ModelError when
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
                added = additions or _shipped_additions()
                if _is_earlier(folder):
                    progress("adding what this version needs")
                    replace_folder(folder, lambda new: _complete(folder, new, added))
                else:
                    replace_folder(folder, lambda new: _fill(new, progress, fetch, added))
    except OSError as error:
        raise ModelError(f"The model folder {folder} cannot be written: {error}.", FETCH) from error
    return folder


def _shipped_additions() -> Additions:
    return Additions(read_delta(SHIPPED), read_delta(QUESTIONS), read_student(), read_ranges())


def check_model(home: Path, under: str = "") -> Path:
    """Return the folder of the bundled model; raise ModelError unless it is intact.

    Of every file the size is checked, and the digest where its path begins with ``under``.
    """
    folder = model_folder(home)
    verify_manifest(folder, _adapted_source(), FETCH, under)
    return folder


def check_weights(home: Path) -> Path:
    """Return the folder of the bundled model, of whatever version; raise ModelError if damaged."""
    folder = model_folder(home)
    verify_manifest(folder, stated_source(folder), FETCH)
    return folder


def _adapted_source() -> Mapping[str, str | int]:
    return {
        **SOURCE,
        "adaptation": delta_digest(),
        "question_adaptation": delta_digest(QUESTIONS),
        "student": student_digest(),
        "tokenizer": TOKENIZER_FORMAT,
        "integers": integers_version(),
    }


def _is_intact(folder: Path, source: Mapping[str, str | int] | None = None) -> bool:
    try:
        verify_manifest(folder, source or _adapted_source(), FETCH)
    except ModelError:
        return False
    return True


def _is_earlier(folder: Path) -> bool:
    """Return whether the folder has the model of an earlier version, with any additions."""
    source = stated_source(folder)
    model = {key: value for key, value in source.items() if key not in _ADDITIONS}
    return model == SOURCE and _is_intact(folder, source)


def _complete(folder: Path, scratch: Path, additions: Additions) -> None:
    """Fill ``scratch`` with the files of ``folder``, as links where possible, and the additions.

    No file of ``folder`` is written: a server may have mapped it into its memory.
    """
    old = shutil.ignore_patterns(
        "questions.*", "question.*", "whole_question.*", "adapted.*", DELTA
    )
    shutil.copytree(folder, scratch, copy_function=_link, dirs_exist_ok=True, ignore=old)
    _add(scratch, additions)


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        # Some file systems have no hard links.
        shutil.copy2(source, target)


def _add(folder: Path, additions: Additions) -> None:
    """Add the additions to the model in ``folder``; each file is replaced, none written over."""
    from embeddings.bundled.pieces import split_tokenizer
    from embeddings.quantization.layers import read_layers
    from embeddings.quantization.onnx_graph import write_layers_graph

    write_delta(folder / DELTA, additions.delta)
    export = folder / EXPORT
    split_tokenizer(export)
    graph, ranges = export / GRAPH, additions.ranges
    joined = joined_deltas(additions.delta, additions.question_delta)
    # Layers of the whole model take 85 MB each; they are read one after the other.
    for name, delta, inputs in (
        (ADAPTED_GRAPH, additions.delta, ranges.whole),
        (WHOLE_QUESTION_GRAPH, joined, ranges.whole_questions),
    ):
        layers = read_layers(folder, delta)
        write_layers_graph(graph, export / name, layers, inputs, _WHOLE_BLOCKS)
    student = additions.student.layers()
    write_layers_graph(graph, export / QUESTION_GRAPH, student, ranges.student)
    write_manifest(export, EXPORT_SOURCE)
    write_manifest(folder, _adapted_source())


def _fill(
    scratch: Path, progress: StageCallback, fetch: Callable[[Path], Path], additions: Additions
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
    _add(scratch, additions)
