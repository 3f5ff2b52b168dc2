"""Parts of ``BAPTA_HOME`` that can be rebuilt, and the commands that rebuild them.

Models of the operator are not among them: they may exist nowhere else.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from embeddings.bundled.install import model_folder
from web.backup.archive import walk_files
from web.settings import BUNDLED, Settings

MODEL, INDEX, BENCH = "model", "index", "bench"
# By kind, in the order in which they are run; vectors of benchmarks are rebuilt by the next one.
_COMMANDS = {MODEL: "bapta model fetch", INDEX: "bapta index build"}
_NAMES = {MODEL: "the bundled model", INDEX: "the index"}


def rebuildable_parts(settings: Settings) -> dict[Path, str]:
    """Return the files and folders in ``BAPTA_HOME`` that can be rebuilt, each with its kind."""
    found = {
        model_folder(settings.home): MODEL,
        settings.index: INDEX,
        settings.home / "bench": BENCH,
    }
    if settings.index_server and "://" not in settings.index_server:
        found[Path(settings.index_server)] = INDEX
    return {
        path: kind
        for path, kind in found.items()
        if settings.home in path.parents and path.exists()
    }


def missing_sentence(kinds: Iterable[str]) -> str | None:
    """Return a sentence about missing parts and their commands; None where no command is needed."""
    kinds = set(kinds)
    missing = [kind for kind in _COMMANDS if kind in kinds]
    if not missing:
        return None
    names = " and ".join(_NAMES[kind] for kind in missing)
    commands = " && ".join(_COMMANDS[kind] for kind in missing)
    return f"It does not contain {names}. Before you start the server, run: {commands}"


def unsaved_paths(settings: Settings, left_out: Collection[Path]) -> tuple[Path, ...]:
    """Return what no backup contains, in order, and which should be copied by hand.

    That is: in ``BAPTA_HOME``, links that lead nowhere or to a folder around them, and what is no
    file, such as sockets; elsewhere, the folder of the model.
    """
    home = settings.home
    found = [path for path in walk_files(home, set(left_out)) if not path.is_file()]
    model = Path(settings.model).absolute()
    if settings.model != BUNDLED and model.is_dir() and home not in model.parents:
        found.append(model)
    return tuple(sorted(found))
