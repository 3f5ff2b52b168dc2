"""Child process that reads a file which may be crafted, and answers with an object of JSON.

The program gets its input on standard input. It prints its result, or an object whose member
``sentence`` is that of an error.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.errors import SourceError

_ROOT = Path(__file__).resolve().parents[2]


def run_module(
    module: str,
    *arguments: str,
    content: bytes,
    path: Path,
    seconds: int,
    environment: Mapping[str, str],
) -> dict[str, Any]:
    """Return what ``python -m module`` prints for ``content`` of the file ``path``.

    Nothing if it was ended. It finds the modules that this process finds; its other variables are
    ``environment``. Raises SourceError with its sentence, and if it takes longer than ``seconds``.
    """
    found = os.pathsep.join([str(_ROOT), *filter(None, sys.path)])
    try:
        # The module is fixed: arguments are only arguments, and no shell interprets them.
        process = subprocess.run(  # noqa: S603
            [sys.executable, "-m", module, *arguments],
            input=content,
            capture_output=True,
            timeout=seconds,
            env={**environment, "PYTHONPATH": found},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"The file {path} took longer than {seconds} seconds to read.") from None
    try:
        result: dict[str, Any] = json.loads(process.stdout)
    except (ValueError, RecursionError):
        return {}
    if "sentence" in result:
        raise SourceError(result["sentence"])
    return result if process.returncode == 0 else {}


def limit_error(path: Path) -> SourceError:
    """Return the error of a file whose process was ended."""
    return SourceError(f"The file {path} needs too much memory or time to read.")
