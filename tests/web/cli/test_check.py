"""Tests of ``bapta check`` on an act in two languages and on reading aids."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.helpers.parallel_texts import KAZAKH, RUSSIAN
from web.cli.main import main


def store(home: Path, act_id: str, language: str, text: str, more: str = "") -> None:
    acts = home / "acts"
    acts.mkdir(exist_ok=True)
    (acts / f"{act_id}.txt").write_text(text, "utf-8")
    sidecar = f'id = "{act_id}"\ntitle = "{act_id}"\nlanguage = "{language}"\n{more}'
    (acts / f"{act_id}.toml").write_text(sidecar, "utf-8")


def test_provisions_of_one_version_are_noted_and_fail_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    store(tmp_path, "court", "kk", KAZAKH)
    shorter = RUSSIAN.partition("Статья 4")[0]
    store(tmp_path, "court-ru", "ru", shorter, 'parallel_of = "court"\n')
    told = CliRunner().invoke(main, ["check"])
    report = told.stdout.partition("court-ru (ru)")[2]
    assert "3 provisions have both versions. One version only: 1 of court (art_4)." in report
    assert told.exit_code == 0, told.output


def test_reading_aids_that_are_not_shown_are_noted_and_damage_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    store(tmp_path, "court", "kk", KAZAKH)
    aids = tmp_path / "acts" / "court.aids.ru.jsonl"
    aids.write_text('{"eid": "art_99", "part": "text", "sha256": "", "text": "Судья"}', "utf-8")
    told = CliRunner().invoke(main, ["check"])
    assert "The ru translation of the text is not shown: the act no longer has it." in told.stdout
    assert "art_99" in told.stdout
    assert told.exit_code == 0, told.output
    aids.write_text("{", "utf-8")
    told = CliRunner().invoke(main, ["check"])
    assert f"The reading aid at {aids}, line 1 needs" in told.stderr
    assert told.exit_code == 2
