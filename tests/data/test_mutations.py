"""Damaged files of every format: read with a warning, or refused."""

from pathlib import Path
from random import Random

import pytest

from data.corpus import load_corpus
from data.errors import SourceError
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.readers.reading import Options
from data.readers.worker import read_content
from data.validation.check import check_act
from data.validation.finding import Severity
from data.validation.suitability import check_suitability
from data.validation.verbatim import verify_quotes
from tests.helpers.mutations import (
    BYTE_MUTATIONS,
    PARAGRAPH_MUTATIONS,
    SUFFIXES,
    nest_markup,
    render,
)

pytestmark = pytest.mark.slow

# Damage that leaves gaps in numbers, sentences without an end, or letters of no language.
SEEN = (
    "cut_start",
    "cut_lines",
    "shuffle",
    "reverse_pages",
    "nest",
    "append_twice",
    "lose_letters",
)
FORCE = "Осы Заң алғашқы ресми жарияланған күнінен бастап қолданысқа енгізіледі."
TABLE = [
    "№ | Бөлім | Саны",
    *(f"{number} | {number}-бөлім | {number * 2}" for number in range(1, 9)),
]


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    """The paragraphs of the first articles of the shipped law, and a table."""
    lines: list[str] = []
    for provision in load_corpus().default.provisions[:40]:
        number = provision.number or ""
        match provision.kind:
            case "article":
                lines.append(f"{number}-бап. {provision.heading}")
                lines += [provision.text] if provision.text else []
            case "paragraph":
                lines.append(f"{number}. {provision.text}")
            case "point":
                lines.append(f"{number}) {provision.text}")
            case _:
                lines.append(provision.text)
    return [*lines, *TABLE, FORCE]


def read(content: bytes, suffix: str) -> tuple[Act, list[str]]:
    """Return the act of a file with all that is said about it."""
    reading = read_content(content, Path(f"act{suffix}"), Options("kk"))
    act = parse_text(reading.text, Sidecar("sample", "Үлгі", "kk"), "act")
    assert verify_quotes(act) == ()
    findings = (f.text for f in check_act(act) if f.severity is not Severity.ACKNOWLEDGED)
    warnings = (warning.text for warning in check_suitability(act))
    return act, [*findings, *warnings, *reading.notices]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_has_the_same_act(paragraphs: list[str], suffix: str) -> None:
    act, said = read(render(paragraphs, suffix), suffix)
    assert [said, len(act.articles)] == [[], 8]


@pytest.mark.parametrize("name", PARAGRAPH_MUTATIONS)
def test_damaged_acts_are_read_or_refused(paragraphs: list[str], name: str) -> None:
    for seed in range(2):
        suffix = Random(f"{name} {seed}").choice(SUFFIXES)
        damaged = PARAGRAPH_MUTATIONS[name](list(paragraphs), Random(seed))
        try:
            _, said = read(render(damaged, suffix), suffix)
        except SourceError:
            continue
        assert said or name not in SEEN, suffix


@pytest.mark.parametrize("name", BYTE_MUTATIONS)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damaged_bytes_are_read_or_refused(paragraphs: list[str], name: str, suffix: str) -> None:
    content = render(paragraphs, suffix)
    whole, _ = read(content, suffix)
    try:
        act, said = read(BYTE_MUTATIONS[name](content, Random(1)), suffix)
    except SourceError:
        return
    # One letter that is lost inside a word cannot be seen.
    assert said or act.provisions == whole.provisions or name == "lose_bytes"


@pytest.mark.parametrize("depth", [1, 5, 400])
def test_nested_markup_is_read_or_refused(paragraphs: list[str], depth: int) -> None:
    for suffix in (".html", ".docx"):
        try:
            act, _ = read(nest_markup(paragraphs, suffix, depth), suffix)
        except SourceError:
            assert depth > 1
            continue
        assert len(act.articles) == 8
