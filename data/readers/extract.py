"""Text extraction from source files of every format, in a sandboxed process.

A file may be crafted to attack its reader, so a child process with memory and time limits reads
the content from standard input and returns only text with notices, or an error sentence.
"""

import os
from pathlib import Path
from typing import Any

from data.errors import SourceError
from data.readers.child_process import limit_error, run_module
from data.readers.reading import Options, Reading

FORMATS = (
    *(".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".doc", ".rtf", ".pdf"),
    *(".xml", ".akn"),
)
# Seconds, and bytes of address space.
MAX_SECONDS = 120
MAX_MEMORY = 2 * 1024**3
MAX_TABLE_SECONDS = 10
MAX_TABLE_MEMORY = 256 * 1024**2


def extract(
    content: bytes,
    path: Path,
    options: Options | None = None,
    *,
    seconds: int = MAX_SECONDS,
    memory: int = MAX_MEMORY,
) -> Reading:
    """Return the text of ``content``, read from the file ``path`` of one of the ``FORMATS``.

    Pages of a PDF are separated by form feeds. Raises `SourceError` if the file is empty, of
    another format, damaged, encrypted, in no certain code page, in two languages of which the
    options choose none, or exceeds the limits: ``seconds``, ``memory`` in bytes.
    """
    options = options or Options()
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise SourceError(f"The file {path} has an unsupported format. Use one of these: {known}.")
    if not content.strip():
        raise SourceError(f"The file {path} is empty.")
    result = _run_worker(content, path, seconds, memory, options)
    if "text" not in result:
        raise limit_error(path)
    lists = {name: tuple(map(str, result.get(name, ()))) for name in ("notices", "eids")}
    return Reading(str(result["text"]), as_is=bool(result.get("as_is")), **lists)


def extract_table(content: bytes, path: Path) -> dict[str, object]:
    """Return the table of the TOML file ``path``, parsed in the sandboxed process.

    A few kilobytes of TOML can take a parser minutes and gigabytes. Raises `SourceError`.
    """
    table = _run_worker(content, path, MAX_TABLE_SECONDS, MAX_TABLE_MEMORY, Options()).get("table")
    if not isinstance(table, dict):
        raise limit_error(path)
    return table


def _run_worker(
    content: bytes, path: Path, seconds: int, memory: int, options: Options
) -> dict[str, Any]:
    """Return what the sandboxed process prints; nothing if it was ended. Raises `SourceError`."""
    limits = (str(seconds), str(memory))
    stated = (options.language or "", options.column or "")
    return run_module(
        "data.readers.worker",
        *(str(path), *limits, *stated),
        content=content,
        path=path,
        seconds=seconds,
        environment={"PYTHONIOENCODING": "utf-8", "PATH": os.environ.get("PATH", os.defpath)},
    )
