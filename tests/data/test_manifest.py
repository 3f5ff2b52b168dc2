"""Folders and zip files of acts with one manifest."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data.corpus import SHIPPED, load_corpus
from data.errors import SourceError
from data.manifest import read_manifest
from web.cli.main import main

RUSSIAN = "Статья 1. Вопрос\n\nКаждый вправе задать вопрос.\n"
KAZAKH = "1-бап. Сұрақ\n\nӘркім сұрақ қояды.\n"
TOML = """[[act]]
file = "{}"
id = "{}"
title = "О вопросах"
language = "ru"
"""
CSV = """file,id,title,language,parallel_of,names
kk.txt,questions-kk,Сұрақтар туралы,kk,questions,
ru.txt,questions,О вопросах,ru,,закон о вопросах; ЗОВ
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path / "home"))
    folder = tmp_path / "acts"
    folder.mkdir()
    (folder / "ru.txt").write_text(RUSSIAN, "utf-8")
    (folder / "kk.txt").write_text(KAZAKH, "utf-8")
    return folder


def ingest(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["ingest", "--no-review", *map(str, words)])


def zipped(folder: Path, **others: bytes) -> Path:
    path = folder.parent / "acts.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for file in sorted(folder.iterdir()):
            package.write(file, file.name)
        for name, content in others.items():
            package.writestr(name, content)
    return path


@pytest.mark.parametrize("is_zip", [False, True])
def test_acts_of_a_folder_and_of_a_zip_file_are_stored(folder: Path, is_zip: bool) -> None:
    (folder / "manifest.csv").write_text(CSV, "utf-8")
    source = zipped(folder) if is_zip else folder
    assert "2 of 2 acts were read." in ingest(source, "--dry-run").stdout
    result = ingest(source)
    assert result.exit_code == 0, result.stderr
    assert "2 of 2 acts were stored." in result.stdout
    corpus = load_corpus(SHIPPED, folder.parent / "home" / "acts")
    assert corpus.act("questions-kk").parallel_of == "questions"
    assert corpus.act("questions").names == ("закон о вопросах", "ЗОВ")


def test_an_act_that_fails_keeps_no_other_from_being_stored(folder: Path) -> None:
    text = TOML.format("gone.docx", "gone") + TOML.format("ru.txt", "questions")
    (folder / "manifest.toml").write_text(text, "utf-8")
    result = ingest(folder)
    assert result.exit_code == 2
    assert "gone.docx does not exist." in result.stderr
    assert result.stderr.endswith("Not stored: gone.\n")
    assert "1 of 2 acts were stored." in result.stdout
    assert load_corpus(SHIPPED, folder.parent / "home" / "acts").act("questions")


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        ('colour = "red"\n', "needs a table [[act]] for each act"),
        (TOML.format("ru.txt", "a") + TOML.format("kk.txt", "a"), "has “a” twice"),
        (TOML.format("ru.txt", "a") + TOML.format("./ru.txt", "b"), "has “ru.txt” twice"),
        (TOML.format("../secret.txt", "a"), "is outside the folder of the manifest"),
        (TOML.format("/etc/passwd", "a"), "is outside the folder of the manifest"),
        (TOML.format("ru.txt", "a") + 'colour = "red"\n', "the unknown entry “colour”"),
        ('[[act]]\nid = "a"\n', "needs an entry “file”"),
    ],
)
def test_invalid_manifests_are_refused_whole(folder: Path, manifest: str, sentence: str) -> None:
    (folder / "manifest.toml").write_text(manifest, "utf-8")
    result = ingest(folder)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not (folder.parent / "home").exists()


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "a\\..\\b.txt", "C:evil.txt"])
def test_unsafe_names_of_a_zip_file_are_refused(folder: Path, name: str) -> None:
    path = zipped(folder, **{name: b"x"})
    with pytest.raises(SourceError, match="unsafe name"):
        read_manifest(path, folder.parent / "unpacked")


def test_a_zip_file_that_unpacks_to_too_much_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.manifest.MAX_UNPACKED", 10_000_000)
    path = zipped(folder, **{"big.txt": bytes(10_000_001)})
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceError, match="unpacks to more than may be read"):
        read_manifest(path, folder.parent / "unpacked")
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(SourceError, match="damaged"):
        read_manifest(path, folder.parent / "again")


def test_options_do_not_describe_a_folder(folder: Path) -> None:
    result = ingest(folder, "--act-id", "a", "--title", "x", "--language", "ru")
    assert (result.exit_code, "one FILE only" in result.stderr) == (2, True)
