"""The sandboxed process of one extraction: ``python -m data.readers.worker PATH SECONDS BYTES``.

Reads the content of the file PATH from standard input; PATH itself is not opened. Prints a JSON
object with the ``text`` of the file or a ``sentence`` that describes the error.
"""

import json
import sys
from pathlib import Path

from data.errors import SourceError
from data.readers.encoding import decode


def extract_text(content: bytes, path: Path) -> str:
    """Return the text of a file's content, read by its format. Raises `SourceError`."""
    name = str(path)
    match path.suffix.lower():
        case ".docx":
            from data.readers.word import read_word

            return read_word(content, name)
        case ".pdf":
            from data.readers.pdf import read_pdf

            return read_pdf(content, name)
        case ".html" | ".htm":
            from data.readers.html import read_html

            return read_html(decode(content, name), name)
    return decode(content, name)


def main(path: str, seconds: str, memory: str) -> None:
    """Extract the text within the limits and print the result."""
    _limit(int(seconds), int(memory))
    try:
        text = extract_text(sys.stdin.buffer.read(), Path(path))
        result = {"text": text} if text.strip() else {"sentence": f"The file {path} holds no text."}
    except SourceError as error:
        result = {"sentence": error.message}
    except (MemoryError, RecursionError):
        result = {"sentence": f"The file {path} needs more memory than a source file may take."}
    json.dump(result, sys.stdout)


def _limit(seconds: int, memory: int) -> None:
    """Limit the resources of this process where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*sys.argv[1:4])
