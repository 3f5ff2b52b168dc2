"""Tests of texts that are not searched for acts and provisions: the result is the same."""

from collections.abc import Iterator

import pytest

from data.corpus import load_corpus
from qa.references import parser
from qa.references.act_catalog import ActCatalog, read_catalog
from qa.references.act_mention import find_act_mention
from qa.references.parser import find_references
from qa.retrieval.bank_index import shipped_bank
from tests.helpers.act_library import act_library

# Words of which a text is neither a reference nor a name, or is one by few signs.
TYPED = (
    "не болады", "stat'ya pyat", "stat'ya pervaya", "points a and b of", "point b of the law",
    "подпункт «б» пункта", "бап бесінші", "статья пятая", "глава II", "II тарау", "в преамбуле",
    "IIтарау", "Vтарауында",
    "кіріспеде", "(b)", "б) тармақша", "ч. вторая", "как бап", "ук рк", "укрк", "КоАП-ы туралы",
    "адм. кодекс", "садов. товарищ.", "полиц.", "«О браке»", '"о полиции"', "закон", "Геневская",
    "the act", "Конституция", "о полиции.", "ОВД", "ішкі істер органдары", "су кодекс.", "№", "",
)  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> tuple[str, ...]:
    law = load_corpus()
    asked = [entry.question for entry in shipped_bank(law)][::9]
    printed = [part for act in law.acts for one in act.provisions for part in _pieces(one.text)]
    return (*TYPED, *asked, *printed[::5])


def _pieces(text: str) -> Iterator[str]:
    yield text[:300]
    yield from text.split(";")


def test_skipped_text_has_no_reference(
    texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [find_references(text) for text in texts]
    assert any(found)
    monkeypatch.setattr(parser, "_may_refer", lambda _: True)
    assert [find_references(text) for text in texts] == found


@pytest.mark.parametrize("is_library", [False, True])
def test_skipped_text_names_no_act(
    texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, *, is_library: bool
) -> None:
    catalog: ActCatalog = read_catalog(act_library() if is_library else load_corpus())
    found = [find_act_mention(text, catalog) for text in texts]
    assert any(mention.groups for mention in found)
    monkeypatch.setattr(ActCatalog, "may_be_named", lambda *_: True)
    assert [find_act_mention(text, catalog) for text in texts] == found
