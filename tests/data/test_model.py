import pytest

from data.corpus import load_corpus
from data.model import Kind, Provision, Span, outer_closing


@pytest.mark.parametrize(
    ("text", "repealed", "quotable"),
    [("Бар.", False, True), ("Жойылды.", True, False), ("", False, False)],
)
def test_a_provision_with_words_in_force_is_quotable(
    text: str, repealed: bool, quotable: bool
) -> None:
    provision = Provision("art_1", Kind.ARTICLE, "1", text, None, None, repealed=repealed)
    assert provision.quotable is quotable


def test_slice_of_a_span_has_offsets_in_the_provision() -> None:
    text = "Біреу. Екеу. Үшеу."
    provision = Provision("art_1", Kind.ARTICLE, "1", text, None, None)
    second = provision.whole.slice(7, 12)
    assert second == Span("art_1", 7, 12, "Екеу.")
    inner = second.slice(1, 3)
    assert (inner, text[inner.start : inner.end]) == (Span("art_1", 8, 10, "ке"), inner.text)
    assert second.contains(inner)
    assert not inner.contains(second)
    assert not second.contains(Span("art_2", 8, 10, "ке"))


def test_closing_is_shown_once() -> None:
    law = load_corpus().default
    last = law.by_eid["art_19__para_1__point_8"]
    assert last.closing is not None
    assert last.closing.text == "құқылы"
    assert last.outer_closing is None
    for number in range(1, 8):
        assert law.by_eid[f"art_19__para_1__point_{number}"].outer_closing == last.closing
    before = last.whole.slice(0, last.closing.start)
    assert outer_closing(last.closing, (before,)) == last.closing
    assert outer_closing(last.closing, (before, last.whole)) is None
    assert outer_closing(None, ()) is None
    assert law.by_eid["art_19__para_1"].outer_closing is None
