"""The sandboxed process of one extraction: ``python -m data.readers.worker PATH …``.

The further arguments are SECONDS, BYTES, LANGUAGE and COLUMN; the last two may be empty. Reads the
content of the file PATH from standard input; PATH itself is not opened. Prints a JSON object with
the ``text`` of the file and its ``notices``, the ``table`` of a TOML file, or a ``sentence`` that
describes the error.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from data.errors import SourceError
from data.readers.encoding import MAX_BYTES, decode, restore_letters
from data.readers.reading import Notices, Options, Reading


def read_content(content: bytes, path: Path, options: Options) -> Reading:
    """Return the text of a file's content, read by its format. Raises `SourceError`."""
    from data.readers.text import tell_language

    notices = Notices()
    eids: tuple[str, ...] = ()
    is_markup = path.suffix.lower() in (".xml", ".akn")
    if is_markup:
        from data.readers.akoma_ntoso import read_akoma_ntoso

        text, eids = read_akoma_ntoso(content, str(path), options, notices)
    else:
        text = _read(content, path, options, notices)
    if path.suffix.lower() in (".docx", ".doc", ".pdf"):
        text = restore_letters(text, str(path), options.language, notices)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise SourceError(f"The file {path} holds more than 50 MB of text.")
    tell_language(text, options, notices)
    return Reading(text, notices.sentences(), is_markup, eids)


def _read(content: bytes, path: Path, options: Options, notices: Notices) -> str:
    name = str(path)
    match path.suffix.lower():
        case ".rtf":
            from data.readers.rtf import read_rtf

            return read_rtf(content, name, options, notices)
        case ".doc":
            from data.readers.old_word import read_old_word

            return read_old_word(content, name, options, notices)
        case ".md" | ".markdown":
            from data.readers.markdown import read_markdown

            text = decode(content, name, options.language, notices=notices)
            return read_markdown(text, name, options, notices)
        case ".docx":
            from data.readers.word import read_word

            return read_word(content, name, options, notices)
        case ".pdf":
            from data.readers.pdf import read_pdf

            return read_pdf(content, name, options, notices)
        case ".html" | ".htm":
            from data.readers.html import read_html

            page = decode(content, name, options.language, notices=notices, is_markup=True)
            return read_html(page, name, options, notices)
    from data.readers.text import read_text

    return read_text(
        decode(content, name, options.language, notices=notices), name, options, notices
    )


def main(path: str, seconds: str, memory: str, language: str, column: str) -> None:
    """Extract the text within the limits and print the result."""
    _limit(int(seconds), int(memory))
    result: dict[str, object]
    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
        if Path(path).suffix.lower() == ".toml":
            result = {"table": _read_table(content, path)}
        else:
            options = Options(language or None, column or None)
            reading = read_content(content, Path(path), options)
            result = asdict(reading)
            if not reading.text.strip():
                result = {"sentence": f"The file {path} holds no text."}
    except SourceError as error:
        result = {"sentence": error.message}
    except (MemoryError, RecursionError):
        result = {"sentence": f"The file {path} needs more memory than a source file may take."}
    # A date is no value of any of our tables, so that it is refused as what it becomes.
    json.dump(result, sys.stdout, default=lambda _: None)


def _read_table(content: bytes, name: str) -> dict[str, object]:
    """Return the table of a TOML file. Raises `SourceError`."""
    import tomllib

    try:
        return tomllib.loads(decode(content, name))
    except ValueError as error:
        raise SourceError(f"The file {name} is not valid TOML: {error}.") from error


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
    main(*sys.argv[1:6])
