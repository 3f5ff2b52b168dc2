"""Tests of ``bapta lexicon learn``."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa.answerer import Answerer
from qa.query.lexicon import LexiconError, load_lexicon
from tests.helpers.parallel_texts import KAZAKH, RUSSIAN
from tests.helpers.teaching import hashing_parts, home_with_index
from tests.helpers.web_app import settings_of
from web.cli.main import main
from web.runtime.composition import compose_live
from web.runtime.sources import Sources
from web.settings import read_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    return tmp_path


def store(home: Path, act_id: str, language: str, text: str, parallel_of: str = "") -> None:
    acts = home / "acts"
    acts.mkdir(exist_ok=True)
    (acts / f"{act_id}.txt").write_text(text, "utf-8")
    sidecar = f'id = "{act_id}"\ntitle = "{act_id}"\nlanguage = "{language}"\n'
    if parallel_of:
        sidecar += f'parallel_of = "{parallel_of}"\n'
    (acts / f"{act_id}.toml").write_text(sidecar, "utf-8")


def learn(*words: str) -> Result:
    return CliRunner().invoke(main, ["lexicon", "learn", *words])


def test_own_words_are_added_to_the_shipped_lexicon(home: Path) -> None:
    store(home, "kiln", "kk", KAZAKH.replace("Сот", "Қышпеш"))
    store(home, "kiln-ru", "ru", RUSSIAN.replace("Суд", "Шкворень"), "kiln")
    told = learn()
    assert told.exit_code == 0, told.stderr
    assert "kiln (kk) and kiln-ru (ru)" in told.stderr
    lexicon = Sources(read_settings({"BAPTA_HOME": str(home)})).lexicon()
    assert lexicon.translations("шкворен", "ru", "kk")[0][0] == "кышпеш"
    assert lexicon.translations("водител", "ru", "kk")[0][0] == "жургизуш"


def test_named_file_leaves_the_lexicon_in_use_alone(home: Path) -> None:
    store(home, "kiln", "kk", KAZAKH)
    store(home, "kiln-ru", "ru", RUSSIAN, "kiln")
    told = learn("kiln", "--output", str(home / "trial.tsv.gz"))
    assert told.exit_code == 0, told.stderr
    assert load_lexicon(home / "trial.tsv.gz").size("kk", "ru") > 1000
    assert not (home / "lexicon.tsv.gz").exists()


def test_corpus_without_language_versions_is_refused_with_the_command(home: Path) -> None:
    told = learn()
    assert told.exit_code == 2
    assert "No act has a version in another language" in told.stderr
    assert "--parallel-of" in told.stderr
    assert not (home / "lexicon.tsv.gz").exists()


@pytest.mark.slow
def test_running_server_takes_the_lexicon_up(home: Path) -> None:
    home_with_index(home)
    parts = hashing_parts(home)
    live = compose_live(settings_of(home), parts)
    shipped, before = parts.sources.lexicon(), live.current
    live._step()
    assert live.current is before
    assert parts.sources.lexicon() is shipped
    store(home, "kiln", "kk", KAZAKH.replace("Сот", "Қышпеш"))
    store(home, "kiln-ru", "ru", RUSSIAN.replace("Суд", "Шкворень"), "kiln")
    assert learn().exit_code == 0
    # The acts were there for the learning alone: the index is of the others.
    shutil.rmtree(home / "acts")
    live._step()
    assert live.current is not before
    learned = parts.sources.lexicon()
    assert learned.translations("шкворен", "ru", "kk")[0][0] == "кышпеш"
    current = live.current
    assert isinstance(current, Answerer)
    assert current._ranker._scorer.lexical._lexicon is learned
    (home / "lexicon.tsv.gz").write_bytes(b"damaged")
    live._step()
    assert live.current is current


def test_unknown_act_is_refused(home: Path) -> None:
    told = learn("no-such-act")
    assert told.exit_code == 2
    assert "no-such-act" in told.stderr


def test_damaged_lexicon_is_reported_with_the_command(home: Path) -> None:
    (home / "lexicon.tsv.gz").write_bytes(b"damaged")
    with pytest.raises(LexiconError, match="bapta lexicon learn --output"):
        Sources(read_settings({"BAPTA_HOME": str(home)})).lexicon()
