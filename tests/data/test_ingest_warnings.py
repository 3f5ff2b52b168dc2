"""Warnings before an act is stored: serious ones refuse it, and a dry run shows them."""

from pathlib import Path

import pytest

from tests.helpers.ingestion import FACTS, TEXT, ingest, stored

pytestmark = pytest.mark.slow

LETTER = """Уважаемый начальник!

Прошу рассмотреть мою жалобу на сотрудника, который не представился и не назвал причину.

С уважением, житель города.
"""


@pytest.mark.parametrize(
    ("text", "language", "warning"),
    [
        (TEXT, "en", "The text is in Russian (ru), but the language stated is English (en)."),
        (LETTER, "ru", "The text may be a letter or a complaint, not an act."),
        (
            "Полиция охраняет порядок. Она помогает гражданам.",
            "ru",
            "No article, paragraph or point was found; the text is quoted sentence by sentence.",
        ),
    ],
)
def test_serious_warnings_refuse_an_act(
    source: Path, home: Path, text: str, language: str, warning: str
) -> None:
    source.write_text(text, encoding="utf-8")
    facts = (*FACTS[:-1], language)
    refused = ingest(source, *facts)
    assert refused.exit_code == 2
    assert warning in refused.stderr
    assert stored(home) == []
    accepted = ingest(source, *facts, "--accept-warnings", "--no-review")
    assert accepted.exit_code == 0
    assert f"  Warning: {warning}" in accepted.stderr.splitlines()
    assert "questions.txt" in stored(home)


def test_dry_run_shows_the_outline_and_stores_nothing(source: Path, home: Path) -> None:
    result = ingest(source, *FACTS, "--dry-run")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[1:] == [
        "    art_1  Кто вправе задать вопрос (2 paragraphs)",
        "    art_2  Ответ",
    ]
    source.write_text(TEXT.replace("2. Вопрос", "3. Вопрос"), encoding="utf-8")
    result = ingest(source, *FACTS, "--dry-run")
    assert result.exit_code == 1
    assert "The paragraph 3 follows the paragraph 1." in result.stderr
    assert ingest(source, *FACTS[:-1], "en", "--dry-run").exit_code == 1
    source.write_bytes(b"\0\1\2\3")
    assert ingest(source, *FACTS, "--dry-run").exit_code == 2
    assert stored(home) == []
