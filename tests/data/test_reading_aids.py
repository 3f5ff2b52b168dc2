"""Tests of the reading aids that come with Bapta, and of damaged and outdated ones."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from data.corpus import SHIPPED, load_corpus
from data.model import Act
from data.reading_aids import AidPart, AidProblem, AidsError, ReadingAids, UnusedAid
from data.validation.aids import check_aids
from data.validation.finding import Severity

LANGUAGES = ("ru", "en")


@pytest.fixture(scope="module")
def act() -> Act:
    return load_corpus().default


def entry(text: str, translation: str, eid: str = "art_28", part: str = "text") -> str:
    digest = sha256(text.encode()).hexdigest()
    aid = {"eid": eid, "part": part, "sha256": digest, "text": translation}
    return json.dumps(aid, ensure_ascii=False)


def stored(folder: Path, *lines: str) -> Path:
    (folder / "kz-internal-affairs.aids.ru.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_shipped_law_has_an_aid(act: Act, language: str) -> None:
    aids = ReadingAids.for_act(act, language)
    assert aids.unused == ()
    parts = [("", AidPart.TITLE), ("", AidPart.KIND), ("", AidPart.EDITION)]
    parts += [(chapter.eid, AidPart.HEADING) for chapter in act.chapters]
    for provision in act.provisions:
        parts += [(provision.eid, AidPart.HEADING)] if provision.heading else []
        parts += [(provision.eid, AidPart.TEXT)] if provision.text else []
        parts += [(provision.lead_in.eid, AidPart.LEAD_IN)] if provision.lead_in else []
    assert set(aids.texts) == set(parts)


# The verb of the closing, and the end of the sentence that opens a list with it.
VERBS = {
    "ru": ("являются", "обязаны", "имеют право"),
    "en": ("are", "are obliged", "have the right"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_closing_stand_before_the_points(act: Act, language: str) -> None:
    aids = ReadingAids.for_act(act, language)
    lists = {each.closing.eid: each for each in act.provisions if each.closing}
    assert len(lists) == 6
    for last, point in lists.items():
        assert point.lead_in is not None
        lead_in = aids.find(point.lead_in.eid, AidPart.LEAD_IN) or ""
        assert any(f" {verb}" in lead_in for verb in VERBS[language]), lead_in
        assert lead_in.endswith(":")
        assert aids.find(point.lead_in.eid) == lead_in
        # The last point does not end with the verb, as the Kazakh one does.
        words = (aids.find(last) or "").split(". ")[0].rstrip(".")
        assert not words.endswith((*VERBS[language], "so", "tasks", "начальниками", "chiefs"))
        assert aids.find(last, AidPart.CLOSING) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_aids_are_in_the_order_of_the_act_and_in_their_own_script(act: Act, language: str) -> None:
    aids = ReadingAids.for_act(act, language)
    order = {each.eid: number for number, each in enumerate(act.provisions)}
    numbers = [order[eid] for eid, _ in aids.texts if eid in order]
    assert numbers == sorted(numbers)
    kazakh = frozenset("әіңғүұқөһ")
    assert [text for text in aids.texts.values() if not kazakh.isdisjoint(text.lower())] == []


def test_an_aid_is_left_out_once_the_text_changes(act: Act) -> None:
    old = act.by_eid["art_28"]
    changed = tuple(
        replace(each, text=each.text + " Жаңа сөйлем.") if each is old else each
        for each in act.provisions
        if each.eid != "art_31"
    )
    newer = replace(act, provisions=changed)
    aids = ReadingAids.for_act(newer, "ru")
    assert aids.find("art_28") is None
    assert aids.find("art_29") is not None
    assert UnusedAid("art_28", AidPart.TEXT, AidProblem.CHANGED) in aids.unused
    assert {unused.eid for unused in aids.unused} == {"art_28", "art_31"}
    notes = [finding for finding in check_aids(newer) if finding.eid == "art_28"]
    assert {finding.severity for finding in notes} == {Severity.NOTED}
    assert notes[0].text == ("The ru translation of the text is not shown: its words have changed.")


def test_aids_of_a_later_folder_replace_single_ones(act: Act, tmp_path: Path) -> None:
    text = act.by_eid["art_28"].text
    own = stored(tmp_path, entry(text, "Иначе."), entry(text, "  ", "art_28"))
    aids = ReadingAids.for_act(act, "ru", SHIPPED, own)
    assert aids.find("art_28") == "Иначе."
    assert aids.find("art_28", AidPart.HEADING) is not None
    assert aids.unused == (UnusedAid("art_28", AidPart.TEXT, AidProblem.EMPTY),)


def test_an_act_without_aids_or_in_the_language_itself_has_none(act: Act, tmp_path: Path) -> None:
    assert ReadingAids.for_act(act, "ru", tmp_path).texts == {}
    assert ReadingAids.for_act(replace(act, language="ru"), "ru").texts == {}


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"eid": "art_28"}', entry("а", "б", part="footnote"), '{"eid": 28}'],
)
def test_a_damaged_line_is_named(act: Act, tmp_path: Path, line: str) -> None:
    good = entry(act.by_eid["art_28"].text, "Верно.")
    with pytest.raises(AidsError, match=r"kz-internal-affairs\.aids\.ru\.jsonl, line 2 needs"):
        ReadingAids.for_act(act, "ru", stored(tmp_path, good, line))


def test_a_file_that_is_no_utf8_is_named(act: Act, tmp_path: Path) -> None:
    path = tmp_path / "kz-internal-affairs.aids.ru.jsonl"
    path.write_bytes(entry("а", "Верно.").encode("cp1251"))
    with pytest.raises(AidsError, match="cannot be read as UTF-8"):
        ReadingAids.for_act(act, "ru", tmp_path)
