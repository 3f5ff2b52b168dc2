"""Ingestion of a small act at the command line."""

from pathlib import Path

from click.testing import CliRunner, Result

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


def stored(home: Path) -> list[str]:
    """Return the names of the stored files."""
    return sorted(path.name for path in (home / "acts").glob("*"))
