"""The text of a source file of any known format, read in a process of its own.

A file may be made to harm who reads it. So it is read by a child process with limits of memory
and time, which gives back text or one sentence, and nothing else.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from data.errors import SourceError
from data.source import read_bytes

FORMATS = (".txt", ".html", ".htm", ".docx", ".pdf")
# Seconds, and bytes of address space.
LONGEST = 120
MOST_MEMORY = 2 * 1024**3


def extract(path: Path, seconds: int = LONGEST, memory: int = MOST_MEMORY) -> str:
    """The text of a .txt, .html, .docx or .pdf file; pages of a PDF are parted by form feeds.

    Raises `SourceError` when the file is missing, empty, larger than 50 MB, of another format,
    damaged, encrypted, or takes more than its share of time or memory.
    """
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise SourceError(f"The file {path} is none of these: {known}.")
    if not read_bytes(path).strip():
        raise SourceError(f"The file {path} is empty.")
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "data.extraction_child", str(path), str(seconds), str(memory)]
    environment = {
        "PYTHONPATH": os.pathsep.join([str(root), *filter(None, sys.path)]),
        "PYTHONIOENCODING": "utf-8",
    }
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"The file {path} takes longer than {seconds} seconds to read.") from None
    return _given_back(done, path)


def _given_back(done: subprocess.CompletedProcess[bytes], path: Path) -> str:
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {}
    if "sentence" in answer:
        raise SourceError(answer["sentence"])
    if done.returncode != 0 or "text" not in answer:
        raise SourceError(f"The file {path} needs more memory or time than a source file may take.")
    return str(answer["text"])
