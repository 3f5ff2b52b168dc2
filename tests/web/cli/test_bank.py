"""Guided start of an act: the review at the end of ``bapta ingest``, and ``bapta bank propose``."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from embeddings.index.stores import VECTOR_CACHE_DIR
from qa.proposals.review import ActReview, ConfusedList, MissedArticle
from tests.helpers.proposals import NO_HEADINGS, RU, small_act
from tests.helpers.web_app import model_answerer, without_settings
from web.cli import act_review
from web.cli.act_review import review_lines
from web.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, bapta_home: Path, bundled_model: Path) -> Path:
    """A home of its own with the model."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(bapta_home / "models")
    return tmp_path / "home"


@pytest.fixture
def bapta(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(home))
    return lambda *words: CliRunner().invoke(main, words)


def ingest(bapta: Run, folder: Path, text: str, *options: str) -> Result:
    file = folder / "garden.txt"
    file.write_text(text, encoding="utf-8")
    about = ("--act-id", "garden", "--title", "Об общем саде", "--language", "ru")
    return bapta("ingest", str(file), *about, *options)


def test_ingest_ends_with_a_review_whose_vectors_serve_the_index(
    bapta: Run, home: Path, tmp_path: Path
) -> None:
    told = ingest(bapta, tmp_path, RU)
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[-2:] == [
        "Review of garden: 4 articles were asked by their headings; 4 came first.",
        "Questions for them, once the index is built: bapta bank propose garden, or at "
        "/desk/teaching/proposals?act=garden",
    ]
    assert "Texts encoded: 8 of 8" in told.stderr
    assert "Questions asked: 8 of 8" in told.stderr
    assert list((home / "index" / VECTOR_CACHE_DIR).iterdir()) != []


def test_review_can_be_left_out(bapta: Run, home: Path, tmp_path: Path) -> None:
    told = ingest(bapta, tmp_path, RU, "--no-review")
    assert told.stdout.splitlines()[-1].endswith("Run: bapta index build")
    assert not (home / "index").exists()


def test_review_of_an_act_without_headings_says_so(bapta: Run, tmp_path: Path) -> None:
    told = ingest(bapta, tmp_path, NO_HEADINGS)
    assert "Review of garden: no article has a heading, so none was asked by its heading." in (
        told.stdout
    )


def test_without_the_model_one_sentence_says_how_to_review_later(
    bapta: Run, home: Path, tmp_path: Path
) -> None:
    (home / "models").unlink()
    told = ingest(bapta, tmp_path, RU)
    assert told.exit_code == 0
    last = told.stdout.splitlines()[-1]
    assert last.startswith("garden was not reviewed: The model folder ")
    assert last.endswith(
        "Later, run: bapta model fetch && bapta index build && bapta bank propose garden"
    )


def test_large_act_is_reviewed_later(
    bapta: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_review, "MAX_PASSAGES", 7)
    last = ingest(bapta, tmp_path, RU).stdout.splitlines()[-1]
    assert last == (
        "garden was not reviewed: It has 8 passages, and encoding them takes minutes. "
        "Later, run: bapta index build && bapta bank propose garden"
    )


def test_review_names_what_is_answered_badly() -> None:
    missed = [
        MissedArticle(f"art_{number}", f"Полив {number}", number == 1) for number in range(1, 23)
    ]
    lists = (ConfusedList("art_9", ("art_9__point_2", "art_9__point_3"), 12),)
    review = ActReview(300, 120, tuple(missed), lists)
    lines = list(review_lines(small_act(RU, "ru"), review))
    assert lines[0] == (
        "Review of garden: 120 of 300 articles were asked by their headings; 98 came first."
    )
    assert lines[1] == "  art_1  not first: Полив 1"
    assert lines[2] == "  art_2  not among the first three: Полив 2"
    assert lines[20:22] == [
        "  art_20  not among the first three: Полив 20",
        "  … and 3 more",
    ]
    (told,) = list(review_lines(small_act(RU, "ru"), ActReview(0, 0, (), lists)))[1:-1]
    assert told == (
        "  art_9  2 of 12 points asked are confused with others of the list: "
        "art_9__point_2, art_9__point_3"
    )


def test_questions_are_proposed_once_the_index_is_built(
    bapta: Run, home: Path, tmp_path: Path, bapta_home: Path
) -> None:
    # With its vectors, so that the shipped bank is not encoded again.
    model_answerer(bapta_home)
    shutil.copytree(bapta_home / "index", home / "index")
    ingest(bapta, tmp_path, RU, "--no-review")
    early = bapta("bank", "propose", "garden")
    assert early.exit_code == 2
    assert early.stderr.endswith("Run: bapta index build\n")
    assert bapta("index", "build").exit_code == 0
    told = bapta("bank", "propose", "garden", "--limit", "200")
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    questions, facts = lines[:-1:2], lines[1:-1:2]
    assert "Кто утверждает правила пользования общим садом?" in questions
    states = ["not answered first" in line for line in facts]
    assert states == sorted(states, reverse=True)
    assert all(": " not in line and "; garden:art_" in line for line in facts)
    assert lines[-1].startswith(f"{len(questions)} of {len(questions)} questions; ")
    as_json = json.loads(bapta("bank", "propose", "garden", "--limit", "2", "--json").stdout)
    assert [one["question"] for one in as_json] == questions[:2]
    assert set(as_json[0]) == {
        *("question", "language", "act", "eids", "template", "words", "answered_first")
    }


def test_unknown_act_is_one_sentence(bapta: Run) -> None:
    told = bapta("bank", "propose", "nowhere")
    assert told.exit_code == 2
    assert told.stderr == "bapta: There is no act “nowhere” in this corpus.\n"
