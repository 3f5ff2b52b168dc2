"""Text extraction from source files of every format, in a sandboxed process.

A file may be crafted to attack its reader, so a child process with memory and time limits reads
the content from standard input and returns only text with notices, or an error sentence.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from data.errors import SourceError
from data.readers.reading import Options, Reading

FORMATS = (
    *(".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".doc", ".rtf", ".pdf"),
    *(".xml", ".akn"),
)
# Seconds, and bytes of address space.
MAX_SECONDS = 120
MAX_MEMORY = 2 * 1024**3


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
    root = Path(__file__).resolve().parents[2]
    limits = (str(seconds), str(memory))
    stated = (options.language or "", options.column or "")
    command = [sys.executable, "-m", "data.readers.worker", str(path), *limits, *stated]
    environment = {
        "PYTHONPATH": os.pathsep.join([str(root), *filter(None, sys.path)]),
        "PYTHONIOENCODING": "utf-8",
        "PATH": os.environ.get("PATH", os.defpath),
    }
    try:
        # The command is fixed: the path is only an argument, and no shell interprets it.
        process = subprocess.run(  # noqa: S603
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"The file {path} took longer than {seconds} seconds to read.") from None
    try:
        result = json.loads(process.stdout)
    except ValueError:
        result = {}
    if "sentence" in result:
        raise SourceError(result["sentence"])
    if process.returncode != 0 or "text" not in result:
        raise SourceError(f"The file {path} needs too much memory or time to read.")
    lists = {name: tuple(map(str, result.get(name, ()))) for name in ("notices", "eids")}
    return Reading(str(result["text"]), as_is=bool(result.get("as_is")), **lists)
