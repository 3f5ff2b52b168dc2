"""Bearers of norms in the shipped law, and in small acts in Russian and English."""

from collections import Counter

import pytest

from data.corpus import load_corpus
from data.metadata import Sidecar
from data.norm_bearers import Bearer, find_borne_norms
from data.norms import NormKind
from data.parsing.parser import parse_text


def test_the_rights_and_duties_of_the_law_have_the_bearers_that_a_reader_gave_them() -> None:
    borne = find_borne_norms(load_corpus().default)
    by_eid = {(each.norm.eid, each.norm.kind): each.bearer for each in borne}
    right, duty, no = NormKind.RIGHT, NormKind.DUTY, NormKind.PROHIBITION
    expected = {
        ("art_5__para_4", no): None,  # its second sentence forbids and names nobody
        ("art_5__para_5", duty): Bearer.BODY,
        ("art_6__para_2", right): Bearer.CITIZEN,
        ("art_8__para_4", right): Bearer.BODY,
        ("art_8__para_5", NormKind.COMPETENCE): Bearer.MINISTER,
        ("art_9__para_2", no): Bearer.BODY,
        ("art_12__para_3__subpara_3", NormKind.COMPETENCE): None,
        ("art_12__para_5__point_2", NormKind.COMPETENCE): Bearer.MINISTER,
        ("art_16__para_1__point_26", duty): Bearer.BODY,
        ("art_17__para_7", duty): Bearer.CITIZEN,
        ("art_18__point_2", duty): Bearer.OFFICER,
        ("art_20__para_1", right): Bearer.CITIZEN,
        ("art_24__para_3", right): Bearer.OFFICER,
        ("art_26__para_3", right): Bearer.OFFICER,
        ("art_27__para_3", right): Bearer.BODY,
        ("art_30__para_1", no): Bearer.OFFICER,
        ("art_31", right): Bearer.CITIZEN,
    }
    assert {key: by_eid[key] for key in expected} == expected
    assert all(each.bearer is None for each in borne if each.norm.kind is NormKind.TIME)
    lasting = [each for each in borne if each.norm.kind is not NormKind.TIME]
    named = Counter(each.bearer is not None for each in lasting)
    assert named == {True: 230, False: 6}


@pytest.mark.parametrize(
    ("language", "sentence", "bearer"),
    [
        ("ru", "Сотрудник обязан разъяснить гражданину его права.", "officer"),
        ("ru", "Граждане вправе получать сведения от органов полиции.", "citizen"),
        ("ru", "Должностным лицам запрещается разглашать сведения.", "officer"),
        ("ru", "Министр утверждает положение об органах полиции.", "minister"),
        ("ru", "Действия сотрудника могут быть обжалованы.", "citizen"),
        ("ru", "Президент Республики утверждает символику органов.", None),
        ("ru", "Выписка должна быть полной.", None),
        ("en", "An officer must tell the person of his rights.", "officer"),
        ("en", "Everyone has the right to a lawyer.", "citizen"),
        ("en", "The acts of an officer may be appealed.", "citizen"),
        ("en", "The bodies of internal affairs shall not disclose it.", "body"),
    ],
)
def test_a_sentence_names_its_bearer(language: str, sentence: str, bearer: str | None) -> None:
    word = {"ru": "Статья", "en": "Article"}[language]
    text = f"{word} 1. X\n\n{sentence}\n"
    act = parse_text(text, Sidecar("small", "Small", language), "small.txt")
    (borne,) = find_borne_norms(act)
    assert borne.bearer == bearer
