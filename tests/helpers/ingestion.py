"""Ingestion of a small act, at the command line and by a function."""

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from data.corpus import Corpus
from data.ingest import read_act, store_lock
from data.metadata import Sidecar
from web.cli.main import main

TEXT = """Статья 1. Кто вправе задать вопрос

1. Каждый вправе задать вопрос.
2. Вопрос задают своими словами.

Статья 2. Ответ

Ответ дают словами закона.
"""
FACTS = ("--act-id", "questions", "--title", "О «вопросах» \\ и \U0001f4dc", "--language", "ru")


def ingest(*words: str | Path) -> Result:
    """Run the command with these options and files."""
    return CliRunner().invoke(main, ["ingest", *map(str, words)])


def ingest_act(source: Path, sidecar: Sidecar, folder: Path, compose: Callable[[], Corpus]) -> None:
    """Read the act in ``source`` and store it in ``folder``, as one process at a time may."""
    with store_lock(folder):
        read_act(source, sidecar, folder, compose()).store()


def stored(home: Path) -> list[str]:
    """Return the names of the stored files."""
    return sorted(path.name for path in (home / "acts").glob("*"))
