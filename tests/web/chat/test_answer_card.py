"""Cards: sentences and clauses are folded, the highlight never is, and no word is lost."""

from dataclasses import replace

import pytest

from data.corpus import load_corpus
from qa.answer import Quote
from qa.quotes import whole_quote
from web.chat.answer_card import MAX_UNFOLDED, MIN_FOLDED, AnswerCard, answer_card

FIRST, SECOND, THIRD = ("Бірінші " * 20 + "сөйлем.", "Екінші сөйлем.", "Үшінші " * 40 + "сөйлем.")
# A sentence of clauses, each long enough to be folded.
OPENING, MIDDLE, ENDING = (f"{word} " * 20 + "жасауға" for word in ("бірінші", "орта", "соңғы"))


def law_quotes() -> list[Quote]:
    law = load_corpus().default
    return [whole_quote(law, each, "kk", law.id) for each in law.provisions if each.text]


def words(card: AnswerCard) -> list[str]:
    """The pieces without the space around them; ``+`` marks what is folded, ``*`` the highlight."""
    return [
        "+" * piece.is_folded + "*" * piece.is_marked + piece.text.strip()
        for piece in card.pieces
        if piece.text.strip()
    ]


def made(text: str, highlight: str = "") -> AnswerCard:
    start = text.index(highlight)
    span = (start, start + len(highlight)) if highlight else None
    return answer_card(replace(law_quotes()[0], quote=text, highlight=span))


def test_the_pieces_of_every_provision_are_its_words() -> None:
    folded = 0
    for quote in law_quotes():
        end = len(quote.quote)
        for span in (None, (0, min(9, end)), (end // 2, end // 2 + 1), (end - 1, end)):
            card = answer_card(replace(quote, highlight=span))
            assert "".join(piece.text for piece in card.pieces) == quote.quote
            marked = [piece.text for piece in card.pieces if piece.is_marked]
            assert marked == ([quote.quote[slice(*span)]] if span else [])
            folded += card.is_folded
            for piece in card.pieces:
                if piece.is_folded:
                    assert len(piece.text) >= MIN_FOLDED
                    assert end > MAX_UNFOLDED
                    assert not piece.is_marked
    assert folded > 20


def test_sentences_around_the_highlight_are_folded() -> None:
    card = made(f"{FIRST} {SECOND} {THIRD}", "Екінші")
    assert words(card) == [f"+{FIRST}", "*Екінші", "сөйлем.", f"+{THIRD}"]


def test_without_a_highlight_the_first_sentences_are_shown() -> None:
    card = made(" ".join([FIRST, FIRST, FIRST, SECOND, THIRD]))
    assert words(card) == [f"{FIRST} {FIRST}", f"+{FIRST} {SECOND} {THIRD}"]


@pytest.mark.parametrize("mark", [";", ","])
def test_a_long_sentence_without_a_highlight_keeps_its_beginning_and_its_verb(mark: str) -> None:
    card = made(f"{OPENING}{mark} {MIDDLE}{mark} {MIDDLE}{mark} {MIDDLE}{mark} {ENDING} құқылы.")
    assert words(card) == [
        f"{OPENING}{mark} {MIDDLE}{mark} {MIDDLE}{mark}",
        f"+{MIDDLE}{mark}",
        f"{ENDING} құқылы.",
    ]


@pytest.mark.parametrize(
    "opening", ["Қызметкерге, егер заңда көзделсе, тыйым салынады:", f"{OPENING}, {OPENING};"]
)
def test_a_long_sentence_keeps_what_opens_it_before_the_highlight(opening: str) -> None:
    card = made(f"{opening} {MIDDLE}; {ENDING}; {MIDDLE}; {ENDING} (үй, жер) алады.", f"{ENDING};")
    assert words(card) == [
        opening,
        f"+{MIDDLE};",
        f"*{ENDING};",
        f"+{MIDDLE};",
        f"{ENDING} (үй, жер) алады.",
    ]


@pytest.mark.parametrize(
    "text",
    [FIRST, "а" * 900, f"{'а' * 500}. {SECOND}", f"{OPENING} ({', '.join([MIDDLE] * 9)})."],
)
def test_short_texts_and_texts_of_one_clause_are_shown_whole(text: str) -> None:
    card = made(text)
    assert not card.is_folded
    assert card.is_short == (len(text) <= MAX_UNFOLDED)
