"""The notice of danger: words and lines by language and kind, and the answer beside it."""

from dataclasses import replace

import pytest

from data.model import LANGUAGES
from qa.answer import Question, Status
from qa.answerer import Answerer
from qa.danger_notice import DangerNotices
from qa.notice import Contact, DangerKind, Helpline
from tests.helpers.web_app import FIREARM, caching_answerer, law_answerer

SUICIDE = Helpline(
    "150",
    {"kk": "Сенім телефоны", "ru": "Телефон доверия", "en": "Helpline"},
    frozenset({DangerKind.SUICIDE}),
)
EVERY = Helpline("1402", dict.fromkeys(LANGUAGES, "Call centre"))


def test_emergency_numbers_come_first_and_own_lines_are_by_kind() -> None:
    notices = DangerNotices(("102", "112", "911"), (SUICIDE, EVERY))
    fire = notices.for_message(["у нас пожар"], "ru")
    sad = notices.for_message(["не хочу жить"], "ru")
    assert fire is not None
    assert sad is not None
    common = [Contact("Полиция", "102"), Contact("Служба спасения", "112"), Contact("911", "911")]
    assert list(fire.contacts) == [*common, Contact("Call centre", "1402")]
    own = [Contact("Телефон доверия", "150"), Contact("Call centre", "1402")]
    assert list(sad.contacts) == [*common, *own]
    assert fire.text != sad.text
    assert fire.kind == sad.kind == "danger"


def test_a_message_without_danger_has_no_notice() -> None:
    assert DangerNotices().for_message([FIREARM], "kk") is None


@pytest.mark.parametrize("exact", [False, True])
def test_the_answer_is_as_without_the_notice(exact: bool) -> None:
    answer = law_answerer().ask(Question("Муж меня бьёт. Статья 24 пункт 3", exact=exact))
    assert answer.notice is not None
    assert answer.status is Status.ANSWERED
    assert answer.passages[0].citation.eid == "art_24__para_3"


def test_a_message_that_the_law_does_not_answer_has_the_notice() -> None:
    answer = law_answerer().ask(Question("kүйеуім мені ұрып жатыр", ui="en"))
    assert answer.notice is not None
    assert answer.notice.text == "If anyone is in danger now, call straight away."
    assert [contact.label for contact in answer.notice.contacts] == ["Police", "Rescue service"]


def test_a_wrong_keyboard_layout_is_mended_first() -> None:
    assert law_answerer().ask(Question("vtyz ,m.n gjvjubnt")).notice is not None


def test_a_cached_answer_has_the_notice() -> None:
    answerer: Answerer = caching_answerer()
    first, second = (answerer.ask(Question("У нас пожар", ui="ru")) for _ in range(2))
    assert first.notice is not None
    assert replace(second, answer_id=first.answer_id) == first


def test_the_listing_of_the_desk_has_the_notice() -> None:
    assert law_answerer().listing(Question("У нас пожар")).answer.notice is not None
