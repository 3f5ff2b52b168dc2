"""What the README says is true: each command, option, setting, route and answer it names."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from data.corpus import load_corpus
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.paths import ROOT
from web.app import create_app
from web.cli.main import main
from web.settings import SETTINGS, read_settings

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS_PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text under a heading, up to the next heading."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name)


def command_at(words: tuple[str, ...]) -> click.Command:
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    return command


def command_rows() -> dict[tuple[str, ...], str]:
    """What each row of the table of commands says, by the words of the command."""
    rows = re.findall(r"^\| `bapta ([^`]+)` \| (.+) \|$", section("The commands"), re.MULTILINE)
    return {
        tuple(word for word in words.split() if word.islower()): meaning for words, meaning in rows
    }


def test_each_command_is_named_once() -> None:
    assert sorted(command_rows()) == sorted(commands(main))


def test_each_option_that_is_named_exists_and_none_is_left_out() -> None:
    for words, meaning in command_rows().items():
        options = {
            name
            for parameter in command_at(words).params
            if isinstance(parameter, click.Option)
            for name in parameter.opts
        }
        assert set(re.findall(r"--[a-z-]+", meaning)) == options, words


def test_each_command_in_the_text_exists() -> None:
    known = set(commands(main))
    for words in re.findall(r"bapta ((?:[a-z]+ ?)+)", "".join(README.split("\n## The layout")[0])):
        first, *rest = words.split()
        if first in main.commands:
            assert (first,) in known or (first, *rest[:1]) in known, words


def test_each_setting_has_its_row() -> None:
    rows = re.findall(r"^\| `(BAPTA_[A-Z_]+)` \| (.+) \| (.+) \|$", SETTINGS_PAGE, re.MULTILINE)
    assert rows == [(each.name, each.default, each.meaning) for each in SETTINGS]
    assert set(re.findall(r"BAPTA_[A-Z_]+", README + SETTINGS_PAGE)) == {
        each.name for each in SETTINGS
    }


def test_the_settings_that_nothing_uses_are_those_it_names() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for kind in ("*.py", "*.html")
        for path in (ROOT / "web").rglob(kind)
        if path.name != "settings.py"
    ]
    used = {name for source in sources for name in re.findall(r"settings\.([a-z_]+)", source)}
    unused = {
        each.name for each in SETTINGS if each.name.removeprefix("BAPTA_").lower() not in used
    }
    found = re.search(r"Nothing uses (.+) yet\.", SETTINGS_PAGE)
    assert set(re.findall(r"BAPTA_[A-Z_]+", found[1] if found else "")) == unused


def test_each_route_it_names_exists(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    corpus = load_corpus()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    client = TestClient(create_app(answerer, read_settings({"HOME": str(tmp_path)})))
    named = re.findall(r"`(GET|POST) (/[^`]*)`", README)
    for method, route in named:
        path = route.format(act="kz-internal-affairs", article="art_24")
        field = "quote" if "quotes" in route else "question"
        body = {field: "Полиция"} if method == "POST" else None
        assert client.request(method, path, json=body).status_code == 200, route
    assert len(named) > 5


def test_each_make_target_it_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE))
    assert named <= targets
    assert {"serve", "install", "test", "check", "lock"} <= named
    for variable in ("PORT", "HOST", "PYTHON", "TORCH_FLAGS", "TESTS", "UPGRADE"):
        assert f"{variable}=" in README
        assert f"$({variable})" in makefile


def test_each_folder_it_names_exists() -> None:
    named = re.findall(r"`([a-z]+(?:/[a-z]+)*/)`", section("The layout"))
    assert [name for name in named if not (ROOT / name).is_dir()] == []
    assert {"data/", "embeddings/", "qa/", "web/", "tests/"} <= set(named)


def test_the_answer_it_shows_is_the_answer(indexed_home: Path) -> None:
    example = section("A question and its answer").split("```")[1].strip()
    prompt, _, shown = example.partition("\n")
    words = shlex.split(prompt)
    assert words[:2] == ["$", ".venv/bin/bapta"]
    told = CliRunner().invoke(main, words[2:])
    assert told.stdout.rstrip() == shown
